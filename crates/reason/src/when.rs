//! The one date of a thing, worked out from those that sources give.
//!
//! The main type is [`Dates`]: what is said of when a thing was. What says so goes along with each date and is not looked at,
//! so that one that keeps claims and one that keeps none work a date out alike.

use rollcall_model::date::{Day, Edtf};
use rollcall_model::finding::Certainty;

/// A date with what says so.
#[derive(Debug, Clone)]
pub(crate) struct Dated<C> {
    pub date: Edtf,
    pub certainty: Certainty,
    pub claims: Vec<C>,
}

/// What is said of when a thing was.
#[derive(Debug)]
pub(crate) struct Dates<C> {
    pub is_engagement: bool,
    /// Dates of the thing itself: those of a plan alone only where nobody else gives one.
    pub dates: Vec<Dated<C>>,
    pub starts: Vec<Dated<C>>,
    pub ends: Vec<Dated<C>>,
    /// When it was seen, where nothing else is said.
    pub seen: Vec<Dated<C>>,
    /// What says `..`, which is no date by itself: it says of an end that it had not come when the source was written.
    pub open: Vec<C>,
}

impl<C: Copy + Ord> Dates<C> {
    /// Of those that can be dates of one day or extent the most exact one; where sources give dates that cannot be the same,
    /// each of them, and then none is more than possible.
    pub fn when(&self) -> Vec<Dated<C>> {
        let mut found: Vec<Dated<C>> = self.dates.iter().map(|date| self.from(date.date.clone(), &[date])).collect();
        for start in &self.starts {
            let from = start.date.as_str();
            for end in &self.ends {
                let to = end.date.as_str();
                let one = from.contains('/') || to.contains('/');
                let text = if one { from.to_string() } else { format!("{from}/{to}") };
                found.extend(Edtf::parse(&text).map(|date| self.from(date, &[start, end])));
            }
            if self.ends.is_empty() {
                // An engagement that begins on a day is on that day; a link that begins may go on.
                let end = if self.open.is_empty() { "" } else { ".." };
                let text = match self.is_engagement || from.contains('/') {
                    true => from.to_string(),
                    false => format!("{from}/{end}"),
                };
                found.extend(Edtf::parse(&text).map(|date| self.from(date, &[start])));
            }
        }
        for end in self.ends.iter().filter(|_| self.starts.is_empty()) {
            let to = end.date.as_str();
            let text = if self.is_engagement || to.contains('/') { to.to_string() } else { format!("/{to}") };
            found.extend(Edtf::parse(&text).map(|date| self.from(date, &[end])));
        }
        if found.is_empty() {
            found.clone_from(&self.seen);
        }
        most_exact(found)
    }

    /// A date that follows from others, as sure as the least sure of them.
    fn from(&self, date: Edtf, parts: &[&Dated<C>]) -> Dated<C> {
        let certainty = parts.iter().map(|part| part.certainty).min().unwrap_or(Certainty::Certain);
        let of_end = if date.is_open() { &self.open[..] } else { &[] };
        let mut claims: Vec<C> = parts.iter().flat_map(|part| &part.claims).chain(of_end).copied().collect();
        claims.sort_unstable();
        claims.dedup();
        Dated { date, certainty, claims }
    }
}

fn most_exact<C>(mut found: Vec<Dated<C>>) -> Vec<Dated<C>> {
    found.sort_by_cached_key(|dated| (looseness(&dated.date), dated.date.clone()));
    let mut kept: Vec<Dated<C>> = Vec::new();
    for dated in found {
        match kept.iter_mut().find(|other| other.date.can_be_same(&dated.date)) {
            Some(same) if same.date == dated.date => same.claims.extend(dated.claims),
            Some(_) => {}
            None => kept.push(dated),
        }
    }
    if kept.len() > 1 {
        kept.iter_mut().for_each(|dated| dated.certainty = Certainty::Possible);
    }
    kept
}

/// How much a date leaves open, in days; what is open at an end leaves more open than any day, and what is vague more. An end of which
/// it is said that it had not come says more than one of which nothing is said.
fn looseness(date: &Edtf) -> (bool, i64, bool, bool) {
    let width = |first: Option<Day>, last: Option<Day>| match (first, last) {
        (Some(first), Some(last)) => i64::from(last.0) - i64::from(first.0),
        _ => 1 << 24,
    };
    let days = width(date.earliest_start(), date.latest_start()) + width(date.earliest_end(), date.latest_end());
    (date.is_vague(), days, !date.is_extent(), !date.is_open())
}
