//! Random cases with random rules over them, the same for the same seed.
//!
//! The main type is [`Program`]. It holds the rules twice: as text for the engine, and as a plain list of conditions
//! ([`Program::json`]) that another evaluator can be given without reading the language. Rules are stratified by
//! construction: a fact of one level denies and counts only facts of lower ones, and asks freely for those of its own.

use rollcall_model::claim::{Anchor, Basis, Claim, State, Value};
use rollcall_model::date::{Edtf, plain};
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::Kind;
use rollcall_model::source::{RELIABILITY, Source, SourceInfo};
use rollcall_model::view::{Claims, StatedClaim};
use rollcall_reason::{Facts, Limits, RuleFile, RuleSet, findings};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

/// Numbers that only look random (splitmix64).
pub struct Rng(pub u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ty {
    Thing(&'static str),
    Date,
    Text,
    Number,
    Source,
}

const PARTY: Ty = Ty::Thing("party");

/// Kinds with how many of each, and their properties: name, type, and the words that it may be.
type Properties = &'static [(&'static str, Ty, &'static [&'static str])];
const ROLES: &[&str] = &["host", "chair", "attendee", "absent", "excluded"];
const COUNTRIES: &[&str] = &["AA", "BB", "CC"];
const KINDS: &[(&str, usize, Properties)] = &[
    ("Person", 4, &[("country", Ty::Text, COUNTRIES)]),
    ("State", 2, &[("country", Ty::Text, COUNTRIES)]),
    ("Forum", 3, &[("parent", Ty::Thing("Forum"), &[])]),
    (
        "Meeting",
        3,
        &[
            ("date", Ty::Date, &[]),
            ("startDate", Ty::Date, &[]),
            ("endDate", Ty::Date, &[]),
            ("status", Ty::Text, &["held", "cancelled", "denied"]),
            ("forum", Ty::Thing("Forum"), &[]),
            ("host", PARTY, &[]),
        ],
    ),
    (
        "Participation",
        6,
        &[
            ("party", PARTY, &[]),
            ("engagement", Ty::Thing("Meeting"), &[]),
            ("role", Ty::Text, ROLES),
            ("rank", Ty::Text, &["General", "Colonel"]),
            ("certainty", Ty::Text, &["stated", "likely", "unclear"]),
        ],
    ),
    ("Commands", 4, &[("commander", PARTY, &[]), ("commanded", PARTY, &[]), ("date", Ty::Date, &[])]),
    (
        "Measure",
        2,
        &[("target", PARTY, &[]), ("inForce", Ty::Date, &[]), ("measureKind", Ty::Text, &["embargo", "freeze", "ban"])],
    ),
    ("ForumRole", 3, &[("party", PARTY, &[]), ("forum", Ty::Thing("Forum"), &[]), ("role", Ty::Text, &["chair", "member"])]),
];

/// All within a few months, so that a few days decide much; no two are said alike.
pub const DATES: &[&str] = &[
    "2021-01-10",
    "2021-01-31",
    "2021-02-01",
    "2021-02-03",
    "2021-02-04",
    "2021-02-28",
    "2021-03-31",
    "2021-01",
    "2021-02",
    "2021-02~",
    "2021-02-03?",
    "2021-02-01/2021-02-05",
    "2021-02-03/2021-02-04",
    "2021-01-31/2021-02",
    "2021-02-03/..",
    "2021-02-05/",
    "/2021-02-01",
    "2021-01/2021-02-03",
];

const SOURCES: usize = 4;

/// One claim of a value: who says it, and what became of it.
type Said = (usize, State);

/// A value of a thing, with who says it.
struct Given {
    thing: usize,
    property: &'static str,
    /// As [`Program::json`] writes it.
    code: String,
    says: Vec<Said>,
}

struct Made {
    name: String,
    kind: &'static str,
    state: State,
}

/// A case and rules over it.
pub struct Program {
    /// The rules as text.
    pub text: String,
    /// The case and the rules for another evaluator.
    pub json: Json,
    /// Parties, meetings and links.
    pub entities: Entities,
    /// The claims that they rest on.
    pub claims: Claims,
    /// Files.
    pub sources: Arc<Vec<Source>>,
    /// What each value is called in sentences, and in the JSON.
    codes: BTreeMap<String, String>,
}

impl Program {
    /// The program of a seed.
    pub fn new(seed: u64) -> Self {
        Self::of(seed, true)
    }

