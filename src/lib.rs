//! OpenPAYGO Token engine for firmware.
#![no_std]
#![deny(unsafe_code)]
#[cfg(not(target_os = "none"))]
extern crate std;

pub mod siphash;
pub mod step;
