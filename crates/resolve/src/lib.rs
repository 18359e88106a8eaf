//! Claims become clusters: one party, one engagement, one tenure
