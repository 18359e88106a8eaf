//! The lawyer's file in words: eight sections, each short where there is nothing to say.
//!
//! The main function is [`report`]. Claims that rest on one passage stand together under it, since ten claims of a sentence
//! are one thing to read; `dossier.json` has each by itself.

use super::dossier::{Act, Against, Answer, Asked, Document, Dossier, Merge, Origin, Said, Told, Without, Word};
use super::model::{Block, Pieces, Report, clean, quiet, strong, text};
use crate::say::Say;
use crate::words;
use rollcall_model::claim::SEEN;
use rollcall_model::date::Edtf;

/// A day as people say it; unchanged where it is none.
fn date_text(day: &str) -> String {
    Edtf::parse(day).map_or_else(|_| day.to_string(), |day| words::date(&day))
}

/// That nobody is judged, and who is not named.
const ABOUT: &str = "It shows what people decided and what nobody has decided yet, and reviewers by pseudonym. People whom the \
case protects and confidential sources are not named in it. To be listed means that a source says so. It does not mean that \
somebody did wrong.";

/// The document.
pub(crate) fn report(dossier: &Dossier) -> Report {
    let mut report = Report {
        title: format!("Dossier: {}", super::model::cut(&clean(dossier.says.as_deref().unwrap_or(&dossier.is)), 160)),
        case: clean(&dossier.case),
        head: vec![vec![strong(&format!("{}.", dossier.private))], vec![text(&format!("{}{ABOUT}", as_of(dossier)))]],
        ..Report::default()
    };
    let sections = [
        ("1. What it is, and what the site said", said(dossier)),
        ("2. The words for it", words_for(dossier)),
        ("3. The words against it", against(&dossier.against)),
        ("4. Which sources are independent", origins(&dossier.origins)),
        ("5. What falls without each source", without(dossier)),
        ("6. Who reviewed", reviewed(dossier)),
        ("7. What was asked and answered", replies(&dossier.replies)),
        ("8. How to check this", checks(dossier)),
    ];
    for (name, blocks) in sections {
        report.blocks.push(Block::Heading(1, name.into()));
        report.blocks.extend(blocks);
    }
    report
}

fn as_of(dossier: &Dossier) -> String {
    dossier.day.as_ref().map_or_else(String::new, |day| format!("As of {}. ", date_text(day)))
}

fn para(words: &str) -> Block {
    Block::Para(vec![text(words)])
}

fn item(label: &str, words: Pieces, under: Vec<Pieces>) -> Block {
    Block::Item { label: clean(label), words, under }
}

/// Some blocks, or a sentence where there are none.
fn or(blocks: Vec<Block>, nothing: &str) -> Vec<Block> {
    if blocks.is_empty() { vec![para(nothing)] } else { blocks }
}

fn said(dossier: &Dossier) -> Vec<Block> {
    let mut out = Vec::new();
    let now = match &dossier.says {
        Some(says) => format!("It is {}: {says}", dossier.is),
        None => format!("It is {}.", dossier.is),
    };
    out.push(para(&now));
    out.push(Block::Para(vec![quiet(&format!("Its id: {}", dossier.id))]));
    let stands = match dossier.stands {
        true => "It stands in the case now.",
        false => "It does not stand in the case now.",
    };
    out.push(para(stands));
    if let Some(certainty) = dossier.certainty {
        out.push(item("How sure it is:", vec![text(&words::certainty(Say::ENGLISH, certainty))], Vec::new()));
        out.extend(dossier.reasons.iter().map(|reason| para(reason)));
    }
    out.extend(dossier.editions.iter().map(edition));
    if dossier.editions.is_empty() {
        out.push(para("No edition has had it."));
    }
    if !dossier.editions_without.is_empty() {
        let numbers: Vec<String> = dossier.editions_without.iter().map(u32::to_string).collect();
        out.push(para(&format!("Editions that do not have it: {}.", numbers.join(", "))));
    }
    out.extend(dossier.notices.iter().map(notice));
    let next = dossier.next_edition.iter().map(|says| match says.as_str() {
        "" => para("The next edition would have it."),
        says => para(&format!("The next edition would say: {says}")),
    });
    out.extend(or(next.collect(), "The next edition would not have it."));
    out
}

fn edition(said: &Said) -> Block {
    let label = format!("Edition {}, {}:", said.edition, date_text(&said.day));
    let says = if said.says.is_empty() { "it was a part of what stands there." } else { &said.says };
    item(&label, vec![text(says)], vec![vec![quiet(&format!("At {}", said.place))]])
}

fn notice(told: &Told) -> Block {
    let became = if told.gone { "taken back" } else { "put right" };
    let label = format!("{}, {became}:", words::capital(&date_text(&told.day)));
    let under = format!("Readers were told at {}, first in edition {}", told.place, told.edition);
    item(&label, vec![text(&told.words)], vec![vec![quiet(&under)]])
}

