//! An independent model of the token level: plain sets of counts, wide integers, its own token arithmetic.
//! Written from docs/PROTOCOL.md and docs/RULINGS.md; uses nothing of the library, knows no bitmap and no bounded step.

#![allow(dead_code)] // every user takes a part of it

use siphasher::sip::SipHasher24;
use std::collections::{BTreeSet, HashMap};

/// The last count there is (ruling 23).
pub const LAST_COUNT: i64 = 65_535;

/// A key, a starting code, and the chains that were walked so far.
#[derive(Clone, Debug)]
pub struct Unit {
    pub key: [u8; 16],
    pub start: u64,
    chains: HashMap<(u32, u64), Vec<u64>>,
}

/// The format of a token: how many digits it has, and how many of the last ones are its base.
fn powers(digits: u32) -> (u64, u64) {
    match digits {
        9 => (10u64.pow(9), 10u64.pow(3)),
        12 => (10u64.pow(12), 10u64.pow(6)),
        15 => (10u64.pow(15), 10u64.pow(9)),
        _ => panic!("no token has {digits} digits"),
    }
}

/// One step of a chain, as docs/PROTOCOL.md writes it.
fn next(key: &[u8; 16], digits: u32, code: u64) -> u64 {
    let hasher = SipHasher24::new_with_key(key);
    let (bits, fold) = match digits {
        9 => {
            let twice = code << 32 | code & 0xffff_ffff;
            let hash = hasher.hash(&twice.to_be_bytes());
            (((hash >> 32) ^ (hash & 0xffff_ffff)) >> 2, 73_741_825)
        }
        12 => (hasher.hash(&code.to_be_bytes()) >> 24, 99_511_627_777),
        _ => (hasher.hash(&code.to_be_bytes()) >> 14, 125_899_906_842_625),
    };
    if bits >= powers(digits).0 {
        bits - fold
    } else {
        bits
    }
}

impl Unit {
    pub fn new(key: [u8; 16], start: u64) -> Self {
        Self {
            key,
            start,
            chains: HashMap::new(),
        }
    }

    /// The unmasked chain of a value, walked to `count` at least.
    pub fn chain(&mut self, digits: u32, value: u64, count: i64) -> &[u64] {
        let (_, span) = powers(digits);
        let base = (self.start % span + value) % span;
        let first = self.start / span * span + base;
        let chain = self.chains.entry((digits, value)).or_insert_with(|| vec![first]);
        while chain.len() <= count as usize {
            chain.push(next(&self.key, digits, chain[chain.len() - 1]));
        }
        chain
    }

    /// The token of (`count`, `value`).
    pub fn token(&mut self, digits: u32, count: i64, value: u64) -> u64 {
        let (_, span) = powers(digits);
        let base = (self.start % span + value) % span;
        self.chain(digits, value, count)[count as usize] / span * span + base
    }

    /// Every count to `end` whose token this is, the lowest first.
    fn counts(&mut self, digits: u32, token: u64, end: i64) -> Vec<i64> {
        let (_, span) = powers(digits);
        let value = self.value(digits, token);
        let chain = &self.chain(digits, value, end)[..=end as usize];
        let same = chain.iter().map(|code| code / span * span + token % span == token);
        (0..)
            .zip(same)
            .filter_map(|(count, same)| same.then_some(count))
            .collect()
    }

    /// The value that a token of this unit carries, if it is one.
    pub fn value(&self, digits: u32, token: u64) -> u64 {
        let (_, span) = powers(digits);
        (token % span + span - self.start % span) % span
    }
}

/// The limits in counts, wide enough never to overflow.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub forward: i64,
    pub older: i64,
    pub sync_forward: i64,
    pub sync_backward: i64,
    pub reset: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Add,
    Set,
    Disable,
    Sync,
    Reserved,
    Extended,
    AlreadyUsed,
    Invalid,
}

/// What the model makes of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    pub verdict: Verdict,
    pub value: u64,
    /// 0 unless accepted.
    pub count: i64,
    /// How many hashes a decoder takes to know.
    pub hashes: i64,
}

impl Answer {
    pub fn accepted(&self) -> bool {
        !matches!(self.verdict, Verdict::AlreadyUsed | Verdict::Invalid)
    }
}

