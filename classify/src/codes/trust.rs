//! The keys that signatures are checked against: `catalogue/trust.toml`.

use std::sync::OnceLock;

use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use paper::CodeCheck;
use serde::Deserialize;

const TRUST: &str = include_str!("../../catalogue/trust.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrustFile {
    key: Vec<KeyEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    authority: String,
    certificate: String,
    #[serde(rename = "curve")]
    _curve: Curve,
    /// Hexadecimal.
    x: String,
    y: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
enum Curve {
    #[serde(rename = "P-256")]
    P256,
}

struct Key {
    authority: String,
    certificate: String,
    verifies: VerifyingKey,
}

fn keys() -> &'static [Key] {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    KEYS.get_or_init(|| read(TRUST).expect("the list we ship is checked by the tests"))
}

/// `None` when the file is not a trust list or a key is not a point of its curve.
fn read(text: &str) -> Option<Vec<Key>> {
    let file: TrustFile = toml::from_str(text).ok()?;
    file.key
        .into_iter()
        .map(|entry| {
            let mut point = vec![4];
            point.extend(hex(&entry.x)?);
            point.extend(hex(&entry.y)?);
            Some(Key {
                verifies: VerifyingKey::from_sec1_bytes(&point).ok()?,
                authority: entry.authority,
                certificate: entry.certificate,
            })
        })
        .collect()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// `None` without a signature or without its key; never "authentic": a paper may be copied.
pub(super) fn check_signature(
    authority: &str,
    certificate: &str,
    signed: &[u8],
    signature: Option<&[u8]>,
) -> CodeCheck {
    let key = keys()
        .iter()
        .find(|key| key.authority == authority && key.certificate == certificate);
    let (Some(key), Some(signature)) = (key, signature) else {
        return CodeCheck::None;
    };
    // An unsigned annex may follow after a GS.
    let signature = signature.split(|b| *b == 0x1d).next().unwrap_or_default();
    let verified = base32(signature)
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .is_some_and(|signature| key.verifies.verify(signed, &signature).is_ok());
    if verified {
        CodeCheck::Ok
    } else {
        CodeCheck::Failed
    }
}

/// RFC 4648 without padding.
fn base32(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            b'=' => continue,
            _ => return None,
        };
        buffer = (buffer << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    // The bits left over must be zero, or one signature could be written in two ways.
    (buffer & ((1 << bits) - 1) == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_we_ship_is_sound() {
        assert!(read(TRUST).is_some_and(|keys| !keys.is_empty()));
        assert!(
            read(&TRUST.replacen("a98f", "a98e", 1)).is_none(),
            "no point of the curve"
        );
        assert!(read(&TRUST.replace("P-256", "P-257")).is_none());
    }

    #[test]
    fn base32_is_decoded() {
        assert_eq!(base32(b"MZXW6YTBOI"), Some(b"foobar".to_vec()));
        assert_eq!(base32(b"MZXW6YTBOJ"), None, "bits left over");
        assert_eq!(base32(b"mz"), None);
    }
}
