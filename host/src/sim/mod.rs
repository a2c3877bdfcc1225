//! Servers and units over months: what payments gave, what was lost, what was given away. Knows no command.

mod life;
pub mod plot;
pub mod scenario;

pub use life::live;

/// What clock a unit has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// An RTC that is right.
    Good,
    /// An RTC that is set back by up to an hour, once in twenty days.
    Bad,
    /// The seconds since start-up, and nobody knows how long power was off.
    Uptime,
}

/// How customers, servers and power behave.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    pub days: u32,
    /// Days between two payments.
    pub every: u32,
    /// How likely a payment is late, by 1 to 5 days.
    pub late: f64,
    /// How likely a message with a token is lost; half of them are sent again on the next day, half are never entered.
    pub lost: f64,
    /// How likely an old token is entered again after a payment.
    pub reentered: f64,
    /// How likely the server's count falls back by up to six before a payment, as after a backup put back.
    pub server_loses_count: f64,
    pub clock: Clock,
    /// Power cuts a day, each for 1 to 60 minutes.
    pub cuts: f64,
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    pub payments: u64,
    pub tokens: u64,
    /// Tokens that gave exactly their days, and that gave anything else.
    pub exact: u64,
    pub inexact: u64,
    /// Payments whose token was never entered.
    pub never_entered: u64,
    /// Old tokens entered again, and those of them that were taken.
    pub reentered: u64,
    pub taken_again: u64,
    pub syncs: u64,
    pub cuts: u64,
    /// Cuts in the middle of storing a token.
    pub torn: u64,
    /// Seconds that were paid and entered and not given.
    pub lost: u64,
    /// Seconds that were given and not paid.
    pub given: u64,
    /// Storage writes.
    pub writes: u64,
}

impl Sum {
    pub fn and(self, other: Self) -> Self {
        Self {
            payments: self.payments + other.payments,
            tokens: self.tokens + other.tokens,
            exact: self.exact + other.exact,
            inexact: self.inexact + other.inexact,
            never_entered: self.never_entered + other.never_entered,
            reentered: self.reentered + other.reentered,
            taken_again: self.taken_again + other.taken_again,
            syncs: self.syncs + other.syncs,
            cuts: self.cuts + other.cuts,
            torn: self.torn + other.torn,
            lost: self.lost + other.lost,
            given: self.given + other.given,
            writes: self.writes + other.writes,
        }
    }
}

/// A moment of a unit's life, to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub day: f64,
    pub credit: f64,
    pub on: bool,
}

/// What is drawn of a life.
#[derive(Default)]
pub struct Drawn {
    pub samples: Vec<Sample>,
    pub payments: Vec<f64>,
    pub tokens: Vec<f64>,
}
