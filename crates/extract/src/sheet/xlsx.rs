//! XLSX (ECMA-376): sheets, shared strings, and the styles that tell a date and a strike.
//!
//! The main function is [`sheets`].

use super::broken;
use super::dates::{Calendar, Shown, date, shown};
use super::grid::{Grid, number};
use super::xml::{Event, Tag, Xml};
use super::zip::Zip;
use crate::error::ExtractError;
use crate::limits::Limits;
use rollcall_model::layer::SheetFault;
use std::collections::BTreeMap;

/// The most sheets.
const MAX_SHEETS: usize = 1_000;

/// Every sheet of a workbook, in its order.
pub(super) fn sheets(zip: &mut Zip<'_>, limits: &Limits) -> Result<Vec<Grid>, ExtractError> {
    let workbook = match relations(zip, "_rels/.rels", "")?.of_type("/officeDocument") {
        Some(path) => path,
        None => "xl/workbook.xml".to_string(),
    };
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let related = relations(zip, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let text = zip.text(&workbook)?.ok_or_else(|| broken("it has no list of sheets"))?;
    let (listed, calendar) = listed(&text)?;
    let strings = match related.of_type("/sharedStrings") {
        Some(path) => strings(&zip.text(&path)?.unwrap_or_default(), limits)?,
        None => Vec::new(),
    };
    let styles = match related.of_type("/styles") {
        Some(path) => styles(&zip.text(&path)?.unwrap_or_default())?,
        None => Vec::new(),
    };
    let mut grids = Vec::new();
    for (name, hidden, id) in listed {
        let Some((_, path)) = related.by_id.get(&id) else { continue };
        let Some(text) = zip.text(path)? else { continue };
        let grid = Grid::new(name, hidden);
        grids.push(Reading { grid, strings: &strings, styles: &styles, calendar, limits, row: 0, column: 0 }.read(&text)?);
    }
    Ok(grids)
}

/// Which part another part names by which id.
#[derive(Default)]
struct Relations {
    by_id: BTreeMap<String, (String, String)>,
}

impl Relations {
    fn of_type(&self, ending: &str) -> Option<String> {
        self.by_id.values().find(|(kind, _)| kind.ends_with(ending)).map(|(_, path)| path.clone())
    }
}

fn relations(zip: &mut Zip<'_>, path: &str, folder: &str) -> Result<Relations, ExtractError> {
    let mut found = Relations::default();
    let Some(text) = zip.text(path)? else { return Ok(found) };
    let mut xml = Xml::new(&text);
    loop {
        match xml.next()? {
            Event::Open(tag) if tag.name == "Relationship" => {
                let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target")) else { continue };
                let path = match target.strip_prefix('/') {
                    Some(whole) => whole.to_string(),
                    None if folder.is_empty() => target,
                    None => format!("{folder}/{target}"),
                };
                found.by_id.insert(id, (tag.get("Type").unwrap_or_default(), path));
            }
            Event::Done => return Ok(found),
            _ => {}
        }
    }
}

/// Name, whether hidden, and relation of a sheet.
type Listed = (String, bool, String);

fn listed(text: &str) -> Result<(Vec<Listed>, Calendar), ExtractError> {
    let mut xml = Xml::new(text);
    let mut sheets = Vec::new();
    let mut calendar = Calendar::From1900;
    loop {
        match xml.next()? {
            Event::Open(tag) if tag.name == "workbookPr" && tag.get("date1904").is_some() => {
                calendar = if tag.on("date1904") { Calendar::From1904 } else { Calendar::From1900 };
            }
            Event::Open(tag) if tag.name == "sheet" => {
                if sheets.len() >= MAX_SHEETS {
                    return Err(ExtractError::TooLarge { what: "sheets".into(), limit: MAX_SHEETS });
                }
                let hidden = matches!(tag.get("state").as_deref(), Some("hidden" | "veryHidden"));
                sheets.push((tag.get("name").unwrap_or_default(), hidden, tag.get("id").unwrap_or_default()));
            }
            Event::Done => return Ok((sheets, calendar)),
            _ => {}
        }
    }
}

/// A text and whether any of it is struck out.
#[derive(Debug, Clone, Default)]
struct Words {
    text: String,
    struck: bool,
}

fn strings(text: &str, limits: &Limits) -> Result<Vec<Words>, ExtractError> {
    let mut xml = Xml::new(text);
    let mut found = Vec::new();
    let most = limits.max_rows * 16;
    loop {
        match xml.next()? {
            Event::Open(tag) if tag.name == "si" => {
                if found.len() >= most {
                    return Err(ExtractError::TooLarge { what: "texts".into(), limit: most });
                }
                found.push(words(&mut xml)?);
            }
            Event::Done => return Ok(found),
            _ => {}
        }
    }
}

/// The words of an `si` or `is` that has just opened, without the readings that stand above them in Japanese.
fn words(xml: &mut Xml<'_>) -> Result<Words, ExtractError> {
    let mut words = Words::default();
    let (mut depth, mut in_text) = (1, false);
    while depth > 0 {
        match xml.next()? {
            Event::Open(tag) if tag.name == "rPh" => xml.skip()?,
            Event::Open(tag) => {
                depth += 1;
                in_text = tag.name == "t";
                words.struck |= tag.name == "strike" && tag.on("val");
            }
            Event::Close(_) => {
                depth -= 1;
                in_text = false;
            }
            Event::Text(text) if in_text => words.text.push_str(&text),
            Event::Text(_) => {}
            Event::Done => return Err(broken("a part is cut")),
        }
    }
    Ok(words)
}

/// What a cell's style says.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    struck: bool,
    shown: Option<Shown>,
}

