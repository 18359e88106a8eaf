//! What must hold of rules before anything runs: names, types, bound variables, no circle through `not`, fair words.
//!
//! The main function is [`check`]. Types come from the ontology: a variable's type is what every condition that names it
//! allows. A fact that rules give has the types that its rules give it, found by going round until nothing changes.

use crate::ast::{At, Atom, CondKind, Op, RuleDef, Take, Term};
use crate::parse::{did_you_mean, problem};
use crate::props::{self, Type};
use crate::strata;
use rollcall_model::date::Edtf;
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// A file of rules, kept for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub path: String,
    pub text: String,
}

/// Where problems go.
pub(crate) struct Report<'a> {
    pub files: &'a [Text],
    pub problems: Vec<Problem>,
}

impl Report<'_> {
    pub fn add(&mut self, rule: &RuleDef, at: &At, code: &str, message: impl Into<String>, hint: Option<String>) {
        let file = &self.files[rule.file];
        self.problems.push(problem(&file.path, &file.text, at, code, message, hint));
    }
}

/// What checking found out beside problems.
pub(crate) struct Checked {
    /// Per rule, the types of its variables.
    pub types: Vec<Vec<Option<Type>>>,
    /// Facts that rules give, in the order in which they can be derived; those that need each other stand together.
    pub order: Vec<Vec<String>>,
}

type Signatures = BTreeMap<String, Vec<Option<Type>>>;

/// Checks all rules at once, and turns constants of dates into dates.
pub(crate) fn check(rules: &mut [RuleDef], report: &mut Report<'_>) -> Checked {
    names(rules, report);
    let mut signatures: Signatures = BTreeMap::new();
    for rule in rules.iter() {
        signatures.entry(rule.head.name.clone()).or_insert_with(|| vec![None; rule.head.args.len()]);
    }
    // Each round can only widen a type, and there are few kinds: a bound on the rounds is a bound on nothing else.
    for _ in 0..20 {
        let before = signatures.clone();
        for rule in rules.iter() {
            let types = infer(rule, &signatures, None);
            widen(rule, &types, &mut signatures);
        }
        if before == signatures {
            break;
        }
    }
    let types: Vec<_> = rules.iter().map(|rule| infer(rule, &signatures, Some(report))).collect();
    let places = following_places(rules);
    for (rule, types) in rules.iter_mut().zip(&types) {
        safe(rule, report);
        told_apart(rule, &places, report);
        dates(rule, types);
        crate::fair::check(rule, report);
    }
    let order = strata::order(rules, report);
    Checked { types, order }
}

/// Names of rules once each; facts known and with as many values as their rules give.
fn names(rules: &[RuleDef], report: &mut Report<'_>) {
    let mut seen: BTreeMap<&str, &RuleDef> = BTreeMap::new();
    let mut given: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules {
        if let Some(first) = seen.insert(&rule.name, rule) {
            let place = format!("{}:{}", report.files[first.file].path, first.line);
            report.add(
                rule,
                &rule.at,
                "rule-name-taken",
                format!("there is a rule `{}` already", rule.name),
                Some(format!("the other stands at {place}")),
            );
        }
        if !rule.is_finding() {
            let count = *given.entry(&rule.head.name).or_insert(rule.head.args.len());
            if count != rule.head.args.len() {
                report.add(
                    rule,
                    &rule.at,
                    "rule-fact",
                    format!("`{}` has {count} values in another rule and {} here", rule.head.name, rule.head.args.len()),
                    None,
                );
            }
        }
    }
    for rule in rules {
        for cond in &rule.body {
            let (CondKind::Pred { atom, .. } | CondKind::Count { atom, .. } | CondKind::AtLeast { atom, .. }) = &cond.kind
            else {
                continue;
            };
            match given.get(atom.name.as_str()) {
                None => report.add(
                    rule,
                    &cond.at,
                    "rule-fact",
                    format!("no rule gives `{}`", atom.name),
                    did_you_mean(&atom.name, given.keys().copied()),
                ),
                Some(count) if *count != atom.args.len() => {
                    report.add(
                        rule,
                        &cond.at,
                        "rule-fact",
                        format!("`{}` has {count} values, not {}", atom.name, atom.args.len()),
                        None,
                    );
                }
                Some(_) => {}
            }
        }
    }
}

