//! Bytes of units in the field: tests/images keeps some of every released format, and each opens for ever as stated.
//!
//! `OPAYGO_BLESS=1` writes images that are not there; it changes none.

use std::fs;
use std::path::Path;

use opaygo::storage::layout::Geometry;

use crate::chip::Chip;
use crate::geometries::config;
use crate::model::State;
use crate::unit::{Act, Rig, Token};

/// Of each format that was ever stored, the newest last.
const FOLDERS: [&str; 2] = ["tests/images/v1", "tests/images/v2"];

/// What the file name says of the chip.
fn geometry(name: &str) -> Geometry {
    let (size, page) = if name.starts_with("eeprom_1024") {
        (1024, 0)
    } else if name.starts_with("flash_2x1024") {
        (2048, 1024)
    } else {
        panic!("{name}: which chip?")
    };
    Geometry {
        size,
        page,
        provision_size: 0,
        write_size: 4,
        erased_to_zero: 0,
    }
}

/// Lives whose storage is kept.
fn lives() -> [(&'static str, Vec<Act>); 5] {
    let paid = [Act::Provision, Act::Token(Token::new(4, 30))];
    let around: Vec<Act> = std::iter::repeat_n(Act::Save, 65).collect();
    [
        ("new", vec![Act::Provision]),
        ("paid", paid.to_vec()),
        (
            "locked",
            [&paid[..], &[Act::Tamper, Act::Wrong, Act::Wrong, Act::Wrong]].concat(),
        ),
        ("around", [&paid[..], &around, &[Act::Token(Token::new(2, 5))]].concat()),
        (
            "unlocked",
            [&paid[..], &around, &[Act::Token(Token::new(9, 998))]].concat(),
        ),
    ]
}

/// What a unit shows, in one line.
fn line(name: &str, rig: &Rig) -> String {
    let report = rig.report();
    let shown = (report.state, report.credit, report.count, report.wait, report.tamper);
    format!("{name} at {}: {shown:?}\n", rig.now)
}

/// Makes the images, once for a format.
fn make(folder: &str) {
    fs::create_dir_all(folder).unwrap();
    let mut states = String::from("// The state that each image opens with: (state, credit, count, wait, tamper)\n");
    for chip in ["eeprom_1024", "flash_2x1024"] {
        for (life, acts) in lives() {
            let name = format!("{chip}_{life}.bin");
            let mut rig = Rig::new(Chip::new(geometry(&name), config()));
            let mut state = State::New;
            rig.open();
            for act in acts {
                rig.act(act, &mut state).expect("power stays on");
            }
            rig.open();
            states += &line(&name, &rig);
            fs::write(format!("{folder}/{name}"), &rig.chip.cells.bytes).unwrap();
        }
    }
    fs::write(format!("{folder}/states.txt"), states).unwrap();
}

#[test]
fn every_released_image_opens_as_stated() {
    let newest = FOLDERS[FOLDERS.len() - 1];
    if std::env::var_os("OPAYGO_BLESS").is_some() && !Path::new(newest).exists() {
        make(newest);
    }
    for folder in FOLDERS {
        let states = fs::read_to_string(format!("{folder}/states.txt")).unwrap();
        let stated: Vec<&str> = states.lines().filter(|line| !line.starts_with("//")).collect();
        assert_eq!(stated.len(), 10);
        stated.into_iter().for_each(|stated| opens(folder, stated));
    }
}

fn opens(folder: &str, stated: &str) {
    let (name, rest) = stated.split_once(" at ").unwrap();
    let mut rig = Rig::new(Chip::new(geometry(name), config()));
    rig.chip.fill(&fs::read(format!("{folder}/{name}")).unwrap());
    rig.now = rest.split_once(':').unwrap().0.parse().unwrap();
    rig.open();
    assert_eq!(line(name, &rig).trim_end(), stated, "{folder}");
    // And lives on: the next token is taken.
    let count = (rig.report().count & !1) + 2;
    let before = rig.report().count;
    rig.device.apply(&rig.chip.lend(), rig.now, count, 1, None);
    assert_eq!((before < count, rig.report().count), (true, count), "{folder}/{name}");
}
