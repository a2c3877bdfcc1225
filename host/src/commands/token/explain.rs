//! `opaygo token explain`: for the support desk.

use anyhow::{bail, Result};
use clap::Args;
use serde_json::json;

use super::print::grouped;
use crate::commands::source::Source;
use crate::engine::{self, Limits, Status, Window, SYNC, UNLOCK};
use crate::ledger::{Issued, Ledger, Listed};
use crate::output::Output;
use crate::time;
use crate::unit::Unit;

/// Tell what a token is, whether the ledger issued it, and what the unit will answer and why
///
/// Where the unit's own last count is known (a status line shows it), say it with --entered; else three cases are told: the unit
/// has taken all that was issued before this token; this one too; all that was issued to this day.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo token explain 662486790 --unit SLT000001
  opaygo token explain \"662 486 790\" --unit SLT000001 --entered 14
  opaygo token explain 662486790 --key-file slt.key --starting-code 123456789")]
pub struct Explain {
    /// As the customer reads it; blanks and dashes are passed over
    token: String,
    /// The last count that the unit has taken
    #[arg(long, value_name = "N")]
    entered: Option<u16>,
    /// The unit takes 30 counts ahead and 10 back, as the published pages say, instead of 64 and 20
    #[arg(long)]
    documented: bool,
    #[command(flatten)]
    source: Source,
}

/// What the unit answers in one case.
struct Case {
    when: String,
    answer: Status,
    why: String,
}

/// What the token is.
struct Found {
    unit: Unit,
    number: u64,
    digits: u8,
    value: u32,
    counts: Vec<u16>,
    /// What was issued to the unit, in the order of counts.
    issued: Vec<Issued>,
    first_count: u16,
    limits: Limits,
}

impl Explain {
    pub fn run(&self, out: Output) -> Result<()> {
        let (listed, unit) = self.unit()?;
        let typed: String = self
            .token
            .chars()
            .filter(|c| !c.is_whitespace() && !"-*#".contains(*c))
            .collect();
        let Some((number, digits)) = engine::read(&typed, unit.restricted) else {
            bail!("{}", malformed(&typed, unit.restricted));
        };
        let issued = match &listed {
            Some((ledger, listed)) => ledger.work().tokens(listed.id)?,
            None => Vec::new(),
        };
        let last = unit.count.max(self.entered.unwrap_or(0)).saturating_add(1000);
        let (value, counts) = engine::counts(&unit.secret, number, digits, last);
        let limits = if self.documented {
            Limits::DOCUMENTED
        } else {
            Limits::DEFAULT
        };
        let first_count = listed.as_ref().map_or(0, |(_, listed)| listed.first_count);
        let found = Found {
            unit,
            number,
            digits,
            value,
            counts,
            issued,
            first_count,
            limits,
        };
        let others = match &listed {
            Some((ledger, _)) if found.counts.is_empty() => ledger.work().whose(number, digits)?,
            _ => Vec::new(),
        };
        self.tell(out, &found, listed.is_some(), &others)
    }

    fn unit(&self) -> Result<(Option<(Ledger, Listed)>, Unit)> {
        match (self.source.loose()?, &self.source.unit) {
            (Some(unit), _) => Ok((None, unit)),
            (None, Some(serial)) => {
                let ledger = Ledger::open(&self.source.ledger.ledger)?;
                let listed = ledger.work().unit(serial)?;
                let unit = listed.unit.clone();
                Ok((Some((ledger, listed)), unit))
            }
            (None, None) => unreachable!("clap asks for one of them"),
        }
    }

