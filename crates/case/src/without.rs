//! What a case would say without some of its sources, or with what had been published by a day.
//!
//! The main function is [`Built::without`]; its result, [`Rest`], is the case assembled anew in memory from what is left,
//! with everything called what it is called in the whole case, so that a finding that stays is the same finding. Nothing is
//! written: the case is as before.

use crate::assemble::{Built, Inputs, assemble_with};
use crate::cache::Cache;
use crate::effect::{Changed, changed, not_in};
use rollcall_model::claim::{Claim, Voice};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::source::{Credit, Source, known_time};
use rollcall_model::view::View;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why a source is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It was asked to be.
    Asked,
    /// It was published after the day, or may have been.
    Later,
    /// Nobody has said when it became public.
    NoDate,
}

/// A case without some of its sources.
#[derive(Debug)]
pub struct Rest {
    /// What is left, with all that follows from it.
    pub built: Built,
    /// Paths of the sources that were left out, and why.
    pub left_out: BTreeMap<String, Why>,
}

/// What becomes of the findings. Each list is in the order of findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Findings that are there no more.
    pub fall: Vec<Changed>,
    /// Findings that are there as before.
    pub stay: Vec<Changed>,
    /// Findings that are there only now: a rule may rest on what no source says.
    pub new: Vec<Changed>,
}

impl Rest {
    /// Against the whole case.
    pub fn difference(&self, whole: &Built) -> Difference {
        let (all, left) = (whole.private().findings(), self.built.private().findings());
        let ids: BTreeSet<_> = left.iter().map(|finding| &finding.id).collect();
        Difference {
            fall: not_in(all, left),
            stay: all.iter().filter(|finding| ids.contains(&finding.id)).map(|finding| changed(finding)).collect(),
            new: not_in(left, all),
        }
    }
}

impl Built {
    /// The case without these sources and, with a day, with only what had surely been made public by its end: by the document
    /// that it stands in, or by one of those in whose words it is said. The day on which something was written says nothing of
    /// that; where no such day is known it cannot be told, and that is never yes.
    ///
    /// # Errors
    /// A path that no source has, or a rule that runs away on what is left.
    pub fn without(&self, sources: &BTreeSet<String>, as_of: Option<Day>, cache: &Cache<'_>) -> Result<Rest, Problem> {
        let (stays, left_out) = self.left(sources, as_of)?;
        let claims: Vec<Arc<Claim>> = self.inputs.claims.iter().filter(|claim| stays.has(claim)).cloned().collect();
        let sources = self.inputs.sources.iter().filter(|source| !left_out.contains_key(&source.path)).cloned().collect();
        let inputs = Inputs {
            sources: Arc::new(sources),
            claims: Arc::new(claims.into()),
            pins: Arc::new(self.names()),
            of_build: None,
            ..self.inputs.clone()
        };
        Ok(Rest { built: assemble_with(inputs, self.kept_findings(), cache)?, left_out })
    }

    /// What is left without these sources and by a day: which claims of readers, and which sources are not.
    pub(crate) fn left<'b>(
        &'b self,
        sources: &'b BTreeSet<String>,
        as_of: Option<Day>,
    ) -> Result<(Stays<'b>, BTreeMap<String, Why>), Problem> {
        if let Some(unknown) = sources.iter().find(|path| self.private().source(path).is_none()) {
            let problem = Problem::new(unknown, "no-such-source", format!("no source of this case is `{unknown}`"));
            let paths = self.inputs.sources.iter().map(|source| source.path.as_str());
            return Err(match nearest(unknown, paths) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("`rollcall sources CASE --to FILE` lists them"),
            });
        }
        let documents = if as_of.is_some() { self.public_documents() } else { BTreeMap::new() };
        let by_path = self.inputs.sources.iter().map(|source| (source.path.as_str(), source)).collect();
        let stays = Stays { sources, as_of, documents, by_path };
        let heard: BTreeSet<&str> = match as_of {
            Some(_) => self
                .inputs
                .claims
                .iter()
                .filter(|claim| stays.has(claim))
                .map(|claim| claim.anchor.source.as_str())
                .collect(),
            None => BTreeSet::new(),
        };
        let mut left_out: BTreeMap<String, Why> = BTreeMap::new();
        for source in self.inputs.sources.iter() {
            let why = if sources.contains(&source.path) {
                Some(Why::Asked)
            } else if heard.contains(source.path.as_str()) {
                None
            } else {
                as_of.and_then(|day| later(source, day))
            };
            left_out.extend(why.map(|why| (source.path.clone(), why)));
        }
        Ok((stays, left_out))
    }

    /// Days on which documents that the case knows of became public, by mention.
    fn public_documents(&self) -> BTreeMap<MentionId, Vec<Edtf>> {
        let mut out: BTreeMap<MentionId, Vec<Edtf>> = BTreeMap::new();
        for entity in self.private().entities.values() {
            let days: Vec<Edtf> =
                entity.values("publicDate").iter().filter_map(|value| Edtf::parse(value.value.words()).ok()).collect();
            if !days.is_empty() {
                out.extend(entity.mentions.iter().map(|mention| (mention.clone(), days.clone())));
            }
        }
        out
    }

    /// Every mention's id in the whole case.
    fn names(&self) -> BTreeMap<MentionId, EntityId> {
        let of_all = self.private().entities.values();
        let mut names: BTreeMap<MentionId, EntityId> =
            of_all.flat_map(|entity| entity.mentions.iter().map(|mention| (mention.clone(), entity.id.clone()))).collect();
        names.extend(self.inputs.pins.iter().map(|(mention, id)| (mention.clone(), id.clone())));
        names
    }
}

