//! Connected pieces of a map, row by row: an owner for each pixel.

use std::collections::BTreeMap;

/// No piece.
pub(crate) const NOBODY: u8 = u8::MAX;
/// Pieces beyond the largest so many are left out: no table holds as many papers.
const PIECES_MAX: usize = 250;

/// Connected pixels that are not seen yet, piece by piece in the order of their first pixel; `near` says which pixels touch one.
pub(crate) fn connected<Near: Iterator<Item = usize>>(
    mut seen: Vec<bool>,
    near: impl Fn(usize) -> Near,
) -> impl Iterator<Item = Vec<usize>> {
    let mut start = 0;
    let mut open = Vec::new();
    std::iter::from_fn(move || {
        start += seen[start..].iter().position(|seen| !seen)?;
        seen[start] = true;
        open.push(start);
        let mut piece = Vec::new();
        while let Some(pixel) = open.pop() {
            piece.push(pixel);
            for next in near(pixel) {
                if !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        Some(piece)
    })
}

/// A number for each connected piece, the largest first; [`NOBODY`] elsewhere.
pub(crate) fn pieces(inside: &[bool], width: usize) -> Vec<u8> {
    let outside = inside.iter().map(|inside| !inside).collect();
    let mut found: Vec<Vec<usize>> =
        connected(outside, |pixel| beside(pixel, width, inside.len())).collect();
    found.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let mut owner = vec![NOBODY; inside.len()];
    for (number, piece) in found.iter().take(PIECES_MAX).enumerate() {
        for &pixel in piece {
            owner[pixel] = number as u8;
        }
    }
    owner
}

/// Pixels all of whose neighbours are inside, too: a line with a gap of two pixels still parts what it runs through.
pub(crate) fn without_rim(inside: &[bool], width: usize) -> Vec<bool> {
    let all = |pixel| beside(pixel, width, inside.len()).all(|next| inside[next]);
    (0..inside.len())
        .map(|pixel| inside[pixel] && all(pixel))
        .collect()
}

/// The strongest value within a pixel: where pieces meet may be a pixel off the edge.
pub(crate) fn strongest_near(values: &[f32], width: usize) -> Vec<f32> {
    let near = |pixel| beside(pixel, width, values.len()).map(|next| values[next]);
    (0..values.len())
        .map(|pixel| near(pixel).fold(values[pixel], f32::max))
        .collect()
}

/// The up to four pixels beside one, in a map of `count` pixels.
pub(crate) fn beside(pixel: usize, width: usize, count: usize) -> impl Iterator<Item = usize> {
    let x = pixel % width;
    [
        (x > 0).then(|| pixel - 1),
        (x + 1 < width).then(|| pixel + 1),
        pixel.checked_sub(width),
        (pixel + width < count).then(|| pixel + width),
    ]
    .into_iter()
    .flatten()
}

/// A pixel with the up to eight around it, in a map of `count` pixels.
pub(crate) fn around(pixel: usize, width: usize, count: usize) -> impl Iterator<Item = usize> {
    let x = pixel % width;
    let rows = [
        pixel.checked_sub(width),
        Some(pixel),
        (pixel + width < count).then(|| pixel + width),
    ];
    rows.into_iter().flatten().flat_map(move |middle| {
        let left = (x > 0).then(|| middle - 1);
        let right = (x + 1 < width).then(|| middle + 1);
        [left, Some(middle), right].into_iter().flatten()
    })
}

/// All pieces grow by one pixel at a time where they may, until they meet.
pub(crate) fn grow(owner: &mut [u8], width: usize, may: impl Fn(usize) -> bool) {
    let mut front: Vec<usize> = (0..owner.len()).filter(|&i| owner[i] != NOBODY).collect();
    while !front.is_empty() {
        let mut next_front = Vec::new();
        for pixel in front {
            for next in beside(pixel, width, owner.len()) {
                if owner[next] == NOBODY && may(next) {
                    owner[next] = owner[pixel];
                    next_front.push(next);
                }
            }
        }
        front = next_front;
    }
}

/// Where two pieces meet: for how many pairs of pixels, and the sum of a map's values along them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Border {
    pub sum: f32,
    pub length: f32,
}

impl Border {
    pub(crate) fn mean(self) -> f32 {
        self.sum / self.length.max(1.0)
    }
}

/// The borders of all pieces that touch, by their owners, the lower one first.
pub(crate) fn borders(owner: &[u8], width: usize, values: &[f32]) -> BTreeMap<(u8, u8), Border> {
    let mut borders: BTreeMap<(u8, u8), Border> = BTreeMap::new();
    for pixel in 0..owner.len() {
        let own = owner[pixel];
        for next in beside(pixel, width, owner.len()) {
            let other = owner[next];
            if own != other && own != NOBODY && other != NOBODY {
                // Each pair of pixels is met from both sides.
                let border = borders.entry((own.min(other), own.max(other))).or_default();
                border.sum += values[pixel].max(values[next]) / 2.0;
                border.length += 0.5;
            }
        }
    }
    borders
}

/// Joins pieces with a border fainter than `least`, the faintest first, so that what two pieces become is
/// compared anew.
pub(crate) fn join_over_faint_borders(owner: &mut [u8], width: usize, values: &[f32], least: f32) {
    loop {
        let faintest = borders(owner, width, values)
            .into_iter()
            .map(|(pair, border)| (border.mean(), pair))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, (kept, gone))) = faintest.filter(|faintest| faintest.0 < least) else {
            return;
        };
        for owner in owner.iter_mut().filter(|owner| **owner == gone) {
            *owner = kept;
        }
    }
}

