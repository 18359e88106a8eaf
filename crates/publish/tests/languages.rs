//! The pages in Burmese: the same pages at the same places, in Burmese wherever the words are ours.

mod common;

use rollcall_model::view::View;
use rollcall_publish::{assets, page, plan};
use std::collections::{BTreeMap, BTreeSet};

fn both(private: bool, languages: &[&str]) -> common::Case {
    let mut case = common::case(private);
    case.about.languages = languages.iter().map(|language| (*language).to_string()).collect();
    case
}

fn pages(case: &common::Case) -> BTreeMap<String, String> {
    let text = |bytes| String::from_utf8(bytes).expect("pages are UTF-8");
    plan(case).iter().map(|page| (page.path().to_string(), text(page.render()))).collect()
}

/// A page without what is marked as English, and without its signs.
fn ours(page: &str) -> String {
    let body = page.split_once("<body>").expect("a body").1;
    let mut kept = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        kept.push(' ');
        let end = at + rest[at..].find('>').expect("a sign ends");
        let sign = &rest[at + 1..end];
        let name = sign.split_whitespace().next().unwrap_or_default();
        rest = &rest[end + 1..];
        if sign.contains("lang=\"en\"") || ["pre", "code"].contains(&name) {
            let close = format!("</{name}>");
            rest = &rest[rest.find(&close).expect("it is closed") + close.len()..];
        }
    }
    kept.push_str(rest);
    kept
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    words.map(str::to_lowercase).collect()
}

#[test]
fn each_page_is_there_in_both_languages_and_leads_to_the_other() {
    let pages = pages(&both(false, &["en", "my"]));
    let english: Vec<&String> = pages.keys().filter(|path| path.starts_with("en/") && path.ends_with(".html")).collect();
    assert!(english.len() > 20);
    for path in english {
        let other = path.replacen("en/", "my/", 1);
        let (here, there) = (&pages[path], pages.get(&other).unwrap_or_else(|| panic!("{other} is missing")));
        assert!(here.contains("<html lang=\"en\">") && there.contains("<html lang=\"my\">"), "{path}");
        assert!(here.contains("rel=\"alternate\" hreflang=\"my\"") && there.contains("rel=\"alternate\" hreflang=\"en\""));
        assert!(here.contains(">မြန်မာ</a>") && there.contains(">English</a>"), "{path}");
        assert!(there.contains("font-src 'self'") && there.contains("my.css"), "{other}");
        assert!(there.contains("rel=\"preload\" href=\"") && there.contains("myanmar.woff2\""), "{other}");
        assert!(!here.contains("font-src") && !here.contains("my.css"), "{path}");
        assert!(!there.contains("href=\"../en/roll.html\"") || other == "my/roll.html", "{other} leads to English pages");
    }
    assert!(pages.keys().any(|path| path.starts_with("my/search/")), "Burmese pages have a search of their own");
}

#[test]
fn a_case_in_english_has_today_s_pages_and_no_letters() {
    let case = both(false, &["en"]);
    let (alone, both) = (pages(&case), pages(&both(false, &["en", "my"])));
    assert!(alone.keys().all(|path| !path.starts_with("my/")));
    assert!(assets(&case).iter().all(|(path, _)| !path.starts_with("my")));
    for (path, page) in alone.iter().filter(|(path, _)| path.starts_with("en/")) {
        let with = both[path].lines().map(|line| without(line, "<p class=\"tongue\">", "</p>"));
        let with: Vec<String> = with.map(|line| without(&line, "<link rel=\"alternate\"", ">")).collect();
        assert_eq!(with.join("\n"), page.trim_end(), "{path}");
    }
}

/// A line without the first stretch from one text to another.
fn without(line: &str, from: &str, to: &str) -> String {
    let Some(at) = line.find(from) else { return line.to_string() };
    let end = at + line[at..].find(to).expect("it ends") + to.len();
    format!("{}{}", &line[..at], &line[end..])
}

#[test]
fn no_sentence_of_ours_is_english_on_a_burmese_page() {
    for private in [true, false] {
        let case = both(private, &["en", "my"]);
        let theirs = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} Rollcall FollowTheMoney JSON lines corrections jsonl CSV English Myanmar",
            case.texts,
            case.about(),
            case.sources(),
            case.claims(),
            case.entities(),
            case.roll(),
            case.findings(),
            case.replies(),
            case.notices(),
        );
        let known = words(&theirs);
        for (path, page) in pages(&case).iter().filter(|(path, _)| path.starts_with("my/") && path.ends_with(".html")) {
            // An address is no sentence.
            let known: BTreeSet<String> = known.union(&words(path)).cloned().collect();
            let text = ours(page);
            let foreign: Vec<String> = words(&text)
                .into_iter()
                .filter(|word| !known.contains(word) && !["html", "bibtex", "csl", "amp", "quot"].contains(&word.as_str()))
                .collect();
            assert!(foreign.is_empty(), "{path}: {foreign:?}");
            for sentence in english() {
                assert!(!text.contains(&sentence), "{path}: “{sentence}”");
            }
        }
    }
}

