//! Claims in words: a sentence and, under it, the words of the sources.
//!
//! The main functions are [`participation`] for a row of the roll and [`thing`] for anything else. A sentence says what
//! the sources say and stops there; whose words it repeats stands in front of it.

use crate::block::{Line, Quote, Run, Words};
use crate::say::Say;
use crate::site::{Site, sort_day};
use crate::words::{self, link, text};
use crate::{dates, replies, strength};
use rollcall_model::claim::{Anchor, Claim, State, Voice};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::finding::Finding;
use rollcall_model::id::ClaimId;
use rollcall_model::roll::RollRow;
use rollcall_model::source::Source;
use rollcall_model::view::{Excerpt, StatedClaim};

/// How much of what stands around a quote is shown under a sentence, in code points.
const AROUND: usize = 120;

/// The most places whose words stand under one sentence; those of a state's name would be thousands.
const PLACES: usize = 24;

/// A line with the words of some anchors: each passage once, the widest where one lies within another.
pub(crate) fn quoted<'a>(site: &Site<'a>, line: Line, anchors: impl IntoIterator<Item = &'a Anchor>) -> Line {
    let kept = widest(anchors);
    let more = kept.len().saturating_sub(PLACES);
    Line { quotes: kept.into_iter().take(PLACES).filter_map(|anchor| site.quote(anchor)).collect(), more, ..line }
}

/// Anchors in order, without those that lie within another.
pub(crate) fn widest<'a>(anchors: impl IntoIterator<Item = &'a Anchor>) -> Vec<&'a Anchor> {
    let mut sorted: Vec<&Anchor> = anchors.into_iter().collect();
    sorted.sort_by_key(|anchor| {
        (&anchor.source, &anchor.layer, anchor.start, std::cmp::Reverse(anchor.end), anchor.page, anchor.rect)
    });
    sorted.dedup();
    let mut kept: Vec<&Anchor> = Vec::new();
    for anchor in sorted {
        let within = kept.last().is_some_and(|last| is_within(anchor, last));
        if !within {
            kept.push(anchor);
        }
    }
    kept
}

/// Whether words lie within others, or two claims rest on one box of a picture.
pub(crate) fn is_within(inner: &Anchor, outer: &Anchor) -> bool {
    let same_text = inner.source == outer.source && inner.layer == outer.layer;
    let same_box = inner.page == outer.page && inner.rect == outer.rect && inner.seen() == outer.seen();
    same_text && inner.end <= outer.end && (inner.seen().is_none() || same_box)
}

/// An anchor's words with what stands around them. Beside a cell stand other cells, in signs of the table's own: nothing.
pub(crate) fn excerpt(site: &Site<'_>, anchor: &Anchor) -> Option<Excerpt> {
    let excerpt = site.view.excerpt(anchor)?;
    let cell = anchor.row.is_some();
    Some(if cell { Excerpt { before: String::new(), after: String::new(), ..excerpt } } else { excerpt })
}

/// The words of one anchor: [`Site::quote`] keeps them.
pub(crate) fn quote(site: &Site<'_>, anchor: &Anchor) -> Option<Quote> {
    let source = site.view.source(&anchor.source)?;
    let to = site.words_address(anchor)?;
    let credit = credit(site.say, source, anchor);
    let seen = site.view.seen(anchor).map(str::to_string);
    let lang = language(site, source, anchor);
    Some(match excerpt(site, anchor) {
        Some(excerpt) => Quote {
            before: from_sentence(&excerpt.before),
            words: Some(excerpt.words),
            after: to_sentence(&excerpt.after),
            seen,
            credit,
            to,
            lang,
        },
        None => Quote { before: String::new(), words: None, after: String::new(), seen, credit, to, lang: None },
    })
}

/// The language of a document's words, where it is known and not the page's.
pub(crate) fn language(site: &Site<'_>, source: &Source, anchor: &Anchor) -> Option<String> {
    let tag = |text: &&str| text.len() > 1 && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    let own = source.credit(anchor).language().filter(tag).map(str::to_string);
    own.filter(|language| language != site.say.code())
}

