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
        _ => (date.earliest_start().map_or(late, |day| day.0)..date.latest_start().map_or(late, |day| day.0) + 150)
            .chain([late])
            .collect(),
    };
    let starts: Vec<i32> = match date.start {
        End::Within(..) => days(date.start, 0),
        _ => (date.earliest_end().map_or(early, |day| day.0) - 150..=date.latest_end().map_or(early, |day| day.0))
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

/// The examples that the standard gives of its levels 0 and 1, each with the first day on which it can have begun, the last
/// on which it can have ended, and whether it is marked as unsure.
#[test]
fn the_examples_of_the_standard() {
    for (text, first, last, vague) in [
        ("1985-04-12", "1985-04-12", "1985-04-12", false),
        ("1985-04", "1985-04-01", "1985-04-30", false),
        ("1985", "1985-01-01", "1985-12-31", false),
        ("1985-04-12T23:20:30", "1985-04-12", "1985-04-12", false),
        ("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12", false),
        ("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12", false),
        ("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12", false),
        ("1964/2008", "1964-01-01", "2008-12-31", false),
        ("2004-06/2006-08", "2004-06-01", "2006-08-31", false),
        ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08", false),
        ("2004-02-01/2005-02", "2004-02-01", "2005-02-28", false),
        ("2004-02-01/2005", "2004-02-01", "2005-12-31", false),
        ("2005/2006-02", "2005-01-01", "2006-02-28", false),
        ("2001-21", "2001-03-01", "2001-05-31", false),
        ("1984?", "1984-01-01", "1984-12-31", true),
        ("2004-06~", "2004-06-01", "2004-06-30", true),
        ("2004-06-11%", "2004-06-11", "2004-06-11", true),
        ("201X", "2010-01-01", "2019-12-31", false),
        ("20XX", "2000-01-01", "2099-12-31", false),
        ("2004-XX", "2004-01-01", "2004-12-31", false),
        ("1985-04-XX", "1985-04-01", "1985-04-30", false),
        ("1985-XX-XX", "1985-01-01", "1985-12-31", false),
        ("1985-04-12/..", "1985-04-12", "–", false),
        ("1985-04/..", "1985-04-01", "–", false),
        ("1985/..", "1985-01-01", "–", false),
        ("../1985-04-12", "–", "1985-04-12", false),
        ("../1985-04", "–", "1985-04-30", false),
        ("../1985", "–", "1985-12-31", false),
        ("1985-04-12/", "1985-04-12", "–", false),
        ("1985-04/", "1985-04-01", "–", false),
        ("1985/", "1985-01-01", "–", false),
        ("/1985-04-12", "–", "1985-04-12", false),
        ("/1985-04", "–", "1985-04-30", false),
        ("/1985", "–", "1985-12-31", false),
        ("1984~/2004-06", "1984-01-01", "2004-06-30", true),
        ("1984/2004-06~", "1984-01-01", "2004-06-30", true),
        ("1984~/2004~", "1984-01-01", "2004-12-31", true),
        ("1984?/2004%", "1984-01-01", "2004-12-31", true),
        ("1984-06?/2004-08?", "1984-06-01", "2004-08-31", true),
        ("1984-06-02?/2004-08-08~", "1984-06-02", "2004-08-08", true),
        ("2003/2004-06-11%", "2003-01-01", "2004-06-11", true),
        ("1952-23~/1953", "1952-09-01", "1953-12-31", true),
    ] {
        let [start, _, _, end] = bounds(text);
        assert_eq!((start.as_str(), end.as_str(), date(text).is_vague()), (first, last, vague), "{text}");
    }
    for text in ["Y170000002", "Y-170000002", "-1985"] {
        assert!(Edtf::parse(text).is_ok(), "{text}");
    }
}

/// A few hundred dates within four months: days, months, unsure ones, and extents of all sorts.
fn many_dates() -> Vec<Edtf> {
    let days: Vec<String> =
        (1..=4).flat_map(|month| (1..=28).step_by(3).map(move |day| format!("2021-{month:02}-{day:02}"))).collect();
    let months: Vec<String> = (1..=4).map(|month| format!("2021-{month:02}")).collect();
    let mut texts: Vec<String> = days.iter().chain(&months).cloned().collect();
    texts.extend(months.iter().flat_map(|month| ["?", "~", "%"].map(|mark| format!("{month}{mark}"))));
    let ends: Vec<&String> = days.iter().step_by(4).chain(&months).collect();
    for start in &ends {
        texts.extend(ends.iter().map(|end| format!("{start}/{end}")));
        texts.extend([format!("{start}/.."), format!("{start}/"), format!("/{start}"), format!("../{start}")]);
    }
    texts.iter().filter_map(|text| Edtf::parse(text).ok()).collect()
}

#[test]
fn all_pairs_of_some_hundred_dates_compare_as_their_days_do() {
    let dates: Vec<(Edtf, Vec<(i32, i32)>)> = many_dates().into_iter().map(|date| (date.clone(), choices(&date))).collect();
    assert!(dates.len() > 200, "{}", dates.len());
    type Holds = fn((i32, i32), (i32, i32)) -> bool;
    type Asked = fn(&Edtf, &Edtf) -> Answer;
    let asked: [(&str, Asked, Holds); 4] = [
        ("before", Edtf::before, |a, b| a.1 < b.0),
        ("overlaps", Edtf::overlaps, |a, b| a.0 <= b.1 && b.0 <= a.1),
        ("during", Edtf::during, |a, b| b.0 <= a.0 && a.1 <= b.1),
        ("within a month after", |a, b| a.within_months_after(b, 1), |a, b| b.1 <= a.0 && a.0 <= Day(b.1).plus_months(1).0),
    ];
    for (one, of_one) in &dates {
        for (other, of_other) in &dates {
            for (what, ask, holds) in asked {
                let expected = of_all(of_one, of_other, holds);
                let expected = if one.is_vague() || other.is_vague() { expected.min(Answer::Possible) } else { expected };
                assert_eq!(ask(one, other), expected, "{one} {what} {other}");
            }
        }
    }
}

/// What all choices of days make of a question; it is settled as soon as one says yes and one says no.
fn of_all(ones: &[(i32, i32)], others: &[(i32, i32)], holds: impl Fn((i32, i32), (i32, i32)) -> bool) -> Answer {
    let (mut all, mut any) = (true, false);
    for one in ones {
        for other in others {
            let so = holds(*one, *other);
            all &= so;
            any |= so;
            if any && !all {
                return Answer::Possible;
            }
        }
    }
    if all { Answer::Certain } else { Answer::Impossible }
}
