//! Events from an iCalendar file: each is read on its own, so that one that cannot be used leaves the others be.

use std::collections::HashSet;

use rust_i18n::t;

use super::{
    IcsEvent, IcsFault,
    line::{Line, is_position, param_text, unescape, unfold},
    time::{Moment, duration, end_text},
};
use crate::formats::Error;

/// Most bytes of a file.
const MOST_BYTES: usize = 20_000_000;
/// Most events of a file.
const MOST_EVENTS: usize = 50_000;

/// Reads the events (VEVENT) of an iCalendar file in UTF-8, in their order, each read or refused.
///
/// Times are brought to Asia/Shanghai: in UTC or in the zone of China, or without one. What repeats, is cancelled, lies
/// in another zone, or has no UID, SUMMARY or DTSTART is refused. E-mail addresses and attendees are not read.
///
/// # Errors
/// [`Error::Ics`] for what is no iCalendar or no UTF-8, and beyond 20 MB or 50,000 events.
pub fn read_ics(bytes: &[u8]) -> Result<Vec<Result<IcsEvent, IcsFault>>, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(refuse(1, t!("formats.ics_too_big", limit = MOST_BYTES / 1_000_000).into_owned()));
    }
    let mut reader = Reader::default();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    unfold(bytes, |number, line| reader.take(number, line))?;
    reader.close(Some("formats.ics_cut_off"));
    if reader.begun { Ok(reader.events) } else { Err(refuse(1, t!("formats.ics_no_calendar").into_owned())) }
}

fn refuse(line: usize, reason: String) -> Error {
    Error::Ics { line, reason }
}

#[derive(Default)]
struct Reader {
    begun: bool,
    /// The event being read.
    open: Option<Raw>,
    events: Vec<Result<IcsEvent, IcsFault>>,
    uids: HashSet<String>,
}

impl Reader {
    /// Takes the next unfolded line, which begins at line `number` of the file.
    fn take(&mut self, number: usize, line: &[u8]) -> Result<(), Error> {
        let text = str::from_utf8(line).map_err(|_| refuse(number, t!("formats.ics_no_utf8").into_owned()))?;
        let line = Line::parse(text.trim_end());
        let edge = |edge: &str| line.as_ref().filter(|l| l.is(edge)).map(|l| l.value.trim().to_ascii_uppercase());
        let (begin, end) = (edge("BEGIN"), edge("END"));
        if !self.begun {
            self.begun = begin.as_deref() == Some("VCALENDAR");
            let no_calendar = || refuse(number, t!("formats.ics_no_calendar").into_owned());
            return if self.begun || text.trim().is_empty() { Ok(()) } else { Err(no_calendar()) };
        }
        match (begin.as_deref(), end.as_deref(), &mut self.open) {
            (Some("VEVENT"), ..) => {
                self.close(Some("formats.ics_cut_off"));
                if self.events.len() >= MOST_EVENTS {
                    return Err(refuse(number, t!("formats.ics_too_many", limit = MOST_EVENTS).into_owned()));
                }
                self.open = Some(Raw { line: number, ..Raw::default() });
            }
            (_, Some("VEVENT"), _) => self.close(None),
            (_, Some("VCALENDAR"), _) => self.close(Some("formats.ics_cut_off")),
            // An alarm within an event has properties of its own.
            (Some(_), _, Some(raw)) => raw.inner += 1,
            (_, Some(_), Some(raw)) => raw.inner = raw.inner.saturating_sub(1),
            (None, None, Some(raw)) if raw.inner == 0 => match line {
                Some(line) => raw.take(&line),
                None => raw.fault(|| t!("formats.ics_no_line", line = number).into_owned()),
            },
            _ => {}
        }
        Ok(())
    }

    /// Ends the event being read; `cut` is the word for why, when it did not end by itself.
    fn close(&mut self, cut: Option<&str>) {
        let Some(mut raw) = self.open.take() else { return };
        if let Some(cut) = cut {
            raw.fault(|| t!(cut).into_owned());
        }
        let (line, uid, number) = (raw.line, raw.event.uid.clone(), self.events.len() + 1);
        let twice = || t!("formats.ics_uid_twice").into_owned();
        let event = raw.event().and_then(|e| if self.uids.insert(e.uid.clone()) { Ok(e) } else { Err(twice()) });
        self.events.push(event.map_err(|reason| IcsFault { number, line, uid, reason }));
    }
}

