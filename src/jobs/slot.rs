//! The one pattern for an answer that comes later: the newest question wins and the last answer stays on screen.

use super::Failure;

/// Numbers the questions, so that a late answer to an old one is known as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Ticket(pub u64);

/// A background answer.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Slot<T> {
    /// Nothing asked.
    #[default]
    Idle,
    /// Asked; the last answer, if there was one, is still shown.
    Pending {
        /// The question waited for.
        ticket: Ticket,
        /// The last answer.
        previous: Option<T>,
    },
    /// Answered.
    Ready(T),
    /// It went wrong; the last answer, if there was one, is still shown.
    Failed {
        /// What went wrong and what to do.
        error: Failure,
        /// The last answer.
        previous: Option<T>,
    },
}

impl<T> Slot<T> {
    /// Starts waiting for `ticket`, keeping the last answer.
    pub fn ask(&mut self, ticket: Ticket) {
        let previous = self.take();
        *self = Self::Pending { ticket, previous };
    }

    /// Takes an answer in, unless a newer question was asked since. Says whether it was taken.
    pub fn answer(&mut self, ticket: Ticket, result: Result<T, Failure>) -> bool {
        if !matches!(self, Self::Pending { ticket: waiting, .. } if *waiting == ticket) {
            return false;
        }
        let previous = self.take();
        *self = match result {
            Ok(value) => Self::Ready(value),
            Err(error) => Self::Failed { error, previous },
        };
        true
    }

    /// What to show: the answer, or the last one while a new one is waited for.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Idle => None,
            Self::Ready(value) => Some(value),
            Self::Pending { previous, .. } | Self::Failed { previous, .. } => previous.as_ref(),
        }
    }

    /// The error to show.
    #[must_use]
    pub fn error(&self) -> Option<&Failure> {
        if let Self::Failed { error, .. } = self { Some(error) } else { None }
    }

    /// Whether an answer is waited for.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending { .. })
    }

    fn take(&mut self) -> Option<T> {
        match std::mem::take(self) {
            Self::Idle => None,
            Self::Ready(value) => Some(value),
            Self::Pending { previous, .. } | Self::Failed { previous, .. } => previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_question_wins_and_the_last_answer_stays() {
        let mut slot = Slot::Idle;
        slot.ask(Ticket(1));
        assert!(slot.answer(Ticket(1), Ok("old")));
        slot.ask(Ticket(2));
        slot.ask(Ticket(3));
        assert_eq!(slot.value(), Some(&"old"));
        assert!(!slot.answer(Ticket(2), Ok("late")));
        assert!(slot.answer(Ticket(3), Ok("new")));
        assert_eq!(slot, Slot::Ready("new"));
    }

    #[test]
    fn a_failure_keeps_the_last_answer_on_screen() {
        let mut slot = Slot::Ready(7);
        slot.ask(Ticket(1));
        assert!(slot.answer(Ticket(1), Err(Failure("no".into()))));
        assert_eq!((slot.value(), slot.error()), (Some(&7), Some(&Failure("no".into()))));
    }
}
