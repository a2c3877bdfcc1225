//! `opaygo key`: secret keys into files.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{bail, Result};
use clap::Subcommand;
use serde_json::json;

use crate::files::Fresh;
use crate::key::Key;
use crate::output::{many, Output};

/// Make secret keys, and show what may be shown of one.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  opaygo key new --out slt.key
  opaygo key check slt.key")]
pub enum Command {
    /// Draw keys from the operating system's random numbers
    ///
    /// They go into a file that only you can read, one a line, or to standard output if that is no terminal.
    #[command(after_help = "Examples:
  opaygo key new --out slt.key
  opaygo key new --count 1000 --out batch.keys
  opaygo key new | opaygo token add 30 --key-file - --starting-code 123456789 --count 1")]
    New {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        count: u32,
        /// The file; it must not be there yet
        #[arg(long, value_name = "F")]
        out: Option<PathBuf>,
    },
    /// Show the check value of a key: enough to tell two keys apart, no help to find one
    #[command(after_help = "Example:
  opaygo key check slt.key")]
    Check {
        /// The key's file, `-` for standard input
        file: PathBuf,
    },
}

impl Command {
    pub fn run(self, out: Output) -> Result<()> {
        match self {
            Self::New { count, out: Some(path) } => {
                let mut file = Fresh::create(&path)?;
                let bar = out.progress(count.into(), "keys");
                for _ in 0..count {
                    writeln!(file, "{}", Key::random()?.to_hex())?;
                    bar.inc(1);
                }
                bar.finish_and_clear();
                file.keep()?;
                let text = format!("{} in {}", many(count.into(), "key"), path.display());
                out.answer(text, json!({ "keys": count, "file": path }))
            }
            Self::New { count, out: None } => {
                if std::io::stdout().is_terminal() {
                    bail!("a key is not shown on a terminal: --out F puts it into a file");
                }
                if out.json {
                    let keys = (0..count).map(|_| Ok(Key::random()?.to_hex()));
                    return out.line(json!({ "keys": keys.collect::<Result<Vec<_>>>()? }));
                }
                for _ in 0..count {
                    out.line(Key::random()?.to_hex())?;
                }
                Ok(())
            }
            Self::Check { file } => {
                let check = Key::read(&file)?.check();
                out.answer(format!("check value {check}"), json!({ "check": check }))
            }
        }
    }
}