/// Title, publisher, date and place of the document that words stand in; of a part of a file also who wrote it.
fn credit(say: Say, source: &Source, anchor: &Anchor) -> String {
    let credit = source.credit(anchor);
    // A row or a page alone is named as the place.
    let one = credit.stretch().is_some_and(|stretch| stretch.is_one());
    let mut parts = vec![if one { credit.name() } else { credit.title() }];
    parts.extend(credit.publisher().map(str::to_string));
    parts.extend(credit.author().filter(|_| credit.part.is_some()).map(str::to_string));
    parts.extend(credit.dated().map(|day| dates::date(say, day)));
    parts.extend(standing(say, source, anchor));
    words::commas(say, &parts)
}

/// Row or page, in words.
pub(crate) fn standing(say: Say, source: &Source, anchor: &Anchor) -> Option<String> {
    match (anchor.row, &anchor.column, anchor.page) {
        (Some(row), Some(column), _) => {
            Some(say.with("row-column", [("row", say.number(row).into()), ("column", column.into())]))
        }
        (Some(row), None, _) => Some(say.with("row", [("row", say.number(row).into())])),
        // A photograph is one page, and nobody calls it that.
        (None, _, Some(_)) if source.media_type.starts_with("image/") => None,
        (None, _, Some(page)) => Some(say.with("page", [("page", say.number(page).into())])),
        (None, _, None) => None,
    }
}

/// The end of what stands before, from the sentence's begin.
fn from_sentence(before: &str) -> String {
    let letters: Vec<char> = before.chars().collect();
    let least = letters.len().saturating_sub(AROUND);
    let ends = |at: usize| letters[at] == '\n' || (at > 0 && letters[at] == ' ' && ".!?".contains(letters[at - 1]));
    let cut = (least..letters.len()).rev().find(|at| ends(*at)).map(|at| at + 1);
    match cut {
        Some(cut) => letters[cut..].iter().collect(),
        None if least == 0 => before.to_string(),
        None => format!("…{}", letters[least..].iter().collect::<String>()),
    }
}

/// The begin of what stands after, to the sentence's end.
fn to_sentence(after: &str) -> String {
    let letters: Vec<char> = after.chars().collect();
    let most = letters.len().min(AROUND);
    let ends = |at: usize| {
        letters[at] == '\n' || (".!?".contains(letters[at]) && letters.get(at + 1).is_none_or(|next| next.is_whitespace()))
    };
    match (0..most).find(|at| ends(*at)) {
        Some(end) if letters[end] == '\n' => letters[..end].iter().collect(),
        Some(end) => letters[..=end].iter().collect(),
        None if most == letters.len() => after.to_string(),
        None => format!("{}…", letters[..most].iter().collect::<String>()),
    }
}

/// A state's word, in a draft alone.
pub(crate) fn state(site: &Site<'_>, state: State) -> Option<String> {
    site.private().then(|| site.say.say(&format!("state-{}", state.as_str().replace(' ', "-"))))
}

/// The voices from the outermost in; none as soon as one source speaks for itself.
pub(crate) fn speakers<'a, 'c>(site: &Site<'a>, claims: impl IntoIterator<Item = &'c ClaimId>) -> &'a [Voice] {
    let mut all: Vec<&[Voice]> =
        claims.into_iter().filter_map(|id| site.claim(id)).map(|claim| claim.claim.attributed_to.as_slice()).collect();
    all.sort_unstable();
    all.dedup();
    all.first().copied().unwrap_or_default()
}

/// Whose words some claims repeat: first whose media say it, where nobody else does, then whom those cite.
fn voices<'c>(site: &Site<'_>, basis: &strength::Basis, claims: impl IntoIterator<Item = &'c ClaimId>) -> Option<String> {
    match (strength::media_say(site.say, basis), words::voices(site.say, speakers(site, claims))) {
        (Some(media), Some(voices)) => Some(words::commas(site.say, &[media, words::small(&voices)])),
        (media, voices) => media.or(voices),
    }
}

/// Puts whose words they are in front of a sentence.
pub(crate) fn spoken(voices: Option<String>, sentence: Words) -> Words {
    match voices {
        Some(voices) => [text(format!("{voices}: "))].into_iter().chain(sentence).collect(),
        None => sentence,
    }
}

/// How many independent sources say so, after a sentence.
fn counted(say: Say, basis: &strength::Basis) -> Run {
    let said = match basis.origins {
        0 | 1 => say.say("one-source"),
        many => say.with("several-sources", [("number", many.into())]),
    };
    Run::Quiet(format!(" {said}"))
}

