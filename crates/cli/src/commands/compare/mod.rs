//! `rollcall compare`: two names, two things, or a table of pairs of names.
//!
//! The main function is [`cmd_compare`]. Names are compared by the crate `names` alone; [`things`] adds what dates of
//! birth, countries and posts say, [`pairs`] goes through a table.

mod pairs;
pub(super) mod things;

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_model::problem::Problem;
use rollcall_names::{Comparison, Kind};
use serde::Serialize;
use std::path::PathBuf;
use things::Thing;

/// Compare two names, and say why they are one or not
///
/// A score from 0 to 1, whether that is taken for one (0.700 or more), and why, part by part. Which name stands first
/// does not matter. In place of a name, an object of FollowTheMoney in JSON may stand: then dates of birth, countries
/// and posts are compared too. A score is a lead: what makes two mentions one in a case is a decision (`rollcall
/// decide`).
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall compare \"Putin, Vladimir\" \"Wladimir Putin\" --schema Person\n  rollcall compare \"Bank of X Ltd\" \"Bank of Y Ltd\" --schema Company --json\n  rollcall compare '{\"schema\":\"Person\",\"properties\":{\"name\":[\"A B\"],\"birthDate\":[\"1961\"]}}' \"B, A\"\n  rollcall compare --pairs pairs.csv\n\nThe table has the columns name1, name2 and schema, in any order and among others. A row that cannot be read is named with\nits line and skipped (exit code 3)"
)]
pub(crate) struct CompareArgs {
    /// Two names, or two things as JSON
    #[arg(num_args = 2, value_names = ["A", "B"], required_unless_present = "pairs")]
    names: Vec<String>,
    /// What both name, as FollowTheMoney calls it: Person, Company, Vessel …
    #[arg(long, value_name = "SCHEMA", conflicts_with = "pairs")]
    schema: Option<String>,
    /// Compare the pairs of a CSV table, one JSON line each
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    pairs: Option<PathBuf>,
}

#[derive(Serialize)]
struct Compared<'a> {
    score: f64,
    #[serde(rename = "match")]
    is_match: bool,
    why: &'a str,
}

pub(crate) fn cmd_compare(ui: &Ui, args: &CompareArgs) -> Result<Exit, Exit> {
    if let Some(file) = &args.pairs {
        return pairs::compare(ui, file);
    }
    let [one, two] = &args.names[..] else {
        let problem = Problem::new("compare", "bad-arguments", "two names are needed");
        return Err(open::one(ui, &problem.hint("write each in quotation marks"), Exit::Arguments));
    };
    let of = |place: &str, text: &str| {
        Thing::read(place, text, args.schema.as_deref()).map_err(|problem| open::one(ui, &problem, Exit::Arguments))
    };
    let found = of("A", one)?.compare(&of("B", two)?);
    if ui.is_json() {
        ui.line(&Compared { score: f64::from(found.score) / 1000.0, is_match: found.is_match(), why: &found.why });
    } else {
        words(ui, &found);
    }
    Ok(Exit::Done)
}

/// For people: the score and what it means first, then each part on a line.
fn words(ui: &Ui, found: &Comparison) {
    let says = if found.is_match() { "taken for one" } else { "not taken for one" };
    ui.text(&format!("{}  {says}", decimal(found.score)));
    found.why.split("; ").for_each(|part| ui.text(&format!("  {part}")));
}

/// Thousandths as a decimal with three places.
pub(super) fn decimal(score: u16) -> String {
    format!("{}.{:03}", score / 1000, score % 1000)
}

/// The kind for a schema, of which none says nothing.
fn kind(schema: Option<&str>) -> Kind {
    Kind::of_schema(schema.unwrap_or_default())
}
