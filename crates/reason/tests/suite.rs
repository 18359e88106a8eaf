//! Cases as data: `tests/suite/reason/*.toml`, described in its README.

use rollcall_model::claim::{Anchor, Basis, Claim, State, Value, Voice};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::finding::{Finding, Proof, Reason, Undone};
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::{Kind, PropertyType};
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Claims, Moment, Search, StatedClaim};
use rollcall_reason::{Constant, Facts, Limits, Member, RuleFile, RuleSet, findings, findings_of, standard_rules};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Rules of the case's own; without them the standard ones.
    rules: Option<String>,
    /// Context rules that are switched on.
    #[serde(default)]
    enabled: BTreeSet<String>,
    #[serde(default)]
    facts: String,
    /// Sources that rest on something: path to what.
    #[serde(default)]
    rests_on: BTreeMap<String, String>,
    #[serde(default)]
    moments: BTreeMap<String, (String, String)>,
    #[serde(default)]
    members: Vec<(String, String, String)>,
    /// What sidecars say: path to `public_date`, `date`, `controlled_by`, `publisher`.
    #[serde(default)]
    sidecars: BTreeMap<String, BTreeMap<String, String>>,
    /// Searches through whole texts: path, words, those of them that stand there.
    #[serde(default)]
    searches: Vec<(String, Vec<String>, Vec<String>)>,
    /// Constants that the case sets.
    #[serde(default)]
    constants: BTreeMap<String, Constant>,
    /// What will never matter in the rules: place, code, a part of the message.
    idle: Option<Vec<(String, String, String)>>,
    /// Whether `expect` is in the order of the findings.
    #[serde(default)]
    ordered: bool,
    /// All findings of the rules named in `only` if there are any.
    expect: Option<Vec<Expected>>,
    #[serde(default)]
    only: BTreeSet<String>,
    /// Whether the rules of `only` run without the others.
    #[serde(default)]
    alone: bool,
    /// All problems of the rules: place and code, then a part of message and hint.
    rejects: Option<Vec<(String, String, String)>>,
    /// Limit on rows, and the problem expected.
    rows: Option<usize>,
    stopped: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    certainty: String,
    says: String,
    origins: Option<usize>,
    proofs: Option<usize>,
    /// Facts of the first proof.
    leaves: Option<Vec<String>>,
    /// Its sentences in other languages.
    says_in: Option<BTreeMap<String, String>>,
    /// Why it is no surer: "because: what it is about".
    reasons: Option<Vec<String>>,
    /// What would undo it: "unless: what no source says".
    undone: Option<Vec<String>>,
}

/// A file of `rules/`: one rule, facts that its cases share, and the cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfRule {
    /// The rule whose findings are compared.
    rule: String,
    /// Facts that every case begins with.
    #[serde(default)]
    base: String,
    #[serde(default)]
    moments: BTreeMap<String, (String, String)>,
    #[serde(default)]
    members: Vec<(String, String, String)>,
    #[serde(default)]
    sidecars: BTreeMap<String, BTreeMap<String, String>>,
    case: Vec<Situation>,
}

/// What one case has more or less than the others, and all that the rule says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    name: String,
    /// Further facts; a thing that the base has gets them beside its own.
    #[serde(default)]
    add: String,
    /// Things (`P`) and values (`P.role`) of the base that are not there.
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    moments: BTreeMap<String, (String, String)>,
    #[serde(default)]
    members: Vec<(String, String, String)>,
    #[serde(default)]
    sidecars: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    searches: Vec<(String, Vec<String>, Vec<String>)>,
    #[serde(default)]
    constants: BTreeMap<String, Constant>,
    #[serde(default)]
    rests_on: BTreeMap<String, String>,
    /// "certain: The sentence.", one a finding.
    gives: Vec<String>,
    /// Independent origins of the one finding.
    origins: Option<usize>,
}

