//! The picture being made: pixels, what lies there, how far away.

/// Nothing but table here.
pub(crate) const TABLE: u8 = u8::MAX;

pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Red, green, blue, row by row.
    pub(crate) pixels: Vec<u8>,
    /// Which sheet is seen, or [`TABLE`].
    pub(crate) owner: Vec<u8>,
    pub(crate) depth: Vec<f32>,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height * 3],
            owner: vec![TABLE; width * height],
            depth: vec![f32::MAX; width * height],
        }
    }

    /// Which sheet is seen at a pixel, and how far it is; `None` outside the frame.
    pub(crate) fn at(&self, x: f32, y: f32) -> Option<(u8, f32)> {
        let inside =
            x >= 0.0 && y >= 0.0 && (x as usize) < self.width && (y as usize) < self.height;
        inside.then(|| {
            let index = y as usize * self.width + x as usize;
            (self.owner[index], self.depth[index])
        })
    }
}

/// A corner of a triangle: its pixel, and four values that vary evenly over it.
#[derive(Clone, Copy)]
pub(crate) struct Corner {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) values: [f32; 4],
}

/// Calls `paint(index, values)` for each pixel whose middle lies in the triangle. Two triangles with a
/// common side leave no gap and share no pixel.
pub(crate) fn fill_triangle(
    corners: [Corner; 3],
    (width, height): (usize, usize),
    mut paint: impl FnMut(usize, [f32; 4]),
) {
    let [a, b, c] = corners;
    let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if area.abs() < 1e-6 {
        return;
    }
    let mut across = [0.0; 4];
    let mut down = [0.0; 4];
    let mut start = [0.0; 4];
    for i in 0..4 {
        let (ab, ac) = (b.values[i] - a.values[i], c.values[i] - a.values[i]);
        across[i] = (ab * (c.y - a.y) - ac * (b.y - a.y)) / area;
        down[i] = (ac * (b.x - a.x) - ab * (c.x - a.x)) / area;
        start[i] = a.values[i] - across[i] * a.x - down[i] * a.y;
    }
    let top = a.y.min(b.y).min(c.y);
    let bottom = a.y.max(b.y).max(c.y);
    let first = (top - 0.5).ceil().max(0.0) as usize;
    let end = ((bottom - 0.5).ceil().max(0.0) as usize).min(height);
    for row in first..end {
        let y = row as f32 + 0.5;
        let (mut left, mut right) = (f32::MAX, f32::MIN);
        for (p, q) in [(a, b), (b, c), (c, a)] {
            if let Some(x) = crossing(p, q, y) {
                left = left.min(x);
                right = right.max(x);
            }
        }
        let from = (left - 0.5).ceil().max(0.0) as usize;
        let to = ((right - 0.5).ceil().max(0.0) as usize).min(width);
        let mut values = [0.0; 4];
        for i in 0..4 {
            values[i] = start[i] + down[i] * y + across[i] * (from as f32 + 0.5);
        }
        for column in from..to {
            paint(row * width + column, values);
            for i in 0..4 {
                values[i] += across[i];
            }
        }
    }
}

/// Where a side crosses a row, computed from its upper end whoever asks, so that neighbours agree.
fn crossing(p: Corner, q: Corner, y: f32) -> Option<f32> {
    let (p, q) = if (p.y, p.x) <= (q.y, q.x) {
        (p, q)
    } else {
        (q, p)
    };
    (p.y <= y && y < q.y).then(|| p.x + (y - p.y) / (q.y - p.y) * (q.x - p.x))
}
