//! The life of one unit, day by day, with its server and its customer. Knows no other unit.

use super::{Clock, Drawn, Habits, Sample, Sum};
use crate::engine::bench::Bench;
use crate::engine::{self, Config, Secret, Status};
use crate::key::Key;
use crate::server::{self, Request, State, Token};
use crate::time::DAY;
use crate::unit::Unit;

/// Real time begins here for every unit.
const BEGIN: i64 = 1_767_225_600;

/// A server, its customer, and the unit.
struct Life {
    habits: Habits,
    rng: fastrand::Rng,
    unit: Unit,
    state: State,
    bench: Bench,
    /// Real seconds since the begin.
    now: i64,
    /// What the unit's clock shows is that much more.
    ahead: i64,
    next_cut: i64,
    next_jump: i64,
    /// Seconds that are paid, entered, and not yet over.
    ideal: i64,
    entered: Vec<Token>,
    sum: Sum,
    drawn: Drawn,
}

/// The life of one unit.
pub fn live(habits: Habits, number: u64) -> (Sum, Drawn) {
    let mut life = Life::new(habits, number);
    let mut due = DAY / 2;
    while due < i64::from(habits.days) * DAY {
        let late = if life.chance(habits.late) {
            life.rng.i64(1..=5) * DAY
        } else {
            0
        };
        life.advance(due + late);
        life.pay();
        due = life.now.max(due) + i64::from(habits.every) * DAY;
    }
    life.advance(i64::from(habits.days) * DAY);
    life.end()
}

