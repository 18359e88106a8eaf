//! The engagements of a document: one object for each, however often and in whatever words the text speaks of it.
//!
//! The main type is [`Registry`]. A phrase is the same engagement as one told before when the body that meets is the same
//! and the dates can be the same, or when it says so ("the exercise", "the December meeting"). Two with one body and dates
//! that cannot be the same stay two.

use crate::dates::{Found, Relation};
use crate::document::EventType;
use crate::mentions::{Kind, Mention, Occasion};
use crate::text::Text;
use rollcall_model::date::Edtf;
use std::ops::Range;

/// Paragraphs over which a phrase without a date reaches back to one told before.
const NEAR: usize = 2;

/// Parties of one engagement that are kept.
const MOST: usize = 400;

/// Somebody's part in an engagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The entity's number in the builder.
    pub entity: usize,
    /// The full name, by which a second mention is the same party.
    pub name: String,
    pub role: String,
    pub capacity: Option<String>,
    pub mode: Option<String>,
    pub certainty: &'static str,
    pub words: Range<usize>,
    pub named: bool,
    /// Whether no more than the engagement's name says so: "the Kenya-Ghana Naval Exercise".
    pub by_name: bool,
    pub rank: Option<String>,
    pub post: Option<String>,
}

/// One engagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Engagement {
    pub kind: EventType,
    pub name: String,
    pub forum: Option<String>,
    pub date: Option<Edtf>,
    pub place: Option<String>,
    pub host: Vec<String>,
    pub status: &'static str,
    /// How it was held, for all who came.
    pub mode: Option<String>,
    pub words: Range<usize>,
    pub parts: Vec<Part>,
    pub voices: Vec<usize>,
    pub mentions: Vec<Range<usize>>,
    pub paragraph: usize,
    /// How many meetings are told as one.
    pub count: Option<i64>,
    /// The noun, where it says more than that there was a meeting.
    pub head: Option<String>,
}

/// The kind that a pack names.
pub(crate) fn event_type(kind: &str) -> EventType {
    match kind {
        "Exercise" => EventType::Exercise,
        "Visit" => EventType::Visit,
        "Training" => EventType::Training,
        "Expo" => EventType::Expo,
        "Abuse" => EventType::Abuse,
        _ => EventType::Meeting,
    }
}

/// What a phrase says of an engagement.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    pub occasion: Occasion,
    pub name: String,
    pub dates: Vec<Edtf>,
    pub place: Option<String>,
    pub words: Range<usize>,
    pub paragraph: usize,
    /// Who hosted it, as the sentence says.
    pub hosts: Vec<String>,
    /// A body that the sentence or the text before speaks of.
    pub near_forum: Option<String>,
    /// Whether the phrase is no more than a body's name: "their part in the Board" is no meeting without a day or place.
    pub body: bool,
    /// Whether it is one with somebody, and so not one of the body spoken of ("a meeting with A").
    pub apart: bool,
    /// Whether only one told before is looked for.
    pub only_known: bool,
}

/// All engagements told so far, and those spoken of last.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    pub all: Vec<Engagement>,
    /// The engagements of the last sentence that spoke of any, and its paragraph.
    pub focus: Vec<usize>,
    pub focus_paragraph: usize,
    /// All that the paragraph spoke of, for "all of them".
    paragraph: Vec<usize>,
}

impl Registry {
    /// The engagements that a phrase means, made if they are new; more than one where it has several dates.
    pub fn tell(&mut self, telling: &Telling) -> Vec<usize> {
        if telling.dates.is_empty() {
            return self.tell_one(telling, None).into_iter().collect();
        }
        telling.dates.iter().filter_map(|date| self.tell_one(telling, Some(date))).collect()
    }

    fn tell_one(&mut self, telling: &Telling, date: Option<&Edtf>) -> Option<usize> {
        if let Some(at) = self.find(telling, date) {
            let known = &mut self.all[at];
            if known.place.is_none() {
                known.place.clone_from(&telling.place);
            }
            if known.date.is_none() {
                known.date = date.cloned();
            }
            if known.words != telling.words && !known.mentions.contains(&telling.words) && known.mentions.len() < 50 {
                known.mentions.push(telling.words.clone());
            }
            return Some(at);
        }
        if telling.only_known {
            return None;
        }
        self.make(telling, date)
    }

