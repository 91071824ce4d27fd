//! Where a number is on a street: known, between known ones, or beside one.

use std::{cmp::Reverse, collections::BinaryHeap};

use geo::{Coord, Line};
use rustc_hash::FxHashMap;

use super::{
    AddressIndex, AddressNote as Note, AddressPrecision as Precision, Numbered, Placed, Street,
    number::HouseNumber,
    plane::{Plane, at_share, degrees, distance_m, length, nearest},
};
use crate::search::ground::Spot;

/// Known numbers farther apart than this say nothing of what is between: in metres, and in numbers.
const FAR_M: f64 = 1_000.0;
const FAR_N: u32 = 200;

impl AddressIndex {
    /// The name with a number, as it is written.
    pub(super) fn with_number(&self, street: &Street, number: &HouseNumber) -> String {
        let name = self.name(street);
        let han = name.contains(super::is_han);
        format!("{name}{}{}", if han { "" } else { " " }, number.shown(han))
    }

    /// The best that can be said of a number; `None` of a street without lines or numbers.
    pub(super) fn house(&self, street: &Street, asked: &HouseNumber) -> Option<Placed> {
        let known = self.numbers.get(street.numbers.clone()).unwrap_or_default();
        let shown = |k: &Numbered| {
            let number = HouseNumber { n: k.n, to: k.to, rest: self.rest(k).to_owned() };
            number.shown(self.name(street).contains(super::is_han))
        };
        let placed = |k: &Numbered, precision, note| Some((degrees(k.at), precision, note));
        let same = || known.iter().filter(|k| k.n == asked.n);
        if let Some(k) = same().filter(|k| self.rest(k) == asked.rest).min_by_key(|k| k.to.abs_diff(asked.to)) {
            return placed(k, Precision::HouseNumber, Note::Exact);
        }
        let within = |k: &&Numbered| (k.n..=k.to).contains(&asked.n) && (asked.n - k.n).is_multiple_of(2);
        if let Some(k) = known.iter().find(|k| within(k) && self.rest(k) == asked.rest) {
            return placed(k, Precision::HouseNumber, Note::Run(shown(k)));
        }
        if let Some(k) = same().next() {
            return placed(k, Precision::Interpolated, Note::Beside(shown(k)));
        }
        if let Some(at) = self.on_span(street, asked.n) {
            return Some(at);
        }
        // Sorted by number, so the last below and the first above are the nearest.
        let side = |k: &&Numbered| k.n % 2 == asked.n % 2;
        let low = known.iter().filter(side).rfind(|k| k.n < asked.n);
        let high = known.iter().filter(side).find(|k| k.n > asked.n);
        if let (Some(low), Some(high)) = (low, high)
            && let Some(at) = self.between(street, low, high, asked.n)
        {
            return Some((at, Precision::Interpolated, Note::Between(shown(low), shown(high))));
        }
        match known.iter().min_by_key(|k| (k.n.abs_diff(asked.n), k.n % 2 != asked.n % 2)) {
            Some(k) => placed(k, Precision::Street, Note::Nearest(shown(k))),
            None => self.middle(street),
        }
    }

    fn rest(&self, known: &Numbered) -> &str {
        self.rests.get(known.rest as usize).map_or("", |r| r)
    }

    /// Where the map itself says that the numbers between two are along a line.
    fn on_span(&self, street: &Street, n: u32) -> Option<Placed> {
        let of = |s: &&super::Span| {
            let (low, high) = (s.from.min(s.to), s.from.max(s.to));
            low <= n && n <= high && n.abs_diff(s.from).is_multiple_of(s.step)
        };
        let span = self.spans.get(street.spans.clone())?.iter().find(of)?;
        let plane = Plane::new(*span.line.first()?);
        let course: Vec<_> = span.line.iter().map(|s| plane.metres(*s)).collect();
        let share = share(span.from, span.to, n);
        let han = self.name(street).contains(super::is_han);
        let shown = |n| HouseNumber { n, to: n, rest: String::new() }.shown(han);
        let note = Note::Between(shown(span.from.min(span.to)), shown(span.from.max(span.to)));
        Some((plane.degrees(at_share(&course, share)?), Precision::Interpolated, note))
    }

