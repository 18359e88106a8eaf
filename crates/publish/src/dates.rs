//! Dates as people say them, by language.
//!
//! The main functions are [`date`], the date alone, and [`on`], the same as a part of a sentence. Both are the model's, which
//! the sentences of rules, the reports and the desk say too.

use crate::say::Say;
use rollcall_model::date::Edtf;
use rollcall_model::wording;

/// A date in words.
pub(crate) fn date(say: Say, date: &Edtf) -> String {
    wording::date(say.code(), date)
}

/// A date as a part of a sentence: "on 10 May 2022".
pub(crate) fn on(say: Say, date: &Edtf) -> String {
    wording::date_on(say.code(), date)
}
