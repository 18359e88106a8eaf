//! What an edition says, line by line: the record that a later edition, a notice and a lawyer's file refer to.
//!
//! The main function is [`published`]. Every line, thing and finding of the pages is here once, with the place that is its
//! address and the sentence that stands there.

use crate::say::{Say, plain};
use crate::site::Site;
use crate::{lines, sentences, strength};
use rollcall_model::entity::Entity;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::kinds;
use rollcall_model::view::View;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that an edition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Where it stands: a path from the site's root, perhaps with `#place`.
    pub place: String,
    /// What it is: "a line of the roll", "a finding", "a person".
    pub is: String,
    /// The sentence or the name that stands there; nothing for a claim, which is a part of one.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub says: String,
}

/// All that a view's pages say, by id of a line of the roll, a thing, a finding or a claim.
pub fn published(view: &dyn View) -> BTreeMap<String, Published> {
    let site = Site::new(view);
    let mut out = BTreeMap::new();
    for entity in view.entities().values().filter(|entity| entity.kind != kinds::PARTICIPATION) {
        let Some(place) = place(&site, entity) else { continue };
        let is = with_article(&entity.kind.info().plain);
        out.insert(entity.id.to_string(), Published { place, is, says: says(&site, entity) });
    }
    for row in view.roll() {
        let Some(place) = site.row_address(row) else { continue };
        let says = plain(&lines::participation_words(&site, row));
        out.insert(row.id.to_string(), Published { place, is: "a line of the roll".into(), says });
    }
    for finding in view.findings() {
        let place = format!("en/findings/{}.html", finding.id);
        out.insert(
            finding.id.to_string(),
            Published {
                place,
                is: "a finding".into(),
                says: lines::finding_says(Say::ENGLISH, finding, &strength::of_finding(&site, finding)),
            },
        );
    }
    for (claim, place) in claims(&site, &out) {
        out.insert(claim.to_string(), Published { place, is: "a claim".into(), says: String::new() });
    }
    out
}

/// The place of each claim: that of what it is a part of.
fn claims(site: &Site<'_>, of: &BTreeMap<String, Published>) -> BTreeMap<ClaimId, String> {
    let mut places = BTreeMap::new();
    for entity in site.view.entities().values() {
        let Some(known) = of.get(entity.id.as_str()) else { continue };
        places.extend(entity.claims().into_iter().map(|claim| (claim.clone(), known.place.clone())));
    }
    places
}

/// The page of a thing, or its line on the page of the first party or engagement that it ties together.
fn place(site: &Site<'_>, entity: &Entity) -> Option<String> {
    site.address(&entity.id).or_else(|| {
        let ends: Vec<&EntityId> = entity.properties.values().flatten().filter_map(|value| value.value.entity()).collect();
        let page = ends.into_iter().filter_map(|end| site.address(end)).find(|page| !page.contains('#'))?;
        Some(format!("{page}#{}", entity.id))
    })
}

fn says(site: &Site<'_>, entity: &Entity) -> String {
    let named = entity.kind.is_party() || entity.kind.is_engagement();
    if named { entity.name.clone() } else { plain(&sentences::of(site, entity)) }
}

fn with_article(plain: &str) -> String {
    let vowel = plain.starts_with(['a', 'e', 'i', 'o', 'u']) && !plain.starts_with("un");
    format!("{} {plain}", if vowel { "an" } else { "a" })
}
