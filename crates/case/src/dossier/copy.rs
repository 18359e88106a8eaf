//! The case as far as a copy that travels may show it: all states, and no protected person and no confidential source.
//!
//! The main type is [`Copy`]. Claims of people of whom nothing goes out, and of confidential sources but for released words, are
//! taken out before anything is resolved or reasoned over, as at the gate: what is not in it cannot come out of it. What is left
//! is assembled anew, with the decisions that are about it. Texts of sources may still hold a name, so every text goes through
//! [`Copy::shown`] or [`Copy::stretch`] on its way out.

use crate::accepted::confidential;
use crate::assemble::{Built, Inputs, assemble_with};
use crate::cache::Cache;
use crate::decisions::Lines;
use crate::snapshot::Texts;
use crate::veil::{Veiled, veil};
use crate::withheld::{Withheld, covered};
use crate::words::Index;
use rollcall_model::claim::{Claim, State};
use rollcall_model::decision::{Decision, Quote, Verb};
use rollcall_model::id::{ClaimId, DecisionId, EntityId, MentionId};
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::problem::Problem;
use rollcall_model::source::{Access, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stands for words by which a confidential source could be known.
const CLOSED: &str = "[source withheld]";

/// Fewer letters than this describe no source: they stand anywhere.
const TELLING: usize = 6;

/// A case that may travel.
pub(super) struct Copy {
    /// The case.
    pub built: Built,
    /// Whether sources were taken out.
    pub closed: bool,
    /// Whose names are covered.
    pub withheld: Withheld,
    veiled: Veiled,
    /// Ids of claims here, by those that they have in the case, where they differ.
    claims: BTreeMap<ClaimId, ClaimId>,
    /// Words by which a confidential source could be known, the longest first.
    telling: Vec<String>,
}

impl Copy {
    /// A copy of a case.
    pub fn of(built: &Built, cache: &Cache<'_>) -> Result<Self, Problem> {
        let withheld = Withheld::in_confidence(built);
        let closed = confidential(built);
        let going = going(built, &withheld, &closed);
        let made: BTreeSet<&ClaimId> = built.attached.made.iter().map(|claim| &claim.id).collect();
        let read = going.iter().filter(|claim| !made.contains(&claim.id)).map(|claim| (*claim).clone()).collect();
        let by_path = built.inputs.sources.iter().map(|source| (source.path.clone(), source)).collect();
        let mut veiled = veil(read, &by_path, &built.attached.released);
        let claims: BTreeMap<ClaimId, ClaimId> =
            veiled.claim_ids.iter().map(|(here, there)| (there.clone(), here.clone())).collect();
        let decisions = Deciding::new(built, &withheld, &closed, &going, &veiled, &claims).lines();
        let open = |source: &&Source| !closed.contains(source.path.as_str());
        let mut sources: Vec<Source> = built.inputs.sources.iter().filter(open).chain(&veiled.sources).cloned().collect();
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        let inputs = Inputs {
            sources: Arc::new(sources),
            texts: texts(built, &closed, &veiled),
            decisions,
            pins: Arc::new(ids(built, &closed, &veiled)),
            claims: Arc::new(std::mem::take(&mut veiled.claims).into()),
            of_build: None,
            ..built.inputs.clone()
        };
        let telling = telling(&built.inputs.sources);
        let is_closed = !closed.is_empty();
        let built = assemble_with(inputs, built.kept_findings(), cache)?;
        Ok(Self { built, closed: is_closed, withheld, veiled, claims, telling })
    }

    /// A text without the names of people and sources that are not told.
    pub fn shown(&self, text: &str) -> String {
        let covered = self.withheld.cover(text);
        self.telling.iter().fold(covered, |text, words| text.replace(words.as_str(), CLOSED))
    }

    /// A stretch of a source's text without them.
    pub fn stretch(&self, source: &str, text: &CodePoints<'_>, span: Span) -> String {
        let gaps = self.withheld.gaps(source, &self.built.inputs.texts);
        self.shown(&covered(text, span, &gaps))
    }

    /// What a claim of the case is called here.
    pub fn claim<'a>(&'a self, id: &'a ClaimId) -> &'a ClaimId {
        self.claims.get(id).unwrap_or(id)
    }

    /// What a mention of the case became here.
    pub fn thing(&self, mention: &MentionId) -> Option<&EntityId> {
        let id = self.built.clusters.entity(&self.veiled.mention(mention))?;
        self.built.private().entities.get_key_value(id).map(|(id, _)| id)
    }

    /// The last look: nothing by which a confidential source could be known stands in what is written.
    pub fn refuse(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let text = String::from_utf8_lossy(bytes);
        match self.telling.iter().any(|words| text.contains(words.as_str())) {
            true => Err(Problem::new(name, "leak", "what tells of a confidential source stands in this file")
                .hint("nothing was written; find in the case what this file is made of")),
            false => Ok(()),
        }
    }
}

/// Claims that may travel. A link without an end says nothing, so it stays behind when one of its ends does.
fn going<'b>(built: &'b Built, withheld: &Withheld, closed: &BTreeSet<&str>) -> Vec<&'b Arc<Claim>> {
    let may = |claim: &&Arc<Claim>| {
        let open = !closed.contains(claim.anchor.source.as_str()) || built.attached.released.contains_key(&claim.id);
        open && !withheld.is_gone(&claim.mention)
    };
    let mut out: BTreeMap<&MentionId, Vec<&Arc<Claim>>> = BTreeMap::new();
    for claim in built.all_claims().filter(may) {
        out.entry(&claim.mention).or_default().push(claim);
    }
    loop {
        let before: usize = out.values().map(Vec::len).sum();
        let standing: BTreeSet<&MentionId> = out.keys().copied().collect();
        for claims in out.values_mut() {
            claims.retain(|claim| claim.value.link().is_none_or(|target| standing.contains(target)));
        }
        out.retain(|_, claims| has_ends(claims));
        if out.values().map(Vec::len).sum::<usize>() == before {
            return out.into_values().flatten().collect();
        }
    }
}

