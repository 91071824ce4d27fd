//! What the rooms do together. One binary; each file is one subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod cli;
mod cli_find;
mod editing;
mod extracts;
mod health;
#[path = "made/health.rs"]
mod made;
mod importing;
mod lists;
mod matters;
mod seek;
mod store;
mod streets;
mod survival;
mod tiles;
mod update;
mod ways;
mod words;
