//! Level 1 for C: tokens without storage, without a clock.
//!
//! # Level 1: tokens
//!
//! For firmware that keeps its own state: it stores an `opaygo_window`, lets a token be decoded against it, and,
//! when the answer is one of the types that may be taken, stores the window that opaygo_token_accept makes of it
//! BEFORE it grants anything. A wrong token costs as many hashes as the last count plus the window: on a small
//! chip take opaygo_token_begin and opaygo_token_step, which never run longer than you allow.

use core::ffi::c_char;

use crate::config::Limits;
use crate::report::Token;
use crate::status::Status;
use crate::token::digits::MAX_TEXT;
use crate::token::siphash::siphash24;
use crate::token::window::Window;
use crate::token::{self, digits};

/// An `opaygo_status` from C, which may be any number.
pub type StatusNumber = i8;

/// A standard token that is being decoded. Yours to keep until the answer is there; its contents are not.
#[repr(C)]
pub struct Walk {
    opaque: [u32; 5],
}

const _: () = assert!(size_of::<token::Walk>() <= size_of::<Walk>());
const _: () = assert!(align_of::<token::Walk>() <= align_of::<Walk>());

/// Reads what a pointer that may be NULL points to.
///
/// # Safety
/// Valid for a read of one `T`, at any alignment, or NULL.
pub(super) unsafe fn get<T: Copy>(from: *const T) -> Result<T, Status> {
    if from.is_null() {
        return Err(Status::Null);
    }
    // SAFETY: not NULL, and by the contract readable.
    Ok(unsafe { from.read_unaligned() })
}

/// Writes to a pointer that may be NULL.
///
/// # Safety
/// Valid for a write of one `T`, at any alignment, or NULL.
pub(super) unsafe fn put<T>(to: *mut T, value: T) -> Status {
    if to.is_null() {
        return Status::Null;
    }
    // SAFETY: not NULL, and by the contract writable.
    unsafe { to.write_unaligned(value) };
    Status::Ok
}

/// How much is looked at of a text that has `len` bytes, and is not valid with more than `longest`: all, or one more
/// than that, which shows that it is too long. Any length of C's then fits 16 bits and a slice.
pub(super) fn looked_at(len: usize, longest: usize) -> usize {
    len.min(longest + 1)
}

/// Some bytes with their length.
///
/// # Safety
/// `bytes` is NULL or valid for reads of `len` bytes as long as the slice lives; `len` is at most `isize::MAX`.
pub(super) unsafe fn slice<'a>(bytes: *const u8, len: usize) -> Result<&'a [u8], Status> {
    if bytes.is_null() {
        return Err(Status::Null);
    }
    // SAFETY: not NULL, and by the contract readable for `len` bytes.
    Ok(unsafe { core::slice::from_raw_parts(bytes, len) })
}

pub(super) fn status(result: Result<Status, Status>) -> Status {
    match result {
        Ok(status) | Err(status) => status,
    }
}

/// Fills `limits` with the default: 64 ahead, 20 back, sync +100 and -30, no reset token (rulings 1, 2, 8, 9).
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `limits` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_limits_default(limits: *mut Limits) -> Status {
    // SAFETY: the caller's contract.
    unsafe { put(limits, Limits::DEFAULT.built()) }
}

/// Fills `limits` with the numbers of the published pages: 30 ahead, 10 back, sync +100 and -30, no reset token.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `limits` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_limits_documented(limits: *mut Limits) -> Status {
    // SAFETY: the caller's contract.
    unsafe { put(limits, Limits::DOCUMENTED.built()) }
}

/// Fills `window` for a unit provisioned at `count`: that count and all below are used (ruling 6).
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `window` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_window_init(window: *mut Window, count: u16) -> Status {
    // SAFETY: the caller's contract.
    unsafe { put(window, Window::new(count)) }
}

/// What is wrong with a token to be decoded, or `Ok`.
#[inline(always)]
fn refused(limits: &Limits, starting_code: u32, token: u32) -> Status {
    if !limits.valid() {
        Status::Config
    } else if token > token::MAX_CODE {
        Status::Malformed
    } else if starting_code > token::MAX_CODE {
        Status::Range
    } else {
        Status::Ok
    }
}

