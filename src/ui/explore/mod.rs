//! What residents use: search, the card of a place, the route.

mod addresses;
mod card;
mod card_health;
mod card_voices;
mod chips;
mod events;
mod head;
mod health;
mod health_cover;
mod health_links;
mod health_near;
mod nearest;
mod nothing;
mod results;
mod route;
mod route_leg;
mod route_stop;
mod route_ways;
mod search;
mod services;
mod start;
mod zone_card;

pub(super) use card::card;
pub(super) use events::events;
pub(super) use health::health;
pub(super) use route::route;
pub(super) use search::search;
pub(super) use services::services;
