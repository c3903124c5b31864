use crate::BeneficiaryId;

/// What a person may agree to, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Keep my papers and show them to me.
    Keep,
    /// Let the machine read and sort them for me.
    Sort,
    /// Let my papers teach the machine. No, unless said otherwise.
    Train,
}

impl Purpose {
    pub const ALL: [Self; 3] = [Self::Keep, Self::Sort, Self::Train];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Sort => "sort",
            Self::Train => "train",
        }
    }
}

/// What a person agreed to, until when. Instants are seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub beneficiary: BeneficiaryId,
    pub purpose: Purpose,
    pub given_at_s: i64,
    /// Ends by itself; asked again, aloud.
    pub until_s: i64,
    pub withdrawn_at_s: Option<i64>,
}

impl Consent {
    pub fn holds_at(&self, now_s: i64) -> bool {
        self.given_at_s <= now_s
            && now_s < self.until_s
            && self.withdrawn_at_s.is_none_or(|at| now_s < at)
    }
}
