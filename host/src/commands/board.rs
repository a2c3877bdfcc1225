//! `opaygo board`: an emulated unit behind a serial port, for trying the bench without hardware.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{ensure, Context, Result};
use clap::Args;
use serde_json::json;
use serialport::{SerialPort, TTYPort};

use super::sheet::Board as Name;
use crate::output::Output;
use crate::sheet::run;

/// Put an emulated unit behind a serial port, to try the bench without hardware
///
/// A pseudo-terminal whose lines go to the factory UART of the keypad product, on a board of a checkout of libopaygo. A line that
/// begins with ! is done by hand at the board instead, in the scenario language: !keys *123456789, !wait 3600, !power, !status;
/// !new puts a blank unit there. It runs until it is ended.
#[derive(Args)]
#[command(after_help = "Example:
  opaygo board atmega328p --link unit.port &
  opaygo provision --port unit.port --next")]
pub struct Board {
    #[arg(value_enum)]
    board: Name,
    /// The name that the port gets
    #[arg(long, value_name = "P")]
    link: PathBuf,
}

/// The link goes when the port does.
struct Link(PathBuf);

impl Drop for Link {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A unit by its life so far: the board is run again from the beginning for each line.
struct Life {
    board: Name,
    script: String,
    said: usize,
}

impl Life {
    /// Does one more thing; what the unit says to it.
    fn go_on(&mut self, line: &str) -> Result<Vec<String>> {
        self.script += line;
        self.script.push('\n');
        let said = run::play(self.board.name(), &self.script)?;
        let new = said.get(self.said..).unwrap_or_default().to_vec();
        self.said = said.len();
        Ok(new)
    }
}

impl Board {
    pub fn run(&self, out: Output) -> Result<()> {
        // That of a board that was ended before may go.
        let old = std::fs::read_link(&self.link).is_ok_and(|port| port.starts_with("/dev/pts"));
        let there = std::fs::symlink_metadata(&self.link).is_ok();
        ensure!(
            old || !there,
            "{} is there already; give another name",
            self.link.display()
        );
        // What is built on the way takes longer than anybody waits for an answer at the port.
        let built = out.busy(format!("the board {} is being built", self.board.name()));
        run::play(self.board.name(), "status\n")?;
        built.finish_and_clear();
        let (mut master, slave) = TTYPort::pair().context("no pseudo-terminal is to be had")?;
        let name = slave.name().context("the pseudo-terminal has no name")?;
        if old {
            std::fs::remove_file(&self.link).with_context(|| format!("cannot remove {}", self.link.display()))?;
        }
        symlink(&name, &self.link).with_context(|| format!("cannot make {}", self.link.display()))?;
        let _link = Link(self.link.clone());
        master
            .set_timeout(Duration::from_secs(3600))
            .context("the pseudo-terminal")?;
        out.answer(
            format!("{} is at {}", self.board.name(), self.link.display()),
            json!({ "board": self.board.name(), "port": self.link }),
        )?;
        let mut life = Life {
            board: self.board,
            script: String::new(),
            said: 0,
        };
        let mut line = Vec::new();
        loop {
            let mut byte = [0];
            match master.read(&mut byte) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                // Nobody is there yet, or any more.
                Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => continue,
                Err(error) => return Err(error).context("the pseudo-terminal"),
            }
            if !matches!(byte[0], b'\r' | b'\n') {
                line.push(byte[0]);
                continue;
            }
            for said in answer(&mut life, &String::from_utf8_lossy(&line)) {
                writeln!(master, "{said}").context("the pseudo-terminal")?;
            }
            line.clear();
        }
    }
}

/// Types a token at the board behind a port; what the unit said, its status last.
pub fn enter(port: &str, text: &str) -> Result<Vec<String>> {
    let mut port = serialport::new(port, 9600)
        .timeout(Duration::from_secs(60))
        .open()
        .with_context(|| format!("cannot open the port {port}"))?;
    write!(port, "!keys *{text}\n!status\n").context("cannot write to the port")?;
    let mut reader = BufReader::new(port);
    let mut said = Vec::new();
    loop {
        let mut line = String::new();
        let read = reader
            .read_line(&mut line)
            .context("the board does not answer: is it an `opaygo board`?")?;
        ensure!(read > 0, "the board has gone");
        let line = line.trim().to_owned();
        ensure!(!line.starts_with("board: "), "{line}");
        if !line.contains("key_accepted") {
            said.push(line.clone());
        }
        if line.starts_with("status ") {
            return Ok(said);
        }
    }
}

fn answer(life: &mut Life, line: &str) -> Vec<String> {
    let done = match line.trim().strip_prefix('!') {
        None if line.trim().is_empty() => return Vec::new(),
        None if line.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) => {
            // What the scenario language cannot say; a unit answers so.
            return vec!["factory error format".to_owned()];
        }
        None => life.go_on(&format!("factory {line}")),
        Some("new") => {
            (life.script, life.said) = (String::new(), 0);
            return vec!["a blank unit".to_owned()];
        }
        Some(hands) => life.go_on(hands),
    };
    done.unwrap_or_else(|error| vec![format!("board: {error:#}")])
}
