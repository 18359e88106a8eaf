use super::*;
use proptest::prelude::*;
use rollcall_model::claim::Value;
use rollcall_model::layer::{Page, Sheet, SheetFault, SheetNote};
use rollcall_model::source::SourceInfo;

fn source(path: &str) -> Source {
    Source {
        path: path.into(),
        sha256: "0".repeat(64),
        size: 0,
        media_type: "text/plain".into(),
        info: SourceInfo::default(),
        layer: Some("text/1".into()),
        not_read: None,
    }
}

fn layer(text: &str) -> Layer {
    Layer { name: "text/1".into(), text: text.into(), encoding: None, readable: Vec::new(), pages: Vec::new() }
}

/// Reads a record; every anchor must say what the text does.
fn read(path: &str, text: &str, sidecar: &str) -> RecordReading {
    #[derive(Deserialize)]
    struct Sidecar {
        #[serde(default)]
        record: RecordMap,
    }
    let map = toml::from_str::<Sidecar>(sidecar).expect("the test's sidecar").record;
    let layer = layer(text);
    let reading = read_record(&layer, &source(path), &map, sidecar);
    let points = CodePoints::new(&layer.text);
    for claim in &reading.claims {
        assert!(claim.anchor.holds(&points), "{claim:?}");
    }
    reading
}

/// `Kind.property = value` of every claim, with links as the name of their target; sorted.
fn told(reading: &RecordReading) -> Vec<String> {
    let name = |claim: &Claim| match &claim.value {
        Value::Text(text) => text.clone(),
        Value::Link(target) => {
            let named = reading.claims.iter().find(|other| other.mention == *target && other.property == "name");
            named.and_then(|claim| claim.value.text()).map_or("->".into(), |name| format!("-> {name}"))
        }
    };
    let mut told: Vec<String> =
        reading.claims.iter().map(|claim| format!("{}.{} = {}", claim.kind, claim.property, name(claim))).collect();
    told.sort();
    told
}

const ROLES: &str = "[source]\ntitle = \"x\"\n\n[record]\nkind = \"ForumRole\"\ncolumns = { forum = \"body\", party = \"who\", role = \"role\", startDate = \"from\", endDate = \"to\" }\nfixed = { \"party.kind\" = \"State\" }\n";

#[test]
fn a_row_is_a_link_between_the_things_its_cells_name() {
    let reading = read(
        "records/a.csv",
        "body,who,role,from,to\nBörd,Norvania,Co-Chair,2015,2019\nBörd,Sudovia,chair,2021,..\n",
        ROLES,
    );
    assert_eq!(reading.problems, []);
    assert_eq!(
        told(&reading),
        [
            "Forum.name = Börd",
            "Forum.name = Börd",
            "ForumRole.date = 2021/..",
            "ForumRole.endDate = 2019",
            "ForumRole.forum = -> Börd",
            "ForumRole.forum = -> Börd",
            "ForumRole.party = -> Norvania",
            "ForumRole.party = -> Sudovia",
            "ForumRole.role = chair",
            "ForumRole.role = co-chair",
            "ForumRole.startDate = 2015",
            "ForumRole.startDate = 2021",
            "State.name = Norvania",
            "State.name = Sudovia",
        ]
    );
    let role = reading.claims.iter().find(|claim| claim.value.text() == Some("co-chair")).expect("the role");
    assert_eq!((role.anchor.row, role.anchor.column.as_deref(), role.anchor.start), (Some(1), Some("role"), 36));
    assert_eq!((role.basis, role.by.as_str(), role.score), (rollcall_model::claim::Basis::Record, "record/csv", 1000));
}

#[test]
fn cells_list_values_and_keep_quotes_as_they_stand() {
    let sidecar = "[record]\nkind = \"Measure\"\ncolumns = { authority = \"by\", target = \"on\", \"target.kind\" = \"what\", measureKind = \"kind\", text = \"text\" }\n";
    let text = "by,on,what,kind,text\r\nNorvania,X Works,Company,asset freeze; entry ban,\"said \"\"no\"\", twice\"\r\n";
    let reading = read("records/m.csv", text, sidecar);
    assert_eq!(reading.problems, []);
    assert_eq!(
        told(&reading),
        [
            "Company.name = X Works",
            "Measure.authority = -> Norvania",
            "Measure.measureKind = asset freeze",
            "Measure.measureKind = entry ban",
            "Measure.target = -> X Works",
            "Measure.text = said \"no\", twice",
            "State.name = Norvania",
        ]
    );
    let quoted = reading.claims.iter().find(|claim| claim.property == "text").expect("the text");
    assert_eq!(quoted.anchor.text, "said \"\"no\"\", twice");
}

