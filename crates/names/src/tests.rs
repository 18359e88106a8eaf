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
fn a_plus_makes_a_twin_of_the_body_that_stands_before_it() {
    for (a, b, twins) in [
        ("ARM", "ARM-Plus", true),
        ("Assembly of River Ministers", "Assembly of River Ministers-Plus", true),
        ("Assembly of River Ministers", "ARM+", true),
        ("ARM Working Group on Locks", "ARM-Plus Working Group on Locks", true),
        ("Assembly of River Ministers Working Group", "ARM-Plus Working Group", true),
        ("ARM Working Group", "Assembly of River Ministers-Plus Working Group", true),
        ("Working Group on Locks", "ARM-Plus Working Group on Locks", false),
        ("ARM-Plus", "Assembly of River Ministers-Plus", false),
        ("ARM", "Assembly of River Ministers", false),
    ] {
        assert_eq!((is_twin(a, b), is_twin(b, a)), (twins, twins), "{a} / {b}");
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
}
