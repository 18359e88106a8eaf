//! What a report is about: the whole roll, or what one party or one body has to do with.
//!
//! The main types are [`Scope`], which a caller fills, and [`Told`], an engagement of the view with the rows that fall
//! within it, in the order of the pages.

use super::model::{Report, text};
use crate::lines::when;
use crate::site::{Site, sort_day};
use crate::words;
use rollcall_model::claim::Anchor;
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use std::collections::BTreeSet;

/// That nobody is judged: the same words as at the foot of every page.
const LISTED: &str = "To be listed here means that a source says so. It does not mean that somebody did wrong.";

/// What a report is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only what this party took part in.
    pub party: Option<EntityId>,
    /// Only what this body held.
    pub body: Option<EntityId>,
}

/// An engagement with who took part in it.
pub(crate) struct Told<'a> {
    /// The engagement.
    pub engagement: &'a Entity,
    /// When it was.
    pub date: Option<Edtf>,
    /// The rows that fall within the scope.
    pub rows: Vec<&'a RollRow>,
}

impl Scope {
    fn holds(&self, site: &Site<'_>, row: &RollRow) -> bool {
        self.party.as_ref().is_none_or(|party| row.participant.id == *party) && self.holds_engagement(site, row)
    }

    fn holds_engagement(&self, site: &Site<'_>, row: &RollRow) -> bool {
        let held_by = || site.view.entities().get(&row.engagement.id).and_then(|entity| entity.linked("forum"));
        self.body.as_ref().is_none_or(|body| held_by() == Some(body))
    }

    /// The rows of the roll that fall within it, in the order of the view.
    pub(crate) fn rows<'a>(&self, site: &Site<'a>) -> Vec<&'a RollRow> {
        site.view.roll().iter().map(AsRef::as_ref).filter(|row| self.holds(site, row)).collect()
    }

    /// The engagements that fall within it, by date and name; without a party also those of which nobody says who came.
    pub(crate) fn told<'a>(&self, site: &Site<'a>) -> Vec<Told<'a>> {
        let mut told: Vec<Told<'a>> = site
            .view
            .entities()
            .values()
            .map(AsRef::as_ref)
            .filter(|entity: &&Entity| entity.kind.is_engagement())
            .filter(|entity| self.body.as_ref().is_none_or(|body| entity.linked("forum") == Some(body)))
            .map(|engagement| {
                let all = site.rows_of(&engagement.id).iter().copied();
                let rows: Vec<&RollRow> = all.filter(|row| self.holds(site, row)).collect();
                Told { engagement, date: when(engagement), rows }
            })
            .filter(|told| self.party.is_none() || !told.rows.is_empty())
            .collect();
        told.sort_by_key(|told| (sort_day(told.date.as_ref()), told.engagement.name.clone(), told.engagement.id.clone()));
        told
    }

    /// Every place of a source that a report of this scope relies on.
    pub(crate) fn anchors<'a>(&self, site: &Site<'a>) -> BTreeSet<&'a Anchor> {
        if *self == Self::default() {
            let mut all: BTreeSet<&Anchor> =
                site.view.claims().values().map(|stated| stated.claim.anchor.as_ref()).collect();
            all.extend(site.view.roll().iter().flat_map(|row| row.anchors()));
            return all;
        }
        let told = self.told(site);
        let mut all: BTreeSet<&Anchor> = told.iter().flat_map(|told| &told.rows).flat_map(|row| row.anchors()).collect();
        all.extend(told.iter().flat_map(|told| of_claims(site, told.engagement)));
        all
    }

    /// In words, after a title: ` of Nordland, at meetings of the Council`; nothing for the whole roll.
    fn in_words(&self, site: &Site<'_>) -> String {
        let name = |id: &Option<EntityId>| {
            id.as_ref().and_then(|id| site.view.entities().get(id)).map(|entity| entity.name.clone())
        };
        let party = name(&self.party).map_or_else(String::new, |name| format!(": {name}"));
        let body =
            name(&self.body).map_or_else(String::new, |name| format!(", at what {}{name} held", words::article(&name)));
        format!("{party}{body}")
    }
}

/// Where the claims of a thing stand.
pub(crate) fn of_claims<'a>(site: &Site<'a>, entity: &Entity) -> Vec<&'a Anchor> {
    entity.claims().into_iter().filter_map(|id| site.claim(id)).map(|stated| stated.claim.anchor.as_ref()).collect()
}

/// A report that says so far what it is, of which case and day.
pub(crate) fn begun(site: &Site<'_>, title: &str, scope: &Scope) -> Report {
    let about = site.view.about();
    let title = super::model::cut(&super::model::clean(&format!("{title}{}", scope.in_words(site))), 200);
    let day = about.day.map_or_else(String::new, |day| format!("As of {}. ", words::date(&Edtf::day(day))));
    let mut head = vec![vec![text(&format!("{day}It holds only claims that a person has checked and accepted. {LISTED}"))]];
    head.extend(about.notice.as_deref().map(|notice| vec![text(notice)]));
    Report { title, case: super::model::clean(&about.title), head, ..Report::default() }
}
