//! Figures of clusters on made-up cases: `cargo run --release -p rollcall-resolve --example clusters [--wrong] [SIZE]...`.

#![expect(clippy::print_stdout, reason = "a program for a terminal: its words are its output")]

#[path = "../tests/figures/mod.rs"]
mod figures;
#[path = "../tests/made_up/mod.rs"]
mod made_up;
#[path = "../tests/resolved/mod.rs"]
mod resolved;

use figures::Figures;
use made_up::{MadeUp, Size, Truth};
use resolved::{Resolved, resolve};
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_resolve::Decided;
use std::collections::BTreeMap;

fn main() {
    let show = std::env::args().any(|word| word == "--wrong");
    let sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    for (number, size) in (1..).zip(if sizes.is_empty() { vec![60, 200, 200] } else { sizes }) {
        let made = MadeUp::new(number, Size { people: size, engagements: size });
        let found = resolve(&made.claims, &made.book(), &Decided::default());
        println!(
            "case {number}: {size} people, {} documents, {} claims, {} blocks",
            made.documents().len(),
            made.claims.len(),
            found.blocks.len()
        );
        for (what, truth) in
            [("people", &made.people), ("bodies", &made.bodies), ("engagements", &made.engagements), ("links", &made.links)]
        {
            println!("  {what:12} {}", measure(truth, &found).line());
            proposals(&made, truth, &found);
            if show {
                wrong(&made, truth, &found);
            }
        }
    }
}

fn measure(truth: &Truth, found: &Resolved) -> Figures {
    Figures::of(truth.iter().map(|(mention, thing)| (found.clusters.entity(mention), thing)))
}

/// Proposals and how many are right, and the figures when people have answered all of them.
fn proposals(made: &MadeUp, truth: &Truth, found: &Resolved) {
    let none = Decided::default();
    let right = |join: &&Join| Some(truth.get(&join.a)? == truth.get(&join.b)?);
    let open: Vec<(&Join, bool)> =
        found.clusters.open_proposals(&found.joins, &none).filter_map(|join| Some((join, right(&join)?))).collect();
    if open.is_empty() {
        return;
    }
    let mut decided = Decided::default();
    for (join, one) in &open {
        let pair = (join.a.clone(), join.b.clone());
        if *one { decided.merged.push(pair) } else { decided.split.push(pair) }
    }
    println!("  {:12} {:6} proposed, {} of them one", "", open.len(), decided.merged.len());
    let answered = resolve(&made.claims, &made.book(), &decided);
    println!("  {:12} {}", "  answered", measure(truth, &answered).line());
}

/// Every join that was made and is wrong, with its reasons.
fn wrong(made: &MadeUp, truth: &Truth, found: &Resolved) {
    let names: BTreeMap<_, _> = made
        .claims
        .iter()
        .filter(|claim| claim.property == "name" || claim.property == "date")
        .map(|claim| (&claim.mention, (claim.value.text().unwrap_or_default(), &claim.anchor.source)))
        .collect();
    for join in &found.joins {
        if let (Some(a), Some(b)) = (truth.get(&join.a), truth.get(&join.b))
            && a != b
            && join.status != JoinStatus::Proposed
        {
            println!(
                "    wrong: {:?} {a} {:?} / {b} {:?}: {:?}",
                join.status,
                names.get(&join.a),
                names.get(&join.b),
                join.speaks_for
            );
        }
    }
}
