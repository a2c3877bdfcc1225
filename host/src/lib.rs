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

use clap::Parser;

/// The command, from its arguments to its exit code.
pub fn run() -> ExitCode {
    let cli = commands::Cli::parse();
    let out = output::Output { json: cli.json };
    match cli.run(out) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read has seen enough.
        Err(error) if error::is_closed_pipe(&error) => ExitCode::FAILURE,
        Err(error) => {
            // What failed is said in the form that the answer would have had.
            let line = error::line(&error);
            if out.json {
                let _ = out.line(serde_json::json!({ "error": line }));
            }
            eprintln!("error: {line}");
            ExitCode::from(error::exit_code(&error))
        }
    }
}
