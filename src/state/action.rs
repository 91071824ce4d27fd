//! What a person wants, as data.

use std::path::PathBuf;

use geo::Coord;

use super::{
    AddressWish, Camera, Command, Dialog, Edit, EventWish, Go, HealthWish, ImportWork, ListWork, PassportWish, Profile,
    Seek, ServiceWish, StreetWork, Tab, TourWish, ZoneWish,
};
use crate::{
    model::{Layer, Now},
    search::Target,
};

/// Where in the route a new stop goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteEnd {
    /// First: 从这里出发
    From,
    /// Before the last: 途经
    Via,
    /// Last: 到这里
    To,
}

/// Everything a person can want of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A bindable command.
    Run(Command),
    /// The text of the search box has changed.
    Type(String),
    /// Anything else of the search.
    Seek(Seek),
    /// Move the cursor in the results by so many rows.
    MoveCursor(isize),
    /// Take the result under the cursor, as [`Seek::Take`] does.
    TakeCursor,
    /// Show the card of a place or zone and bring it into view.
    Select(Target),
    /// Show its card without moving the map.
    Peek(Target),
    /// Close the card.
    Deselect,
    /// The pointer is on this one, or on none.
    Hover(Option<Target>),
    /// Back out one step.
    Escape,
    /// Show this panel.
    ShowTab(Tab),
    /// Show or hide a layer.
    ToggleLayer(Layer),
    /// Show all layers, or none.
    ShowAllLayers(bool),
    /// The map looks somewhere else now.
    CameraMoved(Camera),
    /// A click on bare map.
    ClickMap(Coord<f64>),
    /// Add a place or zone to the route.
    RouteTarget(Target, RouteEnd),
    /// Add a point of the map to the route.
    RoutePoint(Coord<f64>, RouteEnd),
    /// Add what was typed as `LON,LAT`.
    RouteTyped(String),
    /// Move a stop to another position.
    RouteMove {
        /// Its position.
        from: usize,
        /// Its new position among the others.
        to: usize,
    },
    /// Anything else of ways.
    Go(Go),
    /// Anything of addresses.
    Address(AddressWish),
    /// Anything of what can be done where.
    Service(ServiceWish),
    /// Anything of the health network.
    Health(HealthWish),
    /// Anything of events.
    Event(EventWish),
    /// Anything of trails and check-ins.
    Passport(PassportWish),
    /// Anything of tours.
    Tour(TourWish),
    /// Anything of areas.
    Zone(ZoneWish),
    /// Anything of the lists that staff keep.
    List(ListWork),
    /// Anything of an import.
    Import(ImportWork),
    /// Anything of the streets themselves.
    Streets(StreetWork),
    /// Take a stop out.
    RouteRemove(usize),
    /// The next click on the map gives this stop its point.
    RoutePick(usize),
    /// Go to this place instead of the stop's own, which nobody has located.
    RouteInstead {
        /// The stop.
        stop: usize,
        /// Index of the place to go to.
        place: usize,
    },
    /// Edit the store.
    Edit(Edit),
    /// Take back the changeset at this position of the history.
    Revert(usize),
    /// Bring the whole route into view, in a map of this many points.
    ShowRoute {
        /// Width and height of the map.
        size: (f32, f32),
    },
    /// Open or close a window over the window, or what was typed in it.
    SetDialog(Option<Dialog>),
    /// Carry out the dialog.
    ConfirmDialog,
    /// A path was chosen in the system's own dialog.
    PathChosen(PathBuf),
    /// Other settings.
    SetProfile(Box<Profile>),
    /// Empty the tile cache.
    ClearTileCache,
    /// Put the notice of this number away.
    DismissNotice(u64),
    /// Time has passed.
    Tick(Now),
}
