//! One area for each paper of a photo, from the network's maps.
//!
//! Paper without its edges falls apart into pieces, which grow back to their edges. A crease parts a paper, too:
//! `sheets.rs` says which pieces are one.

use paper::{Point, Quad};

use crate::{
    detect::Window,
    outline::{four_corners, slant},
    paper_net::PaperMaps,
    pieces::{
        NOBODY, borders, grow, join_over_faint_borders, number_anew, pieces, strongest_near,
        without_rim,
    },
};

/// A pixel is paper above this: a table is often half believed to be.
const PAPER_SURE: f32 = 0.65;
/// Edges part pieces above this, however faint: what was parted for little is joined again.
const EDGE_FAINT: f32 = 0.3;
/// An edge with gaps of less than twice so many pixels still parts what it runs through.
const RIM: usize = 5;
/// Mean edge along the common border of two pieces below which they are one paper, whatever their shape.
const BORDER_FAINT: f32 = 0.3;
/// Smaller pieces are scraps, in shares of the photo: a bank card among four A4 pages takes 1.5 %.
const SHARE_MIN: f32 = 0.004;
/// Mean probability of an area below which it is no paper: a patch of a pale table.
const MEAN_SURE: f32 = 0.8;
/// Room that a window leaves around its paper, in shares of the photo's longer side.
const MARGIN: f32 = 0.02;
/// A paper that leans less, in radians, is looked at as it lies: the detector follows such lines.
const SLANT_MIN: f32 = 0.12;

/// Where each paper of a photo lies. At least one, which is the whole photo when nothing is known.
pub(crate) struct Areas {
    width: usize,
    height: usize,
    /// Pixels of the photo per pixel of the maps, across and down.
    scale: (f32, f32),
    photo: (u32, u32),
    count: usize,
    /// For each pixel the paper that it shows, or [`NOBODY`].
    shown: Vec<u8>,
    /// For each pixel the nearest paper.
    nearest: Vec<u8>,
    /// The strongest edge within a pixel of each.
    edge: Vec<f32>,
}

impl Areas {
    /// Nothing is known: all is one paper.
    pub(crate) fn whole(photo: (u32, u32)) -> Self {
        Self {
            width: 1,
            height: 1,
            scale: (photo.0 as f32, photo.1 as f32),
            photo,
            count: 1,
            shown: vec![0],
            nearest: vec![0],
            edge: vec![0.0],
        }
    }

    /// The pieces that the maps show. A creased paper may be several.
    pub(crate) fn find(maps: &PaperMaps, photo: (u32, u32)) -> Self {
        let (width, height) = (maps.width, maps.height);
        let is_paper = |pixel: usize| maps.paper[pixel] > PAPER_SURE;
        let inner: Vec<bool> = (0..width * height)
            .map(|pixel| is_paper(pixel) && maps.edge[pixel] < EDGE_FAINT)
            .collect();
        let edge = strongest_near(&maps.edge, width);
        let core = (0..RIM).fold(inner.clone(), |core, _| without_rim(&core, width));
        let mut shown = pieces(&core, width);
        add_what_is_narrow(&mut shown, &pieces(&without_rim(&inner, width), width));
        grow(&mut shown, width, |pixel| inner[pixel]);
        grow(&mut shown, width, is_paper);
        join_over_faint_borders(&mut shown, width, &edge, BORDER_FAINT);
        drop_doubtful(&mut shown, &maps.paper);
        let least = (SHARE_MIN * (width * height) as f32) as usize;
        let count = number_anew(&mut shown, least.max(1));
        if count == 0 {
            return Self::whole(photo);
        }
        let mut areas = Self {
            width,
            height,
            scale: (
                photo.0 as f32 / width as f32,
                photo.1 as f32 / height as f32,
            ),
            photo,
            count,
            nearest: Vec::new(),
            shown,
            edge,
        };
        areas.look_around();
        areas
    }

    fn look_around(&mut self) {
        self.nearest = self.shown.clone();
        grow(&mut self.nearest, self.width, |_| true);
    }

