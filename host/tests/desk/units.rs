//! Point 1: keys and units.

use crate::bench::{Bench, EXAMPLE_KEY};

#[test]
fn new_units_are_whole_and_like_the_published_list() {
    let bench = Bench::new();
    bench.done("units new --prefix SLT --count 300 --divider 4 --restricted --test-code shared --model X --csv d.csv");
    // Without --ledger the list alone.
    assert_eq!(bench.names(), ["d.csv"]);
    let text = bench.read("d.csv");
    assert!(text.starts_with(
        "Serial Number,Starting Code,Key,Count,Time Divider,Restricted Digit Mode,Hardware Model,Version,Test Code\r\n"
    ));
    assert_eq!(text.matches("\r\n").count(), 301);
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut keys: Vec<&str> = rows.iter().map(|row| row[2]).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 300);
    let counts: Vec<u32> = rows.iter().map(|row| row[3].parse().unwrap()).collect();
    assert!(counts.iter().all(|count| (1..=10).contains(count)) && (1..=10).all(|count| counts.contains(&count)));
    assert!(rows
        .iter()
        .all(|row| row[8] == rows[0][8] && row[8].len() == 9 && row[1].len() == 9));
    assert_eq!((rows[0][0], rows[299][0]), ("SLT000001", "SLT000300"));
    assert_eq!(bench.done("units check d.csv"), "300 units, no fault\n");
}

#[test]
fn serial_numbers_go_on_where_the_ledger_ends() {
    let bench = Bench::with_units(3);
    bench.done("units new --prefix SLT --count 2");
    bench.done("units new --prefix OTHER --count 1 --digits 3");
    let list = bench.json("units list");
    let serials: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["serial"].as_str().unwrap())
        .collect();
    assert_eq!(
        serials,
        [
            "SLT000001",
            "SLT000002",
            "SLT000003",
            "SLT000004",
            "SLT000005",
            "OTHER001"
        ]
    );
    bench.fails(
        1,
        "units new --prefix SLT --first 5 --count 3 --csv more.csv --ledger opaygo.ledger",
        "SLT000005",
    );
    assert_eq!(bench.json("units list").as_array().unwrap().len(), 6);
    assert!(!bench.names().iter().any(|name| name.contains("more")));
}

