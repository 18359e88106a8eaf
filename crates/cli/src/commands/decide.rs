//! `rollcall decide`.

use crate::exit::Exit;
use crate::ui::Ui;
use crate::{clock, open};
use clap::Args;
use rollcall_case::DecideRequest;
use rollcall_model::decision::Verb;
use rollcall_model::problem::{Problem, nearest};
use std::path::PathBuf;

/// Accept, reject or correct claims, and merge or split what they speak of
///
/// Writes one line to decisions.jsonl for each claim that the act touches, with the claim and its words as you saw them. No
/// line is ever rewritten: `undo` takes one back. Ids are those that roll, facts and findings print with --json.
#[derive(Debug, Args)]
#[command(after_help = "Verbs:
  accept, reject, dispute, retract    a claim, a line of the roll, a fact, a finding
  correct, add                        with --value, and --property for add
  merge, split                        a proposed or made merge, by its id
  release                             words of a confidential source
  undo                                a decision, by its id

Examples:
  rollcall decide inquiry accept eabcdefghij234567klmn
  rollcall decide inquiry reject cabcdefghij234567klmn --why 'the words name another meeting'
  rollcall decide inquiry accept --source sources/note.md --kind Participation --why 'read against the original'")]
pub(crate) struct DecideArgs {
    /// The case's folder
    case: PathBuf,
    /// What to do
    verb: String,
    /// Ids; none with --source for everything undecided there
    targets: Vec<String>,
    /// The right value, the answer or the day
    #[arg(long, value_name = "TEXT")]
    value: Option<String>,
    /// Only claims whose words hold this text
    #[arg(long, value_name = "TEXT")]
    quote: Option<String>,
    /// Only claims of this file
    #[arg(long, value_name = "PATH")]
    source: Option<String>,
    /// Only claims of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// The property that is added or corrected
    #[arg(long, value_name = "NAME")]
    property: Option<String>,
    /// The reason
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Who decides, by pseudonym
    #[arg(long, value_name = "ID", default_value = "owner")]
    by: String,
}

pub(crate) fn cmd_decide(ui: &Ui, args: DecideArgs) -> Result<Exit, Exit> {
    let Some(verb) = Verb::parse(&args.verb) else {
        let problem = Problem::new("VERB", "unknown-verb", format!("`{}` is not a decision", args.verb));
        let hint = match nearest(&args.verb, Verb::ALL.map(Verb::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see `rollcall decide --help`".into(),
        };
        return Err(open::one(ui, &problem.hint(hint), Exit::Arguments));
    };
    let (case, built) = open::built(ui, &args.case)?;
    let request = DecideRequest {
        verb: Some(verb),
        targets: args.targets,
        value: args.value,
        quote: args.quote,
        why: args.why,
        source: args.source,
        kind: args.kind,
        property: args.property,
        by: args.by,
        at: clock::now(),
    };
    let lines = case.decide(&built, &request).map_err(|problems| open::all(ui, &problems, exit_of(&problems)))?;
    if ui.is_json() {
        lines.iter().for_each(|line| ui.line(line));
    }
    let many = if lines.len() == 1 { "1 decision".to_string() } else { format!("{} decisions", lines.len()) };
    ui.say(&format!("wrote {many} ({}); `rollcall build {}` draws the draft again", verb.as_str(), args.case.display()));
    Ok(Exit::Done)
}

/// A disk that refuses is not the caller's fault.
fn exit_of(problems: &[Problem]) -> Exit {
    let disk = problems.iter().any(|problem| matches!(problem.code.as_str(), "cannot-write" | "internal"));
    if disk { Exit::CannotFinish } else { Exit::Arguments }
}
