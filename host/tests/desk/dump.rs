//! Point 6: a unit's storage read out.

use std::path::Path;

use serde_json::Value;

use crate::bench::Bench;

fn images() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/images")
}

/// The state that an image is said to open with: (state, credit, count, wait, tamper).
fn stated(line: &str) -> (String, String, Vec<u64>) {
    let (name, rest) = line.split_once(" at ").unwrap();
    let (clock, shown) = rest.split_once(": (").unwrap();
    let mut cells = shown.trim_end_matches(')').split(", ");
    let state = cells.next().unwrap().to_lowercase();
    let mut numbers = vec![clock.parse().unwrap()];
    numbers.extend(cells.map(|cell| cell.parse::<u64>().unwrap()));
    (name.to_owned(), state, numbers)
}

#[test]
fn every_kept_image_is_read_as_it_opens() {
    let bench = Bench::new();
    let mut read = 0;
    for format in std::fs::read_dir(images()).unwrap() {
        let folder = format.unwrap().path();
        let Ok(states) = std::fs::read_to_string(folder.join("states.txt")) else {
            continue;
        };
        for line in states.lines().filter(|line| line.contains(" at ")) {
            let (name, state, numbers) = stated(line);
            let sizes = if name.starts_with("flash") {
                "--page 1024 --write-size 4"
            } else {
                "--write-size 4"
            };
            let file = folder.join(&name);
            let said = bench.json(&format!("dump {} {sizes} --clock {}", file.display(), numbers[0]));
            let unit = &said["unit"];
            assert_eq!(said["open"], "OK", "{name}");
            let shown = [&unit["credit"], &unit["count"], &unit["wait"]].map(|value| value.as_u64().unwrap());
            assert_eq!(
                (unit["state"].as_str().unwrap(), &shown[..]),
                (state.as_str(), &numbers[1..4]),
                "{name}"
            );
            assert_eq!(unit["tamper"], numbers[4] == 1, "{name}");
            // What the bytes say by their layout is what the library makes of them.
            let newest = &said["newest"];
            assert_eq!(
                (&newest["credit"], &newest["count"]),
                (&unit["credit"], &unit["count"]),
                "{name}"
            );
            assert!(
                said["copies"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|copy| copy["serial"] == "SLT000001"),
                "{name}"
            );
            let good: Vec<&Value> = said["slots"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|slot| slot["is"] == "record")
                .collect();
            assert!(good.len() >= 2, "{name}");
            // The key is in these bytes, and not in what is said.
            let text = bench.done(&format!("dump {} {sizes}", file.display()));
            assert!(!text.contains("a29ab82e") && text.contains("key check"), "{name}");
            read += 1;
        }
    }
    assert!(read >= 10);
}

#[test]
fn used_adds_are_counts() {
    let bench = Bench::new();
    let file = images().join("v1/eeprom_1024_paid.bin");
    let newest = bench.json(&format!("dump {}", file.display()))["newest"].clone();
    assert_eq!(
        (&newest["count"], &newest["used_adds"]),
        (&4.into(), &serde_json::json!([4]))
    );
}

#[test]
fn any_bytes_of_any_length_have_an_answer() {
    let bench = Bench::new();
    let good = std::fs::read(images().join("v1/eeprom_1024_paid.bin")).unwrap();
    let mut junk = 1u64;
    for len in [
        0usize, 1, 31, 32, 63, 64, 65, 127, 191, 192, 193, 250, 1000, 1023, 1024, 1025, 4096, 65_535, 65_536,
    ] {
        for kind in 0..4 {
            let bytes: Vec<u8> = (0..len)
                .map(|at| {
                    junk = junk
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    match kind {
                        0 => 0xff,
                        1 => 0,
                        2 => (junk >> 56) as u8,
                        _ => good[at % good.len()] ^ u8::from(junk >> 57 == 0),
                    }
                })
                .collect();
            bench.write("image", bytes);
            for sizes in [
                "",
                "--page 128",
                "--size 192",
                "--provision-size 128",
                "--page 33 --write-size 3",
                "--offset 0x10",
            ] {
                let said = bench.run(&format!("dump image {sizes}"));
                assert!(
                    matches!(said.code, 0 | 1),
                    "{len} {kind} {sizes}: {} {}",
                    said.code,
                    said.err
                );
                assert!(said.code == 1 || said.out.contains("open"), "{len} {kind} {sizes}");
                assert!(said.code == 0 || said.err.lines().count() == 1, "{}", said.err);
            }
        }
    }
}

#[test]
fn a_region_stands_anywhere_in_the_file() {
    let bench = Bench::new();
    let mut chip = vec![0; 0x1_f800];
    chip.extend(std::fs::read(images().join("v2/flash_2x1024_paid.bin")).unwrap());
    bench.write("chip.bin", chip);
    let said = bench.json("dump chip.bin --offset 0x1f800 --size 2048 --page 1024 --write-size 4");
    assert_eq!(
        (&said["open"], &said["unit"]["state"]),
        (&"OK".into(), &"enabled".into())
    );
    bench.fails(1, "dump chip.bin --offset 0xffffffff", "no bytes to read");
}
