//! The facts of a case as the engine goes through them: numbers in columns.
//!
//! The main type is [`Store`]. What is said of one thing lies together, property by property, so that a rule that
//! looks at a thing looks at one place in memory:
//!
//! ```text
//! things   kind  grade  run        who, name
//!   0       12     3    0..3 ──┐
//!   1       30     3    3..9   │
//! facts    thing  property  value  grade  claims  ◄─┘
//! ```
//!
//! A thing that changes gets a new run at the end, and the old one stays for as long as somebody asks what was so before
//! ([`Version`]). So a change moves nothing and costs what it changes.

use crate::change::Touched;
use crate::facts::{BETWEEN, FactVal, Thing, folded};
use crate::intake::Shelf;
use crate::names::{Code, Names, Order, Sort, Val, small};
use crate::props;
use crate::table::{Index, NONE, hash};
use rollcall_model::claim::Claim;
use rollcall_model::date::{Edtf, plain, plain_compared};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::Kind;
use rollcall_model::wording;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How sure something is: 0 where it is not there at all, else 1 possible, 2 likely, 3 certain.
pub(crate) type Grade = u8;

/// As sure as can be.
pub(crate) const SURE: Grade = 3;

/// The grade of a certainty.
pub(crate) fn grade(certainty: Certainty) -> Grade {
    match certainty {
        Certainty::Possible => 1,
        Certainty::Likely => 2,
        Certainty::Certain => SURE,
    }
}

/// The certainty of a grade; nothing where there is nothing.
pub(crate) fn certainty(grade: Grade) -> Option<Certainty> {
    match grade {
        0 => None,
        1 => Some(Certainty::Possible),
        2 => Some(Certainty::Likely),
        _ => Some(Certainty::Certain),
    }
}

/// Which state of a case is asked: as it is, or as it was before the change that is being worked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    Now,
    Before,
}

/// Two grades in one byte: now, and before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Grades(u8);

impl Grades {
    /// The same now and before.
    pub fn settled(grade: Grade) -> Self {
        Self(grade | grade << 2)
    }

    pub fn at(self, version: Version) -> Grade {
        match version {
            Version::Now => self.0 & 3,
            Version::Before => self.0 >> 2,
        }
    }

    #[must_use]
    pub fn with(self, now: Grade) -> Self {
        Self(self.0 & 12 | now)
    }

    /// As it is now, also before.
    #[must_use]
    pub fn settle(self) -> Self {
        Self::settled(self.0 & 3)
    }

    /// As a number that lies among codes.
    pub fn code(self) -> Code {
        Code(u32::from(self.0))
    }

    /// From such a number.
    pub fn of_code(code: Code) -> Self {
        Self(u8::try_from(code.0).unwrap_or_default())
    }

    pub fn is_changed(self) -> bool {
        self.0 & 3 != self.0 >> 2
    }
}

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub names: Names,
    kinds: Vec<u8>,
    grades: Vec<Grades>,
    runs: Vec<(u32, u32)>,
    who: Vec<Option<EntityId>>,
    called: Vec<Code>,
    /// What tells things apart that are no entities: moments and the like; and the file that it is of, where it is a
    /// document.
    keys: BTreeMap<u32, (String, String)>,
    /// Things by kind, in the order in which they came.
    by_kind: Vec<Vec<u32>>,
    /// Entities that came with the first load: their numbers are in the order of their ids.
    sorted: usize,
    /// Entities that came later.
    added: BTreeMap<EntityId, u32>,
    order: OnceLock<Order>,
    /// Whether some thing came after the first load.
    is_late: bool,
    facts: Columns,
    /// Facts by property, in the order in which they came.
    by_property: Vec<Vec<u32>>,
    /// How many facts of each property things of each kind ever had: by kind, then by property.
    counts: Vec<Vec<u32>>,
    /// Per property: its facts by their value, by their place in `by_property`.
    by_value: Vec<Option<Index>>,
    /// Per property, how many different values it has, once somebody asked.
    different: Vec<OnceLock<usize>>,
    /// Whether no thing has changed since it came.
    is_first: bool,
    /// Runs of things that are being changed, as they were.
    before: BTreeMap<u32, (u32, u32)>,
    /// Whether each thing is one of them: most are not, and each is asked again and again.
    is_changing: Vec<bool>,
    /// All values in one text, by the first of several.
    together: BTreeMap<u32, Code>,
    /// Properties whose values some rule takes together.
    taken_together: BTreeSet<u16>,
}

