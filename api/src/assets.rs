//! What a browser loads beside the pages: styles, scripts, pictograms. All of it is inside the program,
//! and a file's address holds its hash, so it may be kept for ever and never be stale.

use std::{borrow::Cow, collections::HashMap, fmt::Write as _, sync::LazyLock};

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

pub(crate) struct Asset {
    /// The start of the SHA-256 of `bytes`, in hexadecimal.
    hash: String,
    mime: &'static str,
    pub bytes: Cow<'static, [u8]>,
}

/// Path below `assets/` → file.
static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let mut assets: HashMap<String, Asset> = Files::iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            let hash = hexadecimal(&file.metadata.sha256_hash()[..6]);
            let asset = Asset {
                hash,
                mime: mime(&path),
                bytes: file.data,
            };
            Some((path.into_owned(), asset))
        })
        .collect();
    assets.insert("css/themes.css".to_owned(), theme_style());
    assets
});

/// Handler of `/a/{hash}/{*path}`.
pub(crate) async fn serve(Path((hash, path)): Path<(String, String)>) -> Response {
    match ASSETS.get(&path).filter(|asset| asset.hash == hash) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.mime),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.bytes.clone(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The address of a file below `assets/`.
pub(crate) fn address(path: &str) -> Option<String> {
    ASSETS
        .get(path)
        .map(|asset| format!("/a/{}/{path}", asset.hash))
}

pub(crate) fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.get(path)
}

/// The policy of the pages forbids inline styles, so each theme's two colours are a class.
fn theme_style() -> Asset {
    let mut style = String::new();
    for theme in classify::Catalogue::built_in().themes() {
        let (slug, color, tint) = (&theme.slug, &theme.color, &theme.tint);
        writeln!(
            style,
            ".theme-{slug} {{ --theme: {color}; --tint: {tint}; }}"
        )
        .expect("writing to a string does not fail");
    }
    let bytes = style.into_bytes();
    Asset {
        hash: format!("t{:08x}", fnv(&bytes)),
        mime: "text/css; charset=utf-8",
        bytes: Cow::Owned(bytes),
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}"); // a string takes all
        digits
    })
}

/// FNV-1a: names one small generated file, guards nothing.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pictogram_of_the_catalogue_is_inside() {
        let catalogue = classify::Catalogue::built_in();
        let themes = catalogue.themes().iter().map(|theme| &theme.openmoji);
        for code in catalogue
            .types()
            .iter()
            .map(|card| &card.icon.openmoji)
            .chain(themes)
        {
            assert!(find(&format!("openmoji/{code}.svg")).is_some(), "{code}");
        }
    }

    /// WCAG 1.4.6 for words, which are in ink on a theme's tint, and 1.4.11 for its frame, doubled.
    #[test]
    fn the_words_and_the_frame_of_a_theme_stand_out_from_its_tint() {
        for theme in classify::Catalogue::built_in().themes() {
            let words = contrast("#14171c", &theme.tint);
            assert!(words >= 7.0, "{}: {words:.2}", theme.slug);
            for ground in [theme.tint.as_str(), "#ffffff"] {
                let frame = contrast(&theme.color, ground);
                assert!(frame >= 6.0, "{}: {frame:.2} on {ground}", theme.slug);
            }
        }
    }

    /// The state words of `base.css`, each on its own tint.
    #[test]
    fn the_words_of_a_state_stand_out_from_its_tint() {
        let style = find("css/base.css").expect("it is embedded");
        let style = std::str::from_utf8(&style.bytes).expect("it is text");
        let token = |name: &str| {
            let start = style.find(&format!("--{name}: ")).expect(name) + name.len() + 4;
            style[start..]
                .split(';')
                .next()
                .expect("a value ends")
                .to_owned()
        };
        for state in ["good", "soon", "over", "old", "check"] {
            let ratio = contrast(&token(state), &token(&format!("{state}-tint")));
            assert!(ratio >= 7.0, "{state}: {ratio:.2}");
        }
        for (ink, ground) in [("ink", "paper"), ("soft", "ground"), ("blue", "paper")] {
            let ratio = contrast(&token(ink), &token(ground));
            assert!(ratio >= 7.0, "{ink}: {ratio:.2}");
        }
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(color: &str) -> f64 {
        let hex = color.trim_start_matches('#');
        let hex = if hex.len() == 3 {
            hex.chars().flat_map(|c| [c, c]).collect()
        } else {
            hex.to_owned()
        };
        let channel = |at: usize| {
            let value = u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour is hexadecimal");
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }
}
