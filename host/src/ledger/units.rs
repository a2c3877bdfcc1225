//! Units in the ledger. Knows no token.

use anyhow::{bail, Context, Result};
use rusqlite::{params, OptionalExtension, Row};

use super::{is, Work};
use crate::engine::Secret;
use crate::key::Key;
use crate::server::State;
use crate::unit::Unit;

/// A unit and what the ledger knows of it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: i64,
    pub unit: Unit,
    pub first_count: u16,
    pub state: State,
    pub created: i64,
    pub provisioned: Option<i64>,
    pub check_value: Option<u32>,
}

/// Which units are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub prefix: String,
    /// Those that the factory has still to provision, or has.
    pub provisioned: Option<bool>,
    pub limit: Option<u64>,
}

const COLUMNS: &str = "id, serial, starting_code, key, first_count, count, divider, restricted, model, version, \
                       test_code, expiry, furthest, unlocked, created, provisioned, check_value";

fn listed(row: &Row) -> rusqlite::Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        unit: Unit {
            serial: row.get(1)?,
            secret: Secret {
                starting_code: row.get(2)?,
                key: Key(row.get(3)?),
            },
            count: row.get(5)?,
            divider: row.get(6)?,
            restricted: row.get(7)?,
            model: row.get(8)?,
            version: row.get(9)?,
            test_code: row.get(10)?,
        },
        first_count: row.get(4)?,
        state: State {
            expiry: row.get(11)?,
            furthest: row.get(12)?,
            unlocked: row.get(13)?,
        },
        created: row.get(14)?,
        provisioned: row.get(15)?,
        check_value: row.get(16)?,
    })
}

impl Work<'_> {
    /// Takes a unit in; `false` if one of its serial number is there.
    pub fn insert(&self, unit: &Unit, now: i64) -> Result<bool> {
        let mut statement = self.db.prepare_cached(
            "INSERT INTO units (serial, starting_code, key, first_count, count, divider, restricted, model, version, \
             test_code, created) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        let done = statement.execute(params![
            unit.serial,
            unit.secret.starting_code,
            unit.secret.key.0,
            unit.count,
            unit.divider,
            unit.restricted,
            unit.model,
            unit.version,
            unit.test_code,
            now
        ]);
        match done {
            Ok(_) => Ok(true),
            Err(error)
                if is(&error, rusqlite::ErrorCode::ConstraintViolation) && self.find(&unit.serial)?.is_some() =>
            {
                Ok(false)
            }
            Err(error) => Err(error).context("cannot write the ledger"),
        }
    }

    /// The unit of this serial number, if there is one.
    pub fn find(&self, serial: &str) -> Result<Option<Listed>> {
        let mut statement = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM units WHERE serial = ?1"))?;
        Ok(statement.query_row([serial], listed).optional()?)
    }

    /// The unit of this serial number.
    pub fn unit(&self, serial: &str) -> Result<Listed> {
        match self.find(serial)? {
            Some(unit) => Ok(unit),
            None => bail!("the ledger has no unit {serial:?}: `opaygo units list` shows what it has"),
        }
    }

    /// The first unit that the factory has still to provision.
    pub fn next_to_provision(&self) -> Result<Option<Listed>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM units WHERE provisioned IS NULL ORDER BY id LIMIT 1"
        ))?;
        Ok(statement.query_row([], listed).optional()?)
    }

    /// The factory has provisioned it then, and it answered with this check value; without one it is in doubt.
    pub fn mark_provisioned(&self, id: i64, when: Option<i64>, check: Option<u32>) -> Result<()> {
        self.db.execute(
            "UPDATE units SET provisioned = ?2, check_value = ?3 WHERE id = ?1",
            params![id, when, check],
        )?;
        Ok(())
    }

    /// Goes through the units in the order in which they came.
    pub fn each(&self, filter: &Filter, mut what: impl FnMut(Listed) -> Result<()>) -> Result<u64> {
        let mut statement = self.db.prepare(&format!(
            "SELECT {COLUMNS} FROM units WHERE substr(serial, 1, length(?1)) = ?1 \
             AND (?2 IS NULL OR (provisioned IS NOT NULL) = ?2) ORDER BY id LIMIT ?3"
        ))?;
        let limit = filter.limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let mut rows = statement.query(params![filter.prefix, filter.provisioned, limit])?;
        let mut seen = 0;
        while let Some(row) = rows.next()? {
            what(listed(row)?)?;
            seen += 1;
        }
        Ok(seen)
    }

    /// How many units there are.
    pub fn units(&self) -> Result<u64> {
        Ok(self.db.query_row("SELECT count(*) FROM units", [], |row| row.get(0))?)
    }

    /// The highest number behind this prefix.
    pub fn highest(&self, prefix: &str) -> Result<u64> {
        let highest: Option<i64> = self.db.query_row(
            "SELECT max(CAST(substr(serial, length(?1) + 1) AS INTEGER)) FROM units \
             WHERE substr(serial, 1, length(?1)) = ?1 AND substr(serial, length(?1) + 1) NOT GLOB '*[^0-9]*'",
            [prefix],
            |row| row.get(0),
        )?;
        Ok(highest.and_then(|highest| u64::try_from(highest).ok()).unwrap_or(0))
    }
}
