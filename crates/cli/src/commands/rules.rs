//! `rollcall rules`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::{Args, Subcommand};
use rollcall_model::finding::RuleClass;
use rollcall_model::problem::{Problem, nearest};
use rollcall_server::answers::{self, Rule};
use serde_json::json;
use std::path::PathBuf;

/// Check, list and explain the rules of a case
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall rules check inquiry\n  rollcall rules list inquiry\n  rollcall rules explain inquiry hosted"
)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say everything that is wrong with the case's rules, with line and column
    Check {
        /// The case's folder
        case: PathBuf,
    },
    /// Print the names of all rules and what each says
    List {
        /// The case's folder
        case: PathBuf,
    },
    /// Print rules as they are written, with what they mean and how they can be wrong
    Explain {
        /// The case's folder
        case: PathBuf,
        /// Only this rule
        name: Option<String>,
    },
}

pub(crate) fn cmd_rules(ui: &Ui, args: &RulesArgs) -> Result<Exit, Exit> {
    let (What::Check { case } | What::List { case } | What::Explain { case, .. }) = &args.what;
    let case = &open::case(ui, case)?;
    let (rules, unused) = answers::rules(case).map_err(|problems| open::all(ui, &problems, Exit::Arguments))?;
    match &args.what {
        What::Check { .. } => {
            unused.iter().for_each(|problem| ui.warning(problem));
            if ui.is_json() {
                ui.line(&json!({ "rules": rules.len(), "problems": unused }));
            }
            ui.say(&format!("{} rules are well formed", rules.len()));
        }
        What::List { .. } => {
            rules.iter().for_each(|rule| show(ui, rule, &in_short(rule)));
            if !ui.is_json() {
                let constants = answers::constants(case).map_err(|problems| open::all(ui, &problems, Exit::Arguments))?;
                for (name, (value, page)) in constants {
                    ui.text(&format!("constant {name} = {value}: {}", page.replace('\n', " ")));
                }
            }
        }
        What::Explain { name, .. } => {
            let wanted: Vec<&Rule> =
                rules.iter().filter(|rule| name.as_ref().is_none_or(|name| rule.name == *name)).collect();
            if let (true, Some(name)) = (wanted.is_empty(), name) {
                return Err(open::one(ui, &unknown(name, &rules), Exit::Arguments));
            }
            wanted.into_iter().for_each(|rule| show(ui, rule, &in_full(rule)));
        }
    }
    Ok(Exit::Done)
}

fn show(ui: &Ui, rule: &Rule, words: &str) {
    if ui.is_json() {
        ui.line(rule);
    } else {
        ui.text(words);
    }
}

fn class(rule: &Rule) -> &'static str {
    match rule.class {
        Some(RuleClass::Record) => "record",
        Some(RuleClass::Context) => "context",
        Some(RuleClass::Inference) => "inference",
        Some(RuleClass::Legal) => "legal",
        None => "helper",
    }
}

fn in_short(rule: &Rule) -> String {
    let first = rule.says.get("en").or_else(|| rule.says.values().next());
    let says = first.map_or("gives facts to other rules", String::as_str);
    format!("{} ({}): {says}", rule.name, class(rule))
}

fn in_full(rule: &Rule) -> String {
    let mut notes: Vec<String> =
        rule.constants.iter().map(|(name, value)| format!("{name} is {value} in this case")).collect();
    notes.extend(rule.exceptions.iter().map(|exception| format!("undone where: {exception}")));
    let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
    format!("{} ({}), {}\n{}\n{notes}\n{}\n", rule.name, class(rule), rule.place, rule.page.trim(), rule.text.trim_end())
}

fn unknown(name: &str, rules: &[Rule]) -> Problem {
    let problem = Problem::new("rules", "unknown-rule", format!("there is no rule `{name}`"));
    match nearest(name, rules.iter().map(|rule| rule.name.as_str())) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("`rollcall rules list CASE` lists them"),
    }
}
