//! A trigger's pattern: words and slots in the order in which a sentence has them.
//!
//! `"{attendee:person} (attended|took part in) {event}"` has a slot of one type, one literal with two alternatives, and a
//! second slot. `?` after a literal makes it optional. The first literal that is not optional is the *key*: the reader
//! looks for it with every other form of the lexicon at once, and only then for what stands around it.

/// A slot: what it is called, and which types of mention may stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The role that whoever stands here takes.
    pub role: String,
    /// Types allowed; one that equals the role where the pattern names none.
    pub types: Vec<String>,
    /// Whether it may be empty.
    pub optional: bool,
}

/// One element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// A phrase out of several.
    Literal {
        /// The phrases, as written.
        phrases: Vec<String>,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A mention.
    Slot(Slot),
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The elements in order.
    pub elements: Vec<Element>,
    /// Which element is the key.
    pub key: usize,
}

impl Pattern {
    /// Reads a pattern, or says what is wrong with it.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut elements = Vec::new();
        let mut rest = source.trim_start();
        while !rest.is_empty() {
            let (element, after) = match rest.chars().next() {
                Some('{') => slot(rest)?,
                Some('(') => group(rest)?,
                _ => word(rest),
            };
            elements.push(element);
            rest = after.trim_start();
        }
        let key = elements
            .iter()
            .position(|e| matches!(e, Element::Literal { optional: false, .. }))
            .ok_or("a pattern needs a word that is not optional")?;
        Ok(Self { elements, key })
    }
}

fn slot(rest: &str) -> Result<(Element, &str), String> {
    let (inside, after) = rest[1..].split_once('}').ok_or("`{` without `}`")?;
    let (role, types) = inside.split_once(':').unwrap_or((inside, inside));
    if role.is_empty() || types.is_empty() {
        return Err("a slot needs a name".into());
    }
    let types = types.split('|').map(str::to_string).collect();
    let (optional, after) = after.strip_prefix('?').map_or((false, after), |after| (true, after));
    Ok((Element::Slot(Slot { role: role.to_string(), types, optional }), after))
}

fn group(rest: &str) -> Result<(Element, &str), String> {
    let (inside, after) = rest[1..].split_once(')').ok_or("`(` without `)`")?;
    let (optional, after) = match after.strip_prefix('?') {
        Some(after) => (true, after),
        None => (false, after),
    };
    Ok((Element::Literal { phrases: inside.split('|').map(|p| p.trim().to_string()).collect(), optional }, after))
}

fn word(rest: &str) -> (Element, &str) {
    let end = rest.find([' ', '{', '(']).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let (word, optional) = word.strip_suffix('?').map_or((word, false), |w| (w, true));
    (Element::Literal { phrases: word.split('|').map(str::to_string).collect(), optional }, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_groups_and_optional_words() {
        let pattern = Pattern::parse("{host:state|body} (hosted|played host to) the? {event}").unwrap();
        assert_eq!(pattern.key, 1);
        assert_eq!(pattern.elements.len(), 4);
        assert_eq!(
            pattern.elements[0],
            Element::Slot(Slot { role: "host".into(), types: vec!["state".into(), "body".into()], optional: false })
        );
        assert!(Pattern::parse("{host}").is_err());
        assert!(Pattern::parse("{host attended").is_err());
    }
}
