//! ODS (ISO/IEC 26300): sheets, with the styles that tell a date's parts, a strike and a hidden sheet.
//!
//! The main function is [`sheets`]. Repeated cells and rows are written out where they hold anything, within the same bounds;
//! empty ones, which fill a sheet to its edge, are only counted. Remarks and what tracked changes took out are left aside.

use super::broken;
use super::dates::Shown;
use super::grid::{Grid, number};
use super::xml::{Event, Tag, Xml};
use super::zip::Zip;
use crate::error::ExtractError;
use crate::limits::Limits;
use rollcall_model::layer::SheetFault;
use std::collections::BTreeMap;

/// The most sheets.
const MAX_SHEETS: usize = 1_000;

/// How far a style is followed to those that it rests on.
const MAX_PARENTS: usize = 16;

/// Every sheet of a workbook, in its order.
pub(super) fn sheets(zip: &mut Zip<'_>, limits: &Limits) -> Result<Vec<Grid>, ExtractError> {
    let manifest = zip.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(ExtractError::Encrypted);
    }
    let mut styles = Styles::default();
    if let Some(text) = zip.text("styles.xml")? {
        let mut xml = Xml::new(&text);
        loop {
            match xml.next()? {
                Event::Open(tag) => styles.open(&tag),
                Event::Done => break,
                _ => {}
            }
        }
    }
    let text = zip.text("content.xml")?.ok_or_else(|| broken("it has no content"))?;
    let mut xml = Xml::new(&text);
    let mut grids = Vec::new();
    loop {
        match xml.next()? {
            Event::Open(tag) if tag.name == "tracked-changes" => xml.skip()?,
            Event::Open(tag) if tag.name == "table" => {
                if grids.len() >= MAX_SHEETS {
                    return Err(ExtractError::TooLarge { what: "sheets".into(), limit: MAX_SHEETS });
                }
                let hidden = tag.get("style-name").is_some_and(|name| styles.is(&name, |style| style.hidden));
                let grid = Grid::new(tag.get("name").unwrap_or_default(), hidden);
                let mut reading = Reading { grid, styles: &styles, limits, row: 1, columns: Vec::new() };
                reading.table(&mut xml)?;
                grids.push(reading.grid);
            }
            Event::Open(tag) => styles.open(&tag),
            Event::Done => return Ok(grids),
            _ => {}
        }
    }
}

/// What a style says by itself.
#[derive(Debug, Clone, Default)]
struct Style {
    parent: Option<String>,
    data: Option<String>,
    struck: Option<bool>,
    hidden: Option<bool>,
}

#[derive(Debug, Default)]
struct Styles {
    by_name: BTreeMap<String, Style>,
    dates: BTreeMap<String, Shown>,
    /// The style that what comes next belongs to.
    now: String,
    now_date: String,
}

impl Styles {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "style" => {
                self.now = tag.get("name").unwrap_or_default();
                let style =
                    Style { parent: tag.get("parent-style-name"), data: tag.get("data-style-name"), ..Style::default() };
                self.by_name.insert(self.now.clone(), style);
            }
            "text-properties" => {
                let line = ["text-line-through-style", "text-line-through-type"].into_iter().find_map(|name| tag.get(name));
                if let (Some(line), Some(style)) = (line, self.by_name.get_mut(&self.now)) {
                    style.struck = Some(line != "none");
                }
            }
            "table-properties" => {
                if let (Some(display), Some(style)) = (tag.get("display"), self.by_name.get_mut(&self.now)) {
                    style.hidden = Some(display == "false");
                }
            }
            "date-style" => {
                self.now_date = tag.get("name").unwrap_or_default();
                self.dates.insert(self.now_date.clone(), Shown::default());
            }
            part @ ("year" | "month" | "day" | "hours" | "minutes" | "seconds") => {
                if let Some(shown) = self.dates.get_mut(&self.now_date) {
                    match part {
                        "year" => shown.year = true,
                        "month" => shown.month = true,
                        "day" => shown.day = true,
                        _ => shown.time = true,
                    }
                }
            }
            _ => {}
        }
    }

    /// What the nearest style of a chain says, that says anything.
    fn find<T>(&self, name: &str, says: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.by_name.get(name)?;
        for _ in 0..MAX_PARENTS {
            if let Some(said) = says(style) {
                return Some(said);
            }
            style = self.by_name.get(style.parent.as_deref()?)?;
        }
        None
    }

    fn is(&self, name: &str, says: impl Fn(&Style) -> Option<bool>) -> bool {
        self.find(name, says).unwrap_or(false)
    }

    fn shown(&self, name: &str) -> Option<Shown> {
        let data = self.find(name, |style| style.data.clone())?;
        self.dates.get(&data).copied().filter(|shown| shown.date())
    }
}

