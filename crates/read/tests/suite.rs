//! The cases of `tests/suite/read/*.toml`: text in, what is read out.
//!
//! A case's `events` are all engagements of the text with all their roles, no more and no less; `relations`, `entities`
//! and `details` must be among what is read, `none` and `no_relations` must not. Cases say what a careful researcher would
//! read, so some do not hold yet: `baseline.toml` says of each group (a file) how many hold and which do not. A group that
//! falls below its line fails; one that has risen is named. `write_baseline`, which only runs when asked, raises the lines:
//!
//! ```text
//! cargo nextest run -p rollcall-read --test suite --run-ignored only write_baseline
//! ```

use rollcall_lexicon::Lexicon;
use rollcall_model::date::Edtf;
use rollcall_read::document::{Document, Event};
use rollcall_read::{Input, Reader};
use serde::Deserialize;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    date: Option<String>,
    language: Option<String>,
    #[serde(default)]
    not_read: bool,
    events: Option<Vec<Expected>>,
    #[serde(default)]
    relations: Vec<String>,
    #[serde(default)]
    entities: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    no_relations: Vec<String>,
    /// Roles that may be there beside those expected.
    #[serde(default)]
    maybe: Vec<String>,
    /// Events with no other roles than these may be there.
    #[serde(default)]
    roles_allowed: Vec<String>,
    /// `NAME: mode, capacity or certainty` of a part in some engagement.
    #[serde(default)]
    details: Vec<String>,
}

/// What a group holds by now.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Line {
    holds: usize,
    /// Names of the cases that do not hold.
    open: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(rename = "type")]
    kind: String,
    name: Option<String>,
    date: Option<String>,
    place: Option<String>,
    /// The body whose engagement it is; empty for none.
    forum: Option<String>,
    #[serde(default)]
    host: Vec<String>,
    status: Option<String>,
    mode: Option<String>,
    roles: Vec<String>,
    /// Whose words say so, from the outermost in.
    voices: Option<Vec<String>>,
}

fn full(document: &Document, id: &str) -> String {
    document.entities.iter().find(|e| e.id == id).map_or(String::new(), |e| e.normalized.clone().unwrap_or(e.text.clone()))
}

fn text(document: &Document, id: &str) -> String {
    document.entities.iter().find(|e| e.id == id).map_or(String::new(), |e| e.text.clone())
}

fn roles(document: &Document, event: &Event) -> Vec<String> {
    let mut roles: Vec<String> = event.roles.iter().map(|r| format!("{}: {}", r.role, full(document, &r.entity))).collect();
    roles.sort();
    roles
}

fn name<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

fn fits(document: &Document, event: &Event, wanted: &Expected, case: &Case) -> bool {
    let mut expected = wanted.roles.clone();
    expected.sort();
    let got: Vec<String> = roles(document, event).into_iter().filter(|r| !case.maybe.contains(r)).collect();
    name(event.kind) == wanted.kind
        && wanted.name.as_ref().is_none_or(|n| event.name == *n)
        && event.date.as_ref().map(|d| d.as_str().to_string()) == wanted.date
        && wanted.place.as_ref().is_none_or(|p| event.place.as_ref() == Some(p))
        && wanted.forum.as_ref().is_none_or(|f| event.forum.as_deref().unwrap_or_default() == f)
        && (wanted.host.is_empty() || event.host == wanted.host)
        && wanted.status.as_ref().is_none_or(|s| event.status == *s)
        && wanted.mode.as_ref().is_none_or(|m| event.roles.iter().all(|r| r.mode.as_ref() == Some(m)))
        && wanted
            .voices
            .as_ref()
            .is_none_or(|v| event.attributed_to.iter().map(|id| text(document, id)).eq(v.iter().cloned()))
        && expected == got
}

fn details(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for role in document.events.iter().flat_map(|e| &e.roles) {
        let who = full(document, &role.entity);
        out.push(format!("{who}: {}", role.mode.as_deref().unwrap_or("not stated")));
        out.push(format!("{who}: {}", role.certainty));
        out.extend(role.capacity.iter().map(|c| format!("{who}: {c}")));
    }
    out
}

