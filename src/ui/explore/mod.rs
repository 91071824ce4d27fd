//! What residents use: search, the card of a place, the route.

mod addresses;
mod card;
mod chips;
mod head;
mod nothing;
mod results;
mod route;
mod search;
mod start;
mod zone_card;

pub(super) use card::card;
pub(super) use route::route;
pub(super) use search::search;
