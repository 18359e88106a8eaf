//! `decide`: a person's act becomes lines of `decisions.jsonl`.
//!
//! The main function is [`Case::decide`]. A line is written for every claim that the act touches, with the claim and its
//! words as they are now. Lines are appended and never rewritten; one act is one write.

use crate::assemble::Built;
use crate::attach::MERGE;
use crate::decisions::{DECISIONS, Lines};
use crate::folder::Case;
use crate::naming::{NAMING, Naming};
use crate::picture;
use crate::places::{self, PLACE};
use crate::seen::{self, Seen};
use crate::words::{Index, quote};
use rollcall_archive::Disk;
use rollcall_model::claim::{Anchor, Basis, Claim, State};
use rollcall_model::decision::{ClaimWords, Decision, Quote, Region, Verb};
use rollcall_model::entity::{Entity, Join, JoinStatus};
use rollcall_model::id::{ClaimId, DecisionId, EntityId, FindingId, JoinId, MentionId, sha256_hex};
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::ontology::{ROLES, kinds};
use rollcall_model::problem::{Problem, nearest};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// What a person wants.
#[derive(Debug, Clone, Default)]
pub struct DecideRequest {
    /// What to do; `accept` where nothing is said.
    pub verb: Option<Verb>,
    /// Ids: of claims, rows of the roll, facts, merges, findings, or lines to undo. None with `source` or `kind` means
    /// everything undecided there.
    pub targets: Vec<String>,
    /// The right value, for `correct` and `add`; the answer; the day; how a person is given; what of a place may go out. For `release` a secret, drawn
    /// where none is given.
    pub value: Option<String>,
    /// Only claims whose words hold this text.
    pub quote: Option<String>,
    /// The reason.
    pub why: Option<String>,
    /// In bulk: claims of this source.
    pub source: Option<String>,
    /// In bulk: claims of mentions of this kind, or `Merge`.
    pub kind: Option<String>,
    /// In bulk, for `add` and `correct`: the property.
    pub property: Option<String>,
    /// For `add`: the box of a picture of `source` that shows it, in place of words.
    pub region: Option<Region>,
    /// For `add` with a box: the name of an engagement that no other source tells of.
    pub name: Option<String>,
    /// For `add` with a box: when it was, as the picture's source says.
    pub date: Option<String>,
    /// Who, by pseudonym.
    pub by: String,
    /// When, in UTC to the millisecond.
    pub at: String,
}

impl DecideRequest {
    /// Whether it says how a person is given in what goes out.
    fn is_naming(&self) -> bool {
        self.kind.as_deref() == Some(NAMING) && matches!(self.verb, None | Some(Verb::Accept))
    }

    /// Whether it says how much of a place goes out.
    fn is_placing(&self) -> bool {
        self.kind.as_deref() == Some(PLACE) && matches!(self.verb, None | Some(Verb::Accept))
    }
}