/// One sheet on its way.
struct Reading<'a> {
    grid: Grid,
    styles: &'a Styles,
    limits: &'a Limits,
    /// The row that comes next.
    row: usize,
    /// The style of cells that have none of their own, per run of columns: where the run ends, and its style.
    columns: Vec<(usize, String)>,
}

/// A cell as the file has it.
struct Cell {
    text: String,
    fault: Option<SheetFault>,
    struck: bool,
    across: usize,
    down: usize,
    repeated: usize,
}

impl Reading<'_> {
    fn table(&mut self, xml: &mut Xml<'_>) -> Result<(), ExtractError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match xml.next()? {
                Event::Open(tag) => match tag.name.as_str() {
                    "table-row" => self.row(&tag, xml)?,
                    "table-column" => {
                        let before = self.columns.last().map_or(0, |(end, _)| *end);
                        let end = before.saturating_add(tag.count("number-columns-repeated"));
                        self.columns.push((end, tag.get("default-cell-style-name").unwrap_or_default()));
                        depth += 1;
                    }
                    // A table in a cell, a picture, a form: none of the sheet's own cells.
                    "table" | "shapes" | "forms" | "named-expressions" | "dde-links" | "scenarios" => xml.skip()?,
                    _ => depth += 1,
                },
                Event::Close(_) => depth -= 1,
                Event::Text(_) => {}
                Event::Done => return Err(broken("a part is cut")),
            }
        }
        Ok(())
    }

    fn row(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<(), ExtractError> {
        let repeated = tag.count("number-rows-repeated").max(1);
        let style = tag.get("default-cell-style-name");
        let mut cells: Vec<(usize, Cell)> = Vec::new();
        let mut column = 1_usize;
        loop {
            match xml.next()? {
                Event::Open(inner) if matches!(inner.name.as_str(), "table-cell" | "covered-table-cell") => {
                    let cell = self.cell(&inner, xml, style.as_deref(), column)?;
                    let width = cell.repeated;
                    if !cell.text.is_empty() || cell.fault.is_some() || cell.across > 1 || cell.down > 1 {
                        cells.push((column, cell));
                    }
                    column = column.saturating_add(width);
                }
                Event::Open(_) => xml.skip()?,
                Event::Close(_) => break,
                Event::Text(_) => {}
                Event::Done => return Err(broken("a part is cut")),
            }
        }
        let times = if cells.is_empty() { 0 } else { repeated.min(self.limits.max_rows + 2) };
        for row in self.row..self.row + times {
            for (column, cell) in &cells {
                self.put(row, *column, cell)?;
            }
        }
        self.row = self.row.saturating_add(repeated);
        Ok(())
    }

    fn put(&mut self, row: usize, column: usize, cell: &Cell) -> Result<(), ExtractError> {
        if cell.across > 1 || cell.down > 1 {
            let last = (row + cell.down - 1, column + cell.across - 1);
            self.grid.note((row, column), last, SheetFault::Merged)?;
        }
        for column in column..column + cell.repeated.min(self.limits.max_columns + 1) {
            let here = (row, column);
            if let Some(fault) = cell.fault {
                self.grid.note(here, here, fault)?;
            }
            if cell.struck && !cell.text.trim().is_empty() {
                self.grid.note(here, here, SheetFault::StruckOut)?;
            }
            self.grid.put(row, column, cell.text.clone(), self.limits)?;
        }
        Ok(())
    }

    fn cell(&self, tag: &Tag<'_>, xml: &mut Xml<'_>, of_row: Option<&str>, column: usize) -> Result<Cell, ExtractError> {
        let of_column = || {
            let run = self.columns.partition_point(|(end, _)| *end < column);
            self.columns.get(run).map(|(_, style)| style.clone())
        };
        let style = tag.get("style-name").or_else(|| of_row.map(str::to_string)).or_else(of_column).unwrap_or_default();
        let (written, struck_span) = self.written(xml)?;
        let kind = tag.get("value-type").unwrap_or_default();
        let value = |name: &str| tag.get(name).unwrap_or_default();
        let span = |name: &str| tag.count(name).clamp(1, 1 << 20);
        let mut fault = None;
        let text = match kind.as_str() {
            "float" | "percentage" | "currency" => number(&value("value")),
            "date" => day(&value("date-value"), self.styles.shown(&style)),
            "boolean" => value("boolean-value").to_uppercase(),
            "time" => written,
            "" if tag.get("formula").is_some() && written.is_empty() => {
                fault = Some(SheetFault::NoValue);
                String::new()
            }
            _ => tag.get("string-value").unwrap_or(written),
        };
        if is_error(tag, &text) {
            fault = Some(SheetFault::Error);
        }
        Ok(Cell {
            text,
            fault,
            struck: struck_span || self.styles.is(&style, |style| style.struck),
            across: span("number-columns-spanned"),
            down: span("number-rows-spanned"),
            repeated: tag.count("number-columns-repeated").max(1),
        })
    }

    /// The paragraphs of a cell, and whether any of their words are struck out.
    fn written(&self, xml: &mut Xml<'_>) -> Result<(String, bool), ExtractError> {
        let mut text = String::new();
        let (mut depth, mut paragraphs, mut inside, mut struck) = (1_usize, 0, 0_usize, false);
        while depth > 0 {
            match xml.next()? {
                Event::Open(tag) => match tag.name.as_str() {
                    "annotation" | "shapes" | "table" | "frame" | "custom-shape" | "detective" => xml.skip()?,
                    name => {
                        depth += 1;
                        match name {
                            "p" => {
                                if paragraphs > 0 {
                                    text.push('\n');
                                }
                                paragraphs += 1;
                                inside = depth;
                            }
                            "s" => text.push_str(&" ".repeat(tag.count("c").min(100))),
                            "tab" => text.push('\t'),
                            "line-break" => text.push('\n'),
                            "span" => {
                                let style = tag.get("style-name").unwrap_or_default();
                                struck |= self.styles.is(&style, |style| style.struck);
                            }
                            _ => {}
                        }
                    }
                },
                Event::Close(_) => {
                    if depth == inside {
                        inside = 0;
                    }
                    depth -= 1;
                }
                Event::Text(words) if inside > 0 => text.push_str(&words),
                Event::Text(_) => {}
                Event::Done => return Err(broken("a part is cut")),
            }
        }
        Ok((text, struck))
    }
}

/// A formula that could not be worked out shows `#REF!`, `#N/A`, `Err:502`.
fn is_error(tag: &Tag<'_>, text: &str) -> bool {
    let shown = text.starts_with("Err:") || (text.starts_with('#') && text.ends_with(['!', '?', 'A', '0']));
    shown && tag.get("formula").is_some()
}

/// A date as the cell shows it: no more of it than that.
fn day(value: &str, shown: Option<Shown>) -> String {
    let (day, time) = value.split_once('T').unwrap_or((value, ""));
    let part = |length: usize| day.get(..length).unwrap_or(day).to_string();
    match shown {
        Some(Shown { year: true, month: true, day: false, .. }) => part(7),
        Some(Shown { year: true, month: false, day: false, .. }) => part(4),
        Some(Shown { time: false, .. }) => day.to_string(),
        _ if time.trim_matches(|letter: char| matches!(letter, '0' | ':' | '.' | 'Z')).is_empty() => day.to_string(),
        _ => value.to_string(),
    }
}