fn words_for(dossier: &Dossier) -> Vec<Block> {
    let mut out = or(passages(&dossier.words_for), "No words that may be shown here say it.");
    if dossier.closed_sources {
        out.push(para(
            "The case has confidential sources of which nothing is shown. Nothing in this file rests on them, and no number in it \
             counts them.",
        ));
    }
    out
}

/// Passages with the claims that rest on them.
fn passages(all: &[Word]) -> Vec<Block> {
    let same = |a: &Word, b: &Word| (&a.file, &a.title, a.seen, passage(a)) == (&b.file, &b.title, b.seen, passage(b));
    all.chunk_by(same).flat_map(|group| [quote(&group[0], group), file(&group[0], group)]).collect()
}

/// A sentence; of a table the row, without the column.
fn passage(word: &Word) -> &str {
    let row = || word.place.rfind(", column ").map_or(word.place.as_str(), |at| &word.place[..at]);
    word.around.as_deref().unwrap_or_else(row)
}

fn quote(first: &Word, group: &[Word]) -> Block {
    if first.seen {
        return Block::Quote(vec![quiet(&format!("{SEEN}: ")), text(&first.words)]);
    }
    let cells = || {
        let mut cells: Vec<String> = group.iter().map(|word| format!("“{}”", word.words)).collect();
        cells.dedup();
        cells.join(", ")
    };
    Block::Quote(vec![text(&first.around.as_ref().map_or_else(cells, |around| format!("“{around}”")))])
}

/// The file, and what each claim makes of the words.
fn file(first: &Word, group: &[Word]) -> Block {
    let more = [first.publisher.clone(), first.date.as_deref().map(date_text)].into_iter().flatten();
    let title: Vec<String> = std::iter::once(first.title.clone()).chain(more).collect();
    let log = match &first.log {
        Some(line) => {
            let at = line.at.as_ref().map(|at| format!(", {at}")).unwrap_or_default();
            format!("Line {} of archive/log.jsonl{at}, checksum {}", line.n, line.sum)
        }
        None => "The archive's log is not shown for it.".into(),
    };
    let mut under = vec![vec![quiet(&format!("SHA-256 {}", first.sha256))], vec![quiet(&log)]];
    under.extend(group.iter().map(claim));
    item(&format!("{}:", first.file), vec![text(&title.join(", "))], under)
}

fn claim(word: &Word) -> Pieces {
    let voices =
        if word.voices.is_empty() { String::new() } else { format!("According to {}: ", word.voices.join(", citing ")) };
    let says = format!(
        "{voices}{}, {}: {}",
        words::capital(&word.of),
        words::small(&words::property(Say::ENGLISH, &word.property)),
        word.value
    );
    let mut out = vec![text(&says)];
    if !word.seen {
        out.push(text(", on the words "));
        out.push(strong(&format!("“{}”", word.words)));
    }
    out.push(quiet(&format!(" ({}; {}; {}; claim {})", word.place, word.state.as_str(), word.read_by, word.claim)));
    out
}

fn against(all: &[Against]) -> Vec<Block> {
    let mut out = Vec::new();
    for against in all {
        out.push(para(&against.says));
        out.extend(passages(&against.words));
    }
    or(out, "Nothing that may be shown here speaks against it.")
}

fn origins(all: &[Origin]) -> Vec<Block> {
    if all.is_empty() {
        return vec![para("No source that may be shown here says it.")];
    }
    let mut out = vec![para(&format!(
        "{} Sources that rest on one thing count once.",
        words::capital(&format!("{}.", words::count(all.len(), "independent origin", "independent origins")))
    ))];
    for (at, origin) in all.iter().enumerate() {
        out.push(item(&format!("Origin {}.", at + 1), Pieces::new(), origin.documents.iter().flat_map(document).collect()));
    }
    out
}

fn document(document: &Document) -> Vec<Pieces> {
    let mut out = vec![vec![text(&format!("{} ({})", document.title, document.file))]];
    if !document.rests_on.is_empty() {
        out.push(vec![quiet(&format!("It rests on {}", document.rests_on.join("; ")))]);
    }
    out.extend(document.controlled_by.iter().map(|by| vec![quiet(&format!("Its publisher is controlled by {by}"))]));
    out
}

fn without(dossier: &Dossier) -> Vec<Block> {
    if !dossier.stands {
        return vec![para("It does not stand now, with all sources.")];
    }
    let line = |without: &Without| {
        let became = if without.stands { "it still stands." } else { "it falls." };
        let falls = without.falls.iter().map(|says| vec![text(&format!("This finding falls: {says}"))]).collect();
        item(&format!("Without {}:", without.files.join(", ")), vec![text(became)], falls)
    };
    let mut out = or(dossier.without.iter().map(line).collect(), "It rests on no source that may be shown here.");
    let more = dossier.origins.len().saturating_sub(dossier.without.len());
    if more > 0 {
        out.push(para(&format!("It was not worked out for {} more.", words::count(more, "origin", "origins"))));
    }
    out
}

