//! Comparing names of any kind: what must hold of every pair, the traps, and the figures on labelled pairs.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use proptest::prelude::*;
use rollcall_names::{Comparison, Kind, Name, compare_parsed};
use std::collections::BTreeMap;
use std::path::Path;

const KINDS: [Kind; 4] = [Kind::Person, Kind::Body, Kind::Thing, Kind::Any];

fn found(kind: Kind, a: &str, b: &str) -> Comparison {
    compare_parsed(&Name::parse(a, kind), &Name::parse(b, kind))
}

fn any_name() -> impl Strategy<Value = String> {
    let words = vec![
        "Anna",
        "Quillsworth",
        "A.",
        "al-",
        "bin",
        "Ltd.",
        "GmbH",
        "Bank",
        "of",
        "III",
        "7th",
        "Дмитрий",
        "محمد",
        "王小明",
        "김",
        "ក",
        "မြ",
        "O'",
        "-",
        ",",
        "(",
        "\u{202e}",
        "\u{200b}",
        "0rlov",
        "Jr",
        "Dr",
        "co",
        "sp z o.o.",
        "&",
    ];
    let made = prop::collection::vec(prop::sample::select(words), 0..8).prop_map(|words| words.join(" "));
    prop_oneof![made.boxed(), "\\PC{0,40}".boxed(), "[a-e ]{0,12}".boxed(), any::<String>().boxed()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn which_stands_first_does_not_matter(a in any_name(), b in any_name(), kind in 0..4usize) {
        let (there, back) = (found(KINDS[kind], &a, &b), found(KINDS[kind], &b, &a));
        prop_assert!(there.score <= 1000);
        prop_assert!(!there.why.is_empty());
        prop_assert_eq!(there, back);
    }

    #[test]
    fn a_name_is_itself(a in any_name(), kind in 0..4usize) {
        let name = Name::parse(&a, KINDS[kind]);
        if !name.folded().trim().is_empty() {
            prop_assert!(compare_parsed(&name, &name).is_match(), "{}", a);
        }
    }

    #[test]
    fn swapping_words_of_three_letters_or_more_finds_no_stranger(
        given in "[A-Z][a-z]{4,8}", family in "[A-Z][a-z]{4,8}",
    ) {
        let (a, b) = (format!("{given} {family}"), format!("{family}, {given}"));
        prop_assert!(found(Kind::Person, &a, &b).is_match(), "{} / {}", a, b);
    }
}

#[test]
fn what_is_one() {
    for (kind, a, b) in [
        (Kind::Person, "Quillsworth, Anna", "Dr. Anna Quillsworth"),
        (Kind::Person, "Col Bert Quillsworth", "Bert Quillsworth"),
        (Kind::Person, "Anna Berta Quillsworth", "A. B. Quillsworth"),
        (Kind::Person, "Dmitri Ivanovich Quillin", "Dmitry Quillin"),
        (Kind::Person, "Дмитрий Квиллин", "Dmitriy Kvillin"),
        (Kind::Person, "Jean-Marie Quillon", "Jean Marie Quillon"),
        (Kind::Person, "JeanMarie Quillon", "Jean Marie Quillon"),
        (Kind::Person, "Anna Quillsworth", "Anna Quillswor\u{200b}th"),
        (Kind::Person, "Bob Quillsworth", "Robert Quillsworth"),
        (Kind::Person, "王小明", "Wang Xiaoming"),
        (Kind::Person, "Muhammad al-Quilli", "Mohammed Al Quilli"),
        (Kind::Person, "طارق الكويلي", "Tariq al-Kuwaili"),
        (Kind::Person, "عبد الكريم", "Abdel Karim"),
        (Kind::Person, "عبد الرحمن الكويلي", "Abdulrahman el-Kuwaili"),
        (Kind::Person, "習小鳳", "习小凤"),
        (Kind::Person, "山田花子", "Hanako Yamada"),
        (Kind::Person, "李小龍", "Lee Siu-lung"),
        (Kind::Person, "李小龍", "Bruce Lee Siu-lung"),
        (Kind::Person, "Sen. Anna \"Nan\" Quillsworth", "Anna Quillsworth"),
        (Kind::Person, "Marsekal Budi Tjahjanto", "Budi Cahyanto"),
        (Kind::Person, "Sr. Juan Quillo", "Juan Quillo"),
        (Kind::Body, "Quillsworth Ltd", "Quillsworth Limited"),
        (Kind::Body, "OOO Quillsworth", "Quillsworth LLC"),
        (Kind::Body, "Quillsworth Pvt. Ltd.", "Quillsworth Private Limited"),
        (Kind::Body, "P.T. Quillsworth", "PT Quillsworth"),
        (Kind::Body, "Quillsworth G.m.b.H.", "Quillsworth GmbH"),
        (Kind::Body, "Quillsworth Public Company Limited", "Quillsworth PCL"),
        (Kind::Body, "PT Quillsworth (Persero) Tbk", "PT Quillsworth"),
        (Kind::Thing, "KRI Quill (355)", "KRI Quill"),
        (Kind::Body, "The First Bank of Quillshire", "1st Bank of Quillshire"),
        (Kind::Body, "Brigade forty-four", "Brigade 44"),
        (Kind::Thing, "MV Quillsworth", "M/V QUILLSWORTH"),
    ] {
        let found = found(kind, a, b);
        assert!(found.is_match(), "{a} / {b}: {found:?}");
    }
}

#[test]
fn what_is_not_one() {
    for (kind, a, b) in [
        (Kind::Person, "Anna Quillsworth", "Bert Quillsworth"),
        (Kind::Person, "Salim bin Omar al-Quilli", "Omar bin Salim al-Quilli"),
        (Kind::Person, "Rustam Ibrahimovich Quillin", "Rustam Magomedovich Quillin"),
        (Kind::Person, "王小明", "王小平"),
        (Kind::Person, "王小明", "Wang Xiaomei"),
        (Kind::Person, "Wang Xia", "Wang Xie"),
        (Kind::Person, "山田花子", "Yoshiko Yamada"),
        (Kind::Person, "李小龍", "Lee Siu-ming"),
        (Kind::Person, "طارق البشير", "Tariq al-Bashar"),
        (Kind::Person, "Quillsworth", "Quillsworth Jr."),
        (Kind::Person, "Anna Quillsworth Jr.", "Anna Quillsworth III"),
        (Kind::Person, "San San", "San Than"),
        (Kind::Person, "Robert Quillsworth", "Roberta Quillsworth"),
        (Kind::Person, "Agus Karim", "Agus Rahim"),
        (Kind::Body, "Bank of Quillshire", "Bank of Marshland"),
        (Kind::Body, "Quillsworth Fund VIII LP", "Quillsworth Fund IX LP"),
        (Kind::Body, "7th Marsh Regiment", "8th Marsh Regiment"),
        (Kind::Body, "Quillsworth Pipeline Corporation", "Quillsworth Petroleum Corporation"),
        (Kind::Body, "River Ministers", "River Ministers Plus"),
        (Kind::Thing, "Lady Anna", "Lady Berta"),
        (Kind::Thing, "Quill 3", "Quill 4"),
        (Kind::Thing, "Quill Dragon", "Quill Dragan II"),
        (Kind::Any, "", "Anna"),
    ] {
        let found = found(kind, a, b);
        assert!(!found.is_match(), "{a} / {b}: {found:?}");
    }
}

#[test]
fn names_that_may_be_one_share_a_key() {
    let keys = |text: &str| Name::parse(text, Kind::Person).keys();
    for (a, b) in
        [("Wladimir Quillin", "Quillin, Vladimir"), ("Дмитрий Smith", "Dmitry Jones"), ("Nooristani A.", "B. Nuristani")]
    {
        let (one, two) = (keys(a), keys(b));
        assert!(one.iter().any(|key| two.contains(key)), "{a}: {one:?} / {b}: {two:?}");
    }
    assert!(keys("").is_empty());
}

#[test]
fn what_looks_alike_is_read_so_and_said() {
    for (a, b) in [("Аnnа Quillsworth", "Anna Quillsworth"), ("Ann4 Qui1lsworth", "Anna Quiilsworth")] {
        let found = found(Kind::Person, a, b);
        assert!(found.is_match() && found.why.contains("look like"), "{a}: {found:?}");
    }
    let turned = found(Kind::Person, "Anna \u{202e}Quillsworth", "Anna Quillsworth");
    assert!(turned.is_match() && turned.why.contains("cannot be seen"), "{turned:?}");
}

#[test]
fn long_names_are_bounded_and_do_not_fool() {
    let long = "Anna Quillsworth ".repeat(6_000);
    let other = format!("{long}and somebody else");
    for kind in KINDS {
        let found = found(kind, &long, &other);
        assert!(!found.is_match() && found.why.contains("too long"), "{found:?}");
        for odd in ["\u{202e}".repeat(50_000), "a".repeat(100_000), "王".repeat(30_000), "I.".repeat(50_000)] {
            let _ = (self::found(kind, &odd, "Anna Quillsworth"), self::found(kind, &odd, &long));
        }
    }
    // What shows nothing takes no room: a name behind it is compared.
    let hidden = format!("{}Anna Quillsworth", "\u{200b}".repeat(30_000));
    assert!(found(Kind::Person, &hidden, "Anna Quillsworth").is_match());
}

/// F1 of a group: right, too many, missed.
fn f1([right, extra, missed]: [u32; 3]) -> f64 {
    f64::from(2 * right) / f64::from((2 * right + extra + missed).max(1))
}

#[test]
fn shared_pairs_keep_their_floors() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/names/dev.csv");
    let Ok(mut rows) = csv::Reader::from_path(&file) else {
        println!("skipped: `{}` is not there", file.display());
        return;
    };
    let heads = rows.headers().expect("heads").clone();
    let at = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let (one, two, schema, is, group, quality) =
        (at("name1"), at("name2"), at("schema"), at("is_match"), at("case_group"), at("quality"));
    let mut groups: BTreeMap<String, ([u32; 3], u32)> = BTreeMap::new();
    for row in rows.records() {
        let row = row.expect("a row");
        let is_match = &row[is] == "true";
        let found = found(Kind::of_schema(&row[schema]), &row[one], &row[two]);
        assert!(found.is_match() == is_match || &row[quality] != "STRONG", "{row:?}: {found:?}");
        for group in ["all", &row[group]] {
            let (counts, rows) = groups.entry(group.to_string()).or_default();
            *rows += 1;
            counts[0] += u32::from(found.is_match() && is_match);
            counts[1] += u32::from(found.is_match() && !is_match);
            counts[2] += u32::from(!found.is_match() && is_match);
        }
    }
    assert!(f1(groups["all"].0) >= 0.88, "{groups:?}");
    for (group, (counts, rows)) in &groups {
        assert!(*rows < 50 || f1(*counts) >= 0.85, "{group}: {counts:?}");
    }
}

#[test]
fn initials_alone_make_no_two_names_one() {
    for (a, b) in [
        ("S. Alekmatt", "A. Sirvill"),
        ("J. S.", "Jane Stonewick"),
        ("S. Mikserwick", "M. Nikserwick"),
        ("A. Stonewick", "Berta Stonewick"),
        ("H. Anna Stonewick", "Anna Hartwick"),
    ] {
        assert!(!found(Kind::Person, a, b).is_match(), "{a} / {b}: {:?}", found(Kind::Person, a, b));
    }
    assert!(found(Kind::Person, "J. Stonewick", "Jane Stonewick").is_match());
}

#[test]
fn a_digit_more_or_less_is_no_slip() {
    for (a, b) in [("Witness 021", "Witness 022"), ("Person 099", "Person 009"), ("Source K12", "Source K13")] {
        for kind in KINDS {
            assert!(!found(kind, a, b).is_match(), "{a} / {b} as {kind:?}: {:?}", found(kind, a, b));
        }
    }
    assert!(found(Kind::Person, "0lga Petrova", "Olga Petrova").is_match(), "a digit that looks like a letter is one");
}
