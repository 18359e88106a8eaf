//! What is in a language that no pack reads is held and not read, a part of a text too.

use rollcall_lexicon::Lexicon;
use rollcall_read::document::Document;
use rollcall_read::{Input, Reader};
use std::sync::Arc;

fn read(text: &str) -> Document {
    Reader::new(Arc::new(Lexicon::builtin())).read(&Input { text, ..Input::default() })
}

const FIRST: &str = "General Ousmane Diarra attended the conference of the chiefs of staff in Accra in May 2019.";
const RUSSIAN: &str =
    "Министр обороны генерал Иван Петров принял участие в совещании начальников штабов в Москве в июне 2019 года.";
const FRENCH: &str = "Le général Jean Dupont a participé à la conférence des chefs d'état-major à Paris en mai 2019, avec les \
    représentants de plusieurs pays de la région, qui ont discuté de la formation commune des officiers et des exercices navals.";
const LAST: &str = "Colonel Aminata Keita took part in the conference.";

#[test]
fn a_paragraph_in_another_language_is_held_and_the_rest_is_read() {
    for other in [RUSSIAN, FRENCH] {
        let text = format!("{FIRST}\n\n{other}\n\n{LAST}\n");
        let document = read(&text);
        assert_eq!(document.language.as_deref(), Some("en"));
        let [held] = document.held.as_slice() else { panic!("one part is held: {:?}", document.held) };
        let slice: String = text.chars().skip(held.start).take(held.end - held.start).collect();
        assert_eq!(slice, other.trim_end_matches('.'));
        assert!(document.entities.iter().all(|entity| entity.end <= held.start || held.end <= entity.start));
        assert_eq!(document.events.len(), 1, "{:?}", document.events);
        assert_eq!(document.events[0].roles.len(), 2);
        assert!(document.unread().is_some_and(|why| why.starts_with("one passage: ")));
    }
}

#[test]
fn names_from_anywhere_make_no_other_language() {
    let document = read(
        "Thiha Zaw, Htin Kyaw, Nguyễn Phú Trọng, Recep Tayyip Erdoğan, Žydrūnas Šadžius, Göran Åkesson, Łukasz Wójcik, \
         Andrés Manuel López Obrador, Kwabena Osei-Bonsu, Siti Nurhaliza binti Tarudin, Chukwuemeka Odumegwu Ojukwu and \
         Vilhjálmur Þórarinsson sat at the table of the council.",
    );
    assert!(document.held.is_empty(), "{:?}", document.held);
    assert!(document.not_read.is_none());
}
