//! Travel times between many points at once, and the nearest of many by travel time.

use geo::Coord;

use super::{
    Profile, Router, Streets,
    graph::NEVER,
    hierarchy::{Scratch, Searched, Seed},
    snap::Snap,
};
use crate::spatial::haversine_m;

/// Travel times from some points to others.
#[derive(Clone, Debug, PartialEq)]
pub struct CostMatrix {
    /// How many points one sets out from.
    pub rows: usize,
    /// How many points one goes to.
    pub columns: usize,
    /// Seconds, row by row; infinite where no way leads.
    pub duration_s: Vec<f64>,
}

impl CostMatrix {
    /// Seconds from one point to another.
    #[must_use]
    pub fn at(&self, from: usize, to: usize) -> f64 {
        self.duration_s[from * self.columns + to]
    }
}

/// What was climbed to from one target: rank, target, cost.
type Bucket = (u32, u32, u32);

impl Router {
    /// Travel times from each of `from` to each of `to`. A point is where the nearest street is; where no way leads between
    /// two, the nearest street of the mainland is tried, as for a route.
    #[must_use]
    pub fn matrix(
        &mut self,
        streets: &Streets,
        from: &[Coord<f64>],
        to: &[Coord<f64>],
        profile: Profile,
    ) -> CostMatrix {
        let mut cost = self.costs(streets, from, to, profile, false);
        let columns = to.len().max(1);
        let mut missing: Vec<usize> = (0..cost.len()).filter(|&i| cost[i] == NEVER).map(|i| i % columns).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let again: Vec<Coord<f64>> = missing.iter().map(|&i| to[i]).collect();
            let main = self.costs(streets, from, &again, profile, true);
            for (row, main) in cost.chunks_mut(columns).zip(main.chunks(again.len())) {
                for (&i, &m) in missing.iter().zip(main) {
                    row[i] = if row[i] == NEVER { m } else { row[i] };
                }
            }
        }
        let seconds = |ms: u32| if ms == NEVER { f64::INFINITY } else { f64::from(ms) / 1000.0 };
        CostMatrix { rows: from.len(), columns: to.len(), duration_s: cost.into_iter().map(seconds).collect() }
    }

    fn costs(
        &mut self,
        streets: &Streets,
        from: &[Coord<f64>],
        to: &[Coord<f64>],
        profile: Profile,
        on_mainland: bool,
    ) -> Vec<u32> {
        let mut costs = vec![NEVER; from.len() * to.len()];
        let Some(searched) = streets.searched(profile) else { return costs };
        let snap = |p: &Coord<f64>| streets.snap(*p, profile, on_mainland);
        let targets: Vec<Option<Snap>> = to.iter().map(snap).collect();
        let (buckets, first) = buckets(searched, &mut self.scratch, &targets);
        let (mut seeds, mut by, mut climbed) = (Vec::new(), Vec::new(), Vec::new());
        for (row, point) in costs.chunks_mut(to.len().max(1)).zip(from) {
            let Some(source) = snap(point) else { continue };
            seeds.clear();
            by.clear();
            climbed.clear();
            source.sources(searched.graph, profile, &mut seeds, &mut by);
            searched.reached(&mut self.scratch, &seeds, true, &mut climbed);
            for &(rank, cost) in &climbed {
                let span = first[rank as usize] as usize..first[rank as usize + 1] as usize;
                for &(_, target, rest) in &buckets[span] {
                    let known = &mut row[target as usize];
                    *known = (*known).min(cost + rest);
                }
            }
            for (known, target) in row.iter_mut().zip(&targets) {
                let along = target.and_then(|t| source.along_to(&t, searched.graph, profile));
                *known = along.map_or(*known, |(cost, _)| cost.min(*known));
            }
        }
        costs
    }

    /// The `count` of `places` that are reached soonest from `from`, with their seconds, soonest first.
    #[must_use]
    pub fn nearest(
        &mut self,
        streets: &Streets,
        from: Coord<f64>,
        places: &[Coord<f64>],
        count: usize,
        profile: Profile,
    ) -> Vec<(usize, f64)> {
        /// Places looked at in one go.
        const BATCH: usize = 32;
        if count >= places.len() {
            // None can be left out by how far it is at least, so all are looked at in one go.
            let times = self.matrix(streets, &[from], places, profile).duration_s;
            let mut found: Vec<(usize, f64)> = times.into_iter().enumerate().filter(|(_, t)| t.is_finite()).collect();
            found.sort_by(|a, b| a.1.total_cmp(&b.1));
            return found;
        }
        // Nobody gets there faster than straight at the highest speed from street to street.
        let off_m = |p: Coord<f64>| {
            let snaps = [false, true].map(|main| streets.snap(p, profile, main).map_or(0.0, |s| s.off_m));
            snaps[0].max(snaps[1])
        };
        let (fastest_m_s, start_m) = (streets.fastest_m_s(profile), off_m(from));
        // A hundredth for lengths and times rounded.
        let soonest = |p: Coord<f64>| (haversine_m(from, p) - off_m(p) - start_m) * 0.99 / fastest_m_s;
        let mut near: Vec<(usize, f64)> = places.iter().map(|&p| soonest(p)).enumerate().collect();
        near.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
        let mut found: Vec<(usize, f64)> = Vec::new();
        for batch in near.chunks(BATCH) {
            if found.len() >= count && found.last().is_none_or(|f| batch.first().is_some_and(|b| f.1 < b.1)) {
                break;
            }
            let to: Vec<Coord<f64>> = batch.iter().map(|&(i, _)| places[i]).collect();
            let times = self.matrix(streets, &[from], &to, profile).duration_s;
            found.extend(batch.iter().zip(times).filter(|(_, t)| t.is_finite()).map(|(&(i, _), t)| (i, t)));
            found.sort_by(|a, b| a.1.total_cmp(&b.1));
            found.truncate(count);
        }
        found
    }
}

/// What all targets are reached from, by rank, and where each rank's begins.
fn buckets(searched: Searched<'_>, scratch: &mut Scratch, targets: &[Option<Snap>]) -> (Vec<Bucket>, Vec<u32>) {
    let (mut all, mut climbed): (Vec<Bucket>, Vec<(u32, u32)>) = Default::default();
    let (mut seeds, mut by): (Vec<Seed>, Vec<u32>) = Default::default();
    for (i, target) in targets.iter().enumerate() {
        let Some(target) = target else { continue };
        seeds.clear();
        by.clear();
        climbed.clear();
        target.targets(searched.graph, searched.profile, &mut seeds, &mut by);
        searched.reached(scratch, &seeds, false, &mut climbed);
        all.extend(climbed.iter().map(|&(rank, cost)| (rank, i as u32, cost)));
    }
    let mut first = vec![0u32; searched.cch.node_count() + 1];
    for bucket in &all {
        first[bucket.0 as usize + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    all.sort_unstable_by_key(|b| b.0);
    (all, first)
}
