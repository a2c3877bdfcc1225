//! What is printed: lines for people or JSON for programs, and progress on a terminal. Knows no command.

use std::fmt::Display;
use std::io::Write;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

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

    /// One line, or several.
    pub fn line(self, text: impl Display) -> Result<()> {
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
        bar
    }
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
