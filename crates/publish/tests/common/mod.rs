//! A small case made by hand: what pages and exports are tested on.
//!
//! The main function is [`case`]. Every claim stands in one of four short files, so that its words can be found there.

use rollcall_model::claim::{Anchor, Basis, Claim, State, Value, Voice};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::entity::{Entities, Entity, EntityValue, JoinsById, PropertyValue};
use rollcall_model::finding::{Certainty, Finding, Lack, Proof, RuleClass};
use rollcall_model::held::HeldBack;
use rollcall_model::id::{EntityId, FindingId, MentionId};
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::roll::{RollEngagement, RollParty, RollRow};
use rollcall_model::source::{Access, Source, SourceInfo};
use rollcall_model::view::{About, Claims, Excerpt, Moment, Notice, Reply, StatedClaim, View};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A view over records that a test can change.
pub struct Case {
    /// What the case says of itself.
    pub about: About,
    /// The files.
    pub sources: Vec<Source>,
    /// Their words, by path.
    pub texts: BTreeMap<String, String>,
    /// The claims.
    pub claims: Claims,
    /// Parties, engagements and links.
    pub entities: Entities,
    /// The joins.
    pub joins: JoinsById,
    /// The roll.
    pub roll: Vec<Arc<RollRow>>,
    /// The findings.
    pub findings: Vec<Arc<Finding>>,
    /// What was held back.
    pub held_back: BTreeMap<HeldBack, usize>,
    /// What parties were asked and answered.
    pub replies: Vec<Reply>,
    /// What was taken back or put right.
    pub notices: Vec<Notice>,
    /// Paths of files that may be shown whole.
    pub whole: Vec<String>,
}

impl View for Case {
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
        &self.roll
    }
    fn findings(&self) -> &[Arc<Finding>] {
        &self.findings
    }
    fn held_back(&self) -> &BTreeMap<HeldBack, usize> {
        &self.held_back
    }
    fn replies(&self) -> &[Reply] {
        &self.replies
    }
    fn notices(&self) -> &[Notice] {
        &self.notices
    }
    fn text(&self, source: &Source) -> Option<String> {
        self.texts.get(&source.path).filter(|_| self.whole.contains(&source.path)).cloned()
    }
    fn excerpt(&self, anchor: &Anchor) -> Option<Excerpt> {
        let letters: Vec<char> = self.texts.get(&anchor.source)?.chars().collect();
        let slice = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
        Some(Excerpt {
            before: slice(anchor.start.saturating_sub(200), anchor.start),
            words: slice(anchor.start, anchor.end),
            after: slice(anchor.end, (anchor.end + 200).min(letters.len())),
        })
    }
}

/// A value for the builder.
#[derive(Clone)]
enum Is {
    Text(&'static str),
    Thing(EntityId),
}
use Is::{Text, Thing};

/// A note on a meeting.
pub const NOTE: &str = "sources/ministers.md";
/// A cable that says more of it.
pub const CABLE: &str = "sources/cable.md";
const LIST: &str = "records/chairs.csv";
const HOSTILE: &str = "sources/<b>hostile</b> & more.txt";

fn texts() -> BTreeMap<String, String> {
    [
        (NOTE, "# The ministers\n\nGeneral Aru Benn, the defence minister of Nordland, attended the Council of Ministers in Portville on 14 June 2021. Sudmark hosted the meeting. Westra took part online. Eastria declined to come. The ministers approved the Portville Programme.\n\nThe read-out makes no mention of the shelling of Hilltown, which the Rights Office says Nordland's army carried out in March 2021. The Council of Ministers is part of the Northern Union.\n\nIn May 2022 a Naval Exercise was held near Portville; the Nordland Navy and the Westra Navy took part.\n"),
        (CABLE, "According to the Herald, Aru Benn spoke at the Council of Ministers in Lakeside on 14 June 2021. Westra put an entry ban on Aru Benn from 1 April 2021. The Rights Office calls on Westra to end joint exercises. Kite Ltd supplied Nordland with radios in 2020. Nordland named the Hill Front a terrorist group. The Portville Accord of 2014 binds Sudmark to report each year. Nordland owns Kite Ltd. A workshop is scheduled for October 2023; Nordland is to attend.\n"),
        (LIST, "body,chair,from,to\nCouncil of Ministers,Sudmark,2020-01-01,2021-12-31\nCouncil of Ministers,Westra,2022-01-01,\n"),
        (HOSTILE, "=cmd <script>alert(1)</script> \"Lena Vor\" & an observer observed the Naval Exercise.\n"),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_string(), text.to_string()))
    .collect()
}

