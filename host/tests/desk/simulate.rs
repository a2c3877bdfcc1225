//! Point 7: simulations.

use crate::bench::Bench;

#[test]
fn the_published_scenarios_are_right_in_every_step() {
    let bench = Bench::new();
    for (number, steps) in [(1, 7), (2, 18), (3, 46)] {
        let answer = bench.json(&format!("simulate scenario {number}"));
        let done = answer["steps"].as_array().unwrap();
        assert!(
            done.len() == steps && done.iter().all(|step| step["right"] == true),
            "{answer}"
        );
    }
    bench.fails(2, "simulate scenario 4", "4");
}

#[test]
fn every_payment_gives_exactly_its_days_whatever_happens() {
    let bench = Bench::new();
    for clock in ["good", "bad", "uptime"] {
        let life = bench.json(&format!(
            "simulate life --units 20 --days 200 --late 0.1 --lost 0.05 --reentered 0.3 --cuts 2/day --clock {clock}"
        ));
        assert_eq!(
            (&life["inexact"], &life["taken_again"]),
            (&0.into(), &0.into()),
            "{life}"
        );
        let number = |field: &str| life[field].as_u64().unwrap();
        assert_eq!(number("exact") + number("never_entered"), number("payments"), "{life}");
        assert!(
            number("torn") > 10 && number("reentered") > 50 && number("never_entered") > 0,
            "{life}"
        );
        if clock == "good" {
            assert_eq!((number("lost_seconds"), number("given_seconds")), (0, 0), "{life}");
        }
    }
}

#[test]
fn a_server_that_loses_its_count_is_set_right_by_a_sync() {
    let bench = Bench::new();
    let life = bench.json("simulate life --units 20 --days 365 --server-loses-count 0.05");
    assert!(life["syncs"].as_u64().unwrap() > 10 && life["inexact"] == 0, "{life}");
    assert_eq!(
        (&life["exact"], &life["lost_seconds"]),
        (&life["payments"], &0.into()),
        "{life}"
    );
}

#[test]
fn the_same_seed_gives_the_same_lives_and_a_picture() {
    let bench = Bench::new();
    let arguments = "simulate life --units 5 --days 100 --late 0.2 --cuts 1/day --clock uptime --seed";
    let first = bench.json(&format!("{arguments} 7"));
    assert_eq!(bench.json(&format!("{arguments} 7")), first);
    assert_ne!(bench.json(&format!("{arguments} 8")), first);
    bench.done(&format!("{arguments} 7 --plot life.svg"));
    let svg = bench.read("life.svg");
    assert!(svg.starts_with("<svg") && svg.contains("days of credit") && svg.matches("<circle").count() > 5);
    bench.fails(1, &format!("{arguments} 7 --plot life.svg"), "is there already");
    for wrong in ["--units 0", "--late 2", "--cuts many", "--clock none"] {
        bench.fails(2, &format!("simulate life {wrong}"), "error");
    }
}
