//! A name in Burmese letters that is not Burmese, beside the same in Latin letters: [`Name::sounds_like`].
//!
//! Foreign names and those of other peoples of the country are written by ear, and their Latin form is not a row of Burmese
//! syllables. So each syllable is given all spellings of what opens it and of the rest, and the cheapest way to the Latin letters
//! is sought as it is for the other scripts of the region.

use super::name::{Name, Syllable};
use super::sounds::{Key, SOUNDS, Tone};
use crate::asia::letters::{Letter, align_made};
use crate::titles::TITLES;

/// How well the sounds must fit to be one name.
const FITS: u16 = 790;

impl Name {
    /// How near this name in Burmese letters is to words in Latin ones, by ear; nothing where it is not near.
    pub(crate) fn sounds_like(&self, words: &[String]) -> Option<(u16, String)> {
        let row = &self.rows[0];
        if !row.iter().all(|syllable| matches!(syllable, Syllable::Written(..))) {
            return None;
        }
        let address = TITLES.at_front(&["my"], words).map_or(0, |(count, _)| count);
        let behind = TITLES.at_end(&["my"], words).map_or(0, |(count, _)| count);
        let words = if behind < words.len() { &words[..words.len() - behind] } else { words };
        let without = words.get(address..).filter(|rest| !rest.is_empty() && address > 0);
        let rows = self.begins.iter().map(|(from, _)| &row[*from..]);
        let fit = |row: &[Syllable]| [Some(words), without].into_iter().flatten().filter_map(|words| fit(row, words)).max();
        let (whole, worst) = rows.filter_map(fit).max()?;
        if whole < FITS || worst < FITS - 150 {
            return None;
        }
        let above = u32::from(whole - FITS) * 200 / u32::from(1000 - FITS);
        Some((700 + u16::try_from(above).unwrap_or(0), "the one sounds as the other is spelt".to_string()))
    }
}

fn fit(row: &[Syllable], words: &[String]) -> Option<(u16, u16)> {
    let latin = words.concat();
    if !latin.is_ascii() {
        return None;
    }
    let mut letters = Vec::with_capacity(row.len() * 2);
    for (at, syllable) in row.iter().enumerate() {
        let Syllable::Written(key, _) = syllable else { return None };
        // Two syllables are taken for a word: one that does not fit at all must show.
        letters.push((opening(*key), at / 2));
        letters.push((rest(*key), at / 2));
        if at == 0 && !letters[0].0.may_begin(latin.as_bytes()) {
            return None;
        }
    }
    align_made(&letters, latin.as_bytes())
}

fn opening(key: Key) -> Letter {
    let glide = if key.w { "w" } else { "" };
    Letter::opening(SOUNDS.onset_spellings(key.onset).map(|(spelling, level)| (format!("{spelling}{glide}"), level)))
}

/// The vowel and what closes it: as in Burmese names, or any vowel with a consonant of the same sort.
fn rest(key: Key) -> Letter {
    let usual = SOUNDS.rhyme_spellings(key.rhyme, key.tone).map(|(spelling, level)| (spelling.to_string(), level));
    let nasal =
        SOUNDS.spelling(key).contains('n') && SOUNDS.rhyme_spellings(key.rhyme, key.tone).any(|(s, _)| s.contains('n'));
    let ends: &[&str] = match key.tone {
        Tone::Checked => &["t", "k", "p", "d", "b", "c", "ck", "g", "s"],
        _ if nasal => &["n", "m", "ng", "nd", "nt"],
        _ => &[],
    };
    let vowels = ["a", "e", "i", "o", "u"];
    let any = vowels.into_iter().flat_map(|vowel| ends.iter().map(move |end| (format!("{vowel}{end}"), 2)));
    Letter::rest(usual.chain(any))
}
