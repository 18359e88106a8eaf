//! The kinds and properties that a claim may speak of, as `ontology.toml` has them.
//!
//! The main type is [`Ontology`], loaded once from the data file beside this crate. Column maps, rule checking, `facts`,
//! export and the glossary all ask it, so a new property is one line of data. [`Kind`] is a name that the ontology
//! knows: it can only be made by looking one up, so a misspelt kind stops where it enters.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// Roles that one can have at an engagement or in a body. What they cannot say is a capacity.
pub const ROLES: [&str; 17] = [
    "host",
    "convenor",
    "chair",
    "co-chair",
    "organiser",
    "attendee",
    "observer",
    "speaker",
    "trainee",
    "trainer",
    "vip",
    "absent",
    "excluded",
    "withdrew",
    "declined",
    "lead",
    "member",
];

/// Roles that say that someone was *not* there.
pub const AWAY: [&str; 4] = ["absent", "excluded", "withdrew", "declined"];

/// How someone took part.
pub const MODES: [&str; 5] = ["in person", "online", "video message", "in writing", "not stated"];

/// How surely a source says that someone took part.
pub const CERTAINTIES: [&str; 3] = ["stated", "likely", "unclear"];

/// What became of an engagement.
pub const STATUSES: [&str; 5] = ["scheduled", "held", "cancelled", "postponed", "denied"];

/// What a kind is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// May take part, own, be a target.
    Party,
    /// Something that parties take part in.
    Engagement,
    /// Says how two things stand to each other.
    Link,
    /// Anything else.
    Other,
}

/// What a property's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// A name, compared as names are.
    Name,
    /// Words.
    Text,
    /// A date of [`crate::date::Edtf`].
    Date,
    /// A whole number.
    Number,
    /// ISO 3166-1 alpha-2, in capitals.
    Country,
    /// An address on the web.
    Url,
    /// One of [`ROLES`].
    Role,
    /// One of [`MODES`].
    Mode,
    /// One of [`CERTAINTIES`].
    Certainty,
    /// One of [`STATUSES`].
    Status,
    /// Another thing.
    Link,
}

/// A property of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// What its values are.
    #[serde(rename = "type")]
    pub value: PropertyType,
    /// Whether one thing may have several values that do not contradict each other.
    #[serde(default)]
    pub many: bool,
    /// The kinds that a link may point at.
    #[serde(default)]
    pub to: Vec<String>,
    /// The property of FollowTheMoney that holds it.
    pub ftm: String,
}

/// Everything the ontology says of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindInfo {
    /// The schema of FollowTheMoney that it falls back to.
    pub ftm: String,
    /// The word that users see.
    pub plain: String,
    /// What it is for.
    pub class: Class,
    /// Properties by which two mentions are one.
    pub key: Vec<String>,
    /// For a link, the properties that hold its ends.
    #[serde(default)]
    pub ends: Vec<String>,
    /// Its properties, the common ones included once the ontology is loaded.
    #[serde(default)]
    pub properties: BTreeMap<String, Property>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "read by people and by the format test, not by the loader")]
    version: u32,
    common: BTreeMap<String, Property>,
    engagement: BTreeMap<String, Property>,
    kind: BTreeMap<String, KindInfo>,
}

/// All kinds. See the module's page.
#[derive(Debug)]
pub struct Ontology {
    kinds: BTreeMap<&'static str, KindInfo>,
}

/// The ontology's text, for those who hash what a build was made from.
pub const ONTOLOGY_TOML: &str = include_str!("../ontology.toml");

static ONTOLOGY: LazyLock<Ontology> = LazyLock::new(|| {
    let file: File = toml::from_str(ONTOLOGY_TOML).expect("the ontology is part of this crate and is checked by its tests");
    let kinds = file
        .kind
        .into_iter()
        .map(|(name, mut info)| {
            info.properties.extend(file.common.clone());
            if info.class == Class::Engagement {
                info.properties.extend(file.engagement.clone());
            }
            // One short string a kind, made once in the life of the process: the price of a `Kind` that is `Copy`.
            (&*name.leak(), info)
        })
        .collect();
    Ontology { kinds }
});

