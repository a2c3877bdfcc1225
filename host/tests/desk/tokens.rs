//! Point 3: tokens, by the published vectors and the server's rules.

use serde_json::Value;

use crate::bench::{said, Bench, EXAMPLE_KEY};

/// (kind, count, value) of each token.
fn tokens(answer: &Value) -> Vec<(String, u64, u64)> {
    answer["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| {
            let number = |field: &str| token[field].as_u64().unwrap();
            (
                token["kind"].as_str().unwrap().to_owned(),
                number("count"),
                number("value"),
            )
        })
        .collect()
}

fn token(answer: &Value) -> (String, u64, u64) {
    let [token] = &tokens(answer)[..] else {
        panic!("{answer}");
    };
    token.clone()
}

fn is(kind: &str, count: u64, value: u64) -> (String, u64, u64) {
    (kind.to_owned(), count, value)
}

#[test]
fn the_published_quick_test_is_made_token_by_token() {
    let bench = Bench::with_example();
    let mut at = "2026-01-01";
    let mut make = |what: &str, now: &'static str| {
        at = now;
        bench.json(&format!("token {what} --unit SLT000001 --now {at}"))["tokens"][0]["token"].clone()
    };
    assert_eq!(make("add 1", "2026-01-01"), "662486790");
    assert_eq!(make("add 29", "2026-01-01"), "927706818");
    assert_eq!(make("set 7", "2026-01-01"), "942433796");
    assert_eq!(make("unlock", "2026-01-01"), "650975787");
    assert_eq!(make("set 0", "2026-01-01"), "592185789");
}

#[test]
fn tokens_without_a_ledger_are_those_of_the_vectors() {
    let bench = Bench::new();
    let vectors =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/tokens_9.csv")).unwrap();
    let mut made = 0;
    for line in vectors
        .lines()
        .skip(1)
        .filter(|line| line.contains(EXAMPLE_KEY))
        .take(40)
    {
        let cells: Vec<&str> = line.split(',').collect();
        let count: u32 = cells[2].parse().unwrap();
        let value: u32 = cells[4].parse().unwrap();
        if value > 995 || count == 0 {
            continue;
        }
        let action = if count % 2 == 1 { "set" } else { "add" };
        if action == "add" && value == 0 {
            continue;
        }
        for (restricted, token) in [("", cells[5]), ("--restricted", cells[6])] {
            let arguments = format!(
                "--json token {action} {value} --key-file - --starting-code {} --count {} {restricted}",
                cells[0],
                count - 1
            );
            let answer = said(bench.command(&arguments).write_stdin(EXAMPLE_KEY));
            let answer: Value = serde_json::from_str(&answer.out).unwrap();
            assert_eq!(
                (&answer["tokens"][0]["token"], &answer["tokens"][0]["count"]),
                (&token.into(), &count.into())
            );
        }
        made += 1;
    }
    assert!(made > 10, "{made}");
}

#[test]
fn add_or_set_by_date_as_the_rules_want_it() {
    let bench = Bench::with_example();
    let until = |end: &str, now: &str| bench.json(&format!("token until {end} --unit SLT000001 --now {now}"));
    assert_eq!(token(&until("2026-01-29", "2026-01-01")), is("add", 2, 28));
    // Ten days are taken away: a Set.
    assert_eq!(token(&until("2026-01-19", "2026-01-01")), is("set", 3, 18));
    // And Sets, until the expiry has passed the furthest: the customer may not have entered the first.
    let paid = bench.json("token add 7 --unit SLT000001 --now 2026-01-02");
    assert_eq!(
        (token(&paid), &paid["expiry"]),
        (is("set", 5, 24), &"2026-01-26T00:00:00Z".into())
    );
    assert_eq!(token(&until("2026-02-10", "2026-01-03")), is("set", 7, 38));
    assert_eq!(
        token(&bench.json("token add 2 --unit SLT000001 --now 2026-01-04")),
        is("add", 8, 2)
    );
    // A lapsed unit is not given back its lapsed days.
    let late = bench.json("token add 5 --unit SLT000001 --now 2026-06-01");
    assert_eq!(
        (token(&late), &late["expiry"]),
        (is("add", 10, 5), &"2026-06-06T00:00:00Z".into())
    );
    // Unlocked: no Add; a date locks it again, by a Set.
    assert_eq!(
        token(&bench.json("token unlock --unit SLT000001 --now 2026-06-02")),
        is("unlock", 11, 998)
    );
    bench.fails(1, "token add 1 --unit SLT000001 --now 2026-06-02", "unlocked");
    assert_eq!(token(&until("2026-06-12", "2026-06-02")), is("set", 13, 10));
    bench.fails(1, "token until 2026-01-01 --unit SLT000001 --now 2026-06-02", "is over");
    bench.fails(1, "token until 2026-06-12 --unit SLT000001 --now 2026-06-02", "already");
    // Whole days are given, and the same date once more is no reason for another token.
    assert_eq!(token(&until("2026-06-20T10:00", "2026-06-03")), is("add", 14, 8));
    bench.fails(
        1,
        "token until 2026-06-20T10:00 --unit SLT000001 --now 2026-06-03",
        "already",
    );
}

