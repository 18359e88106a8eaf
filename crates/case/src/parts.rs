//! The parts of a file: what a sidecar says of them, checked against the file, and what the rows of a table say of themselves.
//!
//! The main functions are [`checked`] and [`with_rows`]. What they leave is sorted and apart, which is what
//! [`Source::part`](rollcall_model::source::Source::part) relies on. A part with a fault is named and not used; the rest is.

use rollcall_model::layer::{Layer, Span};
use rollcall_model::problem::Problem;
use rollcall_model::source::{Part, Stretch, Unit};
use std::collections::BTreeMap;

/// What parts are held against.
pub(crate) struct Extent<'a> {
    /// The file's path in the case.
    pub path: &'a str,
    /// The text of the file beside it.
    pub sidecar: &'a str,
    /// Its own text, where it has one.
    pub layer: Option<&'a Layer>,
    /// The number of its last row, where it is a table that can be read.
    pub last_row: Option<usize>,
}

/// The parts that can be used, sorted, and what is wrong with the others.
pub(crate) fn checked(parts: Vec<Part>, of: &Extent<'_>) -> (Vec<Part>, Vec<Problem>) {
    let mut good: Vec<(Stretch, Part)> = Vec::new();
    let mut problems = Vec::new();
    let mut from = 0;
    for (number, part) in parts.into_iter().enumerate() {
        let at = place(of.sidecar, &part, &mut from);
        match sound(&part, of) {
            Ok(stretch) => good.push((stretch, part)),
            Err((code, message, hint)) => {
                let path = format!("{}.toml", of.path);
                let message = format!("part {}: {message}, so it is not used", number + 1);
                problems.push(Problem::in_text(&path, of.sidecar, at, code, message).hint(hint));
            }
        }
    }
    // Of two that overlap the one that is written first stays.
    let mut kept: Vec<(Stretch, Part)> = Vec::new();
    let mut taken: BTreeMap<(Unit, usize), usize> = BTreeMap::new();
    for (stretch, part) in good {
        let before = taken.range(..=(stretch.unit, stretch.last)).next_back();
        let meets = before.filter(|((unit, _), last)| *unit == stretch.unit && **last >= stretch.first);
        if let Some(((unit, first), last)) = meets {
            let other = Stretch { unit: *unit, first: *first, last: *last };
            let mut from = 0;
            let at = place(of.sidecar, &part, &mut from);
            let message = format!("the part {stretch} overlaps the part {other}, so it is not used");
            let path = format!("{}.toml", of.path);
            let problem = Problem::in_text(&path, of.sidecar, at, "parts-overlap", message);
            problems.push(problem.hint("let each page or row belong to one part"));
        } else {
            taken.insert((stretch.unit, stretch.first), stretch.last);
            kept.push((stretch, part));
        }
    }
    kept.sort_by_key(|(stretch, _)| *stretch);
    let placed =
        |(stretch, part): (Stretch, Part)| Part { span: of.layer.and_then(|layer| text_of(stretch, layer)), ..part };
    (kept.into_iter().map(placed).collect(), problems)
}

/// The code points of some pages.
fn text_of(stretch: Stretch, layer: &Layer) -> Option<Span> {
    let mut pages = layer.pages.iter().filter(|page| stretch.holds(Unit::Pages, page.number));
    let first = pages.next()?;
    Some(Span { start: first.span.start, end: pages.next_back().unwrap_or(first).span.end })
}

/// Where a part's range stands in the sidecar: the table of parts where it cannot be found.
fn place(sidecar: &str, part: &Part, from: &mut usize) -> usize {
    let range = part.pages.as_ref().or(part.rows.as_ref());
    let found = range.and_then(|range| sidecar[*from..].find(&format!("\"{range}\""))).map(|at| *from + at);
    if let Some(at) = found {
        *from = at + 1;
    }
    found.or_else(|| sidecar.find("parts")).unwrap_or(0)
}

