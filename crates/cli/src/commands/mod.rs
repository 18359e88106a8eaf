//! One file a command: its arguments (`NewArgs`) and its function (`cmd_new`).
//!
//! The main type is [`Command`], all commands; [`run`] calls the one that was asked for.

mod add;
mod ask;
mod build;
mod compare;
mod decide;
mod decisions;
mod demo;
mod dossier;
mod export;
pub(crate) mod extract;
mod facts;
mod findings;
mod gaps;
mod later;
mod map;
mod new;
mod publish;
mod read;
mod relayer;
mod reply;
mod report;
mod roll;
mod rules;
mod screen;
pub(crate) mod serve;
mod sources;
mod verify;
mod withdraw;

use crate::exit::Exit;
use crate::ui::Ui;
use clap::Subcommand;

/// Everything that can be asked for.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the bundled case and show it in the browser
    Demo(demo::DemoArgs),
    /// Start a case in a new folder
    New(new::NewArgs),
    /// Copy files into a case
    Add(add::AddArgs),
    /// Write what is known of all sources as one table, or take the table in
    Sources(sources::SourcesArgs),
    /// Draft how the columns of a table are read
    Map(map::MapArgs),
    /// Read what is new or changed in a case, and draw its private draft
    Build(build::BuildArgs),
    /// Read files again with newer readers of their format, and list what moves
    Relayer(relayer::RelayerArgs),
    /// Show the private draft on this computer alone, and check its claims
    Serve(serve::ServeArgs),
    /// Print what stands in documents, without a case
    Read(read::ReadArgs),
    /// Compare two names, and say why they are one or not
    Compare(compare::CompareArgs),
    /// Look names up in lists, and say why they may be there
    Screen(screen::ScreenArgs),
    /// Print who took part in what
    Roll(roll::RollArgs),
    /// Print the people, bodies and events of a case, and how they stand to each other
    Facts(facts::FactsArgs),
    /// Find words in sources and claims
    Ask(ask::AskArgs),
    /// Print what the rules found, and why
    Findings(findings::FindingsArgs),
    /// Print what no source of a case says
    Gaps(gaps::GapsArgs),
    /// Check, list and explain the rules of a case
    Rules(rules::RulesArgs),
    /// Accept, reject or correct claims, and merge or split what they speak of
    Decide(decide::DecideArgs),
    /// Join the decisions of two people, or print them in order
    Decisions(decisions::DecisionsArgs),
    /// Hash and check everything in a case or a published site again
    Verify(verify::VerifyArgs),
    /// Write an edition from what was accepted
    Publish(publish::PublishArgs),
    /// Write what was accepted for other programs
    Export(export::ExportArgs),
    /// Take back something published, and tell readers
    Withdraw(withdraw::WithdrawArgs),
    /// Publish what was put right, and tell readers
    Correct(withdraw::CorrectArgs),
    /// Write what was accepted as a document: one page on a party, a chronology, a table, exhibits
    Report(report::ReportArgs),
    /// Write the letter that asks a party about every claim on it
    Reply(reply::ReplyArgs),
    /// Write the lawyer's file: all that a case holds on one line, finding, person, body, meeting or claim
    Dossier(dossier::DossierArgs),
    #[command(flatten)]
    Later(later::Later),
}

/// Does what was asked for.
pub(crate) fn run(ui: &Ui, command: Command) -> Exit {
    let done = match command {
        Command::Demo(args) => demo::cmd_demo(ui, &args),
        Command::New(args) => new::cmd_new(ui, &args),
        Command::Add(args) => add::cmd_add(ui, &args),
        Command::Sources(args) => sources::cmd_sources(ui, &args),
        Command::Map(args) => map::cmd_map(ui, &args),
        Command::Relayer(args) => relayer::cmd_relayer(ui, &args),
        Command::Build(args) => build::cmd_build(ui, &args),
        Command::Serve(args) => serve::cmd_serve(ui, &args),
        Command::Read(args) => read::cmd_read(ui, &args),
        Command::Compare(args) => compare::cmd_compare(ui, &args),
        Command::Screen(args) => screen::cmd_screen(ui, &args),
        Command::Roll(args) => roll::cmd_roll(ui, args),
        Command::Facts(args) => facts::cmd_facts(ui, &args),
        Command::Ask(args) => ask::cmd_ask(ui, &args),
        Command::Findings(args) => findings::cmd_findings(ui, &args),
        Command::Rules(args) => rules::cmd_rules(ui, &args),
        Command::Decide(args) => decide::cmd_decide(ui, args),
        Command::Gaps(args) => gaps::cmd_gaps(ui, &args),
        Command::Decisions(args) => decisions::cmd_decisions(ui, &args),
        Command::Verify(args) => verify::cmd_verify(ui, &args),
        Command::Publish(args) => publish::cmd_publish(ui, &args),
        Command::Export(args) => export::cmd_export(ui, &args),
        Command::Withdraw(args) => withdraw::cmd_withdraw(ui, args),
        Command::Correct(args) => withdraw::cmd_correct(ui, args),
        Command::Report(args) => report::cmd_report(ui, &args),
        Command::Reply(args) => reply::cmd_reply(ui, &args),
        Command::Dossier(args) => dossier::cmd_dossier(ui, &args),
        Command::Later(later) => Ok(later::cmd_later(ui, &later)),
    };
    match done {
        Ok(exit) | Err(exit) => exit,
    }
}
