//! Point 4: the factory's bench, through a pseudo-terminal with a bad line in between, against the emulated boards.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use serialport::{SerialPort, TTYPort};

use crate::bench::{Bench, Said};
use crate::boards::{self, Board};

/// What happens on the way to the unit, and on the way back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    None,
    /// The first line to the unit loses its end.
    CutOff,
    /// A digit of its key becomes none.
    Garbled,
    /// A digit of its key becomes another one.
    OtherDigit,
    /// The starting code has another digit.
    OtherCode,
    /// The divider has another digit.
    OtherDivider,
    Doubled,
    /// The first answer comes behind the next line.
    Late,
    AnswerLost,
    AnswerGarbled,
    AnswerCutOff,
    /// Junk before each line and each answer.
    Noise,
}

/// The wire between the command and the board.
struct Wire {
    path: String,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Wire {
    fn new(board: &Board, fault: Fault) -> Self {
        let (mut here, far) = TTYPort::pair().unwrap();
        here.set_timeout(Duration::from_millis(5)).unwrap();
        let path = far.name().unwrap();
        let mut unit = serialport::new(board.link.to_str().unwrap(), 9600)
            .timeout(Duration::from_millis(5))
            .open()
            .unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            // The far end stays open, so that the command may come and go.
            let _far = far;
            let (mut lines, mut answers) = (Lines::default(), Lines::default());
            let (mut sent, mut answered) = (0, 0);
            let mut held: Option<String> = None;
            while !ended.load(Ordering::Relaxed) {
                for line in lines.read(&mut here) {
                    if line.is_empty() {
                        continue;
                    }
                    sent += 1;
                    for line in on_the_way(fault, sent, &line) {
                        writeln!(unit, "{line}").unwrap();
                    }
                    if let Some(answer) = held.take() {
                        writeln!(here, "{answer}").unwrap();
                    }
                }
                for answer in answers.read(&mut unit) {
                    if !answer.starts_with("factory") {
                        continue;
                    }
                    answered += 1;
                    match on_the_way_back(fault, answered, &answer) {
                        Some(answer) if fault == Fault::Late && answered == 1 => held = Some(answer),
                        Some(answer) => writeln!(here, "{answer}").unwrap(),
                        None => {}
                    }
                }
            }
        });
        Self {
            path,
            over,
            thread: Some(thread),
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Bytes as lines.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    fn read(&mut self, from: &mut (impl Read + ?Sized)) -> Vec<String> {
        let mut bytes = [0; 512];
        if let Ok(len) = from.read(&mut bytes) {
            self.0.extend(&bytes[..len]);
        }
        let mut lines = Vec::new();
        while let Some(end) = self.0.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.0.drain(..=end).collect();
            lines.push(String::from_utf8_lossy(&line).trim().to_owned());
        }
        lines
    }
}

/// Where the digit `at` of a field stands in a line.
fn field(line: &str, number: usize, at: usize) -> usize {
    line.split(';').take(number).map(|field| field.len() + 1).sum::<usize>() + at
}

fn other(line: &str, at: usize, with: Option<char>) -> String {
    let mut chars: Vec<char> = line.chars().collect();
    chars[at] = with.unwrap_or(if chars[at] == '1' { '2' } else { '1' });
    chars.into_iter().collect()
}

fn on_the_way(fault: Fault, number: u32, line: &str) -> Vec<String> {
    match (fault, number) {
        (Fault::CutOff, 1) => vec![line[..30].to_owned()],
        (Fault::Garbled, 1) => vec![other(line, field(line, 2, 9), Some('x'))],
        (Fault::OtherDigit, 1) => vec![other(line, field(line, 2, 9), None)],
        (Fault::Doubled, _) => vec![line.to_owned(), line.to_owned()],
        (Fault::OtherCode, 1) => vec![other(line, field(line, 1, 4), None)],
        (Fault::OtherDivider, 1) => vec![line.replace("divider=1", "divider=3")],
        _ => vec![line.to_owned()],
    }
}

fn on_the_way_back(fault: Fault, number: u32, answer: &str) -> Option<String> {
    match (fault, number) {
        (Fault::AnswerLost, 1) => None,
        (Fault::AnswerGarbled, 1) => Some(answer.replace("check=", "check=#")),
        (Fault::AnswerCutOff, 1) => Some(answer[..answer.len() - 3].to_owned()),
        (Fault::Noise, _) => Some(format!("\u{1}~~event key_accepted\n?{answer}")),
        _ => Some(answer.to_owned()),
    }
}

fn provision(bench: &Bench, board: &Board, fault: Fault, arguments: &str) -> Said {
    let wire = Wire::new(board, fault);
    bench.run(&format!("provision --port {} --timeout 4 {arguments}", wire.path))
}

#[test]
fn lines_cut_off_garbled_doubled_late_and_lost() {
    for name in boards::names() {
        let faults = [
            (Fault::None, "pass"),
            (Fault::CutOff, "pass"),
            (Fault::Garbled, "pass"),
            (Fault::Doubled, "pass"),
            (Fault::Late, "pass"),
            (Fault::Noise, "pass"),
            (Fault::OtherDigit, "doubt"),
            (Fault::OtherCode, "doubt"),
            (Fault::OtherDivider, "doubt"),
            (Fault::AnswerLost, "doubt"),
            (Fault::AnswerGarbled, "doubt"),
            (Fault::AnswerCutOff, "doubt"),
        ];
        // On an emulated chip one of a kind: what the wire does is the same.
        let few = [Fault::CutOff, Fault::Doubled, Fault::OtherCode, Fault::AnswerLost];
        for (fault, result) in faults {
            if name != "host" && !few.contains(&fault) {
                continue;
            }
            let bench = Bench::with_units(2);
            let board = Board::new(&bench, &name);
            let said = provision(&bench, &board, fault, "--next --json");
            let answer: serde_json::Value = serde_json::from_str(said.out.lines().next().unwrap_or("null")).unwrap();
            assert_eq!(
                answer["units"][0]["result"], result,
                "{name} {fault:?}: {}{}",
                said.out, said.err
            );
            assert_eq!(said.code, i32::from(result != "pass"), "{name} {fault:?}");
            // A key that may be in a unit is given to no other.
            let list = bench.json("units list --to-provision");
            assert_eq!(list[0]["serial"], "SLT000002", "{name} {fault:?}");
            let shown = bench.json("units show SLT000001");
            assert_eq!(shown["check"].is_null(), result == "doubt", "{name} {fault:?}");
        }
    }
}

