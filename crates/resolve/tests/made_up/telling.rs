//! How documents tell of a made-up world. The main function is [`tell`].

use super::world::{Engagement, Person, World, YEARS};
use super::{Chance, MadeUp, Truth, Words, settings};
use rollcall_model::claim::{Anchor, Basis, Claim, Value, link_id, mention_id};
use rollcall_model::date::Day;
use rollcall_model::id::{MentionId, sha256_hex};
use rollcall_model::ontology::{Kind, kinds};
use std::collections::{BTreeMap, BTreeSet};

/// Writes documents of every sort about a world.
pub fn tell(world: &World, words: &Words, chance: &mut Chance) -> MadeUp {
    let mut teller = Teller {
        world,
        words,
        made: MadeUp {
            claims: Vec::new(),
            settings: settings(words),
            people: Truth::new(),
            bodies: Truth::new(),
            engagements: Truth::new(),
            links: Truth::new(),
        },
        document: String::new(),
        style: Style::Formal,
        named: BTreeSet::new(),
        bodies: BTreeMap::new(),
        place: 0,
    };
    for (at, engagement) in world.engagements.iter().enumerate() {
        let mut styles = vec![Style::Formal, Style::ReadOut, Style::Cable, Style::Press];
        chance.shuffle(&mut styles);
        for style in &styles[..1 + chance.below(4)] {
            teller.begin(&format!("{style:?} on {at}"), *style);
            teller.engagement(at, engagement, chance);
        }
    }
    for year in (YEARS.0..).take(YEARS.1) {
        teller.year(year, chance);
    }
    for side in 0..world.sides.len() {
        teller.tenures(side, chance);
    }
    for list in 0..2 {
        teller.sanctions(list, chance);
        teller.chairs(list, chance);
    }
    teller.designations();
    teller.abuses(chance);
    teller.made
}

/// What a document is, and so how it spells and how much it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// A communiqué or a table: usual spellings, whole names.
    Formal,
    /// A read-out of one side: other spellings.
    ReadOut,
    /// A cable: other spellings, initials, slips, dates that are a month or a day off.
    Cable,
    /// State media: names in their own script at times.
    Press,
}

struct Teller<'a> {
    world: &'a World,
    words: &'a Words,
    made: MadeUp,
    document: String,
    style: Style,
    /// Names of people in this document: one that no reader could tell from another is not written.
    named: BTreeSet<String>,
    /// Bodies that this document has named, by truth.
    bodies: BTreeMap<String, MentionId>,
    place: usize,
}

