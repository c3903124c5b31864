//! Machine-readable lines of identity papers, with their check digits (ICAO 9303; the two French shapes:
//! `domain` reference §3.2 and §3.5).

use jiff::civil::Date;

/// Letters A to Z, digits and `<` of a name: accents and everything else are lost as on the papers.
pub fn transliterate(text: &str) -> String {
    text.chars()
        .filter_map(|letter| {
            Some(match letter.to_ascii_uppercase() {
                'A'..='Z' | '0'..='9' => letter.to_ascii_uppercase(),
                'À' | 'Â' | 'à' | 'â' | 'Ä' | 'ä' => 'A',
                'É' | 'È' | 'Ê' | 'Ë' | 'é' | 'è' | 'ê' | 'ë' => 'E',
                'Î' | 'Ï' | 'î' | 'ï' => 'I',
                'Ô' | 'Ö' | 'ô' | 'ö' => 'O',
                'Û' | 'Ü' | 'Ù' | 'û' | 'ü' | 'ù' => 'U',
                'Ç' | 'ç' => 'C',
                ' ' | '-' => '<',
                _ => return None,
            })
        })
        .collect()
}

fn padded(text: &str, length: usize) -> String {
    let mut text: String = text.chars().take(length).collect();
    while text.len() < length {
        text.push('<');
    }
    text
}

/// Weights 7, 3, 1; letters count from 10; `<` is 0.
pub fn check_digit(text: &str) -> char {
    let sum: u32 = text
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(letter, weight)| letter.to_digit(36).unwrap_or(0) * weight)
        .sum();
    char::from(b'0' + (sum % 10) as u8)
}

fn short_date(day: Date) -> String {
    format!("{:02}{:02}{:02}", day.year() % 100, day.month(), day.day())
}

/// What the lines say. Names as printed, `number` without spaces.
#[derive(Clone, Copy, Debug)]
pub struct Bearer<'a> {
    pub surname: &'a str,
    pub given: &'a [String],
    pub birth: Date,
    pub woman: bool,
    pub nationality: &'a str,
    pub number: &'a str,
    pub until: Date,
}