fn date(text: &str) -> Edtf {
    Edtf::parse(text).expect("a date of the test case")
}

/// The case as its owner sees it, or as an edition shows it.
pub fn case(private: bool) -> Case {
    let mut case = empty(private);
    case.texts = texts();
    case.sources = sources(&case.texts);
    fill(&mut case, private);
    case
}

/// A case that holds nothing.
pub fn empty(private: bool) -> Case {
    Case {
        about: About {
            title: "Nordland at the Council: a test".into(),
            languages: vec!["en".into()],
            notice: Some("A test: all of this is made up.".into()),
            people_unlisted: true,
            contact: None,
            moments: vec![Moment { id: "turn".into(), name: "the turn of 1 January 2022".into(), date: date("2022-01-01") }],
            rules: BTreeMap::from([(
                "measure-in-force".into(),
                BTreeMap::from([
                    (
                        "en".into(),
                        "Took part later.\n\nWhat it means: so a source says.\nHow it can be wrong: the date may be misread.".into(),
                    ),
                    ("my".into(), "နောက်ပိုင်း ပါဝင်ခြင်း။\nအဓိပ္ပာယ်: အရင်းအမြစ်က ဆိုသည်။".into()),
                ]),
            )]),
            private,
            day: (!private).then(|| Day::from_ymd(2023, 2, 1).expect("a day")),
            edition: (!private).then_some(1),
        },
        sources: Vec::new(),
        texts: BTreeMap::new(),
        claims: Claims::new(),
        entities: Entities::new(),
        joins: BTreeMap::new(),
        roll: Vec::new(),
        findings: Vec::new(),
        replies: Vec::new(),
        notices: Vec::new(),
        whole: Vec::new(),
        held_back: if private { BTreeMap::new() } else { [(HeldBack::Undecided, 7)].into() },
    }
}

fn sources(texts: &BTreeMap<String, String>) -> Vec<Source> {
    texts
        .iter()
        .map(|(path, text)| Source {
            path: path.clone(),
            sha256: rollcall_model::id::sha256_hex(text.as_bytes()),
            size: text.len() as u64,
            media_type: "text/plain".into(),
            info: SourceInfo {
                title: (path == NOTE || path == CABLE).then(|| if path == NOTE { "The ministers in 2021".into() } else { "A cable".into() }),
                publisher: Some("Test Press".into()),
                date: Some(date("2022-06")),
                url: Some("https://example.org/a-very-long-address/that-does-not-break-anywhere/0123456789012345678901234567890123456789.html".into()),
                access: Access::Public,
                rests_on: if path == NOTE || path == CABLE { vec!["One article".into()] } else { Vec::new() },
                ..SourceInfo::default()
            },
            layer: Some("text/1".into()),
            not_read: None,
        })
        .collect()
}

impl Case {
    /// The place of some words in a file.
    pub fn anchor(&self, source: &str, words: &str) -> Anchor {
        let text = &self.texts[source];
        let byte = text.find(words).unwrap_or_else(|| panic!("`{words}` stands in {source}"));
        let start = text[..byte].chars().count();
        let sha256 = rollcall_model::id::sha256_hex(text.as_bytes());
        let row = (source == LIST).then(|| text[..byte].matches('\n').count());
        Anchor {
            source: source.into(),
            sha256,
            layer: "text/1".into(),
            start,
            end: start + words.chars().count(),
            text: words.into(),
            row,
            column: None,
            page: None,
            rect: None,
            description: None,
        }
    }