/// `kind: from -> to [role] @ date by voice`, or for calls and omissions what they say.
fn said(document: &Document) -> Vec<String> {
    let mut out = said_with(document, text);
    out.extend(said_with(document, full));
    out
}

/// The same, with the name of an end that only leans on another ("the company") as `text` gives it.
fn said_with(document: &Document, text: fn(&Document, &str) -> String) -> Vec<String> {
    let relation = |r: &rollcall_read::document::Relation| {
        let to = if r.to == r.from { String::new() } else { format!(" -> {}", text(document, &r.to)) };
        let mut out = format!("{}: {}{to}", name(r.kind), text(document, &r.from));
        let calls = ["recommends", "omits", "adopts"].contains(&name(r.kind).as_str());
        if let Some(words) = r.text.as_ref().filter(|_| name(r.kind) == "adopts") {
            write!(out, " -> {words}").ok();
        }
        if let Some(role) = &r.role {
            write!(out, " [{role}]").ok();
        }
        if let Some(date) = &r.date {
            write!(out, " @ {}", date.as_str()).ok();
        }
        if let Some(words) = r.text.as_ref().filter(|_| calls && name(r.kind) != "adopts") {
            write!(out, "{}{words}", if name(r.kind) == "recommends" { " " } else { " -> " }).ok();
        }
        for voice in &r.attributed_to {
            write!(out, " by {}", text(document, voice)).ok();
        }
        if let Some(words) = r.text.as_ref().filter(|_| !calls) {
            write!(out, " ({words})").ok();
        }
        out
    };
    document.relations.iter().map(relation).collect()
}

/// Whether an expected relation is one that was read: forums may be named by the last words of their name.
fn holds(wanted: &str, said: &[String]) -> bool {
    said.iter().any(|s| {
        s == wanted || s.starts_with(wanted) || {
            let parts = |t: &str| t.split_once(" -> ").map(|(a, b)| (a.to_string(), b.to_string()));
            match (parts(wanted), parts(s)) {
                (Some((a, b)), Some((c, d))) => a == c && d.ends_with(&b),
                _ => false,
            }
        }
    })
}

fn faults(document: &Document, case: &Case, source: &str) -> Vec<String> {
    let mut out = Vec::new();
    for e in &document.entities {
        let slice: String = source.chars().skip(e.start).take(e.end - e.start).collect();
        if slice != e.text {
            out.push(format!("{} is anchored at {slice:?} and says {:?}", e.id, e.text));
        }
    }
    if case.not_read != document.not_read.is_some()
        || case.language.as_ref().is_some_and(|l| document.language.as_ref() != Some(l))
    {
        out.push(format!("language {:?}, not read {:?}", document.language, document.not_read));
    }
    if let Some(expected) = &case.events {
        let mut left: Vec<&Event> = document.events.iter().collect();
        left.retain(|e| roles(document, e).is_empty() || !roles(document, e).iter().all(|r| case.roles_allowed.contains(r)));
        for wanted in expected {
            match left.iter().position(|e| fits(document, e, wanted, case)) {
                Some(at) => {
                    left.remove(at);
                }
                None => out.push(format!("no {} {:?} {:?} with {:?}", wanted.kind, wanted.name, wanted.date, wanted.roles)),
            }
        }
        for e in left.iter().filter(|e| !e.roles.is_empty() || !expected.is_empty()) {
            out.push(format!(
                "read {} {:?} {:?} at {:?} host {:?} ({}) with {:?}",
                name(e.kind),
                e.name,
                e.date.as_ref().map(Edtf::as_str),
                e.place,
                e.host,
                e.status,
                roles(document, e)
            ));
        }
    }
    let said = said(document);
    for wanted in case.relations.iter().filter(|w| !holds(w, &said)) {
        out.push(format!("no {wanted}; read {said:?}"));
    }
    for kind in &case.no_relations {
        out.extend(said.iter().filter(|s| s.starts_with(kind.as_str())).map(|s| format!("read {s}")));
    }
    let entities: Vec<String> = document.entities.iter().map(|e| format!("{}: {}", name(e.kind), e.text)).collect();
    out.extend(case.entities.iter().filter(|e| !entities.contains(e)).map(|e| format!("no {e}; read {entities:?}")));
    out.extend(case.none.iter().filter(|e| entities.contains(e)).map(|e| format!("read {e}")));
    let details = details(document);
    out.extend(case.details.iter().filter(|d| !details.contains(d)).map(|d| format!("no {d}; read {details:?}")));
    out
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/read")
}

