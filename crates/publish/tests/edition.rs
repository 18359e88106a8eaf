//! What an edition owes those who are named in it: what may be told first, whose media say it, what was asked and answered, what
//! was put right, how to cite it, and a search that gives nothing away.

mod common;

use common::{CABLE, Case, NOTE, case};
use rollcall_model::claim::State;
use rollcall_model::decision::Verb;
use rollcall_model::id::EntityId;
use rollcall_model::view::{Notice, Reply};
use rollcall_publish::plan;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A case of its own origins: what the note and the cable both say rests on two.
fn two_origins() -> Case {
    let mut case = case(false);
    for source in &mut case.sources {
        source.info.rests_on.clear();
    }
    let cable = case.anchor(CABLE, "Aru Benn spoke at the Council of Ministers");
    for row in &mut case.roll {
        if row.role == "attendee" && row.participant.name == "Aru Benn" {
            Arc::make_mut(row).anchors.push(cable.clone().into());
        }
    }
    case
}

/// The id of something with a name.
fn named(case: &Case, name: &str) -> EntityId {
    let found = case.entities.values().find(|entity| entity.name == name);
    found.unwrap_or_else(|| panic!("{name} is in the test case")).id.clone()
}

fn files(case: &Case) -> BTreeMap<String, String> {
    plan(case)
        .iter()
        .map(|page| (page.path().to_string(), String::from_utf8(page.render()).expect("files are UTF-8")))
        .collect()
}

/// A page's text with single spaces, without its marks and its foot.
fn text(page: &str) -> String {
    let main = page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default();
    let words = main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join("");
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace("&quot;", "\"")
}

/// Everything that the search could show.
fn searched(files: &BTreeMap<String, String>) -> String {
    files.iter().filter(|(path, _)| path.starts_with("en/search/")).map(|(_, script)| script.as_str()).collect()
}

fn page_of<'f>(files: &'f BTreeMap<String, String>, case: &Case, folder: &str, name: &str) -> &'f str {
    &files[&format!("en/{folder}/{}.html", named(case, name))]
}

fn reply(case: &Case, party: &str, verb: Verb, day: &str, words: Option<&str>) -> Reply {
    Reply { party: named(case, party), day: day.into(), verb, words: words.map(str::to_string), why: None }
}

#[test]
fn what_rests_on_one_origin_is_told_neither_first_nor_in_a_search() {
    let case = case(false);
    let files = files(&case);
    let first = text(&files["en/index.html"]);
    assert!(first.contains("None of them rests on two independent sources"), "{first}");
    for name in ["Benn", "Sudmark", "Westra", "Eastria", "Vor", "Naval"] {
        assert!(!first.contains(name), "{name}: {first}");
    }
    assert!(!searched(&files).contains("entry ban"), "a finding of one origin is in no list of hits");
    assert!(searched(&files).contains("Aru Benn"), "names alone can be looked up");
}

#[test]
fn what_two_origins_say_is_told_first_unless_somebody_disputes_it() {
    let mut case = two_origins();
    let files_before = files(&case);
    let first = text(&files_before["en/index.html"]);
    assert!(first.contains("two or more independent sources place 1 party at 1 engagement, in 1 line."), "{first}");
    assert!(first.contains("Aru Benn took part in 1 engagement; no two independent sources say who else came."), "{first}");
    assert!(!first.contains("Sudmark") && !first.contains("Westra"), "{first}");
    assert!(first.contains("last checked on 1 February 2023"), "{first}");
    let line = text(&files_before["en/several.html"]);
    assert!(line.contains("Aru Benn (General) took part in") && line.contains("2 independent sources."), "{line}");
    for row in &mut case.roll {
        Arc::make_mut(row).state = State::Disputed;
    }
    assert!(!text(&files(&case)["en/index.html"]).contains("Benn"));
}

#[test]
fn each_number_of_who_sat_down_with_whom_opens_the_list_that_it_counts() {
    let mut case = two_origins();
    let cable = case.anchor(CABLE, "Aru Benn spoke at the Council of Ministers");
    for row in &mut case.roll {
        Arc::make_mut(row).anchors.push(cable.clone().into());
    }
    let files = files(&case);
    let first = &files["en/index.html"];
    let links: Vec<(&str, &str)> = first
        .split(" href=\"../en/told/")
        .skip(1)
        .filter_map(|rest| rest.split_once("\">"))
        .map(|(to, rest)| (to, rest.split("</a>").next().unwrap_or_default()))
        .collect();
    let others = links.iter().filter(|(to, _)| !to.ends_with("#all")).count();
    assert!(links.len() > 2 && others > 0, "{links:?}");
    for (to, says) in links {
        let (page, place) = to.split_once('#').expect("a place");
        let list = files[&format!("en/told/{page}")].split(&format!("id=\"{place}\"")).nth(1).expect("the place is there");
        let lines = list.split("</ol>").next().unwrap_or_default().matches("<li").count();
        assert!(says.split(' ').next() == Some(lines.to_string().as_str()), "{says} leads to {lines} at {to}");
    }
}