    /// The program of a seed, with or without grades of its sources: seeds that found something when no source had one
    /// find it without.
    pub fn of(seed: u64, is_graded: bool) -> Self {
        let mut rng = Rng(seed);
        let (made, mut given) = case(&mut rng);
        let rules = Rules::new(&mut rng);
        let mut letters = [None; SOURCES];
        if is_graded {
            let mut rng = Rng(!seed);
            letters = std::array::from_fn(|_| letter(&mut rng));
            given.iter_mut().for_each(|one| say_again(&mut rng, one));
        }
        let mut codes = BTreeMap::new();
        for (at, thing) in made.iter().enumerate() {
            codes.insert(thing.name.clone(), format!("t{at}"));
        }
        for (at, date) in DATES.iter().enumerate() {
            let said = Edtf::parse(date).map(|date| plain(&date)).unwrap_or_default();
            assert!(codes.insert(said, format!("d{at}")).is_none(), "{date} is said like another date");
        }
        for at in 0..SOURCES {
            codes.insert(format!("“{}”", path(at)), format!("s{at}"));
        }
        let mut order: Vec<usize> = (0..made.len()).collect();
        order.sort_by_key(|at| entity_id(&made[*at].name));
        let json = json!({
            "things": made.iter().map(|thing| json!([thing.kind, thing.state.as_str()])).collect::<Vec<_>>(),
            "order": order,
            "values": given.iter().map(|one| {
                let says: Vec<Json> = one.says.iter().map(|(by, state)| json!([by, state.as_str()])).collect();
                json!([one.thing, one.property, one.code, says])
            }).collect::<Vec<_>>(),
            "sources": letters,
            "dates": DATES,
            "rules": rules.json,
            "facts": rules.facts.iter().map(|fact| fact.name.clone()).collect::<Vec<_>>(),
        });
        let (entities, claims) = entities(&made, &given);
        Self { text: rules.text, json, entities, claims, sources: sources(&letters), codes }
    }

    /// What rules range over.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            entities: &self.entities,
            claims: &self.claims,
            sources: &self.sources,
            moments: &[],
            members: &[],
            searches: &[],
        }
    }

    /// The rules, or what is wrong with them: a random rule may compare what cannot be compared.
    pub fn rules(&self) -> Result<RuleSet, String> {
        let file = RuleFile { path: "random.rules", text: &self.text };
        RuleSet::parse(&[file]).map_err(|problems| format!("{problems:#?}"))
    }

    /// What the engine derives: each fact as the JSON writes it, with its certainty.
    pub fn derived(&self, rules: &RuleSet) -> BTreeMap<String, String> {
        let found = findings(rules, &BTreeSet::new(), &self.facts(), Limits::default())
            .unwrap_or_else(|problem| panic!("{problem:?}"));
        let code = |words: &str| self.codes.get(words).cloned().unwrap_or_else(|| quoted(words));
        let row = |says: &str| {
            let (name, rest) = says.split_once(": ").unwrap_or((says, ""));
            let args: Vec<String> = rest.split(" | ").map(code).collect();
            format!("{}({})", name.to_lowercase(), args.join(","))
        };
        found.iter().map(|finding| (row(&finding.says), format!("{:?}", finding.certainty).to_lowercase())).collect()
    }
}

fn quoted(words: &str) -> String {
    if words.parse::<i64>().is_ok() { words.to_string() } else { format!("\"{words}\"") }
}

fn path(source: usize) -> String {
    format!("s{source}.md")
}

fn entity_id(name: &str) -> EntityId {
    EntityId::of(&[name])
}

/// Things and what is said of them.
fn case(rng: &mut Rng) -> (Vec<Made>, Vec<Given>) {
    let mut made = Vec::new();
    for (kind, most, _) in KINDS {
        for at in 0..most.div_ceil(2) + rng.below(most / 2 + 1) {
            let state = if rng.chance(86) { State::Proposed } else { rng.pick(&[State::Disputed, State::Rejected]) };
            made.push(Made { name: format!("{kind}{at}"), kind, state });
        }
    }
    let mut given = Vec::new();
    for thing in 0..made.len() {
        let properties = KINDS.iter().find(|(kind, ..)| *kind == made[thing].kind).map_or(&[][..], |(.., all)| all);
        for (property, ty, words) in properties {
            let mut codes: BTreeSet<String> = BTreeSet::new();
            let many = if rng.chance(22) { 0 } else { 1 + usize::from(rng.chance(30)) };
            for _ in 0..many {
                codes.extend(value(rng, *ty, words, &made));
            }
            for code in codes {
                let says = (0..1 + rng.below(2)).map(|_| (rng.below(SOURCES), claim_state(rng))).collect();
                given.push(Given { thing, property, code, says });
            }
        }
    }
    (made, given)
}

