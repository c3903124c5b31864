use image::{GrayImage, imageops};
use paper::{Point, Quad};

/// Where a code may be.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub centre: Point,
    /// Along and across the code's own directions, margin included, in pixels of the image.
    pub width: f32,
    pub height: f32,
    /// Of the code's rows against the image's, clockwise, in radians, in (-π/2, π/2].
    pub angle: f32,
    /// From 0, no direction, to 1, all edges run one way.
    pub coherence: f32,
}

impl Place {
    /// Whether the other is about the same place.
    fn holds(&self, other: &Self) -> bool {
        let reach = self.width.min(self.height) / 2.0;
        let (area, other_area) = (self.width * self.height, other.width * other.height);
        self.centre.distance(other.centre) < reach && other_area < area * 1.5
    }

    pub(super) fn quad(&self) -> Quad {
        let (cos, sin) = (self.angle.cos(), self.angle.sin());
        let (half_width, half_height) = (self.width / 2.0, self.height / 2.0);
        Quad(
            [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| {
                let (u, v) = (x * half_width, y * half_height);
                Point::new(
                    self.centre.x + u * cos - v * sin,
                    self.centre.y + u * sin + v * cos,
                )
            }),
        )
    }
}

/// Side of a cell, in pixels of the search image: less than the gap between two lines of print, so that
/// print shows its gaps and a code, which has none, does not.
const CELL: usize = 4;

/// Side of the window that must be busy all over, in cells: the smallest code worth a search has 12 modules
/// of 4 pixels.
const WINDOW: usize = 7;

/// Shortest side of a search image, in pixels.
const SEARCH_SIDE_MIN: u32 = 200;

/// Places that are busy all over, the most code-like first. The sheet is searched at half its size, for
/// modules of up to 6 pixels, and at a quarter, for larger ones; a small sheet as it is.
pub(super) fn busy_places(image: &GrayImage) -> Vec<Place> {
    if image.width().min(image.height()) < (WINDOW * CELL) as u32 {
        return Vec::new();
    }
    let mut places = Vec::new();
    let mut search = image.clone();
    let mut scale = 1.0;
    for _ in 0..3 {
        if scale > 1.0 || image.width() * image.height() < HALVED_FROM {
            let cells = Cells::of(&search);
            places.extend(
                cells
                    .blobs()
                    .iter()
                    .filter_map(|blob| cells.place(blob, scale)),
            );
        }
        let (width, height) = (search.width() / 2, search.height() / 2);
        if width.min(height) < SEARCH_SIDE_MIN {
            break;
        }
        search = imageops::thumbnail(&search, width, height);
        scale *= 2.0;
    }
    places.sort_by(|(likeness, _), (other, _)| other.total_cmp(likeness));
    let mut apart: Vec<Place> = Vec::new();
    for (_, place) in places {
        if !apart.iter().any(|known| known.holds(&place)) {
            apart.push(place);
        }
    }
    apart
}

/// Sheets larger than this many pixels are not searched at their full size.
const HALVED_FROM: u32 = 3_000_000;

/// Sums of squared gradients: their size, and their direction doubled and quadrupled, so that opposite
/// edges add up (doubled), and edges at right angles too (quadrupled).
#[derive(Clone, Copy, Default)]
struct Edges {
    strength: f32,
    double: (f32, f32),
    quadruple: (f32, f32),
}

struct Cells {
    columns: usize,
    rows: usize,
    edges: Vec<Edges>,
    tones: Vec<Tones>,
}

/// Of the pixels of a cell.
#[derive(Clone, Copy)]
struct Tones {
    darkest: u8,
    lightest: u8,
    sum: u32,
}

