//! UUIDs of version 7 (RFC 9562): they grow, so that an index of them grows at its end only.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{SystemTime, UNIX_EPOCH},
};

/// Random bits of a UUID: 12 beside the version and 62 beside the variant.
const RANDOM_BITS: u32 = 74;

/// Makes UUIDs, each larger than the one before (RFC 9562, 6.2, method 2: a random number that grows by random steps).
pub(super) struct Uuids {
    /// Milliseconds since 1970, then the random bits. A carry out of these moves the clock on, which is harmless.
    last: u128,
    random: u64,
}

impl Uuids {
    /// From the clock and the operating system's random numbers.
    pub(super) fn new() -> Self {
        let ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis());
        // The standard library's own source: its keys come from the operating system.
        let keys = RandomState::new();
        let bits = u128::from(keys.hash_one(0)) << 64 | u128::from(keys.hash_one(1));
        Self { last: ms << RANDOM_BITS | bits >> (128 - RANDOM_BITS), random: keys.hash_one(2) }
    }

    /// The next, as text in lower case.
    pub(super) fn next(&mut self) -> String {
        self.last += 1 + u128::from(self.step());
        let (ms, high, low) = (self.last >> RANDOM_BITS, self.last >> 62 & 0xfff, self.last & ((1 << 62) - 1));
        text(ms << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low)
    }

    /// 32 random bits, by `SplitMix64`.
    fn step(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) & 0xffff_ffff
    }
}

/// Not by `format!`, which takes as long as SQLite needs for the row.
fn text(uuid: u128) -> String {
    let mut out = String::with_capacity(36);
    for (i, byte) in uuid.to_be_bytes().into_iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.extend([byte >> 4, byte & 15].map(|digit| char::from(if digit < 10 { b'0' } else { b'a' - 10 } + digit)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_7_and_grow() {
        let mut uuids = Uuids::new();
        let all: Vec<String> = (0..1000).map(|_| uuids.next()).collect();
        assert!(all.is_sorted_by(|a, b| a < b));
        for uuid in all {
            assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{uuid}");
            assert!(uuid[14..].starts_with('7') && "89ab".contains(&uuid[19..20]), "{uuid}");
        }
    }

    #[test]
    fn a_uuid_is_written_as_the_rfc_writes_its_example() {
        assert_eq!(text(0x017F_22E2_79B0_7CC3_98C4_DC0C_0C07_398F), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        let mut uuids = Uuids { last: (0x017F_22E2_79B0 << RANDOM_BITS) - 1, random: 0 };
        uuids.last -= u128::from(Uuids { last: 0, random: 0 }.step());
        assert_eq!(uuids.next(), "017f22e2-79b0-7000-8000-000000000000", "a carry moves the clock on");
    }
}
