//! Accepted claims whose words stand in the file as before and which no reader finds any more: they stand by themselves.
//!
//! The main function is [`stand`]. A line repeats its claim in words (kind, parties, role, date, property, value), so that
//! the claim can be made again from the line and the file alone. Where a reader now reads something else from the same words,
//! or where the line's parties could be two, nothing is made: a person looks again.

use crate::added::{person, quoted};
use crate::find::Finder;
use rollcall_model::claim::{Anchor, Claim, Value, link_id, mention_id};
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Kind, PropertyType};
use std::collections::{BTreeMap, BTreeSet};

/// What stands by itself, and the lines of which nothing could be made.
#[derive(Debug, Default)]
pub struct Standing<'d> {
    /// Claims, each with the line that accepted it.
    pub claims: Vec<(Claim, &'d Decision)>,
    /// Lines that need another look.
    pub unclear: Vec<&'d Decision>,
}

/// A line with the place where its words stand.
struct Placed<'d> {
    line: &'d Decision,
    kind: Kind,
    property: &'d str,
    value: &'d str,
    anchor: Anchor,
}

/// Makes the claims of accepted lines that no claim of any reader fits.
pub fn stand<'d>(lost: &[&'d Decision], finder: &Finder<'_>) -> Standing<'d> {
    let mut standing = Standing::default();
    let mut groups: BTreeMap<(bool, String), Vec<Placed<'d>>> = BTreeMap::new();
    for line in lost {
        match placed(line, finder).filter(|placed| !reads_otherwise(placed, finder)) {
            Some(placed) => groups.entry((placed.kind.is_link(), key(&placed))).or_default().push(placed),
            None => standing.unclear.push(line),
        }
    }
    let sources: BTreeSet<&str> = lost.iter().map(|line| line.quote.source.as_str()).collect();
    let mut names = Names::of(finder, &sources);
    // What a link ties together comes before the link, and what has a name before what only points at it.
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|((link, _), lines)| (*link, !lines.iter().any(|placed| placed.property == "name")));
    for (_, lines) in groups {
        match mention(&lines, finder, &names) {
            Some(mention) => {
                for placed in lines {
                    match value(&placed, &names) {
                        Some(value) => {
                            names.add(&placed, &mention);
                            let made = person(&mention, placed.kind, placed.property, value, &placed.anchor);
                            standing.claims.push((made, placed.line));
                        }
                        None => standing.unclear.push(placed.line),
                    }
                }
            }
            None => standing.unclear.extend(lines.into_iter().map(|placed| placed.line)),
        }
    }
    standing
}

fn placed<'d>(line: &'d Decision, finder: &Finder<'_>) -> Option<Placed<'d>> {
    let kind = Kind::new(&line.claim.kind)?;
    let property = line.claim.property.as_deref().filter(|property| kind.property(property).is_some())?;
    let value = match line.verb {
        Verb::Correct => line.value.as_deref()?,
        _ => line.claim.value.as_deref()?,
    };
    let anchor = quoted(line, &finder.file(&line.quote.source)?, finder.texts)?;
    Some(Placed { line, kind, property, value, anchor })
}

/// What lines about one thing share. A party is named in many places, and each is a mention of its own.
fn key(placed: &Placed<'_>) -> String {
    let (words, source) = (&placed.line.claim, &placed.line.quote.source);
    let place = if placed.kind.is_party() && placed.property == "name" { placed.anchor.start } else { usize::MAX };
    format!("{source}|{}|{:?}|{:?}|{:?}|{place}", placed.kind, words.parties, words.role, words.date)
}

/// Whether a reader makes something else of these words now.
fn reads_otherwise(placed: &Placed<'_>, finder: &Finder<'_>) -> bool {
    let said = &placed.line.claim;
    let of_source = finder.claims_of(&placed.line.quote.source);
    let mut here = of_source
        .claims
        .iter()
        .filter(|claim| claim.property == placed.property)
        .filter(|claim| claim.anchor.start < placed.anchor.end && placed.anchor.start < claim.anchor.end);
    here.any(|claim| {
        if placed.kind.is_party() {
            return claim.kind.is_party();
        }
        claim.kind == placed.kind && finder.index.words(claim).parties == said.parties
    })
}

