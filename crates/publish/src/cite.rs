//! How to cite a page: one line of plain text, BibTeX, and CSL-JSON for reference managers.
//!
//! The main function is [`cite`]. A site may stand anywhere, so the address is the one from its root, which no edition
//! changes. A draft is nothing to be cited, and has none of this.

use crate::block::{Block, Cite, Stamp};
use crate::dates;
use crate::say::Say;
use crate::site::Site;
use rollcall_model::date::Edtf;
use serde_json::json;

/// How to cite the page at a path, with its title; nothing in a draft.
pub(crate) fn cite(site: &Site<'_>, path: &str, title: &str) -> Option<Block> {
    let about = site.view.about();
    about.edition?;
    let path = site.say.address(path).into_owned();
    Some(Block::Cite(Box::new(Cite { path, title: title.into(), case: about.title.clone() })))
}

/// The three texts, for a page that last changed in an edition.
pub(crate) struct Made<'m> {
    say: Say,
    cite: &'m Cite,
    stamp: Stamp,
}

impl<'m> Made<'m> {
    /// Of a page in a language.
    pub(crate) fn new(say: Say, cite: &'m Cite, stamp: Stamp) -> Self {
        Self { say, cite, stamp }
    }
}

impl Made<'_> {
    pub(crate) fn plain(&self) -> String {
        let (Cite { case, title, path }, edition) = (self.cite, self.stamp.edition);
        let stop = if title.ends_with(['.', '!', '?']) { "" } else { "." };
        let title = format!("{title}{stop}");
        let (edition, day) = (self.say.number(edition), dates::date(self.say, &Edtf::day(self.stamp.day)));
        let holes = [
            ("title", title.into()),
            ("case", case.into()),
            ("edition", edition.into()),
            ("day", day.into()),
            ("path", path.into()),
        ];
        self.say.with("cite-plain", holes)
    }

    /// The page's own name within its folder: a letter and digits alone, as keys must be.
    fn key(&self) -> String {
        let name = self.cite.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{name}-{}", self.stamp.edition)
    }

    pub(crate) fn bibtex(&self) -> String {
        let (year, month, day) = self.stamp.day.ymd();
        let fields = [
            ("title", format!("{{{}}}", tex(&self.cite.title))),
            ("booktitle", format!("{{{}}}", tex(&self.cite.case))),
            ("edition", self.stamp.edition.to_string()),
            ("year", year.to_string()),
            ("month", month.to_string()),
            ("day", day.to_string()),
            ("howpublished", tex(&self.cite.path)),
        ];
        let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@misc{{{},\n{}\n}}", self.key(), fields.join(",\n"))
    }

    pub(crate) fn csl(&self) -> String {
        let (year, month, day) = self.stamp.day.ymd();
        let item = json!([{
            "id": self.key(),
            "type": "webpage",
            "title": self.cite.title,
            "container-title": self.cite.case,
            "edition": self.stamp.edition.to_string(),
            "issued": { "date-parts": [[year, month, day]] },
            "note": self.say.with("cite-note", [("path", (&self.cite.path).into())]),
        }]);
        serde_json::to_string_pretty(&item).unwrap_or_default()
    }
}

/// Text as TeX takes it: its own signs are written out, and line ends are spaces.
fn tex(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => out.extend(['\\', letter]),
            _ if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::date::Day;

    fn cited(title: &str) -> Cite {
        Cite { path: "en/findings/fabc_d.html".into(), title: title.into(), case: "A case & more".into() }
    }

    fn stamp() -> Stamp {
        Stamp { edition: 3, day: Day::from_ymd(2023, 2, 1).expect("a day") }
    }

    #[test]
    fn a_page_is_cited_with_title_case_edition_day_and_address() {
        let cite = cited("Aru Benn took part.");
        let made = Made::new(Say::ENGLISH, &cite, stamp());
        assert_eq!(made.plain(), "“Aru Benn took part.” A case & more. Edition 3, 1 February 2023. en/findings/fabc_d.html");
        let csl: serde_json::Value = serde_json::from_str(&made.csl()).expect("is JSON");
        assert_eq!(csl[0]["issued"]["date-parts"][0], json!([2023, 2, 1]));
        assert_eq!((&csl[0]["title"], &csl[0]["edition"]), (&json!("Aru Benn took part."), &json!("3")));
    }

    #[test]
    fn signs_of_tex_and_of_json_are_text() {
        let cite = cited("}, note = {x} \\input{/etc/passwd} 100% \"a\"\n# _^~$&");
        let made = Made::new(Say::ENGLISH, &cite, stamp());
        let bibtex = made.bibtex();
        let title = bibtex.lines().find(|line| line.starts_with("  title")).expect("a title");
        assert_eq!(
            title,
            "  title = {{\\}, note = \\{x\\} \\textbackslash{}input\\{/etc/passwd\\} 100\\% \"a\" \\# \\_\\textasciicircum{}\\textasciitilde{}\\$\\&}},"
        );
        let csl: serde_json::Value = serde_json::from_str(&made.csl()).expect("is JSON");
        assert_eq!(csl[0]["title"], cite.title);
        assert!(bibtex.starts_with("@misc{fabcd-3,\n") && bibtex.ends_with("\n}"));
    }
}
