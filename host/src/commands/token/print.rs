//! Tokens as they are shown. Knows not how they came about.

use anyhow::{Context, Result};
use qrcode::render::unicode::Dense1x2;
use qrcode::QrCode;
use serde_json::{json, Value};

use crate::server::{State, Token};
use crate::time;
use crate::unit::Unit;

/// In groups that an eye takes in.
pub fn grouped(text: &str) -> String {
    let size = match text.len() {
        len if len % 3 == 0 => 3,
        len if len % 4 == 0 => 4,
        _ => 5,
    };
    let groups: Vec<&str> = text
        .as_bytes()
        .chunks(size)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(" ")
}

pub fn text(unit: &Unit, state: Option<State>, tokens: &[Token]) -> String {
    let mut lines: Vec<String> = tokens
        .iter()
        .map(|token| {
            let shown = grouped(&token.text(unit));
            format!("{shown}  count {}: {}", token.count, token.does(unit))
        })
        .collect();
    if tokens.len() > 1 {
        lines.push("to be entered in this order".to_owned());
    }
    match state {
        Some(State { unlocked: true, .. }) => lines.push("by the ledger: unlocked for good".to_owned()),
        Some(State { expiry: Some(end), .. }) => lines.push(format!("by the ledger: paid until {}", time::show(end))),
        _ => {}
    }
    lines.join("\n")
}

pub fn json(unit: &Unit, state: Option<State>, tokens: &[Token]) -> Value {
    let tokens: Vec<Value> = tokens
        .iter()
        .map(|token| {
            let text = token.text(unit);
            json!({ "grouped": grouped(&text), "token": text, "count": token.count, "kind": token.kind.name(),
                    "value": token.value, "does": token.does(unit) })
        })
        .collect();
    json!({
        "unit": unit.serial, "tokens": tokens,
        "expiry": state.and_then(|state| state.expiry).map(time::iso),
        "unlocked": state.map(|state| state.unlocked),
    })
}

/// One message, or more where many tokens do not fit one.
pub fn sms(unit: &Unit, tokens: &[Token]) -> String {
    let entries: Vec<String> = tokens
        .iter()
        .map(|token| format!("*{}#", grouped(&token.text(unit))))
        .collect();
    let does: Vec<String> = tokens.iter().map(|token| token.does(unit)).collect();
    format!("{}: {} {}", unit.serial, entries.join(" then "), does.join(", "))
}

/// What a phone's camera reads: the digits.
pub fn qr(unit: &Unit, tokens: &[Token]) -> Result<String> {
    let mut lines = Vec::new();
    for token in tokens {
        let text = token.text(unit);
        let code = QrCode::new(text.as_bytes()).context("no QR code could be made")?;
        lines.push(code.render::<Dense1x2>().build());
        lines.push(format!("{}  {}", grouped(&text), token.does(unit)));
    }
    Ok(lines.join("\n"))
}