#[test]
fn linked_things_have_properties_of_their_own() {
    let sidecar = "[record]\nkind = \"Participation\"\ncolumns = { party = \"who\", \"engagement.name\" = \"event\", \"engagement.date\" = \"day\", \"engagement.forum\" = \"body\" }\nfixed = { \"engagement.kind\" = \"Exercise\", role = \"attendee\", \"party.kind\" = \"Unit\" }\n";
    let reading = read("records/p.csv", "who,event,day,body\nFirst Fleet,Calm Sea,2021-06,Board\n", sidecar);
    assert_eq!(reading.problems, []);
    assert_eq!(
        told(&reading),
        [
            "Exercise.date = 2021-06",
            "Exercise.forum = -> Board",
            "Exercise.name = Calm Sea",
            "Forum.name = Board",
            "Participation.engagement = -> Calm Sea",
            "Participation.party = -> First Fleet",
            "Participation.role = attendee",
            "Unit.name = First Fleet",
        ]
    );
}

#[test]
fn a_bad_row_is_named_and_the_rest_is_read() {
    let reading = read(
        "records/a.csv",
        "body,who,role,from,to\nB,N,chiar,2015,\nB,N\n,N,chair,,\nB,N,chair,15/2,\nB,Good,chair,,\n",
        ROLES,
    );
    let said: Vec<String> =
        reading.problems.iter().map(|problem| format!("{} {} {:?}", problem.place, problem.code, problem.hint)).collect();
    assert_eq!(
        said,
        [
            "records/a.csv:2:5 wrong-value Some(\"did you mean `chair`?\")",
            "records/a.csv:3:1 wrong-cells None",
            "records/a.csv:4:1 missing-value None",
            "records/a.csv:5:11 wrong-value None",
        ]
    );
    assert!(told(&reading).contains(&"State.name = Good".to_string()));
    assert_eq!(told(&reading).len(), 5, "nothing of a skipped row stays");
}

#[test]
fn a_wrong_map_points_into_the_sidecar_and_suggests() {
    for (from, to, place, code, hint) in [
        ("\"who\"", "\"whom\"", "6:38", "unknown-column", "did you mean `who`?"),
        ("startDate", "startDat", "6:59", "unknown-property", "did you mean `startDate`?"),
        ("\"ForumRole\"", "\"ForumRol\"", "5:9", "unknown-kind", "did you mean `ForumRole`?"),
        ("\"State\"", "\"Stat\"", "7:27", "unknown-kind", "did you mean `State`?"),
        ("\"State\"", "\"Vessel\"", "7:27", "kind-not-allowed", "it may be"),
        ("party = \"who\", ", "", "6:1", "missing-property", ""),
    ] {
        let reading = read("records/a.csv", "body,who,role,from,to\nB,N,chair,,\n", &ROLES.replace(from, to));
        let problem = reading.problems.first().unwrap_or_else(|| panic!("{to} is no problem"));
        assert_eq!(reading.claims, []);
        assert_eq!(
            (problem.place.as_str(), problem.code.as_str()),
            (format!("records/a.csv.toml:{place}").as_str(), code),
            "{to}"
        );
        assert!(problem.hint.as_deref().unwrap_or("").starts_with(hint), "{problem}");
    }
    assert!(toml::from_str::<RecordMap>("colums = {}").is_err(), "an unknown key is refused");
}

#[test]
fn broken_tables_stop_with_a_place() {
    let reading = read("records/a.csv", "body,who,role,from,to\nB,N,chair,,\nB,\"N,chair,,\n", ROLES);
    assert_eq!(reading.problems[0].place, "records/a.csv:3:3");
    assert!(!reading.claims.is_empty(), "rows before the break are read");
    assert_eq!(read("records/a.csv", "", ROLES).problems[0].code, "empty-table");
    let wide = ",".repeat(MAX_CELLS + 1);
    assert_eq!(read("records/a.csv", &wide, ROLES).problems[0].code, "broken-table");
}