/// Begins to decode `token` (0 to 999,999,999) for a unit with `starting_code` (0 to 999,999,999). No hash is taken.
///
/// OPAYGO_DECODING: go on with opaygo_token_step. OPAYGO_NULL; OPAYGO_CONFIG: a limit is out of its range;
/// OPAYGO_RANGE: the starting code is; OPAYGO_MALFORMED: the token is.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_begin(
    walk: *mut Walk,
    window: *const Window,
    limits: *const Limits,
    starting_code: u32,
    token: u32,
) -> Status {
    // SAFETY: the caller's contract; a `Walk` has room for a `token::Walk` by the asserts above.
    let (Some(walk), Some(window), Some(limits)) =
        (unsafe { (walk.cast::<token::Walk>().as_mut(), window.as_ref(), limits.as_ref()) })
    else {
        return Status::Null;
    };
    let wrong = refused(limits, starting_code, token);
    if wrong != Status::Ok {
        return wrong;
    }
    *walk = token::Walk::begin(window, limits, starting_code, token);
    Status::Decoding
}

/// Goes on by at most `max_hashes` (1 or more). Pass the window, the limits and the key it was begun with.
///
/// OPAYGO_DECODING: call again. Else done, `found` is written, and its kind is the answer: OPAYGO_ADD_TIME,
/// OPAYGO_SET_TIME, OPAYGO_DISABLE_PAYG, OPAYGO_COUNTER_SYNC or OPAYGO_RESERVED may be taken, OPAYGO_ALREADY_USED and
/// OPAYGO_INVALID not (ruling 15). OPAYGO_NULL.
///
/// # Safety
/// Each pointer is NULL or valid for its type; `walk` was begun.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_step(
    walk: *mut Walk,
    window: *const Window,
    limits: *const Limits,
    key: *const u8,
    max_hashes: u16,
    found: *mut Token,
) -> Status {
    // SAFETY: the caller's contract; a `Walk` has room for a `token::Walk` by the asserts above.
    let (Some(walk), Some(window), Some(limits), Some(key), false) = (unsafe {
        (
            walk.cast::<token::Walk>().as_mut(),
            window.as_ref(),
            limits.as_ref(),
            key.cast::<[u8; 16]>().as_ref(),
            found.is_null(),
        )
    }) else {
        return Status::Null;
    };
    let kind = walk.go_on(window, limits, key, max_hashes);
    if kind != Status::Decoding {
        // SAFETY: not NULL, and by the contract writable.
        unsafe { found.write(walk.token(kind)) };
    }
    kind
}

/// Decodes a token in one go: opaygo_token_begin, then opaygo_token_step to the end. Answers as they do.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_decode(
    window: *const Window,
    limits: *const Limits,
    key: *const u8,
    starting_code: u32,
    token: u32,
    found: *mut Token,
) -> Status {
    if window.is_null() || limits.is_null() || key.is_null() || found.is_null() {
        return Status::Null;
    }
    // SAFETY: not NULL, and by the contract valid.
    let (window, limits, key) = unsafe { (&*window, &*limits, &*key.cast::<[u8; 16]>()) };
    let wrong = refused(limits, starting_code, token);
    if wrong != Status::Ok {
        return wrong;
    }
    let token = token::decode(window, limits, starting_code, key, token);
    // SAFETY: not NULL, and by the contract writable. Field by field: 8 bytes less on a Cortex-M0 than whole.
    unsafe {
        (*found).value = token.value;
        (*found).count = token.count;
        (*found).kind = token.kind;
    }
    token.kind
}

/// Takes a token that may be taken: `window` then knows it as used. Store the window before you grant anything.
///
/// `kind` and `count` are those of the `opaygo_token` found against this same window. OPAYGO_OK; OPAYGO_NULL;
/// OPAYGO_RANGE: a kind that may not be taken.
///
/// # Safety
/// `window` is NULL or valid.
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_accept(window: *mut Window, kind: StatusNumber, count: u16) -> Status {
    let kind = match kind {
        1 => Status::AddTime,
        2 => Status::SetTime,
        3 => Status::DisablePayg,
        4 => Status::CounterSync,
        20 => Status::Reserved,
        21 => Status::Extended,
        _ => return Status::Range,
    };
    // SAFETY: the caller's contract.
    let Some(window) = (unsafe { window.as_mut() }) else {
        return Status::Null;
    };
    window.accept(kind, count);
    Status::Ok
}

