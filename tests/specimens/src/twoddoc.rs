//! 2D-Doc codes: composed, signed with the public test key, drawn.
//!
//! The specification of the 2D-Doc (§16.1) publishes a test authority `FR00`, its certificate `0001` and the
//! private key that goes with it, so that anyone can make valid codes that nobody takes for real ones.

use jiff::civil::{Date, date};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rxing::{BarcodeFormat, Writer, datamatrix::DataMatrixWriter};

/// The published private key of certificate `FR00 0001`; the public half is in the catalogue's `samples.toml`.
const TEST_KEY: [u8; 32] = [
    0xd6, 0xc8, 0xff, 0x13, 0xfe, 0xc8, 0x63, 0xa0, 0xa7, 0xbf, 0x6f, 0xee, 0xa8, 0x9b, 0xbd, 0x8b,
    0x34, 0xdf, 0x1f, 0x9c, 0x48, 0x86, 0xa2, 0x2b, 0x3a, 0x4e, 0x84, 0x9b, 0x12, 0x73, 0x00, 0xc3,
];

/// One field: two-character identifier, value, and whether the value may be shorter than it is (then a GS ends it).
pub struct Item<'a>(pub &'a str, pub String, pub bool);

/// The whole text of a version 4 code, signature included. `issued` is when the paper was.
///
/// # Panics
/// Never: the published key is a valid one.
pub fn compose(
    document_type: &str,
    issued: Option<Date>,
    signed: Date,
    items: &[Item<'_>],
) -> String {
    let mut text = format!(
        "DC04FR000001{}{}{document_type}01FR",
        hexadecimal(issued),
        hexadecimal(Some(signed))
    );
    for Item(identifier, value, variable) in items {
        text.push_str(identifier);
        text.push_str(&plain(value));
        if *variable {
            text.push('\u{1d}');
        }
    }
    let key = SigningKey::from_slice(&TEST_KEY).expect("the published key is a valid scalar");
    let signature: Signature = key.sign(text.as_bytes());
    format!("{text}\u{1f}{}", base32(&signature.to_bytes()))
}

/// Days since the start of 2000, in four hexadecimal digits; `FFFF` for none.
pub fn hexadecimal(day: Option<Date>) -> String {
    day.map_or_else(
        || "FFFF".to_owned(),
        |day| {
            let days = date(2000, 1, 1)
                .until(day)
                .map_or(0, |span| span.get_days());
            format!("{days:04X}")
        },
    )
}

/// Day, month, year without separators.
pub fn compact(day: Date) -> String {
    format!("{:02}{:02}{:04}", day.day(), day.month(), day.year())
}

/// Upper case without accents, as the codes are written.
pub fn plain(text: &str) -> String {
    text.split(['\'', '’'])
        .map(|part| {
            part.chars()
                .map(|letter| match letter {
                    ' ' | '-' | '/' | ',' | '.' | ':' => letter.to_string(),
                    other => crate::mrz::transliterate(&other.to_string()),
                })
                .collect::<String>()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// RFC 4648 without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes.len() * 8;
    (0..bits.div_ceil(5))
        .map(|group| {
            let value = (0..5).fold(0, |value, bit| {
                let at = group * 5 + bit;
                let set = at < bits && bytes[at / 8] >> (7 - at % 8) & 1 == 1;
                value << 1 | usize::from(set)
            });
            char::from(ALPHABET[value])
        })
        .collect()
}

/// The code as a black and white SVG, one unit a module, without quiet zone.
pub fn draw(text: &str) -> Result<String, crate::SpecimenError> {
    let matrix = DataMatrixWriter
        .encode(text, &BarcodeFormat::DATA_MATRIX, 0, 0)
        .map_err(|error| crate::SpecimenError::Code(error.to_string()))?;
    let (width, height) = (matrix.getWidth(), matrix.getHeight());
    let mut modules = String::new();
    for y in 0..height {
        for x in 0..width {
            if matrix.get(x, y) {
                modules.extend(["M", &x.to_string(), " ", &y.to_string(), "h1v1h-1z"]);
            }
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"><path d=\"{modules}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::{VerifyingKey, signature::Verifier};

    fn unbase32(text: &str) -> Vec<u8> {
        let mut bits = Vec::new();
        for byte in text.bytes() {
            let value = if byte.is_ascii_uppercase() {
                byte - b'A'
            } else {
                byte - b'2' + 26
            };
            bits.extend((0..5).rev().map(|bit| value >> bit & 1));
        }
        bits.chunks_exact(8)
            .map(|byte| byte.iter().fold(0, |value, bit| value << 1 | bit))
            .collect()
    }

    fn is_signed(text: &str) -> bool {
        // The public half as the catalogue writes it.
        let public = "04a98f0d7ccd62808893bec4d436e79d1834a1d6e001d70f1c4cdccd9d9e2fe229\
                      f7240514e8ddc0ca98d0c7440c9cc492849a0fbda73fc392f4da0ae07f84c23c";
        let point: Vec<u8> = (0..public.len() / 2)
            .map(|i| u8::from_str_radix(&public[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
        let (message, signature) = text.split_once('\u{1f}').unwrap();
        let signature = Signature::from_slice(&unbase32(signature)).unwrap();
        key.verify(message.as_bytes(), &signature).is_ok()
    }

    #[test]
    fn a_public_sample_and_our_own_codes_are_signed_by_the_same_key() {
        let sample = "DC03FR0000011823180BA201AHABC1234567890DEF\u{1d}AI30112019\u{1f}GS6BVV7JXCKKTTYIX2WH5IX4IXQCH3TKMEKYQ3LTXQGCH4JFTX566VJ5IKBTHGKQ6QVHQQF6COXUPAIADDWFNDEJSEHFJIX77K6IVXQ";
        assert!(is_signed(sample));
        let ours = compose(
            "A2",
            None,
            date(2026, 2, 16),
            &[
                Item("AH", "ABC12".into(), true),
                Item("AI", "30112027".into(), false),
            ],
        );
        assert!(
            ours.starts_with("DC04FR000001FFFF2547A201FRAHABC12\u{1d}AI30112027\u{1f}"),
            "{ours}"
        );
        assert!(is_signed(&ours));
        assert!(!is_signed(&ours.replace("ABC12", "ABC13")));
    }
}
