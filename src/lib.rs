//! OpenPAYGO Token engine for firmware: `libopaygo.a` and `include/opaygo.h` for C, this crate for Rust.
//!
//! The rooms, arrows one way:
//!
//! `ffi -> {keypad, factory_line, cache, extended} -> device -> {provision, credit, lockout, testcode, window, token}
//! -> {record, layout, digits, chain, siphash, step, crc, config, status}`
//!
//! `token` and its chain know no time and no storage, `credit` and `lockout` no storage; only `device` joins them.
#![no_std]
#![cfg_attr(target_arch = "avr", feature(asm_experimental_arch))]
#![deny(unsafe_code)]
#![warn(missing_docs)]

#[cfg(not(any(target_os = "none", opaygo_archive)))]
extern crate std;

pub mod cache;
mod chain;
pub mod config;
mod crc;
pub mod credit;
pub mod device;
pub mod digits;
pub mod extended;
pub mod factory_line;
#[allow(unsafe_code)]
pub mod ffi;
pub mod keypad;
pub mod layout;
pub mod lockout;
pub mod provision;
pub mod record;
pub mod report;
pub mod siphash;
pub mod status;
#[doc(hidden)]
pub mod step;
pub mod testcode;
pub mod token;
pub mod window;

pub use device::port;
