//! A page of a PDF as pixels, on white.

use super::{marks, open};
use crate::error::ExtractError;
use crate::limits::Limits;
use crate::picture::{LONG_SIDE, Pixels};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::{InterpreterCache, InterpreterSettings};

/// Draws one page, from 1. What a page may cost is counted first, by the reader of its letters: a drawing cannot be stopped.
pub(crate) fn draw(bytes: &[u8], page: usize, limits: &Limits) -> Result<Pixels, ExtractError> {
    let pdf = open(bytes, limits)?;
    let pages = pdf.pages();
    let Some(drawn) = page.checked_sub(1).and_then(|at| pages.get(at)) else {
        return Err(ExtractError::NoSuchPage { page, pages: pages.len() });
    };
    let settings = InterpreterSettings::default();
    let mut budget = limits.max_marks;
    let marks = marks::marks(drawn, &InterpreterCache::new(), &settings, &mut budget)
        .map_err(|()| ExtractError::TooLarge { what: "drawing instructions".into(), limit: limits.max_marks })?;
    let long = marks.size[0].max(marks.size[1]);
    if !marks.size.iter().all(|side| (1.0..=1e6).contains(side)) {
        return Err(ExtractError::BrokenFile { why: "its page has no size that could be drawn".into() });
    }
    let scale = (f64::from(LONG_SIDE) / long) as f32;
    let [x_scale, y_scale] = marks.size.map(|side| scale.max(1.0 / side as f32));
    let settings_of_pixels = PixmapSettings { x_scale, y_scale, bg_color: WHITE };
    let pixmap = hayro::render(drawn, &RenderCache::new(), &settings, &RenderSettings::default(), &settings_of_pixels);
    let rgb = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let size = marks.size.map(super::thousandths);
    Ok(Pixels::new(pages.len(), size, pixmap.width().into(), pixmap.height().into(), rgb))
}