    fn tell(&self, out: Output, found: &Found, by_ledger: bool, others: &[String]) -> Result<()> {
        let is_test = found.digits == 9 && found.unit.test_code.map(u64::from) == Some(found.number);
        let cases = if is_test { Vec::new() } else { found.cases(self.entered) };
        let ours = found.ours();
        let issued_text = match ours {
            Some(issued) if issued.reason.is_empty() => format!("issued {}", time::show(issued.issued)),
            Some(issued) => format!("issued {} for \"{}\"", time::show(issued.issued), issued.reason),
            None if by_ledger => "never issued by this ledger".to_owned(),
            None => "no ledger was asked".to_owned(),
        };
        if out.json {
            let cases: Vec<_> = cases
                .iter()
                .map(|case| json!({ "when": case.when, "answer": engine::status_name(case.answer), "why": case.why }))
                .collect();
            return out.line(json!({
                "token": engine::write(found.number, found.digits, found.unit.restricted),
                "counts": found.counts, "value": found.value, "type": found.kind(), "test_code": is_test,
                "issued": ours.map(|issued| time::iso(issued.issued)), "reason": ours.map(|issued| &issued.reason),
                "answers": cases, "issued_to": others,
            }));
        }
        let text = engine::write(found.number, found.digits, found.unit.restricted);
        let mut lines = vec![format!("token    {}", grouped(&text))];
        if is_test {
            lines.push(
                "type     the unit's test code: 30 seconds on, only while it is disabled, 5 times an hour".to_owned(),
            );
        } else if found.counts.is_empty() {
            lines.push(format!(
                "type     no token of {}: mistyped, or another unit's",
                found.unit.serial
            ));
            if !others.is_empty() {
                lines.push(format!("ledger   issued to {}", others.join(", ")));
            }
        } else {
            let counts: Vec<String> = found.counts.iter().map(u16::to_string).collect();
            lines.push(format!("count    {}", counts.join(" or ")));
            lines.push(format!("type     {}", found.kind()));
            lines.push(format!("ledger   {issued_text}"));
        }
        for case in &cases {
            lines.push(format!(
                "answer   {}: {}, {}",
                case.when,
                engine::status_name(case.answer),
                case.why
            ));
        }
        out.line(lines.join("\n"))
    }
}

impl Found {
    /// The token as the ledger issued it.
    fn ours(&self) -> Option<&Issued> {
        self.issued
            .iter()
            .find(|issued| issued.token.number == self.number && issued.token.digits == self.digits)
    }

    /// The count that it was most likely made with.
    fn count(&self) -> Option<u16> {
        self.ours()
            .map(|issued| issued.token.count)
            .or(self.counts.last().copied())
    }

    fn kind(&self) -> String {
        let time = time::span(engine::seconds(self.value.min(engine::MAX_TIME), self.unit.divider));
        match (self.digits, self.value, self.count()) {
            (_, _, None) => "none".to_owned(),
            (9, SYNC, Some(0)) => "Reset, which re-opens every token".to_owned(),
            (_, _, Some(0)) => "none: count 0 is only the starting code with a value".to_owned(),
            (9, SYNC, _) => "Counter Sync".to_owned(),
            (9, UNLOCK, _) => "Disable PAYG: unlocks for good".to_owned(),
            (9, 996 | 997, _) => "reserved: grants nothing".to_owned(),
            (9, _, Some(count)) if count % 2 == 0 => format!("Add Time, value {}: adds {time}", self.value),
            (9, _, Some(_)) => format!("Set Time, value {}: sets the credit to {time}", self.value),
            (digits, value, Some(count)) => {
                let parity = if count % 2 == 0 { "add" } else { "set" };
                format!("extended, {digits} digits, value {value}, parity {parity}")
            }
        }
    }

    /// The unit's window when it has taken all that was issued up to this count, but for `but`.
    fn window(&self, up_to: u16, but: Option<u16>) -> Window {
        let mut window = Window::new(self.first_count);
        for issued in &self.issued {
            let token = &issued.token;
            if token.count > 0 && token.count <= up_to && Some(token.count) != but {
                let taken = engine::decode(&self.unit.secret, &window, &self.limits, token.number, token.digits);
                window.accept(taken.kind, taken.count);
            }
        }
        window
    }

