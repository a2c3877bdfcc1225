//! What happened to others in the field, or was found by attacking 0.1.0: each case by its name, and the promise that it
//! is a case of (include/opaygo.h, docs/SECURITY.md). The same by kind, at other values and moments, is in that promise's
//! tests.
//!
//! | case | where | promise |
//! |---|---|---|
//! | `rtc_one_bad_reading` | tests/field/time.rs | T1 |
//! | `rtc_is_set` | tests/field/time.rs | T2 |
//! | `brownout` | tests/field/time.rs | T3 |
//! | `unlocked_dead_rtc` | tests/field/time.rs | T4 |
//! | `dead_clock_main_loop` | tests/field/time.rs | T4 |
//! | `example_open_fails` | tests/drivers/product.c | T6 |
//! | `i2c_bus` | tests/drivers/clock.c | T1 |
//! | `memory_not_ready` | tests/field/storage.rs | 11 |
//! | `memory_not_ready_records` | tests/field/storage.rs | 11 |
//! | `spend_flip` | tests/field/storage.rs | 10 |
//! | `copy_lost` | tests/field/storage.rs | 12 and 14 |
//! | `region_shrinks` | tests/field/storage.rs | 13 |
//! | `blank_zero` | tests/field/storage.rs | blank is FF or 00 |
//! | `factory_formats` | tests/field/product.rs | docs/PROTOCOL.md |
//! | `keypad_overflow` | tests/field/product.rs | `OPAYGO_ENTRY_LOST` |
//! | `hash_after` | tests/scenarios/hash_after.txt | an answer is shown whole |
//! | `pack_leaked` | tests/layout.sh | each struct is asserted |
//!
//! And what was seen beside them, by the test that would see it again:
//!
//! | what | where | test |
//! |---|---|---|
//! | a factory line with a test code under a watchdog | tests/interrupts.sh | `watchdog` |
//! | another core's archive links | tests/families.sh | `The wrong archive does not link` |
//! | a second panic handler | tests/packages.sh | `panic-halt firmware` |
//! | a record of a later format is passed over | tests/storage/for_life.rs | `promise_13_a_later_format_locks` |
//! | a slot is dead, then others cannot be read | tests/storage/faults.rs | `promise_11_no_token_disappears_over_dead_slots_and_failed_reads` |
//! | a region that is no multiple of the smallest write | tests/storage/layouts.rs | `a_region_that_does_not_fit_is_refused` |
//! | a cache drops what is used most | tests/token/cache.rs | `the_value_used_last_stays` |
//! | a cache of two units | tests/token/cache.rs | `two_units_on_one_cache_answer_as_they_would_alone` |

mod bench;
#[path = "../storage/bytes.rs"]
mod bytes;
mod product;
mod storage;
mod time;

#[test]
fn the_table_names_each_case_where_it_is() {
    let rows = include_str!("main.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"));
    let mut cases = 0;
    for row in rows {
        let mut cells = row.split('|').map(str::trim);
        let (case, file) = (cells.next().unwrap().trim_matches('`'), cells.next().unwrap());
        let text = std::fs::read_to_string(file).unwrap_or_else(|_| panic!("{case}: there is no {file}"));
        let named = match file.rsplit('.').next() {
            Some("rs") => text.contains(&format!("#[test]\nfn {case}()")),
            Some("c") => {
                text.contains(&format!("static void {case}(void)")) && text.contains(&format!("    {case}();"))
            }
            Some("txt") => file.ends_with(&format!("/{case}.txt")),
            _ => text.contains(case),
        };
        assert!(named, "{case} is not in {file}");
        cases += 1;
    }
    assert_eq!(cases, 17);
    let mut others = 0;
    for row in include_str!("main.rs")
        .lines()
        .filter(|line| line.starts_with("//! | a"))
    {
        let (file, test) = row.rsplit_once(" | `").unwrap();
        let file = file.rsplit(' ').next().unwrap();
        let test = test.trim_end_matches("` |");
        let text = std::fs::read_to_string(file).unwrap_or_else(|_| panic!("there is no {file}"));
        assert!(text.contains(test), "{test} is not in {file}");
        others += 1;
    }
    assert_eq!(others, 8);
    for (file, text) in [
        ("time", include_str!("time.rs")),
        ("storage", include_str!("storage.rs")),
        ("product", include_str!("product.rs")),
    ] {
        for case in text
            .split("#[test]\nfn ")
            .skip(1)
            .map(|rest| rest.split('(').next().unwrap())
        {
            assert!(
                include_str!("main.rs").contains(&format!("| `{case}` | tests/field/{file}.rs |")),
                "{case}"
            );
        }
    }
}
