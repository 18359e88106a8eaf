use super::*;

fn score(a: &str, b: &str) -> Option<u16> {
    let (one, two) = (Name::read(a)?, Name::read(b)?);
    assert_eq!(one.compare(&two), two.compare(&one), "{a} / {b}");
    one.compare(&two).map(|(score, _)| score)
}

#[test]
fn letters_of_the_region_meet_their_spellings() {
    for (a, b, same) in [
        ("สมชาย ใจดี", "Somchai Jaidee", true),
        ("นาย สมชาย ใจดี", "Somchai Chaidi", true),
        ("สมชาย ใจดี", "Somsak Jaidee", false),
        ("สมชาย ใจดี", "Somchai Rakdee", false),
        ("ສົມສັກ ແກ້ວມະນີ", "Somsack Keomany", true),
        ("ສົມສັກ ແກ້ວມະນີ", "Somchit Keomany", false),
        ("សុខ សុភា", "Sok Sophea", true),
        ("សុខ សុភា", "Sophea Sok", true),
        ("សុខ សុភា", "Sok Dara", false),
    ] {
        let found = score(a, b);
        assert_eq!(found.map(|score| score >= 700), Some(same), "{a} / {b}: {found:?}");
    }
}

#[test]
fn vietnamese_names_meet_without_marks_and_with_the_family_name_last() {
    for (a, b, same) in [
        ("Nguyễn Văn An", "Nguyen Van An", true),
        ("Nguyễn Văn An", "An Van Nguyen", true),
        ("Nguyễn Văn An", "Văn An Nguyễn", true),
        ("Nguyễn Văn An", "Nguyễn Văn Ấn", false),
        ("Nguyen Van An", "Nguyen Van Anh", false),
        ("Trần Thị Hòa", "Trần Thị Hoà", true),
    ] {
        let found = score(a, b);
        assert_eq!(found.map(|score| score >= 700), Some(same), "{a} / {b}: {found:?}");
    }
}

#[test]
fn spellings_and_words_of_address_are_folded() {
    for (a, b) in [
        ("Soebandrio Widjojo", "Subandrio Wijoyo"),
        ("Jenderal TNI (Purn) Budi Santoso", "Budi Santoso"),
        ("Dato' Seri Ahmad bin Kassim", "Ahmad Kassim"),
        ("Prayuth Chan-ocha", "Prayut Chan-o-cha"),
    ] {
        assert!(score(a, b).is_some_and(|score| score >= 700), "{a} / {b}: {:?}", score(a, b));
    }
    assert_eq!(score("Budi Santoso", "Budi Susanto"), None);
}
