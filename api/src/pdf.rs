//! A PDF of pictures, a page each, with text over them that is found and not seen: the smallest that every
//! viewer opens (ISO 32000-1, 7.5 and 8.9.5).

use std::io::{Cursor, Write};

use image::{ColorType, ImageDecoder, codecs::jpeg::JpegDecoder};

mod ghost;

pub(crate) use ghost::Ghost;

/// Width of a page in points: A4. Its height follows the picture.
const WIDTH: f64 = 595.0;
/// Side of a page in points that viewers still take (ISO 32000-1, annex C).
const SIDE_MAX: f64 = 14_400.0;

/// One page: a JPEG as it is, and what is drawn over it.
pub(crate) struct Leaf {
    pub jpeg: Vec<u8>,
    /// A content stream in points, from the lower left corner. May be empty.
    pub over: Vec<u8>,
}

/// Width and height of a page in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PageSize {
    pub width: f64,
    pub height: f64,
}

/// The bytes of a PDF whose pages are these JPEGs, unchanged.
///
/// # Errors
///
/// When one of them is not a JPEG.
pub(crate) fn of_jpegs(pictures: &[Vec<u8>]) -> anyhow::Result<Vec<u8>> {
    let leaves: Vec<Leaf> = pictures
        .iter()
        .map(|jpeg| Leaf {
            jpeg: jpeg.clone(),
            over: Vec::new(),
        })
        .collect();
    of_leaves(&leaves, None)
}

/// The bytes of a PDF of these pages; what is drawn over them may use the font, as [`Ghost::NAME`].
///
/// # Errors
///
/// When a picture is not a JPEG.
pub(crate) fn of_leaves(leaves: &[Leaf], font: Option<&Ghost>) -> anyhow::Result<Vec<u8>> {
    let mut file = File::default();
    let kids: Vec<String> = (0..leaves.len())
        .map(|at| format!("{} 0 R", 3 + 3 * at))
        .collect();
    file.object(b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>");
    let pages = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        kids.join(" "),
        kids.len()
    );
    file.object(pages.as_bytes());
    let font_number = 3 + 3 * leaves.len();
    let fonts = font.map_or(String::new(), |_| {
        format!("/Font << /{} {font_number} 0 R >> ", Ghost::NAME)
    });
    for (at, leaf) in leaves.iter().enumerate() {
        let Shape {
            size,
            pixels: (columns, rows),
            colours,
        } = Shape::of(&leaf.jpeg)?;
        let (wide, tall) = (size.width, size.height);
        let (content, picture) = (4 + 3 * at, 5 + 3 * at);
        file.object(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2} {tall:.2}] /Contents {content} 0 R \
                 /Resources << {fonts}/XObject << /P {picture} 0 R >> >> >>"
            )
            .as_bytes(),
        );
        let mut drawn = format!("q {wide:.2} 0 0 {tall:.2} 0 0 cm /P Do Q\n").into_bytes();
        drawn.extend_from_slice(&leaf.over);
        file.packed("", &drawn);
        file.stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {columns} /Height {rows} /ColorSpace /{colours} \
                 /BitsPerComponent 8 /Filter /DCTDecode "
            ),
            &leaf.jpeg,
        );
    }
    if let Some(font) = font {
        font.write(&mut file, font_number);
    }
    Ok(file.end())
}

/// The size of the page that a picture makes up.
///
/// # Errors
///
/// When it is not a JPEG.
pub(crate) fn page_size(jpeg: &[u8]) -> anyhow::Result<PageSize> {
    Ok(Shape::of(jpeg)?.size)
}

struct Shape {
    size: PageSize,
    pixels: (u32, u32),
    colours: &'static str,
}

impl Shape {
    fn of(jpeg: &[u8]) -> anyhow::Result<Self> {
        let decoder = JpegDecoder::new(Cursor::new(jpeg))?;
        let (columns, rows) = decoder.dimensions();
        let tall = WIDTH * f64::from(rows) / f64::from(columns.max(1));
        // A till roll, cut out alone, is longer than a page may be.
        let shrink = (SIDE_MAX / tall).min(1.0);
        Ok(Self {
            size: PageSize {
                width: WIDTH * shrink,
                height: tall * shrink,
            },
            pixels: (columns, rows),
            colours: match decoder.color_type() {
                ColorType::L8 | ColorType::L16 => "DeviceGray",
                _ => "DeviceRGB",
            },
        })
    }
}

struct File {
    bytes: Vec<u8>,
    /// Where each object starts; the first is number 1.
    starts: Vec<usize>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            bytes: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(),
            starts: Vec::new(),
        }
    }
}

impl File {
    fn object(&mut self, body: &[u8]) {
        self.starts.push(self.bytes.len());
        self.say(&format!("{} 0 obj\n", self.starts.len()));
        self.bytes.extend_from_slice(body);
        self.say("\nendobj\n");
    }

    fn stream(&mut self, entries: &str, bytes: &[u8]) {
        let head = format!("<< {entries}/Length {} >>\nstream\n", bytes.len());
        self.object(&[head.as_bytes(), bytes, b"\nendstream"].concat());
    }

    /// A stream that is worth compressing: the text over a page comes to a quarter.
    fn packed(&mut self, entries: &str, bytes: &[u8]) {
        const LEVEL: u8 = 6;
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(bytes, LEVEL);
        self.stream(&format!("{entries}/Filter /FlateDecode "), &packed);
    }

    fn end(mut self) -> Vec<u8> {
        let table = self.bytes.len();
        let size = self.starts.len() + 1;
        self.say(&format!("xref\n0 {size}\n0000000000 65535 f \n"));
        for start in self.starts.clone() {
            self.say(&format!("{start:010} 00000 n \n"));
        }
        self.say(&format!(
            "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
        ));
        self.bytes
    }

    fn say(&mut self, text: &str) {
        self.bytes
            .write_all(text.as_bytes())
            .expect("writing to memory does not fail");
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes)
            .encode_image(&image::RgbImage::new(width, height))
            .expect("encodes");
        bytes
    }

    #[test]
    fn every_picture_is_a_page_and_every_object_is_where_the_table_says() {
        let pdf = of_jpegs(&[jpeg(30, 40), jpeg(40, 30)]).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("/Count 2"));
        let table = text.rfind("xref\n0 9").expect("8 objects and the free one");
        assert!(text[table..].contains("trailer"));
        let find = |needle: &[u8]| pdf.windows(needle.len()).position(|at| at == needle);
        for number in 1..=8 {
            let at = find(format!("{number} 0 obj").as_bytes()).expect("an object");
            assert!(
                text.contains(&format!("{at:010} 00000 n")),
                "object {number}"
            );
        }
    }

    #[test]
    fn what_is_not_a_jpeg_is_refused() {
        assert!(of_jpegs(&[b"GIF89a".to_vec()]).is_err());
    }

    #[test]
    fn a_page_is_as_wide_as_a4_and_never_longer_than_viewers_take() {
        let check = |pixels: (u32, u32), width: f64, height: f64| {
            let size = page_size(&jpeg(pixels.0, pixels.1)).unwrap();
            assert!(
                (size.width - width).abs() < 0.1 && (size.height - height).abs() < 0.1,
                "{size:?}"
            );
        };
        check((100, 141), 595.0, 838.95);
        check((200, 100), 595.0, 297.5);
        check((16, 1600), 144.0, 14_400.0);
    }
}
