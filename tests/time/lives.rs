//! Random lives against a model of time: what really passed, what a unit may have charged for it, and what else may have
//! been lost. The model knows the promises, and of the unit only its reports and what its records announce.

use std::collections::BTreeMap;

use crate::world::{Bad, Clocks, Dice, Life, DAY};
use opaygo::report::PaygState;
use opaygo::status::Status;

/// At least and at most so many seconds have to be charged.
#[derive(Clone, Copy, Debug)]
struct Charge {
    least: i64,
    most: i64,
}

/// A life, and the account that an honest owner and an honest lender would keep of it.
struct Lived {
    life: Life,
    dice: Dice,
    charge: Charge,
    /// Real time up to which `charge` is.
    until: u64,
    /// Real time of the newest record, and the account then.
    stored: u64,
    at_record: Charge,
    writes: u32,
    credit: u32,
}

impl Lived {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let clocks = dice.pick(&[Clocks::Rtc, Clocks::Uptime, Clocks::Both]);
        // Today, before 2038, before 2106, a clock that was never set, and one of another epoch.
        let rtc = dice.pick(&[
            1_700_000_000,
            i32::MAX as u32 - 50_000,
            u32::MAX - 50_000,
            0,
            753_000_000,
            3_000_000_000,
        ]);
        let mut life = Life::new(clocks, rtc);
        life.product.config.checkpoint = dice.pick(&[3_600, 3_600, 900, 60, 21_600]);
        if clocks != Clocks::Rtc {
            life.product.drift = dice.pick(&[0, 0, 50, -50, 10, -30]);
            life.product.uptime = dice.pick(&[0, 0, 0, u32::MAX - 100_000]);
            life.cut(0);
            life.run(80);
        }
        let credit = 10 * DAY + dice.below(80 * u64::from(DAY)) as u32;
        life.set(credit);
        let begun = life.product.real;
        let product = &life.product;
        let begin = format!(
            "{clocks:?}, drift {}, uptime from {}, RTC from {rtc}, checkpoint {}, {credit} s",
            product.drift, product.uptime, product.config.checkpoint
        );
        life.log.push(begin);
        let none = Charge { least: 0, most: 0 };
        let writes = life.product.writes.get();
        Self {
            life,
            dice,
            charge: none,
            until: begun,
            stored: begun,
            at_record: none,
            writes,
            credit,
        }
    }

    /// Seconds that are told by the uptime alone may be as wrong as its drift.
    fn drift(&self, seconds: u64) -> i64 {
        (seconds as i64 * self.life.product.drift.abs() / 950) + 2
    }

    /// Real time has passed.
    fn count(&mut self) {
        let writes = self.life.product.writes.get();
        if writes != self.writes {
            self.writes = writes;
            self.stored = self.life.product.wrote.get();
            self.at_record = self.after(self.stored);
        }
        self.charge = self.after(self.life.product.real);
        self.until = self.life.product.real;
        if self.credit == 0 {
            // What has run out stays so, and a unit without credit stores nothing that the account could begin from.
            self.charge = Charge { least: 0, most: 0 };
            self.rebase();
        }
    }

    /// The account is another, and so is what it was at the newest record.
    fn rebase(&mut self) {
        let since = (self.until - self.stored) as i64;
        self.at_record = Charge {
            least: self.charge.least - since,
            most: self.charge.most - since,
        };
    }

    /// The account at `time`, not before `until`.
    fn after(&self, time: u64) -> Charge {
        let passed = time.saturating_sub(self.until);
        let mut charge = self.charge;
        charge.least += passed as i64;
        charge.most += passed as i64;
        if self.life.product.clocks == Clocks::Uptime && self.life.product.drift != 0 && passed > 0 {
            let drift = self.drift(passed);
            charge.least -= drift;
            charge.most += drift;
        }
        charge
    }

    /// The unit has been left alone until all is believed: what it shows is what the account says.
    fn check(&mut self) {
        self.life.product.bad = None;
        self.life.product.uptime_fails = false;
        self.life.sleep(1);
        self.life.run(200);
        self.count();
        let credit = i64::from(self.credit);
        let (least, most) = (credit - self.charge.most, credit - self.charge.least);
        let left = i64::from(self.life.report.credit);
        assert!(
            left >= least.max(0) && left <= most.max(0),
            "{}\n{left} s are left; the account says {least} to {most}",
            self.life.log.join("\n")
        );
        let on = self.life.report.active == 1;
        assert_eq!(on, left > 0, "{}\noutput {on}, {left} s left", self.life.log.join("\n"));
        assert_eq!(on, self.life.report.state == PaygState::Enabled);
        if on {
            assert_eq!(self.life.status, Status::Ok, "{}", self.life.log.join("\n"));
        }
    }

    fn bad(&mut self) -> Bad {
        let stuck = self
            .dice
            .pick(&[0, u32::MAX, 946_684_800, 4_000_000_000, 6_153_000_000_u64 as u32]);
        let off = self
            .dice
            .pick(&[-1, 1, 30, -30, 61, -61, 3_600, -3_600, 72_000, -86_400, 86_400, 1 << 40]);
        let noise = self.dice.below(u64::MAX);
        let bit = self.dice.below(32) as u8;
        self.dice.pick(&[
            Bad::Fails,
            Bad::Stuck(stuck),
            Bad::Flipped(bit),
            Bad::Off(off),
            Bad::Noise(noise),
        ])
    }

    /// A burst that T1 bears, of one kind or of many.
    fn burst(&mut self) {
        let both = self.life.product.clocks == Clocks::Both;
        let mut bad = self.bad();
        let mixed = self.dice.one_in(2);
        let length = 1 + self.dice.below(if both { 55 } else { 8 });
        // The first of them is what the product wakes to, or it wakes sooner.
        let slept = self.dice.below(u64::from(self.life.report.sleep.min(7_200)) + 1);
        self.life.product.real += slept;
        self.life.say(format!(
            "slept {slept} s; {length} bad readings, {bad:?}, mixed: {mixed}"
        ));
        let on = self.life.report.active;
        let mut like_drift = false;
        for _ in 0..length {
            like_drift |= matches!(bad, Bad::Flipped(2 | 3));
            self.life.product.bad = Some(bad);
            self.life.poll();
            assert_eq!(
                self.life.report.active,
                on,
                "{}\nthe output changed in a burst",
                self.life.log.join("\n")
            );
            if both {
                self.life.product.real += 1;
            }
            if mixed {
                bad = self.bad();
            }
        }
        self.life.product.bad = None;
        self.count();
        if both && like_drift && self.life.product.drift.abs() > 20 {
            self.charge.least -= 20;
            self.charge.most += 20;
            self.rebase();
        }
        // As many good ones between two bursts as there were bad.
        for _ in 0..20 {
            self.life.poll();
        }
        self.life.run(100);
    }

    fn cut(&mut self) {
        let clocks = self.life.product.clocks;
        let lost = clocks != Clocks::Uptime && self.dice.one_in(4);
        let off = match self.dice.below(4) {
            0 => 0,
            1 => self.dice.below(100),
            2 => self.dice.below(10_000),
            _ => self.dice.below(604_800),
        };
        self.life.say(format!("power is off for {off} s; RTC lost: {lost}"));
        self.count();
        if i64::from(self.credit) <= self.charge.most {
            self.check();
            if self.life.report.credit == 0 {
                self.credit = 0;
            }
        }
        let announced = self.life.announced() as i64;
        let ran = (self.until - self.stored) as i64;
        let behind = self.at_record;
        let mut blind = clocks == Clocks::Uptime;
        if lost {
            // It starts anew, and far back of what it was.
            let anew = self.life.product.right_rtc().wrapping_sub(30 * DAY);
            self.life.product.rtc = anew.wrapping_sub((self.life.product.real + off) as u32);
            blind = true;
        }
        let faults = self.life.report.clock_faults;
        self.life.cut(off);
        if clocks == Clocks::Uptime && self.dice.one_in(2) {
            // The product knows for how long: what ran since the record, and the time without power.
            let gap = ran as u32 + off as u32;
            self.life.device.resume(&self.life.product, 0, gap);
            self.life.query();
            self.count();
            self.charge.least = behind.least + i64::from(gap);
            self.charge.most = behind.most + i64::from(gap);
            self.charge.least -= 20;
            self.rebase();
            return;
        }
        let on = self.life.product.real;
        self.life.run(90);
        self.count();
        if blind || self.life.report.clock_faults != faults {
            // T3: nobody knows, so it costs what may have run; and what passes until that is known may count or not.
            let since = (self.life.product.real - on) as i64;
            self.charge.least = behind.least + ran.min(announced) - 20;
            self.charge.most = behind.most + announced + since + self.drift(since as u64);
            self.rebase();
        }
    }

    /// The network or a technician sets the RTC.
    fn set(&mut self) {
        let by = self.dice.pick(&[
            1,
            -1,
            59,
            -59,
            61,
            -61,
            3_600,
            -3_600,
            864_000,
            -864_000,
            753_315_200,
            -753_315_200,
        ]);
        let told = self.life.product.clocks == Clocks::Rtc || self.dice.one_in(2);
        self.life.say(format!("the RTC is set by {by} s; told: {told}"));
        self.life.poll();
        self.life.settle();
        let since = u64::from(self.life.product.config.checkpoint) + 200;
        self.life.product.rtc = self.life.product.rtc.wrapping_add(by as u32);
        if told {
            assert_eq!(self.life.device.clock_set(&self.life.product, 0), Status::Ok);
            self.life.query();
        }
        self.life.sleep(1);
        self.life.run(200);
        self.count();
        if self.life.product.clocks == Clocks::Both {
            let drift = self.drift(since);
            self.charge.least -= drift + 5;
            self.charge.most += drift + 5;
        } else {
            self.charge.least -= 20;
        }
        self.rebase();
    }

    /// A bus that is gone for longer than a burst, and comes back.
    fn gone(&mut self) {
        let clocks = self.life.product.clocks;
        let bad = self.dice.pick(&[
            Bad::Fails,
            Bad::Stuck(self.life.product.right_rtc().wrapping_add(1 << 31)),
        ]);
        // A product that does as it is told asks each second, which takes longer than all else in a life: it does so for
        // days in one of 16, and else for hours, or asks when it likes.
        let (most, oversleeps) = if self.dice.one_in(16) {
            (400_000, 0)
        } else {
            self.dice.pick(&[
                (1_000, 0),
                (10_000, 0),
                (100_000, 10),
                (400_000, 300),
                (400_000, 50_000),
            ])
        };
        let gone = 200 + self.dice.below(most);
        self.life.say(format!(
            "the bus is gone for {gone} s, {bad:?}; oversleeps {oversleeps}"
        ));
        self.count();
        let before = self.charge;
        let due = i64::from(self.life.product.config.checkpoint);
        self.life.product.bad = Some(bad);
        self.life.poll();
        if oversleeps > 0 {
            let end = self.life.product.real + gone;
            // The burst of T1 as told, and what it waits for last.
            self.life.run(100);
            while self.life.product.real + 100 < end {
                let left = end - 100 - self.life.product.real;
                self.life.sleep((1 + self.dice.below(oversleeps)).min(left));
            }
            self.life.run(100);
        } else {
            self.life.run(gone);
        }
        let charged = self.charge.most + gone as i64 + self.drift(gone + due as u64);
        let expired = i64::from(self.credit) <= charged;
        if clocks == Clocks::Both {
            assert!(expired || self.life.report.active == 1, "{}", self.life.log.join("\n"));
        } else {
            assert_eq!(self.life.report.active, 0, "{}", self.life.log.join("\n"));
            if i64::from(self.credit) > self.charge.most {
                assert_eq!(self.life.status, Status::Clock, "{}", self.life.log.join("\n"));
            }
        }
        self.life.product.bad = None;
        self.life.sleep(1);
        self.life.run(200);
        self.count();
        if clocks == Clocks::Both {
            let drift = self.drift(gone + due as u64) + 5;
            self.charge.least -= drift;
            self.charge.most += drift;
            if oversleeps > 0 && bad != Bad::Fails {
                // One that stands, asked more often than told, passes for one that is slow by a sixteenth.
                self.charge.least -= gone as i64 / 16;
            }
        } else {
            // It costs no more than may have run before the unit was off.
            self.charge = Charge {
                least: before.least + 180,
                most: before.most + due + 240,
            };
        }
        self.rebase();
    }

    fn token(&mut self) {
        let credit = (self.dice.below(60) + 1) as u32 * DAY;
        self.life.say(format!("set to {credit} s"));
        self.life.set(credit);
        self.credit = credit;
        self.until = self.life.product.real;
        self.charge = Charge { least: -10, most: 2 };
        self.stored = self.until;
        self.writes = self.life.product.writes.get();
        self.rebase();
    }

    fn run(&mut self) {
        let seconds = self.dice.pick(&[1, 30, 500, 4_000, 40_000]);
        let seconds = 1 + self.dice.below(seconds);
        self.life.say(format!("runs for {seconds} s"));
        self.life.run(seconds);
    }

    fn sleep(&mut self) {
        let seconds = self.dice.pick(&[100, 10_000, 100_000, 300_000]);
        let seconds = 1 + self.dice.below(seconds);
        self.life.say(format!("sleeps for {seconds} s, whatever it was told"));
        self.life.sleep(seconds);
        // An RTC alone that is so far from the last record is not believed at once.
        let from_record = seconds + u64::from(self.life.product.config.checkpoint);
        if self.life.product.clocks == Clocks::Rtc && from_record > 60_000 {
            self.life.run(12);
        }
    }

    /// One event; which kind it was.
    fn act(&mut self) -> &'static str {
        let has_rtc = self.life.product.clocks != Clocks::Uptime;
        let (kind, event): (_, fn(&mut Self)) = match self.dice.below(16) {
            0..=4 => ("runs", Self::run),
            5 | 6 => ("sleeps", Self::sleep),
            7..=9 => ("bursts", Self::burst),
            10 | 11 => ("power cuts", Self::cut),
            12 if has_rtc => ("clocks set", Self::set),
            13 if has_rtc => ("buses gone", Self::gone),
            14 => ("credits set", Self::token),
            _ => ("checks", Self::check),
        };
        event(self);
        self.count();
        let credit = i64::from(self.credit);
        let left = format!(
            "  {} s left of {} to {}",
            self.life.report.credit,
            credit - self.charge.most,
            credit - self.charge.least
        );
        self.life.log.push(left);
        kind
    }
}

/// Lives `lives` lives from the seed on; says what was in them.
fn live(first: u64, lives: u64) {
    let mut kinds = BTreeMap::new();
    for seed in first..first + lives {
        let life = std::panic::catch_unwind(|| {
            let mut lived = Lived::new(seed);
            let kinds = [(); 12].map(|()| lived.act());
            lived.check();
            kinds
        });
        let Ok(life) = life else {
            panic!("life {seed}: OPAYGO_LIFE={seed} cargo test --test time lives");
        };
        for kind in life {
            *kinds.entry(kind).or_insert(0) += 1;
        }
    }
    println!("{lives} lives: {kinds:?}");
}

#[test]
fn t5_random_lives_cost_no_more_and_no_less_than_the_promises_say() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    if let Some(seed) = number("OPAYGO_LIFE") {
        return live(seed, 1);
    }
    let lives = number("OPAYGO_LIVES").unwrap_or(5_000);
    live(number("OPAYGO_SEED").unwrap_or(1), lives);
}
