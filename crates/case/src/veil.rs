//! Released words of a confidential source, with nothing left by which the source could be recognised.
//!
//! The main function is [`veil`]. Each such source is shown as a stand-in: its ids are made anew with a secret, its words stand
//! alone in the order of those ids, and in place of the file there is a commitment, SHA-256 of the secret and the file's
//! SHA-256, with the editor's description. Whoever holds the secret (it stands in `decisions.jsonl`) can show later which file
//! it was; nobody else can try files out.

use rollcall_model::claim::{Anchor, Claim, Value, Voice};
use rollcall_model::entity::Join;
use rollcall_model::id::{ClaimId, MentionId, sha256_hex};
use rollcall_model::source::{Access, Source, SourceInfo};
use rollcall_resolve::Decided;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::snapshot::Texts;

/// The layer that released words stand in.
pub const RELEASED: &str = "released";

/// What a confidential source is called whose editor gave no description.
const UNDESCRIBED: &str = "A source that is not named";

/// Claims in which confidential sources are replaced by stand-ins.
#[derive(Debug, Default)]
pub struct Veiled {
    /// All claims, sorted.
    pub claims: Vec<Arc<Claim>>,
    /// The stand-ins, by path.
    pub sources: Vec<Source>,
    /// Their released words, by path.
    pub texts: Texts,
    /// New ids of mentions, by the old.
    mentions: BTreeMap<MentionId, MentionId>,
    /// Old ids of mentions, by the new.
    originals: BTreeMap<MentionId, MentionId>,
    /// Old ids of claims, by the new.
    pub claim_ids: BTreeMap<ClaimId, ClaimId>,
}

/// Puts stand-ins for the confidential ones among the sources of some claims, which are given by the path that the claims name.
/// `secrets` has those, by claim.
pub fn veil(claims: Vec<Arc<Claim>>, sources: &BTreeMap<String, &Source>, secrets: &BTreeMap<ClaimId, String>) -> Veiled {
    let is_closed = |claim: &Claim| {
        let source = sources.get(&claim.anchor.source);
        source.copied().filter(|source| source.info.access == Access::Confidential)
    };
    let mut out = Veiled::default();
    let mut by_source: BTreeMap<&str, (&Source, Vec<Arc<Claim>>)> = BTreeMap::new();
    for claim in claims {
        match is_closed(&claim) {
            Some(source) => by_source.entry(&source.path).or_insert((source, Vec::new())).1.push(claim),
            None => out.claims.push(claim),
        }
    }
    for (source, claims) in by_source.into_values() {
        // The first secret by claim's id, so that a later release does not change the stand-in.
        let Some(secret) = claims.iter().filter_map(|claim| secrets.get(&claim.id)).min() else { continue };
        out.stand_in(source, secret, claims);
    }
    out.claims.sort();
    out.sources.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

impl Veiled {
    fn stand_in(&mut self, source: &Source, secret: &str, claims: Vec<Arc<Claim>>) {
        let commitment = commitment(secret, &source.sha256);
        let path = format!("withheld/{}", &commitment[..20]);
        for claim in &claims {
            let new = MentionId::of(&[secret, claim.mention.as_str()]);
            self.originals.insert(new.clone(), claim.mention.clone());
            self.mentions.insert(claim.mention.clone(), new);
        }
        let mut claims: Vec<(ClaimId, Arc<Claim>)> =
            claims.into_iter().map(|claim| (ClaimId::of(&[secret, claim.id.as_str()]), claim)).collect();
        claims.sort();
        let (mut text, mut starts) = (String::new(), BTreeMap::new());
        for (_, claim) in &claims {
            starts.entry(claim.anchor.text.clone()).or_insert_with(|| {
                let start = text.chars().count();
                text += &claim.anchor.text;
                text += "\n\n";
                start
            });
        }
        for (id, claim) in claims {
            let anchor = Anchor {
                source: path.clone(),
                sha256: commitment.clone(),
                layer: RELEASED.into(),
                start: starts[&claim.anchor.text],
                end: starts[&claim.anchor.text] + claim.anchor.text.chars().count(),
                text: claim.anchor.text.clone(),
                row: None,
                column: None,
                page: None,
                rect: None,
                description: claim.anchor.description.clone(),
            };
            self.claim_ids.insert(id.clone(), claim.id.clone());
            let value = match &claim.value {
                Value::Link(mention) => Value::Link(self.mention(mention)),
                text => text.clone(),
            };
            let voice = |voice: &Voice| Voice {
                mention: voice.mention.as_ref().map(|mention| self.mention(mention)),
                ..voice.clone()
            };
            let attributed_to = claim.attributed_to.iter().map(voice).collect();
            let mention = self.mention(&claim.mention);
            self.claims.push(Arc::new(Claim {
                id,
                mention,
                value,
                anchor: anchor.into(),
                attributed_to,
                ..Arc::unwrap_or_clone(claim)
            }));
        }
        let title = source.info.described_as.clone().unwrap_or_else(|| UNDESCRIBED.into());
        // Its grade makes nothing that is said of it surer than in the case; no page and no file shows it.
        let reliability = source.info.reliability.clone();
        let info = SourceInfo { title: Some(title), access: Access::Confidential, reliability, ..SourceInfo::default() };
        self.sources.push(Source {
            path: path.clone(),
            sha256: commitment,
            size: 0,
            media_type: String::new(),
            info,
            layer: Some(RELEASED.into()),
            not_read: None,
        });
        self.texts.insert(path, text);
    }

    /// The id that a mention has here.
    pub fn mention(&self, mention: &MentionId) -> MentionId {
        self.mentions.get(mention).unwrap_or(mention).clone()
    }

    /// Whether something of a mention goes out under another id.
    pub fn has(&self, mention: &MentionId) -> bool {
        self.mentions.contains_key(mention)
    }

    /// A join between the same mentions by the ids that they have here.
    pub fn join(&self, join: &Arc<Join>) -> Arc<Join> {
        if [&join.a, &join.b].iter().all(|end| !self.mentions.contains_key(*end)) {
            return join.clone();
        }
        Arc::new(Join {
            against: join.against.clone(),
            by_name: join.by_name,
            ..Join::new(join.kind, &self.mention(&join.a), &self.mention(&join.b), join.status, join.speaks_for.clone())
        })
    }

    /// The same pairs by the ids that their mentions have here.
    pub fn pairs(&self, mut decided: Decided) -> Decided {
        for pairs in [&mut decided.merged, &mut decided.split] {
            for (one, other) in pairs.iter_mut() {
                (*one, *other) = (self.mention(one), self.mention(other));
                if one > other {
                    std::mem::swap(one, other);
                }
            }
            pairs.sort();
        }
        decided
    }

    /// The id that a mention has in the case.
    pub fn original<'a>(&'a self, mention: &'a MentionId) -> &'a MentionId {
        self.originals.get(mention).unwrap_or(mention)
    }

    /// The id that a claim has in the case.
    pub fn claim<'a>(&'a self, id: &'a ClaimId) -> &'a ClaimId {
        self.claim_ids.get(id).unwrap_or(id)
    }
}

/// SHA-256 of a secret and a file's SHA-256, in hexadecimal.
pub fn commitment(secret: &str, sha256: &str) -> String {
    sha256_hex(format!("{secret}{sha256}").as_bytes())
}
