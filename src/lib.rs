//! OpenPAYGO Token engine for firmware.
#![no_std]
#![deny(unsafe_code)]
#[cfg(not(any(target_os = "none", opaygo_archive)))]
extern crate std;

mod chain;
pub mod digits;
pub mod siphash;
pub mod status;
pub mod step;
pub mod token;
pub mod window;
