//! What the reader finds in the bundled case, against the list of participations written by hand before it was read.
//!
//! The case is copied without its decisions, so that what is measured is the reader and not its reviewers. Within a note
//! each row of the list is matched with at most one row of the roll: date, engagement and participant must fit, and among
//! those that fit the best goes first. A row found that fits no row of the list in any note counts against precision.

use crate::matching::{Aliases, dates_meet};
use crate::process;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CASE: &str = "examples/asean-defence";
const LIST: &str = "examples/asean-defence/expected/participations.csv";

/// A row of the hand-written list.
#[derive(Debug, Clone)]
struct Listed {
    note: String,
    engagement: String,
    kind: String,
    date: String,
    participant: String,
    role: String,
}

/// Prints precision, recall and F1; with `show` also what was missed and what was too much.
pub fn report(show: bool) -> Result<(), String> {
    let root = process::root();
    let listed = list(&root.join(LIST))?;
    let rows = roll(&root)?;
    let matched = match_rows(&listed, &rows, &aliases(&root)?);
    let used: BTreeSet<usize> = matched.iter().flatten().copied().collect();
    let hits = matched.iter().flatten().count();
    let roles =
        listed.iter().zip(&matched).filter(|(one, row)| row.is_some_and(|row| text(&rows[row], "role") == one.role)).count();
    println!("{}", figures(hits, listed.len(), used.len(), rows.len()));
    println!("with the right role: {roles} of {hits}");
    for (note, (hit, of)) in by_note(&listed, &matched) {
        println!("  {hit:>3} of {of:>3}  {note}");
    }
    if show {
        println!("\nmissed:");
        for (one, _) in listed.iter().zip(&matched).filter(|(_, row)| row.is_none()) {
            println!("  {} · {} · {} · {} · {}", one.note, one.date, one.engagement, one.participant, one.role);
        }
        println!("\ntoo much:");
        for (_, row) in rows.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            let (engagement, participant) = (&row["engagement"], &row["participant"]);
            let (date, name, who) = (text(engagement, "date"), text(engagement, "name"), text(participant, "name"));
            println!("  {} · {date} · {name} · {who} · {}", notes(row).join(", "), text(row, "role"));
        }
    }
    Ok(())
}

/// The line of figures. Recall counts rows of the list, precision rows of the roll.
fn figures(hits: usize, listed: usize, used: usize, rows: usize) -> String {
    let thousandths = |part: usize, whole: usize| (part * 1000).checked_div(whole).unwrap_or(0);
    let (precision, recall) = (thousandths(used, rows), thousandths(hits, listed));
    let f1 = (2 * precision * recall).checked_div(precision + recall).unwrap_or(0);
    format!("reader: P 0.{precision:03} ({used} of {rows})  R 0.{recall:03} ({hits} of {listed})  F1 0.{f1:03}")
        .replace("0.1000", "1.000")
}

fn by_note<'a>(listed: &'a [Listed], matched: &[Option<usize>]) -> BTreeMap<&'a str, (usize, usize)> {
    let mut notes = BTreeMap::new();
    for (one, row) in listed.iter().zip(matched) {
        let (hit, of) = notes.entry(one.note.as_str()).or_insert((0, 0));
        *hit += usize::from(row.is_some());
        *of += 1;
    }
    notes
}

fn list(path: &Path) -> Result<Vec<Listed>, String> {
    let mut file = csv::Reader::from_path(path).map_err(|error| format!("`{LIST}`: {error}"))?;
    let head = file.headers().map_err(|error| format!("`{LIST}`: {error}"))?.clone();
    let mut rows = Vec::new();
    for record in file.records() {
        let record = record.map_err(|error| format!("`{LIST}`: {error}"))?;
        let cell = |name: &str| {
            let at = head.iter().position(|column| column == name).ok_or_else(|| format!("`{LIST}`: no column `{name}`"))?;
            Ok::<String, String>(record.get(at).unwrap_or_default().to_string())
        };
        let (note, engagement, kind) = (cell("note")?, cell("engagement")?, cell("kind")?);
        rows.push(Listed {
            note,
            engagement,
            kind,
            date: cell("date")?,
            participant: cell("participant")?,
            role: cell("role")?,
        });
    }
    Ok(rows)
}

