//! Entries that were indexed together: places and areas along the curve, with their names and addresses.

use rustc_hash::FxHashSet;

use super::{
    alphabet::Alphabet,
    ground::{Ground, Spot, hilbert, spot},
    postings::{Postings, small},
    query::{Field, Target},
    texts::Texts,
};
use crate::model::{Category, Confidence, Place, Snapshot, Status};

/// A [`Target`] in 32 bits: the index of a place, or [`ZONE`] and the index of an area.
pub(super) type Code = u32;
/// Marks an area.
pub(super) const ZONE: Code = 1 << 31;
/// The category of an area.
const NO_KIND: u8 = u8::MAX;

/// Some entries, unchanged but for those that are gone.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    /// What each entry is; the located ones first, along the curve.
    pub(super) targets: Vec<Code>,
    /// Where the located ones are.
    pub(super) spots: Vec<Spot>,
    pub(super) kinds: Vec<u8>,
    pub(super) prominence: Vec<u8>,
    pub(super) names: Texts,
    pub(super) addresses: Texts,
    /// The entries of each category, as gram `(category, 0)`.
    pub(super) of_kind: Postings,
    pub(super) ground: Ground,
    /// Entries that are out of date.
    pub(super) gone: FxHashSet<u32>,
}

impl Target {
    pub(super) fn code(self) -> Code {
        match self {
            Self::Place(i) => small(i),
            Self::Zone(i) => small(i) | ZONE,
        }
    }

    pub(super) fn of(code: Code) -> Self {
        let i = (code & !ZONE) as usize;
        if code & ZONE == 0 { Self::Place(i) } else { Self::Zone(i) }
    }
}

impl Segment {
    /// Indexes these places and areas of a snapshot.
    pub(super) fn new(alphabet: &mut Alphabet, snapshot: &Snapshot, targets: impl IntoIterator<Item = Target>) -> Self {
        let at = |t: Target| match t {
            Target::Place(i) => snapshot.places[i].location.map(spot),
            Target::Zone(i) => snapshot.zones[i].label.map(spot),
        };
        let mut order: Vec<(u64, Target)> = targets.into_iter().map(|t| (at(t).map_or(u64::MAX, hilbert), t)).collect();
        order.sort_unstable_by_key(|&(along, t)| (along, t.code()));
        let place = |t: Target| match t {
            Target::Place(i) => Some(&snapshot.places[i]),
            Target::Zone(_) => None,
        };
        let name = |t: Target| match t {
            Target::Place(i) => snapshot.places[i].name.as_str(),
            Target::Zone(i) => &snapshot.zones[i].name,
        };
        let entries = || (0_u32..).zip(order.iter().map(|&(_, t)| t));
        let others = entries().flat_map(|(entry, t)| {
            let english = match t {
                Target::Place(i) => snapshot.places[i].name_en.as_str(),
                Target::Zone(i) => &snapshot.zones[i].name_en,
            };
            let aliases = place(t).into_iter().flat_map(|p| p.aliases.iter().enumerate());
            let aliases = aliases.map(|(n, alias)| (Field::Alias(n), alias.as_str()));
            let texts = [(Field::NameEn, english)].into_iter().chain(aliases).filter(|(_, text)| !text.is_empty());
            texts.map(move |(field, text)| (entry, field, text))
        });
        let names = Texts::new(alphabet, order.iter().map(|&(_, t)| name(t)), others);
        let addresses = entries().filter_map(|(entry, t)| Some((entry, Field::Address, place(t)?.address.as_str())));
        let addresses = Texts::new(alphabet, [], addresses.filter(|(_, _, text)| !text.is_empty()));
        let spots = order.iter().map_while(|&(_, t)| at(t)).collect();
        let kinds = order.iter().map(|&(_, t)| place(t).map_or(NO_KIND, |p| p.category as u8)).collect();
        let prominence = order.iter().map(|&(_, t)| place(t).map_or(0, prominence)).collect();
        Self::of(order.iter().map(|(_, t)| t.code()).collect(), spots, kinds, prominence, [names, addresses])
    }

    /// A segment of its parts; what can be worked out from them is.
    pub(super) fn of(
        targets: Vec<Code>,
        spots: Vec<Spot>,
        kinds: Vec<u8>,
        prominence: Vec<u8>,
        [names, addresses]: [Texts; 2],
    ) -> Self {
        let of_kind = Postings::build(small(kinds.len()), |entry, each| match kinds[entry as usize] {
            NO_KIND => {}
            kind => each((u16::from(kind), 0)),
        });
        let ground = Ground::new(&spots);
        Self { targets, spots, kinds, prominence, names, addresses, of_kind, ground, gone: FxHashSet::default() }
    }

    /// Number of entries.
    pub(super) fn len(&self) -> u32 {
        small(self.targets.len())
    }

    /// Whether the entry is of this category.
    pub(super) fn is(&self, entry: u32, category: Category) -> bool {
        self.kinds[entry as usize] == category as u8
    }

    /// Whether a name, or else an address, of the entry has no more than so many characters.
    pub(super) fn names_are_short(&self, entry: u32, most: usize, names: bool) -> bool {
        let texts = if names { &self.names } else { &self.addresses };
        texts.of(entry).any(|(_, text)| text.len() <= most)
    }

    /// The category of an entry by its number; areas have none.
    pub(super) fn kind(&self, entry: u32) -> Option<usize> {
        Some(self.kinds[entry as usize]).filter(|&k| k != NO_KIND).map(usize::from)
    }

    /// Bytes held on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.targets.capacity() * 4
            + self.spots.capacity() * size_of::<Spot>()
            + self.kinds.capacity()
            + self.prominence.capacity()
            + self.names.heap_bytes()
            + self.addresses.heap_bytes()
            + self.of_kind.heap_bytes()
            + self.ground.heap_bytes()
    }
}

/// What is in use and well attested comes before what is not; smaller is better.
fn prominence(place: &Place) -> u8 {
    let use_ = match place.status {
        Status::InUse => 0,
        Status::Disused | Status::Former => 3,
    };
    use_ + match place.source.confidence {
        Confidence::High => 0,
        Confidence::Medium => 1,
        Confidence::Low => 2,
    }
}
