//! Where a decision's words stand now.
//!
//! The main type is [`Finder`]. A line names what it decides by id and repeats it in words. The id serves as long as it
//! still says the same words; after that the words do: the same claim on the same words of the same file, and where a file
//! has those words more than once, the place around which most is as it was.

use crate::snapshot::Texts;
use crate::words::{Index, quote};
use rollcall_model::claim::{Anchor, Claim};
use rollcall_model::decision::{Decision, Quote};
use rollcall_model::id::{ClaimId, MentionId};
use rollcall_model::layer::CodePoints;
use rollcall_model::source::Source;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// All claims, to be found by the words that they rest on.
#[derive(Debug)]
pub struct Finder<'a> {
    /// The claims that lines are about.
    pub index: &'a Index<'a>,
    /// The sources' words.
    pub texts: &'a Texts,
    /// The sources: what a person saw in a picture is there as long as the file is.
    pub files: &'a [Source],
    by_words: RefCell<BTreeMap<String, Rc<OfSource<'a>>>>,
}

/// The claims of a source and the same by the words that they rest on: made when a line's id no longer serves, which most
/// builds never see.
#[derive(Debug)]
pub struct OfSource<'a> {
    /// In the order of their ids.
    pub claims: Vec<&'a Claim>,
    quote: BTreeMap<&'a str, Vec<&'a Claim>>,
}

impl<'a> Finder<'a> {
    /// Over some claims and the texts that they stand in.
    pub fn new(index: &'a Index<'a>, texts: &'a Texts, files: &'a [Source]) -> Self {
        Self { index, texts, files, by_words: RefCell::default() }
    }

    /// The claims of one file.
    pub fn claims_of(&self, source: &str) -> Rc<OfSource<'a>> {
        let known = self.by_words.borrow().get(source).cloned();
        known.unwrap_or_else(|| {
            let claims: Vec<&Claim> = self.index.of_source(source).collect();
            let mut quote: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
            claims.iter().for_each(|claim| quote.entry(&claim.anchor.text).or_default().push(claim));
            let made = Rc::new(OfSource { claims, quote });
            self.by_words.borrow_mut().insert(source.to_string(), made.clone());
            made
        })
    }

    /// The beginning of a file's text, as a place.
    pub fn file(&self, path: &str) -> Option<Anchor> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        let (sha256, layer) = (self.files[at].sha256.clone(), self.files[at].layer.clone()?);
        let (start, end, text) = (0, 0, String::new());
        Some(Anchor {
            source: path.into(),
            sha256,
            layer,
            start,
            end,
            text,
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        })
    }

    /// The claim that a line names, whatever it says today.
    pub fn named(&self, line: &Decision) -> Option<&'a Claim> {
        self.index.claim(&ClaimId::parse(&line.target)?)
    }

    /// The claim that still says what a line repeats of it.
    pub fn claim(&self, line: &Decision) -> Option<&'a Claim> {
        let said = &line.claim;
        let same = |claim: &&'a Claim| {
            let words = self.index.words(claim);
            words.kind == said.kind
                && words.property == said.property
                && words.value == said.value
                && words.role == said.role
                && (words.parties == said.parties || said.parties.is_empty())
        };
        let named = self.named(line).filter(|claim| claim.anchor.text == line.quote.exact);
        named.filter(same).or_else(|| self.standing(&line.quote, same))
    }

    /// The mention of a kind that has a name, by its id or by one of its claims' words.
    pub fn mention(&self, id: &str, kind: &str, name: &str, quote: &Quote) -> Option<MentionId> {
        let same = |claim: &&'a Claim| claim.kind.as_str() == kind && self.index.name(&claim.mention) == name;
        let named = MentionId::parse(id).filter(|id| self.index.of(id).first().is_some_and(same));
        named.or_else(|| self.standing(quote, same).map(|claim| claim.mention.clone()))
    }

    /// The claim on a quote's words that fits: the only one, else the one around which most is as it was. Where two places
    /// agree equally there is no telling, and a person looks again. Where no claim rests on just these words, one that says the
    /// same and rests on more of the text around them (a reader that takes a title along) is the same.
    fn standing(&self, quote: &Quote, fits: impl Fn(&&'a Claim) -> bool) -> Option<&'a Claim> {
        let of_source = self.claims_of(&quote.source);
        let exact = of_source.quote.get(quote.exact.as_str());
        let fitting: Vec<&Claim> = exact.into_iter().flatten().copied().filter(|claim| fits(claim)).collect();
        match fitting.as_slice() {
            [] => self.wider(quote, fits),
            [one] => Some(one),
            _ => {
                let points = CodePoints::new(self.texts.get(&quote.source)?);
                nearest(fitting.into_iter().map(|claim| (claim, agreement(&claim.anchor, quote, &points))))
            }
        }
    }

    /// The claim that fits and whose words hold a quote's at the very place where the quote stood.
    fn wider(&self, quote: &Quote, fits: impl Fn(&&'a Claim) -> bool) -> Option<&'a Claim> {
        let all = self.claims_of(&quote.source);
        if quote.exact.is_empty() {
            return None;
        }
        let points = CodePoints::new(self.texts.get(&quote.source)?);
        let inside = |claim: &'a Claim| {
            let at = claim.anchor.text.find(&quote.exact)?;
            let start = claim.anchor.start + claim.anchor.text[..at].chars().count();
            let end = start + quote.exact.chars().count();
            let near = agreement(
                &Anchor { start, end, text: quote.exact.clone(), ..claim.anchor.as_ref().clone() },
                quote,
                &points,
            );
            let seen = quote.prefix.chars().count() + quote.suffix.chars().count();
            (near * 2 >= seen && near > 0).then_some((claim, near))
        };
        nearest(
            all.claims
                .iter()
                .copied()
                .filter(|claim| claim.anchor.text.contains(&quote.exact))
                .filter(fits)
                .filter_map(inside),
        )
    }
}

/// The one around which most is as it was; none where two other places are as near.
fn nearest<'a>(claims: impl Iterator<Item = (&'a Claim, usize)>) -> Option<&'a Claim> {
    let claims: Vec<(&Claim, usize)> = claims.collect();
    let (best, near) = claims.iter().copied().max_by_key(|(_, near)| *near)?;
    let tied = |(claim, other): &&(&Claim, usize)| claim.anchor.span() != best.anchor.span() && *other == near;
    claims.iter().find(tied).is_none().then_some(best)
}

