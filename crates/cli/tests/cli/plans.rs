//! A calendar plans and a source tells: the two are one engagement, and what is said of it is what was told.

use crate::common::Place;

const SIDECAR: &str = "[source]\ntitle = \"A note\"\ndate = \"2021-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n";
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:one@example\r\n\
    DTSTAMP:20210101T000000Z\r\nDTSTART;VALUE=DATE:20210301\r\nDTEND;VALUE=DATE:20210401\r\n\
    SUMMARY:Council of Harbour Masters (CHM)\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn ids(place: &Place, what: &str) -> Vec<serde_json::Value> {
    let ran = place.run(&[what, "case", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect()
}

#[test]
fn a_meeting_that_was_planned_and_told_is_one_and_keeps_the_date_that_was_told() {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    let settings = String::from_utf8(place.files("case").remove("case.toml").expect("is there")).expect("is UTF-8");
    let moment = "\n[[moment]]\nid = \"storm\"\nname = \"the storm of 1 February 2020\"\ndate = \"2020-02-01\"\n";
    place.write("case/case.toml", settings + moment);
    place.write("case/sources/a.md", "In March 2021 General Alpha Quillsworth attended the Council of Harbour Masters.\n");
    place.write("case/sources/a.md.toml", SIDECAR);
    place.write("case/records/plan.ics", CALENDAR);
    place.write("case/records/plan.ics.toml", SIDECAR);
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());

    let meetings: Vec<_> = ids(&place, "facts").into_iter().filter(|fact| fact["kind"] == "Meeting").collect();
    assert_eq!(meetings.len(), 1, "{meetings:?}");
    assert_eq!(meetings[0]["properties"]["status"], serde_json::json!(["held", "scheduled"]));
    let findings = ids(&place, "findings");
    let says = findings.iter().find(|finding| finding["rule"] == "after-moment").expect("a finding")["says"].clone();
    assert!(says.as_str().is_some_and(|says| says.starts_with("In March 2021 (day not known), after the storm")), "{says}");

    // The plan is accepted by nobody, and what was told goes out without it.
    let row = ids(&place, "roll")[0]["id"].as_str().expect("an id").to_string();
    assert_eq!(place.run(&["decide", "case", "accept", &row]).code, Some(0));
    let ran = place.run(&["publish", "case", "--out", "edition", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    assert_eq!((&report["participations"], &report["findings"]), (&1.into(), &1.into()), "{}", ran.all());
}
