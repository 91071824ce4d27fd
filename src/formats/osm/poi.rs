//! Which tags make an element something people look for, and which others they want to know.

/// Keys that say what something is, the more telling first; and whether it needs a name to be looked for.
const KEYS: [(&str, bool); 17] = [
    ("amenity", false),
    ("shop", false),
    ("tourism", false),
    ("healthcare", false),
    ("railway", false),
    ("public_transport", false),
    ("highway", false),
    ("office", true),
    ("craft", true),
    ("leisure", true),
    ("historic", true),
    ("emergency", false),
    ("place", true),
    ("natural", true),
    ("man_made", true),
    ("landuse", true),
    ("building", true),
];

/// Values of keys whose others are no goal of anybody: tracks and signals, stop positions, street lamps.
const ONLY: [(&str, &[&str]); 4] = [
    ("railway", &["halt", "station", "subway_entrance", "tram_stop"]),
    ("public_transport", &["station"]),
    ("highway", &["bus_stop"]),
    ("emergency", &["defibrillator", "phone"]),
];

/// Furniture of the street, which is many and looked for only when it has a name.
const FURNITURE: [&str; 19] = [
    "bench",
    "bicycle_parking",
    "clock",
    "grit_bin",
    "hunting_stand",
    "information",
    "letter_box",
    "loading_dock",
    "lounger",
    "motorcycle_parking",
    "parking",
    "parking_entrance",
    "parking_space",
    "picnic_site",
    "recycling",
    "smoking_area",
    "vending_machine",
    "waste_basket",
    "waste_disposal",
];

/// Tags kept beside the one that says what it is.
const KEPT: [&str; 25] = [
    "alt_name",
    "brand",
    "cuisine",
    "description",
    "ele",
    "email",
    "fee",
    "heritage",
    "internet_access",
    "level",
    "name:en",
    "name:zh",
    "network",
    "official_name",
    "old_name",
    "opening_hours",
    "operator",
    "phone",
    "ref",
    "religion",
    "short_name",
    "sport",
    "toilets:wheelchair",
    "website",
    "wheelchair",
];

/// How telling a tag is, the least number the most; `None` when it makes no goal.
pub(super) fn rank(key: &str, value: &str, named: bool) -> Option<usize> {
    let rank = KEYS.iter().position(|(k, needs_name)| *k == key && (named || !needs_name))?;
    let listed = ONLY.iter().find(|(k, _)| *k == key).is_none_or(|(_, values)| values.contains(&value));
    let fits = listed && (named || !FURNITURE.contains(&value));
    // A coast is no goal, and a shop that stands empty no shop.
    (fits && !matches!(value, "no" | "coastline" | "vacant" | "")).then_some(rank)
}

/// Whether a tag is kept beside the one that says what it is.
pub(super) fn is_kept(key: &str) -> bool {
    key.starts_with("addr:") || key.starts_with("contact:") || KEPT.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_looked_for_and_a_bench_is_not() {
        assert!(rank("amenity", "library", false) < rank("building", "yes", true));
        assert_eq!(rank("amenity", "bench", false), None);
        assert!(rank("amenity", "bench", true).is_some());
        assert_eq!(rank("building", "yes", false), None);
        assert_eq!(rank("railway", "rail", true), None);
        assert_eq!(rank("highway", "residential", true), None);
        assert!(is_kept("addr:street") && is_kept("opening_hours") && !is_kept("source"));
    }
}
