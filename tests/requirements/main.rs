//! The requirements of a PAYG product and the rulings on the protocol, one test or more for each, named after it.
//! docs/REQUIREMENTS.md is the list of them; `index` holds both to each other.

mod factory;
mod index;
mod interface;
mod keypad;
mod lockout;
mod metering;
mod pad;
mod remote;
#[path = "../support/mod.rs"]
mod support;
mod test_code;
mod time;
mod tokens;

/// A day of credit in seconds.
const DAY: u32 = 86_400;
