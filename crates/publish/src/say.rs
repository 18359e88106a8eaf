//! What the pages say, by language: the strings of the files in `strings/`.
//!
//! The main type is [`Say`]: a language, with [`Say::say`] for a string and [`Say::words`] for a sentence whose holes are
//! runs. Where a hole stands in a sentence is the translator's choice. Words of sources never pass through the formatter:
//! each hole is a mark in what it returns, and the sentence is cut at the marks, so that nothing that a source says can
//! be taken for a mark or a rule of the format. Why not words in the code: a translator needs no code, and a test can say
//! what is missing.

use crate::block::{Run, Words};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

const EN_FILE: &str = include_str!("../strings/en.ftl");
const MY_FILE: &str = include_str!("../strings/my.ftl");

static EN: LazyLock<Bundle> = LazyLock::new(|| bundle("en", EN_FILE));
static MY: LazyLock<Bundle> = LazyLock::new(|| bundle("my", MY_FILE));

/// Holes are marked by letters for private use from here on.
const MARK: u32 = 0xe000;

fn bundle(language: &str, file: &str) -> Bundle {
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    // What cannot be read is missing, and a test says so.
    let strings = FluentResource::try_new(file.to_string()).unwrap_or_else(|(read, _)| read);
    bundle.add_resource_overriding(strings);
    bundle
}

/// What stands in a hole of a sentence.
pub(crate) enum Hole {
    /// A number: it also chooses between forms.
    Number(usize),
    /// Runs.
    Words(Words),
}

impl From<usize> for Hole {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Hole {
    fn from(text: &str) -> Self {
        Self::Words(vec![Run::Text(text.into())])
    }
}

impl From<&String> for Hole {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Hole {
    fn from(text: String) -> Self {
        Self::Words(vec![Run::Text(text)])
    }
}

impl From<Run> for Hole {
    fn from(run: Run) -> Self {
        Self::Words(vec![run])
    }
}

impl From<Words> for Hole {
    fn from(words: Words) -> Self {
        Self::Words(words)
    }
}

/// A language that the pages have strings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Say(&'static str);

impl Say {
    /// English: what is missing elsewhere is said in it.
    pub(crate) const ENGLISH: Self = Self("en");

    /// Burmese.
    pub(crate) const BURMESE: Self = Self("my");

    /// The languages of a case that there are strings in, in its order. The pages in English are always made: records of
    /// an edition name their addresses.
    pub(crate) fn all(languages: &[String]) -> Vec<Self> {
        let mut all: Vec<Self> = languages.iter().filter_map(|language| Self::of(language)).collect();
        if !all.contains(&Self::ENGLISH) {
            all.push(Self::ENGLISH);
        }
        all
    }

    /// A language, if there are strings in it.
    pub(crate) fn of(language: &str) -> Option<Self> {
        [Self::ENGLISH, Self::BURMESE].into_iter().find(|say| say.0 == language)
    }

    /// Its code.
    pub(crate) fn code(self) -> &'static str {
        self.0
    }

    /// Whether this is English.
    pub(crate) fn is_english(self) -> bool {
        self == Self::ENGLISH
    }

    /// Who reviewed the strings, as their first line says; English needs nobody.
    pub(crate) fn reviewed(self) -> bool {
        self.is_english() || reviewer(MY_FILE).is_some()
    }

    /// An address in this language: pages name addresses as they are in English.
    pub(crate) fn address(self, path: &str) -> Cow<'_, str> {
        match path.strip_prefix("en/") {
            Some(rest) if !self.is_english() => format!("{}/{rest}", self.0).into(),
            _ => path.to_string().into(),
        }
    }

    /// A string.
    pub(crate) fn say(self, id: &str) -> String {
        self.formatted(id, &FluentArgs::new())
    }

