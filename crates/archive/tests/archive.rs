//! The archive from outside: a case on disk, taken in, killed, broken and checked.

use rollcall_archive::{Archive, Disk, Kind, Limits, add, scan, verify};
use rollcall_model::layer::Layer;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn case() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "sources/b.txt", b"second words");
    put(folder.path(), "sources/a.txt", b"first words");
    put(folder.path(), "sources/a.txt.toml", b"[source]\ntitle = \"A\"\n");
    put(folder.path(), "sources/again/copy.txt", b"first words");
    put(folder.path(), "sources/alone.toml", b"x = 1\n");
    put(folder.path(), "sources/.hidden", b"no");
    put(folder.path(), "records/forums.csv", b"name\nADMM\n");
    folder
}

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("has a folder")).expect("makes folders");
    fs::write(path, bytes).expect("writes");
}

fn layer(text: &str) -> Layer {
    Layer { name: "text/1".into(), text: text.into(), encoding: Some("UTF-8".into()), readable: vec![], pages: vec![] }
}

/// What a build does: all files, then a text for each, in order.
fn build(root: &Path, disk: &Disk) -> Result<(), Box<dyn std::error::Error>> {
    let limits = Limits::default();
    let mut archive = Archive::open(root, disk)?;
    let mut taken = Vec::new();
    for input in scan(root, &limits).inputs {
        taken.push(archive.take(&input, &limits, None)??);
    }
    for file in &taken {
        let text = String::from_utf8(archive.bytes(&file.sha256)?)?;
        archive.keep_layer(&file.sha256, &layer(&text))?;
    }
    Ok(())
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("lists") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(root).expect("inside").to_path_buf(), fs::read(&path).expect("reads"));
            }
        }
    }
    files
}

#[test]
fn scan_takes_files_in_order_with_what_stands_beside_them() {
    let case = case();
    let found = scan(case.path(), &Limits::default());
    let seen: Vec<_> = found.inputs.iter().map(|input| (input.path.as_str(), input.kind, input.sidecar.is_some())).collect();
    assert_eq!(
        seen,
        [
            ("records/forums.csv", Kind::Record, false),
            ("sources/a.txt", Kind::Source, true),
            ("sources/again/copy.txt", Kind::Source, false),
            ("sources/alone.toml", Kind::Source, false),
            ("sources/b.txt", Kind::Source, false),
        ]
    );
    assert_eq!(found.problems, []);
}

#[cfg(unix)]
#[test]
fn scan_names_what_cannot_be_used_and_goes_on() {
    use std::os::unix::ffi::OsStrExt;
    let case = case();
    put(case.path(), "sources/empty.txt", b"");
    std::os::unix::fs::symlink("/etc/passwd", case.path().join("sources/link.txt")).expect("links");
    let odd = case.path().join("sources").join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
    fs::write(odd, b"x").expect("writes");
    // A gigabyte that takes no room and is never read.
    fs::File::create(case.path().join("sources/huge.txt")).expect("makes").set_len(1 << 30).expect("grows");
    let found = scan(case.path(), &Limits::default());
    let codes: Vec<_> = found.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["name-not-utf8", "empty-file", "file-too-large", "link"]);
    assert!(found.problems.iter().all(|problem| problem.hint.is_some()));
    assert_eq!(found.inputs.len(), 5);
}

#[test]
fn the_same_bytes_are_one_file_with_two_names() {
    let case = case();
    let disk = Disk::new();
    build(case.path(), &disk).expect("builds");
    let archive = Archive::open(case.path(), &disk).expect("opens");
    let (a, copy) = (archive.latest("sources/a.txt"), archive.latest("sources/again/copy.txt"));
    assert_eq!(a.map(|entry| &entry.sha256), copy.map(|entry| &entry.sha256));
    let blobs = files(&case.path().join("archive/blobs"));
    assert_eq!(blobs.len(), 5, "four contents and a sidecar");
    assert_eq!(archive.entries().len(), 5 + 4, "five files, four texts");
    assert_eq!(verify(case.path()), []);
}

#[test]
fn a_second_build_changes_nothing_and_a_changed_file_is_a_new_version() {
    let case = case();
    build(case.path(), &Disk::new()).expect("builds");
    let before = files(case.path());
    let disk = Disk::new();
    build(case.path(), &disk).expect("builds");
    assert_eq!(disk.steps(), 0);
    assert_eq!(files(case.path()), before);

    put(case.path(), "sources/a.txt.toml", b"[source]\ntitle = \"B\"\n");
    put(case.path(), "sources/b.txt", b"other words");
    build(case.path(), &disk).expect("builds");
    let log = fs::read_to_string(case.path().join("archive/log.jsonl")).expect("reads");
    let kinds: Vec<_> =
        log.lines().skip(9).map(|line| line.split("\"kind\":\"").nth(1).and_then(|rest| rest.split('"').next())).collect();
    assert_eq!(kinds, [Some("source-info"), Some("file"), Some("layer")]);
    assert!(before.iter().all(|(path, _)| case.path().join(path).exists()), "every version stays");
    assert_eq!(verify(case.path()), []);
}

