//! A name cut into parts, each known for what it is. The main type is [`Name`].
//!
//! Parsing looks at each character once. Only so many letters and parts are looked at ([`MAX_LETTERS`], [`MAX_PARTS`]);
//! a name with more says so ([`Name::is_cut`]) and is the same as another only where both are written the same.

use super::fold::{self, Script, hash, is_apostrophe, is_invisible};
use super::link;
use super::people::{self, Groups};
use super::words::{self, Class};
use crate::regional::Reading;
use crate::signs;
use std::sync::OnceLock;

/// No more letters of a name are compared.
const MAX_LETTERS: usize = 300;
/// No more parts of a name are compared.
pub(crate) const MAX_PARTS: usize = 24;
/// No more bytes of a name are read by the customs of its language.
const MAX_TEXT: usize = 2000;
/// A small letter before a capital parts words where so many letters stand before: "NameSurname", and never "McName".
const MIN_BEFORE_CAPITAL: usize = 4;
/// An Arabic article is parted from a word of so many letters besides.
const MIN_STEM: usize = 2;
/// A character is read as so many letters at most, and a title or a foreign name may stand before.
const MAX_READ: usize = 6;
const MORE: usize = 10;

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person.
    Person,
    /// A company, an organisation, a unit, a state body.
    Body,
    /// A ship, an aircraft, a thing.
    Thing,
    /// A person or a body.
    Any,
}

impl Kind {
    /// The kind for a schema of FollowTheMoney. One that is not known is compared as `LegalEntity`.
    pub fn of_schema(schema: &str) -> Self {
        match schema {
            "Person" => Self::Person,
            "Company" | "Organization" | "PublicBody" | "Unit" | "Forum" | "State" => Self::Body,
            "Vessel" | "Airplane" | "Vehicle" | "Asset" | "RealEstate" | "Security" | "CryptoWallet" | "Trip" => Self::Thing,
            _ => Self::Any,
        }
    }
}

/// One part of a name.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// From and to in the letters of the name.
    pub at: (u16, u16),
    /// A number for its letters.
    pub hash: u64,
    /// A number for it as written, where its script is no alphabet.
    pub written: u64,
    pub script: Script,
    pub class: Class,
    /// Which legal form, which number: what `class` says.
    pub id: u32,
    /// The groups of given names and surnames that it belongs to.
    pub groups: Groups,
    /// Written with a full stop behind a single letter.
    pub dotted: bool,
    /// Written with a full stop behind a word.
    pub shortened: bool,
    /// Which letters it has, one bit each: what words share at most is known without comparing them.
    pub mask: u32,
    /// Stands before a comma.
    pub before_comma: bool,
    /// Stands in quotes in a person's name, or in brackets in a thing's: says something only where the other name says
    /// it too.
    pub aside: bool,
    /// Whether a digit stands in it.
    pub has_digit: bool,
    capital: bool,
}

impl Part {
    /// How many letters.
    pub fn len(&self) -> usize {
        usize::from(self.at.1 - self.at.0)
    }
}

/// A name, parsed.
#[derive(Debug, Clone)]
pub struct Name {
    pub(crate) kind: Kind,
    /// The letters of all parts in ASCII, parts parted by a space.
    pub(crate) letters: Vec<u8>,
    pub(crate) parts: Vec<Part>,
    /// A number for the text as written.
    pub(crate) written: u64,
    pub(crate) hidden: bool,
    pub(crate) look_alike: bool,
    cut: bool,
    /// How many Chinese characters and Korean syllables it has, at most 255.
    signs: u8,
    /// The text as written, as far as customs read it.
    text: Box<str>,
    regional: OnceLock<Option<Box<Reading>>>,
}

impl Name {
    /// Cuts a name into parts.
    pub fn parse(text: &str, kind: Kind) -> Self {
        let articles = matches!(kind, Kind::Person | Kind::Any);
        let mut name = Self::cut(text, kind, articles);
        if !words::classify(&mut name) {
            // Nothing is left to tell it apart by: then it is told apart by all of its words.
            name = Self::cut(text, kind, articles);
        }
        for part in &mut name.parts {
            if part.class == Class::Word {
                let own = people::groups(if part.written == 0 { part.hash } else { part.written });
                // A word parted from its article is in the groups of both where it has none itself.
                part.groups = if own.is_known() { own } else { part.groups };
            }
        }
        if name.parts.iter().all(|part| part.aside) {
            name.parts.iter_mut().for_each(|part| part.aside = false);
        }
        name.text = text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default().into();
        name
    }

    fn cut(text: &str, kind: Kind, articles: bool) -> Self {
        let mut cutter = Cutter { articles, ..Cutter::new(text, kind) };
        cutter.run(text);
        cutter.name
    }

