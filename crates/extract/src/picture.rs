//! A photograph, or a page of a PDF, as plain pixels: what a person looks at where there are no words.
//!
//! The main function is [`draw`], which runs in the child; its answer, [`Pixels`], is checked by the parent and becomes a
//! [`Picture`]. Why pixels go over the pipe and not a finished PNG: the parent encodes them itself, so that a child which a
//! file has taken over can hand out a wrong picture and nothing else. What the file knows beside its pixels (where and with
//! what it was taken) stays in the file.

use crate::error::ExtractError;
use crate::limits::Limits;
use crate::pdf;
use data_encoding::BASE64;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Rgba};
use serde::{Deserialize, Serialize};
use std::io::Cursor;

/// The longer side of what is drawn, in pixels: enough to read a page of letters, little enough to send and to keep.
pub(crate) const LONG_SIDE: u32 = 1800;

/// Bytes of a pixel: red, green, blue.
const DEPTH: usize = 3;

/// What the child answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pixels {
    /// How many pages the file has; 1 for a photograph.
    pages: usize,
    /// Width and height of the page, in thousandths of a point; a photograph's pixel counts as a point.
    size: [i64; 2],
    width: u32,
    height: u32,
    /// Red, green and blue of each pixel, in Base64.
    rgb: String,
}

/// A page as a picture that a browser can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// How many pages the file has; 1 for a photograph.
    pub pages: usize,
    /// Width and height of the page, in thousandths of a point; a photograph's pixel counts as a point.
    pub size: [i64; 2],
    /// The bytes of a PNG.
    pub png: Vec<u8>,
}

/// Whether files of a media type can be drawn.
pub fn is_drawable(media_type: &str) -> bool {
    media_type == "application/pdf" || format(media_type).is_some()
}

fn format(media_type: &str) -> Option<ImageFormat> {
    match media_type {
        "image/png" => Some(ImageFormat::Png),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        _ => None,
    }
}

/// Draws a page; a photograph has one.
pub(crate) fn draw(bytes: &[u8], media_type: &str, page: usize, limits: &Limits) -> Result<Pixels, ExtractError> {
    match format(media_type) {
        Some(_) if page != 1 => Err(ExtractError::NoSuchPage { page, pages: 1 }),
        Some(format) => photograph(bytes, format, limits),
        None if media_type == "application/pdf" => pdf::draw(bytes, page, limits),
        None => Err(ExtractError::NotDrawable { media_type: media_type.to_string() }),
    }
}

