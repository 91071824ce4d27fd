//! Rows as places.

use std::{
    hash::{Hash as _, Hasher as _},
    sync::Arc,
};

use geo::Coord;
use rust_i18n::t;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::{Defaults, Mapping, Refusal, matching::Matcher, words};
use crate::{
    model::{
        self, Category, Confidence, Hours, List, PLACE_COLUMNS, Place, Precision, Privacy, Severity, Snapshot, clock,
        facilities,
    },
    spatial::Datum,
};

/// What a row makes of the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// A new place.
    Create(Box<Place>),
    /// A known place, before and after.
    Change(Box<Place>, Box<Place>),
    /// Nothing: the place of this name says it already.
    Nothing(String),
}

/// Judges the rows of one file as places.
pub struct PlaceRows<'a> {
    mapping: Arc<Mapping>,
    header: Vec<String>,
    defaults: Defaults,
    matcher: Matcher<'a>,
    privacy: Privacy,
    /// What makes a row one, of those that were taken so far, and its line.
    seen: FxHashMap<u64, u32>,
    hours: FxHashMap<String, Option<Hours>>,
    categories: FxHashMap<String, Option<Category>>,
    /// Places that a row has changed already.
    changed: FxHashSet<i64>,
    /// Coordinates as given, with the known position of their place.
    pairs: Vec<(Coord<f64>, Coord<f64>)>,
    /// There was a coordinate without a datum.
    needs_datum: bool,
}

/// Degrees, about one centimetre: the last digit of an export.
const SAME_POINT: f64 = 1e-7;

/// Pairs that are enough to guess a datum by.
const MOST_PAIRS: usize = 500;

