//! What can be asked of the threads, and what they say.

use std::{path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use geo::Coord;

use super::{
    Answered, CacheSize, Committed, ExportFormat, ImportTask, Imported, IndexFigures, ItineraryFormat, Opened,
    OwnElsewhere, Ticket, Took, WrittenEvents,
    streets::{
        Asked, Closure, ClosureEdit, Cover, DownloadArea, DownloadSettings, ImportProgress, StreetsInfo, TimedLeg,
        TimetableInfo, TimetableTask, TourTask, Toured, Ways,
    },
};
use crate::{
    formats::{Certificate, Itinerary, MapLine, Slip},
    model::{self, BoundingRoads, Calendar, Category, Changeset, List, Now, Snapshot, StreetMap, Zone, ZoneFigures},
    routing::{self, Basis, CostMatrix, Reach, Route, Waypoint},
    search::{AddressHit, Enclosed, Found, NamedMatters, Query, Resolved},
    tiles::{Pixels, TileKey},
    tour::{Problem, Solution, Tour},
};

/// What went wrong and what to do next, in the language in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(model::in_words(&error))
    }
}

/// A question for the threads.
#[derive(Clone, Debug)]
pub enum Request {
    /// Open this store; when the file does not exist, build it from the shipped data first.
    Open {
        /// The question's number.
        ticket: Ticket,
        /// The store's file.
        path: PathBuf,
    },
    /// Write a changeset into the store.
    Commit {
        /// The question's number.
        ticket: Ticket,
        /// What to change.
        changeset: Changeset,
    },
    /// Read the store again if another program has changed it, and tell what another run has changed in the profile.
    Refresh,
    /// Take a foreign list in, or judge it.
    Import {
        /// The question's number.
        ticket: Ticket,
        /// What, and how.
        task: Box<ImportTask>,
    },
    /// Stop the import that is being judged or written.
    CancelListImport,
    /// Write an empty table of a list for others to fill in, or one with the rows held.
    Template {
        /// The question's number.
        ticket: Ticket,
        /// The list.
        list: List,
        /// The file, `.csv` or `.xlsx`.
        path: PathBuf,
        /// With the rows held.
        filled: bool,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// What was changed last.
    History {
        /// The question's number.
        ticket: Ticket,
        /// How many changesets at most.
        limit: usize,
    },
    /// Open so many synthetic places, held in memory only.
    OpenSynthetic {
        /// The question's number.
        ticket: Ticket,
        /// How many.
        count: usize,
    },
    /// Open a CSV table of places that are not ours: held in memory only, to be searched and not drawn.
    OpenCsv {
        /// The question's number.
        ticket: Ticket,
        /// The table's file.
        path: PathBuf,
    },
    /// Find places and zones.
    Find {
        /// The question's number.
        ticket: Ticket,
        /// What to look for.
        query: Query,
    },
    /// Answer many questions, one after the other, and say what each took.
    FindMany {
        /// The question's number.
        ticket: Ticket,
        /// What to look for.
        queries: Vec<Query>,
    },
    /// The matters that a text names.
    Matters {
        /// The question's number.
        ticket: Ticket,
        /// What was typed.
        text: String,
        /// Take z for zh and so on.
        fuzzy: bool,
    },
    /// Which one place or zone each text means.
    Resolve {
        /// The question's number.
        ticket: Ticket,
        /// Names or ids.
        texts: Vec<String>,
    },
    /// A way through some stops in their order.
    Route {
        /// The question's number.
        ticket: Ticket,
        /// The stops, and how to travel.
        asked: Asked,
    },
    /// The ways between many pairs of points, one after the other, and what each took.
    RouteMany {
        /// The question's number.
        ticket: Ticket,
        /// From and to, WGS 84 degrees.
        pairs: Vec<[Coord<f64>; 2]>,
        /// How one travels.
        profile: routing::Profile,
    },
    /// Times between all of some points.
    Matrix {
        /// The question's number.
        ticket: Ticket,
        /// The points, WGS 84 degrees.
        points: Vec<Coord<f64>>,
        /// How one travels.
        profile: routing::Profile,
    },
    /// A tour: checked as it stands, put in order, or made of errands.
    Tour {
        /// The question's number.
        ticket: Ticket,
        /// The tour.
        tour: Box<Tour>,
        /// What is to be done with it.
        task: TourTask,
        /// The published holidays.
        calendar: Arc<Calendar>,
    },
    /// A tour as plain numbers.
    SolveTour {
        /// The question's number.
        ticket: Ticket,
        /// The numbers.
        problem: Box<Problem>,
        /// What chance begins with.
        seed: u64,
    },
    /// Stop the search for an order and keep the best found.
    CancelTour,
    /// What is reached from a point within some times.
    Reach {
        /// The question's number.
        ticket: Ticket,
        /// The point.
        from: Waypoint,
        /// The times, minutes.
        minutes: Vec<f64>,
        /// How one travels.
        profile: routing::Profile,
    },
    /// The soonest reached of many places.
    Nearest {
        /// The question's number.
        ticket: Ticket,
        /// Where one sets out, WGS 84 degrees.
        from: Coord<f64>,
        /// The places.
        places: Vec<Coord<f64>>,
        /// How many are wanted.
        count: usize,
        /// How one travels.
        profile: routing::Profile,
    },
    /// What is covered from many places, together and of each area.
    Cover {
        /// The question's number.
        ticket: Ticket,
        /// The places, WGS 84 degrees.
        places: Vec<Coord<f64>>,
        /// The time.
        minutes: f64,
        /// How one travels.
        profile: routing::Profile,
        /// The areas.
        zones: Arc<[Zone]>,
    },
    /// What the streets in use are.
    Streets {
        /// The question's number.
        ticket: Ticket,
    },
    /// Take an extract of OpenStreetMap in, in place of the streets in use.
    ImportStreets {
        /// The question's number.
        ticket: Ticket,
        /// The extract: PBF, XML, or XML packed by gzip.
        path: PathBuf,
    },
    /// Fetch the streets of an area and take them in.
    DownloadStreets {
        /// The question's number.
        ticket: Ticket,
        /// What to fetch.
        area: DownloadArea,
        /// Where from.
        settings: DownloadSettings,
    },
    /// Stop the import that runs.
    CancelImport,
    /// Forget the streets in use.
    RemoveStreets {
        /// The question's number.
        ticket: Ticket,
    },
    /// The map layers of the streets in use.
    StreetMap {
        /// The question's number.
        ticket: Ticket,
    },
    /// Positions for an address or a crossing on the streets in use.
    Addresses {
        /// The question's number.
        ticket: Ticket,
        /// What was typed.
        text: String,
        /// Of equals the nearest to here come first, WGS 84 degrees.
        near: Option<Coord<f64>>,
        /// How many at most.
        limit: usize,
    },
    /// Positions to propose for places that have only an address.
    Propose {
        /// The question's number.
        ticket: Ticket,
        /// The places.
        snapshot: Arc<Snapshot>,
    },
    /// What lies in an area.
    Zone {
        /// The question's number.
        ticket: Ticket,
        /// Index of the area.
        zone: usize,
        /// The moment that open states refer to.
        at: Now,
        /// The kind of place whose cover is wanted.
        kind: Category,
    },
    /// The ground between four streets.
    Enclose {
        /// The question's number.
        ticket: Ticket,
        /// The streets.
        roads: BoundingRoads,
    },
    /// The stretches staff have closed, after a change if one is given.
    Closures {
        /// The question's number.
        ticket: Ticket,
        /// The change.
        edit: Option<ClosureEdit>,
        /// The day it is.
        today: NaiveDate,
    },
    /// The timetable in use, after what is to be done with it.
    Timetable {
        /// The question's number.
        ticket: Ticket,
        /// What is to be done.
        task: TimetableTask,
    },
    /// No more questions of this kind will come.
    EndStreets,
    /// Write the store's places to a file.
    Export {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// Its format, one of those for places.
        format: ExportFormat,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// Write the rows of a list as CSV.
    ExportList {
        /// The question's number.
        ticket: Ticket,
        /// The list, any but places.
        list: List,
        /// The file.
        path: PathBuf,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// Write a route as GPX.
    ExportRoute {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// The route.
        route: Arc<Route>,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// Write events as iCalendar.
    ExportEvents {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// The events.
        events: Arc<[model::Event]>,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// Write a counter slip as PDF.
    Slip {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// What stands on it.
        slip: Box<Slip>,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// Write a certificate as PDF.
    Certificate {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// What stands on it.
        certificate: Box<Certificate>,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// The text of a file.
    ReadText {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// Most bytes it may have.
        most: u64,
    },
    /// Write a text to a file.
    WriteText {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// The text.
        text: String,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// Write a tour to be taken along.
    ExportItinerary {
        /// The question's number.
        ticket: Ticket,
        /// The file.
        path: PathBuf,
        /// The tour in words.
        itinerary: Box<Itinerary>,
        /// What is drawn below it on a sheet's map.
        map: Vec<MapLine>,
        /// Its format.
        format: ItineraryFormat,
        /// Replace a file that exists.
        overwrite: bool,
    },
    /// How large the tile cache is; emptied first when asked to.
    TileCache {
        /// The question's number.
        ticket: Ticket,
        /// Empty it.
        clear: bool,
    },
    /// Keep the person's settings.
    SaveProfile {
        /// The profile as JSON.
        json: String,
    },
}

/// What a thread says.
#[derive(Clone, Debug)]
pub enum Event {
    /// How far an import has come: so much of so much.
    ImportProgress(Ticket, u64, u64),
    /// Answer to [`Request::Import`].
    Imported(Ticket, Result<Imported, Failure>),
    /// Answer to [`Request::Open`], [`Request::OpenSynthetic`] and [`Request::OpenCsv`].
    Opened(Ticket, Result<Opened, Failure>),
    /// Answer to [`Request::ExportEvents`].
    EventsWritten(Ticket, Result<WrittenEvents, Failure>),
    /// Answer to [`Request::ReadText`].
    TextRead(Ticket, Result<String, Failure>),
    /// Answer to [`Request::Commit`].
    Committed(Ticket, Result<Committed, Failure>),
    /// Another program has changed the store: this is what it holds now.
    Refreshed(Arc<Snapshot>),
    /// Answer to [`Request::History`], newest first.
    History(Ticket, Result<Vec<Changeset>, Failure>),
    /// Answer to [`Request::Find`].
    Found(Ticket, Found),
    /// Answer to [`Request::FindMany`] in the same order, by an index of these figures.
    FoundMany(Ticket, Vec<Answered>, IndexFigures),
    /// Answer to [`Request::Matters`].
    Matters(Ticket, NamedMatters),
    /// Answer to [`Request::Resolve`].
    Resolved(Ticket, Vec<Resolved>),
    /// Answer to [`Request::Route`].
    Routed(Ticket, Result<Ways, Failure>),
    /// Answer to [`Request::RouteMany`], in the same order.
    RoutedMany(Ticket, Result<Vec<TimedLeg>, Failure>),
    /// Answer to [`Request::Matrix`], with what it rests on and what it took.
    Matrix(Ticket, Result<(CostMatrix, Basis, Took), Failure>),
    /// How far the search for an order has come: so much of so much.
    TourProgress(Ticket, u64, u64),
    /// Answer to [`Request::Tour`].
    Toured(Ticket, Result<Arc<Toured>, Failure>),
    /// Answer to [`Request::SolveTour`], and what it took.
    SolvedTour(Ticket, Solution, Took),
    /// Answer to [`Request::Reach`].
    Reach(Ticket, Result<Arc<Vec<Reach>>, Failure>),
    /// Answer to [`Request::Nearest`]: positions among the places and seconds, soonest first, and what those rest on.
    Nearest(Ticket, Result<(Vec<(usize, f64)>, Basis), Failure>),
    /// Answer to [`Request::Cover`].
    Cover(Ticket, Result<Arc<Cover>, Failure>),
    /// Answer to [`Request::Streets`], and to those that change them: what is in use now.
    Streets(Ticket, Result<Option<Arc<StreetsInfo>>, Failure>),
    /// How far an import has come.
    StreetsProgress(Ticket, ImportProgress),
    /// Answer to [`Request::StreetMap`].
    StreetMap(Ticket, Result<Arc<StreetMap>, Failure>),
    /// Answer to [`Request::Addresses`]; none where there are no streets.
    Addresses(Ticket, Result<Vec<AddressHit>, Failure>),
    /// Answer to [`Request::Propose`]: the places for which there is a point.
    Proposed(Ticket, Result<Vec<(String, AddressHit)>, Failure>),
    /// Answer to [`Request::Zone`].
    Zone(Ticket, Result<Arc<ZoneFigures>, Failure>),
    /// Answer to [`Request::Enclose`].
    Enclosed(Ticket, Result<Enclosed, Failure>),
    /// Answer to [`Request::Closures`].
    Closures(Ticket, Result<Vec<Closure>, Failure>),
    /// Answer to [`Request::Timetable`].
    Timetable(Ticket, Result<Option<TimetableInfo>, Failure>),
    /// Answer to [`Request::Export`], [`Request::ExportList`], [`Request::ExportRoute`], [`Request::ExportItinerary`] and
    /// [`Request::Slip`]: the file written.
    Exported(Ticket, Result<PathBuf, Failure>),
    /// Answer to [`Request::TileCache`].
    TileCache(Ticket, Result<CacheSize, Failure>),
    /// Another run of the program has changed what the person has by hand.
    OwnElsewhere(OwnElsewhere),
    /// The profile could not be kept.
    ProfileNotSaved(Failure),
    /// A tile has arrived.
    Tile(TileKey, Arc<Pixels>),
    /// The tile server went away, with the reason, or came back.
    TileServer(Result<(), Failure>),
}
