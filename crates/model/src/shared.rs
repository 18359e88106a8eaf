//! A sorted map whose copies share what is alike in them.
//!
//! The main type is [`SharedMap`]; [`exchange`] does for a sorted list what a change does for a map. It lies in pieces of
//! some dozens of entries, and beside them stands what is otherwise since these were cut. A copy takes the same pieces and
//! copies what stands beside them; once that is as much as there are pieces, it is put into them, and only those are copied
//! in which it falls. So a case with a decision more costs what the decision touches and not what the case holds, and what
//! differs between two cases is found without looking at what they share ([`SharedMap::differing`]). Why not change pieces
//! at once: a question that touches a thousand entries of a million would copy a thousand pieces, and half the list of
//! them would lie elsewhere in memory. Why not a tree of pieces: such a thousand falls into all of its branches. Why not a
//! library's persistent map: this is all that a case asks of one, and comparing by what is shared is the half of it that
//! must be right.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::fmt;
use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

/// How many entries a new piece has. A piece that grows to twice as many is cut in two.
const PIECE: usize = 64;

/// A key of which it is known about where it stands among all others: then a few looks find it, in memory that lies close
/// together, where halving a list of ten thousands needs fifteen far apart.
pub trait Spread: Ord {
    /// About how far along it stands, of [`ALL`]: never less for a key that comes later. How well it is spread bears on time alone.
    fn place(&self) -> u32;
}

/// The end of all places of [`Spread`].
pub const ALL: u32 = 1 << 30;

/// See the module's page.
#[derive(Clone)]
pub struct SharedMap<K, V> {
    pieces: Arc<Pieces<K, V>>,
    /// What is otherwise than in the pieces: a value, or nothing at a key that they have.
    beside: BTreeMap<K, Option<V>>,
    len: usize,
}

/// Entries in pieces: sorted, none empty.
#[derive(Clone)]
struct Pieces<K, V>(Vec<Piece<K, V>>);

#[derive(Clone)]
struct Piece<K, V> {
    /// The first key, so that a search looks into one piece only.
    first: K,
    list: Arc<Vec<(K, V)>>,
}

impl<K: Clone, V> Piece<K, V> {
    /// Of entries that are sorted, at least one.
    fn new(list: Vec<(K, V)>) -> Option<Self> {
        Some(Self { first: list.first()?.0.clone(), list: Arc::new(list) })
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self { pieces: Arc::new(Pieces(Vec::new())), beside: BTreeMap::new(), len: 0 }
    }
}

impl<K, V> SharedMap<K, V> {
    /// Without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<K: Ord, V> SharedMap<K, V> {
    /// All entries, by key.
    pub fn iter(&self) -> Iter<'_, K, V> {
        let pieces = Entries { pieces: self.pieces.0.iter(), list: Default::default() };
        Iter { pieces: pieces.peekable(), beside: self.beside.iter().peekable(), left: self.len }
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// All values, by key.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Spread, V> SharedMap<K, V> {
    /// The value of a key.
    pub fn get<Q: Spread + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        Some(self.get_key_value(key)?.1)
    }

    /// A key as it stands in the map, with its value.
    pub fn get_key_value<Q: Spread + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        match self.beside.get_key_value(key) {
            Some((key, value)) => Some((key, value.as_ref()?)),
            None => self.pieces.get(key),
        }
    }

    /// Whether a key has a value.
    pub fn contains_key<Q: Spread + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// What two maps have at each key that may differ: those that stand beside the pieces of one of them, and those of pieces
    /// that they do not share. What stands at all other keys is the same. Two maps of which none was made from the other
    /// share nothing, and each key is given.
    pub fn differing<'m>(&'m self, other: &'m Self) -> impl Iterator<Item = (&'m K, Option<&'m V>, Option<&'m V>)> {
        let is_same = Arc::ptr_eq(&self.pieces, &other.pieces);
        let cursor = |map: &'m Self| Cursor { pieces: if is_same { &[] } else { &map.pieces.0 }, at: 0 };
        let (mut ones, mut others) = (cursor(self), cursor(other));
        let mut beside = self.beside.keys().chain(other.beside.keys()).collect::<BTreeSet<&K>>().into_iter().peekable();
        std::iter::from_fn(move || {
            while ones.shares(&others) {
                ones.skip();
                others.skip();
            }
            let in_pieces = ones.key().into_iter().chain(others.key()).min();
            let Some(key) = beside.next_if(|&key| in_pieces.is_none_or(|other| key <= other)) else {
                let key = in_pieces?;
                return Some((key, ones.next_if(key), others.next_if(key)));
            };
            ones.next_if(key);
            others.next_if(key);
            Some((key, self.get(key), other.get(key)))
        })
    }
}

