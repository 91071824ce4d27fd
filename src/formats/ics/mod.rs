//! Events from and to iCalendar (RFC 5545): single ones only, in the time of Asia/Shanghai, which is eight hours before
//! UTC all year round.

mod line;
mod read;
mod time;
mod write;

use rust_i18n::t;

pub use read::read_ics;
pub use write::write_ics;

/// One event. Texts are plain, without blanks around them; empty is unstated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IcsEvent {
    /// The identity of the event, stable over exports.
    pub uid: String,
    /// What it is called.
    pub summary: String,
    /// Where it takes place, in words.
    pub location: String,
    /// Where it takes place, WGS 84: latitude, semicolon, longitude (`36.081965;120.349019`).
    pub position: String,
    /// First day (`2023-09-16`) or moment (`2023-09-16T09:00`) in the time of Asia/Shanghai.
    pub start: String,
    /// Last day, included, or the moment it is over, of the same form as `start`; empty when only `start` is known.
    pub end: String,
    /// What there is to say, over several lines.
    pub description: String,
    /// Address of a page about it.
    pub url: String,
    /// Name of who arranges it, never an e-mail address.
    pub organiser: String,
}

/// An event that is not read, or cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", t!("formats.ics_event", number = number, line = line, uid = uid, reason = reason))]
pub struct IcsFault {
    /// Which event of the file or of the list, the first being 1.
    pub number: usize,
    /// The line of the file where it begins, the first being 1; 0 when there is no file.
    pub line: usize,
    /// Its UID, as far as known.
    pub uid: String,
    /// Why, in words.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};
    use proptest::prelude::*;

    use super::*;