/// Types of a rule's variables. Without a report, quietly; with one, what does not fit is said.
fn infer(rule: &RuleDef, signatures: &Signatures, mut report: Option<&mut Report<'_>>) -> Vec<Option<Type>> {
    let mut types: Vec<Option<Type>> = vec![None; rule.vars.len()];
    // Twice to let later conditions tell earlier ones what they know, once more to complain.
    for last in [false, false, true] {
        for cond in &rule.body {
            let mut complain = |code: &str, message: String, hint: Option<String>| {
                if let (true, Some(report)) = (last, report.as_deref_mut()) {
                    report.add(rule, &cond.at, code, message, hint);
                }
            };
            if let Err((code, message, hint)) = condition(&cond.kind, rule, &mut types, signatures) {
                complain(code, message, hint);
            }
        }
    }
    types
}

type Mismatch = (&'static str, String, Option<String>);

fn condition(kind: &CondKind, rule: &RuleDef, types: &mut [Option<Type>], signatures: &Signatures) -> Result<(), Mismatch> {
    match kind {
        CondKind::Is { negated: true, .. } => Ok(()),
        CondKind::Is { subject, kinds, .. } => unify(subject, &Type::Thing(kinds.iter().copied().collect()), rule, types),
        CondKind::Prop { subject, property, value, take, .. } => of_property(subject, *property, value, take, rule, types),
        CondKind::Pred { atom, .. } => of_atom(atom, rule, types, signatures),
        CondKind::Count { atom, into, .. } => {
            of_atom(atom, rule, types, signatures)?;
            unify(&Term::Var(*into), &Type::Number, rule, types)
        }
        CondKind::AtLeast { atom, .. } => of_atom(atom, rule, types, signatures),
        CondKind::Compare { op, left, right } => match op {
            Op::Same | Op::Other | Op::Differs | Op::Sorts => alike(left, right, rule, types),
            Op::AtLeast | Op::AtMost => {
                unify(left, &Type::Number, rule, types)?;
                unify(right, &Type::Number, rule, types)
            }
            _ => {
                unify(left, &Type::Date, rule, types)?;
                unify(right, &Type::Date, rule, types)
            }
        },
        CondKind::In { left, list, .. } => {
            list.iter().try_for_each(|word| unify_pair(left, &Term::Text(word.clone()), rule, types))
        }
    }
}

/// The two sides of `=` and the like: what is known of one holds of the other.
fn alike(left: &Term, right: &Term, rule: &RuleDef, types: &mut [Option<Type>]) -> Result<(), Mismatch> {
    unify_pair(left, right, rule, types)?;
    unify_pair(right, left, rule, types)
}

fn unify_pair(left: &Term, right: &Term, rule: &RuleDef, types: &mut [Option<Type>]) -> Result<(), Mismatch> {
    let known = match left {
        Term::Var(var) => types[*var].clone(),
        _ => None,
    };
    // Two variables may be of different kinds and still be compared.
    match (known, right) {
        (Some(Type::Thing(_)), Term::Var(_)) | (None, _) => Ok(()),
        (Some(known), _) => unify(right, &known, rule, types),
    }
}

fn of_property(
    subject: &Term,
    property: u16,
    value: &Term,
    take: &Take,
    rule: &RuleDef,
    types: &mut [Option<Type>],
) -> Result<(), Mismatch> {
    let name = props::name(property);
    let Term::Var(var) = subject else {
        return Err(("rule-type", format!("`{name}` needs a variable before it"), None));
    };
    let Some(Type::Thing(kinds)) = &types[*var] else {
        return match &types[*var] {
            None => Err((
                "rule-type",
                format!("it is not said what `{}` is", rule.vars[*var].name),
                Some(format!("write `{} is` and its kind before", rule.vars[*var].name)),
            )),
            Some(other) => {
                Err(("rule-type", format!("`{}` is {} and has no `{name}`", rule.vars[*var].name, other.plain()), None))
            }
        };
    };
    let found: Vec<&Type> = kinds.iter().filter_map(|kind| props::kind_property(kind, name)).collect();
    if found.is_empty() {
        let known = kinds.iter().flat_map(|kind| props::of_kind(kind));
        let plain = Type::Thing(kinds.clone()).plain();
        return Err(("rule-property", format!("{plain} has no `{name}`"), did_you_mean(name, known)));
    }
    let joined = if *take == Take::All {
        Type::Text(None)
    } else {
        found.into_iter().fold(None, |sum, next| Some(union(sum, next))).unwrap_or(Type::Text(None))
    };
    if let Take::Each { by, said, via } = take {
        let sources = Type::Thing(BTreeSet::from([props::SOURCE]));
        let voices = Type::Thing(props::voices());
        for (asked, wanted) in [(by, sources), (said, Type::Date), (via, voices)] {
            asked.iter().try_for_each(|term| unify(term, &wanted, rule, types))?;
        }
    }
    unify(value, &joined, rule, types)
}

fn of_atom(atom: &Atom, rule: &RuleDef, types: &mut [Option<Type>], signatures: &Signatures) -> Result<(), Mismatch> {
    let Some(signature) = signatures.get(&atom.name) else {
        return Ok(());
    };
    for (arg, value) in atom.args.iter().zip(signature) {
        if let Some(value) = value {
            unify(arg, value, rule, types)?;
        }
    }
    Ok(())
}

/// Both types at once, or why that cannot be.
fn unify(term: &Term, wanted: &Type, rule: &RuleDef, types: &mut [Option<Type>]) -> Result<(), Mismatch> {
    let var = match term {
        Term::Any => return Ok(()),
        Term::Var(var) => *var,
        Term::Text(text) => return constant(text, wanted),
        Term::Number(_) if *wanted == Type::Number => return Ok(()),
        Term::Number(year) => return constant(&year.to_string(), wanted),
        Term::Date(_) => return Ok(()),
    };
    let both = match (&types[var], wanted) {
        (None, wanted) => Some(wanted.clone()),
        (Some(Type::Thing(have)), Type::Thing(want)) => {
            let both: BTreeSet<_> = have.intersection(want).copied().collect();
            (!both.is_empty()).then_some(Type::Thing(both))
        }
        (Some(Type::Text(have)), Type::Text(want)) => Some(Type::Text(have.or(*want))),
        (Some(have), want) => (have == want).then(|| have.clone()),
    };
    match both {
        Some(both) => {
            types[var] = Some(both);
            Ok(())
        }
        None => {
            let have = types[var].as_ref().map(Type::plain).unwrap_or_default();
            Err(("rule-type", format!("`{}` is {have} and cannot be {}", rule.vars[var].name, wanted.plain()), None))
        }
    }
}

fn constant(text: &str, wanted: &Type) -> Result<(), Mismatch> {
    match wanted {
        Type::Text(Some(list)) if !list.contains(&text) => {
            let hint =
                did_you_mean(text, list.iter().copied()).unwrap_or_else(|| format!("it is one of {}", list.join(", ")));
            Err(("rule-value", format!("`{text}` is not a value that this can have"), Some(hint)))
        }
        Type::Text(_) => Ok(()),
        Type::Date => Edtf::parse(text).map(|_| ()).map_err(|error| ("rule-value", error.to_string(), None)),
        Type::Number => Err(("rule-value", format!("`{text}` is not a number"), None)),
        Type::Thing(_) => Err((
            "rule-value",
            format!("`{text}` stands where a thing is meant"),
            Some("bind a variable and ask for its `name`".into()),
        )),
    }
}

fn union(sum: Option<Type>, next: &Type) -> Type {
    match (sum, next) {
        (Some(Type::Thing(mut have)), Type::Thing(more)) => {
            have.extend(more);
            Type::Thing(have)
        }
        (Some(Type::Text(have)), Type::Text(more)) => Type::Text(have.filter(|_| have == *more)),
        (Some(have), _) => have,
        (None, next) => next.clone(),
    }
}

fn widen(rule: &RuleDef, types: &[Option<Type>], signatures: &mut Signatures) {
    let Some(signature) = signatures.get_mut(&rule.head.name) else {
        return;
    };
    for (slot, arg) in signature.iter_mut().zip(&rule.head.args) {
        let found = match arg {
            Term::Var(var) => types[*var].clone(),
            Term::Number(_) => Some(Type::Number),
            Term::Text(_) => Some(Type::Text(None)),
            Term::Date(_) => Some(Type::Date),
            Term::Any => None,
        };
        if let Some(found) = found {
            *slot = Some(union(slot.take(), &found));
        }
    }
}

/// Variables that a condition binds.
pub(crate) fn binds(kind: &CondKind) -> Vec<usize> {
    let var = |term: &Term| match term {
        Term::Var(var) => Some(*var),
        _ => None,
    };
    match kind {
        CondKind::Is { subject, negated: false, .. } => var(subject).into_iter().collect(),
        CondKind::Prop { value, take: Take::All, negated: false, .. } => var(value).into_iter().collect(),
        CondKind::Prop { subject, value, take: Take::Each { by, said, via }, negated: false, .. } => {
            let terms = [Some(subject), Some(value), by.as_ref(), said.as_ref(), via.as_ref()];
            terms.into_iter().flatten().filter_map(var).collect()
        }
        CondKind::Pred { atom, negated: false } => atom.args.iter().filter_map(var).collect(),
        CondKind::Count { into, .. } => vec![*into],
        _ => Vec::new(),
    }
}

/// Variables that must be bound elsewhere before a condition can be asked.
pub(crate) fn needs(kind: &CondKind) -> Vec<usize> {
    let vars = |terms: &[&Term]| {
        terms.iter().filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None }).collect::<Vec<_>>()
    };
    match kind {
        CondKind::Is { subject, negated: true, .. } => vars(&[subject]),
        CondKind::Prop { subject, value, take: Take::Each { by, said, via }, negated: true, .. } => {
            let mut terms = vec![subject, value];
            terms.extend([by, said, via].into_iter().flatten());
            vars(&terms)
        }
        CondKind::Prop { subject, take: Take::All, .. } | CondKind::Prop { subject, otherwise: Some(_), .. } => {
            vars(&[subject])
        }
        CondKind::Pred { atom, negated: true } => vars(&atom.args.iter().collect::<Vec<_>>()),
        CondKind::Count { of, atom, .. } | CondKind::AtLeast { of, atom, .. } => {
            let mut all = vars(&atom.args.iter().collect::<Vec<_>>());
            all.retain(|var| var != of);
            all
        }
        CondKind::Compare { left, right, .. } => vars(&[left, right]),
        CondKind::In { left, .. } => vars(&[left]),
        _ => Vec::new(),
    }
}