/// A workbook's layer of some sheets: name, whether hidden, text and numbers of rows.
fn workbook(sheets: &[(&str, bool, &str, &[usize])], notes: Vec<SheetNote>) -> Layer {
    let mut text = String::new();
    let mut pages = Vec::new();
    for (at, (name, hidden, table, rows)) in sheets.iter().enumerate() {
        let start = text.chars().count();
        text.push_str(table);
        let sheet = Sheet {
            name: (*name).into(),
            hidden: *hidden,
            rows: rows.to_vec(),
            notes: if at == 0 { notes.clone() } else { Vec::new() },
        };
        let span = Span { start, end: text.chars().count() };
        pages.push(Page { number: at + 1, span, size: [0, 0], boxes: Vec::new(), sheet: Some(sheet) });
        text.push('\n');
    }
    Layer { name: "xlsx/1".into(), text, encoding: None, readable: Vec::new(), pages }
}

fn read_sheets(layer: &Layer, sidecar: &str) -> RecordReading {
    let table: toml::Table = toml::from_str(sidecar).expect("TOML");
    let map: RecordMap = table["record"].clone().try_into().expect("a map");
    let reading = read_record(layer, &source("records/a.xlsx"), &map, sidecar);
    let points = CodePoints::new(&layer.text);
    assert!(reading.claims.iter().all(|claim| claim.anchor.holds(&points)));
    reading
}

const SHEET: &str = "body,who,role,from,to\nBörd,\"N, or M\",chair,2015,\nBörd,Sudovia,chiar,2021,\nBörd,Westland,chair,,\n";

#[test]
fn a_sheet_is_a_table_whose_rows_have_its_own_numbers() {
    let layer = workbook(&[("Roles", false, SHEET, &[1, 4, 5, 9]), ("Empty", false, "", &[])], Vec::new());
    let reading = read_sheets(&layer, ROLES);
    let said: Vec<&str> = reading.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(said, ["records/a.xlsx sheet Roles cell C5"]);
    let named = reading.claims.iter().find(|claim| claim.value.text() == Some("N, or M")).expect("is read");
    assert_eq!((named.anchor.row, named.anchor.column.as_deref()), (Some(4), Some("who")));
    assert_eq!(named.by, "record/sheet");
    let rows: std::collections::BTreeSet<_> = reading.claims.iter().filter_map(|claim| claim.anchor.row).collect();
    assert_eq!(rows.into_iter().collect::<Vec<_>>(), [4, 9]);
    let csv = read("records/a.csv", SHEET, ROLES);
    assert_eq!(told(&reading), told(&csv), "a sheet says what the same table says");
}

#[test]
fn which_sheet_is_never_guessed_and_a_hidden_one_is_named() {
    let sheets = [("Roles", false, SHEET, &[1, 2, 3, 4][..]), ("Old", true, "a\nb\n", &[1, 2])];
    let reading = read_sheets(&workbook(&sheets, Vec::new()), ROLES);
    assert_eq!(reading.problems[0].code, "hidden-sheet");
    assert!(!reading.claims.is_empty());
    let sheets = [("Roles", false, SHEET, &[1, 2, 3, 4][..]), ("Röles two", false, SHEET, &[1, 2, 3, 4])];
    let layer = workbook(&sheets, Vec::new());
    let reading = read_sheets(&layer, ROLES);
    assert_eq!((reading.claims.len(), reading.problems[0].code.as_str()), (0, "several-sheets"));
    let reading = read_sheets(&layer, &format!("{ROLES}sheet = \"Röles two\"\n"));
    let start = layer.pages[1].span.start;
    assert!(!reading.claims.is_empty() && reading.claims.iter().all(|claim| claim.anchor.start >= start));
    let reading = read_sheets(&layer, &format!("{ROLES}sheet = \"Rols\"\n"));
    assert_eq!(reading.problems[0].hint.as_deref(), Some("did you mean `Roles`?"));
    assert_eq!(reading.problems[0].place, "records/a.xlsx.toml:8:10");
    assert_eq!(read("records/a.csv", SHEET, &format!("{ROLES}sheet = \"x\"\n")).problems[0].code, "no-sheets");
}