/// How many code points beside an anchor's words are those that stood beside a quote's.
pub(crate) fn agreement(anchor: &Anchor, seen: &Quote, text: &CodePoints<'_>) -> usize {
    let now = quote(anchor, Some(text));
    let before = now.prefix.chars().rev().zip(seen.prefix.chars().rev()).take_while(|(now, then)| now == then).count();
    before + now.suffix.chars().zip(seen.suffix.chars()).take_while(|(now, then)| now == then).count()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::attach::attach;
    use rollcall_model::claim::{Basis, State, Value};
    use rollcall_model::decision::Verb;
    use rollcall_model::ontology::kinds;

    const SOURCE: &str = "sources/a.md";

    /// Five hundred sentences alike but for a name and a number, each with a claim on the name.
    fn text() -> String {
        (0..500).map(|n| format!("In the year after, Captain Person{n} came to meeting {}. ", n % 7)).collect()
    }

    fn claim(points: &CodePoints<'_>, start: usize, end: usize, name: &str) -> Claim {
        let anchor = Anchor {
            source: SOURCE.into(),
            sha256: format!("{:064}", points.len()),
            layer: "text/1".into(),
            start,
            end,
            text: points.slice(rollcall_model::layer::Span { start, end }).expect("is inside").into(),
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        };
        let mention = rollcall_model::claim::mention_id(&anchor, kinds::PERSON);
        Claim::new(mention, kinds::PERSON, "name", Value::Text(name.into()), anchor, "test", 900, Basis::Read)
    }

    /// The claims of a text, each on the name alone or with the title before it.
    fn claims(text: &str, with_title: bool) -> Vec<Claim> {
        let points = CodePoints::new(text);
        let mut claims = Vec::new();
        for (at, _) in text.match_indices("Captain ") {
            let start = text[..at].chars().count();
            let name: String = text[at + 8..].chars().take_while(|c| !c.is_whitespace()).collect();
            let from = start + if with_title { 0 } else { 8 };
            claims.push(claim(&points, from, start + 8 + name.chars().count(), &name));
        }
        claims
    }

    /// A line for each claim that accepts it.
    pub(crate) fn decisions(claims: &[Claim], text: &str) -> Vec<Decision> {
        let (index, points) = (Index::new(claims), CodePoints::new(text));
        let line = |(n, claim): (usize, &Claim)| Decision {
            v: 1,
            id: Decision::make_id(&format!("{n}"), "ana", Verb::Accept, claim.id.as_str(), None),
            at: "2022-06-01T09:30:00.000Z".into(),
            by: "ana".into(),
            verb: Verb::Accept,
            target: claim.id.to_string(),
            other: None,
            claim: index.words(claim),
            quote: quote(&claim.anchor, Some(&points)),
            region: None,
            other_quote: None,
            value: None,
            why: None,
            batch: None,
        };
        claims.iter().enumerate().map(line).collect()
    }

    #[test]
    fn five_hundred_decisions_hold_after_every_offset_moved_and_every_mention_is_wider() {
        let old = text();
        let before = claims(&old, false);
        let lines = decisions(&before, &old);
        assert_eq!(lines.len(), 500);
        let new = format!("A page before this one: ü, ñ, ဗမာ.\n\n{old}");
        let texts = Texts::from([(SOURCE.to_string(), new.clone())]);
        for with_title in [false, true] {
            let after = claims(&new, with_title);
            let index = Index::new(&after);
            let attached = attach(&lines.iter().collect::<Vec<_>>(), &Finder::new(&index, &texts, &[]));
            assert!(after.iter().all(|claim| !before.iter().any(|old| old.id == claim.id)), "every id is new");
            assert_eq!(attached.another_look.len() + attached.claims.len(), 500, "none is dropped");
            let held = after.iter().filter(|claim| attached.state(&claim.id) == State::Accepted).count();
            assert_eq!(held, 500, "with the title: {with_title}");
        }
    }

    #[test]
    fn wider_words_elsewhere_are_not_the_words_that_were_read() {
        let old = "Captain Lee came in May. Nobody else was there.";
        let lines = decisions(&claims(old, false), old);
        let new = "It is said that the same Captain Lee went home in June.";
        let after = claims(new, true);
        let index = Index::new(&after);
        let texts = Texts::from([(SOURCE.to_string(), new.to_string())]);
        let attached = attach(&lines.iter().collect::<Vec<_>>(), &Finder::new(&index, &texts, &[]));
        assert_eq!((attached.claims.len(), attached.another_look.len()), (0, 1));
    }
}
