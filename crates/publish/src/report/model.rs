//! A report as data: what it says, before it is an office document, a page or plain text.
//!
//! The main type is [`Report`]. Why one small document and several writers: what a report says is decided once, so that
//! the office document and the page cannot differ, and no writer ever sees the case. Text comes in through [`clean`], so
//! that no writer meets a character that its format forbids.

use crate::block::{Run, Words};

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Plain words.
    Text(String),
    /// Words that matter, or that are relied on.
    Strong(String),
    /// Words said less loudly.
    Quiet(String),
    /// The mark of a note: its place in the report's list of notes.
    Note(usize),
}

/// A sentence or several.
pub(crate) type Pieces = Vec<Piece>;

/// A table that can be pasted into another document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// What it shows.
    pub caption: String,
    /// The heads of its columns, each with its share of the width in hundredths.
    pub head: Vec<(&'static str, u8)>,
    /// Its rows. A cell is some paragraphs.
    pub rows: Vec<Vec<Vec<Pieces>>>,
}

/// A picture of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// The bytes of a PNG.
    pub png: Vec<u8>,
    /// Width and height of what it shows, in any one measure.
    pub size: [i64; 2],
    /// What it shows, for those who hear the report.
    pub says: String,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading of the first or second order under the title.
    Heading(u8, String),
    /// A paragraph.
    Para(Pieces),
    /// A paragraph under a label of its own: a day, a number, a name. With what stands under it.
    Item {
        /// The label.
        label: String,
        /// What it says.
        words: Pieces,
        /// Lines under it.
        under: Vec<Pieces>,
    },
    /// Words of a source.
    Quote(Pieces),
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Picture),
}

/// A document that people read outside the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Its title.
    pub(crate) title: String,
    /// The case that it is of.
    pub(crate) case: String,
    /// What stands under the title.
    pub(crate) head: Vec<Pieces>,
    /// What it says.
    pub(crate) blocks: Vec<Block>,
    /// Its notes, in the order of their marks.
    pub(crate) notes: Vec<Vec<Pieces>>,
    /// Whether its pages are wider than high.
    pub(crate) wide: bool,
}

impl Report {
    /// Adds a note and gives its mark; nothing where there is nothing to say.
    pub(crate) fn note(&mut self, note: Vec<Pieces>) -> Option<Piece> {
        (!note.is_empty()).then(|| {
            self.notes.push(note);
            Piece::Note(self.notes.len() - 1)
        })
    }
}

/// Text that every format can hold, on one line: white space is one space, marks that turn the direction of writing are
/// dropped, and control characters and what would steer the direction of a line are shown as `�`.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for letter in text.chars() {
        match letter {
            '\u{200e}' | '\u{200f}' | '\u{061c}' => continue,
            letter if letter.is_whitespace() => {
                if !space {
                    out.push(' ');
                }
                space = true;
                continue;
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            letter if letter.is_control() || is_noncharacter(letter) => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
        space = false;
    }
    out
}

/// Places of Unicode that no text may use; XML forbids some of them.
fn is_noncharacter(letter: char) -> bool {
    let code = letter as u32;
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// Plain words.
pub(crate) fn text(words: &str) -> Piece {
    Piece::Text(clean(words))
}

/// Words that matter.
pub(crate) fn strong(words: &str) -> Piece {
    Piece::Strong(clean(words))
}

/// Words said less loudly.
pub(crate) fn quiet(words: &str) -> Piece {
    Piece::Quiet(clean(words))
}

/// A sentence of a page: what leads to another page there is plain words here.
pub(crate) fn pieces(words: &Words) -> Pieces {
    let piece = |run: &Run| match run {
        Run::Text(words) | Run::Link(words, _) | Run::Outside(words, _) | Run::In(_, words, _) => text(words),
        Run::Strong(words) => strong(words),
        Run::Quiet(words) => quiet(words),
    };
    words.iter().map(piece).collect()
}

/// Some paragraphs as one text, for writers without letters of several kinds.
pub(crate) fn plain(words: &[Piece]) -> String {
    let part = |piece: &Piece| match piece {
        Piece::Text(words) | Piece::Strong(words) | Piece::Quiet(words) => words.clone(),
        Piece::Note(at) => format!("[{}]", at + 1),
    };
    words.iter().map(part).collect()
}

/// A sentence that is not longer than so many letters: cut with dots, at the end of a word where one is near.
pub(crate) fn shortened(words: Pieces, most: usize) -> Pieces {
    let mut left = most;
    let mut out = Pieces::new();
    for piece in words {
        let (words, of): (&str, fn(String) -> Piece) = match &piece {
            Piece::Text(words) => (words, Piece::Text),
            Piece::Strong(words) => (words, Piece::Strong),
            Piece::Quiet(words) => (words, Piece::Quiet),
            Piece::Note(_) => {
                out.push(piece);
                continue;
            }
        };
        let length = words.chars().count();
        if length <= left {
            left -= length;
            out.push(piece);
            continue;
        }
        out.push(of(cut(words, left)));
        return out;
    }
    out
}

/// The first letters of some words and dots, without half a word where that costs little.
pub(crate) fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_string();
    }
    let kept: String = words.chars().take(most).collect();
    let in_a_word = words.chars().nth(most).is_some_and(|next| next != ' ');
    let space = kept.rfind(' ').filter(|at| in_a_word && kept.len() - at < 40);
    let whole = space.map_or(kept.as_str(), |at| &kept[..at]);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_left_that_a_format_forbids() {
        let hostile = "a\u{0}b\u{b}\u{1b}[31m\u{202e}c\u{2066}d\u{fffe}e\u{ffff}f\u{7f}g\u{85}h\n\t i\u{200f}j\u{1fffe}";
        let clean = clean(hostile);
        assert_eq!(clean, "a\u{fffd}b \u{fffd}[31m\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g h ij\u{fffd}");
        assert!(clean.chars().all(|letter| !letter.is_control()));
    }

    #[test]
    fn letters_of_every_script_stay() {
        for words in ["ဗမာ တပ်မတော်", "نوردلاند", "Łódź – “x”", "👩‍🚀"] {
            assert_eq!(clean(words), words);
        }
    }

    #[test]
    fn what_is_too_long_is_cut_with_dots_and_keeps_its_notes() {
        let words = vec![text("one two three"), Piece::Note(0), strong(" four five")];
        assert_eq!(shortened(words.clone(), 100), words);
        assert_eq!(plain(&shortened(words.clone(), 18)), "one two three[1] four…");
        assert_eq!(plain(&shortened(words, 9)), "one two…");
        assert_eq!(cut(&"x".repeat(50), 5), "xxxxx…");
    }
}
