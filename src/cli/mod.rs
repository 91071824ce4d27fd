//! The command line: the same jobs as the window, without one.
//!
//! Exit status 0: done; 1: nothing found; 2: bad use or input.

mod args;
mod batch;
mod errand;
mod events;
mod explain;
mod export;
mod find;
mod firms;
mod health;
mod import;
mod list;
mod matters;
mod mistake;
mod origin;
mod passport;
mod points;
mod render;
mod route;
mod session;
mod show;
mod show_lists;
mod streets;
mod tour;
mod trails;
mod ways;
mod zone;

use std::{ffi::OsString, io::Write as _, path::PathBuf, process::ExitCode};

use rust_i18n::t;

use crate::{
    app::{self, Trial},
    jobs::{Failure, Paths},
};

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done; this goes to standard output.
    Done(String),
    /// Nothing was found, and what to do; standard error.
    Nothing(String),
    /// Bad use or input, and what to do; standard error.
    Bad(String),
}

impl Outcome {
    /// 0, 1 or 2.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Self::Done(_) => 0,
            Self::Nothing(_) => 1,
            Self::Bad(_) => 2,
        }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        Self::Bad(failure.0)
    }
}

/// Runs the program: a command, or the window when none is given.
#[must_use]
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let outcome = run(args.into_iter().collect());
    let (text, error) = match &outcome {
        Outcome::Done(text) => (text, false),
        Outcome::Nothing(text) | Outcome::Bad(text) => (text, true),
    };
    if !text.is_empty() {
        // A reader that has gone away (`| head`) is no error of ours.
        let _ = if error {
            writeln!(std::io::stderr(), "{}", text.trim_end())
        } else {
            writeln!(std::io::stdout(), "{}", text.trim_end())
        };
    }
    ExitCode::from(outcome.status())
}

/// Runs one command line, program name first.
#[must_use]
pub fn run(args: Vec<OsString>) -> Outcome {
    rust_i18n::set_locale(args::language(&args));
    let matches = match args::parse(args) {
        Ok(matches) => matches,
        Err(outcome) => return outcome,
    };
    let store = matches.get_one::<PathBuf>("store").cloned();
    let paths = match Paths::of_user(store) {
        Ok(paths) => paths,
        Err(failure) => return failure.into(),
    };
    let result = match matches.subcommand() {
        Some(("find", m)) => find::run(&paths, m),
        Some(("show", m)) => show::run(&paths, m),
        Some(("route", m)) => route::run(&paths, m),
        Some(("matrix", m)) => ways::matrix(&paths, m),
        Some(("reach", m)) => ways::reach(&paths, m),
        Some(("nearest", m)) => ways::nearest(&paths, m),
        Some(("streets", m)) => streets::streets(&paths, m),
        Some(("transit", m)) => streets::transit(&paths, m),
        Some(("matters", m)) => matters::list(&paths, m),
        Some(("where", m)) => matters::place(&paths, m),
        Some(("tour", m)) => tour::run(&paths, m),
        Some(("errand", m)) => errand::run(&paths, m),
        Some(("export", m)) => export::run(&paths, m),
        Some(("import", m)) => import::import(&paths, m),
        Some(("template", m)) => import::template(&paths, m),
        Some(("firms", m)) => firms::run(&paths, m),
        Some(("health", m)) => health::run(&paths, m),
        Some(("events", m)) => events::run(&paths, m),
        Some(("passport", m)) => passport::run(&paths, m),
        Some(("render", m)) => render::run(&paths, m),
        Some(("list", m)) => list::run(&paths, m),
        Some(("trails", m)) => trails::run(&paths, m),
        Some(("zone", m)) => zone::run(&paths, m),
        _ => {
            let synthetic = matches.get_one::<u32>("synthetic").map(|&n| n as usize);
            window(&paths, Trial { synthetic, frames: matches.get_one("frames").copied() })
        }
    };
    result.unwrap_or_else(|outcome| outcome)
}

fn window(paths: &Paths, trial: Trial) -> Result<Outcome, Outcome> {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|v| std::env::var_os(v).is_some_and(|d| !d.is_empty()));
    if cfg!(target_os = "linux") && !display {
        return Err(Outcome::Bad(t!("cli.no_display").into_owned()));
    }
    app::run(paths, trial).map_err(|e| Outcome::Bad(t!("cli.no_window", reason = e.0).into_owned()))?;
    Ok(Outcome::Done(String::new()))
}
