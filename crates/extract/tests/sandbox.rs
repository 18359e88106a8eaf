//! The child and its locks, with real processes: this test starts itself as the child.
//!
//! Code that tries to break out is put where an extractor would be. With all locks it is refused by the kernel at each
//! step; with one lock alone it is refused what that lock is for; without any it succeeds at everything, which shows that
//! the refusals come from the locks and not from the machine.

use rollcall_extract::child::{Request, run, run_with};
use rollcall_extract::{ExtractError, Extractor, Limits, Lock, LockReport, Options, draw, extract};
use rollcall_model::layer::Layer;
use std::fs::File;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("child") => child(&args[2], args.get(3).map_or("full", String::as_str)),
        // What `cargo nextest` asks; this file is one test.
        Some("--list") => {
            if !args.iter().any(|arg| arg == "--ignored") {
                writeln!(io::stdout(), "sandbox: test").expect("prints");
            }
            ExitCode::SUCCESS
        }
        _ => tests(),
    }
}

// The child.

fn child(what: &str, lock: &str) -> ExitCode {
    let all = Lock::full();
    let lock = match lock {
        "full" => all,
        "rlimits" => Lock { rlimits: true, ..Lock::none() },
        "landlock" => Lock { landlock: true, ..Lock::none() },
        "seccomp" => Lock { seccomp: true, ..Lock::none() },
        _ => Lock::none(),
    };
    let lock = if what == "burn" { Lock { seconds: 1, ..lock } } else { lock };
    let (stdin, stdout) = (io::stdin().lock(), io::stdout().lock());
    let done = match what {
        "extract" => run(stdin, stdout, lock),
        "probe" => run_with(stdin, stdout, lock, probe),
        "crash" => run_with(stdin, stdout, lock, |_, _| std::process::abort()),
        "sleep" => run_with(stdin, stdout, lock, |_, _| {
            std::thread::sleep(Duration::from_secs(60));
            std::process::abort()
        }),
        "burn" => run_with(stdin, stdout, lock, |_, _| {
            let mut number = 0_u64;
            loop {
                number = std::hint::black_box(number.wrapping_add(1));
            }
        }),
        "deep" => run_with(stdin, stdout, lock, |bytes, _| Ok(layer(&dive(bytes.len() as u64).to_string()))),
        "lie" => run_with(stdin, stdout, lock, |_, _| {
            let mut layer = layer("short");
            layer.readable.push(rollcall_model::layer::Span { start: 0, end: 6 });
            Ok(layer)
        }),
        "babble" => writeln!(io::stdout(), "{{not json"),
        _ => Ok(()),
    };
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn layer(text: &str) -> Layer {
    Layer { name: "text/1".into(), text: text.into(), encoding: None, readable: vec![], pages: vec![] }
}

/// Recursion without an end that a stack could reach.
fn dive(depth: u64) -> u64 {
    if depth == u64::MAX {
        return 0;
    }
    let place = std::hint::black_box([depth; 64]);
    dive(depth + 1) + std::hint::black_box(place)[(depth % 64) as usize]
}

/// Tries to break out in every way, and says how each ended: `done`, or the system's error number.
fn probe(bytes: &[u8], _: &Request) -> Result<Layer, ExtractError> {
    let outside = String::from_utf8_lossy(bytes).into_owned();
    let tries = [
        ("read a file", File::open(&outside).map(drop)),
        ("list a folder", std::fs::read_dir("/").map(drop)),
        ("write a file", std::fs::write(format!("{outside}.probe"), "x")),
        ("delete a file", std::fs::remove_file(format!("{outside}.victim"))),
        ("open a socket", TcpListener::bind("127.0.0.1:0").map(drop)),
        ("start a program", Command::new("/bin/true").status().map(drop)),
        ("take 8 GiB", take_memory(8 << 30)),
    ];
    let said: Vec<_> = tries.into_iter().map(|(name, result)| format!("{name}: {}", outcome(&result))).collect();
    Ok(layer(&said.join("\n")))
}

fn outcome(result: &io::Result<()>) -> String {
    match result {
        Ok(()) => "done".to_string(),
        Err(error) => error.raw_os_error().map_or_else(|| format!("{:?}", error.kind()), |number| number.to_string()),
    }
}

/// Takes memory in pieces of 256 MiB: a machine with less may still promise it, as Linux does.
fn take_memory(bytes: usize) -> io::Result<()> {
    const PIECE: usize = 256 << 20;
    let mut held: Vec<Vec<u8>> = Vec::new();
    for _ in 0..bytes / PIECE {
        let mut piece = Vec::new();
        piece.try_reserve_exact(PIECE).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        held.push(std::hint::black_box(piece));
    }
    Ok(())
}

// The tests.

fn tests() -> ExitCode {
    let tests: [(&str, fn()); 10] = [
        ("with all locks the kernel refuses everything", all_locks),
        ("without locks everything succeeds", no_locks),
        ("each lock holds by itself", each_lock),
        ("a lock that is missing is named unless allowed", missing_locks),
        ("a child reads as its parent would", same_text),
        ("a child draws as its parent would, and one that fails gives no picture", same_picture),
        ("a child that crashes, hangs or lies fails for its file alone", failures),
        ("a file larger than a pipe goes through", large_file),
        ("forty files take less than two seconds", forty_files),
        ("a program that is not there is our fault", no_program),
    ];
    for (name, test) in tests {
        test();
        writeln!(io::stdout(), "test {name} ... ok").expect("prints");
    }
    ExitCode::SUCCESS
}

fn extractor(what: &str, lock: &str, options: Options) -> Extractor {
    let program = std::env::current_exe().expect("this test is a program");
    Extractor::new(program, vec!["child".into(), what.into(), lock.into()], options)
}

fn anything() -> Options {
    Options { allow_without: LockReport { rlimits: true, landlock: true, seccomp: true }, ..Options::default() }
}

/// Runs the probe in a child with these locks, against a file outside of its input.
fn probed(lock: &str, options: Options) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = folder.path().join("outside");
    std::fs::write(&outside, "secret").expect("writes");
    std::fs::write(folder.path().join("outside.victim"), "x").expect("writes");
    let said = extractor("probe", lock, options)
        .extract(outside.to_str().expect("is UTF-8").as_bytes(), "text/plain", "probe")
        .expect("the probe answers");
    said.text
        .lines()
        .map(|line| line.split_once(": ").map(|(name, how)| (name.into(), how.into())).expect("has two parts"))
        .collect()
}