    /// Adds a thing; each property with the words that say it.
    fn add(&mut self, kind: Kind, name: &str, says: &[(&str, Is, &str, &str)]) -> EntityId {
        self.add_voiced(kind, name, says, &[])
    }

    fn add_voiced(&mut self, kind: Kind, name: &str, says: &[(&str, Is, &str, &str)], voices: &[Voice]) -> EntityId {
        let mention = MentionId::of(&[kind.as_str(), name]);
        let id = EntityId::of(&[mention.as_str()]);
        let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
        for (property, is, source, words) in says {
            let anchor = self.anchor(source, words);
            let (value, shown) = match is {
                Text(text) => (Value::Text(text.to_string()), EntityValue::Text(text.to_string())),
                Thing(other) => (
                    Value::Link(self.entities[other].mentions[0].clone()),
                    EntityValue::Entity { id: other.clone(), name: self.entities[other].name.clone() },
                ),
            };
            assert!(kind.property(property).is_some(), "{kind}.{property}");
            let mut claim = Claim::new(mention.clone(), kind, property, value, anchor, "test", 1000, Basis::Read);
            claim.attributed_to = voices.to_vec();
            let state = State::Accepted;
            let entry = PropertyValue { value: shown, claims: vec![claim.id.clone()], state };
            self.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state });
            let values = properties.entry(property.to_string()).or_default();
            values.push(entry);
            values.sort();
        }
        self.entities.insert(
            id.clone(),
            Arc::new(Entity {
                id: id.clone(),
                kind,
                name: name.into(),
                properties,
                mentions: vec![mention],
                joins: Vec::new(),
                state: State::Accepted,
            }),
        );
        id
    }

    /// Adds a participation and its row.
    fn took_part(
        &mut self,
        party: &EntityId,
        at: &EntityId,
        role: &'static str,
        mode: &'static str,
        source: &str,
        words: &str,
        voices: &[Voice],
    ) {
        let name = format!("{}: {role}: {}", self.entities[party].name, self.entities[at].name);
        let says = [
            ("party", Thing(party.clone()), source, words),
            ("engagement", Thing(at.clone()), source, words),
            ("role", Text(role), source, words),
        ];
        let id = self.add_voiced(kinds::PARTICIPATION, &name, &says, voices);
        let (who, what) = (&self.entities[party], &self.entities[at]);
        let date = what.first("date").map(date);
        let row = RollRow {
            id: id.clone(),
            engagement: RollEngagement {
                id: at.clone(),
                kind: what.kind,
                name: what.name.clone(),
                forum: what.first("forum").map(str::to_string),
                date,
                place: what.first("place").map(str::to_string),
                host: Vec::new(),
                status: what.first("status").unwrap_or("held").into(),
            },
            participant: RollParty { id: party.clone(), name: who.name.clone(), kind: who.kind, country: None },
            acts_for: None,
            role: role.into(),
            capacity: None,
            mode: mode.into(),
            certainty: "stated".into(),
            named: true,
            rank: (who.kind == kinds::PERSON && source == NOTE).then(|| "General".into()),
            post: None,
            state: State::Accepted,
            basis: Basis::Read,
            statements: self.entities[&id].claims().into_iter().cloned().collect(),
            findings: Vec::new(),
            anchors: vec![self.anchor(source, words).into()],
        };
        self.roll.push(Arc::new(row));
        self.roll.sort_by_key(|row| {
            (
                row.engagement.date.as_ref().and_then(Edtf::earliest_start),
                row.engagement.id.clone(),
                row.participant.id.clone(),
            )
        });
    }
}