impl Life {
    fn new(habits: Habits, number: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(habits.seed ^ (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut key = [0; 16];
        rng.fill(&mut key);
        let unit = Unit {
            serial: format!("SIM{number:06}"),
            secret: Secret {
                key: Key(key),
                starting_code: rng.u32(0..=engine::MAX_CODE),
            },
            count: rng.u16(1..=10),
            divider: 1,
            restricted: false,
            model: String::new(),
            version: String::new(),
            test_code: None,
        };
        let ahead = if habits.clock == Clock::Uptime { 1 } else { BEGIN };
        let mut bench = Bench::blank(Config::DEFAULT, ahead as u32);
        if habits.clock == Clock::Uptime {
            bench = bench.without_rtc();
        }
        // A key at random is refused once in four thousand million times.
        let _ = bench.factory(unit.factory_line().as_bytes());
        let mut life = Self {
            habits,
            rng,
            unit,
            state: State::default(),
            bench,
            now: 0,
            ahead,
            next_cut: i64::MAX,
            next_jump: i64::MAX,
            ideal: 0,
            entered: Vec::new(),
            sum: Sum::default(),
            drawn: Drawn::default(),
        };
        life.plan_cut();
        if habits.clock == Clock::Bad {
            life.next_jump = life.rng.i64(0..40 * DAY);
        }
        life
    }

    fn chance(&mut self, of: f64) -> bool {
        self.rng.f64() < of
    }

    fn plan_cut(&mut self) {
        if self.habits.cuts > 0.0 {
            let mean = DAY as f64 / self.habits.cuts;
            self.next_cut = self.now + 1 + (-mean * (1.0 - self.rng.f64()).ln()) as i64;
        }
    }

    /// Time passes: the main loop turns whenever the unit wants it to, and power fails when it does.
    fn advance(&mut self, to: i64) {
        while self.now < to {
            self.poll();
            let shown = self.bench.shown();
            let wake = self.now + i64::from(shown.sleep.max(1));
            let step = wake.min(to).min(self.next_cut).min(self.next_jump).max(self.now + 1) - self.now;
            self.draw();
            self.pass(step, true);
            if self.now >= self.next_jump {
                self.ahead -= self.rng.i64(1..=3600);
                self.next_jump = self.now + self.rng.i64(1..40 * DAY);
            }
            if self.now >= self.next_cut {
                self.power_cut();
            }
        }
        self.poll();
    }

    /// So many seconds, with power or without: what was on beside what should have been.
    fn pass(&mut self, seconds: i64, power: bool) {
        if power {
            let shown = self.bench.shown();
            let unit = if shown.active {
                seconds.min(shown.credit.into())
            } else {
                0
            };
            let ideal = self.ideal.min(seconds);
            self.sum.lost += (ideal - unit).max(0).unsigned_abs();
            self.sum.given += (unit - ideal).max(0).unsigned_abs();
        }
        self.ideal = (self.ideal - seconds).max(0);
        self.now += seconds;
    }

    fn clock(&self) -> u32 {
        (self.now + self.ahead).max(0) as u32
    }

    fn poll(&mut self) {
        self.bench.set_clock(self.clock());
        self.bench.settle();
    }

    fn power_cut(&mut self) {
        self.sum.cuts += 1;
        let off = self.rng.i64(60..=3600);
        self.pass(off, false);
        self.start();
        self.plan_cut();
    }

    /// Power comes back.
    fn start(&mut self) {
        if self.habits.clock == Clock::Uptime {
            self.ahead = 1 - self.now;
        }
        self.bench.set_clock(self.clock());
        self.bench.power();
        // What the start itself costs is charged here.
        self.bench.settle();
    }

    fn pay(&mut self) {
        self.sum.payments += 1;
        self.drawn.payments.push(self.now as f64 / DAY as f64);
        if self.chance(self.habits.server_loses_count) {
            self.unit.count = self.unit.count.saturating_sub(self.rng.u16(1..=6)).max(1);
        }
        let token = self.issue(&Request::Add(self.habits.every.into()));
        if self.chance(self.habits.lost) {
            if self.rng.bool() {
                self.sum.never_entered += 1;
                return;
            }
            // The customer asks, and the desk sends it again.
            self.advance(self.now + DAY);
        }
        for token in token {
            self.enter_paid(token);
        }
        if self.chance(self.habits.reentered) && !self.entered.is_empty() {
            let old = self.entered[self.rng.usize(..self.entered.len())].clone();
            self.sum.reentered += 1;
            let before = self.bench.shown().credit;
            self.type_in(&old);
            self.sum.taken_again += u64::from(self.bench.shown().credit > before);
        }
    }

    fn issue(&mut self, request: &Request) -> Vec<Token> {
        let tokens = server::plan(&mut self.unit, &mut self.state, request, BEGIN + self.now).unwrap_or_default();
        self.sum.tokens += tokens.len() as u64;
        tokens
    }

    /// A token that was paid for: its credit comes once, and is what it says.
    fn enter_paid(&mut self, token: Token) {
        let (answer, gained) = self.type_in_cut(&token);
        let known = self.entered.iter().any(|entered| entered.number == token.number);
        if answer != Status::AlreadyUsed || gained > 0 && !known {
            return self.account(token, gained);
        }
        // The server's count has fallen behind: the desk synchronises it, and makes the token anew.
        self.sum.syncs += 1;
        for sync in self.issue(&Request::Sync) {
            self.type_in(&sync);
        }
        self.unit.count = self.unit.count.max(self.bench.shown().count);
        for token in self.issue(&Request::Add(self.habits.every.into())) {
            let before = self.credit();
            self.type_in(&token);
            let gained = self.credit() - before;
            self.account(token, gained);
        }
    }

    fn credit(&self) -> i64 {
        self.bench.shown().credit.into()
    }

    fn worth(&self, token: &Token) -> i64 {
        engine::seconds(token.value.min(engine::MAX_TIME), self.unit.divider)
    }

    fn account(&mut self, token: Token, gained: i64) {
        let worth = self.worth(&token);
        if gained == worth {
            self.sum.exact += 1;
        } else {
            self.sum.inexact += 1;
        }
        self.ideal += worth;
        self.entered.push(token);
        self.drawn.tokens.push(self.now as f64 / DAY as f64);
    }

    /// Types a token, and once more where power fails while it is stored; what it gave.
    fn type_in_cut(&mut self, token: &Token) -> (Status, i64) {
        self.poll();
        let before = self.credit();
        if self.habits.cuts <= 0.0 || !self.chance(0.1) {
            return (self.type_in(token), self.credit() - before);
        }
        self.sum.torn += 1;
        self.bench.cut_after(self.rng.u32(0..120));
        let answer = self.type_in(token);
        let gained = self.credit() - before;
        let cut = self.bench.is_cut();
        self.start();
        if !cut {
            return (answer, gained);
        }
        let before_again = self.credit();
        let answer = self.type_in(token);
        if answer == Status::AlreadyUsed && before_again > before {
            // It was stored before the power went; what the start cost is no part of it.
            let worth = self.worth(token);
            let gained = before_again - before;
            let start = i64::from(Config::DEFAULT.checkpoint);
            return (
                answer,
                if (worth - start..=worth).contains(&gained) {
                    worth
                } else {
                    gained
                },
            );
        }
        (answer, self.credit() - before_again)
    }

    /// Types a token, after the waiting period if there is one.
    fn type_in(&mut self, token: &Token) -> Status {
        let text = token.text(&self.unit);
        self.poll();
        let wait = self.bench.shown().wait;
        if wait > 0 && !self.bench.is_cut() {
            self.pass(wait.into(), true);
            self.poll();
        }
        self.bench.enter(&text)
    }

    fn draw(&mut self) {
        let shown = self.bench.shown();
        let day = self.now as f64 / DAY as f64;
        let apart = self
            .drawn
            .samples
            .last()
            .is_none_or(|last| day - last.day >= 0.25 || last.on != shown.active);
        if apart {
            self.drawn.samples.push(Sample {
                day,
                credit: f64::from(shown.credit) / DAY as f64,
                on: shown.active,
            });
        }
    }

    fn end(mut self) -> (Sum, Drawn) {
        let left = i64::from(self.bench.shown().credit);
        self.sum.lost += (self.ideal - left).max(0).unsigned_abs();
        self.sum.given += (left - self.ideal).max(0).unsigned_abs();
        self.sum.writes = self.bench.writes();
        (self.sum, self.drawn)
    }
}
