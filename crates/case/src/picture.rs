//! Pages as pictures, and the boxes that people draw on them.
//!
//! The main functions are [`Case::picture`], which has the locked child draw a page of a PDF or a photograph, and
//! [`BoxRequest::on`], which turns what a person gave into a [`Region`] that lies on that page. Why the page is drawn before
//! a box is taken: a box counts from the page's corner in points, and only who has opened the file knows its size.

use crate::assemble::Built;
use crate::build::ExtractorCommand;
use crate::folder::Case;
use rollcall_archive::{Archive, Disk};
use rollcall_model::decision::Region;
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::source::Source;
use rollcall_model::view::View;

pub use rollcall_extract::Picture;

/// The longest description, in code points.
pub const MAX_DESCRIPTION: usize = 2000;

/// A box as a person gives it.
#[derive(Debug, Clone, Default)]
pub struct BoxRequest {
    /// The page, from 1.
    pub page: usize,
    /// `LEFT,TOP,WIDTH,HEIGHT` in points of the page, or in pixels of a photograph.
    pub rect: String,
    /// What is seen there.
    pub description: String,
    /// The kind of the engagement that it shows, for one that the case does not have yet.
    pub engagement: Option<String>,
}

/// The source at a path.
///
/// # Errors
/// A path that no source of the case has, with the nearest one.
pub fn source<'a>(built: &'a Built, path: &str) -> Result<&'a Source, Problem> {
    let paths = || built.inputs.sources.iter().map(|source| source.path.as_str());
    built.private().source(path).ok_or_else(|| {
        let problem = Problem::new(path, "no-such-source", format!("no source of this case is `{path}`"));
        let name = |path: &'a str| path.rsplit('/').next();
        let same_name = paths().find(|known| name(known) == path.rsplit('/').next());
        match same_name.or_else(|| nearest(path, paths())) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint("`rollcall sources CASE --to FILE` lists them"),
        }
    })
}

/// Whether a source can be looked at as a picture.
pub fn is_drawable(source: &Source) -> bool {
    rollcall_extract::is_drawable(&source.media_type)
}

impl Case {
    /// A page of a source as a picture, from page 1; a photograph has one.
    ///
    /// # Errors
    /// When the file is not kept, cannot be drawn, has no such page, or no child can be locked in to open it.
    pub fn picture(&self, source: &Source, page: usize, command: &ExtractorCommand) -> Result<Picture, Problem> {
        let disk = Disk::new();
        let first = |error: rollcall_archive::ArchiveError| error.problems().remove(0);
        let bytes = Archive::open(self.root(), &disk).and_then(|archive| archive.bytes(&source.sha256)).map_err(first)?;
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        let drawn = self.extractor(command).picture(&bytes, &source.media_type, name, page);
        drawn.map_err(|error| error.problem(&source.path))
    }

    /// The box that a person asked for, on the page of a source as it is drawn.
    ///
    /// # Errors
    /// A path that no source has, a page that cannot be drawn, or a box that does not lie on it.
    pub fn region(
        &self,
        built: &Built,
        path: &str,
        asked: &BoxRequest,
        command: &ExtractorCommand,
    ) -> Result<Region, Problem> {
        let source = source(built, path)?;
        asked.on(source, self.picture(source, asked.page, command)?.size)
    }
}

impl BoxRequest {
    /// The box on a page of this size, in thousandths of a point.
    ///
    /// # Errors
    /// A box that is none or leaves the page, no description or a very long one.
    pub fn on(&self, source: &Source, size: [i64; 2]) -> Result<Region, Problem> {
        let problem = |code: &str, message: String| Problem::new(&source.path, code, message);
        let description = self.description.trim();
        if description.is_empty() {
            return Err(problem("no-description", "what the box shows is not said".into())
                .hint("describe in your own words what you see there"));
        }
        if description.chars().count() > MAX_DESCRIPTION {
            return Err(problem("too-long", format!("the description has more than {MAX_DESCRIPTION} letters")));
        }
        let rect = thousandths(&self.rect).ok_or_else(|| {
            problem("bad-box", format!("`{}` is no box", self.rect)).hint("write it as LEFT,TOP,WIDTH,HEIGHT")
        })?;
        let region = Region {
            sha256: source.sha256.clone(),
            page: self.page,
            rect,
            size,
            description: description.to_string(),
            engagement: self.engagement.clone(),
        };
        if region.lies_within(size) {
            return Ok(region);
        }
        let [width, height] = size.map(points);
        Err(problem("box-off-page", format!("the box leaves page {}, which is {width} by {height}", self.page))
            .hint("left and top count from the page's upper left corner"))
    }
}

/// Left, top, right and bottom in thousandths, from four numbers with commas between them.
fn thousandths(text: &str) -> Option<[i64; 4]> {
    let number = |part: &str| part.trim().parse::<f64>().ok().filter(|number| number.is_finite() && number.abs() < 1e9);
    let parts: Vec<i64> =
        text.split(',').map(|part| number(part).map(|number| (number * 1000.0).round() as i64)).collect::<Option<_>>()?;
    match parts[..] {
        [left, top, width, height] => Some([left, top, left + width, top + height]),
        _ => None,
    }
}

/// A length as people write it: thousandths of a point without what is zero.
pub fn points(thousandths: i64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths.unsigned_abs() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(rect: &str, description: &str) -> Result<[i64; 4], String> {
        let source = Source {
            path: "sources/p.png".into(),
            sha256: "0".repeat(64),
            size: 1,
            media_type: "image/png".into(),
            info: rollcall_model::source::SourceInfo::default(),
            layer: None,
            not_read: None,
        };
        let asked = BoxRequest { page: 1, rect: rect.into(), description: description.into(), ..BoxRequest::default() };
        asked.on(&source, [300_000, 200_000]).map(|region| region.rect).map_err(|problem| problem.code)
    }

    #[test]
    fn a_box_has_an_inside_and_lies_on_its_page() {
        assert_eq!(on("10, 20.5, 30,40", "two men"), Ok([10_000, 20_500, 40_000, 60_500]));
        assert_eq!(on("0,0,300,200", "all of it"), Ok([0, 0, 300_000, 200_000]));
        for rect in ["0,0,301,200", "-1,0,20,20", "10,10,0,20", "10,10,20,-5", "299,199,2,1"] {
            assert_eq!(on(rect, "x"), Err("box-off-page".into()), "{rect}");
        }
        for rect in ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "inf,0,1,1"] {
            assert_eq!(on(rect, "x"), Err("bad-box".into()), "{rect}");
        }
        assert_eq!(on("1,1,1,1", " \n"), Err("no-description".into()));
        assert_eq!(on("1,1,1,1", &"x".repeat(MAX_DESCRIPTION + 1)), Err("too-long".into()));
    }

    #[test]
    fn lengths_are_short() {
        assert_eq!([20_500, 300_000, 1, 0].map(points), ["20.5", "300", "0.001", "0"]);
    }
}
