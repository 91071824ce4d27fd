//! What a person wants of the search besides typing: filters, the origin, a result, what is remembered of before.

use geo::Rect;

use super::{
    Action, Origin, State, Tab,
    ask::{save_profile, search},
    services, update,
};
use crate::{
    jobs::Request,
    model::{Category, Now},
    search::{Chip, Filters, Target, without_chip},
};

/// A wish that concerns the search.
#[derive(Clone, Debug, PartialEq)]
pub enum Seek {
    /// Places of this kind only, or of any.
    Kind(Option<Category>),
    /// Only what lies in these bounds (WGS 84 degrees), measured from the map's middle; or anywhere.
    Area(Option<Rect<f64>>),
    /// Only what is known to be open at this moment, instead of 现在开门; or whenever.
    OpenAt(Option<Now>),
    /// No filter, neither by a word in the text nor besides.
    WithoutFilters,
    /// Measure distances from there, as it is now.
    From(Origin),
    /// The next click on the map is where distances are measured from.
    PickOrigin,
    /// Show the result of this row and remember the search.
    Take(usize),
    /// Forget one search of before, or all.
    Forget(Option<String>),
}

/// Carries it out.
pub(super) fn seek(state: &mut State, wish: Seek) -> Vec<Request> {
    match wish {
        Seek::Kind(kind) => state.search.filters.category = kind,
        Seek::Area(area) => {
            if area.is_some() {
                state.search.origin = Origin::MapMiddle;
            }
            state.search.filters.area = area;
        }
        Seek::OpenAt(moment) => {
            if moment.is_some() {
                state.search.text = without_chip(&state.search.text, Chip::OpenNow);
            }
            state.search.filters.open_at = moment;
        }
        Seek::WithoutFilters => {
            state.search.text = state.search.plain_text();
            state.search.filters = Filters::default();
        }
        Seek::From(origin) => {
            state.search.origin = origin;
            // Who looks for where a matter is done goes on doing so.
            if state.tab != Tab::Services {
                state.tab = Tab::Search;
            }
            let mut requests = search(state);
            requests.extend(services::ask_again(state));
            return requests;
        }
        Seek::PickOrigin => {
            state.search.picking = true;
            state.route.picking = None;
            if let Some(draft) = &mut state.edit {
                draft.picking = false;
            }
            return vec![];
        }
        Seek::Take(row) => return take(state, row),
        Seek::Forget(which) => {
            state.profile.recent_searches.retain(|text| which.as_ref().is_some_and(|w| w != text));
            return save_profile(state);
        }
    }
    search(state)
}

/// Shows a result; what was typed to find it is remembered.
fn take(state: &mut State, row: usize) -> Vec<Request> {
    let Some(target) = state.search.rows().get(row).map(|r| r.hit.target) else { return vec![] };
    state.search.cursor = row;
    let mut requests = update(state, Action::Select(target));
    if state.profile.remember_search(&state.search.text) {
        requests.extend(save_profile(state));
    }
    requests
}

/// Keeps the chosen place among the favourites, or drops it from them.
pub(super) fn favour(state: &mut State) -> Vec<Request> {
    let Some(Target::Place(i)) = state.selected else { return vec![] };
    let Some(id) = state.snapshot().and_then(|s| s.places.get(i)).map(|p| p.id.clone()) else { return vec![] };
    state.profile.toggle_favourite(&id);
    save_profile(state)
}

/// The panel to begin with: nothing asked, the kinds of places ready for the arrow keys.
pub(super) fn begin(state: &mut State) -> Vec<Request> {
    state.tab = Tab::Search;
    state.focus_kinds += 1;
    state.search.text.clear();
    state.search.filters = Filters::default();
    search(state)
}
