//! What a name in letters of East and South-East Asia has in common with its spellings in Latin letters:
//! [`Name::keys`].
//!
//! Comparing knows every spelling of a letter; a key can only be one. So only consonants are kept, those that spellings
//! exchange as one ([`skeleton`]), and a name gives several keys: all of its words, and each with the beginning of
//! another. What one spelling does to one word leaves the others.

use super::{Name, cantonese, chinese, japanese, letters};
use std::collections::BTreeSet;

/// A name has no more keys of one sort.
const MOST: usize = 24;

impl Name {
    /// Keys that it shares with names that may be the same in other letters. Sorted, each once.
    pub fn keys(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for words in self.in_latin() {
            let bones: Vec<String> = words.iter().map(|word| skeleton(word)).collect();
            let mut sorted = bones.clone();
            sorted.sort();
            keys.insert(format!("bones {}", sorted.join(" ")));
            for (at, one) in bones.iter().enumerate().filter(|(_, one)| one.len() > 1) {
                let others = bones.iter().enumerate().filter(|(other, _)| *other != at);
                keys.extend(others.filter_map(|(_, other)| Some(format!("bone {one} {}", other.get(..1)?))).take(MOST));
            }
        }
        keys.extend(japanese::keys(&self.words, self.signs).into_iter().take(MOST));
        keys
    }

    /// Its words in Latin letters, in each way in which they are usually parted and read.
    fn in_latin(&self) -> Vec<Vec<String>> {
        if !self.is_in_own_letters() {
            return vec![self.words.clone()];
        }
        let signs: Vec<char> = self.words.iter().flat_map(|word| word.chars()).collect();
        let read = match self.script {
            true => [letters::usual(&self.words), None],
            false => [chinese::usual(&signs), cantonese::usual(&signs)],
        };
        let parts = read.into_iter().flatten().filter(|words| words.len() > 1);
        // The syllables behind a family name are written apart, with hyphens, or as one word.
        parts.flat_map(|words| [vec![words[0].clone(), words[1..].concat()], words]).collect()
    }
}

/// The consonants of a word in Latin letters: voiced and voiceless ones as one, what hisses as one, without aspiration
/// and without an `r` that makes a vowel long.
fn skeleton(word: &str) -> String {
    let letters = word.as_bytes();
    let is_vowel = |at: usize| letters.get(at).is_some_and(|letter| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u'));
    let mut out = String::with_capacity(letters.len());
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let bone = match letter {
            b'h' if at == 0 => 'h',
            b'r' if at > 0 && is_vowel(at - 1) && !is_vowel(at + 1) => continue,
            b'g' if at > 0 && letters[at - 1] == b'n' && !is_vowel(at + 1) => continue,
            b't' if next == Some(&b's') => continue,
            b'c' if next == Some(&b'h') => 's',
            b's' | b'z' | b'j' => 's',
            b'x' if at == 0 => 's',
            b'k' | b'g' | b'q' | b'x' | b'c' => 'k',
            b'b' | b'p' | b'f' => 'p',
            b'd' | b't' => 't',
            b'l' | b'r' => 'l',
            b'm' | b'n' => char::from(*letter),
            _ => continue,
        };
        if !out.ends_with(bone) {
            out.push(bone);
        }
    }
    if out.is_empty() { "-".to_string() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_share_keys_with_their_spellings() {
        for (a, b) in [
            ("山田花子", "Hanako Yamada"),
            ("李小龍", "Lee Siu-lung"),
            ("王小明", "Wang Xiaoming"),
            ("김정은", "Kim Jong-un"),
            ("박영수", "Park Youngsoo"),
            ("สมชาย ใจดี", "Somchai Jaidee"),
            ("ສົມສັກ ແກ້ວມະນີ", "Somsack Keomany"),
            ("សុខ សុភា", "Sok Sophea"),
        ] {
            let keys = |text: &str| Name::read(text).map(|name| name.keys()).unwrap_or_default();
            assert!(!keys(a).is_disjoint(&keys(b)), "{a} {:?} / {b} {:?}", keys(a), keys(b));
        }
    }
}