#[test]
fn what_is_exported_is_imported() {
    let bench = Bench::with_units(5);
    bench.done("token add 30 --unit SLT000002");
    bench.done("units export d.csv");
    bench.done("units import d.csv --ledger other.ledger");
    bench.done("units export e.csv --ledger other.ledger");
    assert_eq!(bench.read("d.csv"), bench.read("e.csv"));
    for name in ["d.csv", "other.ledger"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(bench.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn both_public_shapes_are_read_by_column_name() {
    let bench = Bench::new();
    let rows = [
        format!("Serial Number,Starting Code,Key,Count,Time Divider,Restricted Digit Mode,Hardware Model,Version,Test Code\r\nSLT1,123456789,{EXAMPLE_KEY},1,4,1,Light,X20,999333777\r\n"),
        format!("serial number,key,starting code,Restricted Digit Mode,Time Divider,Count,Hardware Model,Firmware Version\nSLT1,{EXAMPLE_KEY},6789,,,,Light,1.2\n"),
        format!("\u{feff}Serial Number,Starting Code,Key\rSLT1,123456789,{EXAMPLE_KEY}\r"),
    ];
    for (number, text) in rows.iter().enumerate() {
        bench.write("d.csv", text);
        let said = bench.run(&format!("units import d.csv --example-key --ledger {number}.ledger"));
        assert_eq!((said.code, said.out.as_str()), (0, "1 unit imported\n"), "{}", said.err);
        // A starting code without its zeros is padded, and told.
        assert_eq!(
            said.err.contains("line 2, Starting Code: it was written with 4 digits"),
            number == 1,
            "{}",
            said.err
        );
    }
    assert_eq!(bench.json("units show SLT1 --ledger 1.ledger")["count"], 1);
    assert_eq!(bench.json("units show SLT1 --ledger 0.ledger")["divider"], 4);
}

#[test]
fn every_fault_of_every_row_is_named_and_nothing_imported() {
    let bench = Bench::new();
    let good = "0123456789abcdef0123456789abcdef";
    let rows = [
        "Serial Number,Starting Code,Key,Count,Time Divider,Restricted Digit Mode,Hardware Model,Version,Test Code"
            .to_owned(),
        format!("SLT1,123456789,{good},1,1,0,,,"),
        format!("1234,1234567890,{good},70000,0,2,,,12"),
        "SLT2,12345678x,00000000000000000000000000000000,1,1,0,,,".to_owned(),
        format!("SLT1,123456789,{good},1,1,0,,,"),
        format!("SLT3,123456789,{good}"),
        format!("SLT4,123456789,{EXAMPLE_KEY},1,256,0,,,"),
        format!("SLT5,123456789,{EXAMPLE_KEY},1,1,0,,,"),
    ];
    bench.write("d.csv", rows.join("\r\n") + "\r\n");
    for command in ["units check d.csv", "units import d.csv"] {
        let said = bench.fails(1, command, "10 faults in 7 rows");
        for fault in [
            "line 3, Starting Code",
            "line 3, Count",
            "line 3, Time Divider",
            "line 3, Restricted Digit Mode",
            "line 3, Test Code",
            "line 4, Starting Code",
            "line 5, Serial Number: SLT1 is on line 2 too",
            "line 6: 3 cells",
            "line 7, Time Divider",
            "line 8, Key: the key is the published example",
        ] {
            assert!(said.contains(fault), "{fault} in {said}");
        }
        assert_eq!(bench.names(), ["d.csv"]);
    }
}

#[test]
fn keys_go_into_private_files_and_nowhere_else() {
    let bench = Bench::with_units(2);
    bench.done("key new --count 3 --out k.key");
    assert_eq!(bench.read("k.key").lines().filter(|line| line.len() == 32).count(), 3);
    bench.fails(1, "key new --out k.key", "is there already");
    bench.done("units export d.csv");
    let secrets: Vec<String> = bench
        .read("d.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap().to_owned())
        .collect();
    // Columns that were mixed up, and a key that stands where a file's name belongs.
    let (first, second) = (&secrets[0], &secrets[1]);
    bench.write(
        "mixed.csv",
        format!("Serial Number,Starting Code,Key,Count\nSLT1,{first},123456789,{second}\n"),
    );
    bench.write("headless.csv", format!("{first},{second}\n"));
    bench.write(
        "payments.csv",
        format!("Serial Number,Action,Value\nSLT000001,{first},1\nSLT000001,add,{second}\n"),
    );
    let given = format!("token add 1 --key-file {first} --starting-code 123456789");
    bench.fails(2, &given, "never the key itself");
    for command in [
        &given,
        "units check mixed.csv",
        "units check headless.csv",
        "token batch payments.csv",
        "units list",
        "--json units list",
        "units show SLT000001",
        "--json units show SLT000001",
        "units check d.csv",
        "token add 1 --unit SLT000001",
        "--json token explain 123456789 --unit SLT000001",
    ] {
        let said = bench.run(command);
        for secret in &secrets {
            assert!(
                !said.out.contains(&secret[..16]) && !said.err.contains(&secret[..16]),
                "{command}"
            );
        }
    }
}

#[test]
fn a_shared_file_with_keys_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::with_example();
    std::fs::set_permissions(bench.path("example.key"), std::fs::Permissions::from_mode(0o644)).unwrap();
    bench.fails(
        1,
        "token add 1 --key-file example.key --starting-code 123456789",
        "chmod 600",
    );
    std::fs::set_permissions(bench.path("opaygo.ledger"), std::fs::Permissions::from_mode(0o640)).unwrap();
    bench.fails(1, "units list", "chmod 600");
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let bench = Bench::new();
    let key = "0123456789abcdef0123456789abcdef";
    for end in ["\r\n", "\n", "\r"] {
        // Blank lines, a cell of two lines, and no end behind the last.
        let rows = [
            "Serial Number,Starting Code,Key,Version".to_owned(),
            String::new(),
            String::new(),
            format!("SLT1,123456789,{key},x y"),
            format!("1,123456789,{key},\"a{end}b\""),
            String::new(),
            format!("SLT2,x,{key},"),
        ];
        bench.write("d.csv", rows.join(end));
        let said = bench.fails(1, "units check d.csv", "3 faults in 3 rows");
        for fault in ["line 5, Serial Number", "line 5, Version", "line 8, Starting Code"] {
            assert!(said.contains(fault), "{fault} in {said}");
        }
    }
    let column = "x".repeat(100_000);
    bench.write("d.csv", format!("Serial Number,{column}\n"));
    let said = bench.run("units check d.csv");
    assert!(said.code == 1 && said.err.len() < 300, "{}", said.err.len());
}

#[test]
fn the_highest_serial_number_is_the_last() {
    let bench = Bench::new();
    bench.done("units new --prefix SLT --digits 18 --first 999999999999999999 --csv d.csv");
    assert_eq!(bench.read("d.csv").lines().count(), 2);
    bench.fails(
        1,
        "units new --prefix SLT --digits 18 --first 999999999999999999 --count 2",
        "more than 18 digits",
    );
}
