use crate::rng::Dice;

/// How badly a paper was treated and photographed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// A flat-bed scanner: no table, no light, a slight skew.
    FlatScan,
    /// A careful hand: nearly flat, well lit.
    Light,
    /// Folded in a pocket, photographed in a kitchen.
    Medium,
    /// Crumpled, curled, in bad light.
    Heavy,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::FlatScan, Self::Light, Self::Medium, Self::Heavy];

    pub fn slug(self) -> &'static str {
        match self {
            Self::FlatScan => "flat_scan",
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.slug() == slug)
    }

    /// A third each of light, medium and heavy.
    pub fn mixed(dice: &mut Dice) -> Self {
        *dice.pick(&[Self::Light, Self::Medium, Self::Heavy])
    }
}

/// What can go wrong on purpose, so that a refusal can be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Taken in the pocket: nothing to see.
    Black,
    /// Shaken so that no letter stands.
    Blurred,
    /// A finger over the lens.
    Thumb,
}

impl Mishap {
    pub const ALL: [Self; 3] = [Self::Black, Self::Blurred, Self::Thumb];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::Blurred => "blurred",
            Self::Thumb => "thumb",
        }
    }
}

/// What spoils a photo that is sound otherwise, so that a warning can be tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flaw {
    /// Of a hand, a head or a shelf. `depth`: share of the light that is missing; `soft`: width of its edge, in
    /// halves of the photo's longer side.
    Shadow { depth: f32, soft: f32 },
    /// A lamp mirrored in the paper.
    Glare,
    /// Over an edge of a paper.
    Finger,
}

/// What the dice chose for one photo. Lengths in millimetres on the table or pixels in the photo;
/// angles in degrees.
#[derive(Clone, Debug)]
pub struct Settings {
    pub severity: Severity,
    /// Width and height of the photo as shown, 8 to 12 million pixels.
    pub size: (u32, u32),
    /// Clockwise, of the whole scene in the photo.
    pub turn: f32,
    pub tilt: f32,
    /// Part of the frame that the papers fill; above 1 an edge is cut.
    pub fill: f32,
    /// So much of the papers' extent they are moved from the middle, to the right and down; where 0 the dice move them.
    pub shift: (f32, f32),
    /// Lie on any table at all, and not only on those of the bags.
    pub any_table: bool,
    /// Lowest brightness, against 1 where the light falls straight.
    pub ambient: f32,
    pub light_height: f32,
    pub falloff: f32,
    pub vignette: f32,
    pub hand_shadow: f32,
    pub tint: [f32; 3],
    pub exposure: f32,
    /// Standard deviation of the defocus, pixels.
    pub defocus: f32,
    /// Length of the motion, pixels.
    pub motion: f32,
    /// Standard deviation at mid grey, of 255.
    pub noise: f32,
    pub quality: u8,
    /// EXIF orientation 1 or 6: phones turn the picture with a tag, not with the pixels.
    pub orientation: u8,
    pub mishap: Option<Mishap>,
    pub flaw: Option<Flaw>,
}

