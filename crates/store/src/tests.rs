use super::*;
use rollcall_model::claim::{Anchor, Basis, Claim, State, Value, mention_id};
use rollcall_model::entity::{Entities, JoinsById};
use rollcall_model::finding::Finding;
use rollcall_model::held::HeldBack;
use rollcall_model::ontology::kinds;
use rollcall_model::roll::RollRow;
use rollcall_model::source::Source;
use rollcall_model::view::{About, Claims, Excerpt, StatedClaim};
use std::sync::Arc;

struct Tiny {
    about: About,
    sources: Vec<Source>,
    claims: Claims,
    entities: Entities,
    joins: JoinsById,
    held_back: BTreeMap<HeldBack, usize>,
}

impl View for Tiny {
    fn about(&self) -> &About {
        &self.about
    }
    fn sources(&self) -> &[Source] {
        &self.sources
    }
    fn claims(&self) -> &Claims {
        &self.claims
    }
    fn entities(&self) -> &Entities {
        &self.entities
    }
    fn joins(&self) -> &JoinsById {
        &self.joins
    }
    fn roll(&self) -> &[Arc<RollRow>] {
        &[]
    }
    fn findings(&self) -> &[Arc<Finding>] {
        &[]
    }
    fn held_back(&self) -> &BTreeMap<HeldBack, usize> {
        &self.held_back
    }
    fn excerpt(&self, _: &Anchor) -> Option<Excerpt> {
        None
    }
}

const TEXT: &str = "Først: Ada Ek came.\n\n  The Board met in Öland.\nThe Board met again.\n";

fn texts() -> BTreeMap<String, String> {
    [("sources/b.txt".to_string(), TEXT.to_string()), ("sources/a.txt".to_string(), "The Board met again.".to_string())]
        .into()
}

fn tiny() -> Tiny {
    let anchor = Anchor {
        source: "sources/b.txt".into(),
        sha256: "0".repeat(64),
        layer: "text/1".into(),
        start: 7,
        end: 13,
        text: "Ada Ek".into(),
        row: None,
        column: None,
        page: None,
        rect: None,
        description: None,
    };
    let mention = mention_id(&anchor, kinds::PERSON);
    let claim = Claim::new(mention, kinds::PERSON, "name", Value::Text("Ada Ek".into()), anchor, "test", 900, Basis::Read);
    let about = About {
        title: "t".into(),
        languages: vec!["en".into()],
        notice: None,
        people_unlisted: true,
        contact: None,
        moments: Vec::new(),
        rules: BTreeMap::new(),
        private: true,
        day: None,
        edition: None,
    };
    Tiny {
        about,
        sources: Vec::new(),
        claims: [(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed })].into_iter().collect(),
        entities: Entities::new(),
        joins: BTreeMap::new(),
        held_back: BTreeMap::new(),
    }
}

#[test]
fn words_are_found_where_they_stand_and_in_one_order() {
    let dir = tempfile::tempdir().expect("a folder");
    Store::build(dir.path(), &tiny(), &texts()).expect("builds");
    let store = Store::open_read_only(dir.path()).expect("opens");
    let hits = store.search("board ÖLAND", 10).expect("answers");
    assert_eq!(hits.len(), 1);
    let slice: String = TEXT.chars().skip(hits[0].start).take(hits[0].end - hits[0].start).collect();
    assert_eq!(
        (slice.as_str(), hits[0].text.as_str(), hits[0].kind),
        ("The Board met in Öland.", "The Board met in Öland.", HitKind::Words)
    );
    let again: Vec<String> = store.search("board again", 10).expect("answers").into_iter().map(|hit| hit.source).collect();
    assert_eq!(again, ["sources/a.txt", "sources/b.txt"], "equals by path");
    let ada = store.search("Ada Ek", 10).expect("answers");
    assert_eq!(
        ada.iter().map(|hit| (hit.kind, hit.id.is_some())).collect::<Vec<_>>(),
        [(HitKind::Claim, true), (HitKind::Words, false)]
    );
    let count: i64 =
        store.facts().query_row("SELECT count(*) FROM claims WHERE kind = 'Person'", [], |row| row.get(0)).expect("counts");
    assert_eq!(count, 1);
    assert!(store.facts().execute("DELETE FROM claims", []).is_err(), "the tables are read-only");
}

#[test]
fn whatever_is_typed_is_words() {
    let dir = tempfile::tempdir().expect("a folder");
    Store::build(dir.path(), &tiny(), &texts()).expect("builds");
    let store = Store::open_read_only(dir.path()).expect("opens");
    let long = "board ".repeat(100_000);
    for query in [
        "",
        "  ",
        "\"board",
        "source:x",
        "board AND (",
        "*",
        "-board",
        "[a TO",
        "board^9999999999",
        "'; DROP TABLE claims",
        &long,
    ] {
        store.search(query, usize::MAX).unwrap_or_else(|error| panic!("{query:.20}: {error}"));
    }
    assert_eq!(store.search("\"board^ -again:(", 10).expect("answers").len(), 2);
    assert_eq!(store.search("board", 1).expect("answers").len(), 1);
    assert_eq!(store.search(&long, 10).expect("answers").len(), 3);
}

#[test]
fn it_is_built_again_without_loss_and_over_an_old_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let ask = || Store::open_read_only(dir.path()).and_then(|store| store.search("board", 10)).expect("answers");
    Store::build(dir.path(), &tiny(), &texts()).expect("builds");
    let first = ask();
    Store::build(dir.path(), &tiny(), &texts()).expect("builds over it");
    assert_eq!(ask(), first);
    std::fs::remove_dir_all(dir.path()).expect("deletes");
    assert!(Store::open_read_only(dir.path()).is_err());
    Store::build(dir.path(), &tiny(), &texts()).expect("builds anew");
    assert_eq!(ask(), first);
}

#[test]
fn one_flipped_byte_is_found_in_every_file() {
    let dir = tempfile::tempdir().expect("a folder");
    Store::build(dir.path(), &tiny(), &texts()).expect("builds");
    Store::open_read_only(dir.path()).and_then(|store| store.search("board", 10)).expect("answers");
    assert_eq!(Store::verify(dir.path()).expect("verifies"), [], "reading changes nothing");
    let listed = std::fs::read_to_string(dir.path().join(manifest::NAME)).expect("a manifest");
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let files: Vec<String> = listed["files"].as_object().expect("files").keys().cloned().collect();
    assert!(files.len() > 3, "{files:?}");
    for name in &files {
        let path = dir.path().join(name);
        let sound = std::fs::read(&path).expect("reads");
        let mut bytes = sound.clone();
        let at = bytes.len() / 2;
        match bytes.get_mut(at) {
            Some(byte) => *byte ^= 1,
            None => bytes.push(1),
        }
        std::fs::write(&path, bytes).expect("writes");
        let problems = Store::verify(dir.path()).expect("verifies");
        assert_eq!(problems.iter().map(|problem| &problem.place).collect::<Vec<_>>(), [name]);
        std::fs::write(&path, sound).expect("writes");
    }
    std::fs::write(dir.path().join("stray"), "x").expect("writes");
    assert_eq!(Store::verify(dir.path()).expect("verifies")[0].place, "stray");
    std::fs::remove_file(dir.path().join(manifest::NAME)).expect("removes");
    assert_eq!(Store::verify(dir.path()).expect("verifies")[0].place, manifest::NAME);
}
