//! A view with the indexes that pages need: who stands where, and at which address.
//!
//! The main type is [`Site`]. It is made once for all pages; a page asks it for its own records and nothing else.

use crate::block::{Block, Frame, Quote, Sheet, Stamp};
use crate::pages::together::{self, Pair};
use crate::places;
use crate::say::Say;
use rollcall_model::against::Counter;
use rollcall_model::claim::Anchor;
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entity;
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::{AWAY, Kind};
use rollcall_model::roll::RollRow;
use rollcall_model::view::{About, Reply, StatedClaim, View};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, RwLock};

/// Anchors of one file, sorted.
type Anchors<'a> = BTreeSet<&'a Anchor>;

/// A view and its indexes. Those that few pages ask for are made when the first one does.
pub(crate) struct Site<'a> {
    /// The case.
    pub view: &'a dyn View,
    /// The language of its pages.
    pub say: Say,
    frame: Frame,
    by_kind: BTreeMap<Kind, Vec<&'a Entity>>,
    by_engagement: BTreeMap<&'a EntityId, Vec<&'a RollRow>>,
    by_party: BTreeMap<&'a EntityId, Vec<&'a RollRow>>,
    by_end: BTreeMap<(&'a EntityId, Kind), Vec<&'a Entity>>,
    by_source: BTreeMap<&'a str, Vec<&'a StatedClaim>>,
    by_mention: BTreeMap<&'a MentionId, &'a EntityId>,
    findings: BTreeMap<&'a EntityId, Vec<&'a Finding>>,
    replies: BTreeMap<&'a EntityId, Vec<&'a Reply>>,
    others: OnceLock<BTreeMap<&'a str, Anchors<'a>>>,
    cuts: RwLock<BTreeMap<String, Arc<places::Cuts>>>,
    lists: OnceLock<BTreeMap<&'a EntityId, usize>>,
    strong: OnceLock<Vec<&'a RollRow>>,
    pairs: OnceLock<Vec<Pair<'a>>>,
    counter: OnceLock<Counter<'a>>,
    quotes: RwLock<BTreeMap<&'a Anchor, Option<Arc<Quote>>>>,
}

/// The edition that is being made.
fn about_stamp(about: &About) -> Option<Stamp> {
    Some(Stamp { edition: about.edition?, day: about.day? })
}

impl<'a> Site<'a> {
    /// Indexes over a view, for pages in English.
    pub(crate) fn new(view: &'a dyn View) -> Self {
        Self::in_language(view, Say::ENGLISH)
    }

    /// Indexes over a view, for pages in a language.
    pub(crate) fn in_language(view: &'a dyn View, say: Say) -> Self {
        let about = view.about();
        let others = Say::all(&about.languages).into_iter().filter(|other| *other != say);
        let frame = Frame {
            case: about.title.clone(),
            notice: about.notice.clone(),
            private: about.private,
            language: (!say.is_english()).then(|| say.code()),
            others: others.map(Say::code).collect(),
        };
        let mut site = Self {
            view,
            say,
            frame,
            by_kind: BTreeMap::new(),
            by_engagement: BTreeMap::new(),
            by_party: BTreeMap::new(),
            by_end: BTreeMap::new(),
            by_source: BTreeMap::new(),
            by_mention: BTreeMap::new(),
            findings: BTreeMap::new(),
            replies: BTreeMap::new(),
            others: OnceLock::new(),
            cuts: RwLock::default(),
            lists: OnceLock::new(),
            strong: OnceLock::new(),
            pairs: OnceLock::new(),
            counter: OnceLock::new(),
            quotes: RwLock::default(),
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
            self.by_kind.entry(entity.kind).or_default().push(entity);
            for mention in &entity.mentions {
                self.by_mention.insert(mention, &entity.id);
            }
            let ends: BTreeSet<&EntityId> =
                entity.properties.values().flatten().filter_map(|value| value.value.entity()).collect();
            for end in ends {
                self.by_end.entry((end, entity.kind)).or_default().push(entity);
            }
        }
        for claim in view.claims().values() {
            self.by_source.entry(&claim.claim.anchor.source).or_default().push(claim);
        }
        for finding in view.findings() {
            for entity in &finding.entities {
                let known = self.findings.entry(entity).or_default();
                if known.last().is_none_or(|last| last.id != finding.id) {
                    known.push(finding);
                }
            }
        }
        for reply in view.replies() {
            self.replies.entry(&reply.party).or_default().push(reply);
        }
    }

