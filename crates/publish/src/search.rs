//! Search without a server: sorted shards, each a classic script that also runs from a folder on disk.
//!
//! The main functions are [`scripts`], all shards with their index, and [`page`], the page that uses them. A shard holds what
//! has a word that begins with its name:
//!
//! ```text
//! en/search/index.js   rollcall_shards(["ha","ma-","mas"])
//! en/search/ha.js      rollcall_shard("ha",[["Council of Harbour Masters","body that meets","bodies/b….html"]],0)
//! ```
//!
//! A word that is in very many things has its shard cut, and says how many are left out. Only names of things stand here, with
//! their kind, and the sentences of findings that may be shown in a search ([`crate::strength`]): what a reader sees in a list
//! of hits stands without its words.

use crate::block::{Block, Sheet};
use crate::places::{fold, folder};
use crate::site::Site;
use crate::strength::may_be_shown_in_search;
use crate::words::{self, link, text};
use rollcall_model::entity::Entity;
use std::collections::{BTreeMap, BTreeSet};

/// Shards begin with so many letters, and take more where they would hold more than [`MOST`].
const LETTERS: usize = 2;

/// The most things in a shard.
const MOST: usize = 600;

/// The longest word that is looked up, in letters.
const LONGEST: usize = 12;

/// What stands in a list of hits: its name, what it is, and its page below `en/`.
type Entry = (String, String, String);

/// The page's path.
pub(crate) const PATH: &str = "en/search.html";

/// The page. Without scripts it leads to the lists.
pub(crate) fn page(site: &Site<'_>) -> Sheet {
    let lists = [
        ("search-people", "people"),
        ("search-parties", "parties"),
        ("search-bodies", "bodies"),
        ("search-engagements", "engagements"),
        ("search-roll", "roll"),
        ("part-findings", "findings"),
    ];
    let lists = lists.map(|(name, page)| vec![link(site.say.say(name), Some(format!("en/{page}.html")))]).to_vec();
    let blocks = vec![Block::Search, Block::Para(vec![text(site.say.say("search-says"))]), Block::List(lists)];
    Sheet { script: Some("search.js"), ..site.sheet(PATH, &site.say.say("part-search"), PATH, blocks) }
}

/// Every script of the search, by path.
pub(crate) fn scripts(site: &Site<'_>) -> BTreeMap<String, String> {
    let entries = entries(site);
    let mut words: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, (name, ..)) in entries.iter().enumerate() {
        for word in words_of(name) {
            words.entry(word).or_default().insert(at);
        }
    }
    let mut shards = BTreeMap::new();
    split(&words.iter().collect::<Vec<_>>(), LETTERS, &mut shards);
    let mut out = BTreeMap::new();
    let names: Vec<&String> = shards.keys().collect();
    let folder = site.say.address("en/search/").into_owned();
    out.insert(format!("{folder}index.js"), format!("rollcall_shards({});\n", json(&names)));
    for (name, held) in &shards {
        let here: Vec<&Entry> = held.iter().take(MOST).map(|at| &entries[*at]).collect();
        let left = held.len() - here.len();
        let script = format!("rollcall_shard({},{},{left});\n", json(name), json(&here));
        out.insert(format!("{folder}{}.js", file(name)), script);
    }
    out
}

/// JSON that is also a script, wherever it stands: no sign of it can end a script or a line.
fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A shard's file: its letters, or the numbers of those that are not a to z or a digit.
fn file(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let parts =
        name.chars().map(|letter| if plain(letter) { letter.to_string() } else { format!("-{:x}", u32::from(letter)) });
    parts.collect()
}

/// The words of a name, folded. Words of one letter are looked up too: an initial may be all that somebody has.
fn words_of(name: &str) -> BTreeSet<String> {
    let folded = fold(name);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(LONGEST).collect()).collect()
}

/// Puts words into shards by their first letters, by more of them where one would hold too many things.
fn split(words: &[(&String, &BTreeSet<usize>)], letters: usize, out: &mut BTreeMap<String, BTreeSet<usize>>) {
    let mut groups: BTreeMap<String, Vec<(&String, &BTreeSet<usize>)>> = BTreeMap::new();
    for word in words {
        groups.entry(word.0.chars().take(letters).collect()).or_default().push(*word);
    }
    for (name, words) in groups {
        let held: BTreeSet<usize> = words.iter().flat_map(|(_, held)| held.iter().copied()).collect();
        // A word that is its shard's whole name cannot be told apart by more letters.
        let (whole, longer): (Vec<_>, Vec<_>) = words.into_iter().partition(|(word, _)| **word == name);
        if held.len() <= MOST || longer.is_empty() {
            out.insert(name, held);
            continue;
        }
        if let Some((_, held)) = whole.first() {
            out.insert(name, (*held).clone());
        }
        split(&longer, letters + 1, out);
    }
}

/// Everything that can be found: bodies, other parties, people, engagements, findings; each by name.
fn entries(site: &Site<'_>) -> Vec<Entry> {
    let mut all: Vec<(usize, Entry)> = Vec::new();
    for entity in site.of_kinds(|kind| folder(kind).is_some()) {
        let rank = match folder(entity.kind) {
            Some("bodies") => 0,
            Some("parties") => 1,
            Some("people") => 2,
            _ => 3,
        };
        let to = site.address(&entity.id).unwrap_or_default();
        all.push((rank, (names(site, entity), words::kind(site.say, entity.kind), below(&to))));
    }
    for finding in site.view.findings().iter().filter(|finding| may_be_shown_in_search(site, finding)) {
        let to = format!("findings/{}.html", finding.id);
        all.push((4, (crate::lines::said_in(site.say, finding).1.to_string(), site.say.say("finding-small"), to)));
    }
    all.sort();
    all.into_iter().map(|(_, entry)| entry).collect()
}

/// A path as the page beside the shards has it.
fn below(path: &str) -> String {
    path.strip_prefix("en/").unwrap_or(path).to_string()
}

/// All names of a thing, the one that its page has first.
fn names(site: &Site<'_>, entity: &Entity) -> String {
    let all = ["name", "alias", "acronym"].iter().flat_map(|property| entity.values(property));
    let first = site.name(entity);
    let all = all.map(|value| value.value.words()).chain([entity.name.as_str()]);
    let others: BTreeSet<&str> = all.filter(|name| *name != first).collect();
    [first].into_iter().chain(others).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_that_would_hold_too_many_is_cut_by_more_letters() {
        let many: BTreeSet<usize> = (0..MOST).collect();
        let few: BTreeSet<usize> = [MOST, MOST + 1].into();
        let words: Vec<(String, BTreeSet<usize>)> = [("co", &few), ("council", &many), ("court", &few), ("ha", &few)]
            .map(|(word, held)| (word.to_string(), held.clone()))
            .to_vec();
        let mut out = BTreeMap::new();
        split(&words.iter().map(|(word, held)| (word, held)).collect::<Vec<_>>(), LETTERS, &mut out);
        let sizes: Vec<(&str, usize)> = out.iter().map(|(name, held)| (name.as_str(), held.len())).collect();
        assert_eq!(sizes, [("co", 2), ("coun", MOST), ("cour", 2), ("ha", 2)]);
    }

    #[test]
    fn words_are_folded_and_nothing_ends_a_script() {
        assert_eq!(words_of("Élan-Vital, (2nd) ခ"), ["2nd", "elan", "vital", "ခ"].map(String::from).into());
        assert_eq!(json(&"</script>\u{2028}"), "\"\\u003c/script>\\u2028\"");
        assert_eq!((file("co").as_str(), file("ခ1").as_str()), ("co", "-10011"));
    }
}
