//! What a person adds: a participation that the reader missed, with the words that say so.
//!
//! The main functions are [`property`], for one more thing about a mention that the reader found, and [`participation`]. Its line names the engagement by a mention that the reader found in the same
//! source, and the party and the words in plain text; from them it makes the claims that a reader would have made.

use crate::snapshot::Texts;
use crate::words::Index;
use rollcall_model::claim::{Anchor, Basis, Claim, Value, link_id, mention_id};
use rollcall_model::decision::Decision;
use rollcall_model::id::MentionId;
use rollcall_model::layer::CodePoints;
use rollcall_model::ontology::{Kind, kinds};

/// The claims that a line adds, or nothing where its words or its engagement are no longer there.
pub fn participation(line: &Decision, engagement: &MentionId, index: &Index<'_>, texts: &Texts) -> Option<Vec<Claim>> {
    let known = index.of(engagement).first().copied().filter(|claim| claim.kind.is_engagement())?;
    let (party, role) = (line.claim.parties.first()?, line.claim.role.as_deref()?);
    let words = quoted(line, &known.anchor, texts)?;
    let here = |claim: &Claim| claim.anchor.source == words.source && names(claim, party);
    let found = index.by_mention().find(|claim| here(claim));
    let mut made = Vec::new();
    let party = match found {
        Some(known) => known.mention.clone(),
        None => {
            let anchor = name_in(party, &words);
            let kind = kind_of(party, index);
            let mention = mention_id(&anchor, kind);
            made.push(person(&mention, kind, "name", Value::Text(party.clone()), &anchor));
            mention
        }
    };
    let link = link_id(kinds::PARTICIPATION, &[&party, engagement], role);
    let values = [
        ("party", Value::Link(party)),
        ("engagement", Value::Link(engagement.clone())),
        ("role", Value::Text(role.to_string())),
    ];
    made.extend(values.into_iter().map(|(property, value)| person(&link, kinds::PARTICIPATION, property, value, &words)));
    Some(made)
}

/// One more property of a mention, on the words that the line quotes or else on those of its first claim.
pub fn property(line: &Decision, mention: &MentionId, index: &Index<'_>) -> Option<Claim> {
    let (property, value) = (line.claim.property.as_ref()?, line.value.clone()?);
    let known = index.of(mention);
    let like = known.iter().find(|claim| claim.anchor.text == line.quote.exact).or(known.first())?;
    Some(claim(like, property, Value::Text(value)))
}

/// What a person says of the mention and the words of another claim.
pub fn claim(like: &Claim, property: &str, value: Value) -> Claim {
    person(&like.mention, like.kind, property, value, &like.anchor)
}

/// A claim that a person answers for.
pub(crate) fn person(mention: &MentionId, kind: Kind, property: &str, value: Value, anchor: &Anchor) -> Claim {
    Claim::new(mention.clone(), kind, property, value, anchor.clone(), "person", 1000, Basis::Person)
}

/// The kind that the case knows this name as, anywhere.
pub(crate) fn kind_of(name: &str, index: &Index<'_>) -> Kind {
    index.claims().find(|claim| names(claim, name)).map_or(kinds::ORGANIZATION, |claim| claim.kind)
}

/// Whether a claim gives a party this name.
pub(crate) fn names(claim: &Claim, name: &str) -> bool {
    claim.kind.is_party() && claim.property == "name" && claim.value.text() == Some(name)
}

/// The line's words in their source: with what stood around them, else where they stand once. `beside` is any place there.
pub(crate) fn quoted(line: &Decision, beside: &Anchor, texts: &Texts) -> Option<Anchor> {
    let quote = &line.quote;
    let text = texts.get(&quote.source).filter(|_| quote.source == beside.source && !quote.exact.is_empty())?;
    let whole = format!("{}{}{}", quote.prefix, quote.exact, quote.suffix);
    let at = text.find(&whole).map(|at| at + quote.prefix.len()).or_else(|| {
        let at = text.find(&quote.exact)?;
        (text.rfind(&quote.exact) == Some(at)).then_some(at)
    })?;
    let points = CodePoints::new(text);
    let start = points.code_point(at);
    let end = points.code_point(at + quote.exact.len());
    Some(Anchor {
        start,
        end,
        text: quote.exact.clone(),
        row: None,
        column: None,
        page: None,
        rect: None,
        description: None,
        ..beside.clone()
    })
}

/// The name inside the words, else the words.
fn name_in(name: &str, words: &Anchor) -> Anchor {
    let Some(at) = words.text.find(name) else { return words.clone() };
    let start = words.start + words.text[..at].chars().count();
    Anchor { start, end: start + name.chars().count(), text: name.to_string(), ..words.clone() }
}
