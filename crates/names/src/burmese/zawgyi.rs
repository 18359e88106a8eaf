//! Text typed in the Zawgyi fonts, found and turned into Unicode: [`is_zawgyi`], [`unicode`].
//!
//! Those fonts use the code points of Unicode for other things, in the order in which they are drawn. So a text is read under
//! both orders and the faults are counted: where it breaks fewer rules of Zawgyi than of Unicode it is Zawgyi. Why faults and
//! not the likelihood of letter pairs (as Myanmar Tools has it): a name is too short for likelihoods, and a fault can be shown.

use super::lexicon::LEXICON;
use super::script::syllables;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The longest text, in bytes, of which both readings are weighed; a longer one has faults.
const MAX_TIED: usize = 300;
/// The block of the script.
const FIRST: usize = 0x1000;
const BLOCK: usize = 0xA0;
const VIRAMA: char = '\u{1039}';
const ASAT: char = '\u{103A}';
const KINZI: [char; 3] = ['\u{1004}', ASAT, VIRAMA];
/// The order in which Unicode has what follows a letter.
const ORDER: [char; 17] = [
    '\u{103B}', '\u{103C}', '\u{103D}', '\u{103E}', '\u{1031}', '\u{102D}', '\u{102E}', '\u{1032}', '\u{102F}', '\u{1030}',
    '\u{102B}', '\u{102C}', '\u{1036}', '\u{1037}', ASAT, '\u{1038}', '\u{200B}',
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mark,
    Before,
    Kinzi,
    Stack,
    Letter,
}

/// What a code point shows: how it stands, and its characters in Unicode.
type Shown = (Kind, Vec<char>);

/// The table of `zawgyi.txt`, by the place in the block of the script.
static SHOWN: LazyLock<Vec<Option<Shown>>> = LazyLock::new(|| {
    let point = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    let mut shown = vec![None; BLOCK];
    for line in include_str!("../../data/zawgyi.txt").lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [code, kind, unicode @ ..] = &words[..] else { continue };
        let kind = match *kind {
            "mark" => Kind::Mark,
            "before" => Kind::Before,
            "kinzi" => Kind::Kinzi,
            "stack" => Kind::Stack,
            "letter" => Kind::Letter,
            _ => continue,
        };
        let place = point(code).and_then(|c| (c as usize).checked_sub(FIRST)).and_then(|place| shown.get_mut(place));
        if let Some(place) = place {
            *place = Some((kind, unicode.iter().filter_map(|hex| point(hex)).collect()));
        }
    }
    shown
});

/// What the fonts show for a code point, where it is not what Unicode says.
fn shown(c: char) -> Option<&'static Shown> {
    SHOWN.get((c as usize).checked_sub(FIRST)?)?.as_ref()
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{102A}' | '\u{103F}')
}

fn is_medial(c: char) -> bool {
    matches!(c, '\u{103B}'..='\u{103E}')
}

fn is_vowel(c: char) -> bool {
    matches!(c, '\u{102B}'..='\u{1032}' | '\u{1036}')
}

fn is_mark(c: char) -> bool {
    is_medial(c) || is_vowel(c) || matches!(c, '\u{1037}' | '\u{1038}' | ASAT)
}

/// Whether the fonts alone use a code point in Burmese text; Unicode has letters of other languages there.
fn is_own(c: char) -> bool {
    matches!(c, '\u{1033}' | '\u{1034}' | '\u{105A}' | '\u{1060}'..='\u{1097}')
}

/// Whether two letters stand one below the other in words: those of one row of the alphabet do, and a doubled one.
fn is_stack(above: char, below: char) -> bool {
    let row = |c: char| match c {
        '\u{1000}'..='\u{1004}' => 1,
        '\u{1005}'..='\u{100A}' => 2,
        '\u{100B}'..='\u{100F}' => 3,
        '\u{1010}'..='\u{1014}' => 4,
        '\u{1015}'..='\u{1019}' => 5,
        _ => 0,
    };
    above == below || row(above) != 0 && row(above) == row(below) && above != '\u{1004}'
}

/// How many rules of Unicode a character breaks between its neighbours.
fn faults_as_unicode(before: Option<char>, c: char, after: Option<char>) -> u32 {
    let follows = |test: fn(char) -> bool| before.is_some_and(test);
    let ok = match c {
        c if is_own(c) => return 2,
        VIRAMA => match (before, after) {
            (Some(ASAT), Some(below)) if is_letter(below) => true,
            (Some(above), Some(below)) if is_letter(above) && is_letter(below) => is_stack(above, below),
            _ => return 2,
        },
        // The vowel below comes before the dot above.
        '\u{102F}' | '\u{1030}' if before == Some('\u{1036}') => false,
        '\u{1031}' => follows(|c| is_letter(c) || is_medial(c)),
        // Ya-pin stands first of the medials.
        '\u{103B}' => follows(is_letter),
        c if is_medial(c) => follows(|c| is_letter(c) || is_medial(c)),
        ASAT => {
            let stands = follows(|c| is_letter(c) || matches!(c, '\u{102B}' | '\u{102C}' | '\u{1037}'));
            stands && !after.is_some_and(|c| is_vowel(c) || is_medial(c))
        }
        c if is_mark(c) => follows(|c| is_letter(c) || is_mark(c)),
        _ => true,
    };
    u32::from(!ok)
}

