//! Papers as a reader sees them on crumpled photos: letters mistaken, words run together or broken, lines lost.

use paper::{Page, TextLine, Word};

/// How badly a paper was read. All are shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Damage {
    /// Letters read as another.
    pub letters: f32,
    /// Words that were not seen.
    pub words: f32,
    /// Lines that were not seen.
    pub lines: f32,
    /// Part of the paper, from one edge, that was not seen at all.
    pub cut: f32,
}

impl Damage {
    /// From next to nothing to what is left of a ball of paper. The shares are chosen, not
    /// measured: of heavy photos of `sesame-specimens` the reader loses about a sixth of the words.
    pub fn any(seed: u64) -> Self {
        let mut dice = Dice(seed ^ 0x5eed);
        let how = dice.share();
        let (most, cut) = match dice.share() {
            ..0.35 => (0.25, 0.0),
            ..0.85 => (0.7, 0.25),
            _ => (1.0, 0.6),
        };
        Self {
            letters: 0.16 * how * most,
            words: 0.3 * dice.share() * most,
            lines: 0.6 * dice.share() * most,
            cut: cut * dice.share(),
        }
    }
}

/// The pages with such damage. Codes are lost as lines are, twice as easily.
pub fn spoil(pages: &[Page], damage: Damage, seed: u64) -> Vec<Page> {
    let mut dice = Dice(seed);
    pages
        .iter()
        .map(|page| spoil_page(page, damage, &mut dice))
        .collect()
}

fn spoil_page(page: &Page, damage: Damage, dice: &mut Dice) -> Page {
    let edge = dice.below(4);
    let (left, top, right, bottom) =
        paper::Quad::bounds([page.region]).unwrap_or((0.0, 0.0, 1.0, 1.0));
    let is_cut = |x: f32, y: f32| {
        let (u, v) = (
            (x - left) / (right - left).max(1.0),
            (y - top) / (bottom - top).max(1.0),
        );
        [u, v, 1.0 - u, 1.0 - v][edge] < damage.cut
    };
    let mut lines = Vec::new();
    for line in &page.lines {
        if dice.share() < damage.lines {
            continue;
        }
        let mut words: Vec<Word> = Vec::new();
        for word in line.words() {
            let centre = word.quad.centre();
            if is_cut(centre.x, centre.y) || dice.share() < damage.words {
                continue;
            }
            let text = misread(&word.text, damage.letters, dice);
            if text.is_empty() {
                continue;
            }
            match words.last_mut() {
                // A space that was not seen.
                Some(before) if dice.share() < damage.letters / 2.0 => before.text.push_str(&text),
                _ => words.push(Word {
                    text,
                    other: None,
                    ..word.clone()
                }),
            }
        }
        lines.extend(TextLine::new(words, line.quad));
    }
    let keeps_codes = dice.share() >= 2.0 * damage.lines;
    Page {
        lines,
        codes: if keeps_codes {
            page.codes.clone()
        } else {
            Vec::new()
        },
        ..page.clone()
    }
}

/// Letters that readers take for each other.
const ALIKE: [&str; 12] = [
    "ce", "eo", "il", "l1", "1I", "rn", "uv", "B8", "S5", "O0", "tf", "mn",
];

fn misread(text: &str, share: f32, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if dice.share() >= share {
            out.push(letter);
            continue;
        }
        match dice.below(5) {
            // Lost.
            0 => {}
            // Something else entirely.
            1 => out.push(char::from(b'a' + dice.below(26) as u8)),
            // Broken by a space that is none: the rest becomes noise of its own, which no rule sees as a word.
            2 => {
                out.push(letter);
                out.push('.');
            }
            _ => {
                let pairs: Vec<&str> = ALIKE
                    .into_iter()
                    .filter(|pair| pair.contains(letter))
                    .collect();
                match pairs.get(dice.below(pairs.len().max(1))) {
                    Some(pair) => out.extend(pair.chars().find(|other| *other != letter)),
                    None => out.push(char::from(b'a' + dice.below(26) as u8)),
                }
            }
        }
    }
    out
}

/// `SplitMix64` (Steele, Lea, Flood, 2014): the same seed gives the same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// In [0, 1).
    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// In 0..`count`.
    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::page_of;

    fn page() -> Page {
        let rows: Vec<String> = (0..40)
            .map(|row| format!("Ligne {row} de la caisse d'allocations familiales"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        page_of(&rows)
    }

    fn words(pages: &[Page]) -> usize {
        pages.iter().flat_map(Page::words).count()
    }

    const NONE: Damage = Damage {
        letters: 0.0,
        words: 0.0,
        lines: 0.0,
        cut: 0.0,
    };

    #[test]
    fn no_damage_changes_nothing_and_the_same_seed_the_same() {
        let page = [page()];
        assert_eq!(spoil(&page, NONE, 3)[0].text(), page[0].text());
        let bad = Damage {
            letters: 0.1,
            ..NONE
        };
        assert_eq!(
            spoil(&page, bad, 3)[0].text(),
            spoil(&page, bad, 3)[0].text()
        );
        assert_ne!(
            spoil(&page, bad, 3)[0].text(),
            spoil(&page, bad, 4)[0].text()
        );
    }

    #[test]
    fn about_as_much_is_lost_as_was_asked_for() {
        let page = [page()];
        let all = words(&page) as f32;
        let check = |damage: Damage, kept: f32| {
            let left = words(&spoil(&page, damage, 5)) as f32 / all;
            assert!((left - kept).abs() < 0.12, "{damage:?}: {left}");
        };
        check(Damage { words: 0.3, ..NONE }, 0.7);
        check(Damage { lines: 0.5, ..NONE }, 0.5);
        let before: usize = page[0].text().len();
        let spoiled = &spoil(
            &page,
            Damage {
                letters: 0.1,
                ..NONE
            },
            5,
        )[0];
        let same = spoiled
            .text()
            .split(' ')
            .filter(|word| page[0].text().contains(word))
            .count();
        assert!(same < words(&page) && spoiled.text().len() > before * 9 / 10);
    }

    #[test]
    fn a_cut_takes_one_side_of_the_paper() {
        let page = [page()];
        let kept = spoil(&page, Damage { cut: 0.5, ..NONE }, 1);
        let share = words(&kept) as f32 / words(&page) as f32;
        assert!((0.2..0.8).contains(&share), "{share}");
    }
}