    /// A string with holes.
    pub(crate) fn with<const N: usize>(self, id: &str, holes: [(&'static str, Hole); N]) -> String {
        plain(&self.words(id, holes))
    }

    /// A sentence with holes that are runs.
    pub(crate) fn words<const N: usize>(self, id: &str, holes: [(&'static str, Hole); N]) -> Words {
        let mut args = FluentArgs::with_capacity(N);
        let mut runs: Vec<Words> = Vec::new();
        for (name, hole) in holes {
            let words = match hole {
                Hole::Number(number) if self.is_english() => {
                    args.set(name, number);
                    continue;
                }
                // Numbers choose no form in Burmese: they are shown in its digits.
                Hole::Number(number) => vec![Run::Text(self.number(number))],
                Hole::Words(words) => words,
            };
            let mark = char::from_u32(MARK + runs.len() as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            args.set(name, FluentValue::from(mark.to_string()));
            runs.push(words);
        }
        let words = cut(&self.formatted(id, &args), &runs);
        if self.is_english() { words } else { spaced(words) }
    }

    /// A number in the language's digits.
    pub(crate) fn number(self, number: impl ToString) -> String {
        self.digits(&number.to_string())
    }

    /// A text with its digits in those of the language.
    pub(crate) fn digits(self, text: &str) -> String {
        let digit = |letter: char| match letter.to_digit(10) {
            Some(value) if !self.is_english() => char::from_u32(0x1040 + value).unwrap_or(letter),
            _ => letter,
        };
        text.chars().map(digit).collect()
    }

    fn bundle(self) -> &'static Bundle {
        if self.is_english() { &EN } else { &MY }
    }

    /// Whether the language itself has a string.
    pub(crate) fn has(self, id: &str) -> bool {
        self.bundle().get_message(id).is_some_and(|message| message.value().is_some())
    }

    fn formatted(self, id: &str, args: &FluentArgs<'_>) -> String {
        let bundle = if self.has(id) { self.bundle() } else { &EN };
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return id.to_string() };
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        said
    }
}

/// The name after `reviewed-by =` in the first line.
fn reviewer(file: &str) -> Option<&str> {
    let name = file.lines().next()?.strip_prefix("# reviewed-by =")?.trim();
    (!name.is_empty()).then_some(name)
}

/// A formatted sentence, cut at its marks.
fn cut(sentence: &str, runs: &[Words]) -> Words {
    let mut out = Words::new();
    for letter in sentence.chars() {
        let hole = u32::from(letter).checked_sub(MARK).and_then(|at| runs.get(at as usize));
        match hole {
            Some(words) => words.iter().cloned().for_each(|run| put(&mut out, run)),
            None => put(&mut out, Run::Text(letter.into())),
        }
    }
    out
}

/// What is left out of a sentence leaves spaces where it would stand: one is enough, and none before a stop.
fn spaced(words: Words) -> Words {
    let mut out = Words::new();
    for run in words {
        let Run::Text(text) = run else {
            out.push(run);
            continue;
        };
        let mut kept = String::new();
        for letter in text.chars() {
            if "။၊".contains(letter) && kept.ends_with(' ') {
                kept.pop();
            }
            if letter != ' ' || !kept.ends_with(' ') {
                kept.push(letter);
            }
        }
        out.push(Run::Text(kept));
    }
    out
}

/// Adds a run; texts beside each other are one.
fn put(out: &mut Words, run: Run) {
    match (out.last_mut(), run) {
        (_, Run::Text(text)) if text.is_empty() => {}
        (Some(Run::Text(last)), Run::Text(text)) => last.push_str(&text),
        (_, run) => out.push(run),
    }
}

/// A sentence without its links.
pub(crate) fn plain(words: &[Run]) -> String {
    words.iter().map(Run::words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::ontology::Ontology;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    /// What English has from the ontology, and other languages from their files.
    const OWN: [&str; 2] = ["kind-", "property-"];

    /// The strings of a file: the text of each, by its name.
    fn strings(file: &str) -> BTreeMap<String, String> {
        let mut strings: BTreeMap<String, String> = BTreeMap::new();
        let mut last = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(" =").filter(|_| line.starts_with(|letter: char| letter.is_ascii_alphabetic())) {
                Some((id, text)) => {
                    assert!(strings.insert(id.into(), text.into()).is_none(), "{id} stands twice");
                    last = id.into();
                }
                None => strings.entry(last.clone()).or_default().push_str(line),
            }
        }
        strings.remove("");
        strings
    }

    fn holes(text: &str) -> BTreeSet<&str> {
        text.split('$')
            .skip(1)
            .filter_map(|rest| rest.split(|letter: char| !letter.is_alphanumeric() && letter != '-').next())
            .collect()
    }

    fn is_own(id: &str) -> bool {
        OWN.iter().any(|prefix| id.starts_with(prefix))
    }

    /// The source of this crate, file by file.
    fn sources(folder: &Path, out: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, out);
            } else {
                let text = fs::read_to_string(&path).expect("source is text");
                out.push(text.split("mod tests").next().unwrap_or_default().to_string());
            }
        }
    }

    #[test]
    fn both_files_are_read_whole() {
        for file in [EN_FILE, MY_FILE] {
            if let Err((_, errors)) = FluentResource::try_new(file.to_string()) {
                panic!("{errors:?}");
            }
        }
    }

