//! Workbooks as records: the same words, the same roll as a table of comma-separated values, and what cannot be taken named.

use crate::common::{Place, pack};

const SIDECAR: &str = "[source]\ntitle = \"Visits\"\ndate = \"2022-07-01\"\n\n[record]\nkind = \"Participation\"\n\
    columns = { party = \"who\", \"engagement.name\" = \"event\", \"engagement.date\" = \"day\" }\n\
    fixed = { \"engagement.kind\" = \"Exercise\", \"party.kind\" = \"State\", role = \"attendee\" }\n";

/// A workbook whose first sheet has these rows; style 1 is a date, style 2 is struck out.
fn xlsx(rows: &str, rest: &str) -> Vec<u8> {
    let sheet = |rows: &str, rest: &str| format!("<worksheet><sheetData>{rows}</sheetData>{rest}</worksheet>");
    pack(&[
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='r'><sheets><sheet name='Visits' r:id='a'/><sheet name='Old' state='hidden' r:id='b'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='a' Type='t/worksheet' Target='a.xml'/><Relationship Id='b' Type='t/worksheet' \
             Target='b.xml'/><Relationship Id='c' Type='t/styles' Target='styles.xml'/></Relationships>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf numFmtId='14'/><xf fontId='1'/></cellXfs></styleSheet>",
        ),
        ("xl/a.xml", &sheet(rows, rest)),
        ("xl/b.xml", &sheet("<row><c><v>1</v></c></row>", "")),
    ])
}

fn text(words: &str) -> String {
    format!("<c t='inlineStr'><is><t>{words}</t></is></c>")
}

fn row(cells: &[String]) -> String {
    format!("<row>{}</row>", cells.concat())
}

#[test]
fn a_workbook_gives_the_roll_that_its_table_gives() {
    let place = Place::new();
    for name in ["sheet", "table"] {
        assert_eq!(place.run(&["new", name]).code, Some(0));
    }
    let date = "<c s='1'><v>44362</v></c>".to_string();
    let rows = [
        row(&[text("who"), text("event"), text("day")]),
        row(&[text("Norway"), text("Exercise &quot;One, two&quot;"), date.clone()]),
        row(&[text("Sweden"), text("Exercise &quot;One, two&quot;"), date]),
    ];
    place.write("sheet/records/v.xlsx", xlsx(&rows.concat(), ""));
    place.write("sheet/records/v.xlsx.toml", format!("{SIDECAR}sheet = \"Visits\"\n"));
    place.write(
        "table/records/v.csv",
        "who,event,day\nNorway,\"Exercise \"\"One, two\"\"\",2021-06-15\nSweden,\"Exercise \"\"One, two\"\"\",2021-06-15\n",
    );
    place.write("table/records/v.csv.toml", SIDECAR);
    let rolls = ["sheet", "table"].map(|name| {
        let ran = place.run(&["build", name]);
        assert_eq!(ran.code, Some(0), "{name} {}", ran.all());
        let ran = place.run(&["verify", name]);
        assert_eq!(ran.code, Some(0), "{name} {}", ran.all());
        place.run(&["roll", name]).stdout
    });
    assert_eq!(rolls[0].replace("v.xlsx", "v.csv"), rolls[1]);
    assert!(rolls[0].contains("Exercise \"One, two\"") && rolls[0].contains("Sweden"), "{}", rolls[0]);
    let first = place.run(&["roll", "sheet", "--json"]).stdout;
    assert!(first.contains("\"layer\":\"xlsx/1\"") && first.contains("\"text\":\"Norway\",\"row\":2"), "{first}");
}

