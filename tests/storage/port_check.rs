//! The check of a port on the strict chip: that it passes, and what its calls ask of storage at most. Knows no clock.

use opaygo::check::bytes::Buffer;
use opaygo::check::finding::PortPart;
use opaygo::check::{self, Check};
use opaygo::config::Config;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::unit::port::{Fault, Medium, Port};

use crate::chip::{Chip, Lent};
use crate::geometries::{all, config, name};

/// Reads, writes and erases of a call, over all of a check's calls.
pub fn most(geometry: Geometry) -> [u32; 3] {
    let mut chip = Chip::new(geometry, config());
    let mut check = Check::new(0);
    let mut most = [0; 3];
    loop {
        let before = chip.calls;
        chip.begin();
        let status = check.go_on(&chip.lend()).expect("the chip is right");
        for (most, (after, before)) in most.iter_mut().zip(chip.calls.iter().zip(before)) {
            *most = (*most).max(after - before);
        }
        if status != Status::Checking {
            assert_eq!(status, Status::Ok, "{}", name(&geometry));
            return most;
        }
    }
}

#[test]
fn every_geometry_of_the_campaign_passes() {
    for geometry in all() {
        let [reads, writes, erases] = most(geometry);
        assert!(
            reads <= 30 && writes == 1 && erases <= 1,
            "{}: {reads}, {writes}, {erases}",
            name(&geometry)
        );
    }
}

impl check::Port for Lent<'_> {
    fn lacks(&self) -> Option<PortPart> {
        None
    }

    fn config(&self) -> &Config {
        Port::config(self)
    }

    fn geometry(&self) -> &Geometry {
        Medium::geometry(self)
    }

    fn read(&self, at: u16, into: &mut Buffer, len: u8) -> Result<(), Fault> {
        Medium::read(self, at, &mut into.bytes[..len.into()])
    }

    fn write(&self, at: u16, from: &Buffer) -> Result<(), Fault> {
        Medium::write(self, at, &from.bytes)
    }

    fn erase(&self, at: u16) -> Result<(), Fault> {
        Medium::erase(self, at)
    }

    fn rtc(&self) -> Option<Result<u32, Fault>> {
        None
    }

    fn uptime(&self) -> Option<Result<u32, Fault>> {
        None
    }
}
