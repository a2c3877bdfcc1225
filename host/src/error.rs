//! What goes wrong, and the exit code that says so. Knows no command.

use std::fmt;

/// The command was called wrongly: exit code 2. Everything else that fails is 1.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Fails with exit code 2.
macro_rules! bail_usage {
    ($($text:tt)*) => {
        return Err(anyhow::Error::new($crate::error::Usage(format!($($text)*))))
    };
}
pub(crate) use bail_usage;

/// The exit code for an error.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<Usage>() {
        2
    } else {
        1
    }
}

/// Whether nobody reads the answer any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The error in one line, with its causes.
pub fn line(error: &anyhow::Error) -> String {
    let mut text = format!("{error:#}");
    // A cause may have lines of its own; a script reads one.
    while let Some(at) = text.find('\n') {
        text.replace_range(at..=at, "; ");
    }
    text
}
