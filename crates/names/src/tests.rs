use super::*;
use proptest::prelude::*;

#[test]
fn normal_forms_fold_what_means_nothing() {
    for (name, normal) in [
        ("the Marshlands", "marshlands"),
        ("Assembly of River Ministers’ Deputies-Plus", "assembly of river ministers deputies plus"),
        ("ARM+", "arm plus"),
        ("Freedonia's  Navy", "freedonia navy"),
        ("Гаврилов", "gavrilov"),
        ("Ｎａｖｙ", "navy"),
        ("", ""),
        ("the", "the"),
    ] {
        assert_eq!(normalize(name), normal, "{name}");
    }
}

#[test]
fn initials_skip_small_words() {
    assert_eq!(acronym_of("Assembly of the River Ministers"), "ARM");
    assert_eq!(acronym_of("International Court of Justice"), "ICJ");
    assert!(is_acronym("ARM") && is_acronym("ARMs") && !is_acronym("Lockco") && !is_acronym("Min Aung"));
}

#[test]
fn comparing_says_how_near_and_why() {
    for (a, b, least, most) in [
        ("Moe Myint Tun", "Moe Myint Htun", 960, 990),
        ("Grigorii Tiurin", "Grigory Tyurin", 940, 990),
        ("Aung Min Hlaing", "Min Aung Hlaing", 0, 600),
        ("Hlaing, Min Aung", "Min Aung Hlaing", 1000, 1000),
        ("Maung Maung Kyaw", "Maung Maung Aye", 0, 850),
        ("Directorate of Defence Industries", "Directorate of Defense Industries", 930, 990),
        ("International Court of Justice", "ICJ", 900, 900),
        ("ARM", "ARM-Plus", 0, 300),
        ("8th meeting", "eighth meeting", 900, 990),
        ("8th meeting", "9th meeting", 0, 300),
        ("77th Light Infantry Division", "Light Infantry Division", 0, 300),
        ("M. A. Hlaing", "Min Aung Hlaing", 850, 960),
        ("Naval Chiefs", "Air Chiefs", 0, 700),
        ("Navy", "Army", 0, 0),
        ("", "Army", 0, 0),
    ] {
        let found = compare(a, b);
        assert!((least..=most).contains(&found.score), "{a} / {b}: {found:?}");
    }
}

#[test]
fn keys_meet_where_names_may_be_one() {
    assert_eq!(NameKey::of("Moe Myint Htun").spelt(), NameKey::of("Tun, Moe Myint").spelt());
    assert_ne!(NameKey::of("Moe Myint Htun").exact(), NameKey::of("Moe Myint Tun").exact());
    assert_ne!(NameKey::of("Than Tun").spelt(), NameKey::of("Thin Tun").spelt());
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(name in "\\PC{0,40}") {
        let once = normalize(&name);
        prop_assert_eq!(normalize(&once), once);
    }

    #[test]
    fn comparing_is_symmetric_and_within_bounds(a in "[A-Za-zé' +-]{0,24}[0-9]?", b in "[A-Za-zé' +-]{0,24}[0-9]?") {
        let (there, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert!(there.score <= 1000);
        prop_assert_eq!(there, back);
    }

    #[test]
    fn a_name_is_itself(name in "[A-Za-z]{1,8}( [A-Za-z]{1,8}){0,4}") {
        prop_assert_eq!(compare(&name, &name).score, 1000);
    }
}
