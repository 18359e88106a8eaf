//! A view becomes an edition: pages for readers.
//!
//! The main type is [`PlannedPage`]; [`each`] makes one for every page of a case, and [`assets`] gives the few files
//! that all pages share. The same pages are the private draft and the edition: what may be seen is the view's concern.
//!
//! A page is first gathered as data (its *sheet*) and drawn only on request. Why not write HTML straight from the view:
//! the sheet is all that the page's bytes depend on, so that [`PlannedPage::key`] tells whether it must be drawn again
//! and a change redraws the pages that show it and no other. Nothing here knows of disk, clock or case folder.

mod block;
mod cite;
mod dates;
mod html;
mod html_wide;
mod lines;
pub mod marks;
mod pages;
mod places;
mod published;
mod replies;
pub mod report;
mod say;
mod search;
mod sentences;
mod site;
mod strength;
mod sure;
mod words;

pub use published::{Published, published};
pub use sure::{InEnglish, in_english};

use block::{Sheet, Stamp};
use rollcall_model::date::Day;
use rollcall_model::view::View;
use say::Say;
use std::sync::{Mutex, PoisonError};

/// A file that can be drawn: a page, or a script of the search.
#[derive(Debug, Clone)]
pub struct PlannedPage {
    made: Made,
    path: String,
}

#[derive(Debug, Clone)]
enum Made {
    Page(Box<Sheet>),
    /// Bytes that are there already.
    Ready(String),
}

impl PlannedPage {
    fn of(sheet: Sheet) -> Self {
        Self { path: sheet.say().address(&sheet.path).into_owned(), made: Made::Page(Box::new(sheet)) }
    }

    fn door(languages: &[Say]) -> Self {
        Self { path: "index.html".into(), made: Made::Ready(door(languages)) }
    }

    /// Its path from the root of the site, with `/`: `en/engagements/e….html`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Says that it last changed in an earlier edition; a draft's page and a script say nothing of that.
    pub fn since(&mut self, edition: u32, day: Day) {
        if let Made::Page(sheet) = &mut self.made
            && sheet.stamp.is_some()
        {
            sheet.stamp = Some(Stamp { edition, day });
        }
    }

    /// SHA-256, in hexadecimal, of the JSON of everything that it shows but for the edition: the same key means the same bytes from the
    /// same version of this crate.
    pub fn key(&self) -> String {
        let shown = match &self.made {
            Made::Page(sheet) => serde_json::to_vec(&(&self.path, sheet)),
            Made::Ready(text) => serde_json::to_vec(&(&self.path, text)),
        };
        rollcall_model::id::sha256_hex(&shown.expect("a sheet holds strings and numbers alone"))
    }

    /// Its bytes: UTF-8.
    pub fn render(&self) -> Vec<u8> {
        match &self.made {
            Made::Page(sheet) => html::draw(sheet),
            Made::Ready(text) => text.as_bytes().to_vec(),
        }
    }
}

/// The root page: it leads to the first page of the first language, so that the site may stand in any folder.
fn door(languages: &[Say]) -> String {
    let first = languages.first().copied().unwrap_or(Say::ENGLISH);
    let code = first.code();
    let more: String = languages.iter().skip(1).map(|other| way(*other)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\"><title>Rollcall</title>\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
base-uri 'none'; form-action 'self'\"><meta http-equiv=\"refresh\" content=\"0; url={code}/index.html\">\
<link rel=\"stylesheet\" href=\"style.css\"><link rel=\"icon\" type=\"image/png\" href=\"favicon.png\"></head>\
<body><main><h1>Rollcall</h1><p><a href=\"{code}/index.html\">{}</a></p>{more}</main></body></html>\n",
        first.say("door")
    )
}

fn way(other: Say) -> String {
    let code = other.code();
    format!("<p><a href=\"{code}/index.html\" hreflang=\"{code}\" lang=\"{code}\">{}</a></p>", other.say("door"))
}

/// Hands on every page of a view and every script of its search as soon as it is gathered, in no order and from several
/// threads: all of a large case at once would fill the memory. Draws nothing.
pub fn each(view: &dyn View, take: &(dyn Fn(PlannedPage) + Sync)) {
    let languages = Say::all(&view.about().languages);
    take(PlannedPage::door(&languages));
    for say in languages {
        let site = site::Site::in_language(view, say);
        pages::each(&site, &|sheet| take(PlannedPage::of(sheet)));
        scripts(&site).for_each(take);
    }
}

/// All of them, sorted by path.
pub fn plan(view: &dyn View) -> Vec<PlannedPage> {
    let pages = Mutex::new(Vec::new());
    each(view, &|page| pages.lock().unwrap_or_else(PoisonError::into_inner).push(page));
    let mut pages = pages.into_inner().unwrap_or_else(PoisonError::into_inner);
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

fn scripts(site: &site::Site<'_>) -> impl Iterator<Item = PlannedPage> {
    search::scripts(site).into_iter().map(|(path, text)| PlannedPage { path, made: Made::Ready(text) })
}

/// The page at a path from the root of the site: the same as the one of [`plan`], without gathering all the others.
pub fn page(view: &dyn View, path: &str) -> Option<PlannedPage> {
    let languages = Say::all(&view.about().languages);
    if path == "index.html" {
        return Some(PlannedPage::door(&languages));
    }
    let (code, rest) = path.split_once('/')?;
    let site = site::Site::in_language(view, languages.into_iter().find(|say| say.code() == code)?);
    if rest.starts_with("search/") {
        return scripts(&site).find(|script| script.path == path);
    }
    pages::at(&site, &format!("en/{rest}")).map(PlannedPage::of)
}

/// The files that the pages of a view share, by path from the root of the site. Letters and their style are there for the
/// languages that need them alone.
pub fn assets(view: &dyn View) -> Vec<(&'static str, &'static [u8])> {
    let burmese = Say::all(&view.about().languages).contains(&Say::BURMESE);
    let mut files = shared();
    files.retain(|(path, _)| burmese || !["my.css", "myanmar.woff2"].contains(path));
    files
}

fn shared() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("favicon.png", include_bytes!("../../../web/dist/favicon.png")),
        ("my.css", include_bytes!("../../../web/dist/my.css")),
        ("myanmar.woff2", include_bytes!("../../../web/dist/myanmar.woff2")),
        ("roll.js", include_bytes!("../../../web/dist/roll.js")),
        ("search.js", include_bytes!("../../../web/dist/search.js")),
        ("style.css", include_bytes!("../../../web/dist/style.css")),
    ]
}
