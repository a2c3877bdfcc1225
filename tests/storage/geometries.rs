//! The chips the campaign runs on, and the units that life begins with there. Knows no promise.

use opaygo::config::Config;
use opaygo::storage::layout::Geometry;

use crate::bytes;
use crate::chip::Chip;
use crate::model::State;
use crate::unit::{Act, Rig, Token};

/// Each geometry of the campaign: EEPROM and flash, with the provisioning record inside and in a region of its own.
pub fn all() -> Vec<Geometry> {
    let mut all = Vec::new();
    for (size, provision_size) in [(64, 128), (128, 128), (192, 0), (1024, 0)] {
        all.push(Geometry {
            size,
            page: 0,
            provision_size,
            write_size: 1,
            erased_to_zero: 0,
        });
    }
    for (pages, page) in [(2, 256), (2, 1024), (4, 512)] {
        for unit in [2, 4, 8, 16, 32] {
            for provision_size in [0, 2 * page] {
                all.push(Geometry {
                    size: pages * page,
                    page,
                    provision_size,
                    write_size: unit,
                    erased_to_zero: 0,
                });
            }
        }
    }
    all.push(Geometry {
        size: 512,
        page: 256,
        provision_size: 0,
        write_size: 4,
        erased_to_zero: 1,
    });
    all
}

pub fn name(geometry: &Geometry) -> String {
    let Geometry {
        size,
        page,
        provision_size,
        write_size: unit,
        ..
    } = *geometry;
    let place = if provision_size == 0 { "inside" } else { "apart" };
    match size.checked_div(page) {
        None => format!("EEPROM {size}, {place}"),
        Some(pages) if geometry.erased_to_zero == 0 => format!("flash {pages} x {page} by {unit}, {place}"),
        Some(pages) => format!("flash {pages} x {page} by {unit}, {place}, erased to 00"),
    }
}

pub fn config() -> Config {
    Config {
        example_key: 1,
        ..Config::DEFAULT
    }
}

/// What a unit is when the campaign takes it up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Nothing was ever written.
    Blank,
    /// Count 4, an Add of count 2 not yet used, 30 days of credit, one wrong try.
    Running,
    /// Count 1, no credit, one test use.
    Off,
    /// PAYG disabled.
    Unlocked,
    /// Provisioned, and every record damaged.
    Corrupt,
    /// Every record and every copy of the provisioning record damaged.
    Wrecked,
}

/// A unit to begin with.
#[derive(Clone)]
pub struct Start {
    pub geometry: usize,
    pub position: u32,
    pub chip: Chip,
    pub state: State,
    pub now: u32,
}

/// A unit of this kind whose ring stands `position` writes further than at the least.
pub fn start(geometry: usize, kind: Kind, position: u32) -> Start {
    let mut rig = Rig::new(Chip::new(all()[geometry], config()));
    let mut state = State::New;
    rig.open();
    let acts: &[Act] = match kind {
        Kind::Blank => &[],
        Kind::Off => &[Act::Provision, Act::Test],
        Kind::Unlocked => &[
            Act::Provision,
            Act::Token(Token::new(4, 9)),
            Act::Token(Token::new(5, 998)),
        ],
        _ => &[Act::Provision, Act::Token(Token::new(4, 30)), Act::Wrong],
    };
    for act in acts {
        rig.act(*act, &mut state).expect("power stays on");
    }
    for _ in 0..position {
        match kind {
            Kind::Blank => {}
            Kind::Off | Kind::Unlocked => rig.act(Act::Resume(16), &mut state).expect("power stays on"),
            _ => rig.act(Act::Save, &mut state).expect("power stays on"),
        }
    }
    if kind == Kind::Corrupt || kind == Kind::Wrecked {
        for slot in bytes::slots(&rig.chip.geometry) {
            rig.chip.flip(slot + 9, 4);
        }
        state = State::Corrupt;
    }
    if kind == Kind::Wrecked {
        for copy in bytes::copies(&rig.chip.geometry) {
            rig.chip.flip(copy + 9, 4);
        }
        state = State::New;
    }
    Start {
        geometry,
        position,
        chip: rig.chip,
        state,
        now: rig.now,
    }
}