#[test]
fn media_of_another_party_say_so_and_corroborate_nothing() {
    let mut case = two_origins();
    let controlled = |case: &mut Case, path: &str, by: &str| {
        for source in case.sources.iter_mut().filter(|source| source.path == path) {
            source.info.controlled_by = Some(by.into());
        }
    };
    controlled(&mut case, CABLE, "Westra");
    let one = files(&case);
    assert!(!text(&one["en/index.html"]).contains("Benn"), "media of another party add nothing to what a note says");
    let benn = text(page_of(&one, &case, "people", "Aru Benn"));
    assert!(
        benn.contains("Media controlled by Westra say, according to the Herald (15 June 2021): Aru Benn spoke at"),
        "{benn}"
    );
    assert!(!benn.contains("2 independent sources"), "{benn}");
    controlled(&mut case, NOTE, "Westra");
    let two = files(&case);
    let benn = text(page_of(&two, &case, "people", "Aru Benn"));
    assert!(benn.contains("Media controlled by Westra say: Aru Benn (General) took part in"), "{benn}");
    assert!(!benn.contains("independent sources"), "{benn}");
    let westra = text(page_of(&two, &case, "parties", "Westra"));
    assert!(westra.contains("Westra took part in the Council of Ministers meeting"), "{westra}");
    assert!(
        !westra.contains("Media controlled by Westra say: Westra took part"),
        "what they say of their own party: {westra}"
    );
    let finding = two.iter().find(|(path, _)| path.starts_with("en/findings/f")).map(|(_, page)| text(page));
    assert!(finding.is_some_and(|page| page.contains("Media controlled by Westra say: Aru Benn took part in")));
}

#[test]
fn an_answer_stands_beside_each_claim_and_whole_on_the_partys_page() {
    let mut case = case(false);
    let long = format!("We were there for the <b>sea</b>. {}END", "It was calm. ".repeat(40));
    case.replies = vec![
        reply(&case, "Aru Benn", Verb::Asked, "2022-06-01", None),
        reply(&case, "Aru Benn", Verb::Answered, "2022-06-20", Some(&long)),
        reply(&case, "Westra", Verb::Asked, "2022-06-01", None),
        reply(&case, "Westra", Verb::NoAnswerBy, "2022-07-02", Some("2022-07-01")),
    ];
    let files = files(&case);
    let said = "Aru Benn was asked on 1 June 2022; answered on 20 June 2022: “We were there for the";
    for page in [
        &files["en/roll.html"],
        page_of(&files, &case, "engagements", "Council of Ministers meeting"),
        page_of(&files, &case, "people", "Aru Benn"),
        files.iter().find(|(path, _)| path.starts_with("en/findings/f")).expect("a finding's page").1,
        &files["en/measures.html"],
    ] {
        assert!(text(page).contains(said), "{}", text(page));
        assert!(!page.contains("<b>sea"), "an answer is text");
    }
    assert!(text(page_of(&files, &case, "people", "Aru Benn")).contains("END"));
    assert!(!text(&files["en/roll.html"]).contains("END"), "beside a claim stands its beginning");
    assert!(text(&files["en/roll.html"]).contains("Westra was asked on 1 June 2022; had not answered by 1 July 2022."));
    let first = text(&files["en/index.html"]);
    assert!(
        first.contains("2 parties were asked about what is said of them here: 1 answered, 1 had not answered by"),
        "{first}"
    );
}

#[test]
fn what_was_put_right_stands_on_its_page_and_in_the_list_of_corrections() {
    let mut case = case(false);
    let benn = named(&case, "Aru Benn");
    let notice = |id: &str, gone: bool, words: &str| Notice {
        day: "2023-03-01".into(),
        id: id.into(),
        place: format!("en/people/{id}.html"),
        was: "A person".into(),
        gone,
        edition: 2,
        words: words.into(),
    };
    case.notices = vec![
        notice(benn.as_str(), false, "The rank was misread."),
        notice("eaaaaaaaaaaaaaaaaaaaa", true, "It was somebody else."),
    ];
    let files = files(&case);
    let list = text(&files["en/corrections.html"]);
    assert!(list.contains("1 March 2023: A person was put right in edition 2. The rank was misread."), "{list}");
    assert!(list.contains("A person was taken back in edition 2. It was somebody else."), "{list}");
    assert!(
        text(page_of(&files, &case, "people", "Aru Benn")).contains("was put right in edition 2. The rank was misread.")
    );
    assert!(text(&files["en/people/eaaaaaaaaaaaaaaaaaaaa.html"]).contains("It was somebody else."));
    assert!(text(&files["en/index.html"]).contains("The rank was misread."));
}

