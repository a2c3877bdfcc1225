//! The factory's line over a serial port: sent, answered, checked. Knows no ledger and no label.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serialport::{ClearBuffer, SerialPort};

/// What a unit answered to a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Provisioned, with this check value.
    Ok(u32),
    /// Refused for this cause; nothing has changed.
    Refused(String),
    /// A line that begins as an answer and goes on as none.
    Garbled(String),
    Silent,
}

/// How it went with a unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Pass,
    /// The unit is as it was before.
    Fail(String),
    /// The unit has a key, and perhaps not the one that was sent: it is to be set aside, and its parameters with it.
    Doubt(String),
}

/// So often a line is sent that did not arrive whole.
const TRIES: u32 = 3;

/// Causes that the same line has every time.
const FINAL: [&str; 6] = ["weak_key", "example_key", "test_is_token", "test", "corrupt", "storage"];

/// A unit at the end of a serial line.
pub struct Jig {
    port: Box<dyn SerialPort>,
    patience: Duration,
    /// What came behind the last whole line.
    rest: Vec<u8>,
}

impl Jig {
    /// Opens the port; one that is not there yet may be on its way, as that of a board which is being started.
    pub fn open(path: &str, baud: u32, patience: Duration) -> Result<Self> {
        let end = Instant::now() + patience;
        while !Path::new(path).exists() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(50));
        }
        let port = serialport::new(path, baud)
            .timeout(Duration::from_millis(20))
            .open()
            .with_context(|| format!("cannot open the port {path}"))?;
        Ok(Self {
            port,
            patience,
            rest: Vec::new(),
        })
    }

    /// Provisions the unit with this line; `check` is what it must answer.
    pub fn provision(&mut self, line: &str, check: u32) -> Result<Outcome> {
        let (mut sent_unanswered, mut garbled) = (false, false);
        let mut last = String::new();
        for _ in 0..TRIES {
            match self.ask(line)? {
                Answer::Ok(answer) if answer == check => return Ok(Outcome::Pass),
                Answer::Ok(answer) => {
                    return Ok(Outcome::Doubt(format!(
                        "it took the line, but answers {answer:08x} where {check:08x} is right: a digit was garbled on the way"
                    )))
                }
                Answer::Refused(cause) if cause == "provisioned" => {
                    return Ok(if sent_unanswered {
                        Outcome::Doubt("it has a key now, and its answer was lost: perhaps this one".to_owned())
                    } else {
                        Outcome::Fail("it is provisioned already".to_owned())
                    })
                }
                Answer::Refused(cause) if FINAL.contains(&cause.as_str()) => {
                    return Ok(Outcome::Fail(format!("it refuses the line: {cause}")))
                }
                Answer::Refused(cause) => last = format!("it refuses the line: {cause}"),
                Answer::Garbled(text) => {
                    (sent_unanswered, garbled) = (true, true);
                    last = format!("its answer is garbled: {}", text.escape_default());
                }
                Answer::Silent => {
                    sent_unanswered = true;
                    "no answer; is the unit connected, has it power, is the baud rate right?".clone_into(&mut last);
                }
            }
        }
        // What answers each time, and never to be understood, may have taken it.
        Ok(if garbled {
            Outcome::Doubt(last)
        } else {
            Outcome::Fail(last)
        })
    }

    /// Sends a line and waits for the answer to it.
    fn ask(&mut self, line: &str) -> Result<Answer> {
        // An end for what a line before this one may have left, and its answer passed over.
        self.send(b"\n")?;
        let quiet = Duration::from_millis(100);
        while self.next_line(Instant::now() + quiet)?.is_some() {}
        self.rest.clear();
        self.port.clear(ClearBuffer::Input).context("the port")?;
        self.send(line.as_bytes())?;
        self.send(b"\n")?;
        let end = Instant::now() + self.patience;
        while let Some(said) = self.next_line(end)? {
            if let Some(answer) = answer(&said) {
                return Ok(answer);
            }
        }
        Ok(Answer::Silent)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.port
            .write_all(bytes)
            .and_then(|()| self.port.flush())
            .context("cannot write to the port")
    }

    /// The next whole line, if one comes before `end`.
    fn next_line(&mut self, end: Instant) -> Result<Option<String>> {
        loop {
            if let Some(at) = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                let line: Vec<u8> = self.rest.drain(..=at).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()));
            }
            if Instant::now() >= end {
                return Ok(None);
            }
            let mut bytes = [0; 256];
            match self.port.read(&mut bytes) {
                // A line that never ends is no answer.
                Ok(len) if self.rest.len() < 4096 => self.rest.extend(&bytes[..len]),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                Err(error) => return Err(error).context("cannot read from the port"),
            }
        }
    }
}

/// What a line of the unit answers to ours, if it is an answer.
fn answer(line: &str) -> Option<Answer> {
    let at = line.find("factory ")?;
    let said = &line[at + "factory ".len()..];
    if let Some(check) = said.strip_prefix("ok check=") {
        let whole = check.len() == 8 && check.bytes().all(|byte| byte.is_ascii_hexdigit());
        return Some(match u32::from_str_radix(check, 16) {
            Ok(check) if whole => Answer::Ok(check),
            _ => Answer::Garbled(line[at..].to_owned()),
        });
    }
    match said.strip_prefix("error ") {
        Some(cause) if !cause.is_empty() && cause.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => {
            Some(Answer::Refused(cause.to_owned()))
        }
        // Not what stands before it: an echo of the line has the key.
        _ => Some(Answer::Garbled(line[at..].to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_what_else_is_said() {
        assert_eq!(answer("factory ok check=0012abcd"), Some(Answer::Ok(0x0012_abcd)));
        assert_eq!(
            answer("\u{fffd}factory error key"),
            Some(Answer::Refused("key".to_owned()))
        );
        assert_eq!(answer("event state disabled"), None);
        for garbled in [
            "factory ok check=0012abc",
            "factory ok check=0012abcg",
            "factory ok check=0012abcd0",
            "factory o",
            "factory error K",
        ] {
            assert!(matches!(answer(garbled), Some(Answer::Garbled(_))), "{garbled}");
        }
    }
}
