use jiff::ToSpan;

use crate::Day;

/// Until when a paper holds, and why. Says nothing of whether it is recent enough for one démarche.
#[derive(Clone, Debug, PartialEq)]
pub struct Validity {
    pub starts: Option<Day>,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// From this day on the person is warned that it ends soon.
    pub warn_from: Option<Day>,
    pub basis: ValidityBasis,
    /// One plain French sentence.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValidityBasis {
    /// The paper ends by itself, on a printed or computed day.
    Ends,
    /// The paper never ends; past `until` it is only too old for most uses.
    Fresh,
    /// No end at all.
    Unlimited,
    /// The date that the rule needs was not read.
    NotFound,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValidityStatus {
    UpToDate,
    EndsSoon,
    Over,
    Unlimited,
    TooOld,
    /// Never "over" for want of a date: a wrong "over" can make someone throw away a valid permit.
    ToCheck,
}

impl ValidityStatus {
    pub const ALL: [Self; 6] = [
        Self::UpToDate,
        Self::EndsSoon,
        Self::Over,
        Self::Unlimited,
        Self::TooOld,
        Self::ToCheck,
    ];

    /// The word of the command-line contract.
    pub fn slug(self) -> &'static str {
        match self {
            Self::UpToDate => "a_jour",
            Self::EndsSoon => "bientot_perime",
            Self::Over => "perime",
            Self::Unlimited => "sans_limite",
            Self::TooOld => "trop_ancien",
            Self::ToCheck => "a_verifier",
        }
    }
}

impl Validity {
    /// The last printed day still counts.
    pub fn status_on(&self, today: Day) -> ValidityStatus {
        match (self.basis, self.until) {
            (ValidityBasis::Unlimited, _) => ValidityStatus::Unlimited,
            (ValidityBasis::NotFound, _) | (_, None) => ValidityStatus::ToCheck,
            (ValidityBasis::Fresh, Some(until)) if today > until => ValidityStatus::TooOld,
            (ValidityBasis::Ends, Some(until)) if today > until => ValidityStatus::Over,
            _ if self.warn_from.is_some_and(|warn_from| today >= warn_from) => {
                ValidityStatus::EndsSoon
            }
            _ => ValidityStatus::UpToDate,
        }
    }

    /// The rule needs a date that was not read.
    pub fn to_check(why: impl Into<String>) -> Self {
        Self {
            starts: None,
            until: None,
            warn_from: None,
            basis: ValidityBasis::NotFound,
            why: why.into(),
        }
    }

    /// Sets the warning `days` before the end; without an end nothing changes.
    #[must_use]
    pub fn warned(mut self, days: i32) -> Self {
        self.warn_from = self.until.map(|until| until.saturating_sub(days.days()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(basis: ValidityBasis) -> Validity {
        let day = Day::constant(2026, 6, 30);
        Validity {
            starts: None,
            until: Some(day),
            warn_from: None,
            basis,
            why: String::new(),
        }
        .warned(90)
    }

    #[test]
    fn the_last_printed_day_still_counts() {
        let check = |basis, (y, m, d), expected: ValidityStatus| {
            assert_eq!(
                ending(basis).status_on(Day::constant(y, m, d)),
                expected,
                "{basis:?} on {y}-{m}-{d}"
            );
        };
        check(ValidityBasis::Ends, (2026, 1, 1), ValidityStatus::UpToDate);
        check(ValidityBasis::Ends, (2026, 4, 1), ValidityStatus::EndsSoon);
        check(ValidityBasis::Ends, (2026, 6, 30), ValidityStatus::EndsSoon);
        check(ValidityBasis::Ends, (2026, 7, 1), ValidityStatus::Over);
        check(ValidityBasis::Fresh, (2026, 7, 1), ValidityStatus::TooOld);
        check(
            ValidityBasis::Unlimited,
            (2099, 1, 1),
            ValidityStatus::Unlimited,
        );
        check(
            ValidityBasis::NotFound,
            (2099, 1, 1),
            ValidityStatus::ToCheck,
        );
    }
}
