//! Asks a routing server that a person has named.

use std::io::Read as _;

use rust_i18n::t;

use super::super::{Failure, tile_server};
use crate::routing::{Profile, Route, Waypoint, remote::Remote};

/// Longest reply that is read.
const MAX_BYTES: u64 = 32 << 20;

/// The server's way through the stops.
pub(super) fn ask(server: &Remote, stops: &[Waypoint], profile: Profile) -> Result<Route, Failure> {
    let request = server.request(stops, profile)?;
    let client = tile_server::client()?;
    let sent = if request.method == "POST" {
        client.post(&request.url).header("content-type", "application/json").body(request.body)
    } else {
        client.get(&request.url)
    };
    let away = |e: reqwest::Error| Failure(t!("jobs.server_away", reason = tile_server::without_url(e)).into_owned());
    let response = sent.send().map_err(away)?;
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    response.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(server.reply(stops, profile, status, &bytes)?)
}
