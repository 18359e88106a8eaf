//! `rollcall facts`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, said};
use clap::Args;
use rollcall_server::answers::{self, Fact};
use std::path::PathBuf;

/// Print the people, bodies and events of a case, and how they stand to each other
///
/// Each with everything that its sources say of it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall facts inquiry --kind Person\n  rollcall facts inquiry --kind Measure --json")]
pub(crate) struct FactsArgs {
    /// The case's folder
    case: PathBuf,
    /// Only this kind: Person, State, Unit, Forum, Meeting, Measure, Tenure …
    #[arg(long)]
    kind: Option<String>,
}

pub(crate) fn cmd_facts(ui: &Ui, args: &FactsArgs) -> Result<Exit, Exit> {
    let (_, built) = open::built(ui, &args.case)?;
    let facts =
        answers::facts(built.private(), args.kind.as_deref()).map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    ui.private();
    for fact in &facts {
        if ui.is_json() {
            ui.line(fact);
        } else {
            ui.text(&in_words(fact));
        }
    }
    Ok(Exit::Done)
}

fn in_words(fact: &Fact<'_>) -> String {
    let values = fact.properties.iter().map(|(name, values)| {
        let words: Vec<&str> = values.iter().map(|value| value.words()).collect();
        format!("\n    {name}: {}", words.join("; "))
    });
    let quote = fact.anchors.first().map(|anchor| format!("\n    {} {}", said(anchor), anchor.source)).unwrap_or_default();
    format!("{} {} [{}]{}{quote}", fact.kind.info().plain, fact.id, fact.state.as_str(), values.collect::<String>())
}
