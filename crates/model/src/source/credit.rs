//! In which document words stand: a file, or the part of it that is one, with what is known of it.
//!
//! The main type is [`Credit`], the one door to who wrote some words, when, and on what they rest. A part's own value counts
//! before its file's, value by value: a letter of a release without a date of its own has that of the release.

use super::part::{Part, Stretch, Unit};
use super::{Source, SourceInfo};
use crate::claim::Anchor;
use crate::date::{Edtf, plain};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A file, or a part of it. See the module's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit<'s> {
    /// The file.
    pub source: &'s Source,
    /// The part of it.
    pub part: Option<&'s Part>,
}

impl Source {
    /// The file as a whole.
    pub fn whole(&self) -> Credit<'_> {
        Credit { source: self, part: None }
    }

    /// The document in which words of this file stand.
    pub fn credit(&self, anchor: &Anchor) -> Credit<'_> {
        let row = anchor.row.and_then(|row| self.part(Unit::Rows, row));
        let part = row.or_else(|| anchor.page.and_then(|page| self.part(Unit::Pages, page)));
        // Words that a person added are known by their place in the text alone.
        let placed = anchor.row.is_some() || anchor.page.is_some();
        Credit { source: self, part: part.or_else(|| if placed { None } else { self.part_at(anchor.start) }) }
    }

    /// The part whose text holds a code point.
    pub fn part_at(&self, code_point: usize) -> Option<&Part> {
        let holds = |part: &&Part| part.span.is_some_and(|span| (span.start..span.end).contains(&code_point));
        self.info.parts.iter().find(holds)
    }

    /// The part that holds a page or row. Parts are sorted and apart, as a case leaves them.
    pub fn part(&self, unit: Unit, number: usize) -> Option<&Part> {
        let starts = |part: &Part| part.stretch().is_some_and(|at| (at.unit, at.first) <= (unit, number));
        let after = self.info.parts.partition_point(starts);
        let part = self.info.parts.get(after.checked_sub(1)?)?;
        part.stretch().filter(|stretch| stretch.holds(unit, number)).map(|_| part)
    }
}

impl<'s> Credit<'s> {
    fn own<T: ?Sized>(
        &self,
        of_part: impl Fn(&'s Part) -> Option<&'s T>,
        of_file: impl Fn(&'s SourceInfo) -> Option<&'s T>,
    ) -> Option<&'s T> {
        self.part.and_then(of_part).or_else(|| of_file(&self.source.info))
    }

    /// Who published it.
    pub fn publisher(&self) -> Option<&'s str> {
        self.own(|part| part.publisher.as_deref(), |info| info.publisher.as_deref())
    }

    /// Who wrote it.
    pub fn author(&self) -> Option<&'s str> {
        self.own(|part| part.author.as_deref(), |info| info.author.as_deref())
    }

    /// When it was written.
    pub fn date(&self) -> Option<&'s Edtf> {
        self.own(|part| part.date.as_ref(), |info| info.date.as_ref())
    }

    /// When it became public.
    pub fn public_date(&self) -> Option<&'s Edtf> {
        self.own(|part| part.public_date.as_ref(), |info| info.public_date.as_ref())
    }

    /// The day to show: when it was written, else when it became public.
    pub fn dated(&self) -> Option<&'s Edtf> {
        self.date().or(self.public_date())
    }

    /// Its language, where that is said.
    pub fn language(&self) -> Option<&'s str> {
        self.own(|part| part.language.as_deref(), |info| info.language.as_deref())
    }

    /// The party that controls its publisher.
    pub fn controlled_by(&self) -> Option<&'s str> {
        self.own(|part| part.controlled_by.as_deref(), |info| info.controlled_by.as_deref())
    }

    /// Where in its file it stands, if it is a part of one.
    pub fn stretch(&self) -> Option<Stretch> {
        self.part.and_then(Part::stretch)
    }

    /// What it repeats.
    pub fn rests_on(&self) -> &'s [String] {
        match self.part {
            Some(part) if !part.rests_on.is_empty() => &part.rests_on,
            _ => &self.source.info.rests_on,
        }
    }

    /// What to call a part within its file: "no. 7: A reply"; nothing for a file, or a part that has no name.
    pub fn own_name(&self) -> Option<String> {
        let part = self.part?;
        match (&part.number, &part.title) {
            (Some(number), Some(title)) => Some(format!("no. {number}: {title}")),
            (Some(number), None) => Some(format!("no. {number}")),
            (None, title) => title.clone(),
        }
    }

    /// What to call it without its place: "Release 2021-14, letter 7".
    pub fn name(&self) -> String {
        let own = self.own_name().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{}{own}", self.source.title())
    }

    /// What to call it: "Release 2021-14, letter 7 (pages 31–34)".
    pub fn title(&self) -> String {
        match self.stretch() {
            Some(stretch) => format!("{} ({})", self.name(), stretch.plain()),
            None => self.name(),
        }
    }

    /// What a part says of itself, for people: "letter 7, A. Ek, 3 May 2021, pages 31–34".
    pub fn own_line(&self) -> Option<String> {
        let part = self.part?;
        let date = part.date.as_ref().or(part.public_date.as_ref()).map(plain);
        let place = self.stretch().map(|stretch| stretch.plain());
        let said: Vec<String> = [self.own_name(), part.author.clone(), date, place].into_iter().flatten().collect();
        Some(said.join(", "))
    }

    /// What is known of it as if it were a file of its own.
    pub fn info(&self) -> SourceInfo {
        let text = |text: Option<&str>| text.map(str::to_string);
        SourceInfo {
            title: self.part.map(|_| self.title()).or_else(|| self.source.info.title.clone()),
            publisher: text(self.publisher()),
            author: text(self.author()),
            date: self.date().cloned(),
            public_date: self.public_date().cloned(),
            language: text(self.language()),
            controlled_by: text(self.controlled_by()),
            rests_on: self.rests_on().to_vec(),
            parts: Vec::new(),
            captured: self.source.info.captured.clone(),
            capture_note: self.source.info.capture_note.clone(),
            url: self.source.info.url.clone(),
            archived_url: self.source.info.archived_url.clone(),
            access: self.source.info.access,
            publish: self.source.info.publish,
            described_as: self.source.info.described_as.clone(),
            reliability: self.source.info.reliability.clone(),
        }
    }

    /// What makes documents count once. A part that says on what it rests stands for itself, any other for its file.
    fn group(&self) -> BTreeSet<Cow<'s, str>> {
        let path = self.source.path.as_str();
        let own = match self.part.filter(|part| !part.rests_on.is_empty()) {
            Some(part) => Cow::Owned(format!("{path} {}", part.stretch().map(|at| at.to_string()).unwrap_or_default())),
            None => Cow::Borrowed(path),
        };
        self.rests_on().iter().map(|other| Cow::Borrowed(other.as_str())).chain([own]).collect()
    }
}

