//! The parts of a workbook, event by event.
//!
//! The main type is [`Xml`]. Names come without their prefix, an empty element is one that opens and closes, and of the
//! entities only the five that XML has itself and characters by number are known: nothing expands.

use super::broken;
use crate::error::ExtractError;
use quick_xml::events::{BytesStart, Event as Raw};
use quick_xml::{Reader, XmlVersion};

/// How deep elements may stand in each other.
const MAX_DEPTH: usize = 256;

/// What comes next in a part.
pub(super) enum Event<'a> {
    Open(Tag<'a>),
    Close(String),
    Text(String),
    Done,
}

/// An element that opens.
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
    /// Its name without a prefix.
    pub name: String,
}

impl Tag<'_> {
    /// An attribute by its name without a prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut found = attributes.filter(|attribute| attribute.key.local_name().as_ref() == name);
        found.next()?.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }

    /// A count of repetitions or spans: one where nothing is said.
    pub fn count(&self, name: &str) -> usize {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(1)
    }

    /// Whether a switch is on. An element without `val` is.
    pub fn on(&self, name: &str) -> bool {
        !matches!(self.get(name).as_deref(), Some("0" | "false" | "none" | "off"))
    }
}

/// A part of a workbook.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next event that matters.
    pub fn next(&mut self) -> Result<Event<'a>, ExtractError> {
        loop {
            match self.reader.read_event().map_err(|_| broken("a part is not XML"))? {
                Raw::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        let what = "elements open inside each other".to_string();
                        return Err(ExtractError::TooLarge { what, limit: MAX_DEPTH });
                    }
                    let name = start.local_name().as_ref().to_string();
                    return Ok(Event::Open(Tag { start, name }));
                }
                Raw::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Event::Close(end.local_name().as_ref().to_string()));
                }
                Raw::Text(text) => return Ok(Event::Text(text.xml10_content().into_owned())),
                Raw::CData(text) => return Ok(Event::Text(text.xml10_content().into_owned())),
                Raw::GeneralRef(name) => return Ok(Event::Text(resolved(&name)?)),
                Raw::Eof => return Ok(Event::Done),
                Raw::Empty(_) | Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) | Raw::DocType(_) => {}
            }
        }
    }

    /// Goes past the end of the element that has just opened.
    pub fn skip(&mut self) -> Result<(), ExtractError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Event::Open(_) => open += 1,
                Event::Close(_) => open -= 1,
                Event::Text(_) => {}
                Event::Done => return Err(broken("a part is cut")),
            }
        }
        Ok(())
    }
}

fn resolved(name: &quick_xml::events::BytesRef<'_>) -> Result<String, ExtractError> {
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return Ok(letter.to_string());
    }
    let letter = match name.as_ref() {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return Err(broken("it uses an abbreviation of its own")),
    };
    Ok(letter.to_string())
}
