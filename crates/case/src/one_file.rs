//! An edition as one file to read offline: all pages of a language one after the other, their links leading within the file.
//!
//! The main function is [`one_file`]. It is made from the pages as they were written, so that it can say nothing else. Every place
//! is named by its page and its name there (`en/roll.html#e…`); what leads to a file that is no page leads nowhere here.

use std::collections::BTreeMap;

/// Attributes that name a place of the same page.
const PLACES: [&str; 4] = [" id=\"", " for=\"", " aria-labelledby=\"", " aria-describedby=\""];

/// The style of pages with the letters that it names within it, so that the file needs no other.
pub fn with_letters(style: &str, letters: &BTreeMap<String, Vec<u8>>) -> String {
    letters.iter().fold(style.to_string(), |style, (name, bytes)| {
        let within = format!("url(data:font/woff2;base64,{})", data_encoding::BASE64.encode(bytes));
        style.replace(&format!("url(\"./{name}\")"), &within)
    })
}

/// The file, from the pages of one language by path, the first page first, and their style. Letters within the style are
/// allowed, and no other.
pub fn one_file(title: &str, language: &str, pages: &BTreeMap<String, String>, style: &str) -> String {
    let first = format!("{language}/index.html");
    let order = pages.get_key_value(&first).into_iter().chain(pages.iter().filter(|(path, _)| **path != first));
    let letters = if style.contains("url(data:font/") { "font-src data:; " } else { "" };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; {letters}base-uri 'none'; form-action 'none'\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>{title}</title><style>{style}</style></head><body><main>\n"
    );
    for (path, page) in order {
        let Some(main) = page.split("<main").nth(1).and_then(|rest| rest.split_once('>')) else { continue };
        let main = main.1.split("</main>").next().unwrap_or_default();
        out += &format!("<article id=\"{path}\">{}</article>\n<hr>\n", within(main, path, pages));
    }
    out + "</main></body></html>\n"
}

/// A page's text with its places and links as they are in the whole file. Words of sources cannot hold an attribute: their
/// quotation marks are written as `&quot;`.
fn within(main: &str, path: &str, pages: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = main;
    while let Some((at, name)) = next(rest) {
        let (before, value) = rest.split_at(at + name.len());
        let end = value.find('"').unwrap_or(value.len());
        let (value, after) = value.split_at(end);
        let before = &before[..before.len() - name.len()];
        out += before;
        if name != HREF {
            let places: Vec<String> = value.split(' ').map(|place| format!("{path}#{place}")).collect();
            out += &format!("{name}{}\"", places.join(" "));
        } else if value.starts_with("https:") || value.starts_with("http:") {
            out += &format!("{name}{value}\"");
        } else if let Some(place) = place(value, path, pages) {
            out += &format!("{name}#{place}\"");
        }
        rest = after.strip_prefix('"').unwrap_or(after);
    }
    out + rest
}

const HREF: &str = " href=\"";

fn next(text: &str) -> Option<(usize, &'static str)> {
    PLACES.into_iter().chain([HREF]).filter_map(|name| Some((text.find(name)?, name))).min()
}

/// The place that a link of a page leads to, if it leads to a page.
fn place(link: &str, path: &str, pages: &BTreeMap<String, String>) -> Option<String> {
    let (file, name) = link.split_once('#').map_or((link, None), |(file, name)| (file, Some(name)));
    let mut parts: Vec<&str> = path.split('/').collect();
    if !file.is_empty() {
        parts.pop();
        for part in file.split('/') {
            match part {
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
    }
    let target = parts.join("/");
    let known = pages.contains_key(&target);
    known.then(|| name.map_or(target.clone(), |name| format!("{target}#{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_in_the_file_and_nothing_is_asked_for() {
        let letters = BTreeMap::from([("letters.woff2".to_string(), b"wOF2".to_vec())]);
        let style = with_letters("@font-face{src:url(\"./letters.woff2\")format(\"woff2\")}", &letters);
        assert_eq!(style, "@font-face{src:url(data:font/woff2;base64,d09GMg==)format(\"woff2\")}");
        let file = one_file("A", "my", &BTreeMap::new(), &style);
        assert!(
            file.contains("style-src 'unsafe-inline'; font-src data:; base-uri 'none'") && file.contains(&style),
            "{file}"
        );
        assert!(!one_file("A", "en", &BTreeMap::new(), "p{}").contains("font-src"));
    }

    #[test]
    fn links_lead_to_places_of_the_file() {
        let page = |body: &str| format!("<html><body><main id=\"main\" tabindex=\"-1\">{body}</main></body></html>");
        let pages = BTreeMap::from([
            ("en/index.html".to_string(), page("<a href=\"roll.html#e1\">x</a><a href=\"../data/roll.csv\">d</a>")),
            (
                "en/roll.html".to_string(),
                page("<p id=\"e1\">&quot; id=&quot;</p><a href=\"#e1\">y</a><a href=\"a/b.html\">z</a>"),
            ),
            ("en/a/b.html".to_string(), page("<a href=\"../index.html\">home</a>")),
        ]);
        let file = one_file("A", "en", &pages, "p{}");
        for says in [
            "<article id=\"en/index.html\"><a href=\"#en/roll.html#e1\">x</a><a>d</a></article>",
            "<p id=\"en/roll.html#e1\">&quot; id=&quot;</p><a href=\"#en/roll.html#e1\">y</a><a href=\"#en/a/b.html\">z</a>",
            "<a href=\"#en/index.html\">home</a>",
        ] {
            assert!(file.contains(says), "{file}");
        }
    }
}