    fn make(&mut self, telling: &Telling, date: Option<&Edtf>) -> Option<usize> {
        let occasion = &telling.occasion;
        let forum = occasion.forum.clone().or_else(|| {
            (occasion.bare && !telling.apart || occasion.definite).then(|| telling.near_forum.clone()).flatten()
        });
        let carried = date.cloned().or_else(|| self.carried(telling, forum.is_some()));
        let known = carried.is_some() || telling.place.is_some();
        if (telling.body || occasion.weak && occasion.bare) && !known
            || occasion.bare && forum.is_none() && carried.is_none()
        {
            return None;
        }
        self.all.push(Engagement {
            kind: event_type(&occasion.kind),
            name: telling.name.clone(),
            forum,
            date: carried,
            place: telling.place.clone(),
            host: Vec::new(),
            status: "held",
            mode: None,
            words: telling.words.clone(),
            parts: Vec::new(),
            voices: Vec::new(),
            mentions: Vec::new(),
            paragraph: telling.paragraph,
            count: occasion.count,
            head: occasion.head.clone(),
        });
        Some(self.all.len() - 1)
    }

    /// The date of what was spoken of last, for a phrase in the same breath that has none of its own.
    fn carried(&self, telling: &Telling, forum: bool) -> Option<Edtf> {
        let close = telling.paragraph.saturating_sub(self.focus_paragraph) <= 1;
        if !close || !(forum || telling.occasion.definite) {
            return None;
        }
        self.focus.first().and_then(|at| self.all[*at].date.clone())
    }

    fn find(&self, telling: &Telling, date: Option<&Edtf>) -> Option<usize> {
        let occasion = &telling.occasion;
        let kind = event_type(&occasion.kind);
        let fits = |e: &Engagement| {
            let close = telling.paragraph.saturating_sub(e.paragraph) <= NEAR || self.focus_close(telling, e);
            let dated = match (date, &e.date) {
                (Some(a), Some(b)) => a.can_be_same(b),
                (None, None) => close,
                _ => close,
            };
            // One of several is not the several. "The meeting hosted by A" is one.
            let whole = occasion.definite && (occasion.plural || telling.hosts.is_empty());
            let one_of = e.count.is_some_and(|n| n > 1) != occasion.count.is_some_and(|n| n > 1) && !whole;
            // A body's retreat is not its meeting.
            let same_noun = occasion.definite && occasion.head.is_none()
                || e.head == occasion.head
                || e.head.is_none() && occasion.definite;
            dated && same_noun && e.kind != EventType::Abuse && !one_of
        };
        // Most recent first; a bound keeps a hostile text with a million meetings linear.
        let mut recent = self.all.iter().enumerate().rev().take(200);
        if let Some(forum) = &occasion.forum {
            // "The retreat of the board" says of which body it is, and is no other noun's meeting of that body.
            let noun = |e: &Engagement| occasion.head.is_none() || e.head == occasion.head;
            let same = |e: &Engagement| e.forum.as_ref() == Some(forum) && e.kind == kind && noun(e) && fits(e);
            return recent.find(|(_, e)| same(e) && !other_host(telling, date, e)).map(|(at, _)| at);
        }
        if occasion.indefinite {
            return None;
        }
        if occasion.definite || occasion.bare {
            let bare_dated = date.is_some();
            // "The June meeting" is one told with a month, not whatever was told of that year.
            let body = |e: &Engagement| telling.near_forum.is_none() || occasion.definite || e.forum == telling.near_forum;
            let by_month = |e: &Engagement| {
                occasion.date.as_ref().is_some_and(|d| d.bare_month)
                    && e.date.as_ref().is_some_and(|known| month(known).get(5..) == date.and_then(|d| month(d).get(5..)))
            };
            let fits = |e: &Engagement| {
                body(e)
                    && (by_month(e) && e.kind != EventType::Abuse || fits(e))
                    && (by_month(e)
                        || date.is_none()
                        || e.date.as_ref().is_some_and(|known| month(known) == month(date.unwrap_or(known))))
            };
            // What was spoken of last comes before what was told last.
            let last = self.focus.iter().copied().find(|at| self.all[*at].kind == kind && fits(&self.all[*at]));
            if let Some(at) = last.filter(|_| occasion.definite && date.is_none()) {
                return Some(at);
            }
            return recent
                .find(|(_, e)| {
                    e.kind == kind
                        && fits(e)
                        && (occasion.definite && (date.is_none() || e.date.is_some())
                            || bare_dated && e.date.is_some() && e.forum.is_some())
                })
                .map(|(at, _)| at);
        }
        if telling.name.is_empty() {
            // Two patterns on the same words speak of one engagement.
            return recent.find(|(_, e)| e.kind == kind && e.name.is_empty() && e.words == telling.words).map(|(at, _)| at);
        }
        let name = telling.name.to_lowercase();
        recent
            .find(|(_, e)| e.kind == kind && e.name.to_lowercase() == name && date.is_some() && e.date.is_some() && fits(e))
            .map(|(at, _)| at)
    }

