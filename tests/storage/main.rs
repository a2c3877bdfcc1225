//! Storage that survives: the promises of src/ffi/device.rs, on an emulated chip stricter than any real one.
//!
//! `OPAYGO_CUTS=10000000` asks the campaign for as many power cuts (1,200,000 by default); a failure prints the one
//! line that replays it.

mod bytes;
mod calls;
mod campaign;
#[path = "../support/storage.rs"]
mod chip;
mod damage;
mod faults;
mod for_life;
mod format;
mod geometries;
#[path = "../support/image.rs"]
mod image;
mod images;
mod layouts;
mod lives;
mod map;
mod model;
mod page;
mod port_check;
mod promises;
mod released;
mod trouble;
mod unit;
mod wear;
