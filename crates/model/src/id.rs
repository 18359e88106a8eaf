//! Opaque identifiers: a letter that says what is named, and 20 base32 letters of a SHA-256. Never a name.
//!
//! An id lies where it is used and not on the heap, and two are compared as numbers: a case has tens of thousands, and most
//! of what is done with them is looking one up. There is a type per kind of id, so that swapped ids do not compile:
//!
//! ```compile_fail
//! use rollcall_model::id::{ClaimId, MentionId};
//! let mention: MentionId = ClaimId::of(&["a"]);
//! ```

use crate::shared::Spread;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

/// Bytes of an id: its letter and 20 base32 letters, all ASCII.
const BYTES: usize = 21;

/// The bytes after the letter as two numbers that are ordered as the text is.
#[inline]
fn order(id: &[u8; BYTES]) -> (u128, u32) {
    let [_, a @ .., x, y, z, w] = id;
    (u128::from_be_bytes(*a), u32::from_be_bytes([*x, *y, *z, *w]))
}

/// Where an id stands among all: its first letters are those of a hash.
fn place(id: &[u8; BYTES]) -> u32 {
    let digits = id[1..7].iter().map(|letter| match letter {
        b'a'..=b'z' => letter - b'a' + 6,
        digit => digit.saturating_sub(b'2'),
    });
    digits.fold(0, |place, digit| place << 5 | u32::from(digit))
}

/// The hash that an id is made from: every part with its length before it, so that no two lists of parts collide.
fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = data_encoding::BASE32_NOPAD.encode(&hash.finalize());
    text.truncate(20);
    text.make_ascii_lowercase();
    text
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name([u8; BYTES]);

        impl $name {
            /// The id made from these parts; their order and borders count.
            pub fn of(parts: &[&str]) -> Self {
                let mut id = [$letter.as_bytes()[0]; BYTES];
                id[1..].copy_from_slice(short_hash(parts).as_bytes());
                Self(id)
            }

            /// An id that was written down before, if it has this type's shape.
            pub fn parse(text: &str) -> Option<Self> {
                let body = text.strip_prefix($letter)?;
                let fits = body.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
                text.as_bytes().try_into().ok().filter(|_| fits).map(Self)
            }

            /// The id's text.
            pub fn as_str(&self) -> &str {
                // Made of ASCII alone, in `of` and in `parse`.
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> Ordering {
                order(&self.0).cmp(&order(&other.0))
            }
        }

        impl Spread for $name {
            fn place(&self) -> u32 {
                place(&self.0)
            }
        }

        impl PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no id")))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

id!(
    /// One place where one source speaks of one thing, or one link that it states.
    MentionId, "m"
);
id!(
    /// A claim: one property of one mention.
    ClaimId, "c"
);
id!(
    /// All mentions of one party, engagement or link: what a page is about.
    EntityId, "e"
);
id!(
    /// A step by which two mentions become one.
    JoinId, "j"
);
id!(
    /// What a rule found.
    FindingId, "f"
);
id!(
    /// A line of `decisions.jsonl`.
    DecisionId, "d"
);

/// A map by ids, looked up a few times as fast as one by any key. In no order: it is for looking up alone.
pub type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// A set of ids, in no order, as [`IdMap`].
pub type IdSet<K> = HashSet<K, BuildHasherDefault<IdHasher>>;

/// The hash of an id: a few of its letters, since these are a hash's already.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, id: &[u8]) {
        let letters = id.last_chunk().map_or(0, |letters| u64::from_le_bytes(*letters));
        // A letter varies in five of its eight bits: these are spread over all, so that no place of a table stays free.
        let spread = letters.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }

    /// The length, which all ids share.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ALL;

    #[test]
    fn ids_are_opaque_stable_and_know_their_letter() {
        let id = MentionId::of(&["a", "b"]);
        assert_eq!(id, MentionId::of(&["a", "b"]));
        assert_ne!(id, MentionId::of(&["ab", ""]));
        assert_eq!(MentionId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(ClaimId::parse(id.as_str()), None);
        assert_eq!(MentionId::parse("m1"), None);
        assert_eq!(serde_json::to_string(&id).ok(), Some(format!("\"{id}\"")));
        assert_eq!(serde_json::from_str::<MentionId>(&format!("\"{id}\"")).ok(), Some(id));
        assert!(serde_json::from_str::<MentionId>("\"m1\"").is_err());
    }

    #[test]
    fn ids_are_found_and_spread_over_a_table() {
        let ids: Vec<ClaimId> = (0..4000).map(|n| ClaimId::of(&[&n.to_string()])).collect();
        let map: IdMap<ClaimId, usize> = ids.iter().cloned().zip(0..).collect();
        assert!(ids.iter().enumerate().all(|(at, id)| map.get(id) == Some(&at)));
        let hash = |id: &ClaimId| std::hash::BuildHasher::hash_one(map.hasher(), id);
        let low: std::collections::BTreeSet<u64> = ids.iter().map(|id| hash(id) & 0xfff).collect();
        let high: std::collections::BTreeSet<u64> = ids.iter().map(|id| hash(id) >> 57).collect();
        // Of 4,096 places 4,000 that fall by chance reach 2,550, give or take.
        assert!(low.len() > 2400 && high.len() == 128, "{} and {}", low.len(), high.len());
    }

    #[test]
    fn ids_are_ordered_as_their_text() {
        let mut ids: Vec<ClaimId> = (0..500).map(|n| ClaimId::of(&[&n.to_string()])).collect();
        ids.sort();
        assert!(ids.windows(2).all(|two| two[0].as_str() < two[1].as_str()));
        assert!(ids.is_sorted_by_key(Spread::place));
        let far =
            |(at, id): (usize, &ClaimId)| (at * ALL as usize / ids.len()).abs_diff(id.place() as usize) > ALL as usize / 10;
        assert!(!ids.iter().enumerate().any(far), "they are spread evenly");
    }
}
