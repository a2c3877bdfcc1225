//! The C interface: pointers checked, the clock read, and then Rust. The only room with `unsafe` but the assembly.
//! Knows no rule of a token, of credit or of storage.
//!
//! # Conventions
//!
//! Said once, and true of every function:
//!
//! - What it works on comes first, then the port, then the input, then the outputs.
//! - A negative answer is an error; nothing has changed, and no output but a report was written. 0 and above: done.
//! - Pointers must be valid or NULL; NULL is OPAYGO_NULL. They need no alignment beyond their type's, a key none.
//! - A number, a length or a status that you pass may be any: one that is out of its range is told so.
//! - Nothing is kept: no static RAM, no pointer to what you passed. All state is in objects you own, which
//!   may be moved or copied while no call runs on them.
//! - No function may be called from an interrupt while another call works on the same object, but
//!   opaygo_keypad_push, which is made for it.
//! - Numbers, once given a meaning, keep it for ever. OPAYGO_ABI changes when a struct or a signature does.
//! - A ruling is one of docs/RULINGS.md, and ids like TP17 and M4 are those of docs/REQUIREMENTS.md.

#[cfg(all(opaygo_archive, opaygo_step = "armv6m"))]
mod blocks;
#[cfg(opaygo_archive)]
mod layout;
#[cfg(opaygo_archive)]
mod panic_handler;

// The order of the levels is the header's.
mod token;

mod extended;

pub mod device;

pub mod provisioning;

pub mod port;

pub mod product;

mod port_check;

// What C lends is read as it is, so any bytes must be one of these: the compiler proves it.
const fn any_bytes<T: zerocopy::FromBytes>() {}
const _: () = {
    any_bytes::<crate::unit::Device>();
    any_bytes::<crate::storage::provisioning::Provisioning>();
    any_bytes::<crate::storage::layout::Geometry>();
    any_bytes::<crate::config::Config>();
    any_bytes::<crate::config::Limits>();
    any_bytes::<crate::token::window::Window>();
    any_bytes::<crate::token::ExtendedWalk>();
    any_bytes::<crate::token::cache::CacheEntry>();
};

/// Changes when a struct or a signature of this header does.
pub const ABI: u16 = 2;

/// The `OPAYGO_ABI` that the archive was built with; compare it with the header's once, at start-up.
#[no_mangle]
pub extern "C" fn opaygo_abi() -> u16 {
    ABI
}
