//! What is so: people with their names, ranks and posts over time, forces of two sides, bodies, engagements.

use super::{Chance, Size, Words};
use rollcall_model::date::Day;
use rollcall_model::ontology::{Kind, kinds};
use std::collections::BTreeSet;

/// The first year, and how many there are.
pub const YEARS: (i32, usize) = (2014, 9);

/// A force or unit.
pub struct Unit {
    pub name: String,
    /// Which of the sides it belongs to.
    pub side: usize,
}

/// Who forces belong to.
pub struct Side {
    /// The authority that it acts for.
    pub authority: String,
    /// Its state, by place in the word list. The first two sides are rivals of one state.
    pub state: usize,
}

/// A post held for some years.
pub struct Post {
    pub name: String,
    pub unit: usize,
    /// First and last year.
    pub years: (i32, i32),
}

/// Somebody.
pub struct Person {
    /// Words of the name: the sort of each and its place in the word list.
    pub name: Vec<(&'static str, usize)>,
    pub side: usize,
    /// The place on the ladder in the first year.
    pub rank: usize,
    /// Years in which the next rank was gained.
    pub gains: Vec<i32>,
    pub posts: Vec<Post>,
    pub born: String,
}

impl Person {
    /// The place on the ladder in a year.
    pub fn rank_in(&self, year: i32, ladder: usize) -> usize {
        (self.rank + self.gains.iter().filter(|gain| **gain <= year).count()).min(ladder - 1)
    }

    /// The post held in a year.
    pub fn post_in(&self, year: i32) -> Option<&Post> {
        self.posts.iter().find(|post| (post.years.0..=post.years.1).contains(&year))
    }
}

/// A body that meets.
pub struct Forum {
    pub name: String,
    pub acronym: String,
    pub plus: bool,
}

/// A meeting, an exercise or a visit.
pub struct Engagement {
    pub kind: Kind,
    pub forum: Option<usize>,
    pub name: Option<String>,
    pub first: Day,
    pub days: i32,
    pub place: usize,
    /// A state, by place in the word list.
    pub host: usize,
    pub ordinal: Option<usize>,
    pub people: Vec<usize>,
}

/// All of it.
pub struct World {
    pub sides: Vec<Side>,
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    pub forums: Vec<Forum>,
    pub engagements: Vec<Engagement>,
}

impl World {
    pub fn new(words: &Words, chance: &mut Chance, size: Size) -> Self {
        let mut world =
            Self { sides: sides(words), units: Vec::new(), people: Vec::new(), forums: forums(words), engagements: vec![] };
        for side in 0..world.sides.len() {
            for at in 0..20 {
                let arm = &words.all("arm")[(at + side / 2) % words.all("arm").len()][0];
                // The same numbers on every side: a name alone does not say whose unit it is.
                world.units.push(Unit { name: format!("{} {arm}", nth(11 * (at + 1))), side });
            }
        }
        while world.people.len() < size.people {
            let near = !world.people.is_empty() && chance.percent(30);
            let person = if near { world.near_namesake(words, chance) } else { world.person(words, chance) };
            world.people.push(person);
        }
        while world.engagements.len() < size.engagements {
            world.engage(words, chance);
        }
        world
    }

    fn person(&self, words: &Words, chance: &mut Chance) -> Person {
        let name = if chance.percent(60) {
            let count = 2 + usize::from(chance.percent(60)) + usize::from(chance.percent(10));
            let mut syllables: Vec<usize> = (0..words.all("syllable").len()).collect();
            chance.shuffle(&mut syllables);
            syllables[..count].iter().map(|at| ("syllable", *at)).collect()
        } else {
            let mut name = vec![("given", chance.below(words.all("given").len()))];
            if chance.percent(30) {
                name.push(("given", chance.below(words.all("given").len())));
            }
            name.push(("family", chance.below(words.all("family").len())));
            name
        };
        let side = if chance.percent(60) { 0 } else { chance.below(self.sides.len()) };
        self.with_life(name, side, words, chance)
    }

