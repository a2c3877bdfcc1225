//! Answers lines on standard input with the token level, so that another implementation can be asked the same.
//! Knows no other implementation.
//!
//! | line | answer |
//! |---|---|
//! | `generate DIGITS RESTRICTED START KEY COUNT VALUE` | the token's text |
//! | `start KEY` | the starting code from the key |
//! | `unit START KEY COUNT` | `ok`; from now on there is a unit, provisioned at that count, default limits |
//! | `enter RESTRICTED|TEXT` | `KIND VALUE COUNT LAST`: the answer, and the unit's last count after it |
//! | `decode RESTRICTED START KEY LAST|TEXT` | both of the last two in one |

use opaygo::config::Limits;
use opaygo::report::Token;
use opaygo::token::digits::{parse, parse_extended, write, MAX_TEXT};
use opaygo::token::window::Window;
use opaygo::token::{decode, decode_extended, generate, generate_extended, starting_code};
use std::io::{BufRead, BufWriter, Write};

struct Unit {
    start: u32,
    key: [u8; 16],
    window: Window,
}

impl Unit {
    fn new(start: &str, key: &str, count: &str) -> Self {
        Self {
            start: start.parse().unwrap(),
            key: hex(key),
            window: Window::new(count.parse().unwrap()),
        }
    }

    fn enter(&mut self, restricted: &str, text: &str) -> String {
        let (window, limits) = (&self.window, &Limits::DEFAULT);
        let (text, restricted) = (text.as_bytes(), restricted == "1");
        let found = if let Some(number) = parse(text, restricted) {
            decode(window, limits, self.start, &self.key, number)
        } else if let Some((number, digits)) = parse_extended(text, restricted) {
            decode_extended(window, limits, self.start, &self.key, number, digits)
        } else {
            return format!("Malformed 0 0 {}", self.window.count);
        };
        let Token { value, count, kind } = found;
        self.window.accept(kind, count);
        format!("{kind:?} {value} {count} {}", self.window.count)
    }
}

fn hex(text: &str) -> [u8; 16] {
    u128::from_str_radix(text, 16).unwrap().to_be_bytes()
}

fn token(digits: &str, restricted: &str, start: &str, key: &str, count: &str, value: &str) -> String {
    let (start, count) = (start.parse().unwrap(), count.parse().unwrap());
    let digits = digits.parse().unwrap();
    let number = match digits {
        9 => generate(start, &hex(key), count, value.parse().unwrap()).into(),
        _ => generate_extended(start, &hex(key), count, value.parse().unwrap(), digits),
    };
    let mut text = [0; MAX_TEXT];
    let text = write(number, digits, restricted == "1", &mut text).unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

fn main() {
    let mut unit = None;
    let mut out = BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        // The text of an entry may hold spaces.
        let (words, text) = line.split_once('|').unwrap_or((&line, ""));
        let words: Vec<&str> = words.split_whitespace().collect();
        let answer = match words[..] {
            ["generate", digits, restricted, start, key, count, value] => {
                token(digits, restricted, start, key, count, value)
            }
            ["start", key] => starting_code(&hex(key)).to_string(),
            ["unit", start, key, count] => {
                unit = Some(Unit::new(start, key, count));
                "ok".into()
            }
            ["enter", restricted] => unit.as_mut().unwrap().enter(restricted, text),
            ["decode", restricted, start, key, last] => Unit::new(start, key, last).enter(restricted, text),
            _ => panic!("no such line: {line}"),
        };
        writeln!(out, "{answer}").unwrap();
        out.flush().unwrap();
    }
}
