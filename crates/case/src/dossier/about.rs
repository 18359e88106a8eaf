//! What a dossier is about: the things, claims, merges and people that hang together with its id.
//!
//! The main type is [`About`]. A line of the roll is itself and its engagement; a party or an engagement is itself and every link
//! to it; a finding is the claims of its proofs; a claim is itself and those that say the same of the same thing.

use super::Target;
use super::copy::Copy;
use super::words::Wording;
use rollcall_model::against::Counter;
use rollcall_model::claim::{Anchor, State};
use rollcall_model::entity::Entity;
use rollcall_model::finding::{Because, Certainty, Finding, Lack};
use rollcall_model::id::{ClaimId, EntityId, FindingId, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_publish::report::dossier::Against;
use rollcall_publish::{InEnglish, in_english};
use std::collections::BTreeSet;

/// What hangs together with an id.
#[derive(Default)]
pub(super) struct About<'a> {
    /// The things.
    things: Vec<&'a Entity>,
    /// Claims that say it.
    pub for_it: BTreeSet<&'a ClaimId>,
    /// All claims of it, rejected ones too.
    pub claims: BTreeSet<&'a ClaimId>,
    /// Joins that it crosses.
    pub joins: BTreeSet<&'a JoinId>,
    /// Who could be asked about it.
    pub parties: BTreeSet<&'a EntityId>,
    finding: Option<&'a Finding>,
}

impl<'a> About<'a> {
    /// What a target of the copy is about.
    pub fn of(wording: &Wording<'a>, target: &Target) -> Self {
        let copy = wording.copy;
        let view = copy.built.private();
        let mut about = Self::default();
        match target {
            Target::Gone => {}
            Target::Thing(id) => about.thing(copy, id),
            Target::Finding(id) => {
                about.finding = view.findings.iter().find(|finding| finding.id == *id).map(AsRef::as_ref);
                about.finding_of(copy);
            }
            Target::Claim(id) => about.claim(wording, id),
        }
        about.for_it = about.claims.iter().copied().filter(|id| copy.built.state(id) != State::Rejected).collect();
        about.cross(wording);
        about.ask(copy);
        about
    }

    fn thing(&mut self, copy: &'a Copy, id: &EntityId) {
        let entities = &copy.built.private().entities;
        let Some(entity) = entities.get(id) else { return };
        self.things.push(entity);
        if entity.kind.is_link() {
            let end = entity.linked("engagement").and_then(|id| entities.get(id));
            self.things.extend(end.map(AsRef::as_ref));
        } else {
            self.things.extend(entities.values().map(AsRef::as_ref).filter(|link: &&Entity| is_of(link, id)));
        }
        self.claims = self.things.iter().flat_map(|thing| thing.claims()).collect();
    }

    fn finding_of(&mut self, copy: &'a Copy) {
        let Some(finding) = self.finding else { return };
        let entities = &copy.built.private().entities;
        let known = finding.entities.iter().filter_map(|id| entities.get(id)).map(AsRef::as_ref);
        self.things = known.filter(|entity: &&Entity| !entity.kind.is_party()).collect();
        self.claims = finding.proofs.iter().flat_map(|proof| proof.claims()).collect();
        self.joins = finding.joins.iter().collect();
    }

    fn claim(&mut self, wording: &Wording<'a>, id: &ClaimId) {
        let copy = wording.copy;
        let Some(claim) = wording.index.claim(id) else { return };
        self.claims.insert(&claim.id);
        let entity = copy.thing(&claim.mention).and_then(|id| copy.built.private().entities.get(id));
        let Some(entity) = entity else { return };
        self.things.push(entity);
        let same = entity.values(&claim.property).iter().filter(|value| value.claims.contains(id));
        self.claims.extend(same.flat_map(|value| &value.claims));
    }

    /// The joins of what it is made of: of a party that a line names, those of the very mention that the line speaks of.
    fn cross(&mut self, wording: &Wording<'a>) {
        let entities = &wording.copy.built.private().entities;
        self.joins.extend(self.things.iter().flat_map(|thing| &thing.joins));
        let claims = self.claims.iter().filter_map(|id| wording.index.claim(id));
        let linked: BTreeSet<&MentionId> = claims.filter_map(|claim| claim.value.link()).collect();
        let ends = self.things.iter().flat_map(|thing| thing.properties.values().flatten());
        let ends: BTreeSet<&EntityId> = ends.filter_map(|value| value.value.entity()).collect();
        let joins = ends.into_iter().filter_map(|id| entities.get(id)).flat_map(|entity| &entity.joins);
        let touches = |id: &&JoinId| {
            wording.copy.built.joins.get(*id).is_some_and(|join| linked.contains(&join.a) || linked.contains(&join.b))
        };
        self.joins.extend(joins.filter(touches));
    }

