//! A loaded engine that follows its case says what one says that was loaded from nothing: for random cases and random
//! sequences of sources that come and go, and of claims that are disputed, rejected, corrected and taken up again.

use rollcall_model::claim::{Anchor, Basis, Claim, State, Value, Voice};
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::finding::{Certainty, Finding};
use rollcall_model::id::{EntityId, FindingId, MentionId};
use rollcall_model::ontology::{Kind, PropertyType};
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Claims, Moment, StatedClaim};
use rollcall_reason::{
    AloneLoader, Beside, Facts, Following, Limits, Listed, Loaded, RuleFile, RuleSet, Told, findings_of, standard_rules,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What standard rules do not do, or not all at once: recursion, counts, what is said by whom, nothing at all.
const OWN: &str = r#"
rule above-directly
if   F is Forum, parent G
gives above(G, F)

rule above-by-steps
if   above(G, F)
     H is Forum, parent F
gives above(G, H)

rule below
class record
if   above(G, F)
     count of H in above(H, F) as N
     not above(F, G)
says en "{F} is recorded under {G}, one of {N}."
about F G N

rule in-both
class record
if   at least 2 E in met(X, E)
     met(X, _)
says en "{X} is recorded at two meetings or more."
about X

rule met-at
if   P is Participation, party X, engagement E, role R by S
     not E status cancelled
     R != absent
gives met(X, E)

rule nothing-of
class record
if   X is party
     not met(X, _)
     X country all C else "nowhere"
says en "No source in this case names {X} anywhere. Its country: {C}."
about X C

rule hosted-by-all
class record
if   E is Meeting
     E host all H else "nobody who is named"
says en "{E} is recorded with {H}."
about E

rule named-in-the-words-of
class record
if   P is Participation, party X via V
     V is party
     V country C
says en "{V}, of {C}, is recorded as naming {X}."
about P X V C

rule never-out-of-it
class record
if   X is party
     not X name _
     not outside(X)
says en "{X} is never outside."
about X

rule outside-by-measure
if   M is Measure or Sanction, target X
     not M ended _
gives outside(X)
at most likely
"#;

/// Numbers that look like chance and are the same in every run (a linear congruential generator, Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

#[derive(Debug, Clone)]
struct Said {
    id: String,
    property: &'static str,
    value: String,
    source: usize,
    state: State,
    /// In whose words it is said.
    voice: Option<String>,
}

const SOURCES: usize = 5;
/// How each is graded: where one goes, what others say as well may only get less sure.
const LETTERS: [Option<&str>; SOURCES] = [None, Some("B"), Some("D"), Some("E"), Some("F")];
/// Things that can be spoken of, by the letter of their kind.
const KINDS: [(&str, &str, usize); 8] = [
    ("p", "State", 4),
    ("x", "Person", 4),
    ("f", "Forum", 4),
    ("e", "Meeting", 4),
    ("t", "Exercise", 2),
    ("q", "Participation", 10),
    ("m", "Measure", 3),
    ("r", "ForumRole", 4),
];

fn kind_of(id: &str) -> Kind {
    let (_, kind, _) = KINDS.iter().find(|(letter, ..)| id.starts_with(letter)).unwrap();
    Kind::new(kind).unwrap()
}

fn id(letter: &str, numbers: &mut Numbers) -> String {
    let (_, _, count) = KINDS.iter().find(|(known, ..)| *known == letter).unwrap();
    format!("{letter}{}", numbers.below(*count))
}

/// Something that one source says.
fn said(numbers: &mut Numbers) -> Said {
    let party = |numbers: &mut Numbers| if numbers.below(3) == 0 { id("x", numbers) } else { id("p", numbers) };
    let engagement = |numbers: &mut Numbers| if numbers.below(3) == 0 { id("t", numbers) } else { id("e", numbers) };
    let date =
        |numbers: &mut Numbers| numbers.one(&["2020-05-10", "2020-05", "2021-03-01", "2021", "2022-08-15", "2021-06/.."]);
    let (id, property, value) = match numbers.below(22) {
        0 => (party(numbers), "country", numbers.one(&["AA", "BB"]).to_string()),
        1 => (party(numbers), "name", numbers.one(&["One", "Other"]).to_string()),
        2 | 3 => (id("f", numbers), "parent", id("f", numbers)),
        4 => (id("f", numbers), "plusOf", id("f", numbers)),
        5 | 6 => (engagement(numbers), "date", date(numbers).to_string()),
        7 => (engagement(numbers), "status", numbers.one(&["held", "cancelled", "scheduled"]).to_string()),
        8 => (engagement(numbers), "forum", id("f", numbers)),
        9 => (engagement(numbers), "host", party(numbers)),
        10..13 => (id("q", numbers), "party", party(numbers)),
        13..16 => (id("q", numbers), "engagement", engagement(numbers)),
        16 | 17 => (id("q", numbers), "role", numbers.one(&["attendee", "chair", "absent", "host"]).to_string()),
        18 => match numbers.below(3) {
            0 => (id("q", numbers), "rank", numbers.one(&["General", "Major", "Vice Admiral"]).to_string()),
            1 => (id("q", numbers), "certainty", numbers.one(&["likely", "unclear", "stated"]).to_string()),
            _ => (id("q", numbers), "mode", numbers.one(&["in person", "online"]).to_string()),
        },
        19 => match numbers.below(3) {
            0 => (id("m", numbers), "target", party(numbers)),
            1 => (id("m", numbers), "authority", id("p", numbers)),
            _ => (id("m", numbers), "measureKind", numbers.one(&["asset freeze", "entry ban"]).to_string()),
        },
        20 => (id("m", numbers), numbers_property(numbers), date(numbers).to_string()),
        _ => match numbers.below(4) {
            0 => (id("r", numbers), "forum", id("f", numbers)),
            1 => (id("r", numbers), "party", party(numbers)),
            2 => (id("r", numbers), "role", numbers.one(&["chair", "member"]).to_string()),
            _ => (id("r", numbers), "startDate", date(numbers).to_string()),
        },
    };
    let state = if numbers.below(8) == 0 { State::Disputed } else { State::Proposed };
    let voice = (numbers.below(6) == 0).then(|| party(numbers));
    Said { id, property, value, source: numbers.below(SOURCES), state, voice }
}

fn numbers_property(numbers: &mut Numbers) -> &'static str {
    numbers.one(&["inForce", "ended", "announced"])
}

