//! One request to a tile server: who we say we are, what we accept, and how much.

use std::{
    io::Read as _,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use reqwest::{
    StatusCode,
    blocking::{Client, Response},
    header,
    redirect::Policy,
};

use super::Failure;
use crate::{store::CachedTile, tiles::lifetime_s};

/// Most bytes of one tile; a 512-point tile of a dense city has a fifth of this.
const MAX_BYTES: u64 = 2 << 20;
/// The OSM tile usage policy asks for a name that identifies the application.
const USER_AGENT: &str = concat!("shibei-atlas/", env!("CARGO_PKG_VERSION"), " (Shibei Atlas desktop map; Rust)");

/// What a server said of one tile.
pub(super) enum Reply {
    /// The tile, its entity tag, and until when it is fresh.
    New(CachedTile),
    /// The tile at hand is still good, until then.
    NotModified { expires_unix_s: i64 },
    /// This one tile is not to be had (404 and the like): the server is fine.
    Absent,
}

/// Seconds since the Unix epoch.
pub(super) fn unix_now_s() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A client that follows a redirect only to the same host and scheme.
pub(super) fn client() -> Result<Client, Failure> {
    // A second call finds the provider installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let same_host = Policy::custom(|attempt| {
        let stays = attempt.previous().last().is_some_and(|from| {
            (from.scheme(), from.host_str(), from.port())
                == (attempt.url().scheme(), attempt.url().host_str(), attempt.url().port())
        });
        if stays && attempt.previous().len() < 4 { attempt.follow() } else { attempt.stop() }
    });
    let client = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(15))
        .redirect(same_host)
        .build()?;
    Ok(client)
}

/// The server as a whole is away.
pub(super) struct Away {
    /// Why, in one line.
    pub(super) reason: Failure,
    /// How long it asked to be left alone.
    pub(super) retry_after: Option<Duration>,
}

impl From<Failure> for Away {
    fn from(reason: Failure) -> Self {
        Self { reason, retry_after: None }
    }
}

/// Longest `Retry-After` that is heeded to the second.
const LONGEST_RETRY_S: u64 = 3600;

/// Asks for one tile. An error means the server as a whole is away.
pub(super) fn fetch(client: &Client, url: &str, etag: Option<&str>) -> Result<Reply, Away> {
    let mut request = client.get(url);
    if let Some(etag) = etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    let response = request.send().map_err(|e| Failure(without_url(e)))?;
    let expires_unix_s =
        unix_now_s() + lifetime_s(text(&response, header::CACHE_CONTROL), text(&response, header::AGE));
    match response.status() {
        StatusCode::NOT_MODIFIED => Ok(Reply::NotModified { expires_unix_s }),
        StatusCode::OK => {
            let etag = text(&response, header::ETAG).map(str::to_owned);
            Ok(Reply::New(CachedTile { bytes: capped(response)?, etag, expires_unix_s }))
        }
        StatusCode::NOT_FOUND | StatusCode::NO_CONTENT | StatusCode::GONE => Ok(Reply::Absent),
        status => {
            let seconds = text(&response, header::RETRY_AFTER).and_then(|s| s.trim().parse().ok());
            let retry_after = seconds.map(|s: u64| Duration::from_secs(s.min(LONGEST_RETRY_S)));
            Err(Away { reason: Failure(format!("HTTP {}", status.as_u16())), retry_after })
        }
    }
}

fn text(response: &Response, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// Reads at most [`MAX_BYTES`], after decompression; what is longer is no tile, and is not waited for.
fn capped(response: Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if response.content_length().is_some_and(|n| n > MAX_BYTES) {
        return Err(Failure(rust_i18n::t!("jobs.tile_too_large").into_owned()));
    }
    response.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure(rust_i18n::t!("jobs.tile_too_large").into_owned()));
    }
    Ok(bytes)
}

/// The innermost cause, without the address: a person reads it in one line.
pub(super) fn without_url(error: reqwest::Error) -> String {
    let error: Arc<dyn std::error::Error> = Arc::new(error.without_url());
    let mut cause: &dyn std::error::Error = error.as_ref();
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
