//! Boxes marked on the picture of a page.
//!
//! The main function is [`Picture::marked`]. The marks become pixels: a report is opened in programs that draw nothing over
//! a picture, and is printed. Letters under a mark stay readable, and its edge is dark, so that it is seen without colour.
//! Decoding happens here and not in the child because the bytes are those that this program has just encoded itself.

use crate::picture::{Picture, encoded};
use image::{ImageFormat, Rgb, RgbImage};

/// What shines through a mark: red, green and blue, of 255.
const TINT: [u16; 3] = [255, 236, 140];

/// The colour of its edge.
const EDGE: Rgb<u8> = Rgb([20, 60, 120]);

/// How wide its edge is, in pixels.
const WIDTH: u32 = 2;

/// A part of a picture in pixels: left, top, right and bottom, the last two outside.
type Part = [u32; 4];

impl Picture {
    /// The same picture with boxes marked: left, top, right and bottom on the page, in thousandths of a point. Nothing where
    /// its bytes are no picture.
    pub fn marked(&self, boxes: &[[i64; 4]]) -> Option<Self> {
        let mut image = image::load_from_memory_with_format(&self.png, ImageFormat::Png).ok()?.to_rgb8();
        let parts: Vec<Part> = boxes.iter().filter_map(|rect| part(&image, self.size, *rect)).collect();
        // A pixel is tinted once, however many marks lie over it.
        let mut tinted = vec![false; image.width() as usize * image.height() as usize];
        for [left, top, right, bottom] in &parts {
            for (x, y) in (*top..*bottom).flat_map(|y| (*left..*right).map(move |x| (x, y))) {
                let known = &mut tinted[y as usize * image.width() as usize + x as usize];
                if !std::mem::replace(known, true) {
                    tint(image.get_pixel_mut(x, y));
                }
            }
        }
        for part in &parts {
            edge(&mut image, *part);
        }
        let (width, height) = image.dimensions();
        Some(Self { png: encoded(image.as_raw(), width, height)?, ..self.clone() })
    }
}

fn tint(pixel: &mut Rgb<u8>) {
    for (part, tint) in pixel.0.iter_mut().zip(TINT) {
        *part = (u16::from(*part) * tint / 255) as u8;
    }
}

/// A box in pixels, a little wider than what it holds; nothing where no pixel of it lies on the page.
fn part(image: &RgbImage, size: [i64; 2], [left, top, right, bottom]: [i64; 4]) -> Option<Part> {
    let at = |place: i64, pixels: u32, length: i64| place.clamp(0, length) * i64::from(pixels) / length.max(1);
    let (width, height) = image.dimensions();
    let low = |place: i64| place.saturating_sub(i64::from(WIDTH)).max(0) as u32;
    let high = |place: i64, most: u32| (place + 1 + i64::from(WIDTH)).min(i64::from(most)) as u32;
    let inside = left < right && top < bottom && left < size[0] && top < size[1] && right > 0 && bottom > 0;
    inside.then(|| {
        [
            low(at(left, width, size[0])),
            low(at(top, height, size[1])),
            high(at(right, width, size[0]), width),
            high(at(bottom, height, size[1]), height),
        ]
    })
}

fn edge(image: &mut RgbImage, [left, top, right, bottom]: Part) {
    let on_edge = |x: u32, y: u32| x < left + WIDTH || y < top + WIDTH || x + WIDTH >= right || y + WIDTH >= bottom;
    for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))).filter(|(x, y)| on_edge(*x, *y)) {
        image.put_pixel(x, y, EDGE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn white(width: u32, height: u32) -> Picture {
        let rgb = vec![255; width as usize * height as usize * 3];
        let png = encoded(&rgb, width, height).expect("is encoded");
        Picture { pages: 1, size: [i64::from(width) * 1000, i64::from(height) * 1000], png }
    }

    fn pixels(picture: &Picture) -> RgbImage {
        image::load_from_memory_with_format(&picture.png, ImageFormat::Png).expect("is a PNG").to_rgb8()
    }

    #[test]
    fn a_mark_has_an_edge_and_a_tint_and_changes_nothing_else() {
        let boxes = [[20_000, 10_000, 60_000, 30_000], [25_000, 12_000, 40_000, 28_000]];
        let marked = pixels(&white(100, 50).marked(&boxes).expect("is marked"));
        let tint = Rgb(TINT.map(|part| part as u8));
        assert_eq!(*marked.get_pixel(50, 20), tint);
        assert_eq!(*marked.get_pixel(34, 20), tint, "two marks tint no deeper than one");
        assert_eq!((*marked.get_pixel(18, 20), *marked.get_pixel(62, 20)), (EDGE, EDGE));
        assert_eq!((*marked.get_pixel(10, 20), *marked.get_pixel(70, 45)), (Rgb([255; 3]), Rgb([255; 3])));
    }

    #[test]
    fn boxes_off_the_page_or_without_an_inside_mark_nothing() {
        let page = white(40, 40);
        let plain = pixels(&page);
        for rect in
            [[50_000, 0, 60_000, 9_000], [9_000, 9_000, 9_000, 20_000], [i64::MIN, 0, -5, 9], [20_000, 9, 10_000, 20]]
        {
            assert_eq!(pixels(&page.marked(&[rect]).expect("is a picture")), plain, "{rect:?}");
        }
        assert!(page.marked(&[[i64::MIN, i64::MIN, i64::MAX, i64::MAX]]).is_some(), "a box that is far too large is cut");
        assert_eq!(Picture { png: b"no picture".to_vec(), ..page }.marked(&[]), None);
    }
}
