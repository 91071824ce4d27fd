//! The layers of a map, from the elements of an extract. Which tags make what follows the usual OSM map style (Carto).

use geo::{Centroid as _, Contains as _, Coord, InteriorPoint as _, LineString, MultiPolygon, Polygon};
use rustc_hash::FxHashSet;

use super::{
    poi,
    rings::{Side, outline},
};
use crate::{
    model::{Address, Area, Boundary, Interpolation, OsmId, OsmKind, Poi, StreetLine, StreetMap},
    routing::osm::{MemberKind, OsmData, OsmRelation, OsmWay, Tags},
};

/// Ways that somebody can move on today.
const STREETS: [&str; 25] = [
    "bridleway",
    "bus_guideway",
    "busway",
    "corridor",
    "cycleway",
    "footway",
    "living_street",
    "motorway",
    "motorway_link",
    "path",
    "pedestrian",
    "primary",
    "primary_link",
    "residential",
    "road",
    "secondary",
    "secondary_link",
    "service",
    "steps",
    "tertiary",
    "tertiary_link",
    "track",
    "trunk",
    "trunk_link",
    "unclassified",
];
const WATERWAYS: [&str; 6] = ["canal", "ditch", "drain", "river", "stream", "tidal_channel"];
const WATER: [(&str, &[&str]); 3] =
    [("natural", &["water"]), ("waterway", &["dock", "riverbank"]), ("landuse", &["basin", "reservoir"])];
const GREEN: [(&str, &[&str]); 4] = [
    ("leisure", &["common", "dog_park", "garden", "golf_course", "park", "pitch", "playground", "recreation_ground"]),
    (
        "landuse",
        &[
            "allotments",
            "cemetery",
            "flowerbed",
            "forest",
            "grass",
            "meadow",
            "orchard",
            "plant_nursery",
            "recreation_ground",
            "village_green",
            "vineyard",
        ],
    ),
    ("natural", &["grassland", "heath", "scrub", "wood"]),
    ("amenity", &["grave_yard"]),
];

/// Everything a map draws of an extract.
#[must_use]
pub fn street_map(data: &OsmData) -> StreetMap {
    let mut layers = Layers { data, map: StreetMap::default(), last: 0, budget: (1 << 20) + 20 * data.refs.len() };
    for &(node, tags) in &data.tagged_nodes {
        layers.node(node as usize, data.tags(tags));
    }
    data.ways.iter().for_each(|w| layers.way(w));
    data.relations.iter().for_each(|r| layers.relation(r));
    layers.map
}

struct Layers<'a> {
    data: &'a OsmData,
    map: StreetMap,
    /// Where the node looked up last stands: the next one is often its neighbour.
    last: usize,
    /// How many positions relations may still take. Together they name each way a few times at most, unless the file is
    /// made to fill the memory.
    budget: usize,
}

impl<'a> Layers<'a> {
    fn node(&mut self, position: usize, tags: Tags<'a>) {
        let (Some(&id), Some(&xy)) = (self.data.node_ids.get(position), self.data.node_xy.get(position)) else {
            return;
        };
        let facts = Facts::of(tags);
        if facts.is_spot() {
            self.spot(OsmId { kind: OsmKind::Node, id }, &facts, degrees(xy));
        }
    }

    fn way(&mut self, way: &OsmWay) {
        let facts = Facts::of(self.data.tags(way.tags));
        if !facts.draws() {
            return;
        }
        let refs = self.data.refs(way);
        if !facts.interpolation.is_empty() {
            self.interpolation(way.id, refs, &facts);
        } else if facts.is_line() {
            let runs = self.runs(refs);
            self.lines(way.id, runs, &facts);
        } else if refs.len() > 3 && refs.first() == refs.last() {
            let line: Option<LineString<f64>> = refs.iter().map(|&id| self.at(id)).collect();
            match line {
                Some(line) => self.area(OsmKind::Way, way.id, &facts, Polygon::new(line, Vec::new()).into()),
                None => self.map.incomplete += 1,
            }
        } else if let (true, Some(point)) =
            (facts.is_spot(), refs.get(refs.len() / 2).and_then(|&middle| self.at(middle)))
        {
            self.spot(OsmId { kind: OsmKind::Way, id: way.id }, &facts, point);
        }
    }

    fn lines(&mut self, osm_id: i64, runs: Vec<LineString<f64>>, facts: &Facts<'_>) {
        if facts.kind("natural", &["coastline"]).is_some() {
            self.map.coastline.extend(runs);
            return;
        }
        let (kind, layer) = match facts.kind("highway", &STREETS) {
            Some(kind) => (kind, &mut self.map.streets),
            None => (facts.waterway, &mut self.map.waterways),
        };
        let (name, name_en) = (facts.name, facts.name_en);
        layer.extend(runs.into_iter().map(|line| StreetLine {
            osm_id,
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            kind: kind.to_owned(),
            line,
        }));
    }

