//! Files that appear whole or not at all, and that nobody else can read. Knows not what is in them.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{bail, Context, Result};

/// A file under way: its name is there when `keep` has said so, else nothing is left of it.
pub struct Fresh {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
}

impl Fresh {
    /// Begins a file that only its owner can read. One of that name must not be there.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            bail!("{} is there already; move it away or give another name", path.display());
        }
        let name = path
            .file_name()
            .with_context(|| format!("{} is no file name", path.display()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(hidden);
        sweep(path, name);
        loop {
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&part)
                .with_context(|| format!("cannot write {}", path.display()))?;
            // Held for as long as it is under way; where there are no locks nothing is swept either. Who sweeps holds it for a
            // moment: that is waited for, and what was swept then is begun again.
            let _ = file.lock();
            if part.exists() {
                return Ok(Self {
                    path: path.to_owned(),
                    part,
                    file: BufWriter::new(file),
                });
            }
        }
    }

    /// All bytes are on the disk; the name is still to come.
    pub fn sync(&mut self) -> Result<()> {
        self.flush()?;
        self.file
            .get_ref()
            .sync_all()
            .with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Gives it its name.
    pub fn keep(mut self) -> Result<()> {
        self.sync()?;
        // A link, not a rename: what somebody else has put there meanwhile stays.
        let named = match fs::hard_link(&self.part, &self.path) {
            // A stick from another system has no links.
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !self.path.exists() => {
                fs::rename(&self.part, &self.path)
            }
            named => named,
        };
        named.with_context(|| format!("cannot write {}", self.path.display()))?;
        Ok(())
    }
}

impl Fresh {
    /// An error with the name in it: what writes here knows none.
    fn named(&self, error: std::io::Error) -> std::io::Error {
        std::io::Error::new(error.kind(), format!("cannot write {}: {error}", self.path.display()))
    }
}

impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes);
        written.map_err(|error| self.named(error))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.file.flush();
        flushed.map_err(|error| self.named(error))
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
    }
}

/// Removes what a command that was killed has left of a file of this name: nobody holds its lock.
fn sweep(path: &Path, name: &OsStr) {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let begin = format!(".{}.", name.to_string_lossy());
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_part = name.starts_with(&begin) && name.ends_with(".part");
        if is_part && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Refuses a file with secrets that others can read.
pub fn must_be_private(path: &Path) -> Result<()> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
        bail!("others can read {0}, which holds keys: chmod 600 {0}", path.display());
    }
    Ok(())
}
