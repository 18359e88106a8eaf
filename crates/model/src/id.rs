//! Opaque identifiers: a letter that says what is named, and 20 base32 letters of a SHA-256. Never a name.
//!
//! An id lies where it is used and not on the heap (`SmolStr` keeps up to 23 bytes), so that copying one costs nothing: a case
//! has tens of thousands, each in many places. There is a type per kind of id, so that swapped ids do not compile:
//!
//! ```compile_fail
//! use rollcall_model::id::{ClaimId, MentionId};
//! let mention: MentionId = ClaimId::of(&["a"]);
//! ```

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};
use std::fmt;

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
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// The id made from these parts; their order and borders count.
            pub fn of(parts: &[&str]) -> Self {
                Self(format_smolstr!(concat!($letter, "{}"), short_hash(parts)))
            }

            /// An id that was written down before, if it has this type's shape.
            pub fn parse(text: &str) -> Option<Self> {
                let body = text.strip_prefix($letter)?;
                let fits = body.len() == 20 && body.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
                fits.then(|| Self(SmolStr::new(text)))
            }

            /// The id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_opaque_stable_and_know_their_letter() {
        let id = MentionId::of(&["a", "b"]);
        assert_eq!(id, MentionId::of(&["a", "b"]));
        assert_ne!(id, MentionId::of(&["ab", ""]));
        assert_eq!(MentionId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(ClaimId::parse(id.as_str()), None);
        assert_eq!(MentionId::parse("m1"), None);
    }
}