fn reviewed(dossier: &Dossier) -> Vec<Block> {
    let mut out = or(acts(&dossier.decisions), "Nobody has decided anything of it.");
    if !dossier.merges.is_empty() {
        out.push(Block::Heading(2, "Merges that it crosses".into()));
        out.extend(dossier.merges.iter().map(merge));
    }
    out
}

/// What one person did at one moment in one way: with ten claims of a sentence, one thing to read.
fn acts(all: &[Act]) -> Vec<Block> {
    let same = |a: &Act, b: &Act| (&a.at, &a.by, a.verb, &a.why, a.counts) == (&b.at, &b.by, b.verb, &b.why, b.counts);
    all.chunk_by(same).map(act).collect()
}

fn act(group: &[Act]) -> Block {
    let first = &group[0];
    let undone = if first.counts { "" } else { " (undone)" };
    let mut under: Vec<Pieces> = first.why.iter().map(|why| vec![text(&format!("Reason: {why}"))]).collect();
    under.extend(group.iter().map(|act| {
        let value = act.value.as_ref().map(|value| format!(": “{value}”")).unwrap_or_default();
        let file = act.file.as_ref().map(|file| format!(", {file}")).unwrap_or_default();
        let quote = act.quote.as_ref().map(|quote| format!(", on the words “{quote}”{file}")).unwrap_or_default();
        vec![text(&format!("{}{value}", act.on)), quiet(&quote)]
    }));
    item(&first.at, vec![text(&format!("{}: {}{undone}", first.by, first.verb))], under)
}

fn merge(merge: &Merge) -> Block {
    let status = match merge.status.as_str() {
        "made" => "made by a rule",
        "proposed" => "proposed and not made",
        "decided" => "made by a person",
        _ => "made within one document",
    };
    let [one, other] = &merge.names;
    let [here, there] = &merge.files;
    let mut under = Vec::new();
    if !merge.speaks_for.is_empty() {
        under.push(vec![text(&format!("For it: {}", merge.speaks_for.join("; ")))]);
    }
    if !merge.against.is_empty() {
        under.push(vec![text(&format!("Against it: {}", merge.against.join("; ")))]);
    }
    under.extend(merge.decided.iter().map(|act| {
        let undone = if act.counts { "" } else { " (undone)" };
        let why = act.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        vec![text(&format!("{}, {}: {}{undone}{why}", act.at, act.by, act.verb))]
    }));
    if merge.decided.is_empty() {
        under.push(vec![quiet("No person has decided on it.")]);
    }
    item(&format!("One {}:", merge.of), vec![text(&format!("{one} ({here}) and {other} ({there}), {status}"))], under)
}

fn replies(all: &[Asked]) -> Vec<Block> {
    let line = |asked: &Asked| {
        let lines: Vec<Pieces> = asked.lines.iter().map(answer).collect();
        let nothing = if lines.is_empty() { "nothing is written down of a question." } else { "" };
        item(&format!("{}:", asked.party), vec![text(nothing)], lines)
    };
    or(all.iter().map(line).collect(), "It names nobody who could be asked.")
}

fn answer(answer: &Answer) -> Pieces {
    let words = answer.words.as_ref().map(|words| format!(": “{words}”")).unwrap_or_default();
    let why = answer.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    let verb = answer.verb.replace('-', " ");
    vec![text(&format!("{}, {verb}{words}{why}, written down by {}", date_text(&answer.day), answer.by))]
}

fn checks(dossier: &Dossier) -> Vec<Block> {
    dossier.checks.iter().map(|check| item(&check.command, Pieces::new(), vec![vec![text(&check.does)]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::dossier::PRIVATE;
    use rollcall_model::claim::State;

    fn word(property: &str, words: &str) -> Word {
        Word {
            claim: "cabc".into(),
            of: "taking part".into(),
            property: property.into(),
            value: "x".into(),
            state: State::Accepted,
            words: words.into(),
            seen: false,
            around: Some("A Nord came. <b>".into()),
            voices: Vec::new(),
            file: "sources/a.md".into(),
            title: "A note".into(),
            publisher: None,
            date: Some("2019-05-03".into()),
            place: "letters 2 to 6".into(),
            sha256: "00".into(),
            log: None,
            read_by: "read by a rule".into(),
        }
    }

    #[test]
    fn claims_on_one_passage_stand_under_it_once() {
        let dossier = Dossier {
            private: PRIVATE,
            day: Some("2022-06-01".into()),
            words_for: vec![word("party", "Nord"), word("role", "came")],
            ..Dossier::default()
        };
        let page = String::from_utf8(dossier.report().html()).expect("is text");
        assert_eq!(page.matches("A Nord came. &lt;b&gt;").count(), 1, "{page}");
        assert!(page.contains("“Nord”") && page.contains("“came”") && page.contains(PRIVATE), "{page}");
        for nothing in
            ["No edition has had it.", "Nobody has decided anything of it.", "It names nobody who could be asked."]
        {
            assert!(page.contains(nothing), "{nothing}");
        }
        let text = String::from_utf8(dossier.report().text()).expect("is text");
        assert!(text.contains("8. How to check this"), "{text}");
    }
}
