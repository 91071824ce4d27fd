//! What the rooms do together. One binary; each file is one subject.

mod architecture;
mod cli;
mod store;
mod tiles;
mod update;
mod words;