/// An engagement's name with its article, leading to its page.
fn engagement(site: &Site<'_>, row: &RollRow) -> Words {
    let name = site.called(&row.engagement.id, &row.engagement.name);
    let article = if site.say.is_english() { words::article(name) } else { "" };
    vec![text(article), link(name, site.address(&row.engagement.id))]
}

/// Who: the party with rank and post as written, and for whom it acted.
pub(crate) fn who(site: &Site<'_>, row: &RollRow) -> Words {
    let say = site.say;
    let described: Vec<String> = [&row.rank, &row.post].into_iter().flatten().cloned().collect();
    let name = link(site.called(&row.participant.id, &row.participant.name), site.address(&row.participant.id));
    let described = words::commas(say, &described);
    let who = match (row.named, described.is_empty()) {
        (true, true) => vec![name],
        (true, false) => say.words("who-described", [("name", name.into()), ("described", described.into())]),
        (false, true) => say.words("who-not-named", [("party", name.into())]),
        (false, false) => {
            let described = words::capital(&described);
            say.words("who-described-not-named", [("described", described.into()), ("party", name.into())])
        }
    };
    match row.acts_for.as_ref().filter(|party| **party != row.participant.name) {
        Some(party) => say.words("who-for", [("who", who.into()), ("party", party.into())]),
        None => who,
    }
}

/// The sentence of a row of the roll.
pub(crate) fn participation_words(site: &Site<'_>, row: &RollRow) -> Words {
    let basis = strength::of_row(site, row);
    spoken(voices(site, &basis, role_claims(site, row)), unspoken(site, row))
}

/// The same without whose words it repeats.
pub(crate) fn unspoken(site: &Site<'_>, row: &RollRow) -> Words {
    let held = &row.engagement;
    let when = held.date.as_ref().map_or_else(String::new, |date| words::when(site.say, date));
    let place = held.place.as_ref().map_or_else(String::new, |place| site.say.with("in-place", [("text", place.into())]));
    took_part(site, row, engagement(site, row), (when, place))
}

/// The sentence where the engagement was named just before, with its date and place.
pub(crate) fn participation_in_it(site: &Site<'_>, row: &RollRow) -> Words {
    let basis = strength::of_row(site, row);
    let it = vec![text(site.say.say("it"))];
    spoken(voices(site, &basis, role_claims(site, row)), took_part(site, row, it, Default::default()))
}

fn took_part(site: &Site<'_>, row: &RollRow, engagement: Words, (when, place): (String, String)) -> Words {
    let say = site.say;
    let (done, to_do) = (words::role_done(say, &row.role), words::role_to_do(say, &row.role));
    let verb = match (row.engagement.status.as_str(), row.certainty.as_str()) {
        ("scheduled", _) => say.with("verb-scheduled", [("to-do", to_do.into())]),
        ("cancelled", _) => say.with("verb-cancelled", [("to-do", to_do.into())]),
        ("postponed", _) => say.with("verb-postponed", [("to-do", to_do.into())]),
        (_, "likely") => say.with("verb-likely", [("done", done.into())]),
        _ => say.with("verb-done", [("done", done.into())]),
    };
    let capacity = row.capacity.as_ref().map(|capacity| say.with("as-capacity", [("capacity", capacity.into())]));
    let mode = words::mode(say, &row.mode).map(|mode| say.with("by-mode", [("mode", mode.into())]));
    let mut out = say.words(
        "roll-line",
        [
            ("who", who(site, row).into()),
            ("verb", verb.into()),
            ("engagement", engagement.into()),
            ("capacity", capacity.unwrap_or_default().into()),
            ("when", when.into()),
            ("place", place.into()),
            ("mode", mode.unwrap_or_default().into()),
        ],
    );
    if row.certainty == "unclear" {
        out.push(text(format!(" {}", say.say("unclear"))));
    }
    if row.engagement.status == "denied" {
        out.push(text(format!(" {}", say.say("denied"))));
    }
    out
}

/// The claims that say the role, else all of them: the names alone are nobody's words.
pub(crate) fn role_claims<'r>(site: &Site<'_>, row: &'r RollRow) -> Vec<&'r ClaimId> {
    let role: Vec<&ClaimId> =
        row.statements.iter().filter(|id| site.claim(id).is_some_and(|claim| claim.claim.property == "role")).collect();
    if role.is_empty() { row.statements.iter().collect() } else { role }
}

