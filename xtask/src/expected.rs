//! What the standard rules find in the bundled case, against lists written by hand from its sources.
//!
//! The lists lie in `examples/asean-defence/expected/`. `taking-part.csv` has each engagement once, with who took part in which
//! role and as what the case calls them; `measures-read.csv` the measures that prose and table give; `findings.csv` what follows
//! by rules with few findings, line by line. What rules with many findings give is worked out here from the first two, by
//! comparing days as texts: none of the program's code is used. For how many engagements and sources there are near a moment,
//! `several.csv` says where one line stands for several engagements, and `engagements-by-source.csv` when each source says that
//! something took place. `doubt.csv` names lines on which facts and case part, each with the reason. Every context rule is
//! switched on in the copy that is read. Findings on engagements that the case keeps apart, though they are one, are one line
//! here: whether they are joined is no business of a rule.

use crate::process;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CASE: &str = "examples/asean-defence";
const LISTS: &str = "examples/asean-defence/expected";

/// The rule whose findings count engagements before and after a moment.
const TREND: &str = "trend-at-a-moment";

/// How many engagements near a moment it asks for, as `rules/inference.rules` has it.
const TREND_LEAST: usize = 3;

/// Rule to what it gives, each in one line.
type Lines = BTreeMap<String, BTreeSet<String>>;

/// Compares, prints what is missed and too much by rule, and fails where there is any.
pub fn report(show: bool) -> Result<(), String> {
    let root = process::root();
    let found = found(&root)?;
    let expected = expected(&root)?;
    let doubt = doubt(&root.join(LISTS))?;
    let rules: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let none = BTreeSet::new();
    let (mut missed, mut extra) = (0, 0);
    for rule in rules {
        let (is, should) = (found.get(rule).unwrap_or(&none), expected.get(rule).unwrap_or(&none));
        let named = |line: &&String| !doubt.get(rule).is_some_and(|lines| lines.contains(*line));
        let lost: Vec<&String> = should.difference(is).filter(named).collect();
        let more: Vec<&String> = is.difference(should).filter(named).collect();
        println!("{rule}: {} expected, {} found, {} missed, {} too much", should.len(), is.len(), lost.len(), more.len());
        if show || !lost.is_empty() || !more.is_empty() {
            lost.iter().for_each(|line| println!("  missed:   {line}"));
            more.iter().for_each(|line| println!("  too much: {line}"));
        }
        missed += lost.len();
        extra += more.len();
    }
    let doubtful: usize = doubt.values().map(BTreeSet::len).sum();
    println!("findings: {missed} missed, {extra} too much; {doubtful} lines in doubt");
    if missed + extra == 0 { Ok(()) } else { Err(format!("the findings are not those of `{LISTS}`")) }
}

/// Lines on which the facts and the case part.
fn doubt(folder: &Path) -> Result<Lines, String> {
    let mut out = Lines::new();
    for row in rows(&folder.join("doubt.csv"))? {
        out.entry(row["rule"].clone()).or_default().insert(row["finding"].clone());
    }
    Ok(out)
}

/// What the program finds, with every context rule on.
fn found(root: &Path) -> Result<Lines, String> {
    let rollcall = process::rollcall()?;
    let case = process::scratch("expected")?.join("case");
    copy(&root.join(CASE), &case)?;
    let rules = lines(&rollcall, &["rules", "list"], &case)?;
    let context: Vec<String> =
        rules.iter().filter(|rule| rule["class"] == "context").map(|rule| format!("\"{}\"", text(rule, "name"))).collect();
    let settings = case.join("case.toml");
    let read = std::fs::read_to_string(&settings).map_err(|error| error.to_string())?;
    let switched: Vec<String> = read
        .lines()
        .map(|line| match line.starts_with("context = ") {
            true => format!("context = [{}]", context.join(", ")),
            false => line.to_string(),
        })
        .collect();
    std::fs::write(&settings, switched.join("\n")).map_err(|error| error.to_string())?;
    // 3: a file of the case could not be used, which the build names; the findings are of the rest.
    process::capture(process::program(&rollcall).arg("build").arg(&case), &[0, 3])?;
    let things = lines(&rollcall, &["facts"], &case)?;
    let names: BTreeMap<&str, String> = things.iter().map(|thing| (text(thing, "id"), label(thing))).collect();
    let moments = moments(root)?;
    let mut out = Lines::new();
    for finding in lines(&rollcall, &["findings"], &case)? {
        out.entry(text(&finding, "rule").to_string()).or_default().insert(line(&finding, &names, &moments));
    }
    Ok(out)
}

