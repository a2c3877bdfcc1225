//! What is stored of a unit, and where: its state, who it is, the ring of records and the copies.
//! Knows what a record is, not what a state means: no token, no credit, nothing that is due.
//!
//! `contents -> {journal, pages} -> copies -> block -> medium -> store -> {ring, layout, provisioning, record} -> crc`

mod block;
mod contents;
mod copies;
mod crc;
mod journal;
pub mod layout;
pub mod medium;
pub mod pages;
pub mod provisioning;
pub mod record;
mod ring;
pub mod store;

pub(crate) use crc::of as crc32;
pub(crate) use medium::ERASE;
pub use store::Store;
pub(crate) use store::{LATER, NOW, TWICE};