    /// Persons and companies that it names, and whoever else was asked.
    fn ask(&mut self, copy: &'a Copy) {
        let entities = &copy.built.private().entities;
        let reading = copy.built.reading();
        let mut ids: Vec<&EntityId> = self.finding.iter().flat_map(|finding| &finding.entities).collect();
        match self.things.first() {
            Some(thing) if thing.kind.is_party() => ids.push(&thing.id),
            _ => {
                let party = |thing: &&'a Entity| thing.values("party").iter().filter_map(|value| value.value.entity());
                ids.extend(self.things.iter().flat_map(party));
            }
        }
        let asked = |id: &&EntityId| {
            let kind = entities.get(*id).map(|entity| entity.kind);
            let must = matches!(kind, Some(kinds::PERSON | kinds::COMPANY));
            must || (kind.is_some_and(|kind| kind.is_party()) && !reading.replies(id).is_empty())
        };
        self.parties = ids.into_iter().filter(asked).collect();
    }

    /// Where the words for it stand.
    pub fn anchors(&self, wording: &Wording<'a>) -> Vec<&'a Anchor> {
        let claims = self.for_it.iter().filter(|id| wording.state(id).exists());
        claims.filter_map(|id| wording.index.claim(id)).map(|claim| claim.anchor.as_ref()).collect()
    }

    /// Findings that rest on a claim of it, but for itself.
    pub fn resting(&self, copy: &'a Copy, target: &Target) -> BTreeSet<&'a FindingId> {
        let rests =
            |finding: &Finding| finding.proofs.iter().flat_map(|proof| proof.claims()).any(|id| self.for_it.contains(id));
        let all = copy.built.private().findings.iter();
        all.filter(|finding| Target::Finding(finding.id.clone()) != *target && rests(finding))
            .map(|finding| &finding.id)
            .collect()
    }

    /// Under which more ids editions may have said it: for a party or an engagement those of the lines of it.
    pub fn said_under(&self, target: &Target) -> BTreeSet<String> {
        let is_thing = self.things.first().is_some_and(|thing| !thing.kind.is_link());
        let all = self.things.iter().filter(|_| is_thing && matches!(target, Target::Thing(_)));
        all.map(|thing| thing.id.to_string()).collect()
    }

    /// Under which ids decisions may be about it.
    pub fn decided_under(&self, own: &BTreeSet<String>) -> BTreeSet<String> {
        let mut ids = own.clone();
        ids.extend(self.things.iter().map(|thing| thing.id.to_string()));
        ids.extend(self.joins.iter().map(ToString::to_string));
        ids
    }

    /// What speaks against it.
    pub fn against(&self, wording: &Wording<'a>, target: &Target) -> Vec<Against> {
        let mut out = wording.against_things(&self.things);
        if let Target::Claim(id) = target
            && let Some(claim) = wording.index.claim(id)
        {
            for against in &mut out {
                against.words.retain(|word| word.property == claim.property);
            }
            out.retain(|against| !against.words.is_empty());
        }
        out.extend(self.away(wording, target));
        if let Some(finding) = self.finding {
            let said = finding.reasons.iter().filter(|reason| reason.because == Because::Denied);
            out.extend(said.map(|reason| Against {
                why: "said",
                says:
                    wording.copy.shown(&format!("Words may say what it takes no source to say: {}.", reason.of.join(", "))),
                words: wording.words(&reason.claims),
            }));
            let undone = finding.undone_by().into_iter().zip(self.in_english(wording).undone);
            out.extend(undone.map(|(undone, says)| Against {
                why: match undone.lack {
                    Lack::Unless => "exception",
                    Lack::Not => "not-found",
                    Lack::Else => "else",
                },
                says: wording.copy.shown(&says),
                words: Vec::new(),
            }));
        }
        out
    }

    /// How sure its finding is, in a word and with why it is no surer.
    pub fn certainty(&self, wording: &Wording<'a>) -> Option<(Certainty, Vec<String>)> {
        let reasons = self.in_english(wording).reasons;
        let shown = reasons.iter().map(|reason| wording.copy.shown(reason)).collect();
        self.finding.map(|finding| (finding.certainty, shown))
    }

    fn in_english(&self, wording: &Wording<'a>) -> InEnglish {
        let view = wording.copy.built.private();
        let of = |finding| in_english(view, &Counter::new(view), finding, false);
        self.finding.map(of).unwrap_or_default()
    }

    fn away(&self, wording: &Wording<'a>, target: &Target) -> Vec<Against> {
        let ids = self.things.iter().map(|thing| &thing.id).chain(self.finding.iter().flat_map(|finding| &finding.entities));
        let ends = self.things.iter().filter(|thing| thing.kind.is_link()).flat_map(|thing| {
            ["party", "engagement"].into_iter().flat_map(|end| thing.values(end)).filter_map(|value| value.value.entity())
        });
        let all: BTreeSet<&str> = ids.chain(ends).map(EntityId::as_str).collect();
        match target {
            Target::Thing(id) => wording.away(&all, id.as_str()),
            Target::Finding(_) => wording.away(&all, ""),
            Target::Claim(_) | Target::Gone => Vec::new(),
        }
    }
}

/// Whether a link ties something to a thing.
fn is_of(link: &Entity, id: &EntityId) -> bool {
    link.kind.is_link() && link.properties.values().flatten().any(|value| value.value.entity() == Some(id))
}
