//! `tour --instance FILE.json`: a problem as plain numbers, put in order.

use std::path::Path;

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::super::{
    Outcome,
    session::{Session, silent},
};
use crate::{
    formats::{TourInstance, read_tour_instance},
    jobs::{Event, Paths, Request},
    model::in_words,
    tour::{FOREVER, Problem, UNREACHABLE},
    ui::words,
};

/// What leaving a stop out costs: more than any round of so many nodes.
const PENALTY: i64 = 1_000_000_000_000;

pub(super) fn run(paths: &Paths, file: &Path, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let unread = |e: std::io::Error| {
        Outcome::Bad(t!("jobs.cannot_read", file = file.display(), reason = in_words(&e)).into_owned())
    };
    let text = std::fs::read_to_string(file).map_err(unread)?;
    let instance = read_tour_instance(&text)
        .map_err(|e| Outcome::Bad(words::labelled(&file.display().to_string(), &e.to_string())))?;
    // The solver sets out from its node 0; the file may do so from any.
    let others = (0..instance.duration_s.len()).filter(|&n| n != instance.depot);
    let nodes: Vec<usize> = std::iter::once(instance.depot).chain(others).collect();
    let problem = problem(&instance, &nodes, matches.get_flag("windows"));
    let seed = matches.get_one("seed").copied().unwrap_or(0);
    let mut session = Session::streets_only(paths)?;
    let asked = Box::new(problem.clone());
    let Event::SolvedTour(_, found, took) =
        session.seek(|ticket| Request::SolveTour { ticket, problem: asked, seed })?
    else {
        return Err(silent());
    };
    let named = |stops: &[usize]| stops.iter().filter_map(|&n| nodes.get(n).copied()).collect::<Vec<_>>();
    let value = json!({
        "name": instance.name,
        "order": named(&found.order),
        "cost": found.travel_s,
        "late": late(&problem, &found.order),
        "left_out": named(&found.left_out),
        "proven": found.proven,
        "cpu_s": took.time.as_secs_f64(),
    });
    Ok(Outcome::Done(value.to_string()))
}

/// The instance with its nodes in this order. Without windows only the way counts.
fn problem(instance: &TourInstance, nodes: &[usize], windows: bool) -> Problem {
    let travel = |from: usize, to: usize| instance.duration_s[from][to].map_or(UNREACHABLE, |s| whole(s, UNREACHABLE));
    let window = |n: usize| if windows { instance.time_windows_s[n].map(|s| whole(s, FOREVER)) } else { [0, FOREVER] };
    let service = |n: usize| if windows { whole(instance.service_s[n], FOREVER) } else { 0 };
    Problem {
        travel_s: nodes.iter().flat_map(|&from| nodes.iter().map(move |&to| travel(from, to))).collect(),
        service_s: nodes.iter().map(|&n| if n == instance.depot { 0 } else { service(n) }).collect(),
        windows: nodes.iter().map(|&n| vec![window(n)]).collect(),
        penalty: nodes.iter().map(|&n| if n == instance.depot { 0 } else { PENALTY }).collect(),
        travel_cost: 1,
        wait_cost: 0,
    }
}

/// Whole seconds, rounded up, so that nobody comes later than said.
#[expect(clippy::cast_possible_truncation, reason = "capped before")]
fn whole(seconds: f64, most: i32) -> i32 {
    seconds.ceil().clamp(0.0, f64::from(most)) as i32
}

/// How many visits of the order begin after their window, the way back to node 0 among them.
fn late(problem: &Problem, order: &[usize]) -> usize {
    let begins = |n: usize| problem.windows[n].first().map_or([0, FOREVER], |w| *w).map(i64::from);
    let (mut at, mut now, mut late) = (0, begins(0)[0], 0);
    for &node in order.iter().chain([&0]) {
        let [opens, closes] = if node == 0 { [0, begins(0)[1]] } else { begins(node) };
        now = (now + i64::from(problem.service_s[at]) + i64::from(problem.travel(at, node))).max(opens);
        late += usize::from(now > closes);
        at = node;
    }
    late
}
