//! The standard rules, which ship with the binary.
//!
//! The main function is [`standard_rules`]. They are text, as a case's own rules are; nothing in this crate knows
//! their names.

/// Path and text of each file of standard rules, by path.
pub fn standard_rules() -> Vec<(&'static str, &'static str)> {
    vec![
        ("rules/common.rules", include_str!("../../../rules/common.rules")),
        ("rules/context.rules", include_str!("../../../rules/context.rules")),
        ("rules/inference.rules", include_str!("../../../rules/inference.rules")),
        ("rules/legal.rules", include_str!("../../../rules/legal.rules")),
        ("rules/record.rules", include_str!("../../../rules/record.rules")),
    ]
}
