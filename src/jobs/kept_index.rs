//! The search index, made or taken from the disposable cache, and kept up with the store.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use super::{IndexFigures, files::write_whole};
use crate::{
    model::{Category, Now, Snapshot, ZoneFigures},
    routing,
    search::Index,
};

/// With fewer places the index is made sooner than read.
const WORTH_KEEPING: usize = 20_000;

/// What is walked within 15 minutes by the straight-line estimate, as metres in a straight line.
const COVER_M: f64 = 15.0 * 60.0 * routing::WALKING_SPEED_M_S / routing::DETOUR_FACTOR;

/// The index of what is open.
#[derive(Default)]
pub(super) struct KeptIndex {
    /// Where it is kept between two starts.
    file: PathBuf,
    pub(super) index: Option<Index>,
    pub(super) figures: IndexFigures,
}

impl KeptIndex {
    /// An index that is kept beside the tile cache.
    pub(super) fn beside(cache: &Path) -> Self {
        Self { file: cache.with_file_name("search-index.bin"), ..Self::default() }
    }

    /// Another store, or one that another program has changed.
    pub(super) fn open(&mut self, snapshot: &Arc<Snapshot>) {
        let start = Instant::now();
        let kept = snapshot.places.len() >= WORTH_KEEPING;
        let read = || Index::from_bytes(&fs::read(&self.file).ok()?, snapshot);
        let index = kept.then(read).flatten().unwrap_or_else(|| {
            let index = Index::new(snapshot);
            if let Some(bytes) = index.to_bytes().filter(|_| kept) {
                let written = write_whole(&self.file, true, |out| Ok(out.write_all(&bytes)?));
                let _ = written.inspect_err(|e| log::warn!("the search index is not kept: {}", e.0));
            }
            index
        });
        self.figures = IndexFigures { built_in: start.elapsed(), bytes: index.heap_bytes() };
        self.index = Some(index);
    }

    /// What lies in an area.
    pub(super) fn zone(&self, zone: usize, at: Now, kind: Category) -> Option<Arc<ZoneFigures>> {
        self.index.as_ref()?.snapshot().zone_figures(zone, at, kind, COVER_M).map(Arc::new)
    }

    /// The same store with these rows changed.
    pub(super) fn follow(&mut self, snapshot: &Arc<Snapshot>, fids: &[i64]) {
        match &mut self.index {
            Some(index) => index.follow(snapshot, fids),
            None => self.open(snapshot),
        }
    }
}
