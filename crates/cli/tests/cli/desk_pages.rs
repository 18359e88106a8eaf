//! The desk's other pages: who is one, all that is claimed of a thing, questions, what if, gaps and leads.

use crate::common::Place;
use crate::desk::{Desk, between, status};
use std::collections::BTreeSet;

/// Three notes that name one general, or more than one.
pub fn three_notes(place: &Place) {
    for (name, title, text) in [
        (
            "b",
            "Second note",
            "On 3 March 2021 General Aung Htay of Myanmar attended the Meeting of Harbour Masters in Bangkok.\n",
        ),
        (
            "c",
            "Third note",
            "On 4 June 2021 General Aung Htay of Myanmar spoke at the Meeting of Harbour Masters in Hanoi.\n",
        ),
        ("d", "Fourth note", "On 3 March 2021 Aung Htay attended the Meeting of Harbour Masters in Bangkok.\n"),
    ] {
        place.write(&format!("case/sources/{name}.md"), text);
        let about = format!(
            "[source]\ntitle = \"{title}\"\ndate = \"2021-07-0{0}\"\npublic_date = \"2021-07-0{0}\"\nlanguage = \"en\"\n",
            name.len()
        );
        place.write(&format!("case/sources/{name}.md.toml"), about);
    }
}

/// A rule that finds every part in anything, for a case without moments.
pub const RULE: &str = "\
# Took part in something that has a date.
#
# What it means: a source says so. What it does not mean: anything else. How it can be wrong: the words may be misread.
rule met-here
class record
if   took-part(P, X, E)
     X is Person
     E when D
says en \"{on D}, {X} is recorded at {E}.\"
about X E D
";

fn desk() -> Desk {
    Desk::start_with(three_notes)
}

/// The words that a reader of a page sees, also in names of fields and links.
fn seen_words(answer: &str) -> String {
    let body = answer.split_once("\r\n\r\n").map_or(answer, |(_, body)| body);
    let mut words = String::new();
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        for name in ["aria-label", "title", "placeholder"] {
            words += tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            words.push(' ');
        }
        words += text;
        words.push(' ');
    }
    words
}

/// Every page of the desk, those of things too.
fn pages(desk: &Desk) -> Vec<String> {
    let rows = desk.get("/api/roll");
    let [thing, engagement] = ["participant", "engagement"]
        .map(|name| between(between(&rows, &format!("\"{name}\":{{"), "}"), "\"id\":\"", "\"").to_string());
    let fixed = [
        "/review",
        "/review?queue=need",
        "/review?source=sources%2Fb.md&all=yes",
        "/review/merges?all=yes",
        "/roll",
        "/roll?view=table",
        "/ask",
        "/ask?words=harbour+masters",
        "/sources",
        "/map?file=records%2Fbodies.csv",
    ];
    let things = [thing, engagement].map(|id| format!("/about/{id}"));
    fixed.into_iter().map(String::from).chain(things).collect()
}

#[test]
fn no_page_says_a_word_of_the_code() {
    let desk = desk();
    for address in pages(&desk) {
        let page = desk.get(&address);
        assert_eq!(status(&page), "200", "{address}: {page}");
        let words = seen_words(&page).to_lowercase();
        let words: Vec<&str> = words.split(|letter: char| !letter.is_alphanumeric()).collect();
        for word in [
            "blob",
            "entity",
            "entities",
            "statement",
            "statements",
            "anchor",
            "layer",
            "edtf",
            "ftm",
            "datalog",
            "admiralty",
        ] {
            assert!(!words.contains(&word), "{address} says {word}: {page}");
        }
        for link in ["/sources", "/review/merges", "/ask", "/what-if", "/gaps", "/leads"] {
            assert!(page.contains(&format!("href=\"{link}\"")), "{address} does not lead to {link}");
        }
    }
}

