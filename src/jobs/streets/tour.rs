//! Tours: travel times on the thread that routes, the search for an order on a thread of its own, then the way itself.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    super::{Event, Failure, Ticket, Took, stopwatch::timed, worker::Say},
    StreetLane, Told,
    answer::{Answering, Asked, Means},
};
use crate::{
    model::Calendar,
    routing::{Basis, CostMatrix, Route, Waypoint},
    tour::{End, Fix, Problem, Schedule, Stop, Tour, check, fixes, optimise, plan_errands, solve},
};

/// What is to be done with a tour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TourTask {
    /// Say how it goes in the order given.
    Check,
    /// Put it in order.
    Optimise,
    /// Choose the fewest stops that do all these matters, each told by the stops at which it is done, and put them in
    /// order.
    Errands(Vec<Vec<usize>>),
}

/// A tour in time and on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Toured {
    /// The tour as it was asked; of errands, only with the stops chosen.
    pub tour: Tour,
    /// The stops visited, by position in the tour, in order.
    pub order: Vec<usize>,
    /// Where the stops of the tour stood among those that it was asked with.
    pub chosen: Vec<usize>,
    /// The stop that does each matter, when it was asked for errands.
    pub does: Vec<Option<usize>>,
    /// When one is where.
    pub schedule: Schedule,
    /// The way from the start through the stops visited to the end; none where there are fewer than two points.
    pub route: Option<Arc<Route>>,
    /// The same of the order given, when the tour was put in order.
    pub before: Option<(Schedule, Option<Arc<Route>>)>,
    /// Changes that would make it fit better, the least first.
    pub fixes: Vec<Fix>,
    /// What times rest on.
    pub basis: Basis,
    /// Nothing better is possible.
    pub proven: bool,
    /// The search was stopped; it may not be the best.
    pub stopped: bool,
    /// What the search took.
    pub took: Took,
}

/// A tour in time, its way still to be found.
pub(in crate::jobs) struct Ordered(Toured);

/// Least time between two words on how far it has come.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

impl StreetLane {
    /// Finds the travel times, and hands the search to a thread of its own. A search still under way is ended.
    pub(super) fn tour(&mut self, ticket: Ticket, tour: Box<Tour>, task: TourTask, calendar: Arc<Calendar>) {
        if let Err(why) = self.ready(ticket) {
            return self.say.event(Event::Toured(ticket, Err(why)));
        }
        let (times, basis, _) = self.answering.matrix(&tour.points(), tour.profile);
        let work = move |stop: &dyn Fn() -> bool, progress: &mut dyn FnMut(u64, u64)| {
            search(*tour, task, &times, basis, &calendar, stop, progress)
        };
        let tell = self.tell.clone();
        self.beside(ticket, work, move |_, ordered| drop(tell.send(Told::Ordered(ticket, Box::new(Ordered(ordered))))));
    }

    /// Solves a tour given as plain numbers.
    pub(super) fn solve_tour(&mut self, ticket: Ticket, problem: Box<Problem>, seed: u64) {
        let work = move |stop: &dyn Fn() -> bool, progress: &mut dyn FnMut(u64, u64)| {
            timed(|| solve(&problem, seed, stop, progress))
        };
        self.beside(ticket, work, move |say, (solution, took)| say.event(Event::SolvedTour(ticket, solution, took)));
    }

    fn beside<T: 'static>(
        &mut self,
        ticket: Ticket,
        work: impl FnOnce(&dyn Fn() -> bool, &mut dyn FnMut(u64, u64)) -> T + Send + 'static,
        done: impl FnOnce(&Say, T) + Send + 'static,
    ) {
        // An older search ends at the next look; what it says then is an answer nobody waits for.
        self.tours.retain(|(search, _)| !search.is_finished());
        for (_, ended) in &self.tours {
            ended.store(true, Ordering::Relaxed);
        }
        self.cancels.tour.store(false, Ordering::Relaxed);
        let (cancel, say) = (self.cancels.tour.clone(), self.say.clone());
        let ended = Arc::new(AtomicBool::new(false));
        let mine = ended.clone();
        let run = move || {
            let mut told = Instant::now();
            let mut progress = |done, total| {
                if told.elapsed() >= PROGRESS_EVERY {
                    told = Instant::now();
                    say.event(Event::TourProgress(ticket, done, total));
                }
            };
            let answer = work(&|| cancel.load(Ordering::Relaxed) || mine.load(Ordering::Relaxed), &mut progress);
            done(&say, answer);
        };
        match thread::Builder::new().name("tour".into()).spawn(run) {
            Ok(thread) => self.tours.push((thread, ended)),
            Err(e) => self.say.event(Event::Toured(ticket, Err(e.into()))),
        }
    }
}

