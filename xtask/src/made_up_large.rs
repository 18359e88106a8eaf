//! A case of any number of participations to measure a desk on, made up from a fixed seed.
//!
//! The main function is [`write()`]. It keeps the proportions that the engine is measured at (20 participants an
//! engagement, a party for fifty participations, bodies five levels deep, seats, measures: the example `scale` of
//! `crates/reason`), but as files that the whole program reads. Why lists of data and no prose: what is measured is what
//! comes after reading, and a list gives just the claims that are meant, each with its place.

#[path = "../../bench/chance.rs"]
mod chance;

use chance::pick;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Participants of an engagement.
const EACH: usize = 20;
/// Members of a body.
const SEATS: usize = 20;
/// Engagements that one source tells of, where nothing else is asked for.
pub const TOLD: usize = 50;

const SYLLABLES: [&str; 32] = [
    "ba", "do", "ke", "li", "mo", "nu", "ra", "si", "te", "vo", "za", "gu", "he", "pi", "wo", "ju", "chi", "sha", "bro",
    "tre", "fli", "gro", "kwa", "sno", "pru", "dre", "the", "vla", "sto", "cle", "nya", "spi",
];
const ENDS: [&str; 8] = ["n", "r", "l", "m", "k", "s", "t", "x"];

struct Large {
    engagements: usize,
    parties: usize,
    states: usize,
    bodies: usize,
    measures: usize,
    told: usize,
}

/// Two words that no other number gives, so that nobody is taken for somebody else.
fn name(about: &str, at: usize) -> String {
    let word = |number: usize| {
        let syllables: String = (0..3).map(|place| SYLLABLES[number / 32_usize.pow(place) % 32]).collect();
        let word = syllables + ENDS[number / 32_768 % 8];
        word[..1].to_uppercase() + &word[1..]
    };
    format!("{} {}", word(pick(1 << 18, about, at * 2)), word(pick(1 << 18, about, at * 2 + 1)))
}

fn day(about: &str, at: usize) -> String {
    let (year, month, day) = (pick(10, about, at * 3), pick(12, about, at * 3 + 1), pick(28, about, at * 3 + 2));
    format!("{}-{:02}-{:02}", 2015 + year, month + 1, day + 1)
}

/// Writes a case folder with so many participations, of so many engagements a source.
///
/// # Errors
/// When the folder is there already, or the disk refuses.
pub fn write(folder: &Path, participations: usize, told: usize) -> Result<(), String> {
    if folder.exists() {
        return Err(format!("{} is there already: name a new folder", folder.display()));
    }
    fs::create_dir_all(folder.join("records")).map_err(|error| error.to_string())?;
    let put = |path: String, text: String| fs::write(folder.join(&path), text).map_err(|error| format!("{path}: {error}"));
    let part = |of: usize| (participations / of).max(4);
    let large = Large {
        engagements: part(EACH),
        parties: part(50),
        states: part(5000).min(200),
        bodies: part(2500),
        measures: part(500),
        told: told.max(1),
    };
    put("case.toml".into(), settings())?;
    for source in 0..large.engagements.div_ceil(large.told) {
        put(format!("records/told-{source:06}.ftm.json"), large.source(source))?;
        put(format!("records/told-{source:06}.ftm.json.toml"), sidecar(&format!("Told {source}"), source))?;
    }
    put("records/list.ftm.json".into(), large.list())?;
    put("records/list.ftm.json.toml".into(), sidecar("The list", 0))
}

fn settings() -> String {
    let mut text = "format = 1\ntitle = \"A made-up case, for measuring\"\nlanguages = [\"en\"]\n\n".to_string();
    text.push_str("[[moment]]\nid = \"turn\"\nname = \"the turn\"\ndate = \"2021-02-01\"\n");
    text
}

fn sidecar(title: &str, at: usize) -> String {
    format!(
        "[source]\ntitle = \"{title}\"\npublisher = \"Bulletin {}\"\ndate = \"2025-01-01\"\npublic_date = \"2025-01-01\"\n\
         access = \"public\"\nlanguage = \"en\"\n",
        at % 7
    )
}

