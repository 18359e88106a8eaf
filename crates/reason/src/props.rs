//! The properties that rules may name: those of the ontology, and those of what a case has beside its claims: moments,
//! members, sources and searches.
//!
//! The main function is [`kind_property`]. Properties are numbers in the order of their names, so that comparing two
//! facts compares what they say and not when they were first seen.

use rollcall_model::ontology::{CERTAINTIES, Class, Kind, MODES, Ontology, PropertyType, ROLES, STATUSES};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A named moment of the case.
pub(crate) const MOMENT: &str = "Moment";
/// A membership that the case file states.
pub(crate) const MEMBER: &str = "Member";
/// A file of the case.
pub(crate) const SOURCE: &str = "Source";
/// A search through the whole of a text for words that the case names.
pub(crate) const SEARCH: &str = "Search";
/// The one date of a thing, worked out from those that sources give.
pub(crate) const WHEN: &str = "when";
/// The properties that `when` is worked out from.
pub(crate) const DATES: [&str; 4] = ["date", "startDate", "endDate", "seenDate"];

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// One of these kinds.
    Thing(BTreeSet<&'static str>),
    Date,
    /// Words; one of a closed list where there is one.
    Text(Option<&'static [&'static str]>),
    Number,
}

impl Type {
    /// For messages.
    pub fn plain(&self) -> String {
        match self {
            Self::Thing(kinds)
                if kinds.iter().all(|kind| Kind::new(kind).is_some_and(Kind::is_party)) && kinds.len() > 3 =>
            {
                "a party".into()
            }
            Self::Thing(kinds) if kinds.len() > 3 => "a thing".into(),
            Self::Thing(kinds) => kinds.iter().copied().collect::<Vec<_>>().join(" or "),
            Self::Date => "a date".into(),
            Self::Text(_) => "words".into(),
            Self::Number => "a number".into(),
        }
    }
}

struct Table {
    names: Vec<&'static str>,
    /// Kind, then property, to the type of its values.
    kinds: BTreeMap<&'static str, BTreeMap<&'static str, Type>>,
}

/// Kinds of things that properties point at.
static POINTED_AT: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let types = TABLE.kinds.values().flat_map(BTreeMap::values);
    let kinds = types.filter_map(|kind| if let Type::Thing(kinds) = kind { Some(kinds) } else { None });
    kinds.flatten().copied().collect()
});

/// Names of kinds by their number: asked for each thing and each plan.
static KINDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| kinds().collect());

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut kinds: BTreeMap<&'static str, BTreeMap<&'static str, Type>> = BTreeMap::new();
    for (kind, info) in Ontology::get().kinds() {
        let mut properties: BTreeMap<&'static str, Type> = info
            .properties
            .iter()
            .map(|(name, property)| {
                let value = match property.value {
                    PropertyType::Date => Type::Date,
                    PropertyType::Number => Type::Number,
                    PropertyType::Link => {
                        Type::Thing(property.to.iter().filter_map(|to| Kind::new(to)).map(Kind::as_str).collect())
                    }
                    PropertyType::Role => Type::Text(Some(&ROLES)),
                    PropertyType::Mode => Type::Text(Some(&MODES)),
                    PropertyType::Certainty => Type::Text(Some(&CERTAINTIES)),
                    PropertyType::Status => Type::Text(Some(&STATUSES)),
                    PropertyType::Name | PropertyType::Text | PropertyType::Country | PropertyType::Url => Type::Text(None),
                };
                (name.as_str(), value)
            })
            .collect();
        properties.insert(WHEN, Type::Date);
        kinds.insert(kind.as_str(), properties);
    }
    let of_class = |class: Class| {
        Ontology::get().kinds().filter(|(_, info)| info.class == class).map(|(kind, _)| kind.as_str()).collect()
    };
    let moment = [("id", Type::Text(None)), ("name", Type::Text(None)), ("date", Type::Date), (WHEN, Type::Date)];
    kinds.insert(MOMENT, moment.into_iter().collect());
    let forum = Type::Thing(["Forum", "Organization"].into_iter().collect());
    let member = [("forum", forum), ("party", Type::Thing(of_class(Class::Party))), (WHEN, Type::Date)];
    kinds.insert(MEMBER, member.into_iter().collect());
    let text = || Type::Text(None);
    let party = || Type::Thing(of_class(Class::Party));
    let source = [
        ("id", text()),
        ("title", text()),
        ("publisher", text()),
        ("author", text()),
        ("language", text()),
        ("controlledBy", party()),
        ("date", Type::Date),
        ("publicDate", Type::Date),
        (WHEN, Type::Date),
    ];
    kinds.insert(SOURCE, source.into_iter().collect());
    let search = [
        ("id", text()),
        ("source", Type::Thing(BTreeSet::from([SOURCE]))),
        ("words", text()),
        ("found", Type::Text(Some(&FOUND))),
        ("count", Type::Number),
    ];
    kinds.insert(SEARCH, search.into_iter().collect());
    let names: BTreeSet<&'static str> = kinds.values().flat_map(|properties| properties.keys().copied()).collect();
    Table { names: names.into_iter().collect(), kinds }
});