impl Ontology {
    /// The one ontology.
    pub fn get() -> &'static Self {
        &ONTOLOGY
    }

    /// All kinds, by name.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, &KindInfo)> {
        self.kinds.iter().map(|(name, info)| (Kind(name), info))
    }
}

/// The name of a kind that the ontology has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(&'static str);

impl Kind {
    /// Looks a kind up by its exact name.
    pub fn new(name: &str) -> Option<Self> {
        ONTOLOGY.kinds.get_key_value(name).map(|(name, _)| Self(name))
    }

    /// The kind's name.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// What the ontology says of it.
    pub fn info(self) -> &'static KindInfo {
        &ONTOLOGY.kinds[self.0]
    }

    /// A property of this kind.
    pub fn property(self, name: &str) -> Option<&'static Property> {
        self.info().properties.get(name)
    }

    /// Whether this is a party.
    pub fn is_party(self) -> bool {
        self.info().class == Class::Party
    }

    /// Whether this is an engagement.
    pub fn is_engagement(self) -> bool {
        self.info().class == Class::Engagement
    }

    /// Whether this is a link.
    pub fn is_link(self) -> bool {
        self.info().class == Class::Link
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(&name).ok_or_else(|| serde::de::Error::custom(format!("`{name}` is no kind of the ontology")))
    }
}

/// Kinds that code must name. Each is checked against the data file by a test.
pub mod kinds {
    use super::Kind;
    macro_rules! named {
        ($($constant:ident = $name:literal;)*) => {
            $(#[doc = concat!("The kind `", $name, "`.")] pub const $constant: Kind = Kind($name);)*
            #[cfg(test)]
            pub(super) const ALL: &[Kind] = &[$($constant),*];
        };
    }
    named! {
        PERSON = "Person"; STATE = "State"; UNIT = "Unit"; FORUM = "Forum"; ORGANIZATION = "Organization";
        PUBLIC_BODY = "PublicBody"; COMPANY = "Company"; VESSEL = "Vessel"; MEETING = "Meeting"; EXERCISE = "Exercise";
        VISIT = "Visit"; TRAINING = "Training"; EXPO = "Expo"; ABUSE = "Abuse"; PUBLICATION = "Publication";
        INSTRUMENT = "Instrument"; OUTCOME = "Outcome"; OMISSION = "Omission"; RECOMMENDATION = "Recommendation";
        PARTICIPATION = "Participation"; TENURE = "Tenure"; FORUM_ROLE = "ForumRole"; PART_OF = "PartOf";
        REPORTS_TO = "ReportsTo"; COMMANDS = "Commands"; MEASURE = "Measure"; SANCTION = "Sanction";
        DESIGNATION = "Designation"; OWNERSHIP = "Ownership"; SUPPLY = "Supply"; PERPETRATION = "Perpetration";
        OBLIGATION = "Obligation"; STANCE = "Stance"; WITHHOLDING = "Withholding";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_code_names_is_in_the_data() {
        for kind in kinds::ALL {
            assert!(Kind::new(kind.as_str()).is_some(), "{kind}");
        }
    }

    #[test]
    fn keys_ends_and_targets_exist() {
        for (kind, info) in Ontology::get().kinds() {
            for name in info.key.iter().chain(&info.ends) {
                assert!(info.properties.contains_key(name), "{kind}: no property {name}");
            }
            assert_eq!(info.class == Class::Link, !info.ends.is_empty(), "{kind}: a link has ends and only a link has");
            for (name, property) in &info.properties {
                assert_eq!(property.value == PropertyType::Link, !property.to.is_empty(), "{kind}.{name}");
                for target in &property.to {
                    assert!(Kind::new(target).is_some(), "{kind}.{name} points at {target}");
                }
            }
        }
    }
}
