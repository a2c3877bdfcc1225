//! The ledger: one SQLite file with the units and every token issued. Knows no rule of a token.

mod issue;
mod units;

pub use issue::{Issued, Work};
pub use units::{Filter, Listed};

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use rusqlite::{Connection, OpenFlags};

use crate::files;

/// The format of this version.
const VERSION: i64 = 1;
/// "OPLG": the file is a ledger and no other database.
const APPLICATION: i64 = 0x4f50_4c47;

/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What brings a ledger from the format before to this one; the first makes an empty file format 1.
const MIGRATIONS: [&str; VERSION as usize] = [include_str!("v1.sql")];

/// An open ledger.
pub struct Ledger {
    db: Connection,
    path: PathBuf,
    /// Which file it was when it was opened.
    place: (u64, u64),
    /// It was made for this command.
    fresh: bool,
}

impl Ledger {
    /// Opens the ledger that is there.
    pub fn open(path: &Path) -> Result<Self> {
        let there = path.try_exists();
        if !there.with_context(|| format!("cannot read the ledger {}", path.display()))? {
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
            place: place(path).with_context(|| format!("cannot open the ledger {}", path.display()))?,
            fresh: false,
        };
        ledger
            .prepare()
            .with_context(|| format!("the ledger {}", path.display()))?;
        Ok(ledger)
    }

    /// Opens the ledger, or makes an empty one that only its owner can read.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let fresh = match made {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            made => made
                .map(|_| true)
                .with_context(|| format!("cannot make the ledger {}", path.display()))?,
        };
        match Self::open(path) {
            Ok(mut ledger) => {
                ledger.fresh = fresh;
                Ok(ledger)
            }
            Err(error) => {
                if fresh && std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
                    remove(path);
                }
                Err(error)
            }
        }
    }

    fn prepare(&mut self) -> Result<()> {
        self.db.busy_timeout(PATIENCE)?;
        // All of one moment: another process may be making it.
        let moment = self.db.transaction()?;
        let number = |name| moment.query_row::<i64, _, _>(&format!("PRAGMA {name}"), [], |row| row.get(0));
        let application = match number("application_id") {
            Ok(application) => application,
            Err(error) if is(&error, rusqlite::ErrorCode::NotADatabase) => bail!("this is no ledger"),
            Err(error) => return Err(error.into()),
        };
        let version = number("user_version")?;
        let empty: bool = moment.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))?;
        if application != APPLICATION && !empty {
            bail!("this is a database, but no ledger");
        }
        if !(0..=VERSION).contains(&version) {
            bail!("it was written by a later version (format {version}, this one knows {VERSION}): take that one");
        }
        drop(moment);
        self.write_ahead()?;
        self.db
            .execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536")?;
        if version < VERSION {
            self.migrate()?;
        }
        Ok(())
    }

    /// Two processes that do this to a new ledger at once are told so at once, and not made to wait.
    fn write_ahead(&self) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let done: rusqlite::Result<String> = self.db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
            match done {
                Err(error) if is(&error, rusqlite::ErrorCode::DatabaseBusy) && Instant::now() < end => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                done => return Ok(done.map(|_| ())?),
            }
        }
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

    /// Does several things, all of them or none; nobody else writes meanwhile.
    pub fn change<T>(&mut self, what: impl FnOnce(&Work) -> Result<T>) -> Result<T> {
        let transaction = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .with_context(|| format!("cannot write the ledger {}", self.path.display()))?;
        // Whoever made it may have taken it away again before it was our turn.
        if place(&self.path).ok() != Some(self.place) {
            bail!("the ledger {} has gone: do it again", self.path.display());
        }
        let empty = self.fresh && Work::new(&transaction).units()? == 0;
        let done = what(&Work::new(&transaction)).and_then(|done| {
            transaction
                .execute_batch("COMMIT")
                .with_context(|| format!("cannot write the ledger {}", self.path.display()))?;
            Ok(done)
        });
        if done.is_err() && empty {
            // A command that fails leaves no empty ledger behind; it is still ours alone here.
            remove(&self.path);
        }
        done
    }

    /// To read from.
    pub fn work(&self) -> Work<'_> {
        Work::new(&self.db)
    }
}

/// Which file a path names.
fn place(path: &Path) -> std::io::Result<(u64, u64)> {
    std::fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.to_owned().into_os_string();
        name.push(end);
        let _ = std::fs::remove_file(name);
    }
}

/// Whether SQLite failed in this way.
fn is(error: &rusqlite::Error, code: rusqlite::ErrorCode) -> bool {
    error.sqlite_error_code() == Some(code)
}
