//! Names of units of armed and police forces, compared by what tells units apart. The main type is [`Unit`].
//!
//! Such a name is a noun with its kind, a number or a side of the country, and seldom anything else: "33rd Light Infantry
//! Division", "LID 33". Letters mean little in it. So it is read into those parts, abbreviations and other languages to the
//! same, and two units are one where the parts agree; a number or a kind that differs makes two, however alike the rest.
//!
//! The words stand in `data/units.txt`.

mod tokens;

#[cfg(test)]
mod tests;

use crate::burmese::{is_burmese_script, roman as roman_letters};
use crate::quick::{QuickMap, QuickSet};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tokens::Token;

/// No name of a unit has more tokens; what comes after is not looked at.
const MAX_TOKENS: usize = 60;
/// The greatest number that is read in Roman numerals.
const MAX_NUMERAL: u32 = 40;

/// What a form of `units.txt` means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Noun(&'static str, Vec<&'static str>),
    Arm(&'static str),
    Side(Vec<&'static str>),
    Number(u32),
    Light,
    Split,
    Under,
    Force(&'static str),
}

/// The forms by their first token, longer ones first.
#[derive(Default)]
struct Forms {
    by_first: QuickMap<String, Vec<(Vec<String>, Meaning)>>,
    sided: BTreeSet<&'static str>,
    named: BTreeSet<&'static str>,
    /// The words that nouns begin with.
    nouns: QuickSet<String>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms::default();
    for line in include_str!("../../data/units.txt").lines().filter(|line| !line.starts_with('#')) {
        forms.line(line);
    }
    forms
});

impl Forms {
    fn line(&mut self, line: &'static str) {
        if let Some(nouns) = line.strip_prefix("sided ") {
            self.sided.extend(nouns.split_whitespace());
        }
        if let Some(nouns) = line.strip_prefix("named ") {
            self.named.extend(nouns.split_whitespace());
        }
        let Some((head, forms)) = line.split_once(':') else { return };
        let words: Vec<&'static str> = head.split_whitespace().collect();
        let meaning = match words[..] {
            ["noun", name, ref arms @ ..] => Meaning::Noun(name, arms.to_vec()),
            ["arm", name] => Meaning::Arm(name),
            ["side", ref names @ ..] => Meaning::Side(names.to_vec()),
            ["number", number] => Meaning::Number(number.parse().unwrap_or(0)),
            ["light"] => Meaning::Light,
            ["split"] => Meaning::Split,
            ["under"] => Meaning::Under,
            ["force", name] => Meaning::Force(name),
            _ => return,
        };
        for form in forms.split(';') {
            let form: Vec<String> = tokens::cut(form).into_iter().map(|token| token.text).collect();
            let Some(first) = form.first().cloned() else { continue };
            if matches!(meaning, Meaning::Noun(..)) {
                self.nouns.insert(first.clone());
            }
            let list = self.by_first.entry(first).or_default();
            list.push((form, meaning.clone()));
            list.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        }
    }

    /// Whether a text in ASCII has a word that a noun begins with: a quick look, since most names have none.
    fn may_be_unit(&self, name: &str) -> bool {
        let mut letters = [0u8; 24];
        let mut words = name.as_bytes().split(|c| !c.is_ascii_alphabetic());
        words.any(|word| {
            let Some(small) = letters.get_mut(..word.len()).filter(|small| !small.is_empty()) else { return false };
            small.copy_from_slice(word);
            small.make_ascii_lowercase();
            std::str::from_utf8(small).is_ok_and(|word| self.nouns.contains(word))
        })
    }

    /// The longest form that begins here: how many tokens, and its meaning.
    fn at(&self, tokens: &[Token]) -> Option<(usize, &Meaning)> {
        let list = self.by_first.get(&tokens.first()?.text)?;
        let fits =
            |form: &[String]| form.len() <= tokens.len() && form.iter().zip(tokens).all(|(text, token)| *text == token.text);
        list.iter().find(|(form, _)| fits(form)).map(|(form, meaning)| (form.len(), meaning))
    }
}

/// A unit's name, read once for comparing with many.
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Unit {
    noun: &'static str,
    arms: BTreeSet<&'static str>,
    sides: BTreeSet<&'static str>,
    numbers: BTreeSet<u32>,
    /// Whose unit it is, where the name says so.
    forces: BTreeSet<&'static str>,
    /// What else the name says.
    rest: Vec<String>,
}

/// A part of a name.
enum Item {
    Means(Meaning),
    Digits(u32),
    Word(String),
}

impl Unit {
    /// Reads a name. Nothing where it is not that of a unit: a noun with a number or a side.
    pub fn read(name: &str) -> Option<Self> {
        if name.is_ascii() && !FORMS.may_be_unit(name) {
            return None;
        }
        let tokens = tokens::cut(name);
        if tokens.len() < 2 || tokens.len() > MAX_TOKENS {
            return None;
        }
        let all = items(&tokens);
        let greater = all.iter().rposition(|item| matches!(item, Item::Means(Meaning::Under)));
        let items = &all[greater.map_or(0, |at| at + 1)..];
        let mut clauses = items.split(|item| matches!(item, Item::Means(Meaning::Split)));
        clauses.find_map(read_clause).or_else(|| read_clause(items)).or_else(|| sort_alone(items))
    }

    /// How near two names of units are in thousandths, and why. The order does not matter.
    pub fn compare(&self, other: &Self) -> (u16, String) {
        let (a, b) = if self <= other { (self, other) } else { (other, self) };
        if a.noun != b.noun {
            return (250, format!("{} and {} are different sorts of units", a.noun, b.noun));
        }
        if a.numbers != b.numbers {
            let one = a.numbers.is_empty() || b.numbers.is_empty();
            return if one { (300, "one has a number".to_string()) } else { (200, "the numbers differ".to_string()) };
        }
        if a.sides != b.sides && !(a.sides.is_empty() || b.sides.is_empty()) || a.sides != b.sides && a.numbers.is_empty() {
            return (250, "they belong to different sides of a country".to_string());
        }
        if a.forces != b.forces && !a.forces.is_empty() && !b.forces.is_empty() {
            return (250, "units of different forces".to_string());
        }
        if a.arms != b.arms && (a.numbers.is_empty() || !(a.arms.is_empty() || b.arms.is_empty())) {
            return (250, "different kinds of units".to_string());
        }
        let rest = near_rest(&a.rest, &b.rest);
        let open = a.arms != b.arms || a.sides != b.sides;
        match rest {
            0..600 => (450, "the same number, and different names".to_string()),
            _ if open => (rest.min(740), "the same number; one does not say which kind".to_string()),
            1000 => (1000, "the same unit: number, kind and side agree".to_string()),
            rest => (rest, "the same number and kind; one says more".to_string()),
        }
    }
}

fn items(tokens: &[Token]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    let mut open = false;
    while at < tokens.len() {
        let token = &tokens[at];
        if let Some(number) = token.number {
            items.push(Item::Digits(number));
            at += 1;
            open = false;
        } else if let Some((count, meaning)) = FORMS.at(&tokens[at..]) {
            items.push(Item::Means(meaning.clone()));
            at += count;
            open = false;
        } else {
            match items.last_mut() {
                Some(Item::Word(word)) if open && token.joined => word.push_str(&token.text),
                _ => items.push(Item::Word(token.text.clone())),
            }
            open = true;
            at += 1;
        }
    }
    items
}

/// Where the noun stands that the number counts: the nearest to a number, and the last of several.
fn noun_at(items: &[Item]) -> Option<usize> {
    let places = |test: fn(&Item) -> bool| -> Vec<usize> {
        items.iter().enumerate().filter(|(_, item)| test(item)).map(|(at, _)| at).collect()
    };
    let nouns = places(|item| matches!(item, Item::Means(Meaning::Noun(..))));
    let numbers = places(|item| matches!(item, Item::Digits(_) | Item::Means(Meaning::Number(_))));
    let far = |noun: &usize| numbers.iter().map(|number| noun.abs_diff(*number)).min().unwrap_or(0);
    nouns.into_iter().rev().min_by_key(far)
}

/// A sort of unit and nothing else, as where the number was left out.
fn sort_alone(items: &[Item]) -> Option<Unit> {
    let said =
        |item: &Item| matches!(item, Item::Means(Meaning::Noun(..) | Meaning::Arm(_) | Meaning::Force(_) | Meaning::Light));
    if items.is_empty() || !items.iter().all(said) {
        return None;
    }
    let unit = parts(items)?;
    (!unit.arms.is_empty()).then_some(unit)
}

/// Reads one clause that names a unit.
fn read_clause(items: &[Item]) -> Option<Unit> {
    let unit = parts(items)?;
    let named = !unit.numbers.is_empty()
        || !unit.sides.is_empty() && FORMS.sided.contains(unit.noun)
        || !unit.rest.is_empty() && FORMS.named.contains(unit.noun);
    named.then_some(unit)
}

/// The parts of a name: one noun counts, the others say what kind.
fn parts(items: &[Item]) -> Option<Unit> {
    let noun_at = noun_at(items)?;
    let mut unit = Unit::default();
    let mut tens: Option<u32> = None;
    for (at, item) in items.iter().enumerate() {
        let was = tens.take();
        match item {
            Item::Digits(number) => _ = unit.numbers.insert(*number),
            Item::Means(Meaning::Number(number)) => match was {
                Some(before) if *number < 10 && before >= 20 && before % 10 == 0 => {
                    unit.numbers.remove(&before);
                    unit.numbers.insert(before + number);
                }
                _ => {
                    unit.numbers.insert(*number);
                    tens = Some(*number);
                }
            },
            Item::Means(Meaning::Noun(noun, arms)) => {
                if at == noun_at {
                    unit.noun = noun;
                }
                unit.arms.extend(arms);
            }
            Item::Means(Meaning::Arm(arm)) => _ = unit.arms.insert(arm),
            Item::Means(Meaning::Side(sides)) => unit.sides.extend(sides),
            Item::Means(Meaning::Force(force)) => _ = unit.forces.insert(force),
            Item::Means(Meaning::Light | Meaning::Split | Meaning::Under) => {}
            Item::Word(word) => match numeral(word) {
                Some(number) if at.abs_diff(noun_at) == 1 => _ = unit.numbers.insert(number),
                _ if is_burmese_script(word) => unit.rest.push(roman_letters(word).to_lowercase()),
                _ => unit.rest.push(word.clone()),
            },
        }
    }
    unit.rest.sort();
    Some(unit)
}

/// A number in Roman numerals.
fn numeral(word: &str) -> Option<u32> {
    if word.len() > 6 || !word.bytes().all(|c| matches!(c, b'i' | b'v' | b'x' | b'l')) {
        return None;
    }
    (1..=MAX_NUMERAL).find(|number| in_numerals(*number) == word)
}

fn in_numerals(mut number: u32) -> String {
    let mut out = String::new();
    for (letters, value) in [("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)] {
        while number >= value {
            out.push_str(letters);
            number -= value;
        }
    }
    out
}

/// How near the words are that are neither noun nor number.
fn near_rest(a: &[String], b: &[String]) -> u16 {
    if a == b {
        return 1000;
    }
    if a.is_empty() || b.is_empty() {
        return 850;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let alike = |one: &String, two: &String| {
        let longest = one.chars().count().max(two.chars().count());
        one == two || longest >= 5 && strsim::osa_distance(one, two) * 5 <= longest
    };
    let common = short.iter().filter(|one| long.iter().any(|two| alike(one, two))).count();
    if common == short.len() { 860 } else { u16::try_from(800 * common / long.len()).unwrap_or(0) }
}