#[test]
fn rows_that_say_a_thing_by_looks_alone_are_named_and_not_used() {
    let note = |row, column, last_row, last_column, why| SheetNote { row, column, last_row, last_column, why };
    let notes = vec![
        note(2, 2, 3, 2, SheetFault::Merged),
        note(4, 1, 4, 1, SheetFault::StruckOut),
        note(4, 2, 4, 2, SheetFault::StruckOut),
        note(5, 4, 5, 4, SheetFault::NoValue),
        note(6, 6, 6, 6, SheetFault::NoValue),
    ];
    let rows: String = (2..=6).map(|row| format!("B,State {row},chair,,,\n")).collect();
    let text = format!("body,who,role,from,to,remark\n{rows}");
    let reading = read_sheets(&workbook(&[("R", false, &text, &[1, 2, 3, 4, 5, 6])], notes), ROLES);
    let said: Vec<String> = reading.problems.iter().map(|problem| format!("{} {}", problem.place, problem.code)).collect();
    assert_eq!(
        said,
        [
            "records/a.xlsx sheet R cell B2 merged-cells",
            "records/a.xlsx sheet R cell A4 struck-out",
            "records/a.xlsx sheet R cell D5 no-value",
        ],
        "a column that is not read says nothing"
    );
    let names: Vec<String> = told(&reading).into_iter().filter(|line| line.starts_with("State.")).collect();
    assert_eq!(names, ["State.name = State 6"]);
    let head = vec![note(1, 1, 1, 2, SheetFault::Merged)];
    let reading = read_sheets(&workbook(&[("R", false, &text, &[1, 2, 3, 4, 5, 6])], head), ROLES);
    assert_eq!(reading.claims, []);
    assert_eq!(reading.problems[1].code, "unusable-head");
}

fn drafted(table: &str) -> draft::Draft {
    let lexicon = rollcall_lexicon::Lexicon::builtin();
    draft::draft(&layer(table), &source("records/a.csv"), None, &lexicon).expect("a table")
}

fn columns(draft: &draft::Draft) -> Vec<(&str, &str)> {
    draft.record.columns.iter().map(|(property, head)| (property.as_str(), head.as_str())).collect()
}

#[test]
fn heads_of_packs_name_properties_that_there_are() {
    for words in &rollcall_lexicon::Lexicon::builtin().all.column {
        let map = RecordMap {
            kind: Some(words.kind.clone()),
            columns: [(words.property.clone(), "x".to_string())].into(),
            ..RecordMap::default()
        };
        let reading = read_record(&layer("x\n"), &source("records/a.csv"), &map, "");
        let wrong: Vec<&Problem> = reading.problems.iter().filter(|problem| problem.code != "missing-property").collect();
        assert_eq!(wrong, Vec::<&Problem>::new(), "{words:?}");
        assert!(words.cells.as_deref().is_none_or(|cells| ["date", "role", "mode", "status", "kind"].contains(&cells)));
    }
}

#[test]
fn a_draft_takes_heads_first_and_cells_where_they_leave_no_choice() {
    let draft = drafted("Country,Event,When it was,Role,Participants expected\nNorway,Drill,2021-06-15,head,1500\n");
    assert_eq!(draft.record.kind.as_deref(), Some("Participation"));
    let expected = [("capacity", "Role"), ("engagement", "Event"), ("engagement.date", "When it was"), ("party", "Country")];
    assert_eq!(columns(&draft), expected, "cells that are no roles make no role, and a count is no year");
    assert_eq!(draft.unused, ["Participants expected"]);
    assert_eq!(draft.record.fixed.get("party.kind").map(String::as_str), Some("State"));
    let two = drafted("Country,Event,First,Second\nNorway,Drill,2021-06-15,2021-06-16\n");
    assert_eq!(columns(&two), [("engagement", "Event"), ("party", "Country")], "which of two dates it is, a person says");
    let none = drafted("a,b\n1,2\n");
    assert!(!none.missing.is_empty() && none.record.columns.is_empty(), "{none:?}");
}

