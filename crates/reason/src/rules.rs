//! Rules, checked and in order.
//!
//! The main type is [`RuleSet`], made from the text of all rule files of a case at once: a fact may be given in one file
//! and asked for in another.

use crate::ast::{Cond, CondKind, RuleDef, Take, Term};
use crate::check::{self, Report, Text};
use crate::constants::{Constant, Constants, Declared};
use crate::idle;
use crate::made;
use crate::parse;
use crate::props::{self, DATES, SOURCE, Type, WHEN};
use crate::strata;
use rollcall_model::finding::{Certainty, RuleClass};
use rollcall_model::id::sha256_hex;
use rollcall_model::ontology::{Kind, PropertyType};
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rules that a case may have.
const RULE_LIMIT: usize = 10_000;

/// A file of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleFile<'a> {
    /// Its path in the case, for messages.
    pub path: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// A rule as `rules list` and `rules explain` show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What its findings are for; nothing for a rule that only gives facts to others.
    pub class: Option<RuleClass>,
    /// The comment above it, by language: what it means, what it does not, how it can be wrong. In another language than
    /// English its first line is the rule's name in that language.
    pub page: BTreeMap<String, String>,
    /// The file that it stands in.
    pub file: String,
    /// The line of its name, from 1.
    pub line: usize,
    /// Its sentences as written, by language.
    pub says: BTreeMap<String, String>,
    /// The fact that it gives, if it says nothing.
    pub gives: Option<String>,
    /// No finding of it is surer than this.
    pub at_most: Certainty,
    /// What would undo it, each as written under `unless`.
    pub exceptions: Vec<String>,
    /// Constants that it uses, with their values in this case.
    pub constants: BTreeMap<String, String>,
    /// Its own text.
    pub text: String,
}

/// A rule that says something, with all rules that it rests on: what can be run again by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// The rule that says something; also the stratum's name.
    pub rule: String,
    /// Its class.
    pub class: RuleClass,
    /// Names of all rules that it rests on, itself included.
    pub rules: BTreeSet<String>,
    /// Kinds and properties that these rules ask for; the property is empty where only the kind is asked for.
    pub reads: BTreeSet<(String, String)>,
    /// Whether one of them asks for an absence, and so depends on which sources there are.
    pub absences: bool,
    /// A hash of the text of all these rules.
    pub key: String,
}

/// See the module's page.
#[derive(Debug, Clone)]
pub struct RuleSet {
    pub(crate) files: Vec<Text>,
    pub(crate) defs: Arc<Vec<RuleDef>>,
    pub(crate) types: Arc<Vec<Vec<Option<Type>>>>,
    pub(crate) order: Vec<Vec<String>>,
    constants: Constants,
}

