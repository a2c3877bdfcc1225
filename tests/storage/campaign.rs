//! Power cuts in whole operations of a device: before, in and after every unit of every write and erase, and again
//! while the unit recovers. Each case ends with a unit that took its next token.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::Mutex;

use crate::bytes;
use crate::chip::{mix, Call, Torn, TORN};
use crate::geometries::{all, name, start, Kind, Start};
use crate::model::State;
use crate::unit::{Act, Cut, Rig, Token};

const KINDS: [Kind; 6] = [
    Kind::Blank,
    Kind::Running,
    Kind::Off,
    Kind::Unlocked,
    Kind::Corrupt,
    Kind::Wrecked,
];

/// Every operation, by the unit it begins with.
pub const ACTS: [(Kind, Act); 24] = [
    (Kind::Blank, Act::Provision),
    (Kind::Corrupt, Act::Provision),
    (Kind::Wrecked, Act::Provision),
    (Kind::Running, Act::Token(Token::new(6, 3))),
    (Kind::Running, Act::Token(Token::new(2, 3))),
    (Kind::Running, Act::Token(Token::new(4, 30))),
    (Kind::Running, Act::Token(Token::new(7, 5))),
    (Kind::Running, Act::Token(Token::new(5, 0))),
    (Kind::Running, Act::Token(Token::new(5, 998))),
    (Kind::Running, Act::Token(Token::new(11, 999))),
    (Kind::Running, Act::Token(Token::new(8, 996))),
    (Kind::Running, Act::Token(Token::extended(9, 77_777))),
    (Kind::Running, Act::Wrong),
    (Kind::Running, Act::Apply(Token::new(6, 3))),
    (Kind::Running, Act::ApplySet(7, 12_345)),
    (Kind::Running, Act::Checkpoint),
    (Kind::Running, Act::RunOut),
    (Kind::Running, Act::Tamper),
    (Kind::Running, Act::Save),
    (Kind::Running, Act::Resume(160)),
    (Kind::Running, Act::Unknown),
    (Kind::Off, Act::Test),
    (Kind::Off, Act::Token(Token::new(2, 1))),
    (Kind::Unlocked, Act::Token(Token::new(7, 4))),
];

/// One case; written as `geometry.position.act.step-torn[.step-torn]`.
#[derive(Clone, Copy)]
struct Case {
    item: (usize, u32, usize),
    first: (u32, Torn),
    second: Option<(u32, Torn)>,
}

impl Case {
    fn line(&self) -> String {
        let (geometry, position, act) = self.item;
        let (step, torn) = self.first;
        let mut line = format!("{geometry}.{position}.{act}.{step}-{torn:?}");
        if let Some((step, torn)) = self.second {
            line += &format!(".{step}-{torn:?}");
        }
        line
    }

    fn parse(line: &str) -> Option<Self> {
        let parts: Vec<_> = line.split('.').collect();
        let cut = |text: &&str| {
            let (step, torn) = text.split_once('-')?;
            let torn = TORN.into_iter().find(|kind| format!("{kind:?}") == torn)?;
            Some((step.parse().ok()?, torn))
        };
        let item = (
            parts.first()?.parse().ok()?,
            parts.get(1)?.parse().ok()?,
            parts.get(2)?.parse().ok()?,
        );
        Some(Self {
            item,
            first: cut(parts.get(3)?)?,
            second: parts.get(4).and_then(cut),
        })
    }
}

/// Opens the unit after a cut, and finds which of `allowed` it is: that one it must stay. When power goes again, the
/// unit may be as before this opening or as after it.
pub fn reopen(rig: &mut Rig, allowed: &[State]) -> Result<State, Vec<State>> {
    let opened: Vec<_> = allowed.iter().map(State::powered).collect();
    let answer = rig.open();
    if rig.chip.off {
        return Err([allowed, &opened].concat());
    }
    let allowed = opened;
    match allowed.iter().find(|state| rig.differs(answer, state).is_none()) {
        Some(found) => Ok(found.clone()),
        None => {
            let told: Vec<_> = allowed.iter().filter_map(|state| rig.differs(answer, state)).collect();
            panic!("promise 1: the unit is neither as before nor as after: {told:#?}")
        }
    }
}

