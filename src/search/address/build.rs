//! The index of a street map: pieces of streets, house numbers and what lies between them, gathered street by street.

use geo::{BoundingRect as _, Coord};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    AddressIndex, Area, Numbered, Span, Street,
    names::Names,
    normal::{brackets, key, normal},
    number::HouseNumber,
    plane::{Plane, distance_m},
};
use crate::{
    model::{Interpolation, StreetMap},
    search::ground::{Spot, spot},
};

/// Pieces of one name no farther apart than this are one street, metres.
const ONE_STREET_M: f64 = 300.0;
/// A line is met at points no farther apart than this, metres.
const STRIDE_M: f64 = 100.0;

/// What belongs to a name, by its index in the layer of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Line(usize),
    Span(usize),
    Number(usize),
}

/// What is compared of a street's name: 某高架路（东向） is 某高架路, for what stands in brackets is left out of an address.
fn name_key(text: &str) -> String {
    let text = normal(text);
    let outside = key(&brackets(&text).0);
    if outside.is_empty() { key(&text) } else { outside }
}

/// Names met so far.
#[derive(Default)]
struct Met<'a> {
    of_text: FxHashMap<&'a str, u32>,
    of_key: FxHashMap<String, u32>,
    /// As first written.
    shown: Vec<&'a str>,
}

impl<'a> Met<'a> {
    /// The number of a name; `None` of one without letters.
    fn name(&mut self, text: &'a str) -> Option<u32> {
        let text = text.trim();
        if let Some(&id) = self.of_text.get(text) {
            return Some(id);
        }
        let key = name_key(text);
        if key.is_empty() {
            return None;
        }
        let next = u32::try_from(self.shown.len()).ok()?;
        let id = *self.of_key.entry(key).or_insert(next);
        if id == next {
            self.shown.push(text);
        }
        self.of_text.insert(text, id);
        Some(id)
    }
}

/// All pieces, those of a name together.
fn pieces<'a>(map: &'a StreetMap, met: &mut Met<'a>) -> Vec<(u32, Piece)> {
    let mut pieces = Vec::with_capacity(map.streets.len() + map.addresses.len());
    for (i, street) in map.streets.iter().enumerate() {
        pieces.extend(street.name.split(';').filter_map(|n| met.name(n)).map(|name| (name, Piece::Line(i))));
    }
    for (i, span) in map.interpolations.iter().enumerate() {
        pieces.extend(met.name(&span.street).map(|name| (name, Piece::Span(i))));
    }
    for (i, address) in map.addresses.iter().enumerate() {
        pieces.extend(met.name(&address.street).map(|name| (name, Piece::Number(i))));
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Spots along a piece no farther apart than [`STRIDE_M`].
fn along(map: &StreetMap, piece: Piece, mut each: impl FnMut(Spot)) {
    let line = match piece {
        Piece::Line(i) => &map.streets[i].line,
        Piece::Span(i) => &map.interpolations[i].line,
        Piece::Number(i) => return each(spot(map.addresses[i].point)),
    };
    let mut last: Option<Coord<f64>> = None;
    for &to in &line.0 {
        if let Some(from) = last {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a thousand")]
            let steps = (distance_m(spot(from), spot(to)) / STRIDE_M).clamp(0.0, 1_000.0) as u32;
            for step in 1..=steps {
                each(spot(from + (to - from) * (f64::from(step) / f64::from(steps + 1))));
            }
        }
        each(spot(to));
        last = Some(to);
    }
}

/// For each piece of a name the first piece of its street.
fn join(map: &StreetMap, pieces: &[(u32, Piece)]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..pieces.len()).collect();
    if pieces.len() < 2 {
        return first;
    }
    let mut points: Vec<(Spot, usize)> = Vec::new();
    for (i, (_, piece)) in pieces.iter().enumerate() {
        along(map, *piece, |at| points.push((at, i)));
    }
    // Along the axis on which they spread the most, so that few are within reach of each other.
    let spread = [0, 1].map(|a| {
        let of = || points.iter().map(|(s, _)| i64::from(s[a]));
        of().max().unwrap_or(0) - of().min().unwrap_or(0)
    });
    let axis = usize::from(spread[1] > spread[0]);
    points.sort_unstable_by_key(|(s, i)| (s[axis], *i));
    for (k, &(from, i)) in points.iter().enumerate() {
        let reach = Plane::new(from).reach(ONE_STREET_M);
        for &(to, j) in &points[k + 1..] {
            let off = |a: usize| (i64::from(to[a]) - i64::from(from[a])).abs();
            if off(axis) > reach[axis] {
                break;
            }
            if i == j || off(1 - axis) > reach[1 - axis] {
                continue;
            }
            let (a, b) = (root(&mut first, i), root(&mut first, j));
            if a != b && distance_m(from, to) <= ONE_STREET_M {
                first[a.max(b)] = a.min(b);
            }
        }
    }
    (0..pieces.len()).map(|i| root(&mut first, i)).collect()
}

