//! `opaygo audit guess`: tokens guessed at simulated units, as soon as the waiting period allows.

use std::time::Instant;

use anyhow::Result;
use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use super::{takes, Settings};
use crate::engine::bench::Bench;
use crate::engine::{self, Config, Secret, Status};
use crate::key::Key;
use crate::output::Output;
use crate::time::DAY;
use crate::unit::Unit;

/// Guess at simulated units, for real: random tokens, each as soon as it is allowed, until one is taken or the time is over
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo audit guess --units 1000 --days 365
  opaygo audit guess --units 100 --days 30 --wait 0,0,0")]
pub struct Guess {
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    units: u64,
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    settings: Settings,
}

/// What a guesser achieved at one unit: guesses made, and whether one was taken.
struct Attack {
    guesses: u64,
    taken: bool,
}

impl Guess {
    pub fn run(self, out: Output) -> Result<()> {
        let config = self.settings.config()?;
        let begun = Instant::now();
        let bar = out.progress(self.units, "units");
        let attacks: Vec<Attack> = (0..self.units)
            .into_par_iter()
            .map(|number| {
                let attack = self.attack(config, number);
                bar.inc(1);
                attack
            })
            .collect();
        bar.finish_and_clear();
        let guesses: u64 = attacks.iter().map(|attack| attack.guesses).sum();
        let taken = attacks.iter().filter(|attack| attack.taken).count();
        let expected = guesses as f64 * takes(&config.limits).0 as f64 / 1e9;
        let seconds = begun.elapsed().as_secs_f64();
        let what = if taken == 0 {
            "nothing: no unit was opened"
        } else {
            "lengthen the waiting period or narrow the limits (opaygo audit reckons what each is worth)"
        };
        out.answer(
            format!(
                "{guesses} guesses at {} units in {} days each: {taken} units took one, {expected:.1} expected at most ({seconds:.1} s)\nwhat to do  {what}",
                self.units, self.days
            ),
            json!({ "units": self.units, "days": self.days, "guesses": guesses, "taken": taken, "expected_at_most": expected }),
        )
    }

    fn attack(&self, config: Config, number: u64) -> Attack {
        let mut rng = fastrand::Rng::with_seed(self.seed ^ (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut key = [0; 16];
        rng.fill(&mut key);
        let unit = Unit {
            serial: format!("VICTIM{number}"),
            secret: Secret {
                key: Key(key),
                starting_code: rng.u32(0..=engine::MAX_CODE),
            },
            count: 1,
            divider: 1,
            restricted: false,
            model: String::new(),
            version: String::new(),
            test_code: None,
        };
        let begin = 1_000_000;
        let end = begin + (i64::from(self.days) * DAY) as u32;
        let mut bench = Bench::blank(config, begin);
        let _ = bench.factory(unit.factory_line().as_bytes());
        let mut guesses = 0;
        while bench.now() < end {
            let guess = engine::write(rng.u64(0..=u64::from(engine::MAX_CODE)), 9, false);
            guesses += 1;
            let answer = bench.enter(&guess);
            if !matches!(answer, Status::Invalid | Status::AlreadyUsed | Status::Locked) {
                return Attack { guesses, taken: true };
            }
            let wait = u32::from(bench.shown().wait);
            bench.pass(5 + wait);
            bench.poll();
        }
        Attack { guesses, taken: false }
    }
}
