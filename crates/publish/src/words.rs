//! Our own words: how dates, roles, kinds and numbers are said to readers.
//!
//! The main functions are [`date`] and [`role_done`]. What needs a language takes it; the rest is English, for the reports
//! and letters. Sentences of ours stop where the sources stop: no word here says that
//! somebody knew, failed or did wrong.

use crate::block::{Run, Words};
use crate::dates;
use crate::say::Say;
use rollcall_model::claim::Voice;
use rollcall_model::date::Edtf;
use rollcall_model::finding::{Certainty, RuleClass};
use rollcall_model::held::HeldBack;
use rollcall_model::ontology::Kind;

/// A date as people say it, in English.
pub(crate) fn date(date: &Edtf) -> String {
    rollcall_model::date::plain(date)
}

/// The same after a sentence: ` on 10 May 2022`.
pub(crate) fn on(date: &Edtf) -> String {
    when(Say::ENGLISH, date)
}

/// A date after the words that it belongs to.
pub(crate) fn when(say: Say, date: &Edtf) -> String {
    say.with("when", [("on", dates::on(say, date).into())])
}

/// A date of the ontology's text, as people say it; unchanged where it is none.
pub(crate) fn dated(say: Say, text: &str) -> String {
    Edtf::parse(text).map_or_else(|_| text.to_string(), |parsed| dates::date(say, &parsed))
}

/// A date after a comma, or nothing.
pub(crate) fn comma_date(say: Say, date: Option<&Edtf>) -> String {
    date.map_or_else(String::new, |date| say.with("comma-date", [("date", dates::date(say, date).into())]))
}

/// Plain words.
pub(crate) fn text(words: impl Into<String>) -> Run {
    Run::Text(words.into())
}

/// Words that lead somewhere, where there is somewhere.
pub(crate) fn link(words: impl Into<String>, to: Option<String>) -> Run {
    match to {
        Some(to) => Run::Link(words.into(), to),
        None => Run::Text(words.into()),
    }
}

/// What a finding rests on. Several origins are one each for its parts and do not say the same thing twice.
pub(crate) fn origins(say: Say, number: usize) -> String {
    match number {
        0 | 1 => say.say("origins-one"),
        many => say.with("origins-many", [("number", many.into())]),
    }
}

/// `1 source`, `2 sources`: English, for the reports.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a, b and c`.
pub(crate) fn listed(say: Say, items: Vec<Words>) -> Words {
    let last = items.len().saturating_sub(1);
    let mut out = Words::new();
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(text(say.say(if at == last { "list-and" } else { "list-comma" })));
        }
        out.extend(item);
    }
    out
}

/// `A, B and C`; nothing for no names.
pub(crate) fn names(say: Say, names: &[String]) -> Option<String> {
    let items: Vec<Words> = names.iter().map(|name| vec![text(name)]).collect();
    (!items.is_empty()).then(|| crate::say::plain(&listed(say, items)))
}

/// Texts one after the other, each but the first after a comma.
pub(crate) fn commas(say: Say, items: &[String]) -> String {
    items.join(&say.say("list-comma"))
}

/// The roles that have words of their own.
pub(crate) const ROLES: [&str; 16] = [
    "host",
    "convenor",
    "chair",
    "co-chair",
    "organiser",
    "observer",
    "speaker",
    "trainee",
    "trainer",
    "vip",
    "absent",
    "excluded",
    "withdrew",
    "declined",
    "lead",
    "member",
];

fn role_of(form: &str, say: Say, role: &str) -> String {
    let role = if ROLES.contains(&role) { role } else { "attendee" };
    say.say(&format!("{form}-{role}"))
}

/// What a role is called when it is done: "took part in".
pub(crate) fn role_done(say: Say, role: &str) -> String {
    role_of("done", say, role)
}

/// What a role is called when it is still to be done: "to take part in".
pub(crate) fn role_to_do(say: Say, role: &str) -> String {
    role_of("to-do", say, role)
}

/// A role in a body, as the words between who and which body.
pub(crate) fn body_role(say: Say, role: &str) -> String {
    match role {
        "lead" | "chair" | "co-chair" | "observer" | "member" => say.say(&format!("body-{role}")),
        other => say.with("body-other", [("role", other.into())]),
    }
}

/// How somebody took part, where that is said.
pub(crate) fn mode(say: Say, mode: &str) -> Option<String> {
    match mode {
        "online" => Some(say.say("mode-online")),
        "video message" => Some(say.say("mode-video")),
        "in writing" => Some(say.say("mode-writing")),
        "in person" => Some(say.say("mode-person")),
        _ => None,
    }
}

/// A kind of things, for people.
pub(crate) fn kind(say: Say, kind: Kind) -> String {
    let id = format!("kind-{}", kind.as_str());
    if say.has(&id) { say.say(&id) } else { kind.info().plain.clone() }
}

/// The status of an engagement.
pub(crate) fn status(say: Say, status: &str) -> String {
    match status {
        "held" | "scheduled" | "cancelled" | "postponed" | "denied" => say.say(&format!("status-{status}")),
        other => other.to_string(),
    }
}

/// `the` before a name that has no article of its own.
pub(crate) fn article(name: &str) -> &'static str {
    let first = name.split_whitespace().next().unwrap_or("").to_lowercase();
    if ["the", "a", "an", "two", "three", "four", "five", "six", "seven"].contains(&first.as_str()) { "" } else { "the " }
}

