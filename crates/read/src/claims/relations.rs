//! Relations become links and notes.

use super::{Maker, Told, full_name};
use crate::document::{Relation, RelationType};
use rollcall_model::claim::{Anchor, Value, link_id, mention_id};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Kind, kinds};
use std::collections::BTreeMap;

impl<'a> Maker<'a> {
    /// All relations; ranks, posts and bodies of one mention of a person are one tenure.
    pub(super) fn relations(&mut self) {
        let document = self.document;
        let mut tenures: BTreeMap<&str, Vec<&'a Relation>> = BTreeMap::new();
        for relation in &document.relations {
            match relation.kind {
                RelationType::HasRank | RelationType::HasTitle | RelationType::HasRole | RelationType::IsPosted => {
                    tenures.entry(&relation.from).or_default().push(relation);
                }
                _ => {
                    if let Err(why) = self.relation(relation) {
                        self.drop(&relation.id, why);
                    }
                }
            }
        }
        for (person, relations) in tenures {
            if let Err(why) = self.tenure(person, &relations) {
                self.drop(&relations[0].id, why);
            }
        }
    }

    fn relation(&mut self, relation: &'a Relation) -> Result<(), String> {
        let anchor = self.anchor(relation.start, relation.end).ok_or("it does not stand in the text")?;
        let told = self.told(&relation.by, relation.score.0, &relation.attributed_to);
        let (from, to) = (relation.from.as_str(), relation.to.as_str());
        match relation.kind {
            RelationType::PartOf => {
                self.link_of(relation, kinds::PART_OF, [("part", from), ("whole", to)], &[], "seenDate", &anchor, &told)
            }
            RelationType::ReportsTo => {
                self.link_of(relation, kinds::REPORTS_TO, [("lower", from), ("upper", to)], &[], "seenDate", &anchor, &told)
            }
            RelationType::HasForumRole => self.link_of(
                relation,
                kinds::FORUM_ROLE,
                [("party", from), ("forum", to)],
                &["role"],
                "seenDate",
                &anchor,
                &told,
            ),
            // A measure of which the words say what kind it is need be no sanction: a court's order is none.
            RelationType::SanctionedBy => self.link_of(
                relation,
                if relation.role.is_some() { kinds::MEASURE } else { kinds::SANCTION },
                [("authority", to), ("target", from)],
                &["measureKind", "text"],
                "announced",
                &anchor,
                &told,
            ),
            RelationType::DesignatedBy => self.link_of(
                relation,
                kinds::DESIGNATION,
                [("authority", to), ("target", from)],
                &["", "label"],
                "date",
                &anchor,
                &told,
            ),
            RelationType::Owns => self.link_of(
                relation,
                kinds::OWNERSHIP,
                [("owner", from), ("asset", to)],
                &["", "share"],
                "seenDate",
                &anchor,
                &told,
            ),
            RelationType::Supplies => self.link_of(
                relation,
                kinds::SUPPLY,
                [("supplier", from), ("recipient", to)],
                &["", "goods"],
                "date",
                &anchor,
                &told,
            ),
            RelationType::BoundBy => self.link_of(
                relation,
                kinds::OBLIGATION,
                [("instrument", to), ("party", from)],
                &["", "clause"],
                "date",
                &anchor,
                &told,
            ),
            RelationType::AliasOf => self.both_names(from, to),
            RelationType::Omits => self.omission(relation, &anchor, &told),
            RelationType::Recommends => self.recommendation(relation, &anchor, &told),
            RelationType::AllegedIn => self.perpetration(relation, &anchor, &told),
            RelationType::Accuses => self.accuser(relation, &anchor, &told),
            RelationType::Adopts => self.outcome(relation, &anchor, &told),
            RelationType::HasRank | RelationType::HasTitle | RelationType::HasRole | RelationType::IsPosted => Ok(()),
        }
    }