    /// What speaks against findings.
    pub(crate) fn counter(&self) -> &Counter<'a> {
        self.counter.get_or_init(|| Counter::new(self.view))
    }

    /// A page of this site.
    pub(crate) fn sheet(&self, path: &str, title: &str, part: &str, blocks: Vec<Block>) -> Sheet {
        Sheet {
            path: path.into(),
            title: title.into(),
            part: part.into(),
            noindex: part == "en/people.html" && self.view.about().people_unlisted,
            script: None,
            frame: self.frame.clone(),
            stamp: about_stamp(self.view.about()),
            blocks,
        }
    }

    /// A thing's name: on Burmese pages one in Burmese letters, where a source gives one.
    pub(crate) fn name<'e>(&self, entity: &'e Entity) -> &'e str {
        if self.say == Say::BURMESE {
            let names = ["name", "alias"].iter().flat_map(|property| entity.values(property));
            let burmese = |name: &&str| crate::words::script(name) == "script-burmese";
            if let Some(name) = names.map(|value| value.value.words()).find(burmese) {
                return name;
            }
        }
        &entity.name
    }

    /// The name of a thing that a line knows by its English pages' name.
    pub(crate) fn called<'n>(&self, id: &EntityId, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        if self.say.is_english() {
            return name;
        }
        match self.view.entities().get(id) {
            Some(entity) if self.name(entity) != entity.name => self.name(entity),
            _ => name,
        }
    }

    /// A rule's name in the page's language, without a full stop: the first line of its page, where it has one in it. English
    /// has the name itself ([`crate::words::rule`]).
    pub(crate) fn rule_name(&self, rule: &str) -> Option<String> {
        let page = self.view.about().rules.get(rule)?.get(self.say.code()).filter(|_| !self.say.is_english())?;
        let first = crate::words::paragraphs(page).into_iter().next()?;
        Some(first.trim_end_matches(['.', '။']).to_string())
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
        let all = self.by_end.get(&(at, kind)).map_or(&[][..], Vec::as_slice);
        let points = |entity: &&&Entity| entity.values(property).iter().any(|value| value.value.entity() == Some(at));
        all.iter().filter(points).copied().collect()
    }

    /// Everything of one kind, by id.
    pub(crate) fn of_kind(&self, kind: Kind) -> Vec<&'a Entity> {
        self.by_kind.get(&kind).cloned().unwrap_or_default()
    }

    /// Everything of the kinds that are asked for.
    pub(crate) fn of_kinds(&self, wanted: impl Fn(Kind) -> bool) -> Vec<&'a Entity> {
        self.by_kind.iter().filter(|(kind, _)| wanted(**kind)).flat_map(|(_, all)| all).copied().collect()
    }

    /// What a party was asked and answered, in the order in which it happened.
    pub(crate) fn replies_of(&self, party: &EntityId) -> &[&'a Reply] {
        self.replies.get(party).map_or(&[], Vec::as_slice)
    }

    /// The rows that may be told first, in the order of the roll: see [`crate::strength::may_be_told_first`].
    pub(crate) fn strong(&self) -> &[&'a RollRow] {
        self.strong.get_or_init(|| {
            let rows = self.view.roll().iter().map(AsRef::as_ref);
            rows.filter(|row| crate::strength::may_be_told_first(self, row)).collect()
        })
    }

    /// How many rows rest on one origin.
    pub(crate) fn of_one_origin(&self) -> usize {
        self.view.roll().iter().filter(|row| crate::strength::of_row(self, row).origins < 2).count()
    }

    /// Pairs of parties and where both are recorded.
    pub(crate) fn pairs(&self) -> &[Pair<'a>] {
        self.pairs.get_or_init(|| together::pairs(self))
    }

    /// The words of an anchor with what stands around them: made once, since several pages show them.
    pub(crate) fn quote(&self, anchor: &'a Anchor) -> Option<Arc<Quote>> {
        let known = self.quotes.read().ok().and_then(|quotes| quotes.get(anchor).cloned());
        known.unwrap_or_else(|| {
            let made = crate::lines::quote(self, anchor).map(Arc::new);
            if let Ok(mut quotes) = self.quotes.write() {
                quotes.insert(anchor, made.clone());
            }
            made
        })
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
        let kind = self.view.entities().get(id)?.kind;
        if let Some(folder) = places::folder(kind) {
            return Some(format!("en/{folder}/{id}.html"));
        }
        let file = places::list_of(kind)?;
        let number = self.list_numbers().get(id).copied().unwrap_or_default();
        Some(format!("{}#{id}", places::numbered(&format!("en/{file}"), number)))
    }

    /// On which page of a long list a thing stands, where that is not the first.
    fn list_numbers(&self) -> &BTreeMap<&'a EntityId, usize> {
        self.lists.get_or_init(|| crate::pages::list_numbers(self))
    }

    /// Where a row of the roll stands on its engagement's page.
    pub(crate) fn row_address(&self, row: &RollRow) -> Option<String> {
        let engagement = self.view.entities().get(&row.engagement.id)?;
        let rows = self.rows_of(&engagement.id);
        let at = if rows.len() > places::LINES { rows.iter().position(|other| other.id == row.id) } else { None };
        let base = format!("en/engagements/{}", engagement.id);
        Some(format!("{}#{}", places::section_page(&base, "who", at, rows.len()), row.id))
    }

    /// Where the words of an anchor stand.
    pub(crate) fn words_address(&self, anchor: &Anchor) -> Option<String> {
        let source = self.view.source(&anchor.source)?;
        let page = places::numbered(&places::source_base(source), self.passage_page(anchor));
        Some(format!("{page}#{}", places::place(anchor)))
    }

    /// On which page of its source words stand: a file of many passages has several.
    fn passage_page(&self, anchor: &Anchor) -> usize {
        if self.claims_in(&anchor.source).len() <= places::PASSAGES {
            return 0;
        }
        let known = self.cuts.read().ok().and_then(|cuts| cuts.get(&anchor.source).cloned());
        let cuts = known.unwrap_or_else(|| {
            let made = Arc::new(places::Cuts::of(&self.passages_in(&anchor.source)));
            if let Ok(mut cuts) = self.cuts.write() {
                cuts.insert(anchor.source.clone(), made.clone());
            }
            made
        });
        cuts.page(anchor)
    }

    /// Every passage of a source that any page may link to (of claims, rows and findings), in order: an anchor, and those
    /// that lie within it.
    pub(crate) fn passages_in(&self, source: &str) -> Vec<Vec<&'a Anchor>> {
        let mut sorted: Anchors<'a> = self.claims_in(source).iter().map(|claim| claim.claim.anchor.as_ref()).collect();
        sorted.extend(self.others().get(source).into_iter().flatten());
        let mut sorted: Vec<&Anchor> = sorted.into_iter().collect();
        sorted.sort_by_cached_key(|anchor| places::order(anchor));
        let mut groups: Vec<Vec<&Anchor>> = Vec::new();
        for anchor in sorted {
            match groups.last_mut() {
                Some(group) if crate::lines::is_within(anchor, group[0]) => group.push(anchor),
                _ => groups.push(vec![anchor]),
            }
        }
        groups
    }

    /// Anchors of rows and findings, by source.
    fn others(&self) -> &BTreeMap<&'a str, Anchors<'a>> {
        self.others.get_or_init(|| {
            let mut all: BTreeMap<&str, Anchors<'_>> = BTreeMap::new();
            let rows = self.view.roll().iter().flat_map(|row| row.anchors());
            let proofs = self.view.findings().iter().flat_map(|finding| &finding.proofs);
            for anchor in rows.chain(proofs.flat_map(|proof| proof.anchors())) {
                all.entry(&anchor.source).or_default().insert(anchor);
            }
            all
        })
    }
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
pub(crate) fn year_name(say: Say, year: Option<i32>) -> String {
    year.map_or_else(|| say.say("no-date-known"), |year| say.number(year))
}

/// A year as an address has it.
pub(crate) fn year_part(year: Option<i32>) -> String {
    year.map_or_else(|| "no-date".to_string(), |year| year.to_string())
}
