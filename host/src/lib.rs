//! `opaygo`: the token desk, the factory jig and the workbench of OpenPAYGO units.
//!
//! The rooms, arrows one way: `commands -> {ledger, devices, server, sheet, sim, jig} -> {unit, key} -> engine`, which alone
//! names the crate `opaygo`; `output`, `files`, `time` and `error` stand beside all. A library so that the fuzzer reaches what
//! reads files; the command is `main.rs`.
#![deny(unsafe_code)]

mod commands;
pub mod devices;
pub mod engine;
mod error;
mod files;
mod jig;
pub mod key;
mod ledger;
mod output;
mod server;
mod sheet;
mod sim;
mod time;
pub mod unit;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::Parser;

/// The command, from its arguments to its exit code.
pub fn run() -> ExitCode {
    let cli = match commands::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let out = output::Output { json: cli.json };
    match cli.run(out) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read has seen enough.
        Err(error) if error::is_closed_pipe(&error) => ExitCode::FAILURE,
        Err(error) => {
            out.error(&error::line(&error));
            ExitCode::from(error::exit_code(&error))
        }
    }
}

/// What clap says of the arguments: help, or how they are wrong.
fn usage(error: &clap::Error) -> ExitCode {
    let said = error.render().to_string();
    let first = said.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().skip_while(|word| *word == "error:").collect();
    let first = words.join(" ");
    let json = std::env::args_os().any(|argument| argument == "--json");
    if error.use_stderr() && (json || error.kind() == ErrorKind::ValueValidation) {
        output::Output { json }.error(&first);
    } else {
        let _ = error.print();
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}
