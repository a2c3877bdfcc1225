//! The procedure played on a board, and what it said. Knows not how a board is built.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, ensure, Context, Result};

use super::{Must, Step};
use crate::unit::Unit;

/// So much of the credit may have run since the token, in seconds: the keys alone take a second each.
const RUN: u32 = 1200;

/// What became of a step: `Ok`, or what happened instead.
pub type Outcome = Result<String, String>;

/// Where the boards are: a checkout of the project, named by OPAYGO_CHECKOUT or found from here or from the program upwards.
pub fn checkout() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("OPAYGO_CHECKOUT") {
        return Ok(named.into());
    }
    let here = std::env::current_dir().context("there is no current folder")?;
    let program = std::env::current_exe().ok();
    let starts = [Some(here), program];
    let is_checkout =
        |folder: &&Path| folder.join("include/opaygo.h").exists() && folder.join("c_examples/keypad").is_dir();
    for start in starts.iter().flatten() {
        if let Some(found) = start.ancestors().find(is_checkout) {
            return Ok(found.to_owned());
        }
    }
    bail!("the emulated boards are in a checkout of libopaygo: run this inside one, or name it in OPAYGO_CHECKOUT")
}

/// Plays a scenario on a board; the lines that it said.
pub fn play(board: &str, scenario: &str) -> Result<Vec<String>> {
    // Through a pipe: the key is in it, and a file would stay behind a command that is killed.
    let mut make = Command::new("make")
        .args(["-s", "--no-print-directory", "run", "SCENARIO=/dev/stdin"])
        .arg(format!("BOARD={board}"))
        .current_dir(checkout()?)
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run make")?;
    let input = make.stdin.take();
    let output = std::thread::scope(|threads| {
        // A board that does not read to the end has said why.
        threads.spawn(move || input.map(|mut input| input.write_all(scenario.as_bytes())));
        make.wait_with_output()
    });
    let output = output.context("cannot run make")?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "the board {board} does not run: {}",
        error.lines().last().unwrap_or("make failed")
    );
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.lines().map(|line| line.trim().to_owned()).collect())
}

/// The procedure as a scenario, from a blank unit on.
pub fn scenario(unit: &Unit, steps: &[Step]) -> String {
    let mut lines = vec![format!("factory {}", unit.factory_line())];
    for step in steps {
        if step.wait > 0 {
            lines.push(format!("wait {}", step.wait));
        }
        lines.push(format!("keys *{}", step.text));
        lines.push("status".to_owned());
    }
    lines.join("\n") + "\n"
}

/// What became of each step, from what the board said.
pub fn outcomes(steps: &[Step], said: &[String]) -> Result<Vec<Outcome>> {
    let mut lines = said.iter();
    let factory = lines.find(|line| line.starts_with("factory ")).map(String::as_str);
    ensure!(
        factory.is_some_and(|line| line.starts_with("factory ok")),
        "the board was not provisioned: {}",
        factory.unwrap_or("it said nothing")
    );
    let mut outcomes = Vec::new();
    for step in steps {
        let mut events = Vec::new();
        let status = loop {
            match lines.next() {
                Some(line) if line.starts_with("status ") => break line,
                Some(line) => events.push(line.as_str()),
                None => bail!("the board said nothing more at step {}", step.name),
            }
        };
        outcomes.push(judge(step.must, &events, status));
    }
    Ok(outcomes)
}

/// Whether what was said is what must be.
pub fn judge(must: Must, events: &[&str], status: &str) -> Outcome {
    let has = |what: &str| events.iter().any(|line| line.starts_with(what));
    let led = |what: &str| events.contains(&what);
    let field = |name: &str| {
        status
            .split_whitespace()
            .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or("")
    };
    let seconds: Option<u32> = field("seconds").parse().ok();
    let is = |credit: u32| {
        let state = if credit == 0 { "disabled" } else { "enabled" };
        let run = seconds.and_then(|seconds| credit.checked_sub(seconds));
        field("state") == state && run.is_some_and(|run| run <= RUN.min(credit))
    };
    let unlocked = field("state") == "unlocked";
    let good = match must {
        Must::Invalid => has("event invalid") && led("led red 10"),
        Must::Used(Some(credit)) => has("event used") && led("led red 10") && is(credit),
        Must::Used(None) => has("event used") && led("led red 10") && unlocked,
        Must::Credit(credit) => (has("event add") || has("event set")) && led("led green 2") && is(credit),
        Must::Unlocked => has("event unlocked") && led("led green 5") && unlocked,
        Must::StayUnlocked => has("event no_effect") && unlocked,
    };
    let told: Vec<&str> = events
        .iter()
        .copied()
        .filter(|line| !line.contains("key_accepted"))
        .collect();
    let happened = format!("{}; {status}", told.join(", "));
    if good {
        Ok(happened)
    } else {
        Err(happened)
    }
}
