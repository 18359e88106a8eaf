//! The text that a page shows, as a browser's `innerText` would give it.
//!
//! The main function is [`visible`]. Spaces run together outside `pre`, blocks stand on lines of their own, paragraphs are set
//! apart by an empty line, cells of a row by a tab. The walk keeps no stack, so no page is too deep for it.

use dom_query::NodeRef;
use rollcall_model::layer::Span;

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Visible {
    /// The text.
    pub text: String,
    /// Where the text of each text node stands in it, in order.
    pub pieces: Vec<Piece>,
    /// How many elements there are.
    pub elements: usize,
    /// How deep the deepest node stands.
    pub depth: usize,
}

/// The text of one text node, as shown.
#[derive(Debug)]
pub(super) struct Piece {
    /// Where it stands, in code points.
    pub span: Span,
    /// The same in bytes.
    pub bytes: std::ops::Range<usize>,
}

impl Visible {
    /// The words of a piece.
    pub fn words(&self, piece: &Piece) -> &str {
        &self.text[piece.bytes.clone()]
    }
}

/// Walks a page and writes down what it shows.
pub(super) fn visible(root: &NodeRef<'_>) -> Visible {
    let mut writer = Writer::default();
    let mut node = *root;
    let mut depth = 0;
    loop {
        if writer.enter(&node)
            && let Some(child) = node.first_child()
        {
            node = child;
            depth += 1;
            writer.page.depth = writer.page.depth.max(depth);
            continue;
        }
        loop {
            writer.leave(&node);
            if node.id == root.id {
                return writer.page;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return writer.page,
            }
            depth -= 1;
        }
    }
}

/// How an element shapes the text around it.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Inline,
    Hidden,
    Break,
    Cell,
    /// Keeps its spaces and lines, between empty lines.
    Kept,
    /// Stands on lines of its own, this many newlines from its neighbours.
    Block(usize),
}

fn shape(name: &str) -> Shape {
    match name {
        "script" | "style" | "noscript" | "template" | "head" | "title" | "iframe" | "object" | "audio" | "video"
        | "canvas" | "datalist" | "rp" | "noframes" | "noembed" | "desc" | "metadata" | "defs" => Shape::Hidden,
        "br" => Shape::Break,
        "td" | "th" => Shape::Cell,
        "pre" | "textarea" | "listing" | "plaintext" | "xmp" => Shape::Kept,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "dl" | "table" | "figure" | "hr"
        | "article" | "section" => Shape::Block(2),
        "html" | "body" | "div" | "li" | "dt" | "dd" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "figcaption"
        | "address" | "aside" | "footer" | "header" | "main" | "nav" | "form" | "fieldset" | "legend" | "details"
        | "summary" | "dialog" | "menu" | "center" | "dir" | "hgroup" | "option" | "optgroup" | "search" | "frameset" => {
            Shape::Block(1)
        }
        _ => Shape::Inline,
    }
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") {
        return true;
    }
    node.attr("style").is_some_and(|style| {
        let style: String = style.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

#[derive(Default)]
struct Writer {
    page: Visible,
    length: usize,
    /// Newlines, tabs or a space that stand before the next letter, if one comes.
    newlines: usize,
    breaks: usize,
    tabs: usize,
    space: bool,
    /// In a cell before its first letter: blocks that start there do not end the row.
    at_cell_start: bool,
    kept: usize,
    /// The elements whose shapes were entered, so that leaving one does not look it up again.
    open: Vec<Shape>,
}

impl Writer {
    /// Whether to go on into the node's children.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        if node.is_text() {
            self.open.push(Shape::Inline);
            self.write(&node.text());
            return false;
        }
        let name = node.node_name();
        let Some(name) = name.as_deref() else {
            self.open.push(Shape::Inline);
            return !node.is_comment() && !node.is_doctype();
        };
        self.page.elements += 1;
        let shape = if is_hidden(node) { Shape::Hidden } else { shape(name) };
        self.open.push(shape);
        match shape {
            Shape::Inline => {}
            Shape::Hidden => return false,
            Shape::Break => self.breaks += 1,
            Shape::Cell => {
                if self.newlines == 0 && self.breaks == 0 && !self.page.text.is_empty() {
                    self.tabs += 1;
                }
                self.at_cell_start = true;
            }
            Shape::Kept => {
                self.block(2);
                self.kept += 1;
            }
            Shape::Block(newlines) => self.block(newlines),
        }
        true
    }

    fn leave(&mut self, _node: &NodeRef<'_>) {
        match self.open.pop() {
            Some(Shape::Kept) => {
                self.kept -= 1;
                self.block(2);
            }
            Some(Shape::Block(newlines)) => self.block(newlines),
            Some(Shape::Cell) => {
                // What ended inside the cell does not end the row.
                (self.newlines, self.breaks, self.at_cell_start) = (0, 0, false);
            }
            _ => {}
        }
    }

    fn block(&mut self, newlines: usize) {
        if !self.at_cell_start {
            self.newlines = self.newlines.max(newlines);
        }
    }

    fn write(&mut self, text: &str) {
        let mut start = None;
        for letter in text.chars() {
            if self.kept == 0 && letter.is_ascii_whitespace() {
                self.space = true;
                continue;
            }
            self.separate(start.is_some());
            start.get_or_insert((self.length, self.page.text.len()));
            self.push(letter);
        }
        if let Some((start, byte)) = start {
            let span = Span { start, end: self.length };
            self.page.pieces.push(Piece { span, bytes: byte..self.page.text.len() });
        }
    }

    /// Writes what stands between the last letter and the next one.
    fn separate(&mut self, inside: bool) {
        let newlines = self.newlines.max(self.breaks.min(2));
        let (tabs, space) = (self.tabs, self.space);
        (self.newlines, self.breaks, self.tabs, self.space, self.at_cell_start) = (0, 0, 0, false, false);
        if self.page.text.is_empty() {
            return;
        }
        if newlines > 0 && !inside {
            (0..newlines).for_each(|_| self.push('\n'));
        } else if tabs > 0 && !inside {
            (0..tabs).for_each(|_| self.push('\t'));
        } else if space {
            self.push(' ');
        }
    }

    fn push(&mut self, letter: char) {
        self.page.text.push(letter);
        self.length += 1;
    }
}
