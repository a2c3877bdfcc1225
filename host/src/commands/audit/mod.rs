//! `opaygo audit`: the arithmetic of docs/SECURITY.md for one's own settings, and the published attacks, run for real.

mod guess;
mod starting_code;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::engine::{self, Config, Limits, Secret, Status, Window};
use crate::error::bail_usage;
use crate::key::Key;
use crate::output::Output;
use crate::time::DAY;

/// Reckon how long it takes to guess a token under one's own settings; or run an attack
///
/// A unit at its worst is reckoned with: every older Add is open. A guess is typed in 5 seconds and made as soon as the waiting
/// period allows.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  opaygo audit
  opaygo audit --limits 16,8,32,0 --wait 1,60,3840
  opaygo audit guess --units 1000 --days 365
  opaygo audit starting-code"
)]
pub struct Audit {
    #[command(subcommand)]
    attack: Option<Attack>,
    #[command(flatten)]
    settings: Settings,
}

/// The settings of a product.
#[derive(Args, Clone)]
pub struct Settings {
    /// Counts ahead, back, sync ahead, sync back
    #[arg(long, value_name = "F,O,S,B", default_value = "64,20,100,30")]
    limits: String,
    /// Free tries, first waiting period and longest in seconds
    #[arg(long, value_name = "N,S,S", default_value = "1,60,30720")]
    wait: String,
}

#[derive(Subcommand)]
enum Attack {
    Guess(guess::Guess),
    StartingCode(starting_code::StartingCode),
}

impl Settings {
    pub fn config(&self) -> Result<Config> {
        let numbers = |text: &str| {
            text.split(',')
                .map(|part| part.trim().parse::<u16>().ok())
                .collect::<Option<Vec<_>>>()
        };
        let small = |number: u16| u8::try_from(number).ok();
        let limits = match numbers(&self.limits).as_deref() {
            Some(&[forward, older, ahead, back]) => small(forward)
                .zip(small(older))
                .zip(small(ahead).zip(small(back)))
                .map(|((forward, older), (sync_forward, sync_backward))| Limits {
                    forward,
                    older,
                    sync_forward,
                    sync_backward,
                    reset_token: 0,
                }),
            _ => None,
        };
        let wait = match numbers(&self.wait).as_deref() {
            Some(&[free, base, cap]) => small(free).map(|free| (free, base, cap)),
            _ => None,
        };
        let (Some(limits), Some((free_tries, lock_base, lock_cap))) = (limits, wait) else {
            bail_usage!("--limits takes four numbers such as 64,20,100,30 and --wait three such as 1,60,30720");
        };
        let config = Config {
            limits,
            free_tries,
            lock_base,
            lock_cap,
            ..Config::DEFAULT
        };
        if !config.valid() {
            bail_usage!("no unit takes these settings: 1 to 255 ahead, 0 to 30 back, at most 15 free tries, the first wait not above the longest");
        }
        Ok(config)
    }
}

/// Some unit: the counts open are the same for each.
fn any_secret() -> Secret {
    Secret {
        key: Key([7; 16]),
        starting_code: 123_456_789,
    }
}

/// Of the 10^9 numbers, how many a unit takes at its worst, and how many of them give credit or unlock.
pub fn takes(limits: &Limits) -> (u64, u64) {
    let secret = any_secret();
    let window = Window {
        count: 1_000,
        used: 1,
        last_sync: 1,
    };
    let open = |value: u32| -> u64 {
        let taken = (0..=1_300u16).filter(|&count| {
            let number = engine::generate(&secret, count, value, 9);
            let token = engine::decode(&secret, &window, limits, number, 9);
            // Another count may have the same digits; it is counted where it is.
            token.count == count && !matches!(token.kind, Status::Invalid | Status::AlreadyUsed)
        });
        taken.count() as u64
    };
    let ordinary = 996 * open(500);
    let (reserved, unlock, sync) = (2 * open(996), open(engine::UNLOCK), open(engine::SYNC));
    (ordinary + reserved + unlock + sync, ordinary + unlock)
}

/// How many guesses fit into `seconds`, each as soon as it is allowed.
pub fn guesses(seconds: i64, config: &Config) -> u64 {
    let (mut time, mut guesses, mut failures) = (0, 0, 0u8);
    while time < seconds {
        guesses += 1;
        failures = (failures + 1).min(31);
        time += 5 + i64::from(engine::wait(failures, config));
    }
    guesses
}

fn shown(years: f64) -> String {
    if years < 1.0 {
        format!("{:.1} days", years * 365.0)
    } else {
        format!("{years:.1} years")
    }
}

impl Audit {
    pub fn run(self, out: Output) -> Result<()> {
        match self.attack {
            Some(Attack::Guess(guess)) => return guess.run(out),
            Some(Attack::StartingCode(search)) => return search.run(out),
            None => {}
        }
        let config = self.settings.config()?;
        let (taken, gains) = takes(&config.limits);
        let year = guesses(365 * DAY, &config);
        let accepted = 1e9 / taken as f64 / year as f64;
        let gained = 1e9 / gains as f64 / year as f64;
        let limits = &config.limits;
        let mut text = vec![
            format!(
                "limits            {} ahead, {} back, sync {} ahead and {} back",
                limits.forward, limits.older, limits.sync_forward, limits.sync_backward
            ),
            format!(
                "waiting period    {} free tries, then {} s doubling to {} s",
                config.free_tries, config.lock_base, config.lock_cap
            ),
            format!("a guess is taken  1 in {}", 1_000_000_000 / taken),
            format!("guesses a year    {year}"),
            format!("one accepted in   {}", shown(accepted)),
            format!("with credit in    {}", shown(gained)),
        ];
        let advice = advice(accepted);
        text.extend(advice.map(|advice| format!("what to do        {advice}")));
        out.answer(
            text.join("\n"),
            json!({ "taken_of_1e9": taken, "with_credit_of_1e9": gains, "guesses_a_year": year,
                    "years_to_one_accepted": accepted, "years_to_one_with_credit": gained, "advice": advice }),
        )
    }
}

fn advice(years: f64) -> Option<&'static str> {
    if years < 1.0 {
        Some("a patient guesser gets in within a year: let the waiting period double to 512 minutes, or narrow the limits")
    } else if years < 5.0 {
        Some("a guesser gets in within the life of the product: a longer waiting period or narrower limits")
    } else {
        None
    }
}