/// A row of the roll with its words, and what the participant answered.
pub(crate) fn participation<'a>(site: &Site<'a>, row: &'a RollRow) -> Line {
    let mut ids = vec![row.id.to_string()];
    ids.extend(claim_ids(site, &row.statements));
    let mut said = participation_words(site, row);
    said.push(counted(site.say, &strength::of_row(site, row)));
    let line = Line {
        ids,
        state: state(site, row.state),
        under: replies::beside(site, [&row.participant.id]),
        ..Line::plain(said)
    };
    quoted(site, line, row.anchors())
}

/// In a draft each claim can be linked to.
fn claim_ids<'a>(site: &Site<'_>, claims: impl IntoIterator<Item = &'a ClaimId>) -> Vec<String> {
    if site.private() { claims.into_iter().map(ToString::to_string).collect() } else { Vec::new() }
}

/// The sentence of anything but a participation.
pub(crate) fn thing_words(site: &Site<'_>, entity: &Entity) -> Words {
    let voices = voices(site, &strength::of_thing(site, entity), entity.claims());
    spoken(voices, crate::sentences::of(site, entity))
}

/// Anything but a participation, with its words, and what the parties that it is about answered.
pub(crate) fn thing<'a>(site: &Site<'a>, entity: &'a Entity) -> Line {
    let ids: Vec<&ClaimId> = entity.claims();
    let claims: Vec<&'a StatedClaim> = ids.iter().filter_map(|id| site.claim(id)).collect();
    let mut names = vec![entity.id.to_string()];
    names.extend(claim_ids(site, ids.iter().copied()));
    let mut said = thing_words(site, entity);
    said.push(counted(site.say, &strength::of_thing(site, entity)));
    let line = Line {
        ids: names,
        state: state(site, entity.state),
        under: replies::beside(site, strength::subjects(entity)),
        ..Line::plain(said)
    };
    quoted(site, line, claims.into_iter().map(|claim| claim.claim.anchor.as_ref()))
}

/// Some things with their words, by date and name.
pub(crate) fn things<'a>(site: &Site<'a>, entities: Vec<&'a Entity>) -> Vec<Line> {
    by_date(entities).into_iter().map(|entity| thing(site, entity)).collect()
}

/// Some things by date and name, each once.
pub(crate) fn by_date(mut entities: Vec<&Entity>) -> Vec<&Entity> {
    entities.sort_by_cached_key(|entity| (sort_day(when(entity).as_ref()), entity.name.clone(), entity.id.clone()));
    entities.dedup_by_key(|entity| &entity.id);
    entities
}

/// A value of a property with its words.
pub(crate) fn value<'a>(site: &Site<'a>, entity: &Entity, property: &str, value: &PropertyValue) -> Line {
    let claims: Vec<&'a StatedClaim> = value.claims.iter().filter_map(|id| site.claim(id)).collect();
    let said = match value.value.entity() {
        Some(id) => link(site.called(id, value.value.words()), site.address(id)),
        None => Run::Text(value_text(site.say, property, value.value.words())),
    };
    let said = spoken(voices(site, &strength::of_value(site, entity, value), &value.claims), vec![said]);
    let line = Line { ids: claim_ids(site, &value.claims), state: state(site, value.state), ..Line::plain(said) };
    quoted(site, line, claims.into_iter().map(|claim| claim.claim.anchor.as_ref()))
}

/// A value as people say it: dates in words.
pub(crate) fn value_text(say: Say, property: &str, words: &str) -> String {
    if property.to_lowercase().ends_with("date") || ["announced", "inForce", "ended"].contains(&property) {
        words::dated(say, words)
    } else if property == "status" {
        words::status(say, words)
    } else {
        words.to_string()
    }
}

/// What a claim says: what it speaks of, its kind, the property and the value.
pub(crate) fn claim_words(site: &Site<'_>, claim: &Claim) -> Words {
    let subject = site.became(&claim.mention);
    let kind = words::kind(site.say, claim.kind);
    let name = subject.map_or_else(|| kind.clone(), |entity| site.name(entity).to_string());
    let value = match (claim.value.text(), claim.value.link().and_then(|mention| site.became(mention))) {
        (Some(words), _) => text(value_text(site.say, &claim.property, words)),
        (None, Some(entity)) => link(site.name(entity), site.address(&entity.id)),
        (None, None) => text(site.say.say("something-else")),
    };
    vec![
        link(name, subject.and_then(|entity| site.address(&entity.id))),
        text(format!(" ({kind}): {}: ", words::property(site.say, &claim.property).to_lowercase())),
        value,
    ]
}

