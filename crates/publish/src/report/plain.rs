//! A report as plain text: a paragraph a line, an empty line between them.
//!
//! The main function is [`write`].

use super::model::{Block, Report, plain};

/// The text of a report, without pictures.
pub(crate) fn write(report: &Report) -> Vec<u8> {
    let mut parts = vec![report.case.clone(), report.title.clone()];
    parts.extend(report.head.iter().map(|words| plain(words)));
    parts.extend(report.blocks.iter().map(block));
    for (at, note) in report.notes.iter().enumerate() {
        let lines: Vec<String> = note.iter().map(|words| plain(words)).collect();
        parts.push(format!("[{}] {}", at + 1, lines.join("\n")));
    }
    format!("{}\n", parts.join("\n\n")).into_bytes()
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(_, words) => words.clone(),
        Block::Para(words) | Block::Quote(words) => plain(words),
        Block::Item { label, words, under } => {
            let mut lines = vec![format!("{label} {}", plain(words))];
            lines.extend(under.iter().map(|words| format!("   {}", plain(words))));
            lines.join("\n")
        }
        Block::Table(table) => {
            let row = |row: &Vec<Vec<Vec<_>>>| {
                let cell = |cell: &Vec<Vec<_>>| cell.iter().map(|words| plain(words)).collect::<Vec<_>>().join(" ");
                row.iter().map(cell).collect::<Vec<_>>().join(" | ")
            };
            table.rows.iter().map(row).collect::<Vec<_>>().join("\n")
        }
        Block::Picture(picture) => format!("[{}]", picture.says),
    }
}
