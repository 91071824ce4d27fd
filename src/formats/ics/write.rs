//! Events as an iCalendar file that the calendars of telephones take.

use std::io::{BufWriter, Write};

use chrono::NaiveDateTime;
use rust_i18n::t;

use super::{
    IcsEvent, IcsFault,
    line::{escape, fold, is_position, quoted},
    time::{Moment, end_text},
};
use crate::formats::Error;

/// What stands before the events. Summer time was last kept in 1991.
const HEAD: [&str; 13] = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Shibei Atlas//shibei-atlas//ZH",
    "METHOD:PUBLISH",
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// Writes `events` as iCalendar; `stamp` is the moment of writing in UTC. Events without a day (known to the month
/// only), or with an end that cannot be, are left out and returned.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_ics(events: &[IcsEvent], stamp: NaiveDateTime, out: impl Write) -> Result<Vec<IcsFault>, Error> {
    let mut out = BufWriter::new(out);
    let mut faults = Vec::new();
    let mut put = |line: &str| out.write_all(fold(line).as_bytes()).map_err(Error::write("iCalendar"));
    HEAD.iter().try_for_each(|line| put(line))?;
    let stamp = format!("DTSTAMP:{}", stamp.format("%Y%m%dT%H%M%SZ"));
    for (number, event) in (1..).zip(events) {
        match lines(event, &stamp) {
            Ok(lines) => lines.iter().try_for_each(|line| put(line))?,
            Err(reason) => faults.push(IcsFault { number, line: 0, uid: event.uid.clone(), reason }),
        }
    }
    put("END:VCALENDAR")?;
    out.flush().map_err(Error::write("iCalendar"))?;
    Ok(faults)
}

/// The unfolded lines of an event, or why it cannot be written.
fn lines(event: &IcsEvent, stamp: &str) -> Result<Vec<String>, String> {
    let moment = |text: &str| Moment::of_text(text).ok_or_else(|| t!("formats.ics_no_day", value = text).into_owned());
    let start = moment(&event.start)?;
    let mut lines = vec!["BEGIN:VEVENT".to_owned(), format!("UID:{}", escape(&event.uid)), stamp.to_owned()];
    lines.push(start.line("DTSTART"));
    if !event.end.is_empty() {
        let no_day = || t!("formats.ics_no_day", value = event.end).into_owned();
        let end = moment(&event.end)?;
        end_text(start, end)?;
        let over = end.shift(1).ok_or_else(no_day)?;
        // An end must be later than the start.
        if over != start {
            lines.push(over.line("DTEND"));
        }
    }
    let texts = [("SUMMARY", &event.summary), ("LOCATION", &event.location), ("DESCRIPTION", &event.description)];
    lines.extend(
        texts.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}:{}", escape(text))),
    );
    if is_position(&event.position) {
        lines.push(format!("GEO:{}", event.position));
    }
    if !event.url.is_empty() {
        lines.push(format!("URL:{}", event.url.chars().filter(|c| !c.is_control()).collect::<String>()));
    }
    if !event.organiser.is_empty() {
        // The property needs an address; nobody's is known here.
        lines.push(format!("ORGANIZER;CN={}:invalid:nomail", quoted(&event.organiser)));
    }
    lines.push("END:VEVENT".to_owned());
    Ok(lines)
}
