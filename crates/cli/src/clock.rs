//! The clock, for lines that say when something was done. Nothing derived depends on it.

/// Now, in UTC to the millisecond: `2022-06-01T09:30:00.000Z`.
#[expect(clippy::disallowed_methods, reason = "the one place where the command line reads the clock")]
pub(crate) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
