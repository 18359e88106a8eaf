//! Drafts of column maps: right where the table is plain, and always a TOML file that a build understands.

use crate::common::Place;
use serde_json::Value;

#[test]
fn a_plain_table_is_drafted_and_the_draft_can_be_used() {
    let place = Place::new();
    place.small_case();
    place.write(
        "case/records/visits.csv",
        "Delegation,Meeting,Date,Venue,Role,Head of delegation\n\
         Norway,Fishing Exercise One,2021-06-15,Oslo,host,A. Ek\n\
         Sweden,Fishing Exercise One,2021-06-15,Oslo,attendee,\n\
         Kenya,Fishing Exercise Two,2022-06,Bergen,attendee,B. Oduya\n",
    );
    let ran = place.run(&["map", "case/records/visits.csv"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    insta::assert_snapshot!(ran.stdout, @r#"
    # A draft, guessed from heads and cells. Look at it before you use it.
    # Columns that are not used: Head of delegation
    [record]
    kind = "Participation"
    columns = { engagement = "Meeting", "engagement.date" = "Date", "engagement.place" = "Venue", party = "Delegation", role = "Role" }
    fixed = { "engagement.kind" = "Exercise", "party.kind" = "State" }

    # row 1: Exercise date: 2021-06-15; Exercise name: Fishing Exercise One; Exercise place: Oslo; Participation engagement: Fishing Exercise One; Participation party: Norway; Participation role: host; State name: Norway
    # row 2: Exercise date: 2021-06-15; Exercise name: Fishing Exercise One; Exercise place: Oslo; Participation engagement: Fishing Exercise One; Participation party: Sweden; Participation role: attendee; State name: Sweden
    # row 3: Exercise date: 2022-06; Exercise name: Fishing Exercise Two; Exercise place: Bergen; Participation engagement: Fishing Exercise Two; Participation party: Kenya; Participation role: attendee; State name: Kenya
    "#);
    place.write("case/records/visits.csv.toml", &ran.stdout);
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let roll = place.run(&["roll", "case"]);
    assert!(roll.stdout.contains("Fishing Exercise One") && roll.stdout.contains("Norway"), "{}", roll.stdout);
}

#[test]
fn whatever_the_table_the_draft_is_a_right_toml_file() {
    let place = Place::new();
    for (name, table) in [
        ("odd.csv", format!("\"a \"\"b\"\"\\\",x\u{7f}y\n{}", "one,two\n".repeat(40)).as_str()),
        ("dates.csv", "who,what happened,noted\nA,B,2021-06-15\nC,D,2021-07\n"),
        ("words.csv", "country,role\nNorway,the host of it\n"),
        ("alone.csv", "x\n"),
    ] {
        place.write(name, table);
        let ran = place.run(&["map", name]);
        assert_eq!(ran.code, Some(0), "{name} {}", ran.all());
        assert_eq!(place.run(&["new", &format!("case-{name}")]).code, Some(0));
        place.write(&format!("case-{name}/records/{name}"), table);
        place.write(&format!("case-{name}/records/{name}.toml"), &ran.stdout);
        let built = place.run(&["build", &format!("case-{name}")]);
        assert!(!built.stderr.contains("bad-toml") && !built.stderr.contains("unknown-"), "{name} {}", built.all());
    }
}

#[test]
fn a_case_has_words_of_its_own_for_heads() {
    let place = Place::new();
    place.small_case();
    let table = "Deltaker,Event\nNorway,Drill\n";
    place.write("case/records/a.csv", table);
    place.write("alone.csv", table);
    place.write(
        "case/words/heads.toml",
        "[[column]]\nkind = \"Participation\"\nproperty = \"party\"\nheads = [\"deltaker\"]\n",
    );
    assert!(place.run(&["map", "case/records/a.csv"]).stdout.contains("party = \"Deltaker\""));
    assert!(!place.run(&["map", "alone.csv"]).stdout.contains("party ="));
}

#[test]
fn what_has_no_columns_is_named() {
    let place = Place::new();
    place.write("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    place.write("b.txt", "words");
    place.write("c.csv", "");
    for (name, said) in [("a.ics", "no-columns"), ("b.txt", "no-columns"), ("c.csv", "empty"), ("d.csv", "cannot-read")] {
        let ran = place.run(&["map", name]);
        assert_eq!(ran.code, Some(3), "{name}");
        assert!(ran.stderr.contains(said), "{name} {}", ran.stderr);
    }
}

#[test]
fn the_tables_of_the_example_are_drafted_as_they_are_mapped() {
    let place = Place::new();
    assert_eq!(place.run(&["demo", "--no-serve", "case"]).code, Some(0));
    let mut right = 0;
    for name in ["designations", "forum-roles", "forum-roles-may-2022", "forums", "measures", "tenures"] {
        let file = format!("case/records/{name}.csv");
        let ran = place.run(&["map", &file, "--json"]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        let drafted: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let sidecar = std::fs::read_to_string(place.path(&format!("{file}.toml"))).expect("is there");
        let kind = drafted["record"]["kind"].as_str().expect("a kind");
        right += usize::from(sidecar.contains(&format!("kind = \"{kind}\"\n")));
        assert!(drafted["missing"].as_array().is_some_and(Vec::is_empty), "{name} {}", ran.stdout);
        assert!(!drafted["rows"].as_array().expect("rows").is_empty(), "{name} {}", ran.stdout);
    }
    assert_eq!(right, 6, "kinds that are drafted as a person chose them");
}
