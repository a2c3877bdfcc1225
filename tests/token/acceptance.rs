//! How often a wrong token is a right one: counted exactly, measured, and stated in `docs/TOKENS.md`.
//! `OPAYGO_BLESS=1 cargo test --test token figures` rewrites the figures there.

use crate::life::{example, reach, Life};
use crate::model::{Model, Unit};
use opaygo::config::Limits;
use opaygo::status::Status;
use opaygo::token::window::Window;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

const PRESETS: [(&str, Limits); 2] = [
    ("default (64, 20, +100, -30)", Limits::DEFAULT),
    ("documented (30, 10, +100, -30)", Limits::DOCUMENTED),
];

/// The chain folds 2^30 hashes onto 10^9 codes, so this many of the highest come twice as often as the others.
const TWICE: u64 = (1 << 30) - 1_000_000_000;
const LOWEST_TWICE: u64 = 999_999_999 - TWICE;

/// How much more often than the average one of these comes.
const HIGH: f64 = 2e9 / (1u64 << 30) as f64;

/// What is measured: this many wrong tokens to each of this many units, per preset and kind of guess.
const UNITS: u32 = 500;
const TRIES: u32 = 2_000;

/// An odd last count that every reach fits below, so that the older Adds and syncs back are as many as can be.
const LAST: u16 = 31;

/// A unit at that count after a Set (nothing older is open), or with every older Add open.
fn unit(limits: Limits, older_open: bool) -> Life {
    let mut life = example(LAST, limits);
    life.window = Window {
        count: LAST,
        used: if older_open { 0 } else { u16::MAX },
        last_sync: 0,
    };
    life.model = Model {
        last: LAST.into(),
        used: BTreeSet::new(),
        dead_to: if older_open { 0 } else { LAST.into() },
        synced_to: 0,
    };
    life
}

/// Every (count, value) that the unit takes.
fn valid(life: &Life) -> Vec<(i64, u64)> {
    let reach = reach(&life.limits);
    (0..1000u64)
        .flat_map(|value| {
            let ahead = if value == 999 {
                reach.sync_forward
            } else {
                reach.forward
            };
            (0..=life.model.last + ahead).map(move |count| (count, value))
        })
        .filter(|&(count, value)| taken(life.model.judge(&reach, count, value)))
        .collect()
}

fn taken(verdict: crate::model::Verdict) -> bool {
    use crate::model::Verdict::{AlreadyUsed, Invalid};
    !matches!(verdict, AlreadyUsed | Invalid)
}

/// SplitMix64: a fixed sequence, so that a measurement is the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % end
    }

    fn unit(&mut self) -> Unit {
        let key: [u8; 16] = core::array::from_fn(|_| self.below(256) as u8);
        let start = self.below(1_000_000_000);
        Unit::new(key, start)
    }
}

/// Whether `hits` of `tries` is within five standard deviations of the rate.
fn plausible(hits: u32, tries: u32, rate: f64) -> bool {
    let mean = f64::from(tries) * rate;
    (f64::from(hits) - mean).abs() <= 5.0 * (mean * (1.0 - rate)).sqrt()
}

#[test]
fn the_tokens_a_unit_takes_are_exactly_those_of_its_valid_counts_and_values() {
    for (_, limits) in PRESETS {
        let mut life = unit(limits, true);
        let tokens: HashSet<u64> = valid(&life)
            .into_iter()
            .map(|(count, value)| life.unit.token(9, count, value))
            .collect();
        let mut found = 0;
        for value in 0..1000 {
            for count in 0..=i64::from(LAST) + 104 {
                let token = life.unit.token(9, count, value);
                let kind = life.decode(9, token).kind;
                let accepted = !matches!(kind, Status::AlreadyUsed | Status::Invalid);
                assert_eq!(accepted, tokens.contains(&token), "({count}, {value})");
                found += u32::from(accepted);
            }
        }
        assert!(found > 30_000);
    }
}

