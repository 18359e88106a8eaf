//! `report`: what people accepted, as a document to read outside the site.
//!
//! The main function is [`Case::report`]. It sees the case through the public view, as an edition does, and refuses what
//! `publish` refuses. What it adds to the case is the numbers of new exhibits and nothing else.

use crate::assemble::Built;
use crate::build::ExtractorCommand;
use crate::called;
use crate::edition::{latest_day, let_out, not_searched};
use crate::exhibits::{self, EXHIBITS, ExhibitLine, Numbers};
use crate::folder::Case;
use crate::leak;
use crate::marked::Marker;
use crate::snapshot::Snapshot;
use rollcall_archive::Disk;
use rollcall_model::date::Day;
use rollcall_model::entity::Entity;
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::problem::Problem;
use rollcall_publish::report::{self, Exhibit, Report, Scope};
use serde::Serialize;
use std::fs;
use std::path::Path;

/// What a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportKind {
    /// One page on one party.
    Brief,
    /// One dated line an engagement.
    Chronology,
    /// The roll as a table.
    Table,
    /// Exhibits.
    Annex,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ReportRequest<'r> {
    /// What it shows.
    pub kind: ReportKind,
    /// Only this party: a name or an id.
    pub party: Option<&'r str>,
    /// Only what this body held: a name or an id.
    pub body: Option<&'r str>,
    /// Its day; that of the latest decision where none is given.
    pub day: Option<Day>,
    /// The file to write: `.docx` or `.html`.
    pub out: &'r Path,
}

/// What `report` did.
#[derive(Debug, Clone, Serialize)]
pub struct ReportDone {
    /// The file.
    pub file: String,
    /// What it shows.
    pub kind: ReportKind,
    /// Its day.
    pub day: String,
    /// How many exhibits it shows.
    pub exhibits: usize,
    /// How many of them got their number now.
    pub new_exhibits: usize,
    /// Pages that could not be shown as pictures.
    #[serde(skip)]
    pub problems: Vec<Problem>,
    /// What no search of ours can see, for whoever hands it on.
    #[serde(skip)]
    pub remarks: Vec<Problem>,
}

/// How a file is written.
#[derive(Clone, Copy)]
enum Form {
    Docx,
    Html,
}

impl Case {
    /// Writes a report of what people accepted.
    ///
    /// # Errors
    /// When the arguments do not fit, nothing is accepted, somebody is named whom nobody asked, or the disk refuses.
    pub fn report(
        &self,
        built: &Built,
        request: &ReportRequest<'_>,
        command: &ExtractorCommand,
    ) -> Result<ReportDone, Vec<Problem>> {
        let form = form(request.out).map_err(|problem| vec![problem])?;
        refuse_foreign(request.out).map_err(|problem| vec![problem])?;
        let cache = self.kept();
        let scope = scope(built.public(&cache).map_err(|problem| vec![problem])?, built.private(), request)?;
        let mut view = let_out(built, &cache)?.clone();
        let day = dated(built, request.day).map_err(|problem| vec![problem])?;
        view.about.day = Some(day);
        let mut done = ReportDone {
            file: request.out.display().to_string(),
            kind: request.kind,
            day: day.to_string(),
            exhibits: 0,
            new_exhibits: 0,
            problems: Vec::new(),
            remarks: Vec::new(),
        };
        let mut new = Vec::new();
        let protects = !built.protected.is_empty();
        let report = match (request.kind, &scope.party) {
            (ReportKind::Brief, Some(party)) => report::brief(&view, party).ok_or_else(|| vec![whose()])?,
            (ReportKind::Brief, None) => return Err(vec![whose()]),
            (ReportKind::Chronology, _) => report::chronology(&view, &scope),
            (ReportKind::Table, _) => report::table(&view, &scope),
            (ReportKind::Annex, _) => self.annex((&view, protects), &scope, command, (&mut done, &mut new))?,
        };
        let bytes = match form {
            Form::Docx => report.docx(),
            Form::Html => report.html(),
        };
        let name = request.out.file_name().unwrap_or_default().to_string_lossy();
        leak::refuse(&name, &bytes, &built.protected).map_err(|problem| vec![problem])?;
        let lines = exhibits::lines(&new).map_err(|problem| vec![problem])?;
        leak::refuse(EXHIBITS, lines.as_bytes(), &built.protected).map_err(|problem| vec![problem])?;
        // Numbers are kept before anybody can read them, and none is used up by what is refused.
        exhibits::append(self.root(), &lines).map_err(|problem| vec![problem])?;
        write(request.out, &bytes).map_err(|problem| vec![problem])?;
        Ok(done)
    }

