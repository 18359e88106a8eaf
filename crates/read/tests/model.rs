//! The trained part of the reader: its file, and that learning is the same every time.

use rollcall_lexicon::Lexicon;
use rollcall_read::model::train::{Annotated, Settings, train};
use rollcall_read::model::{Kind, Model};
use rollcall_read::{Input, Reader};
use std::sync::Arc;

fn annotated() -> Annotated {
    let text = "The Commander of the 9 Brigade, Colonel Ada Ek, spoke.\n\nColonel Ada Ek left.";
    let at = |words: &str| text.find(words).map(|start| start..start + words.len()).expect("it is in the text");
    let spans = vec![
        (Kind::Person, at("Ada Ek")),
        (Kind::Rank, at("Colonel")),
        (Kind::Post, at("Commander")),
        (Kind::Body, at("9 Brigade")),
    ];
    Annotated { text: text.into(), spans, pairs: vec![(0, 1), (0, 2), (0, 3)], links_only: false }
}

#[test]
fn the_same_documents_give_the_same_model_and_its_file_gives_it_back() {
    let rules = Reader::new(Arc::new(Lexicon::builtin())).with_model(None);
    let documents = vec![annotated(); 6];
    let model = train(&rules, &documents, &Settings::default());
    let bytes = model.to_bytes();
    assert_eq!(train(&rules, &documents, &Settings::default()).to_bytes(), bytes);
    assert_eq!(Model::from_bytes(&bytes).as_ref(), Some(&model));
    let reader = rules.with_model(Some(Arc::new(model)));
    let read = reader.read(&Input { text: &documents[0].text, ..Input::default() });
    assert!(read.relations.iter().any(|relation| relation.by == "model"), "{:?}", read.relations);
}

#[test]
fn what_is_no_model_is_refused() {
    let model = Model::builtin().expect("it is part of the program");
    let bytes = model.to_bytes();
    for end in [0, 7, 8, 13, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(Model::from_bytes(&bytes[..end]), None, "cut at {end}");
    }
    assert_eq!(Model::from_bytes(&[bytes.as_slice(), &[0]].concat()), None);
}