impl<'a> PlaceRows<'a> {
    /// Rows of a file with this header, held against what is known.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, header: &[String], mapping: Mapping, defaults: Defaults) -> Self {
        Self {
            mapping: Arc::new(mapping),
            header: header.to_vec(),
            defaults,
            matcher: Matcher::new(snapshot),
            privacy: Privacy::new(header.iter().map(String::as_str)),
            seen: FxHashMap::default(),
            hours: FxHashMap::default(),
            categories: FxHashMap::default(),
            changed: FxHashSet::default(),
            pairs: Vec::new(),
            needs_datum: false,
        }
    }

    /// Coordinates as given, and the known positions of their places, WGS 84.
    #[must_use]
    pub fn pairs(&self) -> &[(Coord<f64>, Coord<f64>)] {
        &self.pairs
    }

    /// Whether there was a coordinate and nothing said in which datum.
    #[must_use]
    pub fn needs_datum(&self) -> bool {
        self.needs_datum
    }

    /// What the row on this line makes.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn judge<'c>(&mut self, line: u64, cells: impl Fn(usize) -> &'c str + Clone) -> Result<Plan, Refusal> {
        let all = cells.clone();
        if let Some((private, at)) = self.privacy.check((0..self.header.len()).map(all)) {
            let column = self.header.get(at).cloned().unwrap_or_default();
            return Err(Refusal { reason: private.reason(&column), column });
        }
        let mapping = self.mapping.clone();
        let read = |column: usize| mapping.0.get(column).copied().flatten().map_or("", &cells);
        let given = self.given(&read)?;
        let (id, name) = (read(ID), read(NAME));
        let address = read(ADDRESS);
        let known = self.matcher.of(id, name, address, given.wgs84);
        if let (Some(at), Some(known), true) = (given.xy, known.and_then(|p| p.location), self.pairs.len() < MOST_PAIRS)
        {
            self.pairs.push((at, known));
        }
        if given.xy.is_some() && given.datum.is_none() {
            self.needs_datum = true;
            return Err(self.refusal(LON, t!("intake.needs_datum")));
        }
        if id.is_empty() && known.is_none() && given.xy.is_none() && address.is_empty() && self.matcher.is_shared(name)
        {
            return Err(self.refusal(NAME, t!("intake.shared_name", name = name)));
        }
        let place = self.place(&read, &given, known)?;
        self.once(line, &place)?;
        match known {
            None => Ok(Plan::Create(place)),
            Some(known) if known.same_but_version(&place) => Ok(Plan::Nothing(place.name)),
            Some(known) if !self.changed.insert(known.fid) => {
                Err(self.refusal(NAME, t!("intake.changed_twice", name = known.name)))
            }
            Some(known) => Ok(Plan::Change(Box::new(known.clone()), place)),
        }
    }

    /// The coordinate of a row.
    fn given<'c>(&self, read: &impl Fn(usize) -> &'c str) -> Result<Given, Refusal> {
        let number = |column: usize, bound: f64, other: f64| {
            let text = read(column);
            if text.is_empty() {
                return Ok(None);
            }
            match text.parse::<f64>() {
                Ok(n) if n.is_finite() && n.abs() <= bound => Ok(Some(n)),
                Ok(n) if n.abs() <= other => Err(self.refusal(column, t!("intake.swapped"))),
                Ok(_) => Err(self.refusal(column, t!("model.no_coordinate"))),
                Err(_) => Err(self.refusal(column, t!("model.no_number"))),
            }
        };
        let lon = number(LON, 180.0, 0.0)?;
        // What is no latitude may be a longitude, if the other could be a latitude.
        let lat = number(LAT, 90.0, if lon.is_some_and(|lon| lon.abs() <= 90.0) { 180.0 } else { 0.0 })?;
        let xy = match (lon, lat) {
            (Some(x), Some(y)) => Some(Coord { x, y }),
            (None, None) => None,
            _ => return Err(self.refusal(if lon.is_none() { LON } else { LAT }, t!("formats.half_a_coordinate"))),
        };
        let said = read(DATUM);
        let datum = if said.is_empty() {
            self.defaults.datum
        } else {
            let said = words::word("datum", said).chars();
            let datum: String = said.filter(char::is_ascii_alphanumeric).collect();
            Some(datum.parse().map_err(|_| self.refusal(DATUM, t!("model.unknown_word")))?)
        };
        Ok(Given { xy, datum, wgs84: xy.zip(datum).map(|(at, datum)| datum.to_wgs84(at)) })
    }

    /// The place as the row says; what it does not say stays as it is known, or is the file's default.
    fn place<'c>(
        &mut self,
        read: &impl Fn(usize) -> &'c str,
        given: &Given,
        known: Option<&Place>,
    ) -> Result<Box<Place>, Refusal> {
        let category = self.category(read(CATEGORY), known)?;
        // In a box from the start: there may be a million, and it is large.
        let mut place =
            known.map_or_else(|| Box::new(Place::at(category, Coord::default())), |known| Box::new(known.clone()));
        if known.is_none() {
            place.location = None;
            place.source.origin.clone_from(&self.defaults.source);
            place.source.date = self.defaults.source_date.to_string();
            place.source.precision = Precision::Unlocated;
        }
        place.category = category;
        self.texts(read, &mut place)?;
        let stated = self.word(read, PRECISION)?;
        if let (Some(xy), Some(datum), Some(wgs84)) = (given.xy, given.datum, given.wgs84) {
            // The same point in another datum, or with fewer digits, is nothing new.
            let same = |at: Coord<f64>| (at.x - wgs84.x).abs() < SAME_POINT && (at.y - wgs84.y).abs() < SAME_POINT;
            if !place.location.is_some_and(same) {
                place.location = Some(wgs84);
                place.source.original = Some((datum, xy));
                place.source.precision = Precision::Point;
            }
        } else if place.location.is_none() {
            let known = [
                (!place.address.is_empty(), Precision::Address),
                (!place.subdistrict.is_empty(), Precision::Subdistrict),
            ];
            let finest = known.into_iter().find(|(is, _)| *is).map_or(Precision::Unlocated, |(_, p)| p);
            let held = Some(place.source.precision).filter(|p| *p != Precision::Unlocated);
            place.source.precision = stated.or(held).unwrap_or(finest);
        }
        let bad = model::check(&place).into_iter().find(|issue| issue.severity == Severity::Error);
        match bad {
            Some(issue) => {
                let column = if issue.field.key() == "origin" { "source" } else { issue.field.key() };
                let at = PLACE_COLUMNS.iter().position(|c| c.name == column).unwrap_or(NAME);
                Err(self.refusal(at, t!(format!("issue.{}", issue.code.key()))))
            }
            None => Ok(place),
        }
    }

    fn texts<'c>(&mut self, read: &impl Fn(usize) -> &'c str, place: &mut Place) -> Result<(), Refusal> {
        let set = |at: usize, to: &mut String| {
            let text = read(at);
            if !text.is_empty() && to != text {
                text.clone_into(to);
            }
        };
        set(ID, &mut place.id);
        set(NAME, &mut place.name);
        set(NAME_EN, &mut place.name_en);
        set(ADDRESS, &mut place.address);
        set(SUBDISTRICT, &mut place.subdistrict);
        set(PHONE, &mut place.phone);
        set(SOURCE, &mut place.source.origin);
        set(SOURCE_DATE, &mut place.source.date);
        set(NOTE, &mut place.note);
        let near = read(NEAR_PLACE);
        if !near.is_empty() {
            let id = self.matcher.id_of(near, false);
            place.near_place = id.ok_or_else(|| self.refusal(NEAR_PLACE, t!("intake.unknown_place", name = near)))?;
        }
        if !read(ALIASES).is_empty() {
            place.aliases = words::members(read(ALIASES)).map(str::to_owned).collect();
        }
        if !read(FACILITIES).is_empty() {
            let members = words::members(read(FACILITIES));
            let cell = members.map(|m| words::word("facilities", m)).collect::<Vec<_>>().join(";");
            place.facilities = facilities(&cell).map_err(|_| self.refusal(FACILITIES, t!("model.unknown_word")))?;
        }
        let hours = read(HOURS);
        if !hours.is_empty() {
            if !self.hours.contains_key(hours) {
                self.hours.insert(hours.to_owned(), hours.parse().ok());
            }
            let parsed = self.hours.get(hours).cloned().flatten();
            place.hours = Some(parsed.ok_or_else(|| self.refusal(HOURS, t!("intake.bad_hours")))?);
        }
        let last_entry = read(LAST_ENTRY);
        if !last_entry.is_empty() {
            let bad = || self.refusal(LAST_ENTRY, t!("issue.bad_last_entry"));
            place.last_entry = Some(clock(last_entry).ok_or_else(bad)?);
        }
        if let Some(fee) = self.word(read, FEE)? {
            place.fee = fee;
        }
        if let Some(wheelchair) = self.word(read, WHEELCHAIR)? {
            place.wheelchair = wheelchair;
        }
        if let Some(tier) = self.word(read, TIER)? {
            place.tier = tier;
        }
        if let Some(status) = self.word(read, STATUS)? {
            place.status = status;
        }
        if let Some(confidence) = self.word::<Confidence>(read, CONFIDENCE)? {
            place.source.confidence = confidence;
        }
        Ok(())
    }

    fn category(&mut self, cell: &str, known: Option<&Place>) -> Result<Category, Refusal> {
        if cell.is_empty() {
            let category = known.map(|p| p.category).or(self.defaults.category);
            return category.ok_or_else(|| self.refusal(CATEGORY, t!("intake.no_category")));
        }
        if !self.categories.contains_key(cell) {
            self.categories.insert(cell.to_owned(), words::category(cell));
        }
        let category = self.categories.get(cell).copied().flatten();
        category.ok_or_else(|| self.refusal(CATEGORY, t!("intake.unknown_category", name = cell)))
    }

    /// A word of a closed list, `None` where nothing stands.
    fn word<'c, T: std::str::FromStr>(
        &self,
        read: &impl Fn(usize) -> &'c str,
        at: usize,
    ) -> Result<Option<T>, Refusal> {
        let (text, column) = (read(at), PLACE_COLUMNS[at].name);
        if text.is_empty() {
            return Ok(None);
        }
        let word = words::word(column, text).parse();
        word.map(Some).map_err(|_| self.refusal(at, t!("model.unknown_word")))
    }

    /// A row that stands in the file twice is taken once.
    fn once(&mut self, line: u64, place: &Place) -> Result<(), Refusal> {
        let mut hasher = FxHasher::default();
        if place.id.is_empty() {
            (&place.name, &place.address, place.location.map(|c| (c.x.to_bits(), c.y.to_bits()))).hash(&mut hasher);
        } else {
            place.id.hash(&mut hasher);
        }
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match self.seen.insert(hasher.finish(), line) {
            None => Ok(()),
            Some(first) => {
                self.seen.insert(hasher.finish(), first);
                Err(self.refusal(if place.id.is_empty() { NAME } else { ID }, t!("intake.twice", line = first)))
            }
        }
    }

    /// Why a row is refused for what stands in a column of the list.
    fn refusal(&self, column: usize, reason: impl Into<String>) -> Refusal {
        let of_file = self.mapping.0.get(column).copied().flatten().and_then(|i| self.header.get(i));
        let own = || List::Places.columns().get(column).map_or("", |c| c.name).to_owned();
        Refusal { column: of_file.cloned().unwrap_or_else(own), reason: reason.into() }
    }
}

