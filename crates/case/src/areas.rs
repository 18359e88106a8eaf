//! How much of a place readers may learn: what is known to be a township or wider, and of what is smaller nothing.
//!
//! The main type is [`Areas`]. It takes the words of a place apart ("Low Fenwick village, Fenwick township") and keeps the parts that
//! word packs know to be wide, by a word beside the name or by the name itself. Whatever they do not know is not wide: no list of
//! the world's villages is needed, and a place that nobody thought of stays covered. Why words and not a gazetteer: a list of
//! places is never whole, and a name alone says nothing of which of two places of one name is meant.

use rollcall_lexicon::Lexicon;
use rollcall_lexicon::pack::{Area, Width};
use rollcall_model::ontology::kinds;
use std::collections::BTreeSet;

/// A name of an area has so many words at most beside the word that says what it is: what is longer holds more than one place.
const NAME_WORDS: usize = 3;

/// And so many letters where a script parts no words.
const NAME_LETTERS: usize = 18;

/// A stretch of more words is no name; it is covered by the names in it.
const PHRASE_WORDS: usize = 6;

/// A number with so many digits tells where something is.
const TELLING_DIGITS: usize = 4;

/// Marks that end a part of a place, beside those of ASCII. An apostrophe or a hyphen is a part of a name.
const BREAKS: &str = "၊။،؛、，；：。「」『』（）“”„‘…–—/·•";

/// What is known of how wide places are.
#[derive(Debug, Default)]
pub struct Areas {
    names: Known,
    after: Known,
    before: Known,
    /// Words behind the name in scripts that part no words.
    glued: Vec<(String, Width)>,
    /// Of these words a name beside them is a place's in running words too.
    in_prose: BTreeSet<Words>,
    between: BTreeSet<String>,
    around: BTreeSet<String>,
}

/// Words in small letters.
type Words = Vec<String>;

/// Words that say how wide something is.
#[derive(Debug, Default)]
struct Known {
    wide: BTreeSet<Words>,
    narrow: BTreeSet<Words>,
}

impl Known {
    fn of(&mut self, width: Width) -> &mut BTreeSet<Words> {
        match width {
            Width::Wide => &mut self.wide,
            Width::Narrow => &mut self.narrow,
        }
    }
}

/// A part of a place, as it is written.
#[derive(Debug, Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    wide: bool,
}

