//! What is printed: lines for people or JSON for programs, and progress on a terminal. Knows no command.

use std::fmt::Display;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use serde_json::Value;

/// Whether a command has answered: its JSON is one document, and an error behind it is not another.
static ANSWERED: AtomicBool = AtomicBool::new(false);

/// How to print.
#[derive(Clone, Copy)]
pub struct Output {
    pub json: bool,
}

impl Output {
    /// The answer of a command: the text, or in its place the JSON.
    pub fn answer(self, text: impl Display, json: Value) -> Result<()> {
        if self.json {
            self.line(json)
        } else {
            self.line(text)
        }
    }

    /// What failed, in the form that the answer would have had.
    pub fn error(self, line: &str) {
        if self.json && !ANSWERED.load(Ordering::Relaxed) {
            let _ = self.line(serde_json::json!({ "error": line }));
        }
        // Nobody listens: the exit code says it too.
        let _ = writeln!(std::io::stderr(), "error: {line}");
    }

    /// One line, or several.
    pub fn line(self, text: impl Display) -> Result<()> {
        ANSWERED.store(true, Ordering::Relaxed);
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}")
            .and_then(|()| out.flush())
            .context("cannot write to standard output")
    }

    /// A remark beside the answer.
    pub fn note(self, text: impl Display) {
        // Nobody listens: nothing is lost.
        let _ = writeln!(std::io::stderr(), "note: {text}");
    }

    /// A bar on a terminal, nothing elsewhere.
    pub fn progress(self, len: u64, what: &'static str) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(Some(len), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        bar.with_finish(ProgressFinish::AndClear)
    }

    /// Something turns on a terminal while it is waited for what has no measure.
    pub fn busy(self, what: String) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        bar.with_finish(ProgressFinish::AndClear)
    }
}

/// So many of a thing.
pub fn many(count: u64, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {what}{end}")
}

/// A table with columns as wide as they must be.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(head.to_vec())];
    lines.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    lines.join("\n")
}