impl OfRule {
    fn case(&self, of: Situation) -> Case {
        let mut things = things_with_values(&self.base);
        for gone in &of.drop {
            let (id, property) = gone.split_once('.').unwrap_or((gone, ""));
            assert!(things.iter().any(|(head, _)| id_of(head) == id), "{}: there is no {gone}", of.name);
            things.retain(|(head, _)| id_of(head) != id || !property.is_empty());
            for (_, values) in things.iter_mut().filter(|(head, _)| id_of(head) == id) {
                values.retain(|value| !value.starts_with(&format!("{property}:")));
            }
        }
        for (head, mut values) in things_with_values(&of.add) {
            match things.iter_mut().find(|(known, _)| id_of(known) == id_of(&head)) {
                Some((_, have)) => have.append(&mut values),
                None => things.push((head, values)),
            }
        }
        let lines = things.iter().map(|(head, values)| {
            format!("{head}\n{}", values.iter().map(|value| format!("  {value}\n")).collect::<String>())
        });
        let expect = of.gives.iter().map(|line| {
            let (certainty, says) = line.split_once(": ").unwrap_or_else(|| panic!("{}: {line}", of.name));
            Expected {
                rule: self.rule.clone(),
                certainty: certainty.into(),
                says: says.into(),
                origins: of.origins,
                proofs: None,
                leaves: None,
                says_in: None,
                reasons: None,
                undone: None,
            }
        });
        Case {
            name: format!("{}: {}", self.rule, of.name),
            rules: None,
            enabled: BTreeSet::from([self.rule.clone()]),
            facts: lines.collect(),
            rests_on: of.rests_on.clone(),
            sidecars: self.sidecars.clone().into_iter().chain(of.sidecars.clone()).collect(),
            searches: of.searches.clone(),
            constants: of.constants.clone(),
            idle: None,
            moments: self.moments.clone().into_iter().chain(of.moments.clone()).collect(),
            members: self.members.iter().chain(&of.members).cloned().collect(),
            ordered: false,
            expect: Some(expect.collect()),
            only: BTreeSet::from([self.rule.clone()]),
            alone: true,
            rejects: None,
            rows: None,
            stopped: None,
        }
    }
}

fn id_of(head: &str) -> &str {
    head.split(' ').next().unwrap_or_default()
}

/// Things with their values; a thing on one line has ` | ` between them.
fn things_with_values(facts: &str) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for line in facts.lines().filter(|line| !line.trim().is_empty()) {
        match (line.strip_prefix(' '), out.last_mut()) {
            (Some(value), Some((_, values))) => values.push(value.trim().into()),
            _ => {
                let mut parts = line.split(" | ").map(|part| part.trim().to_string());
                out.push((parts.next().unwrap_or_default(), parts.collect()));
            }
        }
    }
    out
}

/// What a case's `facts` describe.
#[derive(Default)]
struct World {
    entities: Entities,
    claims: Claims,
    sources: BTreeMap<String, Source>,
    ids: BTreeMap<String, (EntityId, String)>,
}

