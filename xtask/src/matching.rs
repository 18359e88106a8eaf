//! Whether a row of the roll is a row of the hand-written list: dates that can be the same, names with words in common.
//!
//! It is looser than the product's own comparison on purpose, and knows nothing of it: a measure that shared code with
//! what it measures would share its mistakes. Other names come as data, from the case and the word packs.

use std::collections::BTreeSet;

/// Words of an engagement's name that tell nothing apart.
const DULL: [&str; 16] =
    ["the", "of", "on", "and", "a", "an", "in", "for", "s", "meeting", "meetings", "to", "with", "by", "at", "hosted"];
/// Words that may stand beside a party's name without making it another party.
const HARMLESS: [&str; 17] = [
    "personnel",
    "representatives",
    "representative",
    "delegation",
    "delegates",
    "officials",
    "official",
    "troops",
    "members",
    "member",
    "states",
    "countries",
    "the",
    "of",
    "all",
    "other",
    "s",
];

/// The words of a name, in lower case, possessives and apostrophes dropped.
pub fn words(name: &str) -> BTreeSet<String> {
    let name = name.to_lowercase().replace('’', "'").replace("'s ", " ").replace(['\'', '`'], "").replace('+', " plus");
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// Names that mean the same thing, as data files say.
#[derive(Debug, Default)]
pub struct Aliases {
    groups: Vec<Vec<BTreeSet<String>>>,
    acronyms: Vec<(String, BTreeSet<String>)>,
}

impl Aliases {
    /// Adds the entries of a case file or a word pack: `[[party]]`, `[[forum]]`, `[[body]]` and `[[demonym]]` with `name`, `also`, `acronym`, `members`.
    pub fn add(&mut self, table: &toml::Table) {
        for key in ["party", "forum", "body", "demonym"] {
            for entry in table.get(key).and_then(toml::Value::as_array).into_iter().flatten() {
                let text = |key: &str| entry.get(key).and_then(toml::Value::as_str);
                let also = entry.get("also").and_then(toml::Value::as_array).into_iter().flatten();
                // A row of a body stands for its members where they came together.
                let members = entry.get("members").and_then(toml::Value::as_array).into_iter().flatten();
                let others = also.chain(members).filter_map(toml::Value::as_str);
                let names = text("name").into_iter().chain(text("acronym")).chain(others);
                self.groups.push(names.map(words).collect());
                if let (Some(name), Some(acronym)) = (text("name"), text("acronym")) {
                    self.acronyms.push((acronym.to_lowercase(), words(name)));
                }
            }
        }
    }

    /// Every set of words that a name may also have, its own first.
    fn of(&self, name: &str) -> Vec<BTreeSet<String>> {
        let own = words(name);
        let groups = self.groups.iter().filter(|group| group.contains(&own)).flatten().filter(|other| **other != own);
        let mut all = vec![own.clone()];
        all.extend(groups.cloned());
        all
    }

    /// The words of an engagement's name with acronyms written out and dull words dropped.
    fn spelt_out(&self, name: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for word in words(name) {
            match self.acronyms.iter().find(|(acronym, _)| *acronym == word) {
                Some((_, full)) => all.extend(full.clone()),
                None => drop(all.insert(word)),
            }
        }
        all.retain(|word| !DULL.contains(&word.as_str()));
        all
    }

    /// How much of the lesser name the two have in common, in thousandths; 0 where one is a "-Plus" twin of the other.
    pub fn engagement(&self, one: &str, two: &str) -> usize {
        let (one, two) = (self.spelt_out(one), self.spelt_out(two));
        if one.contains("plus") != two.contains("plus") {
            return 0;
        }
        match one.len().min(two.len()) {
            0 => 0,
            least => one.intersection(&two).count() * 1000 / least,
        }
    }

    /// Whether an engagement's name says nothing but its kind.
    pub fn says_nothing(&self, name: &str) -> bool {
        self.spelt_out(name).is_empty()
    }

    /// Whether a participant of the roll, of this kind, is the party that the list names.
    pub fn party(&self, listed: &str, found: &str, kind: &str) -> bool {
        let found = self.of(found);
        self.of(listed).iter().any(|a| found.iter().any(|b| same_party(a, b, kind)))
    }
}

fn same_party(listed: &BTreeSet<String>, found: &BTreeSet<String>, kind: &str) -> bool {
    let harmless = |more: &BTreeSet<String>, less: &BTreeSet<String>| {
        !less.is_empty() && less.is_subset(more) && more.difference(less).all(|word| HARMLESS.contains(&word.as_str()))
    };
    match kind {
        "Person" => {
            let (less, more) = if listed.len() <= found.len() { (listed, found) } else { (found, listed) };
            less == more || (less.len() > 1 && less.is_subset(more))
        }
        // "Defence ministers of the members" is a row of the body whose members they are.
        "Forum" => !found.is_empty() && found.is_subset(listed) || harmless(found, listed),
        _ => harmless(found, listed) || harmless(listed, found),
    }
}

/// Whether two EDTF dates can mean days in common. An unknown date fits only another one.
pub fn dates_meet(one: Option<&str>, two: Option<&str>) -> bool {
    match (one.and_then(bounds), two.and_then(bounds)) {
        (Some((a, b)), Some((c, d))) => a <= d && c <= b,
        (None, None) => true,
        _ => false,
    }
}

/// First and last day, as texts that sort.
fn bounds(date: &str) -> Option<(String, String)> {
    let (first, last) = date.split_once('/').unwrap_or((date, date));
    let open = |text: &str| text.is_empty() || text == "..";
    let start = if open(first) { "0000".into() } else { edge(first, false)? };
    let end = if open(last) { "9999".into() } else { edge(last, true)? };
    Some((start, end))
}

fn edge(date: &str, last: bool) -> Option<String> {
    let date = date.trim_end_matches(['~', '?', '%']).replace('X', if last { "9" } else { "0" });
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let month = match parts.next() {
        None => {
            if last {
                "12"
            } else {
                "01"
            }
        }
        // Seasons are numbered from 21; winter is taken to end with the year.
        Some("21") => {
            if last {
                "05"
            } else {
                "03"
            }
        }
        Some("22") => {
            if last {
                "08"
            } else {
                "06"
            }
        }
        Some("23") => {
            if last {
                "11"
            } else {
                "09"
            }
        }
        Some("24") => "12",
        Some(month) => month,
    };
    let day = parts.next().unwrap_or(if last { "31" } else { "01" });
    Some(format!("{year}-{month}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aliases() -> Aliases {
        let mut aliases = Aliases::default();
        let data = "[[forum]]\nname = \"Harbour Ministers' Meeting\"\nacronym = \"HMM\"\n\n[[party]]\nname = \"Ruling Council\"\nalso = [\"council of ten\"]\n";
        aliases.add(&data.parse().expect("the test's own data is TOML"));
        aliases
    }

    #[test]
    fn dates_meet_where_a_day_can_be_shared() {
        for (one, two, meet) in [
            ("2021-06", "2021-06-29/2021-06-30", true),
            ("2021", "2021-06", true),
            ("2021-12~", "2021-12-01", true),
            ("2021-06", "2021-07", false),
            ("2019-05/..", "2022", true),
            ("2021-22", "2021-07", true),
            ("2021-22", "2021-09", false),
        ] {
            assert_eq!(dates_meet(Some(one), Some(two)), meet, "{one} {two}");
        }
        assert!(!dates_meet(Some("2021"), None));
        assert!(dates_meet(None, None));
    }

    #[test]
    fn an_acronym_is_its_name_and_a_plus_twin_is_not() {
        let aliases = aliases();
        assert_eq!(aliases.engagement("HMM", "Harbour Ministers’ Meeting"), 1000);
        assert_eq!(aliases.engagement("HMM", "HMM-Plus"), 0);
        assert_eq!(aliases.engagement("HMM+", "Harbour Ministers' Meeting-Plus"), 1000);
        assert!(aliases.says_nothing("the meeting"));
    }

    #[test]
    fn a_party_is_the_same_but_for_harmless_words() {
        let aliases = aliases();
        assert!(aliases.party("representatives of the Ruling Council", "Ruling Council", "Organization"));
        assert!(aliases.party("council of ten", "Ruling Council", "Organization"));
        assert!(!aliases.party("Northland military", "Northland", "State"));
        assert!(aliases.party("Northland's harbour minister", "Northland  harbour minister", ""));
        assert!(aliases.party("Ada Lee", "General Ada Lee", "Person"));
        assert!(!aliases.party("Lee", "Ada Lee", "Person"));
        assert!(aliases.party("army chiefs of the HMM", "HMM", "Forum"));
    }
}
