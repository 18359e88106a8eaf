//! What must hold for the packs that ship, and for the code beside them.

use rollcall_lexicon::Lexicon;
use rollcall_lexicon::pack::Width;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a Rust file, without its tests and comments. A plain scanner: it knows escapes, raw strings
/// and character literals, which is all that our code has.
fn literals(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in code.split("#[cfg(test)]").next().unwrap_or_default().lines() {
        let line = line.trim_start();
        if line.starts_with("//") {
            continue;
        }
        let mut rest = line;
        while let Some(start) = rest.find('"') {
            if rest[..start].ends_with('\'') {
                rest = &rest[start + 1..];
                continue;
            }
            let after = &rest[start + 1..];
            let mut end = after.len();
            let mut escaped = false;
            for (at, c) in after.char_indices() {
                if c == '"' && !escaped {
                    end = at;
                    break;
                }
                escaped = c == '\\' && !escaped;
            }
            out.push(after[..end].to_string());
            rest = after.get(end + 1..).unwrap_or_default();
        }
    }
    out
}

fn whole_word(text: &str, form: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(form)
        .any(|(at, _)| !letter(text[..at].chars().next_back()) && !letter(text[at + form.len()..].chars().next()))
}

#[test]
fn no_word_of_a_region_stands_in_code() {
    let lexicon = Lexicon::builtin();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&crates).expect("the crates") {
        let source = entry.expect("a crate").path().join("src");
        if source.is_dir() {
            sources(&source, &mut files);
        }
    }
    files.retain(|f| !f.components().any(|c| c.as_os_str() == "tests") && f.file_name().is_some_and(|n| n != "tests.rs"));
    files.sort();
    assert!(files.len() > 20, "the crates have sources");
    // Forms of one or two letters, and the name of a file format, are words of other things too.
    let forms: Vec<&String> =
        lexicon.regional_forms().iter().filter(|f| f.chars().count() > 2 && f.as_str() != "PDF").collect();
    let mut wrong = Vec::new();
    for file in files {
        let code = std::fs::read_to_string(&file).expect("text");
        for literal in literals(&code) {
            for form in forms.iter().filter(|f| whole_word(&literal, f)) {
                wrong.push(format!("{}: `{form}` in {literal:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "words of a region belong in packs:\n{}", wrong.join("\n"));
}

#[test]
fn the_scanner_would_find_one() {
    assert_eq!(literals("let a = \"one \\\"two\\\"\"; // \"no\""), ["one \\\"two\\\"", "no"]);
    assert!(whole_word("the NADI meeting", "NADI") && !whole_word("CANADIAN", "NADI"));
}

#[test]
fn packs_that_ship_are_read() {
    let lexicon = Lexicon::builtin();
    assert!(lexicon.languages().contains(&"en".to_string()));
    assert!(lexicon.all.demonym.len() > 150 && lexicon.all.rank.len() > 40 && lexicon.all.forum.len() > 25);
    // A mark may not say two things, and every table says something.
    let marks = |width| {
        let areas = lexicon.all.area.iter().filter(move |area| area.width == width);
        areas.flat_map(|area| area.after.iter().chain(&area.before)).collect::<std::collections::BTreeSet<_>>()
    };
    let (wide, narrow) = (marks(Width::Wide), marks(Width::Narrow));
    assert!(wide.len() > 20 && narrow.len() > 20 && wide.is_disjoint(&narrow));
    for forum in &lexicon.all.forum {
        for other in forum.parent.iter().chain(&forum.plus_of) {
            assert!(lexicon.forum(other).is_some(), "{}: there is no forum `{other}`", forum.name);
        }
    }
}

#[test]
fn a_wrong_key_is_placed_and_the_nearest_named() {
    let errors = Lexicon::empty().with_pack("words/a.toml", "[[rank]]\nform = [\"Colonel\"]\n").expect_err("a wrong key");
    assert_eq!((errors[0].path.as_str(), errors[0].line, errors[0].column), ("words/a.toml", 2, 1));
    assert_eq!(errors[0].hint.as_deref(), Some("did you mean `forms`?"));
}

#[test]
fn a_wrong_pattern_is_placed() {
    let pack = "[pack]\nscope = \"language\"\n\n[[trigger]]\nmakes = \"participation\"\npatterns = [\"{attendee attended {event}\"]\n";
    let errors = Lexicon::empty().with_pack("words/a.toml", pack).expect_err("a wrong pattern");
    assert_eq!(errors[0].line, 6);
}

#[test]
fn an_entry_of_a_case_comes_first() {
    let base = "[[forum]]\nname = \"Board of Seas\"\nacronym = \"BOS\"\n";
    let own = "[[forum]]\nname = \"Bureau of Salt\"\nacronym = \"BOS\"\n";
    let lexicon = Lexicon::empty().with_pack("a.toml", base).and_then(|l| l.with_pack("b.toml", own)).expect("two packs");
    assert_eq!(lexicon.forum("BOS").map(|f| f.name.as_str()), Some("Bureau of Salt"));
    let words = lexicon.cut("the BOS");
    assert_eq!(lexicon.hits("the BOS", &words).first().map(|h| h.entry), Some(rollcall_lexicon::Entry::Forum(1)));
}
