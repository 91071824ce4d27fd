//! Where something is on, while the panel of events is open: a ring around the mark and a badge at its shoulder. What is
//! over fades with its age. Put together once per answer.

use std::{collections::HashMap, sync::Arc};

use egui::{Align2, FontId, Painter, Pos2, Stroke, vec2};
use geo::Coord;

use super::{
    camera::Screen,
    icons,
    looks::Shown,
    marks::InView,
    theme::{LIFTED_RADIUS, MARK_RADIUS, Palette},
};
use crate::{
    model::{Now, Place, Snapshot},
    spatial::to_mercator,
    state::{EventList, State, Tab},
};

/// Half the width of a badge.
const BADGE: f32 = 9.0;
/// Venues beyond this number are shown at their marks only, not inside of discs.
const MOST_ALONE: usize = 500;

/// The venues of the events listed.
#[derive(Default)]
pub(super) struct EventMarks {
    of: Option<(Arc<EventList>, Arc<[Place]>)>,
    /// Place, where it is in Mercator, and how strongly it is drawn.
    venues: HashMap<usize, (Coord<f64>, f32)>,
}

impl EventMarks {
    /// Brings them up to date; cheap when nothing has changed.
    pub(super) fn follow(&mut self, state: &State, snapshot: &Snapshot) {
        let (list, places) = (&state.events.list, &snapshot.places);
        if self.of.as_ref().is_some_and(|(a, b)| Arc::ptr_eq(a, list) && Arc::ptr_eq(b, places)) {
            return;
        }
        self.venues.clear();
        for event in list.all().filter_map(|i| snapshot.events.get(i)) {
            let place = snapshot.index_of(&event.place);
            let Some((place, at)) = place.and_then(|i| Some((i, to_mercator(places.get(i)?.location?)))) else {
                continue;
            };
            let strength = strength(event.span().map(|s| s.1), state.now);
            let venue = self.venues.entry(place).or_insert((at, strength));
            venue.1 = venue.1.max(strength);
        }
        self.of = Some((list.clone(), places.clone()));
    }

    /// Draws them while the panel is open.
    pub(super) fn paint(&self, painter: &Painter, state: &State, screen: &Screen, in_view: &InView, p: &Palette) {
        if state.tab != Tab::Events || self.venues.is_empty() {
            return;
        }
        let marks = |marks: &[Shown], radius| {
            for mark in marks {
                if let Some((_, strength)) = self.venues.get(&mark.place) {
                    painter.circle_stroke(mark.at, radius + 3.0, Stroke::new(5.0, p.halo.gamma_multiply(*strength)));
                    let ring = p.accent.gamma_multiply(*strength);
                    painter.circle_stroke(mark.at, radius + 3.0, Stroke::new(2.4, ring));
                    badge(painter, mark.at + vec2(radius, -radius), *strength, p);
                }
            }
        };
        marks(&in_view.singles, MARK_RADIUS);
        marks(&in_view.lifted, LIFTED_RADIUS);
        if self.venues.len() > MOST_ALONE {
            return;
        }
        let drawn = |i: usize| in_view.singles.iter().chain(&in_view.lifted).any(|s| s.place == i);
        for (&place, &(at, strength)) in &self.venues {
            let at = screen.at(at);
            if screen.rect.contains(at) && !drawn(place) {
                badge(painter, at, strength, p);
            }
        }
    }
}

fn badge(painter: &Painter, at: Pos2, strength: f32, p: &Palette) {
    painter.circle(at, BADGE, p.accent.gamma_multiply(strength), Stroke::new(1.4, p.mark_edge));
    painter.text(at, Align2::CENTER_CENTER, icons::EVENT, FontId::proportional(12.0), p.on_accent);
}

/// Full while it is on, to come or of unknown time; then less and less for a year.
fn strength(ends: Option<Now>, now: Now) -> f32 {
    let days = ends.map_or(0, |end| (now - end).num_days());
    if ends.is_none_or(|end| end >= now) {
        return 1.0;
    }
    let age = i16::try_from(days.clamp(0, 365)).map_or(1.0, |d| f32::from(d) / 365.0);
    0.75 - 0.45 * age
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_fades_with_its_age_and_never_vanishes() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap();
        let of = |days: i64| strength(Some(now - chrono::Duration::days(days)), now);
        assert!((strength(None, now) - 1.0).abs() < 1e-6 && (of(-3) - 1.0).abs() < 1e-6);
        assert!(1.0 > of(1) && of(1) > of(100) && of(100) > of(400));
        assert!((of(400) - of(40_000)).abs() < 1e-6 && of(40_000) > 0.2);
    }
}