impl RuleSet {
    /// Whether these are the same rules with the same constants.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.defs, &other.defs) || self.files == other.files && self.constants == other.constants
    }

    /// Reads and checks rules, with the constants as the files have them.
    ///
    /// # Errors
    /// Everything that is wrong with them, by file, line and column.
    pub fn parse(files: &[RuleFile<'_>]) -> Result<Self, Vec<Problem>> {
        Self::parse_with(files, &BTreeMap::new())
    }

    /// Reads and checks rules, with some constants as a case sets them.
    ///
    /// # Errors
    /// Everything that is wrong with them, by file, line and column; a constant that no file declares, or one with a
    /// value of another type, at `case.toml`.
    pub fn parse_with(files: &[RuleFile<'_>], chosen: &BTreeMap<String, Constant>) -> Result<Self, Vec<Problem>> {
        let files: Vec<Text> = files.iter().map(|file| Text { path: file.path.into(), text: file.text.into() }).collect();
        let mut problems = Vec::new();
        let lines: Vec<_> = files.iter().map(|file| parse::lines(&file.path, &file.text, &mut problems)).collect();
        let mut constants = Constants::default();
        for (file, lines) in files.iter().zip(&lines) {
            constants.collect(&file.path, &file.text, lines, &mut problems);
        }
        constants.set(chosen, &mut problems);
        let mut defs: Vec<RuleDef> = Vec::new();
        for (at, (file, lines)) in files.iter().zip(&lines).enumerate() {
            defs.extend(parse::parse_file(&file.path, &file.text, lines, at, &constants, &mut problems));
        }
        // Two rules may ask for the first of one fact: the rule that says which that is stands once.
        let mut made = BTreeSet::new();
        defs.retain(|def| !def.made || made.insert(def.name.clone()));
        if defs.len() > RULE_LIMIT {
            problems.push(Problem::new(
                "rules",
                "too-many-rules",
                format!("a case may have {RULE_LIMIT} rules, this has {}", defs.len()),
            ));
            return Err(problems);
        }
        // A rule that could not be read gives nothing: what others ask of it would be reported in its place.
        let checked = if problems.is_empty() {
            let mut report = Report { files: &files, problems: Vec::new() };
            let checked = check::check(&mut defs, &mut report);
            problems = report.problems;
            for (def, types) in defs.iter_mut().zip(&checked.types).filter(|(def, _)| def.exception.is_some()) {
                def.exception = Some(made::in_words(def, types, &files[def.file].text));
            }
            Some(checked)
        } else {
            None
        };
        match checked {
            Some(checked) if problems.is_empty() => {
                Ok(Self { files, defs: Arc::new(defs), types: Arc::new(checked.types), order: checked.order, constants })
            }
            _ => Err(problems),
        }
    }

    /// The constants that the files declare, with their values in this case, by name.
    pub fn constants(&self) -> &BTreeMap<String, Declared> {
        &self.constants.0
    }

    /// All rules, in the order of the files.
    pub fn rules(&self) -> Vec<Rule> {
        self.defs
            .iter()
            .filter(|def| !def.made)
            .map(|def| Rule {
                name: def.name.clone(),
                class: def.class.filter(|_| def.is_finding()),
                page: def.page.clone(),
                file: self.files[def.file].path.clone(),
                line: def.line,
                says: def.says.iter().map(|says| (says.lang.clone(), says.text.clone())).collect(),
                gives: (!def.is_finding()).then(|| def.head.name.clone()),
                at_most: def.at_most,
                exceptions: self.exceptions(def),
                constants: def.constants.clone(),
                text: self.text(def),
            })
            .collect()
    }

    /// What is not wrong but will never matter: rules whose fact no sentence needs, and rules that can never apply.
    pub fn unused(&self) -> Vec<Problem> {
        idle::idle(&self.defs)
            .into_iter()
            .map(|(def, at, code, message)| {
                let file = &self.files[def.file];
                parse::problem(&file.path, &file.text, &at, code, message, None)
            })
            .collect()
    }

    /// Every rule that says something, with what it rests on, by name.
    pub fn strata(&self) -> Vec<Stratum> {
        let mut out: Vec<Stratum> = self.defs.iter().filter(|def| def.is_finding()).map(|def| self.stratum(def)).collect();
        out.sort_by(|a, b| a.rule.cmp(&b.rule));
        out
    }

    /// Rules that find something, with their class: the names of [`RuleSet::strata`], in no order that counts.
    pub fn findings(&self) -> impl Iterator<Item = (&str, RuleClass)> {
        let finding = self.defs.iter().filter(|def| def.is_finding());
        finding.map(|def| (def.name.as_str(), def.class()))
    }

    /// Kinds and properties that one rule asks for itself; the property is empty where only the kind is asked for.
    pub fn reads(&self, name: &str) -> BTreeSet<(String, String)> {
        let mut out = BTreeSet::new();
        // What a rule asks for in an exception it asks for itself.
        let own = |def: &RuleDef| def.name == name || def.made && def.name.ends_with(&format!(" {name}"));
        for (def, types) in self.defs.iter().zip(self.types.iter()).filter(|(def, _)| own(def)) {
            for cond in &def.body {
                reads(&cond.kind, types, &mut out);
            }
        }
        out
    }

    /// Names of facts that a rule needs, its own included.
    pub(crate) fn needed(&self, rule: &str) -> BTreeSet<&str> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut todo: Vec<&str> =
            self.defs.iter().filter(|def| def.name == rule).map(|def| def.head.name.as_str()).collect();
        while let Some(name) = todo.pop() {
            if seen.insert(name) {
                let own = self.defs.iter().filter(|def| def.head.name == name);
                todo.extend(own.flat_map(|def| &def.body).filter_map(|cond| strata::asks(&cond.kind)).map(|(name, _)| name));
            }
        }
        seen
    }

    /// The groups of facts that some rules need, in an order in which they can be derived.
    pub(crate) fn groups_for(&self, names: &BTreeSet<String>) -> Vec<&Vec<String>> {
        let needed: BTreeSet<&str> = names.iter().flat_map(|name| self.needed(name)).collect();
        self.order.iter().filter(|group| group.iter().any(|name| needed.contains(name.as_str()))).collect()
    }

    fn stratum(&self, def: &RuleDef) -> Stratum {
        let needed = self.needed(&def.name);
        let mut rules = BTreeSet::new();
        let mut found = BTreeSet::new();
        let mut text = String::new();
        let mut absences = false;
        for (rule, types) in
            self.defs.iter().zip(self.types.iter()).filter(|(rule, _)| needed.contains(rule.head.name.as_str()))
        {
            if !rule.made {
                rules.insert(rule.name.clone());
                text.push_str(&self.text(rule));
                rule.constants.iter().for_each(|(name, value)| text.push_str(&format!("{name} = {value}\n")));
            }
            for cond in &rule.body {
                reads(&cond.kind, types, &mut found);
                absences |= asks_absence(&cond.kind);
            }
        }
        Stratum {
            rule: def.name.clone(),
            class: def.class(),
            rules,
            reads: found,
            absences,
            key: sha256_hex(text.as_bytes()),
        }
    }

    fn exceptions(&self, def: &RuleDef) -> Vec<String> {
        let text = |cond: &Cond| self.files[def.file].text.get(cond.at.clone()).unwrap_or_default();
        let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("; ");
        def.body.iter().filter(|cond| cond.exception).map(|cond| one_line(text(cond))).collect()
    }

    /// A rule's own lines, from its name to the next rule or blank line.
    fn text(&self, def: &RuleDef) -> String {
        let lines = self.files[def.file].text.lines().skip(def.line - 1);
        let own =
            lines.enumerate().take_while(|(at, line)| *at == 0 || !(line.starts_with("rule ") || line.trim().is_empty()));
        own.map(|(_, line)| format!("{line}\n")).collect()
    }
}