#[test]
fn a_merge_is_accepted_refused_and_kept_apart() {
    let desk = desk();
    let page = desk.get("/review/merges");
    assert!(page.contains("referrer-policy: same-origin"), "a form must tell its origin");
    for words in ["What speaks for it", "What speaks against it", "made by the program", "They are one", "Keep them apart"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let join = between(&page, "name=\"target\" value=\"", "\"").to_string();
    let back = "back=%2Freview%2Fmerges";
    let answer = desk.decide(&format!("verb=accept&by=ana&target={join}&{back}"), "none");
    assert_eq!(status(&answer), "303", "{answer}");
    assert!(!desk.get("/review/merges").contains(&format!("value=\"{join}\"")), "what is decided waits no more");
    let all = desk.get("/review/merges?all=yes");
    let card = between(&all, &format!("id=\"{join}\""), "</article>");
    assert!(card.contains(">accepted</span>") && card.contains("<strong>accepted</strong> by ana"), "{card}");
    let split = desk.decide(&format!("verb=split&why=two+men&by=ana&target={join}"), &desk.seen());
    assert_eq!(status(&split), "200", "{split}");
    let all = desk.get("/review/merges?all=yes");
    let card = between(&all, &format!("id=\"{join}\""), "</article>");
    assert!(card.contains(">kept apart</span>") && card.contains("two men"), "{card}");
    assert_eq!(status(&desk.get("/review/merges?colour=red")), "400");
}

#[test]
fn a_thing_shows_every_claim_with_its_history() {
    let desk = desk();
    let card = desk.get("/review?source=sources%2Fb.md");
    let thing = between(&card, "href=\"/about/", "\"").to_string();
    let page = desk.get(&format!("/about/{thing}?by=ana"));
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("Second note") && page.contains("card="), "{page}");
    let claims = desk.get("/review?source=sources%2Fb.md&all=yes");
    let article = between(&claims, &format!("href=\"/about/{thing}\""), "</article>");
    let targets: String = article
        .split("data-claim=\"")
        .skip(1)
        .map(|rest| format!("&target={}", &rest[..rest.find('"').expect("ends")]))
        .collect();
    assert_eq!(status(&desk.decide(&format!("verb=reject&why=another+man&by=ana{targets}"), "")), "200");
    let page = desk.get(&format!("/about/{thing}"));
    assert!(page.contains("<strong>rejected</strong> by ana") && page.contains("another man"), "{page}");
    if targets.matches("target").count() > 1 {
        assert!(page.contains("in one act with"), "{page}");
    }
    for other in ["nothing", "e", "..%2Fcase.toml"] {
        assert_eq!(status(&desk.get(&format!("/about/{other}"))), "404", "{other}");
    }
}

#[test]
fn a_card_is_found_on_whatever_page_it_stands() {
    let desk = Desk::start_with(|place| {
        let rows: String = (0..80).map(|n| format!("Body {n:02},B{n:02}\n")).collect();
        place.write("case/records/bodies.csv", format!("name,short\n{rows}"));
    });
    let last = desk.get("/review?source=records%2Fbodies.csv&all=yes&page=3");
    let card = between(&last, "article class=\"card\" id=\"", "\"").to_string();
    let page = desk.get(&format!("/review?source=records%2Fbodies.csv&card={card}"));
    assert!(page.contains(&format!("id=\"{card}\"")) && page.contains("Page 4 of 4"), "{page}");
}

