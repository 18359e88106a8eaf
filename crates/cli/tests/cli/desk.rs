//! The running desk, asked by a plain socket: who is answered, who is refused, and what a decision does.

use crate::common::{Place, serving};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::Duration;

/// A desk that ends with the test.
pub struct Desk {
    child: Child,
    host: String,
    pub token: String,
    pub place: Place,
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Desk {
    pub fn start() -> Self {
        Self::start_with(|_| ())
    }

    /// A desk for the small case with more in it.
    pub fn start_with(more: impl FnOnce(&Place)) -> Self {
        let place = Place::new();
        place.small_case();
        more(&place);
        let built = place.run(&["build", "case"]);
        // 3: some files were not used, which the desk shows.
        assert!(matches!(built.code, Some(0 | 3)), "{}", built.all());
        Self::serve(place)
    }

    /// A desk for the bundled case.
    pub fn of_demo() -> Self {
        let place = Place::new();
        assert_eq!(place.run(&["demo", "--no-serve", "case"]).code, Some(0));
        Self::serve(place)
    }

    fn serve(place: Place) -> Self {
        let (child, line) = serving(&["serve", "case"], &place.path(""));
        let field = |name: &str| {
            line.split(&format!("\"{name}\":\""))
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .expect("is there")
                .to_string()
        };
        let host = field("address").trim_start_matches("http://").trim_end_matches('/').to_string();
        Self { child, host, token: field("token"), place }
    }

    /// A desk for what another one's case has become.
    pub fn start_at(other: Self) -> Self {
        let place = Place::new();
        let mut other = other;
        let place = std::mem::replace(&mut other.place, place);
        Self::serve(place)
    }

    /// Sends a request as it is written and gives the whole answer.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("sets");
        // A desk that refuses a large body closes before all of it is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn get(&self, path: &str) -> String {
        self.get_with(path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.host))
    }

    fn post(&self, body: &str, headers: &str) -> String {
        self.post_to("/api/decide", body, headers)
    }

    pub fn post_to(&self, path: &str, body: &str, headers: &str) -> String {
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            self.host,
            body.len()
        ))
    }

    fn decisions(&self) -> Vec<u8> {
        self.place.files("case").remove("decisions.jsonl").expect("is there")
    }
}

pub fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[test]
fn pages_are_served_to_this_computer_and_nothing_else_is() {
    let desk = Desk::start();
    let page = desk.get("/");
    assert_eq!(status(&page), "200", "{page}");
    for header in [
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.contains(header), "{header}: {page}");
    }
    assert!(desk.get("/en/index.html").contains("href=\"/review\""));
    for path in [
        "/api/roll",
        "/api/facts",
        "/api/findings",
        "/api/gaps",
        "/api/ask?words=Jakarta",
        "/api/rules",
        "/api/verify",
        "/api/publish",
        "/api/export?to=csv",
        "/api/decisions",
        "/review",
        "/roll",
        "/roll?view=table",
        "/review?queue=need",
        "/review/text?source=sources%2Fa.md",
        "/review.css",
        "/desk.js",
    ] {
        assert_eq!(status(&desk.get(path)), "200", "{path}: {}", desk.get(path));
    }
    for path in [
        "/../case.toml",
        "/en/../../claims.json",
        "/en/%2e%2e/%2e%2e/claims.json",
        "//etc/passwd",
        "/claims.json",
        "/en",
        "/%00",
        "/en\\..\\x",
        "/api/nothing",
        "/manifest.json",
        "/review/text?source=case.toml",
        "/api/effect?of=d",
    ] {
        let answer = desk.get(path);
        assert!(matches!(status(&answer), "404" | "400"), "{path}: {answer}");
        assert!(!answer.contains("format = 1"), "{path}");
    }
    assert!(desk.get("/nothing").contains("\"code\":\"not-found\""));
    assert!(desk.get("/api/roll?colour=red").contains("\"code\":\"bad-query\""));
    assert!(desk.get("/api/roll?role=hots").contains("did you mean `host`?"));
}

