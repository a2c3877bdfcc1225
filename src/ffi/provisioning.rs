//! Who a unit is, for C: given once, and what may be read of it. Knows nothing of tokens.

use core::ffi::c_char;

use super::device::{run, Device, Given};
use super::port::Port;
use super::token::{get, put};
use crate::status::Status;
use crate::storage::provisioning::{self, MAX_SERIAL};
use crate::unit;
use crate::unit::factory::HASHES_A_CALL;

/// Who a unit is: the parameters of its factory set-up.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Provisioning {
    /// The secret key.
    pub key: [u8; 16],
    /// 0 to 999,999,999.
    pub starting_code: u32,
    /// 0 to 999,999,999, or `OPAYGO_NO_TEST_CODE`.
    pub test_code: u32,
    /// Counts up to this one are used; 1 by default.
    pub count: u16,
    /// Time divider: 1 to 255; 1 by default.
    pub divider: u8,
    /// 1: tokens are entered in the restricted digit set, 1 to 4.
    pub restricted: u8,
    /// The serial number, ASCII, filled up with 00.
    pub serial: [u8; MAX_SERIAL],
}

const _: () =
    assert!(size_of::<Provisioning>() == size_of::<provisioning::Provisioning>() && cfg!(target_endian = "little"));

/// Fills `provisioning` with what a unit has unless the factory says otherwise: no test code, count 1, divider 1, not
/// restricted; key, starting code and serial number are 0, for the factory to set.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `provisioning` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_provisioning_default(provisioning: *mut Provisioning) -> Status {
    // SAFETY: the caller's contract; the two are the same bytes, by the assert above.
    unsafe { put(provisioning.cast(), provisioning::Provisioning::unknown()) }
}

/// Gives the unit its key and all else it is, once (M4). The device must be open.
///
/// OPAYGO_OK: stored, and the unit is open and disabled, without credit. OPAYGO_PROVISIONED: it has a key already (a
/// corrupt unit takes its own key and starting code again, and a count; all else it was given stays as it was).
/// OPAYGO_BAD_STARTING_CODE, OPAYGO_WEAK_KEY, OPAYGO_EXAMPLE_KEY, OPAYGO_BAD_DIVIDER, OPAYGO_BAD_RESTRICTED,
/// OPAYGO_BAD_TEST_CODE, OPAYGO_TEST_IS_TOKEN: that field; nothing has changed. OPAYGO_NULL, OPAYGO_NOT_OPEN.
/// OPAYGO_STORAGE: open it and provision it again. OPAYGO_DECODING: not done, call again with the same: 16 hashes were
/// taken of the 1,000 that a test code costs, or 4 slots were wiped of an EEPROM that is not blank.
///
/// At most 6 writes of 32 bytes; on flash 6, and 2 erases (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_provision(
    device: *mut Device,
    port: *const Port,
    provisioning: *const Provisioning,
) -> Status {
    if provisioning.is_null() {
        return Status::Null;
    }
    let given = Given::pointer(provisioning);
    // SAFETY: the caller's contract; the struct is its fields without a gap, little-endian, by the assert above.
    unsafe {
        run(
            device,
            port,
            0,
            given,
            core::ptr::null_mut(),
            |device, port, now, _, given| {
                let provisioning = &*given.pointer.cast::<provisioning::Provisioning>();
                device.do_provision(port, now, provisioning, HASHES_A_CALL).into()
            },
        )
    }
}

/// Reads the serial number from storage: up to 28 characters, filled up with 00, and a 00 behind them.
///
/// OPAYGO_OK; OPAYGO_NULL, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_STORAGE.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
///
/// cbindgen:ptrs-as-arrays=[[serial;29]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_serial(device: *mut Device, port: *const Port, serial: *mut c_char) -> Status {
    if serial.is_null() {
        return Status::Null;
    }
    let given = Given::pointer(serial);
    // SAFETY: the caller's contract, which makes `pointer` 29 bytes to write.
    unsafe {
        run(
            device,
            port,
            0,
            given,
            core::ptr::null_mut(),
            |device, port, _, _, given| {
                let mut text = [0; MAX_SERIAL];
                let status = device.serial(port, &mut text);
                if status == Status::Ok {
                    let to = given.pointer.cast_mut().cast::<u8>();
                    to.cast::<[u8; MAX_SERIAL]>().write(text);
                    to.add(MAX_SERIAL).write(0);
                }
                status.into()
            },
        )
    }
}

/// What may be shown of a key: 30 bits that tell two keys apart and help nobody to find one.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_key_check(key: *const u8, check: *mut u32) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        match get(key.cast::<[u8; 16]>()) {
            Ok(key) => put(check, unit::key_check(&key)),
            Err(status) => status,
        }
    }
}
