//! The pairs of `tests/suite/names`: what is found of them is printed by group, and may not fall.
//!
//! See with `cargo nextest run -p rollcall-names -E 'test(suite)' --no-capture`.

#![expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]

use rollcall_names::{Kind, MATCH, Name, compare_parsed};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// From this score on two names are one.
const ONE: u16 = MATCH;

#[derive(Default, Clone, Copy)]
struct Figures {
    right: u32,
    wrong: u32,
    missed: u32,
    apart: u32,
}

impl Figures {
    fn add(&mut self, found: bool, one: bool) {
        match (found, one) {
            (true, true) => self.right += 1,
            (true, false) => self.wrong += 1,
            (false, true) => self.missed += 1,
            (false, false) => self.apart += 1,
        }
    }

    /// F1 in thousandths.
    fn f1(self) -> u32 {
        2000 * self.right / (2 * self.right + self.wrong + self.missed).max(1)
    }
}

/// Scores a file: the figures over all, and a text with those by group and every pair that is wrong.
fn score(file: &str) -> (Figures, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/names").join(file);
    let mut rows = csv::Reader::from_path(&path).expect("the suite is in the repository");
    let mut groups: BTreeMap<String, Figures> = BTreeMap::new();
    let (mut all, mut text) = (Figures::default(), String::new());
    for row in rows.records() {
        let row = row.expect("a row of four");
        let (a, b, one) = (&row[1], &row[2], &row[3] == "true");
        let kind = match row.get(4) {
            Some(schema) => Kind::of_schema(schema),
            None if row[0].contains("units") => Kind::Body,
            None => Kind::Person,
        };
        let (a, b) = (Name::parse(a, kind), Name::parse(b, kind));
        let found = compare_parsed(&a, &b);
        assert_eq!(found, compare_parsed(&b, &a), "{} / {}", &row[1], &row[2]);
        let (a, b) = (&row[1], &row[2]);
        all.add(found.score >= ONE, one);
        groups.entry(row[0].to_string()).or_default().add(found.score >= ONE, one);
        if (found.score >= ONE) != one {
            writeln!(text, "  {} {a} / {b}: {} {}", if one { "missed" } else { "wrong" }, found.score, found.why)
                .expect("text");
        }
    }
    for (group, figures) in groups.into_iter().chain([("all".to_string(), all)]) {
        let Figures { right, wrong, missed, apart } = figures;
        writeln!(text, "{file} {group}: right {right}, wrong {wrong}, missed {missed}, apart {apart}, F1 {}", figures.f1())
            .expect("text");
    }
    (all, text)
}

fn at_least(file: &str, least: u32) {
    let (figures, text) = score(file);
    println!("{text}");
    assert!(figures.f1() >= least, "{file}: F1 {} is less than {least}\n{text}", figures.f1());
}

#[test]
fn burmese_suite() {
    at_least("burmese.csv", 990);
}

#[test]
fn blind_suite() {
    at_least("blind.csv", 970);
}

#[test]
fn neighbours_suite() {
    at_least("neighbours.csv", 970);
}

#[test]
fn units_suite() {
    at_least("units.csv", 980);
}

/// Custom must not answer wrongly where it is not asked: of the shared pairs, few are of the region.
#[test]
fn custom_does_no_harm_elsewhere() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/names/dev.csv");
    let Ok(mut rows) = csv::Reader::from_path(&path) else {
        println!("skipped: there are no shared pairs at {}", path.display());
        return;
    };
    let (mut answered, mut wrong) = (0, Vec::new());
    for row in rows.records() {
        let row = row.expect("a row");
        if let Some((score, why)) = rollcall_names::regional::compare(&row[2], &row[3]) {
            answered += 1;
            if (score >= ONE) != (&row[4] == "true") {
                wrong.push(format!("{} / {}: {score} {why}", &row[2], &row[3]));
            }
        }
    }
    println!("{answered} answered");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn blind2_suite() {
    at_least("blind2.csv", 970);
}

#[test]
fn blind4_suite() {
    at_least("blind4.csv", 945);
}

#[test]
fn blind5_suite() {
    at_least("blind5.csv", 920);
}

#[test]
fn blind3_suite() {
    at_least("blind3.csv", 970);
}
