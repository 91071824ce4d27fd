//! Where the map looks, and how that becomes points of the screen: in f64 until the last step.

use egui::{Pos2, Rect, Vec2, vec2};
use geo::Coord;

use crate::{
    spatial::{Window, from_mercator, to_mercator},
    state::{Camera, ZOOMS},
};

/// One frame's projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Screen {
    /// The map on the screen.
    pub rect: Rect,
    /// Zoom level.
    pub zoom: f64,
    middle: Coord<f64>,
    /// Points of the screen per side of the Mercator square.
    scale: f64,
}

impl Screen {
    pub(super) fn new(rect: Rect, camera: Camera) -> Self {
        Self { rect, zoom: camera.zoom, middle: to_mercator(camera.center), scale: 256.0 * camera.zoom.exp2() }
    }

    /// A position in unit-square Mercator, on the screen.
    #[expect(clippy::cast_possible_truncation, reason = "small after subtracting the middle")]
    pub(super) fn at(&self, mercator: Coord<f64>) -> Pos2 {
        let d = (mercator - self.middle) * self.scale;
        self.rect.center() + vec2(d.x as f32, d.y as f32)
    }

    /// Points of the screen per side of the Mercator square.
    #[expect(clippy::cast_possible_truncation, reason = "for what is small or given from nearby")]
    pub(super) fn scale(&self) -> f32 {
        self.scale as f32
    }

    /// What the screen shows and so many points around it.
    pub(super) fn window(&self, margin: f32) -> Window {
        let reach = self.rect.size() / 2.0 + Vec2::splat(margin);
        Window { min: self.mercator(-reach), max: self.mercator(reach) }
    }

    /// A longitude and latitude on the screen.
    pub(super) fn of(&self, lon_lat: Coord<f64>) -> Pos2 {
        self.at(to_mercator(lon_lat))
    }

    /// Longitude and latitude under a point of the screen.
    pub(super) fn lon_lat(&self, at: Pos2) -> Coord<f64> {
        from_mercator(self.mercator(at - self.rect.center()))
    }

    fn mercator(&self, from_middle: Vec2) -> Coord<f64> {
        self.middle + Coord { x: f64::from(from_middle.x), y: f64::from(from_middle.y) } / self.scale
    }

    /// The camera after dragging by so many points.
    pub(super) fn panned(&self, by: Vec2) -> Camera {
        Camera { center: clamped(from_mercator(self.mercator(-by))), zoom: self.zoom }
    }

    /// The camera after zooming by so many levels while the point under `at` stays where it is.
    pub(super) fn zoomed(&self, levels: f64, at: Pos2) -> Camera {
        let zoom = (self.zoom + levels).clamp(*ZOOMS.start(), *ZOOMS.end());
        let offset = at - self.rect.center();
        let kept = self.mercator(offset);
        let scale = 256.0 * zoom.exp2();
        let center = kept - Coord { x: f64::from(offset.x), y: f64::from(offset.y) } / scale;
        Camera { center: clamped(from_mercator(center)), zoom }
    }
}

/// Keeps the middle on the map.
fn clamped(c: Coord<f64>) -> Coord<f64> {
    Coord { x: c.x.clamp(-180.0, 180.0), y: c.y.clamp(-85.0, 85.0) }
}

/// A flight from one view to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    from: Camera,
    to: Camera,
    passed_s: f64,
}

/// Length of a flight, seconds.
const FLIGHT_S: f64 = 0.3;

impl Flight {
    pub(super) fn new(from: Camera, to: Camera) -> Self {
        Self { from, to, passed_s: 0.0 }
    }

    /// The view after `dt` more seconds, and whether it has arrived.
    pub(super) fn step(&mut self, dt: f64) -> (Camera, bool) {
        self.passed_s += dt;
        let t = (self.passed_s / FLIGHT_S).min(1.0);
        let eased = t * t * (3.0 - 2.0 * t);
        let (a, b) = (to_mercator(self.from.center), to_mercator(self.to.center));
        let zoom = self.from.zoom + (self.to.zoom - self.from.zoom) * eased;
        let center = from_mercator(a + (b - a) * eased);
        if t >= 1.0 { (self.to, true) } else { (Camera { center, zoom }, false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;
    use geo::coord;

    fn screen() -> Screen {
        let camera = Camera { center: coord! { x: 120.36, y: 36.1 }, zoom: 14.5 };
        Screen::new(Rect::from_min_size(pos2(300.0, 40.0), vec2(800.0, 600.0)), camera)
    }

    #[test]
    fn a_point_is_found_again_under_its_place_on_the_screen() {
        let at = screen().lon_lat(pos2(333.0, 444.0));
        assert!((screen().of(at) - pos2(333.0, 444.0)).length() < 0.01);
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let (pointer, before) = (pos2(350.0, 500.0), screen());
        let under = before.lon_lat(pointer);
        let after = Screen::new(before.rect, before.zoomed(2.5, pointer));
        assert!((after.of(under) - pointer).length() < 0.01);
    }

    #[test]
    fn dragging_moves_what_is_under_the_pointer_with_it() {
        let before = screen();
        let under = before.lon_lat(pos2(400.0, 300.0));
        let after = Screen::new(before.rect, before.panned(vec2(50.0, -30.0)));
        assert!((after.of(under) - pos2(450.0, 270.0)).length() < 0.01);
    }

    #[test]
    fn a_flight_arrives_exactly() {
        let to = Camera { center: coord! { x: 120.0, y: 36.0 }, zoom: 16.0 };
        let mut flight = Flight::new(Camera { center: coord! { x: 120.4, y: 36.2 }, zoom: 12.0 }, to);
        assert!(!flight.step(0.1).1);
        assert_eq!(flight.step(0.5), (to, true));
    }
}
