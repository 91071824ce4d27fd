//! Made-up events and offers: none of them is real.

use shibei_atlas::{
    formats,
    model::{Event, Record, Snapshot},
};

/// Says of every row that it is made up.
const MADE_UP: &str = "测试用，非真实数据";

fn event(cells: [&str; 11]) -> Event {
    let [id, name, kind, place, venue, start, end, precision, organiser, fee, link] = cells;
    let cells =
        [id, name, kind, place, venue, start, end, precision, organiser, fee, link, MADE_UP, "2026-11", "虚构的说明"];
    Event::from_row(0, &cells.map(String::from)).unwrap()
}

/// What is shipped, with six made-up events around 22 November 2026.
pub(crate) fn events() -> Snapshot {
    let mut made_up = formats::shipped().unwrap();
    let made = [
        [
            "made-1",
            "虚构读书会",
            "event",
            "mus-001",
            "二楼虚构厅",
            "2026-11-22T14:00",
            "2026-11-22T16:00",
            "exact",
            "虚构主办方",
            "免费",
            "https://example.org/made-1",
        ],
        ["made-2", "虚构惠民月", "offer", "mus-003", "", "2026-11", "2026-12", "exact", "虚构主办方", "五折", ""],
        ["made-3", "虚构灯会", "event", "", "某广场", "2026-12", "", "approximate", "", "", ""],
        ["made-4", "虚构讲座", "event", "bld-018", "", "", "", "unknown", "", "", ""],
        ["made-5", "虚构旧展", "event", "mus-001", "", "2026-10-01", "2026-10-07", "exact", "", "", ""],
        ["made-6", "虚构市集", "event", "mus-003", "", "2026-11-28", "2026-11-29", "exact", "", "", ""],
    ];
    let events = made.map(event);
    made_up.events = made_up.events.iter().cloned().chain(events).collect();
    made_up
}
