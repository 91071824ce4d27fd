//! Made-up places for trying the map out at scale; each says that it is made up.

use geo::{BoundingRect as _, Coord};

use super::{Error, shipped};
use crate::model::{Category, Confidence, Place, Snapshot, Source, Zone};

/// What their names, source and note say.
const MADE_UP: &str = "合成数据";

/// `count` places scattered over the district's box, always the same ones, with the shipped zones and lines.
///
/// # Errors
/// As [`shipped`].
pub fn synthetic(count: usize) -> Result<Snapshot, Error> {
    let real = shipped()?;
    let bounds = real.district().and_then(|d: &Zone| d.outline.as_ref()?.bounding_rect());
    let (min, size) = bounds.map_or_else(Default::default, |b| (b.min(), b.max() - b.min()));
    let mut chance = Chance(0x5348_4942_4549);
    let places = (0..count).map(|n| {
        let at = Coord { x: min.x + chance.next() * size.x, y: min.y + chance.next() * size.y };
        place(n, at)
    });
    Ok(Snapshot::new(places.collect(), real.zones.to_vec(), real.lines.to_vec(), (*real.calendar).clone()))
}

fn place(n: usize, at: Coord<f64>) -> Place {
    let known = Place::at(Category::ALL[n % Category::ALL.len()], at);
    // One in ten is doubtful, so that hollow marks are tried out too.
    let confidence = if n.is_multiple_of(10) { Confidence::Low } else { Confidence::Medium };
    Place {
        version: 1,
        id: format!("synthetic-{n:06}"),
        name: format!("{MADE_UP} {n:06}"),
        name_en: format!("Synthetic {n:06}"),
        source: Source { origin: MADE_UP.to_owned(), confidence, ..known.source },
        note: MADE_UP.to_owned(),
        ..known
    }
}

/// Numbers from 0 to 1 that only look like chance (`SplitMix64`, Steele and others 2014).
struct Chance(u64);

impl Chance {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synthetic_places_say_so_and_are_always_the_same() {
        let (a, b) = (synthetic(50).unwrap(), synthetic(50).unwrap());
        assert_eq!(a.places, b.places);
        let all = a.places.iter();
        assert!(all.clone().all(|p| p.name.starts_with(MADE_UP) && p.source.origin == MADE_UP));
        assert!(all.clone().all(|p| p.location.is_some_and(|l| (120.2..120.6).contains(&l.x))));
        assert!(a.district().is_some() && !a.lines.is_empty());
    }
}
