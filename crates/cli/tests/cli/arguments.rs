//! Help, arguments and exit codes: what a script may rely on.

use crate::common::Place;
use insta::assert_snapshot;

const COMMANDS: [&str; 21] = [
    "demo",
    "new",
    "add",
    "sources",
    "map",
    "build",
    "relayer",
    "serve",
    "read",
    "roll",
    "facts",
    "ask",
    "findings",
    "gaps",
    "rules",
    "decide",
    "decisions",
    "verify",
    "publish",
    "export",
    "dossier",
];

#[test]
fn without_a_command_and_a_terminal_it_says_what_to_do() {
    assert_snapshot!(Place::new().run(&[]).all(), @r"
    exit Some(2)
    --- stdout
    --- stderr
    error: `rollcall`: there is nothing to do yet [no-command]
      hint: on a terminal `rollcall` opens a page to drop a folder on, elsewhere with `--listen 127.0.0.1:0`; `rollcall demo` shows a bundled case; `rollcall --help` lists the rest
    ");
}

#[test]
fn every_command_has_help_with_examples() {
    let place = Place::new();
    let whole = place.run(&["--help"]);
    assert_eq!(whole.code, Some(0), "{}", whole.all());
    for command in COMMANDS {
        assert!(whole.stdout.contains(&format!("\n  {command} ")), "{command} is listed:\n{}", whole.stdout);
        let help = place.run(&[command, "--help"]);
        assert_eq!(help.code, Some(0), "{command}");
        assert!(help.stdout.contains("Example"), "{command} shows an example:\n{}", help.stdout);
        let first = help.stdout.lines().next().unwrap_or_default();
        assert!(first.starts_with(char::is_uppercase) && !first.ends_with('.'), "{command}: {first}");
        for word in ["blob", "entity", "statement", "anchor", "EDTF", "Datalog"] {
            assert!(
                !help
                    .stdout
                    .to_lowercase()
                    .split(|letter: char| !letter.is_alphabetic())
                    .any(|found| found == word.to_lowercase()),
                "{command} says {word}"
            );
        }
    }
}

#[test]
fn later_commands_say_so() {
    let place = Place::new();
    for args in [&["redactions", "f"][..], &["export", "c", "--to", "parquet", "--out", "o"]] {
        let ran = place.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.stderr.contains("[not-built-yet]"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_wrong_argument_is_a_problem_in_the_one_shape() {
    let place = Place::new();
    let ran = place.run(&["buidl", "case"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: `rollcall`: unrecognized subcommand `buidl` [bad-arguments]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("build"), "{}", ran.stderr);
    let json = place.run(&["buidl", "case", "--json"]);
    assert!(
        json.stderr.starts_with("{\"level\":\"error\",\"place\":\"rollcall\",\"code\":\"bad-arguments\""),
        "{}",
        json.stderr
    );
}

#[test]
fn a_case_that_is_none_or_not_built_is_the_callers_mistake() {
    let place = Place::new();
    assert_eq!(place.run(&["build", "nowhere"]).code, Some(2));
    place.small_case();
    let ran = place.run(&["roll", "case"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("[not-built]"), "{}", ran.stderr);
}

#[test]
fn the_desk_is_for_this_computer_alone() {
    let place = Place::new();
    place.small_case();
    for address in ["0.0.0.0:8080", "192.168.1.1:80", "[::]:80"] {
        let ran = place.run(&["serve", "case", "--listen", address]);
        assert_eq!(ran.code, Some(2), "{address}");
        assert!(ran.stderr.contains("[not-loopback]"), "{}", ran.stderr);
        let first = place.run(&["--listen", address]);
        assert_eq!(first.code, Some(2), "{address}");
        assert!(first.stderr.contains("[not-loopback]"), "{}", first.stderr);
    }
    let before = place.run(&["--listen", "127.0.0.1:0", "build", "case"]);
    assert_eq!(before.code, Some(2), "{}", before.all());
    assert!(before.stderr.contains("write it after the command"), "{}", before.stderr);
}

#[test]
fn new_and_demo_touch_no_folder_of_others() {
    let place = Place::new();
    place.write("mine/letter.txt", "dear");
    assert_eq!(place.run(&["new", "mine"]).code, Some(2));
    assert_eq!(place.run(&["demo", "mine", "--no-serve"]).code, Some(2));
    assert_eq!(place.files("mine").len(), 1);
}
