//! The factory's line over a UART: `#SERIAL;STARTING_CODE;KEY` and optional fields, or `#SETUP;` and the same
//! (docs/PROTOCOL.md).
//! Knows the text, not what provisioning does.

use heapless::Vec;

use crate::status::Status;
use crate::storage::provisioning::{Provisioning, MAX_SERIAL};
use crate::unit::clock::Reading;
use crate::unit::factory::HASHES_A_CALL;
use crate::unit::port::Port;
use crate::unit::Device;

/// The longest valid line with a blank between every two pairs of the key, and no more.
pub const MAX_LINE: usize = 145;

/// A line on its way in.
#[repr(C)]
pub struct FactoryLine {
    /// A byte more than the longest, which tells a line that is too long.
    line: Vec<u8, { MAX_LINE + 1 }, u8>,
    /// It is whole, and its test code is being examined.
    ended: bool,
}

impl FactoryLine {
    /// An empty line.
    pub const fn new() -> Self {
        Self {
            line: Vec::new(),
            ended: false,
        }
    }

    /// Takes a byte of the line; `KeyAccepted` while it goes on. CR or LF ends it. What comes before `#` is no line.
    // A slice's own `contains` is 250 bytes of AVR code, and arithmetic that the archive's check does not follow.
    #[allow(clippy::manual_contains)]
    pub fn push(&mut self, device: &mut Device, port: &impl Port, now: u32, byte: u8) -> Result<u32, Status> {
        self.take(device, port, &port.clocks(now), byte)
    }

    /// See [`FactoryLine::push`].
    pub(crate) fn take(
        &mut self,
        device: &mut Device,
        port: &impl Port,
        now: &Reading,
        byte: u8,
    ) -> Result<u32, Status> {
        if self.ended {
            return Err(Status::Busy);
        }
        match byte {
            b'\r' | b'\n' => {
                self.ended = !self.line.is_empty();
                return self.go_on(device, port, now, 0);
            }
            // Behind a serial number it can only be a new line, after one that was cut off.
            b'#' if has(&self.line, b';') => self.clear(),
            b'#' => {}
            _ if self.line.is_empty() => return Err(Status::KeyAccepted),
            _ => {}
        }
        // Where there is no room, the line is too long already.
        let _ = self.line.push(byte);
        Err(Status::KeyAccepted)
    }

    /// No more comes: `Ok` with the check value, or why nothing has changed; `KeyAccepted` if nothing has come,
    /// `Decoding` if [`FactoryLine::poll`] is to go on.
    pub fn end(&mut self, device: &mut Device, port: &impl Port, now: u32) -> Result<u32, Status> {
        self.push(device, port, now, b'\r')
    }

    /// Goes on with a line that has ended, by at most `max_hashes`. Answers as [`FactoryLine::end`].
    pub fn poll(&mut self, device: &mut Device, port: &impl Port, now: u32, max_hashes: u16) -> Result<u32, Status> {
        self.go_on(device, port, &port.clocks(now), max_hashes)
    }

    /// See [`FactoryLine::poll`].
    pub(crate) fn go_on(
        &mut self,
        device: &mut Device,
        port: &impl Port,
        now: &Reading,
        max_hashes: u16,
    ) -> Result<u32, Status> {
        if !self.ended {
            return Err(Status::KeyAccepted);
        }
        let answer = go_on(device, port, now, &self.line, max_hashes);
        if answer != Err(Status::Decoding) {
            self.clear();
        }
        answer
    }

    /// The key does not stay in a buffer that nobody guards.
    fn clear(&mut self) {
        self.line.fill(0);
        self.line.clear();
        self.ended = false;
    }
}

impl Default for FactoryLine {
    fn default() -> Self {
        Self::new()
    }
}

/// Provisions the unit with a whole line, without its end; the check value, or why nothing has changed; `Decoding`:
/// call again with the same line.
pub fn provision(device: &mut Device, port: &impl Port, now: u32, line: &[u8]) -> Result<u32, Status> {
    take(device, port, &port.clocks(now), line)
}

/// See [`provision`].
pub(crate) fn take(device: &mut Device, port: &impl Port, now: &Reading, line: &[u8]) -> Result<u32, Status> {
    go_on(device, port, now, line, HASHES_A_CALL)
}

fn go_on(device: &mut Device, port: &impl Port, now: &Reading, line: &[u8], max_hashes: u16) -> Result<u32, Status> {
    match give(device, port, now, line, max_hashes) {
        Status::Ok => device.check(port),
        failed => Err(failed),
    }
}

// Apart, so that the fields have left the stack when the check value is made.
#[inline(never)]
fn give(device: &mut Device, port: &impl Port, now: &Reading, line: &[u8], max_hashes: u16) -> Status {
    if line.len() > MAX_LINE {
        return Status::LineTooLong;
    }
    match parse(line) {
        Ok(unit) => device.do_provision(port, now, &unit, max_hashes),
        Err(wrong) => wrong,
    }
}

// `contains` would look at words at a time, with more code, and in a form that the AVR check does not follow.
#[allow(clippy::manual_contains)]
fn has(text: &[u8], wanted: u8) -> bool {
    text.iter().any(|&byte| byte == wanted)
}

/// Takes the text up to the next `;` off `line`; `None` when nothing is left.
// Apart, as `number`: in line they are 258 bytes more of the product level on a Cortex-M0.
#[cfg_attr(opaygo_step = "armv6m", inline(never))]
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
#[allow(clippy::manual_contains)]
pub fn parse(line: &[u8]) -> Result<Provisioning, Status> {
    let begin = line.iter().position(|&byte| byte == b'#').ok_or(Status::LineFormat)?;
    let mut rest = line.get(begin + 1..);
    let mut unit = Provisioning::unknown();
    let mut serial = field(&mut rest).unwrap_or_default();
    if let [b'S', b'E', b'T', b'U', b'P'] = serial {
        // A unit may be called so too: then what comes third behind it, if anything, is `name=value`.
        let mut behind = rest;
        let (first, _) = (field(&mut behind), field(&mut behind));
        if field(&mut behind).is_some_and(|key| !has(key, b'=')) {
            serial = first.unwrap_or_default();
            rest = rest.and_then(|text| text.get(serial.len() + 1..));
        }
    }
    let wrong = |byte: &u8| !(b'!'..=b'~').contains(byte) || *byte == b'#';
    if serial.is_empty() || serial.len() > MAX_SERIAL || serial.iter().any(wrong) {
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
#[cfg_attr(opaygo_step = "armv6m", inline(never))]
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

/// Exactly 32 hexadecimal digits, in natural order; blanks may stand between two pairs.
fn hex(text: &[u8], key: &mut [u8]) -> Option<()> {
    let mut digits = 0u8;
    for &byte in text {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            b' ' if digits & 1 == 0 && matches!(digits, 1..=31) => continue,
            _ => return None,
        };
        let place = key.get_mut(usize::from(digits >> 1))?;
        *place = *place << 4 | value;
        digits += 1;
    }
    (digits == 32).then_some(())
}