impl Bearer<'_> {
    fn names(&self, length: usize) -> String {
        padded(
            &format!(
                "{}<<{}",
                transliterate(self.surname),
                transliterate(&self.given.join(" "))
            ),
            length,
        )
    }

    fn sex(&self) -> char {
        if self.woman { 'F' } else { 'M' }
    }

    fn checked(text: &str) -> String {
        format!("{text}{}", check_digit(text))
    }

    /// Three lines of 30: the identity card since 2021 (`ID`), the residence permit (`IR`).
    pub fn td1(&self, code: &str, optional: &str) -> [String; 3] {
        let first = format!(
            "{code}FRA{}{}",
            Self::checked(&padded(self.number, 9)),
            padded(optional, 15)
        );
        let birth = Self::checked(&short_date(self.birth));
        let until = Self::checked(&short_date(self.until));
        let rest = padded("", 11);
        let composite = check_digit(&format!("{}{birth}{until}{rest}", &first[5..]));
        let second = format!(
            "{birth}{}{until}{}{rest}{composite}",
            self.sex(),
            self.nationality
        );
        [first, second, self.names(30)]
    }

    /// Two lines of 44: the passport of `state`.
    pub fn td3(&self, state: &str) -> [String; 2] {
        let number = Self::checked(&padded(self.number, 9));
        let birth = Self::checked(&short_date(self.birth));
        let until = Self::checked(&short_date(self.until));
        let personal = format!("{}0", padded("", 14));
        let composite = check_digit(&format!("{number}{birth}{until}{personal}"));
        let second = format!(
            "{number}{}{birth}{}{until}{personal}{composite}",
            self.nationality,
            self.sex()
        );
        [format!("P<{state}{}", self.names(39)), second]
    }

    /// Two lines of 44: a visa for France. It has no digit over the whole.
    pub fn visa(&self) -> [String; 2] {
        let number = Self::checked(&padded(self.number, 9));
        let birth = Self::checked(&short_date(self.birth));
        let until = Self::checked(&short_date(self.until));
        let second = format!(
            "{number}{}{birth}{}{until}{}",
            self.nationality,
            self.sex(),
            padded("", 16)
        );
        [format!("V<FRA{}", self.names(39)), second]
    }

    /// Two lines of 36: the French identity card of 1995 to 2021. `number` has 12 characters.
    pub fn old_card(&self, office: &str) -> [String; 2] {
        let first = format!(
            "IDFRA{}{}",
            padded(&transliterate(self.surname), 25),
            padded(office, 6)
        );
        let given: Vec<String> = self.given.iter().map(|name| transliterate(name)).collect();
        let given = match given.split_first() {
            Some((first, rest)) if !rest.is_empty() => format!("{first}<<{}", rest.join("<")),
            _ => given.concat(),
        };
        let second = format!(
            "{}{}{}{}",
            Self::checked(self.number),
            padded(&given, 14),
            Self::checked(&short_date(self.birth)),
            self.sex()
        );
        let composite = check_digit(&format!("{first}{second}"));
        [first, format!("{second}{composite}")]
    }

    /// One line of 30: the driving licence since 2013.
    pub fn licence(&self) -> String {
        let start = format!("D1FRA{}", self.number);
        let line = format!(
            "{start}{}{}{}",
            check_digit(&start),
            short_date(self.until),
            padded(&transliterate(self.surname), 8)
        );
        format!("{line}{}", check_digit(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn bearer<'a>(surname: &'a str, given: &'a [String], number: &'a str) -> Bearer<'a> {
        Bearer {
            surname,
            given,
            birth: date(1990, 7, 13),
            woman: true,
            nationality: "FRA",
            number,
            until: date(2030, 2, 11),
        }
    }

    /// The public specimens, whose check digits were recomputed for the catalogue's `samples.toml`.
    #[test]
    fn the_public_specimens_are_written_again() {
        let given = ["Maëlys", "Gaëlle", "Marie"].map(str::to_owned);
        assert_eq!(
            bearer("Martin", &given, "X4RTBPFW4").td1("ID", ""),
            [
                "IDFRAX4RTBPFW46<<<<<<<<<<<<<<<",
                "9007138F3002119FRA<<<<<<<<<<<6",
                "MARTIN<<MAELYS<GAELLE<MARIE<<<"
            ]
        );
        let natacha = ["Natacha".to_owned()];
        let specimen = Bearer {
            birth: date(1973, 7, 12),
            until: date(2016, 3, 6),
            ..bearer("Specimen", &natacha, "07CD12304")
        };
        assert_eq!(
            specimen.td3("FRA"),
            [
                "P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<",
                "07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04"
            ]
        );
        assert_eq!(
            specimen.visa(),
            [
                "V<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<",
                "07CD123044FRA7307122F1603062<<<<<<<<<<<<<<<<"
            ]
        );
        let corinne = ["Corinne".to_owned()];
        let old = Bearer {
            birth: date(1965, 12, 6),
            ..bearer("Berthier", &corinne, "880692310285")
        };
        assert_eq!(
            old.old_card(""),
            [
                "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
                "8806923102858CORINNE<<<<<<<6512068F6"
            ]
        );
        let licence = Bearer {
            until: date(2018, 12, 31),
            ..bearer("Martin", &given, "13AA00002")
        };
        assert_eq!(licence.licence(), "D1FRA13AA000026181231MARTIN<<9");
    }

    #[test]
    fn accents_hyphens_and_apostrophes_are_written_as_on_the_papers() {
        assert_eq!(transliterate("Élise-Anne d'Orçay"), "ELISE<ANNE<DORCAY");
    }
}