    /// Papers at such places of a photo: left, top, right, bottom.
    #[cfg(test)]
    pub(crate) fn drawn(photo: (u32, u32), papers: &[(u32, u32, u32, u32)]) -> Self {
        const PIXEL: u32 = 10;
        let (width, height) = ((photo.0 / PIXEL) as usize, (photo.1 / PIXEL) as usize);
        let shows = |index: usize| {
            let (x, y) = (
                (index % width) as u32 * PIXEL,
                (index / width) as u32 * PIXEL,
            );
            let on = |p: &(u32, u32, u32, u32)| (p.0..p.2).contains(&x) && (p.1..p.3).contains(&y);
            f32::from(u8::from(papers.iter().any(on)))
        };
        let maps = PaperMaps {
            width,
            height,
            paper: (0..width * height).map(shows).collect(),
            edge: vec![0.0; width * height],
        };
        Self::find(&maps, photo)
    }

    /// Pairs of areas that lie against each other, with the mean edge between them.
    pub(crate) fn touching(&self) -> Vec<((usize, usize), f32)> {
        borders(&self.shown, self.width, &self.edge)
            .into_iter()
            .map(|((one, other), border)| ((usize::from(one), usize::from(other)), border.mean()))
            .collect()
    }

    /// How long two areas lie against each other, by the side of a square as large as the smaller one; and the mean edge there.
    pub(crate) fn border(&self, one: usize, other: usize) -> (f32, f32) {
        let (low, high) = (one.min(other) as u8, one.max(other) as u8);
        let all = borders(&self.shown, self.width, &self.edge);
        let border = all.get(&(low, high)).copied().unwrap_or_default();
        let smaller = self.surface(one).min(self.surface(other));
        let side = (smaller / (self.scale.0 * self.scale.1)).sqrt();
        (border.length / side.max(1.0), border.mean())
    }

    /// Between the nearest points of two areas, in pixels of the photo.
    pub(crate) fn distance(&self, one: usize, other: usize) -> f32 {
        // Every few rows are enough to see a gap.
        let few = |area| self.rim(area).into_iter().step_by(5);
        let nearest = |p: Point| few(other).map(|q| p.distance(q)).fold(f32::MAX, f32::min);
        few(one).map(nearest).fold(f32::MAX, f32::min)
    }

    /// Of the photo, in pixels.
    pub(crate) fn longer_side(&self) -> f32 {
        self.photo.0.max(self.photo.1) as f32
    }

