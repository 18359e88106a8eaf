//! Sentences with holes.
//!
//! The main function is [`template`]. A hole names a variable of the rule, a date with the word that it needs, a number of
//! days, or a constant, which is put in at once.

use crate::ast::Part;
use crate::constants::Constants;
use crate::parse::did_you_mean;
use rollcall_model::wording;

/// What a sentence got wrong, and what would be right.
type Wrong = (String, Option<String>);

/// A sentence in its parts.
pub(crate) fn template(lang: &str, text: &str, vars: &[String], constants: &Constants) -> Result<Vec<Part>, Wrong> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, after) = after.split_once('}').ok_or_else(|| ("a `{` without its `}`".to_string(), None))?;
        let var = |name: &str| {
            // One letter is near to any other: those that there are say more.
            let listed = || Some(format!("its conditions name {}", vars.join(", "))).filter(|_| !vars.is_empty());
            let near = || did_you_mean(name, vars.iter().map(String::as_str)).filter(|_| name.chars().count() > 2);
            let hint = || near().or_else(listed);
            vars.iter()
                .position(|known| known == name)
                .ok_or_else(|| (format!("no condition of this rule names `{name}`"), hint()))
        };
        if !before.is_empty() {
            parts.push(Part::Text(before.to_string()));
        }
        parts.push(match hole.split_whitespace().collect::<Vec<_>>()[..] {
            [name] => match constants.value(name) {
                Some(value) => Part::Text(wording::digits(lang, &value.to_string())),
                None => Part::Say(var(name)?),
            },
            ["quote", name] => Part::Quote(var(name)?),
            ["on", name] => Part::On(var(name)?),
            ["days", from, to] => Part::Days(var(from)?, var(to)?),
            _ => {
                return Err((
                    format!("`{{{hole}}}` cannot be said"),
                    Some("write `{X}`, `{quote X}`, `{on D}` or `{days A B}`".into()),
                ));
            }
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_string()));
    }
    Ok(parts)
}
