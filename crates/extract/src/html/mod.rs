//! `html/1`: all that a page shows as one text, and which of it a reader came for.
//!
//! The main function is [`extract`]. The page is parsed once; [`visible`] walks it and writes what a browser would show;
//! then a library made for it (`dom_smoothie`, after Firefox's reader view) picks the article, and [`readable`] finds its
//! words in the text again. Why not the article alone: what a page says beside it (a date, a caption, a correction) is
//! evidence too, and what the library picks may change from version to version, while offsets must not.

mod charset;
mod readable;
mod visible;

use crate::decode::decode;
use crate::error::ExtractError;
use crate::limits::Limits;
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use rollcall_model::layer::{Layer, Span};

pub(crate) const NAME: &str = "html/1";

/// Pages with more than this are shown whole: the library's work grows faster than the page.
const MAX_READABLE_ELEMENTS: usize = 50_000;
const MAX_READABLE_DEPTH: usize = 400;

pub(crate) fn extract(bytes: &[u8], limits: &Limits) -> Result<Layer, ExtractError> {
    let decoded = decode(bytes, charset::declared(bytes))?;
    let html = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    if charset::depth(html) > limits.max_html_depth {
        return Err(ExtractError::TooLarge { what: "elements open inside each other".into(), limit: limits.max_html_depth });
    }
    let document = Document::from(html);
    let page = visible::visible(&document.root());
    let readable = if page.elements <= MAX_READABLE_ELEMENTS && page.depth <= MAX_READABLE_DEPTH {
        article(document, &page)
    } else {
        Vec::new()
    };
    Ok(Layer {
        name: NAME.to_string(),
        text: page.text,
        encoding: Some(decoded.encoding.name().to_string()),
        readable,
        pages: Vec::new(),
    })
}

/// A page as its parser has it, within the limit on its depth.
pub(crate) fn document(bytes: &[u8], limits: &Limits) -> Option<Document> {
    let decoded = decode(bytes, charset::declared(bytes)).ok()?;
    let html = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    (charset::depth(html) <= limits.max_html_depth).then(|| Document::from(html))
}

/// Where the article stands in the page; nothing where it is the whole page or cannot be told.
fn article(document: Document, page: &visible::Visible) -> Vec<Span> {
    let config = Config { disable_json_ld: true, max_elements_to_parse: MAX_READABLE_ELEMENTS, ..Config::default() };
    let Ok(article) = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse()) else {
        return Vec::new();
    };
    let content = visible::visible(&Document::from(article.content).root());
    readable::spans(&content, page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::layer::CodePoints;

    fn layer(html: &str) -> Layer {
        extract(html.as_bytes(), &Limits::default()).expect("is HTML")
    }

    fn readable(layer: &Layer) -> String {
        let index = CodePoints::new(&layer.text);
        layer.readable.iter().map(|span| index.slice(*span).expect("in range")).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_a_browser_shows_is_the_text() {
        for (html, expected) in [
            ("<p>one<p>two", "one\n\ntwo"),
            ("<title>t</title><body>a <b> b</b>\n c<br>d", "a b c\nd"),
            ("<div>a<div>b</div>c</div>", "a\nb\nc"),
            ("x<script>no</script><style>no</style><noscript>no</noscript><template>no</template>y", "xy"),
            ("<p hidden>no<p style='Display : NONE'>no<p>yes", "yes"),
            ("a &amp; b &eacute;&#x1000;&nbsp;c", "a & b \u{e9}\u{1000}\u{a0}c"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            (
                "<table><tr><td>Name<td>Rank<tr><td><p>U Ba</p><td><p>Major</p></table>after",
                "Name\tRank\nU Ba\tMajor\n\nafter",
            ),
            ("<ul><li>a<li>b</ul>", "a\nb"),
            ("<!-- no --><svg><title>no</title><text>yes</text></svg>", "yes"),
            ("", ""),
        ] {
            assert_eq!(layer(html).text, expected, "{html}");
        }
    }

    #[test]
    fn the_article_is_found_in_the_page() {
        let sentence = |n: usize| {
            format!(
                "In meeting {n}, the ministers met, and they agreed on a number of things, which were then written down. "
            )
        };
        let paragraphs: String = (0..8).map(|n| format!("<p>{}</p>", sentence(n).repeat(3))).collect();
        let html = format!(
            "<html><body><nav class=menu><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav>\
             <article><h1>Ministers meet</h1>{paragraphs}</article>\
             <footer class=footer><p><a href=/about>About us</a> <a href=/home>Home</a></footer></body></html>"
        );
        let layer = layer(&html);
        let readable = readable(&layer);
        assert!(layer.text.contains("Home") && layer.text.contains("About us"));
        for n in 0..8 {
            assert!(readable.contains(sentence(n).trim()), "{n}: {readable}");
        }
        assert!(!readable.contains("Home") && !readable.contains("About us"), "{readable}");
    }

    #[test]
    fn a_page_says_its_own_encoding() {
        let japanese = "\u{9632}\u{885b}\u{5927}\u{81e3}";
        let page = format!("<meta charset=shift_jis><p>{japanese}");
        let bytes = encoding_rs::SHIFT_JIS.encode(&page).0;
        let layer = extract(&bytes, &Limits::default()).expect("is HTML");
        assert_eq!((layer.text.as_str(), layer.encoding.as_deref()), (japanese, Some("Shift_JIS")));
        let wrong = format!("<meta http-equiv=content-type content='text/html; charset=iso-8859-1'><p>{japanese}");
        assert_eq!(extract(wrong.as_bytes(), &Limits::default()).expect("is HTML").text, japanese);
    }

    #[test]
    fn hostile_pages_end() {
        let deep = "<div>".repeat(100_000);
        assert!(matches!(extract(deep.as_bytes(), &Limits::default()), Err(ExtractError::TooLarge { .. })));
        let nested = format!("{}x", "<div>".repeat(9_000));
        assert_eq!(layer(&nested).text, "x");
        let formatting = format!("{}x", "<b><i><font size=1>".repeat(2_000));
        assert_eq!(layer(&formatting).text, "x");
        let open_paragraphs = "<p>a<li>b<td>c".repeat(5_000);
        assert!(layer(&open_paragraphs).text.ends_with('c'));
        assert!(!layer("<table><a><table><a><td></b></a>x<<<>&#xFFFFFFF;&&").text.is_empty());
    }
}