#[test]
fn a_key_is_read_with_a_mark_before_it_and_not_if_no_unit_takes_it() {
    let bench = Bench::new();
    bench.key_file("marked.key", &format!("\u{feff}{EXAMPLE_KEY}\r\n"));
    let made = bench.json("token add 1 --key-file marked.key --starting-code 123456789 --count 0");
    assert_eq!(made["tokens"][0]["token"], "662486790");
    bench.key_file("weak.key", &"0".repeat(32));
    bench.fails(
        1,
        "token add 1 --key-file weak.key --starting-code 123456789",
        "no unit takes it",
    );
}

#[test]
fn more_than_995_units_are_several_adds() {
    let bench = Bench::with_example();
    let add = bench.json("token add 2000 --unit SLT000001");
    assert_eq!(tokens(&add), [is("add", 2, 995), is("add", 4, 995), is("add", 6, 10)]);
    let set = bench.json("token set 1000 --unit SLT000001");
    assert_eq!(tokens(&set), [is("set", 7, 995), is("add", 8, 5)]);
    bench.fails(1, "token add 60000 --unit SLT000001", "32 tokens");
}

#[test]
fn parts_of_days_are_rounded_half_to_even() {
    let bench = Bench::new();
    bench.key_file("k", EXAMPLE_KEY);
    for (days, divider, value) in [
        ("0.5", 4, 2),
        ("0.625", 4, 2),
        ("0.375", 4, 2),
        ("5.5", 4, 22),
        ("1", 255, 255),
    ] {
        let answer = bench.json(&format!(
            "token add {days} --key-file k --starting-code 123456789 --divider {divider}"
        ));
        assert_eq!(token(&answer).2, value, "{days} at {divider}");
    }
    bench.fails(1, "token add 0.1 --key-file k --starting-code 123456789", "no time");
}

#[test]
fn a_token_that_is_the_test_code_is_left_out() {
    let bench = Bench::new();
    bench.key_file("k", EXAMPLE_KEY);
    let made = |test: &str| {
        bench.json(&format!(
            "token add 1 --key-file k --starting-code 123456789 --count 0 {test}"
        ))["tokens"][0]
            .clone()
    };
    assert_eq!(
        (&made("")["token"], &made("")["count"]),
        (&"662486790".into(), &2.into())
    );
    assert_eq!(made("--test-code 662486790")["count"], 4);
}

#[test]
fn extended_sync_and_reset() {
    let bench = Bench::with_example();
    let answer = bench.json("token extended 6921 --digits 12 --set --unit SLT000001");
    assert_eq!(answer["tokens"][0]["token"], "477055463710");
    assert_eq!(
        token(&bench.json("token extended 123456789 --digits 15 --unit SLT000001")),
        is("extended", 2, 123_456_789)
    );
    assert_eq!(token(&bench.json("token sync --unit SLT000001")), is("sync", 3, 999));
    for _ in 0..2 {
        assert_eq!(token(&bench.json("token reset --unit SLT000001")), is("reset", 0, 999));
    }
    bench.fails(1, "token extended 1000000 --digits 12 --unit SLT000001", "999999");
    bench.fails(2, "token extended 1 --digits 13 --unit SLT000001", "12 or 15");
}

#[test]
fn the_last_count_is_65535() {
    let bench = Bench::new();
    bench.key_file("k", EXAMPLE_KEY);
    let with = |count: u32, what: &str| format!("token {what} --key-file k --starting-code 123456789 --count {count}");
    assert_eq!(token(&bench.json(&with(65_533, "set 1"))).1, 65_535);
    bench.fails(1, &with(65_535, "set 1"), "65,535");
    bench.fails(1, &with(65_534, "add 1"), "65,535");
}

#[test]
fn forms_for_reading_for_a_phone_and_for_a_message() {
    let bench = Bench::with_example();
    assert!(bench
        .done("token add 1 --unit SLT000001 --now 2026-01-01")
        .starts_with("662 486 790  count 2: adds 1 day\n"));
    let sms = bench.done("token set 7 --unit SLT000001 --sms");
    assert!(
        sms.starts_with("SLT000001: *") && sms.contains("sets the credit to 7 days") && sms.len() <= 161,
        "{sms}"
    );
    assert!(bench.done("token unlock --unit SLT000001 --qr").contains('█'));
}

