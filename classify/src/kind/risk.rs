//! How sure is sure enough to file without asking, in words that an admin can weigh.

use models::{ModelError, onnx::Notes};

/// How rare a type that is wrong and filed without asking must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Risk {
    OneIn100,
    #[default]
    OneIn200,
    OneIn500,
    OneIn1000,
}

impl Risk {
    /// From the boldest to the most careful.
    pub const ALL: [Self; 4] = [
        Self::OneIn100,
        Self::OneIn200,
        Self::OneIn500,
        Self::OneIn1000,
    ];

    /// At most one wrong paper in so many that are filed without asking.
    pub fn one_in(self) -> u32 {
        match self {
            Self::OneIn100 => 100,
            Self::OneIn200 => 200,
            Self::OneIn500 => 500,
            Self::OneIn1000 => 1000,
        }
    }

    /// `None` for a number that is no choice.
    pub fn of(one_in: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.one_in() == one_in)
    }
}

/// For each risk the probability from which on a type is filed without asking. In [0, 1], never lower for a smaller risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Thresholds([f32; 4]);

impl Thresholds {
    /// Nothing is filed without asking.
    pub(crate) const NEVER: Self = Self([1.0; 4]);

    pub(crate) fn each(threshold: impl Fn(Risk) -> f32) -> Self {
        Self(Risk::ALL.map(threshold))
    }

    pub(crate) fn at(&self, risk: Risk) -> f32 {
        self.0[risk as usize]
    }

    /// As `metadata_props`: `auto` for the usual risk, `auto_500` for one in 500.
    pub(crate) fn to_notes(self) -> Vec<(String, String)> {
        Risk::ALL
            .map(|risk| (key(risk), self.at(risk).to_string()))
            .to_vec()
    }

    /// A model of before the choice has the usual risk's alone. Then a bolder choice changes nothing, and for a more
    /// careful one the odds must be better by as much as errors must be rarer.
    pub(crate) fn from_notes(notes: &Notes) -> Result<Self, ModelError> {
        let note = |risk| {
            let number = notes.get(&key(risk))?.parse::<f32>().ok()?;
            Some(number).filter(|number| (0.0..=1.0).contains(number))
        };
        let usual = note(Risk::default()).ok_or_else(|| wrong("no threshold"))?;
        let odds_better_by = |times: f32| {
            let odds = times * usual / (1.0 - usual).max(f32::EPSILON);
            odds / (1.0 + odds)
        };
        let thresholds = Self::each(|risk| {
            let rarer = risk.one_in() as f32 / Risk::default().one_in() as f32;
            note(risk).unwrap_or_else(|| match rarer {
                bolder if bolder <= 1.0 => usual,
                rarer => odds_better_by(rarer).max(usual),
            })
        });
        if !thresholds.0.is_sorted() {
            return Err(wrong("thresholds out of order"));
        }
        Ok(thresholds)
    }
}

fn key(risk: Risk) -> String {
    match risk {
        Risk::OneIn200 => "auto".to_owned(),
        risk => format!("auto_{}", risk.one_in()),
    }
}

fn wrong(what: &str) -> ModelError {
    ModelError::NotLinear {
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use models::{Linear, onnx};

    use super::*;

    fn read(notes: &[(&str, &str)]) -> Result<Thresholds, ModelError> {
        let notes: Vec<(String, String)> = notes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let file = onnx::write(&Linear::new(vec!["a".into()], 1), &notes);
        Thresholds::from_notes(&onnx::read(&file).unwrap().1)
    }

    #[test]
    fn thresholds_come_back_from_a_file() {
        let own = Thresholds([0.9, 0.95, 0.99, 1.0]);
        let notes = own.to_notes();
        let notes: Vec<(&str, &str)> = notes
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(read(&notes).unwrap(), own);
    }

    #[test]
    fn a_model_with_one_threshold_is_not_bolder_and_can_be_more_careful() {
        let single = read(&[("auto", "0.98")]).unwrap();
        let [bold, usual, careful, most] = Risk::ALL.map(|risk| single.at(risk));
        assert!((usual - 0.98).abs() < 1e-6 && (bold - usual).abs() < 1e-6);
        // 49 to 1, 122.5 to 1, 245 to 1
        assert!((careful - 0.991_903).abs() < 1e-5, "{careful}");
        assert!((most - 0.995_935).abs() < 1e-5, "{most}");
        let never = read(&[("auto", "1")]).unwrap();
        assert!(never.at(Risk::OneIn1000) >= 1.0);
    }

    #[test]
    fn thresholds_that_cannot_be_are_refused() {
        for (fault, notes) in [
            ("none", &[][..]),
            ("above_one", &[("auto", "1.5")]),
            ("no_number", &[("auto", "sure")]),
            ("bolder_asks_more", &[("auto", "0.9"), ("auto_100", "0.95")]),
        ] {
            assert!(read(notes).is_err(), "{fault}");
        }
    }
}