impl Teller<'_> {
    fn begin(&mut self, document: &str, style: Style) {
        self.document = document.to_string();
        self.style = style;
        self.bodies.clear();
        self.named.clear();
        self.place = 0;
    }

    fn anchor(&mut self, text: &str) -> Anchor {
        self.place += 100;
        Anchor {
            source: self.document.clone(),
            sha256: sha256_hex(self.document.as_bytes()),
            layer: "text/1".into(),
            start: self.place,
            end: self.place + text.chars().count(),
            text: text.into(),
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        }
    }

    fn say(&mut self, mention: &MentionId, kind: Kind, property: &str, value: Value) {
        let anchor = self.anchor(value.text().unwrap_or("link"));
        self.made.claims.push(Claim::new(mention.clone(), kind, property, value, anchor, "made up", 1000, Basis::Read));
    }

    fn texts(&mut self, mention: &MentionId, kind: Kind, said: &[(&str, String)]) {
        for (property, text) in said {
            self.say(mention, kind, property, Value::Text(text.clone()));
        }
    }

    fn thing(&mut self, kind: Kind, said: &[(&str, String)]) -> MentionId {
        let id = mention_id(&self.anchor(said.first().map_or("thing", |(_, text)| text)), kind);
        self.texts(&id, kind, said);
        id
    }

    fn link(&mut self, kind: Kind, ends: &[(&str, &MentionId)], said: &[(&str, String)]) -> MentionId {
        let mentions: Vec<&MentionId> = ends.iter().map(|(_, end)| *end).collect();
        let id = link_id(kind, &mentions, &format!("{said:?}"));
        for (property, end) in ends {
            self.say(&id, kind, property, Value::Link((*end).clone()));
        }
        self.texts(&id, kind, said);
        id
    }

    /// A body, named once in a document.
    fn body(&mut self, truth: String, kind: Kind, said: &[(&str, String)]) -> MentionId {
        if let Some(id) = self.bodies.get(&truth) {
            return id.clone();
        }
        let id = self.thing(kind, said);
        self.made.bodies.insert(id.clone(), truth.clone());
        self.bodies.insert(truth, id.clone());
        id
    }

    fn state(&mut self, at: usize) -> MentionId {
        let name = self.words.all("state")[at][0].clone();
        self.body(format!("state {at}"), kinds::STATE, &[("name", name)])
    }

    /// A unit as part of whom it belongs to, so that units of one name on two sides can be told apart.
    fn unit(&mut self, at: usize) -> MentionId {
        let unit = &self.world.units[at];
        let truth = format!("unit {at}");
        if let Some(id) = self.bodies.get(&truth) {
            return id.clone();
        }
        let code = self.words.all("state")[self.world.sides[unit.side].state][1].clone();
        let id = self.body(truth, kinds::UNIT, &[("name", unit.name.clone()), ("country", code)]);
        let whole = self.authority(unit.side);
        self.link(kinds::PART_OF, &[("part", &id), ("whole", &whole)], &[]);
        id
    }

    fn authority(&mut self, side: usize) -> MentionId {
        let authority = self.world.sides[side].authority.clone();
        self.body(format!("authority {side}"), kinds::ORGANIZATION, &[("name", authority)])
    }

    fn forum(&mut self, at: usize, chance: &mut Chance) -> MentionId {
        let forum = &self.world.forums[at];
        let name = forum.name.replace(" Plus", if chance.percent(50) { "-Plus" } else { " Plus" });
        let mut said = match self.style {
            Style::Cable if chance.percent(50) => vec![("name", forum.acronym.clone())],
            _ => vec![("name", if chance.percent(20) { format!("the {name}") } else { name })],
        };
        if said[0].1 != forum.acronym && chance.percent(60) {
            said.push((
                "acronym",
                if forum.plus && chance.percent(50) { forum.acronym.replace("-Plus", "+") } else { forum.acronym.clone() },
            ));
        }
        self.body(format!("forum {at}"), kinds::FORUM, &said)
    }

    /// A person with what this document says of them on a day; nothing where the document names somebody else like that.
    fn person(&mut self, at: usize, day: Day, chance: &mut Chance) -> Option<MentionId> {
        let person = &self.world.people[at];
        let name = self.spell(person, chance);
        if !self.named.insert(name.clone()) {
            return None;
        }
        let code = self.words.all("state")[self.world.sides[person.side].state][1].clone();
        let mut said = vec![("name", name.clone())];
        said.extend(chance.percent(30).then_some(("country", code)));
        let id = self.thing(kinds::PERSON, &said);
        self.made.people.insert(id.clone(), format!("person {at}"));
        let mut held = Vec::new();
        let year = day.ymd().0;
        if chance.percent(70) {
            let ranks = self.words.all("rank");
            held.push(("rank", ranks[person.rank_in(year, ranks.len())][0].clone()));
        }
        let post = person.post_in(year);
        let body = post.filter(|_| chance.percent(60)).map(|post| self.unit(post.unit));
        held.extend(post.filter(|_| chance.percent(60)).map(|post| ("post", post.name.clone())));
        if !held.is_empty() || body.is_some() {
            held.push(("seenDate", day.to_string()));
            let mut ends = vec![("person", &id)];
            ends.extend(body.as_ref().map(|body| ("body", body)));
            self.link(kinds::TENURE, &ends, &held);
        }
        if chance.percent(30) {
            let again = self.thing(kinds::PERSON, &[("name", name)]);
            self.made.people.insert(again, format!("person {at}"));
        }
        Some(id)
    }

    /// A name as documents of this style spell it.
    fn spell(&self, person: &Person, chance: &mut Chance) -> String {
        let cells: Vec<&Vec<String>> = person.name.iter().map(|(sort, at)| &self.words.all(sort)[*at]).collect();
        let scripts: Vec<&str> = cells.iter().filter_map(|cells| cells.get(1)).map(String::as_str).collect();
        if self.style == Style::Press && chance.percent(15) && scripts.len() == cells.len() {
            return scripts.join(if person.name[0].0 == "syllable" { "" } else { " " });
        }
        let loose = self.style != Style::Formal;
        let spelt = |cells: &&Vec<String>, chance: &mut Chance| -> String {
            let ways: Vec<&str> = cells[0].split(' ').collect();
            if loose && chance.percent(40) { (*chance.pick(&ways)).to_string() } else { ways[0].to_string() }
        };
        let mut name: Vec<String> = cells.iter().map(|cells| spelt(cells, chance)).collect();
        let western = person.name[0].0 == "given";
        if self.style == Style::Cable && chance.percent(10) {
            slip(&mut name, chance);
        }
        if self.style == Style::Cable && western && chance.percent(15) {
            name[0] = format!("{}.", &name[0][..1]);
        }
        if self.style != Style::Formal && western && name.len() > 2 && chance.percent(30) {
            name.remove(1);
        }
        if self.style == Style::ReadOut && western && chance.percent(20) {
            let family = name.pop().unwrap_or_default();
            return format!("{family}, {}", name.join(" "));
        }
        name.join(" ")
    }

    fn engagement(&mut self, at: usize, engagement: &Engagement, chance: &mut Chance) -> MentionId {
        let forum = engagement.forum.map(|forum| self.forum(forum, chance));
        let mut said = self.dates(engagement, chance);
        said.extend(engagement.name.clone().map(|name| ("name", name)));
        let place = self.words.all("place")[engagement.place][0].clone();
        let state = self.words.all("state")[engagement.host][0].clone();
        match chance.below(4) {
            0 => {}
            1 => said.push(("place", format!("{place}, {state}"))),
            _ => said.push(("place", place)),
        }
        said.extend(engagement.ordinal.filter(|_| chance.percent(70)).map(|ordinal| ("ordinal", ordinal.to_string())));
        said.push(("status", "held".into()));
        let id = self.thing(engagement.kind, &said);
        self.made.engagements.insert(id.clone(), format!("engagement {at}"));
        if let Some(forum) = forum {
            self.say(&id, engagement.kind, "forum", Value::Link(forum));
        }
        if chance.percent(50) {
            let host = self.state(engagement.host);
            self.say(&id, engagement.kind, "host", Value::Link(host));
        }
        for person in &engagement.people {
            let told = engagement.kind == kinds::VISIT || chance.percent(60);
            let party = if told { self.person(*person, engagement.first, chance) } else { None };
            if let Some(party) = party {
                let ends = [("party", &party), ("engagement", &id)];
                self.link(kinds::PARTICIPATION, &ends, &[("role", "attendee".into())]);
            }
        }
        id
    }

    /// The day, the days, the month, or a day beside it.
    fn dates(&self, engagement: &Engagement, chance: &mut Chance) -> Vec<(&'static str, String)> {
        let first = engagement.first;
        let last = Day(first.0 + engagement.days - 1);
        let month = |day: Day| day.to_string()[..7].to_string();
        match (self.style, chance.below(10)) {
            (Style::Cable, 0) => vec![("date", Day(first.0 + 1).to_string())],
            (Style::Cable, 1..=4) | (Style::ReadOut, 0) => vec![("date", month(first))],
            _ if engagement.days > 1 && chance.percent(60) => {
                vec![("startDate", first.to_string()), ("endDate", last.to_string())]
            }
            _ => vec![("date", first.to_string())],
        }
    }

    /// A yearly report: series of meetings by number, and single ones by month.
    fn year(&mut self, year: i32, chance: &mut Chance) {
        self.begin(&format!("report of {year}"), Style::Formal);
        for (at, _) in self.world.forums.iter().enumerate() {
            let of_year = |engagement: &&Engagement| engagement.forum == Some(at) && engagement.first.ymd().0 == year;
            let count = self.world.engagements.iter().filter(of_year).count();
            if count > 1 {
                let forum = self.forum(at, chance);
                let said = [("date", year.to_string()), ("count", count.to_string()), ("status", "held".into())];
                let id = self.thing(kinds::MEETING, &said);
                self.say(&id, kinds::MEETING, "forum", Value::Link(forum));
                self.made.engagements.insert(id, format!("series of {at} in {year}"));
            }
        }
        let world = self.world;
        for (at, engagement) in world.engagements.iter().enumerate() {
            if engagement.first.ymd().0 == year && engagement.forum.is_some() && chance.percent(30) {
                let forum = engagement.forum.map(|forum| self.forum(forum, chance));
                let month = engagement.first.to_string()[..7].to_string();
                let id = self.thing(kinds::MEETING, &[("date", month), ("status", "held".into())]);
                if let Some(forum) = forum {
                    self.say(&id, kinds::MEETING, "forum", Value::Link(forum));
                }
                self.made.engagements.insert(id, format!("engagement {at}"));
            }
        }
    }

    /// A table of who held which post.
    fn tenures(&mut self, side: usize, chance: &mut Chance) {
        let world = self.world;
        self.begin(&format!("posts of side {side}"), Style::Formal);
        for (at, person) in world.people.iter().enumerate().filter(|(_, person)| person.side == side) {
            if !chance.percent(50) {
                continue;
            }
            let name = self.spell(person, chance);
            if !self.named.insert(name.clone()) {
                continue;
            }
            let id = self.thing(kinds::PERSON, &[("name", name)]);
            self.made.people.insert(id.clone(), format!("person {at}"));
            for post in &person.posts {
                let unit = self.unit(post.unit);
                let said = [
                    ("post", post.name.clone()),
                    ("startDate", post.years.0.to_string()),
                    ("endDate", post.years.1.to_string()),
                ];
                self.link(kinds::TENURE, &[("person", &id), ("body", &unit)], &said);
            }
        }
    }

    /// A list of measures, with days of birth.
    fn sanctions(&mut self, list: usize, chance: &mut Chance) {
        let world = self.world;
        self.begin(&format!("measures of state {list}"), Style::ReadOut);
        let authority = self.state(list + 2);
        for (at, person) in world.people.iter().enumerate().filter(|(at, _)| at % 6 == 0) {
            if !chance.percent(80) {
                continue;
            }
            let said = [("name", self.spell(person, chance)), ("birthDate", person.born.clone())];
            let id = self.thing(kinds::PERSON, &said);
            self.made.people.insert(id.clone(), format!("person {at}"));
            let said = [("measureKind", "entry ban".to_string()), ("instrument", format!("List {list}"))];
            let measure = self.link(kinds::MEASURE, &[("authority", &authority), ("target", &id)], &said);
            self.made.links.insert(measure, format!("measure {list} of {at}"));
        }
    }

    /// Who led a body in a year, told by two tables.
    fn chairs(&mut self, table: usize, chance: &mut Chance) {
        self.begin(&format!("chairs, table {table}"), Style::Formal);
        for forum in 0..self.world.forums.len() {
            for year in (YEARS.0..).take(3) {
                let body = self.forum(forum, chance);
                let state = self.state((forum + usize::try_from(year).unwrap_or(0)) % self.words.all("state").len());
                let said = [("role", "chair".to_string()), ("startDate", year.to_string())];
                let link = self.link(kinds::FORUM_ROLE, &[("forum", &body), ("party", &state)], &said);
                self.made.links.insert(link, format!("chair of {forum} in {year}"));
            }
        }
    }

    /// One of two rivals names the other unlawful.
    fn designations(&mut self) {
        self.begin("designations", Style::Formal);
        let (one, other) = (self.authority(0), self.authority(1));
        self.link(kinds::DESIGNATION, &[("authority", &one), ("target", &other)], &[("label", "unlawful".to_string())]);
    }

    /// What people are accused of.
    fn abuses(&mut self, chance: &mut Chance) {
        for at in (3..self.world.people.len()).step_by(9) {
            self.begin(&format!("report on {at}"), Style::ReadOut);
            let year = YEARS.0 + chance.below(YEARS.1) as i32;
            let day = Day::from_ymd(year, 5, 4).expect("May has that day");
            let Some(person) = self.person(at, day, chance) else { continue };
            let place = chance.pick(self.words.all("place"))[0].clone();
            let said = [("what", "a village was burnt".to_string()), ("place", place), ("date", day.to_string())];
            let abuse = self.thing(kinds::ABUSE, &said);
            self.link(kinds::PERPETRATION, &[("party", &person), ("abuse", &abuse)], &[]);
        }
    }
}

/// Two letters of a long word change places.
fn slip(name: &mut [String], chance: &mut Chance) {
    if let Some(word) = name.iter_mut().find(|word| word.len() > 5 && word.is_ascii()) {
        let mut letters: Vec<char> = word.chars().collect();
        let at = 2 + chance.below(letters.len() - 4);
        letters.swap(at, at + 1);
        *word = letters.into_iter().collect();
    }
}
