//! Untrusted bytes become text layers, in a child that locked itself in
