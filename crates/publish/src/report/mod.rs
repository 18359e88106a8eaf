//! Reports and letters: what is read outside the site, in an office program, on paper or in a mail.
//!
//! The main type is [`Report`], a small document; [`brief`], [`chronology`], [`table`] and [`annex`] fill it from a view, and
//! [`letter`] writes to a party. It is written as an office document ([`Report::docx`]), as one page ([`Report::html`]) or as
//! plain text ([`Report::text`]). Why reports are no pages of the site: a page leads on to others, a report stands alone, so
//! words and sources stand in its notes. The sentences are those of the pages: nothing is worded twice.

mod annex;
mod brief;
mod chronology;
mod cited;
mod docx;
mod docx_body;
mod html;
mod letter;
mod model;
mod party;
mod plain;
mod scope;
mod table;

pub use annex::{Exhibit, MarkedPage};
pub use letter::Letter;
pub use model::Report;
pub use scope::Scope;

use crate::site::Site;
use rollcall_model::claim::Anchor;
use rollcall_model::date::Day;
use rollcall_model::id::EntityId;
use rollcall_model::view::View;
use std::collections::BTreeMap;

/// One page on a party; nothing where the view has no such party.
pub fn brief(view: &dyn View, party: &EntityId) -> Option<Report> {
    brief::brief(&Site::new(view), party)
}

/// One dated line an engagement, with notes that have the words.
pub fn chronology(view: &dyn View, scope: &Scope) -> Report {
    chronology::chronology(&Site::new(view), scope)
}

/// The roll as a table.
pub fn table(view: &dyn View, scope: &Scope) -> Report {
    table::table(&Site::new(view), scope)
}

/// The places of each source that an annex of this scope shows, by the source's path: what needs a number, and what is
/// marked on pictures.
pub fn relied_on<'a>(view: &'a dyn View, scope: &Scope) -> BTreeMap<&'a str, Vec<&'a Anchor>> {
    annex::relied_on(&Site::new(view), scope)
}

/// Every source relied on as an exhibit, in the order given.
pub fn annex(view: &dyn View, scope: &Scope, exhibits: &[Exhibit]) -> Report {
    annex::annex(&Site::new(view), scope, exhibits)
}

/// The letter that asks a party about every claim on it; nothing where the view has no such party.
pub fn letter(view: &dyn View, party: &EntityId, until: Option<Day>) -> Option<Letter> {
    letter::letter(&Site::new(view), party, until)
}

/// Whether a file was written as a report and not changed by another program since, so that it may be written again.
pub fn is_ours(bytes: &[u8]) -> bool {
    docx::is_ours(bytes) || html::is_ours(bytes)
}

impl Report {
    /// The bytes of an office document (DOCX).
    pub fn docx(&self) -> Vec<u8> {
        docx::write(self)
    }

    /// The bytes of a page that needs nothing beside it.
    pub fn html(&self) -> Vec<u8> {
        html::write(self)
    }

    /// Plain text.
    pub fn text(&self) -> Vec<u8> {
        plain::write(self)
    }
}