fn lines(rollcall: &Path, words: &[&str], case: &Path) -> Result<Vec<Value>, String> {
    let text = process::capture(process::program(rollcall).args(words).arg(case).arg("--json"), &[0])?;
    let rows: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    rows.map_err(|error| format!("`rollcall {} --json`: {error}", words.join(" ")))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// What a thing is called in a line: a measure by its first day and kinds, all else by its name.
fn label(thing: &Value) -> String {
    let of = |property: &str| -> Vec<String> {
        let given = thing["properties"][property].as_array();
        given.into_iter().flatten().map(|value| value.as_str().unwrap_or_else(|| text(value, "name")).to_string()).collect()
    };
    if ["Measure", "Sanction"].contains(&text(thing, "kind")) {
        let mut kinds = of("measureKind");
        kinds.sort();
        return format!("{} {}", of("inForce").concat(), kinds.join(" and "));
    }
    of("name").first().cloned().unwrap_or_else(|| text(thing, "kind").to_string())
}

/// The date and the things of a finding; for a text, its sentence.
fn line(finding: &Value, names: &BTreeMap<&str, String>, moments: &[(String, String)]) -> String {
    let date = finding["date"].as_str().unwrap_or("-");
    let things = finding["entities"].as_array();
    let things: Vec<&str> = things
        .into_iter()
        .flatten()
        .filter_map(|id| names.get(id.as_str().unwrap_or_default()).map(String::as_str))
        .collect();
    let says = text(finding, "says");
    // Moments and roles are no things: the sentence names them.
    let after = moments.iter().find(|(name, _)| says.contains(&format!("after {name},"))).map(|(_, day)| day.as_str());
    let role = ["as ", "(as "].iter().find_map(|before| {
        let (_, rest) = says.split_once(&format!("recorded {before}"))?;
        rest.split([' ', ')']).next()
    });
    let more: Vec<&str> = things.into_iter().chain(after).chain(role.filter(|role| ROLES.contains(role))).collect();
    if text(finding, "rule") == TREND {
        // Its four numbers, each at the end of a sentence: engagements and sources before, engagements and sources after.
        let numbers = says.split(": ").skip(1).filter_map(|part| part.split('.').next());
        let all: Vec<&str> = more.into_iter().chain(numbers).collect();
        return format!("{date} | {}", all.join(" | "));
    }
    match BY_SENTENCE.contains(&text(finding, "rule")) {
        true => says.to_string(),
        false => format!("{date} | {}", more.join(" | ")),
    }
}

/// Roles that a line ends with where the sentence says one.
const ROLES: [&str; 8] = ["chair", "co-chair", "convenor", "host", "attendee", "observer", "organiser", "vip"];

/// Rules whose findings are few and compared by what they say, word for word.
const BY_SENTENCE: [&str; 26] = [
    "leads",
    "leads-undated",
    "led-delegation",
    "stood-in",
    "in-own-media",
    "sources-disagree-on-date",
    "sources-disagree-on-host",
    "sources-disagree-on-rank",
    "sources-disagree-on-post",
    "sources-disagree-on-mode",
    "sources-disagree-on-status",
    "sources-disagree-on-coming",
    "engagement-denied",
    "omission-said",
    "omission-said-by-source",
    "call-unknown",
    "call-met",
    "call-not-met",
    "likely-took-part",
    "took-part-when-alleged",
    "took-part-when-unit-alleged",
    "ended-one-tie",
    "supplier-with-customer",
    "supplier-with-customer-undated",
    "access-after-dealing",
    "clause-and-engagement",
];

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let says = |path: &Path, error: std::io::Error| format!("`{}`: {error}", path.display());
    std::fs::create_dir_all(to).map_err(|error| says(to, error))?;
    for entry in std::fs::read_dir(from).map_err(|error| says(from, error))? {
        let path = entry.map_err(|error| says(from, error))?.path();
        let Some(name) = path.file_name() else { continue };
        if [".rollcall", "editions", "expected"].iter().any(|skip| name == *skip) {
            continue;
        }
        match path.is_dir() {
            true => copy(&path, &to.join(name))?,
            false => std::fs::copy(&path, to.join(name)).map(|_| ()).map_err(|error| says(&path, error))?,
        }
    }
    Ok(())
}

