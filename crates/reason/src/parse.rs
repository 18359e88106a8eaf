//! A rule file becomes rules.
//!
//! The main function is [`parse_file`]. A mistake is reported with its line, column and the line itself, and parsing
//! goes on at the next line, so that one run shows every mistake.

use crate::ast::{At, Atom, Cond, CondKind, Op, Part, RuleDef, Says, Take, Term, Var};
use crate::lex::{self, Line, Tok, Token};
use crate::props;
use rollcall_model::finding::{Certainty, RuleClass};
use rollcall_model::problem::{Problem, line_column, nearest};

/// Bytes that one file of rules may have.
const FILE_LIMIT: usize = 1 << 20;
/// Values that a fact may have: places of values are bits of a number of 64.
const VALUE_LIMIT: usize = 32;

/// A problem in a rule file: the place, and the line with a caret under the words meant.
pub(crate) fn problem(
    path: &str,
    text: &str,
    at: &At,
    code: &str,
    message: impl Into<String>,
    hint: Option<String>,
) -> Problem {
    let (number, column) = line_column(text, at.start);
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let width = text.get(at.clone()).map_or(1, |words| words.lines().next().unwrap_or_default().chars().count().max(1));
    let gutter = number.to_string();
    let caret = format!("{}{}", " ".repeat(column - 1), "^".repeat(width));
    let excerpt = format!("  {gutter} | {line}\n  {} | {caret}", " ".repeat(gutter.len()));
    let hint = hint.map_or(excerpt.clone(), |hint| format!("{hint}\n{excerpt}"));
    Problem::in_text(path, text, at.start, code, message).hint(hint)
}

/// "did you mean …", where something is near enough.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|known| format!("did you mean `{known}`?"))
}

/// What a line got wrong.
pub(crate) struct Wrong {
    at: At,
    message: String,
    hint: Option<String>,
}

type Parsed<T> = Result<T, Wrong>;

fn wrong<T>(at: &At, message: impl Into<String>, hint: Option<String>) -> Parsed<T> {
    Err(Wrong { at: at.clone(), message: message.into(), hint })
}

/// Reads one file; `file` is its number. Mistakes go to `problems`, rules without one come back.
pub(crate) fn parse_file(path: &str, text: &str, file: usize, problems: &mut Vec<Problem>) -> Vec<RuleDef> {
    if text.len() > FILE_LIMIT {
        problems.push(Problem::new(
            path,
            "rules-too-long",
            format!("a file of rules may have {FILE_LIMIT} bytes, this has {}", text.len()),
        ));
        return Vec::new();
    }
    let mut bad = Vec::new();
    let lines = lex::lines(text, &mut bad);
    problems.extend(bad.iter().map(|bad| problem(path, text, &bad.at, "rule-syntax", bad.message.as_str(), None)));
    let mut rules = Vec::new();
    let mut page: Vec<&str> = Vec::new();
    let mut open: Option<Building> = None;
    for line in &lines {
        if let Some(comment) = &line.comment {
            page.push(comment);
        } else if line.tokens.is_empty() {
            page.clear();
        } else if let Err(error) = take(line, &mut open, &mut rules, &mut page, file) {
            problems.push(problem(path, text, &error.at, "rule-syntax", error.message, error.hint));
        }
    }
    rules.extend(open);
    rules.into_iter().filter_map(|building: Building| building.finish(path, text, problems)).collect()
}

/// One line goes to the rule that it belongs to.
fn take(
    line: &Line,
    open: &mut Option<Building>,
    rules: &mut Vec<Building>,
    page: &mut Vec<&str>,
    file: usize,
) -> Parsed<()> {
    let mut tokens = Tokens::new(&line.tokens);
    let keyword = if line.indented {
        None
    } else {
        Some(tokens.word("`rule`, `class`, `if`, `gives`, `says`, `about` or `at most`")?)
    };
    if keyword.as_ref().is_some_and(|(word, _)| word == "rule") {
        rules.extend(open.take());
        let (name, at) = tokens.word("the rule's name")?;
        *open = Some(Building::new(name, at, file, line.number, &page.join("\n")));
        page.clear();
        return tokens.end();
    }
    page.clear();
    let here = line.tokens[0].at.clone();
    let Some(rule) = open else {
        return wrong(&here, "a rule begins with `rule` and its name", None);
    };
    match keyword {
        Some((word, at)) => rule.section(&word, &at, &mut tokens),
        None => rule.go_on(&here, &mut tokens),
    }
}

/// A rule whose lines are still coming.
struct Building {
    rule: RuleDef,
    /// The keyword that indented lines belong to.
    section: Section,
    gives: Option<Atom>,
    about: Vec<usize>,
    failed: bool,
}