#[test]
fn a_unit_that_has_a_key_is_told_and_nothing_is_marked() {
    let bench = Bench::with_units(3);
    let board = Board::new(&bench, "host");
    assert_eq!(
        provision(&bench, &board, Fault::None, "--unit SLT000002 --label csv").code,
        0
    );
    let said = provision(&bench, &board, Fault::None, "--next");
    assert_eq!(
        (
            said.code,
            said.err.contains("fail: SLT000001: it is provisioned already")
        ),
        (1, true),
        "{}",
        said.err
    );
    assert_eq!(bench.json("units list --to-provision").as_array().unwrap().len(), 2);
    let said = provision(&bench, &board, Fault::None, "--unit SLT000002");
    assert!(said.err.contains("was provisioned on"), "{}", said.err);
    // Several in a row, and a sum at the end.
    let said = provision(&bench, &board, Fault::None, "--next --count 2");
    assert_eq!(
        (said.code, said.err.contains("0 passed, 2 failed")),
        (1, true),
        "{}",
        said.err
    );
}

/// The line that a command sends to a unit which says nothing.
fn sent(near: &mut TTYPort) -> String {
    near.set_timeout(Duration::from_secs(20)).unwrap();
    let mut line = String::new();
    while !(line.contains('#') && line.ends_with('\n')) {
        let mut byte = [0];
        near.read_exact(&mut byte).unwrap();
        line.push(byte[0].into());
    }
    line.trim().to_owned()
}

#[test]
fn a_key_that_was_sent_is_sent_to_no_other_unit() {
    let bench = Bench::with_units(3);
    let start = |far: &TTYPort| {
        std::process::Command::new(crate::bench::program())
            .current_dir(&bench.folder)
            .env_remove("OPAYGO_LEDGER")
            .args(["provision", "--next", "--timeout", "60", "--port", &far.name().unwrap()])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    // Two benches at once, and both killed while they wait for the answer.
    let (mut near, far) = TTYPort::pair().unwrap();
    let mut first = start(&far);
    assert!(sent(&mut near).starts_with("#SLT000001;"));
    let (mut other_near, other_far) = TTYPort::pair().unwrap();
    let mut second = start(&other_far);
    assert!(sent(&mut other_near).starts_with("#SLT000002;"));
    for child in [&mut first, &mut second] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(bench.json("units list --to-provision")[0]["serial"], "SLT000003");
    let port = format!("--port {} --timeout 0.1", far.name().unwrap());
    // The killed program's claim on the port ends when nobody has it open any more (root passes it by).
    drop(far);
    bench.fails(1, &format!("provision {port} --unit SLT000001"), "is in doubt since");
    // That very board may be tried again; in doubt it stays.
    let said = bench.run(&format!("provision {port} --unit SLT000001 --in-doubt"));
    assert!(said.code == 1 && said.err.contains("no answer"), "{}", said.err);
    assert_eq!(bench.json("units list --to-provision")[0]["serial"], "SLT000003");
}

#[test]
fn a_unit_whose_answers_are_never_understood_is_in_doubt() {
    let bench = Bench::with_units(2);
    let (near, far) = TTYPort::pair().unwrap();
    let name = far.name().unwrap();
    let unit = std::thread::spawn(move || {
        let mut near = near;
        for _ in 0..3 {
            let line = sent(&mut near);
            // With the line said back before it.
            near.write_all(format!("{line}factory ok check=~~~~\n").as_bytes())
                .unwrap();
        }
        near
    });
    let said = bench.run(&format!("provision --next --timeout 10 --port {name}"));
    assert!(
        said.code == 1
            && said.err.contains("doubt: SLT000001: its answer is garbled: factory ok")
            && !said.err.contains('#'),
        "{}",
        said.err
    );
    unit.join().unwrap();
    assert_eq!(bench.json("units list --to-provision")[0]["serial"], "SLT000002");
}

#[test]
fn no_unit_and_no_port_are_told() {
    let bench = Bench::with_units(1);
    bench.fails(
        1,
        "provision --port /dev/none --next --timeout 0.1",
        "cannot open the port /dev/none",
    );
    // A port that comes while it is waited for.
    let (_near, far) = TTYPort::pair().unwrap();
    let (name, link) = (far.name().unwrap(), bench.path("late.port"));
    let late = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        std::os::unix::fs::symlink(name, link).unwrap();
    });
    let said = bench.run("provision --port late.port --next --timeout 1");
    late.join().unwrap();
    assert!(said.code == 1 && said.err.contains("no answer"), "{}", said.err);
    bench.fails(2, "provision --port /dev/none", "--unit");
    let (_near, far) = TTYPort::pair().unwrap();
    let said = bench.run(&format!(
        "provision --port {} --next --timeout 0.1",
        far.name().unwrap()
    ));
    assert_eq!(
        (said.code, said.err.contains("no answer; is the unit connected")),
        (1, true),
        "{}",
        said.err
    );
    assert_eq!(bench.json("units list --to-provision").as_array().unwrap().len(), 1);
}