    /// Two areas were one paper; the later ones move up by one number.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (kept, gone) = (one.min(other) as u8, one.max(other) as u8);
        for owner in self.shown.iter_mut().chain(&mut self.nearest) {
            *owner = match *owner {
                NOBODY => NOBODY,
                owner if owner == gone => kept,
                owner => owner - u8::from(owner > gone),
            };
        }
        self.count -= 1;
    }

    /// An area was two papers, on both sides of the line between two points. The second one becomes the last.
    pub(crate) fn part(&mut self, area: usize, from: Point, to: Point) {
        let fresh = match u8::try_from(self.count) {
            Ok(fresh) if fresh < NOBODY => fresh,
            _ => return,
        };
        for pixel in 0..self.shown.len() {
            let (x, y) = (pixel % self.width, pixel / self.width);
            let point = Point::new(x as f32 * self.scale.0, y as f32 * self.scale.1);
            let side = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
            if usize::from(self.shown[pixel]) == area && side > 0.0 {
                self.shown[pixel] = fresh;
            }
        }
        self.count += 1;
        self.look_around();
    }

    /// Mean of the strongest edges beside a line, within a hundredth of the photo.
    pub(crate) fn edge_along(&self, from: Point, to: Point) -> f32 {
        const MARKS: u8 = 32;
        let near = 0.01 * self.longer_side() / from.distance(to).max(1.0);
        let strongest = |mark: u8| {
            let part = (f32::from(mark) + 0.5) / f32::from(MARKS);
            let besides = (-2_i8..=2).map(|step| f32::from(step) / 2.0 * near);
            let edge_beside = |aside: f32| {
                let (x, y) = (to.x - from.x, to.y - from.y);
                let point =
                    Point::new(from.x + x * part - y * aside, from.y + y * part + x * aside);
                self.edge[self.pixel(point)]
            };
            besides.map(edge_beside).fold(0.0, f32::max)
        };
        (0..MARKS).map(strongest).sum::<f32>() / f32::from(MARKS)
    }

    /// An area was no paper. The last one is kept.
    pub(crate) fn drop(&mut self, area: usize) {
        if self.count == 1 {
            return;
        }
        for owner in &mut self.shown {
            *owner = match usize::from(*owner) {
                own if own == area => NOBODY,
                own if own > area && *owner != NOBODY => *owner - 1,
                _ => *owner,
            };
        }
        self.count -= 1;
        self.look_around();
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Of an area, in square pixels of the photo.
    pub(crate) fn surface(&self, area: usize) -> f32 {
        let own = self
            .shown
            .iter()
            .filter(|&&owner| usize::from(owner) == area);
        own.count() as f32 * self.scale.0 * self.scale.1
    }

    /// The paper at a point of the photo, or the nearest one.
    pub(crate) fn nearest(&self, point: Point) -> usize {
        usize::from(self.nearest[self.pixel(point)])
    }

    /// Whether a paper is seen at a point of the photo.
    pub(crate) fn is_shown(&self, point: Point, area: usize) -> bool {
        usize::from(self.shown[self.pixel(point)]) == area
    }

    fn pixel(&self, point: Point) -> usize {
        let column = ((point.x / self.scale.0).max(0.0) as usize).min(self.width - 1);
        let row = ((point.y / self.scale.1).max(0.0) as usize).min(self.height - 1);
        row * self.width + column
    }

    /// The part of the photo that holds an area, with a little room around; it leans as the paper does.
    pub(crate) fn window(&self, area: usize) -> Window {
        let rim = self.rim(area);
        let margin = MARGIN * self.longer_side();
        let slant = slant(&four_corners(rim.clone()));
        if slant.abs() > SLANT_MIN {
            return Window::slanted(&rim, slant, margin);
        }
        let quads = rim.into_iter().map(|point| Quad([point; 4]));
        Window::around(Quad::bounds(quads).unwrap_or_default(), margin, self.photo)
    }

    /// The outermost points of an area, in pixels of the photo: both ends of each of its rows. Never empty.
    pub(crate) fn rim(&self, area: usize) -> Vec<Point> {
        let mut points = Vec::new();
        for (row, pixels) in self.shown.chunks_exact(self.width).enumerate() {
            let is_own = |&owner: &u8| usize::from(owner) == area;
            let (Some(first), Some(last)) = (
                pixels.iter().position(is_own),
                pixels.iter().rposition(is_own),
            ) else {
                continue;
            };
            for x in [first, last + 1] {
                for y in [row, row + 1] {
                    points.push(Point::new(x as f32 * self.scale.0, y as f32 * self.scale.1));
                }
            }
        }
        points
    }

    /// For each side of the photo (top, right, bottom, left), how much of it shows an area, in pixels of
    /// the photo.
    pub(crate) fn along_border(&self, area: usize) -> [f32; 4] {
        let own =
            |row: usize, column: usize| usize::from(self.shown[row * self.width + column]) == area;
        let columns = |row: usize| (0..self.width).filter(|&column| own(row, column)).count();
        let rows = |column: usize| (0..self.height).filter(|&row| own(row, column)).count();
        [
            columns(0) as f32 * self.scale.0,
            rows(self.width - 1) as f32 * self.scale.1,
            columns(self.height - 1) as f32 * self.scale.0,
            rows(0) as f32 * self.scale.1,
        ]
    }
}

