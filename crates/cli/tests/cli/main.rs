//! The program as users start it: its words, its exit codes, and what it leaves on disk.

mod arguments;
mod bad_input;
mod common;
mod decisions;
mod desk;
mod desk_pages;
mod desk_sources;
mod dossier;
mod editions;
mod gate;
mod json;
mod killed_build;
mod map;
mod naming;
mod outgoing;
mod parts;
mod pictures;
mod plans;
mod planted;
mod protected;
mod relayer;
mod reports;
mod roll_page;
mod sources;
mod start;
mod workbooks;