/// What the owner does next: provisions again what is no unit, and enters the token again, or else the next one.
fn recover(rig: &mut Rig, act: Act, state: &mut State) -> Result<(), Cut> {
    if !matches!(state, State::Unit(_)) {
        rig.act(Act::Provision, state)?;
    }
    let token = match act {
        Act::Token(token) | Act::Apply(token) => token,
        _ => next(state),
    };
    rig.act(Act::Token(token), state)
}

/// The next Add Time.
pub fn next(state: &State) -> Token {
    Token::new((state.unit().count & !1) + 2, 1)
}

/// Runs one case; how often power went, 0 if the operation was over before.
fn run(start: &Start, case: &Case) -> u32 {
    let act = ACTS[case.item.2].1;
    let mut state = start.state.clone();
    let mut rig = Rig::new(start.chip.clone());
    rig.now = start.now;
    rig.open();
    rig.chip.cut_ahead(case.first.0, case.first.1);
    let Err(allowed) = rig.act(act, &mut state) else {
        return 0;
    };
    let mut cuts = 1;
    rig.chip.power();
    if let Some((step, torn)) = case.second {
        rig.chip.cut_ahead(step, torn);
    }
    let mut state = match reopen(&mut rig, &*allowed) {
        Ok(state) => state,
        Err(allowed) => {
            cuts += 1;
            rig.chip.power();
            reopen(&mut rig, &allowed).expect("power stays on")
        }
    };
    if let Err(allowed) = recover(&mut rig, act, &mut state) {
        cuts += 1;
        rig.chip.power();
        state = reopen(&mut rig, &*allowed).expect("power stays on");
        recover(&mut rig, act, &mut state).expect("power stays on");
    }
    rig.chip.power();
    rig.act(Act::Apply(next(&state)), &mut state).expect("power stays on");
    reopen(&mut rig, &[state]).expect("power stays on");
    cuts
}

/// The steps of an operation: where callbacks begin and end, how many there are, and how many in its recovery.
struct Steps {
    edges: Vec<(u32, u32)>,
    act: u32,
    recovery: u32,
}

fn steps(start: &Start, act: Act) -> Steps {
    let mut rig = Rig::new(start.chip.clone());
    let mut state = start.state.clone();
    rig.now = start.now;
    rig.open();
    let begun = rig.chip.steps;
    rig.chip.log = Some(Vec::new());
    rig.act(act, &mut state).expect("power stays on");
    let act_steps = rig.chip.steps - begun;
    let per_write = 32 / u32::from(rig.chip.geometry.write_size);
    let mut edges = Vec::new();
    let mut at = 0;
    for (call, _) in rig.chip.log.take().unwrap_or_default() {
        let first = at;
        at += if call == Call::Write { per_write } else { 1 };
        edges.push((first, at - 1));
    }
    let begun = rig.chip.steps;
    rig.open();
    recover(&mut rig, act, &mut state).expect("power stays on");
    Steps {
        edges,
        act: act_steps,
        // A unit that was cut may have some writes more to do.
        recovery: rig.chip.steps - begun + 2 * per_write,
    }
}

/// Where the ring stands when the operation begins: anywhere on a small chip, else round the end of a page or lap.
fn positions(geometry: usize, kind: Kind) -> Vec<u32> {
    if matches!(kind, Kind::Blank | Kind::Corrupt | Kind::Wrecked) {
        return vec![0];
    }
    let geometry = all()[geometry];
    let slots = bytes::slots(&geometry).len() as u32;
    if slots <= 4 {
        return (0..slots).collect();
    }
    let per_bank = match geometry.page {
        0 => slots / 2,
        page => slots / u32::from(geometry.size / page),
    };
    // A life begins with a handful of records, and an operation writes up to three.
    [per_bank, slots]
        .iter()
        .flat_map(|end| end.saturating_sub(9)..end - 3)
        .collect()
}

struct Item {
    start: usize,
    act: usize,
    steps: Steps,
}

/// Every operation on every geometry at every position.
fn items() -> (Vec<Start>, Vec<Item>) {
    let mut starts: Vec<Start> = Vec::new();
    let mut items = Vec::new();
    for geometry in 0..all().len() {
        for kind in KINDS {
            for position in positions(geometry, kind) {
                let here = start(geometry, kind, position);
                for (act, (needs, doing)) in ACTS.iter().enumerate() {
                    if *needs == kind {
                        items.push(Item {
                            start: starts.len(),
                            act,
                            steps: steps(&here, *doing),
                        });
                    }
                }
                starts.push(here);
            }
        }
    }
    (starts, items)
}

