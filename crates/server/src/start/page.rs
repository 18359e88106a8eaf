//! The pages under `/start`: the first one, and one for each case.
//!
//! The main functions are [`first`] and [`case`]. Both are complete without scripts: the script adds dropping, and progress
//! without loading the page again. Every name of a file is shown and not obeyed ([`words`]).

use super::work::{At, STAGES, Unused, plain_path};
use super::{Listed, Open, Starting, address_of};
use crate::page;
use crate::review::ReviewQuery;
use crate::review::cards::{Around, became, capital, cards, waits};
use crate::review::text::words;
use maud::{DOCTYPE, Markup, html};
use rollcall_model::ontology::kinds;
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use std::collections::{BTreeMap, BTreeSet};

/// Claims that are shown first.
const FIRST: usize = 3;

/// Files that are listed on one page.
const MAX_LISTED: usize = 500;

/// Where a page leads to, above its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// Nowhere: the first page.
    None,
    /// To all cases, of a case that is not open.
    Cases,
    /// The same, of a case that is being read: without scripts the page loads itself again.
    Working,
    /// To all cases and to the desk of the open one.
    Desk,
}

/// The first page: where to drop a folder, and the cases that were made here.
pub(super) fn first(state: &Starting, wrong: Option<&Problem>) -> String {
    let listed = state.listed();
    let folder = std::path::absolute(&state.cases).unwrap_or_else(|_| state.cases.clone());
    let body = html! {
        @if let Some(problem) = wrong { (said(std::slice::from_ref(problem))) }
        h1 { "Drop a folder here" }
        p class="lead" { "Nothing leaves this computer." }
        section id="drop" aria-label="Drop a folder" hidden data-token=(state.token()) data-files=(state.bounds.files)
            data-file-bytes=(state.bounds.file_bytes) data-total-bytes=(state.bounds.total_bytes) {
            p { label for="pick" class="pick" { "Choose a folder, or drop one anywhere on this page" } }
            input type="file" id="pick" webkitdirectory multiple;
            label for="case-name" { "Name of the case, if it should not be that of the folder" }
            input type="text" id="case-name" maxlength="60" autocomplete="off";
            p class="small" { (capital(&state.bounds.words())) ". Hidden files stay where they are." }
        }
        div id="coming" hidden {
            h2 { "Taking the files in" }
            progress id="came" max="1" value="0" aria-label="Files that came over" {}
            p id="came-says" role="status" {}
            ul id="not-taken" class="unused" {}
            div id="come-after" {}
        }
        noscript { p { "Dropping needs scripts. Without them, name a folder of this computer:" } }
        details id="by-path" open data-keep=[wrong.map(|_| "open")] {
            summary { "Name a folder of this computer instead" }
            form method="post" action="/start/folder" class="path" {
                input type="hidden" name="token" value=(state.token());
                label { "Path of the folder" input type="text" name="path" required placeholder="/home/ana/letters" autocomplete="off"; }
                label { "Name of the case, if it should not be that of the folder"
                    input type="text" name="name" maxlength="60" autocomplete="off"; }
                button { "Read this folder" }
            }
        }
        (list(state, &listed))
        p class="small" { "The files are copied into a new folder in " code { (words(&folder.display().to_string())) }
            ". The ones that you drop stay as they are." }
    };
    frame("Drop a folder here", state.token(), Links::None, &body)
}

fn list(state: &Starting, listed: &[Listed]) -> Markup {
    let open = state.opened().map(|open| open.case.name.clone());
    let work = state.work().filter(|work| work.goes_on()).map(|work| work.name.clone());
    html! {
        @if !listed.is_empty() {
            h2 { "Cases made here" }
            ul class="cases" {
                @for case in listed {
                    @let is = |name: &Option<String>| name.as_deref() == Some(case.name.as_str());
                    li {
                        span class="name" { (words(&case.name)) }
                        @if is(&work) { span class="small" { "being read" } a class="go" href=(address_of(&case.name)) { "See how far it is" } }
                        @else if is(&open) { span class="small" { "open" } a class="go" href=(address_of(&case.name)) { "Go on" } }
                        @else {
                            span class="small" { @if case.unfinished { "not read to the end" } }
                            (opener(state, &case.name, if case.unfinished { "Read on" } else { "Open" }))
                        }
                    }
                }
            }
        }
    }
}

