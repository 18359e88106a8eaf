//! Word packs, looked up.
//!
//! The main type is [`Lexicon`]: every form of every pack in one tree, so that a text is looked through once whatever the
//! number of packs. A pack is data in TOML ([`pack`]); the ones in the repository's `packs/` are inside the binary, a
//! case adds its own from `words/`, and an entry of a case comes before one that ships.
//!
//! The lexicon knows no word and no grammar: it says which entries stand where in a text ([`Lexicon::hits`]), and the
//! reader says what follows from that. Forms are compared word by word, without regard to hyphens, full stops and
//! apostrophes between words, and without regard to case but for the first letter of a form that has a capital and for
//! acronyms ("US" is not "us").

pub mod pack;
pub mod pattern;
mod trie;
pub mod words;

use include_dir::{Dir, DirEntry, include_dir};
use pack::{Pack, PackError, Scope};
use pattern::{Element, Pattern};
use words::Word;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../packs");

/// Which entry of the lexicon a form belongs to; the number is the entry's place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// A rank.
    Rank(usize),
    /// A rank in a form that is never before a name.
    RankPlural(usize),
    /// A word of address.
    Honorific(usize),
    /// A post.
    Post(usize),
    /// A country's name.
    State(usize),
    /// A country's people and things.
    Demonym(usize),
    /// A town, with the country it is in.
    Town(usize),
    /// A forum's name.
    Forum(usize),
    /// A forum's members as one party.
    Members(usize),
    /// A body's name.
    Body(usize),
    /// A noun of a shape of names.
    Shape(usize),
    /// A word of a shape of names, before its noun.
    Arm(usize),
    /// The key of a pattern: trigger and which of its patterns.
    Trigger(usize, usize),
    /// A word of dates.
    Date(usize),
    /// A verb of saying.
    Attribution(usize),
    /// A noun for an engagement; whether it is plural.
    Event(usize, bool),
    /// A noun for a party taken together.
    Group(usize),
    /// A word of grammar.
    Word(usize),
}

/// An entry's form found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The first word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// Whose form it is.
    pub entry: Entry,
}

/// All packs together.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    trie: trie::Trie<Entry>,
    /// All entries, by table.
    pub all: Pack,
    /// The patterns of every trigger.
    pub patterns: Vec<Vec<Pattern>>,
    languages: Vec<String>,
    regional: Vec<String>,
    field: Vec<String>,
}

impl Lexicon {
    /// An empty lexicon.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The packs inside the binary.
    ///
    /// # Panics
    /// Never in a released binary: a test reads them all.
    #[expect(clippy::panic, reason = "a broken pack inside the binary is a fault of the build, and a test reads them all")]
    pub fn builtin() -> Self {
        let mut lexicon = Self::default();
        let mut files = Vec::new();
        collect(&BUILTIN, &mut files);
        files.sort_unstable();
        for (path, text) in files {
            lexicon = match lexicon.with_pack(path, text) {
                Ok(lexicon) => lexicon,
                Err(errors) => panic!("{}", errors.first().map(ToString::to_string).unwrap_or_default()),
            };
        }
        lexicon
    }

    /// The same lexicon with one more pack, whose entries come before those already there.
    pub fn with_pack(mut self, path: &str, text: &str) -> Result<Self, Vec<PackError>> {
        let pack = Pack::parse(path, text).map_err(|error| vec![error])?;
        let patterns = compile(path, text, &pack)?;
        if let Some(language) = pack.pack.language.clone()
            && pack.pack.scope == Scope::Language
            && !self.languages.contains(&language)
        {
            self.languages.push(language);
        }
        let scope = pack.pack.scope;
        let forms = self.add(pack, patterns);
        match scope {
            Scope::Region => self.regional.extend(forms),
            Scope::Field => self.field.extend(forms),
            Scope::Language => {}
        }
        Ok(self)
    }

    /// The languages whose grammar some pack has, as ISO 639-1 codes.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Every name and form of the packs that belong to a region: no such word may stand in code.
    pub fn regional_forms(&self) -> &[String] {
        &self.regional
    }

