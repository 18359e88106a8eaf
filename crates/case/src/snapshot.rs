//! A case as one kind of reader may see it: the two views.
//!
//! The main type is [`Snapshot`], a [`View`] that holds only what its readers may see. [`crate::assemble`] makes the
//! private one of everything, and [`crate::public`] the public one of what people accepted.

use crate::veil::RELEASED;
use crate::withheld::{Gap, covered};
use rollcall_model::claim::Anchor;
use rollcall_model::entity::{Entities, JoinsById};
use rollcall_model::finding::Finding;
use rollcall_model::held::HeldBack;
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::roll::RollRow;
use rollcall_model::source::{Access, Publish, Source};
use rollcall_model::view::{About, Changes, Claims, Excerpt, Notice, Reply, View};
use rollcall_reason::Findings;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many code points of context a page may show on either side of the words.
const AROUND: usize = 200;

/// Texts of layers, by the source's path.
pub type Texts = BTreeMap<String, String>;

/// Places in texts, by the source's path: sorted by their start.
pub type Places = BTreeMap<String, Vec<Span>>;

/// What one kind of reader may see.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What the case says of itself.
    pub about: About,
    /// Sources, by path.
    pub sources: Arc<Vec<Source>>,
    /// Claims.
    pub claims: Claims,
    /// Parties, engagements, links.
    pub entities: Entities,
    /// Joins across documents.
    pub joins: Arc<JoinsById>,
    /// The roll.
    pub roll: Vec<Arc<RollRow>>,
    /// Findings.
    pub findings: Findings,
    /// What was held back, by reason.
    pub held_back: BTreeMap<HeldBack, usize>,
    /// What parties were asked and answered.
    pub replies: Vec<Reply>,
    /// What was taken back or put right.
    pub notices: Vec<Notice>,
    /// How this edition differs from the one before.
    pub changes: Option<Changes>,
    /// Texts that excerpts are cut from.
    pub texts: Arc<Texts>,
    /// Released words of confidential sources, by the path of the stand-in.
    pub released: Texts,
    /// What of the texts these readers are not shown, by the source's path.
    pub covered: BTreeMap<String, Arc<Vec<Gap>>>,
    /// Words that may not stand around an excerpt: a claim rests on them that these readers may not see.
    pub hidden: Places,
}

impl Snapshot {
    /// A stretch of a source's text, what readers are not shown covered.
    fn shown(&self, source: &str, text: &CodePoints<'_>, span: Span) -> Option<String> {
        match self.covered.get(source) {
            Some(gaps) if text.slice(span).is_some() => Some(covered(text, span, gaps)),
            _ => text.slice(span).map(str::to_string),
        }
    }

    /// The context between `from` and the words: only what follows the last hidden place, marked with `…`.
    fn before(&self, anchor: &Anchor, text: &CodePoints<'_>, from: usize) -> Option<String> {
        let hidden = self.hidden.get(&anchor.source).into_iter().flatten();
        let ends = hidden.filter(|place| place.start < anchor.start && place.end > from).map(|place| place.end);
        let (mark, start) = ends.max().map_or(("", from), |end| ("…", end.min(anchor.start)));
        Some(format!("{mark}{}", self.shown(&anchor.source, text, Span { start, end: anchor.start })?))
    }

    /// The context between the words and `to`: only what comes before the first hidden place, marked with `…`.
    fn after(&self, anchor: &Anchor, text: &CodePoints<'_>, to: usize) -> Option<String> {
        let hidden = self.hidden.get(&anchor.source).into_iter().flatten();
        let starts = hidden.filter(|place| place.end > anchor.end && place.start < to).map(|place| place.start);
        let (mark, end) = starts.min().map_or(("", to), |start| ("…", start.max(anchor.end)));
        Some(format!("{}{mark}", self.shown(&anchor.source, text, Span { start: anchor.end, end })?))
    }
}

/// The ending of a file that is handed on. What a browser would run as a page is handed on as text.
fn ending(source: &Source) -> &'static str {
    match source.media_type.as_str() {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "text/csv" => "csv",
        kind if kind.starts_with("text/") => "txt",
        _ => "bin",
    }
}

impl View for Snapshot {
    fn about(&self) -> &About {
        &self.about
    }
    fn sources(&self) -> &[Source] {
        &self.sources
    }
    fn claims(&self) -> &Claims {
        &self.claims
    }
    fn entities(&self) -> &Entities {
        &self.entities
    }
    fn joins(&self) -> &JoinsById {
        &self.joins
    }
    fn roll(&self) -> &[Arc<RollRow>] {
        &self.roll
    }
    fn findings(&self) -> &[Arc<Finding>] {
        &self.findings
    }
    fn held_back(&self) -> &BTreeMap<HeldBack, usize> {
        &self.held_back
    }

    fn replies(&self) -> &[Reply] {
        &self.replies
    }
    fn notices(&self) -> &[Notice] {
        &self.notices
    }
    fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref()
    }
    fn text(&self, source: &Source) -> Option<String> {
        let whole = !self.about.private
            && source.info.access == Access::Public
            && matches!(source.info.publish, Publish::Text | Publish::File);
        let text = CodePoints::new(self.texts.get(&source.path).filter(|_| whole)?);
        self.shown(&source.path, &text, Span { start: 0, end: text.len() })
    }
    fn file(&self, source: &Source) -> Option<String> {
        let whole = !self.about.private
            && source.info.access == Access::Public
            && source.info.publish == Publish::File
            // A name in a file cannot be covered.
            && !self.covered.contains_key(&source.path);
        whole.then(|| format!("files/{}.{}", &source.sha256[..20], ending(source)))
    }
    /// The words with at most 200 code points on either side, cut at the paragraph's ends.
    fn excerpt(&self, anchor: &Anchor) -> Option<Excerpt> {
        let source = self.source(&anchor.source)?;
        if anchor.seen().is_some() {
            return None;
        }
        if !self.about.private && source.info.access == Access::Confidential && anchor.layer != RELEASED {
            return None;
        }
        let text = CodePoints::new(self.released.get(&anchor.source).or_else(|| self.texts.get(&anchor.source))?);
        let slice = |start: usize, end: usize| text.slice(Span { start, end });
        let words = self.shown(&anchor.source, &text, anchor.span())?;
        if words != anchor.text {
            return None;
        }
        let before = slice(anchor.start.saturating_sub(AROUND), anchor.start)?.rsplit("\n\n").next()?;
        let after = slice(anchor.end, (anchor.end + AROUND).min(text.len()))?.split("\n\n").next()?;
        let (from, to) = (anchor.start - before.chars().count(), anchor.end + after.chars().count());
        Some(Excerpt { before: self.before(anchor, &text, from)?, words, after: self.after(anchor, &text, to)? })
    }
}
