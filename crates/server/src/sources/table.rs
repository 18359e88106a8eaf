//! The rows of the table: a form for each file and for each part of one.
//!
//! The main type is [`Table`]. Fields stand in the cells of a real table and belong to a form by its id, so that the table can be
//! read by column and each row saved by itself, with scripts off.

use super::{LISTED, SourcesQuery, not_used};
use crate::page::address;
use crate::review::ReviewQuery;
use crate::review::text::words;
use crate::state::{Loaded, Running};
use maud::{Markup, html};
use rollcall_case::sources::{ACCESS, OF_PART, SourceRow, keys};
use rollcall_model::source::Stretch;

/// The table of one page.
pub(super) struct Table<'a> {
    pub state: &'a Running,
    pub loaded: &'a Loaded,
    pub query: &'a SourcesQuery,
    pub rows: &'a [SourceRow],
}

/// A column's name as people read it.
fn plain(key: &str) -> &'static str {
    match key {
        "number" => "Number",
        "title" => "Title",
        "publisher" => "Publisher",
        "author" => "Author",
        "controlled_by" => "Publisher controlled by",
        "rests_on" => "Rests on",
        "date" => "Date written",
        "public_date" => "Public since",
        "captured" => "Captured on",
        "capture_note" => "How it was captured",
        "url" => "Address",
        "archived_url" => "Kept copy",
        "language" => "Language",
        "access" => "Who may see it",
        _ => "",
    }
}

/// How wide a field is, in letters.
fn width(key: &str) -> &'static str {
    match key {
        "title" => "30",
        "date" | "public_date" | "captured" => "11",
        "language" | "number" => "6",
        _ => "18",
    }
}

impl Table<'_> {
    /// The whole table.
    pub fn draw(&self) -> Markup {
        html! {
            div class="wide sources" tabindex="0" role="region" aria-label="The table of sources" {
                table {
                    thead { tr {
                        th scope="col" { "File" }
                        @for key in keys(false) { th scope="col" { (plain(key)) } }
                    } }
                    tbody { @for (at, row) in self.rows.iter().enumerate() {
                        (self.row(at, row))
                        @if self.rows.get(at + 1).is_none_or(|next| next.part.is_empty()) { (self.new_part(at, row)) }
                    } }
                }
            }
        }
    }

    fn row(&self, at: usize, row: &SourceRow) -> Markup {
        let id = format!("row-{at}");
        let of_part = !row.part.is_empty();
        let name = if of_part { format!("{} of {}", row.part, row.file) } else { row.file.clone() };
        html! {
            tr class={ "source" @if of_part { " part" } } data-file=(row.file) data-part=(row.part) {
                th scope="row" {
                    @if of_part { (self.part_head(&id, row, &name)) } @else { (self.file_head(row)) }
                    (self.form(&id, row, &row.part))
                    button form=(id) aria-label=(format!("Save {name}")) { "Save" }
                    p class="answer" role="status" {}
                }
                @for key in keys(false) {
                    td { @if !of_part || OF_PART.contains(&key) { (field(&id, row, key, &name)) } }
                }
            }
        }
    }

    /// What every form of a row brings along.
    fn form(&self, id: &str, row: &SourceRow, part: &str) -> Markup {
        html! {
            form id=(id) method="post" action="/api/sources" class="source" {
                input type="hidden" name="token" value=(self.state.token());
                input type="hidden" name="back" value=(format!("{}#{id}", self.query.address()));
                input type="hidden" name="file" value=(row.file);
                @if !part.is_empty() { input type="hidden" name="part" value=(part); }
                input type="hidden" name="seen" value=(row.seen);
            }
        }
    }

    fn file_head(&self, row: &SourceRow) -> Markup {
        let by = self.query.by.as_deref();
        let unused = not_used(self.loaded, &row.file);
        let review = ReviewQuery { source: Some(row.file.clone()), by: by.map(Into::into), ..ReviewQuery::default() };
        html! {
            a href=(review.address()) { (words(&row.file)) }
            @if crate::map::is_table(&row.file) {
                br; a class="small" href=(address("/map", &[("file", Some(row.file.as_str())), ("by", by)])) { "Map its columns" }
            }
            @for says in unused.iter().take(LISTED) { p class="small unused" { (words(says)) } }
            @if unused.len() > LISTED { p class="small" { "and " (unused.len() - LISTED) " more" } }
        }
    }

    fn part_head(&self, id: &str, row: &SourceRow, name: &str) -> Markup {
        let place = Stretch::parse(&row.part).map_or_else(|| row.part.clone(), |stretch| stretch.plain());
        html! {
            span class="place" { (words(&place)) }
            label { "Number" (field(id, row, "number", name)) }
        }
    }

    /// A row beneath a file's last one that gives it one more part.
    fn new_part(&self, at: usize, row: &SourceRow) -> Markup {
        let id = format!("part-{at}");
        let rows = row.file.starts_with("records/");
        let example = if rows { "rows 12" } else { "pages 4-9" };
        if !rows && !row.file.to_lowercase().ends_with(".pdf") {
            return html! {};
        }
        html! {
            tr class="new" {
                td colspan=(keys(false).count() + 1) {
                    details {
                        summary { "Add a part of " (words(&row.file)) }
                        p class="small" { "A part is a document of its own: a letter in a release, a post in a table. It has its own author and date; what is left empty here is the file's." }
                        (self.form(&id, row, ""))
                        div class="fields" {
                            label { "Pages or rows, such as " (example)
                                input form=(id) type="text" name="part" required maxlength="40" placeholder=(example); }
                            @for key in OF_PART { label { (plain(key)) input form=(id) type="text" name=(key) maxlength="2000"; } }
                        }
                        button form=(id) { "Add this part" }
                        p class="answer" role="status" {}
                    }
                }
            }
        }
    }
}

/// A value's field, with its guess where nobody has said it.
fn field(form: &str, row: &SourceRow, key: &'static str, name: &str) -> Markup {
    let value = row.values.get(key).map_or("", String::as_str);
    let guessed = row.guessed.contains(&key);
    let label = format!("{} of {name}", plain(key));
    html! {
        @if key == "access" { (access(form, value, &label)) }
        @else {
            input form=(form) type="text" name=(key) value=(value) size=(width(key)) maxlength="8000" aria-label=(label) autocomplete="off";
        }
        @if guessed {
            input form=(form) type="hidden" name=(format!("guess-{key}")) value=(value);
            label class="guess small" {
                input form=(form) type="checkbox" name=(format!("sure-{key}")) value="yes";
                "guessed: tick if right" span class="hidden" { " (" (label) ")" }
            }
        }
    }
}

fn access(form: &str, value: &str, label: &str) -> Markup {
    html! {
        select form=(form) name="access" aria-label=(label) {
            @if value.is_empty() { option value="" selected { "not said: restricted" } }
            @for word in ACCESS { option value=(word) selected[word == value] { (word) } }
        }
    }
}
