//! 市北一图 (Shibei Atlas): a desktop map of culture and public services in Shibei District, Qingdao.
//!
//! # The house
//! One package, rooms in layers. Imports point down only and siblings of one layer never meet; `tests/architecture.rs`
//! says so.
//!
//! | layer | room | holds |
//! |--:|---|---|
//! | 0 | [`spatial`] | datums, distances, Mercator, filled outlines, clusters |
//! | 1 | [`model`] | places, zones, lines, hours, the snapshot of a store, edits and checks |
//! | 1 | [`routing`] | ways on streets: network, hierarchy, paths, matrix, reach; metro; other servers' answers; the straight line |
//! | 1 | [`tiles`] | raster tiles: source, lifetime, pixels, textures |
//! | 2 | [`store`] | the GeoPackage with its history and backups, that of street layers, the tile cache: the only room with SQL |
//! | 2 | [`formats`] | CSV, XLSX, GeoJSON, GPX, OpenStreetMap, and the data compiled in |
//! | 2 | [`intake`] | foreign rows judged: new, changed, refused and why |
//! | 2 | [`search`] | names, pinyin and initials to places; addresses and crossings on imported streets |
//! | 2 | [`tour`] | stops put in order within their opening hours, why one does not fit, errands, a day by theme |
//! | 3 | [`jobs`] | threads and network: requests in, events out |
//! | 4 | [`state`] | everything the window knows; `update` and `receive` |
//! | 5 | [`ui`] | the window: reads the state, asks by actions |
//! | 6 | [`app`] | eframe: drains events, shows, applies actions, sends requests; a map sheet without a window |
//! | 7 | [`cli`] | the same jobs without a window |
//!
//! # One frame
//! ```text
//! threads ── Event ─▶ app.logic(): state::receive(&mut State, Event)
//!                     app.ui():    ui::shell(ui, &State, &mut View, &mut actions)        reads, asks
//!                     state::update(&mut State, Action) ─▶ Vec<Request> ─▶ jobs ─▶ threads
//! ```
//!
//! # Words
//! A *place* is an OGC feature people see; a *zone* an area; a *layer* a map layer; a *route* goes through *stops* in
//! *legs*; a *store* is the GeoPackage; a *snapshot* is the store at one moment, a *changeset* what one person changes in
//! it in one go; a *heap* is a group of marks that would overlap, drawn as one disc. Positions are WGS 84 longitude,
//! latitude in degrees, lengths metres, times seconds.

rust_i18n::i18n!("assets/words", fallback = "zh-CN");

pub mod app;
pub mod cli;
pub mod formats;
pub mod intake;
pub mod jobs;
pub mod model;
pub mod routing;
pub mod search;
pub mod spatial;
pub mod state;
pub mod store;
pub mod tiles;
pub mod tour;
pub mod ui;