fn claim_state(rng: &mut Rng) -> State {
    match rng.below(10) {
        0 => State::Rejected,
        1 => State::Retracted,
        2 | 3 => State::Disputed,
        4 => State::Accepted,
        _ => State::Proposed,
    }
}

fn value(rng: &mut Rng, ty: Ty, words: &[&str], made: &[Made]) -> Option<String> {
    Some(match ty {
        Ty::Date => format!("d{}", rng.below(DATES.len())),
        Ty::Thing(group) => {
            let is = |thing: &Made| thing.kind == group || group == "party" && ["Person", "State"].contains(&thing.kind);
            let all: Vec<usize> = (0..made.len()).filter(|at| is(&made[*at])).collect();
            format!("t{}", rng.pick(&all))
        }
        Ty::Text => quoted(rng.pick(words)),
        Ty::Number | Ty::Source => return None,
    })
}

/// How a source is graded, if it is.
fn letter(rng: &mut Rng) -> Option<&'static str> {
    rng.chance(65).then(|| RELIABILITY[rng.below(RELIABILITY.len())].0)
}

/// Often more sources say the same, so that one that is better graded, or that nobody disputes, is enough.
fn say_again(rng: &mut Rng, given: &mut Given) {
    if rng.chance(40) {
        given.says.extend((0..1 + rng.below(3)).map(|_| (rng.below(SOURCES), claim_state(rng))).collect::<Vec<_>>());
    }
}

fn sources(letters: &[Option<&str>]) -> Arc<Vec<Source>> {
    let source = |(at, letter): (usize, &Option<&str>)| Source {
        path: path(at),
        sha256: "0".into(),
        size: 1,
        media_type: "text/plain".into(),
        info: SourceInfo { reliability: letter.map(str::to_string), ..SourceInfo::default() },
        layer: None,
        not_read: None,
    };
    Arc::new(letters.iter().enumerate().map(source).collect())
}

fn entities(made: &[Made], given: &[Given]) -> (Entities, Claims) {
    let (mut entities, mut claims) = (Entities::new(), Claims::new());
    for (thing, of) in made.iter().enumerate() {
        let kind = Kind::new(of.kind).unwrap_or_else(|| panic!("{} is no kind", of.kind));
        let mention = MentionId::of(&[&of.name]);
        let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
        for (place, one) in given.iter().enumerate().filter(|(_, one)| one.thing == thing) {
            let (value, claimed) = values(&one.code, made);
            let mut ids = Vec::new();
            for (at, (by, state)) in one.says.iter().enumerate() {
                let anchor = anchor(path(*by), place * 10 + at);
                let claim =
                    Claim::new(mention.clone(), kind, one.property, claimed.clone(), anchor, "random", 1000, Basis::Read);
                ids.push(claim.id.clone());
                claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state: *state });
            }
            ids.sort();
            let state = one.says.iter().map(|(_, state)| *state).min_by_key(|state| (!state.exists(), state.weight()));
            let state = state.unwrap_or(State::Proposed);
            properties.entry(one.property.into()).or_default().push(PropertyValue { value, claims: ids, state });
        }
        properties.values_mut().for_each(|values| values.sort());
        let (name, state) = (of.name.clone(), of.state);
        let (mentions, id) = (vec![mention], entity_id(&name));
        let entity = Entity { id, kind, name, properties, mentions, joins: Vec::new(), state };
        entities.insert(entity.id.clone(), Arc::new(entity));
    }
    (entities, claims)
}

fn values(code: &str, made: &[Made]) -> (EntityValue, Value) {
    let number = code.get(1..).and_then(|rest| rest.parse::<usize>().ok());
    match (code.chars().next(), number) {
        (Some('t'), Some(at)) => {
            let name = made[at].name.clone();
            (EntityValue::Entity { id: entity_id(&name), name: name.clone() }, Value::Link(MentionId::of(&[&name])))
        }
        (Some('d'), Some(at)) => (EntityValue::Text(DATES[at].into()), Value::Text(DATES[at].into())),
        _ => (EntityValue::Text(code.trim_matches('"').into()), Value::Text(code.trim_matches('"').into())),
    }
}

fn anchor(source: String, start: usize) -> Anchor {
    Anchor {
        source,
        sha256: "0".into(),
        layer: "text/1".into(),
        start,
        end: start + 1,
        text: "x".into(),
        row: None,
        column: None,
        page: None,
        rect: None,
        description: None,
    }
}