impl World {
    fn read(case: &Case) -> Self {
        let mut world = Self::default();
        let heads = case.facts.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(' '));
        for (at, head) in heads.enumerate() {
            let mut words = head.splitn(3, ' ');
            let (id, kind, name) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or_default());
            // Ids in the order of the file: findings that are else alike come as a reader expects them.
            let letter = |at: usize| char::from(b'a' + u8::try_from(at).unwrap());
            let entity_id = EntityId::parse(&format!("e{}{}{}", "a".repeat(18), letter(at / 26), letter(at % 26))).unwrap();
            let entity = Entity {
                id: entity_id.clone(),
                kind: Kind::new(kind).unwrap_or_else(|| panic!("{kind}")),
                name: name.into(),
                properties: BTreeMap::new(),
                mentions: Vec::new(),
                joins: Vec::new(),
                state: State::Proposed,
            };
            world.ids.insert(id.into(), (entity_id.clone(), name.into()));
            world.entities.insert(entity_id, Arc::new(entity));
        }
        let mut open = String::new();
        for line in case.facts.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix(' ') {
                None => open = line.split(' ').next().unwrap_or_default().into(),
                Some(fact) => world.fact(&open, fact.trim()),
            }
        }
        for (path, said) in &case.sidecars {
            let info = &mut world.sources.entry(path.clone()).or_insert_with(|| source(path)).info;
            for (key, value) in said {
                let date = || Some(Edtf::parse(value).unwrap());
                match key.as_str() {
                    "date" => info.date = date(),
                    "public_date" => info.public_date = date(),
                    "controlled_by" => info.controlled_by = Some(value.clone()),
                    "publisher" => info.publisher = Some(value.clone()),
                    "title" => info.title = Some(value.clone()),
                    "reliability" => info.reliability = Some(value.clone()),
                    other => panic!("{other}"),
                }
            }
        }
        for (path, origin) in &case.rests_on {
            world.sources.get_mut(path).unwrap().info.rests_on.push(origin.clone());
        }
        world
    }

    /// `property: value <- a.md, b.md @V @W !disputed`: by these sources, in the words of V and within those of W.
    fn fact(&mut self, id: &str, fact: &str) {
        let (fact, state) = match fact.split_once(" !") {
            Some((fact, "disputed")) => (fact, State::Disputed),
            Some((fact, "rejected")) => (fact, State::Rejected),
            Some((_, other)) => panic!("{other}"),
            None => (fact, State::Proposed),
        };
        let (fact, voices) = match fact.split_once(" @") {
            Some((fact, voices)) => (fact, voices.split(" @").collect()),
            None => (fact, Vec::new()),
        };
        let (fact, paths) = fact.split_once(" <- ").unwrap_or((fact, "a.md"));
        let (property, value) = fact.split_once(": ").unwrap_or_else(|| panic!("{fact}"));
        let entity_id = self.ids[id].0.clone();
        let kind = self.entities[&entity_id].kind;
        let is_link =
            kind.property(property).unwrap_or_else(|| panic!("{kind} has no {property}")).value == PropertyType::Link;
        let mut claims = Vec::new();
        for path in paths.split(", ") {
            self.sources.entry(path.into()).or_insert_with(|| source(path));
            let anchor = Anchor {
                source: path.into(),
                sha256: path.into(),
                layer: "text/1".into(),
                start: 0,
                end: 1,
                text: fact.into(),
                row: None,
                column: None,
                page: None,
                rect: None,
                description: None,
            };
            let mention = MentionId::of(&[id, path]);
            let said = if is_link { Value::Link(MentionId::of(&[value, path])) } else { Value::Text(value.into()) };
            let mut claim = Claim::new(mention.clone(), kind, property, said, anchor, "test", 1000, Basis::Read);
            claim.attributed_to = voices.iter().map(|voice| self.voice(voice, path)).collect();
            claims.push(claim.id.clone());
            self.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state });
            Arc::make_mut(self.entities.get_mut(&entity_id).unwrap()).mentions.push(mention);
        }
        claims.sort();
        let value = if is_link {
            let (id, name) = self.ids.get(value).unwrap_or_else(|| panic!("{value}")).clone();
            EntityValue::Entity { id, name }
        } else {
            EntityValue::Text(value.into())
        };
        let entity = Arc::make_mut(self.entities.get_mut(&entity_id).unwrap());
        entity.mentions.sort();
        entity.mentions.dedup();
        entity.properties.entry(property.into()).or_default().push(PropertyValue { value, claims, state });
    }
}

impl World {
    /// Somebody in whose words a claim is made; the thing has a mention in that file.
    fn voice(&mut self, id: &str, path: &str) -> Voice {
        let (entity_id, name) = self.ids[id].clone();
        let mention = MentionId::of(&[id, path]);
        let entity = Arc::make_mut(self.entities.get_mut(&entity_id).unwrap());
        entity.mentions.push(mention.clone());
        entity.mentions.sort();
        entity.mentions.dedup();
        Voice { name, mention: Some(mention), date: None, public_date: None }
    }
}

fn source(path: &str) -> Source {
    Source {
        path: path.into(),
        sha256: path.into(),
        size: 1,
        media_type: "text/plain".into(),
        info: SourceInfo::default(),
        layer: None,
        not_read: None,
    }
}

