//! What must hold of names of any kind: the same answer both ways, no panic, bounds.

#![expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]

use proptest::prelude::*;
use rollcall_names::{Kind, asia, burmese, regional, units};

/// Letters of every script that customs are known for, marks in any order, digits, brackets and titles among them.
fn any_name() -> impl Strategy<Value = String> {
    let letters =
        "[\u{1000}-\u{1049}\u{1060}-\u{1097}\u{E01}-\u{E4E}\u{E81}-\u{EC4}\u{1780}-\u{17D3}a-zA-Z0-9 ,()'\"-]{0,24}";
    let words = prop::collection::vec(
        prop::sample::select(vec![
            "Min",
            "Aung",
            "Hlaing",
            "U",
            "Daw",
            "Ko",
            "Gen",
            "မင်း",
            "ဦး",
            "ေအာင္",
            "Division",
            "33rd",
            "LID",
            "တပ်မ",
            "၃၃",
            "Nguyen",
            "Văn",
            "bin",
            "Dato'",
            "Jr",
            ",",
            "(",
            "พล.อ.",
            "สมชาย",
            "ហ៊ុន",
            "Northern",
            "Command",
            "IV",
            "of",
            "Soe",
        ]),
        0..7,
    );
    prop_oneof![letters, words.prop_map(|words| words.join(" ")), "\\PC{0,30}".boxed()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_order_of_two_names_does_not_matter(a in any_name(), b in any_name()) {
        let (there, back) = (regional::compare(&a, &b), regional::compare(&b, &a));
        prop_assert_eq!(&there, &back);
        prop_assert!(there.is_none_or(|(score, _)| score <= 1000));
    }

    #[test]
    fn a_name_is_itself(a in any_name()) {
        if let Some((score, why)) = regional::compare(&a, &a) {
            prop_assert!(score >= 700, "{a}: {score} {why}");
        }
    }

    #[test]
    fn turning_a_text_to_unicode_is_done_once(a in any_name()) {
        let once = burmese::unicode(&a).into_owned();
        let _ = burmese::unicode(&once);
        let _ = (burmese::roman(&a), units::Unit::read(&a));
    }
}

#[test]
fn long_texts_are_cut() {
    for piece in ["Min Aung ", "မင်းအောင်လှိုင်", "မင္းေအာင္", "ေ", "္", "สมชาย", "LID 33 ", "(", "a", "Nguyễn ", "Dato' ", "ကို"]
    {
        let long = piece.repeat(100_000 / piece.len());
        let _ = regional::compare(&long, "Min Aung Hlaing");
        let _ = regional::compare(&long, &long);
        let _ = (burmese::roman(&long).len(), burmese::is_zawgyi(&long));
    }
}

/// Nanoseconds that this thread was on a core: other work on the machine does not count. Nought where the system does not say.
fn on_core() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or(0)
}

/// Run with `cargo test --release -p rollcall-names --test regional -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn how_long_a_pair_takes() {
    let read = |file: &str| -> Vec<(String, String)> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
        let Ok(mut rows) = csv::Reader::from_path(&path) else { return Vec::new() };
        let heads = rows.headers().expect("heads").clone();
        let at = |name: &str| heads.iter().position(|head| head == name).expect("a column");
        let (one, two) = (at("name1"), at("name2"));
        rows.records().map(|row| row.expect("a row")).map(|row| (row[one].to_string(), row[two].to_string())).collect()
    };
    /// Each name is read so often: the system counts time on a core in coarse steps.
    const ROUNDS: usize = 40;
    let all = [
        "tests/suite/names/burmese.csv",
        "tests/suite/names/neighbours.csv",
        "tests/suite/names/units.csv",
        "../shared/data/names/dev.csv",
    ];
    for file in all {
        let rows = read(file);
        // Every first name with every tenth of the second.
        let pairs: Vec<(&str, &str)> =
            rows.iter().flat_map(|(a, _)| rows.iter().step_by(10).map(move |(_, b)| (a.as_str(), b.as_str()))).collect();
        let _ = regional::compare("Min Aung Hlaing", "မင်းအောင်လှိုင်");
        let began = on_core();
        let answered = pairs.iter().filter(|(a, b)| regional::compare(a, b).is_some()).count();
        let took = on_core() - began;
        println!("{file}: {} pairs, {answered} answered, {} ns a pair", pairs.len(), took / pairs.len().max(1) as u64);
        let each = |what: &str, read: &dyn Fn(&str) -> bool| {
            let began = on_core();
            let count = (0..ROUNDS).map(|_| rows.iter().filter(|(a, _)| read(a)).count()).sum::<usize>() / ROUNDS;
            println!("  {what}: {} ns a name, {count} read", (on_core() - began) / (ROUNDS * rows.len()).max(1) as u64);
        };
        each("as any", &|name| regional::Reading::of(name, Kind::Any).is_some());
        each("as a person", &|name| regional::Reading::of(name, Kind::Person).is_some());
        each("Burmese", &|name| burmese::Name::read(name).is_some());
        each("neighbours", &|name| asia::Name::read(name).is_some());
        each("units", &|name| units::Unit::read(name).is_some());
        let readings: Vec<_> =
            pairs.iter().map(|(a, b)| (regional::Reading::of(a, Kind::Any), regional::Reading::of(b, Kind::Any))).collect();
        let began = on_core();
        let both = readings.iter().filter_map(|(a, b)| a.as_ref()?.compare(b.as_ref()?)).count();
        println!("  comparing read ones: {} ns a pair, {both} answered", (on_core() - began) / pairs.len().max(1) as u64);
    }
}
