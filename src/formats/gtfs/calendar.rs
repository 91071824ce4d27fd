//! Days of service: `calendar.txt` and `calendar_dates.txt`; one of them must be there.

use chrono::NaiveDate;
use rust_i18n::t;

use super::{
    Ids,
    archive::{Archive, Row},
    full, number,
};
use crate::{formats::Error, routing::transit::Service};

/// The services and their ids.
pub(super) fn services(archive: &mut Archive<'_>) -> Result<(Vec<Service>, Ids), Error> {
    let mut ids = Ids::default();
    let mut services = Vec::new();
    let weekly = weeks(archive, &mut services, &mut ids)?;
    let daily = days(archive, &mut services, &mut ids)?;
    if weekly || daily { Ok((services, ids)) } else { Err(Error::MissingFile { file: String::from("calendar.txt") }) }
}

fn weeks(archive: &mut Archive<'_>, services: &mut Vec<Service>, ids: &mut Ids) -> Result<bool, Error> {
    const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let [mon, tue, wed, thu, fri, sat, sun] = WEEK.map(|day| (day, true));
    let columns = [("service_id", true), mon, tue, wed, thu, fri, sat, sun, ("start_date", true), ("end_date", true)];
    archive.visit("calendar.txt", &columns, |row| {
        let [id, mon, tue, wed, thu, fri, sat, sun, from, to] = row.cells();
        number(row, "service_id", ids, id)?;
        let mut weekdays = [false; 7];
        for ((runs, cell), field) in weekdays.iter_mut().zip([mon, tue, wed, thu, fri, sat, sun]).zip(WEEK) {
            *runs = match cell {
                "1" => true,
                "0" => false,
                _ => return Err(row.refuse(field, t!("formats.not_a_flag"))),
            };
        }
        let span = Some((date(row, "start_date", from)?, date(row, "end_date", to)?));
        services.push(Service { span, weekdays, ..Service::default() });
        Ok(())
    })
}

fn days(archive: &mut Archive<'_>, services: &mut Vec<Service>, ids: &mut Ids) -> Result<bool, Error> {
    let columns = [("service_id", true), ("date", true), ("exception_type", true)];
    let mut rows = 0;
    archive.visit("calendar_dates.txt", &columns, |row| {
        let [id, day, kind] = row.cells();
        let service = if let Some(&service) = ids.get(id) {
            service
        } else {
            services.push(Service::default());
            number(row, "service_id", ids, id)?
        };
        let added = match kind {
            "1" => true,
            "2" => false,
            _ => return Err(row.refuse("exception_type", t!("formats.not_an_exception"))),
        };
        let day = date(row, "date", day)?;
        if let Some(service) = services.get_mut(service as usize) {
            service.exceptions.insert(day, added);
        }
        rows += 1;
        full("calendar_dates.txt", rows)
    })
}

fn date<const N: usize>(row: &Row<'_, N>, field: &'static str, text: &str) -> Result<NaiveDate, Error> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let parsed = digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten();
    parsed.ok_or_else(|| row.refuse(field, t!("formats.not_a_gtfs_date")))
}
