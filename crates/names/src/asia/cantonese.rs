//! Names in Chinese characters as Cantonese speakers spell them: [`is_spelt`].
//!
//! A character's readings are in jyutping (`data/signs.txt`); how people spell those is written part by part in
//! `data/cantonese.txt`. No standard is followed by all, so each part has several spellings, and a name is spelt where
//! each of its characters is, in order.

use crate::quick::QuickMap;
use crate::signs::cantonese;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Per initial and per final of jyutping its spellings.
struct Parts {
    initials: BTreeMap<&'static str, Vec<&'static str>>,
    finals: QuickMap<&'static str, Vec<&'static str>>,
    wholes: QuickMap<&'static str, Vec<&'static str>>,
}

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let mut parts = Parts { initials: BTreeMap::new(), finals: QuickMap::default(), wholes: QuickMap::default() };
    for line in include_str!("../../data/cantonese.txt").lines() {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        let [sort, of, spellings @ ..] = &words[..] else { continue };
        let spellings = spellings.iter().map(|spelling| spelling.trim_matches('-')).collect();
        match *sort {
            "initial" => _ = parts.initials.insert(of.trim_matches('-'), spellings),
            "final" => _ = parts.finals.insert(of, spellings),
            "whole" => _ = parts.wholes.insert(of, spellings),
            _ => {}
        }
    }
    parts
});

/// Whether letters are a spelling of these characters, in this order.
pub(super) fn is_spelt(signs: &[char], letters: &str) -> bool {
    let Some((first, rest)) = signs.split_first() else { return letters.is_empty() };
    cantonese(*first).any(|reading| spells(reading, letters, &mut |left| is_spelt(rest, left)))
}

/// The most usual spelling of each character's first reading, where all have one.
pub(super) fn usual(signs: &[char]) -> Option<Vec<String>> {
    let parts: &Parts = &PARTS;
    let spell = |sign: &char| {
        let syllable = cantonese(*sign).next()?;
        let whole = parts.wholes.get(syllable).and_then(|spellings| spellings.first());
        let cut = |at: usize| {
            let (initial, last) = (parts.initials.get(syllable.get(..at)?)?, parts.finals.get(syllable.get(at..)?)?);
            Some(format!("{}{}", initial.first()?, last.first()?))
        };
        whole.map(|spelling| (*spelling).to_string()).or_else(|| (0..=2).rev().find_map(cut))
    };
    signs.iter().map(spell).collect()
}

/// Whether letters begin with a spelling of a syllable such that what is left will do.
fn spells(syllable: &str, letters: &str, will_do: &mut impl FnMut(&str) -> bool) -> bool {
    let parts: &Parts = &PARTS;
    let wholes = parts.wholes.get(syllable).into_iter().flatten();
    if wholes.filter_map(|spelling| letters.strip_prefix(spelling)).any(&mut *will_do) {
        return true;
    }
    (0..=2.min(syllable.len())).rev().any(|cut| {
        let (Some(initial), Some(last)) = (syllable.get(..cut), syllable.get(cut..)) else { return false };
        let (Some(initials), Some(finals)) = (parts.initials.get(initial), parts.finals.get(last)) else { return false };
        let after = initials.iter().filter_map(|spelling| letters.strip_prefix(spelling));
        after.into_iter().any(|rest| finals.iter().filter_map(|spelling| rest.strip_prefix(spelling)).any(&mut *will_do))
    })
}
