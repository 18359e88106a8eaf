//! The letter to a party: every claim about it that the next edition would hold, numbered, and the question put.
//!
//! The main function is [`letter`]. A sentence is the one that the edition has, without its words from the source, which may
//! speak of others. Who else took part is nobody's business in it: another party that the sentence names is "another party",
//! the engagement and the body that met keep their names. What a rule found of several parties is not told: the letter says
//! how often that is so.

use super::model::{Block, Pieces, Report, clean, pieces, text};
use super::party::{names, other_names, stands_in, starts_with_word};
use super::scope::of_claims;
use crate::block::{Run, Words};
use crate::lines;
use crate::site::{Site, sort_day};
use crate::words::{self, capital};
use rollcall_model::claim::{Anchor, Voice};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::kinds;
use rollcall_model::source::{Access, Source};

/// Kinds whose words are said of their party alone, though they may hold the name of a body or a state: a rank, a post.
const OWN: [&str; 4] = ["Tenure", "ForumRole", "PartOf", "Directorship"];

/// What is asked of every sentence.
const QUESTION: &str = "Is this right? If not, what is?";

/// Properties that are names, and said in the letter's head.
const NAMES: [&str; 3] = ["name", "alias", "acronym"];

/// Where a party is what another is said to be in: a sentence about the other.
const FRAMES: [(&str, &str); 4] = [("Tenure", "body"), ("ForumRole", "forum"), ("PartOf", "whole"), ("ReportsTo", "upper")];

/// A letter, and how many sentences it puts.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it says.
    pub report: Report,
    /// How many numbered sentences it has.
    pub claims: usize,
}

/// A sentence with the places that it rests on.
struct Put<'a> {
    words: Words,
    anchors: Vec<&'a Anchor>,
}

/// The letter to a party of the view; nothing where the view has no such party.
pub(crate) fn letter(site: &Site<'_>, party: &EntityId, until: Option<Day>) -> Option<Letter> {
    let party = site.view.entities().get(party).filter(|entity| entity.kind.is_party())?;
    let ask = Ask { site, party };
    let mut all = ask.rows();
    all.extend(ask.meetings());
    all.extend(ask.things());
    all.extend(ask.facts());
    let (findings, of_others) = ask.findings();
    all.extend(findings);
    let mut report = Report {
        title: super::model::cut(&clean(&format!("Questions to {}", party.name)), 200),
        case: clean(&site.view.about().title),
        head: ask.head(until),
        ..Report::default()
    };
    let claims = all.len();
    for (at, put) in all.iter().enumerate() {
        let mut under = ask.sources(&put.anchors);
        under.push(vec![text(QUESTION)]);
        report.blocks.push(Block::Item { label: format!("{}.", at + 1), words: pieces(&put.words), under });
    }
    report.blocks.extend(of_others.map(|said| Block::Para(vec![text(&said)])));
    Some(Letter { report, claims })
}

struct Ask<'s, 'a> {
    site: &'s Site<'a>,
    party: &'s Entity,
}

