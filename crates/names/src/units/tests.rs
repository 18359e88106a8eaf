use super::*;

fn score(a: &str, b: &str) -> Option<u16> {
    let (one, two) = (Unit::read(a)?, Unit::read(b)?);
    assert_eq!(one.compare(&two), two.compare(&one), "{a} / {b}");
    Some(one.compare(&two).0)
}

#[test]
fn units_are_one_where_number_and_kind_agree() {
    for (a, b, same) in [
        ("Light Infantry Division 33", "33rd Light Infantry Division", true),
        ("LID 33", "33rd LID", true),
        ("LID 33", "LID 99", false),
        ("တပ်မ ၃၃", "Light Infantry Division 33", true),
        ("အမှတ် (၃၃) ခြေမြန်တပ်မ", "No. 33 Light Infantry Division", true),
        ("ခမရ (၁၀၈)", "LIB 108", true),
        ("ခလရ ၅", "Light Infantry Battalion 5", false),
        ("Infantry Battalion 5", "Light Infantry Battalion 5", false),
        ("Infantry Battalion No. 5", "IB-5", true),
        ("Northern Command", "North Eastern Command", false),
        ("Northern Command", "Northern Regional Military Command", true),
        ("North Eastern Command", "Northeastern Command", true),
        ("အရှေ့မြောက်ပိုင်းတိုင်းစစ်ဌာနချုပ်", "North-Eastern Command", true),
        ("Military Operations Command 12", "MOC-12", true),
        ("စကခ (၁၂)", "Military Operations Command No 12", true),
        ("Military Operations Command 12", "Regional Operations Command 12", false),
        ("Brigade Fourty-four", "Brigade 44", true),
        ("III Corps", "3rd Corps", true),
        ("กองพลทหารราบที่ 9", "9th Infantry Division", true),
        ("Sư đoàn 308", "308th Division", true),
        ("Bureau of Special Operations 2", "BSO-2", true),
        ("Bureau of Special Operations 2", "BSO-3", false),
    ] {
        let found = score(a, b);
        assert_eq!(
            found.map(|score| score >= 700),
            Some(same),
            "{a} / {b}: {found:?} {:?} {:?}",
            Unit::read(a),
            Unit::read(b)
        );
    }
}

#[test]
fn what_is_no_unit_is_left_alone() {
    for name in ["Min Aung Hlaing", "Acme Trading Company 5", "Northern Rock plc", "Bank of the North", "", "5", "Command"] {
        assert_eq!(Unit::read(name), None, "{name}");
    }
}

#[test]
fn numerals_are_read_where_they_are_numerals() {
    for (word, number) in [("i", Some(1)), ("iv", Some(4)), ("xiv", Some(14)), ("iiii", None), ("mix", None), ("vx", None)] {
        assert_eq!(numeral(word), number, "{word}");
    }
}