#[test]
fn other_hosts_and_origins_are_refused() {
    let desk = Desk::start();
    for host in ["example.org", "127.0.0.1", "localhost:1", ""] {
        let answer = desk.raw(&format!("GET /api/roll HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert!(matches!(status(&answer), "421" | "400"), "{host}: {answer}");
    }
    let two = desk.raw(&format!("GET / HTTP/1.1\r\nHost: {}\r\nHost: example.org\r\nConnection: close\r\n\r\n", desk.host));
    assert!(matches!(status(&two), "421" | "400"), "{two}");
    let port = desk.host.rsplit(':').next().expect("has a port");
    let named = desk.raw(&format!("GET /review HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"));
    assert_eq!(status(&named), "200", "{named}");
    for header in [
        "Origin: http://example.org\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        assert_eq!(status(&desk.get_with("/api/roll", header)), "403", "{header}");
        assert_eq!(status(&desk.post(&format!("token={}&verb=accept&target=c", desk.token), header)), "403", "{header}");
    }
    assert_eq!(desk.decisions(), b"");
}

#[test]
fn a_change_needs_the_token_and_little_room() {
    let desk = Desk::start();
    for token in ["", "0", &"0".repeat(32)] {
        let answer = desk.post(&format!("token={token}&verb=accept&target=c"), "");
        assert_eq!(status(&answer), "403", "{answer}");
        assert!(answer.contains("\"code\":\"wrong-token\""), "{answer}");
    }
    let large = desk.post(&format!("token={}&why={}", desk.token, "a".repeat(70_000)), "");
    assert_eq!(status(&large), "413", "{large}");
    let unknown = desk.post(&format!("token={}&verb=acept&target=c", desk.token), "");
    assert!(unknown.contains("did you mean `accept`?"), "{unknown}");
    let elsewhere = desk.post(&format!("token={}&verb=accept&target=c&back=//example.org", desk.token), "");
    assert_eq!(status(&elsewhere), "400", "{elsewhere}");
    assert_eq!(status(&desk.get("/api/decide")), "405");
    assert_eq!(desk.decisions(), b"");
}

#[test]
fn slow_clients_and_huge_bodies_keep_nobody_waiting() {
    let desk = Desk::start();
    let begun = |request: String| {
        let mut stream = TcpStream::connect(&desk.host).expect("connects");
        stream.write_all(request.as_bytes()).expect("is sent");
        stream
    };
    // Heads that never end, and bodies that never come.
    let head = format!("POST /api/decide HTTP/1.1\r\nHost: {}\r\nContent-Length: 60000\r\n", desk.host);
    let slow: Vec<TcpStream> = (0..200)
        .map(|n| begun(if n % 2 == 0 { head.clone() } else { format!("{head}\r\ntoken={}&verb=acc", desk.token) }))
        .collect();
    assert_eq!(status(&desk.get("/review")), "200");
    let answer = desk.post(&format!("token={}&verb=accept&target=c", desk.token), "");
    assert_eq!(status(&answer), "422", "{answer}");
    // A body of 100 MB is refused by its length, before it is read.
    let huge = begun(format!(
        "POST /api/decide HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 104857600\r\n\r\ntoken={}",
        desk.host, desk.token
    ));
    huge.set_read_timeout(Some(Duration::from_secs(20))).expect("sets");
    let mut answer = [0; 64];
    let read = (&huge).read(&mut answer).expect("is answered though most of the body never came");
    assert_eq!(status(&String::from_utf8_lossy(&answer[..read])), "413");
    assert_eq!(desk.decisions(), b"");
    drop(slow);
}

#[test]
fn a_claim_is_accepted_from_its_page() {
    let desk = Desk::start();
    let address = "/review?source=records%2Fbodies.csv";
    let page = desk.get(address);
    assert!(page.contains("referrer-policy: same-origin"), "a form must tell its origin: {page}");
    assert!(page.contains("<mark>") && page.contains(&desk.token), "{page}");
    let claim =
        page.split("name=\"target\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a claim waits");
    let body = format!("token={}&verb=accept&target={claim}&back=%2Freview%3Fsource%3Drecords%252Fbodies.csv", desk.token);
    let answer = desk.post(&body, &format!("Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n", desk.host));
    assert_eq!(status(&answer), "303", "{answer}");
    assert!(answer.contains("location: /review?source=records%2Fbodies.csv"), "{answer}");
    let line = String::from_utf8(desk.decisions()).expect("is UTF-8");
    assert!(line.contains("\"verb\":\"accept\"") && line.contains(claim), "{line}");
    assert!(desk.get(&format!("{address}&all=yes")).contains("<span class=\"state accepted\">accepted</span>"));
    assert!(desk.get("/api/facts").contains("\"accepted\"") || desk.get("/api/build").contains("\"stages\""));
}

/// What stands between two texts, the first time.
pub fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("{before} is not in {page}")).1;
    rest.split(after).next().unwrap_or_default()
}

impl Desk {
    /// Sends a decision, with what the page of a source knows, and gives the answer.
    pub fn decide(&self, body: &str, seen: &str) -> String {
        self.post(&format!("token={}&seen={seen}&{body}", self.token), "")
    }

    fn page_of(&self, source: &str) -> String {
        self.get(&format!("/review?all=yes&source={source}"))
    }

    pub fn seen(&self) -> String {
        between(&self.get("/review"), "name=\"seen\" value=\"", "\"").to_string()
    }
}

