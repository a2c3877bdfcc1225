//! Promise 9: images that are junk, images that were good, and a life on each.

use std::fs;

use opaygo::status::Status;

use crate::bytes;
use crate::chip::{mix, Chip};
use crate::geometries::config;
use crate::image::{geometries, live, LIFE};
use crate::model::State;
use crate::unit::{Act, Rig, Token};

const CORPUS: &str = "fuzz/corpus/image";

/// A unit's storage after some life, for each geometry of the fuzzer: what it begins with.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for (number, geometry) in geometries().into_iter().enumerate() {
        let mut rig = Rig::new(Chip::new(geometry, config()));
        rig.open();
        let mut state = State::New;
        let mut keep = |name: &str, rig: &Rig| {
            let mut seed = vec![number as u8, 0];
            seed.extend((0..LIFE).map(|at| (5 * number + 17 * at) as u8));
            seed.extend(&rig.chip.cells.bytes);
            seeds.push((format!("{number}-{name}"), seed));
        };
        rig.act(Act::Provision, &mut state).expect("power stays on");
        keep("new", &rig);
        rig.act(Act::Token(Token::new(4, 30)), &mut state)
            .expect("power stays on");
        rig.act(Act::Wrong, &mut state).expect("power stays on");
        keep("paid", &rig);
        for _ in 0..bytes::slots(&geometry).len() {
            rig.act(Act::Save, &mut state).expect("power stays on");
        }
        rig.act(Act::Token(Token::new(7, 998)), &mut state)
            .expect("power stays on");
        keep("unlocked", &rig);
    }
    seeds
}

#[test]
fn the_fuzzer_begins_with_real_images() {
    for (name, seed) in seeds() {
        let path = format!("{CORPUS}/{name}");
        if std::env::var_os("OPAYGO_BLESS").is_some() {
            fs::create_dir_all(CORPUS).unwrap();
            fs::write(&path, &seed).unwrap();
        }
        assert!(
            fs::read(&path).is_ok_and(|kept| kept == seed),
            "{path} is stale: OPAYGO_BLESS=1 cargo test --test storage fuzzer"
        );
        assert_eq!(live(&seed, config()), Some(Status::Ok), "{name}");
    }
}

/// Changes `seed` in one of the ways storage is changed by accident or on purpose.
fn mutate(seed: &mut [u8], mut junk: u64) {
    let start = 2 + LIFE;
    let len = seed.len() - start;
    let mut next = |limit: usize| {
        junk = mix(junk);
        (junk >> 8) as usize % limit
    };
    seed[2..start].iter_mut().for_each(|byte| *byte = next(256) as u8);
    for _ in 0..1 + next(4) {
        let (from, to) = (start + next(len / 32) * 32, start + next(len / 32) * 32);
        match next(8) {
            0 => seed[start + next(len)] ^= 1 << next(8),
            1 => seed[start + next(len)] = next(256) as u8,
            2 => seed.copy_within(from..from + 32, to),
            3 => seed[to..to + 32].fill([0, 0xff][next(2)]),
            4 => seed[to..to + 32].iter_mut().for_each(|byte| *byte = next(256) as u8),
            // The same with a valid check: a record that says anything.
            5 => seed[1] |= 1,
            6 => seed[1] |= 2,
            _ => seed[start..].rotate_left(32 * next(len / 32)),
        }
    }
}

#[test]
fn promise_9_any_image() {
    let mut opened = std::collections::BTreeMap::new();
    let mut count = |answer: Option<Status>| *opened.entry(format!("{answer:?}")).or_insert(0) += 1;
    let seeds = seeds();
    for case in 0..60_000u64 {
        let mut junk = mix(case);
        let (_, seed) = &seeds[case as usize % seeds.len()];
        let mut input = seed.clone();
        if case % 4 == 0 {
            input[2..].iter_mut().for_each(|byte| {
                junk = mix(junk);
                *byte = junk as u8;
            });
            input[1] = (case / 4 % 4) as u8;
        } else {
            mutate(&mut input, junk);
        }
        let answer = std::panic::catch_unwind(|| live(&input, config()));
        count(answer.unwrap_or_else(|_| panic!("case {case}")));
    }
    println!("{opened:?}");
    assert!(opened.len() >= 3, "{opened:?}");
}

#[test]
fn fields_out_of_their_range_are_only_numbers() {
    // A valid check over fields that no provisioning and no token writes.
    for value in [0x00, 0x7f, 0x80, 0xff] {
        for (number, geometry) in geometries().into_iter().enumerate() {
            for acts in [0u8, 1, 3, 12, 37, 254] {
                let len = usize::from(geometry.size + geometry.provision_size);
                let mut input = vec![value; 2 + LIFE + len];
                input[0] = number as u8;
                input[1] = 3;
                for copy in bytes::copies(&geometry) {
                    // The ordinary digit set, or no entry would be read.
                    input[2 + LIFE + usize::from(copy) + 27] = 0;
                }
                (2..2 + LIFE).for_each(|at| input[at] = acts.wrapping_mul(at as u8));
                live(&input, config());
            }
        }
    }
}