fn has_ends(claims: &[&Arc<Claim>]) -> bool {
    let Some(first) = claims.first() else { return false };
    let has = |end: &String| claims.iter().any(|claim| claim.property == *end);
    !first.kind.is_link() || first.kind.info().ends.iter().all(has)
}

/// The words of sources that are open, and released ones.
fn texts(built: &Built, closed: &BTreeSet<&str>, veiled: &Veiled) -> Arc<Texts> {
    if closed.is_empty() {
        return built.inputs.texts.clone();
    }
    let open = built.inputs.texts.iter().filter(|(path, _)| !closed.contains(path.as_str()));
    Arc::new(open.chain(&veiled.texts).map(|(path, text)| (path.clone(), text.clone())).collect())
}

/// Everything is called here what it is called in the case, unless that name was made from a confidential source.
fn ids(built: &Built, closed: &BTreeSet<&str>, veiled: &Veiled) -> BTreeMap<MentionId, EntityId> {
    let mut ids = (*built.inputs.pins).clone();
    let pinned: BTreeSet<EntityId> = ids.values().cloned().collect();
    let secret: BTreeSet<&MentionId> = built
        .all_claims()
        .filter(|claim| closed.contains(claim.anchor.source.as_str()))
        .map(|claim| &claim.mention)
        .collect();
    for entity in built.private().entities.values() {
        let open = entity.mentions.first().is_some_and(|mention| !secret.contains(mention));
        if open || pinned.contains(&entity.id) {
            ids.extend(entity.mentions.iter().map(|mention| (veiled.mention(mention), entity.id.clone())));
        }
    }
    ids
}

/// Words by which a confidential source could be known, and that no open one shares.
fn telling(sources: &[Source]) -> Vec<String> {
    let words = |source: &Source| {
        let info = &source.info;
        let own = [&info.title, &info.author, &info.publisher, &info.url, &info.archived_url, &info.capture_note];
        let name = source.path.rsplit('/').next().unwrap_or_default().to_string();
        let own = own.into_iter().flatten().cloned().chain([source.path.clone(), source.sha256.clone(), name]);
        own.filter(|words| words.chars().count() >= TELLING).collect::<Vec<_>>()
    };
    let is_closed = |source: &&Source| source.info.access == Access::Confidential;
    let shared: BTreeSet<String> = sources.iter().filter(|source| !is_closed(source)).flat_map(words).collect();
    let told: BTreeSet<String> =
        sources.iter().filter(is_closed).filter_map(|source| source.info.described_as.clone()).collect();
    let own: BTreeSet<String> = sources.iter().filter(is_closed).flat_map(words).collect();
    let mut own: Vec<String> = own.into_iter().filter(|words| !shared.contains(words) && !told.contains(words)).collect();
    own.sort_by_key(|words| std::cmp::Reverse(words.len()));
    own
}

/// Which decisions are about what may travel, and how they read there.
struct Deciding<'a> {
    built: &'a Built,
    withheld: &'a Withheld,
    closed: &'a BTreeSet<&'a str>,
    kept: BTreeSet<&'a ClaimId>,
    veiled: &'a Veiled,
    claims: &'a BTreeMap<ClaimId, ClaimId>,
    /// Lines about what stays behind.
    behind: BTreeSet<&'a DecisionId>,
    /// The path of each stand-in, by that of its source.
    stand_ins: BTreeMap<&'a str, &'a str>,
    index: Index<'a>,
    /// Claims that travel as they are.
    open: Index<'a>,
    /// Whom a line about a question or an answer is about.
    asked: BTreeMap<&'a DecisionId, &'a MentionId>,
}

