//! Guessers, with and without power cuts, test codes, a child.

use crate::arithmetic::takes;
use crate::attacker::{Victim, TEST_CODE};
use crate::page::{hold, table, thousands};
use crate::support::{Bench, KEY, START};
use crate::{DAY, DAYS};
use opaygo::config::Limits;
use opaygo::product::keypad::{Entry, Queue};
use opaygo::status::Status;
use opaygo::token::generate;

const MONTH: u64 = DAY as u64 * DAYS as u64;

/// Guesses as soon as it is allowed, until the month or the luck runs out.
fn patient(uptime: bool, seed: u64) -> Victim {
    let mut victim = Victim::new(uptime, seed);
    while victim.time < MONTH && victim.accepted == 0 {
        let guess = victim.guess();
        victim.enter(&guess);
        let wait = victim.unit.report().wait;
        victim.run(5 + u32::from(wait));
    }
    victim
}

/// Cuts the power at every moment there is: at each byte of the charge, and after more and more of the walk.
fn cutting(uptime: bool, seed: u64) -> (Victim, u64) {
    let mut victim = Victim::new(uptime, seed);
    let (mut moment, mut judged) = (seed as usize, 0);
    while victim.time < MONTH && victim.accepted == 0 {
        moment = (moment + 1) % 60;
        victim.tries += 1;
        let guess = victim.guess();
        if moment <= 33 {
            victim.unit.port.cut_after = Some(moment);
        }
        let Bench { port, device, now } = &mut victim.unit;
        let mut answer = device.enter(&port.lend(), *now, guess.as_bytes());
        for _ in 33..moment {
            answer = if answer == Status::Decoding {
                device.poll(&port.lend(), *now, 3)
            } else {
                answer
            };
        }
        victim.unit.port.cut_after = None;
        judged += u64::from(answer == Status::Invalid);
        victim.accepted += u64::from(answer as i8 > 0 && (answer as i8) < 10);
        let clock = if uptime { 0 } else { victim.unit.now + 2 };
        victim.cut(2, clock);
        let wait = victim.unit.report().wait;
        victim.run(5 + u32::from(wait));
    }
    (victim, judged)
}

#[test]
fn guessing_with_and_without_power_cuts_is_what_the_arithmetic_says() {
    let units = 1_000;
    let (mut tries, mut accepted, mut most) = (0, 0, 0);
    for seed in 0..units {
        let victim = patient(seed % 2 == 1, seed + 1);
        (tries, accepted) = (tries + victim.tries, accepted + victim.accepted);
        most = most.max(victim.tries);
    }
    // A month: eleven tries until the longest wait, then one in 512 minutes.
    assert_eq!(most, 11 + (MONTH - 1_023 * 60) / (512 * 60) + 1);
    let expected = tries as f64 * takes(&Limits::DEFAULT).0 as f64 / 1e9;
    assert!(
        (accepted as f64 - expected).abs() <= 5.0 * expected.sqrt(),
        "{accepted} accepted, {expected:.1} expected"
    );
    let text = format!(
        "{} units guessed at for {DAYS} days each: {} guesses, at most {most} a unit; {accepted} accepted, {expected:.1} expected.",
        thousands(units),
        thousands(tries)
    );
    let (mut cut_tries, mut cut_judged, mut cut_most) = (0, 0, 0);
    for seed in 0..100 {
        let (victim, judged) = cutting(seed % 2 == 1, seed + 1);
        (cut_tries, cut_judged) = (cut_tries + victim.tries, cut_judged + judged);
        cut_most = cut_most.max(judged);
        assert_eq!(victim.accepted, 0, "unit {seed}");
    }
    assert!(
        cut_most <= most,
        "power cuts bought guesses: {cut_most} judged, {most} without cuts"
    );
    let cuts = format!(
        "100 units guessed at with a power cut at each moment in turn: {} tries, {} judged, at most {cut_most} a unit.",
        thousands(cut_tries),
        thousands(cut_judged)
    );
    println!("{text}\n{cuts}");
    hold("guesses", &format!("{text}\n{cuts}\n"));
}

/// The test code each `step` seconds for a month, with a power cut each `each` tries.
fn tester(step: u32, uptime: bool, each: u64) -> Victim {
    let mut victim = Victim::new(uptime, 1);
    while victim.time < MONTH {
        victim.enter(TEST_CODE);
        victim.run(step);
        if each > 0 && victim.tries % each == 0 {
            let clock = if uptime { 0 } else { victim.unit.now + 1 };
            victim.cut(1, clock);
        }
    }
    victim
}

/// A child at the keypad for two hours a day, on a unit that was paid for.
fn child() -> (Victim, u16) {
    let mut victim = Victim::paying(false, 30);
    let (queue, mut entry, mut longest) = (Queue::new(), Entry::new(), 0);
    for _ in 0..DAYS {
        for _ in 0..3_600 {
            let key = b"0123456789*#"[victim.random(12) as usize];
            let _ = queue.push(key);
            for _ in 0..3 {
                let Bench { port, device, now } = &mut victim.unit;
                let answer = entry.poll(&queue, device, &port.lend(), *now, u16::MAX);
                victim.tries += u64::from(answer == Status::Invalid);
                victim.accepted += u64::from(answer as i8 > 0 && (answer as i8) < 10);
            }
            longest = longest.max(victim.unit.report().wait);
            victim.run(2);
        }
        victim.run(DAY - 7_200);
    }
    (victim, longest)
}

/// Every token of a month, again and again, and those of a neighbour.
fn replay() -> Victim {
    let mut victim = Victim::new(false, 1);
    for day in 1..=DAYS as u16 {
        victim.buy(2 * day, 1);
        for older in 1..=day {
            let text = format!("{:09}", generate(START, &KEY, 2 * older, 1));
            assert_eq!(victim.enter(&text), Status::AlreadyUsed);
        }
        let mut other = KEY;
        other[0] ^= 1;
        let neighbour = format!("{:09}", generate(START, &other, 2 * day, 1));
        victim.enter(&neighbour);
        victim.run(DAY);
    }
    victim
}

#[test]
fn thirty_days_of_abuse_give_no_more_than_the_test_code() {
    let mut rows = Vec::new();
    let most_tests = u64::from(DAYS) * 120 * 30;
    for (name, step, uptime, each) in [
        ("the test code each 30 s", 30, false, 0),
        ("the test code each 5 s", 5, false, 0),
        ("the same, a power cut after each", 5, false, 1),
        ("the same, uptime clock restarted each hour", 30, true, 120),
        ("the same, uptime clock restarted each ten hours", 30, true, 1_200),
    ] {
        let victim = tester(step, uptime, each);
        assert!(
            victim.free_seconds() <= most_tests,
            "{name}: {} s",
            victim.free_seconds()
        );
        assert_eq!(victim.accepted, 0);
        rows.push(victim.row(name));
    }
    let (victim, longest) = child();
    assert_eq!(
        (victim.accepted, longest),
        (0, 30_720),
        "a child locks the keypad, for 512 minutes at most"
    );
    assert_eq!(victim.free_seconds(), 0);
    assert_eq!(victim.on, MONTH, "what was paid for stays on");
    rows.push(victim.row("a child at the keypad, two hours a day, 30 days paid"));
    let victim = replay();
    assert_eq!((victim.accepted, victim.free_seconds()), (0, 0));
    rows.push(victim.row("each token entered again every day, and a neighbour's; 30 days paid"));
    let head = [
        "who",
        "tries",
        "accepted",
        "minutes on",
        "of them free",
        "records written",
    ];
    let table = table(&head, &rows);
    println!("{table}");
    hold("abuse", &table);
}