/// Every variable that is asked for is bound.
fn safe(rule: &RuleDef, report: &mut Report<'_>) {
    let bound: BTreeSet<usize> = rule.body.iter().flat_map(|cond| binds(&cond.kind)).collect();
    let mut told = BTreeSet::new();
    let mut unsafe_var = |var: usize, at: &At| {
        if !bound.contains(&var) && told.insert(var) {
            let hint = Some("name it in a condition without `not`, or write `_` for anything".into());
            report.add(
                rule,
                at,
                "rule-unsafe-variable",
                format!("nothing says what `{}` stands for", rule.vars[var].name),
                hint,
            );
        }
    };
    for cond in &rule.body {
        for var in needs(&cond.kind) {
            unsafe_var(var, &cond.at);
        }
    }
    for arg in &rule.head.args {
        if let Term::Var(var) = arg {
            unsafe_var(*var, &rule.vars[*var].at);
        }
    }
    if rule.head.args.contains(&Term::Any) {
        report.add(rule, &rule.at, "rule-syntax", "`_` cannot be given", None);
    }
    for cond in &rule.body {
        if let CondKind::Count { of, .. } | CondKind::AtLeast { of, .. } = &cond.kind
            && bound.contains(of)
        {
            report.add(
                rule,
                &cond.at,
                "rule-unsafe-variable",
                format!("`{}` is counted here and bound elsewhere", rule.vars[*of].name),
                Some("count another variable".into()),
            );
        }
    }
}

