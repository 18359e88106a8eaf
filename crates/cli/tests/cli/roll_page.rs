//! The draft roll on the desk: narrowed down, as a list and as a table with its three kinds of blank.

use crate::desk::{Desk, between, status};
use crate::desk_pages::three_notes;

fn desk() -> Desk {
    Desk::start_with(|place| {
        three_notes(place);
        place.write(
            "case/sources/e.md",
            "On 3 March 2021 General Ben Oo of Myanmar attended the Meeting of Harbour Masters in Bangkok.\n",
        );
        place
            .write("case/sources/e.md.toml", "[source]\ntitle = \"Fifth note\"\ndate = \"2021-07-01\"\nlanguage = \"en\"\n");
    })
}

/// How many lines a page says that it shows.
fn shown(page: &str) -> usize {
    let words = between(page, "id=\"shown\" role=\"status\">", " line");
    words.parse().unwrap_or_else(|_| panic!("{words}: {page}"))
}

#[test]
fn the_roll_is_narrowed_as_the_command_line_does_it() {
    let desk = desk();
    for query in
        ["", "who=Aung+Htay", "body=Harbour", "role=speaker", "from=2021-06&to=2021-07", "state=accepted", "status=all"]
    {
        let page = desk.get(&format!("/roll?{query}"));
        assert_eq!(status(&page), "200", "{query}: {page}");
        let wanted = desk.get(&format!("/api/roll?{query}")).matches("\"engagement\":").count();
        assert_eq!(shown(&page), wanted, "{query}");
        assert_eq!(page.matches("<tr id=").count(), wanted, "{query}");
    }
    let all = desk.get("/roll?who=&from=&role=&state=&status=");
    assert_eq!(shown(&all), shown(&desk.get("/roll")), "an empty field asks for nothing");
    let speaker = desk.get("/roll?role=speaker&by=ana");
    assert!(speaker.contains("<option value=\"speaker\" selected>") && speaker.contains("4 June 2021"), "{speaker}");
    assert!(speaker.contains(">proposed</span>"), "{speaker}");
    // A line leads to its words, beside their source, under the same name.
    let place = between(&speaker, "<a href=\"/review?source=", "\"").replace("&amp;", "&");
    assert!(place.contains("by=ana"), "{place}");
    let card = desk.get(&format!("/review?source={}", place.split('#').next().expect("has a path")));
    assert!(card.contains(&format!("id=\"{}\"", place.split('#').nth(1).expect("a card"))), "{card}");
    let wrong = desk.get("/roll?from=soon");
    assert!(status(&wrong) == "200" && wrong.contains("role=\"alert\"") && wrong.contains("value=\"soon\""), "{wrong}");
    assert!(desk.get("/roll?state=acepted").contains("Did you mean `accepted`?"));
    assert_eq!(status(&desk.get("/roll?colour=red")), "400");
}

#[test]
fn a_table_has_three_kinds_of_blank_and_a_filter_makes_no_other() {
    let desk = desk();
    let page = desk.get("/roll?view=table");
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("not named in sources that list who came") && page.contains("no source held here says anything"));
    let table = between(&page, "<tbody>", "</tbody>");
    // Two were named in Bangkok, so a third who was elsewhere is not named there; of Hanoi one source names one alone.
    assert!(table.contains("·<span class=\"heard\"> not named</span>") && table.contains("<td></td>"), "{table}");
    assert!(table.contains("class=\"mark proposed\"") && table.contains("took part, proposed"), "{table}");
    let mark = between(table, "class=\"mark proposed\" href=\"", "\"").replace("&amp;", "&");
    assert_eq!(status(&desk.get(mark.split('#').next().expect("has a path"))), "200", "{mark}");
    // Who has a line that the filter leaves out is not said to have none.
    let narrowed = desk.get("/roll?view=table&state=accepted&status=all");
    assert!(narrowed.contains("No line fits"), "{narrowed}");
    let row = between(&desk.get("/api/roll?role=speaker"), "\"findings\":[],\"id\":\"", "\"").to_string();
    desk.decide(&format!("verb=accept&by=ana&target={row}"), "");
    let accepted = desk.get("/roll?view=table&state=accepted");
    assert_eq!(shown(&accepted), 1, "{accepted}");
    assert!(between(&accepted, "<tbody>", "</tbody>").contains("mark accepted"), "{accepted}");
}

#[test]
fn a_long_roll_comes_in_pages() {
    let desk = Desk::start_with(|place| {
        let rows: String = (0..240).map(|n| format!("Person {n:03},Great Meeting,2021-06-04,attendee\n")).collect();
        place.write("case/records/came.csv", format!("who,what,when,role\n{rows}"));
        place.write(
            "case/records/came.csv.toml",
            "[source]\ntitle = \"Who came\"\nlanguage = \"en\"\n\n[record]\nkind = \"Participation\"\n\
             columns = { party = \"who\", \"engagement.name\" = \"what\", \"engagement.date\" = \"when\", role = \"role\" }\n\
             fixed = { \"engagement.kind\" = \"Meeting\", \"party.kind\" = \"Person\" }\n",
        );
    });
    let first = desk.get("/roll?who=Person");
    let all = shown(&first);
    assert!(all >= 240, "{first}");
    assert_eq!(first.matches("<tr id=").count(), 100);
    assert!(first.contains("Page 1 of 3") && first.contains("/roll?who=Person&amp;page=1"), "{first}");
    let last = desk.get("/roll?who=Person&page=99");
    assert_eq!(last.matches("<tr id=").count(), all - 200, "the last page stands for those after it");
}
