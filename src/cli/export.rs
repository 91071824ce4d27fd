//! `export FILE`: the whole store as GeoPackage, or its places as GeoJSON or CSV.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;

use super::{Outcome, session::Session};
use crate::{
    jobs::{Event, ExportFormat, Paths, Request},
    state::destination_of,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let format = destination_of(&path, ExportFormat::GeoPackage)?;
    let overwrite = matches.get_flag("overwrite");
    let mut session = Session::open(paths)?;
    let Event::Exported(_, written) = session.ask(|ticket| Request::Export { ticket, path, format, overwrite })? else {
        return Err(Outcome::Bad(t!("cli.silent").into_owned()));
    };
    Ok(Outcome::Done(t!("notice.written", file = written?.display()).into_owned()))
}
