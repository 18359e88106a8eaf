//! Taking files in from the page: which names are taken, how much, and where they wait.
//!
//! The main type is [`Intake`], what came over for one new case. Files wait in [`incoming`] until all are there; then the
//! case's own `add` copies them, so that a file that was dropped on the page is kept as one that was added by command. A file
//! is written under a name that begins with a dot and gets its own when it is whole: one that was cut off is never read.

use rollcall_model::problem::Problem;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// How deep folders may lie in each other.
const MAX_DEPTH: usize = 32;

/// The longest name of one file or folder, in bytes.
const MAX_NAME: usize = 200;

/// The longest name of a case, in letters.
const MAX_CASE: usize = 60;

/// How often a case's name is tried with a number after it.
const TRIES: usize = 1000;

/// How much a new case may be given.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Files.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of all files.
    pub total_bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { files: 5000, file_bytes: 256 << 20, total_bytes: 4 << 30 }
    }
}

impl Bounds {
    /// The bounds in words.
    pub(crate) fn words(self) -> String {
        format!("up to {} files, {} each, {} together", self.files, size(self.file_bytes), size(self.total_bytes))
    }

    pub(crate) fn too_many(self) -> Problem {
        Problem::new("the folder", "too-many-files", format!("it holds more than {} files", self.files))
            .hint("begin with a part of it, or use `rollcall new` and `rollcall add`")
    }

    pub(crate) fn too_much(self) -> Problem {
        let message = format!("its files have more than {} together", size(self.total_bytes));
        Problem::new("the folder", "too-much", message)
            .hint("begin with a part of it, or use `rollcall new` and `rollcall add`")
    }

    fn too_large(self, place: &str) -> Problem {
        Problem::new(place, "file-too-large", format!("the file has more than {}", size(self.file_bytes)))
            .hint("cut it into parts")
    }
}

/// Bytes as people read them.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MB", bytes >> 20),
        _ => format!("{} GB", bytes >> 30),
    }
}

/// What has come over for one case.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    files: usize,
    bytes: u64,
}

impl Intake {
    /// Makes room for one more file.
    pub(crate) fn one_more(&mut self, bounds: Bounds) -> Result<usize, Problem> {
        if self.files >= bounds.files {
            return Err(bounds.too_many());
        }
        self.files += 1;
        Ok(self.files)
    }

    /// Makes room for more bytes.
    pub(crate) fn more(&mut self, bytes: u64, bounds: Bounds) -> Result<(), Problem> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > bounds.total_bytes { Err(bounds.too_much()) } else { Ok(()) }
    }
}

/// A file on its way in.
pub(crate) struct Coming {
    file: File,
    waits: PathBuf,
    to: PathBuf,
    place: String,
    bytes: u64,
    whole: bool,
}

impl Coming {
    /// Begins a file. `number` tells apart two of one name.
    pub(crate) fn begin(incoming: &Path, path: &str, number: usize) -> Result<Self, Problem> {
        let parts = parts(path)?;
        let to = parts.iter().fold(incoming.to_path_buf(), |folder, part| folder.join(part));
        let folder = to.parent().unwrap_or(incoming).to_path_buf();
        let waits = folder.join(format!(".coming-{number}"));
        let cannot = |error: io::Error| cannot_keep(path, &error);
        fs::create_dir_all(&folder).map_err(cannot)?;
        if to.exists() {
            return Err(Problem::new(path, "name-taken", "a file of this name has come over already")
                .hint("give one of the two another name"));
        }
        let file = File::options().write(true).create_new(true).open(&waits).map_err(cannot)?;
        Ok(Self { file, waits, to, place: path.to_string(), bytes: 0, whole: false })
    }

    /// Writes a piece.
    pub(crate) fn piece(&mut self, piece: &[u8], bounds: Bounds) -> Result<(), Problem> {
        self.bytes += piece.len() as u64;
        if self.bytes > bounds.file_bytes {
            return Err(bounds.too_large(&self.place));
        }
        self.file.write_all(piece).map_err(|error| cannot_keep(&self.place, &error))
    }

    /// All of it is there.
    pub(crate) fn end(mut self) -> Result<u64, Problem> {
        fs::rename(&self.waits, &self.to).map_err(|error| cannot_keep(&self.place, &error))?;
        self.whole = true;
        Ok(self.bytes)
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        if !self.whole {
            // What cannot be removed has a dotted name, and is not read.
            let _ = fs::remove_file(&self.waits);
        }
    }
}

fn cannot_keep(place: &str, error: &io::Error) -> Problem {
    Problem::new(place, "cannot-write", error.to_string()).hint("make room on the disk and drop the folder again")
}

/// Where files wait that came over and are not in the case yet.
pub(crate) fn incoming(root: &Path) -> PathBuf {
    root.join(".rollcall").join("incoming")
}

