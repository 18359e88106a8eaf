//! People whom nobody may learn to exist. (Being built.)

/// Their names.
#[derive(Default)]
pub struct Protected {}

impl std::fmt::Debug for Protected {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Protected")
    }
}

impl Protected {
    /// Whether a name is one of theirs.
    pub fn is(&self, _name: &str) -> bool {
        false
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
}
