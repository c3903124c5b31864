//! Numbers with right keys. Forms and worked examples: `domain` reference §3.9.

use jiff::civil::Date;

use crate::rng::Dice;

/// Security number of a person: 13 digits and a key of 2, together 15.
pub fn nir(woman: bool, birth: Date, department: &str, dice: &mut Dice) -> String {
    let sex = if woman { 2 } else { 1 };
    let body = format!(
        "{sex}{:02}{:02}{department}{}{:03}",
        birth.year() % 100,
        birth.month(),
        dice.digits(3),
        dice.whole(1, 480)
    );
    let key = 97 - remainder(&body.replace("2A", "19").replace("2B", "18"), 97);
    format!("{body}{key:02}")
}

pub fn nir_is_right(nir: &str) -> bool {
    let digits = nir.replace("2A", "19").replace("2B", "18");
    nir.len() == 15
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits[13..].parse() == Ok(97 - remainder(&digits[..13], 97))
}

/// Tax number: 10 digits, the first below 4, and their remainder by 511.
pub fn spi(dice: &mut Dice) -> String {
    let body = format!("{}{}", dice.whole(0, 3), dice.digits(9));
    format!("{body}{:03}", remainder(&body, 511))
}

pub fn spi_is_right(spi: &str) -> bool {
    spi.len() == 13 && spi[10..].parse() == Ok(remainder(&spi[..10], 511))
}

/// 9 digits that pass Luhn, then 5 that make the whole pass.
pub fn siret(dice: &mut Dice) -> String {
    let siren = with_luhn(&dice.digits(8));
    with_luhn(&format!("{siren}{:04}", dice.whole(1, 60)))
}

pub fn luhn_is_right(digits: &str) -> bool {
    luhn_sum(digits).is_multiple_of(10)
}

/// A practitioner's number: 11 digits that start with 1 and pass Luhn.
pub fn rpps(dice: &mut Dice) -> String {
    with_luhn(&format!("10{}", dice.digits(8)))
}

fn with_luhn(body: &str) -> String {
    (0..10)
        .map(|key| format!("{body}{key}"))
        .find(|number| luhn_is_right(number))
        .expect("one of ten last digits makes the sum a multiple of ten")
}

fn luhn_sum(digits: &str) -> u32 {
    digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum()
}

/// The parts of a French account, and the IBAN made of them.
#[derive(Clone, Debug)]
pub struct Account {
    pub bank: String,
    pub branch: String,
    pub account: String,
    pub key: String,
    pub iban: String,
    pub bic: String,
}

/// An account thrown with its two keys, of the RIB and of the IBAN.
///
/// # Panics
/// Never: only digits are thrown.
pub fn account(dice: &mut Dice) -> Account {
    let (bank, branch, account) = (dice.digits(5), dice.digits(5), dice.digits(11));
    let part = |digits: &str| digits.parse::<u128>().expect("digits were thrown");
    let key = 97 - (89 * part(&bank) + 15 * part(&branch) + 3 * part(&account)) % 97;
    let key = format!("{key:02}");
    let bban = format!("{bank}{branch}{account}{key}");
    let check = 98 - remainder(&format!("{bban}152700"), 97); // FR00
    let bic = format!(
        "{}FR{}XXX",
        dice.letters("BCDFGHJKLMNPRSTVZ", 4),
        dice.letters("PLM", 2)
    );
    Account {
        bank,
        branch,
        account,
        key,
        iban: format!("FR{check:02}{bban}"),
        bic,
    }
}

pub fn iban_is_right(iban: &str) -> bool {
    let moved = format!("{}{}", &iban[4..], &iban[..4]);
    let digits: String = moved
        .chars()
        .map(|letter| {
            letter
                .to_digit(36)
                .map_or_else(String::new, |value| value.to_string())
        })
        .collect();
    remainder(&digits, 97) == 1
}

/// In groups of four, as printed.
pub fn grouped(number: &str, group: usize) -> String {
    let letters: Vec<char> = number.chars().collect();
    let parts: Vec<String> = letters
        .chunks(group)
        .map(|part| part.iter().collect())
        .collect();
    parts.join(" ")
}

/// `732 829 320 00074`, as printed.
pub fn grouped_siret(siret: &str) -> String {
    format!("{} {}", grouped(&siret[..9], 3), &siret[9..])
}

/// `1 85 05 72 123 456 78`, as printed.
pub fn grouped_nir(nir: &str) -> String {
    let parts = [0..1, 1..3, 3..5, 5..7, 7..10, 10..13, 13..15].map(|part| &nir[part]);
    parts.join(" ")
}

/// `30 23 217 600 053`, as printed.
pub fn grouped_spi(spi: &str) -> String {
    [&spi[..2], &spi[2..4], &spi[4..7], &spi[7..10], &spi[10..]].join(" ")
}

/// Of a decimal number too long for a machine word.
fn remainder(digits: &str, by: u64) -> u64 {
    digits
        .bytes()
        .fold(0, |rest, byte| (rest * 10 + u64::from(byte - b'0')) % by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_are_right_and_a_changed_digit_is_not() {
        for nir in ["255081416802538", "295109912611193", "253072B07300470"] {
            assert!(nir_is_right(nir), "{nir}");
        }
        assert!(!nir_is_right("295109912611199"));
        assert!(spi_is_right("3023217600053") && !spi_is_right("3023217600054"));
        for iban in ["FR1420041010050500013M02606", "FR7630006000011234567890189"] {
            assert!(iban_is_right(iban), "{iban}");
        }
        assert!(!iban_is_right("FR1420041010050500013M02607"));
        assert!(luhn_is_right("73282932000074") && !luhn_is_right("73282932000079"));
    }

    #[test]
    fn thrown_numbers_are_right() {
        for seed in 0..200 {
            let mut dice = Dice::new(seed);
            let birth = jiff::civil::date(1970 + (seed % 50) as i16, 5, 9);
            assert!(nir_is_right(&nir(seed % 2 == 0, birth, "72", &mut dice)));
            assert!(spi_is_right(&spi(&mut dice)));
            let siret = siret(&mut dice);
            assert!(luhn_is_right(&siret) && luhn_is_right(&siret[..9]) && siret.len() == 14);
            assert!(luhn_is_right(&rpps(&mut dice)));
            let account = account(&mut dice);
            assert!(
                iban_is_right(&account.iban) && account.iban.len() == 27,
                "{account:?}"
            );
        }
    }
}