impl<'a> Ask<'_, 'a> {
    fn head(&self, until: Option<Day>) -> Vec<Pieces> {
        let about = self.site.view.about();
        let day = about.day.map_or_else(String::new, |day| format!(" as of {}", words::date(&Edtf::day(day))));
        let by = until.map_or_else(String::new, |day| format!(" Please answer by {}.", words::date(&Edtf::day(day))));
        let called = other_names(self.party);
        let called = called.map_or_else(String::new, |names| format!(", also called {names}"));
        let mut head = vec![
            vec![text(&format!(
                "This is what the next edition of “{}” would say{day} about {}{called}.",
                about.title, self.party.name
            ))],
            vec![text(
                "Each numbered sentence says what a source says. To be listed means that a source says so. It does not mean that somebody did wrong.",
            )],
            vec![text(&format!(
                "Of each numbered sentence we ask: {QUESTION} Please name the number of the sentence.{by} Your words will stand beside the sentence wherever it is published."
            ))],
        ];
        head.extend(about.contact.as_deref().map(|contact| vec![text(&format!("Where to answer: {contact}"))]));
        head
    }

    /// What it took part in, by date.
    fn rows(&self) -> Vec<Put<'a>> {
        let mut rows = self.site.rows_with(&self.party.id).to_vec();
        rows.sort_by_key(|row| (sort_day(row.engagement.date.as_ref()), row.engagement.id.clone(), row.id.clone()));
        let put = |row: &&'a rollcall_model::roll::RollRow| Put {
            words: self.spoken(lines::role_claims(self.site, row), lines::unspoken(self.site, row)),
            anchors: row.anchors().collect(),
        };
        rows.iter().map(put).collect()
    }

    /// Of a body: its meetings.
    fn meetings(&self) -> Vec<Put<'a>> {
        if self.party.kind != kinds::FORUM {
            return Vec::new();
        }
        let all = self.site.view.entities().values().map(AsRef::as_ref);
        let mut meetings: Vec<&Entity> = all
            .filter(|other: &&Entity| other.kind.is_engagement() && other.linked("forum") == Some(&self.party.id))
            .collect();
        meetings.sort_by_key(|other| (sort_day(lines::when(other).as_ref()), other.name.clone(), other.id.clone()));
        let put = |other: &Entity| {
            let date = lines::when(other).map_or_else(String::new, |date| words::on(&date));
            let said = format!("{} is one of its meetings{date}.", capital(&other.name));
            Put { words: vec![words::text(said)], anchors: of_claims(self.site, other) }
        };
        meetings.into_iter().map(put).collect()
    }

    /// What sources say of it beside that: posts, roles in bodies, measures, alleged parts in abuses, and so on.
    fn things(&self) -> Vec<Put<'a>> {
        let site = self.site;
        let all = site.view.entities().values().map(AsRef::as_ref);
        let mut things: Vec<&Entity> = all.filter(|thing: &&Entity| self.is_about(thing)).collect();
        things.sort_by_key(|thing| {
            (thing.kind.as_str(), sort_day(lines::when(thing).as_ref()), thing.name.clone(), thing.id.clone())
        });
        let put = |thing: &&'a Entity| Put {
            words: self.spoken(thing.claims(), self.in_free_words(thing, crate::sentences::of(site, thing))),
            anchors: of_claims(site, thing),
        };
        things.iter().map(put).collect()
    }

    /// Whether a thing that is no party and no engagement says something of the party.
    fn is_about(&self, thing: &Entity) -> bool {
        let kind = thing.kind;
        if kind.is_party() || kind.is_engagement() || kind == kinds::PARTICIPATION {
            return false;
        }
        let points = |property: &str, value: &PropertyValue| {
            value.value.entity() == Some(&self.party.id) && !FRAMES.contains(&(kind.as_str(), property))
        };
        thing.properties.iter().any(|(property, values)| values.iter().any(|value| points(property, value)))
    }

    /// What else sources say of it.
    fn facts(&self) -> Vec<Put<'a>> {
        let properties = self.party.properties.iter().filter(|(name, _)| !NAMES.contains(&name.as_str()));
        let mut out = Vec::new();
        for (property, values) in properties {
            for value in values {
                let said = match value.value.entity() {
                    Some(id) => words::link(value.value.words(), self.site.address(id)),
                    None => words::text(lines::value_text(self.site.say, property, value.value.words())),
                };
                let sentence =
                    vec![words::text(format!("{}: ", words::property(self.site.say, property))), said, words::text(".")];
                let claims = value.claims.iter().filter_map(|id| self.site.claim(id));
                let anchors = claims.map(|stated| stated.claim.anchor.as_ref()).collect();
                out.push(Put { words: self.spoken(&value.claims, sentence), anchors });
            }
        }
        out
    }

    /// What rules found of it, and a sentence on those findings that speak of others too.
    fn findings(&self) -> (Vec<Put<'a>>, Option<String>) {
        let mut findings = self.site.findings_on(&self.party.id).to_vec();
        findings.sort_by_key(|finding| (sort_day(finding.date.as_ref()), finding.id.clone()));
        let all = findings.len();
        findings.retain(|finding| !self.speaks_of_others(finding));
        let left_out = all - findings.len();
        let put = |finding: &&'a Finding| Put {
            words: vec![words::text(&finding.says)],
            anchors: finding.proofs.first().map(|proof| proof.anchors()).unwrap_or_default(),
        };
        let said = (left_out > 0).then(|| {
            let count = words::count(left_out, "sentence", "sentences");
            format!("The edition also sets what is said here beside what is said of others, in {count}. What is said of others is not told here.")
        });
        (findings.iter().map(put).collect(), said)
    }

    /// Whether a finding is about another party, or its sentence holds the name of one.
    fn speaks_of_others(&self, finding: &Finding) -> bool {
        let others = || self.site.view.entities().values().filter(|entity| self.is_other(entity));
        let about = |entity: &Entity| finding.entities.contains(&entity.id);
        // The names that may stand in the sentence: the party's own and those of what it took part in.
        let mut rest = finding.says.clone();
        let mut own: Vec<&str> = finding
            .entities
            .iter()
            .filter_map(|id| self.site.view.entities().get(id))
            .filter(|entity| !self.is_other(entity))
            .chain([self.site.view.entities().get(&self.party.id)].into_iter().flatten())
            .flat_map(|entity| names(entity))
            .filter(|name| !name.is_empty())
            .collect();
        own.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in own {
            rest = rest.replace(name, "…");
        }
        others().any(|entity| about(entity) || names(entity).any(|name| stands_in(name, &rest)))
    }

    /// The sentence of a thing that repeats free words (a call, a position) without the names of others in them. What somebody
    /// is called in a post or a body is said of them alone.
    fn in_free_words(&self, thing: &Entity, sentence: Words) -> Words {
        if OWN.contains(&thing.kind.as_str()) {
            return sentence;
        }
        let cover = |run: Run| match run {
            Run::Text(words) => Run::Text(self.covered(&words)),
            run => run,
        };
        sentence.into_iter().map(cover).collect()
    }

    /// Words in which the names of others are covered, those within a name that may stand left alone.
    fn covered(&self, words: &str) -> String {
        let parties = self.site.view.entities().values().filter(|entity| entity.kind.is_party());
        let mut known: Vec<(&str, bool)> = parties
            .flat_map(|entity| names(entity).map(|name| (name, self.is_other(entity))))
            .filter(|(name, _)| stands_in(name, words))
            .collect();
        known.sort_by_key(|(name, other)| (std::cmp::Reverse(name.len()), *other));
        let (mut out, mut rest) = (String::new(), words);
        while let Some(letter) = rest.chars().next() {
            let begins = out.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
            let here = known.iter().find(|(name, _)| begins && starts_with_word(rest, name));
            let taken = match here {
                Some((name, other)) => {
                    out.push_str(if *other { "[another party]" } else { name });
                    name.len()
                }
                None => {
                    out.push(letter);
                    letter.len_utf8()
                }
            };
            rest = &rest[taken..];
        }
        out
    }

    /// Whether a party is neither the one written to nor a body that meets.
    fn is_other(&self, entity: &Entity) -> bool {
        entity.kind.is_party() && entity.kind != kinds::FORUM && entity.id != self.party.id
    }

    /// A sentence with whose words it repeats, both without the names of other parties.
    fn spoken<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>, sentence: Words) -> Words {
        let voices: Vec<Voice> = lines::speakers(self.site, claims).iter().map(|voice| self.voice(voice)).collect();
        lines::spoken(words::voices(self.site.say, &voices), self.without_others(sentence))
    }

    fn voice(&self, voice: &Voice) -> Voice {
        let became = voice.mention.as_ref().and_then(|mention| self.site.became(mention));
        let named = || {
            self.site
                .view
                .entities()
                .values()
                .any(|entity| self.is_other(entity) && names(entity).any(|name| name == voice.name))
        };
        if became.map_or_else(named, |entity| self.is_other(entity)) {
            return Voice { name: "another party".into(), ..voice.clone() };
        }
        voice.clone()
    }

    fn without_others(&self, sentence: Words) -> Words {
        let of = |to: &str| {
            let id = to.rsplit('/').next().and_then(|file| file.strip_suffix(".html")).and_then(EntityId::parse)?;
            self.site.view.entities().get(&id)
        };
        let mut out = Words::new();
        for run in sentence {
            let run = match run {
                Run::Link(_, to) if of(&to).is_some_and(|entity| self.is_other(entity)) => {
                    let person = of(&to).is_some_and(|entity| entity.kind == kinds::PERSON);
                    let said = if person { "another person" } else { "another party" };
                    let begins = out.last().is_none_or(|run| matches!(run, Run::Strong(words) if words.ends_with(". ")));
                    Run::Text(if begins { capital(said) } else { said.to_string() })
                }
                run => run,
            };
            out.push(run);
        }
        out
    }

    /// The documents that a sentence rests on: title, publisher, date, address. A confidential one is not named.
    fn sources(&self, anchors: &[&Anchor]) -> Vec<Pieces> {
        let mut named: Vec<String> = Vec::new();
        let mut unnamed = false;
        for anchor in anchors {
            match self.site.view.source(&anchor.source) {
                Some(source) if source.info.access != Access::Confidential => named.push(address(source, anchor)),
                _ => unnamed = true,
            }
        }
        named.sort();
        named.dedup();
        let mut out: Vec<Pieces> = named.iter().map(|name| vec![text(&format!("Source: {name}"))]).collect();
        if unnamed {
            out.push(vec![text("Source: one that is not named.")]);
        }
        out
    }
}

fn address(source: &Source, anchor: &Anchor) -> String {
    let url = source.info.url.as_deref().map_or_else(String::new, |url| format!(", {url}"));
    format!("{}{url}", super::brief::document(source, anchor))
}
