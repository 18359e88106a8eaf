//! What laying two names beside each other shows, as numbers. The main function is [`measure`].
//!
//! Each measure is one thing that a person would look at, and the same whichever name was given first.

use super::align::{Aligned, Pair, counts, ones};
use super::link::{How, distance};
use super::name::{Kind, Name, Part};
use super::words::{Class, WORDS};

/// How many measures there are.
pub const COUNT: usize = 33;

/// What each measure is called, in order, and how the score may move with it: 1 up, -1 down, 0 either.
pub const MEASURES: [(&str, i8); COUNT] = [
    ("kind", 0),
    ("words of the shorter", 0),
    ("words of the longer", 0),
    ("share of the shorter that is in both", 1),
    ("share of the longer that is in both", 1),
    ("share that stands against other words", -1),
    ("likeness of words without counterpart", 1),
    ("share that only one has", -1),
    ("words that only one has", -1),
    ("words that stand against others", -1),
    ("weakest link", 1),
    ("letters that differ", -1),
    ("letters of the word of the weakest link", 1),
    ("first letters differ", -1),
    ("two known names", -1),
    ("initials", 0),
    ("words parted otherwise", 0),
    ("words in another order", -1),
    ("father and son", -1),
    ("legal forms", 0),
    ("numbers", 0),
    ("generations", -1),
    ("likeness of all letters", 1),
    ("share of telling words that only one has", -1),
    ("place that only one has", 0),
    ("mean link", 1),
    ("last word alone", -1),
    ("first word alone", -1),
    ("share without slips", 1),
    ("letters that differ, to all", -1),
    ("scripts differ", 0),
    ("known names without counterpart", 0),
    ("words that only one has, though both are whole", -1),
];

/// The measures of two names.
pub type Measures = [i32; COUNT];

/// How much a part tells names apart.
pub(crate) fn weight(part: &Part) -> i32 {
    match part.class {
        Class::Word => 3 + i32::try_from(part.len().min(9)).unwrap_or(9),
        Class::Place | Class::Domain => 8,
        Class::Number => 6,
        Class::Symbol => 4,
        Class::Particle | Class::Initial => 2,
        Class::Suffix | Class::Title | Class::Legal | Class::Small => 0,
    }
}

fn permille(part: i32, of: i32) -> i32 {
    if of <= 0 { 0 } else { (1000 * part / of).clamp(0, 1000) }
}

/// Weight and number of the telling words at some places.
struct Side {
    weight: i32,
    words: i32,
    telling: i32,
    alone: i32,
    alone_words: i32,
    alone_telling: i32,
    place_alone: bool,
}

fn is_telling(part: &Part) -> bool {
    matches!(part.class, Class::Word | Class::Place | Class::Domain | Class::Number)
}

fn side(name: &Name, alone: u32, beside: u32) -> Side {
    let mut side = Side { weight: 0, words: 0, telling: 0, alone: 0, alone_words: 0, alone_telling: 0, place_alone: false };
    let said = name.parts.iter().enumerate().filter(|(at, _)| beside & (1 << at.min(&31)) == 0).map(|(_, part)| part);
    for part in said.filter(|part| counts(part)) {
        side.weight += weight(part);
        side.words += i32::from(part.class != Class::Particle);
        side.telling += if is_telling(part) { weight(part) } else { 0 };
    }
    for part in ones(alone).filter_map(|at| name.parts.get(at)) {
        side.alone += weight(part);
        side.alone_words += i32::from(part.class != Class::Particle);
        side.alone_telling += if is_telling(part) { weight(part) } else { 0 };
        side.place_alone |= part.class == Class::Place;
    }
    side
}

