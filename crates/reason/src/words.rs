//! Words as sentences need them: capitals, articles, and whether two ways to write something may be one.
//!
//! The main function is [`differ`], by which sources disagree about a rank or a place.

/// Whether two texts cannot be two ways to write one thing: letter case, signs, an abbreviation ("Lt Gen" for "Lieutenant
/// General") and a shorter form of the same words do not make them differ.
pub(crate) fn differ(left: &str, right: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
    };
    let (left, right) = (words(left), words(right));
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let within = short.iter().all(|word| long.contains(word));
    let abbreviated =
        short.len() == long.len() && short.iter().zip(&long).all(|(a, b)| abbreviates(a, b) || abbreviates(b, a));
    !within && !abbreviated
}

/// Whether a word begins as another does and has some of its letters in their order.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    short.chars().next() == long.chars().next() && short.chars().all(|c| letters.any(|letter| letter == c))
}

/// `inForce` as people read it: "in force".
pub(crate) fn plain_property(name: &str) -> String {
    name.chars().flat_map(|c| if c.is_uppercase() { vec![' ', c.to_ascii_lowercase()] } else { vec![c] }).collect()
}

/// The text with its first letter, and the first one after each full stop and space, in capitals; not what stands in a
/// quote, whose letters are the source's.
pub(crate) fn sentences(text: &str) -> String {
    let mut out = String::new();
    let (mut begins, mut stopped) = (true, false);
    for c in text.chars() {
        if begins {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        begins = stopped && c == ' ';
        stopped = c == '.';
    }
    out
}

/// An engagement that has no name of its own, as an English sentence has it: "a meeting", "an arms expo", "talks".
pub(crate) fn with_article(name: &str) -> String {
    let noun = [" hosted by ", " in ", " of "].iter().fold(name, |noun, after| noun.split(after).next().unwrap_or(noun));
    let own = !name.starts_with(char::is_lowercase) || ["the ", "a ", "an "].iter().any(|article| name.starts_with(article));
    match name.chars().next() {
        Some(_) if own || noun.ends_with('s') => name.to_string(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_differ_only_where_they_cannot_mean_the_same() {
        assert!(!differ("Lt Gen", "Lieutenant General"));
        assert!(!differ("General", "general"));
        assert!(!differ("General", "Senior General"), "the shorter form of the same words");
        assert!(differ("Lieutenant General", "Vice Admiral"));
        assert!(differ("Bangkok", "Hanoi"));
    }

    #[test]
    fn what_has_no_name_has_an_article() {
        for (name, said) in [
            ("meeting", "a meeting"),
            ("arms expo", "an arms expo"),
            ("bilateral talks", "bilateral talks"),
            ("visit hosted by Harbour Works", "a visit hosted by Harbour Works"),
            ("the field exercise", "the field exercise"),
            ("Lake Basin Exercise", "Lake Basin Exercise"),
        ] {
            assert_eq!(with_article(name), said);
        }
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(sentences("on 10 May, X came. in June Y came."), "On 10 May, X came. In June Y came.");
        assert_eq!(sentences("“x” gave it. “y” too."), "“x” gave it. “y” too.");
    }
}