impl Cells {
    fn of(image: &GrayImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let (columns, rows) = (width / CELL, height / CELL);
        let mut edges = vec![Edges::default(); columns * rows];
        let pixels = image.as_raw();
        for y in 1..(rows * CELL).min(height.saturating_sub(1)) {
            let (above, here, below) = (
                &pixels[(y - 1) * width..][..width],
                &pixels[y * width..][..width],
                &pixels[(y + 1) * width..][..width],
            );
            let cells = &mut edges[y / CELL * columns..][..columns];
            for x in 1..(columns * CELL).min(width.saturating_sub(1)) {
                let right = f32::from(here[x + 1]) - f32::from(here[x - 1]);
                let down = f32::from(below[x]) - f32::from(above[x]);
                cells[x / CELL].add(right, down);
            }
        }
        let mut tones = vec![
            Tones {
                darkest: u8::MAX,
                lightest: u8::MIN,
                sum: 0,
            };
            columns * rows
        ];
        for (y, row) in pixels.chunks_exact(width).take(rows * CELL).enumerate() {
            let cells = &mut tones[y / CELL * columns..][..columns];
            for (cell, pixels) in cells.iter_mut().zip(row.chunks_exact(CELL)) {
                for tone in pixels {
                    cell.darkest = cell.darkest.min(*tone);
                    cell.lightest = cell.lightest.max(*tone);
                    cell.sum += u32::from(*tone);
                }
            }
        }
        Self {
            columns,
            rows,
            edges,
            tones,
        }
    }
}

/// Mean squared step across two pixels from which a cell is busy, summed over a cell: a code of full
/// contrast, blurred until its modules hardly show, keeps about 15 steps; the noise of a phone at night has
/// under 6.
const BUSY_MIN: f32 = 120.0 * (CELL * CELL) as f32;

impl Edges {
    fn add(&mut self, right: f32, down: f32) {
        let (re, im) = (right * right - down * down, 2.0 * right * down);
        let strength = right * right + down * down;
        self.strength += strength;
        self.double.0 += re;
        self.double.1 += im;
        // The square of the doubled direction, scaled back to the strength of one.
        if strength > 0.0 {
            self.quadruple.0 += (re * re - im * im) / strength;
            self.quadruple.1 += 2.0 * re * im / strength;
        }
    }

    fn join(&mut self, other: &Self) {
        self.strength += other.strength;
        self.double.0 += other.double.0;
        self.double.1 += other.double.1;
        self.quadruple.0 += other.quadruple.0;
        self.quadruple.1 += other.quadruple.1;
    }
}

/// Cells that belong together.
struct Blob(Vec<usize>);

impl Cells {
    /// Groups of neighbouring cells around which a whole window is busy.
    fn blobs(&self) -> Vec<Blob> {
        let mut open = self.window_is_code_like();
        let mut blobs = Vec::new();
        for start in 0..open.len() {
            if !open[start] {
                continue;
            }
            open[start] = false;
            let mut cells = vec![start];
            let mut next = 0;
            while next < cells.len() {
                for neighbour in self.neighbours(cells[next]) {
                    if open[neighbour] {
                        open[neighbour] = false;
                        cells.push(neighbour);
                    }
                }
                next += 1;
            }
            blobs.push(Blob(cells));
        }
        blobs
    }

    fn neighbours(&self, cell: usize) -> impl Iterator<Item = usize> {
        let (row, column) = (cell / self.columns, cell % self.columns);
        let left = (column > 0).then(|| cell - 1);
        let right = (column + 1 < self.columns).then_some(cell + 1);
        let up = (row > 0).then(|| cell - self.columns);
        let down = (row + 1 < self.rows).then_some(cell + self.columns);
        [left, right, up, down].into_iter().flatten()
    }

    /// Whether the window around each cell is busy nearly all over, and half ink, half paper: print is a
    /// fifth ink.
    fn window_is_code_like(&self) -> Vec<bool> {
        const BUSY_SHARE_MIN: f32 = 0.6;
        const INK_SHARE: std::ops::RangeInclusive<f32> = 0.3..=0.72;
        const CONTRAST_MIN: f32 = 24.0;
        let busy = self.windows(
            |cell| u32::from(self.edges[cell].strength >= BUSY_MIN),
            |a, b| a + b,
        );
        let sums = self.windows(|cell| self.tones[cell].sum, |a, b| a + b);
        let darkest = self.windows(|cell| u32::from(self.tones[cell].darkest), u32::min);
        let lightest = self.windows(|cell| u32::from(self.tones[cell].lightest), u32::max);
        let cells = (WINDOW * WINDOW) as f32;
        (0..self.edges.len())
            .map(|cell| {
                let mean = sums[cell] as f32 / (cells * (CELL * CELL) as f32);
                let (darkest, lightest) = (darkest[cell] as f32, lightest[cell] as f32);
                let ink = (lightest - mean) / (lightest - darkest).max(1.0);
                self.has_window(cell)
                    && busy[cell] as f32 >= BUSY_SHARE_MIN * cells
                    && lightest - darkest >= CONTRAST_MIN
                    && INK_SHARE.contains(&ink)
            })
            .collect()
    }