#[test]
fn what_a_workbook_says_by_looks_alone_is_named_and_the_rest_is_built() {
    let place = Place::new();
    place.small_case();
    let date = "<c s='1'><v>44362</v></c>".to_string();
    let rows = [
        row(&[text("who"), text("event"), text("day")]),
        row(&[text("Norway"), text("Exercise One"), date.clone()]),
        row(&["<c s='2' t='inlineStr'><is><t>Sweden</t></is></c>".into(), text("Exercise One"), date.clone()]),
        row(&[text("Kenya"), text("Exercise One"), "<c s='1'><f>B1</f></c>".into()]),
        row(&[text("Ghana"), text("Exercise One"), date.clone()]),
        row(&[text("Togo"), text("Exercise One"), date]),
    ];
    let merged = "<mergeCells><mergeCell ref='B5:B6'/></mergeCells>";
    place.write("case/records/v.xlsx", xlsx(&rows.concat(), merged));
    place.write("case/records/v.xlsx.toml", SIDECAR);
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    insta::assert_snapshot!(ran.stderr, @r#"
    warning: `records/v.xlsx`: the sheet `Old` is hidden and was not read [hidden-sheet]
      hint: look at it; `sheet = "NAME"` in `[record]` says which sheet is read
    warning: `records/v.xlsx sheet Visits cell A3`: words of this row are struck out, so the row is not used [struck-out]
      hint: if it holds, take the strike away in a copy
    warning: `records/v.xlsx sheet Visits cell C4`: the file holds a formula here and not its value, so the row is not used [no-value]
      hint: open it in a spreadsheet program and save it again
    warning: `records/v.xlsx sheet Visits cell B5`: `B5:B6` is one merged cell, so its rows are not used: which of them it speaks for is not said [merged-cells]
      hint: take the merge apart in a copy and write the value where it belongs
    built: 3 files, 28 claims, 3 lines on the roll, 0 findings; 4 warnings
    next: `rollcall serve case` shows the draft, `rollcall roll case` prints it
    "#);
    let roll = place.run(&["roll", "case"]).stdout;
    assert!(roll.contains("Norway"), "{roll}");
    for name in ["Sweden", "Kenya", "Ghana", "Togo"] {
        assert!(!roll.contains(name), "{name} {roll}");
    }
}

#[test]
fn ods_is_read_and_a_broken_or_swelling_workbook_is_named() {
    let place = Place::new();
    place.small_case();
    let cell = |words: &str| format!("<table:table-cell><text:p>{words}</text:p></table:table-cell>");
    let rows = [["who", "event", "day"], ["Norway", "Exercise One", "2021-06-15"]]
        .map(|cells| format!("<table:table-row>{}</table:table-row>", cells.map(cell).concat()));
    let content =
        format!("<office:document><table:table table:name='Visits'>{}</table:table></office:document>", rows.concat());
    place.write("case/records/v.ods", pack(&[("content.xml", &content)]));
    let endless = "<table:table-row table:number-rows-repeated='4000000000'><table:table-cell><text:p>x</text:p></table:table-cell>\
         </table:table-row>";
    place.write("case/records/w.ods", pack(&[("content.xml", &format!("<o><table:table>{endless}</table:table></o>"))]));
    place.write("case/records/x.xlsx", b"PK\x03\x04\0\0\0\0 cut");
    for name in ["v.ods", "w.ods", "x.xlsx"] {
        place.write(&format!("case/records/{name}.toml"), SIDECAR);
    }
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("`records/w.ods`: this file has more than 200000 rows in a sheet"), "{}", ran.stderr);
    assert!(ran.stderr.contains("`records/x.xlsx`: this file is broken"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("v.ods"), "{}", ran.stderr);
    assert!(place.run(&["roll", "case"]).stdout.contains("Norway"));
    let mapped = place.run(&["map", "case/records/v.ods"]);
    assert!(mapped.stdout.contains("engagement = \"event\""), "{}", mapped.all());
}

#[test]
fn a_table_of_sources_may_have_dates_that_a_spreadsheet_made() {
    let place = Place::new();
    place.small_case();
    let rows = [
        row(&[text("file"), text("date"), text("title")]),
        row(&[text("sources/a.md"), "<c s='1'><v>44362</v></c>".into(), text("Another")]),
        row(&[text("records/bodies.csv"), String::new(), "<c s='2' t='inlineStr'><is><t>Gone</t></is></c>".into()]),
    ];
    place.write("t.xlsx", xlsx(&rows.concat(), ""));
    let ran = place.run(&["sources", "case", "--from", "t.xlsx"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("`t.xlsx:3`: cells of this row are merged, struck out"), "{}", ran.stderr);
    let sidecar = std::fs::read_to_string(place.path("case/sources/a.md.toml")).expect("is there");
    assert_eq!(sidecar, "[source]\ntitle = \"Another\"\ndate = \"2021-06-15\"\nlanguage = \"en\"\n");
}
