//! `opaygo simulate`: the published scenarios, and units over months.

use std::path::PathBuf;

use anyhow::{bail, Result};
use clap::{Args, Subcommand, ValueEnum};
use rayon::prelude::*;
use serde_json::json;

use crate::output::Output;
use crate::sim::{self, plot, scenario, Clock, Habits, Sum};
use crate::time;

/// Try servers and units against each other, on the library's own device with an EEPROM's storage.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  opaygo simulate scenario 1
  opaygo simulate life --units 1000 --days 365 --cuts 2/day")]
pub enum Command {
    /// Play a published scenario: 1 the quick test, 2 a server with a device, 3 the full acceptance procedure
    #[command(after_help = "Example:
  opaygo simulate scenario 2")]
    Scenario {
        #[arg(value_parser = clap::value_parser!(u8).range(1..=3))]
        number: u8,
    },
    Life(Life),
}

/// Let units live for months: payments, late and lost tokens, power cuts, clocks
///
/// Says whether every payment gave exactly its days, what customers lost, what lenders gave away, and how many tokens and storage
/// writes it took. The same seed gives the same lives.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo simulate life --units 1000 --days 365 --pay weekly --late 0.1 --lost 0.05 --reentered 0.1 --cuts 2/day
  opaygo simulate life --units 100 --days 365 --clock uptime --cuts 4/day --plot life.svg")]
pub struct Life {
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    units: u64,
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    /// How often a customer pays
    #[arg(long, value_enum, default_value_t = Pay::Weekly)]
    pay: Pay,
    /// How likely a payment is 1 to 5 days late
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = likely)]
    late: f64,
    /// How likely a message with a token is lost: half of them are sent again a day later, half never entered
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = likely)]
    lost: f64,
    /// How likely an old token is entered again after a payment
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = likely)]
    reentered: f64,
    /// How likely the server's count falls back before a payment, and the desk sends a sync
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = likely)]
    server_loses_count: f64,
    /// An RTC that is right, one that is set back now and then, or seconds since start-up
    #[arg(long, value_enum, default_value_t = ClockArg::Good)]
    clock: ClockArg,
    /// Power cuts, such as 2/day
    #[arg(long, value_name = "N/day", default_value = "0/day", value_parser = cuts)]
    cuts: f64,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Draw the first unit's life; the file must not be there yet
    #[arg(long, value_name = "F.svg")]
    plot: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Pay {
    Daily,
    Weekly,
    Monthly,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ClockArg {
    Good,
    Bad,
    Uptime,
}

fn likely(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(likely) if (0.0..=1.0).contains(&likely) => Ok(likely),
        _ => Err("must be 0 to 1".to_owned()),
    }
}

fn cuts(text: &str) -> Result<f64, String> {
    match text.trim_end_matches("/day").parse() {
        Ok(cuts) if (0.0..=1000.0).contains(&cuts) => Ok(cuts),
        _ => Err("must be 0 to 1000 a day, such as 2/day".to_owned()),
    }
}

impl Command {
    pub fn run(self, out: Output) -> Result<()> {
        match self {
            Self::Scenario { number } => play(out, number),
            Self::Life(life) => life.run(out),
        }
    }
}

fn play(out: Output, number: u8) -> Result<()> {
    let done = scenario::play(number)?;
    if out.json {
        let steps: Vec<_> = done
            .iter()
            .map(|step| json!({ "step": step.what, "shows": step.shows, "right": step.right }))
            .collect();
        out.line(json!({ "scenario": number, "steps": steps }))?;
    } else {
        for step in &done {
            out.line(format!(
                "{} {}\n     {}",
                if step.right { "ok  " } else { "FAIL" },
                step.what,
                step.shows
            ))?;
        }
    }
    let failed = done.iter().filter(|step| !step.right).count();
    if failed > 0 {
        bail!("{failed} of {} steps failed", done.len());
    }
    if !out.json {
        out.line(format!("{} steps, all right", done.len()))?;
    }
    Ok(())
}

impl Life {
    fn habits(&self) -> Habits {
        Habits {
            days: self.days,
            every: match self.pay {
                Pay::Daily => 1,
                Pay::Weekly => 7,
                Pay::Monthly => 30,
            },
            late: self.late,
            lost: self.lost,
            reentered: self.reentered,
            server_loses_count: self.server_loses_count,
            clock: match self.clock {
                ClockArg::Good => Clock::Good,
                ClockArg::Bad => Clock::Bad,
                ClockArg::Uptime => Clock::Uptime,
            },
            cuts: self.cuts,
            seed: self.seed,
        }
    }

    fn run(&self, out: Output) -> Result<()> {
        let habits = self.habits();
        let bar = out.progress(self.units, "units");
        let sum = (0..self.units)
            .into_par_iter()
            .map(|number| {
                let (sum, _) = sim::live(habits, number);
                bar.inc(1);
                sum
            })
            .reduce(Sum::default, Sum::and);
        bar.finish_and_clear();
        if let Some(path) = &self.plot {
            plot::draw(path, &sim::live(habits, 0).1, self.days)?;
        }
        let each = |total: u64| total as f64 / self.units as f64;
        let span = |seconds: u64| time::span(i64::try_from(seconds / self.units).unwrap_or(i64::MAX));
        let text = [
            format!(
                "units            {} for {} days, seed {}",
                self.units, self.days, self.seed
            ),
            format!(
                "payments         {}; {} tokens, {:.1} a unit",
                sum.payments,
                sum.tokens,
                each(sum.tokens)
            ),
            format!("gave their days  {} exactly, {} not", sum.exact, sum.inexact),
            format!("never entered    {}", sum.never_entered),
            format!(
                "entered again    {}, of which {} gave time",
                sum.reentered, sum.taken_again
            ),
            format!("syncs            {}", sum.syncs),
            format!(
                "power cuts       {}, and {} while a token was stored",
                sum.cuts, sum.torn
            ),
            format!("customers lost   {} a unit", span(sum.lost)),
            format!("lenders gave     {} a unit", span(sum.given)),
            format!("storage writes   {:.0} a unit", each(sum.writes)),
        ];
        out.answer(
            text.join("\n"),
            json!({
                "units": self.units, "days": self.days, "seed": self.seed, "payments": sum.payments, "tokens": sum.tokens,
                "exact": sum.exact, "inexact": sum.inexact, "never_entered": sum.never_entered,
                "reentered": sum.reentered, "taken_again": sum.taken_again, "syncs": sum.syncs, "cuts": sum.cuts,
                "torn": sum.torn, "lost_seconds": sum.lost, "given_seconds": sum.given, "writes": sum.writes }),
        )
    }
}
