//! `dossier`: the lawyer's file, all that a case holds on one line, finding, thing or claim.
//!
//! The main function is [`Case::dossier`]. It is private output that travels: it shows every state and who decided, and no
//! protected person and no confidential source ([`copy`] takes them out before anything else is done). It writes nothing into
//! the case. Why it is made of the private case and of the editions alike: what was published may be gone from the case, and what
//! speaks against a line may never have been published.

mod about;
mod acts;
mod copy;
mod weigh;
mod words;

use crate::assemble::Built;
use crate::edition::latest_day;
use crate::editions::{EditionHead, dated};
use crate::folder::Case;
use crate::leak;
use crate::protected::refuse_locked;
use crate::report::{refuse_foreign, write};
use about::About;
use acts::Acts;
use copy::Copy;
use rollcall_model::id::{ClaimId, EntityId, FindingId};
use rollcall_model::problem::{Problem, nearest};
use rollcall_publish::report::dossier::{Check, Dossier, PRIVATE, Said, Told};
use rollcall_publish::{Published, published};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use words::Wording;

/// The files of a dossier.
const HTML: &str = "dossier.html";
const DOCX: &str = "dossier.docx";
const JSON: &str = "dossier.json";

/// What `dossier` did.
#[derive(Debug, Clone, Serialize)]
pub struct DossierDone {
    /// The id that was asked for.
    pub id: String,
    /// What it is.
    pub is: String,
    /// How many editions had it.
    pub editions: usize,
    /// How many claims say it.
    pub words_for: usize,
    /// How many things speak against it.
    pub against: usize,
    /// How many independent origins its words have.
    pub origins: usize,
    /// The files written.
    pub files: Vec<String>,
}

/// What an edition said: its file has more.
#[derive(Debug, Deserialize)]
struct Edition {
    edition: u32,
    day: String,
    #[serde(default)]
    lines: BTreeMap<String, Published>,
}

/// What an id names in the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// A party, an engagement, a line of the roll or another link.
    Thing(EntityId),
    /// A finding.
    Finding(FindingId),
    /// A claim.
    Claim(ClaimId),
    /// Nothing any more: only editions have it.
    Gone,
}

impl Case {
    /// Writes the lawyer's file on one thing into a folder.
    ///
    /// # Errors
    /// When nothing that may be shown has this id, the folder holds something else, a name stands in what would be written, or the
    /// disk refuses.
    pub fn dossier(&self, built: &Built, id: &str, folder: &Path) -> Result<DossierDone, Vec<Problem>> {
        let one = |problem: Problem| vec![problem];
        refuse_locked(built).map_err(one)?;
        refuse_other(folder).map_err(one)?;
        let copy = Copy::of(built, &self.kept()).map_err(one)?;
        let dossier = self.gathered(built, &copy, id)?;
        let json = serde_json::to_string_pretty(&dossier)
            .map_err(|error| one(Problem::new(JSON, "internal", error.to_string())))?;
        let report = dossier.report();
        let files = [(HTML, report.html()), (DOCX, report.docx()), (JSON, format!("{json}\n").into_bytes())];
        for (name, bytes) in &files {
            leak::refuse(name, bytes, &built.protected).map_err(one)?;
            copy.refuse(name, bytes).map_err(one)?;
        }
        for (name, bytes) in &files {
            write(&folder.join(name), bytes).map_err(one)?;
        }
        Ok(DossierDone {
            id: dossier.id,
            is: dossier.is,
            editions: dossier.editions.iter().map(|said| said.edition).collect::<BTreeSet<_>>().len(),
            words_for: dossier.words_for.len(),
            against: dossier.against.len(),
            origins: dossier.origins.len(),
            files: files.iter().map(|(name, _)| folder.join(name).display().to_string()).collect(),
        })
    }

    fn gathered(&self, built: &Built, copy: &Copy, id: &str) -> Result<Dossier, Vec<Problem>> {
        let one = |problem: Problem| vec![problem];
        let cache = self.kept();
        let heads = self.editions()?;
        let read = |head: &EditionHead| self.edition_file::<Edition>(&format!("{}.json", head.edition));
        let editions: Vec<Edition> = heads.iter().map(read).collect::<Result<_, _>>()?;
        let target = self.target(built, copy, &editions, id)?;
        let wording = Wording::new(self, copy)?;
        let acts = Acts::new(copy);
        let about = About::of(&wording, &target);
        let groups = weigh::origins(copy, about.anchors(&wording));
        let stands = weigh::stands(&copy.built, &target);
        let without = match stands {
            true => weigh::without(copy, &target, &groups, &about.resting(copy, &target), &cache).map_err(one)?,
            false => Vec::new(),
        };
        let here = published(copy.built.private());
        let next = published(built.public(&cache).map_err(one)?);
        let own = self.names(built, copy, &target, id)?;
        let ids: BTreeSet<String> = own.iter().cloned().chain(about.said_under(&target)).collect();
        let (is, says) = called(&wording, &target, &own, &here, &editions);
        let certainty = about.certainty(&wording);
        let mut dossier = Dossier {
            v: 1,
            private: PRIVATE,
            case: copy.shown(&copy.built.private().about.title),
            day: latest_day(built).map(|day| day.to_string()),
            // The id that was asked for may be made from a confidential source.
            id: target.id().unwrap_or_else(|| id.to_string()),
            is,
            says: says.map(|says| copy.shown(&says)),
            stands,
            certainty: certainty.as_ref().map(|(certainty, _)| *certainty),
            reasons: certainty.map(|(_, reasons)| reasons).unwrap_or_default(),
            next_edition: own.iter().filter_map(|id| next.get(id)).map(|next| copy.shown(&next.says)).collect(),
            editions: editions.iter().flat_map(|edition| said(edition, &ids, copy)).collect(),
            editions_without: without_it(&editions, &own),
            notices: told(copy, &heads, &ids),
            words_for: wording.words(about.for_it.iter().copied()),
            against: about.against(&wording, &target),
            closed_sources: copy.closed,
            origins: Vec::new(),
            without,
            decisions: acts.on(&about.decided_under(&own), &about.claims, &about.parties),
            merges: acts.merges(&wording, &about.joins),
            replies: acts.replies(about.parties.iter().copied()),
            checks: Vec::new(),
        };
        dossier.origins = groups.origins;
        dossier.checks = checks(&dossier, &target);
        Ok(dossier)
    }

