CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    serial TEXT NOT NULL UNIQUE,
    starting_code INTEGER NOT NULL CHECK (starting_code BETWEEN 0 AND 999999999),
    key BLOB NOT NULL CHECK (length(key) = 16),
    first_count INTEGER NOT NULL CHECK (first_count BETWEEN 0 AND 65535),
    -- The last count issued.
    count INTEGER NOT NULL CHECK (count BETWEEN first_count AND 65535),
    divider INTEGER NOT NULL CHECK (divider BETWEEN 1 AND 255),
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    test_code INTEGER CHECK (test_code BETWEEN 0 AND 999999999),
    -- Seconds since 1970: until when it is paid for, and the furthest that it ever was.
    expiry INTEGER,
    furthest INTEGER,
    unlocked INTEGER NOT NULL DEFAULT 0 CHECK (unlocked IN (0, 1)),
    created INTEGER NOT NULL,
    provisioned INTEGER,
    check_value INTEGER
);
CREATE INDEX units_to_provision ON units (id) WHERE provisioned IS NULL;
-- A count is issued once: the primary key.
CREATE TABLE tokens (
    unit INTEGER NOT NULL REFERENCES units (id),
    count INTEGER NOT NULL CHECK (count BETWEEN 0 AND 65535),
    -- 1 add, 2 set, 3 unlock, 4 sync, 5 reset, 6 extended
    kind INTEGER NOT NULL,
    digits INTEGER NOT NULL,
    value INTEGER NOT NULL,
    token INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (unit, count)
) WITHOUT ROWID;
