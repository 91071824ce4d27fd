//! A tour as it is printed.

use rust_i18n::t;

use super::Asked;
use crate::{
    jobs::Toured,
    model::{Calendar, Now},
    tour::{End, Stop, Visit},
    ui::{tour_words, words},
};

/// What is printed.
pub(super) struct Page<'a> {
    pub(super) asked: &'a Asked,
    pub(super) toured: &'a Toured,
    pub(super) calendar: &'a Calendar,
}

impl Page<'_> {
    /// All of it; `notes` follow the stops.
    pub(super) fn text(&self, notes: &[String]) -> String {
        let Toured { schedule, tour, .. } = self.toured;
        let mut lines = self.asked.notes.clone();
        lines.push(self.setting_out());
        for (i, visit) in schedule.visits.iter().enumerate() {
            lines.extend(self.visit(i, visit));
        }
        lines.extend(schedule.lunch_last.map(|l| format!("   {}", tour_words::lunch(l, tour.depart.date()))));
        lines.extend(self.end());
        lines.extend(self.left_out());
        lines.extend(notes.iter().cloned());
        lines.push(String::new());
        if !self.asked.designed {
            lines.extend(tour_words::gain(self.toured));
        }
        lines.extend(tour_words::totals(self.toured));
        lines.extend(tour_words::left_out(schedule).filter(|_| !self.asked.designed));
        lines.extend(tour_words::unknown_hours(self.toured));
        if !self.toured.fixes.is_empty() && !self.asked.designed {
            lines.push(t!("tour.cli.fixes").into_owned());
            lines.extend(self.toured.fixes.iter().map(|f| format!("  - {}", tour_words::fix(f, tour))));
        }
        lines.extend(tour_words::basis(self.toured));
        lines.extend(self.toured.stopped.then(|| t!("tour.stopped").into_owned()));
        lines.join("\n")
    }

    fn day(&self) -> chrono::NaiveDate {
        self.toured.tour.depart.date()
    }

    fn setting_out(&self) -> String {
        let depart: Now = self.toured.schedule.depart;
        let when = format!("{} {} {}", depart.date(), weekday(depart), words::clock(depart.time()));
        match &self.toured.tour.start {
            Some(start) => t!("tour.cli.sets_out_from", when = when, from = start.name).into_owned(),
            None => t!("tour.cli.sets_out", when = when).into_owned(),
        }
    }

    fn visit(&self, position: usize, visit: &Visit) -> Vec<String> {
        let Some(stop) = self.toured.tour.stops.get(visit.stop) else { return Vec::new() };
        let mut lines = vec![format!("{}. {}", position + 1, stop.name)];
        let mut line = |text: String| lines.push(format!("   {text}"));
        if let Some(way) = self.way(position + usize::from(self.toured.tour.start.is_some()), visit.travel_s) {
            line(way);
        }
        visit.lunch.into_iter().for_each(|l| line(tour_words::lunch(l, self.day())));
        line(tour_words::times(visit, stop, self.day()));
        if let Some(state) = tour_words::visit_state(visit, stop) {
            line(self.with_hours(state, stop, visit.begin));
        }
        stop.fixed.into_iter().for_each(|at| line(tour_words::locked(at, self.day())));
        tour_words::stand_in(stop).into_iter().for_each(&mut line);
        if !visit.troubles.is_empty() {
            line(format!("! {}", tour_words::troubles(&visit.troubles, stop, visit.begin.date(), self.calendar)));
        }
        self.asked.of_stops.get(visit.stop).into_iter().flatten().for_each(|said| line(said.clone()));
        lines
    }

    /// The open state with the hours of that day, when any are known.
    fn with_hours(&self, state: String, stop: &Stop, at: Now) -> String {
        let known = stop.hours.as_ref().is_some_and(|h| h.on(at.date(), self.calendar).is_some());
        match tour_words::hours_on(stop, at.date(), self.calendar).filter(|_| known) {
            Some(hours) => t!("tour.cli.hours", state = state, day = weekday(at), hours = hours).into_owned(),
            None => state,
        }
    }

    /// The way before a point of the route: how, how far, how long. There is none before the first.
    fn way(&self, point: usize, travel_s: u32) -> Option<String> {
        let leg = self.toured.route.as_ref()?.legs.get(point.checked_sub(1)?)?;
        let (how, far) = (words::profile(self.toured.tour.profile), words::length(leg.length_m));
        let time = tour_words::seconds(i64::from(travel_s));
        Some(t!("tour.cli.way", how = how, length = far, time = time).into_owned())
    }

    fn end(&self) -> Option<String> {
        let Toured { schedule, tour, .. } = self.toured;
        let name = match &tour.end {
            End::Anywhere => return None,
            End::At(end) => end.name.as_str(),
            End::Start => match (&tour.start, schedule.visits.first()) {
                (Some(start), _) => start.name.as_str(),
                (None, first) => tour.stops.get(first?.stop)?.name.as_str(),
            },
        };
        let when = tour_words::moment(schedule.end, self.day());
        let arrives = t!("tour.cli.arrives", name = name, when = when);
        let points = schedule.visits.len() + usize::from(tour.start.is_some());
        Some(match self.way(points, schedule.last_travel_s) {
            Some(way) => format!("→ {arrives} · {way}"),
            None => format!("→ {arrives}"),
        })
    }

    /// What is left out, with every reason.
    fn left_out(&self) -> Vec<String> {
        let left = &self.toured.schedule.left_out;
        let line = |(i, troubles): &(usize, Vec<_>)| {
            let stop = self.toured.tour.stops.get(*i)?;
            let why = tour_words::troubles(troubles, stop, self.day(), self.calendar);
            Some(t!("tour.cli.left_line", name = stop.name, why = why).into_owned())
        };
        let mut lines: Vec<String> = left.iter().filter_map(line).collect();
        if !lines.is_empty() {
            lines.insert(0, t!("tour.cli.left_out").into_owned());
        }
        lines
    }
}

fn weekday(at: Now) -> String {
    words::weekday(chrono::Datelike::weekday(&at).num_days_from_monday())
}
