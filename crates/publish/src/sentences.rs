//! What a link or a note says, as one sentence of ours.
//!
//! The main function is [`of`]. Each kind has its own sentence in the files of strings; what a source does not say is left
//! out of it.

use crate::block::{Run, Words};
use crate::site::Site;
use crate::words::{self, link, listed};
use rollcall_model::entity::Entity;

/// The sentence of a thing.
pub(crate) fn of(site: &Site<'_>, entity: &Entity) -> Words {
    let say = Sentence { site, entity };
    match entity.kind.as_str() {
        "Tenure" => say.tenure(),
        "ForumRole" => say.forum_role(),
        "PartOf" => say.pair("pair-part-of", "part", "whole"),
        "ReportsTo" => say.pair("pair-reports-to", "lower", "upper"),
        "Commands" => say.pair("pair-commands", "commander", "commanded"),
        "Directorship" => say.pair("pair-directs", "director", "organization"),
        "Representation" => say.pair("pair-represents", "agent", "client"),
        "Measure" | "Sanction" => say.measure(),
        "Designation" => say.designation(),
        "Ownership" => [say.pair("pair-owns", "owner", "asset"), say.more("share", "share")].concat(),
        "Supply" => say.supply(),
        "Perpetration" => say.perpetration(),
        "Obligation" => [say.pair("pair-binds", "instrument", "party"), say.more("clause", "clause")].concat(),
        "Abuse" => say.abuse(),
        "Recommendation" => say.recommendation(),
        "Stance" => say.stance(),
        "Outcome" => say.outcome(),
        "Omission" => say.omission(),
        "Withholding" => say.withholding(),
        "Instrument" => say.instrument(),
        "Publication" => say.publication(),
        _ => {
            let name = link(site.name(entity), site.address(&entity.id));
            site.say.words("thing", [("name", name.into()), ("when", say.when().into())])
        }
    }
}

struct Sentence<'s, 'a> {
    site: &'s Site<'a>,
    entity: &'s Entity,
}

impl Sentence<'_, '_> {
    fn string(&self, id: &str) -> Words {
        self.site.say.words(id, [])
    }

    /// The values of a property, each leading to its page; nothing where there is none.
    fn named(&self, property: &str) -> Option<Words> {
        let items: Vec<Words> = self
            .entity
            .values(property)
            .iter()
            .map(|value| match value.value.entity() {
                Some(id) => vec![link(self.site.called(id, value.value.words()), self.site.address(id))],
                None => vec![link(value.value.words(), None)],
            })
            .collect();
        (!items.is_empty()).then(|| listed(self.site.say, items))
    }

    /// The same, or a string that says that nobody is named.
    fn named_or(&self, property: &str, otherwise: &str) -> Words {
        self.named(property).unwrap_or_else(|| self.string(otherwise))
    }

    /// The same in a part of a sentence, or nothing.
    fn part(&self, id: &str, property: &str) -> Words {
        self.named(property).map_or_else(Words::new, |names| self.site.say.words(id, [("names", names.into())]))
    }

    /// The texts of a property; nothing where there is none.
    fn text(&self, property: &str) -> String {
        self.entity.values(property).iter().map(|value| value.value.words()).collect::<Vec<_>>().join("; ")
    }

    /// The texts of a property in a part of a sentence, or nothing.
    fn after(&self, id: &str, property: &str) -> String {
        let text = self.text(property);
        if text.is_empty() { text } else { self.site.say.with(id, [("text", text.into())]) }
    }

    /// The same as a sentence of its own, after the first.
    fn more(&self, id: &str, property: &str) -> Words {
        let said = self.after(id, property);
        if said.is_empty() { Words::new() } else { vec![words::text(format!(" {said}"))] }
    }

    /// The dates of a property in a part of a sentence, or nothing.
    fn dated(&self, id: &str, property: &str) -> String {
        let say = self.site.say;
        let values: Vec<String> =
            self.entity.values(property).iter().map(|value| words::dated(say, value.value.words())).collect();
        if values.is_empty() {
            return String::new();
        }
        say.with(id, [("date", values.join(&say.say("list-or")).into())])
    }

    /// ` on 10 May 2022`.
    fn when(&self) -> String {
        let entity = self.entity;
        let plain = ["date", "startDate", "endDate"].iter().any(|property| !entity.values(property).is_empty());
        match crate::lines::when(entity) {
            Some(date) if plain => words::when(self.site.say, &date),
            _ => self.dated("seen", "seenDate"),
        }
    }

    fn pair(&self, id: &str, one: &str, other: &str) -> Words {
        let (one, other) = (self.named_or(one, "somebody-first"), self.named_or(other, "somebody"));
        self.site.say.words(id, [("one", one.into()), ("other", other.into()), ("when", self.when().into())])
    }

    fn tenure(&self) -> Words {
        let say = self.site.say;
        let what: Vec<String> = [self.text("rank"), self.text("post")].into_iter().filter(|text| !text.is_empty()).collect();
        let what = words::commas(say, &what);
        let person = self.named_or("person", "somebody-first");
        let (body, when) = (self.part("tenure-body", "body"), self.when());
        let holes = [("person", person.into()), ("what", what.clone().into()), ("body", body.into()), ("when", when.into())];
        say.words(if what.is_empty() { "tenure-placed" } else { "tenure" }, holes)
    }

