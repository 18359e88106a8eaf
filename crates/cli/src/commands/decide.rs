//! `rollcall decide`.

use crate::exit::Exit;
use crate::ui::Ui;
use crate::{clock, open};
use clap::Args;
use rollcall_case::{BoxRequest, Built, Case, DecideRequest};
use rollcall_model::decision::{Region, Verb};
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
  add, for what a picture shows       with --source, --page, --box and --description, see below
  merge, split                        a proposed or made merge, by its id
  release                             words of a confidential source
  undo                                a decision, by its id
  asked, answered, declined,          a person or body, by its id: --value has the answer or the day,
  no-answer-by, not-approached        --why says why nobody was asked
  accept with --kind Naming           a person: --value says how readers are told of them
  accept with --kind Place            an alleged abuse: --value has the words of its place that may go out; without it
                                      readers learn no more than the township

Examples:
  rollcall decide inquiry accept eabcdefghij234567klmn
  rollcall decide inquiry reject cabcdefghij234567klmn --why 'the words name another meeting'
  rollcall decide inquiry accept --source sources/note.md --kind Participation --why 'read against the original'
  rollcall decide inquiry no-answer-by eabcdefghij234567klmn --value 2022-06-01

What a picture shows: somebody in a box of a photograph or of a page of a PDF, in your own words. The target is the
meeting, exercise, visit, training or expo; for one that no other file tells of, name it.
  rollcall decide inquiry add eabcdefghij234567klmn --value 'attendee NAME' --source sources/photo.jpg \\
    --box 120,80,200,310 --description 'the man at the left of the table, in uniform'
  rollcall decide inquiry add --value 'attendee NAME' --source sources/scan.pdf --page 3 --box 50,60,200,40 \\
    --description 'the third name in the list' --engagement Meeting --name 'NAME OF THE MEETING' --date 2021-06-04")]
pub(crate) struct DecideArgs {
    /// The case's folder
    case: PathBuf,
    /// What to do
    verb: String,
    /// Ids; none with --source for everything undecided there
    targets: Vec<String>,
    /// The right value, the answer or the day; how a person is named; words of a place
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
    /// For add: the page of --source that shows it
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    page: usize,
    /// For add: the box that shows it, in points of the page or pixels of the photograph, from its upper left corner
    #[arg(long = "box", value_name = "LEFT,TOP,WIDTH,HEIGHT", allow_hyphen_values = true, requires_all = ["source", "description"])]
    rect: Option<String>,
    /// For add with --box: what you see there, in your own words
    #[arg(long, value_name = "TEXT", requires = "rect")]
    description: Option<String>,
    /// For add with --box: the kind of what somebody took part in, where no other file tells of it
    #[arg(long, value_name = "KIND", requires_all = ["rect", "name"])]
    engagement: Option<String>,
    /// For add with --box: its name
    #[arg(long, value_name = "TEXT", requires = "rect")]
    name: Option<String>,
    /// For add with --box: when it was, if the picture's source says so
    #[arg(long, value_name = "DATE", requires = "rect")]
    date: Option<String>,
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
    let region = region(ui, &case, &built, &args)?;
    let request = DecideRequest {
        verb: Some(verb),
        targets: args.targets,
        value: args.value,
        quote: args.quote,
        why: args.why,
        source: args.source,
        kind: args.kind,
        property: args.property,
        region,
        name: args.name,
        date: args.date,
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

/// The box that a line rests on, on the page as the locked child draws it.
fn region(ui: &Ui, case: &Case, built: &Built, args: &DecideArgs) -> Result<Option<Region>, Exit> {
    let (Some(rect), Some(path)) = (&args.rect, &args.source) else { return Ok(None) };
    let asked = BoxRequest {
        page: args.page,
        rect: rect.clone(),
        description: args.description.clone().unwrap_or_default(),
        engagement: args.engagement.clone(),
    };
    let region = case.region(built, path, &asked, &open::extractor(ui)?);
    region.map(Some).map_err(|problem| open::one(ui, &problem, Exit::Arguments))
}

/// A disk that refuses is not the caller's fault.
fn exit_of(problems: &[Problem]) -> Exit {
    let disk = problems.iter().any(|problem| matches!(problem.code.as_str(), "cannot-write" | "internal"));
    if disk { Exit::CannotFinish } else { Exit::Arguments }
}
