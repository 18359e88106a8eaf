//! What speaks against a finding: the sources that say otherwise.
//!
//! The main type is [`Counter`], made once for a view and asked for each finding. It looks at the things whose claims the proofs
//! rest on, and at those that the finding is about: a date, a rank, a post or a way of taking part that cannot be the one that
//! the proofs rest on, an engagement that somebody says was not held, a party that somebody says did not come, a claim that a
//! reviewer disputes, and what says that which the rule takes nobody to say. Why here: the desk, the pages, the dossier and the
//! command line must not differ in what they call counter-evidence.

use crate::claim::State;
use crate::date::Edtf;
use crate::entity::{Entity, EntityValue, PropertyValue};
use crate::finding::{Because, Finding, Proof, Reason};
use crate::id::{ClaimId, EntityId};
use crate::ontology::{AWAY, PropertyType};
use crate::roll::RollRow;
use crate::view::View;
use std::collections::{BTreeMap, BTreeSet};

/// What something has once though the ontology lets sources put it in several ways.
const ONCE: [&str; 10] = ["date", "startDate", "endDate", "place", "rank", "post", "mode", "announced", "inForce", "ended"];

/// What an engagement's status can be that says that it was not held.
const NOT_HELD: [&str; 3] = ["cancelled", "postponed", "denied"];

/// Something that speaks against a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against<'v> {
    /// A source says that the engagement was denied, cancelled or postponed.
    NotHeld {
        /// The engagement.
        thing: &'v Entity,
        /// What it says.
        value: &'v PropertyValue,
    },
    /// A source says that a party did not come.
    Away {
        /// The line of the roll.
        row: &'v RollRow,
    },
    /// Sources give other values than the proofs rest on, or several of which one alone can be so.
    Otherwise {
        /// Of what.
        thing: &'v Entity,
        /// The property.
        property: &'v str,
        /// The other values; all of them where the proofs rest on none.
        values: Vec<&'v PropertyValue>,
    },
    /// A reviewer disputes claims that it rests on.
    Disputed {
        /// The claims.
        claims: Vec<&'v ClaimId>,
    },
    /// Something says what the finding takes no source to say.
    Said {
        /// What.
        reason: &'v Reason,
    },
}

impl<'v> Against<'v> {
    /// The claims that say it.
    pub fn claims(&self) -> Vec<&'v ClaimId> {
        match self {
            Self::NotHeld { value, .. } => value.claims.iter().collect(),
            Self::Away { row } => row.statements.iter().collect(),
            Self::Otherwise { values, .. } => values.iter().flat_map(|value| &value.claims).collect(),
            Self::Disputed { claims } => claims.clone(),
            Self::Said { reason } => reason.claims.iter().collect(),
        }
    }
}

/// See the module's page.
pub struct Counter<'v> {
    view: &'v dyn View,
    /// Whose value a claim gives.
    by_claim: BTreeMap<&'v ClaimId, &'v Entity>,
    /// Lines that have a party away, by engagement.
    away: BTreeMap<&'v EntityId, Vec<&'v RollRow>>,
}

impl<'v> Counter<'v> {
    /// Over a view.
    pub fn new(view: &'v dyn View) -> Self {
        let mut by_claim = BTreeMap::new();
        for entity in view.entities().values() {
            let claims = entity.properties.values().flatten().flat_map(|value| &value.claims);
            by_claim.extend(claims.map(|claim| (claim, entity.as_ref())));
        }
        let mut away: BTreeMap<&EntityId, Vec<&RollRow>> = BTreeMap::new();
        for row in view.roll().iter().filter(|row| AWAY.contains(&row.role.as_str()) && row.state.exists()) {
            away.entry(&row.engagement.id).or_default().push(row);
        }
        Self { view, by_claim, away }
    }