/// Whether the words of a search stand in its text: any of them, or none.
pub(crate) const FOUND: [&str; 2] = ["yes", "no"];

/// The kinds of those in whose words a claim can be made.
pub(crate) fn voices() -> BTreeSet<&'static str> {
    let speaks = |info: &rollcall_model::ontology::KindInfo| info.class == Class::Party;
    let parties = Ontology::get().kinds().filter(|(_, info)| speaks(info)).map(|(kind, _)| kind.as_str());
    parties.chain(["Publication"]).collect()
}

/// Properties whose words are of a closed list whatever the kind.
static LISTED: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let types = |name: &str| TABLE.kinds.values().filter_map(|properties| properties.get(name)).collect::<Vec<_>>();
    TABLE.names.iter().map(|name| types(name).iter().all(|kind| matches!(kind, Type::Text(Some(_))))).collect()
});

/// Whether the words of a property are of a closed list, whatever the kind.
pub(crate) fn is_listed(property: u16) -> bool {
    LISTED[usize::from(property)]
}

/// The number of a property, if any kind has it.
pub(crate) fn number(name: &str) -> Option<u16> {
    TABLE.names.binary_search(&name).ok().and_then(|at| u16::try_from(at).ok())
}

/// The name of a property.
pub(crate) fn name(number: u16) -> &'static str {
    TABLE.names[usize::from(number)]
}

/// All names of properties.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.names.iter().copied()
}

/// All kinds that rules may ask for, by name.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    TABLE.kinds.keys().copied()
}

/// The number of a kind: its place among them.
pub(crate) fn kind_number(kind: &str) -> u8 {
    let at = KINDS.binary_search(&kind).unwrap_or_else(|before| before);
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// The place among what a case has beside its claims, of which each kind comes after the one before it; 0 for a kind
/// of entity.
pub(crate) fn beside(kind: &str) -> usize {
    [MOMENT, MEMBER, SOURCE, SEARCH].iter().position(|other| *other == kind).map_or(0, |at| at + 1)
}

/// The name of a kind by its number.
pub(crate) fn kind_name(number: u8) -> &'static str {
    KINDS.get(usize::from(number)).copied().unwrap_or_default()
}

/// The type of a kind's property.
pub(crate) fn kind_property(kind: &str, property: &str) -> Option<&'static Type> {
    TABLE.kinds.get(kind)?.get(property)
}

/// Whether a property of some kind can point at things of a kind.
pub(crate) fn is_pointed_at(kind: &str) -> bool {
    POINTED_AT.contains(kind)
}

/// The names of a kind's properties.
pub(crate) fn of_kind(kind: &str) -> impl Iterator<Item = &'static str> {
    TABLE.kinds.get(kind).into_iter().flat_map(|properties| properties.keys().copied())
}

/// The kinds that a word of a rule means: a kind's name, or `party`, `engagement`, `link`.
pub(crate) fn kinds_of_word(word: &str) -> Option<Vec<&'static str>> {
    let class = match word {
        "party" => Class::Party,
        "engagement" => Class::Engagement,
        "link" => Class::Link,
        _ => return TABLE.kinds.get_key_value(word).map(|(name, _)| vec![*name]),
    };
    Some(Ontology::get().kinds().filter(|(_, info)| info.class == class).map(|(kind, _)| kind.as_str()).collect())
}

/// All words that [`kinds_of_word`] knows.
pub(crate) fn kind_words() -> impl Iterator<Item = &'static str> {
    TABLE.kinds.keys().copied().chain(["party", "engagement", "link"])
}