#[test]
fn a_question_is_answered_narrowed_kept_and_removed() {
    let desk = desk();
    let page = desk.get("/ask?words=HARBOUR+masters&by=ana");
    assert!(page.contains("<mark>Harbour</mark> <mark>Masters</mark>"), "{page}");
    assert!(
        page.contains("state=proposed") && page.contains("year=2021") && page.contains("source=sources%2Fb.md"),
        "{page}"
    );
    let narrow = desk.get("/ask?words=harbour&source=sources%2Fc.md&kind=words+of+a+source");
    assert!(narrow.contains("1 place.") && narrow.contains("#here"), "{narrow}");
    let place = between(&narrow, "<li><p class=\"small\"><a href=\"", "\"").replace("&amp;", "&");
    let there = desk.get(place.split('#').next().expect("has a path"));
    assert!(there.contains("id=\"here\""), "{place}: {there}");
    assert!(desk.get("/ask?words=nowhereatall").contains("No place holds all of these words."));
    let keep = format!("token={}&do=keep&name=My+masters&words=harbour&year=2021&back=%2Fask%3Fwords%3Dharbour", desk.token);
    let answer = desk.post_to("/api/questions", &keep, "");
    assert_eq!(status(&answer), "303", "{answer}");
    assert!(answer.contains("location: /ask?words=harbour"), "{answer}");
    let file = String::from_utf8(desk.place.files("case").remove("questions.jsonl").expect("is there")).expect("is UTF-8");
    assert_eq!(file, "{\"name\":\"My masters\",\"words\":\"harbour\",\"facets\":{\"year\":\"2021\"}}\n");
    assert!(desk.get("/ask").contains("/ask?words=harbour&amp;year=2021"));
    for (wrong, code) in [
        ("token=0&do=keep&name=x&words=y", "403"),
        (&format!("token={}&do=keep&name=x", desk.token), "422"),
        (&format!("token={}&do=burn&name=x", desk.token), "400"),
        (&format!("token={}&do=keep&name=x&words=y&colour=red", desk.token), "400"),
        (&format!("token={}&do=keep&name=x&words=y&back=//example.org", desk.token), "400"),
    ] {
        assert_eq!(status(&desk.post_to("/api/questions", wrong, "")), code, "{wrong}");
    }
    assert_eq!(
        status(&desk.post_to("/api/questions", &format!("token={}&do=remove&name=My+masters", desk.token), "")),
        "303"
    );
    assert!(desk.get("/ask").contains("None yet."));
}

/// What the desk's rules find now, as it says so.
fn found(desk: &Desk) -> String {
    desk.get("/api/findings").split("\r\n\r\n").nth(1).unwrap_or_default().to_string()
}

