//! What the command in host/ reads from files: device lists and storage images, of any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opaygo_desk::devices::{Reader, Writer};
use opaygo_desk::engine::bench::Region;
use opaygo_desk::engine::image::Image;
use opaygo_desk::engine::Status;

/// A list is refused, or each row is a unit or has a fault; what is written of the units is read again as they are.
fn list(bytes: &[u8]) {
    let Ok(mut reader) = Reader::new(bytes, true) else {
        return;
    };
    let mut units = Vec::new();
    while let Some(row) = reader.read_row() {
        assert_ne!(row.unit.is_some(), !row.faults.is_empty(), "line {}", row.line);
        units.extend(row.unit);
    }
    let mut writer = Writer::new(Vec::new()).unwrap();
    for unit in &units {
        writer.write(unit).unwrap();
    }
    let written = writer.finish().unwrap();
    let mut again = Reader::new(written.as_slice(), true).unwrap();
    for unit in units {
        assert_eq!(again.read_row().unwrap().unit, Some(unit));
    }
    assert!(again.read_row().is_none());
}

/// An image has an answer, and what its bytes say is what the library makes of them.
fn image(sizes: &[u8; 4], bytes: &[u8]) {
    let page = [0, 128, 256, 33][usize::from(sizes[0] % 4)];
    let provision_size = [0, 128, 256, 40][usize::from(sizes[1] % 4)];
    let Some(size) = u16::try_from(bytes.len())
        .ok()
        .and_then(|len| len.checked_sub(provision_size))
    else {
        return;
    };
    let region = Region {
        size,
        page,
        provision_size,
        write_size: 1 << (sizes[2] % 6),
    };
    if size == 0 {
        return;
    }
    let image = Image::read(region, bytes, None);
    if let (Status::Ok, Some((_, newest))) = (image.opened, &image.newest) {
        assert_eq!(newest.count, image.shown.count);
    }
}

fuzz_target!(|input: &[u8]| {
    match input.split_first() {
        Some((0, rest)) => list(rest),
        Some((_, rest)) => {
            if let Some((sizes, bytes)) = rest.split_first_chunk() {
                image(sizes, bytes);
            }
        }
        None => {}
    }
});
