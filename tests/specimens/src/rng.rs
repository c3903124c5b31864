/// Dice that fall the same way on every machine: xoshiro256**, seeded through splitmix64.
///
/// Our own, because a library's generator may change between versions, and with it every photo.
#[derive(Clone, Debug)]
pub struct Dice([u64; 4]);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        Self([(); 4].map(|()| splitmix(&mut state)))
    }

    /// Other dice for a part of the work, so that one more throw here moves nothing there.
    pub fn fork(seed: u64, part: &str) -> Self {
        let hash = part.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self::new(seed ^ hash)
    }

    pub fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// In [low, high).
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// In [low, high], whole numbers.
    ///
    /// # Panics
    /// When `high < low`.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        assert!(low <= high, "an empty range has no number");
        let span = (high - low) as u64 + 1;
        low + (self.bits() % span) as i64
    }

    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Panics on an empty slice.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.whole(0, choices.len() as i64 - 1) as usize]
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.whole(0, last as i64) as usize);
        }
    }

    /// `count` decimal digits, the first of which is not 0.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|place| {
                let low = i64::from(place == 0);
                char::from(b'0' + self.whole(low, 9) as u8)
            })
            .collect()
    }

    /// `count` letters among `alphabet`.
    pub fn letters(&mut self, alphabet: &str, count: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| *self.pick(&letters)).collect()
    }
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_and_a_part_throws_its_own() {
        let thrown = |mut dice: Dice| [(); 4].map(|()| dice.bits());
        assert_eq!(thrown(Dice::new(7)), thrown(Dice::new(7)));
        assert_ne!(thrown(Dice::new(7)), thrown(Dice::new(8)));
        assert_ne!(
            thrown(Dice::fork(7, "light")),
            thrown(Dice::fork(7, "table"))
        );
        // Written down: a change here would change every specimen.
        assert_eq!(Dice::new(1).bits(), 12_966_619_160_104_079_557);
    }

    #[test]
    fn throws_stay_in_their_range() {
        let mut dice = Dice::new(3);
        for _ in 0..1000 {
            assert!((2.0..5.0).contains(&dice.between(2.0, 5.0)));
            assert!((-3..=4).contains(&dice.whole(-3, 4)));
        }
        assert_eq!(dice.digits(13).len(), 13);
    }
}
