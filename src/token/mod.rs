//! Tokens: the chain and its hash step, walks, windows, digits. Knows no time, no storage and no credit.
//!
//! `{cache, extended} -> job -> walk -> {window, generate} -> chain -> siphash -> step`; `digits` stands beside them.

pub mod cache;
mod chain;
pub mod digits;
pub mod extended;
pub mod generate;
pub mod job;
pub mod siphash;
#[doc(hidden)]
pub mod step;
pub mod walk;
pub mod window;

pub use generate::*;
pub use walk::*;