#[test]
fn how_to_object_is_said_as_the_case_says_it() {
    let mut case = case(false);
    case.about.contact = Some("write to <corrections> at the office".into());
    let first = &files(&case)["en/index.html"];
    assert!(first.contains("write to &lt;corrections&gt; at the office"), "{first}");
}

#[test]
fn pages_say_how_to_cite_them_and_a_draft_is_not_cited() {
    let files_of = files(&case(false));
    for folder in ["findings/f", "engagements/e", "people/e", "parties/e", "bodies/e"] {
        let (path, page) = files_of.iter().find(|(path, _)| path.starts_with(&format!("en/{folder}"))).expect(folder);
        let said = text(page);
        assert!(said.contains(&format!("Nordland at the Council: a test. Edition 1, 1 February 2023. {path}")), "{said}");
        assert!(said.contains("@misc{") && said.contains("\"issued\""), "{said}");
    }
    assert!(!files(&case_private()).values().any(|page| page.contains("How to cite")));
}

fn case_private() -> Case {
    common::case(true)
}

#[test]
fn a_text_is_shown_whole_only_where_the_view_gives_it() {
    let mut case = case(false);
    assert!(!files(&case).keys().any(|path| path.ends_with("-text.html")));
    case.whole = vec![NOTE.into()];
    for source in case.sources.iter_mut() {
        source.info.archived_url =
            Some(if source.path == NOTE { "https://kept.example/a?b=1&c" } else { "javascript:alert(1)" }.into());
    }
    let files = files(&case);
    let whole: Vec<(&String, &String)> = files.iter().filter(|(path, _)| path.ends_with("-text.html")).collect();
    assert_eq!(whole.len(), 1);
    let words = whole[0].1;
    assert!(words.contains("makes no mention of") && words.contains("<mark id=\"q-text-1-"), "{words}");
    assert_eq!(text(words).matches("Eastria declined to come. The ministers approved the Portville Programme.").count(), 1);
    let about = &files[&whole[0].0.replace("-text.html", ".html")];
    assert!(about.contains("href=\"https://kept.example/a?b=1&amp;c\" rel=\"noreferrer\""), "{about}");
    assert!(about.contains("To read whole"));
    assert!(!files.values().any(|page| page.contains("href=\"javascript:")));
}

#[test]
fn two_parties_are_set_side_by_side_where_both_are_recorded() {
    let mut case = case(false);
    let council: Vec<_> = case.roll.iter().filter(|row| row.participant.name != "Eastria").cloned().collect();
    // A second meeting with the same participants.
    let mut second = (*case.entities[&named(&case, "Council of Ministers meeting")]).clone();
    second.id = EntityId::of(&["second"]);
    for row in council.iter().filter(|row| row.engagement.name == "Council of Ministers meeting") {
        let mut row = (**row).clone();
        row.engagement.id = second.id.clone();
        row.id = EntityId::of(&["second", row.id.as_str()]);
        case.roll.push(Arc::new(row));
    }
    case.entities.insert(second.id.clone(), Arc::new(second));
    let files = files(&case);
    let pairs: Vec<&String> = files.keys().filter(|path| path.starts_with("en/together/")).collect();
    assert_eq!(pairs.len(), 3, "{pairs:?}");
    let list = text(&files["en/together.html"]);
    assert!(
        list.contains("Sudmark and Westra: 2 engagements") || list.contains("Westra and Sudmark: 2 engagements"),
        "{list}"
    );
    let westra = text(page_of(&files, &case, "parties", "Westra"));
    assert!(westra.contains("Recorded together with") && westra.contains("Sudmark: 2 engagements"), "{westra}");
    for path in pairs {
        let people = text(&files[path]).contains("Benn");
        assert_eq!(files[path].contains("noindex"), people, "{path}");
    }
}

#[test]
fn the_timeline_has_each_lane_and_the_same_in_words() {
    let page = text(&files(&case(false))["en/timeline.html"]);
    for words in [
        "Council of Ministers meeting, 14 June 2021",
        "Alleged: shelling of Hilltown, March 2021 (day not known)",
        "Portville Accord, 2014 (day not known)",
        "The turn of 1 January 2022",
        "Westra: Aru Benn, 1 April 2021",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn what_is_hostile_is_text_in_scripts_too() {
    let files = files(&case(false));
    let scripts: Vec<(&String, &String)> = files.iter().filter(|(path, _)| path.ends_with(".js")).collect();
    assert!(scripts.len() > 5);
    for (path, script) in scripts {
        assert!(!script.contains('<'), "{path}: {script}");
        let inside = script.trim_end().strip_suffix(");").and_then(|script| script.split_once('(')).expect("one call").1;
        let value: Result<serde_json::Value, _> = serde_json::from_str(&format!("[{inside}]"));
        assert!(value.is_ok(), "{path}: {script}");
    }
    let all = searched(&files);
    assert!(all.contains("\\u003cscript>alert(1)"), "a name is listed as it is, as text");
}