impl<'a> Deciding<'a> {
    fn new(
        built: &'a Built,
        withheld: &'a Withheld,
        closed: &'a BTreeSet<&'a str>,
        going: &[&'a Arc<Claim>],
        veiled: &'a Veiled,
        claims: &'a BTreeMap<ClaimId, ClaimId>,
    ) -> Self {
        let attached = &built.attached;
        let kept: BTreeSet<&ClaimId> = going.iter().map(|claim| &claim.id).collect();
        let left = attached.lines.iter().filter(|(claim, _)| !kept.contains(claim)).flat_map(|(_, lines)| lines);
        let of_people = attached.replies.iter().map(|(mention, line)| (mention, line));
        let gone = of_people.filter(|(mention, _)| withheld.is_gone(mention)).map(|(_, line)| line);
        let behind = left.chain(gone).collect();
        let paths = veiled.claims.iter().filter_map(|claim| {
            let before = &built.private().claims.get(veiled.claim_ids.get(&claim.id)?)?.claim;
            Some((before.anchor.source.as_str(), claim.anchor.source.as_str()))
        });
        let stand_ins = paths.collect();
        let index = Index::new(&veiled.claims);
        let open = going.iter().filter(|claim| !closed.contains(claim.anchor.source.as_str()));
        let open = Index::new(open.copied().map(AsRef::<Claim>::as_ref));
        let asked = attached.replies.iter().map(|(mention, line)| (line, mention)).collect();
        Self { built, withheld, closed, kept, veiled, claims, behind, stand_ins, index, open, asked }
    }

    fn lines(&self) -> Lines {
        self.built.inputs.decisions.iter().filter_map(|line| self.line(line)).collect()
    }

    /// A line as it reads in the copy; nothing of one that is about what stays behind. A release holds a secret.
    fn line(&self, line: &Arc<Decision>) -> Option<Arc<Decision>> {
        let claim = ClaimId::parse(&line.target);
        let known = claim.as_ref().is_some_and(|claim| self.built.private().claims.contains_key(claim));
        let stays = claim.as_ref().is_some_and(|claim| known && !self.kept.contains(claim));
        let ids = [Some(line.target.as_str()), line.other.as_deref()];
        let gone = ids.into_iter().flatten().filter_map(MentionId::parse).any(|mention| self.withheld.is_gone(&mention));
        if stays || gone || line.verb == Verb::Release || self.behind.contains(&line.id) {
            return None;
        }
        let quotes = [Some(&line.quote), line.other_quote.as_ref()];
        if !quotes.into_iter().flatten().any(|quote| self.closed.contains(quote.source.as_str())) {
            return Some(line.clone());
        }
        let moved = self.asked.get(&line.id).and_then(|mention| self.moved(line, mention));
        moved.or_else(|| self.veil(line, claim.as_ref())).map(Arc::new)
    }

    /// A question or an answer by an open mention of the same party.
    fn moved(&self, line: &Decision, mention: &MentionId) -> Option<Decision> {
        let members = self.built.clusters.members(self.built.clusters.entity(mention)?);
        let other = members.iter().find(|member| self.open.text(member, "name").is_some())?;
        let exact = self.open.of(other).into_iter().next()?;
        let quote = Quote { source: exact.anchor.source.clone(), exact: exact.anchor.text.clone(), ..Quote::default() };
        let mut line = Decision { other: Some(other.to_string()), quote, ..line.clone() };
        line.claim.parties = vec![self.open.name(other).to_string()];
        Some(line)
    }

    /// A line about released words.
    fn veil(&self, line: &Decision, claim: Option<&ClaimId>) -> Option<Decision> {
        let mut line = line.clone();
        line.quote = self.quote(&line.quote)?;
        line.other_quote = match &line.other_quote {
            Some(quote) => Some(self.quote(quote)?),
            None => None,
        };
        let mention =
            |id: &str| MentionId::parse(id).map_or_else(|| id.to_string(), |id| self.veiled.mention(&id).to_string());
        line.other = line.other.as_deref().map(mention);
        if let Some(here) = claim.and_then(|claim| self.claims.get(claim)) {
            let fits = self.built.state(claim?) != State::NeedsAnotherLook;
            if let Some(claim) = self.index.claim(here).filter(|_| fits) {
                line.claim = self.index.words(claim);
            }
            line.target = here.to_string();
        } else {
            line.target = mention(&line.target);
        }
        Some(line)
    }

    fn quote(&self, quote: &Quote) -> Option<Quote> {
        if !self.closed.contains(quote.source.as_str()) {
            return Some(quote.clone());
        }
        let source = self.stand_ins.get(quote.source.as_str())?.to_string();
        Some(Quote { source, exact: quote.exact.clone(), ..Quote::default() })
    }
}
