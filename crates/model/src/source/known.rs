//! By when somebody had made a claim public.
//!
//! The main function is [`known_time`].

use super::Credit;
use crate::claim::Voice;
use crate::date::Edtf;

/// The earliest day on which a voice in a claim's chain made it public: the document that it stands in, or one of those in
/// whose words it is made. Nothing where no voice has such a day: then it cannot be told, and no rule may take that for yes.
/// The day on which something was written is none: much of it was public years later.
///
/// `of_voice` gives days that the case knows of a voice beside those that the claim itself names.
pub fn known_time(credit: Credit<'_>, voices: &[Voice], of_voice: impl Fn(&Voice) -> Vec<Edtf>) -> Option<Edtf> {
    let own = credit.public_date().cloned();
    let theirs = voices.iter().flat_map(|voice| voice.public_date.iter().cloned().chain(of_voice(voice)));
    earliest(own.into_iter().chain(theirs))
}

/// The date that is over first. Of two that are over on one day the one that began first, then by the text.
fn earliest(dates: impl Iterator<Item = Edtf>) -> Option<Edtf> {
    let open_last = |date: &Edtf| (date.latest_end().is_none(), date.latest_end(), date.earliest_start());
    dates.min_by(|a, b| open_last(a).cmp(&open_last(b)).then_with(|| a.as_str().cmp(b.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceInfo};

    fn source(date: &str, public: Option<&str>) -> Source {
        let info = SourceInfo {
            date: Edtf::parse(date).ok(),
            public_date: public.and_then(|text| Edtf::parse(text).ok()),
            ..SourceInfo::default()
        };
        Source {
            path: "a.md".into(),
            sha256: String::new(),
            size: 0,
            media_type: String::new(),
            info,
            layer: None,
            not_read: None,
        }
    }

    fn voice(public: Option<&str>) -> Voice {
        let public_date = public.and_then(|text| Edtf::parse(text).ok());
        Voice { name: "the gazette".into(), mention: None, date: None, public_date }
    }

    #[test]
    fn the_first_voice_that_made_it_public_counts_and_a_day_of_writing_does_not() {
        let known = |source: &Source, voices: &[Voice]| {
            known_time(source.whole(), voices, |_| Vec::new()).map(|date| date.as_str().to_string())
        };
        let written = source("2019", None);
        assert_eq!(known(&written, &[]), None);
        assert_eq!(known(&written, &[voice(None), voice(Some("2021-03"))]), Some("2021-03".into()));
        let public = source("2019", Some("2022-05-01"));
        assert_eq!(known(&public, &[]), Some("2022-05-01".into()));
        assert_eq!(known(&public, &[voice(Some("2021-03")), voice(Some("2021-02-27"))]), Some("2021-02-27".into()));
        assert_eq!(known(&public, &[voice(Some("2021/.."))]), Some("2022-05-01".into()), "what is open is not over first");
        let more = known_time(public.whole(), &[voice(None)], |_| Edtf::parse("2020").into_iter().collect());
        assert_eq!(more.map(|date| date.as_str().to_string()), Some("2020".into()));
    }
}
