//! What a link or a note says, as one sentence of ours.
//!
//! The main function is [`of`]. Each kind has its own sentence; what a source does not say is left out of it.

use crate::block::{Run, Words};
use crate::site::Site;
use crate::words::{self, link, listed, text};
use rollcall_model::entity::Entity;

/// The sentence of a thing.
pub(crate) fn of(site: &Site<'_>, entity: &Entity) -> Words {
    let say = Say { site, entity };
    match entity.kind.as_str() {
        "Tenure" => say.tenure(),
        "ForumRole" => say.forum_role(),
        "PartOf" => say.pair("part", " is part of ", "whole"),
        "ReportsTo" => say.pair("lower", " reports to ", "upper"),
        "Commands" => say.pair("commander", " commands ", "commanded"),
        "Directorship" => say.pair("director", " is a director of ", "organization"),
        "Representation" => say.pair("agent", " represents ", "client"),
        "Measure" | "Sanction" => say.measure(),
        "Designation" => say.designation(),
        "Ownership" => say.ownership(),
        "Supply" => say.supply(),
        "Perpetration" => say.perpetration(),
        "Obligation" => say.obligation(),
        "Abuse" => say.abuse(),
        "Recommendation" => say.recommendation(),
        "Stance" => say.stance(),
        "Outcome" => say.outcome(),
        "Omission" => say.omission(),
        "Withholding" => say.withholding(),
        "Instrument" => say.instrument(),
        "Publication" => say.publication(),
        _ => vec![link(&entity.name, site.address(&entity.id)), text(say.when()), text(".")],
    }
}

struct Say<'s, 'a> {
    site: &'s Site<'a>,
    entity: &'s Entity,
}

impl Say<'_, '_> {
    /// The values of a property, each leading to its page; nothing where there is none.
    fn named(&self, property: &str) -> Option<Words> {
        let items: Vec<Words> = self
            .entity
            .values(property)
            .iter()
            .map(|value| {
                let to = value.value.entity().and_then(|id| self.site.address(id));
                vec![link(value.value.words(), to)]
            })
            .collect();
        (!items.is_empty()).then(|| listed(items))
    }

    /// The same, or words that say that nobody is named.
    fn named_or(&self, property: &str, otherwise: &str) -> Words {
        self.named(property).unwrap_or_else(|| vec![text(otherwise)])
    }

    /// The texts of a property after some words.
    fn after(&self, words: &str, property: &str) -> String {
        let values: Vec<&str> = self.entity.values(property).iter().map(|value| value.value.words()).collect();
        if values.is_empty() { String::new() } else { format!("{words}{}", values.join("; ")) }
    }

    /// The dates of a property after some words.
    fn dated(&self, words: &str, property: &str) -> String {
        let values: Vec<String> =
            self.entity.values(property).iter().map(|value| words::date_text(value.value.words())).collect();
        if values.is_empty() { String::new() } else { format!("{words}{}", values.join("; or ")) }
    }

    /// ` on 10 May 2022`.
    fn when(&self) -> String {
        let seen = self.dated(", seen so ", "seenDate");
        let entity = self.entity;
        let plain = ["date", "startDate", "endDate"].iter().any(|property| !entity.values(property).is_empty());
        match crate::lines::when(entity) {
            Some(date) if plain => words::on(&date),
            _ => seen,
        }
    }

    fn pair(&self, one: &str, verb: &str, other: &str) -> Words {
        let mut out = self.named_or(one, "Somebody not named");
        out.push(text(verb));
        out.extend(self.named_or(other, "somebody not named"));
        out.push(text(format!("{}.", self.when())));
        out
    }

    fn tenure(&self) -> Words {
        let mut out = self.named_or("person", "Somebody not named");
        let what: Vec<String> =
            [self.after("", "rank"), self.after("", "post")].into_iter().filter(|text| !text.is_empty()).collect();
        out.push(text(if what.is_empty() { " is placed".to_string() } else { format!(" is called {}", what.join(", ")) }));
        if let Some(body) = self.named("body") {
            out.push(text(", "));
            out.extend(body);
        }
        out.push(text(format!("{}.", self.when())));
        out
    }

    fn forum_role(&self) -> Words {
        let role = self.entity.first("role").unwrap_or("member");
        self.pair("party", &format!(" {} ", words::body_role(role)), "forum")
    }

    fn measure(&self) -> Words {
        let kinds = self.after(" (", "measureKind");
        let kinds = if kinds.is_empty() { kinds } else { format!("{kinds})") };
        let mut out = Words::new();
        match self.named("authority") {
            Some(authority) => {
                out.extend(authority);
                out.push(text(format!(" took a measure{kinds} that names ")));
            }
            None => out.push(text(format!("A measure{kinds} names "))),
        }
        out.extend(self.named_or("target", "somebody not named"));
        out.push(text(self.after(", by ", "instrument")));
        out.push(text(self.dated(", announced ", "announced")));
        out.push(text(self.dated(", in force from ", "inForce")));
        out.push(text(self.dated(", ended ", "ended")));
        out.push(text(format!("{}.", self.when())));
        out.push(text(self.after(" ", "text")));
        out
    }