#[test]
fn the_measured_rate_of_wrong_tokens_taken_is_that_of_the_valid_ones() {
    for (name, limits) in PRESETS {
        for (lowest, many, often) in [(0, 1_000_000_000, 1.0), (LOWEST_TWICE, TWICE, HIGH)] {
            let mut random = Random(lowest);
            let mut life = unit(limits, true);
            let rate = valid(&life).len() as f64 / 1e9 * often;
            let mut hits = 0;
            for _ in 0..UNITS {
                life.unit = random.unit();
                for _ in 0..TRIES {
                    let guess = lowest + random.below(many);
                    let kind = life.decode(9, guess).kind;
                    hits += u32::from(!matches!(kind, Status::AlreadyUsed | Status::Invalid));
                }
            }
            let tries = UNITS * TRIES;
            println!("{name}: {hits} of {tries} guesses from {lowest} taken, {rate:.3e} expected");
            assert!(
                plausible(hits, tries, rate),
                "{name}: {hits} of {tries}, {rate:.3e} expected"
            );
        }
    }
}

/// The chance that two codes of a chain are the same.
fn meeting() -> f64 {
    let (twice, all) = (TWICE as f64, f64::from(1 << 30));
    (1e9 - twice + 4.0 * twice) / (all * all)
}

/// The share of chains that run into themselves within `counts` steps.
fn repeats(counts: f64) -> f64 {
    1.0 - (-counts * counts / 2.0 * meeting()).exp()
}

#[test]
fn the_measured_share_of_chains_that_repeat_is_the_stated_one() {
    const CHAINS: u32 = 400;
    let mut random = Random(7);
    for counts in [5_000i64, 20_000] {
        let mut hits = 0;
        for _ in 0..CHAINS {
            let mut unit = random.unit();
            let mut seen = HashSet::new();
            let chain = unit.chain(9, 1, counts).to_vec();
            hits += u32::from(!chain.into_iter().all(|code| seen.insert(code)));
        }
        let rate = repeats(counts as f64);
        println!("{hits} of {CHAINS} chains repeat within {counts} counts, {rate:.4} expected");
        assert!(
            plausible(hits, CHAINS, rate),
            "{hits} of {CHAINS} within {counts}, {rate:.4} expected"
        );
    }
}

/// Wrong tries in a year without a pause: one is free, then the wait is 1 minute and doubles to 512 (ruling 16).
fn tries_in_a_year() -> u32 {
    let (mut minutes, mut wait, mut tries) = (0, 1, 1);
    while minutes < 365 * 24 * 60 {
        tries += 1;
        minutes += wait;
        wait = (2 * wait).min(512);
    }
    tries
}

fn figures() -> String {
    let mut text = String::new();
    let mut row = |cells: &[String]| writeln!(text, "| {} |", cells.join(" | ")).unwrap();
    let tries = tries_in_a_year();
    let head = [
        "limits",
        "state",
        "valid tokens of 10^9",
        "a random one is taken",
        "a high one is taken",
        &format!("a year of {tries} high guesses"),
    ];
    row(&head.map(String::from));
    row(&head.map(|_| "---".into()));
    for (name, limits) in PRESETS {
        for (state, open) in [("after a Set", false), ("every older Add open", true)] {
            let tokens = valid(&unit(limits, open)).len();
            let rate = tokens as f64 / 1e9;
            let high = rate * HIGH;
            row(&[
                name.into(),
                state.into(),
                tokens.to_string(),
                format!("1 in {:.0}", 1.0 / rate),
                format!("1 in {:.0}", 1.0 / high),
                format!("{:.1} %", 100.0 * (1.0 - (1.0 - high).powi(tries as i32))),
            ]);
        }
    }
    text.push('\n');
    let mut row = |cells: &[String]| writeln!(text, "| {} |", cells.join(" | ")).unwrap();
    row(&["counts used up".into(), "chains that have begun to repeat".into()]);
    row(&["---".into(), "---".into()]);
    for counts in [1_000, 2_190, 10_000, 65_535] {
        row(&[counts.to_string(), format!("{:.2} %", 100.0 * repeats(counts.into()))]);
    }
    writeln!(
        text,
        "\nMeasured: {} wrong tokens per preset and kind of guess.",
        UNITS * TRIES
    )
    .unwrap();
    text
}

#[test]
fn figures_in_the_documents_are_current() {
    const BEGIN: &str = "<!-- figures: OPAYGO_BLESS=1 cargo test --test token figures -->\n";
    const END: &str = "<!-- end of figures -->";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/TOKENS.md");
    let document = std::fs::read_to_string(path).unwrap();
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let current = format!("{before}{BEGIN}\n{}\n{END}{after}", figures());
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        std::fs::write(path, &current).unwrap();
    } else {
        assert_eq!(
            document, current,
            "rewrite it: OPAYGO_BLESS=1 cargo test --test token figures"
        );
    }
}