impl<K: Spread + Clone, V: Clone> SharedMap<K, V> {
    /// Sets the value of a key, and gives the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.put_in();
        let was = match self.beside.get_mut(&key) {
            Some(own) => own.replace(value),
            None => {
                let was = self.pieces.get(&key).map(|(_, was)| was.clone());
                self.beside.insert(key, Some(value));
                was
            }
        };
        self.len += usize::from(was.is_none());
        was
    }

    /// Takes a key out, and gives the value that it had.
    pub fn remove<Q: Spread + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.put_in();
        let was = match (self.beside.remove(key), self.pieces.get(key)) {
            (was, Some((key, first))) => {
                self.beside.insert(key.clone(), None);
                was.unwrap_or_else(|| Some(first.clone()))
            }
            (was, None) => was.flatten(),
        };
        self.len -= usize::from(was.is_some());
        was
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Spread + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.put_in();
        if !self.beside.contains_key(key) {
            let (key, value) = self.pieces.get(key)?;
            self.beside.insert(key.clone(), Some(value.clone()));
        }
        self.beside.get_mut(key)?.as_mut()
    }

    /// Puts what stands beside the pieces into them, once it is as much as there are pieces.
    fn put_in(&mut self) {
        if self.beside.len() <= self.pieces.0.len() {
            return;
        }
        let pieces = Arc::make_mut(&mut self.pieces);
        for (key, value) in std::mem::take(&mut self.beside) {
            match value {
                Some(value) => pieces.insert(key, value),
                None => pieces.remove(&key),
            }
        }
    }

    /// Of entries that may stand in any order; of one key the last counts.
    fn of(mut list: Vec<(K, V)>) -> Self {
        if !list.is_sorted_by(|one, next| one.0 < next.0) {
            // Stable, so that of one key the last is the last.
            list.sort_by(|one, other| one.0.cmp(&other.0));
            list.reverse();
            list.dedup_by(|next, one| next.0 == one.0);
            list.reverse();
        }
        let len = list.len();
        let mut pieces = Vec::with_capacity(len.div_ceil(PIECE));
        let mut entries = list.into_iter();
        while entries.len() > 0 {
            pieces.extend(Piece::new(entries.by_ref().take(PIECE).collect()));
        }
        Self { pieces: Arc::new(Pieces(pieces)), beside: BTreeMap::new(), len }
    }
}

impl<K: Spread, V> Pieces<K, V> {
    /// The piece in which a key stands or would stand, and its place there.
    fn find<Q: Spread + ?Sized>(&self, key: &Q) -> (usize, Result<usize, usize>)
    where
        K: Borrow<Q>,
    {
        let place = key.place();
        let after = seek(&self.0, between(0, place, ALL, self.0.len()), |piece| piece.first.borrow() <= key);
        let at = after.saturating_sub(1);
        let Some(piece) = self.0.get(at) else { return (at, Err(0)) };
        let end = self.0.get(after).map_or(ALL, |next| next.first.borrow().place());
        let guess = between(piece.first.borrow().place(), place, end, piece.list.len());
        let found = seek(&piece.list, guess, |(own, _)| own.borrow() < key);
        let is_there = piece.list.get(found).is_some_and(|(own, _)| own.borrow() == key);
        (at, if is_there { Ok(found) } else { Err(found) })
    }

    fn get<Q: Spread + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (at, place) = self.find(key);
        let place = place.ok()?;
        let (key, value) = &self.0[at].list[place];
        Some((key, value))
    }
}

impl<K: Spread + Clone, V: Clone> Pieces<K, V> {
    fn insert(&mut self, key: K, value: V) {
        let (at, place) = self.find(&key);
        let Some(piece) = self.0.get_mut(at) else {
            self.0.extend(Piece::new(vec![(key, value)]));
            return;
        };
        let list = Arc::make_mut(&mut piece.list);
        match place {
            Ok(place) => list[place].1 = value,
            Err(place) => list.insert(place, (key, value)),
        }
        piece.first = list[0].0.clone();
        if list.len() >= 2 * PIECE {
            let rest = list.split_off(PIECE);
            self.0.splice(at + 1..at + 1, Piece::new(rest));
        }
    }

