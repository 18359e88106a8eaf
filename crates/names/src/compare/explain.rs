//! A comparison in words, part by part. The main function is [`explain`].

use super::align::{Aligned, Pair, ones};
use super::link::How;
use super::measure::{Measures, generations, legal, numbers};
use super::model::Verdict;
use super::name::{Name, Part};
use super::words::Class;

/// No more parts are put in words.
const MOST: usize = 12;

/// Why two names score what they do: what decided it, then each part.
pub(crate) fn explain(a: &Name, b: &Name, aligned: &Aligned, measures: &Measures, verdict: &Verdict) -> String {
    let mut why = Words { text: String::with_capacity(160), count: 0 };
    if let Some(rule) = verdict.because {
        why.say(&[rule]);
    }
    what_was_read(a, b, &mut why);
    if aligned.acronym {
        why.say(&["one is the initials of the other"]);
        return why.text;
    }
    same(a, aligned, &mut why);
    for pair in &aligned.pairs {
        pair_in_words(a, b, pair, &mut why);
    }
    alone(a, b, aligned, &mut why);
    if measures[17] > 0 {
        why.say(&["the order differs"]);
    }
    others(a, b, &mut why);
    why.text
}

/// What was read otherwise than it is written, in words; nothing where nothing was.
pub(crate) fn notes(a: &Name, b: &Name) -> String {
    let mut why = Words { text: String::new(), count: 0 };
    what_was_read(a, b, &mut why);
    why.text
}

fn what_was_read(a: &Name, b: &Name, why: &mut Words) {
    if a.hidden || b.hidden {
        why.say(&["characters that cannot be seen were left out"]);
    }
    if a.look_alike != b.look_alike || (a.look_alike && a.letters != b.letters) {
        why.say(&["letters or digits that look like others were read as those"]);
    }
}

struct Words {
    text: String,
    count: usize,
}

impl Words {
    fn say(&mut self, words: &[&str]) {
        self.count += 1;
        if self.count > MOST {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("; ");
        }
        words.iter().for_each(|word| self.text.push_str(word));
    }
}

/// The parts that are the same letter for letter.
fn same(a: &Name, aligned: &Aligned, why: &mut Words) {
    let mut first = true;
    for pair in aligned.pairs.iter().filter(|pair| pair.link.how == How::Same) {
        let text = a.text(&a.parts[pair.left.0]);
        if first {
            why.say(&["the same: `", text, "`"]);
        } else {
            why.text.push_str(", `");
            why.text.push_str(text);
            why.text.push('`');
        }
        first = false;
    }
}

fn pair_in_words(a: &Name, b: &Name, pair: &Pair, why: &mut Words) {
    let of = |name: &Name, (at, count): (usize, usize)| -> String {
        let parts = name.parts.get(at..at + count).unwrap_or_default();
        parts.iter().map(|part| name.text(part)).collect::<Vec<_>>().join(" ")
    };
    let (one, two) = (of(a, pair.left), of(b, pair.right));
    let (one, two) = (one.as_str(), two.as_str());
    match pair.link.how {
        How::Same => {}
        How::Form => why.say(&["`", one, "` and `", two, "` mean the same"]),
        How::Known => why.say(&["`", one, "` and `", two, "` are one name in other languages or spellings"]),
        How::Short => why.say(&["`", one, "` and `", two, "`: a name and its short form"]),
        How::Spelt => why.say(&["`", one, "` and `", two, "` are spelt alike"]),
        How::Consonants => why.say(&["`", one, "` and `", two, "` have the same consonants"]),
        How::Parted if pair.link.edits == 0 => {
            why.say(&["`", one, "` and `", two, "` are the same letters, parted otherwise"])
        }
        How::Parted | How::Slip => {
            let letters =
                if pair.link.edits == 1 { "one letter".to_string() } else { format!("{} letters", pair.link.edits) };
            why.say(&["`", one, "` and `", two, "` differ in ", &letters]);
        }
        How::Begins => why.say(&["`", one, "` and `", two, "` begin alike and one breaks off"]),
        How::Initial => why.say(&["`", one, "` and `", two, "`: an initial"]),
    }
}

/// Parts without counterpart.
fn alone(a: &Name, b: &Name, aligned: &Aligned, why: &mut Words) {
    let list = |name: &Name, bits: u32| -> String {
        let parts = ones(bits).filter_map(|at| name.parts.get(at));
        parts.map(|part| format!("`{}`", name.text(part))).collect::<Vec<_>>().join(", ")
    };
    match (list(a, aligned.left), list(b, aligned.right)) {
        (one, two) if one.is_empty() && two.is_empty() => {}
        (one, two) if one.is_empty() || two.is_empty() => why.say(&["only in one: ", &one, &two]),
        (one, two) => why.say(&[&one, " against ", &two]),
    }
}

/// Legal forms, numbers, generations and titles.
fn others(a: &Name, b: &Name, why: &mut Words) {
    match legal(a, b) {
        1 => why.say(&["only one says its legal form"]),
        3 => why.say(&["legal forms of one kind"]),
        4 => why.say(&["the legal forms differ"]),
        _ => {}
    }
    if numbers(a, b) == 2 {
        why.say(&["only one has a number"]);
    }
    match generations(a, b) {
        1 => why.say(&["only one says which generation"]),
        2 => why.say(&["the generations differ"]),
        _ => {}
    }
    let title = |part: &&Part| part.class == Class::Title;
    if a.parts.iter().chain(&b.parts).any(|part| title(&part)) {
        why.say(&["titles were not compared"]);
    }
}