#[test]
fn a_finding_stands_in_the_pages_language_where_its_rule_says_it_there() {
    let mut case = both(false, &["en", "my"]);
    let says = "၂၀၂၁ ခုနှစ်၊ ဇွန်လ ၁၄ ရက် တွင်၊ Aru Benn ပါဝင်ကြောင်း မှတ်တမ်းရှိသည်။";
    assert!(!case.findings.is_empty(), "the case has a finding");
    for finding in &mut case.findings {
        std::sync::Arc::make_mut(finding).says_in.insert("my".into(), says.into());
    }
    let all = pages(&case);
    let page = |start: &str| all.iter().find(|(path, _)| path.starts_with(start)).map(|(_, page)| page.clone());
    let (english, burmese) = (page("en/findings/f").expect("a page"), page("my/findings/f").expect("a page"));
    assert!(burmese.contains(says) && !burmese.contains(&case.findings[0].says), "{burmese}");
    assert!(english.contains(&case.findings[0].says) && !english.contains(says), "{english}");
}

#[test]
fn a_rule_has_its_name_and_its_page_in_the_pages_language() {
    let all: Vec<(String, String)> = pages(&both(false, &["en", "my"])).into_iter().collect();
    let page = |path: &str| all.iter().find(|(at, _)| at == path).map(|(_, page)| page.as_str()).expect("a page");
    let (english, burmese) = (page("en/method.html"), page("my/method.html"));
    assert!(burmese.contains("နောက်ပိုင်း ပါဝင်ခြင်း") && burmese.contains("<p>အဓိပ္ပာယ်: အရင်းအမြစ်က ဆိုသည်။</p>"), "{burmese}");
    assert!(!burmese.contains("What it means") && !english.contains("အဓိပ္ပာယ်"));
    assert!(english.contains("What it means: so a source says."));
    let reason = "ပါဝင်ခြင်း - မည်သူကမျှ လက်မခံရသေးပါ - ၇";
    assert!(burmese.contains(reason) && english.contains("Taking part: no person has accepted it yet: 7"), "{burmese}");
    assert!(page("my/findings.html").contains("နောက်ပိုင်း ပါဝင်ခြင်း"));
}

/// What the file of English strings says, in stretches that are long enough to be told from a name.
fn english() -> Vec<String> {
    let file = include_str!("../strings/en.ftl");
    let said =
        file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).map(|(_, text)| text);
    let parts = said.flat_map(|text| text.split(['{', '}'])).map(str::trim);
    parts.filter(|part| part.len() > 14 && part.contains(' ')).map(str::to_string).collect()
}

#[test]
fn until_somebody_reviewed_it_each_burmese_page_says_so_in_both_languages() {
    let pages = pages(&both(false, &["en", "my"]));
    let says = "This translation has not been reviewed by a named person.";
    for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html") && path.as_str() != "index.html") {
        assert_eq!(page.contains(says), path.starts_with("my/"), "{path}");
    }
}

#[test]
fn the_door_leads_to_the_first_language_and_offers_the_other() {
    let door = |languages: &[&str]| {
        let page = page(&both(false, languages), "index.html").expect("there is a door");
        String::from_utf8(page.render()).expect("UTF-8")
    };
    assert!(door(&["my", "en"]).contains("url=my/index.html") && door(&["my", "en"]).contains("href=\"en/index.html\""));
    assert!(door(&["en", "my"]).contains("url=en/index.html") && door(&["en", "my"]).contains("href=\"my/index.html\""));
    assert!(!door(&["en"]).contains("my/index.html") && !door(&["en", "de"]).contains("de/index.html"));
}

#[test]
fn every_page_is_the_same_alone() {
    let case = both(false, &["en", "my"]);
    for planned in plan(&case).iter().filter(|page| page.path().starts_with("my/")) {
        let alone = page(&case, planned.path()).unwrap_or_else(|| panic!("{} is not there alone", planned.path()));
        assert_eq!(alone.key(), planned.key(), "{}", planned.path());
    }
}
