//! Text that nobody wrote in good faith: read in time that grows with its length, with anchors that stay exact.

use rollcall_lexicon::Lexicon;
use rollcall_read::{Input, Reader};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[expect(clippy::disallowed_methods, reason = "the test is about time")]
fn read(text: &str) -> Duration {
    let reader = Reader::new(Arc::new(Lexicon::builtin()));
    let began = Instant::now();
    let document = reader.read(&Input { text, language: Some("en"), ..Input::default() });
    let took = began.elapsed();
    let points: Vec<char> = text.chars().collect();
    for e in &document.entities {
        let slice: String = points[e.start..e.end].iter().collect();
        assert_eq!(slice, e.text);
    }
    let ids: std::collections::BTreeSet<&str> = document.entities.iter().map(|e| e.id.as_str()).collect();
    for r in &document.relations {
        assert!(ids.contains(r.from.as_str()) && ids.contains(r.to.as_str()));
    }
    took
}

/// Ten times the text may take twenty times as long, and a second more for a busy machine: anything quadratic takes a
/// hundred times.
fn grows_with_length(piece: &str) {
    let small = read(&piece.repeat(20_000 / piece.len().max(1)));
    let large = read(&piece.repeat(200_000 / piece.len().max(1)));
    assert!(large < small * 20 + Duration::from_secs(1), "{piece:?}: {small:?} for 20 kB, {large:?} for 200 kB");
}

#[test]
#[ignore = "compares times, so it runs in the long suite alone"]
fn one_line_without_an_end() {
    for piece in [
        "General Ada Koroma attended the Gulf Meeting in May 2019 and ",
        "Kenya, ",
        "meeting ",
        "of the ",
        "General ",
        "Ada Koroma and ",
        "the junta, ",
        "7 Division, ",
        "May ",
        "2019-",
        "Director of ",
        "a",
        "A. ",
        "’s ",
        "(",
        "[( ",
        "if ",
        "They attended ",
        "was represented by ",
        "two years ago ",
        "3/4/2016 ",
        "General\u{200D} Ада مؤتمر\u{202E} Nay\u{200B}pyidaw မြန်မာ 会议 met\u{FFFD}\u{0} in May 2019 ",
    ] {
        grows_with_length(piece);
    }
}

#[test]
#[ignore = "compares times, so it runs in the long suite alone"]
fn many_sentences() {
    grows_with_length("General Ada Koroma attended the Gulf Meeting in May 2019. ");
    grows_with_length("He attended the meeting.\n\n");
    grows_with_length("1. Close the port.\n");
    grows_with_length("- close the port\n");
    grows_with_length("Kenya and Colonel Ada Ek attended. They met. ");
}

#[test]
fn nested_brackets() {
    let text = format!("{}Kenya{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(read(&text) < Duration::from_secs(5));
}

#[test]
fn strange_characters_keep_anchors() {
    read(
        "\u{202E}General\u{200D} Ada\u{0000} Koroma attended\u{FFFD} the مؤتمر Meeting in Nay\u{200B}pyidaw, မြန်မာ, 2019 — 𝔊eneral 𝔸da.",
    );
    read("");
    read(".");
    read("’");
    read("\n\n\n");
    read("(((");
}

#[test]
fn the_same_text_gives_the_same_document() {
    let text = "General Ada Koroma and Colonel Peter Otieno attended the Gulf Naval Chiefs Conference in Lomé in May 2019. "
        .repeat(50);
    let reader = Reader::new(Arc::new(Lexicon::builtin()));
    let input = Input { text: &text, ..Input::default() };
    assert_eq!(reader.read(&input), reader.read(&input));
}
