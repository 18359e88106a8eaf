//! What the parts of a name are: legal forms, titles, particles, numbers, places, from `data/words.txt`. The main
//! function is [`classify`].
//!
//! A line of the file is a class, a name for what its forms mean, and the forms, parted by tabs. Forms stand there as
//! people write them and are cut into parts here as names are, so that file and names cannot drift apart.

use super::fold::{Script, hash};
use super::name::{Kind, Name, Part};
use super::people;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// What a part of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// What names tell each other apart by.
    Word,
    /// One letter for a word.
    Initial,
    /// A number, or an ordinal: `id` is the number.
    Number,
    /// A country or a region.
    Place,
    /// What a body works in: `Defence`, `Supply`.
    Domain,
    /// What many bodies are called: `Group`, `International`.
    Symbol,
    /// `von`, `bin`, `al`: `id` says which are spellings of one.
    Particle,
    /// The younger, the third.
    Suffix,
    /// Before a person's name: `Dr`, `Colonel`.
    Title,
    /// `GmbH`.
    Legal,
    /// `of`, `the`.
    Small,
}

impl Class {
    fn of_file(word: &str) -> Option<Self> {
        let class = match word {
            "legal" => Self::Legal,
            "symbol" => Self::Symbol,
            "domain" => Self::Domain,
            "title" | "address" => Self::Title,
            "particle" => Self::Particle,
            "suffix" => Self::Suffix,
            "number" => Self::Number,
            "place" => Self::Place,
            "small" => Self::Small,
            _ => return None,
        };
        Some(class)
    }
}

/// What a phrase is in the names of bodies and in those of people.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// The most parts of a phrase that begins with this one.
    longest: u8,
    body: Option<(Class, u32)>,
    person: Option<(Class, u32)>,
    /// A title only where it stands before the name.
    only_before: bool,
    /// A title only where a full stop shows that it is a short form.
    only_short: bool,
    /// Whether some form of it is in an alphabet of Europe, and whether one is in another script: letters of several
    /// scripts become one word in ASCII.
    scripts: [bool; 2],
}

/// A title of fewer letters is one only with a full stop behind it.
const MIN_TITLE: usize = 5;

/// Of which of two sorts a part's script is, as [`Entry::scripts`] has them.
fn sort(script: Script) -> usize {
    usize::from(!matches!(script, Script::None | Script::Latin | Script::Cyrillic | Script::Greek))
}

/// Hashes are used as they are.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The table, looked up by the hash of a phrase.
pub(crate) struct Words {
    entries: HashMap<u64, Entry, BuildHasherDefault<AsItIs>>,
    /// For each legal form the family that it belongs to, in the order of the file; 0 for none.
    families: Vec<u16>,
    /// The numbers that particles have by their spelling: a father is named behind these.
    pub fathers: Vec<u32>,
}

/// The one table.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { entries: HashMap::default(), families: Vec::new(), fathers: Vec::new() };
    let mut read = Reader::default();
    words.read(&mut read, include_str!("../../data/words.txt"));
    words.read(&mut read, include_str!("../../data/more-words.txt"));
    words.read_titles(&mut read, include_str!("../../data/titles.txt"));
    words
});

/// What is known while the files are read.
#[derive(Default)]
struct Reader {
    families: Vec<&'static str>,
    particles: Vec<&'static str>,
    line: u32,
}

impl Reader {
    /// The place of a meaning, counted from 1; none is 0.
    fn place(meanings: &mut Vec<&'static str>, means: &'static str) -> usize {
        if means.is_empty() {
            return 0;
        }
        1 + meanings.iter().position(|known| *known == means).unwrap_or_else(|| {
            meanings.push(means);
            meanings.len() - 1
        })
    }
}

/// The numbers of particles by what they mean begin here: smaller ones are those of lines.
const PARTICLES: u32 = 1 << 20;