fn toml_of<T: for<'d> Deserialize<'d>>(path: &Path) -> T {
    toml::from_str(&std::fs::read_to_string(path).expect("text")).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// How many cases of a group there are, and the faults of each that does not hold.
struct Group {
    cases: usize,
    wrong: Vec<(String, Vec<String>)>,
}

fn groups() -> BTreeMap<String, Group> {
    let reader = Reader::new(Arc::new(Lexicon::builtin()));
    let mut out = BTreeMap::new();
    for file in std::fs::read_dir(folder()).expect("the suite's folder") {
        let path = file.expect("a file").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name == "baseline" || path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let file: File = toml_of(&path);
        let mut wrong = Vec::new();
        for case in &file.case {
            let date = case.date.as_ref().and_then(|d| Edtf::parse(d).ok());
            let document = reader.read(&Input { text: &case.text, date: date.as_ref(), ..Input::default() });
            let faults = faults(&document, case, &case.text);
            if !faults.is_empty() {
                wrong.push((case.name.clone(), faults));
            }
        }
        out.insert(name, Group { cases: file.case.len(), wrong });
    }
    out
}

#[test]
#[expect(clippy::print_stdout, reason = "the table is for who runs the suite")]
fn suite() {
    let lines: BTreeMap<String, Line> = toml_of(&folder().join("baseline.toml"));
    let (mut table, mut fallen) = (String::new(), String::new());
    let (mut all, mut held) = (0, 0);
    for (name, group) in groups() {
        let holds = group.cases - group.wrong.len();
        let line = lines.get(&name).map_or((0, &[][..]), |l| (l.holds, l.open.as_slice()));
        let note = match holds.cmp(&line.0) {
            Ordering::Less => "fell",
            Ordering::Equal => "",
            Ordering::Greater => "rose: run write_baseline",
        };
        (all, held) = (all + group.cases, held + holds);
        writeln!(table, "{name:16} {holds:3} of {:3}, baseline {:3} {note}", group.cases, line.0).expect("a string");
        for (case, faults) in &group.wrong {
            let faults = faults.join("\n    ");
            if holds < line.0 && !line.1.contains(case) {
                writeln!(fallen, "{name}: {case}\n    {faults}").expect("a string");
            }
        }
    }
    writeln!(table, "{:16} {held:3} of {all:3}", "all").expect("a string");
    println!("{table}");
    assert!(!table.contains("fell"), "\n{fallen}\n{table}");
}

#[test]
#[ignore = "writes the baseline, so it runs only when asked"]
#[expect(clippy::print_stdout, reason = "what does not hold is for who works on the reader")]
fn write_baseline() {
    let mut out = String::from(
        "# How many cases of each group hold, and which do not yet. Written by `write_baseline` in suite.rs.\n",
    );
    for (name, group) in groups() {
        let open: Vec<String> = group.wrong.iter().map(|(case, _)| format!("  {case:?},\n")).collect();
        let open = if open.is_empty() { "[]".to_string() } else { format!("[\n{}]", open.concat()) };
        writeln!(out, "\n[{name}]\nholds = {}\nopen = {open}", group.cases - group.wrong.len()).expect("a string");
        for (case, faults) in &group.wrong {
            println!("{name}: {case}\n    {}", faults.join("\n    "));
        }
    }
    std::fs::write(folder().join("baseline.toml"), out).expect("the baseline");
}