    /// A link between two entities. `words` names the properties that take the relation's `role` and `text`.
    fn link_of(
        &mut self,
        relation: &Relation,
        kind: Kind,
        ends: [(&str, &str); 2],
        words: &[&str],
        dated: &str,
        anchor: &Anchor,
        told: &Told,
    ) -> Result<(), String> {
        let mut mentions = Vec::new();
        for (property, entity) in ends {
            mentions.push((property, self.mention_for(kind, property, entity)?));
        }
        let role = if kind == kinds::FORUM_ROLE { relation.role.as_deref().ok_or("it says no role")? } else { "" };
        // Several links of one kind between the same two words differ by when or what.
        let date = relation.date.as_ref().map_or("", |date| date.as_str());
        let text = relation.text.as_deref().unwrap_or("");
        let apart = [role, date, text].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("|");
        let mention = link_id(kind, &mentions.iter().map(|(_, mention)| mention).collect::<Vec<_>>(), &apart);
        let of = (&mention, kind);
        if kind == kinds::FORUM_ROLE {
            self.put(of, "role", Value::Text(role.to_string()), anchor, told)?;
        }
        for (property, end) in mentions {
            self.put(of, property, Value::Link(end), anchor, told)?;
        }
        for (property, value) in words.iter().zip([&relation.role, &relation.text]) {
            if let Some(value) = value.as_ref().filter(|_| !property.is_empty()) {
                self.text(&relation.id, of, property, value, &self.within(anchor, value), told);
            }
        }
        if let Some(date) = &relation.date {
            self.date(&relation.id, of, dated, date, &self.date_anchor(date, anchor), told);
        }
        Ok(())
    }

    /// Both ends of an alias become mentions; the names are claimed as they are made.
    fn both_names(&mut self, from: &str, to: &str) -> Result<(), String> {
        for id in [to, from] {
            let entity = *self.entities.get(id).ok_or_else(|| format!("there is no entity `{id}`"))?;
            let kind =
                *super::kinds_for(entity.kind).first().ok_or_else(|| format!("a {:?} has no short name", entity.kind))?;
            self.mention(entity, kind);
        }
        Ok(())
    }

