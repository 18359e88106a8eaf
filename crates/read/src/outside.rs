//! What another program read, held against the words of its sources.
//!
//! The main function is [`held`]. A program outside (a language model, say) may write the lines that `rollcall read` writes;
//! kept in a case as `records/NAME.read.jsonl` they are a source like any other. Nothing of them is believed: an entity must
//! stand in the source's text where it says it stands, names and places must be words of that text, and what leans on
//! something that fell falls with it. What is left becomes claims as the reader's own does, and waits for a person.

use crate::document::{Document, Event};
use std::collections::BTreeSet;

/// The ending of such a file.
pub const ENDING: &str = ".read.jsonl";

/// What stands in the text, and how many entities, relations and events did not. Every finder is named `outside: …`.
pub fn held(document: Document, text: &str) -> (Document, usize) {
    let points: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let words = |start: usize, end: usize| {
        (start < end && end < points.len()).then(|| &text[points[start]..points[end]]).filter(|words| !words.is_empty())
    };
    let all = document.entities.len() + document.relations.len() + document.events.len();
    let mut kept = document;
    kept.held.clear();
    kept.entities.retain(|entity| words(entity.start, entity.end) == Some(entity.text.as_str()));
    let known: BTreeSet<String> = kept.entities.iter().map(|entity| entity.id.clone()).collect();
    let stands =
        |said: &Option<String>| said.as_ref().is_none_or(|said| known.contains(said) || text.contains(said.as_str()));
    let event_stands = |event: &Event| {
        words(event.start, event.end).is_some()
            && (event.name.is_empty() || text.contains(&event.name))
            && stands(&event.forum)
            && stands(&event.place)
            && event.host.iter().all(|host| known.contains(host) || text.contains(host.as_str()))
            && event.attributed_to.iter().all(|voice| known.contains(voice))
    };
    kept.events.retain(event_stands);
    for event in &mut kept.events {
        event.mentions.retain(|place| words(place.start, place.end).is_some());
        event.roles.retain(|role| {
            let narrow = role.start.zip(role.end).is_none_or(|(start, end)| words(start, end).is_some());
            known.contains(&role.entity) && narrow && stands(&role.rank) && stands(&role.post)
        });
        event.by = format!("outside: {}", event.by);
    }
    let events: BTreeSet<&String> = kept.events.iter().map(|event| &event.id).collect();
    kept.relations.retain(|relation| {
        let ends = known.contains(&relation.from) && known.contains(&relation.to);
        ends && words(relation.start, relation.end).is_some()
            && relation.event.as_ref().is_none_or(|event| events.contains(event))
            && stands(&relation.text)
            && relation.attributed_to.iter().all(|voice| known.contains(voice))
    });
    kept.relations.iter_mut().for_each(|relation| relation.by = format!("outside: {}", relation.by));
    kept.entities.iter_mut().for_each(|entity| entity.by = format!("outside: {}", entity.by));
    let left = kept.entities.len() + kept.relations.len() + kept.events.len();
    (kept, all - left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        serde_json::from_value(serde_json::json!({
            "language": "en",
            "entities": [
                {"id": "e1", "type": "Person", "start": 8, "end": 17, "text": "Ana Souza", "by": "m", "score": 0.9},
                {"id": "e2", "type": "State", "start": 0, "end": 4, "text": "Peru", "by": "m", "score": 0.9},
            ],
            "relations": [],
            "events": [{
                "id": "v1", "type": "Meeting", "name": text, "status": "held", "start": 8, "end": 30, "attributed_to": [],
                "roles": [
                    {"entity": "e1", "role": "attendee", "certainty": "stated"},
                    {"entity": "e2", "role": "host", "certainty": "stated"},
                ],
                "by": "m", "score": 0.9,
            }],
        }))
        .expect("is a document")
    }

    #[test]
    fn what_does_not_stand_in_the_text_falls_with_what_leans_on_it() {
        let text = "Admiral Ana Souza attended the summit.";
        let (kept, fell) = held(document("summit"), text);
        assert_eq!((kept.entities.len(), kept.events.len(), fell), (1, 1, 1), "Peru is not in the text");
        assert_eq!(kept.events[0].roles.len(), 1);
        assert_eq!(kept.entities[0].by, "outside: m");
        assert_eq!(held(document("conference"), text).0.events, [], "no such name in the text");
        assert_eq!(held(document("summit"), "").0.entities, []);
    }
}
