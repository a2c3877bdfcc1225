//! docs/FORMAT.md says what is stored: its tables, its drawing and its worked record are made here and compared.

use crate::bytes;
use crate::chip::Chip;
use crate::geometries::{all, config};
use crate::map::{draw, Field, RECORD, UNIT};
use crate::model::State;
use crate::page::{hold, hold_file, table};
use crate::unit::{Act, Rig, Token};

const PAGE: &str = "docs/FORMAT.md";

fn place(field: &Field) -> String {
    match field.len {
        1 => field.at.to_string(),
        len => format!("{} to {}", field.at, field.at + len - 1),
    }
}

fn fields(of: &[Field]) -> String {
    let row = |field: &Field| vec![place(field), field.name.to_owned(), field.holds.to_owned()];
    table(
        &["bytes", "field", "what it holds"],
        &of.iter().map(row).collect::<Vec<_>>(),
    )
}

fn hex(bytes: &[u8]) -> String {
    let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(" ")
}

#[test]
fn the_map_has_no_gap() {
    for (map, len) in [(&RECORD[..], 32), (&UNIT[..], 64)] {
        let end = map.iter().fold(0, |at, field| {
            assert_eq!(field.at, at, "{}", field.name);
            at + field.len
        });
        assert_eq!(end, len);
    }
    hold(PAGE, "record", &fields(&RECORD));
    hold(PAGE, "unit", &fields(&UNIT));
    hold_file("docs/format.svg", draw().as_bytes());
}

#[test]
fn the_worked_record_is_a_real_one() {
    let mut rig = Rig::new(Chip::new(all()[3], config()));
    let mut state = State::New;
    rig.open();
    for act in [
        Act::Provision,
        Act::Token(Token::new(4, 30)),
        Act::Tamper,
        Act::Wrong,
        Act::Wrong,
    ] {
        rig.act(act, &mut state).expect("power stays on");
    }
    let cells = &rig.chip.cells.bytes;
    let (slot, record) = *bytes::records(&rig.chip.geometry, cells).last().unwrap();
    let unit = state.unit();
    assert_eq!((u64::from(record.credit), record.count), (unit.credit, unit.count));
    let image = &cells[usize::from(slot)..][..32];
    let says = [
        format!("record {}", record.serial),
        format!("{} s: 30 days", record.credit),
        format!("the clock stands at {} s", record.seen),
        format!("the last count is {}", record.count),
        format!("{:016b}: of the even counts 4, 2, 0 all but 2 are used", record.used),
        format!("count {} and below are the factory's", record.last_sync),
        format!("{} s to wait", record.lock),
        "2 wrong tries in a row; tamper; not unlocked".to_owned(),
        "none".to_owned(),
        "none".to_owned(),
        "format 2; the next record is due after 16 s".to_owned(),
        format!(
            "{:08X}, and {:08X} for this geometry",
            bytes::crc(&image[..28]),
            bytes::mark(&rig.chip.geometry)
        ),
    ];
    assert_eq!((record.flags, record.lock, record.used & 7), (0x42, 60, 0b101));
    let rows: Vec<_> = RECORD
        .iter()
        .zip(says)
        .map(|(field, says)| {
            let raw = &image[field.at.into()..][..field.len.into()];
            vec![place(field), field.name.to_owned(), format!("`{}`", hex(raw)), says]
        })
        .collect();
    let mut text = format!("```\n{}\n{}\n```\n\n", hex(&image[..16]), hex(&image[16..]));
    text += &table(&["bytes", "field", "hex", "it says"], &rows);
    hold(PAGE, "worked", &text);
}
