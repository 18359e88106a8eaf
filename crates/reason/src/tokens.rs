//! The tokens of one line, taken from the left.
//!
//! The main type is [`Tokens`]. What is not as expected is told with its place and ends the line.

use crate::ast::{At, Length, Op};
use crate::lex::{Tok, Token};

/// What a line got wrong.
pub(crate) struct Wrong {
    pub at: At,
    pub message: String,
    pub hint: Option<String>,
}

pub(crate) type Parsed<T> = Result<T, Wrong>;

pub(crate) fn wrong<T>(at: &At, message: impl Into<String>, hint: Option<String>) -> Parsed<T> {
    Err(Wrong { at: at.clone(), message: message.into(), hint })
}

/// The tokens of a line, taken from the left.
pub(crate) struct Tokens<'a> {
    tokens: &'a [Token],
    next: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(tokens: &'a [Token]) -> Self {
        Self { tokens, next: 0 }
    }

    pub fn peek(&self, ahead: usize) -> Option<&'a Tok> {
        self.tokens.get(self.next + ahead).map(|token| &token.tok)
    }

    pub fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.next);
        self.next += usize::from(token.is_some());
        token
    }

    pub fn is_empty(&self) -> bool {
        self.next >= self.tokens.len()
    }

    /// Where the next token stands; after the last, the line's end.
    pub fn at(&self) -> At {
        let end = self.tokens.last().map_or(0, |token| token.at.end);
        self.tokens.get(self.next).map_or(end..end, |token| token.at.clone())
    }

    pub fn here(&self) -> usize {
        self.at().start
    }

    pub fn last_end(&self) -> usize {
        self.next.checked_sub(1).map_or(0, |last| self.tokens[last].at.end)
    }

    pub fn end(&self) -> Parsed<()> {
        if self.is_empty() { Ok(()) } else { wrong(&self.at(), "nothing more was expected on this line", None) }
    }

    pub fn word(&mut self, what: &str) -> Parsed<(String, At)> {
        match self.tokens.get(self.next) {
            Some(Token { tok: Tok::Word(word), at }) => {
                self.next += 1;
                Ok((word.clone(), at.clone()))
            }
            _ => wrong(&self.at(), format!("{what} was expected here"), None),
        }
    }

    pub fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(0), Some(Tok::Word(next)) if next == word);
        self.next += usize::from(found);
        found
    }

    pub fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { wrong(&self.at(), format!("`{word}` was expected here"), None) }
    }

    pub fn take_sign(&mut self, sign: char) -> bool {
        let found = matches!(self.peek(0), Some(Tok::Sign(next)) if *next == sign);
        self.next += usize::from(found);
        found
    }

    pub fn sign(&mut self, sign: char) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { wrong(&self.at(), format!("`{sign}` was expected here"), None) }
    }

    pub fn comma(&mut self) -> Parsed<()> {
        self.sign(',')
    }

    pub fn string(&mut self) -> Parsed<(String, At)> {
        match self.tokens.get(self.next) {
            Some(Token { tok: Tok::Str(text), at }) => {
                self.next += 1;
                Ok((text.clone(), at.clone()))
            }
            _ => wrong(&self.at(), "words in quotes were expected here", None),
        }
    }

    pub fn number(&mut self) -> Parsed<i64> {
        match self.tokens.get(self.next) {
            Some(Token { tok: Tok::Number(number), .. }) => {
                self.next += 1;
                Ok(*number)
            }
            _ => wrong(&self.at(), "a number was expected here", None),
        }
    }

    pub fn next_is_atom(&self) -> bool {
        matches!((self.peek(0), self.peek(1)), (Some(Tok::Word(_)), Some(Tok::Sign('('))))
    }

    /// `first D in` or `last D in`.
    pub fn next_is_edge(&self) -> bool {
        matches!(self.peek(0), Some(Tok::Word(word)) if word == "first" || word == "last")
            && matches!(self.peek(2), Some(Tok::Word(word)) if word == "in")
            && !matches!(self.peek(1), Some(Tok::Sign(_)))
    }

    /// Values with commas between them, each of one or more words or in quotes.
    pub fn list(&mut self) -> Parsed<Vec<String>> {
        let mut out = Vec::new();
        loop {
            let mut words = Vec::new();
            while let Some(Tok::Word(word) | Tok::Str(word)) = self.peek(0) {
                words.push(word.as_str());
                self.next += 1;
            }
            if words.is_empty() {
                return wrong(&self.at(), "a value was expected here", None);
            }
            out.push(words.join(" "));
            if !self.take_sign(',') {
                return Ok(out);
            }
        }
    }

    /// A comparison, and whether it is written the other way round than it is asked.
    pub fn operator(&mut self) -> Parsed<Option<(Op, bool)>> {
        let sign = match self.peek(0) {
            Some(Tok::Sign('=')) => Some(Op::Same),
            Some(Tok::Sign('!')) => Some(Op::Other),
            _ => None,
        };
        if let Some(op) = sign {
            self.next += 1;
            return Ok(Some((op, false)));
        }
        let Some(Tok::Word(word)) = self.peek(0) else {
            return Ok(None);
        };
        let followed: &[&str] = match word.as_str() {
            "on" => &["or"],
            "differs" => &["from"],
            "goes" => &["on", "to"],
            "sorts" => &["before"],
            "before" | "after" | "during" | "overlaps" | "within" | "at" => &[],
            _ => return Ok(None),
        };
        self.next += 1;
        for word in followed {
            self.expect_word(word)?;
        }
        let op = match word.as_str() {
            "before" => Op::Before,
            "after" => Op::After,
            "during" => Op::During,
            "overlaps" => Op::Overlaps,
            "differs" => Op::Differs,
            "goes" => Op::GoesOn,
            "sorts" => Op::Sorts,
            "on" if self.take_word("before") => Op::OnOrBefore,
            "on" => self.expect_word("after").map(|()| Op::OnOrAfter)?,
            "at" if self.take_word("least") => Op::AtLeast,
            "at" => self.expect_word("most").map(|()| Op::AtMost)?,
            _ => return self.within().map(Some),
        };
        Ok(Some((op, false)))
    }

    /// `within 12 months after`, `before` or `of`.
    fn within(&mut self) -> Parsed<(Op, bool)> {
        let length = self.length()?;
        if self.take_word("of") {
            return Ok((Op::WithinOf(length), false));
        }
        // So long before one thing is the other so long after it.
        if self.take_word("before") {
            return Ok((Op::WithinAfter(length), true));
        }
        self.expect_word("after").map(|()| (Op::WithinAfter(length), false))
    }

    fn length(&mut self) -> Parsed<Length> {
        let at = self.at();
        let number = self.number()?;
        let (unit, unit_at) = self.word("`days`, `months` or `years`")?;
        let (most, make): (i64, fn(i32) -> Length) = match unit.as_str() {
            "day" | "days" => (400_000, Length::Days),
            "month" | "months" => (12_000, Length::Months),
            "year" | "years" => (1_000, |years| Length::Months(years * 12)),
            _ => {
                return wrong(&unit_at, format!("`{unit}` is no length of time"), Some("write days, months or years".into()));
            }
        };
        match i32::try_from(number).ok().filter(|_| (0..=most).contains(&number)) {
            Some(number) => Ok(make(number)),
            None => wrong(&at, format!("{unit} are counted from 0 to {most}"), None),
        }
    }
}