/// An event as far as it has been read.
#[derive(Default)]
struct Raw {
    line: usize,
    /// How many components within the event are open.
    inner: u32,
    event: IcsEvent,
    start: Option<Moment>,
    over: Option<Moment>,
    duration: Option<String>,
    /// The first thing that is wrong.
    reason: Option<String>,
}

impl Raw {
    fn fault(&mut self, reason: impl FnOnce() -> String) {
        self.reason.get_or_insert_with(reason);
    }

    fn take(&mut self, line: &Line) {
        let text = || unescape(line.value);
        match line.name.to_ascii_uppercase().as_str() {
            "UID" => self.event.uid = text(),
            "SUMMARY" => self.event.summary = text(),
            "LOCATION" => self.event.location = text(),
            "DESCRIPTION" => self.event.description = text(),
            "GEO" if is_position(line.value.trim()) => line.value.trim().clone_into(&mut self.event.position),
            "URL" => line.value.trim().clone_into(&mut self.event.url),
            "ORGANIZER" => {
                let name = line.param("CN").map(param_text).unwrap_or_default();
                self.event.organiser = Some(name).filter(|n| !n.contains('@')).unwrap_or_default();
            }
            "DTSTART" => self.start = self.moment(line),
            "DTEND" => self.over = self.moment(line),
            "DURATION" => self.duration = Some(line.value.trim().to_owned()),
            "RRULE" | "RDATE" | "EXRULE" | "RECURRENCE-ID" => self.fault(|| t!("formats.ics_repeats").into_owned()),
            "STATUS" if line.value.trim().eq_ignore_ascii_case("CANCELLED") => {
                self.fault(|| t!("formats.ics_cancelled").into_owned());
            }
            _ => {}
        }
    }

    fn moment(&mut self, line: &Line) -> Option<Moment> {
        Moment::of_line(line).map_err(|reason| self.fault(|| reason)).ok()
    }