fn opener(state: &Starting, name: &str, says: &str) -> Markup {
    html! {
        form method="post" action="/start/open" {
            input type="hidden" name="token" value=(state.token());
            input type="hidden" name="case" value=(name);
            button aria-label=(format!("{says}: {name}")) { (says) }
        }
    }
}

/// The page of a case: how far its reading is, or what came of it.
pub(super) fn case(state: &Starting, name: &str) -> String {
    let work = state.work().filter(|work| work.name == name);
    if let Some(work) = &work
        && work.goes_on()
    {
        return frame(name, state.token(), Links::Working, &work.look(|at| how_far(name, at)));
    }
    if let Some(open) = state.opened().filter(|open| open.case.name == name) {
        return frame(name, open.case.running.token(), Links::Desk, &result(&open));
    }
    let failed = work.map(|work| work.look(|at| at.ended.clone()));
    let body = match failed {
        Some(Some(Err(problems))) => html! {
            h1 { (words(name)) }
            (said(&problems))
            p { "What was kept before is there. When the reason is out of the way:" }
            (opener(state, name, "Try again"))
        },
        _ => html! {
            h1 { (words(name)) }
            p { "This case is not open." }
            (opener(state, name, "Open"))
        },
    };
    frame(name, state.token(), Links::Cases, &body)
}

fn how_far(name: &str, at: &At) -> Markup {
    html! {
        h1 { "Reading " (words(name)) }
        p { "You may close this page: the reading goes on as long as the program runs, and is taken up again where it was." }
        ol id="stages" class="stages" {
            @for (n, (stage, says)) in STAGES.iter().enumerate() {
                @let (done, of) = at.counts[n];
                @let is = if n < at.stage { "done" } else if n == at.stage && of > 0 { "now" } else { "later" };
                li data-stage=(stage) class=(is) aria-current=[(is == "now").then_some("step")] {
                    span { (says) } " "
                    span class="count" { @if is == "done" { "done" } @else if is == "now" && of > 1 { (done) " of " (of) } @else if is == "now" { "now" } }
                }
            }
        }
        h2 id="unused-title" hidden[at.unused.is_empty()] { "Not read so far" }
        ul id="unused" class="unused" aria-live="polite" { @for unused in &at.unused { (line(unused)) } }
        noscript { p { a href=(address_of(name)) { "Look again" } } }
    }
}

fn line(unused: &Unused) -> Markup {
    html! {
        li { strong { (words(plain_path(&unused.file))) } br; (ours(&unused.why)) "."
            @if let Some(hint) = &unused.hint { " " span class="hint" { (ours(hint)) "." } } }
    }
}

/// Words of ours with what stands between backticks set apart, and a capital first.
fn ours(text: &str) -> Markup {
    html! {
        @for (n, piece) in capital(text).split('`').enumerate() {
            @if n % 2 == 1 { code { (words(piece)) } } @else { (words(piece)) }
        }
    }
}

fn said(problems: &[Problem]) -> Markup {
    html! {
        div class="wrong" role="alert" {
            @for problem in problems {
                p { strong { (words(&problem.place)) } ": " (ours(&problem.message)) "."
                    @if let Some(hint) = &problem.hint { " " (ours(hint)) "." } }
            }
        }
    }
}