/// Measures two names that lie beside each other.
pub(crate) fn measure(a: &Name, b: &Name, aligned: &Aligned) -> Measures {
    let (left, right) = (side(a, aligned.left, aligned.beside.0), side(b, aligned.right, aligned.beside.1));
    let (few, many) =
        if (left.weight, left.words) <= (right.weight, right.words) { (&left, &right) } else { (&right, &left) };
    let replaced = left.alone.min(right.alone);
    let mut measures: Measures = [0; COUNT];
    let of_bodies =
        |name: &Name| name.parts.iter().any(|part| matches!(part.class, Class::Legal | Class::Symbol | Class::Domain));
    measures[0] = match a.kind {
        Kind::Person => 0,
        Kind::Body => 1,
        Kind::Thing => 2,
        Kind::Any => i32::from(of_bodies(a) || of_bodies(b)),
    };
    measures[1] = left.words.min(right.words).min(8);
    measures[2] = left.words.max(right.words).min(8);
    let share = |side: &Side| permille(side.weight - side.alone, side.weight);
    measures[3] = share(few).max(if few.weight == many.weight { share(many) } else { 0 });
    measures[4] = share(many).min(if few.weight == many.weight { share(few) } else { 1000 });
    measures[5] = permille(replaced, few.weight);
    measures[6] = i32::from(aligned.nearest);
    measures[7] = permille((left.alone - right.alone).abs(), many.weight);
    measures[8] = (left.alone_words - right.alone_words).abs().min(6);
    measures[9] = left.alone_words.min(right.alone_words).min(6);
    links(a, b, aligned, &mut measures);
    measures[18] = i32::from(fathers_turned(a, b, aligned));
    measures[19] = legal(a, b);
    measures[32] = if measures[19] > 1 { measures[8] } else { 0 };
    measures[20] = numbers(a, b);
    measures[21] = generations(a, b);
    measures[22] = whole(a, b);
    measures[23] = permille((left.alone_telling - right.alone_telling).abs(), left.telling.max(right.telling));
    measures[24] = i32::from(left.place_alone) + i32::from(right.place_alone);
    let at = |name: &Name, alone: u32, last: bool| -> i32 {
        let mut places = name.parts.iter().enumerate().filter(|(_, part)| counts(part) && part.class != Class::Particle);
        let place = if last { places.next_back() } else { places.next() };
        i32::from(place.is_some_and(|(at, _)| alone & (1 << at.min(31)) != 0))
    };
    measures[26] = at(a, aligned.left, true) + at(b, aligned.right, true);
    measures[27] = at(a, aligned.left, false) + at(b, aligned.right, false);
    measures
}

/// What the links are worth.
fn links(a: &Name, b: &Name, aligned: &Aligned, measures: &mut Measures) {
    let (mut sum, mut weights, mut clean) = (0, 0, 0);
    let mut worst: Option<&Pair> = None;
    let (mut edits, mut letters) = (0, 0);
    let mut far = 0;
    for (at, pair) in aligned.pairs.iter().enumerate() {
        let (one, two) = (&a.parts[pair.left.0], &b.parts[pair.right.0]);
        let heavy = weight(one).max(weight(two));
        sum += heavy * i32::from(pair.link.score);
        weights += heavy;
        let slips = matches!(pair.link.how, How::Slip | How::Initial | How::Begins) || pair.link.edits > 2;
        clean += if slips { 0 } else { heavy };
        if one.class != Class::Particle && worst.is_none_or(|worst| pair.link.score < worst.link.score) {
            worst = Some(pair);
        }
        if pair.link.how == How::Slip || pair.link.how == How::Parted {
            edits += i32::from(pair.link.edits);
        }
        letters += i32::try_from(one.len().min(two.len())).unwrap_or(0);
        measures[15] += i32::from(pair.link.how == How::Initial);
        measures[16] += i32::from(pair.link.how == How::Parted);
        let turned = aligned.pairs[..at].iter().filter(|before| before.right.0 > pair.right.0).count();
        measures[17] += i32::try_from(turned).unwrap_or(0);
        far += i32::from(one.script != two.script);
    }
    measures[17] = measures[17].min(4);
    measures[10] = worst.map_or(0, |pair| i32::from(pair.link.score));
    measures[11] = edits;
    if let Some(pair) = worst {
        let (one, two) = (&a.parts[pair.left.0], &b.parts[pair.right.0]);
        measures[12] = i32::try_from(one.len().min(two.len()).min(12)).unwrap_or(0);
        let slip = pair.link.how == How::Slip;
        measures[13] = i32::from(slip && a.bytes(one).first() != b.bytes(two).first());
        measures[14] = i32::from(slip && one.groups.is_known() && two.groups.is_known());
    }
    measures[25] = sum / weights.max(1);
    measures[28] = permille(clean, weights);
    measures[29] = permille(edits, letters);
    measures[30] = i32::from(far > 0);
    let unmatched =
        |name: &Name, bits: u32| ones(bits).filter_map(|at| name.parts.get(at)).any(|part| part.groups.is_known());
    measures[31] = i32::from(unmatched(a, aligned.left)) + i32::from(unmatched(b, aligned.right));
}

