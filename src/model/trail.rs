//! Trails (打卡路线): venues to be visited, in an order or in any, with a stay and a word at each.

use super::{
    Date, keyed,
    record::{BadCell, record},
};

keyed! {
    /// What a trail or a day is about.
    Theme {
        /// 博物馆
        Museums = "museums",
        /// 里院与老建筑
        Heritage = "heritage",
        /// 非遗
        Ich = "ich",
        /// 啤酒与葡萄酒
        Beer = "beer",
        /// 亲子
        Family = "family",
        /// 适老短途
        Elder = "elder",
        /// Anything else.
        Other = "other",
    }
}

keyed! {
    /// Whether the stops of a trail are to be taken in their order.
    TrailOrder {
        /// In any order.
        Free = "free",
        /// As they stand.
        Fixed = "fixed",
    }
}

record! {
    /// A published trail.
    Trail checked by stays_go_with_stops {
        /// Stable identifier, such as `trl-001`.
        id: String, key;
        /// Its name.
        name: String, needed;
        /// What it is about.
        theme: Theme, needed;
        /// Whether the order is fixed.
        order as stop_order: TrailOrder, needed;
        /// Ids of the places, in order.
        stops: Vec<String>, places;
        /// Minutes at each of the stops, in the same order; empty for the usual ones.
        stays as stay_minutes: Vec<String>;
        /// What there is to say of it.
        text: String;
        /// The source, in words a stranger understands; 本程序编排 for what we have composed.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}

impl Trail {
    /// Seconds at the stop of this position, when the trail says so.
    #[must_use]
    pub fn stay_s(&self, stop: usize) -> Option<u32> {
        self.stays.get(stop)?.parse::<u32>().ok()?.checked_mul(60)
    }
}

fn stays_go_with_stops(trail: &Trail) -> Option<BadCell> {
    let count = |n: usize| n == 0 || n == trail.stops.len();
    let minutes = |text: &String| text.parse::<u32>().is_ok_and(|m| m <= 24 * 60);
    let fits = count(trail.stays.len()) && trail.stays.iter().all(minutes);
    (!fits).then(|| BadCell { column: 5, reason: rust_i18n::t!("model.bad_stays").into_owned() })
}