impl Settings {
    pub fn throw(severity: Severity, dice: &mut Dice) -> Self {
        // (light, medium, heavy)
        let by = |dice: &mut Dice, choices: [(f32, f32); 3]| {
            let (low, high) = match severity {
                Severity::FlatScan | Severity::Light => choices[0],
                Severity::Medium => choices[1],
                Severity::Heavy => choices[2],
            };
            dice.between(low, high)
        };
        let sometimes = |dice: &mut Dice, chances: [f32; 3]| {
            let chance = by(dice, chances.map(|chance| (chance, chance)));
            dice.chance(chance)
        };
        let flat = severity == Severity::FlatScan;
        let (short, long) = if flat {
            (1654, 2339) // A4 at 200 dpi
        } else {
            *dice.pick(&[(3000, 4000), (3000, 4000), (2736, 3648), (2448, 3264)])
        };
        let quarter = match severity {
            Severity::FlatScan => 0.0,
            Severity::Light => *dice.pick(&[0.0, 0.0, 0.0, 0.0, 90.0]),
            _ => *dice.pick(&[0.0, 0.0, 0.0, 0.0, 90.0, 180.0, 270.0]),
        };
        // A phone held level over a table cannot tell up from sideways: the frame follows the paper, the text does not.
        let sideways = quarter as i32 % 180 == 90;
        let size = if sideways {
            (long, short)
        } else {
            (short, long)
        };
        let turn = by(dice, [(-3.0, 3.0), (-9.0, 9.0), (-18.0, 18.0)]);
        let warmth = by(dice, [(-0.03, 0.06), (-0.06, 0.16), (-0.08, 0.26)]);
        let green = by(dice, [(-0.01, 0.01), (-0.02, 0.02), (-0.03, 0.04)]);
        let cut = match severity {
            Severity::Medium => dice.chance(0.06),
            Severity::Heavy => dice.chance(0.12),
            _ => false,
        };
        let mut settings = Self {
            severity,
            size,
            turn: quarter + turn,
            tilt: by(dice, [(0.0, 5.0), (2.0, 12.0), (4.0, 20.0)]),
            fill: if cut {
                dice.between(1.03, 1.1)
            } else {
                by(dice, [(0.88, 0.97), (0.82, 0.96), (0.78, 0.95)])
            },
            shift: (0.0, 0.0),
            any_table: false,
            ambient: by(dice, [(0.65, 0.8), (0.45, 0.65), (0.3, 0.5)]),
            light_height: by(dice, [(50.0, 70.0), (35.0, 60.0), (22.0, 48.0)]),
            falloff: by(dice, [(0.03, 0.12), (0.1, 0.3), (0.15, 0.45)]),
            vignette: by(dice, [(0.03, 0.1), (0.05, 0.18), (0.08, 0.25)]),
            hand_shadow: if sometimes(dice, [0.05, 0.35, 0.6]) {
                by(dice, [(0.1, 0.2), (0.2, 0.4), (0.3, 0.55)])
            } else {
                0.0
            },
            tint: [1.0 + warmth * 0.5, 1.0 + green, 1.0 - warmth],
            exposure: by(dice, [(0.92, 1.04), (0.8, 1.06), (0.62, 1.08)]),
            defocus: by(dice, [(0.55, 0.9), (0.7, 1.4), (0.8, 1.9)]),
            motion: if sometimes(dice, [0.05, 0.25, 0.4]) {
                by(dice, [(1.0, 1.5), (1.5, 3.0), (2.0, 4.5)])
            } else {
                0.0
            },
            noise: by(dice, [(1.5, 3.0), (2.5, 5.5), (4.0, 10.0)]),
            quality: by(dice, [(86.0, 94.0), (74.0, 90.0), (60.0, 86.0)]) as u8,
            orientation: if dice.chance(0.2) { 6 } else { 1 },
            mishap: None,
            flaw: None,
        };
        if flat {
            settings.make_flat(dice);
        }
        settings
    }

    fn make_flat(&mut self, dice: &mut Dice) {
        self.turn = dice.between(-0.8, 0.8);
        self.tilt = 0.0;
        self.fill = 1.0;
        self.ambient = 1.0;
        self.falloff = 0.0;
        self.vignette = 0.0;
        self.hand_shadow = 0.0;
        self.tint = [1.0; 3];
        self.exposure = 1.0;
        self.defocus = 0.5;
        self.motion = 0.0;
        self.noise = 1.0;
        self.quality = 88;
        self.orientation = 1;
    }

    pub fn spoil(&mut self, mishap: Mishap) {
        self.mishap = Some(mishap);
        match mishap {
            Mishap::Black => self.exposure = 0.012,
            Mishap::Blurred => {
                self.defocus = 14.0;
                self.motion = 30.0;
            }
            Mishap::Thumb => self.defocus = 5.0,
        }
    }
}
