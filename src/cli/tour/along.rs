//! The files that a tour is taken along in.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;

use super::{
    super::{
        Outcome,
        render::refused,
        session::{Session, silent},
    },
    Asked,
};
use crate::{
    app::now,
    formats::Itinerary,
    jobs::{Event, ItineraryFormat, Request, Toured, may_write},
    ui::ItineraryOf,
};

/// The files asked for. One that may not be written is refused before anything is reckoned.
pub(in crate::cli) fn files(matches: &ArgMatches) -> Result<Vec<(PathBuf, ItineraryFormat)>, Outcome> {
    let asked = |format: ItineraryFormat| Some((matches.get_one::<PathBuf>(format.extension())?.clone(), format));
    let files: Vec<(PathBuf, ItineraryFormat)> = ItineraryFormat::ALL.into_iter().filter_map(asked).collect();
    for (path, format) in &files {
        if ItineraryFormat::of(path) != Some(*format) {
            let ending = format.extension();
            return Err(refused(&format!("--{ending}"), &path.display().to_string(), &format!("*.{ending}")));
        }
        may_write(path, matches.get_flag("overwrite"))?;
    }
    Ok(files)
}

/// What is written.
pub(in crate::cli) struct Along<'a> {
    pub(in crate::cli) asked: &'a Asked,
    pub(in crate::cli) toured: &'a Toured,
    /// What to know besides what the tour itself tells.
    pub(in crate::cli) notes: &'a [String],
}

impl Along<'_> {
    /// Writes the files, and says so below what was `told` to people.
    pub(in crate::cli) fn write(
        &self,
        session: &mut Session,
        files: &[(PathBuf, ItineraryFormat)],
        matches: &ArgMatches,
        mut told: String,
    ) -> Result<String, Outcome> {
        let snapshot = session.snapshot.clone();
        let printed = files.iter().any(|(_, format)| *format == ItineraryFormat::Pdf);
        let streets = if printed { session.street_map()? } else { None };
        let notes: Vec<String> = self.asked.notes.iter().chain(self.notes).cloned().collect();
        let (title, of_stops) = (self.asked.title.as_str(), &self.asked.of_stops[..]);
        let of = ItineraryOf {
            snapshot: &snapshot,
            toured: self.toured,
            title,
            subtitle: "",
            of_stops,
            notes: &notes,
            now: now(),
        };
        let itinerary = Itinerary { text: self.asked.text.clone(), ..of.words() };
        let map = of.map(streets.as_deref());
        for (path, format) in files {
            let (path, format, overwrite) = (path.clone(), *format, matches.get_flag("overwrite"));
            let (itinerary, map) = (Box::new(itinerary.clone()), map.clone());
            let request = |ticket| Request::ExportItinerary { ticket, path, itinerary, map, format, overwrite };
            let Event::Exported(_, written) = session.ask(request)? else { return Err(silent()) };
            let written = written?;
            // What is to be read by programs stays so.
            if !matches.get_flag("json") {
                told = format!("{told}\n{}", t!("notice.written", file = written.display()));
            }
        }
        Ok(told)
    }
}
