//! A plain table of texts, as CSV and as XLSX: the same cells, the same bytes every time.
//!
//! The main type is [`Table`]. In CSV a cell that a spreadsheet would take for a formula gets an apostrophe in front, and
//! [`unsafe_cell`] takes it off again; in XLSX every cell says that it is text, so none needs one. A cell may be marked, which
//! XLSX shows by its colour.

/// A table: a head, and rows of as many cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Whether it is shown as one to look at.
    pub marked: bool,
}

impl Table {
    /// UTF-8, commas, a head.
    pub fn csv(&self) -> Vec<u8> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let head: Vec<&str> = self.head.iter().map(String::as_str).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect());
        for row in std::iter::once(head).chain(rows) {
            // Writing to memory fails only for rows of unequal length, which this type's makers do not make.
            out.write_record(row.into_iter().map(safe_cell)).expect("every row has the head's length");
        }
        out.into_inner().expect("memory takes all bytes")
    }

    /// A workbook with one sheet.
    pub fn xlsx(&self, sheet: &str) -> Vec<u8> {
        let workbook = format!(
            "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            escaped(sheet)
        );
        pack(&[
            ("[Content_Types].xml", CONTENT_TYPES.to_string()),
            ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", relations(&[("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")])),
            ("xl/styles.xml", STYLES.to_string()),
            ("xl/worksheets/sheet1.xml", self.sheet()),
        ])
    }

    fn sheet(&self) -> String {
        let mut text = format!(
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
             state=\"frozen\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"{}\" width=\"24\" style=\"1\" customWidth=\"1\"/></cols><sheetData>",
            self.head.len().max(1)
        );
        let head: Vec<Cell> = self.head.iter().map(|name| Cell { text: name.clone(), marked: false }).collect();
        for (at, row) in std::iter::once(&head).chain(&self.rows).enumerate() {
            text.push_str(&format!("<row r=\"{}\">", at + 1));
            for (column, cell) in row.iter().enumerate() {
                let place = format!("{}{}", rollcall_model::layer::column_letters(column + 1), at + 1);
                let style = if at == 0 {
                    2
                } else if cell.marked {
                    3
                } else {
                    1
                };
                if cell.text.is_empty() {
                    text.push_str(&format!("<c r=\"{place}\" s=\"{style}\"/>"));
                } else {
                    let words = escaped(&cell.text);
                    text.push_str(&format!(
                        "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>"
                    ));
                }
            }
            text.push_str("</row>");
        }
        text.push_str("</sheetData></worksheet>");
        text
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
    <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
    <Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>";
// Cell styles: none; text; the head, bold; a marked cell, on yellow. Format 49 keeps what is typed as it is typed.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
    <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
    <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFF2B3\"/></patternFill></fill></fills>\
    <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>\
    <cellXfs count=\"4\"><xf xfId=\"0\"/><xf numFmtId=\"49\" applyNumberFormat=\"1\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"1\" applyNumberFormat=\"1\" applyFont=\"1\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fillId=\"2\" applyNumberFormat=\"1\" applyFill=\"1\" xfId=\"0\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

fn relations(parts: &[(&str, &str)]) -> String {
    let lines: String = parts
        .iter()
        .zip(1..)
        .map(|((kind, target), number)| {
            format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{lines}</Relationships>"
    )
}

/// Text as XML may hold it: what it may not hold at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A packed file with parts that are kept as they are and carry no time.
fn pack(parts: &[(&str, String)]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let at = bytes.len() as u32;
        let size = (text.len() as u32).to_le_bytes();
        // Version 2.0, no flags, kept, midnight of 1 January 1980: the first moment that the format has.
        let head = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
            &crc32fast::hash(text.as_bytes()).to_le_bytes(),
            &size,
            &size,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        bytes.extend([b"PK\x03\x04", head.as_slice(), name.as_bytes(), text.as_bytes()].concat());
        list.extend([b"PK\x01\x02\x14\x00", head.as_slice(), &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &count,
        &count,
        &(list.len() as u32).to_le_bytes(),
        &(bytes.len() as u32).to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    [bytes, list, end].concat()
}

/// Signs with which a formula begins, or a cell that a program cuts until one does; some are as wide as a Chinese letter.
pub const RISKY: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet takes a text for a formula.
fn risky(text: &str) -> bool {
    text.starts_with(RISKY)
}

/// A cell that no spreadsheet takes for a formula.
pub fn safe_cell(cell: &str) -> String {
    // One that begins with an apostrophe before such a sign gets another one, so that taking one off gives it back.
    if risky(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_string() }
}

/// What [`safe_cell`] made the cell of.
pub fn unsafe_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if risky(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_come_back() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("\nx", "'\nx"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(safe_cell(cell), expected);
            assert_eq!(unsafe_cell(expected), cell);
        }
    }

    #[test]
    fn a_workbook_holds_the_cells_as_text() {
        let cell = |text: &str| Cell { text: text.into(), marked: false };
        let table = Table { head: vec!["a".into(), "b".into()], rows: vec![vec![cell("=1<\u{7}2"), cell("")]] };
        let bytes = table.xlsx("One & two");
        assert!(bytes.starts_with(b"PK\x03\x04"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("<t xml:space=\"preserve\">=1&lt;2</t>") && text.contains("One &amp; two"), "{text}");
        assert_eq!(table.csv(), b"a,b\n'=1<\x072,\n");
        assert_eq!(bytes, table.xlsx("One & two"));
    }
}