    fn event(self) -> Result<IcsEvent, String> {
        if let Some(reason) = self.reason {
            return Err(reason);
        }
        let missing = |field| t!("formats.ics_missing", field = field).into_owned();
        let start = self.start.ok_or_else(|| missing("DTSTART"))?;
        for (field, text) in [("UID", &self.event.uid), ("SUMMARY", &self.event.summary)] {
            if text.is_empty() {
                return Err(missing(field));
            }
        }
        let over = match (self.over, &self.duration) {
            (None, Some(value)) => {
                let over = duration(value).and_then(|d| start.after(d));
                Some(over.ok_or_else(|| t!("formats.ics_bad_duration", value = value).into_owned())?)
            }
            (over, _) => over,
        };
        let end = over.map_or(Ok(String::new()), |over| end_text(start, over))?;
        Ok(IcsEvent { start: start.text(), end, ..self.event })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(body: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n").replace('|', "\r\n")
    }

    /// The only event, of these properties parted by `|`.
    #[track_caller]
    fn one(properties: &str) -> Result<IcsEvent, String> {
        let text = calendar(&format!("BEGIN:VEVENT|UID:u|SUMMARY:s|{properties}|END:VEVENT"));
        let mut events = read_ics(text.as_bytes()).unwrap();
        assert_eq!(events.len(), 1, "{text}");
        events.remove(0).map_err(|fault| fault.to_string())
    }

    fn span(properties: &str) -> (String, String) {
        one(properties).map(|e| (e.start, e.end)).unwrap()
    }

    #[test]
    fn ends_are_the_last_day_or_the_moment() {
        let day = |end: &str| ("2023-09-16".to_owned(), end.to_owned());
        assert_eq!(span("DTSTART;VALUE=DATE:20230916"), day(""));
        assert_eq!(span("DTSTART;VALUE=DATE:20230916|DTEND;VALUE=DATE:20230917"), day("2023-09-16"));
        assert_eq!(span("DTSTART;VALUE=DATE:20230916|DTEND;VALUE=DATE:20230919"), day("2023-09-18"));
        assert_eq!(span("DTSTART;VALUE=DATE:20230916|DTEND;VALUE=DATE:20230916"), day(""));
        assert_eq!(span("DTSTART;VALUE=DATE:20230916|DURATION:P3D"), day("2023-09-18"));
        let hour = |end: &str| ("2023-09-16T09:00".to_owned(), end.to_owned());
        assert_eq!(span("DTSTART:20230916T010000Z|DTEND:20230916T030000Z"), hour("2023-09-16T11:00"));
        assert_eq!(span("DTSTART:20230916T090000|DURATION:PT90M"), hour("2023-09-16T10:30"));
    }

    #[test]
    fn texts_are_unfolded_and_unescaped_and_alarms_passed_over() {
        let event = one("DTSTART:20230916|DESCRIPTION:a\\,\\nb|  c|LOCATION;LANGUAGE=zh:某馆\\; 厅|URL:https://example.org/;a\
            |ORGANIZER;CN=\"某馆\":mailto:a@example.org|BEGIN:VALARM|DESCRIPTION:no|TRIGGER:-PT1H|DURATION:PT9H|END:VALARM\
            |ATTENDEE:mailto:b@example.org")
        .unwrap();
        assert_eq!((event.description.as_str(), event.location.as_str()), ("a,\nb c", "某馆; 厅"));
        assert_eq!((event.url.as_str(), event.organiser.as_str()), ("https://example.org/;a", "某馆"));
        let event = one("DTSTART:20230916|ORGANIZER;CN=a@example.org:mailto:a@example.org").unwrap();
        assert_eq!((event.end.as_str(), event.organiser.as_str()), ("", ""));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        rust_i18n::set_locale("zh-CN");
        for (properties, key) in [
            ("DTSTART:20230916|RRULE:FREQ=WEEKLY", t!("formats.ics_repeats")),
            ("DTSTART:20230916|STATUS:CANCELLED", t!("formats.ics_cancelled")),
            ("LOCATION:x", t!("formats.ics_missing", field = "DTSTART")),
            ("DTSTART:2023", t!("formats.ics_bad_time", value = "2023")),
            ("DTSTART;TZID=Asia/Tokyo:20230916T090000", t!("formats.ics_zone", zone = "Asia/Tokyo")),
            ("DTSTART:20230916|DTEND:20230915", t!("formats.ics_ends_before")),
            ("DTSTART:20230916|DTEND:20230917T090000", t!("formats.ics_mixed")),
            ("DTSTART:20230916|DURATION:PT1H", t!("formats.ics_bad_duration", value = "PT1H")),
            ("DTSTART:20230916|nothing", t!("formats.ics_no_line", line = 7)),
        ] {
            let said = one(properties).unwrap_err();
            assert!(said.contains(&*key) && said.contains("“u”"), "{said}");
        }
    }

    #[test]
    fn one_bad_event_leaves_the_others_be() {
        rust_i18n::set_locale("zh-CN");
        let good = |uid: &str| format!("BEGIN:VEVENT|UID:{uid}|SUMMARY:s|DTSTART:20230916|END:VEVENT");
        let text =
            calendar(&format!("{}|BEGIN:VEVENT|UID:b|{}|{}|BEGIN:VEVENT|UID:d", good("a"), good("c"), good("a")));
        let events = read_ics(format!("\u{feff}{text}").as_bytes()).unwrap();
        let uids: Vec<_> =
            events.iter().map(|e| e.as_ref().map_or_else(|f| f.uid.clone(), |e| e.uid.clone())).collect();
        assert_eq!(uids, ["a", "b", "c", "a", "d"]);
        let fault = |at: usize| events[at].as_ref().unwrap_err();
        assert!(events[0].is_ok() && events[2].is_ok());
        assert_eq!((fault(1).number, fault(1).line), (2, 8));
        assert_eq!(
            (&*fault(1).reason, &*fault(3).reason),
            (&*t!("formats.ics_cut_off"), &*t!("formats.ics_uid_twice"))
        );
    }

    #[test]
    fn other_files_are_refused() {
        rust_i18n::set_locale("zh-CN");
        let says = |bytes: &[u8]| read_ics(bytes).unwrap_err().to_string();
        for bytes in [b"".as_slice(), b"\n\n", b"id,name\n1,2\n", b"BEGIN:VCARD\nEND:VCARD\n"] {
            assert!(says(bytes).contains(&*t!("formats.ics_no_calendar")));
        }
        // 市 in GBK.
        assert!(says(b"BEGIN:VCALENDAR\nX-WR-CALNAME:\xCA\xD0\n").contains(&*t!("formats.ics_no_utf8")));
        assert!(says(&vec![b'\n'; MOST_BYTES + 1]).contains("20"));
        let many = calendar(&"BEGIN:VEVENT\n".repeat(MOST_EVENTS + 1));
        assert!(says(many.as_bytes()).contains("50000"));
    }
}
