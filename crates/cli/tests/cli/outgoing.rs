//! What a finding still needs before it may go out: seen at the card, and met by two readers and a word about the reply.

use crate::common::Place;
use crate::desk::{Desk, between, status};
use crate::desk_pages::{RULE, three_notes};

/// Two findings: one man at two meetings.
fn desk() -> Desk {
    Desk::start_with(|place: &Place| {
        three_notes(place);
        place.write("case/rules/met.rules", RULE);
    })
}

/// What stands on the cards of a source about findings that rest on them.
fn needs(desk: &Desk, source: &str) -> String {
    let page = desk.get(&format!("/review?source=sources%2F{source}.md&all=yes"));
    assert_eq!(status(&page), "200", "{page}");
    page.split("<details class=\"needs\"").nth(1).expect("a finding rests on a card").to_string()
}

fn accept_all(desk: &Desk, source: &str, by: &str) {
    for kind in ["Person", "Meeting", "Participation", "Forum", "State", "Tenure"] {
        desk.decide(&format!("verb=accept&why=read&by={by}&source=sources%2F{source}.md&kind={kind}"), "");
    }
}

#[test]
fn a_finding_that_names_a_person_needs_two_readers_and_a_word_about_the_reply() {
    let desk = desk();
    let rows = desk.get("/api/roll?who=Aung+Htay");
    let party = between(&rows, "\"participant\":{\"id\":\"", "\"");
    let naming = format!("verb=accept&by=ana&kind=Naming&value=public+office&target={party}");
    assert_eq!(status(&desk.decide(&naming, "")), "200");
    let about = desk.get(&format!("/about/{party}"));
    assert!(about.contains("By name: public office"), "{about}");
    let page = needs(&desk, "c");
    assert!(page.contains("To go out, 1 finding still needs") || page.contains("findings still need"), "{page}");
    assert!(page.contains("that nobody has accepted") && page.contains("was asked to reply"), "{page}");
    accept_all(&desk, "c", "ana");
    let page = needs(&desk, "c");
    assert!(!page.contains("that nobody has accepted"), "{page}");
    assert!(page.contains("a second reviewer: one person alone accepted"), "{page}");
    // The same reviewer again is no second one.
    let finding = between(&page, "name=\"target\" value=\"f", "\"").to_string();
    assert_eq!(status(&desk.decide(&format!("verb=accept&by=ana&target=f{finding}"), &desk.seen())), "200");
    assert!(needs(&desk, "c").contains("a second reviewer"));
    assert_eq!(status(&desk.decide(&format!("verb=accept&by=ben&target=f{finding}"), &desk.seen())), "200");
    let page = needs(&desk, "c");
    assert!(!page.contains("a second reviewer"), "{page}");
    let party = between(&page, "name=\"target\" value=\"e", "\"").to_string();
    let asked = format!("verb=asked&by=ana&target=e{party}&value=&why=by+letter&back=%2Fabout%2Fe{party}");
    let answer = desk.decide(&asked, &desk.seen());
    assert!(status(&answer) == "303" && answer.contains(&format!("location: /about/e{party}")), "{answer}");
    let page = needs(&desk, "c");
    assert!(!page.contains("a word on whether") && page.contains("Was asked to reply"), "{page}");
    let about = desk.get(&format!("/about/e{party}"));
    assert!(about.contains("by letter") && about.contains("referrer-policy: same-origin"), "{about}");
}

