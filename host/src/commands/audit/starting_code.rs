//! `opaygo audit starting-code`: the search for a starting code when a key has leaked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{bail, Result};
use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use crate::engine::{self, Secret, MAX_CODE};
use crate::key::{random_below, Key};
use crate::output::Output;
use crate::time;

/// Search a unit's starting code, for real, from its key and two tokens that were seen: what a leaked key is worth
///
/// A key and a starting code are drawn at random, two tokens of a known payment made, and the starting code searched from these alone,
/// on all cores. The payment tells the last three digits, so a million codes are tried.
#[derive(Args)]
#[command(after_help = "Example:
  opaygo audit starting-code --count 40")]
pub struct StartingCode {
    /// The count of the first token that was seen
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
}

/// The value of both tokens.
const VALUE: u32 = 30;
/// Codes that are tried at a time.
const CHUNK: u32 = 1000;
/// What is left to try when the last three digits are known.
const CODES: u32 = (MAX_CODE + 1) / 1000;

impl StartingCode {
    pub fn run(self, out: Output) -> Result<()> {
        let secret = Secret {
            key: Key::random()?,
            starting_code: random_below(MAX_CODE + 1)?,
        };
        let second = self.count + 2;
        let seen = [self.count, second].map(|count| engine::generate(&secret, count, VALUE, 9));
        let last = (seen[0] as u32 + 1000 - VALUE) % 1000;
        let begun = Instant::now();
        let bar = out.progress(CODES.into(), "starting codes");
        let tried = AtomicU64::new(0);
        let found = (0..CODES / CHUNK).into_par_iter().find_map_any(|chunk| {
            let is = |code: u32| {
                let guess = Secret {
                    starting_code: code,
                    ..secret
                };
                engine::generate(&guess, self.count, VALUE, 9) == seen[0]
                    && engine::generate(&guess, second, VALUE, 9) == seen[1]
            };
            let found = (chunk * CHUNK..(chunk + 1) * CHUNK)
                .map(|code| code * 1000 + last)
                .find(|&code| is(code));
            tried.fetch_add(CHUNK.into(), Ordering::Relaxed);
            bar.inc(CHUNK.into());
            found
        });
        bar.finish_and_clear();
        let seconds = begun.elapsed().as_secs_f64();
        let tried = tried.into_inner();
        let Some(code) = found else {
            bail!("the starting code was not found in {tried} tries");
        };
        // One search in some 250 ends so at count 4.
        let which = if code == secret.starting_code {
            "found"
        } else {
            "another was found whose chain runs into this unit's, and all later tokens are the same,"
        };
        let all = seconds / tried as f64 * f64::from(CODES);
        let unknown = (all * f64::from(engine::MAX_TIME + 1)).ceil() as i64;
        let text = [
            format!(
                "{which} after {tried} tries in {seconds:.2} s, from the key and two tokens of count {} and {second}",
                self.count
            ),
            format!(
                "all of them take {all:.1} s on this machine; where the payment is not known, {}",
                time::span(unknown)
            ),
            "what to do  a leaked key opens its unit: give each unit its own key, and one whose key has leaked another"
                .to_owned(),
        ];
        out.answer(
            text.join("\n"),
            json!({ "found": true, "tries": tried, "seconds": seconds, "seconds_for_all": all }),
        )
    }
}