/// Ids of findings in some JSON.
fn ids(json: &str) -> BTreeSet<&str> {
    json.split("\"id\":\"f").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_desk_that_follows_its_case_finds_what_one_finds_that_was_just_opened() {
    let desk = Desk::start_with(|place| {
        three_notes(place);
        place.write("case/rules/met.rules", RULE);
    });
    let first = found(&desk);
    assert!(!ids(&first).is_empty(), "there is something to lose: {first}");
    let page = desk.get("/review?all=yes&source=sources%2Fc.md");
    let claims: BTreeSet<&str> = page.split("data-claim=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut different = BTreeSet::from([first.clone()]);
    let mut written = Vec::new();
    for claim in claims {
        let answer = desk.decide(&format!("verb=reject&why=no&by=ana&target={claim}"), "");
        assert_eq!(status(&answer), "200", "{answer}");
        written.extend(
            answer.split("\"id\":\"d").skip(1).map(|rest| format!("d{}", rest.split('"').next().unwrap_or_default())),
        );
        // A question what would be moves the engine away from the case and back.
        assert_eq!(status(&desk.get("/what-if?without=sources%2Fb.md")), "200");
        let fresh = desk.place.run(&["findings", "case", "--json"]);
        assert_eq!(ids(&found(&desk)), ids(&fresh.stdout), "{}", fresh.all());
        different.insert(found(&desk));
    }
    assert!(different.len() > 1, "rejecting what a note says changes what follows");
    let targets: String = written.iter().map(|line| format!("&target={line}")).collect();
    assert_eq!(status(&desk.decide(&format!("verb=undo&by=ana{targets}"), "")), "200");
    let after = found(&desk);
    assert_eq!(after, first, "what was taken back has no effect");
    assert_eq!(found(&Desk::start_at(desk)), after);
}

/// Pairs everything with everything as soon as no source says that an engagement was held.
const PAIRS: &str = "\
# As many as there are pairs of pairs of claims.
#
# What it means: nothing. What it does not mean: anything. How it can be wrong: it runs away.
rule pairs
class record
if   E is engagement
     not E status _
     A is Participation
     B is Participation
     X is party
     Y is party
     F is engagement
     G is engagement
says en \"{E}: {X} and {Y}, {F} and {G}, {A} and {B}.\"
about E X Y F G A B
";

#[test]
fn a_decision_that_lets_a_rule_run_away_is_written_and_the_desk_keeps_its_findings() {
    let desk = Desk::start_with(|place| {
        three_notes(place);
        place.write("case/rules/met.rules", RULE);
        place.write("case/rules/pairs.rules", PAIRS);
        let settings = std::fs::read_to_string(place.path("case/case.toml")).expect("is there");
        place.write("case/case.toml", format!("{settings}\n[limits]\nmax_rule_rows = 60\n"));
    });
    let first = found(&desk);
    assert!(!ids(&first).is_empty(), "there is something to lose: {first}");
    // Which claim says that the second meeting was held is seen when all claims of its note are rejected.
    let page = desk.get("/review?all=yes&source=sources%2Fc.md");
    let claims = page.split("data-claim=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let claims: BTreeSet<&str> = claims.collect();
    let targets: String = claims.iter().map(|claim| format!("&target={claim}")).collect();
    let answer = desk.decide(&format!("verb=reject&why=no&by=ana{targets}"), "");
    assert_eq!(status(&answer), "200", "nothing runs away without the meeting: {answer}");
    let lines = |answer: &str| -> String {
        let ids = answer.split("\"id\":\"d").skip(1).filter_map(|rest| rest.split('"').next());
        ids.map(|id| format!("&target=d{id}")).collect()
    };
    let held = answer.split("\"property\":\"status\"").nth(1).and_then(|rest| rest.split("\"target\":\"").nth(1));
    let held = held.and_then(|rest| rest.split('"').next()).expect("one claim says so").to_string();
    assert_eq!(status(&desk.decide(&format!("verb=undo&by=ana{}", lines(&answer)), "")), "200");
    assert_eq!(found(&desk), first);
    let answer = desk.decide(&format!("verb=reject&why=no&by=ana&target={held}"), "");
    assert_eq!(status(&answer), "422", "{answer}");
    assert!(answer.contains("rule-runs-away") && answer.contains("rules/pairs.rules"), "{answer}");
    assert_eq!(found(&desk), first, "what was found before is still shown");
    let written =
        String::from_utf8(desk.place.files("case").remove("decisions.jsonl").expect("is there")).expect("is UTF-8");
    let last = written.lines().last().expect("there are lines");
    assert!(last.contains("\"reject\"") && last.contains(&held), "nothing is lost: {last}");
    assert!(answer.contains("not-followed") && answer.contains(&lines(last)["&target=".len()..]), "{answer}");
    // Nothing else can be decided until it is taken back.
    assert_eq!(status(&desk.decide(&format!("verb=accept&by=ana&target={held}"), "")), "422");
    let undone = desk.decide(&format!("verb=undo&by=ana{}", lines(last)), "");
    assert_eq!(status(&undone), "200", "{undone}");
    assert_eq!(found(&desk), first);
    assert_eq!(ids(&desk.place.run(&["findings", "case", "--json"]).stdout), ids(&first));
}

/// The program that tests run assembles the case without the source besides, and fails where that says something else.
#[test]
fn what_would_be_without_a_source_of_the_bundled_case_is_followed() {
    let desk = Desk::of_demo();
    let form = desk.get("/what-if");
    let boxes = form.split("name=\"without\" value=\"").skip(1);
    let paths: Vec<&str> = boxes.filter_map(|rest| rest.split('"').next()).collect();
    assert!(paths.len() > 20, "{form}");
    for path in paths.iter().step_by(paths.len() / 5) {
        let page = desk.get(&format!("/what-if?without={}", path.replace('/', "%2F").replace(' ', "%20")));
        assert!(status(&page) == "200" && page.contains("1 of "), "{path}: {page}");
    }
    assert_eq!(status(&desk.get("/what-if?as_of=2021-12")), "200");
}

#[test]
fn what_falls_without_a_source_is_told_and_nothing_changes() {
    let desk = Desk::start_with(|place| {
        three_notes(place);
        place.write("case/rules/met.rules", RULE);
    });
    let before = desk.get("/api/findings");
    let page = desk.get("/what-if");
    assert!(page.contains("value=\"sources/b.md\"") && page.contains("not known since when it is public"), "{page}");
    let without = desk.get("/what-if?without=sources%2Fc.md&by=ana");
    assert!(without.contains("1 finding falls, 1 stays, 0 are new"), "{without}");
    assert!(without.contains("by the rule met here") && without.contains("1 of 5 sources are left out"), "{without}");
    // The notes became public in July 2021; of the first note and of the table of bodies nobody says when.
    let then = desk.get("/what-if?as_of=2021-12");
    assert!(then.contains("Nobody has said since when they are public"), "{then}");
    assert!(!then.contains("Public only later"), "{then}");
    let earlier = desk.get("/what-if?as_of=2021-06");
    assert!(earlier.contains("Public only later, or perhaps later: 3"), "{earlier}");
    assert!(desk.get("/what-if?as_of=soon").contains("is not a date"));
    assert_eq!(status(&desk.get("/what-if?without=sources%2Fnone.md")), "400");
    assert_eq!(desk.get("/api/findings").split("\r\n\r\n").nth(1), before.split("\r\n\r\n").nth(1));
    let told = desk.place.run(&["findings", "case", "--without", "sources/c.md"]);
    assert_eq!((told.code, told.stdout.matches("met-here").count()), (Some(0), 1), "{}", told.all());
    assert!(told.stderr.contains("1 findings fall, 1 stay, 0 are new"), "{}", told.all());
    let wrong = desk.place.run(&["findings", "case", "--without", "sources/cc.md"]);
    assert!(wrong.code == Some(2) && wrong.stderr.contains("did you mean `sources/c.md`?"), "{}", wrong.all());
    assert_eq!(desk.place.run(&["findings", "case", "--as-of", "soon"]).code, Some(2));
}

#[test]
fn gaps_lead_to_what_they_are_about() {
    let desk = Desk::start_with(|place| {
        three_notes(place);
        place.write("case/sources/e.md", "The Meeting of Harbour Masters was held in Bandung.\n");
        place.write("case/sources/f.png", [0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0]);
    });
    let page = desk.get("/gaps?by=ana");
    let gaps = desk.get("/api/gaps");
    let listed = gaps.matches("\"missing\"").count();
    assert!(listed > 0 && page.matches("<li>").count() == listed, "{gaps}: {page}");
    assert!(page.contains("Told once") || page.contains("No date"), "{page}");
    for link in page.split("<li><a href=\"").skip(1).map(|rest| rest.split('"').next().expect("ends").replace("&amp;", "&"))
    {
        assert_eq!(status(&desk.get(&link)), "200", "{link}");
    }
}

#[test]
fn leads_are_private_whatever_is_accepted() {
    let desk = Desk::start_with(|place| {
        three_notes(place);
        place.write("case/rules/met.rules", RULE.replace("class record", "class inference"));
    });
    let page = desk.get("/leads");
    assert!(
        page.contains("For you alone") && page.contains("met here: 2") && page.contains("How it can be wrong"),
        "{page}"
    );
    assert_eq!(page.matches(">private lead</span>").count(), 2, "{page}");
    assert!(!desk.get("/leads?rule=other").contains(">private lead</span>"));
    for source in ["b", "c", "d"] {
        for kind in ["Person", "Meeting", "Participation"] {
            desk.decide(&format!("verb=accept&why=read&source=sources%2F{source}.md&kind={kind}"), "");
        }
    }
    let out = desk.get("/api/export?to=csv");
    assert!(status(&out) == "200" && !out.contains("met-here"), "{out}");
    assert!(desk.get("/leads").contains(">private lead</span>"));
}