fn search(
    tour: Tour,
    task: TourTask,
    times: &CostMatrix,
    basis: Basis,
    calendar: &Calendar,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(u64, u64),
) -> Toured {
    let given = check(&tour, times, calendar);
    let every: Vec<usize> = (0..tour.stops.len()).collect();
    let told = |tour, order, schedule, took| Toured {
        tour,
        order,
        chosen: every,
        does: Vec::new(),
        schedule,
        route: None,
        before: None,
        fixes: Vec::new(),
        basis,
        proven: false,
        stopped: stop(),
        took,
    };
    // A search that is stopped or overtaken says no more of what would help: trying costs as much as the search.
    match task {
        TourTask::Check => {
            let (fixes, took) = timed(|| fixes(&tour, times, calendar, false, stop));
            Toured { fixes, ..told(tour, visited(&given), given, took) }
        }
        TourTask::Optimise => {
            let (plan, took) = timed(|| optimise(&tour, times, calendar, stop, progress));
            let arranged = with_rest(&plan.order, 0..tour.stops.len());
            let (as_planned, its_times) = narrowed(&tour, &arranged, times);
            let fixes = fixes(&as_planned, &its_times, calendar, true, stop);
            let fixes = fixes.into_iter().map(|f| Fix { kind: f.kind.renumbered(&arranged), ..f }).collect();
            let before = Some((given, None));
            Toured { before, fixes, proven: plan.proven, ..told(tour, plan.order, plan.schedule, took) }
        }
        TourTask::Errands(wanted) => {
            let (plan, took) = timed(|| plan_errands(&tour, &wanted, times, calendar, stop));
            let chosen = with_rest(&plan.order, plan.does.iter().flatten().copied());
            let (tour, times) = narrowed(&tour, &chosen, times);
            let schedule = check(&tour, &times, calendar);
            let fixes = fixes(&tour, &times, calendar, true, stop);
            let among = |stop: &Option<usize>| stop.and_then(|i| chosen.iter().position(|&c| c == i));
            let does = plan.does.iter().map(among).collect();
            Toured { chosen, does, fixes, ..told(tour, visited(&schedule), schedule, took) }
        }
    }
}

/// These stops, then the others of those, each once.
fn with_rest(order: &[usize], all: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut arranged = order.to_vec();
    arranged.extend(all.filter(|i| !order.contains(i)).collect::<BTreeSet<_>>());
    arranged
}

fn visited(schedule: &Schedule) -> Vec<usize> {
    schedule.visits.iter().map(|v| v.stop).collect()
}

/// The tour with these of its stops alone, and the travel times of its points.
fn narrowed(tour: &Tour, chosen: &[usize], times: &CostMatrix) -> (Tour, CostMatrix) {
    let located = |stops: &[Stop]| stops.iter().filter(|s| s.location.is_some()).count();
    let ends = tour.points().len() - located(&tour.stops);
    let stops: Vec<Stop> = chosen.iter().filter_map(|&i| tour.stops.get(i)).cloned().collect();
    let point = |&i: &usize| tour.stops.get(i)?.location.map(|_| ends + located(&tour.stops[..i]));
    let points: Vec<usize> = (0..ends).chain(chosen.iter().filter_map(point)).collect();
    let duration_s = points.iter().flat_map(|&a| points.iter().map(move |&b| times.at(a, b))).collect();
    (Tour { stops, ..tour.clone() }, CostMatrix { rows: points.len(), columns: points.len(), duration_s })
}

impl Answering {
    /// Finds the way of a tour that has been put in order.
    pub(super) fn toured(&mut self, ordered: &mut Ordered) -> Result<Arc<Toured>, Failure> {
        let mut toured = ordered.0.clone();
        toured.route = self.way(&toured.tour, &toured.order)?;
        if let Some((schedule, route)) = &mut toured.before {
            let order: Vec<usize> = schedule.visits.iter().map(|v| v.stop).collect();
            *route = self.way(&toured.tour, &order)?;
        }
        Ok(Arc::new(toured))
    }

    /// The way from the start through these stops to the end.
    fn way(&mut self, tour: &Tour, order: &[usize]) -> Result<Option<Arc<Route>>, Failure> {
        let stop = |&i: &usize| {
            let stop = tour.stops.get(i)?;
            Some(Waypoint { name: stop.name.clone(), location: stop.location?, place: stop.place.clone() })
        };
        let mut stops: Vec<Waypoint> = tour.start.iter().cloned().chain(order.iter().filter_map(stop)).collect();
        match &tour.end {
            End::Anywhere => {}
            End::Start => stops.extend(stops.first().filter(|_| stops.len() > 1).cloned()),
            End::At(end) => stops.push(end.clone()),
        }
        if stops.len() < 2 {
            return Ok(None);
        }
        let (profile, means) = (tour.profile, Means::Streets);
        let asked = Asked { stops, profile, means, alternatives: false, when: None };
        Ok(Some(self.ways(asked)?.route))
    }
}
