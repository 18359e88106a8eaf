//! What findings count, told once for all that count the same.
//!
//! The main type is [`Counted`]. Every trend rests on all sources of its months: with thousands of sources and of parties,
//! a list for each would be most of what a case is. Lists are known by their shape, so whoever counts the same things in
//! the same way shares one.

use crate::engine::Leaf;
use crate::proofs::Tree;
use rollcall_model::finding::Proof;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

/// Lists are shared where they are so long.
const LONG: usize = 16;

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    lists: Mutex<BTreeMap<Vec<Node>, Arc<Vec<Proof>>>>,
}

/// A part of a tree: a leaf, or a rule or a count with how many parts it has.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Leaf(Leaf),
    Rule(u32, usize),
    Count(u32, usize),
}

impl Counted {
    /// The proofs of what is counted, each told by `tell`.
    pub fn told(&self, of: &[Rc<Tree>], tell: impl Fn(&Tree) -> Proof) -> Arc<Vec<Proof>> {
        let told = || Arc::new(of.iter().map(|tree| tell(tree)).collect());
        if of.len() < LONG {
            return told();
        }
        let mut shape = Vec::new();
        of.iter().for_each(|tree| put_nodes(tree, &mut shape));
        let lists = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lists().get(&shape) {
            return known.clone();
        }
        // Told without the lock; where two threads told the same, the first is kept.
        let told = told();
        lists().entry(shape).or_insert(told).clone()
    }
}

/// Adds the parts of a tree, each before what it has.
fn put_nodes(tree: &Tree, out: &mut Vec<Node>) {
    let parts = match tree {
        Tree::Leaf(leaf) => return out.push(Node::Leaf(leaf.clone())),
        Tree::Rule { rule, because } => {
            out.push(Node::Rule(*rule, because.len()));
            because
        }
        Tree::Count { count, of } => {
            out.push(Node::Count(*count, of.len()));
            of
        }
    };
    parts.iter().for_each(|part| put_nodes(part, out));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_told_once_for_all_that_count_the_same_in_the_same_way() {
        let tree = |thing: u32, rule: u32| {
            let leaf = Rc::new(Tree::Leaf(Leaf::Fact { thing, property: 1, place: 0 }));
            Rc::new(Tree::Rule { rule, because: vec![leaf] })
        };
        let list = |rule: u32, len: usize| (0..).take(len).map(|thing| tree(thing, rule)).collect::<Vec<_>>();
        let tell = |tree: &Tree| Proof::Rule { rule: format!("{tree:?}"), because: Vec::new() };
        let counted = Counted::default();
        let told = |rule: u32, len: usize| counted.told(&list(rule, len), tell);
        assert!(Arc::ptr_eq(&told(7, LONG), &told(7, LONG)));
        assert_ne!(told(7, LONG), told(8, LONG), "by another rule it is another list");
        assert_ne!(told(7, LONG), told(7, LONG + 1));
        let (one, other) = (told(7, 2), told(7, 2));
        assert!(one == other && !Arc::ptr_eq(&one, &other), "a short one is not looked up");
    }
}