    /// What speaks against a finding, in a fixed order.
    pub fn of(&self, finding: &'v Finding) -> Vec<Against<'v>> {
        let rests: BTreeSet<&ClaimId> = finding.proofs.iter().flat_map(Proof::claims).collect();
        let things = self.things(finding, &rests);
        let disputed: Vec<&ClaimId> = rests.iter().copied().filter(|id| self.state(id) == Some(State::Disputed)).collect();
        let mut out: Vec<Against<'v>> = Vec::new();
        for thing in things.values().copied() {
            out.extend(self.not_held(thing, &rests));
        }
        out.extend(self.away(finding, &things, &rests));
        for thing in things.values().copied() {
            out.extend(self.otherwise(thing, &rests));
        }
        out.extend((!disputed.is_empty()).then_some(Against::Disputed { claims: disputed }));
        let said = finding.reasons.iter().filter(|reason| reason.because == Because::Denied);
        out.extend(said.map(|reason| Against::Said { reason }));
        out
    }

    fn state(&self, id: &ClaimId) -> Option<State> {
        self.view.claims().get(id).map(|stated| stated.state)
    }

    fn exists(&self, value: &PropertyValue) -> bool {
        value.claims.iter().any(|id| self.state(id).is_some_and(State::exists))
    }

    /// What its proofs rest on a claim of, and what it is about.
    fn things(&self, finding: &Finding, rests: &BTreeSet<&ClaimId>) -> BTreeMap<&'v EntityId, &'v Entity> {
        let of_claims = rests.iter().filter_map(|id| self.by_claim.get(*id).copied());
        let about = finding.entities.iter().filter_map(|id| self.view.entities().get(id)).map(AsRef::as_ref);
        let is_event_or_link = |entity: &&Entity| !entity.kind.is_party();
        of_claims.chain(about).filter(is_event_or_link).map(|entity| (&entity.id, entity)).collect()
    }

    fn not_held(&self, thing: &'v Entity, rests: &BTreeSet<&ClaimId>) -> Vec<Against<'v>> {
        let other = |value: &&PropertyValue| NOT_HELD.contains(&value.value.words()) && self.exists(value);
        let values = thing.values("status").iter().filter(other).filter(|value| !is_rested_on(value, rests));
        values.map(|value| Against::NotHeld { thing, value }).collect()
    }

    fn away(
        &self,
        finding: &Finding,
        things: &BTreeMap<&'v EntityId, &'v Entity>,
        rests: &BTreeSet<&ClaimId>,
    ) -> Vec<Against<'v>> {
        let parties = things.values().flat_map(|thing| thing.values("party")).filter_map(|value| value.value.entity());
        let parties: BTreeSet<&EntityId> = parties.chain(&finding.entities).collect();
        let engagements =
            things.values().flat_map(|thing| thing.values("engagement")).filter_map(|value| value.value.entity());
        let engagements: BTreeSet<&EntityId> = engagements.chain(things.keys().copied()).collect();
        let rows = engagements.into_iter().filter_map(|id| self.away.get(id)).flatten().copied();
        let rows = rows.filter(|row| parties.contains(&row.participant.id));
        rows.filter(|row| !row.statements.iter().all(|id| rests.contains(id))).map(|row| Against::Away { row }).collect()
    }

    /// Values of which not all can be so, property by property.
    fn otherwise(&self, thing: &'v Entity, rests: &BTreeSet<&ClaimId>) -> Vec<Against<'v>> {
        let mut out = Vec::new();
        for (property, values) in &thing.properties {
            let Some(known) = thing.kind.property(property) else { continue };
            if ["status", "named"].contains(&property.as_str()) || known.value == PropertyType::Certainty {
                continue;
            }
            let once = ONCE.contains(&property.as_str()) || !known.many;
            let values: Vec<&PropertyValue> = values.iter().filter(|value| self.exists(value)).collect();
            if !once || values.len() < 2 {
                continue;
            }
            let (own, others): (Vec<&PropertyValue>, Vec<_>) = values.iter().partition(|value| is_rested_on(value, rests));
            let against: Vec<&PropertyValue> = match own.is_empty() {
                true => {
                    values.iter().copied().filter(|one| values.iter().any(|other| differ(property, one, other))).collect()
                }
                false => others.into_iter().filter(|one| own.iter().any(|other| differ(property, one, other))).collect(),
            };
            out.extend((!against.is_empty()).then_some(Against::Otherwise { thing, property, values: against }));
        }
        out
    }
}

fn is_rested_on(value: &PropertyValue, rests: &BTreeSet<&ClaimId>) -> bool {
    value.claims.iter().any(|id| rests.contains(id))
}

/// Whether two values of one property cannot both be so.
fn differ(property: &str, one: &PropertyValue, other: &PropertyValue) -> bool {
    match (&one.value, &other.value) {
        (EntityValue::Entity { id: one, .. }, EntityValue::Entity { id: other, .. }) => one != other,
        (EntityValue::Text(one), EntityValue::Text(other)) if property == "mode" => {
            one != other && ![one, other].iter().any(|mode| *mode == "not stated")
        }
        (EntityValue::Text(one), EntityValue::Text(other)) => match (Edtf::parse(one), Edtf::parse(other)) {
            (Ok(one), Ok(other)) => !one.can_be_same(&other),
            _ => words_differ(one, other),
        },
        _ => true,
    }
}

/// Whether two texts cannot be two ways to write one thing: letter case, signs, an abbreviation ("Lt Gen" for "Lieutenant
/// General") and a shorter form of the same words do not make them differ.
pub fn words_differ(left: &str, right: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{self, Anchor};
    use crate::entity::{Entities, JoinsById};
    use crate::held::HeldBack;
    use crate::id::MentionId;
    use crate::ontology::{Kind, kinds};
    use crate::source::Source;
    use crate::view::{About, Claims, Excerpt, StatedClaim};
    use std::sync::Arc;

    #[test]
    fn texts_differ_only_where_they_cannot_mean_the_same() {
        assert!(!words_differ("Lt Gen", "Lieutenant General"));
        assert!(!words_differ("General", "general"));
        assert!(!words_differ("General", "Senior General"), "the shorter form of the same words");
        assert!(words_differ("Lieutenant General", "Vice Admiral"));
        assert!(words_differ("Bangkok", "Hanoi"));
    }

    #[test]
    fn values_differ_where_only_one_can_be_so() {
        let text = |words: &str| PropertyValue {
            value: EntityValue::Text(words.into()),
            claims: Vec::new(),
            state: State::Proposed,
        };
        assert!(differ("date", &text("2021-06-15"), &text("2021-07")));
        assert!(!differ("date", &text("2021-06-15"), &text("2021-06")), "the less exact date can be the same day");
        assert!(differ("mode", &text("online"), &text("in person")));
        assert!(!differ("mode", &text("not stated"), &text("in person")));
    }

    /// A case of one meeting with its parts, as far as counter-evidence needs one.
    struct Small {
        about: About,
        claims: Claims,
        entities: Entities,
        roll: Vec<Arc<RollRow>>,
        joins: JoinsById,
        held_back: BTreeMap<HeldBack, usize>,
    }

    impl View for Small {
        fn about(&self) -> &About {
            &self.about
        }
        fn sources(&self) -> &[Source] {
            &[]
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
            &[]
        }
        fn held_back(&self) -> &BTreeMap<HeldBack, usize> {
            &self.held_back
        }
        fn excerpt(&self, _: &Anchor) -> Option<Excerpt> {
            None
        }
    }

    fn small() -> Small {
        let about = About {
            title: "A case".into(),
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
        let (claims, entities, roll) = (Claims::new(), Entities::new(), Vec::new());
        Small { about, claims, entities, roll, joins: BTreeMap::new(), held_back: BTreeMap::new() }
    }

    /// A thing with values, each said by a claim of its own; gives its id and the claims in the order given.
    fn thing(view: &mut Small, name: &str, kind: Kind, values: &[(&str, &str, State)]) -> (EntityId, Vec<ClaimId>) {
        let (id, mention) = (EntityId::of(&[name]), MentionId::of(&[name]));
        let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
        let mut ids = Vec::new();
        for (at, (property, value, state)) in values.iter().enumerate() {
            let json = format!(
                r#"{{"source":"{name}.md","sha256":"x","layer":"text/1","start":{at},"end":{},"text":"words"}}"#,
                at + 1
            );
            let anchor: Anchor = serde_json::from_str(&json).expect("an anchor");
            let said = match view.entities.get(&EntityId::of(&[value])) {
                Some(entity) => EntityValue::Entity { id: entity.id.clone(), name: entity.name.clone() },
                None => EntityValue::Text((*value).into()),
            };
            let text = claim::Value::Text((*value).into());
            let claim = claim::Claim::new(mention.clone(), kind, property, text, anchor, "test", 900, claim::Basis::Read);
            let of = PropertyValue { value: said, claims: vec![claim.id.clone()], state: *state };
            properties.entry((*property).into()).or_default().push(of);
            ids.push(claim.id.clone());
            view.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state: *state });
        }
        let entity = Entity {
            id: id.clone(),
            kind,
            name: name.into(),
            properties,
            mentions: vec![mention],
            joins: Vec::new(),
            state: State::Proposed,
        };
        view.entities.insert(id.clone(), Arc::new(entity));
        (id, ids)
    }

    fn finding(entities: Vec<EntityId>, claims: Vec<ClaimId>) -> Finding {
        let proof = Proof::Fact { fact: "f".into(), claims, anchors: Vec::new() };
        Finding {
            id: crate::id::FindingId::of(&["one"]),
            rule: "one".into(),
            class: crate::finding::RuleClass::Record,
            certainty: crate::finding::Certainty::Certain,
            says: "One.".into(),
            lang: "en".into(),
            says_in: BTreeMap::new(),
            date: None,
            reasons: Vec::new(),
            entities,
            origins: 1,
            proofs: vec![proof],
            more: false,
            joins: Vec::new(),
        }
    }

    /// What speaks against a finding, each with the words that it has.
    fn said(view: &Small, finding: &Finding) -> Vec<String> {
        let words = |id: &ClaimId| view.claims[id].claim.value.text().unwrap_or_default().to_string();
        let line = |against: &Against<'_>| {
            let sort = match against {
                Against::NotHeld { .. } => "not held",
                Against::Away { .. } => "away",
                Against::Otherwise { property, .. } => property,
                Against::Disputed { .. } => "disputed",
                Against::Said { .. } => "said",
            };
            format!("{sort}: {}", against.claims().into_iter().map(words).collect::<Vec<_>>().join(", "))
        };
        Counter::new(view).of(finding).iter().map(line).collect()
    }