fn fill(case: &mut Case, private: bool) {
    let nordland = case.add(
        kinds::STATE,
        "Nordland",
        &[("name", Text("Nordland"), NOTE, "Nordland"), ("country", Text("NL"), NOTE, "Nordland")],
    );
    let sudmark = case.add(kinds::STATE, "Sudmark", &[("name", Text("Sudmark"), NOTE, "Sudmark")]);
    let westra = case.add(
        kinds::STATE,
        "Westra",
        &[("name", Text("Westra"), NOTE, "Westra"), ("alias", Text("Republic of Westra"), NOTE, "Westra")],
    );
    let eastria = case.add(kinds::STATE, "Eastria", &[("name", Text("Eastria"), NOTE, "Eastria")]);
    let benn = case.add(kinds::PERSON, "Aru Benn", &[("name", Text("Aru Benn"), NOTE, "Aru Benn")]);
    let vor = case.add(
        kinds::PERSON,
        "=cmd <script>alert(1)</script> \"Lena Vor\" & an observer",
        &[("name", Text("=cmd <script>alert(1)</script>"), HOSTILE, "=cmd <script>alert(1)</script>")],
    );
    let navy = case.add(kinds::UNIT, "Nordland Navy", &[("name", Text("Nordland Navy"), NOTE, "Nordland Navy")]);
    let other_navy = case.add(kinds::UNIT, "Westra Navy", &[("name", Text("Westra Navy"), NOTE, "Westra Navy")]);
    let union = case.add(kinds::FORUM, "Northern Union", &[("name", Text("Northern Union"), NOTE, "Northern Union")]);
    let council = case.add(
        kinds::FORUM,
        "Council of Ministers",
        &[
            ("name", Text("Council of Ministers"), NOTE, "Council of Ministers"),
            ("parent", Thing(union.clone()), NOTE, "is part of the Northern Union"),
        ],
    );
    let meeting = case.add(
        kinds::MEETING,
        "Council of Ministers meeting",
        &[
            ("forum", Thing(council.clone()), NOTE, "Council of Ministers"),
            ("date", Text("2021-06-14"), NOTE, "14 June 2021"),
            ("place", Text("Portville"), NOTE, "Portville"),
            ("place", Text("Lakeside"), CABLE, "Lakeside"),
            ("status", Text("held"), NOTE, "attended"),
        ],
    );
    let exercise = case.add(
        kinds::EXERCISE,
        "Naval Exercise",
        &[
            ("date", Text("2022-05"), NOTE, "May 2022"),
            ("place", Text("Portville"), NOTE, "near Portville"),
            ("status", Text("held"), NOTE, "was held"),
        ],
    );
    let herald = Voice { name: "the Herald".into(), mention: None, date: Some(date("2021-06-15")), public_date: None };
    case.took_part(
        &benn,
        &meeting,
        "attendee",
        "in person",
        NOTE,
        "General Aru Benn, the defence minister of Nordland, attended the Council of Ministers",
        &[],
    );
    case.took_part(&benn, &meeting, "speaker", "not stated", CABLE, "Aru Benn spoke at the Council of Ministers", &[herald]);
    case.took_part(&sudmark, &meeting, "host", "not stated", NOTE, "Sudmark hosted the meeting", &[]);
    case.took_part(&westra, &meeting, "attendee", "online", NOTE, "Westra took part online", &[]);
    case.took_part(&eastria, &meeting, "declined", "not stated", NOTE, "Eastria declined to come", &[]);
    case.took_part(&navy, &exercise, "attendee", "in person", NOTE, "the Nordland Navy and the Westra Navy took part", &[]);
    case.took_part(
        &other_navy,
        &exercise,
        "attendee",
        "in person",
        NOTE,
        "the Nordland Navy and the Westra Navy took part",
        &[],
    );
    case.took_part(&vor, &exercise, "observer", "in person", HOSTILE, "observed the Naval Exercise", &[]);
    if private {
        let workshop = case.add(
            kinds::TRAINING,
            "workshop",
            &[("date", Text("2023-10"), CABLE, "October 2023"), ("status", Text("scheduled"), CABLE, "is scheduled")],
        );
        case.took_part(&nordland, &workshop, "attendee", "not stated", CABLE, "Nordland is to attend", &[]);
    }
    links(case, [&nordland, &sudmark, &westra, &benn, &council, &meeting]);
    findings(case, &benn, &meeting);
}