    /// What an id of the case or of an edition names in the copy.
    fn target(&self, built: &Built, copy: &Copy, editions: &[Edition], id: &str) -> Result<Target, Vec<Problem>> {
        let gate = built.gate(&self.kept()).map_err(|problem| vec![problem])?;
        let view = copy.built.private();
        if let Some(claim) = ClaimId::parse(id) {
            let here = [&claim, copy.claim(&claim), copy.claim(gate.original(&claim))];
            if let Some(known) = here.into_iter().find(|known| view.claims.contains_key(known)) {
                return Ok(Target::Claim(known.clone()));
            }
        }
        if let Some(finding) = FindingId::parse(id) {
            let public = gate.snapshot.findings.iter().find(|known| known.id == finding);
            let twin = public.and_then(|public| gate.twin(built, public)).map(|twin| twin.id.clone());
            let is = |known: &FindingId| view.findings.iter().any(|finding| finding.id == *known);
            if let Some(known) = std::iter::once(finding).chain(twin).find(is) {
                return Ok(Target::Finding(known));
            }
        }
        if let Some(thing) = EntityId::parse(id).and_then(|thing| self.thing(built, copy, &gate.snapshot, &thing)) {
            return Ok(Target::Thing(thing));
        }
        if editions.iter().any(|edition| edition.lines.contains_key(id)) {
            return Ok(Target::Gone);
        }
        Err(vec![unknown(copy, editions, id)])
    }

    /// The ids under which editions may have something: its own, those that editions pinned for what it is made of, and those of
    /// the same finding from accepted claims alone.
    fn names(&self, built: &Built, copy: &Copy, target: &Target, id: &str) -> Result<BTreeSet<String>, Vec<Problem>> {
        let mut names: BTreeSet<String> = [id.to_string()].into_iter().chain(target.id()).collect();
        match target {
            Target::Thing(thing) => {
                let pins = built.inputs.pins.iter().filter(|(mention, _)| copy.thing(mention) == Some(thing));
                names.extend(pins.map(|(_, id)| id.to_string()));
            }
            Target::Finding(finding) => {
                let gate = built.gate(&self.kept()).map_err(|problem| vec![problem])?;
                let is = |twin: &rollcall_model::finding::Finding| twin.id == *finding;
                let twins = gate.snapshot.findings.iter().filter(|known| gate.twin(built, known).is_some_and(is));
                names.extend(twins.map(|known| known.id.to_string()));
            }
            Target::Claim(_) | Target::Gone => {}
        }
        Ok(names)
    }

    /// The thing of the copy that an id names: by itself, by what it is made of, or by what an edition pinned.
    fn thing(&self, built: &Built, copy: &Copy, public: &crate::snapshot::Snapshot, id: &EntityId) -> Option<EntityId> {
        let view = copy.built.private();
        if view.entities.contains_key(id) {
            return Some(id.clone());
        }
        let known = [built.private(), public].into_iter().filter_map(|view| view.entities.get(id));
        let pinned = built.inputs.pins.iter().filter(|(_, pinned)| *pinned == id).map(|(mention, _)| mention);
        let mut mentions = known.flat_map(|entity| entity.mentions.iter()).chain(pinned);
        mentions.find_map(|mention| copy.thing(mention)).cloned()
    }
}

impl Target {
    fn id(&self) -> Option<String> {
        match self {
            Self::Thing(id) => Some(id.to_string()),
            Self::Finding(id) => Some(id.to_string()),
            Self::Claim(id) => Some(id.to_string()),
            Self::Gone => None,
        }
    }
}