    /// The exhibits, with the lines of those whose numbers are new.
    fn annex(
        &self,
        (view, protects): (&Snapshot, bool),
        scope: &Scope,
        command: &ExtractorCommand,
        (done, lines): (&mut ReportDone, &mut Vec<ExhibitLine>),
    ) -> Result<Report, Vec<Problem>> {
        let relied_on = report::relied_on(view, scope);
        let mut numbers = Numbers::read(self.root())?;
        let new = numbers.give(relied_on.keys().copied());
        let mut marker = Marker::new(self, view, command);
        let exhibits: Vec<Exhibit> = numbers
            .labels()
            .into_iter()
            .filter_map(|(number, source)| {
                let pages = marker.pages(source, relied_on.get(source)?);
                Some(Exhibit { number, source: source.to_string(), pages })
            })
            .collect();
        (done.exhibits, done.new_exhibits) = (exhibits.len(), new.len());
        done.problems = marker.problems();
        let drawn = exhibits.iter().flat_map(|exhibit| {
            exhibit.pages.iter().map(move |page| format!("exhibit {}, page {}", exhibit.number, page.number))
        });
        let drawn: Vec<String> = drawn.collect();
        done.remarks.extend((protects && !drawn.is_empty()).then(|| not_searched("report", &drawn)));
        *lines = new;
        Ok(report::annex(view, scope, &exhibits))
    }
}

/// The day of what is written.
pub(crate) fn dated(built: &Built, day: Option<Day>) -> Result<Day, Problem> {
    day.or_else(|| latest_day(built)).ok_or_else(|| {
        Problem::new("decisions.jsonl", "nothing-accepted", "no decision was made, so there is no day to write")
            .hint("accept claims first, or name a day with `--date`")
    })
}

fn whose() -> Problem {
    Problem::new("--party", "no-party", "a brief is about one party, and none is named").hint("name it with `--party NAME`")
}

fn scope(public: &Snapshot, private: &Snapshot, request: &ReportRequest<'_>) -> Result<Scope, Vec<Problem>> {
    let find = |place: &str, words: Option<&str>, is: &dyn Fn(Kind) -> bool| {
        words.map(|words| called::party(public, private, place, words, is)).transpose()
    };
    let party = find("--party", request.party, &|kind: Kind| kind.is_party());
    let body = find("--body", request.body, &|kind: Kind| kind == kinds::FORUM);
    let id = |found: Option<&Entity>| found.map(|entity| entity.id.clone());
    match (party, body) {
        (Ok(party), Ok(body)) => Ok(Scope { party: id(party), body: id(body) }),
        (party, body) => Err([party.err(), body.err()].into_iter().flatten().collect()),
    }
}

fn form(out: &Path) -> Result<Form, Problem> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("docx") => Ok(Form::Docx),
        Some("html" | "htm") => Ok(Form::Html),
        _ => Err(Problem::new("--out", "unknown-format", format!("`{}` is no kind of report", out.display()))
            .hint("end its name in `.docx` or `.html`")),
    }
}

/// A file is only replaced where Rollcall wrote it and nobody has worked on it since.
pub(crate) fn refuse_foreign(out: &Path) -> Result<(), Problem> {
    let place = out.display().to_string();
    match fs::read(out) {
        Ok(bytes) if report::is_ours(&bytes) => Ok(()),
        Ok(_) => Err(Problem::new(place, "not-ours", "the file is not one that Rollcall wrote, or it was changed since")
            .hint("name a file that does not exist yet")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Problem::new(place, "not-a-file", error.to_string()).hint("name a file that does not exist yet")),
    }
}

/// Writes a whole file, or nothing.
pub(crate) fn write(out: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::new(out.display().to_string(), "cannot-write", error.to_string());
    Disk::new().write(out, bytes).map_err(failed)
}
