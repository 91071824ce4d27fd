//! What the rooms do together. One binary; each file is one subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod cli;
mod cli_find;
mod editing;
mod events;
mod extracts;
mod firms;
mod health;
mod import;
mod import_hostile;
mod importing;
mod lists;
#[path = "made/health.rs"]
mod made;
#[path = "made/events.rs"]
mod made_events;
mod matters;
mod passport;
mod seek;
mod services;
mod store;
mod streets;
mod survival;
mod tiles;
mod tours;
mod trails;
mod update;
mod ways;
mod words;
mod zones;