    fn tenure(&mut self, person: &str, relations: &[&'a Relation]) -> Result<(), String> {
        let kind = kinds::TENURE;
        let holder = self.mention_for(kind, "person", person)?;
        let first = relations[0];
        let words = self.anchor(first.start, first.end).ok_or("it does not stand in the text")?;
        let told = self.told(&first.by, first.score.0, &first.attributed_to);
        let mention = link_id(kind, &[&holder], "");
        let of = (&mention, kind);
        self.put(of, "person", Value::Link(holder.clone()), &words, &told)?;
        let mut body: Option<&str> = None;
        for relation in relations {
            let Some(said) = self.entities.get(relation.to.as_str()).copied() else {
                self.drop(&relation.id, format!("there is no entity `{}`", relation.to));
                continue;
            };
            let anchor = self.anchor(said.start, said.end).unwrap_or_else(|| words.clone());
            match relation.kind {
                RelationType::IsPosted if body.is_some_and(|body| body != full_name(said)) => {
                    self.drop(&relation.id, "the same words already post this person to another body");
                }
                RelationType::IsPosted => {
                    body = self.link(&relation.id, of, "body", &said.id, &anchor, &told).map(|_| full_name(said)).or(body);
                }
                RelationType::HasRank => self.text(&relation.id, of, "rank", &said.text, &anchor, &told),
                _ => self.text(&relation.id, of, "post", &said.text, &anchor, &told),
            }
        }
        // Being called so on a day is no word of since when.
        let stated = relations.iter().find_map(|relation| relation.date.as_ref());
        let seen = stated.or_else(|| self.event_date(person)).or(self.source.info.date.as_ref()).cloned();
        if let Some(seen) = seen {
            let anchor = self.date_anchor(&seen, &words);
            if stated.is_some() {
                self.date(&first.id, of, "seenDate", &seen, &anchor, &told);
            } else {
                self.text(&first.id, of, "seenDate", seen.as_str(), &anchor, &told);
            }
        }
        Ok(())
    }

    fn omission(&mut self, relation: &Relation, anchor: &Anchor, told: &Told) -> Result<(), String> {
        let kind = kinds::OMISSION;
        let left_out = relation.text.clone().or_else(|| {
            self.entities
                .get(relation.to.as_str())
                .filter(|_| relation.to != relation.from)
                .map(|entity| entity.text.clone())
        });
        let left_out = left_out.ok_or("it does not say what is left out")?;
        let mention = note_id(kind, anchor, &[&relation.from, &left_out]);
        let of = (&mention, kind);
        let by = self.mention_for(kind, "by", &relation.from)?;
        self.put(of, "by", Value::Link(by), anchor, told)?;
        self.text(&relation.id, of, "what", &left_out, &self.within(anchor, &left_out), told);
        for voice in relation.attributed_to.iter().rev().take(1) {
            self.link(&relation.id, of, "saidBy", voice, anchor, told);
        }
        if let Some(date) = &relation.date {
            self.date(&relation.id, of, "date", date, &self.date_anchor(date, anchor), told);
        }
        Ok(())
    }

    /// Several addressees of one call stand in several relations over the same words.
    fn recommendation(&mut self, relation: &Relation, anchor: &Anchor, told: &Told) -> Result<(), String> {
        let kind = kinds::RECOMMENDATION;
        let number = relation.role.as_deref().unwrap_or("");
        let mention = note_id(kind, anchor, &[&relation.from, number]);
        let of = (&mention, kind);
        let text = relation.text.as_deref().unwrap_or(&anchor.text);
        self.put(of, "text", Value::Text(text.to_string()), &self.within(anchor, text), told)?;
        if !number.is_empty() {
            self.text(&relation.id, of, "number", number, &self.within(anchor, number), told);
        }
        for (property, entity) in [("author", &relation.from), ("addressee", &relation.to)] {
            // Where nobody is addressed both ends are the author.
            let addressed = property == "author" || *entity != relation.from;
            if !entity.is_empty() && addressed {
                self.link(&relation.id, of, property, entity, anchor, told);
            }
        }
        if let Some(date) = &relation.date {
            self.date(&relation.id, of, "date", date, &self.date_anchor(date, anchor), told);
        }
        Ok(())
    }

    fn perpetration(&mut self, relation: &Relation, anchor: &Anchor, told: &Told) -> Result<(), String> {
        let kind = kinds::PERPETRATION;
        let abuse = self.abuse(relation.event.as_deref().unwrap_or(&relation.to))?;
        let party = self.mention_for(kind, "party", &relation.from)?;
        let mention = link_id(kind, &[&party, &abuse], "");
        let of = (&mention, kind);
        self.put(of, "party", Value::Link(party.clone()), anchor, told)?;
        self.put(of, "abuse", Value::Link(abuse.clone()), anchor, told)?;
        for voice in relation.attributed_to.iter().rev().take(1) {
            self.link(&relation.id, of, "accuser", voice, anchor, told);
        }
        Ok(())
    }

    fn accuser(&mut self, relation: &Relation, anchor: &Anchor, told: &Told) -> Result<(), String> {
        let abuse = self.abuse(relation.event.as_deref().unwrap_or(&relation.to))?;
        let accuser = self.mention_for(kinds::ABUSE, "accuser", &relation.from)?;
        self.put((&abuse, kinds::ABUSE), "accuser", Value::Link(accuser), anchor, told)
    }

    fn outcome(&mut self, relation: &Relation, anchor: &Anchor, told: &Told) -> Result<(), String> {
        let kind = kinds::OUTCOME;
        let what = relation.text.clone().ok_or("it does not say what was adopted")?;
        let event = relation.event.as_deref().ok_or("it does not say at what it was adopted")?;
        let engagement = self.events.get(event).map(|(mention, _)| mention.clone()).ok_or("its engagement was not read")?;
        let mention = note_id(kind, anchor, &[event, &what]);
        let of = (&mention, kind);
        self.put(of, "engagement", Value::Link(engagement), anchor, told)?;
        self.text(&relation.id, of, "what", &what, &self.within(anchor, &what), told);
        Ok(())
    }

    fn abuse(&self, event: &str) -> Result<MentionId, String> {
        match self.events.get(event) {
            Some((mention, kind)) if *kind == kinds::ABUSE => Ok(mention.clone()),
            _ => Err(format!("`{event}` is no abuse of this document")),
        }
    }
}

/// A note stands at its words; two notes of the same words differ by who and what.
fn note_id(kind: Kind, anchor: &Anchor, parts: &[&str]) -> MentionId {
    link_id(kind, &[&mention_id(anchor, kind)], &parts.join("|"))
}
