//! An area being drawn: its corners, what is wrong with them, and what staff say of it.

use std::sync::Arc;

use geo::{Coord, MultiPolygon};

use crate::{
    model::{List, Record as _, Snapshot, Zone, ZoneKind},
    spatial::{area_m2, mended, middle_of, polygon_of, self_crossings, shared_m2},
};

/// Less than this is the breadth of a line, not ground that two areas share, square metres.
const SHARED_M2: f64 = 1.0;

/// What staff say of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneFields {
    /// Its name.
    pub name: String,
    /// What kind of area it is.
    pub kind: ZoneKind,
    /// Who says so.
    pub source: String,
    /// What a reader should know besides.
    pub note: String,
}

/// An area being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The area whose outline is drawn anew; `None` of a new one.
    pub of: Option<Zone>,
    /// Its corners in order, WGS 84.
    pub corners: Vec<Coord<f64>>,
    /// What staff say of it.
    pub fields: ZoneFields,
    /// Edges that meet where they should not, counted from 1.
    pub crossings: Vec<[usize; 2]>,
    /// The outline once it is closed.
    pub outline: Option<Arc<MultiPolygon<f64>>>,
    /// Its area in square metres.
    pub area_m2: f64,
    /// The outline is not that of the corners: crossings were taken out of it.
    pub is_mended: bool,
    /// Areas of the same kind that share ground with it, and how much, square metres.
    pub overlaps: Vec<(String, f64)>,
    /// The kind that the overlaps are of.
    judged: Option<ZoneKind>,
}

impl Drawing {
    /// A drawing of nothing yet.
    #[must_use]
    pub fn new(of: Option<Zone>) -> Self {
        let fields = of.as_ref().map_or_else(
            || ZoneFields {
                name: String::new(),
                kind: ZoneKind::Zone,
                source: rust_i18n::t!("zones.drawn_source").into_owned(),
                note: String::new(),
            },
            |z| ZoneFields { name: z.name.clone(), kind: z.kind, source: z.source.clone(), note: z.note.clone() },
        );
        Self {
            of,
            corners: Vec::new(),
            fields,
            crossings: Vec::new(),
            outline: None,
            area_m2: 0.0,
            is_mended: false,
            overlaps: Vec::new(),
            judged: None,
        }
    }

    /// Whether the outline is closed and the form shown.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.outline.is_some()
    }

    pub(super) fn add(&mut self, at: Coord<f64>) {
        // The second click of a double click is the first one again.
        if !self.is_closed() && self.corners.last() != Some(&at) {
            self.corners.push(at);
            self.crossings = self_crossings(&self.corners);
        }
    }

    pub(super) fn back(&mut self) {
        if !self.is_closed() {
            self.corners.pop();
            self.crossings = self_crossings(&self.corners);
        }
    }

    pub(super) fn close(&mut self) {
        if !self.is_closed() && self.corners.len() >= 3 {
            self.set_outline(polygon_of(&self.corners));
        }
    }

    pub(super) fn reopen(&mut self) {
        self.outline = None;
        self.is_mended = false;
        self.overlaps.clear();
        self.crossings = self_crossings(&self.corners);
    }

    pub(super) fn mend(&mut self) {
        if self.is_closed() && !self.crossings.is_empty() {
            self.set_outline(mended(&self.corners));
            self.crossings.clear();
            self.is_mended = true;
        }
    }

    /// Takes a proposed outline, and says in the note how it came about.
    pub(super) fn propose(&mut self, outline: MultiPolygon<f64>, how: &str) {
        let ring = outline.iter().next().map(|p| p.exterior().0.as_slice()).unwrap_or_default();
        self.corners = ring.split_last().map(|(_, open)| open.to_vec()).unwrap_or_default();
        self.crossings.clear();
        let parts = [self.fields.note.as_str(), how];
        self.fields.note = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("；");
        self.set_outline(outline);
    }

    fn set_outline(&mut self, outline: MultiPolygon<f64>) {
        self.area_m2 = area_m2(&outline);
        self.outline = Some(Arc::new(outline));
        self.judged = None;
    }

    /// Finds the areas of the same kind that share ground with it; once per outline and kind.
    pub(super) fn judge(&mut self, snapshot: &Snapshot) {
        let Some(own) = self.outline.as_ref().filter(|_| self.judged != Some(self.fields.kind)) else { return };
        let id = self.of.as_ref().map(|z| z.id.as_str());
        let others = snapshot.zones.iter().filter(|z| z.kind == self.fields.kind && Some(z.id.as_str()) != id);
        let shared = others.filter_map(|z| Some((z.name.clone(), shared_m2(own, z.outline.as_ref()?))));
        self.overlaps = shared.filter(|(_, m2)| *m2 >= SHARED_M2).collect();
        self.judged = Some(self.fields.kind);
    }

    /// Whether nothing is missing and nothing crosses itself.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let said = ![&self.fields.name, &self.fields.source].into_iter().any(|t| t.trim().is_empty());
        said && self.crossings.is_empty() && self.area_m2 > 0.0
    }

    /// What it comes to as an area of the store; `None` until it is closed and [whole](Self::is_whole).
    #[must_use]
    pub fn zone(&self, snapshot: &Snapshot) -> Option<Zone> {
        let outline = self.outline.as_deref().filter(|_| self.is_whole())?;
        let ZoneFields { name, kind, source, note } = &self.fields;
        let [name, source, note] = [name, source, note].map(|t| t.trim().to_owned());
        let blank = || Zone {
            fid: 0,
            id: new_id(snapshot),
            name: String::new(),
            name_en: String::new(),
            kind: *kind,
            code: String::new(),
            label: None,
            area_km2: None,
            outline: None,
            source: String::new(),
            source_date: String::new(),
            note: String::new(),
        };
        let base = self.of.clone().unwrap_or_else(blank);
        let label = base.label.or_else(|| middle_of(outline));
        let zone = Zone { name, kind: *kind, label, outline: Some(outline.clone()), source, note, ..base };
        List::Zones.check(&zone.to_row()).is_empty().then_some(zone)
    }
}

/// The first id of the kind `zone-user-7` that is free.
fn new_id(snapshot: &Snapshot) -> String {
    let number = |id: &str| id.strip_prefix("zone-user-")?.parse::<u64>().ok();
    let last = snapshot.zones.iter().filter_map(|z| number(&z.id)).max().unwrap_or(0);
    format!("zone-user-{}", last.saturating_add(1))
}
