//! `rollcall roll`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, said};
use clap::Args;
use rollcall_model::date::plain;
use rollcall_model::roll::RollRow;
use rollcall_server::answers::{self, RollQuery};
use std::path::PathBuf;

/// Print who took part in what
///
/// One line for each participant of each meeting, exercise, visit, training or expo, by date, with the words that say so.
/// Shown are those held or scheduled; not those rejected, cancelled or denied, nor those that only a rule makes likely.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall roll inquiry --who Ministry --from 2021-02-01\n  rollcall roll inquiry --body Ministry --role host\n  rollcall roll inquiry --json | jq -r .participant.name"
)]
pub(crate) struct RollArgs {
    /// The case's folder
    case: PathBuf,
    /// Only this person or body, by name or id
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// Only what this body held, by name or id
    #[arg(long, value_name = "NAME")]
    body: Option<String>,
    /// Only what may have been on or after this date
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only what may have been on or before this date
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only this role: host, chair, co-chair, attendee, observer, absent …
    #[arg(long)]
    role: Option<String>,
    /// Only this state: proposed, accepted, rejected, disputed, retracted, `needs another look`; or all
    #[arg(long)]
    state: Option<String>,
    /// Also what only a rule makes likely
    #[arg(long)]
    likely: bool,
    /// Only this status: scheduled, held, cancelled, postponed, denied; or all
    #[arg(long)]
    status: Option<String>,
}

pub(crate) fn cmd_roll(ui: &Ui, args: RollArgs) -> Result<Exit, Exit> {
    let (_, built) = open::built(ui, &args.case)?;
    let query = RollQuery {
        who: args.who,
        body: args.body,
        from: args.from,
        to: args.to,
        role: args.role,
        state: args.state,
        likely: args.likely,
        status: args.status,
    };
    let rows = answers::roll(built.private(), &query).map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    ui.private();
    for row in &rows {
        if ui.is_json() {
            ui.line(row);
        } else {
            ui.text(&in_words(row));
        }
    }
    let lines = if rows.len() == 1 { "line" } else { "lines" };
    ui.say(&format!("{} {lines}", rows.len()));
    Ok(Exit::Done)
}

/// A row in words: what, who and as what, and the words under it.
fn in_words(row: &RollRow) -> String {
    let engagement = &row.engagement;
    let date = engagement.date.as_ref().map_or_else(|| "date not known".into(), plain);
    let place = engagement.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    let status = if engagement.status == "held" { String::new() } else { format!(" ({})", engagement.status) };
    let capacity = row.capacity.as_ref().map(|capacity| format!(", {capacity}")).unwrap_or_default();
    let acts_for = row.acts_for.as_ref().map(|party| format!(" for {party}")).unwrap_or_default();
    let rank = [&row.rank, &row.post].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let rank = if rank.is_empty() { rank } else { format!(" ({rank})") };
    let certainty = if row.certainty == "stated" { String::new() } else { format!(", {}", row.certainty) };
    let quote = row.anchors.first().map(|anchor| format!("\n    {} {}", said(anchor), anchor.source)).unwrap_or_default();
    format!(
        "{date}: {}{place}{status}\n    {}{rank}{acts_for}: {}{capacity}{certainty} [{}]{quote}",
        engagement.name,
        row.participant.name,
        row.role,
        row.state.as_str()
    )
}
