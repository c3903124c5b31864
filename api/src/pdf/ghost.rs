//! A font that shows nothing and says which letters stand where (ISO 32000-1, 9.7 and 9.10.3). Its one glyph is
//! empty; what a code means is told by the `ToUnicode` table alone, so every letter that was read can be said.
//! `glyphless.ttf` is the `pdf.ttf` of Tesseract (Apache-2.0), which made this way of writing common.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use super::File;

const FONT_FILE: &[u8] = include_bytes!("glyphless.ttf");

/// The letters used so far.
#[derive(Default)]
pub(crate) struct Ghost {
    /// From 1, in the order in which they came.
    codes: BTreeMap<char, u16>,
    letters: Vec<char>,
}

impl Ghost {
    /// In the content of a page.
    pub(crate) const NAME: &'static str = "G";
    /// Of every letter, in parts of its size.
    pub(crate) const LETTER_WIDTH: f64 = 0.5;

    /// A text as the operand of `Tj`. Control characters, which no viewer can select, are left out; so is, of
    /// more than 65,535 different letters, the rest.
    pub(crate) fn spell(&mut self, text: &str) -> String {
        let mut hex = String::from("<");
        for letter in text.chars().filter(|char| !char.is_control()) {
            if let Some(code) = self.code(letter) {
                write!(hex, "{code:04X}").expect("writing to memory does not fail");
            }
        }
        hex.push('>');
        hex
    }

    fn code(&mut self, letter: char) -> Option<u16> {
        if let Some(code) = self.codes.get(&letter) {
            return Some(*code);
        }
        let code = u16::try_from(self.letters.len() + 1).ok()?;
        self.letters.push(letter);
        self.codes.insert(letter, code);
        Some(code)
    }

    /// Six objects; the first has the number `first`.
    pub(super) fn write(&self, file: &mut File, first: usize) {
        let [inner, descriptor, program, glyphs, letters] =
            [1, 2, 3, 4, 5].map(|step| first + step);
        file.object(
            format!(
                "<< /Type /Font /Subtype /Type0 /BaseFont /GlyphLessFont /Encoding /Identity-H \
                 /DescendantFonts [{inner} 0 R] /ToUnicode {letters} 0 R >>"
            )
            .as_bytes(),
        );
        file.object(
            format!(
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /GlyphLessFont /DW {:.0} \
                 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
                 /CIDToGIDMap {glyphs} 0 R /FontDescriptor {descriptor} 0 R >>",
                Self::LETTER_WIDTH * 1000.0
            )
            .as_bytes(),
        );
        file.object(
            format!(
                "<< /Type /FontDescriptor /FontName /GlyphLessFont /Flags 5 /FontBBox [0 0 500 1000] \
                 /ItalicAngle 0 /Ascent 1000 /Descent -1 /CapHeight 1000 /StemV 80 /FontFile2 {program} 0 R >>"
            )
            .as_bytes(),
        );
        file.packed(&format!("/Length1 {} ", FONT_FILE.len()), FONT_FILE);
        // Glyph 1, the empty one, for every code; code 0 is not used.
        file.packed("", &[0, 1].repeat(self.letters.len() + 1));
        file.packed("", self.to_unicode().as_bytes());
    }

    fn to_unicode(&self) -> String {
        /// Lines of one block, at most (Adobe Technical Note 5014).
        const BLOCK: usize = 100;
        let mut table = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let mut say = |line: fmt::Arguments<'_>| {
            table
                .write_fmt(line)
                .expect("writing to memory does not fail");
        };
        let mut code = 0;
        for block in self.letters.chunks(BLOCK) {
            say(format_args!("{} beginbfchar\n", block.len()));
            for letter in block {
                code += 1;
                say(format_args!("<{code:04X}> <"));
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    say(format_args!("{unit:04X}"));
                }
                say(format_args!(">\n"));
            }
            say(format_args!("endbfchar\n"));
        }
        table.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_keeps_its_code_and_the_table_says_it() {
        let mut ghost = Ghost::default();
        assert_eq!(ghost.spell("été"), "<000100020001>");
        assert_eq!(ghost.spell("t\u{1d}😀"), "<00020003>");
        let table = ghost.to_unicode();
        assert!(
            table.contains(
                "3 beginbfchar\n<0001> <00E9>\n<0002> <0074>\n<0003> <D83DDE00>\nendbfchar"
            )
        );
    }

    #[test]
    fn many_letters_are_told_in_blocks() {
        let mut ghost = Ghost::default();
        let letters: String = ('\u{4e00}'..='\u{4efa}').collect();
        ghost.spell(&letters);
        let table = ghost.to_unicode();
        assert_eq!(table.matches("100 beginbfchar").count(), 2);
        assert!(table.contains("51 beginbfchar"));
    }
}
