//! Any bytes as storage, and then a life: no panic, no endless loop, no access outside, no credit from nothing.
#![no_main]

#[path = "../../tests/storage/bytes.rs"]
mod bytes;
#[path = "../../tests/support/storage.rs"]
mod chip;
#[path = "../../tests/support/image.rs"]
mod image;

use libfuzzer_sys::fuzz_target;
use opaygo::config::Config;

fuzz_target!(|input: &[u8]| {
    let config = Config {
        example_key: 1,
        ..Config::DEFAULT
    };
    image::live(input, config);
});
