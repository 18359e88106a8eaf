//! A rule file becomes rules.
//!
//! The main function is [`parse_file`]. A mistake is reported with its line, column and the line itself, and parsing
//! goes on at the next line, so that one run shows every mistake.

use crate::ast::{At, Atom, Cond, CondKind, Part, RuleDef, Says, Take, Term, Var};
use crate::constants::{self, Constants};
use crate::lex::{self, Line, Tok};
use crate::made::{self, Edge};
use crate::props;
use crate::template::template;
use crate::tokens::{Parsed, Tokens, wrong};
use rollcall_model::finding::{Certainty, RuleClass};
use rollcall_model::problem::{Problem, line_column, nearest};
use std::collections::BTreeMap;

/// The language of the words after `else`, and the one that a finding says first where its rule has it.
pub(crate) const MAIN: &str = "en";
/// Bytes that one file of rules may have.
const FILE_LIMIT: usize = 1 << 20;
/// Values that a fact may have: places of values are bits of a number of 64.
pub(crate) const VALUE_LIMIT: usize = 32;

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
    let hint = hint.unwrap_or_else(|| what_to_do(code).into());
    Problem::in_text(path, text, at.start, code, message).hint(format!("{hint}\n{excerpt}"))
}

/// What to do about a fault of which nothing more exact is known.
fn what_to_do(code: &str) -> &'static str {
    match code {
        "rule-fact" => "write one value for each; `_` stands for one that may be anything",
        "rule-type" => "a variable stands for one kind of thing in the whole rule: give one of the two another name",
        "rule-value" => "write a value that the property can have",
        "rule-unused" => "ask for it in a rule, give the rule a sentence with `says` and `about`, or take it out",
        "rule-unreachable" => "write a rule that gives it and does not ask for it, or take this one out",
        "rule-circle" => "let one of them not depend on the other",
        _ => "`rollcall rules explain` shows rules that are written well",
    }
}

/// "did you mean …", where something is near enough.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|known| format!("did you mean `{known}`?"))
}

