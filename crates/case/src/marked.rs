//! Pages of sources as pictures with the passages marked on them, where the file may be handed on.
//!
//! The main type is [`Marker`]. Where words stand on a page is known from the text that was made of the file; where a person
//! drew a box, from the box. What may be handed on is the view's word: a file in which a name is covered is not.

use crate::build::ExtractorCommand;
use crate::folder::Case;
use crate::picture::{Picture, is_drawable};
use crate::snapshot::Snapshot;
use rollcall_archive::{Archive, Disk};
use rollcall_model::claim::Anchor;
use rollcall_model::layer::{Layer, Span};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use rollcall_publish::report::MarkedPage;
use std::collections::BTreeMap;

/// The most pages of one report that are shown as pictures.
const MOST: usize = 200;

/// Draws pages and marks passages on them.
pub(crate) struct Marker<'a> {
    case: &'a Case,
    view: &'a Snapshot,
    command: &'a ExtractorCommand,
    drawn: usize,
    left_out: usize,
    problems: Vec<Problem>,
}

impl<'a> Marker<'a> {
    /// One for a report over a view.
    pub(crate) fn new(case: &'a Case, view: &'a Snapshot, command: &'a ExtractorCommand) -> Self {
        Self { case, view, command, drawn: 0, left_out: 0, problems: Vec::new() }
    }

    /// What could not be drawn.
    pub(crate) fn problems(mut self) -> Vec<Problem> {
        if self.left_out > 0 {
            self.problems.push(
                Problem::new("report", "too-many-pages", format!("{} pages are given by their number alone", self.left_out))
                    .hint(format!(
                        "at most {MOST} pages are shown as pictures: narrow the report with `--party` or `--body`"
                    )),
            );
        }
        self.problems
    }

    /// The pages of a source on which some passages stand.
    pub(crate) fn pages(&mut self, source: &str, anchors: &[&Anchor]) -> Vec<MarkedPage> {
        let Some(source) = self.view.source(source).filter(|source| self.view.file(source).is_some() && is_drawable(source))
        else {
            return Vec::new();
        };
        let mut boxes: BTreeMap<usize, Vec<[i64; 4]>> = BTreeMap::new();
        for (layer, anchors) in by_layer(anchors) {
            if let Some(layer) = self.layer(source, layer) {
                on_pages(&layer, &anchors, &mut boxes);
            }
        }
        for anchor in anchors {
            if let (Some(page), Some(rect)) = (anchor.page, anchor.rect) {
                boxes.entry(page).or_default().push(rect);
            }
        }
        boxes.into_iter().filter_map(|(page, boxes)| self.page(source, page, &boxes)).collect()
    }

    fn page(&mut self, source: &Source, number: usize, boxes: &[[i64; 4]]) -> Option<MarkedPage> {
        if self.drawn == MOST {
            self.left_out += 1;
            return None;
        }
        self.drawn += 1;
        match self.case.picture(source, number, self.command) {
            Ok(picture) => {
                let Picture { size, png, .. } = picture.marked(boxes)?;
                Some(MarkedPage { number, size, png })
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    fn layer(&mut self, source: &Source, name: &str) -> Option<Layer> {
        let first = |error: rollcall_archive::ArchiveError| error.problems().remove(0);
        let disk = Disk::new();
        let archive = Archive::open(self.case.root(), &disk).map_err(first);
        match archive.and_then(|archive| archive.layer(&source.sha256, name).map_err(first)) {
            Ok(layer) => layer,
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }
}

/// Boxes of words by page.
fn on_pages(layer: &Layer, anchors: &[&Anchor], boxes: &mut BTreeMap<usize, Vec<[i64; 4]>>) {
    let relied = |span: Span| anchors.iter().any(|anchor| meet(anchor.span(), span));
    for page in layer.pages.iter().filter(|page| page.sheet.is_none()) {
        let rects: Vec<[i64; 4]> = page.boxes.iter().filter(|part| relied(part.span)).map(|part| part.rect).collect();
        if !rects.is_empty() {
            boxes.entry(page.number).or_default().extend(in_lines(&rects));
        }
    }
}

/// Anchors on words, by the text that they count in.
fn by_layer<'a>(anchors: &[&'a Anchor]) -> BTreeMap<&'a str, Vec<&'a Anchor>> {
    let mut by: BTreeMap<&str, Vec<&Anchor>> = BTreeMap::new();
    for anchor in anchors.iter().filter(|anchor| anchor.seen().is_none()) {
        by.entry(&anchor.layer).or_default().push(anchor);
    }
    by
}

fn meet(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// Boxes of words put together where they follow each other on a line.
fn in_lines(rects: &[[i64; 4]]) -> Vec<[i64; 4]> {
    let mut lines: Vec<[i64; 4]> = Vec::new();
    for rect in rects {
        match lines.last_mut() {
            Some(line) if follows(*line, *rect) => {
                *line = [line[0], line[1].min(rect[1]), line[2].max(rect[2]), line[3].max(rect[3])];
            }
            _ => lines.push(*rect),
        }
    }
    lines
}

/// Whether a box stands right of another on one line, no further than its height away.
fn follows(line: [i64; 4], rect: [i64; 4]) -> bool {
    let height = (line[3] - line[1]).max(1);
    let beside = (line[1] - rect[1]).abs() * 2 < height && (line[3] - rect[3]).abs() * 2 < height;
    beside && rect[0] >= line[0] && rect[0] - line[2] < height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_on_a_line_are_one_mark_and_lines_stay_apart() {
        let words = [[10, 100, 40, 110], [44, 100, 80, 110], [10, 114, 50, 124], [300, 114, 340, 124]];
        assert_eq!(in_lines(&words), [[10, 100, 80, 110], [10, 114, 50, 124], [300, 114, 340, 124]]);
    }
}
