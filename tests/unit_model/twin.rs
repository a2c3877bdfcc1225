//! A unit of the library and its model side by side, living a life that a string of bytes dictates: every answer,
//! every report and the number of records written must be the same. Knows not who chose the bytes.

use super::{Int, Keypad, Rules, State, Unit};
use crate::life::reach;
use crate::model;
use crate::support::Bench;
use opaygo::config::Limits;
use opaygo::config::{Config, UNKNOWN_GAP};
use opaygo::product::keypad::{Entry, Queue};
use opaygo::report::{PaygState, Report};
use opaygo::status::Status;
use opaygo::token::cache::CacheEntry;

const TEST_CODE: u64 = 550_000_000;
const VALUES: [u64; 12] = [0, 1, 7, 7, 7, 30, 30, 995, 996, 997, 998, 999];

/// A string of bytes as choices; the life ends with it.
struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.0.first().copied().unwrap_or(0);
        self.0 = self.0.get(1..).unwrap_or(&[]);
        byte
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.byte()) % choices.len()]
    }

    fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// A step of the clock, of every size.
    fn seconds(&mut self) -> u32 {
        let small = u32::from(self.byte());
        let near = self.pick(&[0, 0, 1, 10, 11, 20, 21, 59, 60, 3_599, 3_600, 30_720, 86_400, 604_800]);
        match self.byte() {
            0..=99 => near,
            100..=199 => small,
            200..=239 => small * 100,
            240..=253 => small << 13,
            _ => u32::MAX - small,
        }
    }
}

pub struct Twin {
    bench: Bench,
    queue: Queue,
    entry: Entry,
    keypad: Keypad,
    unit: Unit,
    tokens: model::Unit,
    shown: State,
    entered: Vec<Vec<u8>>,
    pub log: Vec<String>,
}

fn same(state: PaygState) -> State {
    match state {
        PaygState::Disabled => State::Disabled,
        PaygState::Enabled => State::Enabled,
        PaygState::Unlocked => State::Unlocked,
    }
}

/// Lives the life; panics with everything done so far where the two part.
pub fn live(bytes: &[u8], tokens: model::Unit) -> model::Unit {
    let mut dice = Dice(bytes);
    let mut twin = Twin::new(&mut dice, tokens);
    while !dice.0.is_empty() {
        twin.act(&mut dice);
    }
    twin.tokens
}

impl Twin {
    fn new(dice: &mut Dice, tokens: model::Unit) -> Self {
        let cap = dice.pick(&[60, 30_720, 65_535]);
        let config = Config {
            credit_per_value: dice.pick(&[86_400, 86_400, 1, 1_000, 4_316_550]),
            lock_base: dice.pick(&[60, 60, 1, 0, 7]),
            lock_cap: cap,
            test_seconds: dice.pick(&[30, 30, 0, 299]),
            checkpoint: dice.pick(&[3_600, 3_600, 60, 65_535]),
            limits: dice.pick(&[
                Limits::DEFAULT,
                Limits::DOCUMENTED,
                Limits {
                    forward: 1,
                    older: 0,
                    sync_forward: 0,
                    sync_backward: 0,
                    reset_token: 0,
                },
                Limits {
                    forward: 255,
                    older: 30,
                    sync_forward: 255,
                    sync_backward: 255,
                    reset_token: 1,
                },
            ]),
            free_tries: dice.pick(&[1, 1, 0, 15]),
            key_timeout: dice.pick(&[20, 11, 255]),
            usage_metering: u8::from(dice.byte() & 3 == 3),
            example_key: 1,
            tamper_refuses_adds: dice.byte() & 1,
        };
        let (divider, count) = (
            dice.pick(&[1, 1, 2, 7, 24, 255]),
            dice.pick(&[1, 1, 1, 1, 0, 0, 10, 10, 3, 4, 5, 6, 7, 8, 9, 65_500]),
        );
        let (restricted, extended, test) = (dice.byte() & 3 == 3, dice.byte() & 3 == 3, dice.flag());
        let mut bench = Bench::blank();
        bench.port.config = config;
        bench.port.extended = extended;
        bench.port.cache = vec![CacheEntry::EMPTY; dice.pick(&[0, 0, 2, 3, 7])];
        bench.port.rtc = false;
        bench.now = 0;
        assert_eq!(bench.power(), Status::Unprovisioned);
        let mut options = format!(";count={count};divider={divider};restricted={}", u8::from(restricted));
        if test {
            options += &format!(";test={TEST_CODE:09}");
        }
        bench.factory(&options).unwrap();
        bench.port.writes = 0;
        let rules = Rules {
            unit: config.credit_per_value.into(),
            divider: divider.into(),
            lock_base: config.lock_base.into(),
            lock_cap: config.lock_cap.into(),
            free_tries: config.free_tries.into(),
            checkpoint: config.checkpoint.into(),
            test_seconds: config.test_seconds.into(),
            test_code: test.then_some(TEST_CODE),
            key_timeout: config.key_timeout.into(),
            usage: config.usage_metering == 1,
            extended,
            restricted,
            tamper_refuses_adds: config.tamper_refuses_adds == 1,
            reach: reach(&config.limits),
        };
        let log = vec![format!("{config:?}{options} extended={extended}")];
        Self {
            unit: Unit::new(rules, count, bench.now.into()),
            bench,
            queue: Queue::new(),
            entry: Entry::new(),
            keypad: Keypad::default(),
            tokens,
            shown: State::Disabled,
            entered: Vec::new(),
            log,
        }
    }