/// Whether the name before a word for "son of" and the one behind it change places: a father and his son.
fn fathers_turned(a: &Name, b: &Name, aligned: &Aligned) -> bool {
    let father = |name: &Name| {
        let is_son_of = |part: &Part| part.class == Class::Particle && WORDS.fathers.contains(&part.id);
        name.parts.iter().position(is_son_of).filter(|at| *at > 0 && at + 1 < name.parts.len())
    };
    let (Some(one), Some(two)) = (father(a), father(b)) else { return false };
    let to = |from: usize| aligned.pairs.iter().find(|pair| pair.left.0 == from).map(|pair| pair.right.0);
    let before = one.checked_sub(1).and_then(to);
    let behind = to(one + 1);
    before.is_some_and(|at| at > two) || behind.is_some_and(|at| at < two)
}

/// 0 none, 1 only one has a legal form, 2 the same, 3 of one family, 4 others.
pub(crate) fn legal(a: &Name, b: &Name) -> i32 {
    let of = |name: &Name| -> (u64, u64) {
        let forms = name.parts.iter().filter(|part| part.class == Class::Legal);
        forms.fold((0, 0), |(forms, families), part| {
            let family = WORDS.family(part.id);
            (forms | 1 << (part.id % 64), families | 1 << (u32::from(family) % 64))
        })
    };
    let (one, two) = (of(a), of(b));
    match (one.0, two.0) {
        (0, 0) => 0,
        (0, _) | (_, 0) => 1,
        _ if one.0 == two.0 => 2,
        _ if one.1 & two.1 != 0 => 3,
        _ => 4,
    }
}

/// 0 none, 1 the same, 2 only one has numbers, 3 others.
pub(crate) fn numbers(a: &Name, b: &Name) -> i32 {
    let of = |name: &Name| {
        let mut all = [0u32; 8];
        let numbers = name.parts.iter().filter(|part| part.class == Class::Number && !part.aside);
        let mut count = 0;
        for part in numbers.take(all.len()) {
            all[count] = part.id;
            count += 1;
        }
        all[..count].sort_unstable();
        (count, all)
    };
    let (one, two) = (of(a), of(b));
    match (one.0, two.0) {
        (0, 0) => 0,
        (0, _) | (_, 0) => 2,
        _ => {
            if one == two {
                1
            } else {
                3
            }
        }
    }
}

/// 0 none or the same, 1 only one has it, 2 others: the elder and the younger.
pub(crate) fn generations(a: &Name, b: &Name) -> i32 {
    let of = |name: &Name| name.parts.iter().find(|part| part.class == Class::Suffix).map(|part| part.id);
    match (of(a), of(b)) {
        (None, None) => 0,
        (Some(one), Some(two)) => {
            if one == two {
                0
            } else {
                2
            }
        }
        _ => 1,
    }
}

/// Whether names of people differ in who of a family bears them, and how. A father and his son bear one name, so the
/// older one is often written without anything behind it.
pub(crate) fn told_by_generation(a: &Name, b: &Name) -> Option<&'static str> {
    if a.kind == Kind::Body || a.kind == Kind::Thing {
        return None;
    }
    match generations(a, b) {
        1 => Some("only one says which generation: a father and a child may bear one name"),
        2 => Some("the generations differ"),
        _ => None,
    }
}

/// Whether all letters together are alike enough for customs to be asked.
pub(crate) fn is_alike(a: &Name, b: &Name) -> bool {
    const LEAST: i32 = 500;
    let shared = a.mask() & b.mask();
    shared.count_ones() * 2 >= a.mask().count_ones().min(b.mask().count_ones()) && whole(a, b) >= LEAST
}

/// How alike all letters are, whatever the parts, in thousandths.
fn whole(a: &Name, b: &Name) -> i32 {
    let (mut one, mut two) = ([0u8; 64], [0u8; 64]);
    let fill = |name: &Name, into: &mut [u8; 64]| -> usize {
        let parts = name.parts.iter().filter(|part| counts(part));
        let mut length = 0;
        for byte in parts.flat_map(|part| name.bytes(part)).filter(|byte| **byte != b' ').take(64) {
            into[length] = *byte;
            length += 1;
        }
        length
    };
    let (left, right) = (fill(a, &mut one), fill(b, &mut two));
    let edits = distance(&one[..left], &two[..right]);
    1000 - permille(i32::try_from(edits).unwrap_or(0), i32::try_from(left.max(right)).unwrap_or(1))
}