/// The standard token of (`count`, `value`), `value` 0 to 999: what a server makes. As many hashes as the count.
///
/// OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: the value or the starting code is.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_generate(
    key: *const u8,
    starting_code: u32,
    count: u16,
    value: u16,
    token: *mut u32,
) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        status(get(key.cast::<[u8; 16]>()).map(|key| {
            if starting_code > token::MAX_CODE || value > 999 {
                return Status::Range;
            }
            put(token, token::generate(starting_code, &key, count, value))
        }))
    }
}

/// The number of a standard token's text: exactly 9 digits, or, with `restricted` 1, 15 digits from 1 to 4.
///
/// `len` counts the characters, without a NUL; nothing behind them is read. OPAYGO_OK; OPAYGO_NULL;
/// OPAYGO_MALFORMED: another length, another character, or a number above 999,999,999 (rulings 18, 19).
///
/// # Safety
/// `digits` is NULL or valid for reads of `len` bytes; `token` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_read(
    digits: *const c_char,
    len: usize,
    restricted: u8,
    token: *mut u32,
) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        status(slice(digits.cast(), looked_at(len, MAX_TEXT)).map(|digits| {
            match digits::parse(digits, restricted != 0) {
                Some(number) => put(token, number),
                None => Status::Malformed,
            }
        }))
    }
}

/// Writes a standard token as text with a NUL: `room` 10 bytes, or 16 with `restricted` 1.
///
/// OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: the token is above 999,999,999; OPAYGO_ROOM.
///
/// # Safety
/// `digits` is NULL or valid for writes of `room` bytes.
#[no_mangle]
pub unsafe extern "C" fn opaygo_token_write(token: u32, restricted: u8, digits: *mut c_char, room: usize) -> Status {
    if token > token::MAX_CODE {
        return Status::Range;
    }
    let mut text = [0; 15];
    // SAFETY: the caller's contract.
    unsafe { give(digits::write_standard(token, restricted != 0, &mut text), digits, room) }
}

/// # Safety
/// `to` is NULL or valid for writes of `room` bytes.
pub(super) unsafe fn give(text: &[u8], to: *mut c_char, room: usize) -> Status {
    if to.is_null() {
        return Status::Null;
    }
    if room <= text.len() {
        return Status::Room;
    }
    for (at, byte) in text.iter().enumerate() {
        // SAFETY: `at` is below `room`.
        unsafe { to.add(at).write(*byte as c_char) };
    }
    // SAFETY: the text is shorter than `room`.
    unsafe { to.add(text.len()).write(0) };
    Status::Ok
}

/// One step of the standard chain, from `code` (0 to 999,999,999) to `next`: what generators of old are built from.
///
/// OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: the code is.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_chain_step(key: *const u8, code: u32, next: *mut u32) -> Status {
    if code > token::MAX_CODE {
        return Status::Range;
    }
    // SAFETY: the caller's contract.
    unsafe { status(get(key.cast::<[u8; 16]>()).map(|key| put(next, token::chain_step(&key, code)))) }
}

/// The starting code that public servers derive from the key (specification v2.3).
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_starting_code(key: *const u8, starting_code: *mut u32) -> Status {
    // SAFETY: the caller's contract.
    unsafe { status(get(key.cast::<[u8; 16]>()).map(|key| put(starting_code, token::starting_code(&key)))) }
}

/// SipHash-2-4 of `len` bytes, for products that sign other messages with the unit's key.
///
/// OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: `len` is more than half of what a `size_t` counts.
///
/// # Safety
/// `key` is NULL or valid for reads of 16 bytes, `message` NULL or valid for reads of `len`, `hash` NULL or writable.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_siphash24(key: *const u8, message: *const u8, len: usize, hash: *mut u64) -> Status {
    if isize::try_from(len).is_err() {
        return Status::Range;
    }
    // SAFETY: the caller's contract, and the length was seen to.
    unsafe {
        match (get(key.cast::<[u8; 16]>()), slice(message, len)) {
            (Ok(key), Ok(message)) => put(hash, siphash24(&key, message)),
            _ => Status::Null,
        }
    }
}