    fn forum_role(&self) -> Words {
        let say = self.site.say;
        let role = words::body_role(say, self.entity.first("role").unwrap_or("member"));
        let (party, forum) = (self.named_or("party", "somebody-first"), self.named_or("forum", "somebody"));
        let when = self.when().into();
        say.words("forum-role", [("party", party.into()), ("role", role.into()), ("forum", forum.into()), ("when", when)])
    }

    fn measure(&self) -> Words {
        let kinds = self.after("measure-kinds", "measureKind");
        let authority = self.named("authority");
        let id = if authority.is_some() { "measure-by" } else { "measure" };
        let holes = [
            ("authority", authority.unwrap_or_default().into()),
            ("kinds", kinds.into()),
            ("target", self.named_or("target", "somebody").into()),
            ("instrument", self.after("by-instrument", "instrument").into()),
            ("announced", self.dated("announced", "announced").into()),
            ("in-force", self.dated("in-force", "inForce").into()),
            ("ended", self.dated("ended", "ended").into()),
            ("when", self.when().into()),
        ];
        [self.site.say.words(id, holes), self.more("own-words", "text")].concat()
    }

    fn designation(&self) -> Words {
        let label = self.text("label");
        let id = if label.is_empty() { "designation" } else { "designation-label" };
        let holes = [
            ("authority", self.named_or("authority", "somebody-first").into()),
            ("target", self.named_or("target", "somebody").into()),
            ("label", label.into()),
            ("instrument", self.after("by-instrument", "instrument").into()),
            ("when", self.when().into()),
        ];
        self.site.say.words(id, holes)
    }

    fn supply(&self) -> Words {
        let holes = [
            ("supplier", self.named_or("supplier", "somebody-first").into()),
            ("recipient", self.named_or("recipient", "somebody").into()),
            ("goods", self.after("supply-goods", "goods").into()),
            ("carrier", self.after("supply-carrier", "carrier").into()),
            ("origin", self.after("supply-origin", "origin").into()),
            ("when", self.when().into()),
        ];
        self.site.say.words("supply", holes)
    }

    fn perpetration(&self) -> Words {
        let holes = [
            ("party", self.named_or("party", "somebody-first").into()),
            ("abuse", self.named_or("abuse", "an-abuse").into()),
            ("when", self.when().into()),
            ("accuser", self.part("so-says", "accuser").into()),
        ];
        self.site.say.words("perpetration", holes)
    }

    fn abuse(&self) -> Words {
        let what = self.text("what");
        let what = if what.is_empty() { self.entity.name.clone() } else { what };
        let holes = [
            ("what", what.into()),
            ("place", self.after("in-place", "place").into()),
            ("when", self.when().into()),
            ("accuser", self.part("so-says", "accuser").into()),
        ];
        self.site.say.words("abuse", holes)
    }

    fn recommendation(&self) -> Words {
        let number = self.text("number");
        let mut out = if number.is_empty() { Words::new() } else { vec![Run::Strong(format!("{number}. "))] };
        let holes = [
            ("author", self.named_or("author", "a-source").into()),
            ("addressee", self.named_or("addressee", "somebody").into()),
            ("text", self.after("colon", "text").into()),
            ("when", self.when().into()),
        ];
        out.extend(self.site.say.words("recommendation", holes));
        out.extend(self.more("recommendation-outcome", "outcome"));
        out
    }

    fn stance(&self) -> Words {
        let holes = [
            ("party", self.named_or("party", "somebody-first").into()),
            ("what", self.after("colon", "what").into()),
            ("when", self.when().into()),
            ("engagement", self.part("stance-at", "engagement").into()),
        ];
        self.site.say.words("stance", holes)
    }

    fn outcome(&self) -> Words {
        let holes = [
            ("engagement", self.part("outcome-of", "engagement").into()),
            ("what", self.text("what").into()),
            ("when", self.when().into()),
        ];
        let mut out = self.site.say.words("outcome", holes);
        if let Some(by) = self.named("proposedBy") {
            out.push(words::text(" "));
            out.extend(self.site.say.words("outcome-proposed", [("names", by.into())]));
        }
        out
    }

    fn omission(&self) -> Words {
        let several = self.entity.values("saidBy").len() > 1;
        let holes = [
            ("author", self.named_or("saidBy", "a-source").into()),
            ("text", self.named_or("by", "a-text").into()),
            ("what", self.after("space", "what").into()),
            ("when", self.when().into()),
        ];
        self.site.say.words(if several { "omission-several" } else { "omission" }, holes)
    }

    fn withholding(&self) -> Words {
        let holes = [
            ("party", self.named_or("by", "somebody-first").into()),
            ("what", self.after("space", "what").into()),
            ("exemption", self.after("withholding-under", "exemption").into()),
            ("when", self.when().into()),
        ];
        self.site.say.words("withholding", holes)
    }

    fn instrument(&self) -> Words {
        let name = Run::Strong(self.site.name(self.entity).to_string());
        let said = self.site.say.words("thing", [("name", name.into()), ("when", self.when().into())]);
        [said, self.more("clauses", "clause")].concat()
    }

    fn publication(&self) -> Words {
        let holes = [
            ("name", Run::Strong(self.site.name(self.entity).to_string()).into()),
            ("author", self.part("publication-author", "author").into()),
            ("publisher", self.part("publication-publisher", "publisher").into()),
            ("when", self.when().into()),
            ("public", self.dated("public-since", "publicDate").into()),
        ];
        self.site.say.words("publication", holes)
    }
}
