//! `rollcall findings`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, one_line, said};
use clap::Args;
use rollcall_case::since::{self, Since, What};
use rollcall_case::without::{Difference, Rest, Why};
use rollcall_case::{Built, InEnglish, Standing, TOGETHER, in_english};
use rollcall_model::against::Counter;
use rollcall_model::claim::Anchor;
use rollcall_model::finding::{Because, Finding, Proof, Reason};
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use rollcall_server::answers;
use rollcall_server::what_if::day;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Print what the rules found, and why
///
/// Strongest first. With --explain, the steps of one finding down to the words of its sources.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall findings inquiry\n  rollcall findings inquiry --explain fabcdefghij234567klmn\n  rollcall findings inquiry --without sources/a.md --as-of 2021-06-30\n  rollcall findings inquiry --json > then.jsonl\n  rollcall findings inquiry --since then.jsonl"
)]
pub(crate) struct FindingsArgs {
    /// The case's folder
    case: PathBuf,
    /// Show how this finding is known
    #[arg(long, value_name = "ID")]
    explain: Option<String>,
    /// Leave a source out, by its path in the case; can be given again
    #[arg(long, value_name = "SOURCE")]
    without: Vec<String>,
    /// Only from what had surely been made public by this date
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Only what is new, changed or gone since an earlier list, and why; FILE is what `--json` printed then
    #[arg(long, value_name = "FILE", conflicts_with = "explain")]
    since: Option<PathBuf>,
}

pub(crate) fn cmd_findings(ui: &Ui, args: &FindingsArgs) -> Result<Exit, Exit> {
    let earlier = args.since.as_deref().map(read_earlier).transpose();
    let earlier = earlier.map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    let as_of = args.as_of.as_deref().map(|text| day("--as-of", text)).transpose();
    let as_of = as_of.map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    let (case, mut built) = open::built(ui, &args.case)?;
    if !args.without.is_empty() || as_of.is_some() {
        let without: BTreeSet<String> = args.without.iter().cloned().collect();
        let rest = built.without(&without, as_of, &case.kept());
        let rest = rest.map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
        say(ui, &rest, &built);
        built = rest.built;
    }
    if let Some(earlier) = &earlier {
        ui.private();
        say_since(ui, &built.since(earlier));
        return Ok(Exit::Done);
    }
    let found = answers::findings(built.private(), args.explain.as_deref())
        .map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    ui.private();
    for finding in found {
        if ui.is_json() {
            ui.line(finding);
        } else {
            ui.text(&in_words(finding));
            if args.explain.is_some() {
                ui.text(&explained(finding));
                let view = built.private();
                ui.text(&weighed(&in_english(view, &Counter::new(view), finding, true)));
                let standing = built.stands_on(finding).map_err(|problem| open::one(ui, &problem, Exit::CannotFinish))?;
                ui.text(&standing.map(|standing| stands(&built, &standing)).unwrap_or_default());
            }
        }
    }
    Ok(Exit::Done)
}

fn read_earlier(path: &Path) -> Result<Vec<Finding>, Problem> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Problem::new(&shown, "cannot-read", error.to_string()).hint("write it with `rollcall findings CASE --json > FILE`")
    })?;
    since::earlier(&shown, &text)
}

fn say_since(ui: &Ui, since: &Since) {
    for turn in &since.turns {
        if ui.is_json() {
            ui.line(turn);
            continue;
        }
        let what = match turn.what {
            What::New => "new",
            What::Changed => "changed",
            What::Gone => "gone",
        };
        let mut lines = vec![format!("{what}: {}\n    {} · {}", turn.says, turn.rule, turn.id)];
        lines.extend(turn.was.iter().map(|was| format!("    it said: {was}")));
        lines.extend(turn.why.iter().map(|why| format!("    why: {why}")));
        ui.text(&lines.join("\n"));
    }
    let count = |what| since.turns.iter().filter(|turn| turn.what == what).count();
    let (new, changed, gone) = (count(What::New), count(What::Changed), count(What::Gone));
    ui.say(&format!("{new} findings are new, {changed} changed, {gone} are gone; {} are as they were", since.same));
}

