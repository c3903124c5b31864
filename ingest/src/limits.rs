//! Every limit, with its reason.

use std::time::Duration;

/// How long a job stays with a worker that gives no sign of life. Workers give one every third of
/// it. Long enough for a machine that stutters, short enough that a person does not notice a crash.
pub const LEASE: Duration = Duration::from_secs(30);

/// Shortest time between two signs of life, however short the lease: ten a second are no load.
pub const SIGN_OF_LIFE_MIN: Duration = Duration::from_millis(100);

/// How long a writer waits for another writer of the same `SQLite` file. Writes take milliseconds;
/// this is for a slow disk under a backup.
pub const LOCK_WAIT: Duration = Duration::from_secs(30);

/// How often the embedded queue looks for jobs pushed by another process: two looks a second are
/// not felt by the disk, half a second not by a person.
pub const QUEUE_POLL: Duration = Duration::from_millis(500);

/// Parked jobs listed at once: what an engineer reads in one sitting.
pub const PARKED_SHOWN_MAX: u32 = 100;

/// Returns after which the broker itself parks a message. Above `ATTEMPTS_MAX`, so that it is
/// reached only by a message that ends its worker before the worker can count.
pub const BROKER_DELIVERIES_MAX: u32 = 16;

/// Attempts before a job is parked: with delays of 5 s · 2ⁿ the last comes after about ten minutes.
pub const ATTEMPTS_MAX: u32 = 8;

/// Delay before the second attempt; each later one waits twice as long.
pub const RETRY_FIRST: Duration = Duration::from_secs(5);

/// How often the ledger is compared with the queue.
pub const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// How long a worker without work listens before it looks whether it is to stop.
pub const LANE_LOOKS_FOR: Duration = Duration::from_millis(500);

/// Delay before the queue is tried again after an outage; each later one waits twice as long.
pub const OUTAGE_FIRST: Duration = Duration::from_millis(250);

/// Memory that a reader may write to, in bytes. Photos of the measure take up to
/// 0.5 GB; a sheet of 64 megapixels, the largest that is decoded, 192 MB for its pixels alone.
pub const READER_DATA_MAX: u64 = 1536 << 20;

/// Addresses that a reader may use, in bytes: its memory, plus libraries, models and what allocators
/// reserve without using it.
pub const READER_ADDRESSES_MAX: u64 = 4 << 30;

/// Size of a file that a reader may write, in bytes. Only HEIC photos need any: their converter takes
/// and gives a file. Twice the largest original that is kept.
pub const READER_FILE_MAX: u64 = 128 << 20;

/// Time for a reader to load libraries and models. Two seconds were seen; a cold disk takes longer.
pub const READER_STARTS_WITHIN: Duration = Duration::from_mins(2);

/// Time given to a reader that closed its pipe to end, so that its exit code can be told.
pub const READER_DIES_WITHIN: Duration = Duration::from_secs(1);

/// Time for one photo. 2 to 5 s were seen on one core; a busy machine may take ten times as long.
pub const PHOTO_TIME_MAX: Duration = Duration::from_secs(90);

/// Time for a file of many pages, whatever their number: they are the same work as as many photos,
/// but nobody who waits at a counter waits longer than this.
pub const FILE_TIME_MAX: Duration = Duration::from_mins(10);

/// Bytes of one answer of a reader, or of its pictures together: 200 pages of 1 MiB. A reader that
/// says more is broken.
pub const ANSWER_BYTES_MAX: usize = 256 << 20;

/// By what the first bytes say that the file is: only PDF and TIFF hold many pages. A PDF may have a
/// kilobyte of something else before its name.
pub fn reading_time(bytes: &[u8]) -> Duration {
    let start = &bytes[..bytes.len().min(1024)];
    let is_pdf = start.windows(5).any(|five| five == b"%PDF-");
    if is_pdf || start.starts_with(b"II*\0") || start.starts_with(b"MM\0*") {
        FILE_TIME_MAX
    } else {
        PHOTO_TIME_MAX
    }
}

/// Jobs in hand at once, for so many readers: one more, so that teaching a type, which takes some ten seconds and no reader, does not
/// hold up those who wait for their papers.
pub const fn lanes(readers: usize) -> usize {
    readers + 1
}

/// Changes that a listener may be behind before it is told to look for itself: a bag of 200 photos
/// makes 600.
pub const CHANGES_KEPT: usize = 1024;

/// Folders inside folders that are walked: people sort by year and month, not by thirty.
pub const FOLDERS_DEEP_MAX: u32 = 16;

/// Looks at a shelf before it counts as a bug that it never comes to rest. Two suffice when each
/// paper stands behind one that stands in front.
pub const RESHELVING_ROUNDS_MAX: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_many_pages_have_the_time_of_many_pages() {
        let late_pdf = [vec![b' '; 1000], b"%PDF-1.7".to_vec()].concat();
        let too_late_pdf = [vec![b' '; 1024], b"%PDF-1.7".to_vec()].concat();
        for (name, bytes, expect) in [
            ("pdf", &b"%PDF-1.4"[..], FILE_TIME_MAX),
            ("late_pdf", &late_pdf, FILE_TIME_MAX),
            ("too_late_pdf", &too_late_pdf, PHOTO_TIME_MAX),
            ("tiff", b"II*\0", FILE_TIME_MAX),
            ("tiff_of_a_mac", b"MM\0*", FILE_TIME_MAX),
            ("jpeg", b"\xff\xd8\xff\xe0", PHOTO_TIME_MAX),
            ("empty", b"", PHOTO_TIME_MAX),
        ] {
            assert_eq!(reading_time(bytes), expect, "{name}");
        }
    }

    #[test]
    fn the_broker_counts_further_than_the_worker() {
        const { assert!(BROKER_DELIVERIES_MAX > ATTEMPTS_MAX) };
    }
}