impl Words {
    fn read(&mut self, read: &mut Reader, text: &'static str) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            read.line += 1;
            let mut cells = line.split('\t');
            let (Some(head), Some(means)) = (cells.next(), cells.next()) else { continue };
            let Some(class) = Class::of_file(head) else { continue };
            let id = match class {
                Class::Number => means.parse().unwrap_or(read.line),
                Class::Legal => {
                    let family = Reader::place(&mut read.families, means);
                    self.families.push(u16::try_from(family).unwrap_or(0));
                    u32::try_from(self.families.len() - 1).unwrap_or(0)
                }
                Class::Particle if !means.is_empty() => {
                    PARTICLES + u32::try_from(Reader::place(&mut read.particles, means)).unwrap_or(0)
                }
                _ => read.line,
            };
            if means.starts_with("BIN") {
                self.fathers.push(id);
            }
            for form in cells {
                self.add(form, class, id, head);
            }
        }
    }

    /// Ranks and posts in Latin letters. A short one is a word of names too, unless a full stop stands behind it, and
    /// what is known as a name is one.
    fn read_titles(&mut self, read: &mut Reader, text: &'static str) {
        read.line += 1;
        for line in text.lines() {
            let mut cells = line.splitn(3, ' ');
            let (Some(_), Some("rank" | "post"), Some(forms)) = (cells.next(), cells.next(), cells.next()) else { continue };
            for form in forms.split(';').map(str::trim).filter(|form| form.is_ascii() && !form.is_empty()) {
                let word = !form.contains(' ');
                let known = word && people::groups(hash(form.as_bytes())).is_known();
                let new = self.entries.get(&hash(form.as_bytes())).is_none_or(|entry| entry.person.is_none());
                if new {
                    self.add(form, Class::Title, read.line, "title");
                    let entry = self.entries.entry(hash(form.as_bytes())).or_default();
                    entry.only_short |= word && (form.len() < MIN_TITLE || known);
                }
            }
        }
    }

    fn add(&mut self, form: &str, class: Class, id: u32, head: &str) {
        let name = if class == Class::Particle { Name::cut_as_person(form) } else { Name::cut_only(form) };
        let (Some(first), Some(last)) = (name.parts.first(), name.parts.last()) else { return };
        let count = u8::try_from(name.parts.len()).unwrap_or(u8::MAX);
        // A row of words that each say something says it better word by word; one letter says nothing.
        if class == Class::Domain && count > 1 || class == Class::Small && last.at.1 == 1 {
            return;
        }
        let start = self.entries.entry(first.hash).or_default();
        start.longest = start.longest.max(count);
        let phrase = name.letters.get(usize::from(first.at.0)..usize::from(last.at.1)).unwrap_or_default();
        let entry = self.entries.entry(hash(phrase)).or_default();
        entry.scripts[sort(first.script)] = true;
        let slot = match class {
            Class::Title | Class::Suffix | Class::Particle => &mut entry.person,
            _ => &mut entry.body,
        };
        // The file has the classes in the order in which they count.
        if slot.is_none() {
            *slot = Some((class, id));
            entry.only_before |= head == "title";
        }
        if class == Class::Small && entry.person.is_none() {
            entry.person = Some((Class::Particle, id));
        }
    }

    /// The family that a legal form belongs to: 0 where it has none.
    pub fn family(&self, form: u32) -> u16 {
        self.families.get(form as usize).copied().unwrap_or(0)
    }
}

/// Says of each part what it is; phrases of several parts become one. Whether something is left that names tell each
/// other apart by.
pub(crate) fn classify(name: &mut Name) -> bool {
    match name.kind {
        Kind::Person => person(name),
        Kind::Body | Kind::Thing => body(name),
        Kind::Any if may_be_body(name) => body(name),
        Kind::Any => person(name),
    }
}

/// Whether a name has a legal form, or a word that only bodies have. Many a legal form of two or three letters is a
/// name.
fn may_be_body(name: &Name) -> bool {
    (0..name.parts.len()).any(|at| match phrase(name, at, |entry, _| entry.body) {
        Some((count, Class::Legal, _)) => count > 1 || is_sure_form(&name.parts[at]),
        Some((_, class, _)) => matches!(class, Class::Symbol | Class::Domain),
        None => false,
    })
}

/// Whether a legal form of one word is no name of people.
fn is_sure_form(part: &Part) -> bool {
    part.len() >= 3 && !people::groups(part.hash).is_known()
}

/// Makes one part of the parts from `from` up to `to`.
fn merge(parts: &mut Vec<Part>, from: usize, to: usize, class: Class, id: u32) {
    let end = parts[to - 1].at.1;
    let comma = parts[to - 1].before_comma;
    let part = &mut parts[from];
    part.at.1 = end;
    part.class = class;
    part.id = id;
    part.before_comma = comma;
    parts.drain(from + 1..to);
}

/// The longest phrase from a part on of which `is` gives what it is.
fn phrase(name: &Name, from: usize, is: impl Fn(&Entry, usize) -> Option<(Class, u32)>) -> Option<(usize, Class, u32)> {
    let first = name.parts.get(from)?;
    let entry = WORDS.entries.get(&first.hash)?;
    let most = usize::from(entry.longest).min(name.parts.len() - from);
    for count in (2..=most).rev() {
        let last = &name.parts[from + count - 1];
        let bytes = &name.letters[usize::from(first.at.0)..usize::from(last.at.1)];
        if let Some((class, id)) = WORDS.entries.get(&hash(bytes)).and_then(|entry| is(entry, count)) {
            return Some((count, class, id));
        }
    }
    is(entry, 1).map(|(class, id)| (1, class, id))
}

