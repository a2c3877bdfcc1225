//! Reads what the check program of tests/chip_step/ printed on a chip, beside the oracle.
//! Knows no chip: every line has the call's arguments and what the chip answered.

use siphasher::sip::SipHasher24;
use std::collections::HashMap;

fn step(key: &[u8; 16], c: u32) -> u32 {
    let mut message = [0u8; 8];
    message[..4].copy_from_slice(&c.to_be_bytes());
    message[4..].copy_from_slice(&c.to_be_bytes());
    let h = SipHasher24::new_with_key(key).hash(&message);
    let r = ((h >> 32) as u32 ^ h as u32) >> 2;
    if r > 999_999_999 {
        r - 73_741_825
    } else {
        r
    }
}

fn hunt(key: &[u8; 16], mut c: u32, t0: u32, mut steps: u64) -> (u32, u64) {
    while steps > 0 {
        c = step(key, c);
        steps -= 1;
        if c.wrapping_sub(t0) < 1024 {
            break;
        }
    }
    (c, steps)
}

fn number(hex: &str) -> u64 {
    u64::from_str_radix(hex, 16).unwrap_or_else(|_| panic!("not a number: {hex}"))
}

fn official(length: u64) -> u64 {
    let line = include_str!("vectors/siphash24_official.csv")
        .lines()
        .find(|l| l.split(',').next() == Some(&length.to_string()))
        .unwrap();
    number(line.rsplit(',').next().unwrap())
}

#[test]
#[ignore = "reads a chip's log; tests/chip_step/run.sh makes one and calls this"]
fn the_chip_agrees_with_the_oracle() {
    let path = std::env::var("CHIP_LOG").expect("CHIP_LOG names the log");
    let log = std::fs::read_to_string(&path).unwrap();
    // Per key: where its chain stands, and the steps chained so far.
    let mut chains: HashMap<[u8; 16], (u32, u64)> = HashMap::new();
    let (mut stopped, mut hashes, mut ticks, mut ended) = (0, 0, 0, false);
    for line in log.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        match fields[..] {
            ["hunt", key, c, t0, steps, after, left] => {
                let mut bytes = [0; 16];
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = number(&key[2 * i..2 * i + 2]) as u8;
                }
                let (c, t0, steps) = (number(c) as u32, number(t0) as u32, number(steps));
                let answer = (number(after) as u32, number(left));
                assert_eq!(answer, hunt(&bytes, c, t0, steps), "{path}: {line}");
                if answer.1 > 0 {
                    stopped += 1;
                }
                let chain = chains.entry(bytes).or_insert((c, 0));
                if chain.0 == c {
                    *chain = (answer.0, chain.1 + steps - answer.1);
                }
            }
            ["sip", length, hash] => {
                assert_eq!(number(hash), official(number(length)), "{path}: {line}");
                hashes += 1;
            }
            ["ticks", n] => ticks += number(n),
            ["end"] => ended = true,
            _ => panic!("{path}: {line}"),
        }
    }
    assert!(ended, "{path}: the program did not come to its end");
    assert!(
        chains.len() >= 5 && chains.values().all(|c| c.1 >= 40_000),
        "{path}: {chains:?}"
    );
    assert!(
        stopped >= 200 && hashes == 64 && ticks >= 1000,
        "{path}: {stopped} stops, {hashes} hashes, {ticks} ticks"
    );
    println!(
        "{} keys, {} chained steps, {stopped} stops, {ticks} interrupts: as the oracle",
        chains.len(),
        chains.values().map(|c| c.1).sum::<u64>()
    );
}