fn links(case: &mut Case, [nordland, sudmark, westra, benn, council, meeting]: [&EntityId; 6]) {
    let office = case.add(kinds::ORGANIZATION, "Rights Office", &[("name", Text("Rights Office"), NOTE, "Rights Office")]);
    let front = case.add(kinds::ORGANIZATION, "Hill Front", &[("name", Text("Hill Front"), CABLE, "Hill Front")]);
    let kite = case.add(kinds::COMPANY, "Kite Ltd", &[("name", Text("Kite Ltd"), CABLE, "Kite Ltd")]);
    case.add(
        kinds::TENURE,
        "Aru Benn: defence minister",
        &[
            ("person", Thing(benn.clone()), NOTE, "Aru Benn"),
            ("rank", Text("General"), NOTE, "General"),
            ("post", Text("defence minister"), NOTE, "the defence minister of Nordland"),
            ("body", Thing(nordland.clone()), NOTE, "Nordland"),
            ("seenDate", Text("2021-06-14"), NOTE, "14 June 2021"),
        ],
    );
    case.add(
        kinds::FORUM_ROLE,
        "Sudmark chairs",
        &[
            ("party", Thing(sudmark.clone()), LIST, "Sudmark"),
            ("forum", Thing(council.clone()), LIST, "Council of Ministers"),
            ("role", Text("chair"), LIST, "Sudmark"),
            ("startDate", Text("2020-01-01"), LIST, "2020-01-01"),
            ("endDate", Text("2021-12-31"), LIST, "2021-12-31"),
        ],
    );
    case.add(
        kinds::FORUM_ROLE,
        "Westra chairs",
        &[
            ("party", Thing(westra.clone()), LIST, "Westra"),
            ("forum", Thing(council.clone()), LIST, "Council of Ministers"),
            ("role", Text("chair"), LIST, "Westra"),
            ("startDate", Text("2022-01-01"), LIST, "2022-01-01"),
        ],
    );
    case.add(
        kinds::MEASURE,
        "Westra: Aru Benn",
        &[
            ("authority", Thing(westra.clone()), CABLE, "Westra"),
            ("target", Thing(benn.clone()), CABLE, "Aru Benn"),
            ("measureKind", Text("entry ban"), CABLE, "entry ban"),
            ("inForce", Text("2021-04-01"), CABLE, "1 April 2021"),
        ],
    );
    case.add(
        kinds::DESIGNATION,
        "Nordland: Hill Front",
        &[
            ("authority", Thing(nordland.clone()), CABLE, "Nordland named"),
            ("target", Thing(front), CABLE, "the Hill Front"),
            ("label", Text("terrorist group"), CABLE, "a terrorist group"),
        ],
    );
    let shelling = case.add(
        kinds::ABUSE,
        "shelling of Hilltown",
        &[
            ("what", Text("shelling of Hilltown"), NOTE, "the shelling of Hilltown"),
            ("date", Text("2021-03"), NOTE, "March 2021"),
            ("accuser", Thing(office.clone()), NOTE, "the Rights Office says"),
        ],
    );
    case.add(
        kinds::PERPETRATION,
        "Nordland: shelling",
        &[
            ("party", Thing(nordland.clone()), NOTE, "Nordland's army"),
            ("abuse", Thing(shelling), NOTE, "shelling of Hilltown"),
        ],
    );
    case.add(
        kinds::RECOMMENDATION,
        "call 1",
        &[
            ("author", Thing(office), CABLE, "The Rights Office calls"),
            ("addressee", Thing(westra.clone()), CABLE, "on Westra"),
            ("text", Text("end joint exercises"), CABLE, "end joint exercises"),
        ],
    );
    case.add(
        kinds::OMISSION,
        "read-out: shelling",
        &[
            ("by", Thing(meeting.clone()), NOTE, "The read-out"),
            ("what", Text("the shelling of Hilltown"), NOTE, "makes no mention of the shelling of Hilltown"),
        ],
    );
    case.add(
        kinds::OUTCOME,
        "programme",
        &[
            ("engagement", Thing(meeting.clone()), NOTE, "The ministers"),
            ("what", Text("the Portville Programme was approved"), NOTE, "approved the Portville Programme"),
        ],
    );
    case.add(
        kinds::SUPPLY,
        "Kite Ltd: Nordland",
        &[
            ("supplier", Thing(kite.clone()), CABLE, "Kite Ltd supplied"),
            ("recipient", Thing(nordland.clone()), CABLE, "Nordland with"),
            ("goods", Text("radios"), CABLE, "radios"),
            ("date", Text("2020"), CABLE, "2020"),
        ],
    );
    case.add(
        kinds::OWNERSHIP,
        "Nordland: Kite Ltd",
        &[("owner", Thing(nordland.clone()), CABLE, "Nordland owns"), ("asset", Thing(kite), CABLE, "owns Kite Ltd")],
    );
    let accord = case.add(
        kinds::INSTRUMENT,
        "Portville Accord",
        &[("name", Text("Portville Accord"), CABLE, "Portville Accord"), ("date", Text("2014"), CABLE, "2014")],
    );
    case.add(
        kinds::OBLIGATION,
        "Accord: Sudmark",
        &[
            ("instrument", Thing(accord), CABLE, "The Portville Accord"),
            ("party", Thing(sudmark.clone()), CABLE, "binds Sudmark"),
            ("clause", Text("report each year"), CABLE, "to report each year"),
        ],
    );
}