impl Large {
    fn kind(&self, party: usize) -> &'static str {
        if party < self.states { "State" } else { ["Person", "Person", "Person", "Unit", "Organization"][party % 5] }
    }

    fn party(&self, at: usize) -> serde_json::Value {
        let name = match self.kind(at) {
            "Unit" => format!("{} Brigade", name("unit", at)),
            "Organization" => format!("{} Institute", name("organization", at)),
            _ => name("party", at),
        };
        json!({ "id": format!("p{at}"), "schema": self.kind(at), "properties": { "name": [name] } })
    }

    fn body(&self, at: usize) -> serde_json::Value {
        json!({ "id": format!("b{at}"), "schema": "Forum", "properties": { "name": [format!("{} Forum", name("body", at))] } })
    }

    fn member(&self, body: usize, seat: usize) -> usize {
        pick(self.parties, "member", body * SEATS + seat)
    }

    /// What one source tells: engagements, who took part, and whatever these name.
    fn source(&self, source: usize) -> String {
        let (mut things, mut links) = (String::new(), String::new());
        let (mut parties, mut bodies) = (BTreeSet::new(), BTreeSet::new());
        for at in source * self.told..((source + 1) * self.told).min(self.engagements) {
            let body = pick(self.bodies, "forum", at);
            bodies.insert(body);
            let host = at.is_multiple_of(2).then(|| pick(self.states, "host", at));
            parties.extend(host);
            let _ = writeln!(things, "{}", engagement(at, body, host));
            for seat in 0..EACH {
                let number = at * EACH + seat;
                // Half of those who come are members of the body that meets; the others come from anywhere.
                let party =
                    if number.is_multiple_of(2) { self.member(body, seat) } else { pick(self.parties, "came", number) };
                parties.insert(party);
                let _ = writeln!(links, "{}", participation(number, at, party));
            }
        }
        let named = parties.into_iter().map(|at| self.party(at)).chain(bodies.into_iter().map(|at| self.body(at)));
        named.map(|line| format!("{line}\n")).collect::<String>() + &things + &links
    }

    /// What stands in no source of its own: all parties and bodies, seats and measures.
    fn list(&self) -> String {
        let mut text = String::new();
        let mut line = |value: serde_json::Value| _ = writeln!(text, "{value}");
        (0..self.parties).for_each(|at| line(self.party(at)));
        for at in 0..self.bodies {
            let mut body = self.body(at);
            // Each level has four times the bodies of the one above it: four hundred stand on five levels.
            if at > 0 {
                body["properties"]["parent"] = json!([format!("b{}", (at - 1) / 4)]);
            }
            line(body);
        }
        for at in 0..self.bodies * SEATS {
            let role = if at.is_multiple_of(SEATS) { "chair" } else { "member" };
            let (forum, party) = (format!("b{}", at / SEATS), format!("p{}", self.member(at / SEATS, at % SEATS)));
            let start = format!("{}", 2015 + pick(8, "seat", at));
            line(json!({ "id": format!("s{at}"), "schema": "ForumRole", "properties":
                { "forum": [forum], "party": [party], "role": [role], "startDate": [start] } }));
        }
        (0..self.measures).for_each(|at| line(self.measure(at)));
        text
    }

    fn measure(&self, at: usize) -> serde_json::Value {
        let target = self.states + pick(self.parties - self.states, "target", at);
        let kind = ["asset freeze", "entry ban", "arms embargo"][at % 3];
        let from = if at.is_multiple_of(10) { "announced" } else { "inForce" };
        let mut measure = json!({ "id": format!("m{at}"), "schema": "Measure", "properties": {
            "target": [format!("p{target}")], "authority": [format!("p{}", pick(self.states.min(30), "authority", at))],
            "measureKind": [kind], "instrument": [format!("Order {at}")] } });
        measure["properties"][from] = json!([day("in force", at)]);
        if at.is_multiple_of(5) {
            measure["properties"]["ended"] = json!(["2024-06-01"]);
        }
        measure
    }
}

fn engagement(at: usize, body: usize, host: Option<usize>) -> serde_json::Value {
    let kind = match at % 20 {
        0..14 => "Meeting",
        14..17 => "Visit",
        17 => "Exercise",
        18 => "Training",
        _ => "Expo",
    };
    let status = match pick(20, "status", at) {
        16 => "scheduled",
        17 => "cancelled",
        _ => "held",
    };
    let mut engagement = json!({ "id": format!("e{at}"), "schema": kind, "properties": {
        "forum": [format!("b{body}")], "date": [day("held", at)], "status": [status] } });
    if let Some(host) = host {
        engagement["properties"]["host"] = json!([format!("p{host}")]);
    }
    engagement
}

fn participation(number: usize, engagement: usize, party: usize) -> serde_json::Value {
    let role = match pick(100, "role", number) {
        0 => "absent",
        1 => "chair",
        2 => "host",
        3..6 => "observer",
        _ => "attendee",
    };
    let mut participation = json!({ "id": format!("t{number}"), "schema": "Participation", "properties": {
        "party": [format!("p{party}")], "engagement": [format!("e{engagement}")], "role": [role] } });
    if number % 10 == 1 {
        // One that its holder keeps: who is a general one year and a major the next is taken for two.
        let rank = ["General", "Colonel", "Major"][party % 3];
        participation["properties"]["rank"] = json!([rank]);
    }
    participation
}
