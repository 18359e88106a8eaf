//! A case of any size to measure on, made up from a fixed seed: bodies, people and meetings that do not exist.
//!
//! The main function is [`write()`]. A note gives some ten claims. Notes are sentences of the sort that the reader knows, so that every stage has its usual
//! work. People's names are put together from syllables; states are real ones, since packs know them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// States that take part, as packs name them.
const STATES: [&str; 12] =
    ["Norway", "Chile", "Ghana", "Nepal", "Fiji", "Peru", "Jordan", "Latvia", "Kenya", "Mongolia", "Uruguay", "Iceland"];
const PLACES: [&str; 8] = ["Oslo", "Santiago", "Accra", "Kathmandu", "Suva", "Lima", "Amman", "Nairobi"];
const RANKS: [&str; 4] = ["General", "Admiral", "Colonel", "Major General"];
const POSTS: [&str; 4] = ["chief of staff", "deputy minister of defence", "minister of defence", "defence attaché"];
const SYLLABLES: [&str; 16] =
    ["ba", "do", "ke", "li", "mo", "nu", "ra", "si", "te", "vo", "za", "gu", "he", "pi", "wo", "ju"];
const THEMES: [&str; 10] =
    ["River", "Harbour", "Border", "Island", "Forest", "Mountain", "Desert", "Lake", "Coast", "Valley"];
const FORMS: [&str; 4] = ["Security Dialogue", "Defence Council", "Chiefs Conference", "Military Forum"];

/// Numbers that look random and are the same on every machine (Numerical Recipes' linear congruence, high bits).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn name(&mut self) -> String {
        let mut part = || {
            let word = format!("{}{}{}", self.of(&SYLLABLES), self.of(&SYLLABLES), self.of(&["n", "r", "l", "m"]));
            word[..1].to_uppercase() + &word[1..]
        };
        format!("{} {}", part(), part())
    }
}

/// Writes a case folder with so many notes.
///
/// # Errors
/// When the folder is there already, or the disk refuses.
pub fn write(folder: &Path, sources: usize) -> Result<(), String> {
    if folder.exists() {
        return Err(format!("{} is there already: name a new folder", folder.display()));
    }
    for part in ["sources", "words"] {
        fs::create_dir_all(folder.join(part)).map_err(|error| error.to_string())?;
    }
    let put = |path: String, text: String| fs::write(folder.join(&path), text).map_err(|error| format!("{path}: {error}"));
    let bodies: Vec<String> = THEMES.iter().flat_map(|theme| FORMS.map(|form| format!("{theme} {form}"))).collect();
    put("case.toml".into(), settings())?;
    put("words/bodies.toml".into(), words(&bodies))?;
    let mut numbers = Numbers(20_220_601);
    let people: Vec<Person> = (0..(sources / 5).max(4)).map(|_| Person::new(&mut numbers)).collect();
    for at in 0..sources {
        // Three notes tell of one meeting, as read-outs do.
        let mut meeting = Numbers(u64::try_from(at / 3).unwrap_or_default() * 7919 + 17);
        let (year, note) = note(&bodies, &people, &mut meeting, &mut numbers);
        put(format!("sources/note-{at:06}.md"), note)?;
        let sidecar =
            format!("[source]\ntitle = \"Note {at}\"\npublisher = \"Bulletin {}\"\ndate = \"{year}-12-28\"\n", at % 7);
        put(
            format!("sources/note-{at:06}.md.toml"),
            sidecar + "public_date = \"2024-01-01\"\naccess = \"public\"\nlanguage = \"en\"\n",
        )?;
    }
    Ok(())
}

struct Person {
    name: String,
    rank: &'static str,
    post: &'static str,
    state: &'static str,
}

impl Person {
    fn new(numbers: &mut Numbers) -> Self {
        Self { name: numbers.name(), rank: numbers.of(&RANKS), post: numbers.of(&POSTS), state: numbers.of(&STATES) }
    }
}

fn note(bodies: &[String], people: &[Person], meeting: &mut Numbers, numbers: &mut Numbers) -> (usize, String) {
    let body = &bodies[meeting.below(bodies.len())];
    let (day, month, year) = (1 + meeting.below(27), meeting.below(12), 2014 + meeting.below(9));
    let month = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ][month];
    let (chair, place) = (meeting.of(&STATES), meeting.of(&PLACES));
    let mut note = format!("The {body} was held in {place} on {day} {month} {year}.");
    if numbers.below(4) == 0 {
        let _ = write!(note, " {chair} chaired the meeting.");
    }
    note.push_str("\n\n");
    match numbers.below(6) {
        0 => {
            let Person { name, rank, post, state } = &people[meeting.below(people.len())];
            let _ = writeln!(note, "{rank} {name}, {post} of {state}, attended the meeting.");
        }
        1 => {
            let _ = writeln!(note, "Representatives of {} attended.", meeting.of(&STATES));
        }
        _ => {}
    }
    note.push_str("Delegates spoke of the weather at sea and of the harvest on land, and the press was given tea.\n");
    (year, note)
}

fn settings() -> String {
    let mut text = "format = 1\ntitle = \"A made-up case, for measuring\"\nlanguages = [\"en\"]\n\n".to_string();
    text.push_str("[[moment]]\nid = \"turn\"\nname = \"the turn\"\ndate = \"2019-06-01\"\n");
    text
}

fn words(bodies: &[String]) -> String {
    let mut text = String::new();
    for body in bodies {
        let _ = write!(text, "[[forum]]\nname = \"{body}\"\nmeets = \"Meeting\"\n\n");
    }
    text
}
