/// How sure a reading is, in [0, 1]: 0 is a guess, 1 means that a checksum agreed.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Confidence(f32);

impl Confidence {
    pub const CERTAIN: Self = Self(1.0);
    pub const NONE: Self = Self(0.0);

    /// Clamped, so that a recogniser that answers 1.02 or NaN cannot break a sort.
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        })
    }

    pub fn value(self) -> f32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Confidence;

    #[test]
    fn a_confidence_stays_in_its_range() {
        for (given, kept) in [(1.02, 1.0), (-3.0, 0.0), (f32::NAN, 0.0), (0.5, 0.5)] {
            assert_eq!(Confidence::new(given).value().to_bits(), f32::to_bits(kept));
        }
    }
}