#[test]
fn a_build_killed_at_any_step_is_finished_by_the_next() {
    let whole = case();
    let counting = Disk::new();
    build(whole.path(), &counting).expect("builds");
    let expected = files(whole.path());
    assert!(counting.steps() > 50);
    for step in 1..=counting.steps() {
        let case = case();
        let stopped = build(case.path(), &Disk::stopping_at(step, || Err(io::Error::other("killed"))));
        assert!(stopped.is_err(), "step {step}");
        build(case.path(), &Disk::new()).expect("finishes");
        assert_eq!(files(case.path()), expected, "killed at step {step}");
    }
}

#[test]
fn half_a_line_at_the_end_of_the_log_is_written_again() {
    let case = case();
    build(case.path(), &Disk::new()).expect("builds");
    let expected = files(case.path());
    let log = case.path().join("archive/log.jsonl");
    let whole = fs::read(&log).expect("reads");
    for cut in [1, 20, 300, whole.len() - 1, whole.len()] {
        fs::write(&log, &whole[..whole.len() - cut]).expect("writes");
        build(case.path(), &Disk::new()).expect("builds");
        assert_eq!(files(case.path()), expected, "{cut} bytes cut");
    }
}

#[test]
fn verify_names_one_flipped_byte_wherever_it_is() {
    let case = case();
    build(case.path(), &Disk::new()).expect("builds");
    let mut checked = 0;
    for (path, bytes) in files(&case.path().join("archive")) {
        let full = case.path().join("archive").join(&path);
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 40).chain([bytes.len() - 1]) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            fs::write(&full, &flipped).expect("writes");
            let problems = verify(case.path());
            let place = format!("archive/{}", path.display());
            assert!(problems.iter().any(|problem| problem.place.starts_with(&place)), "{place} at {at}: {problems:?}");
            checked += 1;
        }
        fs::write(&full, &bytes).expect("writes");
    }
    assert!(checked > 200);
    assert_eq!(verify(case.path()), []);
    let blob = files(&case.path().join("archive/blobs")).into_keys().next().expect("has one");
    fs::remove_file(case.path().join("archive/blobs").join(blob)).expect("removes");
    assert_eq!(verify(case.path())[0].code, "missing-file");
}

#[test]
fn what_is_read_back_is_checked() {
    let case = case();
    let disk = Disk::new();
    build(case.path(), &disk).expect("builds");
    let archive = Archive::open(case.path(), &disk).expect("opens");
    let hash = archive.latest("sources/b.txt").expect("is there").sha256.clone();
    assert_eq!(archive.layer(&hash, "text/1").expect("reads"), Some(layer("second words")));
    assert_eq!(archive.layer(&hash, "pdf/1").expect("reads"), None);
    assert_eq!(archive.layer_names(&hash), ["text/1"]);
    fs::write(case.path().join(format!("archive/blobs/{}/{hash}", &hash[..2])), b"other words!").expect("writes");
    assert_eq!(archive.bytes(&hash).expect_err("was changed").exit_code(), 1);
}

#[test]
fn add_copies_sorts_and_never_replaces() {
    let outside = tempfile::tempdir().expect("a folder");
    put(outside.path(), "dump/note.txt", b"words");
    put(outside.path(), "dump/note.txt.toml", b"[source]\n");
    put(outside.path(), "dump/deep/list.CSV", b"a\n1\n");
    put(outside.path(), "other/note.txt", b"other words");
    let case = tempfile::tempdir().expect("a folder");
    let (disk, limits) = (Disk::new(), Limits::default());
    let run = |paths: &[&str], name: Option<&str>| {
        let paths: Vec<_> = paths.iter().map(|path| outside.path().join(path)).collect();
        add(case.path(), &disk, &limits, &paths, name, "2026-01-02T03:04:05.000Z")
    };

    let report = run(&["dump", "dump/note.txt"], None).expect("adds");
    let added: Vec<_> = report.added.iter().map(|taken| taken.path.as_str()).collect();
    assert_eq!(added, ["records/dump/deep/list.CSV", "sources/dump/note.txt", "sources/note.txt"]);
    assert!(case.path().join("sources/note.txt.toml").is_file());
    let log = fs::read_to_string(case.path().join("archive/log.jsonl")).expect("reads");
    assert!(log.lines().all(|line| line.contains("\"at\":\"2026-01-02T03:04:05.000Z\"")));

    let report = run(&["other/note.txt", "dump/note.txt", "missing.txt"], None).expect("adds the rest");
    let codes: Vec<_> = report.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["unreadable", "name-taken"]);
    assert_eq!(report.added.iter().map(|taken| taken.new).collect::<Vec<_>>(), [false], "the same bytes are fine");
    assert_eq!(fs::read(case.path().join("sources/note.txt")).expect("reads"), b"words");

    let report = run(&["other/note.txt"], Some("other-note.txt")).expect("adds under another name");
    assert_eq!(report.added[0].path, "sources/other-note.txt");
    for name in ["../x", "", ".x", "a/b"] {
        assert_eq!(run(&["other/note.txt"], Some(name)).expect_err("is refused").exit_code(), 2);
    }
    assert_eq!(verify(case.path()), []);
}