fn root(first: &mut [usize], mut i: usize) -> usize {
    while first[i] != i {
        first[i] = first[first[i]];
        i = first[i];
    }
    i
}

impl AddressIndex {
    /// Gathers the streets and house numbers of a map.
    #[must_use]
    pub fn new(map: &StreetMap) -> Self {
        let mut met = Met::default();
        let pieces = pieces(map, &mut met);
        let mut index = Self::default();
        let (mut names, mut rests) = (Vec::new(), FxHashMap::default());
        for of_name in pieces.chunk_by(|a, b| a.0 == b.0) {
            let first = join(map, of_name);
            let mut order: Vec<usize> = (0..of_name.len()).collect();
            order.sort_by_key(|&i| (first[i], of_name[i].1));
            for street in order.chunk_by(|&a, &b| first[a] == first[b]) {
                let id = u32::try_from(index.streets.len()).unwrap_or(u32::MAX);
                let from = [index.lines.len(), index.spans.len(), index.numbers.len()];
                for &i in street {
                    let piece = of_name[i].1;
                    index.take(map, piece, &mut rests);
                    if let Piece::Line(line) = piece {
                        names.push((name_key(&map.streets[line].name_en).into_boxed_str(), id));
                    }
                }
                index.finish(of_name[0].0, from);
            }
        }
        index.names = met.shown.iter().map(|&name| name.into()).collect();
        let mut of_name = vec![Box::default(); met.shown.len()];
        met.of_key.into_iter().for_each(|(key, id)| of_name[id as usize] = key.into_boxed_str());
        let streets = index.streets.iter().zip(0..);
        names.extend(streets.map(|(street, id)| (of_name[street.name as usize].clone(), id)));
        index.keys = Names::new(names);
        index.learn_areas(map);
        index
    }

    fn take(&mut self, map: &StreetMap, piece: Piece, rests: &mut FxHashMap<String, u32>) {
        match piece {
            Piece::Line(i) => self.lines.push(map.streets[i].line.0.iter().map(|&c| spot(c)).collect()),
            Piece::Span(i) => {
                let Interpolation { from, to, step, line, .. } = &map.interpolations[i];
                let line = line.0.iter().map(|&c| spot(c)).collect();
                self.spans.push(Span { from: *from, to: *to, step: (*step).max(1), line });
            }
            Piece::Number(i) => {
                let address = &map.addresses[i];
                for number in HouseNumber::known(&address.house_number) {
                    let next = u32::try_from(self.rests.len()).unwrap_or(u32::MAX);
                    let rest = *rests.entry(number.rest.clone()).or_insert(next);
                    if rest == next {
                        self.rests.push(number.rest.into_boxed_str());
                    }
                    self.numbers.push(Numbered { n: number.n, to: number.to, rest, at: spot(address.point) });
                }
            }
        }
    }

    /// A street of what was taken since the layers had these lengths.
    fn finish(&mut self, name: u32, [lines, spans, numbers]: [usize; 3]) {
        self.numbers[numbers..].sort_unstable_by_key(|n| (n.n, n.to, n.rest));
        let street = Street {
            name,
            lines: lines..self.lines.len(),
            spans: spans..self.spans.len(),
            numbers: numbers..self.numbers.len(),
        };
        self.streets.push(street);
    }

    fn learn_areas(&mut self, map: &StreetMap) {
        let places = map.pois.iter().filter(|p| p.key == "place").map(|p| &p.name);
        let mut known = FxHashSet::default();
        for name in map.boundaries.iter().map(|b| &b.name).chain(places) {
            let name = key(&normal(name));
            let short = ["街道", "区", "市", "县", "镇"].iter().find_map(|s| name.strip_suffix(s)).unwrap_or(&name);
            known.extend([short, &name].into_iter().filter(|n| n.chars().count() > 1).map(Box::from));
        }
        self.known_areas = known;
        let areas = map.boundaries.iter().filter_map(|b| {
            let (name, outline) = (b.name.clone(), b.outline.clone());
            Some(Area {
                key: key(&normal(&name)),
                name,
                level: b.admin_level,
                bounds: outline.bounding_rect()?,
                outline,
            })
        });
        self.areas = areas.filter(|a| !a.key.is_empty()).collect();
        self.areas.sort_by_key(|a| a.level);
    }
}