/// What is looked at together of a fact, in eight bytes.
#[derive(Debug, Clone, Copy)]
struct Fact {
    val: Code,
    property: u16,
    grade: Grade,
}

/// One entry a fact.
#[derive(Debug, Default)]
struct Columns {
    said: Vec<Fact>,
    thing: Vec<u32>,
    /// One past the last of its claims, which come after those of the fact before it.
    claims: Vec<u32>,
    claim_ids: Vec<ClaimId>,
    /// Documents, days and voices of the claims, where a rule asks for them: a number among `tellings`.
    told: Vec<u32>,
    tellings: Tellings,
    /// Facts with claims that are made in somebody's words.
    voiced: Vec<(u32, Arc<Claim>, Grade)>,
}

/// What one claim that gives a value answers where a rule asks for its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Telling {
    /// The document that it stands in.
    pub source: Code,
    /// The day by which somebody had made it public.
    pub said: Option<Code>,
    /// Those in whose words it is made.
    pub voices: Vec<Code>,
    pub grade: Grade,
}

/// Lists of tellings, each kept once: most facts of one document answer alike. Number 0 is the empty list.
#[derive(Debug)]
pub(crate) struct Tellings {
    pub lists: Vec<Vec<Telling>>,
    numbers: BTreeMap<Vec<Telling>, u32>,
}

impl Default for Tellings {
    fn default() -> Self {
        Self { lists: vec![Vec::new()], numbers: BTreeMap::from([(Vec::new(), 0)]) }
    }
}

impl Tellings {
    /// The number of a list.
    pub fn number(&mut self, list: &[Telling]) -> u32 {
        if let Some(number) = self.numbers.get(list) {
            return *number;
        }
        let number = small(self.lists.len());
        self.lists.push(list.to_vec());
        self.numbers.insert(list.to_vec(), number);
        number
    }
}

/// Things of a run this long are searched by halving.
const LONG_RUN: usize = 24;

impl Store {
    /// For these entities, by id.
    pub fn new(names: Names, taken_together: BTreeSet<u16>) -> Self {
        let properties = props::names().count();
        Self {
            names,
            by_kind: vec![Vec::new(); props::kinds().count()],
            by_property: vec![Vec::new(); properties],
            counts: vec![vec![0; properties]; props::kinds().count()],
            by_value: (0..properties).map(|_| None).collect(),
            taken_together,
            different: (0..properties).map(|_| OnceLock::new()).collect(),
            is_first: true,
            ..Self::default()
        }
    }

    fn put_next(&mut self, thing: Thing<'_>) {
        let at = small(self.kinds.len());
        let kind = props::kind_number(thing.kind);
        self.kinds.push(kind);
        self.by_kind[usize::from(kind)].push(at);
        self.grades.push(Grades::settled(grade(thing.cap)));
        self.called.push(self.names.text(&thing.name));
        match thing.id {
            Some(id) if self.who.last().is_none_or(|last| last.as_ref().is_some_and(|last| *last < *id)) => {
                self.who.push(Some(id.clone()));
                self.sorted = self.who.len();
            }
            Some(id) => {
                self.who.push(Some(id.clone()));
                self.added.insert(id.clone(), at);
            }
            None => {
                self.who.push(None);
                self.keys.insert(at, (thing.key, thing.file));
            }
        }
        let run = self.put_run(at, &thing.values);
        self.runs.push(run);
    }

