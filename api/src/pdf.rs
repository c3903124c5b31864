//! A PDF of pictures, a page each: the smallest that every viewer opens (ISO 32000-1, 7.5 and 8.9.5).

use std::io::{Cursor, Write};

use image::{ColorType, ImageDecoder, codecs::jpeg::JpegDecoder};

/// Width of a page in points: A4. Its height follows the picture.
const WIDTH: f64 = 595.0;

/// The bytes of a PDF whose pages are these JPEGs, unchanged.
///
/// # Errors
///
/// When one of them is not a JPEG.
pub(crate) fn of_jpegs(pictures: &[Vec<u8>]) -> anyhow::Result<Vec<u8>> {
    let mut file = File::default();
    let kids: Vec<String> = (0..pictures.len())
        .map(|at| format!("{} 0 R", 3 + 3 * at))
        .collect();
    file.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    let pages = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        kids.join(" "),
        kids.len()
    );
    file.object(pages.as_bytes());
    for (at, jpeg) in pictures.iter().enumerate() {
        let decoder = JpegDecoder::new(Cursor::new(jpeg))?;
        let (width, height) = decoder.dimensions();
        let colours = match decoder.color_type() {
            ColorType::L8 | ColorType::L16 => "DeviceGray",
            _ => "DeviceRGB",
        };
        let tall = WIDTH * f64::from(height) / f64::from(width.max(1));
        let (content, picture) = (4 + 3 * at, 5 + 3 * at);
        file.object(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {tall:.2}] /Contents {content} 0 R \
                 /Resources << /XObject << /P {picture} 0 R >> >> >>"
            )
            .as_bytes(),
        );
        file.stream("", format!("{WIDTH} 0 0 {tall:.2} 0 0 cm /P Do").as_bytes());
        file.stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /{colours} \
                 /BitsPerComponent 8 /Filter /DCTDecode "
            ),
            jpeg,
        );
    }
    Ok(file.end())
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
}