    fn remove(&mut self, key: &K) {
        let (at, place) = self.find(key);
        let Ok(place) = place else { return };
        let piece = &mut self.0[at];
        let list = Arc::make_mut(&mut piece.list);
        list.remove(place);
        match list.first() {
            Some((first, _)) => piece.first = first.clone(),
            None => _ = self.0.remove(at),
        }
    }
}

/// Where a key stands first, or would stand, in a list that is sorted by keys.
pub fn place_in<T, K: Spread>(list: &[T], key: &K, key_of: impl Fn(&T) -> &K) -> usize {
    seek(list, between(0, key.place(), ALL, list.len()), |entry| key_of(entry) < key)
}

/// How far along a list something stands that lies so between two ends.
fn between(start: u32, place: u32, end: u32, len: usize) -> usize {
    let (part, whole) = (place.saturating_sub(start) as usize, end.saturating_sub(start).max(1) as usize);
    part * len / whole
}

/// How many of a list come first, looked for around a guess; those that do stand before those that do not. An exponential
/// search (Bentley and Yao, *An almost optimal algorithm for unbounded searching*, 1976), to both sides.
fn seek<T>(list: &[T], guess: usize, is_first: impl Fn(&T) -> bool) -> usize {
    let (mut low, mut high) = (0, list.len());
    let (mut at, mut step) = (guess.min(list.len().saturating_sub(1)), 1);
    while low <= at && at < high {
        if is_first(&list[at]) {
            low = at + 1;
            at += step;
        } else {
            high = at;
            at = at.saturating_sub(step);
        }
        step *= 2;
    }
    low + list[low..high].partition_point(is_first)
}

/// A place in one of two maps that are compared.
struct Cursor<'m, K, V> {
    pieces: &'m [Piece<K, V>],
    /// A place in the first piece.
    at: usize,
}

impl<'m, K: Ord, V> Cursor<'m, K, V> {
    /// Whether both stand at the beginning of one piece.
    fn shares(&self, other: &Self) -> bool {
        let pieces = self.pieces.first().zip(other.pieces.first());
        self.at == 0 && other.at == 0 && pieces.is_some_and(|(one, two)| Arc::ptr_eq(&one.list, &two.list))
    }

    fn skip(&mut self) {
        self.pieces = &self.pieces[1..];
        self.at = 0;
    }

    fn key(&self) -> Option<&'m K> {
        self.pieces.first().map(|piece| &piece.list[self.at].0)
    }

    fn next_if(&mut self, key: &K) -> Option<&'m V> {
        let list = &self.pieces.first()?.list;
        let (own, value) = &list[self.at];
        if own != key {
            return None;
        }
        self.at += 1;
        if self.at == list.len() {
            self.skip();
        }
        Some(value)
    }
}

/// All entries of some pieces.
struct Entries<'m, K, V> {
    pieces: std::slice::Iter<'m, Piece<K, V>>,
    list: std::slice::Iter<'m, (K, V)>,
}

impl<K, V> Clone for Entries<'_, K, V> {
    fn clone(&self) -> Self {
        Self { pieces: self.pieces.clone(), list: self.list.clone() }
    }
}

impl<'m, K, V> Iterator for Entries<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        let next = match self.list.next() {
            Some(next) => next,
            None => {
                self.list = self.pieces.next()?.list.iter();
                self.list.next()?
            }
        };
        Some((&next.0, &next.1))
    }
}

/// All entries of a [`SharedMap`], by key.
pub struct Iter<'m, K, V> {
    pieces: Peekable<Entries<'m, K, V>>,
    beside: Peekable<btree_map::Iter<'m, K, Option<V>>>,
    left: usize,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self { pieces: self.pieces.clone(), beside: self.beside.clone(), left: self.left }
    }
}

impl<'m, K: Ord, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let in_pieces = self.pieces.peek().map(|(key, _)| *key);
            let Some((key, value)) = self.beside.next_if(|(key, _)| in_pieces.is_none_or(|other| *key <= other)) else {
                let next = self.pieces.next()?;
                self.left -= 1;
                return Some(next);
            };
            self.pieces.next_if(|(other, _)| *other == key);
            if let Some(value) = value {
                self.left -= 1;
                return Some((key, value));
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K: Ord, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<'m, K: Ord, V> IntoIterator for &'m SharedMap<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Spread + Clone, V: Clone> FromIterator<(K, V)> for SharedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::of(entries.into_iter().collect())
    }
}

