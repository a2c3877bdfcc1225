//! What goes wrong, and the exit code that says so. Knows no command.

use std::fmt;

use rusqlite::ErrorCode;

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
    let mut causes = Vec::new();
    for cause in error.chain() {
        let database: Option<&rusqlite::Error> = cause.downcast_ref();
        if let Some(what) = database.and_then(rusqlite::Error::sqlite_error_code).and_then(advice) {
            causes.push(what.to_owned());
            break;
        }
        causes.push(cause.to_string());
    }
    // A cause may have lines of its own; a script reads one.
    causes.join(": ").replace('\n', "; ")
}

/// What there is to be done when SQLite fails so.
fn advice(code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::ReadOnly => Some("the ledger's file and its folder must be writable, for reading too"),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            Some("the ledger must be a file that you may read and write, in a folder where you may write")
        }
        ErrorCode::DiskFull => Some("the disk is full; nothing was written"),
        ErrorCode::SystemIoFailure => Some("the ledger's file cannot be read or written: the disk is full or fails"),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Some("another process has been writing the ledger for a minute: try again")
        }
        ErrorCode::DatabaseCorrupt => Some("the ledger's file is damaged: put a copy back"),
        _ => None,
    }
}