    fn cases(&self, entered: Option<u16>) -> Vec<Case> {
        if let Some(entered) = entered {
            let mut window = self.window(entered, None);
            if window.count != entered {
                // The ledger does not know that count: of older Adds nothing is known then.
                window = Window {
                    count: entered,
                    used: 0,
                    last_sync: self.first_count,
                };
            }
            return vec![self.case(format!("a unit at count {entered}"), &window)];
        }
        let Some(count) = self.count() else {
            return vec![self.case("any unit".to_owned(), &self.window(u16::MAX, None))];
        };
        if self.issued.is_empty() {
            let window = Window::new(count.saturating_sub(1));
            return vec![
                self.case("a unit that took nothing newer".to_owned(), &window),
                self.case("a unit that took it".to_owned(), &Window::new(count)),
            ];
        }
        let mut cases = vec![
            self.case(
                "it took all that was issued before".to_owned(),
                &self.window(count.saturating_sub(1), None),
            ),
            self.case("it took this one too".to_owned(), &self.taken(count)),
        ];
        if self.issued.iter().any(|issued| issued.token.count > count) {
            let window = self.window(u16::MAX, Some(count));
            cases.push(self.case("it took all the others, to this day".to_owned(), &window));
        }
        cases
    }

    fn taken(&self, count: u16) -> Window {
        let mut window = self.window(count.saturating_sub(1), None);
        let taken = engine::decode(&self.unit.secret, &window, &self.limits, self.number, self.digits);
        window.accept(taken.kind, taken.count);
        window
    }

    fn case(&self, when: String, window: &Window) -> Case {
        let token = engine::decode(&self.unit.secret, window, &self.limits, self.number, self.digits);
        Case {
            when,
            answer: token.kind,
            why: self.why(token.kind, window),
        }
    }

    fn why(&self, answer: Status, window: &Window) -> String {
        let count = self.count();
        match (answer, count) {
            (Status::Invalid, None) => "it fits no count of this unit".to_owned(),
            (Status::Invalid, Some(0)) if self.value == SYNC && self.digits == 9 => {
                "a reset is taken only where the product has turned it on".to_owned()
            }
            (Status::Invalid, Some(0)) => "count 0 is no token".to_owned(),
            (Status::Invalid, Some(count)) if count > window.count => format!(
                "count {count} is {} ahead of its last count {}, and it takes {} at most: enter the tokens between, or a sync",
                count - window.count,
                window.count,
                if self.value == SYNC { self.limits.sync_forward } else { self.limits.forward }
            ),
            (Status::AlreadyUsed, Some(count)) if self.value == SYNC => {
                format!("count {count} is not above its last sync, or too far back")
            }
            (Status::AlreadyUsed, Some(count)) if count % 2 == 0 => {
                if let Some(newer) = self.closer(count, window.count) {
                    format!("it is older than the {newer}")
                } else if u32::from(count) + u32::from(self.limits.older) < window.count.into() {
                    format!("it is more than {} counts behind its last count {}", self.limits.older, window.count)
                } else if count <= self.first_count {
                    format!("count {count} is not above the factory's")
                } else {
                    "it was entered before".to_owned()
                }
            }
            (Status::AlreadyUsed, _) => format!("it was entered before, or is older than its last count {}", window.count),
            (Status::Reserved, _) => "the count is used up, nothing is granted".to_owned(),
            (Status::AddTime | Status::SetTime, _) => "it is taken".to_owned(),
            _ => "it is taken".to_owned(),
        }
    }

    /// What was issued behind this count, up to that one, and ends all older Adds.
    fn closer(&self, count: u16, last: u16) -> Option<String> {
        let newer = self.issued.iter().rev().find(|issued| {
            use crate::server::Kind;
            let token = &issued.token;
            token.count > count && token.count <= last && matches!(token.kind, Kind::Set | Kind::Unlock | Kind::Sync)
        })?;
        Some(format!("{} of count {}", newer.token.kind.name(), newer.token.count))
    }
}

/// Why a text is no token's.
fn malformed(typed: &str, restricted: bool) -> String {
    let (lengths, digits) = if restricted {
        ("15, 20 or 25", "1 to 4")
    } else {
        ("9, 12 or 15", "0 to 9")
    };
    let odd = typed.chars().find(|&c| {
        let allowed = if restricted { '1'..='4' } else { '0'..='9' };
        !allowed.contains(&c)
    });
    match odd {
        Some(c) => format!(
            "the unit says MALFORMED: its tokens have the digits {digits} only, not {:?}",
            c
        ),
        None if [9, 12, 15].contains(&typed.len()) && !restricted => "the unit says MALFORMED".to_owned(),
        None => format!(
            "the unit says MALFORMED: its tokens have {lengths} digits, this has {}",
            typed.len()
        ),
    }
}