fn findings(case: &mut Case, benn: &EntityId, meeting: &EntityId) {
    let anchor = case.anchor(NOTE, "General Aru Benn, the defence minister of Nordland, attended the Council of Ministers");
    let measure = case.anchor(CABLE, "Westra put an entry ban on Aru Benn from 1 April 2021");
    let fact =
        |words: &str, anchor: Anchor| Proof::Fact { fact: words.into(), claims: Vec::new(), anchors: vec![anchor.into()] };
    let says = "Aru Benn took part in the Council of Ministers meeting on 14 June 2021. An entry ban of Westra on him was in force from 1 April 2021.";
    case.findings = vec![Arc::new(Finding {
        id: FindingId::of(&["measure-in-force", benn.as_str()]),
        rule: "measure-in-force".into(),
        class: RuleClass::Context,
        certainty: Certainty::Certain,
        says: says.into(),
        lang: "en".into(),
        says_in: BTreeMap::new(),
        reasons: Vec::new(),
        date: Some(date("2021-06-14")),
        entities: vec![benn.clone(), meeting.clone()],
        origins: 1,
        proofs: vec![Proof::Rule {
            rule: "measure-in-force".into(),
            because: vec![
                fact("Aru Benn took part in the meeting on 14 June 2021.", anchor),
                fact("Westra put an entry ban on Aru Benn, in force from 1 April 2021.", measure),
                Proof::None {
                    none: "the entry ban was ended by 14 June 2021".into(),
                    sources_searched: Arc::new(vec![NOTE.into(), CABLE.into()]),
                    lack: Lack::Not,
                },
                Proof::Count { count: 1, of: Arc::new(vec![Proof::Rule { rule: "took-part".into(), because: Vec::new() }]) },
            ],
        }],
        more: false,
        joins: Vec::new(),
    })];
}