/// The coordinate of a row as given, its datum if one is known, and where that is in WGS 84.
struct Given {
    xy: Option<Coord<f64>>,
    datum: Option<Datum>,
    wgs84: Option<Coord<f64>>,
}

const fn column(name: &str) -> usize {
    let mut at = 0;
    while at < PLACE_COLUMNS.len() {
        let (a, b) = (PLACE_COLUMNS[at].name.as_bytes(), name.as_bytes());
        let mut i = 0;
        while i < a.len() && i < b.len() && a[i] == b[i] {
            i += 1;
        }
        if i == a.len() && i == b.len() {
            return at;
        }
        at += 1;
    }
    usize::MAX
}
const ID: usize = column("id");
const CATEGORY: usize = column("category");
const NAME: usize = column("name");
const NAME_EN: usize = column("name_en");
const ALIASES: usize = column("aliases");
const ADDRESS: usize = column("address");
const SUBDISTRICT: usize = column("subdistrict");
const LON: usize = column("lon");
const LAT: usize = column("lat");
const DATUM: usize = column("datum");
const PRECISION: usize = column("precision");
const NEAR_PLACE: usize = column("near_place");
const HOURS: usize = column("opening_hours");
const LAST_ENTRY: usize = column("last_entry");
const PHONE: usize = column("phone");
const FEE: usize = column("fee");
const WHEELCHAIR: usize = column("wheelchair");
const FACILITIES: usize = column("facilities");
const TIER: usize = column("tier");
const STATUS: usize = column("status");
const SOURCE: usize = column("source");
const SOURCE_DATE: usize = column("source_date");
const CONFIDENCE: usize = column("confidence");
const NOTE: usize = column("note");
