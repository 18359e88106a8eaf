//! What a page shows, as data: blocks that are gathered once and drawn once.
//!
//! The main type is [`Sheet`]. A page is planned by filling a sheet from a view and drawn by [`crate::html`] from the
//! sheet alone. Why not draw straight from the view: the sheet, as JSON, is exactly what the page's bytes depend on, so
//! its hash says whether a page must be drawn again, and no page can show a record that is not in its key.

use crate::say::Say;
use rollcall_model::date::Day;
use serde::Serialize;
use std::sync::Arc;

/// A run of words, perhaps a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum Run {
    /// Plain words.
    Text(String),
    /// Words that lead to a place of the site: a path from its root, perhaps with `#place`.
    Link(String, String),
    /// Words that matter.
    Strong(String),
    /// Words said less loudly.
    Quiet(String),
    /// Words that lead out of the site, to a kept copy of what stood elsewhere.
    Outside(String, String),
    /// Words in a language that is not the page's, and where they lead, if anywhere.
    In(String, String, Option<String>),
}

impl Run {
    /// The words alone.
    pub fn words(&self) -> &str {
        match self {
            Self::Text(words)
            | Self::Link(words, _)
            | Self::Strong(words)
            | Self::Quiet(words)
            | Self::Outside(words, _)
            | Self::In(_, words, _) => words,
        }
    }
}

/// A sentence.
pub(crate) type Words = Vec<Run>;

/// Words of a source with what stands around them, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Quote {
    /// Up to the sentence's begin.
    pub before: String,
    /// The words relied on; nothing where they may not be shown, or where there are none.
    pub words: Option<String>,
    /// What a person saw in a picture that has no words: never in quotation marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// Up to the sentence's end.
    pub after: String,
    /// Title, publisher and date of the source.
    pub credit: String,
    /// The source's page at these words.
    pub to: String,
    /// The language of the words, where it is known and not the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// A claim in words with its quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// Names under which others link to this line: things and claims. A name is used once a page.
    pub ids: Vec<String>,
    /// The sentence.
    pub words: Words,
    /// What people decided, shown in a draft alone.
    pub state: Option<String>,
    /// The words of the sources.
    pub quotes: Vec<Arc<Quote>>,
    /// In how many more places words say so that are not repeated here.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Lines that stand under this one.
    pub under: Vec<Line>,
}

impl Line {
    /// A sentence without words of a source.
    pub fn plain(words: Words) -> Self {
        Self { ids: Vec::new(), words, state: None, quotes: Vec::new(), more: 0, under: Vec::new() }
    }
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A piece of a whole text: words, and the name of their place where claims rest on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    /// The words.
    pub words: String,
    /// The name of the place.
    pub place: Option<String>,
}

/// How to cite a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Cite {
    /// The page's path from the site's root.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The case's title.
    pub case: String,
}

/// A row of the timeline: what it is of, and per year how many and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Lane {
    /// What it is of.
    pub name: String,
    /// The list of all of them.
    pub to: String,
    /// Per year of the axis, how many and where they stand.
    pub years: Vec<Option<(usize, String)>>,
}

/// Lanes on one axis of years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Lanes {
    /// What it shows.
    pub caption: String,
    /// The years.
    pub years: Vec<String>,
    /// The lanes.
    pub lanes: Vec<Lane>,
}

/// A passage on a source's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Passage {
    /// Names of the places in it: the widest first.
    pub ids: Vec<String>,
    /// Where it stands in the file, in words, if that can be said.
    pub place: Option<String>,
    /// Whether something that is not shown stands before it.
    pub gap: bool,
    /// What stands before.
    pub before: String,
    /// The words relied on.
    pub words: String,
    /// What stands after.
    pub after: String,
    /// What a person saw in this box of a picture, where there are no words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The language of the words, where it is known and not the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What is said here.
    pub said: Vec<Line>,
}

/// A head of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Column {
    /// Its name.
    pub name: String,
    /// When, in words.
    pub when: String,
    /// The page that it leads to, if it has one.
    pub to: Option<String>,
    /// Whether this is a moment of the case: a line and no engagement.
    pub moment: bool,
    /// Whether a year begins here.
    pub rule: bool,
}

