use super::*;
use rollcall_lexicon::Lexicon;

fn dates(source: &str) -> Vec<String> {
    let lexicon = Lexicon::builtin();
    let text = Text::new(source, &lexicon);
    let mut context = Context::new(Edtf::parse("2022-05-10").ok().as_ref());
    text.sentences
        .iter()
        .flat_map(|s| context.scan(&text, s.words.clone(), &[]))
        .filter(|found| found.firm)
        .map(|found| found.date.as_str().to_string())
        .collect()
}

#[test]
fn absolute_dates() {
    assert_eq!(dates("On 3 March 2019 and on March 4, 2019 it met."), ["2019-03-03", "2019-03-04"]);
    assert_eq!(dates("In June 2021 it met."), ["2021-06"]);
    assert_eq!(dates("It met on 2021-06-15."), ["2021-06-15"]);
}

#[test]
fn extents_and_vague_dates() {
    assert_eq!(dates("From 2015-2019 it sat."), ["2015/2019"]);
    assert_eq!(dates("From 2015 to 2019 it sat."), ["2015/2019"]);
    assert_eq!(dates("It has sat since May 2020."), ["2020-05/.."]);
    assert_eq!(dates("It sat until 2018."), ["/2018"]);
    assert_eq!(dates("It met in late 2023."), ["2023~"]);
    assert_eq!(dates("It met at the end of 2021."), ["2021-12~"]);
    assert_eq!(dates("It met during 2021."), ["2021"]);
    assert_eq!(dates("The June 29-30 meeting."), ["2021-06-29/2021-06-30"]);
}

#[test]
fn ranges_with_one_year_and_counts_back() {
    assert_eq!(dates("It met from 29 May to 2 June 2017."), ["2017-05-29/2017-06-02"]);
    assert_eq!(dates("It met from 29 December to 2 January 2017."), ["2016-12-29/2017-01-02"]);
    assert_eq!(dates("It met on June 3-5, 2017."), ["2017-06-03/2017-06-05"]);
    assert_eq!(dates("Two years ago it met."), ["2020"]);
    assert_eq!(dates("A month ago it met."), ["2022-04"]);
    assert_eq!(dates("Three days ago it met."), ["2022-05-07"]);
    assert_eq!(dates("Last winter it met."), ["2021-24"]);
    assert_eq!(dates("In the tenth month of 2019 it met."), ["2019-10"]);
    assert_eq!(dates("It met on 3 May 2017 to talk."), ["2017-05-03"]);
}

#[test]
fn dates_that_lean_on_the_text_before() {
    assert_eq!(dates("In June 2021 it met. The same month it met again."), ["2021-06", "2021-06"]);
    assert_eq!(dates("In 2018 it met. The following April it met again."), ["2018", "2019-04"]);
    assert_eq!(dates("In February 2022 it met. In March it met again."), ["2022-02", "2022-03"]);
    assert_eq!(dates("In 2021 it met in June and December."), ["2021", "2021-06", "2021-12"]);
}

#[test]
fn the_month_of_an_aside_is_not_the_one_spoken_of() {
    let text = "In October 2017 he attended a meeting on the border, against which operations had begun in August. It met again that month.";
    assert_eq!(dates(text), ["2017-10", "2017-08", "2017-10"]);
    let closed = "The minister, whom they had named, came in June 2021. The same month he came again.";
    assert_eq!(dates(closed), ["2021-06", "2021-06"]);
}