/// A case as it is handed to the rules.
#[derive(Default)]
struct Case {
    entities: Entities,
    claims: Claims,
    sources: Arc<Vec<Source>>,
    moments: Vec<Moment>,
}

impl Case {
    fn new(all: &[Said], present: &[bool]) -> Self {
        let mut case = Self::default();
        for (at, _) in present.iter().enumerate().filter(|(_, present)| **present) {
            Arc::make_mut(&mut case.sources).push(source(at));
        }
        let date = rollcall_model::date::Edtf::parse("2021-02-01").unwrap();
        case.moments.push(Moment { id: "day".into(), name: "the day".into(), date });
        let mut things: BTreeMap<EntityId, Entity> = BTreeMap::new();
        for said in all.iter().filter(|said| present[said.source]) {
            let claim = claim(said);
            let entity_id = EntityId::of(&[&said.id]);
            let entity = things.entry(entity_id.clone()).or_insert_with(|| Entity {
                id: entity_id,
                kind: kind_of(&said.id),
                name: called(&said.id, all, present),
                properties: BTreeMap::new(),
                mentions: Vec::new(),
                joins: Vec::new(),
                state: State::Proposed,
            });
            entity.mentions.push(claim.mention.clone());
            entity.mentions.sort();
            entity.mentions.dedup();
            let is_link = entity.kind.property(said.property).unwrap().value == PropertyType::Link;
            let value = match is_link {
                true => EntityValue::Entity { id: EntityId::of(&[&said.value]), name: said.value.clone() },
                false => EntityValue::Text(said.value.clone()),
            };
            let values = entity.properties.entry(said.property.into()).or_default();
            let at = values.iter().position(|other| other.value == value).unwrap_or_else(|| {
                values.push(PropertyValue { value, claims: Vec::new(), state: said.state });
                values.len() - 1
            });
            values[at].claims.push(claim.id.clone());
            values[at].claims.sort();
            values.sort();
            case.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state: said.state });
        }
        case.entities = things.into_iter().map(|(id, entity)| (id, Arc::new(entity))).collect();
        case
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            entities: &self.entities,
            claims: &self.claims,
            sources: &self.sources,
            moments: &self.moments,
            members: &[],
            searches: &[],
        }
    }

    /// Entities that are others than in another case, or whose claims are in another state, or that point at what
    /// came or went.
    fn touched(&self, before: &Self) -> BTreeSet<EntityId> {
        let ids: BTreeSet<&EntityId> = self.entities.keys().chain(before.entities.keys()).collect();
        let came_or_went = |id: &EntityId| self.entities.contains_key(id) != before.entities.contains_key(id);
        let states = |case: &Self, entity: &Entity| -> Vec<State> {
            entity.claims().into_iter().map(|id| case.claims[id].state).collect()
        };
        let is_touched = |id: &EntityId| match (self.entities.get(id), before.entities.get(id)) {
            (Some(now), Some(was)) => {
                let links = now.properties.values().flatten().filter_map(|value| value.value.entity());
                now != was || states(self, now) != states(before, was) || links.into_iter().any(came_or_went)
            }
            _ => true,
        };
        ids.into_iter().filter(|id| is_touched(id)).cloned().collect()
    }
}