    fn put_run(&mut self, at: u32, values: &BTreeMap<u16, Vec<FactVal<'_>>>) -> (u32, u32) {
        let first = small(self.facts.thing.len());
        for (property, list) in values {
            for (place, fact) in list.iter().enumerate() {
                // Two ways to write one number or date are one value.
                if list[..place].iter().all(|earlier| earlier.code != fact.code) {
                    self.put_fact(at, *property, fact);
                }
            }
        }
        (first, small(self.facts.thing.len()))
    }

    fn put_fact(&mut self, at: u32, property: u16, fact: &FactVal<'_>) {
        let number = small(self.facts.thing.len());
        self.facts.thing.push(at);
        self.facts.said.push(Fact { val: fact.code, property, grade: grade(fact.certainty) });
        self.facts.claim_ids.extend(fact.claims.iter().map(|id| (*id).clone()));
        self.facts.claims.push(small(self.facts.claim_ids.len()));
        let told = self.facts.tellings.number(&fact.tellings);
        self.facts.told.push(told);
        self.facts.voiced.extend(fact.voiced.iter().map(|(claim, grade)| (number, claim.clone(), *grade)));
        self.by_property[usize::from(property)].push(number);
        self.counts[usize::from(self.kinds[at as usize])][usize::from(property)] += 1;
        if self.by_value[usize::from(property)].is_some() {
            self.index(property);
        }
    }

    /// Puts all values of a property into one text, where some rule takes them so: for these things, once all are
    /// known by name.
    pub fn put_together(&mut self, things: impl Iterator<Item = u32>) {
        let properties: Vec<u16> = self.taken_together.iter().copied().collect();
        if properties.is_empty() {
            return;
        }
        for thing in things {
            for property in &properties {
                let facts = self.values(thing, *property, Version::Now);
                if facts.len() > 1 || facts.clone().any(|fact| !matches!(self.val(fact).sort(), Sort::Text(_))) {
                    let first = facts.start;
                    let mut said: Vec<String> = facts.map(|fact| self.words_of(self.val(fact))).collect();
                    said.sort();
                    said.dedup();
                    let text = self.names.text(&said.join(BETWEEN));
                    self.together.insert(first, text);
                }
            }
        }
    }

    /// What all values of a property are as one text.
    pub fn all_words(&self, facts: &Range<u32>) -> Code {
        match facts.len() {
            1 if matches!(self.val(facts.start).sort(), Sort::Text(_)) => self.val(facts.start),
            _ => self.together.get(&facts.start).copied().unwrap_or(Code::NONE),
        }
    }

    /// Things that have one of some things among values that a rule takes together, by their names.
    pub fn naming_together(&self, named: &BTreeSet<u32>) -> BTreeSet<u32> {
        let is_named = |fact: &&u32| self.val(**fact).as_thing().is_some_and(|thing| named.contains(&thing));
        let properties = self.taken_together.iter().filter(|_| !named.is_empty());
        let facts = properties.flat_map(|property| self.of_property(*property)).filter(is_named);
        facts.filter(|fact| self.is_said(**fact, Version::Now)).map(|fact| self.fact_thing(*fact)).collect()
    }

    /// Whether a thing has one of some names, as names are compared with what a person typed.
    pub fn is_named(&self, thing: u32, names: &BTreeSet<String>) -> bool {
        let properties = ["name", "alias"].into_iter().filter_map(props::number);
        let facts = properties.flat_map(|property| self.values(thing, property, Version::Now));
        facts.into_iter().any(|fact| names.contains(&folded(&self.words_of(self.val(fact)))))
    }