/// Builds the case without its decisions and gives the rows of its roll that were read in prose.
fn roll(root: &Path) -> Result<Vec<Value>, String> {
    let rollcall = process::rollcall()?;
    let case = process::scratch("reading")?.join("case");
    copy(&root.join(CASE), &case)?;
    // 3: a file of the case could not be used, which the build names; the figures are of the rest.
    process::capture(process::program(&rollcall).arg("build").arg(&case), &[0, 3])?;
    let text = process::capture(process::program(&rollcall).arg("roll").arg(&case).arg("--json"), &[0])?;
    let rows: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    let rows = rows.map_err(|error| format!("`rollcall roll --json`: {error}"))?;
    Ok(rows.into_iter().filter(|row| row["basis"] == "read").collect())
}

/// Copies what a case takes in, and nothing that people decided or that was made from it.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let says = |path: &Path, error: std::io::Error| format!("`{}`: {error}", path.display());
    std::fs::create_dir_all(to).map_err(|error| says(to, error))?;
    for entry in std::fs::read_dir(from).map_err(|error| says(from, error))? {
        let path = entry.map_err(|error| says(from, error))?.path();
        let Some(name) = path.file_name() else { continue };
        if ["decisions.jsonl", "ids.jsonl", "archive", "editions", ".rollcall", "expected"].iter().any(|skip| name == *skip)
        {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name)).map_err(|error| says(&path, error))?;
        }
    }
    Ok(())
}

fn aliases(root: &Path) -> Result<Aliases, String> {
    let mut aliases = Aliases::default();
    let mut add = |path: &Path| {
        let text = std::fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        aliases.add(&text.parse::<toml::Table>().map_err(|error| format!("`{}`: {error}", path.display()))?);
        Ok::<(), String>(())
    };
    add(&root.join(CASE).join("case.toml"))?;
    let files = |folder: &Path| {
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect::<BTreeSet<_>>()
    };
    for path in files(&root.join("packs")).iter().flat_map(|pack| files(pack)) {
        if path.extension().is_some_and(|extension| extension == "toml") {
            add(&path)?;
        }
    }
    Ok(aliases)
}

/// For every row of the list the row of the roll that it was matched with.
fn match_rows(listed: &[Listed], rows: &[Value], aliases: &Aliases) -> Vec<Option<usize>> {
    let mut fits: Vec<(usize, usize, usize)> = Vec::new();
    for (at, one) in listed.iter().enumerate() {
        for (row, found) in rows.iter().enumerate() {
            if let Some(score) = fit(one, found, aliases) {
                fits.push((usize::MAX - score, at, row));
            }
        }
    }
    fits.sort_unstable();
    let mut matched: Vec<Option<usize>> = vec![None; listed.len()];
    let mut taken = BTreeSet::new();
    for (_, at, row) in fits {
        if matched[at].is_none() && taken.insert((listed[at].note.as_str(), row)) {
            matched[at] = Some(row);
        }
    }
    matched
}