impl<K: Spread + Clone, V: Clone> From<BTreeMap<K, V>> for SharedMap<K, V> {
    fn from(map: BTreeMap<K, V>) -> Self {
        map.into_iter().collect()
    }
}

impl<K: Spread + Clone, V: Clone> Extend<(K, V)> for SharedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Spread, V, Q: Spread + ?Sized> std::ops::Index<&Q> for SharedMap<K, V>
where
    K: Borrow<Q>,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        let Some(value) = self.get(key) else { unreachable!("the key stands in the map") };
        value
    }
}

/// Only what is not shared is looked at.
impl<K: Spread, V: PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.differing(other).all(|(_, one, two)| one == two)
    }
}

impl<K: Spread, V: Eq> Eq for SharedMap<K, V> {}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for SharedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + Serialize, V: Serialize> Serialize for SharedMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, K: Deserialize<'de> + Spread + Clone, V: Deserialize<'de> + Clone> Deserialize<'de> for SharedMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self::from)
    }
}

/// A sorted list with others in place of those that stood at some places, which are sorted too. What stays is shared.
pub fn exchange<T>(
    list: &[Arc<T>],
    gone: &[Range<usize>],
    mut new: Vec<Arc<T>>,
    order: impl Fn(&T, &T) -> Ordering,
) -> Vec<Arc<T>> {
    new.sort_by(|one, other| order(one, other));
    let mut out = Vec::with_capacity(list.len() + new.len());
    let mut new = new.into_iter().peekable();
    let starts = std::iter::once(0).chain(gone.iter().map(|place| place.end));
    let ends = gone.iter().map(|place| place.start).chain([list.len()]);
    for mut stay in starts.zip(ends).map(|(start, end)| &list[start..end]) {
        while let Some(next) = new.peek() {
            let before = stay.partition_point(|other| order(other, next).is_lt());
            if before == stay.len() {
                break;
            }
            out.extend_from_slice(&stay[..before]);
            stay = &stay[before..];
            out.extend(new.next());
        }
        out.extend_from_slice(stay);
    }
    out.extend(new);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_with_others_in_place_of_some_is_sorted() {
        let list: Vec<Arc<u32>> = (0..200).map(|n| Arc::new(n * 10)).collect();
        let new = |all: &[u32]| all.iter().map(|n| Arc::new(*n)).collect::<Vec<_>>();
        for (gone, came) in [
            (vec![(0, 0)], vec![]),
            (vec![(0, 3), (50, 51), (199, 200)], vec![1995, 3, 505, 5]),
            (vec![(10, 20), (20, 30)], vec![150, 95, 305]),
            (vec![(0, 200)], vec![7, 1]),
            (vec![], vec![5000, 4000]),
        ] {
            let gone: Vec<Range<usize>> = gone.into_iter().map(|(start, end)| start..end).collect();
            let is_gone = |at: &usize| gone.iter().any(|place| place.contains(at));
            let stay = (0..list.len()).filter(|at| !is_gone(at)).map(|at| *list[at]);
            let mut expected: Vec<u32> = stay.chain(came.iter().copied()).collect();
            expected.sort_unstable();
            let found = exchange(&list, &gone, new(&came), u32::cmp);
            assert_eq!(found.iter().map(|n| **n).collect::<Vec<_>>(), expected);
        }
    }

    /// As if numbers went up to some thousands, which those of one test below go far beyond.
    impl Spread for u32 {
        fn place(&self) -> u32 {
            self.saturating_mul(200_000).min(ALL - 1)
        }
    }

    #[test]
    fn what_comes_first_is_counted_from_any_guess() {
        for len in 0..40 {
            let list: Vec<usize> = (0..len).collect();
            for (guess, first) in (0..=len + 3).flat_map(|guess| (0..=len).map(move |first| (guess, first))) {
                assert_eq!(seek(&list, guess, |at| *at < first), first, "{len} from {guess}");
            }
        }
    }

    #[test]
    fn a_key_is_found_where_it_stands_first_or_would_stand() {
        let list: Vec<(u32, char)> = [3, 5, 5, 5, 900, 4000, 5000].into_iter().zip('a'..).collect();
        for key in [0, 3, 4, 5, 6, 900, 901, 4000, 5000, 6000] {
            let found = place_in(&list, &key, |(own, _)| own);
            assert_eq!(found, list.iter().filter(|(own, _)| *own < key).count(), "{key}");
        }
        assert_eq!(place_in(&[], &7_u32, |own| own), 0);
    }

    /// Numbers that are the same each time.
    fn numbers() -> impl Iterator<Item = u32> {
        let next = |last: &u64| Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        std::iter::successors(Some(17_u64), next).map(|number| (number >> 33) as u32 % 2000)
    }

    fn is_whole(map: &SharedMap<u32, u32>) -> bool {
        let pieces = || map.pieces.0.iter();
        pieces().all(|piece| piece.list.first().is_some_and(|(first, _)| *first == piece.first))
            && pieces().all(|piece| piece.list.len() < 2 * PIECE)
            && map.iter().count() == map.len()
            && map.keys().is_sorted_by(|one, next| one < next)
            && map.beside.len() <= map.pieces.0.len() + 1
    }

    #[test]
    fn it_holds_what_a_tree_holds_after_each_of_many_changes() {
        let (mut map, mut tree) = (SharedMap::new(), BTreeMap::new());
        let mut numbers = numbers();
        for step in 0..6000 {
            let key = numbers.next().expect("goes on");
            match numbers.next().expect("goes on") % 3 {
                0 => assert_eq!(map.remove(&key), tree.remove(&key)),
                1 if tree.contains_key(&key) => {
                    *map.get_mut(&key).expect("is there") += 1;
                    *tree.get_mut(&key).expect("is there") += 1;
                }
                _ => assert_eq!(map.insert(key, step), tree.insert(key, step)),
            }
            assert_eq!((map.get(&key), map.len()), (tree.get(&key), tree.len()));
        }
        assert!(is_whole(&map));
        assert!(map.iter().eq(tree.iter()));
        assert_eq!(map, SharedMap::from(tree));
        assert!(map.keys().copied().collect::<Vec<_>>().iter().all(|key| map.remove(key).is_some()));
        assert_eq!((map.len(), map.iter().next(), map.get(&1)), (0, None, None));
    }

    #[test]
    fn what_differs_is_all_that_changed_and_little_more() {
        let whole: SharedMap<u32, u32> = (0..5000).map(|key| (key * 2, key)).collect();
        // Few changes stand beside the pieces of both, and more are put into those of one, or of both.
        for (earlier, changes, shares_pieces) in [(0, 40, true), (30, 40, true), (30, 300, false), (500, 40, false)] {
            let mut before = whole.clone();
            numbers().skip(5000).take(earlier).for_each(|key| _ = before.insert(key, key));
            let mut after = before.clone();
            let mut changed: BTreeMap<u32, (Option<u32>, Option<u32>)> = BTreeMap::new();
            for key in numbers().take(changes) {
                let was = before.get(&key).copied();
                let is = if key % 3 == 0 { None } else { Some(1_000_000 + key) };
                match is {
                    Some(value) => _ = after.insert(key, value),
                    None => _ = after.remove(&key),
                }
                changed.insert(key, (was, is));
            }
            let found: Vec<(u32, Option<u32>, Option<u32>)> =
                before.differing(&after).map(|(key, was, is)| (*key, was.copied(), is.copied())).collect();
            assert!(found.is_sorted_by(|one, next| one.0 < next.0));
            let few = if shares_pieces { earlier + changes } else { (changes + 100) * 2 * PIECE };
            assert!(found.len() <= few.min(before.len() - 100), "{} of {}", found.len(), before.len());
            let others: Vec<_> = found.into_iter().filter(|(_, was, is)| was != is).collect();
            let changed: Vec<_> =
                changed.into_iter().filter(|(_, (was, is))| was != is).map(|(key, (was, is))| (key, was, is)).collect();
            assert_eq!(others, changed);
            assert!(before != after && before == before.clone());
            assert!(is_whole(&before) && is_whole(&after));
            assert_eq!(before.differing(&before.clone()).count(), before.beside.len());
        }
        assert_eq!(whole.differing(&whole.clone()).count(), 0);
    }

    #[test]
    fn of_one_key_the_last_counts() {
        let map: SharedMap<u32, &str> = [(2, "a"), (1, "b"), (2, "c"), (1, "d")].into_iter().collect();
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&1, &"d"), (&2, &"c")]);
        let text = serde_json::to_string(&map).expect("serialises");
        assert_eq!(text, r#"{"1":"d","2":"c"}"#);
        assert_eq!(serde_json::from_str::<SharedMap<u32, &str>>(&text).ok(), Some(map));
    }
}