#[derive(PartialEq)]
enum Section {
    None,
    If,
    Says,
}

impl Building {
    fn new(name: String, at: At, file: usize, line: usize, page: &str) -> Self {
        let head = Atom { name: String::new(), args: Vec::new() };
        let rule = RuleDef {
            name,
            at,
            file,
            line,
            head,
            page: page.to_string(),
            class: None,
            vars: Vec::new(),
            body: Vec::new(),
            says: Vec::new(),
            about: 0,
            at_most: Certainty::Certain,
        };
        Self { rule, section: Section::None, gives: None, about: Vec::new(), failed: false }
    }

    fn section(&mut self, word: &str, at: &At, tokens: &mut Tokens<'_>) -> Parsed<()> {
        let result = self.read_section(word, at, tokens);
        self.failed |= result.is_err();
        result
    }

    fn read_section(&mut self, word: &str, at: &At, tokens: &mut Tokens<'_>) -> Parsed<()> {
        self.section = Section::None;
        match word {
            "if" => {
                self.section = Section::If;
                return self.condition(tokens);
            }
            "class" => {
                let (class, at) = tokens.word("`record`, `context`, `inference` or `legal`")?;
                self.rule.class = Some(match class.as_str() {
                    "record" => RuleClass::Record,
                    "context" => RuleClass::Context,
                    "inference" => RuleClass::Inference,
                    "legal" => RuleClass::Legal,
                    _ => {
                        let hint = did_you_mean(&class, ["record", "context", "inference", "legal"]);
                        return wrong(&at, format!("`{class}` is no class"), hint);
                    }
                });
            }
            "gives" => self.gives = Some(self.atom(tokens)?),
            "says" => {
                let (lang, _) = tokens.word("a language, such as `en`")?;
                let (text, at) = tokens.string()?;
                self.rule.says.push(Says { lang, text, at, parts: Vec::new() });
                self.section = Section::Says;
            }
            "about" => {
                while !tokens.is_empty() {
                    let var = self.var(tokens)?;
                    self.about.push(var);
                }
            }
            "at" => {
                tokens.expect_word("most")?;
                let (certainty, at) = tokens.word("`likely` or `possible`")?;
                self.rule.at_most = match certainty.as_str() {
                    "likely" => Certainty::Likely,
                    "possible" => Certainty::Possible,
                    _ => {
                        return wrong(
                            &at,
                            format!("`{certainty}` is no certainty"),
                            Some("write `likely` or `possible`".into()),
                        );
                    }
                };
            }
            _ => {
                let hint = did_you_mean(word, ["rule", "class", "if", "gives", "says", "about", "at"]);
                return wrong(
                    at,
                    format!("`{word}` begins no part of a rule"),
                    hint.or(Some("conditions are indented under `if`".into())),
                );
            }
        }
        tokens.end()
    }

    fn go_on(&mut self, here: &At, tokens: &mut Tokens<'_>) -> Parsed<()> {
        let result = match self.section {
            Section::If => self.condition(tokens),
            Section::Says => tokens.string().and_then(|(more, at)| {
                if let Some(says) = self.rule.says.last_mut() {
                    says.text.push_str(&more);
                    says.at.end = at.end;
                }
                tokens.end()
            }),
            Section::None => wrong(here, "an indented line belongs under `if` or `says`", None),
        };
        self.failed |= result.is_err();
        result
    }

    /// One line under `if`: a condition, or a subject with several properties.
    fn condition(&mut self, tokens: &mut Tokens<'_>) -> Parsed<()> {
        let start = tokens.here();
        let negated = tokens.take_word("not");
        if tokens.take_word("count") {
            tokens.expect_word("of")?;
            let of = self.var(tokens)?;
            tokens.expect_word("in")?;
            let atom = self.atom(tokens)?;
            tokens.expect_word("as")?;
            let into = self.var(tokens)?;
            return self.push(start, tokens, CondKind::Count { of, atom, into }, negated);
        }
        if tokens.take_word("at") {
            tokens.expect_word("least")?;
            let least = tokens.number()?;
            let of = self.var(tokens)?;
            tokens.expect_word("in")?;
            let atom = self.atom(tokens)?;
            let least = usize::try_from(least).unwrap_or(0);
            return self.push(start, tokens, CondKind::AtLeast { least, of, atom }, negated);
        }
        if tokens.next_is_atom() {
            let atom = self.atom(tokens)?;
            return self.push(start, tokens, CondKind::Pred { atom, negated }, false);
        }
        let subject = self.term(tokens)?;
        self.after_subject(start, subject, negated, tokens)
    }

