//! The layout that `include/opaygo.h` promises, held by the compiler of each archive. Written with the header by
//! `make header`; do not edit. The numbers are those of AVR, of other chips and of 64-bit hosts.

use core::mem::offset_of;

const TARGET: usize = match size_of::<usize>() {
    2 => 0,
    4 => 1,
    _ => 2,
};

macro_rules! layout {
    ($type:ty: $size:tt, aligned to $align:tt $(, $field:ident at $at:tt)*) => {
        const _: () = assert!(size_of::<$type>() == $size[TARGET] && align_of::<$type>() == $align[TARGET]);
        $(const _: () = assert!(offset_of!($type, $field) == $at[TARGET]);)*
    };
}

layout! {
    crate::config::Limits: [5, 5, 5], aligned to [1, 1, 1],
    forward at [0, 0, 0],
    older at [1, 1, 1],
    sync_forward at [2, 2, 2],
    sync_backward at [3, 3, 3],
    reset_token at [4, 4, 4]
}

layout! {
    crate::token::window::Window: [6, 6, 6], aligned to [1, 2, 2],
    count at [0, 0, 0],
    used at [2, 2, 2],
    last_sync at [4, 4, 4]
}

layout! {
    crate::ffi::token::Walk: [20, 20, 20], aligned to [1, 4, 4]
}

layout! {
    crate::report::Token: [7, 8, 8], aligned to [1, 4, 4],
    value at [0, 0, 0],
    count at [4, 4, 4],
    kind at [6, 6, 6]
}

layout! {
    crate::ffi::extended::ExtendedWalk: [28, 28, 28], aligned to [1, 4, 4]
}

layout! {
    crate::config::Config: [22, 24, 24], aligned to [1, 4, 4],
    credit_per_value at [0, 0, 0],
    lock_base at [4, 4, 4],
    lock_cap at [6, 6, 6],
    test_seconds at [8, 8, 8],
    checkpoint at [10, 10, 10],
    limits at [12, 12, 12],
    free_tries at [17, 17, 17],
    key_timeout at [18, 18, 18],
    usage_metering at [19, 19, 19],
    example_key at [20, 20, 20],
    tamper_refuses_adds at [21, 21, 21]
}

layout! {
    crate::ffi::device::Device: [128, 128, 128], aligned to [1, 4, 4]
}

layout! {
    crate::storage::layout::Geometry: [8, 8, 8], aligned to [1, 2, 2],
    size at [0, 0, 0],
    page at [2, 2, 2],
    provision_size at [4, 4, 4],
    write_size at [6, 6, 6],
    erased_to_zero at [7, 7, 7]
}

layout! {
    crate::token::cache::CacheEntry: [8, 8, 8], aligned to [1, 4, 4],
    code at [0, 0, 0],
    count at [4, 4, 4],
    value at [6, 6, 6]
}

layout! {
    crate::ffi::port::Port: [35, 64, 120], aligned to [1, 4, 8],
    ctx at [0, 0, 0],
    read at [2, 4, 8],
    write at [4, 8, 16],
    erase at [6, 12, 24],
    rtc at [8, 16, 32],
    uptime at [10, 20, 40],
    timer at [12, 24, 48],
    config at [14, 28, 56],
    geometry at [16, 32, 64],
    cache at [24, 40, 72],
    cache_entries at [26, 44, 80],
    pages at [27, 48, 88],
    test_code at [29, 52, 96],
    extended at [31, 56, 104],
    cached at [33, 60, 112]
}

layout! {
    crate::report::Report: [24, 24, 24], aligned to [1, 4, 4],
    credit at [0, 0, 0],
    value at [4, 4, 4],
    sleep at [8, 8, 8],
    count at [12, 12, 12],
    wait at [14, 14, 14],
    test at [16, 16, 16],
    state at [18, 18, 18],
    changed at [19, 19, 19],
    active at [20, 20, 20],
    tamper at [21, 21, 21],
    clock_faults at [22, 22, 22],
    storage_fault at [23, 23, 23]
}

layout! {
    crate::ffi::provisioning::Provisioning: [56, 56, 56], aligned to [1, 4, 4],
    key at [0, 0, 0],
    starting_code at [16, 16, 16],
    test_code at [20, 20, 20],
    count at [24, 24, 24],
    divider at [26, 26, 26],
    restricted at [27, 27, 27],
    serial at [28, 28, 28]
}

layout! {
    crate::ffi::product::Keypad: [44, 44, 44], aligned to [1, 4, 4]
}

layout! {
    crate::ffi::product::Factory: [148, 148, 148], aligned to [1, 1, 1]
}

layout! {
    crate::ffi::port_check::Check: [84, 84, 84], aligned to [1, 4, 4]
}

layout! {
    crate::check::finding::PortFinding: [12, 12, 12], aligned to [1, 4, 4],
    expected at [0, 0, 0],
    read at [4, 4, 4],
    at at [8, 8, 8],
    part at [10, 10, 10],
    fault at [11, 11, 11]
}
