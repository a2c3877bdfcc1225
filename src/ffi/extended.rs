//! Extended tokens of level 1 for C. Knows what `token` beside it knows.

use core::ffi::c_char;

use super::token::{get, give, looked_at, put, slice, status};
use crate::config::Limits;
use crate::report::Token;
use crate::status::Status;
use crate::token;
use crate::token::digits::{self, MAX_TEXT};
use crate::token::window::Window;

/// An extended token that is being decoded. Yours to keep until the answer is there; its contents are not.
#[repr(C)]
pub struct ExtendedWalk {
    opaque: [u32; 7],
}

const _: () = assert!(size_of::<token::ExtendedWalk>() <= size_of::<ExtendedWalk>());
const _: () = assert!(align_of::<token::ExtendedWalk>() <= align_of::<ExtendedWalk>());

/// Begins to decode an extended token: the text of 12 or 15 digits, or, with `restricted` 1, of 20 or 25 digits from
/// 1 to 4 (ruling 20; 15 digits is this library's reading of the page). No hash is taken.
///
/// OPAYGO_DECODING; OPAYGO_NULL; OPAYGO_CONFIG; OPAYGO_RANGE: the starting code; OPAYGO_MALFORMED.
///
/// # Safety
/// Each pointer is NULL or valid for its type; `digits` for reads of `len` bytes.
#[no_mangle]
pub unsafe extern "C" fn opaygo_extended_begin(
    walk: *mut ExtendedWalk,
    window: *const Window,
    limits: *const Limits,
    starting_code: u32,
    digits: *const c_char,
    len: usize,
    restricted: u8,
) -> Status {
    // SAFETY: the caller's contract.
    let (window, limits, digits) = unsafe {
        match (get(window), get(limits), slice(digits.cast(), looked_at(len, MAX_TEXT))) {
            (Ok(window), Ok(limits), Ok(digits)) => (window, limits, digits),
            _ => return Status::Null,
        }
    };
    if !limits.valid() {
        return Status::Config;
    }
    if starting_code > token::MAX_CODE {
        return Status::Range;
    }
    let Some((token, digits)) = digits::parse_extended(digits, restricted != 0) else {
        return Status::Malformed;
    };
    let begun = token::ExtendedWalk::begin(&window, &limits, starting_code, token, digits);
    // SAFETY: the caller's contract; an `ExtendedWalk` is a `token::ExtendedWalk` by the asserts above.
    match unsafe { put(walk.cast(), begun) } {
        Status::Ok => Status::Decoding,
        failed => failed,
    }
}

/// Goes on by at most `max_hashes`, as opaygo_token_step. Done: OPAYGO_EXTENDED may be taken, OPAYGO_ALREADY_USED and
/// OPAYGO_INVALID not. The parity of the count found is the product's to use.
///
/// # Safety
/// Each pointer is NULL or valid for its type; `walk` was begun.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_extended_step(
    walk: *mut ExtendedWalk,
    window: *const Window,
    key: *const u8,
    max_hashes: u16,
    found: *mut Token,
) -> Status {
    // SAFETY: the caller's contract; an `ExtendedWalk` has room for a `token::ExtendedWalk` by the asserts above.
    let (Some(walk), Some(window), Some(key), false) = (unsafe {
        (
            walk.cast::<token::ExtendedWalk>().as_mut(),
            window.as_ref(),
            key.cast::<[u8; 16]>().as_ref(),
            found.is_null(),
        )
    }) else {
        return Status::Null;
    };
    let kind = walk.go_on(window, key, max_hashes);
    if kind != Status::Decoding {
        // SAFETY: not NULL, and by the contract writable.
        unsafe { found.write(walk.low.token(kind)) };
    }
    kind
}

/// Writes the extended token of (`count`, `value`) as text with a NUL: `digits` 12 (value below 10^6) or 15 (below
/// 10^9); `room` is one more than 12 or 15 digits, or 20 or 25 with `restricted` 1.
///
/// OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: digits, value or starting code; OPAYGO_ROOM.
///
/// # Safety
/// `key` is NULL or valid for reads of 16 bytes, `text` NULL or valid for writes of `room` bytes.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_extended_generate(
    key: *const u8,
    starting_code: u32,
    count: u16,
    value: u32,
    digits: u8,
    restricted: u8,
    text: *mut c_char,
    room: usize,
) -> Status {
    let most = match digits {
        12 => 999_999,
        15 => 999_999_999,
        _ => return Status::Range,
    };
    if value > most || starting_code > token::MAX_CODE {
        return Status::Range;
    }
    // SAFETY: the caller's contract.
    unsafe {
        status(get(key.cast::<[u8; 16]>()).map(|key| {
            let number = token::generate_extended(starting_code, &key, count, value, digits);
            let mut written = [0; digits::MAX_TEXT];
            match digits::write(number, digits, restricted != 0, &mut written) {
                Some(written) => give(written, text, room),
                None => Status::Range,
            }
        }))
    }
}