/// The rows of a list, each by the names of its columns.
fn rows(path: &Path) -> Result<Vec<BTreeMap<String, String>>, String> {
    let says = |error: csv::Error| format!("`{}`: {error}", path.display());
    let mut file = csv::Reader::from_path(path).map_err(says)?;
    let head = file.headers().map_err(says)?.clone();
    let row = |record: csv::StringRecord| head.iter().map(str::to_string).zip(record.iter().map(str::to_string)).collect();
    file.records().map(|record| record.map(row).map_err(says)).collect()
}

/// The first and the last day of a date, as texts that sort as days do.
fn days(date: &str) -> (String, String) {
    let (from, to) = date.split_once('/').unwrap_or((date, date));
    let point = |text: &str, rest: [&str; 2]| match text.trim_end_matches(['~', '?', '%']).len() {
        4 => format!("{}{}", &text[..4], rest[0]),
        7 => format!("{}{}", &text[..7], rest[1]),
        _ => text.chars().take(10).collect(),
    };
    (point(from, ["-01-01", "-01"]), point(to, ["-12-31", "-31"]))
}

/// Who is recorded where, and in which role.
struct Part {
    engagement: String,
    kind: String,
    date: String,
    who: String,
    country: String,
    role: String,
}

fn expected(root: &Path) -> Result<Lines, String> {
    let folder = root.join(LISTS);
    let mut out = Lines::new();
    for row in rows(&folder.join("findings.csv"))? {
        out.entry(row["rule"].clone()).or_default().insert(row["finding"].clone());
    }
    // A row that says so is a fact which the case does not hold.
    let held = |row: &BTreeMap<String, String>| !row["doubt"].starts_with("not in the case");
    let parts: Vec<Part> = rows(&folder.join("taking-part.csv"))?
        .into_iter()
        .filter(held)
        .map(|mut row| {
            let stated = row["doubt"].starts_with("country by the case file");
            let mut take = |name: &str| row.remove(name).unwrap_or_default();
            Part {
                engagement: take("engagement"),
                kind: take("kind"),
                date: take("date"),
                who: take("who"),
                // A country that the case file alone gives is no source's word, which rules ask for.
                country: Some(take("country")).filter(|_| !stated).unwrap_or_default(),
                role: take("role"),
            }
        })
        .collect();
    let moments = moments(root)?;
    for part in parts.iter().filter(|part| !part.date.is_empty()) {
        let mut add = |rule: &str, things: &str| {
            out.entry(rule.to_string()).or_default().insert(format!("{} | {things}", part.date));
        };
        let pair = format!("{} | {}", part.who, part.engagement);
        for (_, day) in moments.iter().filter(|(_, day)| days(&part.date).1 > *day) {
            add("after-moment", &format!("{pair} | {day}"));
        }
        if ["chair", "co-chair", "convenor"].contains(&part.role.as_str()) {
            add("led-engagement", &format!("{pair} | {}", part.role));
        }
        if part.role == "host" {
            add("hosted", &format!("{pair} | host"));
        }
    }
    trends(&folder, &parts, &moments, &mut out)?;
    measures(&folder, &parts, &mut out)?;
    exercises(&parts, &mut out);
    Ok(out)
}

/// Name and day of each moment of the case.
fn moments(root: &Path) -> Result<Vec<(String, String)>, String> {
    let text = std::fs::read_to_string(root.join(CASE).join("case.toml")).map_err(|error| error.to_string())?;
    let table: toml::Table = text.parse().map_err(|error| format!("`{CASE}/case.toml`: {error}"))?;
    let moments = table.get("moment").and_then(|list| list.as_array()).into_iter().flatten();
    let of = |moment: &toml::Value, key: &str| moment.get(key).and_then(toml::Value::as_str).map(str::to_string);
    Ok(moments.filter_map(|moment| Some((of(moment, "name")?, of(moment, "date")?))).collect())
}

