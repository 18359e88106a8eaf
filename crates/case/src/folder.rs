//! The case folder: making one, opening one, adding to it.
//!
//! The main type is [`Case`]. Opening reads and checks settings, word packs, rules and decisions, so that everything
//! wrong with them is said at once and before anything changes.

use crate::again::again;
use crate::assemble::{Built, Inputs, assemble};
use crate::build::{CLAIMS, MANIFEST};
use crate::cache::Cache;
use crate::decisions::{self, DECISIONS, Lines};
use crate::inputs::{self, Gathered};
use crate::settings::{FIRST_SETTINGS, Settings};
use crate::snapshot::Texts;
use crate::sources::Guesses;
use rollcall_archive::{AddReport, Archive, Disk, Limits};
use rollcall_lexicon::Lexicon;
use rollcall_model::claim::{Anchor, Claim};
use rollcall_model::decision::Decision;
use rollcall_model::id::{EntityId, MentionId, sha256_hex};
use rollcall_model::problem::Problem;
use rollcall_read::Reader;
use rollcall_reason::{RuleFile, RuleSet};
use rollcall_resolve::Book;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An opened case.
pub struct Case {
    root: PathBuf,
    settings: Settings,
    pub(crate) reader: Reader,
    pub(crate) lexicon: Arc<Lexicon>,
    /// A hash of the case's own words, for the key of what was read with them.
    pub(crate) words_key: String,
    /// Every name of the people that the owner describes.
    pub(crate) people: Vec<String>,
    /// What files said of themselves.
    pub(crate) guesses: Guesses,
}

/// A path of the case, written with `/`, on this system.
pub fn in_case(root: &Path, path: &str) -> PathBuf {
    path.split('/').fold(root.to_path_buf(), |folder, part| folder.join(part))
}

