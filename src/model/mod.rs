//! What the map knows of: places, zones, lines and stations, the hours they keep and where each fact comes from.
//!
//! Plain data and arithmetic; nothing here reads a file, a clock or the network.

mod bounding_roads;
mod building;
mod calendar;
mod category;
mod change;
mod check;
mod date;
mod event;
mod fact;
mod firm;
mod health;
mod health_network;
mod hours;
mod list;
mod matter;
mod moment;
mod place;
mod private;
mod reasons;
pub mod record;
mod snapshot;
mod street_map;
mod totals;
mod trail;
mod transit;
mod voice;
mod zone;
mod zone_figures;

pub use bounding_roads::BoundingRoads;
pub use building::{Buildings, ServiceIn};
pub use calendar::{Calendar, DayKind};
pub use category::{Category, Layer};
pub use change::{Bulk, Change, Changeset, Conflict, RowChange};
pub use check::{Field, Issue, IssueCode, Severity, check};
pub use date::{BadDate, Date};
pub use event::{DatePrecision, Event, EventKind};
pub use fact::{Fact, TotalOf};
pub use firm::{Firm, FirmRole};
pub use health::{HealthLink, ServiceTeam, Tier, shown_count};
pub use health_network::{Contracts, HealthNetwork, Teams, is_community};
pub use hours::{BadHours, Hours, Now, OpenState, Reason, shanghai};
pub use list::{List, Unusable};
pub use matter::{Audience, Channel, Matter, MatterAtPlace, MatterKind, Meaning, MeaningKind, Synonym};
pub use moment::{BadMoment, in_years, parse_day, parse_moment};
pub use place::{
    Confidence, Facility, Fee, PLACE_COLUMNS, Place, Precision, Source, Status, Wheelchair, clock, clock_cell,
    facilities, facilities_cell, street_of,
};
pub use private::{Privacy, Private};
pub use reasons::{in_words, json_fault};
pub use record::{BadCell, Column, ColumnKind, Record, Refers, Row, SEPARATOR};
pub use snapshot::{Count, Near, Snapshot};
pub use street_map::{Address, Area, Boundary, Interpolation, OsmId, OsmKind, Poi, StreetLine, StreetMap};
pub use totals::Reference;
pub use trail::{Theme, Trail, TrailOrder};
pub use transit::{TransitLine, TransitStop};
pub use voice::{Voice, VoiceKind, VoiceState};
pub use zone::{Zone, ZoneKind, outline_from_wkt, wkt_of};
pub use zone_figures::{KindCount, KindCover, ZoneBasis, ZoneFigures};

/// Implements a closed list of words that stand in files and in the store: `key()`, `ALL` and `FromStr`.
macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// All of them, in the order they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// Their names in files and in the store, in the same order.
            pub const KEYS: &'static [&'static str] = &[$($key,)+];

            /// The name used in files and in the store.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::model::UnknownWord;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s.trim() {
                    $($key => Ok(Self::$variant),)+
                    _ => Err(crate::model::UnknownWord(s.to_owned())),
                }
            }
        }
    };
}
pub(crate) use keyed;

/// A word that is not in the list it was looked up in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownWord(pub String);