    fn push(&mut self, start: usize, tokens: &Tokens<'_>, kind: CondKind, negated: bool) -> Parsed<()> {
        let at = start..tokens.last_end();
        if negated {
            return wrong(
                &at,
                "`not` stands before a fact or a property, not before this",
                Some("name it with `gives` in a rule of its own and deny that".into()),
            );
        }
        self.rule.body.push(Cond { at, kind });
        tokens.end()
    }

    fn after_subject(&mut self, start: usize, subject: Term, negated: bool, tokens: &mut Tokens<'_>) -> Parsed<()> {
        if let Some(op) = tokens.operator()? {
            let right = self.term(tokens)?;
            return self.push(start, tokens, CondKind::Compare { op, left: subject, right }, negated);
        }
        let not_in = tokens.take_word("not");
        if tokens.take_word("in") {
            let list = tokens.list()?;
            return self.push(start, tokens, CondKind::In { left: subject, list, negated: not_in }, negated);
        }
        if not_in {
            return wrong(&tokens.at(), "`in` was expected after `not`", None);
        }
        if tokens.take_word("is") {
            let kinds = kinds(tokens)?;
            let at = start..tokens.last_end();
            self.rule.body.push(Cond { at, kind: CondKind::Is { subject: subject.clone(), kinds, negated } });
            if tokens.is_empty() {
                return Ok(());
            }
            if negated {
                return tokens.end();
            }
            tokens.comma()?;
        }
        loop {
            let start = tokens.here();
            let kind = self.property(subject.clone(), negated, tokens)?;
            self.rule.body.push(Cond { at: start..tokens.last_end(), kind });
            if tokens.is_empty() {
                return Ok(());
            }
            if negated {
                return tokens.end();
            }
            tokens.comma()?;
        }
    }

    /// `date D`, `instrument all I else "not recorded"`, `date D by S`.
    fn property(&mut self, subject: Term, negated: bool, tokens: &mut Tokens<'_>) -> Parsed<CondKind> {
        let (name, at) = tokens.word("a property, or a comparison")?;
        let Some(property) = props::number(&name) else {
            let known = props::names().chain(["after", "before", "during", "overlaps", "is", "in"]);
            return wrong(&at, format!("`{name}` is no property of anything"), did_you_mean(&name, known));
        };
        let all = tokens.take_word("all");
        let value = self.term(tokens)?;
        let by = if !all && tokens.take_word("by") { Some(self.term(tokens)?) } else { None };
        let otherwise = if tokens.take_word("else") { Some(tokens.string()?.0) } else { None };
        if negated && (all || otherwise.is_some()) {
            return wrong(&at, "`not` goes with neither `all` nor `else`", None);
        }
        let take = if all { Take::All } else { Take::Each { by } };
        Ok(CondKind::Prop { subject, property, value, take, otherwise, negated })
    }

    fn atom(&mut self, tokens: &mut Tokens<'_>) -> Parsed<Atom> {
        let (name, _) = tokens.word("the name of a fact")?;
        tokens.sign('(')?;
        let mut args = vec![self.term(tokens)?];
        while tokens.take_sign(',') {
            args.push(self.term(tokens)?);
        }
        tokens.sign(')')?;
        if args.len() > VALUE_LIMIT {
            return wrong(&tokens.at(), format!("a fact may have {VALUE_LIMIT} values"), None);
        }
        Ok(Atom { name, args })
    }

    fn var(&mut self, tokens: &mut Tokens<'_>) -> Parsed<usize> {
        let at = tokens.at();
        match self.term(tokens)? {
            Term::Var(var) => Ok(var),
            _ => wrong(&at, "a variable was expected", Some("variables begin with a capital letter".into())),
        }
    }

    fn term(&mut self, tokens: &mut Tokens<'_>) -> Parsed<Term> {
        let Some(token) = tokens.next() else {
            return wrong(&tokens.at(), "the line ends where a value was expected", None);
        };
        match &token.tok {
            Tok::Word(word) if word.starts_with(char::is_uppercase) => Ok(Term::Var(self.named(word, &token.at))),
            Tok::Word(word) => Ok(Term::Text(word.clone())),
            Tok::Str(text) => Ok(Term::Text(text.clone())),
            Tok::Number(number) => Ok(Term::Number(*number)),
            Tok::Sign('_') => Ok(Term::Any),
            Tok::Sign(sign) => wrong(&token.at, format!("`{sign}` stands where a value was expected"), None),
        }
    }