/// What one target stands for.
enum Target<'a> {
    Claim(&'a Claim),
    Join(&'a rollcall_model::entity::Join),
    Finding(FindingId),
    Line(DecisionId),
    /// Two mentions that a person joins or keeps apart without a proposal.
    Pair(MentionId, MentionId),
    /// A participation that the reader missed: an engagement as its source has it.
    Added(&'a Claim),
    /// What a person saw in a picture.
    Seen(Box<Seen>),
    /// A party that was asked, or that answered; a person of whom it is said how they are given; an alleged abuse of whose
    /// place some words may go out.
    Party(&'a Entity, &'a MentionId),
}

impl Case {
    /// Writes down what a person decided, and gives the lines.
    ///
    /// # Errors
    /// When a target is not known, a value is missing, or the file cannot be written. Then nothing was written.
    pub fn decide(&self, built: &Built, request: &DecideRequest) -> Result<Vec<Decision>, Vec<Problem>> {
        let verb = request.verb.unwrap_or(Verb::Accept);
        check(request, verb)?;
        let with_secret;
        let request = if verb == Verb::Release && request.value.is_none() {
            with_secret = DecideRequest { value: Some(secret()?), ..request.clone() };
            &with_secret
        } else {
            request
        };
        check_source(built, request)?;
        if request.is_placing() {
            places::check(built, &request.targets, request.value.as_deref())?;
        }
        // Words are those that a decision is attached by later: what readers found, before any correction.
        let found = Index::known(&built.inputs.claims);
        let with_made = (!built.attached.made.is_empty()).then(|| Index::known(&built.all));
        let index = with_made.as_ref().unwrap_or(&found);
        // A line of which nothing followed yet can be taken back too; else the file need not be read once more.
        let lines = match verb {
            Verb::Undo => self.lines(built)?,
            _ => built.inputs.decisions.clone(),
        };
        let targets = match (&request.region, request.targets.is_empty()) {
            (Some(region), _) if verb == Verb::Add => {
                vec![Target::Seen(Box::new(seen::target(built, index, &found, request, region)?))]
            }
            (_, true) => bulk(built, index, request),
            (_, false) => named(built, index, request, verb, &lines)?,
        };
        if targets.is_empty() {
            let problem = Problem::new(
                "decide",
                "nothing-to-decide",
                "nothing fits what was asked for, or all of it is decided already",
            );
            return Err(vec![problem.hint("`rollcall roll CASE --json` lists ids with their states")]);
        }
        let at = later(&request.at, &lines);
        let batch = (targets.len() > 1).then(|| {
            let first = format!("{at}{}{}", request.by, targets.len());
            sha256_hex(first.as_bytes())[..16].to_string()
        });
        // Only the texts in which the targets stand: to count the code points of a whole case takes longer than the act.
        let texts: BTreeMap<&str, CodePoints<'_>> = targets
            .iter()
            .flat_map(|target| sources_of(target, &found))
            .filter_map(|source| Some((source, CodePoints::new(built.inputs.texts.get(source)?))))
            .collect();
        let written: Vec<Decision> =
            targets.iter().map(|target| line(target, verb, request, &at, batch.clone(), &found, &texts)).collect();
        let mut text = String::new();
        for line in &written {
            text += &serde_json::to_string(line)
                .map_err(|error| vec![Problem::new(DECISIONS, "internal", error.to_string())])?;
            text.push('\n');
        }
        self.append_decisions(&text)?;
        Ok(written)
    }

    /// Appends whole lines in one write, after the newline that a hand-edited file may lack.
    pub(crate) fn append_decisions(&self, text: &str) -> Result<(), Vec<Problem>> {
        let path = self.root().join(DECISIONS);
        let gap = if ends_a_line(&path) { "" } else { "\n" };
        Disk::new()
            .append(&path, format!("{gap}{}", text.trim_end_matches('\n')).as_str())
            .map_err(|error| vec![Problem::new(DECISIONS, "cannot-write", error.to_string())])
    }
}

/// Whether a file is empty, or its last byte ends a line.
fn ends_a_line(path: &Path) -> bool {
    let last = || -> std::io::Result<u8> {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::End(-1))?;
        let mut byte = [0];
        file.read_exact(&mut byte)?;
        Ok(byte[0])
    };
    last().map_or(true, |byte| byte == b'\n')
}

fn check(request: &DecideRequest, verb: Verb) -> Result<(), Vec<Problem>> {
    let problem = |code: &str, message: &str, hint: &str| Err(vec![Problem::new("decide", code, message).hint(hint)]);
    if matches!(verb, Verb::Correct | Verb::Add) && request.value.is_none() {
        return problem("no-value", "the right value is missing", "give it with `--value TEXT`");
    }
    check_reply(request, verb)?;
    check_naming(request)?;
    let bulk = request.targets.is_empty();
    if verb == Verb::Add && request.region.is_some() {
        return Ok(());
    }
    if bulk && request.source.is_none() {
        return problem("no-target", "nothing is named to decide on", "name ids, or a file with `--source PATH`");
    }
    if bulk && request.why.is_none() {
        return problem("no-reason", "an act in bulk needs a reason", "give it with `--why TEXT`");
    }
    Ok(())
}

/// An answer has its words, a silence its day, and whoever was not asked a reason why.
fn check_reply(request: &DecideRequest, verb: Verb) -> Result<(), Vec<Problem>> {
    let said = request.value.as_deref().is_some_and(|value| !value.trim().is_empty());
    let day = request.value.as_deref().is_some_and(|value| value.parse::<jiff::civil::Date>().is_ok());
    let (code, message, hint) = match verb {
        Verb::Answered if !said => ("no-value", "the answer is missing", "give its words with `--value TEXT`"),
        Verb::NoAnswerBy if !day => ("no-day", "the day is missing", "give it with `--value 2022-06-01`"),
        Verb::NotApproached if request.why.is_none() => {
            ("no-reason", "why they were not asked is not said", "give it with `--why TEXT`")
        }
        verb if verb.is_reply() && request.targets.is_empty() => {
            ("no-target", "nobody is named", "name a person or body by its id")
        }
        _ => return Ok(()),
    };
    Err(vec![Problem::new("decide", code, message).hint(hint)])
}

/// How a person is given is one of a few ways.
fn check_naming(request: &DecideRequest) -> Result<(), Vec<Problem>> {
    if !request.is_naming() {
        return Ok(());
    }
    let ways = Naming::ALL.map(Naming::as_str).join(", ");
    let (code, message, hint) = match request.value.as_deref().map(Naming::parse) {
        _ if request.targets.is_empty() => ("no-target", "nobody is named", "name people by their ids".to_string()),
        Some(Some(_)) => return Ok(()),
        _ => ("no-naming", "how the person is given is not said", format!("give it with `--value`: {ways}")),
    };
    Err(vec![Problem::new("decide", code, message).hint(hint)])
}

/// A file that is named must be one of the case.
fn check_source(built: &Built, request: &DecideRequest) -> Result<(), Vec<Problem>> {
    let named = request.source.as_deref();
    named.map_or(Ok(()), |path| picture::source(built, path).map(|_| ()).map_err(|problem| vec![problem]))
}

/// 32 letters that nobody can guess.
fn secret() -> Result<String, Vec<Problem>> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)
        .map_err(|error| vec![Problem::new("decide", "internal", format!("no random numbers: {error}"))])?;
    Ok(data_encoding::BASE32_NOPAD.encode(&bytes).to_lowercase())
}

