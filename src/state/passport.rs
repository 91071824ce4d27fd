//! A person's own check-ins and plans: kept in the profile file alone, never in the store, and made by hand only.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{model::Now, tour::Priority};

/// A place ticked by hand. The same place may be ticked again on another day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// Id of the place. An id of another store stays, though nothing else is known of it.
    pub place: String,
    /// What it was called then.
    #[serde(default)]
    pub name: String,
    /// The day, as the person says.
    pub date: NaiveDate,
    /// What the person has written of it.
    #[serde(default)]
    pub note: String,
}

/// A stop of a plan of one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnStop {
    /// Id of the place, or empty for a point of the map.
    #[serde(default)]
    pub place: String,
    /// The point of a stop that is no place: longitude and latitude, WGS 84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon_lat: Option<(f64, f64)>,
    /// Name shown.
    #[serde(default)]
    pub name: String,
    /// Minutes one stays; the usual ones when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay_min: Option<u32>,
    /// How much it is wanted.
    #[serde(default = "must", serialize_with = "write_priority", deserialize_with = "read_priority")]
    pub priority: Priority,
}

/// A plan of one's own, to be opened again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnPlan {
    /// Its name; no two plans share one.
    pub name: String,
    /// Id of the trail it was made of, or empty.
    #[serde(default)]
    pub trail: String,
    /// The stops in order.
    #[serde(default)]
    pub stops: Vec<OwnStop>,
    /// When one sets out, Asia/Shanghai, if that was fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depart: Option<Now>,
}

fn must() -> Priority {
    Priority::Must
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn write_priority<S: Serializer>(priority: &Priority, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(priority.key())
}

fn read_priority<'de, D: Deserializer<'de>>(from: D) -> Result<Priority, D::Error> {
    let word = String::deserialize(from)?;
    let known = || D::Error::unknown_variant(&word, Priority::KEYS);
    word.parse().map_err(|_| known())
}
