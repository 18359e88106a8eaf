//! The letters of one page, as the interpreter draws them.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings,
    SoftMask, TransformExt, interpret_page,
};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Thousandths of an em, in which fonts measure.
const EM: f64 = 1000.0;

/// What stands on a page.
pub(super) struct Marks {
    /// Width and height in points.
    pub size: [f64; 2],
    /// The letters, in the order of the file.
    pub letters: Vec<Letter>,
}

/// A letter (or several that one glyph stands for) and its place, in the frame of its own direction: `x` runs along the
/// line and `y` down from line to line, in points.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub size: f64,
    pub direction: Direction,
}

/// Which way a line runs on the page as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    fn of(x: f64, y: f64) -> Self {
        match (x.abs() >= y.abs(), x > 0.0, y > 0.0) {
            (true, true, _) => Self::Right,
            (true, false, _) => Self::Left,
            (false, _, true) => Self::Down,
            (false, _, false) => Self::Up,
        }
    }

    /// A point of the page in the frame of this direction.
    pub fn turn(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (y, -x),
            Self::Left => (-x, -y),
            Self::Up => (-y, x),
        }
    }

    /// A point of this frame on the page.
    pub fn back(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (-y, x),
            Self::Left => (-x, -y),
            Self::Up => (y, -x),
        }
    }
}

/// The letters of a page. `budget` is how many drawing instructions the file has left; `Err` where they are used up.
pub(super) fn marks<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    budget: &mut usize,
) -> Result<Marks, ()> {
    let (width, height) = page.render_dimensions();
    let size = [f64::from(width), f64::from(height)];
    let bounds = Rect::new(0.0, 0.0, size[0], size[1]);
    let start = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(start, bounds, cache, page.xref(), settings.clone());
    let mut collector = Collector { size, letters: Vec::new(), seen: BTreeSet::new(), budget };
    // The interpreter cannot be told to stop; a page that draws without end is left by unwinding.
    let result = catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut collector)));
    match result {
        Ok(()) => Ok(Marks { size, letters: collector.letters }),
        Err(reason) if reason.is::<UsedUp>() => Err(()),
        Err(reason) => resume_unwind(reason),
    }
}

/// What the collector unwinds with.
struct UsedUp;

struct Collector<'budget> {
    size: [f64; 2],
    letters: Vec<Letter>,
    /// Letters and places, coarsely: the same letter drawn twice in one place (for weight, or fill and outline) is one.
    seen: BTreeSet<(String, i64, i64)>,
    budget: &'budget mut usize,
}

impl Collector<'_> {
    fn spend(&mut self, marks: usize) {
        match self.budget.checked_sub(marks) {
            Some(left) => *self.budget = left,
            None => resume_unwind(Box::new(UsedUp)),
        }
    }

    fn letter(&mut self, glyph: &Glyph<'_>, transform: Affine) {
        let origin = transform * Point::ZERO;
        let along = transform * Point::new(EM, 0.0) - origin;
        let up = transform * Point::new(0.0, EM) - origin;
        let length = |x: f64, y: f64| (x * x + y * y).sqrt();
        let size = length(up.x, up.y);
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(type3) => type3.advance_width(),
        };
        let width = length(along.x, along.y) * f64::from(advance.unwrap_or(500.0)) / EM;
        let sound = [origin.x, origin.y, size, width].iter().all(|number| number.is_finite()) && size > 0.0;
        // Off the page nobody reads it.
        let on_page = (-size..=self.size[0] + size).contains(&origin.x) && (-size..=self.size[1] + size).contains(&origin.y);
        if !sound || !on_page {
            return;
        }
        let text = text_of(glyph.as_unicode());
        if text.is_empty() {
            return;
        }
        if text != " " && self.is_repeated(&text, origin, size) {
            return;
        }
        let direction = Direction::of(along.x, along.y);
        let (x, y) = direction.turn(origin.x, origin.y);
        self.letters.push(Letter { text, x, y, width, size, direction });
    }

    fn is_repeated(&mut self, text: &str, at: Point, size: f64) -> bool {
        let cell = (size / 10.0).max(0.01);
        let (x, y) = ((at.x / cell).round() as i64, (at.y / cell).round() as i64);
        let near = (-1..=1)
            .flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)))
            .any(|(dx, dy)| self.seen.contains(&(text.to_string(), x + dx, y + dy)));
        if !near {
            self.seen.insert((text.to_string(), x, y));
        }
        near
    }
}

/// The letters of a glyph: ligatures spelt out, any space as one plain space, controls as nothing, and U+FFFD where the font
/// does not say.
fn text_of(glyph: Option<BfString>) -> String {
    let text = match glyph {
        None => return char::REPLACEMENT_CHARACTER.to_string(),
        Some(BfString::Char(letter)) => letter.to_string(),
        Some(BfString::String(text)) => text,
    };
    let mut letters = String::new();
    for letter in text.chars() {
        match letter {
            '\u{fb00}' => letters.push_str("ff"),
            '\u{fb01}' => letters.push_str("fi"),
            '\u{fb02}' => letters.push_str("fl"),
            '\u{fb03}' => letters.push_str("ffi"),
            '\u{fb04}' => letters.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => letters.push_str("st"),
            space if space.is_whitespace() => letters.push(' '),
            control if control.is_control() => {}
            letter => letters.push(letter),
        }
    }
    if letters.trim().is_empty() && !letters.is_empty() { " ".to_string() } else { letters }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.spend(1);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend(1);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.spend(run.glyphs().len());
        for glyph in run.glyphs() {
            self.letter(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.spend(1);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _: &[u8], _: Option<&hayro_interpret::hayro_syntax::object::Dict<'_>>) {
        self.spend(1);
    }
}
