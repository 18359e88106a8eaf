//! A view with the indexes that pages need: who stands where, and at which address.
//!
//! The main type is [`Site`]. It is made once for all pages; a page asks it for its own records and nothing else.

use crate::block::{Block, Frame, Sheet};
use crate::words;
use rollcall_model::claim::Anchor;
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entity;
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId, MentionId, sha256_hex};
use rollcall_model::ontology::{AWAY, Kind};
use rollcall_model::roll::RollRow;
use rollcall_model::source::Source;
use rollcall_model::view::{StatedClaim, View};
use std::collections::{BTreeMap, BTreeSet};

/// A view and its indexes.
pub(crate) struct Site<'a> {
    /// The case.
    pub view: &'a dyn View,
    frame: Frame,
    by_engagement: BTreeMap<&'a EntityId, Vec<&'a RollRow>>,
    by_party: BTreeMap<&'a EntityId, Vec<&'a RollRow>>,
    by_end: BTreeMap<&'a EntityId, Vec<&'a Entity>>,
    by_source: BTreeMap<&'a str, Vec<&'a StatedClaim>>,
    by_mention: BTreeMap<&'a MentionId, &'a EntityId>,
    findings: BTreeMap<&'a EntityId, Vec<&'a Finding>>,
}

impl<'a> Site<'a> {
    /// Indexes over a view.
    pub(crate) fn new(view: &'a dyn View) -> Self {
        let about = view.about();
        let edition = about.day.map(|day| {
            let day = words::date(&Edtf::day(day));
            about.edition.map_or_else(|| format!("Edition of {day}"), |number| format!("Edition {number} of {day}"))
        });
        let frame = Frame { case: about.title.clone(), notice: about.notice.clone(), private: about.private, edition };
        let mut site = Self {
            view,
            frame,
            by_engagement: BTreeMap::new(),
            by_party: BTreeMap::new(),
            by_end: BTreeMap::new(),
            by_source: BTreeMap::new(),
            by_mention: BTreeMap::new(),
            findings: BTreeMap::new(),
        };
        site.fill();
        site
    }

    fn fill(&mut self) {
        let view = self.view;
        for row in view.roll() {
            self.by_engagement.entry(&row.engagement.id).or_default().push(row);
            self.by_party.entry(&row.participant.id).or_default().push(row);
        }
        for entity in view.entities().values() {
            for mention in &entity.mentions {
                self.by_mention.insert(mention, &entity.id);
            }
            let ends: BTreeSet<&EntityId> =
                entity.properties.values().flatten().filter_map(|value| value.value.entity()).collect();
            for end in ends {
                self.by_end.entry(end).or_default().push(entity);
            }
        }
        for claim in view.claims().values() {
            self.by_source.entry(&claim.claim.anchor.source).or_default().push(claim);
        }
        for finding in view.findings() {
            for entity in &finding.entities {
                let known = self.findings.entry(entity).or_default();
                if !known.iter().any(|other| other.id == finding.id) {
                    known.push(finding);
                }
            }
        }
    }

    /// A page of this site.
    pub(crate) fn sheet(&self, path: &str, title: &str, part: &str, blocks: Vec<Block>) -> Sheet {
        Sheet {
            path: path.into(),
            title: title.into(),
            part: part.into(),
            noindex: part == "en/people.html",
            frame: self.frame.clone(),
            blocks,
        }
    }

    /// Whether this is the draft.
    pub(crate) fn private(&self) -> bool {
        self.frame.private
    }

    /// The rows of an engagement.
    pub(crate) fn rows_of(&self, engagement: &EntityId) -> &[&'a RollRow] {
        self.by_engagement.get(engagement).map_or(&[], Vec::as_slice)
    }

    /// The rows of a party.
    pub(crate) fn rows_with(&self, party: &EntityId) -> &[&'a RollRow] {
        self.by_party.get(party).map_or(&[], Vec::as_slice)
    }

    /// Every party of the roll, once, with its rows.
    pub(crate) fn roll_parties(&self) -> &BTreeMap<&'a EntityId, Vec<&'a RollRow>> {
        &self.by_party
    }