/// The standard rules, read once for all cases.
static STANDARD: LazyLock<RuleSet> = LazyLock::new(|| {
    let standard = standard_rules();
    let files: Vec<RuleFile<'_>> = standard.iter().map(|(path, text)| RuleFile { path, text }).collect();
    RuleSet::parse(&files).unwrap()
});

fn run(case: &Case) {
    let standard = standard_rules();
    let files: Vec<RuleFile<'_>> = match &case.rules {
        Some(rules) => vec![RuleFile { path: "rules/own.rules", text: rules }],
        None => standard.iter().map(|(path, text)| RuleFile { path, text }).collect(),
    };
    let parsed = match case.rules.is_none() && case.constants.is_empty() {
        true => Ok(STANDARD.clone()),
        false => RuleSet::parse_with(&files, &case.constants),
    };
    let rules = match (parsed, &case.rejects) {
        (Err(problems), Some(rejects)) => {
            let found: Vec<_> = problems.iter().map(|problem| (problem.place.as_str(), problem.code.as_str())).collect();
            let wanted: Vec<_> = rejects.iter().map(|(place, code, _)| (place.as_str(), code.as_str())).collect();
            assert_eq!(found, wanted, "{}: {problems:#?}", case.name);
            for (problem, (_, _, part)) in problems.iter().zip(rejects) {
                assert!(problem.to_string().contains(part.as_str()), "{}: `{part}` is not in\n{problem}", case.name);
            }
            return;
        }
        (Ok(_), Some(_)) => panic!("{}: the rules were taken", case.name),
        (Err(problems), None) => {
            panic!("{}: {}", case.name, problems.iter().map(|problem| format!("{problem}\n")).collect::<String>())
        }
        (Ok(rules), None) => rules,
    };
    if let Some(idle) = &case.idle {
        let found = rules.unused();
        let said: Vec<_> = found.iter().map(|problem| (problem.place.as_str(), problem.code.as_str())).collect();
        let wanted: Vec<_> = idle.iter().map(|(place, code, _)| (place.as_str(), code.as_str())).collect();
        assert_eq!(said, wanted, "{}: {found:#?}", case.name);
        for (problem, (_, _, part)) in found.iter().zip(idle) {
            assert!(problem.to_string().contains(part.as_str()), "{}: `{part}` is not in\n{problem}", case.name);
        }
        return;
    }
    let world = World::read(case);
    let sources = Arc::new(world.sources.values().cloned().collect());
    let moments: Vec<Moment> = case
        .moments
        .iter()
        .map(|(id, (name, date))| Moment { id: id.clone(), name: name.clone(), date: Edtf::parse(date).unwrap() })
        .collect();
    let members: Vec<Member> = case
        .members
        .iter()
        .map(|(forum, party, from)| Member {
            forum: world.ids[forum].0.clone(),
            party: world.ids[party].0.clone(),
            from: Edtf::parse(from).ok(),
            to: None,
        })
        .collect();
    let searches: Vec<Search> = case
        .searches
        .iter()
        .map(|(source, words, found)| Search { source: source.clone(), words: words.clone(), found: found.clone() })
        .collect();
    let facts = Facts {
        entities: &world.entities,
        claims: &world.claims,
        sources: &sources,
        moments: &moments,
        members: &members,
        searches: &searches,
    };
    let limits = case.rows.map_or_else(Limits::default, |rows| Limits { rows, ..Limits::default() });
    let found = match case.alone {
        true => findings_of(&rules, &case.only, &facts, limits),
        false => findings(&rules, &case.enabled, &facts, limits),
    };
    if let Some(stopped) = &case.stopped {
        let problem = found.expect_err(&case.name);
        assert_eq!(problem.to_string().lines().next(), Some(stopped.as_str()), "{}", case.name);
        return;
    }
    let found: Vec<Finding> =
        found.unwrap().into_iter().filter(|finding| case.only.is_empty() || case.only.contains(&finding.rule)).collect();
    let said = |finding: &Finding| {
        format!("{} | {:?} | {}", finding.rule, finding.certainty, finding.says)
            .replace("Certain |", "certain |")
            .replace("Likely |", "likely |")
            .replace("Possible |", "possible |")
    };
    let expected = case.expect.as_deref().unwrap_or_default();
    let mut wanted: Vec<String> =
        expected.iter().map(|expected| format!("{} | {} | {}", expected.rule, expected.certainty, expected.says)).collect();
    let mut says: Vec<String> = found.iter().map(said).collect();
    if !case.ordered {
        says.sort();
        wanted.sort();
    }
    assert_eq!(says, wanted, "{}", case.name);
    for expected in expected {
        let finding = found.iter().find(|finding| finding.rule == expected.rule && finding.says == expected.says).unwrap();
        let place = format!("{}: {}", case.name, finding.says);
        if let Some(origins) = expected.origins {
            assert_eq!(finding.origins, origins, "origins of {place}");
        }
        if let Some(proofs) = expected.proofs {
            assert_eq!(finding.proofs.len(), proofs, "proofs of {place}: {:#?}", finding.proofs);
        }
        if let Some(says_in) = &expected.says_in {
            assert_eq!(&finding.says_in, says_in, "other languages of {place}");
        }
        if let Some(reasons) = &expected.reasons {
            let said = |reason: &Reason| format!("{}: {}", because(reason), reason.of.join(", "));
            assert_eq!(&finding.reasons.iter().map(said).collect::<Vec<_>>(), reasons, "reasons of {place}");
        }
        if let Some(undone) = &expected.undone {
            let said = |undone: &Undone<'_>| format!("{:?}: {}", undone.lack, undone.none).to_lowercase();
            let wanted: Vec<String> = undone.iter().map(|undone| undone.to_lowercase()).collect();
            assert_eq!(finding.undone_by().iter().map(said).collect::<Vec<_>>(), wanted, "what would undo {place}");
        }
        if let Some(wanted) = &expected.leaves {
            assert_eq!(&leaves(&finding.proofs[0]), wanted, "leaves of {place}");
        }
    }
}

