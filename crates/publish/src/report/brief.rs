//! One page on one party: who it is, what it took part in, what measures name it, what it was asked, and the sources.
//!
//! The main function is [`brief`]. The page is measured before it is written: letters are counted by a wide measure, the
//! earliest engagements go first when it is full, and a sentence says what was left out and where it stands. Why not leave
//! that to the office program: a page that runs over by two lines is a second page.

use super::model::{Block, Piece, Pieces, Report, clean, cut, pieces, plain, quiet, shortened, text};
use super::party;
use super::scope::{Scope, begun, of_claims};
use crate::block::Line;
use crate::lines;
use crate::replies;
use crate::site::{Site, sort_day};
use crate::words::{self, capital};
use rollcall_model::claim::Anchor;
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::Kind;
use rollcall_model::roll::RollRow;

/// What a page holds, in tenths of a line.
const PAGE: usize = 500;

/// What a line holds, in tenths of the width of a small letter.
const LINE: usize = 860;

/// The longest sentence, in letters.
const SENTENCE: usize = 400;

/// The most entries of a list that are considered at all: more never fit on a page.
const MOST: usize = 60;

/// Kinds of things that name a party as their target, in the order in which the party's page has them.
const MEASURES: [&str; 3] = ["Measure", "Sanction", "Designation"];

/// What is said where nothing was written down.
const NOT_ASKED: &str = "It is not written down here that it was asked to reply.";

/// How many entries of each part there are, and how many are shown.
struct Shown {
    engagements: usize,
    measures: usize,
    replies: usize,
    sources: usize,
}

/// What the page is made of, before it is known how much fits.
struct Parts<'a> {
    who: Pieces,
    rows: Vec<&'a RollRow>,
    measures: Vec<(Line, Vec<&'a Anchor>)>,
    replies: Vec<String>,
    party: &'a Entity,
}

/// One page on a party of the view; nothing where the view has no such party.
pub(crate) fn brief(site: &Site<'_>, party: &EntityId) -> Option<Report> {
    let party = site.view.entities().get(party).filter(|entity| entity.kind.is_party())?;
    let mut rows = site.rows_with(&party.id).to_vec();
    rows.sort_by_key(|row| (sort_day(row.engagement.date.as_ref()), row.engagement.id.clone(), row.id.clone()));
    let (who, measures, replies) = (who(party), measures(site, party), replies::sentences(site, &party.id));
    let parts = Parts { who, rows, measures, replies, party };
    let mut shown = Shown {
        engagements: parts.rows.len().min(MOST),
        measures: parts.measures.len().min(MOST),
        replies: parts.replies.len().min(MOST),
        sources: MOST,
    };
    loop {
        let report = parts.report(site, &shown);
        if height(&report) <= PAGE || !shown.less() {
            return Some(report);
        }
    }
}

impl Shown {
    /// One entry less, of the part that can best spare it; false when nothing can be spared.
    fn less(&mut self) -> bool {
        let spare = [(&mut self.engagements, 6), (&mut self.measures, 4), (&mut self.sources, 8), (&mut self.replies, 2)];
        for (count, keep) in spare {
            if *count > keep {
                *count -= 1;
                return true;
            }
        }
        let rest = [&mut self.sources, &mut self.engagements, &mut self.measures, &mut self.replies];
        let most = rest.into_iter().max_by_key(|count| **count);
        most.filter(|count| **count > 0).map(|count| *count -= 1).is_some()
    }
}

impl Parts<'_> {
    fn report(&self, site: &Site<'_>, shown: &Shown) -> Report {
        let mut report = begun(site, &format!("Brief: {}", capital(&self.party.name)), &Scope::default());
        report.title = cut(&report.title, 120);
        report.blocks.push(Block::Para(self.who.clone()));
        let mut sources = Sources::default();
        self.engagements(site, shown.engagements, &mut report, &mut sources);
        self.measures(site, shown.measures, &mut report, &mut sources);
        report.blocks.push(Block::Heading(1, "What was asked and answered".into()));
        self.replies(shown.replies, &mut report);
        report.blocks.push(Block::Heading(1, "Sources".into()));
        sources.write(shown.sources, &mut report);
        report
    }

    fn engagements(&self, site: &Site<'_>, shown: usize, report: &mut Report, sources: &mut Sources) {
        report.blocks.push(Block::Heading(1, "Engagements".into()));
        if self.rows.is_empty() {
            report.blocks.push(Block::Para(vec![quiet("No source held here says that it took part in one.")]));
        }
        let (left_out, kept) = self.rows.split_at(self.rows.len() - shown);
        if let (Some(first), Some(last)) = (left_out.first(), left_out.last()) {
            let when = |row: &RollRow| row.engagement.date.as_ref().map_or("no date known".into(), words::date);
            let count = words::count(left_out.len(), "earlier line is", "earlier lines are");
            let span = if left_out.len() == 1 { when(first) } else { format!("{} to {}", when(first), when(last)) };
            report.blocks.push(self.left_out(site, &format!("{count} left out here, {span}")));
        }
        for row in kept {
            let date = row.engagement.date.as_ref();
            let label = date.map_or_else(|| "No date known".to_string(), |date| capital(&words::date(date)));
            let mut said = shortened(pieces(&lines::participation_words(site, row)), SENTENCE);
            said.extend(sources.refer(site, row.anchors()));
            report.blocks.push(Block::Item {
                label: format!("{}:", cut(&clean(&label), 60)),
                words: said,
                under: Vec::new(),
            });
        }
    }

    fn measures(&self, site: &Site<'_>, shown: usize, report: &mut Report, sources: &mut Sources) {
        report.blocks.push(Block::Heading(1, "Measures that name it".into()));
        if self.measures.is_empty() {
            report.blocks.push(Block::Para(vec![quiet("No source held here speaks of one.")]));
        }
        for (line, anchors) in self.measures.iter().take(shown) {
            let mut said = shortened(pieces(&line.words), SENTENCE);
            said.extend(sources.refer(site, anchors.iter().copied()));
            report.blocks.push(Block::Para(said));
        }
        if self.measures.len() > shown {
            let count = words::count(self.measures.len() - shown, "later measure is", "later measures are");
            report.blocks.push(self.left_out(site, &format!("{count} left out here")));
        }
    }

    fn replies(&self, shown: usize, report: &mut Report) {
        for said in self.replies.iter().take(shown) {
            report.blocks.push(Block::Para(shortened(vec![text(said)], SENTENCE * 2)));
        }
        if self.replies.len() > shown {
            let count = words::count(self.replies.len() - shown, "more line is", "more lines are");
            report
                .blocks
                .push(Block::Para(vec![quiet(&format!("{count} left out here; its page in the edition has all."))]));
        }
        if self.replies.is_empty() {
            report.blocks.push(Block::Para(vec![quiet(NOT_ASKED)]));
        }
    }

    /// What is not here, and where it is.
    fn left_out(&self, site: &Site<'_>, what: &str) -> Block {
        let page = site.address(&self.party.id).unwrap_or_default();
        Block::Para(vec![quiet(&format!(
            "{what}; the chronology of this party has all, and so has its page in the edition, {page}."
        ))])
    }
}

