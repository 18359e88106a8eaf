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
    assert_eq!(score("Budi Santoso", "Budi Susanto"), Some(500));
}

#[test]
fn korean_letters_are_aligned_with_what_people_write() {
    for (script, latin, same) in [
        ("김정은", "Kim Jong-un", true),
        ("김정은", "Jong Un Kim", true),
        ("문재인", "Moon Jae-in", true),
        ("박근혜", "Park Geun-hye", true),
        ("윤석열", "Yoon Suk Yeol", true),
        ("이재명", "Lee Jae-myung", true),
        ("반기문", "Ban Ki-moon", true),
        ("노무현", "Roh Moo-hyun", true),
        ("최선희", "Choe Son-hui", true),
        ("리용호", "Ri Yong-ho", true),
        ("서욱 장관", "Suh Wook", true),
        ("정경두", "Jeong Kyeong-doo", true),
        ("강경화", "Kang Kyung-wha", true),
        ("김정은", "Kim Jong-il", false),
        ("김정일", "Kim Jong-un", false),
        ("김정은", "Kim Jong-nam", false),
        ("박근혜", "Park Geun-ryeong", false),
        ("이재명", "Lee Jae-yong", false),
        ("김영철", "Kim Yong-nam", false),
        ("문재인", "Moon Chung-in", false),
        ("정경두", "Jeong Kyeong-suk", false),
    ] {
        let found = score(script, latin);
        assert_eq!(found.map(|score| score >= 700), Some(same), "{script} / {latin}: {found:?}");
    }
}

#[test]
fn chinese_names_meet_their_spellings() {
    for (a, b, same) in [
        ("习近平", "Xi Jinping", Some(true)),
        ("习近平", "Jinping Xi", Some(true)),
        ("習近平", "Hsi Chin-p'ing", Some(true)),
        ("蔡英文", "Tsai Ing-wen", Some(true)),
        ("毛泽东", "Mao Tse-tung", Some(true)),
        ("Mao Zedong", "Mao Tse-tung", Some(true)),
        ("Zhou Enlai", "Chou En-lai", Some(true)),
        ("Deng Xiaoping", "Teng Hsiao-p'ing", Some(true)),
        ("Jiang Jingguo", "Chiang Ching-kuo", Some(true)),
        ("Li Peng", "Li Bing", Some(false)),
        ("Mao Zedong", "Mao Tse-min", None),
        ("毛泽东", "Mao Tse-min", None),
        ("王毅", "Wang Yang", Some(false)),
        ("王毅", "Wang Yin", Some(false)),
        ("Wang Ming", "Wang Min", None),
        ("Lin Biao", "Lin Piao", None),
        ("Zhou Enlai", "Chou En-ti", None),
    ] {
        assert_eq!(score(a, b).map(|score| score >= 700), same, "{a} / {b}: {:?}", score(a, b));
        assert_eq!(score(a, b), score(b, a), "{a} / {b}");
    }
}
