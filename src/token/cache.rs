//! The chain cache: where the chains of the values seen before stood, in memory that the caller gives, so that a token
//! of such a value costs its window and not the unit's age. Knows no storage; forgets all at a power cut.
//!
//! The answers are those of a walk from the start: a chain is kept where the reach back begins, so all that may be taken
//! lies ahead of it, and what lies behind is walked only to tell a used token from an invalid one.

use zerocopy::FromBytes;

use super::job::Job;
use super::step::hunt;
use crate::config::Limits;
use crate::status::Status;

/// Where one chain stood. The first entry of a cache says whose it is, the second is a notebook, each other holds one value.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes)]
pub struct CacheEntry {
    pub(crate) code: u32,
    pub(crate) count: u16,
    pub(crate) value: u16,
}

impl CacheEntry {
    /// Holds nothing.
    pub const EMPTY: Self = Self {
        code: 0,
        count: 0,
        value: 0,
    };
}

/// As [`Job::go_on`], over a cache. Two units may be given the same one: it is the one's that began a token last, and the
/// other ends its own without it.
pub fn go_on(entries: &mut [CacheEntry], limits: &Limits, job: &mut Job) -> Status {
    let (window, value) = (job.window, job.walk.low.value() as u16);
    // A sync is rare, and the reset token lies behind every reach.
    let Some(([owner, notes], entries)) = entries.split_first_chunk_mut::<2>().filter(|_| value != 999) else {
        return job.go_on(limits);
    };
    let walk = &mut job.walk.low;
    let unit = job.secret.tag();
    if walk.is_fresh(window.end(limits, value)) {
        if walk.remembers == FORGOTTEN || owner.code != unit {
            entries.fill(CacheEntry::EMPTY);
            owner.code = unit;
        }
        walk.remembers = CACHED;
    } else if walk.remembers == CACHED && owner.code != unit {
        walk.restart(job.secret.starting_code, window.end(limits, value));
        walk.remembers = ALONE;
    }
    if walk.remembers == ALONE {
        return job.go_on(limits);
    }
    let key = &job.secret.key;
    let keep_at = window.count.saturating_sub(u16::from(limits.older));
    let mut budget = job.max_hashes;
    if walk.is_fresh(window.end(limits, value)) {
        if !follow(entries, keep_at, key, &mut budget) {
            return Status::Decoding;
        }
        *notes = CacheEntry::EMPTY;
        if let Some(entry) = entries.iter().find(|entry| entry.holds(value)) {
            *notes = *entry;
            walk.leap(entry.code, entry.count);
        }
    }
    loop {
        // Stops where the chain is to be kept.
        let most = match keep_at.saturating_sub(walk.at()) {
            0 => budget,
            ahead => ahead.min(budget),
        };
        let before = walk.at();
        let kind = walk.go_on(window, limits, key, most);
        budget -= walk.at() - before;
        if walk.at() == keep_at {
            notes.code = walk.code();
            notes.value = KEPT;
        }
        match kind {
            // Not ahead of the kept place: used, perhaps, behind it.
            Status::Invalid if notes.count > 1 => {
                walk.restart(job.secret.starting_code, notes.count - 1);
                notes.count = 0;
            }
            Status::Decoding if budget == 0 => return kind,
            Status::Decoding => {}
            _ => {
                // Also one that was there: it is the one used last.
                if walk.token(kind).count > 0 && (notes.value == KEPT || notes.count > 0) && keep_at > 0 {
                    remember(entries, notes.code, keep_at, value);
                }
                return kind;
            }
        }
    }
}

// What a walk says of the cache.
/// It holds nothing of this unit's life.
const FORGOTTEN: u8 = 0;
/// The walk uses it.
const CACHED: u8 = 1;
/// Another unit has taken it; the walk goes on alone.
const ALONE: u8 = 2;

/// In the notebook's `value`: its `code` is the chain's where it is to be kept.
const KEPT: u16 = 1000;

impl CacheEntry {
    fn holds(&self, value: u16) -> bool {
        self.count > 0 && self.value == value
    }
}

/// Brings each chain to `keep_at`; `false` if the budget ended before.
fn follow(entries: &mut [CacheEntry], keep_at: u16, key: &[u8; 16], budget: &mut u16) -> bool {
    for entry in entries {
        if entry.count > keep_at {
            // The count was set back by a sync.
            *entry = CacheEntry::EMPTY;
        }
        while entry.count > 0 && entry.count < keep_at {
            if *budget == 0 {
                return false;
            }
            let most = (keep_at - entry.count).min(*budget);
            let taken = most - hunt(key, &mut entry.code, u32::MAX, most.into()) as u16;
            entry.count += taken;
            *budget -= taken;
        }
    }
    true
}

/// Keeps a chain in the first place; the one used longest ago makes room.
fn remember(entries: &mut [CacheEntry], code: u32, count: u16, value: u16) {
    let mut moved = CacheEntry { code, count, value };
    for entry in entries {
        core::mem::swap(entry, &mut moved);
        if !(moved.holds(moved.value) && moved.value != value) {
            break;
        }
    }
}
