//! Workbooks made part by part.

use super::*;
use rollcall_model::layer::{CodePoints, SheetFault, SheetNote};

#[path = "../../tests/pack/mod.rs"]
mod packed;

fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    packed::pack(parts, false)
}

const RELATIONS: &str = "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/>\
    <Relationship Id='b' Type='x/worksheet' Target='/xl/worksheets/sheet2.xml'/>\
    <Relationship Id='c' Type='x/sharedStrings' Target='sharedStrings.xml'/>\
    <Relationship Id='d' Type='x/styles' Target='styles.xml'/></Relationships>";

const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='mmm\\ yyyy'/></numFmts>\
    <fonts><font/><font><strike/></font></fonts><cellStyleXfs><xf fontId='1'/></cellStyleXfs>\
    <cellXfs><xf numFmtId='0' fontId='0'/><xf numFmtId='14' fontId='0'/><xf numFmtId='170' fontId='0'/>\
    <xf numFmtId='0' fontId='1'/></cellXfs></styleSheet>";

const STRINGS: &str = "<sst><si><t>who</t></si><si><t>when</t></si><si><r><t>First, </t></r><r><rPr><b/></rPr><t>\"Fleet\"</t></r>\
    <rPh><t>no</t></rPh></si><si><t xml:space='preserve'>A &amp; B&#10;C</t></si></sst>";

fn xlsx(sheet: &str, other: &str, settings: &str) -> Vec<u8> {
    let workbook = format!(
        "<workbook xmlns:r='r'>{settings}<sheets><sheet name='Roll' r:id='a'/><sheet name='Old' state='hidden' r:id='b'/></sheets></workbook>"
    );
    pack(&[
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ("xl/worksheets/sheet2.xml", &format!("<worksheet><sheetData>{other}</sheetData></worksheet>")),
    ])
}

fn read(bytes: &[u8], name: &str) -> Layer {
    extract(bytes, name, &Limits::default()).expect("is a workbook")
}

fn note(row: usize, column: usize, why: SheetFault) -> SheetNote {
    SheetNote { row, column, last_row: row, last_column: column, why }
}

#[test]
fn sheets_become_tables_of_one_text() {
    let rows = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>\
        <row r='3'><c r='A3' t='s'><v>2</v></c><c r='B3' s='1'><v>44362</v></c></row>\
        <row r='4'><c r='A4' t='s'><v>3</v></c><c r='B4' s='2'><v>44362</v></c></row>\
        <row r='5'><c r='B5'><f>A1</f><v>0.30000000000000004</v></c><c r='C5' t='b'><v>1</v></c></row>";
    let layer = read(&xlsx(rows, "<row><c t='inlineStr'><is><t>é</t></is></c><c><v>7</v></c></row>", ""), XLSX);
    let text = "who,when,\n\"First, \"\"Fleet\"\"\",2021-06-15,\n\"A & B\nC\",2021-06,\n,0.30000000000000004,TRUE\n\né,7\n";
    assert_eq!((layer.name.as_str(), layer.text.as_str()), ("xlsx/1", text));
    let points = CodePoints::new(&layer.text);
    let sheets: Vec<_> = layer
        .pages
        .iter()
        .filter_map(|page| Some((page.sheet.as_ref()?, points.slice(page.span)?)))
        .map(|(sheet, text)| (sheet.name.as_str(), sheet.hidden, sheet.rows.clone(), text))
        .collect();
    assert_eq!(sheets[0], ("Roll", false, vec![1, 3, 4, 5], &text[..text.len() - 6]));
    assert_eq!(sheets[1], ("Old", true, vec![1], "é,7\n"));
}

#[test]
fn the_calendar_of_1904_is_the_workbooks_own() {
    let rows = "<row><c s='1'><v>42900</v></c></row>";
    assert_eq!(read(&xlsx(rows, "", "<workbookPr date1904='1'/>"), XLSX).text, "2021-06-15\n");
    assert_eq!(read(&xlsx(rows, "", "<workbookPr date1904='0'/>"), XLSX).text, "2017-06-14\n");
}

#[test]
fn what_cannot_be_taken_as_it_stands_is_noted() {
    let rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2' s='3'><v>2</v></c><c r='B2' s='3'/></row>\
        <row r='3'><c r='A3'><f>X()</f></c><c r='B3' t='e'><f>1/0</f><v>#DIV/0!</v></c><c r='C3' s='1'><v>60</v></c></row>";
    let bytes = xlsx(&format!("{rows}</sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells><sheetData>"), "", "");
    let layer = read(&bytes, XLSX);
    assert_eq!(layer.text, "1,,\n2,,\n,#DIV/0!,60\n");
    let merged = SheetNote { row: 1, column: 1, last_row: 2, last_column: 2, why: SheetFault::Merged };
    assert_eq!(
        layer.pages[0].sheet.as_ref().expect("a sheet").notes,
        [
            merged,
            note(2, 1, SheetFault::StruckOut),
            note(3, 1, SheetFault::NoValue),
            note(3, 2, SheetFault::Error),
            note(3, 3, SheetFault::NoSuchDate),
        ]
    );
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>\
         <style:style style:name='hid' style:family='table'><style:table-properties table:display='false'/></style:style>\
         <style:style style:name='gone' style:parent-style-name='base'/>\
         <style:style style:name='base'><style:text-properties style:text-line-through-style='solid'/></style:style>\
         <number:date-style style:name='N1'><number:month/><number:year/></number:date-style>\
         <style:style style:name='month' style:data-style-name='N1'/></office:automatic-styles>\
         <office:body><office:spreadsheet><table:tracked-changes><table:table-cell><text:p>gone</text:p></table:table-cell>\
         </table:tracked-changes><table:table table:name='Roll'>{rows}</table:table>\
         <table:table table:name='Old' table:style-name='hid'/></office:spreadsheet></office:body></office:document-content>"
    );
    pack(&[("content.xml", &content)])
}