    fn focus_close(&self, telling: &Telling, e: &Engagement) -> bool {
        telling.paragraph.saturating_sub(self.focus_paragraph) <= 1
            && self.focus.iter().any(|at| std::ptr::eq(&self.all[*at], e))
    }

    /// Adds a part; a party that is there keeps the more telling role. Who attended and also spoke stays one who attended.
    pub fn add(&mut self, at: usize, mut part: Part) {
        let engagement = &mut self.all[at];
        part.mode = part.mode.or_else(|| engagement.mode.clone());
        if part.role == "host" && !engagement.host.contains(&part.name) {
            engagement.host.push(part.name.clone());
        }
        // Somebody with a post, and the state or body whose host or chair the text names, are two.
        let other = |p: &Part| {
            let plain = if p.post.is_none() { p.role.as_str() } else { part.role.as_str() };
            p.post.is_some() != part.post.is_some() && p.role != part.role && plain != "attendee"
                || beside_the_name(p, &part)
        };
        let known = engagement.parts.iter().position(|p| p.name == part.name && !other(p));
        match known {
            // What the words say comes before what the name does.
            Some(at) if engagement.parts[at].by_name => engagement.parts[at] = part,
            Some(_) if part.by_name => {}
            Some(at)
                if engagement.parts[at].role == "attendee" && !["attendee", "speaker"].contains(&part.role.as_str()) =>
            {
                engagement.parts[at].role = part.role;
                engagement.parts[at].words = part.words;
            }
            // What was only likely is stated now.
            Some(at)
                if engagement.parts[at].role == part.role
                    && engagement.parts[at].certainty != "stated"
                    && part.certainty == "stated" =>
            {
                engagement.parts[at] = part;
            }
            Some(_) => {}
            None if engagement.parts.len() < MOST => engagement.parts.push(part),
            None => {}
        }
    }

    /// Makes engagements the ones spoken of last.
    pub fn spoken_of(&mut self, ids: Vec<usize>, paragraph: usize) {
        if paragraph != self.focus_paragraph {
            self.paragraph.clear();
        }
        self.paragraph.extend(ids.iter().filter(|id| !self.paragraph.contains(id)).copied().collect::<Vec<_>>());
        self.paragraph.truncate(50);
        self.focus = ids;
        self.focus_paragraph = paragraph;
    }

    /// The engagements spoken of last that a sentence without one of its own can mean.
    pub fn in_focus(&self, paragraph: usize, words: &[String], all: bool) -> Vec<usize> {
        if all && paragraph == self.focus_paragraph {
            return self.paragraph.clone();
        }
        if paragraph.saturating_sub(self.focus_paragraph) > NEAR {
            return Vec::new();
        }
        let first = match self.focus.first() {
            Some(first) => &self.all[*first],
            None => return Vec::new(),
        };
        if self.focus.iter().all(|at| self.all[*at].forum == first.forum) {
            return self.focus.clone();
        }
        // Several bodies met: the one whose name the sentence speaks of, else none can be told.
        let score = |at: &usize| {
            let name = self.all[*at].name.to_lowercase();
            words.iter().filter(|w| w.len() > 3 && name.contains(w.as_str())).count()
        };
        let best = self.focus.iter().map(score).max().unwrap_or(0);
        let mut of_best = self.focus.iter().filter(|at| score(at) == best);
        match (of_best.next(), of_best.next()) {
            (Some(one), None) if best > 0 => vec![*one],
            _ => Vec::new(),
        }
    }
}