    fn clock(&self) -> Int {
        self.bench.now.into()
    }

    /// The next thing that happens to the unit.
    fn act(&mut self, dice: &mut Dice) {
        match dice.byte() % 32 {
            0..=8 => self.enter(dice),
            9..=11 => self.type_token(dice),
            12..=14 => self.press(dice.pick(b"***##0123456789Ax")),
            15..=21 => {
                self.bench.now = self.bench.now.saturating_add(dice.seconds());
                self.poll(dice);
            }
            22 => {
                self.bench.now = self.bench.now.saturating_sub(dice.seconds());
                self.poll(dice);
            }
            23 | 24 => self.cut(dice),
            25 => self.resume(dice),
            26 => {
                let units = dice.seconds();
                let Bench { port, device, now } = &mut self.bench;
                let answer = device.spend(&port.lend(), *now, units);
                let wanted = self.unit.spend(self.clock(), units.into());
                self.compare(&format!("spend {units}"), answer, wanted);
            }
            27 => {
                let Bench { port, device, now } = &mut self.bench;
                let answer = device.save(&port.lend(), *now);
                let wanted = self.unit.save(self.clock());
                self.compare("save", answer, wanted);
            }
            28 => {
                let Bench { port, device, now } = &mut self.bench;
                let answer = device.tamper(&port.lend(), *now);
                let wanted = self.unit.tamper(self.clock());
                self.compare("tamper", answer, wanted);
            }
            29 | 30 => self.apply(dice),
            _ => self.report(),
        }
    }

    /// The text of a token near the windows, of an earlier one, of the test code, or of none.
    fn text(&mut self, dice: &mut Dice) -> Vec<u8> {
        let restricted = self.unit.rules.restricted;
        let write = |digits: u32, number: u64| -> Vec<u8> {
            if !restricted {
                return format!("{number:0width$}", width = digits as usize).into_bytes();
            }
            let places = (0..digits / 3 * 5).rev();
            places.map(|place| b'1' + (number >> (2 * place) & 3) as u8).collect()
        };
        let (kind, count, value) = (dice.byte() % 16, self.count(dice), dice.pick(&VALUES));
        match kind {
            0..=8 => write(9, self.tokens.token(9, count, value)),
            9 => write(9, TEST_CODE),
            10 | 11 if !self.entered.is_empty() => {
                let index = usize::from(dice.byte()) % self.entered.len();
                self.entered[index].clone()
            }
            12 => write(12, self.tokens.token(12, count, value)),
            13 => write(15, self.tokens.token(15, count, value)),
            14 => (0..dice.byte() % 30).map(|_| dice.byte()).collect(),
            _ => write(9, u64::from(dice.byte()) << 8 | 123_000_000),
        }
    }

    fn count(&mut self, dice: &mut Dice) -> i64 {
        let limits = &self.unit.rules.reach;
        let place = match dice.byte() % 16 {
            0..=7 => i64::from(dice.byte() % 6),
            8..=11 => -i64::from(dice.byte() % 34),
            12 => limits.forward + i64::from(dice.byte() % 3),
            13 => limits.sync_forward + i64::from(dice.byte() % 3),
            14 => -limits.sync_backward - i64::from(dice.byte() % 3),
            _ => -limits.older - i64::from(dice.byte() % 3),
        };
        (self.unit.now.tokens.last + place).clamp(0, model::LAST_COUNT)
    }

    /// A token through the open door: a radio, a phone, a test bench.
    fn enter(&mut self, dice: &mut Dice) {
        let text = self.text(dice);
        let Bench { port, device, now } = &mut self.bench;
        let answer = device.enter(&port.lend(), *now, &text);
        let clock = self.clock();
        let wanted = self.unit.enter(&mut self.tokens, clock, &text);
        let shown = String::from_utf8_lossy(&text).into_owned();
        self.entered.push(text);
        self.compare(&format!("enter {shown}"), answer, wanted);
        // Most walks are walked to the end at once; some are left for power cuts and other calls to meet.
        let finish = dice.byte() % 8 != 0;
        while finish && self.unit.decoding() {
            self.poll(dice);
        }
    }

