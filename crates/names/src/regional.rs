//! Names that follow customs of their own, compared by those. The main type is [`Reading`].
//!
//! Comparing in general asks here first: what has an answer here is not asked further, and what has none is no name of the
//! kinds that are known here. Why before and not among the general features: a custom says what a difference *means*. One
//! letter more is another word in a Burmese name, and another numeral is another battalion, however alike the letters are.

use crate::compare::Kind;
use crate::{asia, burmese, units};

/// A name as the customs read it, for comparing with many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    unit: Option<units::Unit>,
    burmese: Option<burmese::Name>,
    asian: Option<asia::Name>,
}

impl Reading {
    /// Reads a name of a person, a body, or of either. Nothing where no custom applies to it.
    pub fn of(name: &str, kind: Kind) -> Option<Self> {
        let (people, bodies) = match kind {
            Kind::Person => (true, false),
            Kind::Body => (false, true),
            Kind::Any => (true, true),
            Kind::Thing => return None,
        };
        let reading = Self {
            unit: if bodies { units::Unit::read(name) } else { None },
            burmese: if people { burmese::Name::read(name) } else { None },
            asian: if people { asia::Name::read(name) } else { None },
        };
        (reading.unit.is_some() || reading.burmese.is_some() || reading.asian.is_some()).then_some(reading)
    }

    /// How near two names are in thousandths (700 and more: one name), and why; nothing where no custom applies to both.
    /// The order does not matter.
    pub fn compare(&self, other: &Self) -> Option<(u16, String)> {
        if let (Some(one), Some(two)) = (&self.unit, &other.unit) {
            return Some(one.compare(two));
        }
        if let (Some(one), Some(two)) = (&self.burmese, &other.burmese)
            && let Some(found) = one.compare(two)
        {
            return if found.0 < 700 { self.by_ear(other).or(Some(found)) } else { Some(found) };
        }
        if let Some(found) = self.by_ear(other) {
            return Some(found);
        }
        self.asian.as_ref()?.compare(other.asian.as_ref()?)
    }

    /// A name in Burmese letters beside one that is no row of Burmese syllables.
    fn by_ear(&self, other: &Self) -> Option<(u16, String)> {
        let sounds = |one: &Self, two: &Self| {
            let script = one.burmese.as_ref().filter(|name| name.is_script())?;
            if two.burmese.as_ref().is_some_and(|name| name.is_script() || name.is_all_burmese()) {
                return None;
            }
            script.sounds_like(two.asian.as_ref()?.latin()?)
        };
        sounds(self, other).or_else(|| sounds(other, self))
    }
}

/// Reads and compares two names.
pub fn compare(a: &str, b: &str) -> Option<(u16, String)> {
    Reading::of(a, Kind::Any)?.compare(&Reading::of(b, Kind::Any)?)
}