/// A moment later than every line that its writer had read.
pub(crate) fn later(at: &str, decisions: &[Arc<Decision>]) -> String {
    let latest = decisions.iter().map(|line| line.at.as_str()).max().unwrap_or_default();
    if at > latest { at.to_string() } else { one_millisecond_after(latest) }
}

/// The millisecond after a moment, by jiff; a moment that is none is followed by a `~`, which sorts after it.
fn one_millisecond_after(at: &str) -> String {
    at.parse::<jiff::Timestamp>()
        .ok()
        .and_then(|moment| moment.checked_add(jiff::SignedDuration::from_millis(1)).ok())
        .map_or_else(|| format!("{at}~"), |moment| format!("{moment:.3}"))
}

/// Everything undecided of one source and kind.
fn bulk<'a>(built: &'a Built, index: &Index<'a>, request: &DecideRequest) -> Vec<Target<'a>> {
    let source = request.source.as_deref().unwrap_or_default();
    if request.kind.as_deref() == Some("Merge") {
        let in_source = |mention: &MentionId| index.of(mention).iter().any(|claim| claim.anchor.source == source);
        return built
            .joins
            .values()
            .map(AsRef::as_ref)
            .filter(|join: &&Join| join.status == JoinStatus::Made && !built.attached.joins.contains(&join.id))
            .filter(|join| in_source(&join.a) || in_source(&join.b))
            .map(Target::Join)
            .collect();
    }
    index
        .of_source(source)
        .filter(|claim| request.kind.as_deref().is_none_or(|kind| claim.kind.as_str() == kind))
        .filter(|claim| request.property.as_deref().is_none_or(|property| claim.property == property))
        .filter(|claim| request.quote.as_deref().is_none_or(|quote| claim.anchor.text.contains(quote)))
        .filter(|claim| built.state(&claim.id) == State::Proposed)
        .map(Target::Claim)
        .collect()
}