    /// Every name and form of the packs that belong to a field of work.
    pub fn field_forms(&self) -> &[String] {
        &self.field
    }

    /// A text cut into words that are numbered for this lexicon.
    pub fn cut(&self, text: &str) -> Vec<Word> {
        let mut words = words::cut(text);
        self.trie.number(text, &mut words);
        words
    }

    /// Every entry that starts at a word, shorter forms first.
    pub fn at(&self, text: &str, words: &[Word], start: usize, found: &mut dyn FnMut(usize, Entry)) {
        self.trie.at(text, words, start, found);
    }

    /// Every entry found in a text, by first word, then by length.
    pub fn hits(&self, text: &str, words: &[Word]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for start in 0..words.len() {
            self.trie.at(text, words, start, &mut |end, entry| hits.push(Hit { start, end, entry }));
        }
        hits
    }

    /// The forum of a name or acronym.
    pub fn forum(&self, name: &str) -> Option<&pack::Forum> {
        self.all.forum.iter().rev().find(|forum| {
            forum.name == name || forum.acronym.as_deref() == Some(name) || forum.also.iter().any(|a| a == name)
        })
    }

    /// Every forum, in the order of the packs.
    pub fn forums(&self) -> impl Iterator<Item = &pack::Forum> {
        self.all.forum.iter()
    }

    /// Every country, in the order of the packs.
    pub fn states(&self) -> impl Iterator<Item = &pack::State> {
        self.all.demonym.iter()
    }

    /// Every named body, in the order of the packs.
    pub fn bodies(&self) -> impl Iterator<Item = &pack::Body> {
        self.all.body.iter()
    }

    /// The country of an ISO code or usual name.
    pub fn state(&self, name: &str) -> Option<&pack::State> {
        self.all.demonym.iter().rev().find(|state| state.iso2 == name || state.name == name)
    }

    fn form(&mut self, form: &str, entry: Entry, forms: &mut Vec<String>) {
        self.trie.add(form, entry);
        forms.push(form.to_string());
    }

    fn add(&mut self, pack: Pack, patterns: Vec<Vec<Pattern>>) -> Vec<String> {
        let mut forms = Vec::new();
        self.add_people(&pack, &mut forms);
        self.add_bodies(&pack, &mut forms);
        self.add_grammar(&pack, patterns);
        forms.extend(pack.area.iter().flat_map(|area| area.names.clone()));
        let all = &mut self.all;
        all.rank.extend(pack.rank);
        all.honorific.extend(pack.honorific);
        all.post.extend(pack.post);
        all.demonym.extend(pack.demonym);
        all.forum.extend(pack.forum);
        all.body.extend(pack.body);
        all.unit_shape.extend(pack.unit_shape);
        all.trigger.extend(pack.trigger);
        all.date_phrase.extend(pack.date_phrase);
        all.attribution.extend(pack.attribution);
        all.event.extend(pack.event);
        all.group.extend(pack.group);
        all.words.extend(pack.words);
        all.column.extend(pack.column);
        all.area.extend(pack.area);
        forms
    }

    fn add_people(&mut self, pack: &Pack, forms: &mut Vec<String>) {
        for (i, rank) in pack.rank.iter().enumerate() {
            let entry = Entry::Rank(self.all.rank.len() + i);
            for form in rank.forms.iter().chain(&rank.short) {
                self.form(form, entry, forms);
            }
            for form in &rank.plural {
                self.form(form, Entry::RankPlural(self.all.rank.len() + i), forms);
            }
        }
        for (i, honorific) in pack.honorific.iter().enumerate() {
            for form in &honorific.forms {
                self.form(form, Entry::Honorific(self.all.honorific.len() + i), forms);
            }
        }
        for (i, post) in pack.post.iter().enumerate() {
            for form in &post.forms {
                self.form(form, Entry::Post(self.all.post.len() + i), forms);
            }
        }
    }

