//! What residents use: search, the card of a place, the route.

mod card;
mod head;
mod route;
mod search;
mod zone_card;

pub(super) use card::card;
pub(super) use route::route;
pub(super) use search::search;