/// Which claims are left.
pub(crate) struct Stays<'b> {
    sources: &'b BTreeSet<String>,
    as_of: Option<Day>,
    documents: BTreeMap<MentionId, Vec<Edtf>>,
    by_path: BTreeMap<&'b str, &'b Source>,
}

impl Stays<'_> {
    /// The sources whose claims go, where no others do.
    pub fn sources_alone(&self) -> Option<&BTreeSet<String>> {
        self.as_of.is_none().then_some(self.sources)
    }

    /// Whether a claim is.
    pub fn has(&self, claim: &Claim) -> bool {
        !self.sources.contains(&claim.anchor.source) && self.as_of.is_none_or(|day| self.is_in_time(claim, day))
    }

    fn is_in_time(&self, claim: &Claim, day: Day) -> bool {
        let of_voice =
            |voice: &Voice| voice.mention.as_ref().and_then(|id| self.documents.get(id)).cloned().unwrap_or_default();
        let source = self.by_path.get(claim.anchor.source.as_str());
        source.is_some_and(|source| {
            why(known_time(source.credit(&claim.anchor), &claim.attributed_to, of_voice).as_ref(), day).is_none()
        })
    }
}

/// Why a source was not public by a day, with all its parts; nothing where some of it was.
fn later(source: &Source, day: Day) -> Option<Why> {
    let own = why(source.whole().public_date(), day);
    let part = |part| Credit { source, part: Some(part) };
    if source.info.parts.iter().any(|of| why(part(of).public_date(), day).is_none()) { None } else { own }
}

fn why(date: Option<&Edtf>, day: Day) -> Option<Why> {
    match date.map(Edtf::latest_end) {
        None => Some(Why::NoDate),
        Some(Some(last)) if last <= day => None,
        Some(_) => Some(Why::Later),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::source::{Part, SourceInfo};

    fn source(date: Option<&str>, public: Option<&str>) -> Source {
        let date_of = |text: Option<&str>| text.map(|text| Edtf::parse(text).expect("is a date"));
        let info = SourceInfo { date: date_of(date), public_date: date_of(public), ..SourceInfo::default() };
        Source {
            path: "sources/a.md".into(),
            sha256: String::new(),
            size: 0,
            media_type: "text/plain".into(),
            info,
            layer: None,
            not_read: None,
        }
    }

    #[test]
    fn what_may_have_become_public_later_is_left_out_and_a_day_of_writing_says_nothing() {
        let day = Day::from_ymd(2021, 6, 30).expect("is a day");
        assert_eq!(later(&source(None, Some("2021-06-30")), day), None);
        assert_eq!(later(&source(None, Some("2021-06")), day), None);
        assert_eq!(later(&source(None, Some("2021")), day), Some(Why::Later));
        assert_eq!(later(&source(Some("2021-06-01"), Some("2021-07-01")), day), Some(Why::Later));
        assert_eq!(later(&source(Some("2019-06-01"), None), day), Some(Why::NoDate));
    }

    #[test]
    fn a_part_that_was_public_keeps_its_file() {
        let day = Day::from_ymd(2021, 6, 30).expect("is a day");
        let mut release = source(None, Some("2022-01-01"));
        release.info.parts =
            vec![Part { pages: Some("4-9".into()), public_date: Edtf::parse("2021-05-01").ok(), ..Part::default() }];
        assert_eq!(later(&release, day), None);
        release.info.parts[0].public_date = None;
        assert_eq!(later(&release, day), Some(Why::Later));
    }
}
