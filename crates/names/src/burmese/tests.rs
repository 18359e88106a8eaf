use super::*;

#[test]
fn syllables_are_read_from_the_orthography() {
    for (written, latin) in [
        ("မင်းအောင်လှိုင်", "Min Aung Hlaing"),
        ("ဝင်းမြင့်", "Win Myint"),
        ("အောင်ဆန်းစုကြည်", "Aung San Su Kyi"),
        ("ထွန်းထွန်းနောင်", "Htun Htun Naung"),
        ("ဇေယျာသီဟ", "Zeyar Thiha"),
        ("ရွှေမန်း", "Shwe Mann"),
        ("ဉာဏ်ထွန်း", "Nyan Htun"),
        ("သန္တာ", "Thandar"),
        ("ဝဏ္ဏမောင်လွင်", "Wunna Maung Lwin"),
    ] {
        assert_eq!(roman(written), latin, "{written}");
    }
}

#[test]
fn zawgyi_is_found_and_turned() {
    for (zawgyi, unicode_text) in [
        ("မင္းေအာင္လႈိင္", "မင်းအောင်လှိုင်"),
        ("ဝင္းျမင့္", "ဝင်းမြင့်"),
        ("ေအာင္ဆန္းစုၾကည္", "အောင်ဆန်းစုကြည်"),
        ("ထြန္းထြန္းေနာင္", "ထွန်းထွန်းနောင်"),
        ("ေက်ာ္စြာ", "ကျော်စွာ"),
        ("၀င္းေရႊ", "ဝင်းရွှေ"),
    ] {
        assert!(is_zawgyi(zawgyi), "{zawgyi}");
        assert!(!is_zawgyi(unicode_text), "{unicode_text}");
        let (a, b) = (syllables(&unicode(zawgyi)), syllables(unicode_text));
        assert_eq!(a, b, "{}", unicode(zawgyi));
    }
}

#[test]
fn spellings_of_one_word_meet_and_different_words_stay_apart() {
    for (a, b, same) in [
        ("Mya Tun Oo", "Mya Htun Oo", true),
        ("Soe Win", "Soe Naing Win", false),
        ("Soe Win", "Soe Thein", false),
        ("Mya Tun Oo", "Maung Maung Oo", false),
        ("Mya Thein", "Myat Thein", false),
        ("Khin Zaw", "Khine Zaw", false),
        ("Thein Htay", "Thain Tay", true),
        ("Khin Nyunt", "Khin Nyont", true),
        ("Aung Kyaw", "Kyaw Aung", false),
        ("U Win Myint", "Win Myint", true),
        ("Senior General Min Aung Hlaing", "Minaunghlaing", true),
        ("ဗိုလ်ချုပ်မှူးကြီး မင်းအောင်လှိုင်", "Snr-Gen Min Aung Hlaing", true),
        ("ဗိုလ်ချုပ်မှူးကြီး မင်းအောင်လှိုင်", "မင္းေအာင္လႈိင္", true),
        ("Ko Ko Gyi", "Ko Ko Kyi", false),
        ("Aung Gyaw Htun", "Aung Kyaw Tun", true),
    ] {
        let found = compare(a, b);
        assert_eq!(found.as_ref().map(|(score, _)| *score >= 700), Some(same), "{a} / {b}: {found:?}");
        assert_eq!(found, compare(b, a), "{a} / {b}");
    }
}

#[test]
fn spellings_of_one_name_have_one_key() {
    let keys = |name: &str| crate::NameKey::of(name).spelt();
    for (a, b) in [
        ("မြထွန်းဦး", "Mya Tun Oo"),
        ("Mya Htun Oo", "Mya Tun Oo"),
        ("Minaunghlaing", "ဗိုလ်ချုပ်မှူးကြီး မင်းအောင်လှိုင်"),
        ("Zayar Thaw", "Zeyar Thaw"),
        ("U Thein Sein", "Thain Sein"),
        ("မင္းေအာင္လႈိင္", "Min Aung Hline"),
    ] {
        assert_eq!(keys(a), keys(b), "{a} / {b}");
    }
    assert_ne!(keys("Mya Thein"), keys("Myat Thein"));
}

#[test]
fn foreign_names_meet_by_ear() {
    for (a, b, same) in [
        ("ဗလာဒီမာ ပူတင်", "Vladimir Putin", true),
        ("ဗလာဒီမာ ပူတင်", "Vladimir Lenin", false),
        ("သီတဂူဆရာတော်", "Sitagu Sayadaw", true),
        ("ဦးဥတ္တမ", "U Ottama", true),
        ("နော်စီဖိုးရာစိန်", "Naw Zipporah Sein", true),
        ("နော်စီဖိုးရာစိန်", "Naw Susanna Hla Soe", false),
        ("ဆာဆာ", "Sasa", true),
        ("ဆာဆာ", "Sam Rainsy", false),
    ] {
        let found = crate::regional::compare(a, b);
        assert_eq!(found, crate::regional::compare(b, a), "{a} / {b}");
        assert_eq!(found.as_ref().is_some_and(|(score, _)| *score >= 700), same, "{a} / {b}: {found:?}");
    }
}
