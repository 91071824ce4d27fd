//! Streets from an Overpass server: asks in tiles, so that a broken line costs one tile and not all, keeps what has come,
//! and goes on from there.
//!
//! Overpass QL: <https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL>.

use std::{
    fs::{self, File},
    io::{BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{
        atomic::Ordering,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use reqwest::{StatusCode, blocking::Client};
use rust_i18n::t;

use super::{
    super::{Failure, tile_server},
    folder::{DOWNLOAD, StreetFolder, cancelled, cannot_write},
    import::{ImportStage, Teller, import},
};

/// West, south, east, north of what to fetch, WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DownloadArea(pub [f64; 4]);

/// Where from, and how much at most.
#[derive(Clone, Debug, PartialEq)]
pub struct DownloadSettings {
    /// Address of the server's interpreter.
    pub url: String,
    /// Seconds the server may take over one tile.
    pub timeout_s: u32,
    /// Megabytes at most, unpacked.
    pub limit_mb: u32,
}

impl Default for DownloadSettings {
    fn default() -> Self {
        Self { url: "https://overpass-api.de/api/interpreter".to_owned(), timeout_s: 180, limit_mb: 400 }
    }
}

/// Side of a tile, degrees: a city's takes a few megabytes.
const TILE: f64 = 0.05;
/// Times a tile is asked for before giving up.
const TRIES: u32 = 4;

impl DownloadArea {
    /// The tiles that make up the area, from the south-west.
    fn tiles(self) -> Vec<[f64; 4]> {
        let [west, south, east, north] = self.0;
        let count = |low: f64, high: f64| ((high - low) / TILE).ceil().max(1.0);
        let (columns, rows) = (count(west, east), count(south, north));
        let step = ((east - west) / columns, (north - south) / rows);
        let mut tiles = Vec::new();
        let mut row = 0.0;
        while row < rows {
            let mut column = 0.0;
            while column < columns {
                let (x, y) = (west + column * step.0, south + row * step.1);
                tiles.push([x, y, x + step.0, y + step.1]);
                column += 1.0;
            }
            row += 1.0;
        }
        tiles
    }

    /// How many megabytes to expect, unpacked: a dense city has about 0.25 MB of OSM XML in a square kilometre.
    #[must_use]
    pub fn about_mb(self) -> f64 {
        let [west, south, east, north] = self.0;
        let km2 = (east - west) * 111.2 * south.midpoint(north).to_radians().cos() * (north - south) * 111.2;
        km2 * 0.25
    }
}

/// Fetches the area and imports it.
pub(super) fn download(
    folder: &StreetFolder,
    area: &DownloadArea,
    settings: &DownloadSettings,
    teller: &mut Teller<'_>,
) -> Result<(), Failure> {
    let [west, south, east, north] = area.0;
    if !(west < east && south < north && east - west < 2.0 && north - south < 2.0) {
        return Err(Failure(t!("jobs.bad_area").into_owned()));
    }
    let tiles = area.tiles();
    // What has come stays until the whole has: a second try begins where the first broke off.
    let parts = folder.file(&format!("{DOWNLOAD}{west:.4}-{south:.4}-{east:.4}-{north:.4}"));
    fs::create_dir_all(&parts).map_err(|e| cannot_write(&parts, &e))?;
    let client = tile_server::client()?;
    let limit = u64::from(settings.limit_mb) << 20;
    let mut bytes = 0;
    for (i, tile) in tiles.iter().enumerate() {
        if !teller.at(ImportStage::Download, i as u64, tiles.len() as u64) {
            return Err(cancelled());
        }
        let path = parts.join(format!("{i}.osm"));
        if !path.exists() {
            fetch(&client, settings, tile, &path, limit - bytes, teller)?;
        }
        bytes += fs::metadata(&path).map_or(0, |m| m.len());
        if bytes >= limit {
            return Err(Failure(t!("jobs.download_too_large", limit = settings.limit_mb).into_owned()));
        }
    }
    let whole = parts.join("whole.osm");
    join(&parts, tiles.len(), &whole)?;
    import(folder, &whole, &format!("Overpass {west:.3},{south:.3},{east:.3},{north:.3}"), teller)?;
    let _ = fs::remove_dir_all(&parts);
    Ok(())
}

/// One tile, again after a while when the server is busy.
fn fetch(
    client: &Client,
    settings: &DownloadSettings,
    &[west, south, east, north]: &[f64; 4],
    path: &Path,
    limit: u64,
    teller: &mut Teller<'_>,
) -> Result<(), Failure> {
    let query = format!(
        "[out:xml][timeout:{}][bbox:{south:.6},{west:.6},{north:.6},{east:.6}];\
         (way[highway];way[route=ferry];way[railway=platform];way[public_transport=platform];way[man_made=pier];\
         way[amenity];way[building];way[natural];way[waterway];way[landuse];way[leisure];way[tourism];way[shop];\
         way[\"addr:housenumber\"];way[\"addr:interpolation\"];rel[type=restriction];rel[type=multipolygon];\
         rel[boundary=administrative][admin_level~\"^([6-9]|10)$\"];node[\"addr:housenumber\"];node[amenity];node[shop];\
         node[tourism];node[public_transport];node[barrier];node[highway];node[railway];node[leisure];node[place];);\
         out body qt;>;out body qt;",
        settings.timeout_s
    );
    let mut why = Failure(String::new());
    for attempt in 0..TRIES {
        match ask_beside(client, settings, &query, path, limit, teller)? {
            Ok(()) => return Ok(()),
            Err(Refusal { again: None, reason }) => return Err(reason),
            Err(Refusal { again: Some(after), reason }) => {
                why = reason;
                let until = Instant::now() + after.min(Duration::from_mins(1)) * 2_u32.pow(attempt);
                while attempt + 1 < TRIES && Instant::now() < until {
                    if teller.cancel.load(Ordering::Relaxed) {
                        return Err(cancelled());
                    }
                    thread::sleep(Duration::from_millis(50));
                }
            }
        }
    }
    Err(why)
}

/// Asks on a thread of its own, so that nobody who cancels waits for a server that hangs; the thread ends with its
/// timeout.
fn ask_beside(
    client: &Client,
    settings: &DownloadSettings,
    query: &str,
    path: &Path,
    limit: u64,
    teller: &Teller<'_>,
) -> Result<Result<(), Refusal>, Failure> {
    let (tell, told) = mpsc::channel();
    let (client, settings, query, path) = (client.clone(), settings.clone(), query.to_owned(), path.to_owned());
    let run = move || drop(tell.send(ask(&client, &settings, &query, &path, limit)));
    thread::Builder::new().name("download".into()).spawn(run)?;
    loop {
        match told.recv_timeout(Duration::from_millis(50)) {
            Ok(answer) => return Ok(answer),
            Err(_) if teller.cancel.load(Ordering::Relaxed) => return Err(cancelled()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Failure(t!("jobs.import_broke").into_owned())),
        }
    }
}

/// Why a tile did not come, and after how long it is worth asking again.
struct Refusal {
    again: Option<Duration>,
    reason: Failure,
}

fn ask(client: &Client, settings: &DownloadSettings, query: &str, path: &Path, limit: u64) -> Result<(), Refusal> {
    let again =
        |reason: String, after: u64| Refusal { again: Some(Duration::from_secs(after)), reason: Failure(reason) };
    let never = |reason: String| Refusal { again: None, reason: Failure(reason) };
    let patience = Duration::from_secs(u64::from(settings.timeout_s) + 15);
    let sent = client.post(&settings.url).timeout(patience).form(&[("data", query)]).send();
    let away = |e: String| t!("jobs.overpass_away", reason = e).into_owned();
    let response = sent.map_err(|e| again(away(tile_server::without_url(e)), 2))?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::TOO_MANY_REQUESTS | StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
            let after = response.headers().get("retry-after").and_then(|v| v.to_str().ok()?.trim().parse().ok());
            return Err(again(
                t!("jobs.overpass_busy", status = response.status().as_u16()).into_owned(),
                after.unwrap_or(5),
            ));
        }
        status => return Err(never(t!("jobs.overpass_refused", status = status.as_u16()).into_owned())),
    }
    let mut bytes = Vec::new();
    let read = response.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|e| again(away(e.to_string()), 2))?;
    if bytes.len() as u64 > limit {
        return Err(never(t!("jobs.download_too_large", limit = settings.limit_mb).into_owned()));
    }
    // A page of an error, or a reply cut short, is no map.
    let tail = &bytes[bytes.len().saturating_sub(64)..];
    let has = |part: &[u8], what: &[u8]| part.windows(what.len()).any(|w| w == what);
    if !has(&bytes[..bytes.len().min(512)], b"<osm") {
        return Err(never(t!("jobs.overpass_not_osm").into_owned()));
    }
    if !has(tail, b"</osm>") {
        return Err(again(t!("jobs.overpass_cut").into_owned(), 2));
    }
    if has(&bytes, b"runtime error") {
        return Err(again(t!("jobs.overpass_busy", status = 200).into_owned(), 5));
    }
    let part = path.with_extension("part");
    let kept = fs::write(&part, &bytes).and_then(|()| fs::rename(&part, path));
    kept.map_err(|e| Refusal { again: None, reason: cannot_write(path, &e) })
}

/// All tiles as one file; elements in several of them stand there several times, which the reader takes as one.
fn join(parts: &Path, count: usize, whole: &PathBuf) -> Result<(), Failure> {
    let fail = |e: std::io::Error| cannot_write(whole, &e);
    let mut out = BufWriter::new(File::create(whole).map_err(fail)?);
    out.write_all(b"<osm version=\"0.6\">\n").map_err(fail)?;
    for i in 0..count {
        let text = fs::read_to_string(parts.join(format!("{i}.osm"))).map_err(fail)?;
        let begins = text.find("<osm").and_then(|at| Some(at + text[at..].find('>')? + 1)).unwrap_or(0);
        let ends = text.rfind("</osm>").unwrap_or(text.len());
        out.write_all(text.get(begins..ends).unwrap_or_default().as_bytes()).map_err(fail)?;
    }
    out.write_all(b"</osm>\n").and_then(|()| out.flush()).map_err(fail)
}
