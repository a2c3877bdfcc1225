//! The factory's line over a UART: `#SERIAL;STARTING_CODE;KEY` and optional fields (docs/PROTOCOL.md).
//! Knows the text, not what provisioning does.

use heapless::Vec;

use crate::status::Status;
use crate::storage::provisioning::{Provisioning, MAX_SERIAL};
use crate::unit::port::Port;
use crate::unit::Device;

/// The longest valid line.
pub const MAX_LINE: usize = 124;

/// A line on its way in.
#[repr(C)]
pub struct FactoryLine {
    /// A byte more than the longest, which tells a line that is too long.
    line: Vec<u8, { MAX_LINE + 1 }, u8>,
}

impl FactoryLine {
    /// An empty line.
    pub const fn new() -> Self {
        Self { line: Vec::new() }
    }

    /// Takes a byte of the line; `KeyAccepted` while it goes on. CR or LF ends it: `Ok` with the key's check value,
    /// or why nothing has changed. An empty line is no line.
    pub fn push(&mut self, device: &mut Device, port: &impl Port, now: u32, byte: u8) -> Result<u32, Status> {
        if byte != b'\r' && byte != b'\n' {
            // Where there is no room, the line is too long already.
            let _ = self.line.push(byte);
            return Err(Status::KeyAccepted);
        }
        if self.line.is_empty() {
            return Err(Status::KeyAccepted);
        }
        let answer = provision(device, port, now, &self.line);
        // The key does not stay in a buffer that nobody guards.
        self.line.fill(0);
        self.line.clear();
        answer
    }
}

impl Default for FactoryLine {
    fn default() -> Self {
        Self::new()
    }
}

/// Provisions the unit with a whole line, without its end; the key's check value, or why nothing has changed.
pub fn provision(device: &mut Device, port: &impl Port, now: u32, line: &[u8]) -> Result<u32, Status> {
    if line.len() > MAX_LINE {
        return Err(Status::LineTooLong);
    }
    let unit = parse(line)?;
    match device.provision(port, now, &unit) {
        Status::Ok => Ok(device.key_check()),
        failed => Err(failed),
    }
}

/// Takes the text up to the next `;` off `line`; `None` when nothing is left.
fn field<'a>(line: &mut Option<&'a [u8]>) -> Option<&'a [u8]> {
    let text = (*line)?;
    let end = text.iter().position(|&byte| byte == b';');
    match end {
        Some(end) => {
            *line = text.get(end + 1..);
            text.get(..end)
        }
        None => {
            *line = None;
            Some(text)
        }
    }
}

/// A whole line as a unit's provisioning.
pub fn parse(line: &[u8]) -> Result<Provisioning, Status> {
    if line.iter().any(|byte| !(b'!'..=b'~').contains(byte)) {
        return Err(Status::LineFormat);
    }
    let mut rest = Some(line.strip_prefix(b"#").ok_or(Status::LineFormat)?);
    let mut unit = Provisioning::unknown();
    let serial = field(&mut rest).unwrap_or_default();
    if serial.is_empty() || serial.len() > MAX_SERIAL {
        return Err(Status::LineSerial);
    }
    for (place, byte) in unit.serial_mut().iter_mut().zip(serial) {
        *place = *byte;
    }
    let start = field(&mut rest).ok_or(Status::LineCutOff)?;
    unit.set_starting_code(code(start).ok_or(Status::BadStartingCode)?);
    let key = field(&mut rest).ok_or(Status::LineCutOff)?;
    hex(key, unit.key_mut()).ok_or(Status::BadKey)?;
    let mut seen = 0u8;
    while let Some(text) = field(&mut rest) {
        let once = option(text, &mut unit)?;
        if seen & once != 0 {
            return Err(Status::LineRepeated);
        }
        seen |= once;
    }
    Ok(unit)
}

/// One `name=value`; a bit that stands for the name. A text to compare with would take RAM on an AVR.
fn option(text: &[u8], unit: &mut Provisioning) -> Result<u8, Status> {
    if let [b'c', b'o', b'u', b'n', b't', b'=', value @ ..] = text {
        let count = number(value, 5).and_then(|count| u16::try_from(count).ok());
        unit.set_count(count.ok_or(Status::LineCount)?);
        return Ok(1);
    }
    if let [b'd', b'i', b'v', b'i', b'd', b'e', b'r', b'=', value @ ..] = text {
        let divider = number(value, 3).and_then(|divider| u8::try_from(divider).ok());
        unit.set_divider(divider.filter(|&divider| divider > 0).ok_or(Status::BadDivider)?);
        return Ok(2);
    }
    if let [b'r', b'e', b's', b't', b'r', b'i', b'c', b't', b'e', b'd', b'=', value @ ..] = text {
        match value {
            [b'0'] => {}
            [b'1'] => unit.set_restricted(1),
            _ => return Err(Status::BadRestricted),
        }
        return Ok(4);
    }
    if let [b't', b'e', b's', b't', b'=', value @ ..] = text {
        unit.set_test_code(code(value).ok_or(Status::BadTestCode)?);
        return Ok(8);
    }
    Err(Status::LineUnknown)
}

/// Exactly nine digits.
fn code(text: &[u8]) -> Option<u32> {
    number(text, 9).filter(|_| text.len() == 9)
}

/// One to `longest` (at most 9) decimal digits.
fn number(text: &[u8], longest: usize) -> Option<u32> {
    if text.is_empty() || text.len() > longest {
        return None;
    }
    let mut number = 0u32;
    for &byte in text {
        let value = byte.wrapping_sub(b'0');
        if value > 9 {
            return None;
        }
        number = (number << 3) + (number << 1) + u32::from(value);
    }
    Some(number)
}

/// Exactly 32 hexadecimal digits, in natural order.
fn hex(text: &[u8], key: &mut [u8]) -> Option<()> {
    if text.len() != 32 {
        return None;
    }
    for (place, pair) in key.iter_mut().zip(text.chunks_exact(2)) {
        for &byte in pair {
            let value = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                _ => return None,
            };
            *place = *place << 4 | value;
        }
    }
    Some(())
}
