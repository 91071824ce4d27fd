//! Changes between stops: `transfers.txt`.

use rust_i18n::t;

use super::{Stops, archive::Archive, full};
use crate::{
    formats::Error,
    routing::transit::{Change, straight_walk},
};

/// The changes named; those of a station hold for each stop within it. Rules for single routes and trips, and trips one
/// stays seated between, are passed over.
pub(super) fn changes(archive: &mut Archive<'_>, stops: &Stops) -> Result<Vec<Change>, Error> {
    let columns = [
        ("from_stop_id", true),
        ("to_stop_id", true),
        ("transfer_type", false),
        ("min_transfer_time", false),
        ("from_route_id", false),
        ("to_route_id", false),
        ("from_trip_id", false),
        ("to_trip_id", false),
    ];
    let mut changes = Vec::new();
    archive.visit("transfers.txt", &columns, |row| {
        let [from, to, kind, time, rules @ ..] = row.cells();
        if rules.iter().any(|r| !r.is_empty()) || matches!(kind, "4" | "5") {
            return Ok(());
        }
        let ends = |field, id: &str| {
            let stop = *stops.ids.get(id).ok_or_else(|| row.refuse(field, t!("formats.unknown_id")))?;
            Ok(stops.within.get(id).cloned().unwrap_or_else(|| vec![stop]))
        };
        let least = match time {
            "" => None,
            time => Some(time.parse().map_err(|_| row.refuse("min_transfer_time", t!("formats.not_a_number")))?),
        };
        let tos = ends("to_stop_id", to)?;
        for from in ends("from_stop_id", from)? {
            for &to in &tos {
                changes.extend(change(stops, from, to, kind, least));
                full("transfers.txt", changes.len())?;
            }
        }
        Ok(())
    })?;
    Ok(changes)
}

/// One change; `None` where the row says no more than is done anyhow.
fn change(stops: &Stops, from: u32, to: u32, kind: &str, least: Option<u32>) -> Option<Change> {
    let duration_s = match kind {
        "3" => None,
        "2" if least.is_some() => least,
        _ if from == to => return None,
        _ => {
            let (from, to) = (stops.all.get(from as usize)?, stops.all.get(to as usize)?);
            let (_, seconds) = straight_walk(from.location, to.location)?;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never below 0 or above a day")]
            Some(seconds.ceil().clamp(0.0, 86_400.0) as u32)
        }
    };
    Some(Change { from, to, duration_s })
}