/// A file's lines. What is no token goes to `problems`.
pub(crate) fn lines(path: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Line> {
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
    lines
}

/// Reads one file; `file` is its number. Mistakes go to `problems`, rules without one come back.
pub(crate) fn parse_file(
    path: &str,
    text: &str,
    lines: &[Line],
    file: usize,
    constants: &Constants,
    problems: &mut Vec<Problem>,
) -> Vec<RuleDef> {
    let mut rules = Vec::new();
    let mut page: Vec<&str> = Vec::new();
    let mut open: Option<Building> = None;
    for line in lines {
        if let Some(comment) = &line.comment {
            page.push(comment);
        } else if line.tokens.is_empty() {
            page.clear();
        } else if constants::is_declaration(line) {
            page.clear();
            rules.extend(open.take());
        } else if let Err(error) = take(line, &mut open, &mut rules, &mut page, file, constants) {
            problems.push(problem(path, text, &error.at, "rule-syntax", error.message, error.hint));
        }
    }
    rules.extend(open);
    rules.into_iter().flat_map(|building: Building| building.finish(path, text, constants, problems)).collect()
}

/// One line goes to the rule that it belongs to.
fn take(
    line: &Line,
    open: &mut Option<Building>,
    rules: &mut Vec<Building>,
    page: &mut Vec<&str>,
    file: usize,
    constants: &Constants,
) -> Parsed<()> {
    let mut used = BTreeMap::new();
    let put_in = constants.put_in(&line.tokens, &mut used);
    if let Some(rule) = open {
        rule.rule.constants.extend(used);
        rule.failed |= put_in.is_err();
    }
    let put_in = put_in?;
    let mut tokens = Tokens::new(&put_in);
    let keyword = if line.indented {
        None
    } else {
        Some(tokens.word("`rule`, `class`, `if`, `unless`, `gives`, `says`, `about`, `at most` or `constant`")?)
    };
    if keyword.as_ref().is_some_and(|(word, _)| word == "rule") {
        rules.extend(open.take());
        let (name, at) = tokens.word("the rule's name")?;
        *open = Some(Building::new(name, at, file, line.number, by_language(page)));
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

/// A rule's page by language: English first, and another from a line that holds `in` and a language's code alone (`in my`).
fn by_language(page: &[&str]) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    let mut lang = "en";
    for line in page {
        match line
            .trim()
            .strip_prefix("in ")
            .filter(|code| matches!(code.len(), 2..=3) && code.chars().all(|c| c.is_ascii_lowercase()))
        {
            Some(code) => lang = code,
            None => {
                let text = out.entry(lang.to_string()).or_default();
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line);
            }
        }
    }
    out
}

/// A rule whose lines are still coming.
struct Building {
    rule: RuleDef,
    /// The keyword that indented lines belong to.
    section: Section,
    gives: Option<Atom>,
    about: Vec<usize>,
    /// Conditions of each `unless`.
    exceptions: Vec<Vec<Cond>>,
    /// Rules that parts of it become.
    made: Vec<RuleDef>,
    failed: bool,
}

#[derive(PartialEq)]
enum Section {
    None,
    If,
    Unless,
    Says,
}

impl Building {
    fn new(name: String, at: At, file: usize, line: usize, page: BTreeMap<String, String>) -> Self {
        let head = Atom { name: String::new(), args: Vec::new() };
        let rule = RuleDef {
            name,
            at,
            file,
            line,
            head,
            page,
            class: None,
            vars: Vec::new(),
            body: Vec::new(),
            says: Vec::new(),
            about: 0,
            at_most: Certainty::Certain,
            otherwise: BTreeMap::new(),
            constants: BTreeMap::new(),
            made: false,
            exception: None,
        };
        Self {
            rule,
            section: Section::None,
            gives: None,
            about: Vec::new(),
            exceptions: Vec::new(),
            made: Vec::new(),
            failed: false,
        }
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
            "unless" => {
                self.section = Section::Unless;
                self.exceptions.push(Vec::new());
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
                let (lang, lang_at) = tokens.word("a language, such as `en`")?;
                let (text, at) = tokens.string()?;
                if self.rule.says.iter().any(|says| says.lang == lang) {
                    return wrong(&lang_at, format!("this rule says a sentence in `{lang}` already"), None);
                }
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
                let hint = did_you_mean(word, ["rule", "class", "if", "unless", "gives", "says", "about", "at", "constant"]);
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
            Section::If | Section::Unless => self.condition(tokens),
            Section::Says => tokens.string().and_then(|(more, at)| {
                if let Some(says) = self.rule.says.last_mut() {
                    says.text.push_str(&more);
                    says.at.end = at.end;
                }
                tokens.end()
            }),
            Section::None => wrong(here, "an indented line belongs under `if`, `unless` or `says`", None),
        };
        self.failed |= result.is_err();
        result
    }

    /// Where conditions go now.
    fn body(&mut self) -> &mut Vec<Cond> {
        match self.exceptions.last_mut() {
            Some(exception) if self.section == Section::Unless => exception,
            _ => &mut self.rule.body,
        }
    }

    /// One line under `if` or `unless`: a condition, or a subject with several properties.
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
        if tokens.next_is_edge() {
            return self.edge(start, negated, tokens);
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
        self.body().push(Cond::new(at, kind));
        tokens.end()
    }

    /// `first D in fact(X, D)`: the fact, and that there is none with an earlier date.
    fn edge(&mut self, start: usize, negated: bool, tokens: &mut Tokens<'_>) -> Parsed<()> {
        let edge = if tokens.take_word("first") { Edge::First } else { Edge::Last };
        if edge == Edge::Last {
            tokens.expect_word("last")?;
        }
        let of_at = tokens.at();
        let of = self.var(tokens)?;
        tokens.expect_word("in")?;
        let atom = self.atom(tokens)?;
        if !atom.args.contains(&Term::Var(of)) {
            let name = &self.rule.vars[of].name;
            return wrong(&of_at, format!("`{name}` is no value of `{}` here", atom.name), None);
        }
        let cond = Cond::new(start..tokens.last_end(), CondKind::Pred { atom: atom.clone(), negated: false });
        let (made, none) = made::edge(edge, of, &atom, &cond, &self.rule);
        self.made.push(made);
        self.push(start, tokens, cond.kind, negated)?;
        let at = start..tokens.last_end();
        self.body().push(Cond::new(at, CondKind::Pred { atom: none, negated: true }));
        Ok(())
    }

    fn after_subject(&mut self, start: usize, subject: Term, negated: bool, tokens: &mut Tokens<'_>) -> Parsed<()> {
        if let Some((op, turned)) = tokens.operator()? {
            let right = self.term(tokens)?;
            let (left, right) = if turned { (right, subject) } else { (subject, right) };
            return self.push(start, tokens, CondKind::Compare { op, left, right }, negated);
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
            self.body().push(Cond::new(at, CondKind::Is { subject: subject.clone(), kinds, negated }));
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
            self.body().push(Cond::new(start..tokens.last_end(), kind));
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
        let take = if all { Take::All } else { self.told(tokens)? };
        let otherwise = if tokens.take_word("else") { Some(self.otherwise(tokens)?) } else { None };
        if negated && (all || otherwise.is_some()) {
            return wrong(&at, "`not` goes with neither `all` nor `else`", None);
        }
        Ok(CondKind::Prop { subject, property, value, take, otherwise, negated })
    }

    /// `by S`, `said D`, `via V`, in any order.
    fn told(&mut self, tokens: &mut Tokens<'_>) -> Parsed<Take> {
        let (mut by, mut said, mut via) = (None, None, None);
        loop {
            let slot = match tokens.peek(0) {
                Some(Tok::Word(word)) if word == "by" => &mut by,
                Some(Tok::Word(word)) if word == "said" => &mut said,
                Some(Tok::Word(word)) if word == "via" => &mut via,
                _ => return Ok(Take::Each { by, said, via }),
            };
            let at = tokens.at();
            tokens.next();
            if slot.is_some() {
                return wrong(&at, "this was asked for already", None);
            }
            *slot = Some(self.term(tokens)?);
        }
    }

    /// `"not recorded" my "…"`: words for where nothing is given, then the same in other languages.
    fn otherwise(&mut self, tokens: &mut Tokens<'_>) -> Parsed<String> {
        let (words, _) = tokens.string()?;
        self.rule.otherwise.insert((MAIN.to_string(), words.clone()), words.clone());
        while let (Some(Tok::Word(_)), Some(Tok::Str(_))) = (tokens.peek(0), tokens.peek(1)) {
            let (lang, _) = tokens.word("a language")?;
            let (other, _) = tokens.string()?;
            self.rule.otherwise.insert((lang, words.clone()), other);
        }
        Ok(words)
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

    /// Head and sentences, once all is read: the rule, and those that parts of it become.
    fn finish(mut self, path: &str, text: &str, constants: &Constants, problems: &mut Vec<Problem>) -> Vec<RuleDef> {
        let mut report = |at: &At, code: &str, message: String, hint: Option<String>| {
            problems.push(problem(path, text, at, code, message, hint))
        };
        // What a line with a mistake would have said is not missed as well.
        if self.failed {
            return Vec::new();
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
                let hint = "end it with `gives name(X)`, or with `says en \"…\"` and `about X`".to_string();
                report(&at, "rule-syntax", format!("rule `{name}` neither gives a fact nor says a sentence"), Some(hint))
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
                    match template(&says.lang, &says.text, &known, constants) {
                        Ok(parts) => says.parts = parts,
                        Err((message, hint)) => {
                            self.failed = true;
                            report(&says.at, "rule-syntax", message, hint);
                        }
                    }
                }
                if !self.failed {
                    return self.head(constants);
                }
            }
        }
        Vec::new()
    }

    fn head(mut self, constants: &Constants) -> Vec<RuleDef> {
        match self.gives {
            Some(atom) => self.rule.head = atom,
            None => {
                self.rule.about = self.about.len();
                let spoken = self.rule.says.iter().flat_map(|says| &says.parts).flat_map(|part| match part {
                    Part::Text(_) => Vec::new(),
                    Part::Say(var) | Part::Quote(var) | Part::On(var) => vec![*var],
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
        for (name, declared) in &constants.0 {
            let hole = format!("{{{name}}}");
            if self.rule.says.iter().any(|says| says.text.contains(&hole)) {
                self.rule.constants.insert(name.clone(), declared.value.to_string());
            }
        }
        let mut made = std::mem::take(&mut self.made);
        let mut absences = Vec::new();
        for (number, conds) in self.exceptions.into_iter().enumerate() {
            let (absence, rule) = made::exception(number, conds, &self.rule);
            absences.push(absence);
            made.extend(rule);
        }
        self.rule.body.extend(absences);
        made.insert(0, self.rule);
        made
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