    #[test]
    fn both_languages_have_every_string_with_the_same_holes() {
        let (english, burmese) = (strings(EN_FILE), strings(MY_FILE));
        for (id, text) in &english {
            let other = burmese.get(id).unwrap_or_else(|| panic!("{id} is missing in Burmese"));
            assert_eq!(holes(text), holes(other), "{id}");
        }
        for id in burmese.keys() {
            assert!(english.contains_key(id) || is_own(id), "{id} is not in English");
        }
    }

    #[test]
    fn kinds_and_properties_have_a_burmese_name() {
        let ontology = Ontology::get();
        for (kind, info) in ontology.kinds() {
            assert!(Say::BURMESE.has(&format!("kind-{}", kind.as_str())), "{}", kind.as_str());
            for name in info.properties.keys() {
                assert!(Say::BURMESE.has(&format!("property-{name}")), "{name}");
            }
        }
    }

    #[test]
    fn every_string_is_used_and_every_one_that_is_used_is_there() {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let code = files.join("\n");
        let made = ["done-", "to-do-", "state-", "counting-", "body-", "class-", "status-", "word-"];
        for id in strings(EN_FILE).keys() {
            let used = code.contains(&format!("\"{id}\"")) || made.iter().any(|prefix| id.starts_with(prefix));
            assert!(used, "{id} is not used");
        }
        for call in ["say.say(", "say.with(", "say.words(", "said(site,", "titled(site,"] {
            for rest in code.split(call).skip(1) {
                let Some(id) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
                assert!(Say::ENGLISH.has(id) || is_own(id), "{id} is not in English");
            }
        }
    }

    #[test]
    fn holes_stand_where_the_translator_puts_them_and_choose_forms() {
        let link = || Run::Link("Aru Benn".into(), "en/people/e1.html".into());
        let english = Say::ENGLISH.words("reply-asked", [("party", link().into()), ("day", "1 June 2022".into())]);
        assert_eq!(english, [link(), Run::Text(" was asked on 1 June 2022.".into())]);
        let of = |say: Say, number: usize| say.with("lines", [("number", number.into())]);
        assert_eq!((of(Say::ENGLISH, 1), of(Say::ENGLISH, 2)), ("1 line".into(), "2 lines".into()));
        assert_eq!(of(Say::BURMESE, 25), "လိုင်း ၂၅ ကြောင်း");
    }

    #[test]
    fn what_a_source_says_is_no_mark_and_no_rule_of_the_format() {
        let hostile = "\u{e001} { $day } \u{2068}x";
        let said = Say::ENGLISH.with("reply-asked", [("party", hostile.into()), ("day", "today".into())]);
        assert_eq!(said, format!("{hostile} was asked on today."));
    }

    #[test]
    fn burmese_dates_say_what_is_not_known() {
        let date = |text: &str| {
            let date = rollcall_model::date::Edtf::parse(text).expect("a date");
            (crate::dates::date(Say::BURMESE, &date), crate::dates::on(Say::BURMESE, &date))
        };
        assert_eq!(date("2022-05-10").0, "၂၀၂၂ ခုနှစ်၊ မေလ ၁၀ ရက်");
        assert_eq!(date("2022-05-10").1, "၂၀၂၂ ခုနှစ်၊ မေလ ၁၀ ရက် တွင်");
        assert_eq!(date("2017-10").0, "၂၀၁၇ ခုနှစ်၊ အောက်တိုဘာလ (ရက် မသိရ)");
        assert_eq!(date("2021-12~").0, "၂၀၂၁ ခုနှစ်၊ ဒီဇင်ဘာလ ခန့်");
        assert_eq!(date("2021/..").1, "၂၀၂၁ ခုနှစ် မှ စ၍");
        assert_eq!(date("/2021-06-15").0, "၂၀၂၁ ခုနှစ်၊ ဇွန်လ ၁၅ ရက် အထိ");
        assert_eq!(date("2021-06-29/2021-06-30").0, "၂၀၂၁ ခုနှစ်၊ ဇွန်လ ၂၉ ရက် မှ ၂၀၂၁ ခုနှစ်၊ ဇွန်လ ၃၀ ရက် အထိ");
        assert_eq!(date("201X").0, "၂၀၁၀ ပြည့်လွန်နှစ်များ (ရက် မသိရ)");
    }

    #[test]
    fn a_reviewer_stands_in_the_first_line_or_nowhere() {
        assert_eq!(reviewer("# reviewed-by =\n"), None);
        assert_eq!(reviewer("# reviewed-by = Aru Benn\n"), Some("Aru Benn"));
        assert!(MY_FILE.starts_with("# reviewed-by ="));
    }
}