/// Per fact that one rule gives, the places of its values that follow from its other values: numbers that the rule counts, and
/// all of a property. Two facts that are alike in the others are then one.
fn following_places(rules: &[RuleDef]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut by_name: BTreeMap<&str, Vec<&RuleDef>> = BTreeMap::new();
    rules.iter().for_each(|rule| by_name.entry(&rule.head.name).or_default().push(rule));
    let places = |rule: &RuleDef| {
        let follows = following(rule, &BTreeMap::new());
        let is_told = |var: &usize| follows.contains(var) || rule.head.args.contains(&Term::Var(*var));
        let is_one = rule.body.iter().flat_map(|cond| binds(&cond.kind)).all(|var| is_told(&var));
        let args = rule.head.args.iter().enumerate().filter(|_| is_one);
        args.filter(|(_, arg)| matches!(arg, Term::Var(var) if follows.contains(var))).map(|(place, _)| place).collect()
    };
    let of_one_rule = by_name.into_iter().filter(|(_, of)| of.len() == 1);
    of_one_rule.map(|(name, of)| (name.to_string(), places(of[0]))).collect()
}

/// Variables of a rule that stand for one thing only, whatever the others stand for.
fn following(rule: &RuleDef, places: &BTreeMap<String, BTreeSet<usize>>) -> BTreeSet<usize> {
    let var = |term: &Term| if let Term::Var(var) = term { Some(*var) } else { None };
    let of_cond = |kind: &CondKind| match kind {
        CondKind::Count { into, .. } => vec![*into],
        CondKind::Prop { value: Term::Var(var), take: Take::All, .. } => vec![*var],
        CondKind::Pred { atom, negated: false } => {
            let args = || atom.args.iter().enumerate();
            let follows = |place: &usize| places.get(&atom.name).is_some_and(|places| places.contains(place));
            // Where another value is left open there may be several.
            let is_open = args().any(|(place, arg)| *arg == Term::Any && !follows(&place));
            args().filter(|(place, _)| !is_open && follows(place)).filter_map(|(_, arg)| var(arg)).collect()
        }
        _ => Vec::new(),
    };
    rule.body.iter().flat_map(|cond| of_cond(&cond.kind)).collect()
}

