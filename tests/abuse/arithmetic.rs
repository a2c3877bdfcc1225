//! How long it takes to guess a token: counted with the library's own windows and waiting periods, not typed.

use crate::page::{hold, table, thousands};
use crate::support::{KEY, START};
use crate::DAY;
use opaygo::config::Limits;
use opaygo::status::Status;
use opaygo::token::window::Window;
use opaygo::token::{decode, generate};
use opaygo::unit::lockout::wait;

/// Of the 10^9 numbers, how many a unit would take at its worst: every older Add is open; and how many of them give
/// credit or unlock.
pub fn takes(limits: &Limits) -> (u64, u64) {
    let window = Window {
        count: 1_000,
        used: 1,
        last_sync: 1,
    };
    let open = |value: u16| {
        let answers = (0..=1_300).map(|count| {
            let number = generate(START, &KEY, count, value);
            let token = decode(&window, limits, START, &KEY, number);
            // Another count may have the same digits; it is counted where it is.
            let alone = token.count == count;
            (alone && !matches!(token.kind, Status::Invalid | Status::AlreadyUsed)) as u64
        });
        answers.sum::<u64>()
    };
    // Every ordinary value has the same windows.
    let ordinary = 996 * open(500);
    let (reserved, unlock, sync) = (2 * open(996), open(998), open(999));
    (ordinary + reserved + unlock + sync, ordinary + unlock)
}

/// How many guesses fit into `seconds`, each as soon as it is allowed and `typing` seconds long.
fn guesses(seconds: u64, typing: u64, free: u8, base: u16, cap: u16) -> u64 {
    let (mut time, mut guesses, mut failures) = (0, 0, 0u8);
    while time < seconds {
        guesses += 1;
        failures = (failures + 1).min(31);
        time += typing + u64::from(wait(failures, free, base, cap));
    }
    guesses
}

#[test]
fn years_to_one_accepted_token() {
    let tight = Limits {
        forward: 16,
        older: 8,
        sync_forward: 32,
        sync_backward: 0,
        reset_token: 0,
    };
    let presets = [
        ("default: 64 ahead, 20 back", Limits::DEFAULT),
        ("documented: 30 ahead, 10 back", Limits::DOCUMENTED),
        ("tight: 16 ahead, 8 back, sync 32 ahead", tight),
    ];
    let waits = [
        ("1 free, 1 min to 512 min (default)", 1, 60, 30_720),
        ("1 free, 1 min to 64 min", 1, 60, 3_840),
        ("none", 0, 0, 0),
    ];
    let year = u64::from(DAY) * 365;
    let mut rows = Vec::new();
    for (limits_name, limits) in presets {
        let (taken, gains) = takes(&limits);
        for (wait_name, free, base, cap) in waits {
            // Nine keys and a star take a practised hand about 5 s.
            let first = guesses(year, 5, free, base, cap);
            let years = 1e9 / taken as f64 / first as f64;
            let gain = 1e9 / gains as f64 / first as f64;
            let shown = |years: f64| {
                if years < 1.0 {
                    format!("{:.1} days", years * 365.0)
                } else {
                    format!("{years:.1} years")
                }
            };
            rows.push(vec![
                limits_name.to_owned(),
                wait_name.to_owned(),
                thousands(first),
                format!("1 in {}", thousands(1_000_000_000 / taken)),
                shown(years),
                shown(gain),
            ]);
            if (limits, cap) == (Limits::DEFAULT, 30_720) {
                assert!(years > 10.0, "the default keeps a guesser busy for {years} years");
            }
        }
    }
    let head = [
        "limits",
        "waiting period",
        "guesses a year",
        "a guess is taken",
        "one accepted in",
        "one with credit in",
    ];
    hold("guessing", &table(&head, &rows));
}