/// Nothing that may be shown has the id: of what may not, nobody learns that it is there.
fn unknown(copy: &Copy, editions: &[Edition], id: &str) -> Problem {
    let view = copy.built.private();
    let ids = view.entities.keys().map(EntityId::as_str).chain(view.claims.keys().map(ClaimId::as_str));
    let ids = ids.chain(view.findings.iter().map(|finding| finding.id.as_str()));
    let ids = ids.chain(editions.iter().flat_map(|edition| edition.lines.keys()).map(String::as_str));
    let problem = Problem::new(id, "no-such-id", "nothing of this case that may be shown has this id");
    match nearest(id, ids) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("ids stand in the addresses of pages and lines, and in `rollcall roll CASE --json`"),
    }
}

/// What it is, and what stands there now.
fn called(
    wording: &Wording<'_>,
    target: &Target,
    own: &BTreeSet<String>,
    here: &BTreeMap<String, Published>,
    editions: &[Edition],
) -> (String, Option<String>) {
    if let Target::Claim(id) = target
        && let Some(claim) = wording.index.claim(id)
    {
        let says = format!("{}: {}", claim.property, wording.index.value(&claim.value));
        return ("a claim".into(), Some(says));
    }
    if let Some(known) = own.iter().find_map(|id| here.get(id)) {
        return (known.is.clone(), Some(known.says.clone()).filter(|says| !says.is_empty()));
    }
    if let Target::Thing(id) = target
        && let Some(entity) = wording.copy.built.private().entities.get(id)
    {
        return (entity.kind.info().plain.clone(), Some(entity.name.clone()));
    }
    let last = editions.iter().rev().find_map(|edition| own.iter().find_map(|id| edition.lines.get(id)));
    (last.map_or_else(String::new, |last| last.is.clone()), None)
}

/// What an edition said under some ids.
fn said(edition: &Edition, ids: &BTreeSet<String>, copy: &Copy) -> Vec<Said> {
    let known = ids.iter().filter_map(|id| Some((id, edition.lines.get(id)?)));
    let line = |(id, line): (&String, &Published)| Said {
        edition: edition.edition,
        day: edition.day.clone(),
        id: id.clone(),
        place: line.place.clone(),
        says: copy.shown(&line.says),
    };
    known.map(line).collect()
}

/// Editions that did not have something that others had.
fn without_it(editions: &[Edition], own: &BTreeSet<String>) -> Vec<u32> {
    let has = |edition: &Edition| own.iter().any(|id| edition.lines.contains_key(id));
    let any = editions.iter().any(has);
    editions.iter().filter(|edition| any && !has(edition)).map(|edition| edition.edition).collect()
}

/// What readers were told of some ids.
fn told(copy: &Copy, editions: &[EditionHead], ids: &BTreeSet<String>) -> Vec<Told> {
    let next = editions.last().map_or(1, |edition| edition.edition + 1);
    let notices = dated(&copy.built.notices(&copy.withheld), editions, next);
    let told = notices.into_iter().filter(|notice| ids.contains(&notice.id)).map(|notice| Told {
        day: notice.day,
        place: notice.place,
        gone: notice.gone,
        edition: notice.edition,
        words: copy.shown(&notice.words),
    });
    let mut told: Vec<Told> = told.collect();
    told.reverse();
    told
}

/// Commands by which the reader can check what stands here.
fn checks(dossier: &Dossier, target: &Target) -> Vec<Check> {
    let check = |command: String, does: &str| Check { command, does: does.into() };
    let mut out = vec![
        check(
            "rollcall verify CASE".into(),
            "Hashes every file again, and asks of every claim whether its words stand where it says.",
        ),
        check("rollcall decisions log CASE".into(), "Prints every decision in the order of time."),
    ];
    match target {
        Target::Finding(id) => out.push(check(
            format!("rollcall findings CASE --explain {id}"),
            "Prints the steps of the finding down to the words.",
        )),
        _ => out.push(check(
            "rollcall roll CASE --state all --json".into(),
            "Prints every line of the roll with its claims and words.",
        )),
    }
    let files: BTreeSet<&String> = dossier.without.iter().flat_map(|without| &without.files).collect();
    let open = files.into_iter().filter(|file| !file.starts_with("withheld/"));
    out.extend(open.map(|file| {
        check(format!("rollcall findings CASE --without {file}"), "Prints the findings as they are without this file.")
    }));
    out.push(check(
        "sha256sum FILE".into(),
        "Gives the SHA-256 of a file, to compare with the one that stands beside its words.",
    ));
    out
}

/// A folder may be new, empty, or hold the files of a dossier that nobody has worked on since.
fn refuse_other(folder: &Path) -> Result<(), Problem> {
    let place = folder.display().to_string();
    let foreign = || {
        Problem::new(&place, "not-empty", "the folder holds files that Rollcall did not write")
            .hint("name a folder that does not exist yet")
    };
    if folder.is_file() {
        return Err(Problem::new(&place, "not-a-folder", "this is a file").hint("name a folder that does not exist yet"));
    }
    let mut names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    if names.any(|name| ![HTML, DOCX, JSON].iter().any(|own| name == *own)) {
        return Err(foreign());
    }
    // Data alone does not tell whose it is.
    if folder.join(JSON).exists() && !folder.join(DOCX).exists() {
        return Err(foreign());
    }
    refuse_foreign(&folder.join(HTML))?;
    refuse_foreign(&folder.join(DOCX))
}
