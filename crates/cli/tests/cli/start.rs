//! The first page, asked by a plain socket: from nothing to claims, who is refused, and what a killed program goes on with.

use crate::common::{Place, serving};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::Duration;

/// A running program that ends with the test.
struct Page {
    child: Child,
    host: String,
    token: String,
}

impl Drop for Page {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Page {
    fn start(place: &Place) -> Self {
        let (child, line) = serving(&[], &place.path(""));
        let host = between(&line, "\"address\":\"http://", "/").to_string();
        Self { child, host, token: between(&line, "\"token\":\"", "\"").to_string() }
    }

    fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.host).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("sets");
        // One that refuses a body closes before all of it is sent.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).as_bytes())
    }

    fn post(&self, path: &str, headers: &str, body: &[u8]) -> String {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
            self.host,
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    fn form(&self, path: &str, fields: &str) -> String {
        let body = format!("token={}&{fields}", self.token);
        self.post(path, "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes())
    }

    /// Sends a file as the page does.
    fn send(&self, case: &str, path: &str, bytes: &[u8]) -> String {
        let header = format!("x-rollcall-token: {}\r\n", self.token);
        self.post(&format!("/start/file?case={case}&path={path}"), &header, bytes)
    }

    /// Waits until the work has ended, and gives the last answer.
    fn done(&self) -> String {
        for _ in 0..600 {
            let progress = self.get("/api/progress");
            if !progress.contains("\"state\":\"working\"") {
                return progress;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it is never done");
    }

    fn read(&self, case: &str) -> String {
        let begun = self.form("/start/open", &format!("case={case}"));
        assert_eq!(status(&begun), "303", "{begun}");
        let done = self.done();
        assert!(done.contains("\"state\":\"done\""), "{done}");
        self.get(&format!("/start/case?name={case}"))
    }
}

/// What stands between two texts, the first time.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("{before} is not in {page}")).1;
    rest.split(after).next().unwrap_or_default()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

const NOTE: &[u8] = b"On 10 May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.\n";

#[test]
fn a_folder_becomes_a_case_with_its_first_claims() {
    let place = Place::new();
    let page = Page::start(&place);
    let first = page.get("/");
    assert_eq!(status(&first), "200", "{first}");
    assert!(first.contains("Drop a folder here") && first.contains("Nothing leaves this computer."), "{first}");
    assert!(first.contains("content-security-policy: default-src 'none'"), "{first}");
    assert!(first.contains("referrer-policy: same-origin"), "a form must tell its origin: {first}");
    let made = page.form("/start/new", "folder=My+letters");
    assert!(made.contains("\"case\":\"My letters\""), "{made}");
    assert_eq!(status(&page.send("My+letters", "My%20letters/a%20note.md", NOTE)), "200");
    assert_eq!(status(&page.send("My+letters", "My%20letters/a%20note.md", NOTE)), "409", "nothing is overwritten");
    let read = page.read("My+letters");
    assert!(read.contains("<h1>My letters</h1>") && read.contains("1 file was read"), "{read}");
    let cards = read.matches("<article class=\"card\"").count();
    assert!((1..=3).contains(&cards) && read.contains("<mark>"), "{cards} cards: {read}");
    assert!(read.contains("value=\"accept\"") && read.contains("value=\"reject\""), "{read}");
    assert!(read.contains("href=\"/review?queue=need\""), "{read}");
    assert_eq!(place.files("rollcall-cases/My letters").get("sources/My letters/a note.md").map(Vec::as_slice), Some(NOTE));
    // The same address is the open case's desk; a claim is accepted there with the token of its page.
    let token = between(&read, "name=\"token\" content=\"", "\"").to_string();
    assert_ne!(token, page.token, "each open case has a token of its own");
    let claim = between(&read, "name=\"target\" value=\"", "\"");
    let body = format!("token={token}&verb=accept&target={claim}");
    let decided = page.post("/api/decide", "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes());
    assert_eq!(status(&decided), "200", "{decided}");
    assert_eq!(status(&page.get("/review")), "200");
    assert!(page.get("/start").contains("My letters"), "the way back to all cases");
}

#[test]
fn changes_need_the_token_and_the_same_origin() {
    let place = Place::new();
    let page = Page::start(&place);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for path in ["/start/new", "/start/open", "/start/folder"] {
        for body in ["", "token=", "token=0", &format!("token={}", "0".repeat(32))] {
            let answer = page.post(path, form, format!("{body}&name=a&case=a&path=/").as_bytes());
            assert_eq!(status(&answer), "403", "{path} {body}: {answer}");
        }
        for origin in ["Origin: http://example.org\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
            let answer = page.post(path, &format!("{form}{origin}"), format!("token={}&name=a", page.token).as_bytes());
            assert_eq!(status(&answer), "403", "{path} {origin}: {answer}");
        }
        assert_eq!(status(&page.get(path)), "405", "{path}");
    }
    assert_eq!(status(&page.form("/start/new", "name=a")), "200");
    assert_eq!(status(&page.post("/start/file?case=a&path=b.txt", "", b"words")), "403");
    assert_eq!(status(&page.post("/start/file?case=a&path=b.txt", "x-rollcall-token: 0\r\n", b"words")), "403");
    for path in ["/", "/start", "/api/progress", "/start/case?name=a"] {
        let answer = page.raw(format!("GET {path} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), "421", "{path}: {answer}");
    }
    for path in ["/review", "/api/roll", "/api/decisions", "/claims.json", "/../x"] {
        assert_eq!(status(&page.get(path)), "404", "no case is open: {path}");
    }
    let large = page.form("/start/new", &format!("name={}", "a".repeat(70_000)));
    assert_eq!(status(&large), "413", "{large}");
    assert!(place.files("rollcall-cases/a").keys().all(|name| !name.contains("b.txt")));
}

#[test]
fn no_name_leads_out_of_the_case() {
    let place = Place::new();
    let page = Page::start(&place);
    for name in ["..", "../x", "a/b", "/tmp/x", "%2e%2e", "a%00", ".hidden", "-x", "a%5Cb", &"a".repeat(61)] {
        let answer = page.form("/start/new", &format!("name={name}"));
        assert_eq!(status(&answer), "422", "{name}: {answer}");
        let opened = page.form("/start/open", &format!("case={name}"));
        assert_eq!(status(&opened), "404", "{name}: {opened}");
        assert_eq!(status(&page.get(&format!("/start/case?name={name}"))), "404", "{name}");
        assert_eq!(status(&page.send(name, "a.txt", b"x")), "404", "{name}");
    }
    assert_eq!(status(&page.form("/start/new", "name=a")), "200");
    for path in [
        "..",
        "../b",
        "a/../../b",
        "/etc/x",
        "a//b",
        "%2e%2e/b",
        "a%5C..%5Cb",
        "a%00b",
        ".hidden",
        ".git/x",
        "",
        "a/",
        "a%0Ab",
    ] {
        let answer = page.send("a", path, b"x");
        assert!(matches!(status(&answer), "422" | "400"), "{path}: {answer}");
    }
    let names: Vec<String> = place.files("").into_keys().filter(|name| !name.starts_with("rollcall-cases/a/")).collect();
    assert!(names.is_empty(), "{names:?}");
    assert!(!place.files("rollcall-cases/a").keys().any(|name| name.contains("incoming")));
    // A link in the folder of cases is not one of them.
    #[cfg(unix)]
    {
        place.small_case();
        std::os::unix::fs::symlink(place.path("case"), place.path("rollcall-cases/linked")).expect("links");
        assert!(!page.get("/start").contains("linked"));
        assert_eq!(status(&page.form("/start/open", "case=linked")), "404");
    }
    // The same name twice is two cases.
    assert!(page.form("/start/new", "name=a").contains("\"case\":\"a-2\""));
}

#[test]
fn a_file_that_is_cut_off_or_too_large_leaves_nothing() {
    let place = Place::new();
    let page = Page::start(&place);
    assert_eq!(status(&page.form("/start/new", "name=a")), "200");
    let head = format!(
        "POST /start/file?case=a&path=f/cut.txt HTTP/1.1\r\nHost: {}\r\nx-rollcall-token: {}\r\nContent-Length: 1000\r\n\r\nwords",
        page.host, page.token
    );
    let mut stream = TcpStream::connect(&page.host).expect("connects");
    stream.write_all(head.as_bytes()).expect("sends");
    drop(stream);
    assert_eq!(status(&page.send("a", "f/note.md", NOTE)), "200");
    for _ in 0..100 {
        if !place.files("rollcall-cases/a").keys().any(|name| name.contains(".coming")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let waits: Vec<String> = place.files("rollcall-cases/a").into_keys().filter(|name| name.contains("incoming")).collect();
    assert_eq!(waits, [".rollcall/incoming/f/note.md"]);
}

/// A PDF that says it is locked, one without words, and one that ends too early.
fn odd_files(place: &Place) {
    let pdf = |more: &str, trailer: &str| {
        format!(
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n{more}trailer\n<< /Root 1 0 R {trailer}>>\n%%EOF\n"
        )
    };
    let lock = "4 0 obj\n<< /Filter /Standard /V 1 /R 2 /O (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) /U (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) /P -4 >>\nendobj\n";
    place.write("odd/note.md", NOTE);
    place.write("odd/empty.txt", "");
    place.write("odd/empty.docx", "");
    place.write("odd/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89");
    place.write("odd/scan.pdf", pdf("", ""));
    place.write("odd/locked.pdf", pdf(lock, "/Encrypt 4 0 R /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)] "));
    place.write("odd/damaged.pdf", "%PDF-1.7\n1 0 obj\n<< /Type");
    place.write(
        "odd/finnish.txt",
        "Puolustusministeri tapasi tiistaina Helsingissä virkaveljensä ja keskusteli hänen kanssaan puolustusyhteistyöstä, jota maat aikovat lähivuosina syventää yhdessä.\n".repeat(5),
    );
    place.write("odd/table.csv", "a,b\n1,2\n");
    place.write("odd/deep/<b>&\u{202e}name.md", NOTE);
    place.write("odd/.secret/key.txt", "not yours");
}

fn percent(path: &str) -> String {
    path.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[test]
fn every_odd_file_is_named_with_why() {
    let place = Place::new();
    odd_files(&place);
    let page = Page::start(&place);
    let begun = page.form("/start/folder", &format!("path={}", percent(&place.path("odd").display().to_string())));
    assert_eq!(status(&begun), "303", "{begun}");
    assert!(begun.contains("location: /start/case?name=odd"), "{begun}");
    let done = page.done();
    assert!(done.contains("\"state\":\"done\""), "{done}");
    let read = page.get("/start/case?name=odd");
    let list = between(&read, "Not read, and why", "</ul>");
    for name in
        ["empty.txt", "empty.docx", "picture.png", "scan.pdf", "locked.pdf", "damaged.pdf", "finnish.txt", "table.csv"]
    {
        assert!(list.contains(name), "{name} is not in {list}");
        assert!(done.contains(name), "{name} was told while it was read: {done}");
    }
    assert!(list.contains("odd/table.csv</strong>"), "a table is named, not the file beside it that is missing: {list}");
    assert!(read.contains("2 files were read"), "{read}");
    assert!(!read.contains("secret") && !read.contains('\u{202e}') && !read.contains("<b>"), "{read}");
    assert!(read.contains("&lt;b&gt;&amp;") && read.contains("U+202E"), "{read}");
    assert!(read.contains("<article class=\"card\""), "the note is read all the same: {read}");
    // The person's own folder is as it was, and what was not used is still known the next time.
    assert_eq!(place.files("odd").len(), 11);
    drop(page);
    let again = Page::start(&place);
    let read = again.read("odd");
    assert!(between(&read, "Not read, and why", "</ul>").contains("empty.txt"), "{read}");
}

#[test]
fn a_folder_that_cannot_be_read_is_said_on_the_page() {
    let place = Place::new();
    place.write("file.txt", "x");
    fs::create_dir_all(place.path("none")).expect("makes");
    let page = Page::start(&place);
    for (path, says) in [
        ("", "No folder was named"),
        ("nowhere/<i>", "nowhere/&lt;i&gt;</strong>: There is no such folder"),
        ("file.txt", "This is a file and no folder"),
        ("none", "There is no file in this folder"),
    ] {
        let answer = page.form("/start/folder", &format!("path={}", percent(path)));
        assert_eq!(status(&answer), "422", "{path}: {answer}");
        assert!(answer.contains("role=\"alert\"") && answer.contains(says), "{path}: {answer}");
    }
    assert_eq!(status(&page.form("/start/new", "name=a")), "200");
    let around = page.form("/start/folder", &format!("path={}", percent(&place.path("").display().to_string())));
    assert!(around.contains("holds the cases themselves"), "{around}");
    assert!(!place.path("rollcall-cases/none").exists(), "no case is made of nothing");
}

#[test]
fn a_program_that_is_killed_goes_on_where_it_was() {
    let place = Place::new();
    for number in 0..40 {
        let text =
            format!("On {} May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.\n", number % 28 + 1);
        place.write(&format!("letters/{number:02}.md"), text.repeat(20));
    }
    let path = percent(&place.path("letters").display().to_string());
    let page = Page::start(&place);
    assert_eq!(status(&page.form("/start/folder", &format!("path={path}"))), "303");
    for _ in 0..500 {
        let progress = page.get("/api/progress");
        if progress.contains("\"name\":\"extract\",\"of\":40") || !progress.contains("\"state\":\"working\"") {
            break;
        }
    }
    drop(page);
    let again = Page::start(&place);
    assert!(again.get("/").contains("Read on: letters"), "{}", again.get("/"));
    assert!(again.get("/start/case?name=letters").contains("not open"));
    let read = again.read("letters");
    assert!(read.contains("40 files were read") && read.contains("Every file was read."), "{read}");
    drop(again);
    // Killed before anything was read: what came over is read the next time.
    let page = Page::start(&place);
    assert_eq!(status(&page.form("/start/new", "name=later")), "200");
    assert_eq!(status(&page.send("later", "later/note.md", NOTE)), "200");
    drop(page);
    let again = Page::start(&place);
    assert_eq!(status(&again.send("later", "later/other.md", NOTE)), "404", "only a new case takes files");
    assert!(again.read("later").contains("1 file was read"));
}

#[test]
fn a_tab_of_the_case_before_decides_nothing_in_this_one() {
    let place = Place::new();
    place.write("one/note.md", NOTE);
    place.write("two/note.md", NOTE);
    let page = Page::start(&place);
    let mut reads = Vec::new();
    for name in ["one", "two"] {
        let path = percent(&place.path(name).display().to_string());
        assert_eq!(status(&page.form("/start/folder", &format!("path={path}"))), "303");
        assert!(page.done().contains("\"state\":\"done\""));
        reads.push(page.get(&format!("/start/case?name={name}")));
    }
    let token = between(&reads[0], "name=\"token\" content=\"", "\"");
    let claim = between(&reads[1], "name=\"target\" value=\"", "\"");
    let body = format!("token={token}&verb=accept&target={claim}");
    let answer = page.post("/api/decide", "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes());
    assert_eq!(status(&answer), "403", "{answer}");
    assert!(page.get("/start/case?name=one").contains("not open"));
    assert!(page.read("one").contains("1 file was read"), "and back again");
}