/// Whatever a finding says tells it apart from others, or follows from what does.
fn told_apart(rule: &RuleDef, places: &BTreeMap<String, BTreeSet<usize>>, report: &mut Report<'_>) {
    let follows = following(rule, places);
    for arg in rule.head.args.iter().skip(if rule.is_finding() { rule.about } else { usize::MAX }) {
        if let Term::Var(var) = arg
            && !follows.contains(var)
        {
            let name = &rule.vars[*var].name;
            let at = rule.says.first().map_or(&rule.at, |says| &says.at);
            report.add(
                rule,
                at,
                "rule-not-about",
                format!("the sentence names `{name}`, and `about` does not"),
                Some(format!("add `{name}` to `about`, or take `all` of the property that gives it")),
            );
        }
    }
}

/// Constants where dates are compared or asked for become dates.
fn dates(rule: &mut RuleDef, types: &[Option<Type>]) {
    let is_date = |term: &Term| matches!(term, Term::Var(var) if types[*var] == Some(Type::Date));
    let date = |term: &mut Term| {
        let text = match &*term {
            Term::Text(text) => text.clone(),
            Term::Number(year) => year.to_string(),
            _ => return,
        };
        if let Ok(parsed) = Edtf::parse(&text) {
            *term = Term::Date(parsed);
        }
    };
    for cond in &mut rule.body {
        match &mut cond.kind {
            CondKind::Compare { op, left, right } => {
                let of_dates = match op {
                    Op::AtLeast | Op::AtMost => false,
                    Op::Same | Op::Other | Op::Differs | Op::Sorts => is_date(left) || is_date(right),
                    _ => true,
                };
                if of_dates {
                    date(left);
                    date(right);
                }
            }
            CondKind::Prop { subject: Term::Var(var), property, value, .. } => {
                if let Some(Type::Thing(kinds)) = &types[*var]
                    && kinds.iter().any(|kind| props::kind_property(kind, props::name(*property)) == Some(&Type::Date))
                {
                    date(value);
                }
            }
            _ => {}
        }
    }
}
