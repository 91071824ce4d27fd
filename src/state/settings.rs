//! What is remembered of a person between two starts, and its file form.

use serde::{Deserialize, Serialize};

use super::{CheckIn, ImportColumns, OwnPlan};
use crate::{
    model::in_words,
    routing::{Engine, remote::Remote},
    tiles::{BadTemplate, TileSource},
};

/// Interface language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The name of its word files (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// What lies under the places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaseMap {
    /// Tiles of a server over the built-in outlines.
    #[default]
    Online,
    /// The built-in outlines alone.
    Outline,
}

/// The view one comes back to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// Longitude, WGS 84 degrees.
    pub lon: f64,
    /// Latitude, WGS 84 degrees.
    pub lat: f64,
    /// Zoom level.
    pub zoom: f64,
}

/// Where streets are downloaded from, and who else may be asked for ways; what is not said is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StreetServer {
    /// Address of an Overpass interpreter, or empty for the public one.
    pub server: String,
    /// Seconds it may take over a part.
    pub timeout_s: Option<u32>,
    /// Megabytes at most.
    pub limit_mb: Option<u32>,
    /// Address of a routing server, or empty for none.
    pub engine_url: String,
    /// Its kind.
    pub engine: Engine,
}

impl StreetServer {
    /// The routing server, if one is named. It is asked only when a person has chosen so for the route.
    #[must_use]
    pub fn routing_server(&self) -> Option<Remote> {
        let url = self.engine_url.trim();
        (!url.is_empty()).then(|| Remote { engine: self.engine, url: url.to_owned() })
    }

    /// Whether the addresses can be ones.
    ///
    /// # Errors
    /// The address that cannot, in words.
    pub fn check(&self) -> Result<(), String> {
        let bad = |url: &&str| !(url.is_empty() || url.starts_with("http://") || url.starts_with("https://"));
        match [self.server.trim(), self.engine_url.trim()].iter().find(|url| bad(url)) {
            Some(url) => Err(rust_i18n::t!("settings.bad_address", url = url).into_owned()),
            None => Ok(()),
        }
    }
}

/// The profile file. Unknown fields are left out, missing ones take their defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Interface language.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// What lies under the places.
    pub base_map: BaseMap,
    /// A tile server of one's own, or empty for OpenStreetMap.
    pub tile_template: String,
    /// The credit its publisher asks for.
    pub tile_attribution: String,
    /// Its 审图号.
    pub tile_approval: String,
    /// Staff may edit the store.
    pub staff: bool,
    /// Search takes pinyin as it is spelled: z is not zh, an is not ang.
    pub exact_pinyin: bool,
    /// Whom the history names.
    pub author: String,
    /// Where streets are downloaded from, and who else may be asked for ways.
    pub streets: StreetServer,
    /// Home position.
    pub home: Option<Home>,
    /// Where the map was when the window closed.
    pub last_view: Option<Home>,
    /// Width and height of the window, points.
    pub window: Option<(f32, f32)>,
    /// Layers that are hidden, by key.
    pub hidden_layers: Vec<String>,
    /// What was typed to find something, newest first.
    pub recent_searches: Vec<String>,
    /// Ids of places a person keeps, newest first. An id of another store stays, though it shows nothing.
    pub favourites: Vec<String>,
    /// How the columns of files were read, the newest first.
    pub import_columns: Vec<ImportColumns>,
    /// Places ticked by hand, newest first.
    pub check_ins: Vec<CheckIn>,
    /// Plans of days out, newest first.
    pub plans: Vec<OwnPlan>,
}

/// Searches that are remembered.
const RECENT_SEARCHES: usize = 12;

impl Profile {
    /// Reads a profile; a broken one is as good as none, and the reason is returned with it.
    #[must_use]
    pub fn parse(json: &str) -> (Self, Option<String>) {
        match serde_json::from_str::<Self>(json) {
            Ok(profile) => (profile.sane(), None),
            Err(error) => (Self::default(), Some(in_words(&error))),
        }
    }

    /// The file form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The tile server to use, if any.
    ///
    /// # Errors
    /// When the address typed by the person cannot be used.
    pub fn tile_source(&self) -> Result<Option<TileSource>, BadTemplate> {
        if self.base_map == BaseMap::Outline {
            return Ok(None);
        }
        let template = self.tile_template.trim();
        if template.is_empty() {
            return Ok(Some(TileSource::openstreetmap()));
        }
        TileSource::check(template)?;
        Ok(Some(TileSource {
            template: template.to_owned(),
            attribution: self.tile_attribution.trim().to_owned(),
            approval: self.tile_approval.trim().to_owned(),
            max_zoom: 18,
        }))
    }

    /// Remembers what was typed as the newest search; says whether that changed anything.
    pub(super) fn remember_search(&mut self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || self.recent_searches.first().is_some_and(|first| first == text) {
            return false;
        }
        self.recent_searches.retain(|t| t != text);
        self.recent_searches.insert(0, text.to_owned());
        self.recent_searches.truncate(RECENT_SEARCHES);
        true
    }

    /// Keeps a place, or drops it when it is kept.
    pub(super) fn toggle_favourite(&mut self, id: &str) {
        let kept = self.favourites.len();
        self.favourites.retain(|f| f != id);
        if self.favourites.len() == kept {
            self.favourites.insert(0, id.to_owned());
        }
    }

    /// Drops views that are not on the globe: the file may have been edited by hand.
    fn sane(mut self) -> Self {
        let on_globe = |h: &Home| h.lon.abs() <= 180.0 && h.lat.abs() <= 85.0 && (0.0..=22.0).contains(&h.zoom);
        self.home = self.home.filter(on_globe);
        self.last_view = self.last_view.filter(on_globe);
        let usable = 560.0..=10_000.0;
        self.recent_searches.retain(|text| !text.trim().is_empty());
        self.recent_searches.truncate(RECENT_SEARCHES);
        self.newest_first();
        self.window = self.window.filter(|(width, height)| usable.contains(width) && usable.contains(height));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_back_as_it_was_written() {
        let profile = Profile {
            language: Language::English,
            home: Some(Home { lon: 120.37, lat: 36.09, zoom: 14.0 }),
            ..Profile::default()
        };
        assert_eq!(Profile::parse(&profile.to_json()), (profile, None));
    }

    #[test]
    fn an_older_a_broken_and_a_mad_profile_all_start() {
        assert_eq!(Profile::parse("{}").0, Profile::default());
        assert!(Profile::parse("{nonsense").1.is_some());
        let mad = r#"{"home": {"lon": 1e300, "lat": 0, "zoom": -4}}"#;
        assert_eq!(Profile::parse(mad).0.home, None);
    }
}