    fn relation(&mut self, relation: &OsmRelation) {
        let facts = Facts::of(self.data.tags(relation.tags));
        let outlined = facts.relation == "multipolygon" && facts.draws() || facts.boundary().is_some();
        if !outlined {
            return;
        }
        let (mut seen, mut sides, mut complete) = (FxHashSet::default(), Vec::new(), true);
        // Members that are relations are areas within a boundary, with outlines of their own.
        for member in self.data.members(relation).iter().filter(|m| m.kind == MemberKind::Way) {
            let role = self.data.texts.text(member.role);
            let inner = (!role.is_empty()).then_some(matches!(role, "inner" | "enclave"));
            match self.data.way(member.id) {
                Some(way) if seen.insert(way.id) => sides.push(Side { nodes: self.data.refs(way), inner }),
                Some(_) => {}
                None => complete = false,
            }
        }
        let taken = sides.iter().map(|s| s.nodes.len()).sum::<usize>();
        let outline = if taken > self.budget {
            complete = false;
            MultiPolygon(Vec::new())
        } else {
            self.budget -= taken;
            let (outline, all) = outline(&sides, |id| self.at(id));
            complete &= all;
            outline
        };
        self.map.incomplete += usize::from(!complete);
        if !outline.0.is_empty() {
            self.area(OsmKind::Relation, relation.id, &facts, outline);
        }
    }

    fn area(&mut self, kind: OsmKind, id: i64, facts: &Facts<'_>, outline: MultiPolygon<f64>) {
        let osm_id = OsmId { kind, id };
        if facts.is_spot()
            && let Some(point) = within(&outline)
        {
            self.spot(osm_id, facts, point);
        }
        if let (OsmKind::Relation, Some(admin_level)) = (kind, facts.boundary()) {
            self.map.boundaries.push(Boundary { osm_id: id, name: facts.name.to_owned(), admin_level, outline });
            return;
        }
        let (kind, layer) = if let Some(kind) = facts.building() {
            (kind, &mut self.map.buildings)
        } else if let Some(kind) = facts.water() {
            (kind, &mut self.map.water)
        } else if let Some(kind) = facts.any(&GREEN) {
            (kind, &mut self.map.green)
        } else {
            return;
        };
        let levels = facts.levels.trim().parse().ok();
        layer.push(Area { osm_id, name: facts.name.to_owned(), kind: kind.to_owned(), outline, levels });
    }

    /// What is looked for at a point.
    fn spot(&mut self, osm_id: OsmId, facts: &Facts<'_>, point: Coord<f64>) {
        if !facts.house_number.is_empty() {
            let (house_number, street) = (facts.house_number.to_owned(), facts.street().to_owned());
            self.map.addresses.push(Address { osm_id, house_number, street, point });
        }
        if let Some((_, key, value)) = facts.goal() {
            let kept = facts.tags.iter().filter(|(k, _)| poi::is_kept(k));
            let mut tags: Vec<(String, String)> = kept.map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
            tags.sort_unstable();
            let (name, key, value) = (facts.name.to_owned(), key.to_owned(), value.to_owned());
            self.map.pois.push(Poi { osm_id, name, key, value, tags, point });
        }
    }

    /// The pieces between the nodes of the way that have a number.
    fn interpolation(&mut self, osm_id: i64, refs: &[i64], facts: &Facts<'_>) {
        let step = match facts.interpolation {
            "even" | "odd" => 2,
            "all" => 1,
            other => other.parse().ok().filter(|&n| n > 0).unwrap_or(0),
        };
        let (mut line, mut from): (Vec<Coord<f64>>, Option<u32>) = (Vec::new(), None);
        let mut street = facts.street();
        for &id in refs {
            let Some(position) = self.position(id) else { continue };
            line.extend(self.data.node_xy.get(position).map(|&xy| degrees(xy)));
            let Some(node) = self.tags_of(position).map(Facts::of) else { continue };
            if street.is_empty() {
                street = node.street();
            }
            let Ok(number) = node.house_number.trim().parse::<u32>() else { continue };
            if let (Some(from), true, true) = (from, step > 0, line.len() > 1) {
                let (street, line) = (street.to_owned(), LineString(line.clone()));
                self.map.interpolations.push(Interpolation { osm_id, street, from, to: number, step, line });
            }
            from = Some(number);
            line.drain(..line.len().saturating_sub(1));
        }
    }