#[test]
fn ods_says_the_same() {
    let rows = "<table:table-column table:number-columns-repeated='1024'/>\
        <table:table-row><table:table-cell><text:p>who</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='2'><text:p>x<text:s text:c='2'/>y</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='16000'/></table:table-row>\
        <table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='1024'/></table:table-row>\
        <table:table-row><table:table-cell office:value-type='date' office:date-value='2021-06-15T00:00:00'><text:p>15/06</text:p>\
        </table:table-cell><table:table-cell table:style-name='month' office:value-type='date' office:date-value='2021-06-15'/>\
        <table:table-cell table:style-name='gone' office:value-type='float' office:value='3.50'><office:annotation><text:p>no</text:p>\
        </office:annotation><text:p>3,50</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>a</text:p><text:p>b</text:p></table:table-cell>\
        <table:covered-table-cell/><table:table-cell table:formula='of:=X()'/></table:table-row>";
    let layer = read(&ods(rows), ODS);
    assert_eq!(layer.text, "who,x  y,x  y\n2021-06-15,2021-06,3.5\n\"a\nb\",,\n");
    let sheet = layer.pages[0].sheet.as_ref().expect("a sheet");
    assert_eq!(sheet.rows, [1, 1_000_002, 1_000_003]);
    let last = 1_000_003;
    let merged = SheetNote { row: last, column: 1, last_row: last, last_column: 2, why: SheetFault::Merged };
    assert_eq!(sheet.notes, [note(last - 1, 3, SheetFault::StruckOut), merged, note(last, 3, SheetFault::NoValue)]);
    assert!(layer.pages[1].sheet.as_ref().is_some_and(|sheet| sheet.hidden));
}

#[test]
fn hostile_workbooks_end_within_their_bounds() {
    let code = |bytes: &[u8], name: &str, limits: &Limits| extract(bytes, name, limits).err().map(|error| error.code());
    let few =
        Limits { max_unpacked_bytes: 10_000, max_rows: 10, max_columns: 5, max_text_bytes: 2_000, ..Limits::default() };
    let wide = "<row><c r='XFD1'><v>1</v></c></row>";
    assert_eq!(code(&xlsx(wide, "", ""), XLSX, &few), Some("too-large"));
    let long = "<row><c><v>1</v></c></row>".repeat(20);
    assert_eq!(code(&xlsx(&long, "", ""), XLSX, &few), Some("too-large"));
    let bomb = format!("<!--{}-->", " ".repeat(20_000));
    assert_eq!(code(&xlsx(&bomb, "", ""), XLSX, &few), Some("too-large"));
    let repeated = "<table:table-row table:number-rows-repeated='4000000000'><table:table-cell table:number-columns-repeated='5'>\
        <text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(code(&ods(repeated), ODS, &few), Some("too-large"));
    let deep = "<a>".repeat(1_000);
    assert_eq!(code(&xlsx(&deep, "", ""), XLSX, &Limits::default()), Some("too-large"));
    let entity = "<!DOCTYPE a [<!ENTITY b 'b'>]><row><c t='str'><v>&b;</v></c></row>";
    for bytes in [&b"PK\x03\x04"[..], b"", &xlsx("<row><c t='s'><v>99</v></c></row>", "", ""), &xlsx(entity, "", "")] {
        assert_eq!(code(bytes, XLSX, &Limits::default()), Some("broken-file"));
    }
    let twice = pack(&[("xl/workbook.xml", "<workbook/>"), ("xl/workbook.xml", "<workbook/>")]);
    assert_eq!(code(&twice, XLSX, &Limits::default()), Some("broken-file"));
    let locked = pack(&[("META-INF/manifest.xml", "<m:encryption-data/>"), ("content.xml", "")]);
    assert_eq!(code(&locked, ODS, &Limits::default()), Some("encrypted"));
}

#[test]
fn squeezed_parts_are_unpacked_and_counted_while_they_are() {
    let content =
        |text: &str| format!("<o><table name='S'><table-row><table-cell><p>{text}</p></table-cell></table-row></table></o>");
    let bytes = packed::pack(&[("content.xml", &content("words"))], true);
    assert_eq!(read(&bytes, ODS).text, "words\n");
    let bomb = packed::pack(&[("content.xml", &content(&" ".repeat(50 << 20)))], true);
    assert!(bomb.len() < 1 << 20, "it looks small");
    let limits = Limits { max_unpacked_bytes: 1 << 20, ..Limits::default() };
    let error = extract(&bomb, ODS, &limits).expect_err("is too large");
    assert_eq!(error, ExtractError::TooLarge { what: "bytes when it is unpacked".into(), limit: 1 << 20 });
}
