//! Our own words: how dates, roles, kinds and numbers are said to readers.
//!
//! The main functions are [`date`] and [`role`]. Sentences of ours stop where the sources stop: no word here says that
//! somebody knew, failed or did wrong.

use crate::block::{Run, Words};
use rollcall_model::claim::Voice;
use rollcall_model::date::Edtf;
use rollcall_model::finding::{Certainty, RuleClass};

/// A date as people say it.
pub(crate) fn date(date: &Edtf) -> String {
    rollcall_model::date::plain(date)
}

/// The same after a sentence: ` on 10 May 2022`.
pub(crate) fn on(date: &Edtf) -> String {
    format!(" {}", rollcall_model::date::plain_on(date))
}

/// A date of the ontology's text, as people say it; unchanged where it is none.
pub(crate) fn date_text(text: &str) -> String {
    Edtf::parse(text).map_or_else(|_| text.to_string(), |parsed| date(&parsed))
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
pub(crate) fn origins(number: usize) -> String {
    match number {
        0 | 1 => "sources of one origin".to_string(),
        many => format!("sources of {many} origins, taken together"),
    }
}

/// `1 source`, `2 sources`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a, b and c`.
pub(crate) fn listed(items: Vec<Words>) -> Words {
    let last = items.len().saturating_sub(1);
    let mut out = Words::new();
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(text(if at == last { " and " } else { ", " }));
        }
        out.extend(item);
    }
    out
}

/// `A, B and C`; nothing for no names.
pub(crate) fn names(names: &[String]) -> Option<String> {
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
}

/// What a role is called: done, and still to be done.
pub(crate) fn role(role: &str) -> (&'static str, &'static str) {
    match role {
        "host" => ("hosted", "to host"),
        "convenor" => ("convened", "to convene"),
        "chair" => ("chaired", "to chair"),
        "co-chair" => ("co-chaired", "to co-chair"),
        "organiser" => ("organised", "to organise"),
        "observer" => ("observed", "to observe"),
        "speaker" => ("spoke at", "to speak at"),
        "trainee" => ("was taught at", "to be taught at"),
        "trainer" => ("taught at", "to teach at"),
        "vip" => ("was a guest of honour at", "to be a guest of honour at"),
        "absent" => ("was absent from", "to be absent from"),
        "excluded" => ("was excluded from", "to be excluded from"),
        "withdrew" => ("withdrew from", "to withdraw from"),
        "declined" => ("declined to come to", "to decline to come to"),
        "lead" => ("led", "to lead"),
        "member" => ("was a member of", "to be a member of"),
        _ => ("took part in", "to take part in"),
    }
}

/// A role in a body, as a noun.
pub(crate) fn body_role(role: &str) -> &str {
    match role {
        "lead" => "leads",
        "chair" => "chairs",
        "co-chair" => "co-chairs",
        "observer" => "observes",
        "member" => "is a member of",
        other => other,
    }
}

/// How somebody took part, where that is said.
pub(crate) fn mode(mode: &str) -> Option<&'static str> {
    match mode {
        "online" => Some("online"),
        "video message" => Some("by video message"),
        "in writing" => Some("in writing"),
        "in person" => Some("in person"),
        _ => None,
    }
}

/// `the` before a name that has no article of its own.
pub(crate) fn article(name: &str) -> &'static str {
    let first = name.split_whitespace().next().unwrap_or("").to_lowercase();
    if ["the", "a", "an", "two", "three", "four", "five", "six", "seven"].contains(&first.as_str()) { "" } else { "the " }
}

/// `According to X, citing Y: `, for the voices from the outermost in.
pub(crate) fn voices(voices: &[Voice]) -> Option<String> {
    let mut names = voices.iter().map(|voice| match &voice.date {
        Some(when) => format!("{} ({})", voice.name, date(when)),
        None => voice.name.clone(),
    });
    let mut out = format!("According to {}", names.next()?);
    for name in names {
        out.push_str(", citing ");
        out.push_str(&name);
    }
    Some(out)
}

/// What a class of findings is for.
pub(crate) fn class(class: RuleClass) -> (&'static str, &'static str) {
    match class {
        RuleClass::Record => ("Record", "what a source says happened, or where sources disagree"),
        RuleClass::Context => ("Context", "two dated things set side by side; nothing follows from that alone"),
        RuleClass::Inference => ("Lead", "a private lead: it is not published"),
        RuleClass::Legal => ("Clause", "a private lead that sets a clause beside an engagement: it is not published"),
    }
}

/// A certainty with its reason.
pub(crate) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "The words, if they are right, leave no other reading.",
        Certainty::Likely => "Likely and not certain: a part of it is taken to be so and is not said.",
        Certainty::Possible => {
            "Possible and not certain: with the dates that are known it can also be otherwise, or a part of it is disputed."
        }
    }
}

/// A rule's name, for people.
pub(crate) fn rule(name: &str) -> String {
    name.replace(['-', '_'], " ")
}

/// A property of the ontology, for people.
pub(crate) fn property(name: &str) -> String {
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

/// The script that a name is written in, by its first letter, for people.
pub(crate) fn script(name: &str) -> &'static str {
    let first = name.chars().find(|letter| letter.is_alphabetic()).map_or(0, u32::from);
    match first {
        0x0370..=0x03ff | 0x1f00..=0x1fff => "in Greek letters",
        0x0400..=0x052f => "in Cyrillic letters",
        0x0590..=0x05ff => "in Hebrew letters",
        0x0600..=0x06ff | 0x0750..=0x077f => "in Arabic letters",
        0x0900..=0x097f => "in Devanagari letters",
        0x0980..=0x09ff => "in Bengali letters",
        0x0e00..=0x0e7f => "in Thai letters",
        0x0e80..=0x0eff => "in Lao letters",
        0x1000..=0x109f | 0xaa60..=0xaa7f => "in Burmese letters",
        0x1780..=0x17ff => "in Khmer letters",
        0x3040..=0x30ff => "in Japanese letters",
        0x3400..=0x9fff => "in Chinese characters",
        0xac00..=0xd7af => "in Korean letters",
        0..=0x024f | 0x1e00..=0x1eff => "in Latin letters",
        _ => "in other letters",
    }
}
