//! Freed memory is kept for the next network run.

/// From `malloc.h` of glibc.
const M_TRIM_THRESHOLD: i32 = -1;
const M_MMAP_THRESHOLD: i32 = -3;
/// Bytes; above the memory of one reader, so that none of it is given back.
const KEPT_MAX: i32 = 1 << 30;

#[expect(unsafe_code, reason = "glibc's tuning of malloc has no safe binding")]
mod glibc {
    unsafe extern "C" {
        /// Takes any numbers; what it does not know it refuses.
        pub(super) safe fn mallopt(parameter: i32, value: i32) -> i32;
    }
}

/// A network's layers come and go by tens of megabytes. glibc would fetch each from the system, whose clean pages cost a tenth
/// of the time of reading a photo (2.60 CPU s against 2.34; the highest use of memory stays as it is).
pub(crate) fn keep_freed() {
    glibc::mallopt(M_MMAP_THRESHOLD, KEPT_MAX);
    glibc::mallopt(M_TRIM_THRESHOLD, KEPT_MAX);
}