/// A fact that a proof rests on: in the words of the reasoner, which are English, or elsewhere as the claim that says it.
pub(crate) fn fact(site: &Site<'_>, fact: &str, claims: &[ClaimId]) -> Words {
    match claims.iter().find_map(|id| site.claim(id)).filter(|_| !site.say.is_english()) {
        Some(claim) => claim_words(site, &claim.claim),
        None => vec![words::english(site.say, fact, None)],
    }
}

/// What a finding says in the first language that it has of the page's and English: with whose media say it, where nobody
/// else does.
pub(crate) fn finding_says(say: Say, finding: &Finding, basis: &strength::Basis) -> String {
    let (lang, says) = said_in(say, finding);
    match strength::media_say(lang, basis) {
        Some(media) => format!("{media}: {says}"),
        None => says.to_string(),
    }
}

/// The same on a page: marked as English where the rule has no sentence in the page's language.
pub(crate) fn finding_words(site: &Site<'_>, finding: &Finding, basis: &strength::Basis, to: Option<String>) -> Words {
    match said_in(site.say, finding) {
        (lang, _) if lang == site.say => vec![link(finding_says(site.say, finding, basis), to)],
        (_, says) => spoken(strength::media_say(site.say, basis), vec![words::english(site.say, says, to)]),
    }
}

/// A rule's name as the head of a line, marked as English where it has none in the page's language.
pub(crate) fn rule(site: &Site<'_>, name: &str) -> Run {
    let english = words::capital(&words::rule(name));
    match site.rule_name(name) {
        Some(name) => Run::Strong(name),
        None if site.say.is_english() => Run::Strong(english),
        None => words::english(site.say, english, None),
    }
}

/// The language in which a finding is said on a page, and its sentences.
pub(crate) fn said_in(say: Say, finding: &Finding) -> (Say, &str) {
    finding.says_in(say.code()).map_or((Say::ENGLISH, finding.says.as_str()), |says| (say, says))
}

/// A finding as a line that leads to its page.
pub(crate) fn finding(site: &Site<'_>, finding: &Finding) -> Line {
    let say = site.say;
    let (class, _) = words::class(say, finding.class);
    let basis = strength::of_finding(site, finding);
    let mut said = finding_words(site, finding, &basis, Some(format!("en/findings/{}.html", finding.id)));
    let (origins, certain) = (words::origins(say, basis.origins), say.say(certain(finding)));
    let kept = [("class", class.into()), ("origins", origins.into()), ("certain", certain.into())];
    said.push(Run::Quiet(format!(" {}", say.with("finding-line", kept))));
    let parties = finding.entities.iter().filter(|id| !site.replies_of(id).is_empty());
    Line { under: replies::beside(site, parties), ..Line::plain(said) }
}

fn certain(finding: &Finding) -> &'static str {
    match finding.certainty {
        rollcall_model::finding::Certainty::Certain => "certain",
        rollcall_model::finding::Certainty::Likely => "certain-likely",
        rollcall_model::finding::Certainty::Possible => "certain-possible",
    }
}

/// When a thing is said to have been so: its date, its span, or a day on which it was seen.
pub(crate) fn when(entity: &Entity) -> Option<Edtf> {
    let first = |property: &str| entity.first(property).and_then(|text| Edtf::parse(text).ok());
    if let Some(date) = first("date").or_else(|| first("inForce")).or_else(|| first("announced")) {
        return Some(date);
    }
    match (entity.first("startDate"), entity.first("endDate")) {
        (Some(start), Some(end)) => Edtf::parse(&format!("{start}/{end}")).ok().or_else(|| first("startDate")),
        // A begin or an end alone is not a day on which it was so: the other end is not known.
        (Some(start), None) => Edtf::parse(&format!("{start}/")).ok().or_else(|| first("startDate")),
        (None, Some(end)) => Edtf::parse(&format!("/{end}")).ok().or_else(|| first("endDate")),
        (None, None) => first("seenDate"),
    }
}
