//! What a file says of itself: a page's title and meta tags, a PDF's properties.
//!
//! The main type is [`About`]. It is not part of a layer: nobody quotes it, and it rests on what the maker of a file filled
//! in, often wrongly. `rollcall sources` offers it to a person as a guess and for nothing else.

use crate::limits::Limits;
use dom_query::{Document, Selection};
use hayro_interpret::hayro_syntax::Pdf;
use serde::{Deserialize, Serialize};

/// The longest value, in code points.
const MAX_VALUE: usize = 500;

/// What a file says of itself, as plain lines. Dates are ISO 8601 days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct About {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The day it was written.
    pub date: Option<String>,
    /// The day it was published.
    pub public_date: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
}

impl About {
    /// The same with every value on one line, without characters that steer a screen, and of bounded length.
    #[must_use]
    pub fn bounded(self) -> Self {
        let Self { title, author, publisher, date, public_date, url, language } = self;
        let bounded = |value: Option<String>| value.as_deref().and_then(line);
        Self {
            title: bounded(title),
            author: bounded(author),
            publisher: bounded(publisher),
            date: bounded(date),
            public_date: bounded(public_date),
            url: bounded(url),
            language: bounded(language),
        }
    }
}

pub(crate) fn about(bytes: &[u8], media_type: &str, limits: &Limits) -> About {
    let about = match media_type {
        "text/html" | "application/xhtml+xml" => html(bytes, limits),
        "application/pdf" => pdf(bytes),
        _ => None,
    };
    about.unwrap_or_default().bounded()
}

fn html(bytes: &[u8], limits: &Limits) -> Option<About> {
    let page = crate::html::document(bytes, limits)?;
    let said = Said { page: &page, metas: page.select("meta") };
    let published =
        said.meta(&["article:published_time", "og:published_time", "datepublished", "publication_date", "pubdate"]);
    let written = said.meta(&["date", "dc.date", "dcterms.date", "dc.date.issued", "dcterms.created", "citation_date"]);
    let url = said
        .attribute("link[rel=canonical]", "href")
        .or_else(|| said.meta(&["og:url"]))
        .filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    Some(About {
        title: said.meta(&["og:title", "dc.title", "citation_title"]).or_else(|| said.text("head > title")),
        author: said
            .meta(&["author", "dc.creator", "article:author", "citation_author"])
            .filter(|author| !author.contains("://")),
        publisher: said.meta(&["og:site_name", "dc.publisher", "publisher", "citation_publisher"]),
        date: written.or_else(|| published.clone()).as_deref().and_then(day),
        public_date: published.as_deref().and_then(day),
        url,
        language: said.attribute("html", "lang").as_deref().and_then(language),
    })
}

/// A page that is asked for what it says of itself.
struct Said<'a> {
    page: &'a Document,
    metas: Selection<'a>,
}

impl Said<'_> {
    /// The content of the first meta tag with one of some names, in the order of the names.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|wanted| {
            self.metas.iter().find_map(|meta| {
                let named = ["name", "property", "itemprop"]
                    .iter()
                    .any(|key| meta.attr(key).is_some_and(|name| name.trim().eq_ignore_ascii_case(wanted)));
                named.then(|| meta.attr("content")).flatten().and_then(|content| line(&content))
            })
        })
    }

    fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.page.select(selector).attr(name).and_then(|value| line(&value))
    }

    fn text(&self, selector: &str) -> Option<String> {
        let found = self.page.select(selector);
        found.iter().next().and_then(|first| line(&first.text()))
    }
}

fn pdf(bytes: &[u8]) -> Option<About> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let said = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(pdf_text);
    let day = |made: &hayro_interpret::hayro_syntax::object::DateTime| {
        real_day(made.year.into(), made.month.into(), made.day.into())
    };
    Some(About {
        title: text(&said.title),
        author: text(&said.author),
        date: said.creation_date.as_ref().and_then(day),
        ..About::default()
    })
}

/// A PDF's text string: UTF-16 or UTF-8 by their marks, else its own encoding, which is Latin-1 but for rare letters.
fn pdf_text(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// A value on one line; nothing where it is empty.
fn line(value: &str) -> Option<String> {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let kept: String = value.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept: String = kept.chars().filter(|letter| !turns(*letter)).take(MAX_VALUE).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_string())
}

/// The day that a date and time of ISO 8601 begins with. Other ways to write a date are not guessed at.
fn day(value: &str) -> Option<String> {
    let digits: Vec<&str> = value.split(|letter: char| !letter.is_ascii_digit()).take(3).collect();
    let number = |text: &str| text.parse::<u32>().ok();
    match digits.as_slice() {
        [one, ..] if one.len() == 8 => real_day(number(&one[..4])?, number(&one[4..6])?, number(&one[6..])?),
        [year, month, day] if year.len() == 4 && value.starts_with(year) => {
            let day = day.get(..2).unwrap_or(day);
            real_day(number(year)?, number(month)?, number(day)?)
        }
        _ => None,
    }
}

/// A day that the calendar has, in a time in which files are made or told of.
fn real_day(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1800..2200).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn language(value: &str) -> Option<String> {
    let code = value.split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> About {
        about(html.as_bytes(), "text/html", &Limits::default())
    }

    #[test]
    fn a_page_says_what_it_is() {
        let about = of("<html lang='en-GB'><head><title>Ministers\n meet</title><meta name=author content='A. Ek'>\
             <meta property='og:site_name' content='The Gazette'><meta property='article:published_time' \
             content='2021-06-15T08:00:00Z'><link rel=canonical href='https://example.org/a'></head><p>x");
        let said = |value: &Option<String>| value.clone().unwrap_or_default();
        assert_eq!(said(&about.title), "Ministers meet");
        assert_eq!(said(&about.author), "A. Ek");
        assert_eq!(said(&about.publisher), "The Gazette");
        assert_eq!((said(&about.date), said(&about.public_date)), ("2021-06-15".into(), "2021-06-15".into()));
        assert_eq!((said(&about.url), said(&about.language)), ("https://example.org/a".into(), "en".into()));
    }

    #[test]
    fn what_is_no_plain_value_is_not_taken() {
        let about = of("<head><meta name=date content='31/12/2021'><link rel=canonical href='javascript:x'>\
             <meta name=author content='https://example.org/me'><title>a\u{202e}b&#7;</title>");
        assert_eq!(about, About { title: Some("ab".into()), ..About::default() });
        assert_eq!(of(&format!("<title>{}</title>", "x".repeat(9999))).title.map(|title| title.len()), Some(MAX_VALUE));
        assert_eq!(about_of_nothing(), About::default());
    }

    fn about_of_nothing() -> About {
        about(b"%PDF-1.4 broken", "application/pdf", &Limits::default())
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        for (value, expected) in [
            ("2021-06-15", Some("2021-06-15")),
            ("2021-06-15T10:00:00+07:00", Some("2021-06-15")),
            ("20210615", Some("2021-06-15")),
            ("2021/6/5", Some("2021-06-05")),
            ("2021-02-29", None),
            ("15.06.2021", None),
            ("June 2021", None),
        ] {
            assert_eq!(day(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_pdf_has_properties() {
        let pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] \
            >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n4 0 obj\n<< /Title (A report) \
            /Author (\u{1}) /CreationDate (D:20210615093000+07'00') >>\nendobj\ntrailer\n<< /Root 1 0 R /Info 4 0 R >>\n";
        let about = about(pdf.as_bytes(), "application/pdf", &Limits::default());
        let expected = About { title: Some("A report".into()), date: Some("2021-06-15".into()), ..About::default() };
        assert_eq!(about, expected);
    }
}