/// How many engagements of each party, and how many sources that date any engagement, can lie in the year before a moment and in
/// the year after it.
fn trends(folder: &Path, parts: &[Part], moments: &[(String, String)], out: &mut Lines) -> Result<(), String> {
    let told: Vec<(String, String)> = rows(&folder.join("engagements-by-source.csv"))?
        .into_iter()
        .filter(|row| row["doubt"].is_empty())
        .map(|mut row| (row.remove("source").unwrap_or_default(), row.remove("date").unwrap_or_default()))
        .collect();
    let several = rows(&folder.join("several.csv"))?;
    // Engagements of one name and date that are several stand once among who took part.
    let number = |who: &str, engagement: &str, date: &str| {
        let is =
            |row: &&BTreeMap<String, String>| row["who"] == who && row["engagement"] == engagement && row["date"] == date;
        several.iter().find(is).and_then(|row| row["number"].parse::<usize>().ok()).unwrap_or(1)
    };
    let parties: BTreeSet<&str> = parts.iter().map(|part| part.who.as_str()).collect();
    for (_, day) in moments {
        let (before, after) = (another_year(day, -1)?, another_year(day, 1)?);
        // An extent lies before by its end and after by its begin; one unknown day by any day that it can be.
        let is_before = |date: &str| {
            let (first, last) = days(date);
            let first = if date.contains('/') { &last } else { &first };
            *first <= *day && last >= before
        };
        let is_after = |date: &str| {
            let (first, last) = days(date);
            let last = if date.contains('/') { &first } else { &last };
            first <= after && *last >= *day
        };
        let sources = |near: &dyn Fn(&str) -> bool| {
            told.iter().filter(|(_, date)| near(date)).map(|(source, _)| source).collect::<BTreeSet<_>>().len()
        };
        for who in &parties {
            let own = |near: &dyn Fn(&str) -> bool| -> BTreeSet<(&str, &str)> {
                let dated = parts.iter().filter(|part| part.who == **who && !part.date.is_empty() && near(&part.date));
                dated.map(|part| (part.engagement.as_str(), part.date.as_str())).collect()
            };
            let (earlier, later) = (own(&is_before), own(&is_after));
            let count = |of: &BTreeSet<(&str, &str)>| of.iter().map(|(name, date)| number(who, name, date)).sum::<usize>();
            if count(&earlier.union(&later).copied().collect()) >= TREND_LEAST {
                let numbers =
                    [count(&earlier), sources(&is_before), count(&later), sources(&is_after)].map(|n| n.to_string());
                let line = format!("{day} | {who} | {}", numbers.join(" | "));
                out.entry(TREND.into()).or_default().insert(line);
            }
        }
    }
    Ok(())
}

/// The same day some years on.
fn another_year(day: &str, years: i32) -> Result<String, String> {
    let wrong = || format!("`{day}` is no day");
    let (year, rest) = day.split_once('-').ok_or_else(wrong)?;
    Ok(format!("{}-{rest}", year.parse::<i32>().map_err(|_| wrong())? + years))
}

/// What follows from measures: each by itself, on the very party that it names.
fn measures(folder: &Path, parts: &[Part], out: &mut Lines) -> Result<(), String> {
    for row in rows(&folder.join("measures-read.csv"))? {
        let measure = format!("{} {}", row["in force from"], row["kind"]);
        for part in parts.iter().filter(|part| part.who == row["target"] && !part.date.is_empty()) {
            let (first, last) = days(&part.date);
            let mut add = |rule: &str, things: String| {
                out.entry(rule.to_string()).or_default().insert(format!("{} | {things}", part.date));
            };
            if row["in force from"] > first {
                add("measure-came-later", format!("{} | {} | {measure} | {}", part.who, part.engagement, row["authority"]));
            }
            if row["in force from"] > last {
                continue;
            }
            add("measure-in-force", format!("{} | {} | {measure} | {}", part.who, part.engagement, row["authority"]));
            let others = parts.iter().filter(|other| other.engagement == part.engagement && other.date == part.date);
            for other in others.filter(|other| other.who != part.who) {
                let same_country = !row["authority country"].is_empty() && other.country == row["authority country"];
                if other.who == row["authority"] || same_country {
                    // An authority that is there itself is named once.
                    let authority =
                        if other.who == row["authority"] { String::new() } else { format!(" | {}", row["authority"]) };
                    add("both-listed", format!("{} | {} | {} | {measure}{authority}", part.who, other.who, part.engagement));
                }
            }
        }
    }
    Ok(())
}

/// Exercises in pairs of two countries, or among many.
fn exercises(parts: &[Part], out: &mut Lines) {
    let of_exercises = || parts.iter().filter(|part| ["Exercise", "Training"].contains(&part.kind.as_str()));
    for part in of_exercises().filter(|part| !part.country.is_empty() && !part.date.is_empty()) {
        let there: BTreeSet<&str> = of_exercises()
            .filter(|other| other.engagement == part.engagement && other.date == part.date && !other.country.is_empty())
            .map(|other| other.country.as_str())
            .collect();
        if there.len() > 2 {
            let line = format!("{} | {} | {} | {}", part.date, part.who, part.engagement, part.role);
            out.entry("exercise-among-many".into()).or_default().insert(line);
        }
    }
}
