//! Machine-readable zones, as text. Understanding them is `classify`'s.

use paper::{RawCode, TextLine};

/// Groups of lines that look like a machine-readable zone.
pub(crate) fn raw_lines(_lines: &[TextLine]) -> Vec<RawCode> {
    Vec::new()
}
