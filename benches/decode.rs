//! One step of the chain, and invalid tokens over the windows and a unit's age, on the host: this library with the
//! step of 64-bit hosts and with the plain one, the `siphasher` crate used as the published page reads, and the
//! textbook decoder in C. Knows no chip: for those there is `make bench-target`.

use criterion::{
    criterion_group, criterion_main, measurement::WallTime, BenchmarkGroup, BenchmarkId, Criterion, Throughput,
};
use opaygo::config::Limits;
use opaygo::status::Status;
use opaygo::token;
use opaygo::token::step::portable;
use opaygo::token::window::Window;
use siphasher::sip::SipHasher24;
use std::hint::black_box;
use std::time::Duration;

const KEY: [u8; 16] = 0xa29ab82edc5fbbc41ec9530f6dac86b1_u128.to_be_bytes();
const STARTING_CODE: u32 = 123_456_789;
/// No token of the key in its first 10,100 counts.
const INVALID: u32 = 999_999_999;
/// The page's own: count 2, value 1.
const VALID: u32 = 662_486_790;

/// Decodes (token, last count, window) to the count and the value of a token.
type Decode = fn(u32, u16, u8) -> Option<(u16, u32)>;
const DECODERS: [(&str, Decode); 4] = [
    ("opaygo", ours),
    ("opaygo, portable", plain),
    ("siphasher", naive),
    ("textbook C", textbook_c),
];

fn ours(token: u32, count: u16, forward: u8) -> Option<(u16, u32)> {
    let limits = Limits {
        forward,
        ..Limits::DEFAULT
    };
    let found = token::decode(&Window::new(count), &limits, STARTING_CODE, black_box(&KEY), token);
    (found.kind == Status::AddTime).then_some((found.count, found.value))
}

/// What `ours` is on a core without a step of its own: the walk of the plain step, without the judging.
fn plain(token: u32, count: u16, forward: u8) -> Option<(u16, u32)> {
    let base = token % 1000;
    let mut code = STARTING_CODE - STARTING_CODE % 1000 + base;
    let steps = usize::from(count + u16::from(forward));
    let left = portable::hunt(black_box(&KEY), &mut code, token - base, steps);
    let near = code.wrapping_sub(token - base) < 1000;
    near.then_some(((steps - left) as u16, (base + 1000 - STARTING_CODE % 1000) % 1000))
}

/// One step with a hasher of its own, as the page reads.
fn naive_step(code: u32) -> u32 {
    let mut message = [0; 8];
    message[..4].copy_from_slice(&code.to_be_bytes());
    message[4..].copy_from_slice(&code.to_be_bytes());
    let hash = SipHasher24::new_with_key(black_box(&KEY)).hash(&message);
    let code = ((hash >> 32) as u32 ^ hash as u32) >> 2;
    if code > 999_999_999 {
        code - 73_741_825
    } else {
        code
    }
}

fn naive(token: u32, count: u16, forward: u8) -> Option<(u16, u32)> {
    let base = token % 1000;
    let mut code = STARTING_CODE - STARTING_CODE % 1000 + base;
    for at in 1..=count + u16::from(forward) {
        code = naive_step(code);
        if code - code % 1000 + base == token && at > count {
            return Some((at, (base + 1000 - STARTING_CODE % 1000) % 1000));
        }
    }
    None
}

fn textbook_c(token: u32, count: u16, forward: u8) -> Option<(u16, u32)> {
    textbook::decode(&KEY, STARTING_CODE, token, count, forward.into()).map(|(value, count)| (count, value.into()))
}

/// A bench of decoders that do not agree would measure nothing.
fn agree() {
    let codes = std::iter::successors(Some(STARTING_CODE), |&code| Some(naive_step(code)));
    for code in codes.take(1000) {
        assert_eq!(token::chain_step(&KEY, code), naive_step(code), "code {code}");
        assert_eq!(textbook::step(&KEY, code), naive_step(code), "code {code}");
    }
    for (name, decode) in DECODERS {
        assert_eq!(decode(VALID, 0, 64), Some((2, 1)), "{name}");
        assert_eq!(decode(INVALID, 10_000, 100), None, "{name}");
    }
}

fn steps(criterion: &mut Criterion) {
    agree();
    let mut group = criterion.benchmark_group("one step");
    group.bench_function("opaygo", |b| {
        b.iter(|| token::chain_step(black_box(&KEY), black_box(STARTING_CODE)))
    });
    group.bench_function("opaygo, portable", |b| {
        b.iter(|| {
            let mut code = black_box(STARTING_CODE);
            portable::hunt(black_box(&KEY), &mut code, u32::MAX, 1);
            code
        })
    });
    group.bench_function("siphasher", |b| b.iter(|| naive_step(black_box(STARTING_CODE))));
    group.bench_function("textbook C", |b| {
        b.iter(|| textbook::step(&KEY, black_box(STARTING_CODE)))
    });
    group.finish();
}

fn invalid(group: &mut BenchmarkGroup<WallTime>, count: u16, forward: u8, at: u32) {
    group.throughput(Throughput::Elements(u64::from(count) + u64::from(forward)));
    for (name, decode) in DECODERS {
        group.bench_with_input(BenchmarkId::new(name, at), &(count, forward), |b, &(count, forward)| {
            b.iter(|| decode(black_box(INVALID), count, forward))
        });
    }
}

fn windows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("invalid token, by window");
    for forward in [30, 64, 100] {
        invalid(&mut group, 0, forward, forward.into());
    }
    group.finish();
}

fn ages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("invalid token, by last count");
    for count in [0, 100, 1_000, 10_000] {
        invalid(&mut group, count, 64, count.into());
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .sample_size(20);
    targets = steps, windows, ages
}
criterion_main!(benches);
