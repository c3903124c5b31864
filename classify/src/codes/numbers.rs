//! Numbers that carry their own key (`DOMAIN.md` §3.9). Spaces, dots and dashes are skipped.

/// Letters and digits only, upper case.
pub(crate) fn compact(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn digits(text: &str) -> Option<Vec<u64>> {
    text.chars()
        .map(|c| c.to_digit(10).map(u64::from))
        .collect()
}

fn number(text: &str) -> Option<u64> {
    if text.len() > 18 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Social security number with its key: 15 characters, `2A` and `2B` for Corsica.
pub fn nir_is_valid(text: &str) -> bool {
    let nir = compact(text);
    if nir.len() != 15 || !matches!(nir.as_bytes()[0], b'1'..=b'4' | b'7' | b'8') {
        return false;
    }
    let body = match &nir[5..7] {
        "2A" => format!("{}19{}", &nir[..5], &nir[7..13]),
        "2B" => format!("{}18{}", &nir[..5], &nir[7..13]),
        _ => nir[..13].to_owned(),
    };
    let month_is_possible =
        number(&nir[3..5]).is_some_and(|month| matches!(month, 1..=12 | 20..=42 | 50..=99));
    match (number(&body), number(&nir[13..])) {
        (Some(body), Some(key)) => month_is_possible && 97 - body % 97 == key,
        _ => false,
    }
}

/// Tax number: 13 digits, the first 0 to 3, the last three the first ten modulo 511.
pub fn spi_is_valid(text: &str) -> bool {
    let spi = compact(text);
    if spi.len() != 13 || !matches!(spi.as_bytes()[0], b'0'..=b'3') {
        return false;
    }
    match (number(&spi[..10]), number(&spi[10..])) {
        (Some(body), Some(key)) => body % 511 == key,
        _ => false,
    }
}

/// Account number: country, two check digits, at most 30 more; modulo 97 is 1. A French one has 27.
pub fn iban_is_valid(text: &str) -> bool {
    let iban = compact(text);
    let shaped = (15..=34).contains(&iban.len())
        && iban.as_bytes()[..2].iter().all(u8::is_ascii_uppercase)
        && iban.as_bytes()[2..4].iter().all(u8::is_ascii_digit);
    if !shaped || (iban.starts_with("FR") && iban.len() != 27) {
        return false;
    }
    iban[4..]
        .chars()
        .chain(iban[..4].chars())
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest: u32, value| {
            let shifted = if value > 9 { rest * 100 } else { rest * 10 };
            (shifted + value) % 97
        })
        == 1
}

/// Establishment number: 14 digits with a Luhn key; La Poste's many offices have a rule of their own.
pub fn siret_is_valid(text: &str) -> bool {
    let siret = compact(text);
    let Some(values) = digits(&siret).filter(|values| values.len() == 14) else {
        return false;
    };
    if siret.starts_with("356000000") {
        return values.iter().sum::<u64>().is_multiple_of(5) || luhn_is_valid(&siret);
    }
    // All zeros passes any sum and is what an empty form shows.
    luhn_is_valid(&siret) && values.iter().any(|value| *value != 0)
}

pub fn luhn_is_valid(text: &str) -> bool {
    let Some(values) = digits(&compact(text)).filter(|values| values.len() > 1) else {
        return false;
    };
    let sum: u64 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(index, value)| match (index % 2, value * 2) {
            (0, _) => *value,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Samples {
        numbers: Vec<Numbers>,
    }

    #[derive(Deserialize)]
    struct Numbers {
        kind: String,
        valid: Vec<String>,
        invalid: Vec<String>,
    }

    fn rule(kind: &str) -> fn(&str) -> bool {
        match kind {
            "nir" => nir_is_valid,
            "spi" => spi_is_valid,
            "iban" => iban_is_valid,
            "siret" => siret_is_valid,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_checked_samples_are_told_right() {
        let samples: Samples =
            toml::from_str(include_str!("../../catalogue/samples.toml")).unwrap();
        for numbers in samples.numbers {
            let is_valid = rule(&numbers.kind);
            for text in &numbers.valid {
                assert!(is_valid(text), "{} {text}", numbers.kind);
            }
            for text in &numbers.invalid {
                assert!(!is_valid(text), "{} {text}", numbers.kind);
            }
        }
    }

    #[test]
    fn one_wrong_digit_is_always_seen() {
        for (kind, text) in [
            ("nir", "255081416802538"),
            ("iban", "FR1420041010050500013M02606"),
            ("siret", "73282932000074"),
            ("spi", "3023217600053"),
        ] {
            for at in 0..text.len() {
                for digit in '0'..='9' {
                    let mut wrong: Vec<char> = text.chars().collect();
                    if !wrong[at].is_ascii_digit() || wrong[at] == digit {
                        continue;
                    }
                    wrong[at] = digit;
                    let wrong: String = wrong.into_iter().collect();
                    assert!(!rule(kind)(&wrong), "{kind} {wrong}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_is_no_number() {
        for text in [
            "",
            "é",
            "1",
            "FR",
            "FR14",
            "00000000000000",
            "ZZZZZZZZZZZZZZZ",
        ] {
            for kind in ["nir", "spi", "iban", "siret"] {
                assert!(!rule(kind)(text), "{kind} {text}");
            }
        }
    }
}