/// The sort of a reason as the JSON has it.
fn because(reason: &Reason) -> String {
    serde_json::to_value(reason.because).unwrap().as_str().unwrap_or_default().to_string()
}

fn leaves(proof: &Proof) -> Vec<String> {
    match proof {
        Proof::None { none, .. } => vec![format!("none: {none}")],
        Proof::Fact { fact, .. } => vec![fact.clone()],
        _ => proof.under().iter().flat_map(leaves).collect(),
    }
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/reason");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut failed = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in &file.case {
            failed += usize::from(std::panic::catch_unwind(|| run(case)).is_err());
        }
    }
    assert_eq!(failed, 0, "cases that failed; each is shown above");
}

/// Cases that every rule has at least.
const LEAST: usize = 10;

#[test]
fn cases_of_each_standard_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/reason/rules");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut failed, mut count) = (0, BTreeMap::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut file: OfRule = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(name, file.rule, "a file is called as its rule");
        count.insert(file.rule.clone(), file.case.len());
        let cases = std::mem::take(&mut file.case);
        assert!(cases.iter().any(|case| case.gives.is_empty()), "{name} has a case that gives nothing");
        assert!(cases.iter().any(|case| !case.gives.is_empty()), "{name} has a case that gives something");
        for case in cases {
            failed += usize::from(std::panic::catch_unwind(|| run(&file.case(case))).is_err());
        }
    }
    assert_eq!(failed, 0, "cases that failed; each is shown above");
    let speaking = STANDARD.rules().into_iter().filter(|rule| rule.class.is_some());
    let few: Vec<String> = speaking
        .map(|rule| (count.get(&rule.name).copied().unwrap_or(0), rule.name))
        .filter(|(cases, _)| *cases < LEAST)
        .map(|(cases, name)| format!("{name}: {cases}"))
        .collect();
    assert!(few.is_empty(), "rules with fewer than {LEAST} cases: {few:?}");
}
