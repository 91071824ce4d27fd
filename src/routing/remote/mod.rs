//! Routing servers a person has named, OSRM and Valhalla: request bytes out, reply bytes in. Nothing is sent here.

mod error;
mod osrm;
mod polyline;
#[cfg(test)]
mod tests;
mod valhalla;

use geo::{Bearing as _, Coord, Haversine, LineString, Point};
use url::Url;

use super::{Basis, Engine, Leg, Maneuver, Profile, Route, Step, WayKind, Waypoint};
use crate::spatial::haversine_m;
pub use error::RemoteError;

/// A server puts stops on the nearest street it knows, be it on another continent: farther than this is no answer.
const FARTHEST_M: f64 = 5_000.0;
/// Other ways asked for between two stops.
const ALTERNATIVES: u32 = 2;

/// A routing server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Its kind.
    pub engine: Engine,
    /// Its address, `http` or `https`, without the service's path; a query (such as an API key) is kept. `{profile}` in
    /// it stands for `foot`, `bike` or `car`: an OSRM server knows one profile only.
    pub url: String,
}

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteRequest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// JSON to post; empty with `GET`.
    pub body: Vec<u8>,
}

/// A leg as a server gives it, before it is known to be sound.
struct Draft {
    line: Vec<Coord<f64>>,
    steps: Vec<Step>,
    length_m: f64,
    duration_s: f64,
    rough_m: f64,
}

impl Remote {
    /// What to send for a route through `stops`.
    ///
    /// # Errors
    /// [`RemoteError::Url`] and [`RemoteError::TooFewStops`].
    pub fn request(&self, stops: &[Waypoint], profile: Profile) -> Result<RemoteRequest, RemoteError> {
        if stops.len() < 2 {
            return Err(RemoteError::TooFewStops);
        }
        let url = self.address(profile)?;
        Ok(match self.engine {
            Engine::Osrm => osrm::request(url, stops, profile),
            Engine::Valhalla => valhalla::request(url, stops, profile),
        })
    }

    /// The route in a server's reply of this HTTP `status`.
    ///
    /// # Errors
    /// [`RemoteError`] says what the server refused, or what is wrong with its reply.
    pub fn reply(&self, stops: &[Waypoint], profile: Profile, status: u16, bytes: &[u8]) -> Result<Route, RemoteError> {
        let url = self.address(profile)?;
        let server = server(&url);
        let read = match self.engine {
            Engine::Osrm => osrm::reply,
            Engine::Valhalla => valhalla::reply,
        };
        let ways = read(&server, status, bytes).map_err(|error| error.without(&secrets(&url)))?;
        let mut ways = ways.into_iter();
        let legs = sound(&server, stops, ways.next().unwrap_or_default())?;
        let mut route = Route { stops: stops.to_vec(), legs, profile, basis: Basis::Remote(self.engine) };
        if let [leg] = route.legs.as_mut_slice() {
            for other in ways {
                leg.alternatives.extend(sound(&server, stops, other)?);
            }
        }
        Ok(route)
    }

    fn address(&self, profile: Profile) -> Result<Url, RemoteError> {
        let url = Url::parse(self.url.trim().replace("{profile}", osrm::profile(profile)).as_str());
        let url = url.map_err(|reason| RemoteError::Url { reason: reason.to_string() })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(RemoteError::Url { reason: rust_i18n::t!("routing.remote.scheme").into_owned() });
        }
        Ok(url)
    }
}

/// The server's address as it may be shown: without name, password, path and query.
fn server(url: &Url) -> String {
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

/// What must not be shown: name, password and the values of the query.
fn secrets(url: &Url) -> Vec<String> {
    let values = url.query_pairs().map(|(_, value)| value.into_owned());
    let own = [url.username().to_owned(), url.password().unwrap_or_default().to_owned()];
    values.chain(own).filter(|s| !s.is_empty()).collect()
}

/// `url` with more segments of path; those of the address come first.
fn with_path(mut url: Url, more: &str) -> Url {
    let path = format!("{}/{more}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    url
}

/// The legs of a way, checked: as many as asked for, near their stops, steps on their line.
fn sound(server: &str, stops: &[Waypoint], drafts: Vec<Draft>) -> Result<Vec<Leg>, RemoteError> {
    if drafts.len() + 1 != stops.len() {
        let wanted = stops.len().saturating_sub(1);
        return Err(RemoteError::Legs { server: server.to_owned(), got: drafts.len(), wanted });
    }
    let pairs = drafts.into_iter().zip(stops.windows(2)).enumerate();
    pairs.map(|(number, (draft, ends))| leg(server, number + 1, draft, [&ends[0], &ends[1]])).collect()
}

fn leg(server: &str, number: usize, draft: Draft, ends: [&Waypoint; 2]) -> Result<Leg, RemoteError> {
    let geometry = || RemoteError::Geometry { server: server.to_owned(), leg: number };
    let (Some(&first), Some(&last)) = (draft.line.first(), draft.line.last()) else { return Err(geometry()) };
    let in_order = draft.steps.is_sorted_by_key(|s| s.begins);
    let on_line = draft.steps.last().is_some_and(|s| s.begins < draft.line.len());
    let lengths = draft.steps.iter().flat_map(|s| [s.length_m, s.duration_s]);
    let positive = lengths.chain([draft.length_m, draft.duration_s]).all(|x| x.is_finite() && x >= 0.0);
    if !in_order || !on_line || !positive {
        return Err(geometry());
    }
    let off_way_m = [haversine_m(ends[0].location, first), haversine_m(ends[1].location, last)];
    for (off_m, end) in off_way_m.into_iter().zip(ends) {
        if off_m > FARTHEST_M {
            return Err(RemoteError::Far { server: server.to_owned(), stop: end.name.clone(), km: off_m / 1000.0 });
        }
    }
    let mut leg = Leg::bare(LineString(draft.line), draft.length_m, draft.duration_s);
    let along = |kind: WayKind| draft.steps.iter().filter(|s| s.kind == kind).map(|s| s.length_m).sum();
    leg.warnings.ferry_m = along(WayKind::Ferry);
    leg.warnings.steps_m = along(WayKind::Steps);
    leg.warnings.rough_m = draft.rough_m;
    leg.crow_m = haversine_m(ends[0].location, ends[1].location);
    leg.off_way_m = off_way_m;
    leg.steps = draft.steps;
    Ok(leg)
}

/// Sets out in the direction the server says, or else in that of the line.
fn depart(said: Option<f64>, line: &[Coord<f64>], begins: usize) -> Maneuver {
    let drawn = || match (line.get(begins), line.get(begins + 1)) {
        (Some(&a), Some(&b)) => Haversine.bearing(Point(a), Point(b)),
        _ => 0.0,
    };
    Maneuver::Depart(said.filter(|b| b.is_finite()).unwrap_or_else(drawn).rem_euclid(360.0))
}