    /// A token at the keypad, key by key, a poll after each and now and then not.
    fn type_token(&mut self, dice: &mut Dice) {
        let text = self.text(dice);
        self.press(b'*');
        self.poll(dice);
        for key in text {
            self.press(key);
            if dice.byte() % 16 != 0 {
                self.poll(dice);
            }
        }
        if self.unit.rules.extended {
            self.press(b'#');
        }
        for _ in 0..9 {
            self.poll(dice);
        }
    }

    fn press(&mut self, key: u8) {
        let (answer, wanted) = (self.queue.push(key), self.keypad.push(key));
        self.compare(&format!("press {:?}", char::from(key)), answer, wanted);
    }

    fn poll(&mut self, dice: &mut Dice) {
        let hashes = dice.pick(&[u16::MAX, u16::MAX, u16::MAX, u16::MAX, u16::MAX, 1_000, 1_000, 37]);
        let Bench { port, device, now } = &mut self.bench;
        let answer = self.entry.poll(&self.queue, device, &port.lend(), *now, hashes);
        let done = answer != Status::Decoding;
        let clock = self.clock();
        let wanted = self.keypad.poll(&mut self.unit, &mut self.tokens, clock, done);
        self.compare(&format!("poll {hashes} at {clock}"), answer, wanted);
        if dice.flag() {
            self.report();
        }
    }

    fn cut(&mut self, dice: &mut Dice) {
        self.bench.now = dice.byte().into();
        (self.queue, self.entry, self.keypad) = (Queue::new(), Entry::new(), Keypad::default());
        let answer = self.bench.restart();
        self.shown = self.unit.stored_state();
        self.unit.start(self.clock());
        self.compare(&format!("power comes back at {}", self.bench.now), answer, Status::Ok);
    }

    fn resume(&mut self, dice: &mut Dice) {
        let gap = dice.flag().then(|| dice.seconds()).filter(|&gap| gap != UNKNOWN_GAP);
        let Bench { port, device, now } = &mut self.bench;
        let answer = device.resume(&port.lend(), *now, gap.unwrap_or(UNKNOWN_GAP));
        let wanted = self.unit.resume(self.clock(), gap.map(Int::from));
        self.compare(&format!("resume {gap:?}"), answer, wanted);
    }

    fn apply(&mut self, dice: &mut Dice) {
        let (count, value) = (self.count(dice), dice.pick(&[VALUES[3], 0, 998, 999, 996, 1000]));
        let credit = dice.flag().then(|| dice.seconds());
        let value = if credit.is_some() { 0 } else { value };
        let Bench { port, device, now } = &mut self.bench;
        let answer = device.apply(&port.lend(), *now, count as u16, value as u16, credit);
        let wanted = self.unit.apply(self.clock(), count, value, credit.map(Int::from));
        self.compare(&format!("apply ({count}, {value}) {credit:?}"), answer, wanted);
    }

    /// What the product's main loop asks for.
    fn report(&mut self) {
        let mut report = Report::EMPTY;
        self.bench.device.report(&self.bench.port.config, &mut report);
        let state = self.unit.state();
        let changed = std::mem::replace(&mut self.shown, state) != state;
        assert_eq!(report.changed == 1, changed, "{}", self.log.join("\n"));
    }

    fn compare(&mut self, what: &str, answer: Status, wanted: Status) {
        self.log.push(format!("{what}: {answer:?}"));
        let report = self.bench.report();
        let model = &self.unit;
        let ours = (
            (Int::from(report.credit), i64::from(report.count), same(report.state)),
            (Int::from(report.wait), Int::from(report.test), report.active == 1),
            (
                report.tamper == 1,
                Int::from(report.clock_faults),
                self.bench.port.writes.into(),
            ),
            Int::from(report.sleep),
        );
        let state = model.state();
        let theirs = (
            (model.now.credit, model.now.tokens.last, state),
            (
                model.now.wait,
                model.test_left,
                state != State::Disabled && !(model.runs() && model.dark()) || model.test_left > 0 && !model.dark(),
            ),
            (model.now.tampered, model.now.faults, model.writes),
            model.sleep(),
        );
        assert!(
            answer == wanted && ours == theirs,
            "{}\nthe model: {wanted:?}\nours   {ours:?}\ntheirs {theirs:?}\n{model:?}",
            self.log.join("\n")
        );
    }
}
