//! Names of South-East Asia other than Burmese.

/// The words of a text, in small letters: what has no letter, digit or mark of a letter parts them.
pub(crate) fn words(text: &str) -> Vec<String> {
    use unicode_normalization::char::is_combining_mark;
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || c == '\''));
    parts.map(|word| word.replace('\'', "")).filter(|word| !word.is_empty()).collect()
}
