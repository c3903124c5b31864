//! Sealing: XChaCha20-Poly1305 with a header that says how it was sealed.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `SES1` |
//! | 1 | algorithm: 1 = XChaCha20-Poly1305 |
//! | 4 | generation of the key, big-endian |
//! | 24 | nonce, random: with 192 bits two never meet |
//! | n + 16 | what was sealed, and its tag |
//!
//! The tag covers the first nine bytes and the object's kind and id too, so what was sealed as one
//! object never opens as another.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, AeadInOut, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{VaultError, random::random};

const MAGIC: &[u8; 4] = b"SES1";
const ALGORITHM: u8 = 1;
const NONCE_AT: usize = 4 + 1 + 4;
const BODY_AT: usize = NONCE_AT + 24;

/// 32 secret bytes, wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// What is sealed: part of what the tag covers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object {
    pub(crate) kind: &'static str,
    pub(crate) id: u128,
}

/// A key for one use. Opens only what it sealed, as the object that it was sealed as.
pub(crate) struct SealKey {
    secret: Secret,
    generation: u32,
}

impl SealKey {
    pub(crate) fn new(secret: Secret, generation: u32) -> Self {
        Self { secret, generation }
    }

    pub(crate) fn seal(&self, object: Object, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(BODY_AT + plain.len() + 16);
        sealed.extend_from_slice(MAGIC);
        sealed.push(ALGORITHM);
        sealed.extend_from_slice(&self.generation.to_be_bytes());
        let covered = covered(&sealed, object);
        let nonce: [u8; 24] = random();
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self
            .cipher()
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                &covered,
                (&mut sealed[BODY_AT..]).into(),
            )
            .expect("only more than 256 GiB cannot be sealed, and limits are far below");
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// `Err(Damaged)` when it was sealed with another key, as another object, or changed since.
    pub(crate) fn open(&self, object: Object, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.try_open(object, sealed)
            .ok_or_else(|| VaultError::damaged(object.kind, format!("{:032x}", object.id)))
    }

    fn try_open(&self, object: Object, sealed: &[u8]) -> Option<Vec<u8>> {
        let (header, body) = sealed.split_at_checked(BODY_AT)?;
        let (header, nonce) = header.split_at(NONCE_AT);
        let expected = [MAGIC, &[ALGORITHM][..], &self.generation.to_be_bytes()].concat();
        if header != expected {
            return None;
        }
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        let payload = Payload {
            msg: body,
            aad: &covered(header, object),
        };
        self.cipher().decrypt(&XNonce::from(nonce), payload).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.secret).into())
    }
}

fn covered(header: &[u8], object: Object) -> Vec<u8> {
    [
        header,
        object.kind.as_bytes(),
        &[0],
        &object.id.to_be_bytes(),
    ]
    .concat()
}

/// A key for one use from a secret: HKDF-SHA256, so that one use says nothing of another.
pub(crate) fn derive(secret: &[u8; 32], purpose: &str) -> Secret {
    let mut key = Secret::default();
    Hkdf::<Sha256>::new(None, secret)
        .expand_multi_info(&[b"sesame 1 ", purpose.as_bytes()], key.as_mut_slice())
        .expect("32 bytes are far below HKDF's limit");
    key
}

/// A name that says nothing without the key, always the same for the same bytes: what the ledger can
/// look up without holding a login, a token or a photo's own hash.
pub(crate) fn keyed_name(key: &Secret, kind: &str, bytes: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(kind.as_bytes()).update(&[0]).update(bytes);
    let hash = hasher.finalize();
    let (first, _) = hash.as_bytes().split_at(16);
    u128::from_be_bytes(first.try_into().expect("split at 16"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHOTO: Object = Object {
        kind: "photo",
        id: 7,
    };

    fn key(byte: u8) -> SealKey {
        SealKey::new(Zeroizing::new([byte; 32]), 1)
    }

    #[test]
    fn what_was_sealed_opens_as_itself_only() {
        let sealed = key(1).seal(PHOTO, b"papier");
        assert_eq!(key(1).open(PHOTO, &sealed).unwrap(), b"papier");
        let others = [
            ("another key", key(2), PHOTO),
            (
                "another kind",
                key(1),
                Object {
                    kind: "page",
                    ..PHOTO
                },
            ),
            ("another id", key(1), Object { id: 8, ..PHOTO }),
            (
                "another generation",
                SealKey::new(Zeroizing::new([1; 32]), 2),
                PHOTO,
            ),
        ];
        for (fault, key, object) in others {
            assert!(key.open(object, &sealed).is_err(), "{fault}");
        }
    }

    #[test]
    fn any_flipped_bit_and_any_cut_is_noticed() {
        let sealed = key(1).seal(PHOTO, b"papier");
        for byte in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[byte] ^= 1;
            assert!(key(1).open(PHOTO, &flipped).is_err(), "flipped {byte}");
            assert!(
                key(1).open(PHOTO, &sealed[..byte]).is_err(),
                "cut at {byte}"
            );
        }
    }

    #[test]
    fn the_same_bytes_are_never_sealed_the_same() {
        assert_ne!(key(1).seal(PHOTO, b"papier"), key(1).seal(PHOTO, b"papier"));
    }

    #[test]
    fn each_use_has_a_key_of_its_own() {
        let secret = [3; 32];
        assert_ne!(*derive(&secret, "blob"), *derive(&secret, "record"));
        assert_ne!(*derive(&secret, "blob"), secret);
        let name = |kind| keyed_name(&Zeroizing::new(secret), kind, b"x");
        assert_ne!(name("login"), name("token"));
        assert_eq!(name("login"), name("login"));
    }
}
