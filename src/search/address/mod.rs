//! Addresses and crossings on an imported street map: where 登州路56号 is, or 延安三路与台湛路交叉口.
//!
//! A text is [read](parse) by the names the map has, never by rules alone, so a place is only ever on a street that is
//! there. How a position came about is always said: see [`AddressPrecision`] and [`AddressNote`].

mod build;
mod crossing;
mod enclosed;
mod house;
mod names;
mod normal;
mod note;
mod number;
mod parse;
mod plane;

#[cfg(test)]
mod tests;

use std::ops::Range;

use geo::{Contains as _, Coord, Intersects as _, MultiPolygon, Rect};
use rustc_hash::FxHashSet;

use self::{
    names::{Named, Names},
    normal::{is_han, key, normal},
    parse::{Reading, What},
};
use super::ground::Spot;
use crate::spatial::haversine_m;
pub use enclosed::{Enclosed, NotEnclosed};
pub use note::AddressNote;

/// How sure a position is, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressPrecision {
    /// The map has this number.
    HouseNumber,
    /// Where two streets meet.
    Crossing,
    /// Between numbers the map has, or beside one.
    Interpolated,
    /// Somewhere on the street.
    Street,
}

/// A position for an address.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressHit {
    /// What was found, as the map writes it, such as 登州路56号.
    pub name: String,
    /// WGS 84 degrees.
    pub location: Coord<f64>,
    /// How sure that is.
    pub precision: AddressPrecision,
    /// What it was derived from.
    pub note: AddressNote,
    /// The text itself says that it is near that: 附近, 对面, 东侧.
    pub approximate: bool,
    /// The areas of administration it is in, empty where the map has none: 市北区登州路街道.
    pub district: String,
}

/// Streets, house numbers and areas of a street map, in the form they are looked up in.
#[derive(Clone, Debug, Default)]
pub struct AddressIndex {
    keys: Names,
    names: Vec<Box<str>>,
    streets: Vec<Street>,
    lines: Vec<Box<[Spot]>>,
    spans: Vec<Span>,
    numbers: Vec<Numbered>,
    /// What follows a number, by [`Numbered::rest`].
    rests: Vec<Box<str>>,
    /// Names that may stand before a street's: 市北区, 市北.
    known_areas: FxHashSet<Box<str>>,
    /// Large ones first.
    areas: Vec<Area>,
}

/// All that has one name and hangs together.
#[derive(Clone, Debug)]
struct Street {
    name: u32,
    lines: Range<usize>,
    spans: Range<usize>,
    numbers: Range<usize>,
}

/// Numbers along a line.
#[derive(Clone, Debug)]
struct Span {
    from: u32,
    to: u32,
    step: u32,
    line: Box<[Spot]>,
}

/// A number, or a run from `n` to `to`.
#[derive(Clone, Copy, Debug)]
struct Numbered {
    n: u32,
    to: u32,
    rest: u32,
    at: Spot,
}

#[derive(Clone, Debug)]
struct Area {
    key: String,
    name: String,
    level: u8,
    bounds: Rect<f64>,
    outline: MultiPolygon<f64>,
}

/// A position on one street or at one crossing.
type Placed = (Coord<f64>, AddressPrecision, AddressNote);

impl AddressIndex {
    /// Positions for a text, at most `limit`, all of one reading of it and in the areas that it names, if it names any;
    /// surest first, then nearest to `near` (WGS 84 degrees).
    #[must_use]
    pub fn find(&self, text: &str, near: Option<Coord<f64>>, limit: usize) -> Vec<AddressHit> {
        let readings = self.readings(text, 2).into_iter();
        let completed = || self.completed(text).into_iter();
        // Completed only when nothing else was found.
        let all = readings.chain(std::iter::once_with(completed).flatten());
        let mut hits = all.map(|r| self.hits(&r, text, near)).find(|hits| !hits.is_empty()).unwrap_or_default();
        hits.truncate(limit);
        hits
    }

