//! OpenPAYGO Token engine for firmware.
#![no_std]
#![deny(unsafe_code)]
#[cfg(not(target_os = "none"))]
extern crate std;

mod chain;
pub mod digits;
pub mod siphash;
pub mod status;
pub mod step;
pub mod token;
pub mod window;
