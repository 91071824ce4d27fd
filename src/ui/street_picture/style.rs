//! What is drawn of streets and what lies between them: in which order, from which zoom on, how wide, in which colour.

use egui::Color32;

use super::super::theme::Ground;

/// A class of street, the least first: a greater one is drawn over a lesser one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Path,
    Steps,
    Service,
    Pedestrian,
    Residential,
    Tertiary,
    Secondary,
    /// To and from motorways.
    Slip,
    Primary,
    Trunk,
    Motorway,
}

/// What a line or an area is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Green,
    /// Beneath waters, which have a line along their middle.
    Stream,
    Water,
    /// Shores and the coast.
    Shore,
    Building,
    Wall,
    Street(Class),
}

/// What is drawn from the same zoom on: it lies in squares of the same size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Group {
    /// Thoroughfares, coasts, large waters.
    Main,
    /// Streets, waters, greens.
    Usual,
    /// Buildings and the smallest ways.
    Detail,
}

/// The zooms between which widths are given.
const ZOOMS: [f64; 6] = [10.0, 12.0, 14.0, 16.0, 18.0, 20.0];

impl Class {
    /// The class of a value of `highway`.
    pub(super) fn of(highway: &str) -> Self {
        match highway.trim_end_matches("_link") {
            "motorway" | "trunk" if highway.ends_with("_link") => Self::Slip,
            "primary" if highway.ends_with("_link") => Self::Secondary,
            "motorway" => Self::Motorway,
            "trunk" => Self::Trunk,
            "primary" => Self::Primary,
            "secondary" => Self::Secondary,
            "tertiary" => Self::Tertiary,
            "residential" | "unclassified" | "living_street" | "road" => Self::Residential,
            "pedestrian" => Self::Pedestrian,
            "service" | "busway" | "bus_guideway" => Self::Service,
            "steps" => Self::Steps,
            _ => Self::Path,
        }
    }

    /// What is drawn together with it.
    pub(super) fn group(self) -> Group {
        match self {
            Self::Motorway | Self::Trunk | Self::Primary | Self::Slip | Self::Secondary => Group::Main,
            Self::Tertiary | Self::Residential | Self::Pedestrian => Group::Usual,
            Self::Service | Self::Steps | Self::Path => Group::Detail,
        }
    }

    /// Zoom from which it is drawn.
    pub(super) fn from(self) -> f64 {
        match self {
            Self::Motorway | Self::Trunk => 8.0,
            Self::Primary => 9.5,
            Self::Slip | Self::Secondary => 11.0,
            Self::Tertiary => 13.0,
            Self::Residential | Self::Pedestrian => 14.0,
            Self::Service | Self::Steps | Self::Path => 15.0,
        }
    }

    /// Width without kerbs, points.
    pub(super) fn width(self, zoom: f64) -> f32 {
        let widths: [f32; 6] = match self {
            Self::Motorway => [1.4, 2.4, 4.2, 8.5, 17.0, 40.0],
            Self::Trunk => [1.2, 2.1, 3.8, 8.0, 16.0, 38.0],
            Self::Primary => [0.9, 1.7, 3.4, 7.4, 15.0, 36.0],
            Self::Slip => [0.5, 1.0, 2.4, 5.0, 11.0, 28.0],
            Self::Secondary => [0.6, 1.3, 2.8, 6.6, 14.0, 34.0],
            Self::Tertiary => [0.0, 0.8, 2.2, 5.6, 13.0, 32.0],
            Self::Residential => [0.0, 0.0, 1.3, 4.4, 11.0, 28.0],
            Self::Pedestrian => [0.0, 0.0, 1.1, 3.8, 10.0, 26.0],
            Self::Service => [0.0, 0.0, 0.7, 2.4, 6.0, 16.0],
            Self::Steps => [0.0, 0.0, 0.6, 2.0, 4.0, 9.0],
            Self::Path => [0.0, 0.0, 0.5, 1.0, 2.0, 4.0],
        };
        between(widths, zoom)
    }

    /// Width of the kerb on either side, points; none along footpaths.
    pub(super) fn kerb(self, zoom: f64) -> f32 {
        if self <= Self::Steps || self.width(zoom) < 2.0 { 0.0 } else { 0.8 }
    }

    pub(super) fn colour(self, c: &Ground) -> Color32 {
        match self {
            Self::Motorway | Self::Trunk | Self::Slip => c.fast,
            Self::Primary | Self::Secondary => c.main,
            Self::Pedestrian => c.pedestrian,
            Self::Steps => c.steps,
            Self::Path => c.path,
            _ => c.street,
        }
    }

    pub(super) fn kerb_colour(self, c: &Ground) -> Color32 {
        if self >= Self::Secondary { c.main_kerb } else { c.kerb }
    }
}

impl Group {
    /// Zoom from which any of it is drawn.
    pub(super) fn from(self) -> f64 {
        match self {
            Self::Main => 8.0,
            Self::Usual => 13.0,
            Self::Detail => 15.0,
        }
    }

    /// The zoom level whose tiles are the squares.
    pub(super) fn level(self) -> i32 {
        match self {
            Self::Main => 11,
            Self::Usual => 15,
            Self::Detail => 16,
        }
    }
}

impl Ink {
    /// Zoom from which it is drawn.
    pub(super) fn from(self) -> f64 {
        match self {
            Self::Street(class) => class.from(),
            Self::Building => 15.0,
            // From afar walls would be all one sees.
            Self::Wall => 16.2,
            Self::Green | Self::Stream | Self::Water | Self::Shore => 8.0,
        }
    }

    /// Where it lies in the pile, below kerbs and streets.
    pub(super) fn layer(self) -> usize {
        match self {
            Self::Green => 0,
            Self::Stream => 1,
            Self::Water => 2,
            Self::Shore => 3,
            Self::Building => 4,
            Self::Wall => 5,
            Self::Street(class) => KERBS + 1 + class as usize,
        }
    }
}

/// Where kerbs lie in the pile.
pub(super) const KERBS: usize = 6;
/// How many layers there are.
pub(super) const LAYERS: usize = KERBS + 2 + Class::Motorway as usize;

/// What is given at [`ZOOMS`], at any zoom.
fn between(given: [f32; 6], zoom: f64) -> f32 {
    let mut value = given[0];
    for (zooms, values) in ZOOMS.windows(2).zip(given.windows(2)) {
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
        let share = ((zoom - zooms[0]) / (zooms[1] - zooms[0])).clamp(0.0, 1.0) as f32;
        value += share * (values[1] - values[0]);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_grow_with_the_zoom_and_greater_ones_are_wider() {
        assert!((between([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 13.0) - 2.5).abs() < 1e-6);
        assert!((Class::Primary.width(9.0) - 0.9).abs() < 1e-6 && (Class::Primary.width(22.0) - 36.0).abs() < 1e-4);
        for zoom in [8.0, 13.3, 17.9] {
            assert!(Class::Motorway.width(zoom) > Class::Residential.width(zoom));
            assert!(Class::Residential.width(zoom) >= Class::Path.width(zoom) || zoom < 14.5);
        }
    }

    #[test]
    fn a_slip_road_lies_beneath_what_it_leads_to_and_what_is_unknown_is_a_path() {
        assert!(Class::of("motorway_link") < Class::of("motorway") && Class::of("primary_link") < Class::Primary);
        assert_eq!(Class::of("tertiary_link"), Class::Tertiary);
        assert_eq!(Class::of("bridleway"), Class::Path);
        assert!(Ink::Street(Class::Motorway).layer() + 1 == LAYERS);
    }
}