/// Drops pieces of fewer pixels than `least`, numbers the rest from 0, and says how many they are.
pub(crate) fn number_anew(owner: &mut [u8], least: usize) -> usize {
    let mut sizes = [0_usize; 256];
    for &owner in owner.iter() {
        sizes[usize::from(owner)] += 1;
    }
    let mut count = 0;
    let mut numbers = [NOBODY; 256];
    for old in 0..usize::from(NOBODY) {
        if sizes[old] >= least {
            numbers[old] = count;
            count += 1;
        }
    }
    for owner in owner.iter_mut() {
        *owner = numbers[usize::from(*owner)];
    }
    usize::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(rows: &[&str]) -> (Vec<bool>, usize) {
        let signs = rows.iter().flat_map(|row| row.bytes());
        (signs.map(|sign| sign == b'#').collect(), rows[0].len())
    }

    #[test]
    fn pieces_are_numbered_by_size_and_grow_until_they_meet() {
        let (map, width) = inside(&["#..##", "...##"]);
        let mut owner = pieces(&map, width);
        assert_eq!(
            owner,
            [1, NOBODY, NOBODY, 0, 0, NOBODY, NOBODY, NOBODY, 0, 0]
        );
        grow(&mut owner, width, |pixel| pixel < 5);
        assert_eq!(owner[..5], [1, 1, 0, 0, 0]);
    }

    #[test]
    fn a_faint_border_joins_and_a_strong_one_does_not() {
        let owner = [0, 0, 1, 1];
        for (value, joined) in [(0.2, true), (0.9, false)] {
            let mut owner = owner;
            join_over_faint_borders(&mut owner, 4, &[0.0, value, value, 0.0], 0.5);
            assert_eq!(owner[3] == owner[0], joined, "{value}");
        }
    }

    #[test]
    fn a_border_counts_each_place_once() {
        let all = borders(&[0, 1, 0, 1], 2, &[0.5; 4]);
        assert!((all[&(0, 1)].length - 2.0).abs() < 1e-6);
        assert!((all[&(0, 1)].mean() - 0.5).abs() < 1e-6);
    }

    #[test]
    fn small_pieces_are_nobodys() {
        let mut owner = [3, 3, 7, NOBODY];
        assert_eq!(number_anew(&mut owner, 2), 1);
        assert_eq!(owner, [0, 0, NOBODY, NOBODY]);
    }
}
