//! `text/1`: a file of text is its own layer, decoded and not changed.

use crate::decode::decode;
use crate::error::ExtractError;
use rollcall_model::layer::Layer;
use rollcall_model::problem::Problem;

pub(crate) const NAME: &str = "text/1";

pub(crate) fn extract(bytes: &[u8]) -> Result<Layer, ExtractError> {
    let decoded = decode(bytes, None)?;
    Ok(Layer {
        name: NAME.to_string(),
        text: decoded.text,
        encoding: Some(decoded.encoding.name().to_string()),
        readable: Vec::new(),
        pages: Vec::new(),
    })
}

/// What a person should look at in a text that was read: an encoding that was guessed, or letters that were lost.
pub fn note(place: &str, layer: &Layer) -> Option<Problem> {
    let encoding = layer.encoding.as_deref()?;
    let lost = layer.text.matches('\u{fffd}').count();
    if lost > 0 {
        let message = format!("this file was read as {encoding}, and {lost} letters of it could not be read");
        Some(Problem::new(place, "lost-letters", message).hint("get the file again, or save it as UTF-8"))
    } else if layer.name == NAME && !encoding.starts_with("UTF-") {
        let message = format!("this file is not UTF-8; it was read as {encoding}, which is a guess");
        Some(Problem::new(place, "guessed-encoding", message).hint("if letters look wrong, save the file as UTF-8"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_named_and_utf8_is_not() {
        let code = |bytes: &[u8]| note("a", &extract(bytes).expect("is text")).map(|problem| problem.code);
        assert_eq!(code("Z\u{fc}rich".as_bytes()), None);
        assert_eq!(code(b"Z\xfcrich, Gen\xe8ve et B\xe2le"), Some("guessed-encoding".into()));
        assert_eq!(code(&[&"\u{fc}".repeat(60).into_bytes()[..], b"\xff"].concat()), Some("lost-letters".into()));
    }
}
