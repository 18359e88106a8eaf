//! Letters with places become lines in reading order.
//!
//! The main function is [`lines`]. Letters that follow each other closely are words; words side by side are pieces of a line,
//! parted where a gap is wide; pieces are read top to bottom, and column after column where the page is set in columns of
//! prose (cells of a table stay in their row). All comparing is of sums and products, so every machine finds the same order.

use super::marks::{Direction, Letter};

/// How deep columns may be parted inside each other.
const MAX_DEPTH: usize = 48;

/// A word on its page.
#[derive(Debug)]
pub(super) struct Word {
    /// What stands before it in its line: nothing, a space, or a tab.
    pub before: &'static str,
    pub text: String,
    /// Left, top, right and bottom on the page.
    pub rect: [f64; 4],
}

/// A line in reading order.
#[derive(Debug)]
pub(super) struct Line {
    /// Whether it is set apart from the line before: another paragraph or column.
    pub apart: bool,
    pub words: Vec<Word>,
}

/// A run of letters without a gap, in the frame of its direction.
#[derive(Debug)]
struct Run {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    spaced: bool,
}

impl Run {
    fn top(&self) -> f64 {
        self.y - 0.75 * self.size
    }

    fn bottom(&self) -> f64 {
        self.y + 0.2 * self.size
    }
}

/// Runs that stand side by side.
#[derive(Debug)]
struct Piece {
    runs: Vec<Run>,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    y: f64,
    size: f64,
}

/// The lines of a page. Text that runs in another direction than to the right comes last, each direction by itself.
pub(super) fn lines(letters: Vec<Letter>) -> Vec<Line> {
    let mut lines = Vec::new();
    for direction in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
        let runs = runs(letters.iter().filter(|letter| letter.direction == direction));
        let mut before = None;
        for group in part(pieces(runs), 0).0 {
            write(group, direction, &mut before, &mut lines);
        }
    }
    lines
}

fn runs<'letters>(letters: impl Iterator<Item = &'letters Letter>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for letter in letters {
        if letter.text == " " {
            if let Some(last) = runs.last_mut() {
                last.spaced = true;
            }
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some(run) if open && continues(run, letter) => {
                run.text.push_str(&letter.text);
                run.right = run.right.max(letter.x + letter.width);
            }
            _ => runs.push(Run {
                text: letter.text.clone(),
                left: letter.x,
                right: letter.x + letter.width,
                y: letter.y,
                size: letter.size,
                spaced: false,
            }),
        }
        open = true;
    }
    runs
}

fn continues(run: &Run, letter: &Letter) -> bool {
    let gap = letter.x - run.right;
    let size = run.size.min(letter.size);
    (letter.y - run.y).abs() < 0.1 * size && gap < 0.13 * size && gap > -0.6 * size
}

/// Runs on one line, parted at wide gaps.
fn pieces(mut runs: Vec<Run>) -> Vec<Piece> {
    runs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    // Top and bottom of the tallest run of the last row: a small raised figure must not stretch it.
    let mut band = (0.0, 0.0);
    for run in runs {
        let (top, bottom) = (run.top(), run.bottom());
        let shared = f64::min(bottom, band.1) - f64::max(top, band.0);
        match rows.last_mut() {
            Some(row) if shared > 0.5 * f64::min(bottom - top, band.1 - band.0) => {
                if bottom - top > band.1 - band.0 {
                    band = (top, bottom);
                }
                row.push(run);
            }
            _ => {
                band = (top, bottom);
                rows.push(vec![run]);
            }
        }
    }
    rows.into_iter().flat_map(split_row).collect()
}

fn split_row(mut row: Vec<Run>) -> Vec<Piece> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut pieces: Vec<Piece> = Vec::new();
    for run in row {
        match pieces.last_mut() {
            Some(piece) if run.left - piece.right < 1.3 * run.size.max(piece.size) => {
                piece.right = piece.right.max(run.right);
                piece.top = piece.top.min(run.top());
                piece.bottom = piece.bottom.max(run.bottom());
                if run.size > piece.size {
                    (piece.size, piece.y) = (run.size, run.y);
                }
                piece.runs.push(run);
            }
            _ => pieces.push(Piece {
                left: run.left,
                right: run.right,
                top: run.top(),
                bottom: run.bottom(),
                y: run.y,
                size: run.size,
                runs: vec![run],
            }),
        }
    }
    pieces
}

