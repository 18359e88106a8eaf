//! One of two ways to go through the same.

/// One of two iterators.
pub(crate) enum Either<A, B> {
    One(A),
    Other(B),
}

impl<A: Iterator<Item = T>, B: Iterator<Item = T>, T> Iterator for Either<A, B> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match self {
            Self::One(one) => one.next(),
            Self::Other(other) => other.next(),
        }
    }
}
