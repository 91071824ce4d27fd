//! What residents use: search, the card of a place, the route.

mod addresses;
mod card;
mod chips;
mod head;
mod nearest;
mod nothing;
mod results;
mod route;
mod route_leg;
mod route_stop;
mod route_ways;
mod search;
mod start;
mod zone_card;

pub(super) use card::card;
pub(super) use route::route;
pub(super) use search::search;
