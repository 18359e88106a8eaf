//! The small case as data: rows with their words, records that other tools can read, nothing that flags the named.

#[path = "../../publish/tests/common/mod.rs"]
mod common;

use rollcall_export::{CAVEAT, Format, export};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn records(private: bool) -> BTreeMap<String, Value> {
    let files = export(&common::case(private), Format::Ftm);
    let text = String::from_utf8(files[0].1.clone()).expect("JSON is UTF-8");
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("each line is JSON"))
        .map(|record| (record["id"].as_str().expect("an id").to_string(), record))
        .collect()
}

#[test]
fn names_of_files_say_draft() {
    let names = |private| [Format::Ftm, Format::Csv].map(|format| export(&common::case(private), format)[0].0.clone());
    assert_eq!(names(true), ["DRAFT-case.ftm.json", "DRAFT-roll.csv"]);
    assert_eq!(names(false), ["case.ftm.json", "roll.csv"]);
}

#[test]
fn every_row_has_its_words_and_what_it_means() {
    for private in [true, false] {
        let case = common::case(private);
        let files = export(&case, Format::Csv);
        let mut table = csv::Reader::from_reader(files[0].1.as_slice());
        let head = table.headers().expect("a head").clone();
        assert_eq!(head.iter().any(|name| name == "state"), private);
        let at = |name: &str| head.iter().position(|other| other == name).expect("a column");
        let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), case.roll.len());
        for row in &rows {
            assert!(row[at("what this means")].starts_with(CAVEAT));
            assert!(!row[at("words")].is_empty() && !row[at("source")].is_empty());
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t'])));
        }
        assert!(rows.iter().any(|row| row[at("participant")].starts_with("'=cmd <script>")));
        assert!(rows.iter().any(|row| &row[at("date in words")] == "14 June 2021"));
    }
}

#[test]
fn no_cell_begins_like_a_formula_whatever_a_source_says() {
    for sign in rollcall_export::table::RISKY {
        let mut case = common::case(false);
        let said = format!("{sign}HYPERLINK(\"x\")");
        for row in &mut case.roll {
            let row = std::sync::Arc::make_mut(row);
            for text in [&mut row.participant.name, &mut row.engagement.name, &mut row.role, &mut row.mode] {
                text.clone_from(&said);
            }
            for text in
                [&mut row.engagement.forum, &mut row.engagement.place, &mut row.rank, &mut row.post, &mut row.capacity]
            {
                *text = Some(said.clone());
            }
            row.engagement.host = vec![said.clone()];
        }
        let bytes = export(&case, Format::Csv).remove(0).1;
        let mut table = csv::Reader::from_reader(bytes.as_slice());
        let mut marked = 0;
        for row in table.records() {
            for cell in &row.expect("a row") {
                assert!(!cell.starts_with(rollcall_export::table::RISKY), "{cell:?}");
                marked += usize::from(cell.strip_prefix('\'') == Some(said.as_str()));
            }
        }
        assert_eq!(marked, 10 * case.roll.len(), "{sign:?}");
    }
}

#[test]
fn records_point_at_records_and_carry_their_words() {
    let records = records(false);
    let ids: BTreeSet<&str> = records.keys().map(String::as_str).collect();
    for (id, record) in &records {
        for property in
            ["proof", "subject", "object", "holder", "post", "member", "organization", "owner", "asset", "entity"]
        {
            for value in record["properties"][property].as_array().into_iter().flatten() {
                assert!(ids.contains(value.as_str().expect("an id")), "{id}.{property}: {value}");
            }
        }
        if record["schema"] != "Document" {
            assert!(record["properties"]["description"][0].as_str().expect("words").contains(CAVEAT), "{id}");
        }
    }
    let link = records
        .values()
        .find(|record| record["schema"] == "UnknownLink" && record["properties"]["role"][0] == "host")
        .expect("the host");
    assert_eq!(link["properties"]["summary"][0], "“Sudmark hosted the meeting”");
    assert!(
        records.values().any(|record| record["schema"] == "Ownership")
            && records.values().any(|record| record["schema"] == "Occupancy")
    );
}

#[test]
fn who_is_named_terrorist_is_in_no_sanction_and_has_no_topic() {
    let records = records(true);
    let front = records.values().find(|record| record["properties"]["name"][0] == "Hill Front").expect("the named party");
    assert!(front["properties"].get("topics").is_none());
    assert!(records.values().all(|record| record["schema"] != "Sanction"));
    assert!(records.values().any(|record| record["schema"] == "Note" && record["properties"]["entity"][0] == front["id"]));
}