    fn tags_of(&self, position: usize) -> Option<Tags<'a>> {
        let tagged = &self.data.tagged_nodes;
        let at = tagged.binary_search_by_key(&position, |t| t.0 as usize).ok()?;
        tagged.get(at).map(|t| self.data.tags(t.1))
    }

    /// The line through these nodes, in pieces where some are not in the extract.
    fn runs(&mut self, refs: &[i64]) -> Vec<LineString<f64>> {
        let mut runs = vec![LineString(Vec::new())];
        for &id in refs {
            match (self.at(id), runs.last_mut()) {
                (Some(c), Some(run)) => run.0.push(c),
                (None, Some(run)) if !run.0.is_empty() => runs.push(LineString(Vec::new())),
                _ => {}
            }
        }
        runs.retain(|run| run.0.len() > 1);
        runs
    }

    fn position(&mut self, id: i64) -> Option<usize> {
        let next = self.last + 1;
        self.last = if self.data.node_ids.get(next) == Some(&id) { next } else { self.data.node(id)? };
        Some(self.last)
    }

    fn at(&mut self, id: i64) -> Option<Coord<f64>> {
        let position = self.position(id)?;
        self.data.node_xy.get(position).map(|&xy| degrees(xy))
    }
}

fn degrees([x, y]: [i32; 2]) -> Coord<f64> {
    Coord { x: f64::from(x) / 1e7, y: f64::from(y) / 1e7 }
}

/// A point within the largest part of an outline, its middle if that lies within.
fn within(outline: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    // The parts stand with the largest first.
    let largest = outline.0.first()?;
    let middle = largest.centroid()?;
    if largest.contains(&middle) { Some(middle.0) } else { largest.interior_point().map(|p| p.0) }
}

/// The tags that decide what an element is.
struct Facts<'a> {
    tags: Tags<'a>,
    name: &'a str,
    name_en: &'a str,
    levels: &'a str,
    house_number: &'a str,
    addr_street: &'a str,
    addr_place: &'a str,
    interpolation: &'a str,
    /// `type` of a relation.
    relation: &'a str,
    waterway: &'a str,
    /// Whether a line is drawn, an area, or neither.
    line: bool,
    area: bool,
    /// It says `area=yes` or `area=no`.
    says: Option<bool>,
    has_goal: bool,
}

impl<'a> Facts<'a> {
    fn of(tags: Tags<'a>) -> Self {
        let mut f = Self {
            tags,
            name: "",
            name_en: "",
            levels: "",
            house_number: "",
            addr_street: "",
            addr_place: "",
            interpolation: "",
            relation: "",
            waterway: "",
            line: false,
            area: false,
            says: None,
            has_goal: false,
        };
        for (key, value) in tags.iter() {
            match key {
                "name" => f.name = value,
                "name:en" => f.name_en = value,
                "building:levels" => f.levels = value,
                "addr:housenumber" => f.house_number = value,
                "addr:street" => f.addr_street = value,
                "addr:place" => f.addr_place = value,
                "addr:interpolation" => f.interpolation = value,
                "type" => f.relation = value,
                "area" => f.says = Some(value == "yes"),
                "highway" => f.line |= STREETS.contains(&value),
                "building" => f.area |= value != "no",
                _ => {}
            }
            if key == "waterway" {
                f.waterway = value;
                f.line |= WATERWAYS.contains(&value);
            }
            f.line |= key == "natural" && value == "coastline";
            let listed = |all: &[(&str, &[&str])]| all.iter().any(|(k, values)| *k == key && values.contains(&value));
            f.area |= listed(&WATER) || listed(&GREEN);
            f.has_goal |= poi::rank(key, value, true).is_some();
        }
        f
    }

    /// Whether there is anything to draw or to look for.
    fn draws(&self) -> bool {
        self.line || self.area || self.is_spot() || !self.interpolation.is_empty()
    }

    fn is_line(&self) -> bool {
        self.line && !self.area && self.says != Some(true)
    }

    fn is_spot(&self) -> bool {
        !self.house_number.is_empty() || self.has_goal && self.goal().is_some()
    }

    /// The tag that says what it is to people.
    fn goal(&self) -> Option<(usize, &'a str, &'a str)> {
        let named = !self.name.is_empty();
        self.tags.iter().filter_map(|(k, v)| Some((poi::rank(k, v, named)?, k, v))).min_by_key(|g| g.0)
    }

    fn street(&self) -> &'a str {
        if self.addr_street.is_empty() { self.addr_place } else { self.addr_street }
    }

    /// The value of `key`, if it is one of these.
    fn kind(&self, key: &str, values: &[&str]) -> Option<&'a str> {
        self.tags.get(key).filter(|v| values.contains(v))
    }

    fn any(&self, all: &[(&str, &[&str])]) -> Option<&'a str> {
        all.iter().find_map(|(key, values)| self.kind(key, values))
    }

    fn building(&self) -> Option<&'a str> {
        self.tags.get("building").filter(|v| *v != "no")
    }

    /// What kind of water, as `water` says more closely.
    fn water(&self) -> Option<&'a str> {
        self.any(&WATER).map(|kind| self.tags.get("water").unwrap_or(kind))
    }

    fn boundary(&self) -> Option<u8> {
        let level = self.tags.get("admin_level")?.parse().ok().filter(|level| (6..=10).contains(level))?;
        let stands = matches!(self.relation, "boundary" | "multipolygon") && self.tags.is("boundary", "administrative");
        stands.then_some(level)
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