fn named<'a>(
    built: &'a Built,
    index: &Index<'a>,
    request: &DecideRequest,
    verb: Verb,
    lines: &Lines,
) -> Result<Vec<Target<'a>>, Vec<Problem>> {
    if let (Verb::Merge | Verb::Split, [one, two]) = (verb, request.targets.as_slice())
        && let (Some(one), Some(two)) = (mention_of(one, built), mention_of(two, built))
    {
        return Ok(vec![Target::Pair(one.clone().min(two.clone()), one.max(two))]);
    }
    if verb == Verb::Add && request.kind.as_deref() == Some(kinds::PARTICIPATION.as_str()) {
        return added(built, index, request);
    }
    let mut targets = Vec::new();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for id in &request.targets {
        let found = match verb {
            Verb::Undo => line_of(id, lines).map(|line| vec![Target::Line(line)]),
            _ => of_id(id, built, index, request, verb),
        };
        match found {
            Some(found) => targets.extend(found.into_iter().filter(|target| seen.insert(key(target)))),
            None => problems.push(unknown(id, built)),
        }
    }
    let merges = targets.iter().filter(|target| matches!(target, Target::Join(_))).count();
    if merges > 1 && request.why.is_none() {
        let problem = Problem::new("decide", "no-reason", "several merges at once need a reason");
        problems.push(problem.hint("give it with `--why TEXT`"));
    }
    if problems.is_empty() { Ok(targets) } else { Err(problems) }
}

/// The least mention of what an id names.
pub(crate) fn mention_of(id: &str, built: &Built) -> Option<MentionId> {
    MentionId::parse(id).or_else(|| built.private().entities.get(&EntityId::parse(id)?)?.mentions.first().cloned())
}

/// `add ENGAGEMENT --kind Participation --value "ROLE NAME" --source PATH --quote WORDS`.
fn added<'a>(built: &'a Built, index: &Index<'a>, request: &DecideRequest) -> Result<Vec<Target<'a>>, Vec<Problem>> {
    let problem = |code: &str, message: String, hint: &str| vec![Problem::new("decide", code, message).hint(hint)];
    let role = request.value.as_deref().and_then(|value| value.split_once(' ')).map(|(role, _)| role);
    if !role.is_some_and(|role| ROLES.contains(&role)) {
        let hint = "write it as `--value \"attendee NAME\"`, the role first";
        return Err(problem("no-role", "the value names no role and party".into(), hint));
    }
    let (Some(source), Some(quote)) = (&request.source, &request.quote) else {
        return Err(problem(
            "no-words",
            "the words that say so are missing".into(),
            "give them with `--source PATH --quote WORDS`",
        ));
    };
    if !built.inputs.texts.get(source).is_some_and(|text| text.contains(quote.as_str())) {
        return Err(problem(
            "words-not-found",
            format!("`{source}` does not hold these words"),
            "copy them exactly from the file",
        ));
    }
    let engagement =
        request.targets.first().and_then(|id| EntityId::parse(id)).and_then(|id| built.private().entities.get(&id));
    let found = engagement.filter(|entity| entity.kind.is_engagement()).and_then(|entity| {
        entity.mentions.iter().flat_map(|mention| index.of(mention)).find(|claim| claim.anchor.source == *source)
    });
    match found {
        Some(claim) => Ok(vec![Target::Added(claim)]),
        None => Err(problem(
            "unknown-id",
            format!("`{source}` tells of no such engagement"),
            "name an engagement that this file tells of",
        )),
    }
}

/// The sources whose words a line about a target repeats.
fn sources_of<'a>(target: &Target<'a>, index: &Index<'a>) -> BTreeSet<&'a str> {
    let of = |mention: &MentionId| index.of(mention).into_iter().map(|claim| claim.anchor.source.as_str());
    match target {
        Target::Claim(claim) | Target::Added(claim) => [claim.anchor.source.as_str()].into(),
        Target::Join(join) => of(&join.a).chain(of(&join.b)).collect(),
        Target::Pair(one, two) => of(one).chain(of(two)).collect(),
        Target::Party(_, mention) => of(mention).collect(),
        Target::Finding(_) | Target::Line(_) | Target::Seen(_) => BTreeSet::new(),
    }
}

fn key(target: &Target<'_>) -> String {
    match target {
        Target::Claim(claim) => claim.id.to_string(),
        Target::Join(join) => join.id.to_string(),
        Target::Finding(id) => id.to_string(),
        Target::Line(id) => id.to_string(),
        Target::Pair(mention, _) => mention.to_string(),
        Target::Added(claim) => claim.mention.to_string(),
        Target::Seen(seen) => seen.target.to_string(),
        Target::Party(entity, _) => entity.id.to_string(),
    }
}

fn unknown(id: &str, built: &Built) -> Problem {
    let problem = Problem::new("decide", "unknown-id", format!("`{id}` names nothing in this case"));
    let rows = built.private().roll.iter().map(|row| row.id.as_str());
    match nearest(id, rows) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("`rollcall roll CASE --json` lists ids; build the case if its files changed"),
    }
}