    /// Adds what names or shows some things: all that is said of them, and all that points at them or is said in
    /// their words. Asked when something of these things may be told otherwise although it is the same: other claims
    /// say it, or they are called otherwise.
    pub fn spoken_of(&self, things: &BTreeSet<u32>, touched: &mut Touched) {
        for thing in things {
            touched.things.insert(*thing);
            for property in props::of_kind(props::kind_name(self.kind(*thing))).filter_map(props::number) {
                touched.values.entry(property).or_default().insert(*thing);
            }
        }
        let pointed: BTreeSet<u32> =
            things.iter().copied().filter(|thing| props::is_pointed_at(props::kind_name(self.kind(*thing)))).collect();
        if pointed.is_empty() {
            return;
        }
        let is_pointed = |code: Code| code.as_thing().is_some_and(|thing| pointed.contains(&thing));
        let voices = |telling: &Telling| telling.voices.iter().any(|voice| is_pointed(*voice));
        let lists = self.facts.tellings.lists.iter().map(|list| list.iter().any(voices));
        let lists: Vec<bool> = lists.collect();
        for (fact, said) in self.facts.said.iter().enumerate() {
            let thing = self.facts.thing[fact];
            let in_words = lists[self.facts.told[fact] as usize];
            if (in_words || is_pointed(said.val)) && self.is_said(small(fact), Version::Now) {
                touched.values.entry(said.property).or_default().insert(thing);
            }
        }
    }

    /// Takes in what is said of a thing now, in place of what was; nothing where it is no more. What was stays to be
    /// asked for as it was before, until [`Store::settle`].
    pub fn change(&mut self, at: u32, thing: Option<&Thing<'_>>) {
        self.is_first = false;
        self.keep_run(at, self.runs[at as usize]);
        let cap = thing.map_or(0, |thing| grade(thing.cap));
        self.grades[at as usize] = self.grades[at as usize].with(cap);
        self.runs[at as usize] = match thing {
            Some(thing) => {
                self.called[at as usize] = self.names.text(&thing.name);
                self.put_run(at, &thing.values)
            }
            None => (0, 0),
        };
    }

    /// Takes in a thing that was not there before.
    pub fn add(&mut self, thing: Thing<'_>) -> u32 {
        let at = small(self.kinds.len());
        self.is_first = false;
        self.is_late = true;
        self.order = OnceLock::new();
        self.put_next(thing);
        self.grades[at as usize] = Grades::default().with(self.grades[at as usize].at(Version::Now));
        self.keep_run(at, (0, 0));
        at
    }

    /// Keeps what was said of a thing, unless something that was said before that is kept.
    fn keep_run(&mut self, at: u32, run: (u32, u32)) {
        self.before.entry(at).or_insert(run);
        self.is_changing.resize(self.kinds.len(), false);
        self.is_changing[at as usize] = true;
    }

    /// What changed of a thing since it was settled: the properties of which it has other values than before, and whether it
    /// came, went or can be otherwise sure.
    pub fn changed(&self, at: u32) -> (BTreeSet<u16>, bool) {
        let said = |version: Version| {
            let mut by_property: BTreeMap<u16, Vec<_>> = BTreeMap::new();
            for fact in self.run_of(at, version) {
                let together = self.together.get(&fact).copied();
                let own = (self.val(fact), self.fact_grade(fact), self.tellings(fact), together);
                by_property.entry(self.fact_property(fact)).or_default().push(own);
            }
            by_property
        };
        let (before, now) = (said(Version::Before), said(Version::Now));
        let properties = before.keys().chain(now.keys()).filter(|property| before.get(property) != now.get(property));
        (properties.copied().collect(), self.grades[at as usize].is_changed())
    }