    /// Ranks, posts and a day of birth for a name.
    fn with_life(&self, name: Vec<(&'static str, usize)>, side: usize, words: &Words, chance: &mut Chance) -> Person {
        let units: Vec<usize> = (0..self.units.len()).filter(|unit| self.units[*unit].side == side).collect();
        let (mut posts, mut gains) = (Vec::new(), Vec::new());
        let mut year = YEARS.0 - chance.below(3) as i32;
        while year < YEARS.0 + YEARS.1 as i32 {
            let last = year + 1 + chance.below(4) as i32;
            let name = chance.pick(words.all("post"))[0].clone();
            posts.push(Post { name, unit: *chance.pick(&units), years: (year, last) });
            gains.extend(chance.percent(60).then_some(last));
            year = last + 1;
        }
        let born = format!("{}-{:02}-{:02}", 1955 + chance.below(25), 1 + chance.below(12), 1 + chance.below(28));
        Person { name, side, rank: chance.below(5), gains, posts, born }
    }

    /// Somebody whose name is another's but for a word, or quite the same, in another unit or on another side.
    fn near_namesake(&self, words: &Words, chance: &mut Chance) -> Person {
        let of = chance.below(self.people.len());
        let mut name = self.people[of].name.clone();
        let mut side = self.people[of].side;
        let sort = name[0].0;
        let other = chance.below(words.all(sort).len());
        match chance.below(10) {
            // A sibling: another word for one of the words.
            0..5 => name[0].1 = other,
            // One word more or less.
            5..8 if name.len() > 2 => _ = name.remove(1),
            5..8 => name.insert(1, (sort, other)),
            // The same name in another unit.
            8 => {}
            // The same name on another side.
            _ => side = (side + 1) % self.sides.len(),
        }
        self.with_life(name, side, words, chance)
    }

    /// One engagement, at times with its near twins: the "-Plus" meeting of the next day, a working group in the same week.
    fn engage(&mut self, words: &Words, chance: &mut Chance) {
        let year = YEARS.0 + chance.below(YEARS.1) as i32;
        let (month, day) = (1 + chance.below(12) as i32, 1 + chance.below(24) as i32);
        let first = Day::from_ymd(year, month, day).expect("a month has that day");
        let (place, host) = (chance.below(words.all("place").len()), chance.below(words.all("state").len()));
        let base = |kind, forum, name, first| Engagement {
            kind,
            forum,
            name,
            first,
            days: 1,
            place,
            host,
            ordinal: None,
            people: Vec::new(),
        };
        let sort = chance.below(10);
        if sort < 6 {
            let forum = chance.below(self.forums.len());
            if self.meets(forum, first) {
                return;
            }
            let mut meeting = base(kinds::MEETING, Some(forum), None, first);
            meeting.days = 1 + chance.below(3) as i32;
            let before = self.engagements.iter().filter(|other| other.forum == Some(forum)).count();
            meeting.ordinal = chance.percent(50).then_some(before + 1);
            self.add(meeting, chance);
            let twin = (forum ^ if chance.percent(50) { 1 } else { 2 }, Day(first.0 + 1));
            if chance.percent(50) && !self.meets(twin.0, twin.1) {
                self.add(base(kinds::MEETING, Some(twin.0), None, twin.1), chance);
            }
        } else if sort < 9 {
            let name = format!("Exercise {} {year}", chance.pick(words.all("exercise"))[0]);
            if self.engagements.iter().any(|other| other.name.as_ref() == Some(&name)) {
                return;
            }
            let mut exercise = base(kinds::EXERCISE, None, Some(name), first);
            exercise.days = 3 + chance.below(6) as i32;
            self.add(exercise, chance);
        } else {
            self.add(base(kinds::VISIT, None, None, first), chance);
        }
    }

    /// Whether a body already meets within a month of a day: a body that meets weekly could not be told apart by months.
    fn meets(&self, forum: usize, day: Day) -> bool {
        self.engagements.iter().any(|other| other.forum == Some(forum) && (other.first.0 - day.0).abs() < 45)
    }

    fn add(&mut self, mut engagement: Engagement, chance: &mut Chance) {
        let count = if engagement.kind == kinds::VISIT { 1 } else { 2 + chance.below(5) };
        let people: BTreeSet<usize> = (0..count).map(|_| chance.below(self.people.len())).collect();
        // Two people of quite the same name at one table are nobody's to tell apart.
        let mut names = BTreeSet::new();
        engagement.people = people.into_iter().filter(|person| names.insert(&self.people[*person].name)).collect();
        self.engagements.push(engagement);
    }
}

fn sides(words: &Words) -> Vec<Side> {
    let states = words.firsts("state");
    let mut sides = vec![
        Side { authority: format!("Council of State of {}", states[0]), state: 0 },
        Side { authority: format!("Unity Council of {}", states[0]), state: 0 },
    ];
    let others = states.iter().enumerate().skip(1);
    sides.extend(others.map(|(state, name)| Side { authority: format!("Armed Forces of {name}"), state }));
    sides
}

/// Bodies, each followed by its wider twin.
fn forums(words: &Words) -> Vec<Forum> {
    let mut forums = Vec::new();
    for (at, subject) in words.firsts("subject").iter().enumerate() {
        let heads = words.firsts("head");
        for head in [&heads[at % heads.len()], &heads[(at + 2) % heads.len()]] {
            let name = format!("{subject} {head}");
            let capitals: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
            let acronym = capitals.to_uppercase();
            forums.push(Forum { name: format!("{name} Plus"), acronym: format!("{acronym}-Plus"), plus: true });
            forums.push(Forum { name, acronym, plus: false });
        }
    }
    forums
}

/// "3rd" for 3.
pub fn nth(number: usize) -> String {
    let end = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}