/// Pieces of a finer map in which nobody owns anything yet: slips of paper that have no core.
fn add_what_is_narrow(owner: &mut [u8], finer: &[u8]) {
    let mut is_known = [false; 256];
    for (&own, &piece) in owner.iter().zip(finer) {
        is_known[usize::from(piece)] |= own != NOBODY;
    }
    let last = owner.iter().filter(|&&own| own != NOBODY).max();
    let mut next = last.map_or(0, |&last| last + 1);
    for piece in 0..NOBODY {
        if is_known[usize::from(piece)] || next == NOBODY || !finer.contains(&piece) {
            continue;
        }
        for (own, _) in owner.iter_mut().zip(finer).filter(|(_, of)| **of == piece) {
            *own = next;
        }
        next += 1;
    }
}

/// Nobody owns what the network is not sure of.
fn drop_doubtful(owner: &mut [u8], paper: &[f32]) {
    let (mut sums, mut counts) = ([0.0_f32; 256], [0.0_f32; 256]);
    for (&owner, &paper) in owner.iter().zip(paper) {
        sums[usize::from(owner)] += paper;
        counts[usize::from(owner)] += 1.0;
    }
    for owner in owner.iter_mut() {
        if sums[usize::from(*owner)] < MEAN_SURE * counts[usize::from(*owner)] {
            *owner = NOBODY;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter for four pixels by four, which are ten by ten of the photo: `#` paper, `|` a sharp edge on paper, `:` a faint one, `.` table.
    fn check(rows: &[&str], count: usize) -> Areas {
        let areas = Areas::find(
            &PaperMaps::drawn(rows),
            (rows[0].len() as u32 * 10, rows.len() as u32 * 10),
        );
        assert_eq!(areas.count(), count, "{rows:?}");
        areas
    }

    #[test]
    fn papers_on_a_table_are_told_apart_and_what_lies_beside_goes_to_the_nearest() {
        let areas = check(&["##....##", "##....##", "##....##"], 2);
        let left = areas.nearest(Point::new(5.0, 5.0));
        assert_eq!(areas.nearest(Point::new(35.0, 15.0)), left);
        assert_ne!(areas.nearest(Point::new(45.0, 15.0)), left);
        assert!(!areas.is_shown(Point::new(35.0, 15.0), left));
        assert!(areas.touching().is_empty());
    }

    #[test]
    fn a_sharp_edge_parts_and_a_faint_one_does_not() {
        let areas = check(&["###||###", "###||###", "###||###"], 2);
        let [((0, 1), edge)] = areas.touching()[..] else {
            panic!("{:?}", areas.touching());
        };
        assert!(edge > 0.8, "{edge}");
        check(&["###::###", "###::###", "###::###"], 1);
    }

    #[test]
    fn two_areas_that_are_one_paper_are_joined_and_one_that_is_none_is_dropped() {
        let mut areas = check(&["##.##||##", "##.##||##", "##.##....", "##.##...."], 3);
        let at = |areas: &Areas| [5.0, 35.0, 85.0].map(|x| areas.nearest(Point::new(x, 5.0)));
        let [left, middle, right] = at(&areas);
        assert!(left != middle && left != right && middle != right);
        areas.join(middle, right);
        let [left, middle, right] = at(&areas);
        assert!(middle == right && left != right && areas.touching().is_empty());
        assert_eq!(areas.count(), 2);
        areas.drop(left);
        assert_eq!((areas.count(), at(&areas)), (1, [0; 3]));
    }

    #[test]
    fn a_photo_without_paper_is_one_area() {
        let areas = check(&["....", "...."], 1);
        assert_eq!(areas.window(0), Window::whole((40, 20)));
    }

    #[test]
    fn a_window_holds_its_paper() {
        let areas = check(&["........", ".##.....", ".##.....", "........"], 1);
        let window = areas.window(0);
        assert!(window.holds(Point::new(10.5, 10.5)) && window.holds(Point::new(29.5, 29.5)));
        assert!(window.width > 20.0 && window.width < 25.0, "{window:?}");
        assert!(!window.is_slanted());
        assert!(areas.along_border(0).iter().all(|&side| side < 1.0));
        let cut = check(&["###.", "####"], 1).along_border(0);
        for (side, expected) in cut.into_iter().zip([30.0, 10.0, 40.0, 20.0]) {
            assert!((side - expected).abs() < 0.1, "{cut:?}");
        }
    }
}
