//! Random lives with one or two storage faults, against the model: callbacks that fail, lie, do half, change a bit or are
//! slow at a start. Knows not who chose the bytes that a life is made of.

use opaygo::status::Status;

use crate::bytes;
use crate::chip::{Call, Chip, How, Trouble};
use crate::geometries::{all, config, name, Kind, Start};
use crate::model::State;
use crate::unit::{Act, Rig, Token};

/// A string of bytes as choices; zeros behind its end.
struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.0.first().copied().unwrap_or(0);
        self.0 = self.0.get(1..).unwrap_or(&[]);
        byte
    }

    fn below(&mut self, limit: u32) -> u32 {
        (u32::from(self.byte()) << 8 | u32::from(self.byte())) % limit
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.byte()) % choices.len()]
    }
}

/// A fault, and the step of the life at which it begins.
#[derive(Clone, Copy, Debug)]
struct Fault {
    step: u32,
    trouble: Trouble,
}

const STEPS: u32 = 12;

fn fault(dice: &mut Dice) -> Fault {
    let call = dice.pick(&[Call::Read, Call::Read, Call::Write, Call::Write, Call::Erase]);
    let byte = dice.byte();
    let how = match call {
        Call::Read => dice.pick(&[How::Fails, How::Lies, How::Gives(0xff), How::Gives(0), How::Gives(byte)]),
        Call::Write => dice.pick(&[
            How::Fails,
            How::FailsHalfway,
            How::FailsAfterwards,
            How::Lies,
            How::Gives(byte),
        ]),
        Call::Erase => dice.pick(&[How::Fails, How::FailsHalfway, How::FailsAfterwards, How::Lies]),
    };
    let step = dice.below(STEPS);
    // A moment, some in a row, or a start at which memory is slow.
    let (from, times) = match dice.byte() % 4 {
        0 => (0, 100 + dice.below(300)),
        1 => (dice.below(120), 1 + dice.below(3)),
        _ => (dice.below(60), 1),
    };
    Fault {
        step,
        trouble: Trouble { call, from, times, how },
    }
}

fn act(dice: &mut Dice, state: &State) -> Act {
    let State::Unit(unit) = state else {
        return Act::Provision;
    };
    let add = (unit.count & !1) + 2;
    match dice.byte() % 16 {
        0..=3 => Act::Token(Token::new(add, 1)),
        4 => Act::Token(Token::new(add + 1, 9)),
        5 => Act::Token(Token::new(unit.count, 1)),
        6 => Act::Wrong,
        7 => Act::Apply(Token::new(add, 3)),
        8 => Act::ApplySet(add + 1, 12_345),
        9 if unit.credit > 7200 && !unit.unlocked => Act::Checkpoint,
        10 => Act::Tamper,
        11 => Act::Save,
        12 => Act::Resume(160),
        _ => Act::Token(Token::new(add, 1)),
    }
}

/// What the unit is now, of what it may be.
fn found(rig: &Rig, answer: Status, allowed: &[State]) -> Option<State> {
    let opened: Vec<_> = allowed.iter().map(State::powered).collect();
    let all = allowed.iter().chain(&opened);
    all.into_iter()
        .find(|state| rig.differs(answer, state).is_none())
        .cloned()
}

/// A start: what the unit then is. In trouble it may be anything, and what it was at the next start.
fn opened(rig: &mut Rig, mut may: Vec<State>, log: &[String]) -> Vec<State> {
    let answer = rig.open();
    if let Some(state) = found(rig, answer, &may) {
        return vec![state];
    }
    let told: Vec<_> = may.iter().map(|state| rig.differs(answer, state)).collect();
    assert!(rig.chip.in_trouble(), "{log:#?}\n{answer:?}, not {may:#?}: {told:?}");
    rig.chip.set_troubles([].into_iter());
    // A start that could not say so may have stored what it costs.
    may.extend(may.clone().iter().map(State::powered));
    let answer = rig.open();
    let state = found(rig, answer, &may);
    vec![state.unwrap_or_else(|| panic!("{log:#?}\n{answer:?}, not {may:#?}"))]
}