/// How many rules of the fonts a character breaks between its neighbours.
fn faults_as_zawgyi(before: Option<char>, c: char, after: Option<char>) -> u32 {
    let kind = shown(c).map(|(kind, _)| *kind);
    let leads = |c: char| is_letter(c) || shown(c).is_some_and(|(kind, _)| matches!(kind, Kind::Before | Kind::Letter));
    let ok = match c {
        '\u{103E}' => return 2,
        _ if kind == Some(Kind::Before) => after.is_some_and(leads),
        // Ya-pin, where Unicode has asat.
        '\u{103A}' => {
            let stands = before.is_some_and(|c| is_letter(c) || is_own(c));
            stands && !after.is_some_and(|c| matches!(c, '\u{1037}' | '\u{1038}'))
        }
        VIRAMA => before.is_some_and(|c| is_letter(c) || is_mark(c) || is_own(c)),
        _ => true,
    };
    u32::from(!ok)
}

/// Whether a text was typed in the Zawgyi fonts. What reads alike under both is Unicode.
pub fn is_zawgyi(text: &str) -> bool {
    let (mut unicode, mut zawgyi) = (0, 0);
    let mut before: Option<char> = None;
    let mut two_before: Option<char> = None;
    let mut chars = text.chars().filter(|c| !crate::fold::is_invisible(*c)).peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        unicode += faults_as_unicode(before, c, after);
        zawgyi += faults_as_zawgyi(before, c, after);
        // A letter with asat closes a syllable: there must be one before it.
        let opens = !two_before.is_some_and(|c| is_letter(c) || is_mark(c) || c == VIRAMA);
        if c == ASAT && before.is_some_and(is_letter) && opens {
            unicode += 1;
        }
        (two_before, before) = (before, Some(c));
    }
    unicode > zawgyi || unicode == zawgyi && turned_reads_better(text)
}

/// Of a text without fault under both: whether it is made of words of names only when it is turned.
fn turned_reads_better(text: &str) -> bool {
    if text.len() > MAX_TIED || !super::is_burmese_script(text) {
        return false;
    }
    let other = turned(text);
    let is_name = |text: &str| LEXICON.covers(&syllables(text));
    other != text && is_name(&other) && !is_name(text)
}

/// One letter with what goes with it, being put in order.
#[derive(Default)]
struct Cluster {
    kinzi: bool,
    letter: Vec<char>,
    stack: Vec<char>,
    marks: Vec<char>,
}

impl Cluster {
    fn write(&mut self, out: &mut String) {
        if self.kinzi {
            out.extend(KINZI);
        }
        out.extend(&self.letter);
        out.extend(&self.stack);
        for mark in ORDER {
            if self.marks.contains(&mark) {
                out.push(mark);
            }
        }
        *self = Self::default();
    }
}

/// The text in Unicode: as it is, or turned where it is Zawgyi.
pub fn unicode(text: &str) -> Cow<'_, str> {
    if is_zawgyi(text) { Cow::Owned(turned(text)) } else { Cow::Borrowed(text) }
}

fn turned(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut cluster = Cluster::default();
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().copied().enumerate() {
        let letter = letter_of(&chars, at);
        match shown(c) {
            Some((Kind::Before, marks)) => {
                if !cluster.letter.is_empty() {
                    cluster.write(&mut out);
                }
                cluster.marks.extend(marks);
            }
            Some((Kind::Letter, letters)) => open(&mut cluster, letters, &mut out),
            Some((Kind::Mark, marks)) => cluster.marks.extend(marks),
            Some((Kind::Stack, letters)) => {
                cluster.stack.extend(letters.iter().take(2));
                cluster.marks.extend(letters.iter().skip(2));
            }
            Some((Kind::Kinzi, marks)) => {
                cluster.kinzi = true;
                cluster.marks.extend(marks);
            }
            None if letter.is_some() => open(&mut cluster, &[letter.unwrap_or(c)], &mut out),
            None if is_mark(c) => cluster.marks.push(c),
            None => {
                cluster.write(&mut out);
                out.push(c);
            }
        }
    }
    cluster.write(&mut out);
    out
}

fn open(cluster: &mut Cluster, letters: &[char], out: &mut String) {
    if !cluster.letter.is_empty() {
        cluster.write(out);
    }
    cluster.letter.extend(letters);
}

/// The letter here. Two digits have the shape of letters and are typed for them: nought, and seven where marks follow it.
fn letter_of(chars: &[char], at: usize) -> Option<char> {
    let after = chars.get(at + 1).copied();
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let marked = after.is_some_and(|c| is_mark(c) || is_own(c) || c == VIRAMA);
    let led = before.is_some_and(|c| shown(c).is_some_and(|(kind, _)| *kind == Kind::Before));
    let among = |c: Option<char>| c.is_some_and(|c| is_letter(c) || is_mark(c) || c == VIRAMA);
    match chars[at] {
        '\u{1040}' if marked || led || among(before) || among(after) => Some('\u{101D}'),
        '\u{1047}' if marked || led => Some('\u{101B}'),
        c => is_letter(c).then_some(c),
    }
}