    /// What is so now was also so before.
    pub fn settle(&mut self) {
        for at in std::mem::take(&mut self.before).into_keys() {
            self.is_changing[at as usize] = false;
            self.grades[at as usize] = self.grades[at as usize].settle();
        }
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// How many values there are, those that are no more included.
    pub fn fact_count(&self) -> usize {
        self.facts.thing.len()
    }

    /// The number of an entity.
    pub fn number(&self, id: &EntityId) -> Option<u32> {
        let sorted = &self.who[..self.sorted];
        let found = sorted.binary_search_by(|who| who.as_ref().cmp(&Some(id)));
        found.ok().map(small).or_else(|| self.added.get(id).copied())
    }

    pub fn kind(&self, thing: u32) -> u8 {
        self.kinds[thing as usize]
    }

    /// Whether a thing is there, and how sure all that is said of it can be.
    pub fn thing_grade(&self, thing: u32, version: Version) -> Grade {
        self.grades[thing as usize].at(version)
    }

    /// The entity that a thing is; nothing for a moment and the like.
    pub fn entity(&self, thing: u32) -> Option<&EntityId> {
        self.who[thing as usize].as_ref()
    }

    /// The things of a kind, also those that are no more.
    pub fn of_kind(&self, kind: u8) -> &[u32] {
        &self.by_kind[usize::from(kind)]
    }

    fn run(&self, thing: u32, version: Version) -> (u32, u32) {
        if version == Version::Before
            && self.is_changing.get(thing as usize) == Some(&true)
            && let Some(run) = self.before.get(&thing)
        {
            return *run;
        }
        self.runs[thing as usize]
    }

    /// The facts of a property of a thing, by their numbers.
    pub fn values(&self, thing: u32, property: u16, version: Version) -> Range<u32> {
        let (first, end) = self.run(thing, version);
        let own = &self.facts.said[first as usize..end as usize];
        let (from, to) = if own.len() > LONG_RUN {
            (own.partition_point(|fact| fact.property < property), own.partition_point(|fact| fact.property <= property))
        } else {
            let from = own.iter().position(|fact| fact.property >= property).unwrap_or(own.len());
            (from, from + own[from..].iter().take_while(|fact| fact.property == property).count())
        };
        first + small(from)..first + small(to)
    }

    /// All facts of a thing, by their numbers.
    pub fn run_of(&self, thing: u32, version: Version) -> Range<u32> {
        let (first, end) = self.run(thing, version);
        first..end
    }

    pub fn val(&self, fact: u32) -> Code {
        self.facts.said[fact as usize].val
    }

    pub fn fact_grade(&self, fact: u32) -> Grade {
        self.facts.said[fact as usize].grade
    }

    pub fn fact_thing(&self, fact: u32) -> u32 {
        self.facts.thing[fact as usize]
    }

    pub fn fact_property(&self, fact: u32) -> u16 {
        self.facts.said[fact as usize].property
    }

    /// The claims that give a fact.
    pub fn claims(&self, fact: u32) -> &[ClaimId] {
        let end = |fact: usize| self.facts.claims.get(fact).map_or(0, |end| *end as usize);
        let first = (fact as usize).checked_sub(1).map_or(0, end);
        &self.facts.claim_ids[first..end(fact as usize)]
    }

    /// What the claims of a fact say of their sources.
    pub fn tellings(&self, fact: u32) -> &[Telling] {
        &self.facts.tellings.lists[self.facts.told[fact as usize] as usize]
    }

    /// Whether a fact is one of its thing's.
    pub fn is_said(&self, fact: u32, version: Version) -> bool {
        // While nothing has changed all of them are.
        if self.is_first {
            return true;
        }
        let (first, end) = self.run(self.fact_thing(fact), version);
        (first..end).contains(&fact)
    }

    /// All facts of a property, also those that are no more.
    pub fn of_property(&self, property: u16) -> &[u32] {
        &self.by_property[usize::from(property)]
    }

    /// How many facts of a property things of a kind have or had.
    pub fn count_of(&self, kind: u8, property: u16) -> usize {
        self.counts[usize::from(kind)][usize::from(property)] as usize
    }

    /// Makes sure that facts of a property can be found by their value.
    pub fn index(&mut self, property: u16) {
        let at = usize::from(property);
        let (list, said) = (&self.by_property[at], &self.facts.said);
        let index = self.by_value[at].get_or_insert_default();
        for place in index.len()..list.len() {
            let val = |place: usize| said[list[place] as usize].val;
            index.enter(hash([val(place).0].into_iter()), |other| val(other as usize) == val(place));
        }
    }

    /// How many different values a property has, or had when it was first asked: plans are chosen by it, answers are not.
    pub fn different(&self, property: u16) -> usize {
        let vals = || self.of_property(property).iter().map(|fact| self.val(*fact));
        *self.different[usize::from(property)].get_or_init(|| different(vals()))
    }

    /// The facts of an indexed property that have a value, also those that are no more.
    pub fn having(&self, property: u16, val: Code) -> impl Iterator<Item = u32> + '_ {
        let list = &self.by_property[usize::from(property)];
        let index = self.by_value[usize::from(property)].as_ref();
        let is = move |place: u32| self.facts.said[list[place as usize] as usize].val == val;
        let mut next = index.map_or(NONE, |index| index.first(hash([val.0].into_iter()), is));
        std::iter::from_fn(move || {
            let place = Some(next).filter(|next| *next != NONE)?;
            next = index.map_or(NONE, |index| index.after(place));
            Some(list[place as usize])
        })
    }