#[test]
fn what_a_draft_understands_is_what_a_build_would_read() {
    let table = "Country,Event\nNorway,Drill\nSweden,Drill\n";
    let draft = drafted(table);
    let (rows, reading) = draft::understood(&layer(table), &source("records/a.csv"), &draft.record, "", 1);
    assert_eq!(rows.len(), 1);
    assert_eq!(reading.problems, []);
    let says = |kind: &str, property: &str, value: &str| draft::Said {
        kind: kind.into(),
        property: property.into(),
        value: value.into(),
    };
    assert!(rows[0].says.contains(&says("Participation", "party", "Norway")), "{rows:?}");
    assert!(rows[0].says.contains(&says("State", "name", "Norway")), "{rows:?}");
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20210601\r\nDTEND;VALUE=DATE:20210701\r\nSUMMARY:Meeting of the \r\n Board\\, plenary\r\nLOCATION:Öland\r\nSTATUS:CONFIRMED\r\nBEGIN:VALARM\r\nDESCRIPTION:no\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART:20210702T090000Z\r\nSUMMARY:Drill\r\nSTATUS:CANCELLED\r\nCATEGORIES:Board\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn a_calendar_plans_and_never_holds() {
    let reading = read("records/c.ics", CALENDAR, "[record]\ncolumns = { forum = \"CATEGORIES\" }\n");
    assert_eq!(reading.problems, []);
    assert_eq!(
        told(&reading),
        [
            "Forum.name = Board",
            "Meeting.date = 2021-06-01/2021-06-30",
            "Meeting.date = 2021-07-02",
            "Meeting.forum = -> Board",
            "Meeting.name = Drill",
            "Meeting.name = Meeting of the Board, plenary",
            "Meeting.place = Öland",
            "Meeting.status = cancelled",
            "Meeting.status = scheduled",
        ]
    );
    let name = reading.claims.iter().find(|claim| claim.property == "name").expect("a name");
    assert_eq!(
        (name.anchor.text.as_str(), name.anchor.column.as_deref()),
        ("Meeting of the \r\n Board\\, plenary", Some("SUMMARY"))
    );
    let held = read("records/c.ics", CALENDAR, "[record]\nfixed = { status = \"held\" }\n");
    assert_eq!((held.claims.len(), held.problems[0].code.as_str()), (0, "said-twice"));
}

#[test]
fn broken_calendars_are_named() {
    let nested = "BEGIN:A\r\n".repeat(100_000);
    for text in ["nothing of the kind", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", nested.as_str()] {
        let reading = read("records/c.ics", text, "");
        assert_eq!((reading.claims.len(), reading.problems[0].code.as_str()), (0, "broken-calendar"), "{text:.40}");
    }
}

#[test]
fn follow_the_money_lines_become_claims() {
    let text = concat!(
        r#"{"id":"p1","schema":"Person","properties":{"name":["Ada Ek"],"country":["se"],"idNumber":["7"]}}"#,
        "\n",
        r#"{"id":"c1","schema":"Company","properties":{"name":["X Works"]}}"#,
        "\n",
        r#"{"id":"o1","schema":"Ownership","properties":{"owner":["p1"],"asset":["c1"],"startDate":["2020"]}}"#,
        "\n",
        r#"{"id":"s1","schema":"Sanction","properties":{"entity":["c1"],"authority":["Norvania"],"program":["Order 5"]}}"#,
        "\n",
        r#"{"id":"o2","schema":"Ownership","properties":{"owner":["p9"],"asset":["c1"]}}"#,
        "\n",
        "{broken\n",
        r#"{"id":"z","schema":"Persn","properties":{}}"#,
        "\n",
    );
    let reading = read("records/l.ftm.json", text, "");
    assert_eq!(
        told(&reading),
        [
            "Company.name = X Works",
            "Ownership.asset = -> X Works",
            "Ownership.owner = -> Ada Ek",
            "Ownership.startDate = 2020",
            "Person.idNumber = 7",
            "Person.name = Ada Ek",
            "Sanction.authority = -> Norvania",
            "Sanction.instrument = Order 5",
            "Sanction.target = -> X Works",
            "State.name = Norvania",
        ]
    );
    let codes: Vec<&str> = reading.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["broken-line", "unknown-kind", "wrong-value", "unknown-id", "missing-value"]);
}