/// The folders and the name of a file, as a browser gives them: `folder/a.txt`.
fn parts(path: &str) -> Result<Vec<&str>, Problem> {
    let bad = |message: &str| Err(Problem::new(path, "bad-name", message).hint("give the file another name"));
    let parts: Vec<&str> = path.split('/').collect();
    if parts.len() > MAX_DEPTH {
        return Err(Problem::new(path, "too-deep", "folders lie too deep in each other").hint("move it further up"));
    }
    for part in &parts {
        let mut components = Path::new(part).components();
        let one = matches!((components.next(), components.next()), (Some(Component::Normal(_)), None));
        if !one || part.contains(['\\', '\0']) || part.chars().any(char::is_control) {
            return bad("a file of this name is not taken");
        }
        if part.starts_with('.') {
            return Err(
                Problem::new(path, "hidden-file", "this is a hidden file").hint("give it a name without a dot before it")
            );
        }
        if part.len() > MAX_NAME {
            return bad("the name is too long");
        }
    }
    Ok(parts)
}

/// Whether a name can be that of a case: letters, digits, spaces, `-`, `_` and dots inside.
pub(crate) fn check_case(name: &str) -> Result<(), Problem> {
    let begins = name.chars().next().is_some_and(char::is_alphanumeric);
    let ends = name.chars().next_back().is_some_and(char::is_alphanumeric);
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.');
    if begins && ends && name.chars().count() <= MAX_CASE && name.len() <= MAX_NAME && name.chars().all(fits) {
        return Ok(());
    }
    Err(Problem::new("the name", "bad-name", format!("`{name}` cannot be the name of a case"))
        .hint("use up to 60 letters, digits, spaces, `-` and `_`"))
}

/// A name made of what a folder is called: every sign that a case's name cannot have becomes a space.
pub(crate) fn case_name(of: &str) -> String {
    let letters = of.chars().map(|letter| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { ' ' });
    let name: String = letters.take(MAX_CASE).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|letter: char| !letter.is_alphanumeric());
    if check_case(name).is_ok() { name.to_string() } else { "case".to_string() }
}

/// Makes a new folder for a case: of this name or, where that is taken, with a number after it.
pub(crate) fn new_folder(cases: &Path, name: &str) -> Result<String, Problem> {
    check_case(name)?;
    let cannot = |error: io::Error| {
        Problem::new(cases.display().to_string(), "cannot-write", error.to_string())
            .hint("start `rollcall` in a folder that you may write to")
    };
    fs::create_dir_all(cases).map_err(cannot)?;
    for number in 1..=TRIES {
        let tried = if number == 1 { name.to_string() } else { format!("{name}-{number}") };
        match fs::create_dir(cases.join(&tried)) {
            Ok(()) => return Ok(tried),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => (),
            Err(error) => return Err(cannot(error)),
        }
    }
    Err(Problem::new(name, "name-taken", "there are too many cases of this name").hint("give another name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Bounds = Bounds { files: 2, file_bytes: 4, total_bytes: 6 };

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(parts("letters/1999/a b.txt").expect("right"), ["letters", "1999", "a b.txt"]);
        for path in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "a/../b",
            "a/..",
            "./a",
            "a//b",
            "a/",
            "a\\..\\b",
            "a\0b",
            "a\nb",
            ".hidden",
            "a/.git/b",
        ] {
            assert!(parts(path).is_err(), "{path:?}");
        }
        assert!(parts(&"a/".repeat(MAX_DEPTH + 1)).is_err() && parts(&"a".repeat(MAX_NAME + 1)).is_err());
    }

    #[test]
    fn a_cases_name_is_a_name() {
        for name in ["Letters 1999", "a", "übung_2", "v1.2"] {
            assert!(check_case(name).is_ok(), "{name}");
        }
        for name in ["", ".", "..", "a/b", ".a", "a\\b", "-x", "a ", "a\0", "con:x", &"a".repeat(61)] {
            assert!(check_case(name).is_err(), "{name}");
        }
        assert_eq!(
            (case_name("My <Letters>/"), case_name("..."), case_name("")),
            ("My Letters".into(), "case".into(), "case".into())
        );
    }

    #[test]
    fn nothing_is_taken_beyond_the_bounds_and_nothing_is_left_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut intake = Intake::default();
        let mut one = Coming::begin(folder.path(), "f/a.txt", intake.one_more(SMALL).expect("fits")).expect("begins");
        one.piece(b"1234", SMALL).expect("fits");
        assert_eq!(one.end().expect("ends"), 4);
        assert_eq!(Coming::begin(folder.path(), "f/a.txt", 7).err().expect("is taken").code, "name-taken");
        let mut two = Coming::begin(folder.path(), "f/b.txt", intake.one_more(SMALL).expect("fits")).expect("begins");
        assert_eq!(two.piece(b"12345", SMALL).expect_err("is too large").code, "file-too-large");
        drop(two);
        assert_eq!(intake.one_more(SMALL).expect_err("is one too many").code, "too-many-files");
        intake.more(6, SMALL).expect("fits");
        assert_eq!(intake.more(1, SMALL).expect_err("is too much").code, "too-much");
        let left: Vec<_> =
            fs::read_dir(folder.path().join("f")).expect("is there").flatten().map(|file| file.file_name()).collect();
        assert_eq!(left, ["a.txt"]);
    }

    #[test]
    fn a_new_case_never_takes_the_folder_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let cases = folder.path().join("cases");
        let names: Vec<String> = (0..3).map(|_| new_folder(&cases, "letters").expect("is made")).collect();
        assert_eq!(names, ["letters", "letters-2", "letters-3"]);
    }
}