    /// Things of one kind that point at an entity by one property.
    pub(crate) fn pointing(&self, kind: Kind, property: &str, at: &EntityId) -> Vec<&'a Entity> {
        let all = self.by_end.get(at).map_or(&[][..], Vec::as_slice);
        all.iter()
            .filter(|entity| {
                entity.kind == kind && entity.values(property).iter().any(|value| value.value.entity() == Some(at))
            })
            .copied()
            .collect()
    }

    /// Everything of one kind.
    pub(crate) fn of_kind(&self, kind: Kind) -> Vec<&'a Entity> {
        self.view.entities().values().map(AsRef::as_ref).filter(|entity: &&Entity| entity.kind == kind).collect()
    }

    /// The claims that a source makes.
    pub(crate) fn claims_in(&self, source: &str) -> &[&'a StatedClaim] {
        self.by_source.get(source).map_or(&[], Vec::as_slice)
    }

    /// A claim that this view holds.
    pub(crate) fn claim(&self, id: &ClaimId) -> Option<&'a StatedClaim> {
        self.view.claims().get(id)
    }

    /// What a mention became.
    pub(crate) fn became(&self, mention: &MentionId) -> Option<&'a Entity> {
        self.by_mention.get(mention).and_then(|id| self.view.entities().get(*id)).map(AsRef::as_ref)
    }

    /// Findings about an entity.
    pub(crate) fn findings_on(&self, entity: &EntityId) -> &[&'a Finding] {
        self.findings.get(entity).map_or(&[], Vec::as_slice)
    }

    /// Where an entity has its page or its line.
    pub(crate) fn address(&self, id: &EntityId) -> Option<String> {
        let entity = self.view.entities().get(id)?;
        let kind = entity.kind;
        if kind.is_engagement() {
            return Some(format!("en/engagements/{id}.html"));
        }
        if kind.is_party() {
            return Some(format!("en/{}/{id}.html", party_folder(kind)));
        }
        let page = match kind.as_str() {
            "Measure" | "Sanction" | "Designation" => "measures",
            "Abuse" => "abuses",
            "Recommendation" => "calls",
            "Instrument" => "instruments",
            "Stance" | "Omission" | "Withholding" | "Publication" => "said",
            "Supply" | "Ownership" | "Directorship" | "Representation" | "Commands" => "ties",
            _ => return None,
        };
        Some(format!("en/{page}.html#{id}"))
    }

    /// Where a row of the roll stands on its engagement's page.
    pub(crate) fn row_address(&self, row: &RollRow) -> Option<String> {
        self.address(&row.engagement.id).map(|page| format!("{page}#{}", row.id))
    }

    /// Where the words of an anchor stand.
    pub(crate) fn words_address(&self, anchor: &Anchor) -> Option<String> {
        self.view.source(&anchor.source).map(|source| format!("{}#{}", source_page(source), place(anchor)))
    }
}

/// The folder of a party's page.
fn party_folder(kind: Kind) -> &'static str {
    match kind.as_str() {
        "Person" => "people",
        "Forum" => "bodies",
        _ => "parties",
    }
}

/// A source's page: its name is made from its path in the case.
pub(crate) fn source_page(source: &Source) -> String {
    format!("en/sources/s{}.html", &sha256_hex(source.path.as_bytes())[..20])
}

/// The name of an anchor's place on its source's page.
pub(crate) fn place(anchor: &Anchor) -> String {
    if anchor.seen().is_some() {
        let rect = anchor.rect.unwrap_or_default().map(|side| side.to_string()).join("-");
        return format!("p-{}-{rect}", anchor.page.unwrap_or_default());
    }
    let layer: String =
        anchor.layer.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("q-{layer}-{}-{}", anchor.start, anchor.end)
}

/// Whether a row says that somebody was there, in any role.
pub(crate) fn came(row: &RollRow) -> bool {
    !AWAY.contains(&row.role.as_str()) && row.engagement.status == "held" && row.certainty != "likely"
}

/// A date to sort by: its earliest day, unknown dates last.
pub(crate) fn sort_day(date: Option<&Edtf>) -> i32 {
    date.and_then(|date| date.earliest_start().or(date.latest_end())).map_or(i32::MAX, |day| day.0)
}

/// The year that a date begins in, if that is one year.
pub(crate) fn year(date: Option<&Edtf>) -> Option<i32> {
    date.and_then(Edtf::earliest_start).map(|day| day.ymd().0)
}

/// A year as a heading has it.
pub(crate) fn year_name(year: Option<i32>) -> String {
    year.map_or_else(|| "No date known".to_string(), |year| year.to_string())
}

/// A year as an address has it.
pub(crate) fn year_part(year: Option<i32>) -> String {
    year.map_or_else(|| "no-date".to_string(), |year| year.to_string())
}