/// A fact that the rules give.
struct Fact {
    name: String,
    types: Vec<Ty>,
    level: usize,
}

/// The rules of a program.
struct Rules {
    facts: Vec<Fact>,
    text: String,
    json: Vec<Json>,
}

impl Rules {
    fn new(rng: &mut Rng) -> Self {
        let mut facts: Vec<Fact> = Vec::new();
        for level in 0..3 {
            for _ in 0..1 + rng.below(2) {
                let types = [PARTY, PARTY, Ty::Thing("Meeting"), Ty::Thing("Forum"), Ty::Date, Ty::Text, Ty::Source];
                let mut types: Vec<Ty> = (0..1 + rng.below(3)).map(|_| rng.pick(&types)).collect();
                if level > 0 && rng.chance(25) {
                    types.push(Ty::Number);
                }
                facts.push(Fact { name: format!("p{}", facts.len()), types, level });
            }
        }
        let mut rules = Self { facts, text: String::new(), json: Vec::new() };
        for fact in 0..rules.facts.len() {
            for _ in 0..1 + rng.below(3) {
                rules.rule(rng, fact);
            }
            rules.show(fact);
        }
        rules
    }

    fn rule(&mut self, rng: &mut Rng, fact: usize) {
        let mut body =
            Body { facts: &self.facts, level: self.facts[fact].level, vars: Vec::new(), text: vec![], json: vec![] };
        for _ in 0..1 + rng.below(3) {
            body.positive(rng);
        }
        for _ in 0..rng.below(3) {
            body.filter(rng);
        }
        let types = self.facts[fact].types.clone();
        let head: Vec<String> = types.iter().map(|ty| body.of_type(rng, *ty)).collect();
        let most = if rng.chance(12) { rng.pick(&["likely", "possible"]) } else { "certain" };
        let (name, number) = (&self.facts[fact].name, self.json.len());
        let _ = writeln!(self.text, "rule r{number}\nif   {}", body.text.join("\n     "));
        let _ = writeln!(self.text, "gives {name}({})", head.join(", "));
        if most != "certain" {
            let _ = writeln!(self.text, "at most {most}");
        }
        self.text.push('\n');
        self.json.push(json!({"head": name, "args": head, "body": body.json, "most": most}));
    }

    /// A rule that says every row of a fact.
    fn show(&mut self, fact: usize) {
        let Fact { name, types, .. } = &self.facts[fact];
        let vars: Vec<String> = (0..types.len()).map(|at| format!("A{at}")).collect();
        let holes: Vec<String> = vars.iter().map(|var| format!("{{{var}}}")).collect();
        let _ = writeln!(self.text, "# Says it.\nrule show-{name}\nclass record\nif   {name}({})", vars.join(", "));
        let _ = writeln!(self.text, "says en \"{name}: {}\"\nabout {}\n", holes.join(" | "), vars.join(" "));
    }
}

/// The conditions of a rule, as text and as JSON; a term is written alike in both but for constants.
struct Body<'r> {
    facts: &'r [Fact],
    level: usize,
    vars: Vec<(String, Ty)>,
    text: Vec<String>,
    json: Vec<Json>,
}