#[test]
fn explain_says_what_the_unit_answers_and_why() {
    let bench = Bench::with_example();
    bench.done("token add 1 --unit SLT000001 --reason \"payment 4711\"");
    bench.done("token add 29 --unit SLT000001");
    bench.done("token set 7 --unit SLT000001");
    let first = bench.json("token explain \"662 486 790\" --unit SLT000001");
    assert_eq!(
        (&first["counts"][0], &first["value"], &first["reason"]),
        (&2.into(), &1.into(), &"payment 4711".into())
    );
    let answers: Vec<&str> = first["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["answer"].as_str().unwrap())
        .collect();
    assert_eq!(answers, ["ADD_TIME", "ALREADY_USED", "ALREADY_USED"]);
    let text = bench.done("token explain 662486790 --unit SLT000001");
    assert!(
        text.contains("it was entered before") && text.contains("older than the set of count 5"),
        "{text}"
    );
    // Made by nobody yet, and too far ahead.
    bench.key_file("k", EXAMPLE_KEY);
    let far = bench.json("token add 1 --key-file k --starting-code 123456789 --count 99")["tokens"][0]["token"].clone();
    let far = bench.json(&format!(
        "token explain {} --unit SLT000001 --entered 5",
        far.as_str().unwrap()
    ));
    assert_eq!(
        (&far["issued"], &far["answers"][0]["answer"]),
        (&Value::Null, &"INVALID".into())
    );
    assert!(far["answers"][0]["why"].as_str().unwrap().contains("95 ahead"));
    // Nobody's, and a neighbour's.
    bench.done("units new --prefix SLT --first 2");
    let other = bench.json("token add 3 --unit SLT000002")["tokens"][0]["token"].clone();
    let other = bench.json(&format!("token explain {} --unit SLT000001", other.as_str().unwrap()));
    assert_eq!(other["issued_to"][0], "SLT000002");
    let reset = bench.json("token reset --unit SLT000001")["tokens"][0]["token"].clone();
    let reset = bench.done(&format!("token explain {} --unit SLT000001", reset.as_str().unwrap()));
    assert!(
        reset.contains("a reset is taken only where the product has turned it on"),
        "{reset}"
    );
    bench.fails(1, "token explain 66248679 --unit SLT000001", "this has 8");
    bench.fails(1, "token explain 66248679x --unit SLT000001", "not 'x'");
}

#[test]
fn a_days_payments_in_one_file() {
    let bench = Bench::with_units(3);
    bench.write(
        "p.csv",
        "Serial Number,Action,Value,Reason\r\nSLT000002,add,30,a\r\nSLT000001,set,7,b\r\nSLT000002,add,1000,c\r\nSLT000003,unlock,,d\r\n",
    );
    let answer = bench.done("token batch p.csv");
    let rows: Vec<&str> = answer.lines().collect();
    assert_eq!(rows.len(), 6, "{answer}");
    assert!(
        rows[1].starts_with("SLT000002,") && rows[2].starts_with("SLT000001,") && rows[5].ends_with(",d"),
        "{answer}"
    );
    let shown = bench.json("units show SLT000002");
    assert_eq!(shown["tokens"].as_array().unwrap().len(), 3);
    // One bad row, and nothing is issued.
    bench.write(
        "q.csv",
        "Serial Number,Action,Value,Reason\nSLT000001,add,1,\nSLT9,add,1,\nSLT000003,add,1,\nSLT000001,give,1,\n",
    );
    let said = bench.fails(1, "token batch q.csv --out t.csv", "no token was issued");
    assert!(said.contains("line 5"), "{said}");
    bench.write(
        "q.csv",
        "Serial Number,Action,Value,Reason\nSLT000001,add,1,\nSLT000003,add,1,\n",
    );
    let said = bench.fails(1, "token batch q.csv --out t.csv", "no token was issued");
    assert!(said.contains("line 3: SLT000003 is unlocked"), "{said}");
    assert_eq!(
        bench.json("units show SLT000001")["tokens"].as_array().unwrap().len(),
        1
    );
    assert!(!bench.path("t.csv").exists());
    // Blank lines count; a quote that is not closed swallows no payment; what a column is has one meaning.
    for (text, fault) in [
        ("\n\nSLT000001,add,x,\n", "line 4: the value"),
        (
            "SLT000001,add,1,\"a\nSLT000003,set,1,b\n",
            "line 2: the reason must be one line",
        ),
        ("SLT000001,add,1,a\rSLT000003,set,1", "line 3: 3 cells"),
    ] {
        bench.write("q.csv", format!("Serial Number,Action,Value,Reason\n{text}"));
        let said = bench.fails(1, "token batch q.csv", "1 bad row; no token was issued");
        assert!(said.contains(fault), "{fault} in {said}");
    }
    bench.write("q.csv", b"Serial Number,Action,Reason\nSLT000001,unlock,\xff\n");
    assert!(bench
        .fails(1, "token batch q.csv", "1 bad row")
        .contains("line 2: Reason is not UTF-8"));
    bench.write("q.csv", "Serial Number,Action,Value,action\nSLT000001,add,1,set\n");
    bench.fails(1, "token batch q.csv", "the column Action comes twice");
}
