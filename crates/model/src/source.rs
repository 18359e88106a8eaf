//! A source: a file of the case and what its sidecar says of it.
//!
//! The main type is [`Source`].

use crate::date::Edtf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who may see a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Anyone.
    Public,
    /// Its quoted words may be published, the file never. The default.
    #[default]
    Restricted,
    /// Nothing of it goes out by which it could be recognised.
    Confidential,
}

/// How much of a source may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    /// The words relied on and a little around them. The default.
    #[default]
    Words,
    /// The whole text.
    Text,
    /// The file itself.
    File,
}

/// The `[source]` table of a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceInfo {
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was written.
    pub date: Option<Edtf>,
    /// When it became public.
    pub public_date: Option<Edtf>,
    /// The day it was captured.
    pub captured: Option<Edtf>,
    /// How, and by which id.
    pub capture_note: Option<String>,
    /// Where it stood.
    pub url: Option<String>,
    /// Where a kept copy stands.
    pub archived_url: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Who may see it.
    pub access: Access,
    /// How much of it may be published.
    pub publish: Publish,
    /// A to F, as the sidecar grades it.
    pub reliability: Option<String>,
    /// The party that controls the publisher.
    pub controlled_by: Option<String>,
    /// What it repeats: sources that rest on one thing are one origin.
    pub rests_on: Vec<String>,
    /// Page ranges or rows with their own author and date.
    pub parts: Vec<Part>,
}

/// A part of a file that is a document of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// Pages, `4-9`, from 1.
    pub pages: Option<String>,
    /// Rows, `4-9`, from 1.
    pub rows: Option<String>,
    /// Its own title.
    pub title: Option<String>,
    /// Its own author.
    pub author: Option<String>,
    /// Its own date.
    pub date: Option<Edtf>,
    /// When it became public.
    pub public_date: Option<Edtf>,
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its path in the case, with `/` on every system.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// From its content.
    pub media_type: String,
    /// What the sidecar says.
    pub info: SourceInfo,
    /// The layer that was read, if it has words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub layer: Option<String>,
    /// Why it was not read, in words for users, if it was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_read: Option<String>,
}

impl Source {
    /// What to call it on a page: its title, else its path.
    pub fn title(&self) -> &str {
        self.info.title.as_deref().unwrap_or(&self.path)
    }

    /// What makes sources count once: the things that it rests on, sorted, else itself.
    pub fn origins(&self) -> Vec<&str> {
        let mut origins: Vec<&str> = self.info.rests_on.iter().map(String::as_str).collect();
        if origins.is_empty() {
            origins.push(&self.path);
        }
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

/// How many independent origins some sources have: sources that rest on one thing, however far back, count once.
pub fn origins<'s>(sources: impl IntoIterator<Item = &'s Source>) -> usize {
    let mut groups: Vec<BTreeSet<&str>> = Vec::new();
    for source in sources {
        let mut group: BTreeSet<&str> = source.origins().into_iter().chain([source.path.as_str()]).collect();
        groups.retain(|other| {
            let apart = other.is_disjoint(&group);
            if !apart {
                group.extend(other);
            }
            apart
        });
        groups.push(group);
    }
    groups.len()
}
