//! The table of all sources: out, changed in a spreadsheet, and back.

use crate::common::Place;

const PAGE: &str = "<html lang=en><head><title>Ministers, \"all\" of them, meet</title><meta name=author content='=A. Ek'>\
    <meta property='article:published_time' content='2021-06-16T08:00:00Z'></head><p>They met.";

const PDF: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] \
    >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n4 0 obj\n<< /Title (A report) \
    /CreationDate (D:20200101000000Z) >>\nendobj\ntrailer\n<< /Root 1 0 R /Info 4 0 R >>\n";

fn case(place: &Place) {
    place.small_case();
    place.write("case/sources/page.html", PAGE);
    place.write("case/sources/20210615 report.pdf", PDF);
    place.write("case/sources/kept.md", "Words.\n");
    place.write(
        "case/sources/kept.md.toml",
        "# mine\n[source]\ntitle = \"-x\" # odd\nreliability = \"B\"\nrests_on = [\"one\", \"two\"]\naccess = \"confidential\"\n",
    );
}

fn table(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).expect("is there")
}

#[test]
fn the_table_says_what_sidecars_say_and_marks_what_it_guesses() {
    let place = Place::new();
    case(&place);
    let ran = place.run(&["sources", "case", "--to", "t.csv"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(ran.stderr.contains("7 values are guesses"), "{}", ran.stderr);
    insta::assert_snapshot!(table(&place, "t.csv"), @r#"
    file,part,number,title,publisher,author,controlled_by,rests_on,date,public_date,captured,capture_note,url,archived_url,language,access,guessed
    records/bodies.csv,,,Bodies,,,,,,,,,,,en,,
    sources/20210615 report.pdf,,,A report,,,,,2021-06-15,,,,,,,,title; date
    sources/a.md,,,A note,,,,,2022-05-11,,,,,,en,,
    sources/kept.md,,,'-x,,,,one; two,,,,,,,,confidential,
    sources/page.html,,,"Ministers, ""all"" of them, meet",,'=A. Ek,,,2021-06-16,2021-06-16,,,,,en,,title; author; date; public_date; language
    "#);
}

#[test]
fn a_table_that_comes_back_unchanged_changes_nothing() {
    let place = Place::new();
    case(&place);
    for name in ["t.csv", "t.xlsx"] {
        assert_eq!(place.run(&["sources", "case", "--to", name]).code, Some(0));
        let (before, sources) = (place.files("."), place.files("case/sources"));
        let ran = place.run(&["sources", "case", "--from", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        assert!(ran.stderr.contains("5 rows, 0 changed"), "{}", ran.stderr);
        assert_eq!(place.files("case/sources"), sources);
        assert_eq!(place.run(&["sources", "case", "--to", name]).code, Some(0));
        assert_eq!(place.files(".").get(name), before.get(name), "same bytes");
        assert_eq!(place.run(&["sources", "case", "--to", &format!("again-{name}")]).code, Some(0));
        assert_eq!(place.files(".").get(&format!("again-{name}")), before.get(name), "same bytes");
    }
}

#[test]
fn a_guess_is_taken_when_its_name_is_taken_out() {
    let place = Place::new();
    case(&place);
    for (name, ending) in [("t", "csv"), ("t", "xlsx")] {
        let file = format!("{name}.{ending}");
        assert_eq!(place.run(&["sources", "case", "--to", &file]).code, Some(0));
    }
    let text = table(&place, "t.csv").replace("title; author; date; public_date; language", "date; public_date");
    place.write("t2.csv", text.replace("confidential", "public").replace("one; two", "two; three"));
    let ran = place.run(&["sources", "case", "--from", "t2.csv", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(
        ran.stdout.contains("\"written\":[\"sources/kept.md.toml\",\"sources/page.html.toml\"],\"left_guessed\":4"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        table(&place, "case/sources/page.html.toml"),
        "[source]\ntitle = 'Ministers, \"all\" of them, meet'\nauthor = \"=A. Ek\"\nlanguage = \"en\"\n"
    );
    assert_eq!(
        table(&place, "case/sources/kept.md.toml"),
        "# mine\n[source]\ntitle = \"-x\" # odd\nreliability = \"B\"\nrests_on = [\"two\", \"three\"]\naccess = \"public\"\n"
    );
    assert!(!place.path("case/sources/20210615 report.pdf.toml").exists(), "nothing of it was said");
    assert_eq!(place.run(&["build", "case"]).code, Some(3), "the PDF has no words; all sidecars are right");
}

#[test]
fn faults_are_named_with_their_line_and_the_rest_is_done() {
    let place = Place::new();
    case(&place);
    place.write(
        "t.csv",
        "file,title,date,access,guessed\n\
         sources/a.md,New title,2022-05-11,,\n\
         sources/gone.md,x,,,\n\
         sources/kept.md,x,31/12/2021,confidental,\n\
         sources/page.html,one,,,\n\
         sources/page.html,two,,,\n\
         records/bodies.csv,Bodies,,,tilte\n\
         sources/20210615 report.pdf,Report,,,\n\
         sources/a,b\n",
    );
    // A folder where the writer wants to write first: that file cannot be written.
    place.write("case/sources/.20210615 report.pdf.toml.rollcall-tmp/x", "");
    let ran = place.run(&["sources", "case", "--from", "t.csv"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    insta::assert_snapshot!(ran.stderr, @r"
    warning: `t.csv:3`: the case has no file `sources/gone.md` [unknown-file]
      hint: did you mean `sources/a.md`?
    warning: `t.csv:4`: `date`: `31/12/2021` is not a date (write it as 2021, 2021-06, 2021-06-15, 2021-06/2021-07 or 2021-06/..) [bad-date]
      hint: write a day as `2021-06-15`, a month as `2021-06`, a year as `2021`
    warning: `t.csv:4`: `confidental` is not among the values of `access` [bad-access]
      hint: did you mean `confidential`?
    warning: `t.csv:6`: line 5 speaks of `sources/page.html` too, so neither is used [said-twice]
      hint: keep one of them
    warning: `t.csv:7`: `guessed` names `tilte`, which is no column [unknown-column]
      hint: did you mean `title`?
    warning: `t.csv:8`: `sources/20210615 report.pdf.toml`: Is a directory (os error 21) [cannot-write]
      hint: give yourself the right to write it, and run this again
    warning: `t.csv:9`: the row has 2 cells and the head 5 [wrong-cells]
    wrote `sources/a.md.toml`
    7 rows, 1 changed
    ");
    assert!(table(&place, "case/sources/a.md.toml").contains("New title"));
    assert!(table(&place, "case/sources/kept.md.toml").contains("title = \"-x\""));
    assert!(!place.path("case/sources/page.html.toml").exists());
}

#[test]
fn an_empty_cell_removes_a_value_and_never_opens_what_was_closed() {
    let place = Place::new();
    case(&place);
    place.write("t.csv", "file,date,language\nsources/a.md,,\n");
    assert_eq!(place.run(&["sources", "case", "--from", "t.csv"]).code, Some(0));
    assert_eq!(table(&place, "case/sources/a.md.toml"), "[source]\ntitle = \"A note\"\n");
    place.write("t.csv", "file,access\nsources/kept.md,\n");
    let ran = place.run(&["sources", "case", "--from", "t.csv"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("`t.csv:2`: `access` was `confidential` and is empty here"), "{}", ran.stderr);
}

#[test]
fn what_is_no_such_table_changes_nothing() {
    let place = Place::new();
    case(&place);
    let before = place.files("case");
    for (args, said) in [
        (&["--to", "-"][..], "name a file that ends in `.csv` or `.xlsx`"),
        (&["--to", "table"], "name a file that ends in `.csv` or `.xlsx`"),
        (&["--to", "table.ods"], "name a file that ends in `.csv` or `.xlsx`"),
        (&["--from", "missing.csv"], "check that it is there"),
        (&["--from", "case/sources/kept.md"], "name a file that ends in"),
        (&["--from", "slip.csv"], "did you mean `guessed`?"),
        (&["--from", "latin.csv"], "CSV UTF-8"),
        (&["--from", "no.xlsx"], "broken"),
        (&["--to", "slip.csv"], "write to another name"),
    ] {
        place.write("slip.csv", "file,title,guesed\nsources/page.html,x,title\n");
        place.write("latin.csv", b"file,title\nsources/page.html,\xe9\n");
        place.write("no.xlsx", "no workbook");
        let ran = place.run(&[&["sources", "case"], args].concat());
        assert_eq!(ran.code, Some(2), "{args:?} {}", ran.all());
        assert!(ran.stderr.contains(said), "{args:?} {}", ran.stderr);
        assert_eq!(place.files("case"), before, "{args:?}");
    }
}

#[test]
fn a_table_that_a_spreadsheet_saved_its_own_way_is_taken() {
    let place = Place::new();
    case(&place);
    place.write("t.csv", "\u{feff}file;title;rests_on\r\nsources/a.md;\"One; two\r\nthree\";first; second\r\n");
    let ran = place.run(&["sources", "case", "--from", "t.csv"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("`t.csv:2`: the row has 4 cells and the head 3"), "{}", ran.stderr);
    place.write("t.csv", "\u{feff}file;title;rests_on\r\nsources/a.md;\"One; two\r\nthree\";\"first; second\"\r\n;;\r\n");
    assert_eq!(place.run(&["sources", "case", "--from", "t.csv"]).code, Some(0));
    place.write("case/sources/page.html.toml", "source.url = \"https://example.org\" # no line end");
    place.write("case/sources/kept.md.toml", "[record]\nkind = \"x\"");
    place.write("t.csv", "file\ttitle\nsources/page.html\tA page\nsources/kept.md\tKept\n");
    let ran = place.run(&["sources", "case", "--from", "t.csv"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let sidecar = table(&place, "case/sources/page.html.toml");
    assert!(sidecar.contains("A page") && sidecar.contains("# no line end"), "{sidecar}");
    assert_eq!(table(&place, "case/sources/kept.md.toml"), "[record]\nkind = \"x\"\n\n[source]\ntitle = \"Kept\"\n");
    assert_eq!(place.run(&["sources", "case", "--to", "back.csv"]).code, Some(0));
    let back = table(&place, "back.csv");
    assert!(back.contains("\"One; two\r\nthree\",,,,first; second,") && back.contains("https://example.org"), "{back}");
}
