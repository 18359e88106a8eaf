//! Corrections for programs: `corrections.jsonl`, and a feed (Atom, RFC 4287) of the edition and of what was taken back.
//!
//! The main functions are [`corrections`] and [`atom`]. Neither says anything of the roll: a feed travels without the page that
//! says how sure a line is.

use crate::snapshot::Snapshot;
use quick_xml::escape::escape;
use rollcall_model::view::Notice;
use serde_json::json;

/// One JSON object a notice, the latest first: `{"v","day","edition","id","place","was","gone","notice"}`.
pub fn corrections(view: &Snapshot) -> Vec<u8> {
    let line = |notice: &Notice| {
        let object = json!({
            "v": 1, "day": notice.day, "edition": notice.edition, "id": notice.id, "place": notice.place,
            "was": notice.was, "gone": notice.gone, "notice": notice.words,
        });
        format!("{object}\n")
    };
    view.notices.iter().map(line).collect::<String>().into_bytes()
}

/// The feed. Its addresses are relative, since a site does not know where it stands.
pub fn atom(view: &Snapshot) -> Vec<u8> {
    let about = &view.about;
    let day = about.day.map_or_else(|| "1970-01-01".to_string(), |day| day.to_string());
    let number = about.edition.unwrap_or_default();
    let title = escape(about.title.as_str());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{title}</title>\n\
        <id>urn:rollcall:{}</id>\n<updated>{day}T00:00:00Z</updated>\n<author><name>{title}</name></author>\n",
        urn(&about.title)
    );
    out += &entry(
        &format!("edition:{number}"),
        &format!("Edition {number}"),
        &day,
        "en/index.html",
        "A new edition is out. What differs from the one before stands on its page of changes.",
    );
    for notice in &view.notices {
        let done = if notice.gone { "taken back" } else { "put right" };
        let what = format!("{}, {done}", notice.was);
        out += &entry(&format!("notice:{}:{}", notice.edition, notice.id), &what, &notice.day, &notice.place, &notice.words);
    }
    out += "</feed>\n";
    out.into_bytes()
}

fn entry(id: &str, title: &str, day: &str, place: &str, words: &str) -> String {
    format!(
        "<entry><id>urn:rollcall:{}</id><title>{}</title><updated>{}T00:00:00Z</updated><link href=\"{}\"/><content>{}</content></entry>\n",
        escape(id),
        escape(title),
        escape(day),
        escape(place),
        escape(words)
    )
}

/// A name of the case that may stand in an id.
fn urn(title: &str) -> String {
    rollcall_model::id::sha256_hex(title.as_bytes())[..20].to_string()
}