#[test]
fn the_example_case_maps_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/asean-defence/records");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the example").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    for file in files.iter().filter(|file| format_of(&file.to_string_lossy()).is_some()) {
        let text = std::fs::read_to_string(file).expect("a record");
        let sidecar = std::fs::read_to_string(format!("{}.toml", file.display())).expect("its sidecar");
        #[derive(Deserialize)]
        struct Sidecar {
            #[serde(default)]
            record: RecordMap,
        }
        let map = toml::from_str::<Sidecar>(&sidecar).expect("a map").record;
        let layer = layer(&text);
        let reading = read_record(&layer, &source(&file.to_string_lossy()), &map, &sidecar);
        assert_eq!(reading.problems, [], "{}", file.display());
        let rows =
            reading.claims.iter().filter_map(|claim| claim.anchor.row).collect::<std::collections::BTreeSet<_>>().len();
        let expected =
            if text.starts_with("BEGIN") { text.matches("BEGIN:VEVENT").count() } else { text.trim().lines().count() - 1 };
        assert_eq!(rows, expected, "{}", file.display());
    }
}

proptest! {
    #[test]
    fn our_table_scan_finds_the_cells_that_the_csv_crate_finds(
        rows in prop::collection::vec(prop::collection::vec("[aé,;\"\n b]{0,6}", 2..4), 1..5)
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("writes");
        }
        let text = String::from_utf8(writer.into_inner().expect("flushes")).expect("text");
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader.records().map(|row| row.expect("reads").iter().map(|cell| cell.trim().to_string()).collect()).collect();
        let layer = layer(&text);
        let source = source("records/a.csv");
        let file = File { source: &source, layer: &layer, points: CodePoints::new(&layer.text), sidecar: "", in_sheet: None };
        let (ours, problem) = table::scan(&file, (0, layer.text.len()));
        prop_assert_eq!(problem, None);
        let ours: Vec<Vec<String>> = ours.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.whole.value).collect()).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,80}|[A-Z:\n\"{},;é ]{0,80}", at in 0usize..3) {
        let path = ["records/a.csv", "records/a.ics", "records/a.ftm.json"][at];
        read(path, &text, ROLES.split("columns").next().unwrap_or(""));
    }
}

#[test]
fn a_row_says_of_itself_who_wrote_it_and_when() {
    let sidecar = "[record]\nkind = \"Person\"\ncolumns = { name = \"who\" }\ndocument = { date = \"on\", author = \"by\", text = \"said\" }\n";
    let reading =
        read("records/p.csv", "who,on,by,said\nA,2021-06-15T08:00:00Z,\"B \"\"C\"\"\",Words.\nD,,,\nE,soon,F,\n", sidecar);
    let part = &reading.parts[0];
    assert_eq!((part.rows.as_deref(), part.author.as_deref()), (Some("1"), Some("B \"C\"")));
    assert_eq!(part.date.as_ref().map(|date| date.as_str()), Some("2021-06-15"));
    assert_eq!(reading.parts.len(), 1, "a row that says nothing of itself is the file's");
    let text = &reading.texts[0];
    assert_eq!((reading.texts.len(), text.row, text.column.as_str()), (1, 1, "said"));
    assert_eq!(told(&reading), ["Person.name = A", "Person.name = D"], "a row with a date that cannot be read is not used");
    assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
}

#[test]
fn what_a_row_cannot_say_of_itself_is_named() {
    let map = |document: &str| {
        format!("[record]\nkind = \"Person\"\ncolumns = {{ name = \"who\" }}\ndocument = {{ {document} }}\n")
    };
    let says = |document: &str| read("records/p.csv", "who,on\nA,2021\n", &map(document)).problems.remove(0);
    assert!(says("dte = \"on\"").to_string().contains("did you mean `date`?"), "{}", says("dte = \"on\""));
    assert_eq!(says("date = \"onn\"").code, "unknown-column");
    let calendar = read("records/p.ics", "", "[record]\ndocument = { date = \"on\" }\n");
    assert!(calendar.problems.iter().any(|problem| problem.code == "no-columns"), "{:?}", calendar.problems);
}

#[test]
fn a_table_of_texts_needs_no_kind() {
    let reading = read("records/p.csv", "body,x\nOne.,\nTwo.,\n", "[record]\ndocument = { text = \"body\" }\n");
    assert_eq!((reading.texts.len(), reading.claims.len(), reading.problems.len()), (2, 0, 0));
    assert_eq!(last_row(&layer("body,x\nOne.,\nTwo.,\n"), &source("records/p.csv"), &RecordMap::default()), Some(2));
}
