//! Where `find` measures distances from, and saying so.

use std::path::Path;

use geo::Coord;
use rust_i18n::t;
use serde_json::json;

use crate::{
    jobs::load_profile,
    state::{Camera, DISTRICT, Profile},
    ui::words,
};

/// Why distances are measured from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whence {
    /// The person said so.
    Given,
    /// It is the home position of the profile.
    Home,
    /// It is the middle of the map as it opens.
    Map,
}

/// Where distances are measured from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Origin {
    pub(super) at: Coord<f64>,
    pub(super) whence: Whence,
}

impl Origin {
    /// The point given, else the home position of the profile in this file, else the middle of the district.
    pub(super) fn new(given: Option<Coord<f64>>, profile: &Path) -> Self {
        let home = || load_profile(profile).and_then(|json| Profile::parse(&json).0.home);
        match given {
            Some(at) => Self { at, whence: Whence::Given },
            None => home().map_or(Self { at: DISTRICT.center, whence: Whence::Map }, |home| Self {
                at: Camera::from(home).center,
                whence: Whence::Home,
            }),
        }
    }

    fn key(self) -> &'static str {
        match self.whence {
            Whence::Given => "given",
            Whence::Home => "home",
            Whence::Map => "map",
        }
    }

    /// `家`, as one begins a walk there.
    pub(super) fn name(self) -> String {
        let key = match self.whence {
            Whence::Given => "service.cli.given",
            Whence::Home => "service.home",
            Whence::Map => "service.cli.map",
        };
        t!(key).into_owned()
    }

    /// `距离从家（120.37000,36.09000）量起`
    pub(super) fn words(self) -> String {
        t!(format!("cli.find.from.{}", self.key()), at = words::lon_lat(self.at)).into_owned()
    }

    pub(super) fn json(self) -> serde_json::Value {
        json!({"from": self.key(), "lon": self.at.x, "lat": self.at.y})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_given_goes_before_home_and_home_before_the_map() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("profile.json");
        let given = geo::coord! { x: 120.0, y: 36.0 };
        assert_eq!(Origin::new(Some(given), &file), Origin { at: given, whence: Whence::Given });
        assert_eq!(Origin::new(None, &file), Origin { at: DISTRICT.center, whence: Whence::Map });
        std::fs::write(&file, r#"{"home": {"lon": 120.37, "lat": 36.09, "zoom": 14.0}}"#).unwrap();
        let home = Origin::new(None, &file);
        assert_eq!(home, Origin { at: geo::coord! { x: 120.37, y: 36.09 }, whence: Whence::Home });
        assert!(home.words().contains("120.37000,36.09000"));
    }
}
