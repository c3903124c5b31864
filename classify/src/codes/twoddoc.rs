//! 2D-Doc: the State's signed bar code (`DOMAIN.md` §3.6). Header, fields, signature.

use jiff::ToSpan;
use paper::{CodeCheck, Day};

use super::{identifiers::identifier, trust};
use crate::limits;

const GS: u8 = 0x1d;
const RS: u8 = 0x1e;
const US: u8 = 0x1f;

/// A code taken apart. Unknown fields are kept under their two characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoDDoc {
    /// 1 to 4.
    pub version: u8,
    /// Four characters: `FR03`; ending in `00` it is a test authority.
    pub authority: String,
    pub certificate: String,
    /// When the paper was issued; many kinds never say.
    pub issued: Option<Day>,
    pub signed: Option<Day>,
    /// Two characters: `28` is a tax notice.
    pub document_type: String,
    /// `01` is the State's; empty in versions 1 and 2, which have no other.
    pub perimeter: String,
    /// Identifier and value, in the order of the code.
    pub fields: Vec<(String, String)>,
    pub check: CodeCheck,
}

impl TwoDDoc {
    pub fn get(&self, id: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, value)| known == id && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// A value written `DDMMYYYY`.
    pub fn day(&self, id: &str) -> Option<Day> {
        let value = self
            .get(id)
            .filter(|value| value.len() == 8 && value.is_ascii())?;
        let number = |from: usize, to: usize| value[from..to].parse::<i16>().ok();
        Day::new(number(4, 8)?, number(2, 4)? as i8, number(0, 2)? as i8).ok()
    }

    /// A value that counts days in four hexadecimal digits.
    pub fn hex_day(&self, id: &str) -> Option<Day> {
        self.get(id).and_then(hex_day)
    }

    /// Our name for a field, or its two characters when the specification is newer than us.
    pub fn name(id: &str) -> &str {
        identifier(id).map_or(id, |known| known.name)
    }
}

/// `None` when the text is not a 2D-Doc in C40 form. A code whose signature is wrong is read all the same.
pub fn read_twoddoc(text: &str) -> Option<TwoDDoc> {
    if text.len() > limits::CODE_BYTES_MAX {
        return None;
    }
    let bytes = latin_1(&with_controls(text))?;
    let head = std::str::from_utf8(bytes.get(..22)?)
        .ok()
        .filter(|head| head.is_ascii())?;
    let version: u8 = head[2..4].parse().ok()?;
    let length = match version {
        1 | 2 => 22,
        3 => 24,
        4 => 26,
        _ => return None,
    };
    let is_code = head.starts_with("DC") && head[20..22].bytes().all(|b| b.is_ascii_alphanumeric());
    let perimeter = std::str::from_utf8(bytes.get(22..length)?)
        .ok()
        .filter(|_| is_code)?;
    let end = bytes.iter().position(|b| *b == US).unwrap_or(bytes.len());
    let (authority, certificate) = (&head[4..8], &head[8..12]);
    Some(TwoDDoc {
        version,
        authority: authority.to_owned(),
        certificate: certificate.to_owned(),
        issued: hex_day(&head[12..16]),
        signed: hex_day(&head[16..20]),
        document_type: head[20..22].to_owned(),
        perimeter: perimeter.get(..2).unwrap_or_default().to_owned(),
        fields: fields(bytes.get(length..end).unwrap_or_default()),
        check: trust::check_signature(authority, certificate, &bytes[..end], bytes.get(end + 1..)),
    })
}

/// Some readers spell the control characters out.
fn with_controls(text: &str) -> String {
    let spelled = [
        ("<GS>", GS),
        ("{GS}", GS),
        ("[GS]", GS),
        ("␝", GS),
        ("^]", GS),
        ("<RS>", RS),
        ("{RS}", RS),
        ("[RS]", RS),
        ("␞", RS),
        ("^^", RS),
        ("<US>", US),
        ("{US}", US),
        ("[US]", US),
        ("␟", US),
        ("^_", US),
    ];
    spelled
        .iter()
        .fold(text.to_owned(), |text, (spelling, control)| {
            if text.contains(spelling) {
                text.replace(spelling, char::from(*control).encode_utf8(&mut [0; 4]))
            } else {
                text
            }
        })
}

/// One byte per char; `None` for a char that no bar code holds.
fn latin_1(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect()
}

/// Days since 2000-01-01 in four hexadecimal digits; `FFFF` is no date.
fn hex_day(text: &str) -> Option<Day> {
    let days = i64::from_str_radix(text, 16)
        .ok()
        .filter(|days| (0..0xffff).contains(days))?;
    Day::constant(2000, 1, 1).checked_add(days.days()).ok()
}

fn fields(message: &[u8]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = message;
    while let Some((id, after)) = rest.split_at_checked(2) {
        if let Some(skipped) = id.iter().position(|b| matches!(*b, GS | RS)) {
            rest = &rest[skipped + 1..];
            continue;
        }
        let id = text(id);
        let (length, end) = value_length(&id, after);
        fields.push((id, text(&after[..length])));
        rest = &after[end..];
    }
    fields
}

/// How long a value is, and where the next field starts.
fn value_length(id: &str, after: &[u8]) -> (usize, usize) {
    let known = identifier(id);
    let max = known.map_or(usize::MAX, |known| known.max).min(after.len());
    let separator = after[..max].iter().position(|b| matches!(*b, GS | RS));
    let length = separator.unwrap_or(max);
    let is_fixed = known.is_some_and(|known| known.min == known.max);
    if is_fixed && separator.is_none() && !starts_field(&after[length..]) {
        // A value one or two characters short of its fixed length: the next field shows where it ends.
        let shorter = (max.saturating_sub(2)..max)
            .rev()
            .find(|length| starts_field(&after[*length..]));
        if let Some(length) = shorter {
            return (length, length);
        }
    }
    // A separator may follow even a value of full length.
    let has_separator = after.get(length).is_some_and(|b| matches!(*b, GS | RS));
    (length, length + usize::from(has_separator))
}

/// An identifier stands here; one of fixed length must be followed by another field, or any two
/// characters would do.
fn starts_field(rest: &[u8]) -> bool {
    let known = |rest: &[u8]| match rest {
        [a, b, ..] => identifier(&text(&[*a, *b])),
        _ => None,
    };
    match (rest, known(rest)) {
        ([] | [GS | RS, ..], _) => true,
        (_, None) => false,
        (_, Some(field)) if field.min == field.max => match rest.get(2 + field.max..) {
            Some([] | [GS | RS, ..]) => true,
            Some(after) => known(after).is_some(),
            None => false,
        },
        (_, Some(_)) => true,
    }
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests;
