//! A tile server, and the number of one tile of it.

/// One tile of the XYZ scheme: `z` 0 is the whole world, x to the east, y to the south.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileKey {
    /// Zoom level.
    pub z: u8,
    /// Column.
    pub x: u32,
    /// Row.
    pub y: u32,
}

/// A server of 256-point raster tiles, and what must be said beside its map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileSource {
    /// URL with `{z}`, `{x}` and `{y}`.
    pub template: String,
    /// Credit that must be shown on the map and on every picture of it.
    pub attribution: String,
    /// 审图号, when the publisher states one.
    pub approval: String,
    /// Deepest zoom level served.
    pub max_zoom: u8,
}

/// A URL template that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// `{z}`, `{x}` or `{y}` is missing.
    #[error("{}", rust_i18n::t!("tiles.template_places"))]
    MissingPlaceholder,
    /// Not an http or https address.
    #[error("{}", rust_i18n::t!("tiles.template_scheme"))]
    NotHttp,
}

impl TileSource {
    /// The standard map of OpenStreetMap, under its tile usage policy.
    #[must_use]
    pub fn openstreetmap() -> Self {
        Self {
            template: "https://tile.openstreetmap.org/{z}/{x}/{y}.png".to_owned(),
            attribution: "© OpenStreetMap contributors".to_owned(),
            approval: String::new(),
            max_zoom: 19,
        }
    }

    /// Checks a template typed by a person.
    ///
    /// # Errors
    /// [`BadTemplate`] says what is missing.
    pub fn check(template: &str) -> Result<(), BadTemplate> {
        if !(template.starts_with("http://") || template.starts_with("https://")) {
            return Err(BadTemplate::NotHttp);
        }
        let complete = ["{z}", "{x}", "{y}"].iter().all(|p| template.contains(p));
        complete.then_some(()).ok_or(BadTemplate::MissingPlaceholder)
    }

    /// The address of one tile.
    #[must_use]
    pub fn url(&self, key: TileKey) -> String {
        self.template
            .replace("{z}", &key.z.to_string())
            .replace("{x}", &key.x.to_string())
            .replace("{y}", &key.y.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_filled_in() {
        let url = TileSource::openstreetmap().url(TileKey { z: 3, x: 6, y: 2 });
        assert_eq!(url, "https://tile.openstreetmap.org/3/6/2.png");
    }

    #[test]
    fn templates_without_a_place_for_the_row_or_with_another_scheme_are_refused() {
        assert_eq!(TileSource::check("https://a/{z}/{x}.png"), Err(BadTemplate::MissingPlaceholder));
        assert_eq!(TileSource::check("file:///{z}/{x}/{y}.png"), Err(BadTemplate::NotHttp));
        assert_eq!(TileSource::check("http://127.0.0.1:1/{z}/{x}/{y}"), Ok(()));
    }
}