fn who(party: &Entity) -> Pieces {
    let others =
        party::other_names(party).map_or_else(String::new, |names| format!(" Also called: {}.", cut(&clean(&names), 300)));
    vec![text(&format!("{}{others}", party::what(party)))]
}

fn measures<'a>(site: &Site<'a>, party: &Entity) -> Vec<(Line, Vec<&'a Anchor>)> {
    let mut all: Vec<&Entity> = MEASURES
        .iter()
        .filter_map(|kind| Kind::new(kind))
        .flat_map(|kind| site.pointing(kind, "target", &party.id))
        .collect();
    all.sort_by_key(|entity| (sort_day(lines::when(entity).as_ref()), entity.name.clone(), entity.id.clone()));
    all.dedup_by_key(|entity| &entity.id);
    all.into_iter().map(|entity| (Line::plain(lines::thing_words(site, entity)), of_claims(site, entity))).collect()
}

/// The documents that a page relies on, in the order in which they are first relied on.
#[derive(Default)]
struct Sources {
    names: Vec<String>,
}

impl Sources {
    /// Numbers of the documents in which some words stand: ` [1, 2]`.
    fn refer<'a>(&mut self, site: &Site<'_>, anchors: impl IntoIterator<Item = &'a Anchor>) -> Option<Piece> {
        let mut numbers: Vec<usize> = Vec::new();
        for anchor in anchors {
            let Some(source) = site.view.source(&anchor.source) else { continue };
            let name = cut(&clean(&document(source, anchor)), 160);
            let at = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
                self.names.push(name);
                self.names.len() - 1
            });
            numbers.push(at + 1);
        }
        numbers.sort_unstable();
        numbers.dedup();
        let listed: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        (!listed.is_empty()).then(|| quiet(&format!(" [{}]", listed.join(", "))))
    }

    fn write(&self, shown: usize, report: &mut Report) {
        for (at, name) in self.names.iter().enumerate().take(shown) {
            report.blocks.push(Block::Item { label: format!("[{}]", at + 1), words: vec![text(name)], under: Vec::new() });
        }
        if self.names.len() > shown {
            let count = words::count(self.names.len() - shown, "more source is", "more sources are");
            report
                .blocks
                .push(Block::Para(vec![quiet(&format!("{count} left out here; the annex of this party has all."))]));
        }
    }
}

/// Title, publisher and date of the document in which some words stand.
pub(crate) fn document(source: &rollcall_model::source::Source, anchor: &Anchor) -> String {
    let credit = source.credit(anchor);
    let parts = [Some(credit.title()), credit.publisher().map(str::to_string), credit.dated().map(words::date)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How high a report is at least, in tenths of a line.
fn height(report: &Report) -> usize {
    let lines = |words: &str| words.chars().map(width).sum::<usize>().div_ceil(LINE).max(1) * 10;
    let head: usize = report.head.iter().map(|words| lines(&plain(words)) + 3).sum();
    let title = report.title.chars().map(width).sum::<usize>().div_ceil(LINE / 2) * 20 + 20;
    let block = |block: &Block| match block {
        Block::Heading(_, words) => lines(words) + 13,
        Block::Para(words) | Block::Quote(words) => lines(&plain(words)) + 3,
        Block::Item { label, words, .. } => lines(&format!("{label}    {}", plain(words))) + 3,
        Block::Table(_) | Block::Picture(_) => PAGE,
    };
    title + head + report.blocks.iter().map(block).sum::<usize>()
}

/// How wide a letter is, in tenths of a small one: more where it may be than where it is.
fn width(letter: char) -> usize {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ' ' => 8,
        letter if letter.is_uppercase() || letter == 'm' || letter == 'w' => 15,
        letter if (letter as u32) < 0x0590 => 10,
        _ => 20,
    }
}
