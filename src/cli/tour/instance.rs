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
    let instance = read_tour_instance(&text, matches.get_flag("windows"))
        .map_err(|e| Outcome::Bad(words::labelled(&file.display().to_string(), &e.to_string())))?;
    // The solver sets out from its node 0; the file may do so from any.
    let others = (0..instance.duration_s.len()).filter(|&n| n != instance.depot);
    let nodes: Vec<usize> = std::iter::once(instance.depot).chain(others).collect();
    let problem = problem(&instance, &nodes);
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

/// The instance with its nodes in this order, in whole seconds such that nobody comes later than said: times spent are
/// rounded up, windows to the whole seconds in them. Without windows only the way counts.
fn problem(instance: &TourInstance, nodes: &[usize]) -> Problem {
    let travel = |from: usize, to: usize| match instance.duration_s[from][to] {
        // From a node to itself there is nothing to travel, whatever the file says.
        _ if from == to => 0,
        way => way.map_or(UNREACHABLE, |s| whole(s.ceil(), UNREACHABLE)),
    };
    let service = |n: usize| instance.times.as_ref().map_or(0, |t| whole(t.service_s[n].ceil(), FOREVER));
    let window = |n: usize| {
        let Some(times) = &instance.times else { return vec![[0, FOREVER]] };
        let [opens, closes] = times.time_windows_s[n];
        let [opens, closes] = [whole(opens.ceil(), FOREVER), whole(closes.floor(), FOREVER)];
        // One sets out all the same; a stop without a whole second to begin in cannot be visited.
        if n == instance.depot {
            vec![[opens, closes.max(opens)]]
        } else {
            (opens <= closes).then_some([opens, closes]).into_iter().collect()
        }
    };
    Problem {
        travel_s: nodes.iter().flat_map(|&from| nodes.iter().map(move |&to| travel(from, to))).collect(),
        service_s: nodes.iter().map(|&n| if n == instance.depot { 0 } else { service(n) }).collect(),
        windows: nodes.iter().map(|&n| window(n)).collect(),
        penalty: nodes.iter().map(|&n| if n == instance.depot { 0 } else { PENALTY }).collect(),
        travel_cost: 1,
        wait_cost: 0,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "capped before")]
fn whole(seconds: f64, most: i32) -> i32 {
    seconds.clamp(0.0, f64::from(most)) as i32
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