impl Case {
    /// Makes a case in an empty or missing folder.
    ///
    /// # Errors
    /// When the folder holds anything, or cannot be written.
    pub fn create(root: &Path) -> Result<Self, Problem> {
        let place = root.display().to_string();
        let cannot = |error: std::io::Error| Problem::new(&place, "cannot-write", error.to_string());
        if fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(
                Problem::new(&place, "not-empty", "the folder is not empty").hint("name a folder that does not exist yet")
            );
        }
        for folder in ["sources", "records", "words", "rules"] {
            fs::create_dir_all(root.join(folder)).map_err(cannot)?;
        }
        fs::write(root.join("case.toml"), FIRST_SETTINGS).map_err(cannot)?;
        fs::write(root.join(DECISIONS), "").map_err(cannot)?;
        fs::write(root.join(".gitattributes"), "decisions.jsonl merge=union\nexhibits.jsonl merge=union\n")
            .map_err(cannot)?;
        fs::write(root.join(".gitignore"), "/.rollcall/\n").map_err(cannot)?;
        Self::open(root).map_err(|mut problems| problems.remove(0))
    }

    /// Opens a case and checks its settings and words.
    ///
    /// # Errors
    /// Everything that is wrong, with its places.
    pub fn open(root: &Path) -> Result<Self, Vec<Problem>> {
        let path = root.join("case.toml");
        let text = fs::read_to_string(&path).map_err(|error| {
            vec![
                Problem::new(path.display().to_string(), "not-a-case", format!("cannot be read: {error}"))
                    .hint("name the folder of a case, or make one with `rollcall new DIR`"),
            ]
        })?;
        let settings = Settings::parse(&text)?;
        let mut lexicon = Lexicon::builtin();
        let mut words_key = String::new();
        let mut problems = Vec::new();
        for (path, text) in texts_in(root, "words", "toml").map_err(|problem| vec![problem])? {
            words_key = sha256_hex(format!("{words_key}{path}\n{text}").as_bytes());
            match lexicon.clone().with_pack(&path, &text) {
                Ok(with) => lexicon = with,
                Err(errors) => problems.extend(errors.iter().map(crate::words_of_packs::problem)),
            }
        }
        let bodies = crate::words_of_packs::parties(&lexicon);
        let known: Vec<&str> = bodies
            .iter()
            .map(|party| party.name.as_str())
            .chain(bodies.iter().flat_map(|party| party.also.iter().map(String::as_str)))
            .collect();
        problems.extend(settings.check_aliases(&text, &known));
        if !problems.is_empty() {
            return Err(problems);
        }
        let lexicon = Arc::new(lexicon);
        let people = settings.people();
        let reader = Reader::new(lexicon.clone());
        Ok(Self { root: root.to_path_buf(), settings, reader, lexicon, words_key, people, guesses: Guesses::default() })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `case.toml` says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The words of the packs that ship and of the case's own.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Copies files, and the sidecars beside them, into the case and logs them.
    ///
    /// # Errors
    /// When a name is taken by other bytes, or a file cannot be read or written.
    pub fn add(&self, paths: &[PathBuf], as_name: Option<&str>, at: &str) -> Result<AddReport, Vec<Problem>> {
        let limits = Limits { max_file_bytes: self.settings.limits.max_file_mb << 20 };
        let disk = Disk::new();
        rollcall_archive::add(&self.root, &disk, &limits, paths, as_name, at).map_err(|error| error.problems())
    }

    /// All lines of `decisions.jsonl`.
    ///
    /// # Errors
    /// Every broken line.
    pub fn decisions(&self) -> Result<Vec<Decision>, Vec<Problem>> {
        decisions::parse(DECISIONS, &self.decisions_text()?)
    }

    fn decisions_text(&self) -> Result<String, Vec<Problem>> {
        match fs::read_to_string(self.root.join(DECISIONS)) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(vec![Problem::new(DECISIONS, "cannot-read", error.to_string())]),
        }
    }

    /// The standard rules and the case's own.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn rules(&self) -> Result<RuleSet, Vec<Problem>> {
        let own = texts_in(&self.root, "rules", "rules").map_err(|problem| vec![problem])?;
        let standard = rollcall_reason::standard_rules();
        let files: Vec<RuleFile<'_>> = standard
            .iter()
            .map(|(path, text)| RuleFile { path, text })
            .chain(own.iter().map(|(path, text)| RuleFile { path, text }))
            .collect();
        let rules = RuleSet::parse_with(&files, &self.settings.rules.constants)
            .map_err(|problems| problems.into_iter().map(|problem| self.placed(problem)).collect::<Vec<_>>())?;
        self.check_context(&rules)?;
        Ok(rules)
    }

    /// A problem of a constant in the settings, at its line.
    fn placed(&self, problem: Problem) -> Problem {
        let name = problem.message.split('`').nth(1).unwrap_or_default().to_string();
        if problem.place != "case.toml" || !self.settings.rules.constants.contains_key(&name) {
            return problem;
        }
        let text = fs::read_to_string(self.root.join("case.toml")).unwrap_or_default();
        let at = text.find(&name).unwrap_or(0);
        Problem { place: Problem::in_text("case.toml", &text, at, &problem.code, "").place, ..problem }
    }

    fn check_context(&self, rules: &RuleSet) -> Result<(), Vec<Problem>> {
        let known = rules.rules();
        let names: Vec<&str> = known.iter().map(|rule| rule.name.as_str()).collect();
        let unknown = self.settings.rules.context.iter().filter(|name| !names.contains(&name.as_str()));
        let problems: Vec<Problem> = unknown
            .map(|name| {
                let text = fs::read_to_string(self.root.join("case.toml")).unwrap_or_default();
                let at = text.find(name.as_str()).unwrap_or(0);
                let problem = Problem::in_text("case.toml", &text, at, "unknown-rule", format!("there is no rule `{name}`"));
                match rollcall_model::problem::nearest(name, names.iter().copied()) {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem.hint("`rollcall rules list CASE` lists them"),
                }
            })
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The last build with the decisions of this moment.
    ///
    /// # Errors
    /// When nothing was built yet, or the settings, rules or decisions are wrong.
    pub fn load(&self) -> Result<Built, Vec<Problem>> {
        let of_build = self.of_build();
        let path = self.build_dir().join(CLAIMS);
        let bytes = fs::read(&path).map_err(|_| {
            let place = self.root.display().to_string();
            vec![
                Problem::new(&place, "not-built", "the case has not been built")
                    .hint(format!("run `rollcall build {place}`")),
            ]
        })?;
        let mut gathered: Gathered = serde_json::from_slice(&bytes).map_err(|error| {
            vec![Problem::new(path.display().to_string(), "changed", error.to_string()).hint("build the case again")]
        })?;
        gathered.texts = Arc::new(self.texts(&gathered)?);
        // Another program may have built meanwhile.
        let of_build = of_build.filter(|of_build| self.of_build().as_ref() == Some(of_build));
        assemble(Inputs { of_build, ..self.inputs(gathered)? }, &self.kept()).map_err(|problem| vec![problem])
    }

    /// The last build, by a program that has loaded the case before: where the build found the same sources and claims,
    /// only the decisions are read.
    ///
    /// # Errors
    /// As [`Case::load`].
    pub fn load_again(&self, before: &Built) -> Result<Built, Vec<Problem>> {
        let same = self.of_build().map_or(Ok(false), |of_build| self.stands_on(before, &of_build))?;
        if same { self.decided(before) } else { Ok(self.load()?.going_on_from(before)) }
    }

    /// Whether what is loaded was made of these sources and claims (the SHA-256 of a build's file of them), and of the rules
    /// and pins of this moment: then only decisions can be others.
    pub(crate) fn stands_on(&self, before: &Built, of_build: &str) -> Result<bool, Vec<Problem>> {
        let inputs = &before.inputs;
        Ok(inputs.of_build.as_deref() == Some(of_build)
            && inputs.rules.is_same(&self.rules()?)
            && *inputs.pins == self.pins()?)
    }

    /// The SHA-256 of the sources and claims of the last build, by its list of files.
    fn of_build(&self) -> Option<Arc<str>> {
        let manifest = fs::read_to_string(self.build_dir().join(MANIFEST)).ok()?;
        let (_, after) = manifest.split_once(&format!("\n  \"{CLAIMS}\": \""))?;
        after.split_once('"').map(|(hash, _)| hash.into())
    }

    /// The same claims with the decisions that are in the file now: what a person sees right after deciding.
    ///
    /// # Errors
    /// When decisions or rules cannot be read, or a rule runs away.
    pub fn decided(&self, built: &Built) -> Result<Built, Vec<Problem>> {
        let inputs = Inputs { decisions: self.lines(built)?, ..built.inputs.clone() };
        let mut decided = again(built, inputs, &self.kept()).map_err(|problem| vec![problem])?;
        decided.protected = built.protected.clone();
        Ok(decided)
    }

    /// Whether somebody decided since a case was loaded.
    ///
    /// # Errors
    /// When decisions cannot be read.
    pub fn is_behind(&self, built: &Built) -> Result<bool, Vec<Problem>> {
        Ok(self.lines(built)?.len() != built.inputs.decisions.len())
    }

    /// All lines of decisions as they are in the file; those that a case was loaded with are not read again.
    pub(crate) fn lines(&self, built: &Built) -> Result<Lines, Vec<Problem>> {
        built.inputs.decisions.after(DECISIONS, &self.decisions_text()?)
    }

    /// Results of stages that builds kept; nothing is added to them.
    pub fn kept(&self) -> Cache<'static> {
        Cache::new(self.stages_dir(), None)
    }

    fn texts(&self, gathered: &Gathered) -> Result<Texts, Vec<Problem>> {
        let disk = Disk::new();
        let archive = Archive::open(&self.root, &disk).map_err(|error| error.problems())?;
        let mut texts = Texts::new();
        for source in &gathered.sources {
            // The text that the build was made of, though a newer one may be kept by now.
            let Some(name) = &source.layer else { continue };
            if let Some(layer) = archive.layer(&source.sha256, name).map_err(|error| error.problems())? {
                texts.insert(source.path.clone(), layer.text);
            }
        }
        Ok(texts)
    }

    /// What the case's answer is made of.
    pub(crate) fn inputs(&self, gathered: Gathered) -> Result<Inputs, Vec<Problem>> {
        let text = fs::read_to_string(self.root.join("case.toml")).unwrap_or_default();
        let lost = crate::searches::lost(&self.settings.search, &gathered.sources, &text);
        Ok(Inputs {
            settings: Arc::new(self.settings.clone()),
            sources: Arc::new(gathered.sources),
            claims: Arc::new(shared(gathered.claims).into()),
            texts: gathered.texts,
            decisions: Lines::of(DECISIONS, &self.decisions_text()?)?,
            rules: Arc::new(self.rules()?),
            pins: Arc::new(self.pins()?),
            book: Arc::new(Book::new(&inputs::parties(&self.settings, &self.lexicon))),
            areas: Arc::new(crate::places::areas(&self.lexicon, &self.settings)),
            problems: Arc::new(gathered.problems.into_iter().chain(lost).collect()),
            of_build: None,
        })
    }

    fn pins(&self) -> Result<BTreeMap<MentionId, EntityId>, Vec<Problem>> {
        let text = fs::read_to_string(self.root.join("ids.jsonl")).unwrap_or_default();
        let mut pins = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let pin: crate::editions::Pin = serde_json::from_str(line).map_err(|error| {
                let place = format!("ids.jsonl:{}:{}", at + 1, error.column());
                vec![Problem::new(place, "bad-pin", "the line names no id").hint("restore ids.jsonl from a copy")]
            })?;
            pins.insert(pin.mention, pin.id);
        }
        Ok(pins)
    }

    /// Where derived data lies.
    pub fn derived_dir(&self) -> PathBuf {
        self.root.join(".rollcall")
    }

    /// Where the last build lies.
    pub fn build_dir(&self) -> PathBuf {
        self.derived_dir().join("build")
    }

    /// Where the pages of the private draft lie.
    pub fn draft_dir(&self) -> PathBuf {
        self.build_dir().join("draft")
    }

    /// Where results of stages lie.
    pub fn stages_dir(&self) -> PathBuf {
        self.derived_dir().join("stages")
    }

    /// Where the index lies.
    pub fn index_dir(&self) -> PathBuf {
        self.derived_dir().join("index")
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("root", &self.root).finish_non_exhaustive()
    }
}

/// Claims, each by itself, so that views share them, and of those with the same words one that has these. They lie in a list of
/// their own size: one made in the place of the claims keeps the room that these took.
fn shared(claims: Vec<Claim>) -> Vec<Arc<Claim>> {
    let mut anchors: HashSet<Arc<Anchor>> = HashSet::new();
    let mut list = Vec::with_capacity(claims.len());
    for mut claim in claims {
        match anchors.get(&claim.anchor) {
            Some(known) => claim.anchor = known.clone(),
            None => _ = anchors.insert(claim.anchor.clone()),
        }
        list.push(Arc::new(claim));
    }
    list
}

/// The texts of a case's folder with one ending, by path.
fn texts_in(root: &Path, folder: &str, ending: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && name.ends_with(&format!(".{ending}")) {
            let path = format!("{folder}/{name}");
            let text = fs::read_to_string(entry.path())
                .map_err(|error| Problem::new(&path, "cannot-read", error.to_string()).hint("save it as UTF-8"))?;
            texts.push((path, text));
        }
    }
    texts.sort();
    Ok(texts)
}