    /// On the street between two numbers that bracket one, if they are near enough to say something.
    fn between(&self, street: &Street, low: &Numbered, high: &Numbered, n: u32) -> Option<Coord<f64>> {
        let apart = distance_m(low.at, high.at);
        if high.n - low.to.min(high.n) > FAR_N || apart > FAR_M {
            return None;
        }
        let plane = Plane::new(low.at);
        let segments = self.segments(street);
        let lines: Vec<Line<f64>> =
            segments.iter().map(|&[a, b]| Line::new(plane.metres(a), plane.metres(b))).collect();
        let share = share(low.n, high.n, n);
        let ends = [low.at, high.at].map(|s| foot(&lines, plane.metres(s)));
        let [Some(from), Some(to)] = ends else { return None };
        let course = course(&segments, from, to, plane).filter(|c| {
            // A detour longer than this is not where the houses are: then the straight line is nearer the truth.
            c.windows(2).map(|w| length(w[1] - w[0])).sum::<f64>() <= apart * 2.0 + 100.0
        });
        let at = match course {
            Some(course) => at_share(&course, share)?,
            None => foot(&lines, from.1 + (to.1 - from.1) * share)?.1,
        };
        Some(plane.degrees(at))
    }

    /// The pieces between the vertices of a street's lines.
    pub(super) fn segments(&self, street: &Street) -> Vec<[Spot; 2]> {
        let lines = self.lines.get(street.lines.clone()).unwrap_or_default();
        lines.iter().flat_map(|l| l.windows(2)).filter_map(|w| <[Spot; 2]>::try_from(w).ok()).collect()
    }

    /// The point of the lines that is nearest to the middle of the street; without lines, of a number.
    pub(super) fn middle(&self, street: &Street) -> Option<Placed> {
        let segments = self.segments(street);
        let numbers = self.numbers.get(street.numbers.clone()).unwrap_or_default();
        let Some(first) = segments.first() else {
            let middle = numbers.get(numbers.len() / 2)?;
            return Some((degrees(middle.at), Precision::Street, Note::Middle));
        };
        let plane = Plane::new(first[0]);
        let lines: Vec<Line<f64>> =
            segments.iter().map(|&[a, b]| Line::new(plane.metres(a), plane.metres(b))).collect();
        let (mut sum, mut all) = (Coord { x: 0.0, y: 0.0 }, 0.0);
        for line in &lines {
            let metres = length(line.delta());
            sum = sum + (line.start + line.delta() / 2.0) * metres;
            all += metres;
        }
        let middle = if all > 0.0 { sum / all } else { lines.first()?.start };
        Some((plane.degrees(foot(&lines, middle)?.1), Precision::Street, Note::Middle))
    }
}

fn share(from: u32, to: u32, n: u32) -> f64 {
    if from == to { 0.0 } else { f64::from(n.abs_diff(from)) / f64::from(to.abs_diff(from)) }
}

/// The line nearest to a point, and its point that is.
fn foot(lines: &[Line<f64>], to: Coord<f64>) -> Option<(usize, Coord<f64>)> {
    let feet = lines.iter().map(|l| nearest(*l, to)).enumerate();
    feet.min_by(|a, b| length(a.1 - to).total_cmp(&length(b.1 - to)))
}

/// The shortest way along a street from one point of its lines to another (Dijkstra); `None` where it has a gap.
fn course(
    segments: &[[Spot; 2]],
    from: (usize, Coord<f64>),
    to: (usize, Coord<f64>),
    plane: Plane,
) -> Option<Vec<Coord<f64>>> {
    if from.0 == to.0 {
        return Some(vec![from.1, to.1]);
    }
    let mut next: FxHashMap<Spot, Vec<Spot>> = FxHashMap::default();
    for &[a, b] in segments {
        next.entry(a).or_default().push(b);
        next.entry(b).or_default().push(a);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "millimetres of a city")]
    let mm = |a: Coord<f64>, b: Coord<f64>| (length(b - a) * 1e3) as u64;
    let mut best: FxHashMap<Spot, (u64, Option<Spot>)> = FxHashMap::default();
    let mut queue: BinaryHeap<Reverse<(u64, Spot, Option<Spot>)>> = BinaryHeap::new();
    for end in *segments.get(from.0)? {
        queue.push(Reverse((mm(from.1, plane.metres(end)), end, None)));
    }
    while let Some(Reverse((far, at, came))) = queue.pop() {
        if best.get(&at).is_some_and(|b| b.0 <= far) {
            continue;
        }
        best.insert(at, (far, came));
        for &to in next.get(&at).into_iter().flatten() {
            queue.push(Reverse((far + mm(plane.metres(at), plane.metres(to)), to, Some(at))));
        }
    }
    let last = segments.get(to.0)?.iter().filter_map(|s| Some((best.get(s)?.0, *s)));
    let mut at = last.min_by_key(|(far, s)| far + mm(plane.metres(*s), to.1)).map(|(_, s)| s);
    let mut back = vec![to.1];
    while let Some(s) = at {
        back.push(plane.metres(s));
        at = best.get(&s)?.1;
    }
    (back.len() > 1).then(|| {
        back.push(from.1);
        back.reverse();
        back
    })
}