fn body(name: &mut Name) -> bool {
    let mut at = 0;
    while at < name.parts.len() {
        if let Some(number) = number(name, at) {
            name.parts[at].class = Class::Number;
            name.parts[at].id = number;
        } else if let Some((count, class, id)) = phrase(name, at, |entry, _| entry.body) {
            merge(&mut name.parts, at, at + count, class, id);
        }
        at += 1;
    }
    tens_and_units(&mut name.parts);
    name.parts.is_empty() || name.parts.iter().any(|part| !matches!(part.class, Class::Legal | Class::Small))
}

/// `forty-four` is one number.
fn tens_and_units(parts: &mut Vec<Part>) {
    let mut at = 0;
    while at + 1 < parts.len() {
        let (one, two) = (&parts[at], &parts[at + 1]);
        let both = one.class == Class::Number && two.class == Class::Number;
        if both && (20..100).contains(&one.id) && one.id % 10 == 0 && (1..10).contains(&two.id) {
            let sum = one.id + two.id;
            merge(parts, at, at + 2, Class::Number, sum);
        }
        at += 1;
    }
}

/// The number that a part is by its own letters: digits with or without an ending, or Roman.
fn number(name: &Name, at: usize) -> Option<u32> {
    let part = &name.parts[at];
    let bytes = name.bytes(part);
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 0 {
        let ending = bytes.len() - digits;
        let text = std::str::from_utf8(&bytes[..digits]).ok()?;
        return (ending <= 2 && digits <= 9).then(|| text.parse().ok())?;
    }
    // One letter is a number only behind a word, and an initial with its full stop never.
    let roman = part.is_capital() && !part.dotted && at > 0 && bytes.len() <= 6;
    if roman { roman_number(bytes) } else { None }
}

/// A number in Roman digits below 90, written the usual way.
fn roman_number(bytes: &[u8]) -> Option<u32> {
    let value = |byte: u8| match byte {
        b'i' => Some(1u32),
        b'v' => Some(5),
        b'x' => Some(10),
        b'l' => Some(50),
        _ => None,
    };
    let mut sum = 0i64;
    for (at, byte) in bytes.iter().enumerate() {
        let one = value(*byte)?;
        let next = bytes.get(at + 1).and_then(|next| value(*next)).unwrap_or(0);
        if one < next && (one != 1 || next > 10) && (one != 10 || next != 50) {
            return None;
        }
        sum += if one < next { -i64::from(one) } else { i64::from(one) };
    }
    u32::try_from(sum).ok().filter(|sum| (1..90).contains(sum))
}

fn person(name: &mut Name) -> bool {
    let mut at = 0;
    let mut start = true;
    while at < name.parts.len() {
        let last = at + 1 == name.parts.len();
        let found = phrase(name, at, |entry, _| match entry.person {
            Some((Class::Title, _)) if entry.only_before && !start => None,
            // Before a name "Sr." is no generation.
            Some((Class::Suffix, _)) if at == 0 => None,
            Some((Class::Title | Class::Suffix, _)) if !entry.scripts[sort(name.parts[at].script)] => None,
            Some((Class::Title, _)) if entry.only_short && !name.parts[at].shortened => None,
            found => found,
        });
        let legal = || phrase(name, at, |entry, _| entry.body.filter(|(class, _)| *class == Class::Legal));
        // The younger and the third stand at the end of a name, or before a comma.
        let ends = |count: usize| at + count == name.parts.len() || name.parts[at + count - 1].before_comma;
        let found = found.filter(|(count, class, _)| *class != Class::Suffix || ends(*count));
        if let Some((count, class, id)) = found {
            merge(&mut name.parts, at, at + count, class, id);
        } else if let Some((count, class, id)) = legal().filter(|(count, ..)| at > 0 && at + count == name.parts.len())
            && (count > 1 || is_sure_form(&name.parts[at]))
        {
            merge(&mut name.parts, at, at + count, class, id);
        } else if let Some(number) = generation(name, at).filter(|_| last && at > 0) {
            name.parts[at].class = Class::Suffix;
            name.parts[at].id = number;
        } else if name.parts[at].len() == 1 {
            name.parts[at].class = Class::Initial;
        }
        let part = &name.parts[at];
        start = (start && part.class == Class::Title) || part.before_comma;
        at += 1;
    }
    name.parts.is_empty() || name.parts.iter().any(|part| part.class == Class::Word)
}

/// `II`, `III`, `IV` behind a person's name.
fn generation(name: &Name, at: usize) -> Option<u32> {
    let part = &name.parts[at];
    let bytes = name.bytes(part);
    (part.is_capital() && matches!(bytes, b"ii" | b"iii" | b"iv")).then(|| roman_number(bytes))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers_are_read_as_usually_written() {
        for (text, number) in [("i", 1), ("iv", 4), ("ix", 9), ("xiv", 14), ("viii", 8), ("xl", 40), ("lxxvii", 77)] {
            assert_eq!(roman_number(text.as_bytes()), Some(number), "{text}");
        }
        assert_eq!(roman_number(b"il"), None);
        assert_eq!(roman_number(b"mix"), None);
    }
}
