//! Routing on real extracts, where they lie beside the checkout.

use std::path::Path;

use geo::{Coord, coord};
use shibei_atlas::{
    formats::osm::read_osm,
    routing::{Profile, Streets},
};

/// Pairs of points spread over an extract, always the same.
fn pairs(streets: &Streets, count: u64) -> Vec<[Coord<f64>; 2]> {
    let [west, south, east, north] = streets.about.bounds;
    // Knuth's multiplicative generator.
    let mut state = 1u64;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
    };
    let mut point = || coord! { x: west + (east - west) * share(), y: south + (north - south) * share() };
    (0..count).map(|_| [point(), point()]).collect()
}

#[test]
fn on_real_streets_the_hierarchy_finds_what_dijkstra_finds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/osm");
    for (name, size) in [("liechtenstein.osm.pbf", None), ("porto.osm.pbf", Some([85_149, 22_606, 344]))] {
        let extract = folder.join(name);
        if !extract.exists() {
            continue;
        }
        let data = read_osm(&extract, &mut |_, _| true).unwrap();
        let elements = [data.node_ids.len(), data.ways.len(), data.relations.len()];
        assert!(size.is_none_or(|size| size == elements), "{elements:?}");
        let streets = Streets::build(&data, "an extract", &mut |_| true).unwrap();
        let pairs = pairs(&streets, 500);
        for profile in Profile::ALL {
            let checked = streets.check_against_dijkstra(&pairs, profile);
            assert!(checked.is_ok_and(|n| n > 400), "{} {profile:?}: {checked:?}", extract.display());
        }
    }
}
