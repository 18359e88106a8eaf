//! Searches through whole texts, as `case.toml` asks for them.
//!
//! The main function is [`searches`]. A search says something only of a text of which the owner says that it is complete: what
//! is not in a part may be in the rest. Words are found in capital or small letters, with any white space between them, and
//! anywhere, in the middle of a longer word too: to find too much is the safe side for "none of these words stands in it".

use crate::settings::SearchSettings;
use crate::snapshot::Texts;
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::source::{Access, Source};
use rollcall_model::view::Search;

/// What the searches find in these sources, in the order of `case.toml`. A source that is not there, has no text or is
/// confidential is not searched: the last so that no sentence tells what stands in it.
pub(crate) fn searches(settings: &[SearchSettings], sources: &[Source], texts: &Texts) -> Vec<Search> {
    let search = |search: &SearchSettings| {
        let source = sources.iter().find(|source| source.path == search.source)?;
        let text = texts.get(&source.path).filter(|_| source.info.access != Access::Confidential)?;
        let text = folded(text);
        let found = search.words.iter().filter(|words| text.contains(&folded(words))).cloned().collect();
        Some(Search { source: search.source.clone(), words: search.words.clone(), found })
    };
    settings.iter().filter_map(search).collect()
}

/// Searches that can say nothing: of a source that the case does not have.
pub(crate) fn lost(settings: &[SearchSettings], sources: &[Source], text: &str) -> Vec<Problem> {
    let known = |search: &&SearchSettings| sources.iter().any(|source| source.path == search.source);
    let problem = |search: &SearchSettings| {
        let at = text.find(&format!("\"{}\"", search.source)).unwrap_or(0);
        let message = format!("no source of this case is `{}`", search.source);
        let problem = Problem::in_text("case.toml", text, at, "no-such-source", message);
        match nearest(&search.source, sources.iter().map(|source| source.path.as_str())) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint("`rollcall sources CASE --to FILE` lists them"),
        }
    };
    settings.iter().filter(|search| !known(search)).map(problem).collect()
}

fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::source::SourceInfo;

    fn source(path: &str, access: Access) -> Source {
        Source {
            path: path.into(),
            sha256: String::new(),
            size: 0,
            media_type: String::new(),
            info: SourceInfo { access, ..SourceInfo::default() },
            layer: None,
            not_read: None,
        }
    }

    fn asked(source: &str, words: &[&str]) -> SearchSettings {
        SearchSettings {
            source: source.into(),
            words: words.iter().map(|word| (*word).to_string()).collect(),
            complete: true,
        }
    }

    #[test]
    fn words_are_found_in_any_letters_and_over_lines_and_confidential_texts_are_not_searched() {
        let sources = [source("a.md", Access::Public), source("b.md", Access::Confidential), source("c.md", Access::Public)];
        let texts: Texts = [("a.md", "The CEASE-\nfire of the Lake\n  Basin"), ("b.md", "cease-fire")]
            .into_iter()
            .map(|(path, text)| (path.to_string(), text.to_string()))
            .collect();
        let settings =
            [asked("a.md", &["lake basin", "ceasefire"]), asked("b.md", &["x"]), asked("c.md", &["x"]), asked("d.md", &["x"])];
        let found = searches(&settings, &sources, &texts);
        assert_eq!(found.len(), 1, "no text, confidential, not there: not searched");
        assert_eq!(found[0].found, ["lake basin"]);
        let lost = lost(&settings, &sources, "[[search]]\nsource = \"d.md\"\n");
        assert_eq!((lost.len(), lost[0].place.as_str()), (1, "case.toml:2:10"));
    }
}
