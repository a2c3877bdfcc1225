//! `opaygo completions`.

use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde_json::json;

use crate::output::Output;

/// Write the completions of a shell.
#[derive(Args)]
#[command(after_help = "Example:
  opaygo completions bash > ~/.local/share/bash-completion/completions/opaygo")]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(self, out: Output) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::Cli::command(), "opaygo", &mut script);
        let script = String::from_utf8_lossy(&script);
        let script = script.trim_end();
        out.answer(script, json!({ "shell": self.shell.to_string(), "script": script }))
    }
}
