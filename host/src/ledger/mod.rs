//! The ledger: one SQLite file with the units and every token issued. Knows no rule of a token.

mod issue;
mod units;

pub use issue::{Issued, Work};
pub use units::{Filter, Listed};

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{bail, Context, Result};
use rusqlite::{Connection, OpenFlags};

use crate::files;

/// The format of this version.
const VERSION: i64 = 1;
/// "OPLG": the file is a ledger and no other database.
const APPLICATION: i64 = 0x4f50_4c47;

/// What brings a ledger from the format before to this one; the first makes an empty file format 1.
const MIGRATIONS: [&str; VERSION as usize] = [include_str!("v1.sql")];

/// An open ledger.
pub struct Ledger {
    db: Connection,
    path: PathBuf,
    /// It was made for this command, and nothing is in it yet.
    fresh: bool,
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // A command that fails leaves no empty ledger behind.
        if self.fresh {
            for end in ["", "-wal", "-shm"] {
                let mut name = self.path.clone().into_os_string();
                name.push(end);
                let _ = std::fs::remove_file(name);
            }
        }
    }
}

impl Ledger {
    /// Opens the ledger that is there.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            bail!(
                "there is no ledger {}: `opaygo units new` or `opaygo units import` makes one, --ledger names another",
                path.display()
            );
        }
        files::must_be_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)
            .with_context(|| format!("cannot open the ledger {}", path.display()))?;
        let mut ledger = Self {
            db,
            path: path.to_owned(),
            fresh: false,
        };
        ledger
            .prepare()
            .with_context(|| format!("the ledger {}", path.display()))?;
        Ok(ledger)
    }

    /// Opens the ledger, or makes an empty one that only its owner can read.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        let fresh = !path.exists();
        if fresh {
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .with_context(|| format!("cannot make the ledger {}", path.display()))?;
        }
        let mut ledger = Self::open(path)?;
        ledger.fresh = fresh;
        Ok(ledger)
    }

    fn prepare(&mut self) -> Result<()> {
        self.db.busy_timeout(Duration::from_secs(60))?;
        let application: i64 = match self.pragma("application_id") {
            Ok(application) => application,
            Err(error) if is(&error, rusqlite::ErrorCode::NotADatabase) => bail!("this is no ledger"),
            Err(error) => return Err(error.into()),
        };
        let empty: bool = self
            .db
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))?;
        if application != APPLICATION && !empty {
            bail!("this is a database, but no ledger");
        }
        let version: i64 = self.pragma("user_version")?;
        if version > VERSION {
            bail!("it was written by a later version (format {version}, this one knows {VERSION}): take that one");
        }
        let _: String = self.db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        self.db
            .execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536")?;
        if version < VERSION {
            self.migrate()?;
        }
        Ok(())
    }

    fn migrate(&mut self) -> Result<()> {
        let transaction = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another process may have been first.
        let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for migration in MIGRATIONS.iter().skip(usize::try_from(version)?) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
        Ok(())
    }

    fn pragma(&self, name: &str) -> rusqlite::Result<i64> {
        self.db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
    }

    /// Does several things, all of them or none; nobody else writes meanwhile.
    pub fn change<T>(&mut self, what: impl FnOnce(&Work) -> Result<T>) -> Result<T> {
        let transaction = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .with_context(|| format!("cannot write the ledger {}", self.path.display()))?;
        let done = what(&Work::new(&transaction))?;
        transaction
            .commit()
            .with_context(|| format!("cannot write the ledger {}", self.path.display()))?;
        self.fresh = false;
        Ok(done)
    }

    /// To read from.
    pub fn work(&self) -> Work<'_> {
        Work::new(&self.db)
    }
}

/// Whether SQLite failed in this way.
fn is(error: &rusqlite::Error, code: rusqlite::ErrorCode) -> bool {
    error.sqlite_error_code() == Some(code)
}