/// The mention that some lines are about: one that a reader still finds, else one made of their words.
fn mention(lines: &[Placed<'_>], finder: &Finder<'_>, names: &Names) -> Option<MentionId> {
    let first = lines.iter().min_by_key(|placed| placed.anchor.start)?;
    let (said, source) = (&first.line.claim, &first.line.quote.source);
    if first.kind.is_link() {
        let same = |claim: &&&Claim| {
            // To put a claim into words takes longest, so it comes last.
            claim.kind == first.kind && {
                let words = finder.index.words(claim);
                words.parties == said.parties && words.role == said.role
            }
        };
        if let Some(known) = finder.claims_of(source).claims.iter().find(same) {
            return Some(known.mention.clone());
        }
        let end = |end: &String| names.one(source, lines.iter().find(|placed| placed.property == end)?.value);
        let ends: Vec<MentionId> = first.kind.info().ends.iter().map(end).collect::<Option<_>>()?;
        return Some(link_id(first.kind, &ends.iter().collect::<Vec<_>>(), said.role.as_deref().unwrap_or_default()));
    }
    let is_named = lines.iter().any(|placed| placed.property == "name");
    let known = if is_named && first.kind.is_party() { Vec::new() } else { names.all(source, said.parties.first()?) };
    match known.as_slice() {
        [] => Some(mention_id(&first.anchor, first.kind)),
        [one] => Some((*one).clone()),
        _ => None,
    }
}

fn value(placed: &Placed<'_>, names: &Names) -> Option<Value> {
    let is_link = placed.kind.property(placed.property)?.value == PropertyType::Link;
    if is_link {
        names.one(&placed.line.quote.source, placed.value).map(Value::Link)
    } else {
        Some(Value::Text(placed.value.into()))
    }
}

/// What mentions of some files are called, by file and name, each with whether it is a party.
#[derive(Default)]
struct Names(BTreeMap<(String, String), BTreeMap<MentionId, bool>>);

impl Names {
    fn of(finder: &Finder<'_>, sources: &BTreeSet<&str>) -> Self {
        let mut names = Self::default();
        for source in sources {
            for claim in finder.claims_of(source).claims.iter().filter(|claim| !claim.kind.is_link()) {
                let name = finder.index.name(&claim.mention).to_string();
                let entry = names.0.entry(((*source).to_string(), name)).or_default();
                entry.insert(claim.mention.clone(), claim.kind.is_party());
            }
        }
        names
    }

    fn add(&mut self, placed: &Placed<'_>, mention: &MentionId) {
        let name = match placed.property {
            "name" => Some(placed.value.to_string()),
            _ => placed.line.claim.parties.first().filter(|_| !placed.kind.is_link()).cloned(),
        };
        if let Some(name) = name {
            let entry = self.0.entry((placed.line.quote.source.clone(), name)).or_default();
            entry.insert(mention.clone(), placed.kind.is_party());
        }
    }

    fn all(&self, source: &str, name: &str) -> Vec<&MentionId> {
        self.0.get(&(source.to_string(), name.to_string())).into_iter().flat_map(BTreeMap::keys).collect()
    }

    /// The mention that a name means. A party may be named in several places of a file, which are one by that name; two
    /// meetings that nothing tells apart are not.
    fn one(&self, source: &str, name: &str) -> Option<MentionId> {
        let found = self.0.get(&(source.to_string(), name.to_string()))?;
        let clear = found.len() == 1 || found.values().all(|is_party| *is_party);
        found.keys().next().filter(|_| clear).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attach::attach;
    use crate::find::tests::decisions;
    use crate::snapshot::Texts;
    use crate::words::Index;
    use rollcall_model::claim::{Basis, State};
    use rollcall_model::layer::{CodePoints, Span};
    use rollcall_model::ontology::kinds;
    use rollcall_model::source::{Source, SourceInfo};

    const SOURCE: &str = "sources/a.md";
    const OLD: &str = "Brunei chaired the River Dialogue in June 2021. Chile came too.";
    const NEW: &str = "A line before.\n\nBrunei chaired the River Dialogue in June 2021. Chile came too.";

    fn source() -> Source {
        Source {
            path: SOURCE.into(),
            sha256: format!("{:064}", 1),
            size: 1,
            media_type: "text/markdown".into(),
            info: SourceInfo::default(),
            layer: Some("text/1".into()),
            not_read: None,
        }
    }

    fn place(text: &str, words: &str) -> Anchor {
        let points = CodePoints::new(text);
        let start = points.code_point(text.find(words).expect("stands there"));
        let end = start + words.chars().count();
        assert_eq!(points.slice(Span { start, end }), Some(words));
        let (sha256, layer, text) = (source().sha256, "text/1".to_string(), words.to_string());
        Anchor {
            source: SOURCE.into(),
            sha256,
            layer,
            start,
            end,
            text,
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        }
    }

    fn said(mention: &MentionId, kind: Kind, property: &str, value: Value, anchor: &Anchor) -> Claim {
        Claim::new(mention.clone(), kind, property, value, anchor.clone(), "test", 900, Basis::Read)
    }

    /// What a reader finds: two states, a meeting, and that one chaired it and the other was there.
    fn claims(text: &str) -> Vec<Claim> {
        let named = |words: &str, kind: Kind| {
            let anchor = place(text, words);
            let mention = mention_id(&anchor, kind);
            (mention.clone(), said(&mention, kind, "name", Value::Text(words.into()), &anchor))
        };
        let (brunei, one) = named("Brunei", kinds::STATE);
        let (chile, two) = named("Chile", kinds::STATE);
        let (meeting, three) = named("River Dialogue", kinds::MEETING);
        let date = place(text, "June 2021");
        let mut claims = vec![one, two, three, said(&meeting, kinds::MEETING, "date", Value::Text("2021-06".into()), &date)];
        for (party, role, words) in [(brunei, "chair", "Brunei chaired"), (chile, "attendee", "Chile came too")] {
            let link = link_id(kinds::PARTICIPATION, &[&party, &meeting], role);
            let anchor = place(text, words);
            claims.push(said(&link, kinds::PARTICIPATION, "party", Value::Link(party), &anchor));
            claims.push(said(&link, kinds::PARTICIPATION, "engagement", Value::Link(meeting.clone()), &anchor));
            claims.push(said(&link, kinds::PARTICIPATION, "role", Value::Text(role.into()), &anchor));
        }
        claims
    }

    /// What stands, in words, and how many lines need another look, where a reader finds `found` in the new text.
    fn after(found: &[Claim], lines: &[Decision]) -> (Vec<String>, usize) {
        let (texts, files) = (Texts::from([(SOURCE.to_string(), NEW.to_string())]), [source()]);
        let index = Index::new(found);
        let attached = attach(&lines.iter().collect::<Vec<_>>(), &Finder::new(&index, &texts, &files));
        let all: Vec<&Claim> = found.iter().chain(attached.made.iter().map(AsRef::as_ref)).collect();
        let accepted = all.iter().copied().filter(|claim| attached.state(&claim.id) == State::Accepted);
        let index = Index::new(all.iter().copied());
        let mut words: Vec<String> = accepted
            .map(|claim| {
                let words = index.words(claim);
                assert!(claim.anchor.holds(&CodePoints::new(NEW)), "the words stand there");
                format!("{} {:?} {:?} {:?}", words.kind, words.parties, words.property, words.value)
            })
            .collect();
        words.sort();
        (words, attached.another_look.len())
    }

    #[test]
    fn what_people_accepted_stands_where_no_reader_finds_it_any_more() {
        let lines = decisions(&claims(OLD), OLD);
        let (all, none) = after(&claims(NEW), &lines);
        assert_eq!((all.len(), none), (lines.len(), 0), "a reader that finds it all");
        assert_eq!(after(&[], &lines), (all.clone(), 0), "a reader that finds nothing");
        // One that misses only the second state, and one that misses only who was there.
        for missed in [&["Chile"][..], &["Brunei chaired", "Chile came too"]] {
            let found: Vec<Claim> = claims(NEW)
                .into_iter()
                .filter(|claim| !missed.iter().any(|words| claim.anchor.text.contains(words)))
                .collect();
            assert!(found.len() < lines.len());
            assert_eq!(after(&found, &lines), (all.clone(), 0), "{missed:?}");
        }
    }

    #[test]
    fn what_is_read_otherwise_now_or_has_lost_its_words_needs_another_look() {
        let lines = decisions(&claims(OLD), OLD);
        let mut found = claims(NEW);
        // The chair is now read as a host: the three claims of that link are others.
        let chair = found.iter().position(|claim| claim.value == Value::Text("chair".into())).expect("is there");
        let old = found[chair].clone();
        let party = found.iter().find(|claim| claim.mention == old.mention && claim.property == "party").cloned();
        let party = party.expect("is there").value.link().expect("is a link").clone();
        let meeting = found.iter().find(|claim| claim.kind == kinds::MEETING).expect("is there").mention.clone();
        let link = link_id(kinds::PARTICIPATION, &[&party, &meeting], "host");
        found.retain(|claim| claim.mention != old.mention);
        for (property, value) in
            [("party", Value::Link(party)), ("engagement", Value::Link(meeting)), ("role", Value::Text("host".into()))]
        {
            found.push(said(&link, kinds::PARTICIPATION, property, value, &old.anchor));
        }
        let (stand, unclear) = after(&found, &lines);
        assert_eq!((stand.len(), unclear), (lines.len() - 3, 3));
        let mut gone = lines[1].clone();
        gone.quote.exact = "Peru".into();
        assert_eq!(after(&[], &[gone]), (Vec::new(), 1), "words that no longer stand in the file");
    }
}