/// Whether one copy of the key is left on two pages that have one each. The other is mended when its page is erased: not
/// before the page with the last, if the newest record is with the damaged one (docs/FORMAT.md).
fn on_its_last_copy(chip: &Chip) -> bool {
    let geometry = &chip.geometry;
    let copies = bytes::copies(geometry);
    let whole = copies
        .iter()
        .filter(|at| bytes::is_copy(geometry, &chip.cells.bytes[usize::from(**at)..]));
    geometry.page != 0 && geometry.provision_size == 0 && copies.len() == 2 && whole.count() == 1
}

/// Lives the life; panics with all that was done where the unit is not what it may be. `starts`: a unit to begin with.
pub fn live(bytes: &[u8], start: impl Fn(usize, Kind, u32) -> Start) {
    let mut dice = Dice(bytes);
    let geometry = usize::from(dice.byte()) % all().len();
    let kind = dice.pick(&[
        Kind::Running,
        Kind::Running,
        Kind::Running,
        Kind::Off,
        Kind::Unlocked,
        Kind::Blank,
    ]);
    let here = start(geometry, kind, dice.below(24));
    let mut faults = vec![fault(&mut dice)];
    if dice.byte() % 2 == 1 {
        let second = fault(&mut dice);
        // Two misreadings of one start may hide the same two records twice, and nothing can tell that.
        let reads = faults[0].trouble.call == Call::Read && second.trouble.call == Call::Read;
        if !reads || second.step != faults[0].step {
            faults.push(second);
        }
    }
    let mut log = vec![format!("{}: {faults:?}", name(&all()[geometry]))];
    let mut rig = Rig::new(here.chip.clone());
    (rig.chip.config, rig.now, rig.chip.lax) = (config(), here.now, true);
    // What answers OPAYGO_STORAGE has done nothing, or all; without a fault it is a failure of its own.
    rig.lenient = true;
    // What it may be: one state, or two after a call that could not store.
    let mut may = vec![here.state.clone()];
    rig.open();
    for step in 0..STEPS {
        rig.chip.trouble = None;
        rig.chip.set_troubles(
            faults
                .iter()
                .filter(|fault| fault.step == step)
                .map(|fault| fault.trouble),
        );
        let troubled = rig.chip.in_trouble();
        let may_lose_key = troubled && on_its_last_copy(&rig.chip);
        let mut state = may[0].clone();
        let act = act(&mut dice, &state);
        if dice.byte() % 4 == 0 {
            log.push(String::from("restart"));
            may = opened(&mut rig, may, &log);
            continue;
        }
        if troubled && act == Act::Provision {
            log.push(String::from("provision"));
            rig.chip.begin();
            let line = crate::unit::LINE.as_bytes();
            let answer = crate::chip::factory(&mut rig.device, &rig.chip.lend(), rig.now, line);
            let new = State::Unit(crate::model::Unit::provisioned(1));
            may = match answer {
                Ok(_) => vec![new],
                Err(_) => vec![state, new],
            };
            may = opened(&mut rig, may, &log);
            continue;
        }
        log.push(format!("{act:?}"));
        match rig.act(act, &mut state) {
            Ok(()) => may = vec![state],
            Err(allowed) => {
                assert!(troubled, "{log:#?}\nOPAYGO_STORAGE without a fault");
                rig.chip.set_troubles([].into_iter());
                if may_lose_key && Rig::new(rig.chip.clone()).open() == Status::Corrupt {
                    return;
                }
                may = opened(&mut rig, allowed.to_vec(), &log);
            }
        }
    }
    rig.chip.set_troubles([].into_iter());
    let answer = rig.open();
    assert!(
        found(&rig, answer, &may).is_some(),
        "{log:#?}\n{answer:?}, not {may:#?}"
    );
}

#[cfg(test)]
#[test]
fn random_lives_with_faults() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().expect("a number"));
    let lives: u64 = number("OPAYGO_LIVES").unwrap_or(60_000);
    let those = number("OPAYGO_LIFE").map_or(0..lives, |life| life..life + 1);
    for life in those {
        let bytes: Vec<u8> = (0..64).map(|at| crate::chip::mix(life << 8 | at) as u8).collect();
        let lived = std::panic::catch_unwind(|| live(&bytes, crate::geometries::start));
        if let Err(why) = lived {
            let why = why.downcast_ref::<String>().cloned().unwrap_or_default();
            panic!("{why}\nOPAYGO_LIFE={life} cargo test --test storage lives");
        }
    }
    println!("{lives} lives with one or two storage faults");
}