/// What a thing is called: by the first name that stands, and so by another when that falls.
fn called(id: &str, all: &[Said], present: &[bool]) -> String {
    let stands = |said: &&Said| said.id == id && said.property == "name" && present[said.source] && said.state.exists();
    let name = all.iter().find(stands).map(|said| said.value.as_str());
    name.map_or(id.to_string(), |name| format!("{name} {id}"))
}

fn source(at: usize) -> Source {
    Source {
        path: format!("sources/{at}.md"),
        sha256: at.to_string(),
        size: 1,
        media_type: "text/plain".into(),
        info: SourceInfo { reliability: LETTERS[at % SOURCES].map(str::to_string), ..SourceInfo::default() },
        layer: None,
        not_read: None,
    }
}

fn claim(said: &Said) -> Claim {
    let path = source(said.source).path;
    let words = format!("{} {} {}", said.id, said.property, said.value);
    let anchor = Anchor {
        source: path.clone(),
        sha256: said.source.to_string(),
        layer: "text/1".into(),
        start: 0,
        end: words.chars().count(),
        text: words,
        row: None,
        column: None,
        page: None,
        rect: None,
        description: None,
    };
    let mention = MentionId::of(&[&said.id, &path]);
    let value = Value::Text(said.value.clone());
    let mut claim = Claim::new(mention, kind_of(&said.id), said.property, value, anchor, "test", 1000, Basis::Read);
    let voice = said.voice.as_ref().map(|id| Voice {
        name: id.clone(),
        mention: Some(MentionId::of(&[id, &source(said.source).path])),
        date: None,
        public_date: None,
    });
    claim.attributed_to.extend(voice);
    claim
}

