//! From an extract to streets in use: read, graph, hierarchy, metrics, map layers; all or nothing.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Write as _},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::{
    super::{Failure, stopwatch::timed},
    folder::{ABOUT, Draft, EXTRACT, LAYERS, STREETS, StreetFolder, cancelled, cannot_write},
};
use crate::{
    formats::osm::{read_osm, street_map},
    routing::{Profile, STAGES, Streets},
    store::write_street_layers,
};

/// What is said of the streets in use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreetsInfo {
    /// Name of the extract, or where it was downloaded from.
    pub source: String,
    /// West, south, east, north of the streets, WGS 84 degrees.
    pub bounds: [f64; 4],
    /// Junctions and stretches of street between them.
    pub junctions: usize,
    /// Stretches of street between junctions.
    pub edges: usize,
    /// Kilometres by profile, in the order of [`Profile::ALL`].
    pub usable_km: [f64; 4],
    /// Turn restrictions heeded, and those that could not be read.
    pub turns: [u32; 2],
    /// Features of each map layer.
    pub layers: Vec<(String, usize)>,
    /// Bytes of the extract.
    pub extract_bytes: u64,
    /// Seconds of processor time for the graph with its hierarchy, and for the map layers.
    pub cpu_s: [f64; 2],
}

impl StreetsInfo {
    /// Whether a point lies within the streets' bounds.
    #[must_use]
    pub fn is_at(&self, point: geo::Coord<f64>) -> bool {
        let [west, south, east, north] = self.bounds;
        (west..=east).contains(&point.x) && (south..=north).contains(&point.y)
    }
}

/// What an import is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportStage {
    /// Fetching from the server.
    Download,
    /// Copying the extract beside the store.
    Copy,
    /// Reading it.
    Read,
    /// Making the graph and its hierarchy.
    Build,
    /// Writing the map layers.
    Layers,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// What it is at.
    pub stage: ImportStage,
    /// Done of this stage, in whatever it counts.
    pub done: u64,
    /// All of this stage; 0 when not known.
    pub total: u64,
}

/// Tells how far one has come, at most ten times a second, and whether to go on.
pub(super) struct Teller<'a> {
    pub(super) cancel: &'a AtomicBool,
    pub(super) say: &'a dyn Fn(ImportProgress),
    last: Option<(ImportStage, Instant)>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(cancel: &'a AtomicBool, say: &'a dyn Fn(ImportProgress)) -> Self {
        Self { cancel, say, last: None }
    }

    pub(super) fn at(&mut self, stage: ImportStage, done: u64, total: u64) -> bool {
        let due = self.last.is_none_or(|(s, at)| s != stage || at.elapsed() > Duration::from_millis(100));
        if due {
            self.last = Some((stage, Instant::now()));
            (self.say)(ImportProgress { stage, done, total });
        }
        !self.cancel.load(Ordering::Relaxed)
    }
}

/// Takes an extract in and puts its streets in use.
pub(super) fn import(
    folder: &StreetFolder,
    extract: &Path,
    source: &str,
    teller: &mut Teller<'_>,
) -> Result<(), Failure> {
    let draft = folder.draft()?;
    draft.take_in(extract, &mut |done, total| teller.at(ImportStage::Copy, done, total))?;
    make(&draft, source, teller)?;
    draft.publish()?;
    Ok(())
}

/// Makes everything again from the extract kept: another version of the program wrote it, or it is damaged.
pub(super) fn remake(folder: &StreetFolder, current: &Path, teller: &mut Teller<'_>) -> Result<(), Failure> {
    let source = read_about(current).map(|a| a.source).unwrap_or_default();
    import(folder, &current.join(EXTRACT), &source, teller)
}

fn make(draft: &Draft, source: &str, teller: &mut Teller<'_>) -> Result<(), Failure> {
    let extract = draft.path.join(EXTRACT);
    let bytes = fs::metadata(&extract).map_or(0, |m| m.len());
    let (built, graph_took) = timed(|| {
        let data = read_osm(&extract, &mut |done, total| teller.at(ImportStage::Read, done, total));
        // People know the extract by its own name.
        let data = data.map_err(|e| Failure(e.to_string().replace(&extract.display().to_string(), source)))?;
        let mut stage = |done| teller.at(ImportStage::Build, done as u64, STAGES as u64);
        let streets = Streets::build(&data, source, &mut stage).ok_or_else(cancelled)?;
        Ok::<_, Failure>((data, streets))
    });
    let (data, streets) = built?;
    if streets.is_empty() {
        return Err(Failure(t!("jobs.no_streets_in", file = source).into_owned()));
    }
    let path = draft.path.join(STREETS);
    let written = File::create(&path).and_then(|file| {
        let mut out = BufWriter::new(file);
        streets.write(&mut out)?;
        out.flush()
    });
    written.map_err(|e| cannot_write(&path, &e))?;
    let [junctions, edges] = streets.size();
    let usable_km = Profile::ALL.map(|p| streets.usable_km(p));
    let about = streets.about.clone();
    drop(streets);
    let (layers, layers_took) = timed(|| {
        let map = street_map(&data);
        drop(data);
        let mut progress = |done, total| teller.at(ImportStage::Layers, done, total);
        write_street_layers(&draft.path.join(LAYERS), &map, source, "", &mut progress)?;
        Ok::<_, Failure>(map.counts().map(|(name, count)| (name.to_owned(), count)).to_vec())
    });
    let info = StreetsInfo {
        source: source.to_owned(),
        bounds: about.bounds,
        junctions,
        edges,
        usable_km,
        turns: about.turns,
        layers: layers?,
        extract_bytes: bytes,
        cpu_s: [graph_took.time, layers_took.time].map(|t| t.as_secs_f64()),
    };
    let path = draft.path.join(ABOUT);
    let json = serde_json::to_vec_pretty(&info)?;
    fs::write(&path, json).map_err(|e| cannot_write(&path, &e))
}

pub(super) fn read_about(current: &Path) -> Option<StreetsInfo> {
    serde_json::from_slice(&fs::read(current.join(ABOUT)).ok()?).ok()
}

/// The streets in use, made again first when they cannot be used as they are. `None` when there are none.
pub(super) fn open(
    folder: &StreetFolder,
    say: &dyn Fn(ImportProgress),
) -> Result<Option<(Streets, Arc<StreetsInfo>)>, Failure> {
    let Some(current) = folder.current() else { return Ok(None) };
    let read = |current: &Path| {
        let file = File::open(current.join(STREETS))?;
        let size = file.metadata()?.len();
        Streets::read(&mut BufReader::with_capacity(1 << 20, file), size)
    };
    let info = |current: &Path| Arc::new(read_about(current).unwrap_or_default());
    match read(&current) {
        Ok(streets) => Ok(Some((streets, info(&current)))),
        Err(why) => {
            log::warn!("{}: {why}; made again", current.display());
            let never = AtomicBool::new(false);
            remake(folder, &current, &mut Teller::new(&never, say))?;
            let current = folder.current().unwrap_or(current);
            Ok(Some((read(&current)?, info(&current))))
        }
    }
}
