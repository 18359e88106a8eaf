//! A sealed place to run the program in: its own folder, no environment, both streams and the exit code as one text.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use tempfile::TempDir;

/// A folder of its own.
pub struct Place {
    folder: TempDir,
}

/// What a run gave.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Everything that a user sees, with the exit code.
    pub fn all(&self) -> String {
        format!("exit {:?}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

impl Place {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("has a folder")).expect("makes");
        fs::write(path, bytes).expect("writes");
    }

    /// Runs the program in this folder with nothing in its environment.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(&[], args)
    }

    /// The same with some words in its environment.
    pub fn run_with(&self, environment: &[(&str, &str)], args: &[&str]) -> Ran {
        let output = Command::cargo_bin("rollcall")
            .expect("the program is built")
            .env_clear()
            .env("TMPDIR", self.folder.path())
            .envs(environment.iter().copied())
            .current_dir(self.folder.path())
            .args(args)
            .output()
            .expect("runs");
        let here = self.folder.path().display().to_string();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("is UTF-8").replace(&here, "HERE");
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// A case with a small note and a small table.
    pub fn small_case(&self) {
        assert_eq!(self.run(&["new", "case"]).code, Some(0));
        self.write("case/sources/a.md", "On 10 May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.\n");
        self.write("case/sources/a.md.toml", "[source]\ntitle = \"A note\"\ndate = \"2022-05-11\"\nlanguage = \"en\"\n");
        self.write("case/records/bodies.csv", "name,short\nMeeting of Harbour Masters,MHM\nCouncil of Pilots,CP\n");
        self.write(
            "case/records/bodies.csv.toml",
            "[source]\ntitle = \"Bodies\"\nlanguage = \"en\"\n\n[record]\nkind = \"Forum\"\ncolumns = { name = \"name\", acronym = \"short\" }\n",
        );
    }

    /// Writes down that everybody whose name holds some words goes out by name, and why they were not asked to reply.
    pub fn name(&self, case: &str, words: &str) {
        self.name_only(case, words);
        let ids = [self.people(case, "Person", words), self.people(case, "Company", words)].concat();
        assert!(!ids.is_empty(), "somebody is called {words}");
        for id in &ids {
            let asked = self.run(&["decide", case, "not-approached", id, "--why", "a test"]);
            assert_eq!(asked.code, Some(0), "{}", asked.all());
        }
    }

    /// Writes down that every person whose name holds some words goes out by name.
    pub fn name_only(&self, case: &str, words: &str) {
        let ids = self.people(case, "Person", words);
        for id in &ids {
            let ran = self.run(&["decide", case, "accept", id, "--kind", "Naming", "--value", "public office"]);
            assert_eq!(ran.code, Some(0), "{}", ran.all());
        }
    }

    /// The ids of everybody of a kind whose name holds some words.
    pub fn people(&self, case: &str, kind: &str, words: &str) -> Vec<String> {
        let facts = self.run(&["facts", case, "--kind", kind, "--json"]).stdout;
        let facts = facts.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("is JSON"));
        let named = facts.filter(|fact| fact["properties"]["name"].to_string().contains(words));
        named.map(|fact| fact["id"].as_str().expect("has an id").to_string()).collect()
    }

    /// Every file below a folder, with its bytes.
    pub fn files(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(name), "", &mut files);
        files
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).expect("reads"));
        }
    }
}

/// A packed file of some parts, none of them squeezed, as a workbook is one.
pub fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let at = bytes.len() as u32;
        let size = (text.len() as u32).to_le_bytes();
        let length = (name.len() as u16).to_le_bytes();
        let head = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &[0; 4], &size, &size, &length, &[0, 0]].concat();
        bytes.extend([b"PK\x03\x04", head.as_slice(), name.as_bytes(), text.as_bytes()].concat());
        list.extend([b"PK\x01\x02\x14\x00", head.as_slice(), &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, at) = ((list.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    [bytes, list, [b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &at, &[0, 0]].concat()].concat()
}

/// Starts a program that serves in a folder, and gives it with the line in which it says where.
pub fn serving(args: &[&str], folder: &Path) -> (Child, String) {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_rollcall"))
        .args(args)
        .args(["--listen", "127.0.0.1:0", "--json"])
        .env_clear()
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("has stdout")).read_line(&mut line).expect("says where it is");
    (child, line)
}

/// A PDF with these lines on each of its pages, in Helvetica.
pub fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_string(),
    ];
    let mut kids = String::new();
    for lines in pages {
        let number = objects.len() + 1;
        kids += &format!("{number} 0 R ");
        let line = |(at, line): (usize, &&str)| format!("BT /F 10 Tf 50 {} Td ({line}) Tj ET ", 550 - 12 * at);
        let content: String = lines.iter().enumerate().map(line).collect();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            number + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    objects[1] = format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", pages.len());
    let mut file = "%PDF-1.4\n".to_string();
    let mut offsets = String::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file += &format!("xref\n0 {size}\n0000000000 65535 f \n{offsets}");
    file += &format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}