#[test]
fn campaign() {
    if let Ok(line) = std::env::var("OPAYGO_CASE") {
        let case = Case::parse(&line).expect("OPAYGO_CASE is geometry.position.act.step-torn[.step-torn]");
        let (geometry, position, act) = case.item;
        println!("{}, {:?}", name(&all()[geometry]), ACTS[act]);
        println!("{} power cuts", run(&start(geometry, ACTS[act].0, position), &case));
        return;
    }
    let wanted: u64 = std::env::var("OPAYGO_CUTS").map_or(1_200_000, |text| text.parse().expect("a number"));
    let (starts, items) = items();
    let (cuts, next, failures) = (AtomicU64::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let try_case = |item: &Item, first, second| {
        let start = &starts[item.start];
        let case = Case {
            item: (start.geometry, start.position, item.act),
            first,
            second,
        };
        match catch_unwind(AssertUnwindSafe(|| run(start, &case))) {
            Ok(done) => _ = cuts.fetch_add(done.into(), Ordering::Relaxed),
            Err(_) => failures.lock().unwrap().push(case.line()),
        }
    };
    let worker = || loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if failures.lock().unwrap().len() >= 5 {
            break;
        }
        if let Some(item) = items.get(number) {
            // Once, everywhere.
            for step in 0..item.steps.act {
                for torn in TORN {
                    let edge = match torn {
                        Torn::Old => item.steps.edges.iter().any(|edge| edge.0 == step),
                        Torn::New => item.steps.edges.iter().any(|edge| edge.1 == step),
                        _ => true,
                    };
                    if edge {
                        try_case(item, (step, torn), None);
                    }
                }
            }
        } else if cuts.load(Ordering::Relaxed) < wanted {
            // Then twice, anywhere.
            let mut seed = number as u64;
            let mut below = |limit: usize| {
                seed = mix(seed);
                (seed % limit as u64) as usize
            };
            for _ in 0..64 {
                let item = &items[below(items.len())];
                let first = (below(item.steps.act as usize) as u32, TORN[below(8)]);
                let second = (below(item.steps.recovery as usize) as u32, TORN[below(8)]);
                try_case(item, first, Some(second));
            }
        } else {
            break;
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(worker);
        scope.spawn(worker);
    });
    let failures = failures.into_inner().unwrap();
    for line in &failures {
        println!("replay: OPAYGO_CASE={line} cargo test --test storage campaign -- --nocapture");
    }
    let verdict = if failures.is_empty() {
        "0 lost, 0 mixed"
    } else {
        "FAILED"
    };
    println!(
        "{} power cuts, {} geometries, {verdict}",
        cuts.into_inner(),
        all().len()
    );
    assert!(failures.is_empty());
}

#[test]
fn the_model_agrees_when_no_power_is_cut() {
    for geometry in 0..all().len() {
        for (kind, act) in ACTS {
            let mut start = start(geometry, kind, 0);
            let mut rig = Rig::new(start.chip);
            rig.now = start.now;
            let answer = rig.open();
            assert_eq!(rig.differs(answer, &start.state), None, "{kind:?} on {geometry}");
            rig.act(act, &mut start.state).expect("power stays on");
            let answer = rig.open();
            let state = start.state.powered();
            assert_eq!(rig.differs(answer, &state), None, "{act:?} on {geometry}");
        }
    }
}

#[test]
fn a_provisioning_cut_twice_in_every_way() {
    // The chance of the campaign is thin here: a factory sends its line again until it is taken.
    let mut cuts = 0;
    for geometry in [12, 13, 32] {
        assert_eq!(all()[geometry].write_size, 32, "few steps");
        for (act, (kind, doing)) in ACTS.iter().enumerate().filter(|(_, (_, act))| *act == Act::Provision) {
            let start = start(geometry, *kind, 0);
            let steps = steps(&start, *doing);
            let ways = |most: u32| (0..most).flat_map(|step| TORN.map(|torn| (step, torn)));
            for first in ways(steps.act) {
                for second in ways(steps.act + 2) {
                    let case = Case {
                        item: (geometry, 0, act),
                        first,
                        second: Some(second),
                    };
                    match catch_unwind(AssertUnwindSafe(|| run(&start, &case))) {
                        Ok(done) => cuts += done,
                        Err(_) => panic!("OPAYGO_CASE={} cargo test --test storage campaign", case.line()),
                    }
                }
            }
        }
    }
    println!("{cuts} power cuts in provisionings, two by two");
}
