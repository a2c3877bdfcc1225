//! A unit: the requirements of a PAYG product and the rulings on the protocol, one test or more for each, named after
//! it, and random lives against a model. docs/REQUIREMENTS.md is the list of the former; `index` holds both to each other.

mod index;
#[path = "../model/life.rs"]
mod life;
mod lives;
mod lockout;
mod metering;
#[path = "../model/mod.rs"]
mod model;
mod promises;
mod quick_test;
mod remote;
#[path = "../support/mod.rs"]
mod support;
mod test_code;
mod time;
mod tokens;
#[path = "../unit_model/mod.rs"]
mod unit_model;

/// A day of credit in seconds.
const DAY: u32 = 86_400;