/// How many independent origins some documents have: those that rest on one thing, however far back, count once.
pub fn origins_of<'s>(credits: impl IntoIterator<Item = Credit<'s>>) -> usize {
    Origins::default().with(credits)
}

/// Independent origins of many documents, kept to be counted together with a few others.
#[derive(Debug, Default)]
pub struct Origins<'s> {
    /// By what documents rest on, and by themselves, the number of their origin.
    numbers: BTreeMap<Cow<'s, str>, usize>,
    count: usize,
}

impl<'s> Origins<'s> {
    /// The origins of these documents.
    pub fn of(credits: impl IntoIterator<Item = Credit<'s>>) -> Self {
        let Joined { new, one_with, count } = Self::default().join(credits);
        let numbers = new.into_iter().map(|(name, at)| (name, head(&one_with, at))).collect();
        Self { numbers, count }
    }

    /// How many there are with those of other documents.
    pub fn with(&self, others: impl IntoIterator<Item = Credit<'s>>) -> usize {
        self.join(others).count
    }

    fn join(&self, others: impl IntoIterator<Item = Credit<'s>>) -> Joined<'s> {
        let mut joined = Joined { count: self.count, ..Joined::default() };
        for group in others.into_iter().map(|credit| credit.group()) {
            let mut of_group = None;
            for name in group {
                let known = self.numbers.get(&name).or_else(|| joined.new.get(&name)).copied();
                let at = known.unwrap_or_else(|| joined.put(name, self.numbers.len()));
                joined.unite(*of_group.get_or_insert(at), at);
            }
        }
        joined
    }
}

/// What comes to some origins with other documents.
#[derive(Debug, Default)]
struct Joined<'s> {
    /// Names that were not known, each with a number of its own.
    new: BTreeMap<Cow<'s, str>, usize>,
    /// Numbers that are one with a smaller one.
    one_with: BTreeMap<usize, usize>,
    count: usize,
}

impl<'s> Joined<'s> {
    /// A name with the next number; `taken` are those of the names that were known.
    fn put(&mut self, name: Cow<'s, str>, taken: usize) -> usize {
        let at = taken + self.new.len();
        self.new.insert(name, at);
        self.count += 1;
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (head(&self.one_with, one), head(&self.one_with, other));
        if one != other {
            self.one_with.insert(one.max(other), one.min(other));
            self.count -= 1;
        }
    }
}

fn head(one_with: &BTreeMap<usize, usize>, mut at: usize) -> usize {
    while let Some(smaller) = one_with.get(&at) {
        at = *smaller;
    }
    at
}

/// How many independent origins some files have.
pub fn origins<'s>(sources: impl IntoIterator<Item = &'s Source>) -> usize {
    origins_of(sources.into_iter().map(Source::whole))
}
