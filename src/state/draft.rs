//! A place being edited: what was typed, what is wrong with it, and the place it makes.

use geo::Coord;

use crate::{
    model::{
        Category, Confidence, Fee, Field, Hours, Place, Precision, Severity, Source, Status, Tier, Wheelchair, check,
        clock, clock_cell,
    },
    spatial::{Datum, parse_lon_lat},
};

/// The fields of the form, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Other names, parted by `；` or `;`.
    pub aliases: String,
    /// Kind of place.
    pub category: Category,
    /// Address.
    pub address: String,
    /// Subdistrict.
    pub subdistrict: String,
    /// `LON,LAT` in WGS 84, or empty.
    pub location: String,
    /// How finely the source says where.
    pub precision: Precision,
    /// Opening hours in OSM syntax, or empty.
    pub hours: String,
    /// After what time nobody is let in, or empty.
    pub last_entry: String,
    /// Telephone.
    pub phone: String,
    /// In use, former or disused.
    pub status: Status,
    /// Who says so.
    pub origin: String,
    /// The source's own date.
    pub date: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What a reader should know besides.
    pub note: String,
    /// Why it is changed: kept in the history, not in the place.
    pub comment: String,
}

/// Something to say beside a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The field.
    pub field: Field,
    /// An error stands in the way of saving.
    pub severity: Severity,
    /// What is wrong and what to type instead, in words.
    pub text: String,
}

/// A place being edited. It is lost only when the person gives it up.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The place as it was; `None` for a new one.
    pub before: Option<Place>,
    /// What was typed.
    pub fields: Fields,
    /// The next click on the map gives the point.
    pub picking: bool,
    /// Deleting was asked for once; a second press does it.
    pub deleting: bool,
    /// What is wrong with it as it stands.
    pub findings: Vec<Finding>,
}

impl Fields {
    fn of(place: &Place) -> Self {
        Self {
            name: place.name.clone(),
            name_en: place.name_en.clone(),
            aliases: place.aliases.join("；"),
            category: place.category,
            address: place.address.clone(),
            subdistrict: place.subdistrict.clone(),
            location: place.location.map_or_else(String::new, lon_lat),
            precision: place.source.precision,
            hours: place.hours.as_ref().map_or_else(String::new, |h| h.as_str().to_owned()),
            last_entry: clock_cell(place.last_entry),
            phone: place.phone.clone(),
            status: place.status,
            origin: place.source.origin.clone(),
            date: place.source.date.clone(),
            confidence: place.source.confidence,
            note: place.note.clone(),
            comment: String::new(),
        }
    }

    /// Takes a point in: what has a point is known to the point.
    pub fn set_point(&mut self, at: Coord<f64>) {
        self.location = lon_lat(at);
        self.precision = Precision::Point;
    }
}

/// Seven decimals: a centimetre, finer than any source.
fn lon_lat(at: Coord<f64>) -> String {
    let round = |x: f64| (x * 1e7).round() / 1e7;
    format!("{},{}", round(at.x), round(at.y))
}

impl Draft {
    /// Begins to edit a place.
    #[must_use]
    pub fn of(place: &Place) -> Self {
        Self::with(Some(place.clone()), Fields::of(place))
    }

    /// Begins a new place at a point. Nothing but the point is given.
    #[must_use]
    pub fn new_at(at: Coord<f64>) -> Self {
        Self::with(None, Fields::of(&Place::at(Category::CommunityCentre, at)))
    }

    fn with(before: Option<Place>, fields: Fields) -> Self {
        let mut draft = Self { before, fields, picking: false, deleting: false, findings: Vec::new() };
        draft.check();
        draft
    }

    /// Takes typed text in and looks at it again.
    pub fn set(&mut self, fields: Fields) {
        self.fields = fields;
        self.deleting = false;
        self.check();
    }

    /// Whether something was typed that is not kept yet.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        match &self.before {
            Some(place) => self.fields != Fields { comment: self.fields.comment.clone(), ..Fields::of(place) },
            None => !self.fields.name.is_empty(),
        }
    }

    /// The place it makes; `None` while an error stands in the way.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let stands = self.findings.iter().any(|f| f.severity == Severity::Error);
        self.made().ok().filter(|_| !stands)
    }

    /// The point as it stands in the form.
    #[must_use]
    pub fn point(&self) -> Option<Coord<f64>> {
        parse_lon_lat(&self.fields.location).ok()
    }

    fn check(&mut self) {
        self.findings = match self.made() {
            Ok(place) => check(&place).into_iter().map(|i| finding(i.field, i.severity, i.code.key())).collect(),
            Err(findings) => findings,
        };
    }

    /// The place that the texts make, or the texts that make none.
    fn made(&self) -> Result<Place, Vec<Finding>> {
        let f = &self.fields;
        let mut wrong = Vec::new();
        let mut refuse = |field, text: String| wrong.push(Finding { field, severity: Severity::Error, text });
        let location = match f.location.trim() {
            "" => None,
            text => parse_lon_lat(text).map_err(|e| refuse(Field::Location, e.to_string())).ok(),
        };
        let hours = match f.hours.trim() {
            "" => None,
            text => text.parse::<Hours>().map_err(|_| refuse(Field::Hours, bad_hours())).ok(),
        };
        let last_entry = match f.last_entry.trim() {
            "" => None,
            text => clock(text).or_else(|| {
                refuse(Field::LastEntry, rust_i18n::t!("issue.bad_last_entry").into_owned());
                None
            }),
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let old = self.before.as_ref();
        let trimmed = |text: &str| text.trim().to_owned();
        // A point that was not touched keeps the digits and the datum it came in.
        let untouched = old.filter(|p| p.location.map(lon_lat) == location.map(lon_lat));
        let original = untouched.map_or(location.map(|at| (Datum::Wgs84, at)), |p| p.source.original);
        let aliases = f.aliases.split(['；', ';']).map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned);
        Ok(Place {
            fid: old.map_or(0, |p| p.fid),
            version: old.map_or(0, |p| p.version),
            id: old.map_or_else(String::new, |p| p.id.clone()),
            category: f.category,
            name: trimmed(&f.name),
            name_en: trimmed(&f.name_en),
            aliases: aliases.collect(),
            address: trimmed(&f.address),
            subdistrict: trimmed(&f.subdistrict),
            location: untouched.map_or(location, |p| p.location),
            near_place: old.map_or_else(String::new, |p| p.near_place.clone()),
            hours,
            last_entry,
            phone: trimmed(&f.phone),
            fee: old.map_or(Fee::Unstated, |p| p.fee),
            wheelchair: old.map_or(Wheelchair::Unstated, |p| p.wheelchair),
            facilities: old.map_or_else(Vec::new, |p| p.facilities.clone()),
            tier: old.map_or(Tier::Unstated, |p| p.tier),
            status: f.status,
            source: Source {
                origin: trimmed(&f.origin),
                date: trimmed(&f.date),
                confidence: f.confidence,
                precision: f.precision,
                original,
            },
            note: trimmed(&f.note),
        })
    }
}

fn finding(field: Field, severity: Severity, code: &str) -> Finding {
    Finding { field, severity, text: rust_i18n::t!(format!("issue.{code}")).into_owned() }
}

fn bad_hours() -> String {
    rust_i18n::t!("issue.bad_hours").into_owned()
}
