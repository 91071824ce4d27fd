//! Simulated annealing: how many rounds, how hot, and who may end them.

/// The caller is heard, and the temperature lowered, every so many rounds.
const POLL: u32 = 256;

/// The rounds of one search. They are counted, never timed, so that the same question has the same answer.
pub(super) struct Cooling<'a> {
    rounds: u32,
    done: u32,
    hot: f64,
    factor: f64,
    temperature: f64,
    stop: &'a dyn Fn() -> bool,
    progress: &'a mut dyn FnMut(u64, u64),
    /// Where chance comes from.
    pub(super) rng: Rng,
}

impl<'a> Cooling<'a> {
    /// `rounds`, rounded up to a multiple of 256.
    pub(super) fn new(
        rounds: u32,
        seed: u64,
        stop: &'a dyn Fn() -> bool,
        progress: &'a mut dyn FnMut(u64, u64),
    ) -> Self {
        let rounds = rounds.next_multiple_of(POLL);
        Self { rounds, done: 0, hot: 1.0, factor: 1.0, temperature: 1.0, stop, progress, rng: Rng::new(seed) }
    }

    /// The temperature falls evenly from `hot` to its `factor`th part, as seen on a scale of logarithms.
    #[expect(clippy::cast_precision_loss, reason = "a temperature need not be exact")]
    pub(super) fn between(&mut self, hot: i64, factor: f64) {
        self.hot = hot as f64;
        self.factor = factor;
    }

    /// Whether there is another round.
    pub(super) fn next(&mut self) -> bool {
        if self.done.is_multiple_of(POLL) {
            (self.progress)(self.done.into(), self.rounds.into());
            if self.done >= self.rounds || (self.stop)() {
                return false;
            }
            let share = f64::from(self.done) / f64::from(self.rounds);
            self.temperature = self.hot * self.factor.powf(-share);
        }
        self.done += 1;
        true
    }

    /// Whether to go on from an answer of cost `new` instead of one of cost `old` (Kirkpatrick, Gelatt, Vecchi 1983).
    pub(super) fn accepts(&mut self, new: i64, old: i64) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
        let allowed = (-self.temperature * self.rng.unit().ln()) as i64;
        new < old.saturating_add(allowed)
    }
}

/// Random numbers, the same on every machine: xorshift64* (Vigna 2016, "An experimental exploration of Marsaglia's
/// xorshift generators, scrambled", ACM Transactions on Mathematical Software 42(4)).
pub(super) struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Self {
        // The state must not be zero; neighbouring seeds should not begin alike.
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15).max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
    }

    /// One of `0..end`, or 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as u64) >> 32) as usize
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// More than 0 and less than 1.
    #[expect(clippy::cast_precision_loss, reason = "32 bits fit")]
    fn unit(&mut self) -> f64 {
        (self.next() as f64 + 0.5) / 4_294_967_296.0
    }

    /// Puts the items in any order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
