//! What a unit has: its stored state, and the timers that run on it. Knows no token and no reading of a clock.

use zerocopy::FromBytes;

use super::clock::Clock;
use super::state::State;
use crate::status::Status;
use crate::storage::provisioning::Identity;
use crate::storage::record;
use crate::storage::{Store, NOW, TWICE};

/// A unit's account.
#[repr(C)]
#[derive(FromBytes)]
pub struct Account {
    // What is read most often first: behind the store it costs the device level 144 bytes on an ATmega328P, and 20 on a
    // Cortex-M0.
    pub(crate) clock: Clock,
    /// Seconds of test time left.
    pub(crate) test_left: u16,
    /// The PAYG state that a report last showed.
    pub(crate) shown: u8,
    pub(crate) store: Store,
}

impl Account {
    /// Of a unit that was not opened.
    pub(crate) const CLOSED: Self = Self {
        shown: 0,
        test_left: 0,
        clock: Clock::NONE,
        store: Store::CLOSED,
    };

    /// `Ok` when tokens can be taken, else why not.
    pub(crate) fn ready(&self) -> Status {
        self.store.ready()
    }

    pub(crate) fn state(&self) -> &State {
        State::of(&self.store.record.state)
    }

    pub(crate) fn state_mut(&mut self) -> &mut State {
        State::of_mut(&mut self.store.record.state)
    }

    /// Who the unit is.
    pub(crate) fn identity(&self) -> &Identity {
        &self.store.identity
    }

    /// To be stored at once.
    #[inline(never)]
    pub(crate) fn store_now(&mut self) {
        self.store.unsaved = self.store.unsaved.max(NOW);
    }

    /// To be stored at once, and twice: it takes something from somebody, and no damaged record is to give it back.
    #[inline(always)]
    pub(crate) fn store_twice(&mut self) {
        self.store.unsaved = TWICE;
    }

    /// What a call may change and must undo if it cannot be stored.
    // Apart, as `undo`: the address of the state is not kept while the call goes on, 16 bytes of stack on a Cortex-M0.
    #[inline(never)]
    pub(crate) fn stored(&self) -> Stored {
        Stored {
            state: self.store.record.state,
            test_left: self.test_left,
        }
    }

    /// The account is again what it was.
    #[inline(never)]
    pub(crate) fn undo(&mut self, before: &Stored) {
        self.store.record.state = before.state;
        self.test_left = before.test_left;
    }
}

/// See [`Account::stored`].
pub(crate) struct Stored {
    state: record::State,
    test_left: u16,
}