    fn designation(&self) -> Words {
        let mut out = self.named_or("authority", "Somebody not named");
        out.push(text(" named "));
        out.extend(self.named_or("target", "somebody not named"));
        let label = self.after(" “", "label");
        out.push(text(if label.is_empty() { " as unlawful or terrorist".to_string() } else { format!("{label}”") }));
        out.push(text(self.after(", by ", "instrument")));
        out.push(text(format!("{}.", self.when())));
        out
    }

    fn ownership(&self) -> Words {
        let mut out = self.pair("owner", " owns ", "asset");
        out.push(text(self.after(" Share: ", "share")));
        out
    }

    fn supply(&self) -> Words {
        let mut out = self.named_or("supplier", "Somebody not named");
        out.push(text(" supplied "));
        out.extend(self.named_or("recipient", "somebody not named"));
        out.push(text(self.after(" with ", "goods")));
        out.push(text(self.after(", carried by ", "carrier")));
        out.push(text(self.after(", from ", "origin")));
        out.push(text(format!("{}.", self.when())));
        out
    }

    fn perpetration(&self) -> Words {
        let mut out = self.named_or("party", "Somebody not named");
        out.push(text(" is alleged to have had a part in "));
        out.extend(self.named_or("abuse", "an abuse"));
        out.push(text(self.when()));
        if let Some(accuser) = self.named("accuser") {
            out.push(text("; so says "));
            out.extend(accuser);
        }
        out.push(text("."));
        out
    }

    fn obligation(&self) -> Words {
        let mut out = self.pair("instrument", " binds ", "party");
        out.push(text(self.after(" Clause: ", "clause")));
        out
    }

    fn abuse(&self) -> Words {
        let what = self.after("", "what");
        let what = if what.is_empty() { self.entity.name.clone() } else { what };
        let mut out = vec![text(format!("Alleged: {what}{}{}", self.after(", in ", "place"), self.when()))];
        match self.named("accuser") {
            Some(accuser) => {
                out.push(text("; so says "));
                out.extend(accuser);
                out.push(text("."));
            }
            None => out.push(text(".")),
        }
        out
    }

    fn recommendation(&self) -> Words {
        let mut out = Words::new();
        let number = self.after("", "number");
        if !number.is_empty() {
            out.push(Run::Strong(format!("{number}. ")));
        }
        out.extend(self.named_or("author", "A source"));
        out.push(text(" calls on "));
        out.extend(self.named_or("addressee", "somebody not named"));
        out.push(text(format!("{}{}", self.after(": ", "text"), self.when())));
        out.push(text(self.after(" Outcome: ", "outcome")));
        out
    }

    fn stance(&self) -> Words {
        let mut out = self.named_or("party", "Somebody not named");
        out.push(text(format!("{}{}", self.after(": ", "what"), self.when())));
        if let Some(engagement) = self.named("engagement") {
            out.push(text(", at "));
            out.extend(engagement);
        }
        out.push(text("."));
        out
    }

    fn outcome(&self) -> Words {
        let mut out = Words::new();
        if let Some(engagement) = self.named("engagement") {
            out.extend(engagement);
            out.push(text(": "));
        }
        out.push(text(format!("{}{}.", self.after("", "what"), self.when())));
        if let Some(by) = self.named("proposedBy") {
            out.push(text(" Proposed by "));
            out.extend(by);
            out.push(text("."));
        }
        out
    }

    fn omission(&self) -> Words {
        let mut out = self.named_or("saidBy", "A source");
        let says = if self.entity.values("saidBy").len() > 1 { " say that " } else { " says that " };
        out.push(text(says));
        out.extend(self.named_or("by", "a text"));
        out.push(text(format!(" leaves out{}{}.", self.after(" ", "what"), self.when())));
        out
    }

    fn withholding(&self) -> Words {
        let mut out = self.named_or("by", "Somebody not named");
        out.push(text(format!(
            " withheld{}{}{}.",
            self.after(" ", "what"),
            self.after(", under ", "exemption"),
            self.when()
        )));
        out
    }

    fn instrument(&self) -> Words {
        vec![Run::Strong(self.entity.name.clone()), text(format!("{}.{}", self.when(), self.after(" Clauses: ", "clause")))]
    }

    fn publication(&self) -> Words {
        let mut out = vec![Run::Strong(self.entity.name.clone())];
        if let Some(author) = self.named("author") {
            out.push(text(", by "));
            out.extend(author);
        }
        if let Some(publisher) = self.named("publisher") {
            out.push(text(", published by "));
            out.extend(publisher);
        }
        out.push(text(format!("{}{}.", self.when(), self.dated(", public since ", "publicDate"))));
        out
    }
}