/// A cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Cell {
    /// Shape and letter.
    pub mark: String,
    /// The same in words, for those who hear the page.
    pub says: String,
    /// The line that it leads to.
    pub to: Option<String>,
    /// Whether a measure was in force.
    pub band: bool,
    /// Number and place of a measure that begins here.
    pub begins: Vec<(usize, String)>,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MatrixRow {
    /// The party's name.
    pub name: String,
    /// Its page.
    pub to: Option<String>,
    /// A cell a column.
    pub cells: Vec<Cell>,
}

/// A tick for an alleged abuse: what, and where to read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Tick {
    /// What is alleged, with its day.
    pub says: String,
    /// Where it stands.
    pub to: String,
}

/// Parties down, engagements across.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Matrix {
    /// What the table shows.
    pub caption: String,
    /// Groups over the columns: a name and how many columns.
    pub groups: Vec<(String, usize)>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<MatrixRow>,
    /// Per column the alleged abuses up to it.
    pub ticks: Vec<Vec<Tick>>,
    /// The measures that are bands, by number.
    pub measures: Vec<Words>,
    /// The same as a list, for a narrow screen.
    pub list: Vec<Line>,
}

/// A bar on a time axis, in hundredths of the axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Bar {
    /// Where it begins, 0 to 100.
    pub left: u8,
    /// How long it is, 1 to 100; nothing for a day.
    pub width: Option<u8>,
    /// Whether its end is not known.
    pub open: bool,
    /// Whether it is no span, but a time in which an unknown day lies.
    pub within: bool,
}

/// A row of bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BarRow {
    /// What it shows.
    pub words: Words,
    /// When, in words.
    pub when: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// Rows of bars on one axis of whole years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Bars {
    /// What it shows.
    pub caption: String,
    /// First and last year of the axis.
    pub years: (i32, i32),
    /// The rows.
    pub rows: Vec<BarRow>,
}

/// A step of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Step {
    /// What it says.
    pub line: Line,
    /// What it needed.
    pub because: Vec<Step>,
}

/// A node of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Node {
    /// What it says.
    pub words: Words,
    /// What stands under it.
    pub under: Vec<Node>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum Block {
    /// A heading of a section and the name of its place.
    Heading(String, Option<String>),
    /// A sentence or several.
    Para(Words),
    /// A remark on what can and cannot be read from what follows.
    Note(Words),
    /// Short lines.
    List(Vec<Words>),
    /// Claims with their words; numbered where they are a sequence in time.
    Lines(Vec<Line>),
    /// Names of things and their values.
    Facts(Vec<(String, Vec<Line>)>),
    /// Passages of a source, in order.
    Passages(Vec<Passage>),
    /// The roll matrix with its legend.
    Matrix(Box<Matrix>),
    /// Bars on a time axis.
    Bars(Bars),
    /// Nested lists.
    Tree(Vec<Node>),
    /// Steps of a proof.
    Steps(Vec<Step>),
    /// A table: its caption, its head and its rows; the first cell of a row is its head.
    Table(String, Vec<String>, Vec<Vec<Words>>),
    /// A whole text.
    Text(Vec<Piece>),
    /// How to cite the page.
    Cite(Box<Cite>),
    /// Lanes on an axis of years.
    Lanes(Lanes),
    /// The place where scripts put the search.
    Search,
}

/// What stands around every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Frame {
    /// The case's title.
    pub case: String,
    /// The case's notice.
    pub notice: Option<String>,
    /// Whether this is the draft.
    pub private: bool,
    /// The language of the page, where that is not English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'static str>,
    /// The other languages that the same page is there in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<&'static str>,
}

/// The edition in which a page last changed: no part of what the page shows, so that a new edition alone does not change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Its number.
    pub edition: u32,
    /// Its day.
    pub day: Day,
}

/// Everything that one page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Sheet {
    /// Its path from the site's root, as it is in English; so are all addresses of a sheet.
    pub path: String,
    /// Its one wide heading.
    pub title: String,
    /// The part of the site that it belongs to: the path of that part's list.
    pub part: String,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
    /// A script of this page alone: a path from the site's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<&'static str>,
    /// What stands around it.
    pub frame: Frame,
    /// The edition in which it last changed; nothing in a draft.
    #[serde(skip)]
    pub stamp: Option<Stamp>,
    /// What it says.
    pub blocks: Vec<Block>,
}

impl Sheet {
    /// Its language.
    pub fn say(&self) -> Say {
        self.frame.language.and_then(Say::of).unwrap_or(Say::ENGLISH)
    }
}
