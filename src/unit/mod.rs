//! One unit: the only room where tokens, credit, lock-out and storage meet.
//! Knows no pointer, no keypad and no page; the clock comes in as a value.
//!
//! `factory -> open -> call -> {entry, upkeep} -> device -> time -> port -> test_code -> account -> {state, clock}`, over
//! the arithmetic of `credit`, `lockout` and `test_time`.

pub mod account;
mod call;
pub mod clock;
pub mod credit;
pub mod device;
mod entry;
pub mod factory;
mod judged;
pub mod lockout;
mod open;
pub mod port;
mod state;
pub mod test_code;
pub mod test_time;
mod time;
mod upkeep;

pub use clock::Reading;
pub use device::Device;
pub use factory::key_check;
pub(crate) use judged::Judged;
