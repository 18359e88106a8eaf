//! The words that made-up cases are drawn from. The main type is [`Words`].

use std::collections::BTreeMap;

/// The lines of `tests/suite/resolve/words.txt`, by what they are.
pub struct Words {
    lines: BTreeMap<String, Vec<Vec<String>>>,
}

impl Words {
    /// Reads the file.
    pub fn read() -> Self {
        let text = include_str!("../../../../tests/suite/resolve/words.txt");
        let mut lines: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (what, rest) = line.split_once(' ').expect("a line says what it is");
            let cells = rest.trim_start_matches(['|', ' ']).split('|').map(|cell| cell.trim().to_string()).collect();
            lines.entry(what.to_string()).or_default().push(cells);
        }
        Self { lines }
    }

    /// All lines of a sort.
    pub fn all(&self, what: &str) -> &[Vec<String>] {
        &self.lines[what]
    }

    /// The first cell of each line of a sort.
    pub fn firsts(&self, what: &str) -> Vec<String> {
        self.all(what).iter().map(|cells| cells[0].clone()).collect()
    }
}