    fn add_bodies(&mut self, pack: &Pack, forms: &mut Vec<String>) {
        for (i, state) in pack.demonym.iter().enumerate() {
            let number = self.all.demonym.len() + i;
            for form in std::iter::once(&state.name).chain(&state.also) {
                self.form(form, Entry::State(number), forms);
            }
            for form in &state.demonyms {
                self.form(form, Entry::Demonym(number), forms);
            }
            for form in &state.places {
                self.form(form, Entry::Town(number), forms);
            }
        }
        for (i, forum) in pack.forum.iter().enumerate() {
            let number = self.all.forum.len() + i;
            for form in std::iter::once(&forum.name).chain(&forum.acronym).chain(&forum.also) {
                self.form(form, Entry::Forum(number), forms);
            }
            for form in &forum.members {
                self.form(form, Entry::Members(number), forms);
            }
        }
        for (i, body) in pack.body.iter().enumerate() {
            for form in std::iter::once(&body.name).chain(&body.acronym).chain(&body.also) {
                self.form(form, Entry::Body(self.all.body.len() + i), forms);
            }
        }
        for (i, shape) in pack.unit_shape.iter().enumerate() {
            let number = self.all.unit_shape.len() + i;
            for form in &shape.heads {
                self.trie.add(form, Entry::Shape(number));
            }
            for form in &shape.arms {
                self.trie.add(form, Entry::Arm(number));
            }
        }
    }

    fn add_grammar(&mut self, pack: &Pack, patterns: Vec<Vec<Pattern>>) {
        let trigger_base = self.all.trigger.len();
        for (i, set) in patterns.iter().enumerate() {
            for (j, pattern) in set.iter().enumerate() {
                let Some(Element::Literal { phrases, .. }) = pattern.elements.get(pattern.key) else { continue };
                for phrase in phrases {
                    self.trie.add(phrase, Entry::Trigger(trigger_base + i, j));
                }
                // The other words of a pattern are looked for one by one: they need numbers, not leaves.
            }
        }
        self.patterns.extend(patterns);
        for (i, date) in pack.date_phrase.iter().enumerate() {
            for form in &date.forms {
                self.trie.add(form, Entry::Date(self.all.date_phrase.len() + i));
            }
        }
        for (i, attribution) in pack.attribution.iter().enumerate() {
            for form in &attribution.forms {
                self.trie.add(form, Entry::Attribution(self.all.attribution.len() + i));
            }
        }
        for (i, event) in pack.event.iter().enumerate() {
            for form in &event.forms {
                self.trie.add(form, Entry::Event(self.all.event.len() + i, false));
            }
            for form in &event.plural {
                self.trie.add(form, Entry::Event(self.all.event.len() + i, true));
            }
        }
        for (i, group) in pack.group.iter().enumerate() {
            for form in &group.forms {
                self.trie.add(form, Entry::Group(self.all.group.len() + i));
            }
        }
        for (i, class) in pack.words.iter().enumerate() {
            for form in &class.forms {
                self.trie.add(form, Entry::Word(self.all.words.len() + i));
            }
        }
    }
}

/// Compiles the patterns of a pack's triggers; a fault is placed at the pattern's own line.
fn compile(path: &str, text: &str, pack: &Pack) -> Result<Vec<Vec<Pattern>>, Vec<PackError>> {
    let mut errors = Vec::new();
    let mut all = Vec::new();
    for trigger in &pack.trigger {
        let mut set = Vec::new();
        for source in &trigger.patterns {
            match Pattern::parse(source) {
                Ok(pattern) => set.push(pattern),
                Err(message) => {
                    let byte = text.find(source.as_str()).unwrap_or(0);
                    let line_start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
                    errors.push(PackError {
                        path: path.to_string(),
                        line: text[..byte].matches('\n').count() + 1,
                        column: text[line_start..byte].chars().count() + 1,
                        message: format!("`{source}`: {message}"),
                        hint: None,
                    });
                }
            }
        }
        all.push(set);
    }
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

fn collect<'a>(dir: &'a Dir<'static>, files: &mut Vec<(&'a str, &'a str)>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, files),
            DirEntry::File(file) => {
                if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8())
                    && path.ends_with(".toml")
                {
                    files.push((path, text));
                }
            }
        }
    }
}