/// `According to X, citing Y`, for the voices from the outermost in.
pub(crate) fn voices(say: Say, voices: &[Voice]) -> Option<String> {
    let mut names = voices.iter().map(|voice| match &voice.date {
        Some(when) => format!("{} ({})", voice.name, dates::date(say, when)),
        None => voice.name.clone(),
    });
    let first = names.next()?;
    let cited: String = names.map(|name| say.with("voices-cited", [("name", name.into())])).collect();
    Some(say.with("voices", [("name", first.into()), ("cited", cited.into())]))
}

/// What a class of findings is called, and what it is for.
pub(crate) fn class(say: Say, class: RuleClass) -> (String, String) {
    let id = match class {
        RuleClass::Record => "record",
        RuleClass::Context => "context",
        RuleClass::Inference => "lead",
        RuleClass::Legal => "clause",
    };
    (say.say(&format!("class-{id}")), say.say(&format!("class-{id}-says")))
}

/// A certainty with its reason.
pub(crate) fn certainty(say: Say, certainty: Certainty) -> String {
    say.say(match certainty {
        Certainty::Certain => "certainty-certain",
        Certainty::Likely => "certainty-likely",
        Certainty::Possible => "certainty-possible",
    })
}

/// Words that are English wherever they stand, such as the name of a rule.
pub(crate) fn english(say: Say, words: impl Into<String>, to: Option<String>) -> Run {
    match to {
        to if !say.is_english() => Run::In("en".into(), words.into(), to),
        to => link(words, to),
    }
}

/// Why something was held back.
pub(crate) fn held(say: Say, reason: HeldBack) -> String {
    say.say(match reason {
        HeldBack::LeftOut => "held-left-out",
        HeldBack::Scheduled => "held-scheduled",
        HeldBack::Likely => "held-likely",
        HeldBack::Undecided => "held-undecided",
        HeldBack::Rejected => "held-rejected",
        HeldBack::Disputed => "held-disputed",
        HeldBack::TakenBack => "held-taken-back",
        HeldBack::AnotherLook => "held-another-look",
        HeldBack::Around => "held-around",
        HeldBack::Lead => "held-lead",
        HeldBack::FindingUndecided => "held-finding-undecided",
        HeldBack::OneReviewer => "held-one-reviewer",
        HeldBack::Part => "held-part",
    })
}

/// A rule's name in English, for people.
pub(crate) fn rule(name: &str) -> String {
    name.replace(['-', '_'], " ")
}

/// The paragraphs of a rule's page: the first line is one, and a line that begins with what it says ("What it means: …") begins one.
pub(crate) fn paragraphs(page: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in page.lines().map(str::trim) {
        let begins = line.split_once(": ").is_some_and(|(head, _)| {
            // Many scripts have no capitals: what cannot be a small letter may begin a paragraph.
            head.chars().count() < 40 && head.starts_with(|c: char| !c.is_lowercase())
        });
        match out.last_mut().filter(|_| open && !begins && !line.is_empty()) {
            Some(last) => *last = format!("{last} {line}"),
            None if !line.is_empty() => out.push(line.to_string()),
            None => {}
        }
        open = !line.is_empty();
    }
    out
}

/// A property of the ontology, for people.
pub(crate) fn property(say: Say, name: &str) -> String {
    let id = format!("property-{name}");
    if say.has(&id) { say.say(&id) } else { english_property(name) }
}

fn english_property(name: &str) -> String {
    match name {
        "startDate" => "Begin".into(),
        "endDate" => "End".into(),
        "seenDate" => "Seen on".into(),
        "placeAlternative" => "Place, in other sources".into(),
        "headcount" => "How many people".into(),
        "count" => "How many meetings".into(),
        "ordinal" => "Number in its series".into(),
        "forum" => "Body".into(),
        "partOf" => "Part of".into(),
        "preparedFor" => "Prepared".into(),
        "publicDate" => "Public since".into(),
        other => spaced(other),
    }
}

/// `camelCase` as `Camel case`.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        match (at, letter.is_uppercase()) {
            (0, _) => out.extend(letter.to_uppercase()),
            (_, true) => {
                out.push(' ');
                out.extend(letter.to_lowercase());
            }
            _ => out.push(letter),
        }
    }
    out
}

/// The first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first letter small.
pub(crate) fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The string that says in which script a name is written, by its first letter.
pub(crate) fn script(name: &str) -> &'static str {
    let first = name.chars().find(|letter| letter.is_alphabetic()).map_or(0, u32::from);
    match first {
        0x0370..=0x03ff | 0x1f00..=0x1fff => "script-greek",
        0x0400..=0x052f => "script-cyrillic",
        0x0590..=0x05ff => "script-hebrew",
        0x0600..=0x06ff | 0x0750..=0x077f => "script-arabic",
        0x0900..=0x097f => "script-devanagari",
        0x0980..=0x09ff => "script-bengali",
        0x0e00..=0x0e7f => "script-thai",
        0x0e80..=0x0eff => "script-lao",
        0x1000..=0x109f | 0xaa60..=0xaa7f => "script-burmese",
        0x1780..=0x17ff => "script-khmer",
        0x3040..=0x30ff => "script-japanese",
        0x3400..=0x9fff => "script-chinese",
        0xac00..=0xd7af => "script-korean",
        0..=0x024f | 0x1e00..=0x1eff => "script-latin",
        _ => "script-unknown",
    }
}
