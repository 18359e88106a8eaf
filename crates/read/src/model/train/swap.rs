//! Copies of annotated documents in which people, ranks, posts and bodies have changed places with others of their kind.
//!
//! The main function is [`swapped`]. Why: few documents name the same few people and bodies again and again, and a model
//! learns the names instead of how a text speaks of whoever it is. This is the mention replacement of Dai and Adel, "An
//! Analysis of Simple Data Augmentation for Named Entity Recognition" (COLING 2020, section 3.3), with one addition: what
//! is written alike in a document stays alike in its copy, so that a name told again is still seen to be one.

use super::super::tags::Kind;
use super::super::weights::Chance;
use super::Annotated;
use std::collections::{BTreeMap, BTreeSet};

/// Copies of the documents that the tagger learns from, each with the place of the document that it was made from.
/// `rate` of a hundred things annotated become another's; which, and whose, `copy` alone decides.
pub(super) fn swapped(documents: &[Annotated], copy: u64, rate: u64) -> Vec<(usize, Annotated)> {
    let pool = pool(documents);
    let mut chance = Chance::new(copy + 1);
    let whole = |document: &Annotated| !document.links_only && !document.spans.is_empty();
    let documents = documents.iter().enumerate().filter(|(_, document)| whole(document));
    documents.filter_map(|(at, document)| Some((at, one(document, &pool, rate, &mut chance)?))).collect()
}

/// What was annotated anywhere, by kind, each as written and once.
fn pool(documents: &[Annotated]) -> BTreeMap<Kind, Vec<String>> {
    let mut pool: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for document in documents.iter().filter(|document| !document.links_only) {
        for (kind, span) in &document.spans {
            let written: String = document.text.chars().skip(span.start).take(span.len()).collect();
            if seen.insert((*kind, written.clone())) {
                pool.entry(*kind).or_default().push(written);
            }
        }
    }
    pool
}

/// A copy of one document; `None` where things that were annotated overlap.
fn one(document: &Annotated, pool: &BTreeMap<Kind, Vec<String>>, rate: u64, chance: &mut Chance) -> Option<Annotated> {
    let mut order: Vec<usize> = (0..document.spans.len()).collect();
    order.sort_by_key(|n| (document.spans[*n].1.start, document.spans[*n].1.end));
    if order.windows(2).any(|pair| document.spans[pair[1]].1.start < document.spans[pair[0]].1.end) {
        return None;
    }
    let chars: Vec<char> = document.text.chars().collect();
    let mut became: BTreeMap<(Kind, String), String> = BTreeMap::new();
    let mut copy = Annotated { text: String::new(), ..document.clone() };
    let (mut at, mut length) = (0, 0);
    for n in order {
        let (kind, span) = &document.spans[n];
        copy.text.extend(&chars[at..span.start]);
        length += span.start - at;
        at = span.end;
        let written: String = chars[span.clone()].iter().collect();
        let others = &pool[kind];
        let new = became.entry((*kind, written.clone())).or_insert_with(|| match chance.below(100) < rate {
            true => others[chance.below(others.len() as u64) as usize].clone(),
            false => written,
        });
        let count = new.chars().count();
        copy.spans[n].1 = length..length + count;
        copy.text.push_str(new);
        length += count;
    }
    copy.text.extend(&chars[at..]);
    Some(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str, spans: &[(Kind, &str)]) -> Annotated {
        let place = |words: &str| {
            let at = text.find(words).expect("stands there");
            let start = text[..at].chars().count();
            start..start + words.chars().count()
        };
        let spans = spans.iter().map(|(kind, words)| (*kind, place(words))).collect();
        Annotated { text: text.into(), spans, pairs: vec![(1, 0)], links_only: false }
    }

    #[test]
    fn a_copy_has_others_of_the_same_kind_at_the_places_it_says() {
        let documents = [
            document("Col. Zümrüt Aksoy spoke.", &[(Kind::Rank, "Col."), (Kind::Person, "Zümrüt Aksoy")]),
            document("Maj. Lee left.", &[(Kind::Rank, "Maj."), (Kind::Person, "Lee")]),
        ];
        let mut texts = BTreeSet::new();
        for copy in 0..8 {
            for (at, copy) in swapped(&documents, copy, 100) {
                let words = |n: usize| -> String {
                    copy.text.chars().skip(copy.spans[n].1.start).take(copy.spans[n].1.len()).collect()
                };
                assert!(["Col.", "Maj."].contains(&words(0).as_str()), "{}", copy.text);
                assert!(["Zümrüt Aksoy", "Lee"].contains(&words(1).as_str()), "{}", copy.text);
                assert_eq!(copy.pairs, documents[at].pairs);
                texts.insert(copy.text);
            }
        }
        assert!(texts.contains("Maj. Zümrüt Aksoy left."), "{texts:?}");
    }

    #[test]
    fn what_overlaps_is_not_copied() {
        let mut overlapping = document("Maj. Lee left.", &[(Kind::Rank, "Maj."), (Kind::Person, "Lee")]);
        overlapping.spans[0].1 = 0..7;
        assert!(swapped(&[overlapping], 0, 100).is_empty());
    }
}