    /// A value in words.
    pub fn words_of(&self, code: Code) -> String {
        match code.sort() {
            Sort::Thing(at) => self.name(at).to_string(),
            Sort::Date(at) => plain(self.names.edtf(at)),
            Sort::Text(_) => wording::list("en", &self.listed(code)),
            Sort::Number(at) => self.names.value(at).to_string(),
        }
    }

    /// A value's words where it is compared with another.
    pub fn words_compared(&self, code: Code) -> String {
        match code.sort() {
            Sort::Date(at) => plain_compared(self.names.edtf(at)),
            _ => self.words_of(code),
        }
    }

    /// A text, or the several that are kept as one.
    pub fn listed(&self, code: Code) -> Vec<String> {
        match code.sort() {
            Sort::Text(at) => self.names.words(at).split(BETWEEN).map(str::to_string).collect(),
            _ => vec![self.words_of(code)],
        }
    }

    /// The date of a value, if it is one.
    pub fn edtf(&self, code: Code) -> Option<&Edtf> {
        match code.sort() {
            Sort::Date(at) => Some(self.names.edtf(at)),
            _ => None,
        }
    }

    /// What a thing is called.
    pub fn name(&self, thing: u32) -> &str {
        match self.called[thing as usize].sort() {
            Sort::Text(at) => self.names.words(at),
            _ => "",
        }
    }

    /// What a value is made of in ids and orders: never its number here, which depends on what was seen before it.
    pub fn key_of(&self, code: Code) -> String {
        match code.sort() {
            Sort::Thing(at) => match &self.who[at as usize] {
                Some(id) => id.to_string(),
                None => self.keys.get(&at).map(|(key, _)| key.clone()).unwrap_or_default(),
            },
            Sort::Date(at) => self.names.edtf(at).as_str().to_string(),
            _ => self.words_of(code),
        }
    }

    /// Whether one value comes before another in the order of their keys.
    pub fn sorts(&self, left: Code, right: Code) -> bool {
        match (left.sort(), right.sort()) {
            (Sort::Thing(one), Sort::Thing(other)) => match (self.entity(one), self.entity(other)) {
                (Some(one), Some(other)) => one < other,
                _ => self.key_of(left) < self.key_of(right),
            },
            _ => self.key_of(left) < self.key_of(right),
        }
    }

    /// A value as it leaves the engine.
    pub fn outside(&self, code: Code) -> Val {
        match code.sort() {
            Sort::Thing(at) => Val::Thing(self.place(at)),
            Sort::Date(at) => Val::Date(self.names.date_place(at)),
            Sort::Text(at) => Val::Text(self.names.text_place(at)),
            Sort::Number(at) => Val::Number(self.names.value(at)),
        }
    }

    /// What a value from outside is in here.
    pub fn inside(&self, val: Val) -> Code {
        match val {
            Val::Thing(place) => Code::thing(self.thing_at(place)),
            Val::Date(place) => Code::date(self.names.date_at(place)),
            Val::Text(place) => Code::text(self.names.text_at(place)),
            Val::Number(number) => self.names.known_number(number),
        }
    }

