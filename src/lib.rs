//! OpenPAYGO Token engine for firmware: `libopaygo.a` and `include/opaygo.h` for C, this crate for Rust.
//!
//! The rooms, arrows one way:
//!
//! `ffi -> {product, check} -> unit -> {storage, token} -> {status, report, config}`
//!
//! * [`token`]: the chain, its hash step per architecture, windows, digits. No time, no storage.
//! * [`storage`]: records, slots, pages and copies, over whatever holds bytes. No token, no credit, nothing that is due.
//! * [`unit`]: one unit: entry, time, credit, lock-out, test code, factory. It joins the two.
//! * [`product`]: a keypad and the factory's line. No rule of a token, no storage.
//! * [`check`]: a port tried against its contract, on a board without a unit. No record, no token, no unit.
//! * [`ffi`]: the C interface: pointers checked, the clock read. The only `unsafe` but the assembly.
#![no_std]
#![cfg_attr(target_arch = "avr", feature(asm_experimental_arch))]
#![deny(unsafe_code)]
#![warn(missing_docs)]

#[cfg(not(any(target_os = "none", opaygo_archive)))]
extern crate std;

pub mod check;
pub mod config;
#[allow(unsafe_code)]
pub mod ffi;
pub mod product;
pub mod report;
pub mod status;
pub mod storage;
pub mod token;
pub mod unit;