/// What a person or a folder does to a case.
fn act(numbers: &mut Numbers, all: &mut Vec<Said>, present: &mut [bool]) {
    let at = numbers.below(all.len());
    match numbers.below(6) {
        0 | 1 => {
            let source = numbers.below(SOURCES);
            present[source] = !present[source];
        }
        2 => all[at].state = State::Disputed,
        3 => all[at].state = State::Rejected,
        4 => all[at].state = State::Accepted,
        _ => {
            // A correction: what was said is rejected, and something else is said in its place.
            all[at].state = State::Rejected;
            let new = said(numbers);
            if !all.iter().any(|other| claim(other).id == claim(&new).id) {
                all.push(new);
            }
        }
    }
}

fn rules() -> RuleSet {
    let standard = standard_rules();
    let mut files: Vec<RuleFile<'_>> = standard.iter().map(|(path, text)| RuleFile { path, text }).collect();
    files.push(RuleFile { path: "rules/own.rules", text: OWN });
    RuleSet::parse(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// What would be found in another case is what is found there; the engine is left in it.
fn asks_otherwise(following: &mut Following, rules: &RuleSet, names: &BTreeSet<String>, here: &Case, there: &Case) {
    let found = |case: &Case| findings_of(rules, names, &case.facts(), Limits::default()).unwrap();
    let (here, wanted) = (found(here), found(there));
    let is_in = |list: &[Finding], finding: &Finding| list.iter().any(|other| other.id == finding.id);
    let otherwise = following.what_if(&there.facts()).unwrap().expect("is followed");
    let fall: Vec<&Finding> = here.iter().filter(|finding| !is_in(&wanted, finding)).collect();
    let mut new: Vec<Listed> = wanted.iter().filter(|finding| !is_in(&here, finding)).map(Listed::of).collect();
    new.sort_by(Listed::order);
    assert!(otherwise.fall.iter().map(AsRef::as_ref).eq(fall), "what would fall");
    assert_eq!(otherwise.new, new, "what would be new");
}

#[test]
fn following_a_case_equals_loading_it_from_nothing() {
    let rules = rules();
    let names: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let (mut followed, mut found) = (0, BTreeSet::new());
    for seed in 0..40 {
        let mut numbers = Numbers(seed);
        let mut all: Vec<Said> = Vec::new();
        while all.len() < 110 {
            let new = said(&mut numbers);
            if !all.iter().any(|other| claim(other).id == claim(&new).id) {
                all.push(new);
            }
        }
        let mut present = [true; SOURCES];
        let mut case = Case::new(&all, &present);
        let mut loaded = Loaded::new(&rules, &names, &case.facts(), Limits::default()).unwrap();
        let mut following = Following::default();
        following.findings(&rules, &names, &case.facts(), Limits::default()).unwrap();
        for step in 0..8 {
            let asked = numbers.below(SOURCES);
            let without: Vec<bool> = present.iter().enumerate().map(|(at, is)| *is && at != asked).collect();
            asks_otherwise(&mut following, &rules, &names, &case, &Case::new(&all, &without));
            if step % 2 == 0 {
                following.go_back().unwrap();
            }
            act(&mut numbers, &mut all, &mut present);
            let next = Case::new(&all, &present);
            let before: BTreeSet<_> = loaded.findings(&case.facts()).into_iter().map(|finding| finding.id).collect();
            let (after, changes) = loaded.change(&next.facts(), &next.touched(&case)).unwrap();
            let wanted = findings_of(&rules, &names, &next.facts(), Limits::default()).unwrap();
            let is = after.findings(&next.facts());
            let place = format!("case {seed}, step {step}");
            let ids: BTreeSet<_> = wanted.iter().map(|finding| finding.id.clone()).collect();
            assert_eq!(is.len(), wanted.len(), "{place}");
            for (is, wanted) in is.iter().zip(&wanted) {
                assert_eq!(is, wanted, "{place}");
            }
            let told = following.findings(&rules, &names, &next.facts(), Limits::default()).unwrap();
            for (is, wanted) in told.iter().zip(&wanted) {
                assert_eq!(**is, *wanted, "{place}, as it is told");
            }
            assert_eq!(told.len(), wanted.len(), "{place}");
            let fell: BTreeSet<_> = before.difference(&ids).cloned().collect();
            let new: BTreeSet<_> = ids.difference(&before).cloned().collect();
            assert_eq!(changes.fell.into_keys().collect::<BTreeSet<_>>(), fell, "{place}");
            assert_eq!(changes.new.into_keys().collect::<BTreeSet<_>>(), new, "{place}");
            followed += usize::from(!changes.anew);
            found.extend(wanted.into_iter().map(|finding| finding.rule));
            (loaded, case) = (after, next);
        }
    }
    assert_eq!(followed, 320, "every act was followed, none was an excuse to load anew");
    assert!(found.len() >= 15, "the cases give the rules something to find: {found:?}");
}

/// What is found where nobody asks how: by id the rule, and how sure it is.
fn alone(rules: &RuleSet, names: &BTreeSet<String>, facts: &Facts<'_>) -> BTreeMap<FindingId, (String, Certainty)> {
    let mut loader = AloneLoader::new(rules, names, facts.entities.keys().cloned(), Beside::of(facts));
    for entity in facts.entities.values() {
        loader.entity(entity, facts.claims);
    }
    let mut found: BTreeMap<FindingId, (String, Certainty)> = BTreeMap::new();
    let told = |told: Told<'_>| {
        let best = found.entry(told.id()).or_insert((told.rule().to_string(), told.certainty()));
        best.1 = best.1.max(told.certainty());
    };
    loader.finish(Some(facts.entities), Limits::default(), told).unwrap();
    found
}

#[test]
fn what_follows_is_the_same_where_nobody_asks_how() {
    let rules = rules();
    let names: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let mut found = 0;
    for seed in 0..10 {
        let mut numbers = Numbers(1000 + seed);
        let mut all: Vec<Said> = Vec::new();
        while all.len() < 110 {
            let new = said(&mut numbers);
            if !all.iter().any(|other| claim(other).id == claim(&new).id) {
                all.push(new);
            }
        }
        let case = Case::new(&all, &[true; SOURCES]);
        let found_alone = alone(&rules, &names, &case.facts());
        let wanted = findings_of(&rules, &names, &case.facts(), Limits::default()).unwrap();
        let wanted: BTreeMap<_, _> =
            wanted.into_iter().map(|finding| (finding.id, (finding.rule, finding.certainty))).collect();
        assert_eq!(found_alone, wanted, "case {seed}");
        found += wanted.len();
    }
    assert!(found > 100, "the cases give the rules something to find: {found}");
}

#[test]
fn a_rule_that_runs_away_names_the_join_that_grows() {
    let text = "rule pairs\nif   X is Person\n     X name _\n     Y is State\ngives pair(X, Y)\n\nrule said\nclass record\nif   pair(X, Y)\nsays en \"{X}, {Y}.\"\nabout X Y\n";
    let rules = RuleSet::parse(&[RuleFile { path: "rules/own.rules", text }]).unwrap();
    let said = |id: String, property, value: &str| Said {
        id,
        property,
        value: value.into(),
        source: 0,
        state: State::Proposed,
        voice: None,
    };
    let people = (0..4).map(|at| said(format!("x{at}"), "name", "One"));
    let states = (0..4).map(|at| said(format!("p{at}"), "country", "AA"));
    let case = Case::new(&people.chain(states).collect::<Vec<_>>(), &[true]);
    let names = BTreeSet::from(["said".to_string()]);
    let found = |rows| findings_of(&rules, &names, &case.facts(), Limits { rows, ..Limits::default() });
    assert_eq!(found(32).map(|found| found.len()).ok(), Some(16), "a limit that is kept loses nothing");
    let problem = found(15).unwrap_err().to_string();
    assert!(problem.contains("rule `pairs` would make the rules give more than 15 facts"), "{problem}");
    assert!(problem.contains("`X name _` and `Y is State`"), "{problem}");
}
