use image::ImageFormat;

/// What a file is, told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One picture that the `image` library decodes.
    Still(ImageFormat),
    /// HEIC, or AVIF, in their common container.
    Heif,
    /// May hold several pages.
    Tiff,
    Pdf,
}

/// A PDF may start with other bytes; readers look this far for its header.
const PDF_HEADER_WITHIN: usize = 1024;

impl Kind {
    /// `None` for anything that is not read here.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Still(ImageFormat::Jpeg)),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Still(ImageFormat::Png)),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Still(ImageFormat::Gif)),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Self::Still(ImageFormat::WebP)),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heif(brand) => Some(Self::Heif),
            [b'B', b'M', ..] => Some(Self::Still(ImageFormat::Bmp)),
            [b'P', b'1'..=b'7', b' ' | b'\t' | b'\n' | b'\r' | b'#', ..] => {
                Some(Self::Still(ImageFormat::Pnm))
            }
            _ if has_pdf_header(bytes) => Some(Self::Pdf),
            _ => None,
        }
    }
}

fn is_heif(brand: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 11] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1", b"avif",
        b"avis",
    ];
    BRANDS.iter().any(|known| brand.starts_with(*known))
}

fn has_pdf_header(bytes: &[u8]) -> bool {
    bytes
        .windows(5)
        .take(PDF_HEADER_WITHIN)
        .any(|start| start == b"%PDF-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        let check = |bytes: &[u8], expected| assert_eq!(Kind::of(bytes), expected, "{bytes:?}");
        check(b"\xff\xd8\xff\xe0", Some(Kind::Still(ImageFormat::Jpeg)));
        check(b"\x89PNG\r\n\x1a\n", Some(Kind::Still(ImageFormat::Png)));
        check(b"GIF89a", Some(Kind::Still(ImageFormat::Gif)));
        check(b"RIFF\0\0\0\0WEBP", Some(Kind::Still(ImageFormat::WebP)));
        check(b"RIFF\0\0\0\0WAVE", None);
        check(b"BM\0\0", Some(Kind::Still(ImageFormat::Bmp)));
        check(b"P6\n2 2", Some(Kind::Still(ImageFormat::Pnm)));
        check(b"P6ublic", None);
        check(b"II*\0", Some(Kind::Tiff));
        check(b"MM\0+", Some(Kind::Tiff));
        check(b"\0\0\0\x18ftypheic", Some(Kind::Heif));
        check(b"\0\0\0\x18ftypisom", None);
        check(b"%PDF-1.7", Some(Kind::Pdf));
        check(b"\xef\xbb\xbfjunk%PDF-1.4", Some(Kind::Pdf));
        check(b"PK\x03\x04", None);
        check(b"", None);
    }
}