#[test]
fn a_decision_says_what_it_changed_and_is_taken_back() {
    let desk = Desk::start();
    let rows = desk.get("/api/roll");
    let row = between(&rows, "\"findings\":[],\"id\":\"", "\"").to_string();
    let answer = desk.decide(&format!("verb=accept&by=ana&target={row}"), "");
    assert_eq!(status(&answer), "200", "{answer}");
    let lines: Vec<String> =
        answer.split("\"id\":\"d").skip(1).map(|rest| format!("d{}", &rest[..rest.find('"').expect("ends")])).collect();
    let first = &lines[0];
    let effect = desk.get(&format!("/api/effect?of={first}"));
    assert_eq!(status(&effect), "200", "{effect}");
    assert_eq!(between(&effect, "\"lines_out\":", ","), "1", "{effect}");
    // The next page shows it, without a build.
    assert!(desk.page_of("sources%2Fa.md").contains("accepted</span>"));
    let targets: String = lines.iter().map(|line| format!("&target={line}")).collect();
    let undone = desk.decide(&format!("verb=undo&by=ana{targets}"), "");
    assert_eq!(status(&undone), "200", "{undone}");
    assert!(!desk.page_of("sources%2Fa.md").contains("accepted</span>"));
    let text = String::from_utf8(desk.decisions()).expect("is UTF-8");
    assert!(text.lines().count() > lines.len(), "nothing written is ever rewritten: {text}");
}

#[test]
fn two_reviewers_are_told_of_each_other() {
    let desk = Desk::start();
    let page = desk.page_of("sources%2Fa.md");
    let claim = between(&page, "data-claim=\"", "\"").to_string();
    assert_eq!(status(&desk.decide(&format!("verb=accept&by=ana&target={claim}"), "none")), "200");
    let before = desk.decisions();
    // The other tab was opened before that.
    let late = desk.decide(&format!("verb=reject&why=no&by=ben&target={claim}"), "none");
    assert_eq!(status(&late), "409", "{late}");
    assert!(late.contains("`ana` decided `accept`"), "{late}");
    assert_eq!(desk.decisions(), before, "nothing is written over");
    let seen = between(&desk.page_of("sources%2Fa.md"), "name=\"seen\" value=\"", "\"").to_string();
    assert_eq!(status(&desk.decide(&format!("verb=reject&why=no&by=ben&target={claim}"), &seen)), "200");
    assert_ne!(desk.seen(), seen);
}

#[test]
fn another_programs_decisions_show_at_once() {
    let desk = Desk::start();
    let page = desk.page_of("sources%2Fa.md");
    let (one, rest) =
        page.split_once("data-claim=\"").map(|(_, rest)| rest.split_at(rest.find('"').expect("ends"))).expect("waits");
    let two = between(rest, "data-claim=\"", "\"");
    let other = desk.place.run(&["decide", "case", "accept", one, "--by", "ana"]);
    assert_eq!(other.code, Some(0), "{}", other.all());
    assert_eq!(status(&desk.decide(&format!("verb=accept&by=ben&target={two}"), "none")), "200");
    let text = String::from_utf8(desk.decisions()).expect("is UTF-8");
    assert_eq!((text.matches("\"by\":\"ana\"").count(), text.matches("\"by\":\"ben\"").count()), (1, 1), "{text}");
    assert_eq!(desk.page_of("sources%2Fa.md").matches("accepted</span>").count(), 2);
}

#[test]
fn a_whole_kind_is_accepted_with_a_reason_and_somebody_missed_is_added() {
    let desk = Desk::start();
    let bulk = "verb=accept&source=sources%2Fa.md&kind=Meeting&by=ana";
    assert!(desk.decide(bulk, "").contains("\"code\":\"no-reason\""));
    assert_eq!(status(&desk.decide(&format!("{bulk}&why=read+beside+the+note"), "")), "200");
    let page = desk.page_of("sources%2Fa.md");
    let meeting = between(between(&page, "name=\"target\"><option", "</select>"), "value=\"", "\"").to_string();
    let add = |quote: &str| {
        format!(
            "verb=add&kind=Participation&source=sources%2Fa.md&by=ana&role=host&party=Indonesia&target={meeting}&quote={quote}"
        )
    };
    let wrong = desk.decide(&add("met+in+Bandung"), "");
    assert!(wrong.contains("\"code\":\"words-not-found\""), "{wrong}");
    let right = desk.decide(&add("met+in+Jakarta"), "");
    assert_eq!(status(&right), "200", "{right}");
    assert!(desk.get("/api/roll?role=host").contains("Indonesia"));
}

#[test]
fn what_a_source_says_is_shown_and_not_obeyed() {
    let desk = Desk::start_with(|place| {
        place.write(
            "case/sources/b.md",
            "On 3 March 2021 General <script>alert(1)</script> \u{202e}lave attended the Meeting of Harbour Masters.\n",
        );
    });
    let page = desk.page_of("sources%2Fb.md");
    assert!(page.contains("U+202E") && !page.contains('\u{202e}') && !page.contains("<script>alert"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "{page}");
}
