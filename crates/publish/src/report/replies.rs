//! What a party was asked and what it answered, in sentences.
//!
//! The main function is [`of`].

use crate::site::Site;
use crate::words;
use rollcall_model::decision::Verb;
use rollcall_model::entity::Entity;
use rollcall_model::view::Reply;

/// What is said where nothing was written down.
pub(crate) const NONE: &str = "It is not written down here that it was asked to reply.";

/// What a party was asked and answered, in the order in which it happened.
pub(crate) fn of(site: &Site<'_>, party: &Entity) -> Vec<String> {
    site.view.replies().iter().filter(|reply| reply.party == party.id).map(sentence).collect()
}

fn sentence(reply: &Reply) -> String {
    let day = words::date_text(&reply.day);
    let words = reply.words.as_deref().unwrap_or_default();
    let why = reply.why.as_deref().map_or_else(String::new, |why| format!(": {why}"));
    match reply.verb {
        Verb::Answered => format!("Answered ({day}): “{words}”"),
        Verb::Declined => format!("Declined to answer ({day})."),
        Verb::NoAnswerBy => format!("Had not answered by {}.", words::date_text(words)),
        Verb::NotApproached => format!("Was not asked to reply{why} ({day})."),
        _ => format!("Was asked to reply ({day})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::id::EntityId;

    #[test]
    fn each_is_one_sentence_and_an_answer_is_quoted() {
        let said = |verb, words: Option<&str>, why: Option<&str>| {
            let party = EntityId::of(&["x"]);
            let day = "2022-06-01".to_string();
            sentence(&Reply { party, day, verb, words: words.map(Into::into), why: why.map(Into::into) })
        };
        assert_eq!(said(Verb::Asked, None, None), "Was asked to reply (1 June 2022).");
        assert_eq!(said(Verb::Answered, Some("No."), None), "Answered (1 June 2022): “No.”");
        assert_eq!(said(Verb::NoAnswerBy, Some("2022-07-01"), None), "Had not answered by 1 July 2022.");
        assert_eq!(
            said(Verb::NotApproached, None, Some("its address is not known")),
            "Was not asked to reply: its address is not known (1 June 2022)."
        );
    }
}