/// Parts pieces into groups that are each read top to bottom, and says whether it found columns. A cut from side to side
/// only counts where it lets columns be found: else what stands beside each other is a table, and stays together.
fn part(pieces: Vec<Piece>, depth: usize) -> (Vec<Vec<Piece>>, bool) {
    let cut = if pieces.len() < 2 || depth >= MAX_DEPTH {
        None
    } else {
        gutter(&pieces).map(|x| (x, true)).or_else(|| widest_gap(&pieces).map(|y| (y, false)))
    };
    let Some((at, upright)) = cut else { return (vec![pieces], false) };
    let (first, second): (Vec<_>, Vec<_>) =
        pieces.into_iter().partition(|piece| if upright { piece.left < at } else { piece.top < at });
    let ((mut groups, above), (rest, below)) = (part(first, depth + 1), part(second, depth + 1));
    groups.extend(rest);
    if upright || above || below { (groups, true) } else { (vec![groups.into_iter().flatten().collect()], false) }
}

/// The free strip between two columns of prose, if the pieces stand in two.
fn gutter(pieces: &[Piece]) -> Option<f64> {
    let size = median(pieces.iter().map(|piece| piece.size))?;
    let gaps = gaps(pieces.iter().map(|piece| (piece.left, piece.right)), 0.8 * size);
    gaps.into_iter().map(|(_, start)| start).find(|x| {
        let is_prose = |side: &[&Piece]| {
            side.len() >= 3
                && median(side.iter().map(|piece| piece.right - piece.left)).is_some_and(|width| width > 9.0 * size)
        };
        let (left, right): (Vec<_>, Vec<_>) = pieces.iter().partition(|piece| piece.left < *x);
        let from = |side: &[&Piece]| side.iter().map(|piece| piece.top).fold(f64::INFINITY, f64::min);
        let to = |side: &[&Piece]| side.iter().map(|piece| piece.bottom).fold(f64::NEG_INFINITY, f64::max);
        let beside = to(&left).min(to(&right)) - from(&left).max(from(&right));
        is_prose(&left) && is_prose(&right) && beside > 2.0 * size
    })
}

/// The widest free strip from side to side, where something stands beside something else: above it may be a heading and
/// below it columns. Where nothing stands beside anything there is nothing to part.
fn widest_gap(pieces: &[Piece]) -> Option<f64> {
    let rows = gaps(pieces.iter().map(|piece| (piece.top, piece.bottom)), 0.0).len() + 1;
    if rows == pieces.len() {
        return None;
    }
    let gaps = gaps(pieces.iter().map(|piece| (piece.top, piece.bottom)), 0.0);
    let (_, start) = gaps.into_iter().reduce(|best, gap| if gap.0 > best.0 { gap } else { best })?;
    Some(start)
}

/// The free strips between intervals, wider than `least`: each with its width and where it ends.
fn gaps(intervals: impl Iterator<Item = (f64, f64)>, least: f64) -> Vec<(f64, f64)> {
    let mut intervals: Vec<_> = intervals.collect();
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps = Vec::new();
    let mut end = f64::INFINITY;
    for (from, to) in intervals {
        if from - end > least {
            gaps.push((from - end, from));
        }
        end = if end == f64::INFINITY { to } else { end.max(to) };
    }
    gaps
}

fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// Writes a group row by row. `before` is the base line and the size of the row before.
fn write(mut group: Vec<Piece>, direction: Direction, before: &mut Option<(f64, f64)>, lines: &mut Vec<Line>) {
    group.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in group {
        match rows.last_mut() {
            Some(row) if (piece.y - row[0].y).abs() < 0.45 * piece.size.min(row[0].size) => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    // From line to line as this group is set: in a text with double spacing a wide step parts nothing.
    let usual = median(rows.windows(2).map(|pair| pair[1][0].y - pair[0][0].y)).unwrap_or_default();
    for mut row in rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        let (y, size) = (row[0].y, row[0].size);
        let apart = !lines.is_empty()
            && before.is_none_or(|(above, of)| {
                let size = of.max(size);
                y < above || y - above > (1.35 * usual).clamp(1.5 * size, 3.2 * size)
            });
        let mut words: Vec<Word> = Vec::new();
        for piece in row {
            let mut last: Option<(f64, bool)> = None;
            for run in piece.runs {
                let before = match last {
                    None if words.is_empty() => "",
                    None => "\t",
                    Some((right, spaced)) if spaced || run.left - right > 0.13 * run.size => " ",
                    Some(_) => "",
                };
                last = Some((run.right, run.spaced));
                words.push(Word { before, rect: rect(&run, direction), text: run.text });
            }
        }
        *before = Some((y, size));
        lines.push(Line { apart, words });
    }
}

fn rect(run: &Run, direction: Direction) -> [f64; 4] {
    let (ax, ay) = direction.back(run.left, run.top());
    let (bx, by) = direction.back(run.right, run.bottom());
    [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)]
}