fn line_of(id: &str, lines: &Lines) -> Option<DecisionId> {
    DecisionId::parse(id).filter(|id| lines.iter().any(|line| line.id == *id))
}

fn of_id<'a>(id: &str, built: &'a Built, index: &Index<'a>, request: &DecideRequest, verb: Verb) -> Option<Vec<Target<'a>>> {
    if request.is_placing() {
        return spoken_of(id, built, index, |entity| entity.kind == kinds::ABUSE);
    }
    if verb.is_reply() || request.is_naming() {
        let found = spoken_of(id, built, index, |entity| entity.kind.is_party())?;
        let person = |target: &Target<'_>| matches!(target, Target::Party(entity, _) if entity.kind == kinds::PERSON);
        return found.iter().all(|target| verb.is_reply() || person(target)).then_some(found);
    }
    if let Some(claim) = ClaimId::parse(id) {
        return index.claim(&claim).map(|claim| vec![Target::Claim(claim)]);
    }
    if let Some(join) = JoinId::parse(id) {
        return built.joins.get(&join).map(|join| vec![Target::Join(join)]);
    }
    if let Some(finding) = FindingId::parse(id) {
        return built.private().findings.iter().any(|known| known.id == finding).then(|| vec![Target::Finding(finding)]);
    }
    let claims = if let Some(mention) = MentionId::parse(id) {
        index.of(&mention)
    } else {
        let entity = built.private().entities.get(&EntityId::parse(id)?)?;
        of_entity(entity, index, verb)
    };
    let wanted = |claim: &&&Claim| {
        request.source.as_deref().is_none_or(|source| claim.anchor.source == source)
            && request.quote.as_deref().is_none_or(|quote| claim.anchor.text.contains(quote))
            && request.property.as_deref().is_none_or(|property| claim.property == property)
            && (verb != Verb::Accept || matches!(built.state(&claim.id), State::Proposed | State::NeedsAnotherLook))
    };
    Some(claims.iter().filter(wanted).map(|claim| Target::Claim(claim)).collect())
}

/// What a line is about as a whole, such as somebody who can be asked, by the mention that the line repeats the name of.
fn spoken_of<'a>(id: &str, built: &'a Built, index: &Index<'a>, fits: impl Fn(&Entity) -> bool) -> Option<Vec<Target<'a>>> {
    let entity = built.private().entities.get(&EntityId::parse(id)?).filter(|entity| fits(entity))?;
    // Words of a source name them better than a person's line does.
    let read = |mention: &&MentionId| index.of(mention).iter().any(|claim| claim.basis != Basis::Person);
    let mention = entity.mentions.iter().find(read).or(entity.mentions.first())?;
    Some(vec![Target::Party(entity, mention)])
}

/// Accepting or releasing a link means its ends as its sources tell them too; every other verb means its own claims alone.
fn of_entity<'a>(entity: &Entity, index: &Index<'a>, verb: Verb) -> Vec<&'a Claim> {
    let mut mentions: BTreeSet<MentionId> = entity.mentions.iter().cloned().collect();
    if matches!(verb, Verb::Accept | Verb::Release) && entity.kind.is_link() {
        // What a mention points at belongs to the same source, and so may what that points at (a meeting's body).
        for _ in 0..2 {
            let linked: Vec<MentionId> = mentions
                .iter()
                .flat_map(|mention| index.of(mention))
                .filter_map(|claim| claim.value.link().cloned())
                .collect();
            mentions.extend(linked);
        }
    }
    mentions.iter().flat_map(|mention| index.of(mention)).collect()
}

