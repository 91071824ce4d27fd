//! Against every order of every set of stops, on made-up (虚构) numbers.

use proptest::{collection::vec, prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use super::{cooling::Cooling, ground::Ground, journey::Journey, local, ruin, solve};
use crate::tour::{FOREVER, Problem, Solution, UNREACHABLE};

/// Cost, travel and end of an order as the words of [`Problem`] say them; `None` when it cannot be kept.
fn recount(problem: &Problem, order: &[usize]) -> Option<(i64, i64, i64)> {
    let (mut at, mut time, mut travel, mut wait) = (0, i64::from(problem.windows[0][0][0]), 0, 0);
    for &next in order.iter().chain(if order.is_empty() { &[][..] } else { &[0] }) {
        let leg = problem.travel(at, next);
        if leg >= UNREACHABLE {
            return None;
        }
        let arrival = time + i64::from(leg);
        let windows = problem.windows[next].iter().map(|w| w.map(i64::from));
        let begin = windows.filter(|w| arrival.max(w[0]) <= w[1]).map(|w| arrival.max(w[0])).min()?;
        travel += i64::from(leg);
        wait += begin - arrival;
        (at, time) = (next, begin + i64::from(problem.service_s[next]));
    }
    let left_out = (1..problem.nodes()).filter(|stop| !order.contains(stop)).map(|stop| problem.penalty[stop]);
    let cost = problem.travel_cost * travel + problem.wait_cost * wait + left_out.sum::<i64>();
    Some((cost, travel, time))
}

/// The least cost of all orders of all sets of stops.
fn least(problem: &Problem) -> i64 {
    fn go_on(problem: &Problem, order: &mut Vec<usize>, least: &mut i64) {
        if let Some((cost, ..)) = recount(problem, order) {
            *least = cost.min(*least);
        }
        for stop in 1..problem.nodes() {
            if !order.contains(&stop) {
                order.push(stop);
                go_on(problem, order, least);
                order.pop();
            }
        }
    }
    let mut least = i64::MAX;
    go_on(problem, &mut Vec::new(), &mut least);
    least
}

/// The answer is what it says it is.
fn holds(problem: &Problem, answer: &Solution) -> bool {
    let mut all = [&answer.order[..], &answer.left_out].concat();
    all.sort_unstable();
    all.into_iter().eq(1..problem.nodes())
        && answer.left_out.is_sorted()
        && recount(problem, &answer.order) == Some((answer.cost, answer.travel_s, answer.end_s))
}

fn quietly(problem: &Problem, seed: u64) -> Solution {
    solve(problem, seed, &|| false, &mut |_, _| ())
}

/// An answer of few rounds of the search that the problem is for, however few its stops.
fn by_search(problem: &Problem, rounds: u32) -> Solution {
    let ground = Ground::new(problem);
    let progress = &mut |_, _| ();
    let rounds = Cooling::new(rounds, 1, &|| false, progress);
    let order = if ground.nodes() < 2 {
        Vec::new()
    } else if local::serves(&ground) {
        local::order(&ground, rounds)
    } else {
        ruin::order(&ground, rounds)
    };
    ground.solution(&order, false)
}

/// Windows in any order, overlapping or not, or open all the time.
fn windows() -> impl Strategy<Value = Vec<[i32; 2]>> {
    let window = (0..4000, 0..1500).prop_map(|(first, length)| [first, first + length]);
    prop_oneof![2 => Just(vec![[0, FOREVER]]), 5 => vec(window, 0..4)]
}

fn problems(stops: std::ops::Range<usize>) -> impl Strategy<Value = Problem> {
    let leg = prop_oneof![1 => Just(UNREACHABLE), 12 => 0..900];
    let penalty = prop_oneof![1 => 0_i64..2000, 1 => Just(1 << 40)];
    stops.prop_flat_map(move |stops| {
        let nodes = stops + 1;
        let day = (0..500, prop_oneof![1 => Just(FOREVER), 1 => 500..6000]);
        let day = day.prop_map(|(set_out, back)| vec![[set_out, back]]);
        let numbers = (vec(leg.clone(), nodes * nodes), vec(0..300, nodes), vec(penalty.clone(), nodes));
        (numbers, vec(windows(), nodes), day, 0..3_i64, 0..3_i64).prop_map(
            |(numbers, mut windows, day, travel, wait)| {
                let (travel_s, mut service_s, penalty) = numbers;
                windows[0] = day;
                service_s[0] = 0;
                Problem { travel_s, service_s, windows, penalty, travel_cost: travel, wait_cost: wait }
            },
        )
    })
}

/// All open all the time, and all to be visited.
fn open_problems(stops: std::ops::Range<usize>) -> impl Strategy<Value = Problem> {
    (problems(stops), 1..900).prop_map(|(mut problem, leg)| {
        problem.travel_s.iter_mut().filter(|s| **s == UNREACHABLE).for_each(|s| *s = leg);
        problem.windows.fill(vec![[0, FOREVER]]);
        problem.penalty.fill(1 << 40);
        problem.travel_cost = 1;
        problem
    })
}

/// The same problems at every run.
fn fixed(strategy: impl Strategy<Value = Problem>, count: usize) -> Vec<Problem> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn few_stops_are_solved_as_well_as_by_trying_every_order(problem in problems(0..7)) {
        let answer = quietly(&problem, 0);
        prop_assert!(holds(&problem, &answer), "{answer:?}");
        prop_assert!(answer.proven);
        prop_assert_eq!(answer.cost, least(&problem));
    }

    #[test]
    fn a_search_is_never_better_than_the_best_nor_late(problem in prop_oneof![problems(1..10), open_problems(7..10)]) {
        let answer = by_search(&problem, 256);
        prop_assert!(holds(&problem, &answer), "{answer:?}");
        prop_assert!(answer.cost >= quietly(&problem, 0).cost);
    }

    #[test]
    fn the_cost_kept_with_a_journey_is_that_of_its_order(
        problem in problems(1..14),
        out in vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let ground = Ground::new(&problem);
        let mut journey = Journey::new(&ground);
        let hopeless = ground.outcome(&[]).unwrap().cost - journey.cost;
        for index in out {
            journey.put_back(None, true);
            if !journey.stops().is_empty() {
                journey.take_out(1 + index.index(journey.stops().len()));
            }
            prop_assume!(journey.settle());
            prop_assert_eq!(journey.cost + hopeless, ground.outcome(journey.stops()).unwrap().cost);
            journey.put_back(None, false);
            prop_assert_eq!(journey.cost + hopeless, ground.outcome(journey.stops()).unwrap().cost);
        }
    }
}