    fn named(&mut self, name: &str, at: &At) -> usize {
        let vars = &mut self.rule.vars;
        vars.iter().position(|var| var.name == name).unwrap_or_else(|| {
            vars.push(Var { name: name.to_string(), at: at.clone() });
            vars.len() - 1
        })
    }

    /// Head and sentences, once all is read.
    fn finish(mut self, path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<RuleDef> {
        let mut report = |at: &At, code: &str, message: String, hint: Option<String>| {
            problems.push(problem(path, text, at, code, message, hint))
        };
        // What a line with a mistake would have said is not missed as well.
        if self.failed {
            return None;
        }
        let at = self.rule.at.clone();
        let name = self.rule.name.clone();
        match (&self.gives, self.rule.says.is_empty()) {
            (Some(_), false) => report(
                &at,
                "rule-syntax",
                format!("rule `{name}` both gives a fact and says a sentence"),
                Some("make two rules of it".into()),
            ),
            (None, true) => {
                report(&at, "rule-syntax", format!("rule `{name}` neither gives a fact nor says a sentence"), None)
            }
            (None, false) if self.rule.class.is_none() => report(
                &at,
                "rule-syntax",
                format!("rule `{name}` says a sentence and has no class"),
                Some("write `class record`, `context`, `inference` or `legal`".into()),
            ),
            (None, false) if self.about.is_empty() => report(
                &at,
                "rule-syntax",
                format!("rule `{name}` does not say what its sentence is about"),
                Some("write `about` and the variables that tell one finding from another".into()),
            ),
            _ if self.rule.body.is_empty() => report(&at, "rule-syntax", format!("rule `{name}` has no condition"), None),
            _ => {
                let known: Vec<String> = self.rule.vars.iter().map(|var| var.name.clone()).collect();
                for says in &mut self.rule.says {
                    match template(&says.text, &known) {
                        Ok(parts) => says.parts = parts,
                        Err((message, hint)) => {
                            self.failed = true;
                            report(&says.at, "rule-syntax", message, hint);
                        }
                    }
                }
                return (!self.failed).then(|| self.head());
            }
        }
        None
    }

    fn head(mut self) -> RuleDef {
        match self.gives {
            Some(atom) => self.rule.head = atom,
            None => {
                self.rule.about = self.about.len();
                let spoken = self.rule.says.iter().flat_map(|says| &says.parts).flat_map(|part| match part {
                    Part::Text(_) => Vec::new(),
                    Part::Say(var) | Part::On(var) => vec![*var],
                    Part::Days(from, to) => vec![*from, *to],
                });
                let mut args = self.about.clone();
                for var in spoken {
                    if !args.contains(&var) {
                        args.push(var);
                    }
                }
                self.rule.head =
                    Atom { name: format!("finding {}", self.rule.name), args: args.into_iter().map(Term::Var).collect() };
            }
        }
        self.rule
    }
}

fn kinds(tokens: &mut Tokens<'_>) -> Parsed<Vec<&'static str>> {
    let mut out = Vec::new();
    loop {
        let (word, at) = tokens.word("a kind")?;
        match props::kinds_of_word(&word) {
            Some(kinds) => out.extend(kinds),
            None => return wrong(&at, format!("`{word}` is no kind"), did_you_mean(&word, props::kind_words())),
        }
        if !tokens.take_word("or") {
            out.sort_unstable();
            out.dedup();
            return Ok(out);
        }
    }
}

/// A sentence with its holes.
fn template(text: &str, vars: &[String]) -> Result<Vec<Part>, (String, Option<String>)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, after) = after.split_once('}').ok_or_else(|| ("a `{` without its `}`".to_string(), None))?;
        let var = |name: &str| {
            let hint = || did_you_mean(name, vars.iter().map(String::as_str));
            vars.iter()
                .position(|known| known == name)
                .ok_or_else(|| (format!("no condition of this rule names `{name}`"), hint()))
        };
        if !before.is_empty() {
            parts.push(Part::Text(before.to_string()));
        }
        parts.push(match hole.split_whitespace().collect::<Vec<_>>()[..] {
            [name] => Part::Say(var(name)?),
            ["on", name] => Part::On(var(name)?),
            ["days", from, to] => Part::Days(var(from)?, var(to)?),
            _ => return Err((format!("`{{{hole}}}` cannot be said"), Some("write `{X}`, `{on D}` or `{days A B}`".into()))),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_string()));
    }
    Ok(parts)
}

/// The tokens of a line, taken from the left.
struct Tokens<'a> {
    tokens: &'a [Token],
    next: usize,
}

impl<'a> Tokens<'a> {
    fn new(tokens: &'a [Token]) -> Self {
        Self { tokens, next: 0 }
    }