impl Areas {
    /// What word packs know, and the states that a case names.
    pub fn new<'s>(lexicon: &'s Lexicon, states: impl IntoIterator<Item = &'s str>) -> Self {
        let mut areas = Self::default();
        lexicon.all.area.iter().for_each(|area| areas.add(area));
        let named = lexicon.states().flat_map(|state| state.also.iter().chain(&state.places).chain([&state.name]));
        for name in named.map(String::as_str).chain(states) {
            areas.names.wide.insert(small(name));
        }
        areas
    }

    fn add(&mut self, area: &Area) {
        // Nothing between two quotation marks is no word.
        let some = |words: &&String| !small(words).is_empty();
        self.names.of(area.width).extend(area.names.iter().filter(some).map(|name| small(name)));
        self.before.of(area.width).extend(area.before.iter().filter(some).map(|words| small(words)));
        for words in area.after.iter().filter(some) {
            match words.chars().next().is_some_and(parts_no_words) {
                true => self.glued.push((words.clone(), area.width)),
                false => _ = self.after.of(area.width).insert(small(words)),
            }
        }
        if area.in_prose {
            self.in_prose.extend(area.after.iter().chain(&area.before).map(|words| small(words)));
        }
        self.between.extend(area.between.iter().map(|word| word.to_lowercase()));
        self.around.extend(area.around.iter().map(|word| word.to_lowercase()));
    }

    /// What readers may learn of a place: its parts that are known to be wide. Nothing where none is.
    pub fn wide(&self, place: &str) -> Option<String> {
        let wide: Vec<&str> = self.parts(place).into_iter().filter(|part| part.wide).map(|part| part.text).collect();
        (!wide.is_empty()).then(|| wide.join(", "))
    }

    /// Words of a place that are told with its wide parts, each part by itself.
    pub fn wide_parts<'t>(&self, place: &'t str) -> Vec<&'t str> {
        self.parts(place).into_iter().filter(|part| part.wide).map(|part| part.text).collect()
    }

    /// What must be covered so that nobody learns more of a place than its wide parts: names, and stretches that hold them.
    pub fn narrow(&self, place: &str) -> BTreeSet<String> {
        let parts = self.parts(place).into_iter().filter(|part| !part.wide);
        parts.flat_map(|part| self.names_in(part.text)).collect()
    }

    /// Names of small places in running words: those that stand beside a word for where people live.
    pub fn narrow_in_prose(&self, text: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for part in self.cut(text) {
            let words = words(part);
            for at in 0..words.len() {
                let longest =
                    (1..=(words.len() - at).min(3)).rev().find(|n| self.in_prose.contains(&small_of(&words[at..at + n])));
                let glued = self.glued.iter().any(|(mark, width)| {
                    *width == Width::Narrow && words[at].ends_with(mark.as_str()) && self.in_prose.contains(&small(mark))
                });
                if glued {
                    names.extend(self.names_in(words[at]));
                }
                let Some(mark) = longest else { continue };
                let before = words[..at].iter().rev().take_while(|word| is_of_a_name(word)).count();
                let after = words[at + mark..].iter().take_while(|word| is_of_a_name(word)).count();
                let is_before = self.before.narrow.contains(&small_of(&words[at..at + mark]));
                let run = if is_before { &words[at + mark..at + mark + after] } else { &words[at - before..at] };
                names.extend(name_of(run).filter(|name| !self.is_wide(&words_of(name))));
            }
        }
        names
    }

    /// The parts of a place, as they are written, without the words around them.
    fn parts<'t>(&self, place: &'t str) -> Vec<Part<'t>> {
        let parts = self.cut(place).into_iter().map(|part| self.trimmed(part)).filter(|part| !part.is_empty());
        parts.map(|text| Part { text, wide: self.is_wide(&words_of(text)) }).collect()
    }

    /// A text at marks and at words that stand between two places.
    fn cut<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let breaks = |c: char| BREAKS.contains(c) || c.is_control() || (c.is_ascii_punctuation() && !"-'.".contains(c));
        let mut cut = Vec::new();
        for piece in text.split(breaks) {
            let mut start = 0;
            for (at, word) in words_at(piece) {
                if self.between.contains(&word.to_lowercase()) {
                    cut.push(&piece[start..at]);
                    start = at + word.len();
                }
            }
            cut.push(&piece[start..]);
        }
        cut
    }

    /// A part without the words that stand around a name.
    fn trimmed<'t>(&self, part: &'t str) -> &'t str {
        let words = words_at(part);
        let is_around = |(_, word): &&(usize, &str)| self.around.contains(&word.to_lowercase());
        let from = words.iter().take_while(is_around).count();
        let to = words.len() - words[from..].iter().rev().take_while(is_around).count();
        match words.get(from..to).and_then(|kept| Some((kept.first()?, kept.last()?))) {
            Some(((start, _), (last, word))) => &part[*start..last + word.len()],
            None => "",
        }
    }

    fn is_wide(&self, words: &[String]) -> bool {
        if self.names.narrow.contains(words) || self.is_narrow(words) {
            return false;
        }
        let short = |rest: &[String]| (1..=NAME_WORDS).contains(&rest.len());
        let ends = |mark: &Words| words.strip_suffix(mark.as_slice()).is_some_and(short);
        let begins = |mark: &Words| words.strip_prefix(mark.as_slice()).is_some_and(short);
        let whole = words.concat();
        let glued = |(mark, width): &(String, Width)| {
            let name = whole.strip_suffix(mark.as_str()).map(|name| name.chars().count());
            *width == Width::Wide && name.is_some_and(|letters| (1..=NAME_LETTERS).contains(&letters))
        };
        self.names.wide.contains(words)
            || self.after.wide.iter().any(ends)
            || self.before.wide.iter().any(begins)
            || self.glued.iter().any(glued)
    }

    /// Whether a word for something small stands in it.
    fn is_narrow(&self, words: &[String]) -> bool {
        let stands = |mark: &Words| words.windows(mark.len()).any(|window| window == mark.as_slice());
        let glued = |(mark, width): &(String, Width)| {
            *width == Width::Narrow && words.iter().any(|word| word.contains(mark.as_str()))
        };
        self.after.narrow.iter().chain(&self.before.narrow).any(stands) || self.glued.iter().any(glued)
    }

    /// What to cover of a part that is not wide.
    fn names_in(&self, part: &str) -> Vec<String> {
        let all = words(part);
        let marks = self.marks(&all);
        let kept: Vec<Option<&str>> = all.iter().zip(&marks).map(|(word, mark)| (!mark).then_some(*word)).collect();
        if !kept.iter().flatten().any(|word| word.chars().any(char::is_alphabetic)) {
            // A number alone is no name: "ward 5" is covered as it stands, and so are coordinates.
            let digits = part.chars().filter(char::is_ascii_digit).count();
            let tells = digits >= TELLING_DIGITS || (digits > 0 && marks.contains(&true));
            return tells.then(|| part.trim().to_string()).into_iter().collect();
        }
        let mut names: Vec<String> = Vec::new();
        for run in kept.split(|word| !word.is_some_and(is_of_a_name)) {
            let run: Vec<&str> = run.iter().flatten().copied().collect();
            names.extend(name_of(&run));
        }
        // In scripts that part no words the mark is a part of the word.
        let bare = self.glued.iter().filter_map(|(mark, _)| all.last()?.strip_suffix(mark.as_str()));
        names.extend(bare.filter_map(|name| name_of(&[name])));
        if all.len() <= PHRASE_WORDS {
            names.push(part.trim().to_string());
        }
        names.retain(|name| !self.is_wide(&words_of(name)));
        names
    }

    /// Which words of a part say what it is and not what it is called.
    fn marks(&self, words: &[&str]) -> Vec<bool> {
        let mut marks: Vec<bool> = words.iter().map(|word| self.around.contains(&word.to_lowercase())).collect();
        let known = [&self.after.wide, &self.after.narrow, &self.before.wide, &self.before.narrow];
        for mark in known.into_iter().flatten() {
            for at in 0..(words.len() + 1).saturating_sub(mark.len()) {
                if small_of(&words[at..at + mark.len()]) == *mark {
                    marks[at..at + mark.len()].fill(true);
                }
            }
        }
        marks
    }
}

