//! People whom nobody may learn to exist: their names, from one locked file outside the case.
//!
//! The main type is [`Protected`]; [`Case::protected`] reads it. The file is TOML, encrypted with age:
//!
//! ```toml
//! [[person]]
//! handle = "p1"
//! names = ["…", "…"]
//! ```
//!
//! Why a file of its own: the case is a folder that people put under git and hand on, and what stands in it once is there
//! for good. The names are in no message, no log and no `Debug` of this module.

use crate::assemble::Built;
use crate::folder::Case;
use age::secrecy::SecretString;
use rollcall_model::problem::{Problem, line_column};
use rollcall_names::Spotter;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// No list of names is longer, in bytes.
const MAX_BYTES: u64 = 4 << 20;
/// The most work that a passphrase may ask for, as a power of two: two steps above what `age` itself asks for.
const MAX_WORK: u8 = 20;

/// What opens the file: the one that it was locked with.
#[derive(Clone, Default)]
pub struct Unlock {
    /// A file with an age identity.
    pub identity: Option<PathBuf>,
    /// A passphrase.
    pub passphrase: Option<String>,
}

impl fmt::Debug for Unlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passphrase = self.passphrase.as_ref().map(|_| "…");
        f.debug_struct("Unlock").field("identity", &self.identity).field("passphrase", &passphrase).finish()
    }
}

/// Protected people, by their names.
#[derive(Clone)]
pub struct Protected {
    people: usize,
    /// Whether this is what the case's file says, and not only what is known before anybody opened it.
    read: bool,
    names: Vec<String>,
    spotter: Spotter,
}

impl Default for Protected {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl fmt::Debug for Protected {
    /// How many people, and not who.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protected({} people)", self.people)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default)]
    person: Vec<PersonEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonEntry {
    handle: String,
    names: Vec<String>,
}

impl Protected {
    /// Nobody.
    pub fn none() -> Self {
        Self::default()
    }

    fn new(people: Vec<PersonEntry>) -> Self {
        let count = people.len();
        let names: BTreeSet<String> = people.into_iter().flat_map(|person| person.names).collect();
        let names: Vec<String> = names.into_iter().collect();
        let spotter = Spotter::new(names.iter().map(String::as_str));
        Self { people: count, read: false, names, spotter }
    }

    /// One person for each name.
    #[cfg(test)]
    pub(crate) fn of_names(names: &[&str]) -> Self {
        let person = |name: &&str| PersonEntry { handle: String::new(), names: vec![(*name).to_string()] };
        Self::new(names.iter().map(person).collect())
    }

    /// Whether the case's file was opened.
    pub(crate) fn is_read(&self) -> bool {
        self.read
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether a whole text is one of their names, in whatever spelling.
    pub fn is(&self, text: &str) -> bool {
        self.spotter.is(text)
    }

    /// All names as the file has them, sorted. They are for looking for, never for showing.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// What finds their names in a text.
    pub fn spotter(&self) -> &Spotter {
        &self.spotter
    }

    /// Reads the unlocked text. A fault is named by its line and never by what stands there.
    fn parse(place: &str, text: &str) -> Result<Self, Problem> {
        let bad = |place: String, message: String| {
            Problem::new(place, "bad-protected", message)
                .hint("unlock it, mend it and lock it again: see docs/design/protected.md")
        };
        let file: PeopleFile = toml::from_str(text).map_err(|error| {
            let (line, _) = line_column(text, error.span().map_or(0, |span| span.start));
            bad(format!("{place}:{line}"), "this is not a list of protected people".into())
        })?;
        let mut handles = BTreeSet::new();
        for (person, at) in file.person.iter().zip(1..) {
            if person.handle.trim().is_empty() || !handles.insert(person.handle.trim()) {
                return Err(bad(place.into(), format!("person {at} has no handle of its own")));
            }
            if person.names.is_empty() {
                return Err(bad(place.into(), format!("person {at} has no name")));
            }
            let short = |name: &String| name.chars().filter(|c| c.is_alphanumeric()).count() < 2;
            if let Some(which) = person.names.iter().position(short) {
                let message = format!("name {} of person {at} is too short to be looked for", which + 1);
                return Err(bad(place.into(), message));
            }
        }
        Ok(Self { read: true, ..Self::new(file.person) })
    }
}

impl Case {
    /// The people whom the case protects: nobody, where `case.toml` names no file of them.
    ///
    /// # Errors
    /// When the file is locked, missing or broken, or lies where git would take it.
    pub fn protected(&self, unlock: &Unlock) -> Result<Protected, Problem> {
        let Some(file) = self.settings().protected.as_ref().map(|settings| settings.file.as_str()) else {
            return Ok(Protected::none());
        };
        let path = self.root().join(file);
        refuse_inside(self.root(), &path)?;
        let locked = read(file, &path)?;
        let text = open(file, &locked, unlock)?;
        Protected::parse(file, &text)
    }
}

/// The file lies outside of the case and of what git keeps with it.
fn refuse_inside(root: &Path, path: &Path) -> Result<(), Problem> {
    let place = "case.toml: [protected] file";
    let (root, path) = (plain(root), plain(path));
    if path.starts_with(&root) {
        return Err(Problem::new(place, "protected-inside", "the file of protected people lies inside the case")
            .hint("move it out of the folder, and write where it is, as in `file = \"../protected.age\"`"));
    }
    let kept = path.ancestors().skip(1).any(|folder| folder.join(".git").exists());
    if kept {
        return Err(Problem::new(place, "protected-inside", "the file of protected people lies in a folder that git keeps")
            .hint("move it to a folder that is under no git"));
    }
    Ok(())
}

/// A path without links, or, of what is not there, without `..`.
fn plain(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain = plain.canonicalize().unwrap_or(plain);
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn read(place: &str, path: &Path) -> Result<Vec<u8>, Problem> {
    let cannot = |error: std::io::Error| {
        Problem::new(place, "no-protected-file", format!("the file of protected people cannot be read: {error}"))
            .hint("put it back, or bring the disk that it is on: nothing goes out without it")
    };
    let file = fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Problem::new(place, "bad-protected", "the file is too large for a list of names"));
    }
    Ok(bytes)
}

/// The text of the file. What is wrong with a key is said, and nothing of what stands in it.
fn open(place: &str, locked: &[u8], unlock: &Unlock) -> Result<String, Problem> {
    let not_age = |_| {
        Problem::new(place, "bad-protected", "the file is not encrypted with age")
            .hint("lock it with `age`, without `--armor`: see docs/design/protected.md")
    };
    let file = age::Decryptor::new_buffered(locked).map_err(not_age)?;
    let identities: Vec<Box<dyn age::Identity>> = if file.is_scrypt() {
        let Some(passphrase) = &unlock.passphrase else { return Err(is_locked(place, "by a passphrase")) };
        let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.clone()));
        identity.set_max_work_factor(MAX_WORK);
        vec![Box::new(identity)]
    } else {
        let Some(path) = &unlock.identity else { return Err(is_locked(place, "with a key")) };
        identities(path)?
    };
    let wrong = || {
        Problem::new(place, "protected-locked", "what was given does not open the file of protected people")
            .hint("give the key or the passphrase that it was locked with")
    };
    let mut reader = file.decrypt(identities.iter().map(|identity| identity.as_ref() as _)).map_err(|_| wrong())?;
    let mut text = String::new();
    let read = reader.read_to_string(&mut text);
    read.map_err(|_| Problem::new(place, "bad-protected", "the file is cut or changed").hint("restore it from a copy"))?;
    Ok(text)
}