    /// How the customs of its language read it: done when it is first asked for, since most pairs are told apart
    /// without.
    pub(crate) fn regional(&self) -> Option<&Reading> {
        self.regional.get_or_init(|| Reading::of(&self.text, self.kind).map(Box::new)).as_deref()
    }

    /// Whether it has letters of a script that only customs read, or begins as a unit's name may: with a number in it.
    pub(crate) fn is_for_customs(&self) -> bool {
        let unit = self.kind == Kind::Body || self.kind == Kind::Any;
        self.parts.iter().any(|part| part.script == Script::South || (unit && part.has_digit))
    }

    /// Whether one of two names is in Chinese characters, kana or Korean letters, and the other may be what it is read
    /// as: these need have no letter in common. What is far too long or has too many words is not asked about.
    pub(crate) fn may_be_read(&self, other: &Self) -> bool {
        let (one, two) = (self.writing(), other.writing());
        if one == two {
            return false;
        }
        let fits = |name: &Self, script: Option<Script>, read: &Self| {
            let signs: usize = if script == Some(Script::Kana) { name.letters.len() } else { name.signs.into() };
            let latin = read.parts.iter().all(|part| part.script == Script::Latin);
            script.is_some() && (!latin || read.parts.len() <= signs + 2 && read.letters.len() <= signs * MAX_READ + MORE)
        };
        fits(self, one, other) || fits(other, two, self)
    }

    /// The script of its letters where that writes words or syllables.
    fn writing(&self) -> Option<Script> {
        let scripts = self.parts.iter().map(|part| part.script);
        scripts.filter(|script| matches!(script, Script::Signs | Script::Kana | Script::Hangul)).min()
    }

    /// Cuts a phrase of the word list into parts, as the names of bodies are.
    pub(crate) fn cut_only(text: &str) -> Self {
        Self::cut(text, Kind::Body, false)
    }

    /// Cuts a phrase into parts as the names of people are.
    pub(crate) fn cut_as_person(text: &str) -> Self {
        Self::cut(text, Kind::Person, true)
    }

    /// What the name was parsed as.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What names that may be one have in common: for each word how it is spelt once transliterations are folded, and
    /// the groups of names in other languages that it belongs to. Sorted, each once. A slip makes another key: names
    /// with several words still meet in the others.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for part in self.parts.iter().filter(|part| matches!(part.class, Class::Word | Class::Domain | Class::Place)) {
            let spelt = link::spelt(self.bytes(part));
            keys.push(String::from_utf8_lossy(spelt.as_bytes()).into_owned());
            keys.extend(part.groups.all().map(|group| format!("#{group}")));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The name as it is compared: its letters in small letters of ASCII, parts parted by a space.
    pub fn folded(&self) -> &str {
        std::str::from_utf8(&self.letters).unwrap_or_default()
    }

    /// Whether it is longer than what is compared.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    pub(crate) fn order(&self) -> (&[u8], u64, bool) {
        (&self.letters, self.written, self.hidden)
    }

    /// Which letters it has, one bit each.
    pub(crate) fn mask(&self) -> u32 {
        self.parts.iter().fold(0, |mask, part| mask | part.mask)
    }

    pub(crate) fn bytes(&self, part: &Part) -> &[u8] {
        self.letters.get(usize::from(part.at.0)..usize::from(part.at.1)).unwrap_or_default()
    }

    pub(crate) fn text(&self, part: &Part) -> &str {
        std::str::from_utf8(self.bytes(part)).unwrap_or_default()
    }
}

struct Cutter {
    name: Name,
    start: usize,
    /// Scripts met in this word.
    script: Script,
    mixed: bool,
    written: u64,
    letters: usize,
    digits: usize,
    capital: bool,
    small_before: bool,
    apostrophe: Option<usize>,
    /// The first byte of the text that this word comes from.
    from: usize,
    /// The last word was one letter and a full stop stood behind it, right before this place.
    dotted: bool,
    /// This word is letters with full stops between.
    chain: bool,
    /// What ends the quotes or brackets that this word stands in.
    aside: Option<char>,
    /// Whether an Arabic article is a part by itself.
    articles: bool,
}

impl Cutter {
    fn new(text: &str, kind: Kind) -> Self {
        let room = text.len().min(MAX_LETTERS) + 8;
        let name = Name {
            kind,
            letters: Vec::with_capacity(room),
            parts: Vec::with_capacity(8),
            written: hash(text.as_bytes()),
            hidden: false,
            look_alike: false,
            cut: false,
            signs: 0,
            text: Box::default(),
            regional: OnceLock::new(),
        };
        Self {
            name,
            start: 0,
            script: Script::None,
            mixed: false,
            written: 0,
            letters: 0,
            digits: 0,
            capital: false,
            small_before: false,
            apostrophe: None,
            from: 0,
            dotted: false,
            chain: false,
            aside: None,
            articles: false,
        }
    }