    #[test]
    fn other_dates_ranks_posts_and_modes_speak_against_what_a_finding_rests_on() {
        let mut view = small();
        let read = State::Proposed;
        let values = [
            ("date", "2021-06-15", read),
            ("date", "2021-06", read),
            ("date", "2021-07-01", read),
            ("status", "held", read),
        ];
        let (meeting, dates) = thing(&mut view, "the talks", kinds::MEETING, &values);
        let values = [
            ("rank", "General", read),
            ("rank", "Senior General", read),
            ("rank", "Colonel", read),
            ("rank", "Captain", State::Rejected),
            ("mode", "in person", read),
            ("mode", "online", read),
            ("post", "minister of defence", read),
            ("post", "chief of staff", read),
        ];
        let (_, parts) = thing(&mut view, "part", kinds::PARTICIPATION, &values);
        let rests = vec![dates[0].clone(), parts[0].clone(), parts[4].clone()];
        let found = said(&view, &finding(vec![meeting], rests));
        let wanted = ["mode: online", "post: minister of defence, chief of staff", "rank: Colonel", "date: 2021-07-01"];
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        wanted.iter().for_each(|line| assert!(found.contains(&(*line).to_string()), "{line}: {found:?}"));
    }

    #[test]
    fn denials_and_disputes_speak_against_a_finding_and_what_it_tells_of_itself_does_not() {
        let mut view = small();
        let values = [
            ("status", "held", State::Disputed),
            ("status", "denied", State::Proposed),
            ("status", "postponed", State::Rejected),
        ];
        let (meeting, claims) = thing(&mut view, "the talks", kinds::MEETING, &values);
        let found = said(&view, &finding(vec![meeting.clone()], vec![claims[0].clone()]));
        assert_eq!(found, ["not held: denied", "disputed: held"]);
        let found = said(&view, &finding(vec![meeting], claims[1..2].to_vec()));
        assert_eq!(found, Vec::<String>::new(), "a finding on the denial itself");
    }

    #[test]
    fn words_for_what_a_finding_denies_speak_against_it() {
        let mut view = small();
        let (meeting, claims) = thing(&mut view, "the talks", kinds::MEETING, &[("place", "Hanoi", State::Disputed)]);
        let mut one = finding(vec![meeting], Vec::new());
        one.reasons = vec![Reason { because: Because::Denied, of: vec!["the talks: place: anything".into()], claims }];
        assert_eq!(said(&view, &one), ["said: Hanoi"]);
    }
}