/// What was left out, and what became of the findings.
fn say(ui: &Ui, rest: &Rest, whole: &Built) {
    for (path, why) in &rest.left_out {
        match why {
            Why::Asked => {}
            Why::Later => ui.say(&format!("left out: {path}: public only later, or perhaps later")),
            Why::NoDate => ui.say(&format!(
                "left out: {path}: nobody has said when it became public, so it cannot be told whether it was by then"
            )),
        }
    }
    let Difference { fall, stay, new } = rest.difference(whole);
    for finding in &fall {
        ui.say(&format!("falls: {} ({})", one_line(&finding.says), finding.rule));
    }
    ui.say(&format!("{} findings fall, {} stay, {} are new; those that are left follow", fall.len(), stay.len(), new.len()));
}

fn in_words(finding: &Finding) -> String {
    let certainty = finding.certainty.word();
    let origins = if finding.origins == 1 { "1 source".to_string() } else { format!("{} sources", finding.origins) };
    format!("{}\n    {} · {certainty} · {origins} · {}", finding.says, finding.rule, finding.id)
}

/// The proofs, each as a tree down to the words.
fn explained(finding: &Finding) -> String {
    let mut lines = Vec::new();
    for (at, proof) in finding.proofs.iter().enumerate() {
        if finding.proofs.len() > 1 {
            lines.push(format!("  way {} of {}", at + 1, finding.proofs.len()));
        }
        tree(proof, 1, &mut lines);
    }
    if finding.more {
        lines.push("  there are more ways to show it".into());
    }
    lines.join("\n")
}

/// Why it is no surer, what speaks against it and what would undo it.
fn weighed(said: &InEnglish) -> String {
    let mut lines: Vec<String> = said.reasons.iter().map(|reason| format!("  it is no surer: {reason}")).collect();
    for (says, anchors) in &said.against {
        lines.push(format!("  against it: {says}"));
        lines.extend(anchors.iter().map(|anchor| format!("    {}", quote(anchor))));
    }
    if said.against.is_empty() {
        lines.push("  no source held here speaks against it".into());
    }
    lines.extend(said.undone.iter().map(|undone| format!("  what would undo it: {undone}")));
    lines.join("\n")
}

/// On what the finding stands or falls.
fn stands(built: &Built, standing: &Standing) -> String {
    let mut lines: Vec<String> = Vec::new();
    let is_denied = |reason: &Reason| reason.because == Because::Denied;
    let denied =
        standing.worked.iter().flat_map(|step| &step.parts).filter(|part| part.because.as_ref().is_some_and(is_denied));
    for part in denied {
        lines.push(format!("  words that may say otherwise, where it takes that {}:", part.what));
        let claims = part.claims.iter().filter_map(|id| built.private().claims().get(id));
        lines.extend(claims.map(|stated| format!("    {}", quote(&stated.claim.anchor))));
    }
    let sets = standing.falls_without.iter();
    lines.extend(sets.map(|set| format!("  it would not be there without {}", set.join(" and "))));
    match (standing.falls_without.is_empty(), standing.is_complete) {
        (true, true) => lines.push(format!("  no {TOGETHER} sources or fewer carry it alone")),
        (_, false) => lines.push("  there may be other sources without which it would not be there".into()),
        (false, true) => {}
    }
    lines.join("\n")
}

fn tree(proof: &Proof, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    match proof {
        Proof::Rule { rule, because } => {
            lines.push(format!("{indent}by the rule {rule}, because"));
            because.iter().for_each(|part| tree(part, depth + 1, lines));
        }
        Proof::None { none, sources_searched, .. } => {
            lines.push(format!("{indent}no source in this case says: {none} ({} searched)", sources_searched.len()));
        }
        Proof::Count { count, of } => {
            lines.push(format!("{indent}{count} of these"));
            of.iter().for_each(|part| tree(part, depth + 1, lines));
        }
        Proof::Fact { fact, anchors, .. } => {
            lines.push(format!("{indent}{fact}"));
            lines.extend(anchors.iter().map(|anchor| format!("{indent}  {}", quote(anchor))));
        }
    }
}

fn quote(anchor: &Anchor) -> String {
    match (anchor.seen(), anchor.page) {
        (Some(_), Some(page)) => format!("{} {}, page {page}", said(anchor), anchor.source),
        _ => format!("{} {}, letters {} to {}", said(anchor), anchor.source, anchor.start, anchor.end),
    }
}