    fn peek(&self, ahead: usize) -> Option<&'a Tok> {
        self.tokens.get(self.next + ahead).map(|token| &token.tok)
    }

    fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.next);
        self.next += usize::from(token.is_some());
        token
    }

    fn is_empty(&self) -> bool {
        self.next >= self.tokens.len()
    }

    /// Where the next token stands; after the last, the line's end.
    fn at(&self) -> At {
        let end = self.tokens.last().map_or(0, |token| token.at.end);
        self.tokens.get(self.next).map_or(end..end, |token| token.at.clone())
    }

    fn here(&self) -> usize {
        self.at().start
    }

    fn last_end(&self) -> usize {
        self.next.checked_sub(1).map_or(0, |last| self.tokens[last].at.end)
    }

    fn end(&self) -> Parsed<()> {
        if self.is_empty() { Ok(()) } else { wrong(&self.at(), "nothing more was expected on this line", None) }
    }

    fn word(&mut self, what: &str) -> Parsed<(String, At)> {
        match self.tokens.get(self.next) {
            Some(Token { tok: Tok::Word(word), at }) => {
                self.next += 1;
                Ok((word.clone(), at.clone()))
            }
            _ => wrong(&self.at(), format!("{what} was expected here"), None),
        }
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(0), Some(Tok::Word(next)) if next == word);
        self.next += usize::from(found);
        found
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { wrong(&self.at(), format!("`{word}` was expected here"), None) }
    }

    fn take_sign(&mut self, sign: char) -> bool {
        let found = matches!(self.peek(0), Some(Tok::Sign(next)) if *next == sign);
        self.next += usize::from(found);
        found
    }

    fn sign(&mut self, sign: char) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { wrong(&self.at(), format!("`{sign}` was expected here"), None) }
    }

    fn comma(&mut self) -> Parsed<()> {
        self.sign(',')
    }

    fn string(&mut self) -> Parsed<(String, At)> {
        match self.tokens.get(self.next) {
            Some(Token { tok: Tok::Str(text), at }) => {
                self.next += 1;
                Ok((text.clone(), at.clone()))
            }
            _ => wrong(&self.at(), "words in quotes were expected here", None),
        }
    }

    fn number(&mut self) -> Parsed<i64> {
        match self.tokens.get(self.next) {
            Some(Token { tok: Tok::Number(number), .. }) => {
                self.next += 1;
                Ok(*number)
            }
            _ => wrong(&self.at(), "a number was expected here", None),
        }
    }

    fn next_is_atom(&self) -> bool {
        matches!((self.peek(0), self.peek(1)), (Some(Tok::Word(_)), Some(Tok::Sign('('))))
    }

    /// Values with commas between them, each of one or more words or in quotes.
    fn list(&mut self) -> Parsed<Vec<String>> {
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

    fn operator(&mut self) -> Parsed<Option<Op>> {
        let sign = match self.peek(0) {
            Some(Tok::Sign('=')) => Some(Op::Same),
            Some(Tok::Sign('!')) => Some(Op::Other),
            _ => None,
        };
        if sign.is_some() {
            self.next += 1;
            return Ok(sign);
        }
        let Some(Tok::Word(word)) = self.peek(0) else {
            return Ok(None);
        };
        let followed: &[&str] = match word.as_str() {
            "on" => &["or"],
            "differs" => &["from"],
            "sorts" => &["before"],
            "before" | "after" | "during" | "overlaps" | "within" | "at" => &[],
            _ => return Ok(None),
        };
        self.next += 1;
        for word in followed {
            self.expect_word(word)?;
        }
        Ok(Some(match word.as_str() {
            "before" => Op::Before,
            "after" => Op::After,
            "during" => Op::During,
            "overlaps" => Op::Overlaps,
            "differs" => Op::Differs,
            "sorts" => Op::Sorts,
            "on" if self.take_word("before") => Op::OnOrBefore,
            "on" => self.expect_word("after").map(|()| Op::OnOrAfter)?,
            "at" if self.take_word("least") => Op::AtLeast,
            "at" => self.expect_word("most").map(|()| Op::AtMost)?,
            _ => {
                let at = self.at();
                let months = i32::try_from(self.number()?).ok().filter(|months| (0..=12_000).contains(months));
                let Some(months) = months else {
                    return wrong(&at, "months are counted from 0 to 12000", None);
                };
                self.expect_word("months")?;
                if self.take_word("of") {
                    Op::WithinMonthsOf(months)
                } else {
                    self.expect_word("after")?;
                    Op::WithinMonthsAfter(months)
                }
            }
        }))
    }
}
