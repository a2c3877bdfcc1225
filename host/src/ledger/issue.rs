//! Tokens in the ledger: a count is issued once. Knows not what a token is for.

use anyhow::{bail, Context, Result};
use rusqlite::{params, Connection, Row};

use super::units::Listed;
use crate::server::{self, Kind, Request, Token};

/// A ledger at work: inside one change, or reading.
pub struct Work<'a> {
    pub(super) db: &'a Connection,
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    pub token: Token,
    pub issued: i64,
    pub reason: String,
}

fn issued(row: &Row) -> rusqlite::Result<Issued> {
    let kind: u8 = row.get(0)?;
    Ok(Issued {
        token: Token {
            kind: Kind::from_number(kind).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, kind.into()))?,
            count: row.get(1)?,
            digits: row.get(2)?,
            value: row.get(3)?,
            number: row.get::<_, i64>(4)?.unsigned_abs(),
        },
        issued: row.get(5)?,
        reason: row.get(6)?,
    })
}

impl<'a> Work<'a> {
    pub(super) fn new(db: &'a Connection) -> Self {
        Self { db }
    }

    /// Issues the tokens for a request; the unit as it is then.
    pub fn issue(&self, serial: &str, request: &Request, reason: &str, now: i64) -> Result<(Listed, Vec<Token>)> {
        let mut listed = self.unit(serial)?;
        let tokens = server::plan(&mut listed.unit, &mut listed.state, request, now)?;
        self.write(&listed, &tokens, reason, now)?;
        Ok((listed, tokens))
    }

    /// Writes what was planned for a unit.
    pub fn write(&self, listed: &Listed, tokens: &[Token], reason: &str, now: i64) -> Result<()> {
        // A reset token is always the same one, of count 0.
        let mut insert = self.db.prepare_cached(
            "INSERT INTO tokens (unit, count, kind, digits, value, token, issued, reason) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
             ON CONFLICT (unit, count) DO UPDATE SET issued = ?7, reason = ?8 WHERE count = 0",
        )?;
        for token in tokens {
            let written = insert
                .execute(params![
                    listed.id,
                    token.count,
                    token.kind as u8,
                    token.digits,
                    token.value,
                    token.number as i64,
                    now,
                    reason
                ])
                .context("cannot write the ledger")?;
            if written != 1 {
                bail!("count {} of {} was issued before", token.count, listed.unit.serial);
            }
        }
        let state = &listed.state;
        self.db
            .prepare_cached("UPDATE units SET count = ?2, expiry = ?3, furthest = ?4, unlocked = ?5 WHERE id = ?1")?
            .execute(params![
                listed.id,
                listed.unit.count,
                state.expiry,
                state.furthest,
                state.unlocked
            ])
            .context("cannot write the ledger")?;
        Ok(())
    }

    /// The tokens of a unit in the order of their counts.
    pub fn tokens(&self, unit: i64) -> Result<Vec<Issued>> {
        let mut statement = self.db.prepare_cached(
            "SELECT kind, count, digits, value, token, issued, reason FROM tokens WHERE unit = ?1 ORDER BY count",
        )?;
        let tokens = statement.query_map([unit], issued)?.collect::<rusqlite::Result<_>>()?;
        Ok(tokens)
    }

    /// The serial numbers of units that were given this very token, at most ten.
    pub fn whose(&self, number: u64, digits: u8) -> Result<Vec<String>> {
        let mut statement = self.db.prepare(
            "SELECT DISTINCT serial FROM tokens JOIN units ON units.id = tokens.unit \
             WHERE token = ?1 AND digits = ?2 LIMIT 10",
        )?;
        let serials = statement
            .query_map(params![number as i64, digits], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(serials)
    }
}