/// What was read, what was not and why, and the first claims.
fn result(open: &Open) -> Markup {
    let loaded = open.loaded();
    let view = loaded.built.private();
    let became = became(view);
    let query = ReviewQuery { queue: Some("need".into()), ..ReviewQuery::default() };
    let seen = loaded.built.inputs.decisions.last().map_or("", |line| line.id.as_str());
    let token = open.case.running.token();
    let here = query.address();
    let around = Around {
        view,
        became: &became,
        needs: loaded.needs(),
        query: &query,
        here: &here,
        token,
        seen,
        outgoing: None,
        shown: None,
    };
    let mut waiting: Vec<_> = cards(view, None, &became).into_iter().filter(|card| card.waits()).collect();
    let wait = waiting.len();
    let first = |card: &crate::review::cards::Card<'_>| {
        (std::cmp::Reverse(loaded.needs().weight(card.mention)), card.claims[0].claim.kind != kinds::PARTICIPATION)
    };
    waiting.sort_by_key(first);
    waiting.truncate(FIRST);
    let unused = &open.case.unused;
    let told: BTreeSet<&str> = unused.iter().map(|unused| unused.file.as_str()).collect();
    let spoke: BTreeSet<&str> = view.claims().values().map(|stated| stated.claim.anchor.source.as_str()).collect();
    let was_read = |source: &&Source| spoke.contains(source.path.as_str()) || !told.contains(source.path.as_str());
    let read: Vec<&Source> = view.sources().iter().filter(was_read).collect();
    html! {
        h1 { (words(&open.case.name)) }
        p class="lead" {
            (count(read.len(), "file was read", "files were read")) ", "
            (count(view.claims().len(), "claim was found", "claims were found")) ". "
            @if unused.is_empty() { "Every file was read." }
            @else { a href="#unused-title" { (count(unused.len(), "file was not read, or not all of it", "files were not read, or not all of them")) } "." }
        }
        div class="result" {
            section id="cards" aria-label="The first claims" {
                p id="effect" role="status" {}
                @if waiting.is_empty() {
                    h2 { "Nothing waits" }
                    p { @if view.claims().is_empty() { "No claim was found in these files." } @else { "Everything here is decided." } }
                } @else {
                    h2 { "Do these words say it?" }
                    p { "A machine read these. You decide: a claim that nobody accepted is never published." }
                }
                @for card in &waiting {
                    (around.draw(card))
                    p class="small of" { "in " a href=(source_address(card.source())) { (words(plain_path(title(view, card.source())))) } }
                }
                @if wait > 0 {
                    p { a class="go" href=(query.address()) { "Go on with what findings need most" } " " span class="small" { (wait) " to check" } }
                }
            }
            div class="files" {
                (not_used(view, unused))
                (files_read(view, &read))
            }
        }
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn title<'a>(view: &'a dyn View, path: &'a str) -> &'a str {
    view.source(path).map_or(path, |source| source.title())
}

fn source_address(path: &str) -> String {
    format!("/review?{}", form_urlencoded::Serializer::new(String::new()).append_pair("source", path).finish())
}

fn not_used(view: &dyn View, unused: &[Unused]) -> Markup {
    html! {
        @if !unused.is_empty() {
            section aria-labelledby="unused-title" {
                h2 id="unused-title" { "Not read, and why" }
                ul class="unused" {
                    @for unused in unused.iter().take(MAX_LISTED) { (line(unused)) }
                }
                @if unused.len() > MAX_LISTED { p { "and " (unused.len() - MAX_LISTED) " more" } }
                @if unused.iter().any(|unused| view.source(&unused.file).is_some()) {
                    p class="small" { "What could be copied is kept in the case, read or not." }
                }
            }
        }
    }
}

fn files_read(view: &dyn View, read: &[&Source]) -> Markup {
    let mut claims: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for stated in view.claims().values() {
        let of = claims.entry(stated.claim.anchor.source.as_str()).or_default();
        of.0 += 1;
        of.1 += usize::from(waits(stated));
    }
    html! {
        details open[read.len() <= 20] {
            summary { "What was read" }
            table {
                thead { tr { th { "File" } th { "Claims" } th { "To check" } } }
                tbody {
                    @for source in read.iter().take(MAX_LISTED) {
                        @let (all, wait) = claims.get(source.path.as_str()).copied().unwrap_or_default();
                        tr { td { a href=(source_address(&source.path)) { (words(plain_path(&source.path))) } } td { (all) } td { (wait) } }
                    }
                }
            }
            @if read.len() > MAX_LISTED { p { a href="/review" { "All sources" } } }
        }
    }
}

fn frame(title: &str, token: &str, links: Links, body: &Markup) -> String {
    let more = html! {
        @if links == Links::Working { noscript { meta http-equiv="refresh" content="3"; } }
        link rel="stylesheet" href="/start.css";
        script src="/start.js" defer {}
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            (page::head(&format!("{title} · Rollcall"), token, &more))
            body {
                @if links != Links::None {
                    header { nav aria-label="Rollcall" {
                        a href="/start" { "All cases" }
                        @if links == Links::Desk { a href="/" { "The draft" } a href="/review" { "Source by source" } a href="/review?queue=need" { "What findings need" } }
                    } }
                }
                main { (body) }
            }
        }
    }
    .into_string()
}