/// How well a row of the roll fits one of the list, or nothing where it is another.
fn fit(one: &Listed, row: &Value, aliases: &Aliases) -> Option<usize> {
    let (engagement, participant) = (&row["engagement"], &row["participant"]);
    let date = Some(text(engagement, "date")).filter(|date| !date.is_empty());
    let listed = Some(one.date.as_str()).filter(|date| !date.is_empty());
    let (name, forum) = (text(engagement, "name"), text(engagement, "forum"));
    let kind = text(engagement, "kind") == one.kind;
    let mut alike = [name, forum].iter().map(|name| aliases.engagement(&one.engagement, name)).max().unwrap_or(0);
    if alike < 600 && kind && (aliases.says_nothing(&one.engagement) || aliases.says_nothing(name)) {
        alike = 600;
    }
    let unnamed = format!("{} {} {}", text(participant, "name"), text(row, "rank"), text(row, "post"));
    // Somebody without a name: by body, rank and post, or by rank and post alone where the list gives no body.
    let post = format!("{} {}", text(row, "rank"), text(row, "post"));
    let who = aliases.party(&one.participant, text(participant, "name"), text(participant, "kind"))
        || (row["named"] == false && [&unnamed, &post].iter().any(|who| aliases.party(&one.participant, who, "")));
    let here = notes(row).iter().any(|note| one.note.ends_with(note));
    (here && who && alike >= 600 && dates_meet(listed, date)).then(|| {
        alike
            + 1000 * usize::from(text(row, "role") == one.role)
            + 500 * usize::from(date == listed)
            + 100 * usize::from(kind)
    })
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The files that a row rests on.
fn notes(row: &Value) -> Vec<&str> {
    let anchors = row["anchors"].as_array().into_iter().flatten();
    let notes: BTreeSet<&str> = anchors.filter_map(|anchor| anchor["source"].as_str()).collect();
    notes.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn listed(participant: &str, role: &str) -> Listed {
        let text = str::to_string;
        Listed {
            note: text("sources/a.md"),
            engagement: text("harbour meeting"),
            kind: text("Meeting"),
            date: text("2021-06"),
            participant: text(participant),
            role: text(role),
        }
    }

    fn found(participant: &str, role: &str, date: &str, note: &str) -> Value {
        json!({
            "engagement": {"kind": "Meeting", "name": "Harbour Meeting", "date": date},
            "participant": {"name": participant, "kind": "State"}, "role": role, "named": true, "anchors": [{"source": note}],
        })
    }

    #[test]
    fn one_row_is_matched_once_and_the_same_role_goes_first() {
        let rows = [
            found("Northland", "attendee", "2021-06-03", "sources/a.md"),
            found("Northland", "host", "2021-06-03", "sources/a.md"),
        ];
        let matched = match_rows(
            &[listed("Northland", "host"), listed("Northland", "attendee"), listed("Northland", "chair")],
            &rows,
            &Aliases::default(),
        );
        assert_eq!(matched, [Some(1), Some(0), None]);
    }

    #[test]
    fn another_day_another_note_and_another_party_do_not_match() {
        let rows = [
            found("Northland", "host", "2021-07", "sources/a.md"),
            found("Northland", "host", "2021-06", "sources/b.md"),
            found("Southland", "host", "2021-06", "sources/a.md"),
        ];
        assert_eq!(match_rows(&[listed("Northland", "host")], &rows, &Aliases::default()), [None]);
    }

    #[test]
    fn the_list_matches_itself() {
        let root = process::root();
        let listed = list(&root.join(LIST)).expect("the list is in the tree");
        let row = |one: &Listed| {
            let mut row = found(&one.participant, &one.role, &one.date, &one.note);
            row["engagement"]["name"] = one.engagement.as_str().into();
            row["engagement"]["kind"] = one.kind.as_str().into();
            row
        };
        let rows: Vec<Value> = listed.iter().map(row).collect();
        let matched = match_rows(&listed, &rows, &aliases(&root).expect("the case and the packs are TOML"));
        let missed: Vec<&Listed> =
            listed.iter().zip(&matched).filter(|(_, row)| row.is_none()).map(|(one, _)| one).collect();
        assert!(missed.is_empty(), "{missed:#?}");
    }

    #[test]
    fn figures_are_thousandths_of_each_list() {
        assert_eq!(figures(3, 4, 2, 2), "reader: P 1.000 (2 of 2)  R 0.750 (3 of 4)  F1 0.857");
        assert_eq!(figures(0, 4, 0, 0), "reader: P 0.000 (0 of 0)  R 0.000 (0 of 4)  F1 0.000");
    }
}