/// What a unit has seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Model {
    pub last: i64,
    /// Even counts that were consumed.
    pub used: BTreeSet<i64>,
    /// Adds at and below this count are dead: provisioned, or older than a Set, a Disable or a Sync.
    pub dead_to: i64,
    /// The count of the last Sync, at first the provisioned count.
    pub synced_to: i64,
}

impl Model {
    pub fn provisioned(count: i64) -> Self {
        Self {
            last: count,
            used: BTreeSet::new(),
            dead_to: count,
            synced_to: count,
        }
    }

    /// What becomes of one matching (count, value) of a standard token.
    pub fn judge(&self, reach: &Reach, count: i64, value: u64) -> Verdict {
        let newer = count > self.last;
        let even = count % 2 == 0;
        let behind = self.last - count;
        if count == 0 {
            let reset = value == 999 && reach.reset;
            return if reset { Verdict::Sync } else { Verdict::Invalid };
        }
        let (verdict, allowed) = match value {
            999 => {
                let ahead = newer && -behind <= reach.sync_forward;
                let back = !newer && !even && reach.sync_backward > 0 && behind <= reach.sync_backward;
                (Verdict::Sync, count > self.synced_to && (ahead || back))
            }
            998 => (Verdict::Disable, newer),
            996 | 997 => (Verdict::Reserved, newer),
            _ if !even => (Verdict::Set, newer),
            _ => {
                let open = behind <= reach.older && count > self.dead_to && !self.used.contains(&count);
                (Verdict::Add, newer || open)
            }
        };
        if allowed {
            verdict
        } else {
            Verdict::AlreadyUsed
        }
    }

    /// Looks at a token of 9, 12 or 15 digits and changes nothing.
    pub fn decode(&self, unit: &mut Unit, reach: &Reach, digits: u32, token: u64) -> Answer {
        let value = unit.value(digits, token);
        let ahead = if digits == 9 && value == 999 {
            reach.sync_forward
        } else {
            reach.forward
        };
        let end = (self.last + ahead).min(LAST_COUNT);
        let mut answer = Answer {
            verdict: Verdict::Invalid,
            value,
            count: 0,
            hashes: end,
        };
        for count in unit.counts(digits, token, end) {
            let verdict = match digits {
                9 => self.judge(reach, count, value),
                _ if count > self.last => Verdict::Extended,
                _ if count == 0 => Verdict::Invalid,
                _ => Verdict::AlreadyUsed,
            };
            match verdict {
                Verdict::Invalid => {}
                Verdict::AlreadyUsed => answer.verdict = verdict,
                _ => {
                    return Answer {
                        verdict,
                        value,
                        count,
                        hashes: count,
                    }
                }
            }
        }
        answer
    }

    /// Takes a token that was accepted.
    pub fn take(&mut self, answer: &Answer) {
        match answer.verdict {
            Verdict::Set | Verdict::Disable | Verdict::Sync => {
                self.last = answer.count;
                self.dead_to = answer.count;
                // Only a sync backward or a reset leaves any: they re-open what is above them.
                self.used.retain(|&used| used <= answer.count);
                if answer.verdict == Verdict::Sync && answer.count > 0 {
                    self.synced_to = answer.count;
                }
            }
            Verdict::Add | Verdict::Reserved | Verdict::Extended => {
                self.last = self.last.max(answer.count);
                if answer.count % 2 == 0 {
                    self.used.insert(answer.count);
                }
            }
            Verdict::AlreadyUsed | Verdict::Invalid => {}
        }
    }
}

/// The number that a text stands for, by the rules 18 and 19: the digits it has and the number, if it is a token.
pub fn read(text: &[u8], restricted: bool) -> Option<(u32, u64)> {
    let digits = match (text.len(), restricted) {
        (9, false) | (15, true) => 9,
        (12, false) | (20, true) => 12,
        (15, false) | (25, true) => 15,
        _ => return None,
    };
    let (first, radix) = if restricted { (b'1', 4) } else { (b'0', 10) };
    let number = text.iter().try_fold(0u128, |number, &byte| {
        let digit = i32::from(byte) - i32::from(first);
        (0..radix)
            .contains(&digit)
            .then(|| number * radix as u128 + digit as u128)
    })?;
    (number < powers(digits).0.into()).then_some((digits, number as u64))
}