    /// A position to propose for the address of a place: at a number or a crossing, never just on a street. Of several
    /// in the text the surest, then the first.
    #[must_use]
    pub fn propose(&self, address: &str, near: Option<Coord<f64>>) -> Option<AddressHit> {
        let hits =
            self.readings(address, 3).into_iter().filter_map(|r| self.hits(&r, address, near).into_iter().next());
        hits.filter(|h| h.precision < AddressPrecision::Street).min_by_key(|h| h.precision)
    }

    /// All positions for a reading, the best first.
    fn hits(&self, reading: &Reading, text: &str, near: Option<Coord<f64>>) -> Vec<AddressHit> {
        let mut hits: Vec<AddressHit> = match &reading.what {
            What::Crossing(a, b) => self.crossings(a, b),
            What::House(of, number) => {
                let of_each = self.streets_of(of).filter_map(|s| Some((self.house(s, number)?, s)));
                of_each.map(|(placed, s)| (self.with_number(s, number), placed)).collect()
            }
            What::Street(of) => {
                self.streets_of(of).filter_map(|s| Some((self.name(s).to_owned(), self.middle(s)?))).collect()
            }
        }
        .into_iter()
        .map(|(name, (location, precision, note))| {
            let (approximate, district) = (reading.approximate, String::new());
            AddressHit { name, location, precision, note, approximate, district }
        })
        .collect();
        // A name of an area within that of a street does not name the area.
        let streets: Vec<String> = reading.what.streets().map(|n| self.keys.text(n).to_owned()).collect();
        let text = streets.iter().fold(key(&normal(text)), |text, street| text.replacen(street, ",", 1));
        let mut ranked: Vec<(usize, f64, AddressHit)> = Vec::with_capacity(hits.len());
        for mut hit in hits.drain(..) {
            let areas = self.areas_at(hit.location);
            hit.district = district(&areas);
            let named = areas.iter().filter(|a| text.contains(&a.key)).count();
            ranked.push((named, near.map_or(0.0, |n| haversine_m(n, hit.location)), hit));
        }
        // Better only the street in the area that is named than the number in another.
        let most = ranked.iter().map(|r| r.0).max();
        ranked.retain(|r| Some(r.0) == most);
        let on_street = |r: &(usize, f64, AddressHit)| r.2.precision == AddressPrecision::Street;
        if !ranked.iter().all(on_street) {
            ranked.retain(|r| !on_street(r));
        }
        ranked.sort_by(|a, b| a.2.precision.cmp(&b.2.precision).then(a.1.total_cmp(&b.1)));
        ranked.into_iter().map(|(.., hit)| hit).collect()
    }

    fn streets_of(&self, named: &Named) -> impl Iterator<Item = &Street> {
        self.keys.streets(named).filter_map(|i| self.streets.get(i as usize))
    }

    fn name(&self, street: &Street) -> &str {
        self.names.get(street.name as usize).map_or("", |n| n)
    }

    /// The areas around a position, large ones first.
    fn areas_at(&self, at: Coord<f64>) -> Vec<&Area> {
        self.areas.iter().filter(|a| a.bounds.intersects(&at) && a.outline.contains(&at)).collect()
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let names = self.names.iter().chain(&self.rests).chain(&self.known_areas);
        let lines = self.lines.iter().chain(self.spans.iter().map(|s| &s.line));
        let rings = self.areas.iter().flat_map(|a| &a.outline).flat_map(|p| p.interiors().iter().chain([p.exterior()]));
        self.keys.heap_bytes()
            + names.map(|n| n.len() + size_of::<Box<str>>()).sum::<usize>()
            + lines.map(|l| size_of_val(&**l) + size_of::<Box<[Spot]>>()).sum::<usize>()
            + rings.map(|r| size_of_val(&*r.0)).sum::<usize>()
            + self.streets.capacity() * size_of::<Street>()
            + self.numbers.capacity() * size_of::<Numbered>()
    }
}

/// The names of areas, as they stand in an address: large ones first where no blanks part words.
fn district(areas: &[&Area]) -> String {
    let names = || areas.iter().filter(|a| a.level <= 8).map(|a| &*a.name);
    if names().any(|n| n.contains(is_han)) { names().collect() } else { names().rev().collect::<Vec<_>>().join(", ") }
}
