//! Words as sentences need them: capitals and articles.
//!
//! The main function is [`sentences`].

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
