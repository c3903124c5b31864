use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Samples {
    mrz: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    layout: String,
    lines: Vec<String>,
    expect: BTreeMap<String, String>,
}

const TODAY: Day = Day::constant(2026, 11, 21);

fn samples() -> Vec<Sample> {
    let samples: Samples = toml::from_str(include_str!("../../../catalogue/samples.toml")).unwrap();
    samples.mrz
}

fn value(mrz: &Mrz, name: &str) -> String {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    match name {
        "surname" => mrz.surname.clone(),
        "given" => mrz.given.clone(),
        "number" => mrz.number.clone(),
        "sex" => mrz.sex.clone(),
        "nationality" => mrz.nationality.clone(),
        "birth" => day(mrz.birth),
        "valid_until" => day(mrz.valid_until),
        "issued_month" => day(mrz.issued_month)[..7].to_owned(),
        other => panic!("{other}"),
    }
}

#[test]
fn the_checked_samples_are_read() {
    for sample in samples() {
        let mrz = read_mrz(&sample.lines.join("\n"), TODAY).expect(&sample.layout);
        assert_eq!(mrz.layout, sample.layout);
        assert_eq!(mrz.repairs, 0);
        for (name, expected) in &sample.expect {
            assert_eq!(value(&mrz, name), *expected, "{name}");
        }
    }
}

/// A digit read as another digit, anywhere under a check digit, is never accepted.
#[test]
fn a_wrong_digit_is_never_accepted() {
    for sample in samples() {
        let text = sample.lines.join("\n");
        for at in 0..text.len() {
            let before = text.as_bytes()[at];
            if !before.is_ascii_digit() {
                continue;
            }
            for digit in (b'0'..=b'9').filter(|digit| *digit != before) {
                let mut wrong = text.clone().into_bytes();
                wrong[at] = digit;
                let wrong = String::from_utf8(wrong).unwrap();
                // The office after the name of an old card is letters or digits, and only the whole sum sees it.
                let read = read_mrz(&wrong, TODAY);
                assert_eq!(read, None, "{wrong}");
            }
        }
    }
}

#[test]
fn letters_read_for_digits_are_repaired() {
    let check = |from: &str, to: &str, lines: &[&str]| {
        let text = lines.join("\n");
        let noisy = text.replacen(from, to, 1);
        assert_ne!(noisy, text);
        let mut repaired = read_mrz(&noisy, TODAY).unwrap_or_else(|| panic!("{noisy}"));
        repaired.repairs = 0;
        assert_eq!(Some(repaired), read_mrz(&text, TODAY), "{noisy}");
    };
    let card = [
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
        "8806923102858CORINNE<<<<<<<6512068F6",
    ];
    check("8806923102858", "88O6923IO2858", &card);
    check("CORINNE", "C0RINNE", &card);
    check("6512068F6", "6S12O68F6", &card);
    check("IDFRABERTHIER", "IDFRA8ERTHIER", &card);
    check("BERTHIER<<<<", "BERTHIER<<<", &card);
    check("CORINNE<<<<<<<", "CORINNE<<<<<<<<", &card);
    check("BERTHIER<<<<<", "BERTHIER<«<(‹", &card);
    let passport = [
        "P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<",
        "07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04",
    ];
    check("07CD123044", "O7CDI23044", &passport);
    check("<<<<<<<<<<<<<<04", "<<<<<<<<<<<<<04", &passport);
    let licence = ["D1FRA13AA000026181231MARTIN<<9"];
    check("13AA000026", "I3AA00OO26", &licence);
}

#[test]
fn what_is_no_mrz_is_refused() {
    for text in [
        "",
        "\n\n",
        "IDFRA",
        "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "é".repeat(44).as_str(),
    ] {
        assert_eq!(read_mrz(text, TODAY), None, "{text}");
    }
    let long = "IDFRA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n".repeat(1000);
    assert_eq!(read_mrz(&long, TODAY), None, "longer than any code");
}

/// Fourteen runs of `<` on each of three short rows: thousands of lengths to try, and none is right.
#[test]
fn lines_with_too_many_ways_to_be_repaired_are_given_up() {
    let row = format!("I{}", "<A".repeat(14));
    let text = [row.as_str(), row.as_str(), row.as_str()].join("\n");
    let ways = lengths(row.as_bytes(), &LAYOUTS[1], 1).len();
    assert!(ways.pow(3) > limits::MRZ_REPAIRS_MAX, "{ways}");
    assert_eq!(read_mrz(&text, TODAY), None);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "[A-Z0-9<\n]{0,200}|.{0,100}") {
        let _ = read_mrz(&text, TODAY);
    }
}
