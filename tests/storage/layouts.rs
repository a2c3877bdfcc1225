//! Regions that do not fit: each an error when the device is opened, and nothing is touched.

use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::unit::Device;

use crate::chip::Chip;
use crate::geometries::{all, config};

fn opens(size: u16, page: u16, provision_size: u16, unit: u8) -> Status {
    let geometry = Geometry {
        size,
        page,
        provision_size,
        write_size: unit,
        erased_to_zero: 0,
    };
    // The chip has room for anything; what does not fit must not be read.
    let room = Geometry {
        size: 0x7000,
        page: 0,
        provision_size: 0x7000,
        write_size: 1,
        erased_to_zero: 0,
    };
    let mut chip = Chip::new(room, config());
    chip.geometry = geometry;
    let mut device = Device::CLOSED;
    let answer = device.open(&chip.lend(), 0);
    if answer == Status::Geometry {
        assert_eq!(chip.calls, [0; 3]);
        assert_eq!(device.ready(), Status::NotOpen);
    }
    answer
}

#[test]
fn every_geometry_of_the_campaign_opens() {
    for Geometry {
        size,
        page,
        provision_size,
        write_size: unit,
        ..
    } in all()
    {
        assert_eq!(opens(size, page, provision_size, unit), Status::Unprovisioned);
    }
}

#[test]
fn a_region_that_does_not_fit_is_refused() {
    let refused = [
        ("no region", (0, 0, 0, 1)),
        ("one record", (32, 0, 128, 1)),
        ("less than two records", (63, 0, 128, 1)),
        ("too small for the provisioning record", (191, 0, 0, 1)),
        ("a provisioning region too small", (64, 0, 127, 1)),
        ("copies at no multiple of the unit", (1022, 0, 128, 4)),
        ("no unit", (64, 0, 128, 0)),
        ("a unit that is no power of two", (64, 0, 128, 3)),
        ("a unit that does not divide a record", (64, 0, 128, 64)),
        ("no region but that of the provisioning record", (0, 1024, 2048, 4)),
        ("one page", (1024, 1024, 0, 4)),
        ("one page, provisioning apart", (1024, 1024, 1024, 4)),
        ("a page and a half", (1536, 1024, 0, 4)),
        ("a page of no whole records", (200, 100, 0, 4)),
        ("a page smaller than a record", (64, 16, 128, 4)),
        ("a page that the provisioning record fills", (128, 64, 0, 4)),
        (
            "a page with room for the provisioning record and one more",
            (192, 96, 0, 8),
        ),
        ("half a page of provisioning", (2048, 1024, 512, 4)),
        ("a page larger than the region", (512, 1024, 0, 4)),
        ("regions past the last address", (40_000, 0, 40_000, 1)),
        ("pages past the last address", (0xf000, 0x400, 0x1000, 4)),
    ];
    for (what, (size, page, provision_size, unit)) in refused {
        assert_eq!(opens(size, page, provision_size, unit), Status::Geometry, "{what}");
    }
}

#[test]
fn the_smallest_regions_open() {
    for (size, page, provision_size, unit) in [
        (64, 0, 128, 1),
        (192, 0, 0, 32),
        (64, 32, 128, 32),
        (256, 128, 0, 8),
        (70, 0, 131, 1),
        (1022, 0, 128, 2),
        (1022, 0, 0, 32),
    ] {
        assert_eq!(
            opens(size, page, provision_size, unit),
            Status::Unprovisioned,
            "{size} {page} {provision_size}"
        );
    }
}
