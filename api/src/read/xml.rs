//! XML that is well formed by construction: what is opened is closed, and nothing that was read off a paper
//! can end a tag.

use std::fmt::{Display, Write as _};

pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

/// Name and value.
pub(super) type Attribute<'a> = (&'static str, &'a dyn Display);

impl Xml {
    /// `head`: what stands before the root, a doctype for instance.
    pub(super) fn new(head: &str) -> Self {
        Self {
            text: format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}"),
            open: Vec::new(),
        }
    }

    pub(super) fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    pub(super) fn close(&mut self) {
        let name = self.open.pop().expect("what is closed was opened");
        self.indent();
        self.put(format_args!("</{name}>\n"));
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with nothing but text.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.start(name, attributes);
        self.text.push('>');
        self.text.push_str(&escaped(text));
        self.put(format_args!("</{name}>\n"));
    }

    /// The document, with all that is still open closed.
    pub(super) fn end(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.indent();
        self.put(format_args!("<{name}"));
        for (name, value) in attributes {
            let value = escaped(&value.to_string());
            self.put(format_args!(" {name}=\"{value}\""));
        }
    }

    fn indent(&mut self) {
        let depth = self.open.len();
        self.put(format_args!("{:depth$}", ""));
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.text
            .write_fmt(text)
            .expect("writing to memory does not fail");
    }
}

/// For a text or a value in double quotes. A character that XML 1.0 forbids even as a number becomes
/// U+FFFD, "replacement character": its place stays, and the word keeps its length.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // In a value they would be read as spaces.
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_tag_and_no_forbidden_sign_is_left() {
        let check = |text: &str, expected: &str| {
            let mut xml = Xml::new("");
            xml.open("all", &[("a", &text)]);
            xml.leaf("b", &[], text);
            let xml = xml.end();
            let read = roxmltree::Document::parse(&xml).expect(&xml);
            let root = read.root_element();
            assert_eq!(root.attribute("a"), Some(expected), "{xml}");
            let leaf = root.first_element_child().expect("one child");
            assert_eq!(leaf.text().unwrap_or(""), expected, "{xml}");
        };
        check("l'été", "l'été");
        check("\"><b>&amp;", "\"><b>&amp;");
        check("a\tb\nc\rd", "a\tb\nc\rd");
        check("\u{1d}GS\u{0}", "\u{fffd}GS\u{fffd}");
        check("\u{ffff}\u{85}\u{1f600}", "\u{fffd}\u{85}\u{1f600}");
    }

    #[test]
    fn what_is_left_open_is_closed() {
        let mut xml = Xml::new("");
        xml.open("a", &[]);
        xml.open("b", &[]);
        xml.empty("c", &[("n", &1)]);
        let expected =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n <b>\n  <c n=\"1\"/>\n </b>\n</a>\n";
        assert_eq!(xml.end(), expected);
    }
}