#[test]
fn eight_and_nine_stops_are_solved_as_well_as_by_trying_every_order() {
    let problems = [fixed(problems(8..9), 5), fixed(open_problems(8..9), 1), fixed(problems(9..10), 1)].concat();
    problems.iter().for_each(|problem| assert_eq!(quietly(problem, 0).cost, least(problem)));
}

#[test]
fn a_search_of_1024_rounds_finds_the_best_of_up_to_ten_stops_nearly_always() {
    let met = |problems: Vec<Problem>| {
        problems.iter().filter(|problem| by_search(problem, 1024).cost == quietly(problem, 0).cost).count()
    };
    assert_eq!(met(fixed(open_problems(7..11), 20)), 20);
    assert!(met(fixed(problems(6..11), 50)) >= 48);
}

#[test]
fn many_stops_are_each_visited_once_in_time_or_left_out_and_always_alike() {
    for problem in [fixed(problems(40..41), 3), fixed(open_problems(40..41), 1)].concat() {
        let answer = by_search(&problem, 512);
        assert!(holds(&problem, &answer) && !answer.proven);
        assert_eq!(answer, by_search(&problem, 512));
        assert!(answer.cost <= by_search(&problem, 0).cost);
    }
}

#[test]
fn one_told_to_stop_answers_with_the_best_so_far() {
    for problem in [fixed(problems(10..11), 1), fixed(problems(200..201), 1), fixed(open_problems(30..31), 1)].concat()
    {
        let mut heard = Vec::new();
        let answer = solve(&problem, 0, &|| true, &mut |done, total| heard.push((done, total)));
        assert!(holds(&problem, &answer));
        assert!(heard.len() == 1 && heard[0].0 <= heard[0].1);
    }
}

#[test]
fn a_problem_that_makes_no_sense_leaves_out_what_cannot_be_visited() {
    let day = vec![[0, FOREVER]];
    let sound = fixed(open_problems(15..16), 1).remove(0);
    let none = Problem { travel_s: vec![], service_s: vec![], windows: vec![], penalty: vec![], ..sound.clone() };
    let one = Problem { service_s: vec![0], windows: vec![day.clone()], ..none.clone() };
    let broken = [
        none.clone(),
        one.clone(),
        Problem { travel_s: vec![7; 5], windows: vec![day.clone(); 2], ..sound.clone() },
        Problem { windows: vec![], penalty: vec![1; 3], ..sound.clone() },
        Problem { travel_s: vec![UNREACHABLE; 256], ..sound.clone() },
        Problem { windows: vec![vec![[9, 3]]; 16], ..sound.clone() },
        Problem { windows: vec![vec![[i32::MIN, i32::MAX]]; 16], service_s: vec![i32::MAX; 16], ..sound.clone() },
        Problem { penalty: vec![i64::MIN; 16], travel_cost: i64::MAX, wait_cost: i64::MIN, ..sound.clone() },
        Problem { penalty: vec![i64::MAX; 16], travel_s: vec![UNREACHABLE - 1; 256], wait_cost: i64::MAX, ..sound },
    ];
    for problem in broken {
        let answer = by_search(&problem, 256);
        assert_eq!(answer.order.len() + answer.left_out.len(), problem.nodes().saturating_sub(1));
    }
    assert!(quietly(&none, 0).proven && quietly(&one, 0).proven);
}
