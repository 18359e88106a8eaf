//! The clock, for lines that say when something was done. Nothing derived depends on it.

/// Now, in UTC to the millisecond: `2022-06-01T09:30:00.000Z`.
#[expect(clippy::disallowed_methods, reason = "a line says when it was written; nothing derived depends on it")]
pub(crate) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_has_milliseconds() {
        assert_eq!(now().len(), "2022-06-01T09:30:00.000Z".len());
    }
}
