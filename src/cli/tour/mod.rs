//! `tour STOP…`: stops in the order that is soonest done within their opening hours, or checked in the order given;
//! `tour --theme`: a day proposed; `tour --instance`: a problem as plain numbers.

mod along;
mod asked;
mod instance;
mod json;
mod page;

pub(super) use along::{Along, files};
pub(super) use asked::{Asked, ends, moment, past};

use std::path::PathBuf;

use clap::ArgMatches;

use super::{Outcome, session::Session};
use crate::{
    app::now,
    jobs::{Paths, TourTask, Toured},
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    if let Some(file) = matches.get_one::<PathBuf>("instance") {
        return instance::run(paths, file, matches);
    }
    let files = files(matches)?;
    let mut session = Session::open(paths)?;
    let asked = asked::read(&mut session, paths, matches, now())?;
    let task = if asked.fixed_order { TourTask::Check } else { TourTask::Optimise };
    let toured = session.tour(asked.tour.clone(), task)?;
    let told = if matches.get_flag("json") {
        json_text(&session, &asked, &toured, serde_json::Value::Null)
    } else {
        text(&session, &asked, &toured, &[])
    };
    let along = Along { asked: &asked, toured: &toured, notes: &[] };
    Ok(Outcome::Done(along.write(&mut session, &files, matches, told)?))
}

/// A tour in words; `notes` are said after its stops.
pub(super) fn text(session: &Session, asked: &Asked, toured: &Toured, notes: &[String]) -> String {
    page::Page { asked, toured, calendar: &session.snapshot.calendar }.text(notes)
}

/// A tour as JSON, with what else belongs to it.
pub(super) fn json_text(session: &Session, asked: &Asked, toured: &Toured, more: serde_json::Value) -> String {
    let value = json::value(asked, toured, &session.snapshot.calendar, more);
    serde_json::to_string_pretty(&value).unwrap_or_default()
}
