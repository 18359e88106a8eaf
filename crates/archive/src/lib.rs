//! Files kept by content, and the log of them