/// Nothing goes out of a case that protects people before somebody opened its file.
///
/// # Errors
/// When the case names a file and nobody did.
pub(crate) fn refuse_locked(built: &Built) -> Result<(), Problem> {
    match &built.inputs.settings.protected {
        Some(settings) if !built.protected.is_read() => Err(is_locked(&settings.file, "still")),
        _ => Ok(()),
    }
}

fn is_locked(place: &str, how: &str) -> Problem {
    Problem::new(
        place,
        "protected-locked",
        format!("the names of protected people are locked {how}, and nothing goes out without them"),
    )
    .hint("name the key with `--identity FILE` or in ROLLCALL_IDENTITY, or put the passphrase into ROLLCALL_PASSPHRASE")
}

fn identities(path: &Path) -> Result<Vec<Box<dyn age::Identity>>, Problem> {
    let place = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| {
        Problem::new(&place, "no-identity", format!("the key cannot be read: {error}"))
            .hint("name the file that `age-keygen` wrote")
    })?;
    let read = age::IdentityFile::from_buffer(bytes.as_slice()).ok().and_then(|file| file.into_identities().ok());
    read.filter(|identities| !identities.is_empty()).ok_or_else(|| {
        Problem::new(&place, "no-identity", "this is no age key").hint("name the file that `age-keygen` wrote")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter;

    const LIST: &str = "[[person]]\nhandle = \"p1\"\nnames = [\"Anna Quillsworth\", \"王虚构\"]\n";

    struct Place {
        folder: tempfile::TempDir,
        identity: age::x25519::Identity,
    }

    fn sealed(recipient: &dyn age::Recipient, text: &str) -> Vec<u8> {
        use std::io::Write;
        let encryptor = age::Encryptor::with_recipients(iter::once(recipient)).expect("one recipient");
        let mut bytes = Vec::new();
        let mut writer = encryptor.wrap_output(&mut bytes).expect("writes");
        writer.write_all(text.as_bytes()).expect("writes");
        writer.finish().expect("ends");
        bytes
    }

    impl Place {
        fn new(list: &str, file: &str) -> Self {
            use age::secrecy::ExposeSecret;
            let folder = tempfile::tempdir().expect("a folder");
            let identity = age::x25519::Identity::generate();
            Case::create(&folder.path().join("case")).expect("makes");
            let settings = format!("format = 1\ntitle = \"A\"\n[protected]\nfile = \"{file}\"\n");
            fs::write(folder.path().join("case/case.toml"), settings).expect("writes");
            fs::write(folder.path().join("protected.age"), sealed(&identity.to_public(), list)).expect("writes");
            fs::write(folder.path().join("key"), identity.to_string().expose_secret()).expect("writes");
            Self { folder, identity }
        }

        fn read(&self, unlock: &Unlock) -> Result<Protected, Problem> {
            Case::open(&self.folder.path().join("case")).expect("opens").protected(unlock)
        }

        fn key(&self) -> Unlock {
            Unlock { identity: Some(self.folder.path().join("key")), passphrase: None }
        }
    }

    #[test]
    fn a_key_opens_the_file_and_nothing_else_does() {
        let place = Place::new(LIST, "../protected.age");
        let protected = place.read(&place.key()).expect("opens");
        assert!(protected.is("QUILLSWORTH, Anna") && !protected.is("Anna"));
        assert_eq!(protected.names().count(), 2);
        assert_eq!(format!("{protected:?} {:?}", protected.spotter()), "Protected(1 people) Spotter(2 names)");
        let locked = place.read(&Unlock::default()).expect_err("is locked");
        assert_eq!(locked.code, "protected-locked");
        assert!(locked.hint.as_deref().is_some_and(|hint| hint.contains("--identity")));
        let other = age::x25519::Identity::generate().to_public();
        fs::write(place.folder.path().join("protected.age"), sealed(&other, LIST)).expect("writes");
        assert_eq!(place.read(&place.key()).expect_err("another's").code, "protected-locked");
        fs::write(place.folder.path().join("key"), "no key").expect("writes");
        assert_eq!(place.read(&place.key()).expect_err("no key").code, "no-identity");
        fs::remove_file(place.folder.path().join("protected.age")).expect("removes");
        assert_eq!(place.read(&place.key()).expect_err("is gone").code, "no-protected-file");
    }

    #[test]
    fn a_passphrase_opens_the_file_that_it_locked() {
        let place = Place::new(LIST, "../protected.age");
        let mut recipient = age::scrypt::Recipient::new(SecretString::from("seven made up words".to_owned()));
        recipient.set_work_factor(2);
        fs::write(place.folder.path().join("protected.age"), sealed(&recipient, LIST)).expect("writes");
        let with = |words: &str| Unlock { identity: None, passphrase: Some(words.into()) };
        assert!(place.read(&with("seven made up words")).expect("opens").is("Anna Quillsworth"));
        assert_eq!(place.read(&with("others")).expect_err("wrong").code, "protected-locked");
        assert_eq!(place.read(&place.key()).expect_err("a key is no passphrase").code, "protected-locked");
        assert!(!format!("{:?}", with("seven made up words")).contains("seven"));
    }

    #[test]
    fn a_case_that_names_no_file_protects_nobody() {
        let place = Place::new(LIST, "../protected.age");
        fs::write(place.folder.path().join("case/case.toml"), "format = 1\ntitle = \"A\"\n").expect("writes");
        assert!(place.read(&Unlock::default()).expect("needs no key").is_empty());
    }

    #[test]
    fn a_file_that_git_would_take_is_refused() {
        for file in ["protected.age", "sources/../protected.age", "../case/deep/protected.age"] {
            let place = Place::new(LIST, file);
            fs::write(place.folder.path().join("case/protected.age"), "x").expect("writes");
            assert_eq!(place.read(&place.key()).expect_err("inside").code, "protected-inside", "{file}");
        }
        let place = Place::new(LIST, "../protected.age");
        fs::create_dir(place.folder.path().join(".git")).expect("makes");
        assert_eq!(place.read(&place.key()).expect_err("under git").code, "protected-inside");
    }

    #[test]
    fn a_fault_is_named_without_a_name() {
        for (list, says) in [
            ("[[person]]\nhandle = \"p1\"\nname = \"Anna Quillsworth\"\n", "not a list"),
            ("[[person]]\nhandle = \"p1\"\nnames = \"Anna Quillsworth\"\n", "not a list"),
            ("[[person]]\nhandle = \"Anna Quillsworth\"\nnames = []\n", "person 1 has no name"),
            ("[[person]]\nhandle = \"p1\"\nnames = [\"Anna Quillsworth\", \"A.\"]\n", "name 2 of person 1 is too short"),
            ("[[person]]\nhandle = \"\"\nnames = [\"Anna Quillsworth\"]\n", "person 1 has no handle"),
        ] {
            let place = Place::new(list, "../protected.age");
            let problem = place.read(&place.key()).expect_err("is wrong");
            assert!(problem.code == "bad-protected" && problem.message.contains(says), "{says}: {problem}");
            assert!(!problem.to_string().contains("Quillsworth") && !problem.to_string().contains("p1"), "{problem}");
        }
        let place = Place::new(LIST, "../protected.age");
        fs::write(place.folder.path().join("protected.age"), LIST).expect("writes");
        assert_eq!(place.read(&place.key()).expect_err("is open").code, "bad-protected");
        let mut cut = sealed(&place.identity.to_public(), LIST);
        cut.pop();
        fs::write(place.folder.path().join("protected.age"), cut).expect("writes");
        assert_eq!(place.read(&place.key()).expect_err("is cut").code, "bad-protected");
    }
}