    fn has_window(&self, cell: usize) -> bool {
        let reach = WINDOW / 2;
        let (row, column) = (cell / self.columns, cell % self.columns);
        (reach..self.rows.saturating_sub(reach)).contains(&row)
            && (reach..self.columns.saturating_sub(reach)).contains(&column)
    }

    /// A value folded over the window around each cell, first along rows, then along columns; at the edges
    /// over what there is of it.
    fn windows(&self, value: impl Fn(usize) -> u32, fold: impl Fn(u32, u32) -> u32) -> Vec<u32> {
        let reach = WINDOW / 2;
        let values: Vec<u32> = (0..self.edges.len()).map(value).collect();
        let mut along = values.clone();
        for (along, values) in along
            .chunks_exact_mut(self.columns)
            .zip(values.chunks_exact(self.columns))
        {
            for (column, along) in along.iter_mut().enumerate() {
                let near = column.saturating_sub(reach)..(column + reach + 1).min(self.columns);
                *along = values[near].iter().copied().reduce(&fold).unwrap_or(0);
            }
        }
        let mut folded = along.clone();
        for row in 0..self.rows {
            let near = row.saturating_sub(reach)..(row + reach + 1).min(self.rows);
            for column in 0..self.columns {
                folded[row * self.columns + column] = near
                    .clone()
                    .map(|row| along[row * self.columns + column])
                    .reduce(&fold)
                    .unwrap_or(0);
            }
        }
        folded
    }

    /// The rectangle around a blob, in its own directions, and how much it looks like a code; `None` when
    /// it has the shape of none.
    fn place(&self, blob: &Blob, scale: f32) -> Option<(f32, Place)> {
        /// Linear codes are up to eight times as long as high.
        const ASPECT_MAX: f32 = 9.0;
        /// Of its rectangle, that a blob must fill.
        const FILLED_MIN: f32 = 0.55;
        let mut all = Edges::default();
        for cell in &blob.0 {
            all.join(&self.edges[*cell]);
        }
        let coherence = all.double.0.hypot(all.double.1) / all.strength.max(1.0);
        let squareness = all.quadruple.0.hypot(all.quadruple.1) / all.strength.max(1.0);
        let angle = if coherence >= 0.35 {
            all.double.1.atan2(all.double.0) / 2.0
        } else {
            all.quadruple.1.atan2(all.quadruple.0) / 4.0
        };

        let (cos, sin) = (angle.cos(), angle.sin());
        let mut reach = [f32::MAX, f32::MIN, f32::MAX, f32::MIN];
        for cell in &blob.0 {
            let (x, y) = (
                (cell % self.columns) as f32 + 0.5,
                (cell / self.columns) as f32 + 0.5,
            );
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            reach = [
                reach[0].min(u),
                reach[1].max(u),
                reach[2].min(v),
                reach[3].max(v),
            ];
        }
        // The outermost cells are half a window inside the busy place.
        let edge = WINDOW as f32;
        let (wide, high) = (reach[1] - reach[0] + edge, reach[3] - reach[2] + edge);
        let inner = (reach[1] - reach[0] + 1.0) * (reach[3] - reach[2] + 1.0);
        let filled = blob.0.len() as f32 / inner;
        let aspect = wide.max(high) / wide.min(high);
        if aspect > ASPECT_MAX || filled < FILLED_MIN {
            return None;
        }

        let (u, v) = (
            f32::midpoint(reach[0], reach[1]),
            f32::midpoint(reach[2], reach[3]),
        );
        let to_pixels = CELL as f32 * scale;
        let place = Place {
            centre: Point::new(
                (u * cos - v * sin) * to_pixels,
                (u * sin + v * cos) * to_pixels,
            ),
            width: wide * to_pixels,
            height: high * to_pixels,
            angle,
            coherence,
        };
        let likeness = filled * (blob.0.len() as f32).sqrt() * (0.3 + squareness) / aspect.sqrt();
        Some((likeness, place))
    }
}
