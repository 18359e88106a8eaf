//! Which language a text is in, so that no reader reads a text that is not in its language.

use crate::document::Held;
use crate::text::Text;
use rollcall_lexicon::Lexicon;
use whatlang::{Lang, Script, detect, detect_script};

/// Characters looked at: enough to be sure, whatever the length of the text.
const SAMPLE: usize = 20_000;

/// The ISO 639-1 code of a text's language, where it can be told.
pub(crate) fn of(text: &str) -> Option<&'static str> {
    let sample = sample(text);
    let info = detect(sample)?;
    // A short text in Latin letters is a guess.
    let sure = info.is_reliable() || info.script() != Script::Latin;
    sure.then(|| code(info.lang())).flatten()
}

/// Whether a text is written in Latin letters or has none.
pub(crate) fn latin(text: &str) -> bool {
    detect_script(sample(text)).is_none_or(|script| script == Script::Latin)
}

/// Letters below which a paragraph is too short to be held for its language alone.
const SHORT_PARAGRAPH: usize = 40;

/// Letters below which a paragraph in Latin letters is too short for them to tell its language.
const SURE: usize = 150;

/// Hundredths of small words below which a paragraph in Latin letters may be in another language.
const FEW: usize = 8;

/// Paragraphs in another language than the text's, each with its code points.
pub(crate) fn held(text: &Text<'_>, language: Option<&str>) -> Vec<Held> {
    let mut held = Vec::new();
    for paragraph in text.sentences.chunk_by(|one, two| one.paragraph == two.paragraph) {
        let (Some(first), Some(last)) = (paragraph.first(), paragraph.last()) else { continue };
        let words = first.words.start..last.words.end;
        let slice = text.written(words.clone());
        if let Some(other) = foreign(slice, || text.share_of_grammar(words.clone()), language) {
            let (start, end) = text.span(words);
            held.push(Held { start, end, language: other.map(str::to_string) });
        }
    }
    held
}

/// The language of a paragraph that is in another than the text's: `Some(None)` where it is another, none can say which.
fn foreign(paragraph: &str, small: impl Fn() -> usize, language: Option<&str>) -> Option<Option<&'static str>> {
    if paragraph.is_ascii() && paragraph.len() < SURE {
        return None;
    }
    let letters = paragraph.chars().filter(|letter| letter.is_alphabetic()).count();
    if !latin(paragraph) && letters >= SHORT_PARAGRAPH {
        return Some(detect(sample(paragraph)).and_then(|info| code(info.lang())));
    }
    if letters < SURE || small() >= FEW {
        return None;
    }
    of(paragraph).filter(|other| language.is_some_and(|language| language != *other)).map(Some)
}

fn sample(text: &str) -> &str {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Whether some pack has the grammar of a language.
pub(crate) fn read(lexicon: &Lexicon, language: &str) -> bool {
    lexicon.languages().iter().any(|l| l == language)
}

/// ISO 639-1 of a language that has such a code.
fn code(language: Lang) -> Option<&'static str> {
    let three = language.code();
    CODES.iter().find(|(long, _)| *long == three).map(|(_, short)| *short)
}

/// ISO 639-3 to ISO 639-1.
const CODES: [(&str, &str); 70] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        assert_eq!(of("The ministers met in the capital and agreed on a joint statement about exercises."), Some("en"));
        assert_eq!(of("Les ministres se sont réunis dans la capitale et ont adopté une déclaration commune."), Some("fr"));
        assert!(!latin("Министры встретились в столице и приняли заявление."));
    }
}