    /// The place of a thing in the order of ids; those that are no entities stand last, in the order in which they came.
    pub fn place(&self, thing: u32) -> u32 {
        self.order().map_or(thing, |order| order.place[thing as usize])
    }

    /// The thing at a place.
    pub fn thing_at(&self, place: u32) -> u32 {
        self.order().map_or(place, |order| order.at[place as usize])
    }

    /// Nothing while all things came together: entities in the order of their ids, then what a case has beside them.
    fn order(&self) -> Option<&Order> {
        let is_none: (String, String) = Default::default();
        let key = |at: usize| {
            let file = &self.keys.get(&small(at)).unwrap_or(&is_none).1;
            (self.who[at].is_none(), self.who[at].clone(), props::beside(props::kind_name(self.kinds[at])), file.clone(), at)
        };
        self.is_late.then(|| self.order.get_or_init(|| Order::of(self.who.len(), key)))
    }
}

impl Shelf for Store {
    type Place = u32;

    fn names(&mut self) -> &mut Names {
        &mut self.names
    }

    fn put(&mut self, thing: Thing<'_>) {
        self.put_next(thing);
    }

    fn name(&self, thing: u32) -> &str {
        self.name(thing)
    }

    fn parties(&self, wanted: &BTreeSet<String>) -> BTreeMap<String, u32> {
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return found;
        }
        let kinds: Vec<bool> = props::kinds().map(|kind| Kind::new(kind).is_some_and(Kind::is_party)).collect();
        let named: Vec<u16> = ["name", "alias"].into_iter().filter_map(props::number).collect();
        for thing in (0..small(self.len())).filter(|thing| kinds[usize::from(self.kind(*thing))]) {
            for fact in named.iter().flat_map(|property| self.values(thing, *property, Version::Now)) {
                let name = folded(&self.words_of(self.val(fact)));
                if wanted.contains(&name) {
                    found.entry(name).or_insert(thing);
                }
            }
        }
        found
    }

    fn voiced(&mut self) -> Vec<(u32, Arc<Claim>, Grade)> {
        std::mem::take(&mut self.facts.voiced)
    }

    fn thing_at(&self, fact: u32) -> u32 {
        self.fact_thing(fact)
    }

    fn public_dates(&self, thing: u32) -> Vec<Edtf> {
        let facts = props::number("publicDate").map(|property| self.values(thing, property, Version::Now));
        facts.into_iter().flatten().filter_map(|fact| self.edtf(self.val(fact)).cloned()).collect()
    }

    fn tell(&mut self, fact: u32, telling: Telling) {
        let mut list = self.tellings(fact).to_vec();
        list.push(telling);
        self.facts.told[fact as usize] = self.facts.tellings.number(&list);
    }

    fn close(&mut self) {
        self.put_together(0..small(self.len()));
    }
}

/// How many different codes there are: a bit for each that is met.
pub(crate) fn different(codes: impl Iterator<Item = Code>) -> usize {
    let mut different = Different::default();
    codes.for_each(|code| different.meet(code));
    different.count
}

/// Counts different values as they are met.
#[derive(Debug, Default)]
pub(crate) struct Different {
    met: [Vec<u64>; 4],
    pub count: usize,
}

impl Different {
    pub fn meet(&mut self, code: Code) {
        let (bits, at) = (&mut self.met[(code.0 >> 30) as usize], (code.0 & ((1 << 30) - 1)) as usize);
        // Small numbers are codes around the middle of their range: counted by their last bits, which is near enough.
        let at = if code.0 >> 30 == 3 { at % (1 << 16) } else { at };
        if bits.len() <= at / 64 {
            bits.resize(at / 64 + 1, 0);
        }
        let bit = 1 << (at % 64);
        self.count += usize::from(bits[at / 64] & bit == 0);
        bits[at / 64] |= bit;
    }
}