fn line(
    target: &Target<'_>,
    verb: Verb,
    request: &DecideRequest,
    at: &str,
    batch: Option<String>,
    index: &Index<'_>,
    texts: &BTreeMap<&str, CodePoints<'_>>,
) -> Decision {
    let (claim, words) = match target {
        Target::Claim(claim) => {
            (claim_words(index, claim, request), quote(&claim.anchor, texts.get(claim.anchor.source.as_str())))
        }
        Target::Join(join) => two(&join.a, &join.b, index, texts),
        Target::Finding(_) => (ClaimWords { kind: "Finding".into(), ..ClaimWords::default() }, Quote::default()),
        Target::Line(_) => (ClaimWords::default(), Quote::default()),
        Target::Pair(one, other) => two(one, other, index, texts),
        Target::Added(claim) => added_words(claim, request, index, texts),
        Target::Seen(seen) => {
            let source = request.source.clone().unwrap_or_default();
            (seen.words.clone(), Quote { source, ..Quote::default() })
        }
        Target::Party(entity, mention) => {
            let (kind, name) = match index.of(mention).first() {
                Some(claim) => (claim.kind, index.name(mention)),
                None => (entity.kind, entity.name.as_str()),
            };
            let kind = match (request.is_naming(), request.is_placing()) {
                (true, _) => format!("{NAMING} {kind}"),
                (_, true) => format!("{PLACE} {kind}"),
                _ => kind.to_string(),
            };
            let words = ClaimWords { kind, parties: vec![name.to_string()], ..ClaimWords::default() };
            (words, named_by(mention, index, texts))
        }
    };
    let (other, other_quote) = match target {
        Target::Seen(seen) => (None, seen.named.clone()),
        Target::Party(_, mention) => (Some(mention.to_string()), None),
        Target::Pair(_, two) => (Some(two.to_string()), Some(named_by(two, index, texts))),
        Target::Join(join) => (Some(join.b.to_string()), Some(named_by(&join.b, index, texts))),
        _ => (None, None),
    };
    let region = match target {
        Target::Seen(seen) => Some(seen.region.clone()),
        _ => None,
    };
    let target = key(target);
    Decision {
        v: 1,
        id: Decision::make_id(at, &request.by, verb, &target, other.as_deref().or(request.value.as_deref())),
        at: at.to_string(),
        by: request.by.clone(),
        verb,
        target,
        other,
        claim,
        quote: words,
        region,
        other_quote,
        value: request.value.clone(),
        why: request.why.clone(),
        batch,
    }
}

/// Two mentions in words: their kind, their names, and the words that name the first.
fn two(
    one: &MentionId,
    other: &MentionId,
    index: &Index<'_>,
    texts: &BTreeMap<&str, CodePoints<'_>>,
) -> (ClaimWords, Quote) {
    let kind = index.of(one).first().map_or("", |claim| claim.kind.as_str());
    let parties = vec![index.name(one).to_string(), index.name(other).to_string()];
    (ClaimWords { kind: format!("{MERGE} {kind}"), parties, ..ClaimWords::default() }, named_by(one, index, texts))
}

/// The words that name a mention, else the first that speak of it.
pub(crate) fn named_by(mention: &MentionId, index: &Index<'_>, texts: &BTreeMap<&str, CodePoints<'_>>) -> Quote {
    let claims = index.of(mention);
    let claim = claims.iter().find(|claim| claim.property == "name").or(claims.first());
    claim.map_or_else(Quote::default, |claim| quote(&claim.anchor, texts.get(claim.anchor.source.as_str())))
}

/// An added participation in words, with its quote from the source's text.
fn added_words(
    claim: &Claim,
    request: &DecideRequest,
    index: &Index<'_>,
    texts: &BTreeMap<&str, CodePoints<'_>>,
) -> (ClaimWords, Quote) {
    let (role, party) = request.value.as_deref().and_then(|value| value.split_once(' ')).unwrap_or_default();
    let words = ClaimWords {
        kind: kinds::PARTICIPATION.to_string(),
        parties: vec![party.to_string(), index.name(&claim.mention).to_string()],
        role: Some(role.to_string()),
        ..ClaimWords::default()
    };
    let exact = request.quote.clone().unwrap_or_default();
    let points = texts.get(claim.anchor.source.as_str());
    let start = points.and_then(|points| {
        let text = points.slice(Span { start: 0, end: points.len() })?;
        text.find(&exact).map(|at| points.code_point(at))
    });
    let start = start.unwrap_or_default();
    let anchor = Anchor { start, end: start + exact.chars().count(), text: exact, ..claim.anchor.as_ref().clone() };
    (words, quote(&anchor, points))
}

/// For `add` the property is the one that is added, not the one of the claim that was pointed at.
fn claim_words(index: &Index<'_>, claim: &Claim, request: &DecideRequest) -> ClaimWords {
    let mut words = index.claim(&claim.id).map_or_else(ClaimWords::default, |known| index.words(known));
    if request.verb == Some(Verb::Add) {
        words.property.clone_from(&request.property);
        words.value.clone_from(&request.value);
    }
    words
}
