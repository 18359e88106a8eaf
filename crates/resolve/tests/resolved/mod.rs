//! The steps of a case, from claims to clusters, as `case` takes them. The main type is [`Resolved`].

use rollcall_model::claim::Claim;
use rollcall_model::entity::Join;
use rollcall_resolve::{
    Block, Book, Clusters, Decided, cluster, decided_joins, engagement_blocks, join_block, party_blocks, tidy, weigh,
};
use std::collections::BTreeMap;

/// What a case's claims become.
pub struct Resolved {
    /// Blocks of parties and of engagements.
    pub blocks: Vec<Block>,
    /// All joins, proposed ones too.
    pub joins: Vec<Join>,
    /// Which mentions are one.
    pub clusters: Clusters,
}

/// Takes all steps.
pub fn resolve(claims: &[Claim], book: &Book, decided: &Decided) -> Resolved {
    let none = BTreeMap::new();
    let mut blocks = party_blocks(claims, &[], book);
    let mut joins: Vec<Join> = blocks.iter().flat_map(join_block).collect();
    joins.extend(decided_joins(claims, decided));
    let mut joins = weigh(tidy(joins), claims, &[]);
    let parties = cluster(claims, &joins, decided, &none);
    let more = engagement_blocks(claims, &[], &parties);
    joins.extend(more.iter().flat_map(join_block));
    blocks.extend(more);
    let joins = tidy(joins);
    let clusters = cluster(claims, &joins, decided, &none);
    Resolved { blocks, joins, clusters }
}
