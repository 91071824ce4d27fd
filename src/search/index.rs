//! The index: every name, address and kind of a snapshot made findable, and kept so as places change.

use std::sync::Arc;

use super::{
    alphabet::Alphabet,
    query::{Field, Target},
    reading::Lexicon,
    segment::Segment,
};
use crate::model::{Snapshot, ZoneKind};

/// Everything that can be found in one snapshot.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) alphabet: Alphabet,
    pub(super) lexicon: Lexicon,
    /// The first and largest one is as old as the index; the others hold what has changed since.
    pub(super) segments: Vec<Segment>,
}

impl Index {
    /// Prepares a snapshot's places, and its areas except the neighbouring districts.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>) -> Self {
        let mut alphabet = Alphabet::default();
        let shown = (0..snapshot.zones.len()).filter(|&i| snapshot.zones[i].kind != ZoneKind::Neighbour);
        let targets = (0..snapshot.places.len()).map(Target::Place).chain(shown.map(Target::Zone));
        let segments = vec![Segment::new(&mut alphabet, snapshot, targets)];
        Self { lexicon: Lexicon::new(&mut alphabet, snapshot), snapshot: Arc::clone(snapshot), alphabet, segments }
    }

    /// What the index is of.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The Chinese name of what was found.
    pub(super) fn name(&self, target: Target) -> &str {
        match target {
            Target::Place(i) => &self.snapshot.places[i].name,
            Target::Zone(i) => &self.snapshot.zones[i].name,
        }
    }

    /// The text of a field as it is shown; empty for matters and the category.
    pub(super) fn text(&self, target: Target, field: Field) -> &str {
        let (name_en, place) = match target {
            Target::Place(i) => (&self.snapshot.places[i].name_en, self.snapshot.places.get(i)),
            Target::Zone(i) => (&self.snapshot.zones[i].name_en, None),
        };
        match field {
            Field::Name => self.name(target),
            Field::NameEn => name_en,
            Field::Alias(n) => place.and_then(|p| p.aliases.get(n)).map_or("", String::as_str),
            Field::Address => place.map_or("", |p| &p.address),
            Field::Matter(_) | Field::Category => "",
        }
    }

    /// Bytes the index holds beside the snapshot.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.segments.iter().map(Segment::heap_bytes).sum()
    }
}