/// Whether one says that somebody took part and the other, by the engagement's name alone, whose it is: two claims, each for a
/// person to decide.
fn beside_the_name(one: &Part, two: &Part) -> bool {
    one.by_name != two.by_name && [one, two].iter().any(|part| part.role == "attendee")
}

/// Whether a phrase speaks of another meeting of a body: one that somebody else hosted, in the same year or "a meeting", or
/// "a meeting" at another place.
fn other_host(telling: &Telling, date: Option<&Edtf>, e: &Engagement) -> bool {
    let apart = !telling.hosts.is_empty() && !e.host.is_empty() && telling.hosts.iter().all(|host| !e.host.contains(host));
    let year = |date: &Edtf| date.as_str().len() == 4;
    // "Another workshop in Lima": not the one in Quito.
    let place = match (&telling.place, &e.place) {
        (Some(one), Some(two)) => !one.contains(two.as_str()) && !two.contains(one.as_str()),
        _ => false,
    };
    let loose = date.is_none_or(year) || e.date.as_ref().is_none_or(year);
    place && telling.occasion.indefinite
        || apart && (telling.occasion.indefinite || loose && !telling.occasion.definite || date.is_some() && loose)
}

/// Year and month of a date, or the year alone.
fn month(date: &Edtf) -> &str {
    let text = date.as_str();
    text.get(..7).filter(|m| m.as_bytes()[4] == b'-').unwrap_or(text)
}

/// The dates of an event's phrase in its sentence: inside it, after it, else before it.
pub(crate) fn dates_of(text: &Text<'_>, mentions: &[Mention], index: usize) -> Vec<Edtf> {
    let event = &mentions[index];
    if let Kind::Event(Occasion { date: Some(found), .. }) = &event.kind {
        return vec![found.date.clone()];
    }
    let dates = || {
        mentions.iter().filter_map(|m| match &m.kind {
            Kind::Date(found) if !m.inside && found.relation == Relation::In => Some(found),
            _ => None,
        })
    };
    let other_between = |from: usize, to: usize| {
        mentions.iter().any(|m| matches!(m.kind, Kind::Event(_)) && m.whole.start >= from && m.whole.end <= to)
    };
    let after: Vec<&Found> = dates().filter(|d| d.start >= event.whole.end).take(3).collect();
    if let Some(first) = after.first().filter(|d| d.start <= event.whole.end + 16)
        && (first.firm || text.is(first.start, "preposition") || text.is(first.start - 1, "preposition"))
        && !other_between(event.whole.end, first.start)
        && !clause_ends(text, event.whole.end, first.start)
    {
        let mut out = vec![first.date.clone()];
        let plural = matches!(&event.kind, Kind::Event(o) if o.plural);
        let mut end = first.end;
        for next in after.iter().skip(1) {
            let joined = text.class_ends(end, "and-again").any(|stop| stop == next.start);
            let again = joined && (plural || next.start > end + 1);
            if again {
                out.push(next.date.clone());
                end = next.end;
            }
        }
        return out;
    }
    let in_other = mentions.iter().filter_map(|m| match &m.kind {
        Kind::Event(Occasion { date: Some(found), .. }) if m.whole.end <= event.whole.start => Some(found),
        _ => None,
    });
    // "Returned on Friday from the talks": when somebody left is not when they were held.
    let left = |d: &&Found| text.is(d.end, "away-from") && event.whole.start <= d.end + 3;
    let firm = dates().filter(|d| d.end <= event.whole.start && d.firm && !left(d));
    let before = firm.chain(in_other).max_by_key(|d| d.end);
    before.map(|d| vec![d.date.clone()]).unwrap_or_default()
}

/// Whether another clause begins between an event and a date after it.
fn clause_ends(text: &Text<'_>, from: usize, to: usize) -> bool {
    use rollcall_lexicon::words::Gap;
    // "the summit, which A hosted in May": the clause that opens at once is about the event.
    // "…, and in the same year B hosted one": the date opens what follows.
    let joins = |at: usize| text.is(at, "and") || text.is(at, "but");
    let open = if to > from && text.is(to - 1, "preposition") { to - 1 } else { to };
    let next = open > from && joins(open - 1) && text.gap(open - 1).has(Gap::COMMA);
    next || (from + 1..to)
        .any(|at| text.gap(at).has(Gap::SEMICOLON) || text.gap(at).has(Gap::COMMA) && text.is(at, "relative"))
}
