//! The stops a person has put together, in their order, with undo; and the answer to them.

use std::sync::Arc;

use geo::Coord;

use crate::{
    jobs::{Slot, Toured, Ways},
    routing::{Profile, Route, Waypoint},
};

/// One stop as the person sees it. A stop without a point is kept and said to be 位置待核实.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Name shown.
    pub name: String,
    /// Id of the place meant, or empty for a point of the map.
    pub place: String,
    /// Where the way goes; `None` when nobody has located the place.
    pub location: Option<Coord<f64>>,
    /// Name of the landmark or point the way goes to instead of the place itself.
    pub stand_in: Option<String>,
}

/// The plan: stops, what they were before, and the answer.
#[derive(Clone, Debug, Default)]
pub struct RoutePlan {
    stops: Vec<Stop>,
    undo: Vec<Vec<Stop>>,
    redo: Vec<Vec<Stop>>,
    /// The stop whose point the next click on the map gives.
    pub picking: Option<usize>,
    /// How one travels.
    pub profile: Profile,
    /// The way by metro is shown instead of the one on foot.
    pub by_metro: bool,
    /// The routing server of the settings is asked, instead of the streets here.
    pub by_server: bool,
    /// The way through the stops.
    pub answer: Slot<Ways>,
    /// Another order of the stops, shown until it is taken or refused.
    pub better: Slot<Arc<Toured>>,
}

/// Changes that can be taken back.
const UNDO_DEPTH: usize = 200;

impl RoutePlan {
    /// The way that is shown.
    #[must_use]
    pub fn shown(&self) -> Option<&Route> {
        let ways = self.answer.value()?;
        let metro = ways.metro.as_ref().filter(|_| self.by_metro).map(|m| &m.route);
        Some(metro.unwrap_or(&ways.route))
    }

    /// Takes another way for a leg; the one taken until now stands in its place among the others.
    pub fn take_other(&mut self, leg: usize, which: usize) {
        if let Slot::Ready(ways) = &mut self.answer
            && let Some(leg) = Arc::make_mut(&mut ways.route).legs.get_mut(leg)
            && which < leg.alternatives.len()
        {
            let mut others = std::mem::take(&mut leg.alternatives);
            std::mem::swap(leg, &mut others[which]);
            leg.alternatives = others;
        }
    }

    /// The stops in order.
    #[must_use]
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// Changes the stops as one step that can be taken back; says whether it was one: a change that changes nothing is
    /// no step.
    pub fn change(&mut self, change: impl FnOnce(&mut Vec<Stop>)) -> bool {
        let before = self.stops.clone();
        change(&mut self.stops);
        if self.stops == before {
            return false;
        }
        self.undo.push(before);
        if self.undo.len() > UNDO_DEPTH {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.picking = None;
        true
    }

    /// Gives stops other names, those of steps that can be taken back too; it is no step.
    pub fn rename(&mut self, rename: impl Fn(&mut [Stop])) {
        self.undo.iter_mut().chain(&mut self.redo).chain([&mut self.stops]).for_each(|stops| rename(stops));
    }

    /// What was taken back cannot be done again: something else was done since.
    pub fn forget_undone(&mut self) {
        self.redo.clear();
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            self.redo.push(std::mem::replace(&mut self.stops, before));
            self.picking = None;
        }
    }

    /// Does the last change taken back again.
    pub fn redo(&mut self) {
        if let Some(after) = self.redo.pop() {
            self.undo.push(std::mem::replace(&mut self.stops, after));
            self.picking = None;
        }
    }

    /// The stops as a question, when there are two or more and each has a point.
    #[must_use]
    pub fn waypoints(&self) -> Option<Vec<Waypoint>> {
        let waypoint = |s: &Stop| {
            let name = s.stand_in.as_ref().map_or_else(|| s.name.clone(), |at| format!("{}（{at}）", s.name));
            Some(Waypoint { name, location: s.location?, place: s.place.clone() })
        };
        let all: Option<Vec<_>> = self.stops.iter().map(waypoint).collect();
        all.filter(|w| w.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stop(name: &str) -> Stop {
        let location = Some(geo::coord! { x: 120.0, y: 36.0 });
        Stop { name: name.into(), place: String::new(), location, stand_in: None }
    }

    fn names(plan: &RoutePlan) -> String {
        plan.stops().iter().map(|s| s.name.as_str()).collect()
    }

    #[test]
    fn a_change_is_taken_back_and_done_again() {
        let mut plan = RoutePlan::default();
        plan.change(|s| s.push(stop("a")));
        plan.change(|s| s.push(stop("b")));
        plan.change(|s| s.reverse());
        plan.undo();
        assert_eq!(names(&plan), "ab");
        plan.redo();
        assert_eq!(names(&plan), "ba");
        plan.undo();
        plan.change(|s| s.push(stop("c")));
        plan.redo();
        assert_eq!(names(&plan), "abc", "a new change forgets what was taken back");
    }

    #[test]
    fn a_stop_without_a_point_makes_no_question() {
        let mut plan = RoutePlan::default();
        plan.change(|s| s.extend([stop("a"), Stop { location: None, ..stop("b") }]));
        assert_eq!(plan.waypoints(), None);
    }

    proptest! {
        #[test]
        fn undoing_everything_leads_back_to_the_start(moves in proptest::collection::vec((0..5usize, 0..5usize), 1..30)) {
            let mut plan = RoutePlan::default();
            plan.change(|s| s.extend(["a", "b", "c", "d", "e"].map(stop)));
            for (from, to) in &moves {
                plan.change(|s| { let x = s.remove(*from); s.insert(*to, x); });
            }
            let last = names(&plan);
            for _ in 0..=moves.len() { plan.undo(); }
            prop_assert_eq!(names(&plan), "");
            for _ in 0..=moves.len() { plan.redo(); }
            prop_assert_eq!(names(&plan), last);
        }
    }
}