    fn stamp() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(4, 5, 6).unwrap()
    }

    fn written(events: &[IcsEvent]) -> (String, Vec<IcsFault>) {
        let mut bytes = Vec::new();
        let faults = write_ics(events, stamp(), &mut bytes).unwrap();
        (String::from_utf8(bytes).unwrap(), faults)
    }

    /// A made-up event.
    fn event(start: &str, end: &str) -> IcsEvent {
        IcsEvent {
            uid: "evt-001@example.org".into(),
            summary: "读书会; 第一场, 上午".into(),
            location: "某图书馆 C:\\厅".into(),
            position: "36.081965;120.349019".into(),
            start: start.into(),
            end: end.into(),
            description: "第一行\n第二行".repeat(20),
            url: "https://example.org/?a=1;b=2,3".into(),
            organiser: "某馆 \"甲\"; 乙:丙 ^n".into(),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let forms = [
            ("2023-09-16", "2023-09-17"),
            ("2023-09-16", "2023-09-16"),
            ("2023-09-16", ""),
            ("2023-12-31T23:00", "2024-01-01T01:30"),
            ("2023-09-16T09:00", ""),
        ];
        for (start, end) in forms {
            let (text, faults) = written(&[event(start, end)]);
            assert_eq!((read_ics(text.as_bytes()).unwrap(), faults), (vec![Ok(event(start, end))], vec![]), "{text}");
        }
    }

    #[test]
    fn lines_are_at_most_75_octets_and_end_in_crlf() {
        let (text, _) = written(&[event("2023-09-16", "")]);
        assert!(text.ends_with("END:VCALENDAR\r\n") && text.replace("\r\n", "").chars().all(|c| !c.is_control()));
        assert!(text.split("\r\n").all(|l| l.len() <= 75), "{text}");
        assert!(text.contains("DTSTAMP:20261122T040506Z\r\n") && text.contains("\r\nDTSTART;VALUE=DATE:20230916\r\n"));
        let (text, _) = written(&[event("2023-09-16T09:00", "2023-09-16T11:00")]);
        assert!(text.contains("DTSTART;TZID=Asia/Shanghai:20230916T090000\r\n") && text.contains("BEGIN:VTIMEZONE"));
    }

    #[test]
    fn a_text_cannot_bring_lines_of_its_own() {
        let mut bad = event("2023-09-16", "");
        let lines = "x\r\nRRULE:FREQ=DAILY\nEND:VEVENT\r";
        (bad.url, bad.organiser, bad.uid, bad.summary) = (lines.into(), lines.into(), lines.into(), lines.into());
        let (text, _) = written(&[bad]);
        assert!(!text.contains("\r\nRRULE") && text.matches("\nEND:VEVENT").count() == 1, "{text}");
        assert!(read_ics(text.as_bytes()).unwrap()[0].is_ok());
    }

    #[test]
    fn a_position_that_is_none_is_neither_written_nor_read() {
        let crooked = |position: &str| {
            let (text, _) = written(&[IcsEvent { position: position.into(), ..event("2023-09-16", "") }]);
            assert!(!text.contains("GEO"), "{text}");
            text
        };
        crooked("36;120\r\nX:y");
        for bad in ["36.08", "36.08;", "a;b", "36.08;120.35;0", "95;120", "36;190", "NaN;inf"] {
            let text = crooked(bad);
            let read = read_ics(text.replace("URL:", &format!("GEO:{bad}\r\nURL:")).as_bytes()).unwrap();
            assert_eq!(read[0].as_ref().unwrap().position, "", "{bad}");
        }
    }

    #[test]
    fn an_event_without_a_day_is_left_out_and_named() {
        let all = [
            event("2023-09", ""),
            event("2023-09-16", "2023-09-16T09:00"),
            event("2023-09-16", "2023-09-15"),
            event("2023-09-16", "later"),
            event("2023-09-16", "9999-12-31"),
            event("2023-09-16", "2023-09-18"),
        ];
        let (text, faults) = written(&all);
        assert_eq!(faults.iter().map(|f| f.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert!(faults[0].to_string().contains("evt-001") && text.matches("BEGIN:VEVENT").count() == 1);
    }

    proptest! {
        #[test]
        fn any_event_comes_back(
            texts in prop::collection::vec("([^\\pC\\s]([^\\pC]{0,90}[^\\pC\\s])?)?", 4),
            lines in prop::collection::vec("[^\\pC\\s]{1,40}", 0..4),
            (day, last, timed) in (0..20_000i64, 0..100i64, any::<bool>()),
        ) {
            let date = |d| NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Days::new(u64::try_from(d).unwrap());
            let time = if timed { "T08:30" } else { "" };
            let one = IcsEvent {
                uid: format!("u{}", texts[0]),
                summary: format!("s{}", texts[1]),
                location: texts[2].clone(),
                position: if timed { "36.5;-120.25".to_owned() } else { String::new() },
                start: format!("{}{time}", date(day)),
                end: if timed && last == 0 { String::new() } else { format!("{}{time}", date(day + last)) },
                description: lines.join("\n"),
                url: String::new(),
                organiser: texts[3].replace('@', ""),
            };
            let (text, faults) = written(std::slice::from_ref(&one));
            prop_assert!(text.split("\r\n").all(|l| l.len() <= 75));
            prop_assert_eq!((read_ics(text.as_bytes()).unwrap(), faults), (vec![Ok(one)], vec![]));
        }

        #[test]
        fn a_spoilt_calendar_is_survived(cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..4usize, "(BEGIN:|END:|VEVENT|[:;=\",\\\\ZPT0-9+\r\n \t]){0,3}|."), 1..6)) {
            let (text, _) = written(&[event("2023-09-16", "2023-09-17"), event("2023-09-16T09:00", "2023-09-16T10:00")]);
            let mut bytes = text.into_bytes();
            for (at, gone, new) in cuts {
                let at = at.index(bytes.len());
                let end = (at + gone).min(bytes.len());
                bytes.splice(at..end, new.bytes());
            }
            if let Ok(events) = read_ics(&bytes) {
                for event in events.into_iter().flatten() {
                    prop_assert!(written(&[event]).1.is_empty());
                }
            }
        }

        #[test]
        fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_ics(&body);
            let _ = read_ics(&[b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", body.as_slice()].concat());
        }
    }
}
