//! Chinese characters: which are forms of one ([`plain`]), and how they are read in Cantonese ([`cantonese`]), from
//! `data/signs.txt`.
//!
//! How they are read in Mandarin is what the library any_ascii says, and how names in them are read in Japanese is told
//! by words and not by characters: see `asia::japanese`.

use crate::quick::QuickMap;
use std::sync::LazyLock;

/// Per character the one that it is another form of, and its readings parted by spaces.
static SIGNS: LazyLock<QuickMap<char, (char, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../data/signs.txt").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.splitn(3, ' ');
        let sign = cells.next()?.chars().next()?;
        let same = cells.next().filter(|cell| *cell != "-").and_then(|cell| cell.chars().next()).unwrap_or(sign);
        Some((sign, (same, cells.next().unwrap_or_default())))
    };
    rows.filter_map(row).collect()
});

/// Whether this is a Chinese character.
pub(crate) fn is_sign(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// The simplified form of a character, where it is another form of one alone; else the character.
pub(crate) fn plain(c: char) -> char {
    if is_sign(c) { SIGNS.get(&c).map_or(c, |(same, _)| *same) } else { c }
}

/// How a character is read in Cantonese, in jyutping without tones.
pub(crate) fn cantonese(c: char) -> impl Iterator<Item = &'static str> {
    SIGNS.get(&c).map_or("", |(_, readings)| readings).split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_character_are_one() {
        assert_eq!((plain('龍'), plain('龙'), plain('a'), plain('山')), ('龙', '龙', 'a', '山'));
        assert_eq!(cantonese('龍').collect::<Vec<_>>(), ["lung"]);
        assert_eq!(cantonese('a').count(), 0);
    }
}
