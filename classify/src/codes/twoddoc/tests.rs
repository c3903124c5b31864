use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Samples {
    twoddoc: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    r#type: String,
    raw: String,
    fields: BTreeMap<String, String>,
}

fn samples() -> Vec<Sample> {
    let samples: Samples = toml::from_str(include_str!("../../../catalogue/samples.toml")).unwrap();
    samples.twoddoc
}

fn sample(document_type: &str) -> String {
    samples()
        .into_iter()
        .find(|sample| sample.r#type == document_type)
        .unwrap()
        .raw
}

#[test]
fn the_reference_codes_are_read_and_their_signatures_agree() {
    for sample in samples() {
        let code = read_twoddoc(&sample.raw).unwrap();
        assert_eq!(code.document_type, sample.r#type);
        let fields: BTreeMap<String, String> = code.fields.iter().cloned().collect();
        assert_eq!(fields, sample.fields, "type {}", sample.r#type);
        assert_eq!(fields.len(), code.fields.len());
        assert_eq!(code.check, CodeCheck::Ok, "type {}", sample.r#type);
    }
}

#[test]
fn a_header_says_who_when_and_what() {
    let code = read_twoddoc(&sample("28")).unwrap();
    assert_eq!(
        (
            code.version,
            code.authority.as_str(),
            code.certificate.as_str()
        ),
        (4, "FR00", "0001")
    );
    assert_eq!(code.issued, None, "FFFF is no date");
    assert_eq!(code.signed, Some(Day::constant(2026, 2, 16)));
    assert_eq!(code.perimeter, "01");
    assert_eq!(code.day("4A"), Some(Day::constant(2022, 7, 31)));
    let slip = read_twoddoc(&sample("06")).unwrap();
    // 0x1231 = 4657 days and 0x1251 = 4689 days after 2000-01-01.
    assert_eq!(slip.hex_day("53"), Some(Day::constant(2012, 10, 1)));
    assert_eq!(slip.issued, Some(Day::constant(2012, 11, 2)));
}

#[test]
fn one_flipped_bit_fails_the_signature() {
    for sample in samples() {
        let bytes = sample.raw.as_bytes();
        // Every byte in turn, one bit of each, but for the version and the names of the key, which then are others.
        for at in (14..bytes.len()).step_by(3) {
            let mut flipped = bytes.to_vec();
            flipped[at] ^= 1;
            let Ok(text) = String::from_utf8(flipped) else {
                continue;
            };
            if let Some(code) = read_twoddoc(&text) {
                assert_ne!(
                    code.check,
                    CodeCheck::Ok,
                    "type {} byte {at}",
                    sample.r#type
                );
            }
        }
    }
}

#[test]
fn a_code_is_read_whatever_befalls_it() {
    let check = |what: &str, text: String, expected: CodeCheck| {
        let code = read_twoddoc(&text).unwrap_or_else(|| panic!("{what}"));
        assert_eq!(code.check, expected, "{what}");
        assert_eq!(code.get("45"), Some("2021"), "{what}");
    };
    let raw = sample("28");
    check(
        "unknown authority",
        raw.replacen("FR000001", "FR030001", 1),
        CodeCheck::None,
    );
    check(
        "unknown certificate",
        raw.replacen("FR000001", "FR00ABCD", 1),
        CodeCheck::None,
    );
    check(
        "signature cut",
        raw[..raw.len() - 9].to_owned(),
        CodeCheck::Failed,
    );
    check(
        "no signature",
        raw.split('\u{1f}').next().unwrap().to_owned(),
        CodeCheck::None,
    );
    check(
        "income changed",
        raw.replacen("4163198", "4113198", 1),
        CodeCheck::Failed,
    );
    check(
        "controls spelled out",
        raw.replace('\u{1d}', "<GS>").replace('\u{1f}', "<US>"),
        CodeCheck::Ok,
    );
    check(
        "controls as pictures",
        raw.replace('\u{1d}', "␝").replace('\u{1f}', "␟"),
        CodeCheck::Ok,
    );
    check(
        "notice reference one short",
        raw.replacen("442278012345678", "44227801234567", 1),
        CodeCheck::Failed,
    );
    check(
        "a field of the future",
        raw.replacen("4X3724", "ZZneuf\u{1d}4X3724", 1),
        CodeCheck::Failed,
    );
    check(
        "an empty field",
        raw.replacen("4X3724", "48\u{1d}4X3724", 1),
        CodeCheck::Failed,
    );
    check("cut off in a field", raw[..60].to_owned(), CodeCheck::None);
}

#[test]
fn a_field_of_the_future_is_kept() {
    let text = sample("28").replacen("4X3724", "ZZneuf\u{1d}4X3724", 1);
    let code = read_twoddoc(&text).unwrap();
    assert_eq!(
        (code.get("ZZ"), code.get("4X")),
        (Some("neuf"), Some("3724"))
    );
    assert_eq!(
        (TwoDDoc::name("ZZ"), TwoDDoc::name("45")),
        ("ZZ", "annee_revenus")
    );
}

#[test]
fn what_is_no_2d_doc_is_refused() {
    let long = "DC04".repeat(limits::CODE_BYTES_MAX);
    for text in [
        "",
        "DC",
        "https://example.org",
        "DC05FR000001FFFF25472801FR",
        "DC0é",
        "DC04FR000001FFFF25472801",
        &long,
    ] {
        assert_eq!(read_twoddoc(text), None, "{text:.40}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "DC0[1-4]FR[0-9A-F]{14}[0-9A-Z]{2}01FR.{0,80}|.{0,60}") {
        let _ = read_twoddoc(&text);
    }
}