#[test]
fn replies_are_decisions_of_a_party() {
    let desk = desk();
    let rows = desk.get("/api/roll?who=Aung+Htay");
    let party = between(&rows, "\"participant\":{\"id\":\"", "\"").to_string();
    let decide = |args: &[&str]| desk.place.run(&[&["decide", "case"], args].concat());
    for (args, says) in [
        (&["answered", &party][..], "the answer is missing"),
        (&["no-answer-by", &party, "--value", "soon"], "the day is missing"),
        (&["not-approached", &party], "why they were not asked is not said"),
        (&["asked", "m1"], "names nothing in this case"),
        (&["asked", "--source", "sources/b.md", "--why", "x"], "nobody is named"),
    ] {
        let ran = decide(args);
        assert!(ran.code == Some(2) && ran.stderr.contains(says), "{says}: {}", ran.all());
    }
    for args in [
        &["asked", &party, "--by", "ana"][..],
        &["no-answer-by", &party, "--value", "2022-06-01", "--by", "ana"],
        &["answered", &party, "--value", "I was at sea.", "--by", "ben"],
    ] {
        let ran = decide(args);
        assert!(ran.code == Some(0) && ran.stderr.contains("wrote 1 decision"), "{}", ran.all());
    }
    let log = desk.place.run(&["decisions", "log", "case"]).stderr;
    assert!(log.contains("answered  Person Aung Htay “I was at sea.”"), "{log}");
    // The line is found again by the name and its words when every id is another.
    let text = std::fs::read_to_string(desk.place.path("case/sources/b.md")).expect("is there");
    desk.place.write("case/sources/b.md", format!("A line before.\n\n{text}"));
    let built = desk.place.run(&["build", "case"]);
    assert!(!built.all().contains("needs-another-look"), "{}", built.all());
    let again = Desk::start_at(desk);
    let rows = again.get("/api/roll?who=Aung+Htay");
    let party = between(&rows, "\"participant\":{\"id\":\"", "\"").to_string();
    let about = again.get(&format!("/about/{party}"));
    assert!(about.contains("I was at sea.") && about.contains("Had not answered by"), "{about}");
}

#[test]
fn merges_of_one_sort_are_decided_together_with_a_reason() {
    let desk = Desk::start_with(|place| {
        three_notes(place);
        for (name, day, town) in [("e", "5 July 2021", "Riga"), ("f", "6 August 2021", "Oslo")] {
            let text: String = ["Ben Oo", "Kyaw Min"]
                .map(|who| {
                    format!("On {day} General {who} of Myanmar attended the Meeting of Harbour Masters in {town}.\n\n")
                })
                .concat();
            place.write(&format!("case/sources/{name}.md"), text);
            let about = format!("[source]\ntitle = \"Note {name}\"\ndate = \"2021-09-01\"\nlanguage = \"en\"\n");
            place.write(&format!("case/sources/{name}.md.toml"), about);
        }
    });
    let page = desk.get("/review/merges?by=ana");
    assert!(page.contains("Decide several of one sort together") && !page.contains("form=\"together\""), "{page}");
    let sort = between(&page, "<li><a href=\"/review/merges?sort=", "&amp;").to_string();
    let one = desk.get(&format!("/review/merges?sort={sort}&by=ana"));
    let mut joins: Vec<&str> =
        one.split("form=\"together\" name=\"target\" value=\"").skip(1).map(|rest| &rest[..21]).collect();
    joins.dedup();
    assert!(joins.len() > 1, "{one}");
    let targets: String = joins.iter().map(|join| format!("&target={join}")).collect();
    let without = desk.decide(&format!("verb=reject&by=ana{targets}"), "");
    assert!(status(&without) == "422" && without.contains("no-reason"), "{without}");
    let answer = desk.decide(&format!("verb=reject&by=ana&why=namesakes{targets}"), "");
    assert_eq!(status(&answer), "200", "{answer}");
    let batch = between(&answer, "\"batch\":\"", "\"");
    assert_eq!(answer.matches(&format!("\"batch\":\"{batch}\"")).count(), joins.len(), "one line each: {answer}");
    let all = desk.get("/review/merges?all=yes");
    for join in &joins {
        let card = between(&all, &format!("id=\"{join}\""), "</article>");
        assert!(
            card.contains(">kept apart</span>") && card.contains("in one act with") && card.contains("namesakes"),
            "{card}"
        );
    }
    let accepted = desk.decide(&format!("verb=accept&by=ben&why=one+man{targets}"), &desk.seen());
    assert_eq!(status(&accepted), "200", "{accepted}");
    let all = desk.get("/review/merges?all=yes");
    assert!(between(&all, &format!("id=\"{}\"", joins[0]), "</article>").contains(">accepted</span>"), "{all}");
}