    fn run(&mut self, text: &str) {
        for (at, c) in text.char_indices() {
            if self.name.letters.len() >= MAX_LETTERS || self.name.parts.len() >= MAX_PARTS {
                self.name.cut |= c.is_alphanumeric();
                if self.name.cut {
                    break;
                }
                continue;
            }
            self.character(text, at, c);
        }
        self.end(text, text.len());
    }

    fn character(&mut self, text: &str, at: usize, c: char) {
        if c.is_ascii_alphanumeric() || (!c.is_ascii() && is_letter(c)) {
            return self.letter(text, at, c);
        }
        if c == '\'' || (!c.is_ascii() && is_apostrophe(c)) {
            self.apostrophe = Some(self.name.letters.len());
        } else if c != ' ' && is_invisible(c) {
            self.name.hidden = true;
        } else {
            self.border(text, at, c);
        }
    }

    fn border(&mut self, text: &str, at: usize, c: char) {
        let single = self.letters + self.digits == 1 || self.chain;
        let had = self.name.letters.len() > self.start;
        self.end(text, at);
        match c {
            '&' | '+' | '%' => {
                let word: &[u8] = if c == '&' {
                    b"and"
                } else if c == '+' {
                    b"plus"
                } else {
                    b"percent"
                };
                self.from = at;
                word.iter().for_each(|byte| self.push(*byte));
                self.letters = word.len();
                self.script = Script::Latin;
                self.end(text, at + 1);
            }
            '.' | '/' => {
                self.dotted = had && single;
                if let Some(part) = self.name.parts.last_mut().filter(|_| had && single) {
                    part.dotted = c == '.';
                }
                if let Some(part) = self.name.parts.last_mut().filter(|_| had && !single) {
                    part.shortened = c == '.';
                }
            }
            ',' | ';' => {
                if let Some(part) = self.name.parts.last_mut() {
                    part.before_comma = true;
                }
                self.dotted = false;
            }
            '"' | '“' | '”' | '«' | '»' | '(' | ')' => self.quote(c),
            _ => self.dotted = false,
        }
    }

    /// Quotes in a person's name and brackets in a thing's open and end.
    fn quote(&mut self, c: char) {
        self.dotted = false;
        if self.aside.is_some() {
            self.aside = self.aside.filter(|end| *end != c);
            return;
        }
        self.aside = match (self.name.kind, c) {
            (Kind::Person, '"') => Some('"'),
            (Kind::Person, '“') => Some('”'),
            (Kind::Person, '«') => Some('»'),
            (Kind::Thing, '(') => Some(')'),
            _ => None,
        };
    }

    fn letter(&mut self, text: &str, at: usize, c: char) {
        let upper = c.is_uppercase();
        if upper && self.small_before && self.letters >= MIN_BEFORE_CAPITAL {
            self.end(text, at);
        }
        if self.letters + self.digits == 0 {
            self.from = at;
            self.capital = upper;
            if self.dotted && self.joins_initials() {
                self.reopen();
            }
            self.dotted = false;
        }
        self.small_before = c.is_lowercase();
        let script = Script::of(c);
        if script == Script::None || c.is_numeric() {
            self.digits += 1;
        } else {
            self.letters += 1;
            self.mixed |= self.script != Script::None && self.script != script;
            self.script = self.script.max(script);
        }
        if matches!(script, Script::Signs | Script::Hangul) {
            self.name.signs = self.name.signs.saturating_add(1);
        }
        if !matches!(script, Script::None | Script::Latin | Script::Cyrillic | Script::Greek) {
            let mut bytes = [0; 4];
            let begin = if self.written == 0 { fold::START } else { self.written };
            self.written = signs::plain(c).encode_utf8(&mut bytes).bytes().fold(begin, fold::step);
        }
        // Each sign is a syllable of its own, but names are one word or two: the word stays whole.
        let name = &mut self.name;
        fold::ascii(c, &mut |byte| name.letters.push(byte));
    }

    /// Letters with full stops between are one word in the names of bodies: there they are an acronym, here initials.
    fn joins_initials(&self) -> bool {
        self.name.kind != Kind::Person && self.name.parts.last().is_some_and(|part| part.at.1 as usize + 1 == self.start)
    }

    /// Takes the last word up again.
    fn reopen(&mut self) {
        let Some(part) = self.name.parts.pop() else { return };
        self.name.letters.truncate(part.at.1 as usize);
        self.start = part.at.0 as usize;
        self.letters = part.len();
        self.script = part.script;
        self.capital = part.capital;
        self.chain = true;
    }

    fn push(&mut self, byte: u8) {
        self.name.letters.push(byte);
    }