type Fault = (&'static str, String, String);

fn sound(part: &Part, of: &Extent<'_>) -> Result<Stretch, Fault> {
    let range = match (&part.pages, &part.rows) {
        (Some(range), None) | (None, Some(range)) => range,
        (given, _) => {
            let message = if given.is_some() { "it says both `pages` and `rows`" } else { "it says no `pages` or `rows`" };
            return Err(("bad-part", message.into(), "write `pages = \"4-9\"`, or `rows = \"12\"`".into()));
        }
    };
    if part.span.is_some() {
        return Err((
            "bad-part",
            "`span` is no key of a part".into(),
            "take it out: `pages` or `rows` say where it is".into(),
        ));
    }
    let stretch = part.stretch().ok_or_else(|| {
        ("bad-part", format!("`{range}` is no range"), "write the first and the last as `4-9`, or one as `4`".to_string())
    })?;
    if !stretch.is_forward() {
        let hint = "write the first and the last as `4-9`; they count from 1".to_string();
        let why = if stretch.first > stretch.last { "runs backwards" } else { "begins before the first" };
        return Err(("bad-part", format!("`{range}` {why}"), hint));
    }
    let is_record = of.path.starts_with("records/");
    match stretch.unit {
        Unit::Pages => within_pages(stretch, of, is_record)?,
        Unit::Rows if !is_record => {
            let hint = "move a table into `records/`; a part of a PDF says `pages`";
            return Err(("no-rows", "this file is not read by rows".into(), hint.into()));
        }
        Unit::Rows => within_rows(stretch, of)?,
    }
    Ok(stretch)
}

fn within_pages(stretch: Stretch, of: &Extent<'_>, is_record: bool) -> Result<(), Fault> {
    let Some(layer) = of.layer else { return Ok(()) };
    let last = layer.pages.iter().filter(|page| page.sheet.is_none()).map(|page| page.number).max();
    match last {
        Some(last) if !is_record && stretch.last <= last => Ok(()),
        Some(last) if !is_record => {
            let message = format!("`{}` goes beyond the file, which has {last} pages", stretch.numbers());
            Err(("beyond-file", message, "look up on which page the part ends".into()))
        }
        _ => {
            let hint =
                if is_record { "a part of a table says `rows`" } else { "only a PDF has pages; make files of its parts" };
            Err(("no-pages", "this file has no pages".into(), hint.into()))
        }
    }
}

fn within_rows(stretch: Stretch, of: &Extent<'_>) -> Result<(), Fault> {
    match of.last_row {
        Some(last) if stretch.last > last => {
            let message = format!("`{}` goes beyond the table, whose last row is {last}", stretch.numbers());
            Err(("beyond-file", message, "the head is not counted; in a workbook rows have the sheet's own numbers".into()))
        }
        _ => Ok(()),
    }
}

/// Parts that a person wrote, and those that rows say of themselves. What is written counts first; what all rows of a written
/// part agree on fills what it leaves open.
pub(crate) fn with_rows(written: Vec<Part>, rows: Vec<Part>) -> Vec<Part> {
    if rows.is_empty() {
        return written;
    }
    let (mut out, written): (Vec<Part>, Vec<Part>) =
        written.into_iter().partition(|part| part.stretch().is_some_and(|at| at.unit == Unit::Pages));
    let mut left: Vec<Part> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    let first = |part: &Part| part.stretch().map_or(0, |at| at.first);
    for part in written {
        let Some(at) = part.stretch() else { continue };
        while let Some(row) = rows.next_if(|row| first(row) < at.first) {
            left.push(row);
        }
        let mut agreed: Option<Part> = None;
        while let Some(row) = rows.next_if(|row| first(row) <= at.last) {
            agreed = Some(agreed.map_or(row.clone(), |agreed| agreed.agreed(&row)));
        }
        left.push(agreed.map_or(part.clone(), |agreed| part.or(&agreed)));
    }
    out.extend(left);
    out.extend(rows);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::layer::Page;

    fn part(pages: Option<&str>, rows: Option<&str>) -> Part {
        Part { pages: pages.map(Into::into), rows: rows.map(Into::into), ..Part::default() }
    }

    fn three_pages() -> Layer {
        let page = |number| Page {
            number,
            span: Span { start: number - 1, end: number },
            size: [1, 1],
            boxes: Vec::new(),
            sheet: None,
        };
        Layer {
            name: "pdf/1".into(),
            text: "abc".into(),
            encoding: None,
            readable: Vec::new(),
            pages: (1..=3).map(page).collect(),
        }
    }

    fn held(path: &str, parts: Vec<Part>) -> (Vec<String>, Vec<String>) {
        let layer = three_pages();
        let of = Extent { path, sidecar: "", layer: Some(&layer), last_row: Some(9) };
        let (parts, problems) = checked(parts, &of);
        let kept = parts.iter().filter_map(|part| part.stretch().map(|at| at.to_string())).collect();
        (kept, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn what_is_wrong_with_a_part_is_named_and_the_rest_is_used() {
        let parts = ["3", "1-2", "2-3", "2-1", "0-1", "2-4", "one", "1"].map(|range| part(Some(range), None)).to_vec();
        let (kept, problems) = held("sources/a.pdf", [parts, vec![part(None, None), part(Some("1"), Some("1"))]].concat());
        assert_eq!(kept, ["pages 1-2", "pages 3"]);
        let expected = [
            "`2-1` runs backwards",
            "`0-1` begins before the first",
            "`2-4` goes beyond the file, which has 3 pages",
            "`one` is no range",
            "it says no `pages` or `rows`",
            "it says both `pages` and `rows`",
            "the part pages 2-3 overlaps the part pages",
            "the part pages 1 overlaps the part pages 1-2",
        ];
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, says) in problems.iter().zip(expected) {
            assert!(problem.contains(says) && problem.ends_with("not used"), "{problem}: {says}");
        }
    }

    #[test]
    fn pages_are_of_a_pdf_and_rows_of_a_record() {
        assert_eq!(held("sources/a.pdf", vec![part(None, Some("1"))]).1.len(), 1);
        assert_eq!(held("records/a.csv", vec![part(Some("1"), None)]).1.len(), 1);
        let (kept, problems) = held("records/a.csv", vec![part(None, Some("2-9")), part(None, Some("10"))]);
        assert_eq!((kept, problems.len()), (vec!["rows 2-9".to_string()], 1));
    }

    #[test]
    fn rows_fill_what_a_written_part_leaves_open_where_they_agree() {
        let row = |number: usize, author: &str, title: &str| Part {
            rows: Some(number.to_string()),
            author: Some(author.into()),
            title: Some(title.into()),
            ..Part::default()
        };
        let mut thread = part(None, Some("2-3"));
        thread.number = Some("7".into());
        let rows = vec![row(1, "A", "one"), row(2, "B", "two"), row(3, "B", "three"), row(5, "C", "five")];
        let parts = with_rows(vec![thread], rows);
        let shown: Vec<_> = parts
            .iter()
            .map(|part| (part.rows.as_deref().unwrap_or(""), part.author.as_deref(), part.title.as_deref()))
            .collect();
        let one = |rows, author, title| (rows, Some(author), Some(title));
        assert_eq!(shown, [one("1", "A", "one"), ("2-3", Some("B"), None), one("5", "C", "five")]);
        assert_eq!(parts[1].number.as_deref(), Some("7"));
    }
}