fn all_locks() {
    for (name, how) in probed("full", Options::default()) {
        let expected = if name == "take 8 GiB" { "OutOfMemory" } else { "1" };
        assert_eq!(how, expected, "{name} must be refused (1 is EPERM)");
    }
}

fn no_locks() {
    let said = probed("none", anything());
    assert_eq!(said.len(), 7);
    for (name, how) in said {
        assert_eq!(how, "done", "without locks nothing refuses: {name}");
    }
}

fn each_lock() {
    let files = ["read a file", "list a folder", "write a file", "delete a file"];
    for (name, how) in probed("landlock", anything()) {
        let refused = files.contains(&name.as_str()) || name == "start a program" || name == "open a socket";
        assert_eq!(how, if refused { "13" } else { "done" }, "landlock (13 is EACCES): {name}");
    }
    for (name, how) in probed("seccomp", anything()) {
        assert_eq!(how, if name == "take 8 GiB" { "done" } else { "1" }, "seccomp: {name}");
    }
    for (name, how) in probed("rlimits", anything()) {
        match name.as_str() {
            // Limits do not know of these; root may start programs whatever the limit.
            "delete a file" => assert_eq!(how, "done"),
            "start a program" => {}
            _ => assert_ne!(how, "done", "limits refuse memory and whatever opens a file: {name}"),
        }
    }
}

fn missing_locks() {
    let ask = |lock: &str, options: Options| extractor("extract", lock, options).extract(b"words", "text/plain", "a.txt");
    let missing = |lock: &str| match ask(lock, Options::default()) {
        Err(ExtractError::SandboxMissing { missing }) => missing.join(" "),
        other => format!("{other:?}"),
    };
    assert_eq!(missing("none"), "rlimits landlock seccomp");
    assert_eq!(missing("landlock"), "rlimits seccomp");
    assert_eq!(missing("seccomp"), "rlimits landlock");
    let allowed =
        Options { allow_without: LockReport { rlimits: true, landlock: true, seccomp: false }, ..Options::default() };
    assert_eq!(ask("seccomp", allowed).expect("is allowed").text, "words");
    let error = ask("none", Options::default()).expect_err("is refused");
    assert_eq!((error.code(), error.exit_code()), ("sandbox-missing", 4));
}

