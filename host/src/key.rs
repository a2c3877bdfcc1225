//! Keys: drawn at random, read from a file, never shown. Knows no unit.

use std::fmt;
use std::io::Read;
use std::path::Path;

use anyhow::{bail, ensure, Context, Result};

use crate::engine;
use crate::error::bail_usage;
use crate::files;

/// A secret key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key(pub [u8; 16]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Key(check {})", self.check())
    }
}

impl Key {
    /// A key from the operating system's random numbers.
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 16];
        random(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// 32 hexadecimal digits, blanks between them allowed.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        ensure!(
            digits.len() == 32,
            "a key has 32 hexadecimal digits, this has {}",
            digits.len()
        );
        let mut key = [0; 16];
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            for &digit in pair {
                let Some(value) = (digit as char).to_digit(16) else {
                    bail!("a key has hexadecimal digits only");
                };
                *byte = *byte << 4 | value as u8;
            }
        }
        Ok(Self(key))
    }

    /// From a file, or from standard input for `-`.
    pub fn read(path: &Path) -> Result<Self> {
        if path.to_str().is_some_and(|text| Self::parse(text).is_ok()) {
            bail_usage!("--key-file takes the name of a file with the key in it, never the key itself");
        }
        let mut text = String::new();
        if path == Path::new("-") {
            std::io::stdin()
                .take(4096)
                .read_to_string(&mut text)
                .context("cannot read the key from standard input")?;
        } else {
            files::must_be_private(path)?;
            std::fs::File::open(path)
                .and_then(|file| file.take(4096).read_to_string(&mut text))
                .with_context(|| format!("cannot read {}", path.display()))?;
        }
        Self::parse(&text).with_context(|| format!("the key file {}", path.display()))
    }

    /// For a file that only its owner can read, and for nothing else.
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What may be shown of it.
    pub fn check(&self) -> String {
        format!("{:08x}", engine::key_check(&self.0))
    }

    /// Why no unit would take it.
    pub fn fault(&self) -> Option<&'static str> {
        if self.0 == [0; 16] || self.0 == [0xff; 16] {
            Some("the key is all 00 or all FF")
        } else {
            None
        }
    }
}

/// Fills `bytes` with the operating system's random numbers.
pub fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).context("the operating system gives no random numbers")
}

/// A number below `end`, each as likely.
pub fn random_below(end: u32) -> Result<u32> {
    let rest = u32::MAX - u32::MAX % end;
    loop {
        let mut bytes = [0; 4];
        random(&mut bytes)?;
        let number = u32::from_le_bytes(bytes);
        if number < rest {
            return Ok(number % end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_not_shown() {
        let key = Key::parse("a2 9a b8 2e dc 5f bb c4 1e c9 53 0f 6d ac 86 b1\r\n").unwrap();
        assert_eq!(key.to_hex(), "a29ab82edc5fbbc41ec9530f6dac86b1");
        assert!(!format!("{key:?}").contains("a29a"));
        for wrong in ["", "a29a", "zz9ab82edc5fbbc41ec9530f6dac86b1", &"0".repeat(33)] {
            assert!(Key::parse(wrong).is_err());
        }
    }

    #[test]
    fn random_numbers_stay_below_their_end() {
        assert!((0..1000).all(|_| random_below(10).unwrap() < 10));
    }
}
