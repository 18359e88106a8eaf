use super::*;
use proptest::prelude::*;

fn date(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn bounds(text: &str) -> [String; 4] {
    let date = date(text);
    [date.earliest_start(), date.latest_start(), date.earliest_end(), date.latest_end()]
        .map(|day| day.map_or("–".into(), |day| day.to_string()))
}

#[test]
fn the_four_days_of_each_form() {
    for (text, expected) in [
        ("2021-06-15", ["2021-06-15", "2021-06-15", "2021-06-15", "2021-06-15"]),
        ("2020-02", ["2020-02-01", "2020-02-29", "2020-02-01", "2020-02-29"]),
        ("2021", ["2021-01-01", "2021-12-31", "2021-01-01", "2021-12-31"]),
        ("201X", ["2010-01-01", "2019-12-31", "2010-01-01", "2019-12-31"]),
        ("2004-XX", ["2004-01-01", "2004-12-31", "2004-01-01", "2004-12-31"]),
        ("1985-04-XX", ["1985-04-01", "1985-04-30", "1985-04-01", "1985-04-30"]),
        ("2021-22", ["2021-06-01", "2021-08-31", "2021-06-01", "2021-08-31"]),
        ("2021-24", ["2021-12-01", "2022-02-28", "2021-12-01", "2022-02-28"]),
        ("2021-06/2021-07-02", ["2021-06-01", "2021-06-30", "2021-07-02", "2021-07-02"]),
        ("2015/..", ["2015-01-01", "2015-12-31", "2015-01-01", "–"]),
        ("2015/", ["2015-01-01", "2015-12-31", "2015-01-01", "–"]),
        ("/2015", ["–", "2015-12-31", "2015-01-01", "2015-12-31"]),
        ("1985-04-12T23:20:30Z", ["1985-04-12", "1985-04-12", "1985-04-12", "1985-04-12"]),
        ("-0044-03-15", ["-044-03-15", "-044-03-15", "-044-03-15", "-044-03-15"]),
    ] {
        assert_eq!(bounds(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "/",
        "../..",
        "21",
        "2021-13",
        "2021-02-30",
        "2021-00",
        "June 2021",
        "2021-6",
        "2022/2021",
        "20X1",
        "2021-25",
        "2021-06-15T",
        "2021/2022/2023",
        "Y2021",
        "20211",
    ] {
        assert!(Edtf::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_month_and_an_extent_over_it_answer_differently() {
    let day = date("2021-06-15");
    assert_eq!(day.during(&date("2021-06-01/2021-06-30")), Answer::Certain);
    assert_eq!(day.during(&date("2021-06")), Answer::Possible);
    assert_eq!(day.overlaps(&date("2021-06")), Answer::Possible);
    assert_eq!(day.overlaps(&day), Answer::Certain);
}

#[test]
fn an_extent_never_ends_before_it_begins() {
    let day = date("2021-02/2021-02-01");
    assert_eq!(day.during(&date("2021-02-02/2021-02-02")), Answer::Impossible);
    assert_eq!(day.before(&date("2021-02-02")), Answer::Certain);
}

#[test]
fn open_ends_are_never_past_and_vague_dates_are_never_certain() {
    assert_eq!(date("2015/..").before(&date("2030")), Answer::Possible);
    assert_eq!(date("2014").before(&date("2015/..")), Answer::Certain);
    assert_eq!(date("2021~").after(&date("2019")), Answer::Possible);
    assert_eq!(date("2019-11").before(&date("2019-12-10")), Answer::Certain);
    assert_eq!(date("2019-11").after(&date("2019-12-10")), Answer::Impossible);
    assert_eq!(date("2019").after(&date("2019-07-16")), Answer::Possible);
}

#[test]
fn months_after_are_calendar_months() {
    let moment = date("2021-01-31");
    assert_eq!(date("2021-02-28").within_months_after(&moment, 1), Answer::Certain);
    assert_eq!(date("2021-03-01").within_months_after(&moment, 1), Answer::Impossible);
    assert_eq!(date("2021-02").within_months_after(&moment, 1), Answer::Certain);
    assert_eq!(date("2021-01").within_months_after(&moment, 1), Answer::Possible);
    assert_eq!(date("2021-03-05").days_since(&date("2021-02-01")), Some(32));
}

/// All ways in which a date can have come out: pairs of first and last day.
fn choices(date: &Edtf) -> Vec<(i32, i32)> {
    let days = |end: End, other: i32| match end {
        End::Within(first, last) => (first.0..=last.0).collect::<Vec<_>>(),
        // Far enough beyond the other date of these tests in either direction to stand for "any day".
        End::Open | End::Unknown => vec![other],
    };
    if !date.extent {
        return days(date.start, 0).into_iter().map(|day| (day, day)).collect();
    }
    let mut all = Vec::new();
    let (early, late) = (18_000, 20_000);
    let ends: Vec<i32> = match date.end {
        End::Within(..) => days(date.end, 0),
        _ => (date.earliest_start().map_or(late, |day| day.0)..date.latest_start().map_or(late, |day| day.0) + 40)
            .chain([late])
            .collect(),
    };
    let starts: Vec<i32> = match date.start {
        End::Within(..) => days(date.start, 0),
        _ => (date.earliest_end().map_or(early, |day| day.0) - 40..=date.latest_end().map_or(early, |day| day.0))
            .chain([early])
            .collect(),
    };
    for start in &starts {
        all.extend(ends.iter().filter(|end| start <= end).map(|end| (*start, *end)));
    }
    all
}

fn by_brute_force(a: &Edtf, b: &Edtf, holds: impl Fn((i32, i32), (i32, i32)) -> bool) -> Answer {
    let (a, b) = (choices(a), choices(b));
    let mut all = true;
    let mut any = false;
    for one in &a {
        for two in &b {
            let so = holds(*one, *two);
            all &= so;
            any |= so;
        }
    }
    if all {
        Answer::Certain
    } else if any {
        Answer::Possible
    } else {
        Answer::Impossible
    }
}

fn some_date() -> impl Strategy<Value = String> {
    let point = prop_oneof![
        (1u32..4, 1u32..29).prop_map(|(month, day)| format!("2021-{month:02}-{day:02}")),
        (1u32..4).prop_map(|month| format!("2021-{month:02}")),
    ];
    prop_oneof![
        point.clone(),
        (point.clone(), point.clone()).prop_map(|(a, b)| format!("{a}/{b}")),
        point.clone().prop_map(|a| format!("{a}/..")),
        point.prop_map(|a| format!("/{a}")),
    ]
}

#[test]
fn two_days_are_not_within_one_day_that_is_not_known() {
    let date = |text: &str| Edtf::parse(text).expect("is a date");
    let month = date("2021-01");
    assert_eq!(date("2021-01-01/2021-01-02").during(&month), Answer::Impossible);
    assert_eq!(date("2021-01-01/2021-01").during(&month), Answer::Possible);
    assert_eq!(date("2021-01-05").during(&month), Answer::Possible);
    assert_eq!(date("2021-01-01/2021-01-02").during(&date("2021-01-01/2021-01-31")), Answer::Certain);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn comparing_agrees_with_trying_every_day(a in some_date(), b in some_date()) {
        let (Ok(a), Ok(b)) = (Edtf::parse(&a), Edtf::parse(&b)) else { return Ok(()) };
        prop_assert_eq!(a.before(&b), by_brute_force(&a, &b, |a, b| a.1 < b.0), "{} before {}", a, b);
        prop_assert_eq!(a.overlaps(&b), by_brute_force(&a, &b, |a, b| a.0 <= b.1 && b.0 <= a.1), "{} overlaps {}", a, b);
        prop_assert_eq!(a.during(&b), by_brute_force(&a, &b, |a, b| b.0 <= a.0 && a.1 <= b.1), "{} during {}", a, b);
    }

    #[test]
    fn reading_never_panics_and_keeps_the_text(text in "[0-9XY./?~%T:Z-]{0,14}") {
        if let Ok(date) = Edtf::parse(&text) {
            prop_assert_eq!(date.as_str(), &text);
        }
    }
}

#[test]
fn days_and_calendar_dates_are_as_the_calendar_has_them() {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    assert_eq!(Day::from_ymd(-9999, 1, 1), Some(Day(super::FIRST_DAY)));
    assert_eq!(Day::from_ymd(9999, 12, 31), Some(Day(super::LAST_DAY)));
    // A stride without a common factor with weeks, months or years; and each day about ours and about year 0.
    let far = (super::FIRST_DAY..=super::LAST_DAY).step_by(97);
    for day in far.chain(-2000..60_000).chain(-730_000..-718_000) {
        let date = epoch.saturating_add(jiff::Span::new().days(day));
        let ymd = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
        assert_eq!(Day(day).ymd(), ymd);
        assert_eq!(Day::civil(ymd.0, ymd.1, ymd.2), Day(day));
        for months in [-13, -1, 0, 1, 2, 11, 12, 25] {
            let later = date.checked_add(jiff::Span::new().months(months)).ok();
            let later = later.map_or(day, |later| (later - epoch).get_days());
            assert_eq!(Day(day).plus_months(months), Day(later), "{date} and {months} months");
        }
    }
}