fn styles(text: &str) -> Result<Vec<Style>, ExtractError> {
    let mut xml = Xml::new(text);
    let mut codes: BTreeMap<u32, String> = BTreeMap::new();
    let mut struck: Vec<bool> = Vec::new();
    let mut found = Vec::new();
    let (mut in_fonts, mut in_cells) = (false, false);
    let id = |tag: &Tag<'_>, name: &str| tag.get(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
    loop {
        match xml.next()? {
            Event::Open(tag) => match tag.name.as_str() {
                "fonts" => in_fonts = true,
                "cellXfs" => in_cells = true,
                "font" if in_fonts => struck.push(false),
                "strike" if in_fonts => {
                    if let Some(last) = struck.last_mut() {
                        *last = tag.on("val");
                    }
                }
                "numFmt" => {
                    codes.insert(id(&tag, "numFmtId"), tag.get("formatCode").unwrap_or_default());
                }
                "xf" if in_cells => {
                    let format = id(&tag, "numFmtId");
                    found.push(Style {
                        struck: struck.get(id(&tag, "fontId") as usize).copied().unwrap_or(false),
                        shown: shown(format, codes.get(&format).map(String::as_str)),
                    });
                }
                _ => {}
            },
            Event::Close(name) => match name.as_str() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            Event::Done => return Ok(found),
            Event::Text(_) => {}
        }
    }
}

/// One sheet on its way.
struct Reading<'a> {
    grid: Grid,
    strings: &'a [Words],
    styles: &'a [Style],
    calendar: Calendar,
    limits: &'a Limits,
    row: usize,
    column: usize,
}

/// A cell as the file has it.
#[derive(Default)]
struct Cell {
    kind: String,
    style: Style,
    formula: bool,
    value: Option<String>,
    inline: Option<Words>,
}

impl Reading<'_> {
    fn read(mut self, text: &str) -> Result<Grid, ExtractError> {
        let mut xml = Xml::new(text);
        loop {
            match xml.next()? {
                Event::Open(tag) => match tag.name.as_str() {
                    "row" => {
                        self.row = tag.get("r").and_then(|row| row.parse().ok()).unwrap_or(self.row + 1);
                        self.column = 0;
                    }
                    "c" => {
                        let place = tag.get("r").and_then(|place| place_of(&place));
                        let (row, column) = place.unwrap_or((self.row, self.column + 1));
                        (self.row, self.column) = (row, column);
                        let cell = self.cell(&tag, &mut xml)?;
                        self.take(cell)?;
                    }
                    "mergeCell" => {
                        let area = tag.get("ref").unwrap_or_default();
                        let (from, to) = area.split_once(':').unwrap_or((&area, &area));
                        if let (Some(from), Some(to)) = (place_of(from), place_of(to)) {
                            self.grid.note(from, to, SheetFault::Merged)?;
                        }
                    }
                    _ => {}
                },
                Event::Done => return Ok(self.grid),
                _ => {}
            }
        }
    }

    fn cell(&self, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<Cell, ExtractError> {
        let style = tag.get("s").and_then(|at| self.styles.get(at.parse::<usize>().ok()?)).copied().unwrap_or_default();
        let mut cell = Cell { kind: tag.get("t").unwrap_or_default(), style, ..Cell::default() };
        let mut in_value = false;
        loop {
            match xml.next()? {
                Event::Open(inner) => match inner.name.as_str() {
                    "v" => {
                        in_value = true;
                        cell.value.get_or_insert_default();
                    }
                    "f" => {
                        cell.formula = true;
                        xml.skip()?;
                    }
                    "is" => cell.inline = Some(words(xml)?),
                    _ => xml.skip()?,
                },
                Event::Text(text) if in_value => cell.value.get_or_insert_default().push_str(&text),
                Event::Text(_) => {}
                Event::Close(name) if name == "v" => in_value = false,
                Event::Close(_) => return Ok(cell),
                Event::Done => return Err(broken("a part is cut")),
            }
        }
    }

    fn take(&mut self, cell: Cell) -> Result<(), ExtractError> {
        let here = (self.row, self.column);
        let value = cell.value.unwrap_or_default();
        if cell.formula && value.is_empty() && cell.kind != "str" {
            return self.grid.note(here, here, SheetFault::NoValue);
        }
        let mut struck = cell.style.struck;
        let text = match cell.kind.as_str() {
            "s" => {
                let at = value.trim().parse::<usize>().ok();
                let words =
                    at.and_then(|at| self.strings.get(at)).ok_or_else(|| broken("a cell names a text that is not there"))?;
                struck |= words.struck;
                words.text.clone()
            }
            "inlineStr" => {
                let words = cell.inline.unwrap_or_default();
                struck |= words.struck;
                words.text
            }
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_string(),
            "e" => {
                self.grid.note(here, here, SheetFault::Error)?;
                value
            }
            "str" | "d" => value,
            _ => match (cell.style.shown, value.trim().parse::<f64>()) {
                (Some(shown), Ok(serial)) => match date(serial, self.calendar, shown) {
                    Some(date) => date,
                    None => {
                        self.grid.note(here, here, SheetFault::NoSuchDate)?;
                        number(&value)
                    }
                },
                _ => number(&value),
            },
        };
        if struck && !text.trim().is_empty() {
            self.grid.note(here, here, SheetFault::StruckOut)?;
        }
        self.grid.put(self.row, self.column, text, self.limits)
    }
}

/// Row and column of `B12`.
fn place_of(place: &str) -> Option<(usize, usize)> {
    let place = place.replace('$', "");
    let digits = place.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, row) = place.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0_usize, |sum, letter| {
        letter.is_ascii_alphabetic().then(|| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((row.parse().ok().filter(|row| (1..=1 << 21).contains(row))?, column))
}