impl Body<'_> {
    fn new_var(&mut self, ty: Ty) -> String {
        let name = format!("V{}", self.vars.len());
        self.vars.push((name.clone(), ty));
        name
    }

    fn known(&self, rng: &mut Rng, ty: Ty) -> Option<String> {
        let of: Vec<&str> = self.vars.iter().filter(|(_, is)| *is == ty).map(|(name, _)| name.as_str()).collect();
        (!of.is_empty()).then(|| rng.pick(&of).to_string())
    }

    fn push(&mut self, text: String, json: Json) {
        self.text.push(text);
        self.json.push(json);
    }

    /// A variable of a type, bound by a condition of its own where there is none.
    fn of_type(&mut self, rng: &mut Rng, ty: Ty) -> String {
        if let Some(known) = self.known(rng, ty) {
            return known;
        }
        let var = self.new_var(ty);
        match ty {
            Ty::Thing(_) => self.is(&var, ty),
            Ty::Number => {
                self.vars.pop();
                if !self.count(rng) {
                    return rng.below(3).to_string();
                }
                return self.known(rng, ty).unwrap_or_else(|| "0".into());
            }
            _ => {
                let (kind, property) = match ty {
                    Ty::Text => ("Person", "country"),
                    _ => ("Meeting", "date"),
                };
                let subject = self.new_var(if kind == "Person" { PARTY } else { Ty::Thing("Meeting") });
                self.push(format!("{subject} is {kind}"), json!(["is", subject, [kind], false]));
                let (value, by) = if ty == Ty::Source { ("_", Some(&var)) } else { (var.as_str(), None) };
                let said = by.map_or(String::new(), |by| format!(" by {by}"));
                let json = json!(["prop", subject, property, value, by, null, false, false]);
                self.push(format!("{subject} {property} {value}{said}"), json);
            }
        }
        var
    }

    fn is(&mut self, var: &str, ty: Ty) {
        let Ty::Thing(group) = ty else { return };
        let (said, kinds) =
            if group == "party" { ("Person or State", vec!["Person", "State"]) } else { (group, vec![group]) };
        self.push(format!("{var} is {said}"), json!(["is", var, kinds, false]));
    }

    /// A condition that binds.
    fn positive(&mut self, rng: &mut Rng) {
        if rng.chance(40) {
            let open: Vec<usize> = (0..self.facts.len()).filter(|at| self.facts[*at].level <= self.level).collect();
            let fact = rng.pick(&open);
            let args = self.args(rng, fact, 50, true);
            let name = &self.facts[fact].name;
            return self.push(format!("{name}({})", args.join(", ")), json!(["pred", name, args, false]));
        }
        let (kind, _, properties) = KINDS[rng.below(KINDS.len())];
        let (property, ty, words) = properties[rng.below(properties.len())];
        let group = if ["Person", "State"].contains(&kind) { PARTY } else { Ty::Thing(kind) };
        let subject = match self.known(rng, group).filter(|_| rng.chance(60)) {
            Some(known) => known,
            None => self.new_var(group),
        };
        self.push(format!("{subject} is {kind}"), json!(["is", subject, [kind], false]));
        self.property(rng, &subject, property, ty, words);
    }

    fn property(&mut self, rng: &mut Rng, subject: &str, property: &str, ty: Ty, words: &[&str]) {
        if ty == Ty::Text && rng.chance(20) {
            let otherwise = rng.chance(50).then_some("none");
            let (all, var) = (rng.chance(60), self.new_var(Ty::Text));
            let said = otherwise.map_or(String::new(), |words| format!(" else \"{words}\""));
            let json = json!(["prop", subject, property, var, null, otherwise.map(quoted), all, false]);
            return self.push(format!("{subject} {property} {}{var}{said}", if all { "all " } else { "" }), json);
        }
        let by = rng.chance(12).then(|| self.new_var(Ty::Source));
        let (text, code) = match rng.below(10) {
            0 if !words.is_empty() => {
                let word = quoted(rng.pick(words));
                (word.clone(), word)
            }
            0 if ty == Ty::Date => {
                let at = rng.below(DATES.len());
                (quoted(DATES[at]), format!("d{at}"))
            }
            1 => ("_".into(), "_".into()),
            2..5 => self.known(rng, ty).unwrap_or_else(|| self.new_var(ty)).to_pair(),
            _ => self.new_var(ty).to_pair(),
        };
        let said = by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
        let json = json!(["prop", subject, property, code, by, null, false, false]);
        self.push(format!("{subject} {property} {text}{said}"), json);
    }

    /// Values for a fact: those known, and new ones or `_` where there are none.
    fn args(&mut self, rng: &mut Rng, fact: usize, known: usize, binds: bool) -> Vec<String> {
        let types = self.facts[fact].types.clone();
        let mut arg = |body: &mut Self, ty: Ty| match body.known(rng, ty).filter(|_| rng.chance(known)) {
            Some(known) => known,
            None if binds && rng.chance(85) => body.new_var(ty),
            None => "_".into(),
        };
        types.into_iter().map(|ty| arg(self, ty)).collect()
    }

    /// A condition on what is bound.
    fn filter(&mut self, rng: &mut Rng) {
        match rng.below(6) {
            0 | 1 => self.deny(rng),
            2 => {
                self.count(rng);
            }
            3 => self.dates(rng),
            4 => self.words_or_things(rng),
            _ => self.deny_property(rng),
        }
    }

    /// A fact of a lower level.
    fn lower(&self, rng: &mut Rng) -> Option<usize> {
        let lower: Vec<usize> = (0..self.facts.len()).filter(|at| self.facts[*at].level < self.level).collect();
        (!lower.is_empty()).then(|| rng.pick(&lower))
    }

    fn deny(&mut self, rng: &mut Rng) {
        let Some(fact) = self.lower(rng) else {
            return self.deny_property(rng);
        };
        let args = self.args(rng, fact, 90, false);
        let name = &self.facts[fact].name;
        self.push(format!("not {name}({})", args.join(", ")), json!(["pred", name, args, true]));
    }

    fn deny_property(&mut self, rng: &mut Rng) {
        let (kind, _, properties) = KINDS[rng.below(KINDS.len())];
        let (property, ty, words) = properties[rng.below(properties.len())];
        let group = if ["Person", "State"].contains(&kind) { PARTY } else { Ty::Thing(kind) };
        let Some(subject) = self.known(rng, group) else {
            return;
        };
        if group == PARTY && rng.chance(40) {
            return self.push(format!("not {subject} is {kind}"), json!(["is", subject, [kind], true]));
        }
        let value = match self.known(rng, ty) {
            Some(known) if rng.chance(60) => known,
            _ if !words.is_empty() && rng.chance(60) => quoted(rng.pick(words)),
            _ => "_".into(),
        };
        let by = self.known(rng, Ty::Source).filter(|_| rng.chance(30));
        let said = by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
        let json = json!(["prop", subject, property, value, by, null, false, true]);
        self.push(format!("not {subject} {property} {value}{said}"), json);
    }

    /// Whether there was something to count.
    fn count(&mut self, rng: &mut Rng) -> bool {
        let Some(fact) = self.lower(rng) else {
            return false;
        };
        let mut args = self.args(rng, fact, 60, false);
        let of = rng.below(args.len());
        args[of] = format!("C{}", self.json.len());
        let (name, of) = (&self.facts[fact].name, args[of].clone());
        let atom = format!("{name}({})", args.join(", "));
        if rng.chance(40) {
            let least = rng.below(4);
            self.push(format!("at least {least} {of} in {atom}"), json!(["at least", least, of, name, args]));
            return false;
        }
        let json = json!(["count", of, name, args]);
        let into = self.new_var(Ty::Number);
        let mut json = json;
        if let Some(parts) = json.as_array_mut() {
            parts.push(json!(into));
        }
        self.push(format!("count of {of} in {atom} as {into}"), json);
        if rng.chance(50) {
            let (op, number) = (rng.pick(&["at least", "at most"]), rng.below(4));
            self.push(format!("{into} {op} {number}"), json!(["compare", op, into, number.to_string(), null]));
        }
        true
    }

    fn dates(&mut self, rng: &mut Rng) {
        let Some(left) = self.known(rng, Ty::Date) else {
            return;
        };
        let (text, code) = match self.known(rng, Ty::Date).filter(|other| *other != left) {
            Some(other) => other.to_pair(),
            None => {
                let at = rng.below(DATES.len());
                (quoted(DATES[at]), format!("d{at}"))
            }
        };
        let ops = ["before", "after", "during", "overlaps", "on or after", "on or before", "differs from", "=", "!="];
        let (op, months) = match rng.below(11) {
            at @ 0..9 => (ops[at].to_string(), None),
            _ => (rng.pick(&["months after", "months of"]).to_string(), Some(rng.below(2))),
        };
        let said = months.map_or(op.clone(), |months| format!("within {months} {op}"));
        self.push(format!("{left} {said} {text}"), json!(["compare", op, left, code, months]));
    }

    fn words_or_things(&mut self, rng: &mut Rng) {
        if let Some(left) = self.known(rng, Ty::Text).filter(|_| rng.chance(50)) {
            let words: Vec<String> =
                ["host", "chair", "attendee", "absent", "excluded"].iter().map(|word| quoted(word)).collect();
            let list = &words[rng.below(2)..2 + rng.below(3)];
            let not = rng.chance(50);
            let said = format!("{left} {}in {}", if not { "not " } else { "" }, list.join(", "));
            return self.push(said, json!(["in", left, list, not]));
        }
        if let (Some(left), Some(right)) = (self.known(rng, PARTY), self.known(rng, PARTY)) {
            let op = rng.pick(&["!=", "=", "sorts before", "differs from"]);
            self.push(format!("{left} {op} {right}"), json!(["compare", op, left, right, null]));
        }
    }
}

/// A term that is written alike in the text and in the JSON.
trait Pair {
    fn to_pair(self) -> (String, String);
}

impl Pair for String {
    fn to_pair(self) -> (String, String) {
        (self.clone(), self)
    }
}
