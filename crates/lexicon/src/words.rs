//! Text cut into words, the same way for a pack's forms and for a document.
//!
//! The main type is [`Word`]: letters and digits, with what stands between it and the word before as a [`Gap`]. A form
//! matches whatever hyphens, full stops and apostrophes a writer puts inside it ("Maj-Gen.", "Maj. Gen", "Maj Gen"),
//! because these are gaps and not words. A possessive ending is a property of its word, not a word.

/// What stands between two words: a set of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gap(pub u32);

impl Gap {
    /// A space, tab or other blank.
    pub const SPACE: Gap = Gap(1);
    /// A hyphen, or a dash without blanks around it.
    pub const HYPHEN: Gap = Gap(1 << 1);
    /// An apostrophe that is no possessive.
    pub const APOSTROPHE: Gap = Gap(1 << 2);
    /// A full stop.
    pub const STOP: Gap = Gap(1 << 3);
    /// A comma.
    pub const COMMA: Gap = Gap(1 << 4);
    /// A semicolon.
    pub const SEMICOLON: Gap = Gap(1 << 5);
    /// A colon.
    pub const COLON: Gap = Gap(1 << 6);
    /// An opening bracket of any kind.
    pub const OPEN: Gap = Gap(1 << 7);
    /// A closing bracket of any kind.
    pub const CLOSE: Gap = Gap(1 << 8);
    /// A quotation mark.
    pub const QUOTE: Gap = Gap(1 << 9);
    /// A dash with a blank beside it.
    pub const DASH: Gap = Gap(1 << 10);
    /// A line break.
    pub const LINE: Gap = Gap(1 << 11);
    /// A blank line, or the start of the text.
    pub const PARAGRAPH: Gap = Gap(1 << 12);
    /// A question or exclamation mark.
    pub const END: Gap = Gap(1 << 13);
    /// A slash or ampersand.
    pub const SLASH: Gap = Gap(1 << 14);
    /// Any other character.
    pub const OTHER: Gap = Gap(1 << 15);
    /// A mark of a list or heading at the start of a line.
    pub const MARK: Gap = Gap(1 << 16);

    /// Whether any of these marks stands in the gap.
    pub fn has(self, other: Gap) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing stands in the gap but these marks.
    pub fn only(self, allowed: Gap) -> bool {
        self.0 & !allowed.0 == 0
    }

    /// Both sets of marks together.
    #[must_use]
    pub const fn and(self, other: Gap) -> Gap {
        Gap(self.0 | other.0)
    }

    /// Whether a form may go on over this gap.
    pub fn inside(self) -> bool {
        self.only(Gap::SPACE.and(Gap::HYPHEN).and(Gap::APOSTROPHE).and(Gap::STOP).and(Gap::LINE))
            && !(self.has(Gap::STOP) && self.has(Gap::LINE))
    }
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// All digits, or digits with an ordinal ending.
    Number,
    /// All letters upper case, two or more.
    Upper,
    /// The first letter upper case.
    Capital,
    /// Anything else.
    Lower,
}

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Byte offset of the first letter.
    pub start: usize,
    /// Byte offset after the last letter, before a possessive ending.
    pub end: usize,
    /// What stands before the word.
    pub gap: Gap,
    /// Whether a possessive ending follows.
    pub possessive: bool,
    /// How the word is written.
    pub shape: Shape,
    /// The word's number in the vocabulary it was looked up in; 0 where it is not known there.
    pub id: u32,
}

impl Word {
    /// The word as written.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// Whether the first letter is upper case.
    pub fn capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }
}

/// The apostrophes in use.
fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{2018}')
}

/// Letters, digits, and the marks that join or modify them.
fn letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{200C}' | '\u{200D}' | '\u{00AD}' | '\u{0300}'..='\u{036F}')
}

/// Cuts a text into words. Takes time in proportion to its length.
pub fn cut(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(text.len() / 6 + 1);
    let mut gap = Gap::PARAGRAPH;
    let mut lines = 0;
    let mut at = 0;
    while at < text.len() {
        let Some(c) = text[at..].chars().next() else { break };
        if letter(c) {
            let (end, possessive, next) = word_end(text, at);
            let shape = shape_of(&text[at..end]);
            words.push(Word { start: at, end, gap, possessive, shape, id: 0 });
            gap = Gap(0);
            lines = 0;
            at = next;
            continue;
        }
        let line_start = gap.has(Gap::LINE) || (words.is_empty() && at == 0);
        gap = gap.and(mark(c, line_start, text[at + c.len_utf8()..].chars().next(), gap));
        if c == '\n' || c == '\u{2028}' || c == '\u{2029}' {
            lines += 1;
            if lines > 1 {
                gap = gap.and(Gap::PARAGRAPH);
            }
        }
        at += c.len_utf8();
    }
    words
}

