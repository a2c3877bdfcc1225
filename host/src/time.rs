//! Moments and days: read, written, reckoned. All in UTC. Knows no unit.

use anyhow::{bail, Result};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::Timestamp;

pub const DAY: i64 = 86_400;

/// Seconds since 1970, now.
pub fn now() -> i64 {
    Timestamp::now().as_second()
}

/// A moment: `2027-01-31` (its first second), `2027-01-31T18:00`, or with `Z` at the end.
pub fn moment(text: &str) -> Result<i64> {
    let plain = text.strip_suffix('Z').unwrap_or(text);
    let time = plain.split_once(['T', 't', ' ']).map(|(_, time)| time);
    // The parser passes over a zone, and another than UTC would be another moment.
    let zone = plain.contains(['[', '+', 'Z', 'z']) || time.is_some_and(|time| time.contains('-'));
    let civil = match (plain.parse::<Date>(), time) {
        _ if zone => None,
        (Ok(date), None) => Some(date.to_datetime(jiff::civil::Time::midnight())),
        _ => plain.parse::<DateTime>().ok(),
    };
    let Some(civil) = civil else {
        bail!("\"{text}\" is no date: write 2027-01-31 or 2027-01-31T18:00 (UTC)");
    };
    if !(1970..=2999).contains(&civil.year()) {
        bail!("the year of \"{text}\" is not between 1970 and 2999");
    }
    Ok(civil.to_zoned(TimeZone::UTC)?.timestamp().as_second())
}

/// For people: `2027-01-31 18:00 UTC`.
pub fn show(seconds: i64) -> String {
    match Timestamp::from_second(seconds) {
        Ok(moment) => moment.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => format!("second {seconds}"),
    }
}

/// For programs: `2027-01-31T18:00:00Z`.
pub fn iso(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |moment| moment.to_string())
}

/// A time span for people: `30 days`, `5 days 12 h`, `5 min 38 s`.
pub fn span(seconds: i64) -> String {
    let parts = [
        (seconds / DAY, "days"),
        (seconds % DAY / 3600, "h"),
        (seconds % 3600 / 60, "min"),
        (seconds % 60, "s"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number != 0)
        .map(|(number, name)| match (*number, *name) {
            (1, "days") => "1 day".to_owned(),
            (number, name) => format!("{number} {name}"),
        })
        .collect();
    if said.is_empty() {
        "0 days".to_owned()
    } else {
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_spans() {
        assert_eq!(show(moment("2027-01-31").unwrap()), "2027-01-31 00:00 UTC");
        assert_eq!(iso(moment("2027-01-31T18:05Z").unwrap()), "2027-01-31T18:05:00Z");
        for wrong in [
            "2027-02-30",
            "2027-02-29",
            "31.1.2027",
            "tomorrow",
            "",
            "0001-01-01",
            "9999-01-01",
            "2027-01-31T18:00+02:00",
            "2027-01-31T18:00-02",
            "2027-01-31[Europe/Berlin]",
            "2027-01-31ZZ",
        ] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
        assert_eq!(span(5 * DAY + 12 * 3600), "5 days 12 h");
        assert_eq!(span(0), "0 days");
        assert_eq!(span(DAY), "1 day");
    }
}