fn same_text() {
    let extractor = extractor("extract", "full", Options::default());
    let words = "words ".repeat(100);
    let html = format!("<nav>menu</nav><article><p>{words}<p>{words}, {words}, {words}</article>");
    for (bytes, media_type) in [
        (&b"plain \xe9t\xe9"[..], "text/plain"),
        (html.as_bytes(), "text/html"),
        (b"a,b\n1,2\n", "text/csv"),
        (b"%PDF-1.4 broken", "application/pdf"),
        (b"\x89PNG", "image/png"),
    ] {
        assert_eq!(extractor.extract(bytes, media_type, "a"), extract(bytes, media_type, "a"), "{media_type}");
    }
}

fn same_picture() {
    let mut png = io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([x as u8, y as u8, 90]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("writes");
    let page = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R >>\nendobj\n\
        4 0 obj\n<< /Length 29 >>\nstream\n1 0 0 rg 10 10 50 50 re f    \nendstream\nendobj\n\
        trailer\n<< /Root 1 0 R >>\n";
    let draws = extractor("extract", "full", Options::default());
    for (bytes, media_type, size) in [
        (png.get_ref().as_slice(), "image/png", [300_000, 200_000]),
        (page.as_bytes(), "application/pdf", [200_000, 100_000]),
    ] {
        let here = draw(bytes, media_type, 1, &Limits::default()).map(|pixels| pixels.picture().expect("is sound"));
        let there = draws.picture(bytes, media_type, "a", 1);
        assert_eq!(there.as_ref().map(|picture| picture.size), Ok(size), "{media_type}");
        assert_eq!(there, here, "{media_type}: the locks take nothing that drawing needs");
    }
    for what in ["crash", "burn", "lie", "babble", "deep"] {
        let failed = extractor(what, "full", Options::default()).picture(png.get_ref(), "image/png", "a", 1);
        assert_eq!(failed.expect_err("gives no picture").code(), "extractor-crashed", "{what}");
    }
    assert_eq!(draws.picture(b"\x89PNG\r\n\x1a\nno", "image/png", "a", 1).expect_err("is broken").code(), "broken-file");
}

#[expect(clippy::disallowed_methods, reason = "a test that measures time needs a clock")]
fn failures() {
    let run = |what: &str, options: Options| extractor(what, "full", options).extract(b"words", "text/plain", "a.txt");
    let code = |what: &str, options: Options| run(what, options).expect_err("fails").code();
    assert_eq!(code("crash", Options::default()), "extractor-crashed");
    assert_eq!(code("deep", Options::default()), "extractor-crashed");
    assert_eq!(code("lie", Options::default()), "extractor-crashed");
    assert_eq!(code("babble", Options::default()), "extractor-crashed");
    assert_eq!(code("nothing", Options::default()), "extractor-crashed");
    // Sleeping is no computing: under the locks the call itself is refused.
    let short = Options { timeout: Duration::from_millis(300), ..anything() };
    let asleep = extractor("sleep", "none", short).extract(b"words", "text/plain", "a.txt");
    assert_eq!(asleep, Err(ExtractError::TimedOut { seconds: 0 }));
    let start = Instant::now();
    assert_eq!(code("burn", Options::default()), "extractor-crashed");
    assert!(start.elapsed() < Duration::from_secs(30), "the kernel ended it after a second of work");
    let small = Options { limits: Limits { max_bytes: 3, ..Limits::default() }, ..Options::default() };
    assert_eq!(code("extract", small), "too-large");
}

fn large_file() {
    let text = "0123456789abcde\n".repeat(1 << 18);
    let layer = extractor("extract", "full", Options::default()).extract(text.as_bytes(), "text/plain", "a.txt");
    assert!(layer.expect("is read").text == text);
}

#[expect(clippy::disallowed_methods, reason = "a test that measures time needs a clock")]
fn forty_files() {
    let extractor = extractor("extract", "full", Options::default());
    let start = Instant::now();
    for _ in 0..40 {
        extractor.extract(b"words", "text/plain", "a.txt").expect("is read");
    }
    let took = start.elapsed();
    writeln!(io::stdout(), "40 children: {} ms", took.as_millis()).expect("prints");
    assert!(took < Duration::from_secs(2));
}

fn no_program() {
    let extractor = Extractor::new("/nowhere/rollcall".into(), vec![], Options::default());
    let error = extractor.extract(b"words", "text/plain", "a.txt").expect_err("is not there");
    assert_eq!((error.code(), error.exit_code()), ("extractor-missing", 4));
}
