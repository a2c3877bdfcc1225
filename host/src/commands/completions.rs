//! `opaygo completions`.

use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::output::Output;

/// Write the completions of a shell.
#[derive(Args)]
#[command(after_help = "Example:
  opaygo completions bash > ~/.local/share/bash-completion/completions/opaygo")]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::Cli::command(), "opaygo", &mut script);
        let out = Output { json: false };
        out.line(String::from_utf8_lossy(&script).trim_end())
    }
}