fn asks_absence(kind: &CondKind) -> bool {
    match kind {
        CondKind::Prop { negated, otherwise, .. } => *negated || otherwise.is_some(),
        CondKind::Pred { negated, .. } => *negated,
        CondKind::Count { .. } => true,
        _ => false,
    }
}

/// What a condition asks of the case. Where a kind has a certainty, that is asked for as well.
fn reads(kind: &CondKind, types: &[Option<Type>], out: &mut BTreeSet<(String, String)>) {
    let mut add = |kind: &str, property: &str| {
        out.insert((kind.to_string(), property.to_string()));
        let properties = Kind::new(kind).map(|kind| &kind.info().properties);
        for (name, property) in properties.into_iter().flatten() {
            if property.value == PropertyType::Certainty {
                out.insert((kind.to_string(), name.clone()));
            }
        }
    };
    match kind {
        CondKind::Is { kinds, .. } => kinds.iter().for_each(|kind| add(kind, "")),
        CondKind::Prop { subject: Term::Var(var), property, take, .. } => {
            if let Take::Each { by, said, via } = take
                && [by, said, via].iter().any(|asked| asked.is_some())
            {
                add(SOURCE, "");
                add("Publication", "publicDate");
            }
            let Some(Type::Thing(kinds)) = &types[*var] else {
                return;
            };
            let name = props::name(*property);
            for kind in kinds.iter().filter(|kind| props::kind_property(kind, name).is_some()) {
                add(kind, name);
                if name == WHEN {
                    DATES.iter().for_each(|date| add(kind, date));
                }
            }
        }
        _ => {}
    }
}
