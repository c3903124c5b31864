//! What glass and sensor do to a picture: blur and noise.

use super::settings::Settings;
use crate::rng::Dice;

/// Defocus by repeated three-point averages: a pass with weights (1/4, 1/2, 1/4) at distance `d` adds d²/2 to the variance.
pub(crate) fn blur(pixels: &mut Vec<u8>, width: usize, settings: &Settings, dice: &mut Dice) {
    let mut spare = vec![0_u8; pixels.len()];
    let mut wanted = settings.defocus * settings.defocus;
    while wanted > 0.04 {
        let distance = (libm::sqrtf(wanted * 0.8) as usize).clamp(1, 8);
        let whole = (distance * distance) as f32 / 2.0;
        // The last pass does what is left: 2·w·d² with w up to a quarter.
        let side = (64.0 * (wanted / whole).min(1.0)) as u16;
        three_points(pixels, &mut spare, distance * 3, side);
        three_points(&spare, pixels, distance * width * 3, side);
        wanted -= whole;
    }
    if settings.motion > 0.0 {
        let angle = dice.between(0.0, std::f32::consts::TAU);
        let mut length = settings.motion / 2.0;
        while length >= 0.7 {
            let dx = libm::roundf(libm::cosf(angle) * length) as isize;
            let dy = libm::roundf(libm::sinf(angle) * length) as isize;
            let offset = (dy * width as isize + dx) * 3;
            three_points(pixels, &mut spare, offset.unsigned_abs(), 80);
            std::mem::swap(pixels, &mut spare);
            length /= 2.0;
        }
    }
}

/// `out[i] = (side·in[i − offset] + (256 − 2·side)·in[i] + side·in[i + offset]) / 256`; the ends stay.
fn three_points(from: &[u8], to: &mut [u8], offset: usize, side: u16) {
    let count = from.len();
    if 2 * offset >= count {
        to.copy_from_slice(from);
        return;
    }
    to[..offset].copy_from_slice(&from[..offset]);
    to[count - offset..].copy_from_slice(&from[count - offset..]);
    let middle = 256 - 2 * side;
    let inner = count - 2 * offset;
    let (before, here, after) = (
        &from[..inner],
        &from[offset..][..inner],
        &from[2 * offset..][..inner],
    );
    for (((out, &a), &b), &c) in to[offset..][..inner]
        .iter_mut()
        .zip(before)
        .zip(here)
        .zip(after)
    {
        // Cannot overflow: the weights sum to 256 and 255 · 256 < 65536.
        let sum = u16::from(a)
            .wrapping_add(u16::from(c))
            .wrapping_mul(side)
            .wrapping_add(u16::from(b).wrapping_mul(middle));
        *out = (sum >> 8) as u8;
    }
}

/// More in bright places than in dark, as photons do, with a floor; grains of brightness and fainter ones of colour.
pub(crate) fn grain(pixels: &mut [u8], width: usize, settings: &Settings, dice: &mut Dice) {
    let spread: Vec<i32> = (0..256)
        .map(|value| {
            let strength = 0.55 + 0.65 * libm::sqrtf(value as f32 / 255.0);
            // Two bytes make a triangle of deviation 104; kept in 1/4096.
            (settings.noise * strength * 4096.0 / 104.0) as i32
        })
        .collect();
    for row in pixels.chunks_exact_mut(width * 3) {
        let mut state = dice.bits() | 1;
        for pixel in row.chunks_exact_mut(3) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let byte = |shift: u32| (state >> shift) as u8;
            let grey = i32::from(byte(8))
                .wrapping_add(i32::from(byte(16)))
                .wrapping_sub(255);
            for (channel, shift) in pixel.iter_mut().zip([24_u32, 32, 40]) {
                let colour = i32::from(byte(shift)).wrapping_sub(128) / 2;
                let push = grey
                    .wrapping_add(colour)
                    .wrapping_mul(spread[usize::from(*channel)])
                    >> 12;
                *channel = i32::from(*channel).wrapping_add(push).clamp(0, 255) as u8;
            }
        }
    }
}
