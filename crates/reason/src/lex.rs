//! Words, strings and signs of a rule file, one line at a time.
//!
//! The main function is [`lines`]. A line that begins with white space belongs to the keyword above it; one that ends
//! with a comma goes on in the next. `#` begins a comment, except in a string.

use crate::ast::At;

/// The kinds of token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tok {
    /// Letters, digits, `-`, `'` and, within, `_`.
    Word(String),
    Number(i64),
    Str(String),
    /// `(` `)` `,` `=` `_`, and `!` for `!=`.
    Sign(char),
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub tok: Tok,
    pub at: At,
}

/// A line with its tokens, or a comment.
#[derive(Debug)]
pub(crate) struct Line {
    /// From 1.
    pub number: usize,
    pub indented: bool,
    pub tokens: Vec<Token>,
    /// The words of a line that is a comment and nothing else.
    pub comment: Option<String>,
}

/// Something that is no token.
#[derive(Debug)]
pub(crate) struct Bad {
    pub at: At,
    pub message: String,
}

/// Cuts a text into lines; what is no token is reported and left out.
pub(crate) fn lines(text: &str, bad: &mut Vec<Bad>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut start = 0;
    let mut goes_on = false;
    for (index, line) in text.split('\n').enumerate() {
        let tokens = tokens(line, start, bad);
        start += line.len() + 1;
        if goes_on && !tokens.is_empty() {
            goes_on = ends_with_comma(&tokens);
            if let Some(last) = out.last_mut() {
                last.tokens.extend(tokens);
            }
            continue;
        }
        let comment =
            line.trim_start().strip_prefix('#').filter(|_| tokens.is_empty()).map(|words| words.trim().to_string());
        goes_on = ends_with_comma(&tokens);
        out.push(Line { number: index + 1, indented: line.starts_with([' ', '\t']), tokens, comment });
    }
    out
}

fn ends_with_comma(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|token| token.tok == Tok::Sign(','))
}

fn tokens(line: &str, offset: usize, bad: &mut Vec<Bad>) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let length = match c {
            '#' => break,
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '"' => match rest[1..].find('"') {
                Some(end) => {
                    out.push(Token { tok: Tok::Str(rest[1..=end].to_string()), at: offset + at..offset + at + end + 2 });
                    at += end + 2;
                    continue;
                }
                None => {
                    bad.push(Bad {
                        at: offset + at..offset + line.len(),
                        message: "a string that does not end on its line".into(),
                    });
                    // A string all the same, so that nothing else is said to be missing.
                    out.push(Token { tok: Tok::Str(rest[1..].to_string()), at: offset + at..offset + line.len() });
                    break;
                }
            },
            '(' | ')' | ',' | '=' | '_' => {
                out.push(Token { tok: Tok::Sign(c), at: offset + at..offset + at + 1 });
                1
            }
            '!' if rest.starts_with("!=") => {
                out.push(Token { tok: Tok::Sign('!'), at: offset + at..offset + at + 2 });
                2
            }
            _ if c.is_alphanumeric() => {
                let end =
                    rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '_')).unwrap_or(rest.len());
                let word = &rest[..end];
                let tok = word.parse().map_or_else(|_| Tok::Word(word.to_string()), Tok::Number);
                out.push(Token { tok, at: offset + at..offset + at + end });
                end
            }
            _ => {
                bad.push(Bad { at: offset + at..offset + at + c.len_utf8(), message: format!("`{c}` has no meaning here") });
                c.len_utf8()
            }
        };
        at += length;
    }
    out
}
