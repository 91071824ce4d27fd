//! One traveller, many stops, each with the times at which a visit may begin: the travelling salesman with time windows
//! and profits (orienteering), as plain numbers.

/// Seconds between two nodes that no way joins. A journey that uses one is not a solution.
pub const UNREACHABLE: i32 = 20_000_000;

/// A window that ends here never closes.
pub const FOREVER: i32 = 1 << 29;

/// What is to be solved. Node 0 is where one sets out and comes back to; the others are stops. A journey that begins or
/// ends elsewhere, or nowhere, is told by the row and the column of node 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Travel times in seconds, row by row; `travel_s[from * nodes + to]`. They need not be the same both ways. What
    /// stands on the diagonal is not read: a journey without stops takes no time.
    pub travel_s: Vec<i32>,
    /// Seconds that a visit takes; none at node 0.
    pub service_s: Vec<i32>,
    /// When a visit may begin: first and last second of each window, ascending and apart from each other. One that comes
    /// early waits. The one window of node 0 is when one sets out and when one must be back. A stop without a window
    /// cannot be visited.
    pub windows: Vec<Vec<[i32; 2]>>,
    /// What leaving a stop out costs.
    pub penalty: Vec<i64>,
    /// Cost of a second of travel.
    pub travel_cost: i64,
    /// Cost of a second of waiting.
    pub wait_cost: i64,
}

impl Problem {
    /// How many nodes there are, node 0 among them.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.service_s.len()
    }

    /// Seconds from one node to another.
    #[must_use]
    pub fn travel(&self, from: usize, to: usize) -> i32 {
        self.travel_s[from * self.nodes() + to]
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The stops visited, in order; without node 0.
    pub order: Vec<usize>,
    /// The stops left out, ascending.
    pub left_out: Vec<usize>,
    /// Travel and waiting at their costs, and the penalties of what is left out.
    pub cost: i64,
    /// Seconds of travel.
    pub travel_s: i64,
    /// When one is back, seconds.
    pub end_s: i64,
    /// Nothing better is possible.
    pub proven: bool,
}