fn photograph(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Result<Pixels, ExtractError> {
    let broken = |_| ExtractError::BrokenFile { why: "it does not hold together as a picture".into() };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut allowed = image::Limits::default();
    allowed.max_alloc = Some(limits.max_unpacked_bytes as u64);
    reader.limits(allowed);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels as u64 {
        return Err(ExtractError::TooLarge { what: "pixels".into(), limit: limits.max_pixels });
    }
    // A camera that was held upright says so beside the pixels: people see it turned, and boxes are drawn on what they see.
    let turned = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(turned);
    let size = [image.width(), image.height()].map(|side| i64::from(side) * 1000);
    let image = if image.width().max(image.height()) > LONG_SIDE { image.thumbnail(LONG_SIDE, LONG_SIDE) } else { image };
    Ok(Pixels::new(1, size, image.width(), image.height(), image.to_rgba8().pixels().flat_map(on_white).collect()))
}

/// A pixel as it looks on white paper.
fn on_white(pixel: &Rgba<u8>) -> [u8; DEPTH] {
    let [red, green, blue, alpha] = pixel.0.map(u32::from);
    [red, green, blue].map(|part| ((part * alpha + 255 * (255 - alpha)) / 255) as u8)
}

impl Pixels {
    pub(crate) fn new(pages: usize, size: [i64; 2], width: u32, height: u32, rgb: Vec<u8>) -> Self {
        Self { pages, size, width, height, rgb: BASE64.encode(&rgb) }
    }

    /// The picture, where the answer holds together; the child is trusted no more than its file.
    pub fn picture(&self) -> Option<Picture> {
        let sides = [self.width, self.height];
        let sound = self.pages > 0
            && sides.iter().all(|side| (1..=LONG_SIDE).contains(side))
            && self.size.iter().all(|side| (1..=1_000_000_000).contains(side));
        let rgb = BASE64.decode(self.rgb.as_bytes()).ok().filter(|_| sound)?;
        if rgb.len() != self.width as usize * self.height as usize * DEPTH {
            return None;
        }
        let png = encoded(&rgb, self.width, self.height)?;
        Some(Picture { pages: self.pages, size: self.size, png })
    }
}

/// Red, green and blue of each pixel as the bytes of a PNG.
pub(crate) fn encoded(rgb: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(rgb, width, height, ExtendedColorType::Rgb8).ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one colour, left of the middle red and right of it blue.
    fn written(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let half = |x, _| if x < width / 2 { image::Rgb([200, 0, 0]) } else { image::Rgb([0, 0, 200]) };
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::from_fn(width, height, half).write_to(&mut bytes, format).expect("writes");
        bytes.into_inner()
    }

    fn drawn(bytes: &[u8], media_type: &str) -> DynamicImage {
        let picture = draw(bytes, media_type, 1, &Limits::default()).expect("is drawn").picture().expect("is sound");
        image::load_from_memory_with_format(&picture.png, ImageFormat::Png).expect("is a PNG")
    }

    #[test]
    fn a_photograph_is_drawn_and_made_smaller() {
        for (format, media_type) in [(ImageFormat::Png, "image/png"), (ImageFormat::Jpeg, "image/jpeg")] {
            let bytes = written(format, 3600, 1200);
            let pixels = draw(&bytes, media_type, 1, &Limits::default()).expect("is drawn");
            assert_eq!((pixels.size, pixels.width, pixels.height), ([3_600_000, 1_200_000], 1800, 600));
            let image = drawn(&bytes, media_type).to_rgb8();
            assert!(image.get_pixel(100, 300).0[0] > 150 && image.get_pixel(1700, 300).0[2] > 150, "{media_type}");
        }
    }

    #[test]
    fn a_camera_held_upright_is_turned() {
        // The smallest Exif block that says "turn right by 90 degrees", after the first marker.
        let exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let jpeg = written(ImageFormat::Jpeg, 64, 32);
        let turned = [&jpeg[..2], &exif[..], &jpeg[2..]].concat();
        let image = drawn(&turned, "image/jpeg").to_rgb8();
        assert_eq!(image.dimensions(), (32, 64));
        assert!(image.get_pixel(16, 8).0[0] > 150 && image.get_pixel(16, 56).0[2] > 150, "left is above now");
    }

    #[test]
    fn what_is_no_picture_and_what_is_too_much_is_refused() {
        let code = |bytes: &[u8], media_type: &str, page, limits: &Limits| {
            draw(bytes, media_type, page, limits).expect_err("is refused").code()
        };
        let png = written(ImageFormat::Png, 20, 20);
        let limits = Limits::default();
        assert_eq!(code(&png[..60], "image/png", 1, &limits), "broken-file");
        assert_eq!(code(b"\xff\xd8\xff\xe0 no more", "image/jpeg", 1, &limits), "broken-file");
        assert_eq!(code(b"words", "text/plain", 1, &limits), "not-drawable");
        assert_eq!(code(&png, "image/png", 2, &limits), "no-such-page");
        assert_eq!(code(&png, "image/png", 1, &Limits { max_pixels: 399, ..limits }), "too-large");
    }

    #[test]
    fn an_answer_that_does_not_hold_together_is_no_picture() {
        let sound = Pixels::new(1, [2000, 1000], 2, 1, vec![0; 6]);
        assert!(sound.picture().is_some());
        for wrong in [
            Pixels { width: 3, ..sound.clone() },
            Pixels { height: 0, ..sound.clone() },
            Pixels { width: LONG_SIDE + 1, ..sound.clone() },
            Pixels { size: [0, 1000], ..sound.clone() },
            Pixels { pages: 0, ..sound.clone() },
            Pixels { rgb: "<svg>".into(), ..sound },
        ] {
            assert_eq!(wrong.picture(), None, "{wrong:?}");
        }
    }
}