/// Where the word that starts at a byte ends, whether it is possessive, and where to go on.
fn word_end(text: &str, start: usize) -> (usize, bool, usize) {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if letter(c) {
            end = start + at + c.len_utf8();
            continue;
        }
        // "ADMM+" is another body than "ADMM".
        if c == '+' && end == start + at && chars.peek().is_none_or(|(_, n)| !n.is_alphanumeric()) {
            return (end + 1, false, end + 1);
        }
        if !apostrophe(c) {
            break;
        }
        let after = start + at + c.len_utf8();
        let mut rest = text[after..].chars();
        match (rest.next(), rest.next()) {
            (Some('s' | 'S'), next) if next.is_none_or(|n| !letter(n)) => return (end, true, after + 1),
            (Some(n), _) if n.is_alphabetic() => {}
            // A bare apostrophe after a plural: "the ministers' meeting". After a quotation it is only a gap.
            (next, _) => {
                let plural = text[start..end].ends_with(['s', 'S']) && c != '\u{2018}' && next == Some(' ');
                return (end, plural, if plural { after } else { start + at });
            }
        }
    }
    (end, false, end)
}

/// The marks that a character adds to a gap.
fn mark(c: char, line_start: bool, next: Option<char>, gap: Gap) -> Gap {
    match c {
        '\n' | '\u{2028}' | '\u{2029}' => Gap::LINE,
        '-' | '*' | '+' | '\u{2022}' if line_start && next == Some(' ') => Gap::MARK,
        '#' if line_start => Gap::MARK,
        '-' | '\u{2010}'..='\u{2015}' => {
            let blank = gap.has(Gap::SPACE) || next.is_none_or(char::is_whitespace);
            if blank && c != '-' || gap.has(Gap::SPACE) && next.is_none_or(char::is_whitespace) || c == '\u{2014}' {
                Gap::DASH
            } else {
                Gap::HYPHEN
            }
        }
        '.' => Gap::STOP,
        ',' | '\u{060C}' | '\u{3001}' => Gap::COMMA,
        ';' => Gap::SEMICOLON,
        ':' => Gap::COLON,
        '(' | '[' | '{' => Gap::OPEN,
        ')' | ']' | '}' => Gap::CLOSE,
        '"' | '\u{201C}' | '\u{201D}' | '\u{00AB}' | '\u{00BB}' | '\u{201E}' => Gap::QUOTE,
        '?' | '!' | '\u{3002}' | '\u{104B}' => Gap::END,
        '/' | '&' => Gap::SLASH,
        '\u{2026}' => Gap::OTHER,
        c if apostrophe(c) => Gap::APOSTROPHE,
        c if c.is_whitespace() => Gap::SPACE,
        _ => Gap::OTHER,
    }
}

/// How a word is written.
fn shape_of(word: &str) -> Shape {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return Shape::Lower };
    if first.is_ascii_digit() {
        let tail = word.trim_start_matches(|c: char| c.is_ascii_digit());
        return if tail.chars().count() <= 2 && tail.chars().all(char::is_alphabetic) {
            Shape::Number
        } else {
            Shape::Lower
        };
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let mut letters = 1;
    for c in chars {
        if c.is_lowercase() {
            return Shape::Capital;
        }
        letters += 1;
    }
    if letters > 1 { Shape::Upper } else { Shape::Capital }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<&str> {
        cut(text).iter().map(|w| w.of(text)).collect()
    }

    #[test]
    fn possessives_hyphens_and_stops_are_no_words() {
        assert_eq!(
            list("the ministers\u{2019} talks, Kano\u{2019}s Maj.-Gen. O'Neil"),
            ["the", "ministers", "talks", "Kano", "Maj", "Gen", "O'Neil"]
        );
        let words = cut("the ministers\u{2019} talks");
        assert!(words[1].possessive);
    }

    #[test]
    fn gaps_say_what_stands_between() {
        let words = cut("one, two\n\n- three (four)");
        assert!(words[1].gap.has(Gap::COMMA));
        assert!(words[2].gap.has(Gap::PARAGRAPH) && words[2].gap.has(Gap::MARK));
        assert!(words[3].gap.has(Gap::OPEN));
    }

    #[test]
    fn a_quote_after_a_word_is_a_gap() {
        let text = "\u{2018}3\u{2019} Division";
        assert_eq!(list(text), ["3", "Division"]);
    }
}
