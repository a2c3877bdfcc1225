//! The procedure with a person at the keypad: the product's UART tells what happened. Knows no board and no paper.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use serialport::SerialPort;

use super::run::{judge, Outcome};
use super::Step;

/// Asks the product for a status line.
const STATUS_REQUEST: u8 = 5;
/// Nothing more is said of an entry when it has been quiet for so long.
const QUIET: Duration = Duration::from_millis(400);

/// A product's UART, line by line.
struct Uart {
    port: Box<dyn SerialPort>,
    rest: Vec<u8>,
}

impl Uart {
    fn line(&mut self, end: Instant) -> Result<Option<String>> {
        loop {
            if let Some(at) = self.rest.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.rest.drain(..=at).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()));
            }
            if Instant::now() >= end {
                return Ok(None);
            }
            let mut bytes = [0; 256];
            match self.port.read(&mut bytes) {
                Ok(len) if self.rest.len() < 4096 => self.rest.extend(&bytes[..len]),
                // A line that never ends is no line.
                Ok(_) => self.rest.clear(),
                Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                Err(error) => return Err(error).context("cannot read from the port"),
            }
        }
    }
}

/// Whether a line tells what became of an entry.
fn decides(line: &str) -> bool {
    let on_the_way = ["event key_accepted", "event key_rejected", "event state"];
    line.starts_with("event ") && !on_the_way.iter().any(|word| line.starts_with(word))
}

/// Asks for each step by `ask` and waits for what the unit says to it, for `patience` at most.
pub fn watch(path: &str, baud: u32, steps: &[Step], patience: Duration, ask: impl Fn(&Step)) -> Result<Vec<Outcome>> {
    let port = serialport::new(path, baud)
        .timeout(Duration::from_millis(20))
        .open()
        .with_context(|| format!("cannot open the port {path}"))?;
    let mut uart = Uart { port, rest: Vec::new() };
    let mut outcomes = Vec::new();
    for step in steps {
        ask(step);
        let end = Instant::now() + patience + Duration::from_secs(step.wait.into());
        let mut events: Vec<String> = Vec::new();
        let mut decided = None;
        while let Some(line) = uart.line(decided.map_or(end, |at: Instant| at + QUIET))? {
            if decides(&line) {
                decided = Some(Instant::now());
            }
            events.push(line);
        }
        ensure!(
            decided.is_some(),
            "step {}: the unit said nothing of an entry",
            step.name
        );
        uart.port
            .write_all(&[STATUS_REQUEST])
            .context("cannot write to the port")?;
        let end = Instant::now() + Duration::from_secs(5);
        let status = loop {
            let line = uart.line(end)?;
            let line = line.with_context(|| format!("step {}: the unit does not answer for its status", step.name))?;
            if line.starts_with("status ") {
                break line;
            }
        };
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        outcomes.push(judge(step.must, &events, &status));
    }
    Ok(outcomes)
}