    fn end(&mut self, text: &str, to: usize) {
        // A possessive says nothing.
        if self.apostrophe.is_some_and(|at| at > self.start && at + 1 == self.name.letters.len())
            && self.name.letters.last() == Some(&b's')
        {
            self.name.letters.pop();
        }
        if self.name.letters.len() > self.start {
            if self.mixed {
                self.unmask(text, to);
            }
            if self.digits > 0 && self.letters > 0 && self.letters >= self.digits && self.name.kind != Kind::Body {
                self.read_digits();
            }
            if !self.article(text, to) {
                self.part();
            }
        }
        self.start = self.name.letters.len();
        (self.script, self.chain) = (Script::None, false);
        (self.mixed, self.small_before, self.capital) = (false, false, false);
        (self.written, self.letters, self.digits, self.apostrophe) = (0, 0, 0, None);
    }

    /// A word in Arabic letters that begins with the article is two parts, as its spellings in Latin letters are.
    fn article(&mut self, text: &str, to: usize) -> bool {
        const ARTICLE: [char; 2] = ['ا', 'ل'];
        if !self.articles || self.script != Script::Abjad {
            return false;
        }
        let word: Vec<char> = text.get(self.from..to).unwrap_or_default().chars().filter(|c| is_letter(*c)).collect();
        let Some(stem) = word.strip_prefix(&ARTICLE).filter(|stem| stem.is_empty() || stem.len() >= MIN_STEM) else {
            return false;
        };
        let whole = people::groups(self.written);
        self.name.letters.truncate(self.start);
        for (letters, groups) in [(&ARTICLE[..], Groups::default()), (stem, whole)] {
            self.start = self.name.letters.len();
            self.written = 0;
            let mut bytes = [0; 4];
            for c in letters {
                let begin = if self.written == 0 { fold::START } else { self.written };
                self.written = c.encode_utf8(&mut bytes).bytes().fold(begin, fold::step);
                if letters != ARTICLE {
                    fold::ascii(*c, &mut |byte| self.name.letters.push(byte));
                }
            }
            if letters == ARTICLE {
                self.name.letters.extend(b"al");
            }
            if self.name.letters.len() > self.start {
                self.part();
                self.name.parts.iter_mut().next_back().into_iter().for_each(|part| part.groups = groups);
            }
        }
        true
    }

    fn part(&mut self) {
        let bytes = &self.name.letters[self.start..];
        let limit = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let part = Part {
            at: (limit(self.start), limit(self.name.letters.len())),
            hash: hash(bytes),
            written: self.written,
            script: self.script,
            class: Class::Word,
            id: 0,
            groups: Groups::default(),
            dotted: false,
            shortened: false,
            mask: bytes.iter().fold(0, |mask, byte| mask | 1 << (byte & 31)),
            before_comma: false,
            aside: self.aside.is_some(),
            has_digit: self.digits > 0,
            capital: self.capital,
        };
        self.name.parts.push(part);
        self.name.letters.push(b' ');
    }

    /// A word of two alphabets: its letters are read as the Latin ones that they look like.
    fn unmask(&mut self, text: &str, to: usize) {
        let written = text.get(self.from..to).unwrap_or_default();
        let scripts = written.chars().filter(|c| is_letter(*c)).map(Script::of);
        let mut latin = 0;
        let mut other = 0;
        for script in scripts {
            match script {
                Script::Latin => latin += 1,
                Script::Cyrillic | Script::Greek => other += 1,
                _ => return,
            }
        }
        if latin == 0 || other == 0 {
            return;
        }
        self.name.look_alike = true;
        self.name.letters.truncate(self.start);
        let name = &mut self.name;
        for c in written.chars().filter(|c| is_letter(*c)) {
            match fold::looks_like(c) {
                Some(byte) => name.letters.push(byte),
                None => fold::ascii(c, &mut |byte| name.letters.push(byte)),
            }
        }
        self.script = Script::Latin;
    }

    /// Digits inside a word are read as the letters that they look like; a number with an ending stays.
    fn read_digits(&mut self) {
        let word = &mut self.name.letters[self.start..];
        // A number before or behind a word is a number.
        let ends = [word.first(), word.last()];
        if !ends.iter().flatten().all(|byte| byte.is_ascii_alphabetic()) {
            return;
        }
        if word.iter().filter(|byte| byte.is_ascii_digit()).any(|byte| fold::letter_of_digit(*byte).is_none()) {
            return;
        }
        for byte in word.iter_mut() {
            if let Some(letter) = fold::letter_of_digit(*byte) {
                *byte = letter;
            }
        }
        self.name.look_alike = true;
    }
}

/// Letters, digits and the marks that belong to letters.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

impl Part {
    /// Whether the word began with a capital.
    pub fn is_capital(&self) -> bool {
        self.capital
    }
}