/// The names of states among a case's own parties.
pub fn states(settings: &crate::settings::Settings) -> impl Iterator<Item = &str> {
    let states = settings.party.iter().filter(|party| party.kind == Some(kinds::STATE));
    states.flat_map(|party| party.also.iter().chain([&party.name])).map(String::as_str)
}

/// The words of a text, as they are written; what stands around a word is no part of it.
fn words(text: &str) -> Vec<&str> {
    words_at(text).into_iter().map(|(_, word)| word).collect()
}

/// The same, each with the byte at which it begins.
fn words_at(text: &str) -> Vec<(usize, &str)> {
    let edges = |c: char| c.is_ascii_punctuation() || c == '’';
    let mut at = 0;
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let start = text[at..].find(word).map_or(at, |gap| at + gap);
        at = start + word.len();
        let bare = word.trim_start_matches(edges);
        let begins = at - bare.len();
        let bare = bare.trim_end_matches(edges);
        if !bare.is_empty() {
            found.push((begins, bare));
        }
    }
    found
}

fn small(text: &str) -> Words {
    words_of(text)
}

fn words_of(text: &str) -> Words {
    small_of(&words(text))
}

fn small_of(words: &[&str]) -> Words {
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// Whether a word may be one of a name: it has a capital or a digit, or a script without capitals.
fn is_of_a_name(word: &str) -> bool {
    word.chars().next().is_some_and(|first| !first.is_lowercase())
}

/// The name that a few words are; a single letter is none.
fn name_of(words: &[&str]) -> Option<String> {
    let letters = words.iter().flat_map(|word| word.chars()).filter(|letter| letter.is_alphabetic()).count();
    (letters > 1).then(|| words.join(" "))
}

/// Whether a letter is of a script in which words stand together.
fn parts_no_words(letter: char) -> bool {
    letter.is_alphabetic() && !letter.is_lowercase() && !letter.is_uppercase() && letter > '\u{0e00}'
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "[[area]]\nwidth = \"wide\"\nnames = [\"Marlow\"]\n";

    fn areas() -> Areas {
        let lexicon = Lexicon::builtin().with_pack("words/a.toml", OWN).expect("is a pack");
        Areas::new(&lexicon, ["Freedonia"])
    }

    #[test]
    fn only_parts_that_are_known_to_be_wide_are_told() {
        let areas = areas();
        for (place, wide) in [
            ("Low Fenwick village, Fenwick township, Marlow", Some("Fenwick township, Marlow")),
            ("a monastery in Fenwick township", Some("Fenwick township")),
            ("the northern part of Fenwick township", Some("Fenwick township")),
            ("Province of Lower Marl", Some("Province of Lower Marl")),
            ("Fenwick Township, near Low Fenwick, Freedonia", Some("Fenwick Township, Freedonia")),
            ("northern Marlow", Some("Marlow")),
            ("Fenwick", None),
            ("Low Fenwick Upper Side Fenwick township", None),
            ("Fenwick township hall", None),
            ("Ward 5, Port Low", None),
            ("Hill Street, city of Fenwick", Some("city of Fenwick")),
            ("12.3456 N, 98.7654 E", None),
            ("two villages", None),
            ("", None),
        ] {
            assert_eq!(areas.wide(place).as_deref(), wide, "{place}");
        }
    }

    #[test]
    fn what_is_smaller_is_covered_by_its_names() {
        let areas = areas();
        let narrow = |place: &str| areas.narrow(place).into_iter().collect::<Vec<_>>();
        assert_eq!(narrow("Low Fenwick village, Fenwick township"), ["Low Fenwick", "Low Fenwick village"]);
        assert_eq!(narrow("Fenwick"), ["Fenwick"]);
        assert_eq!(narrow("low fenwick"), ["low fenwick"]);
        assert_eq!(narrow("Ward 5 in Fenwick township"), ["Ward 5"]);
        assert_eq!(narrow("two villages in Freedonia"), Vec::<String>::new(), "nothing there is a name");
        assert_eq!(narrow("Fenwick township, Marlow, Freedonia"), Vec::<String>::new());
        assert_eq!(narrow("12.3456, 98.7654"), ["12.3456", "98.7654"]);
    }

    #[test]
    fn a_name_beside_a_word_for_where_people_live_is_a_place_in_running_words() {
        let areas = areas();
        let names = |text: &str| areas.narrow_in_prose(text).into_iter().collect::<Vec<_>>();
        assert_eq!(names("Troops burned Low Fenwick village and the hamlet of Upper Marl."), ["Low Fenwick", "Upper Marl"]);
        assert_eq!(names("Troops of the 5th Brigade burned two villages in Freedonia"), Vec::<String>::new());
    }

    #[test]
    fn scripts_that_part_no_words_have_the_mark_behind_the_name() {
        let lexicon = Lexicon::builtin()
            .with_pack(
                "words/a.toml",
                "[[area]]\nwidth = \"wide\"\nafter = [\"県\"]\n[[area]]\nwidth = \"narrow\"\nafter = [\"村\"]\n",
            )
            .expect("is a pack");
        let areas = Areas::new(&lexicon, []);
        assert_eq!(areas.wide("甲乙村、丙丁県").as_deref(), Some("丙丁県"));
        assert_eq!(areas.wide("丙丁県甲乙村"), None, "where one word holds both, nothing is told");
        assert!(areas.narrow("甲乙村、丙丁県").contains("甲乙"));
    }
}
