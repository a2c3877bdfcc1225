/*
 * libopaygo: OpenPAYGO Token engine for firmware.
 *
 * Written from the Rust sources by `make header`; do not edit. Licence: MIT OR Apache-2.0.
 */
#ifndef OPAYGO_H
#define OPAYGO_H

#include <stddef.h>
#include <stdint.h>

/* ---- Conventions -------------------------------------------------------------------------------
 *
 * Said once, and true of every function:
 *
 * - What it works on comes first, then the port, then the input, then the outputs.
 * - A negative answer is an error; nothing has changed, and no output but a report was written. 0 and above: done.
 * - Pointers must be valid or NULL; NULL is OPAYGO_NULL. They need no alignment beyond their type's, a key none.
 * - A number, a length or a status that you pass may be any: one that is out of its range is told so.
 * - Nothing is kept: no static RAM, no pointer to what you passed. All state is in objects you own, which
 *   may be moved or copied while no call runs on them.
 * - No function may be called from an interrupt while another call works on the same object, but
 *   opaygo_keypad_push, which is made for it.
 * - Numbers, once given a meaning, keep it for ever. OPAYGO_ABI changes when a struct or a signature does.
 * - A ruling is one of docs/RULINGS.md, and ids like TP17 and M4 are those of docs/REQUIREMENTS.md.
 */

/** `storage_fault`: the read callback failed. */
#define OPAYGO_FAULT_READ 1

/** `storage_fault`: the write callback failed. */
#define OPAYGO_FAULT_WRITE 2

/** `storage_fault`: the erase callback failed. */
#define OPAYGO_FAULT_ERASE 4

/** `storage_fault`: what was written or erased does not read back, or what was read twice was not the same. */
#define OPAYGO_FAULT_COMPARE 8

/** Credit of one activation value when it is days: seconds. */
#define OPAYGO_DAY 86400

/** The highest credit of one activation value: 995 of them still fit. */
#define OPAYGO_MAX_CREDIT_PER_VALUE 4316550

/** The widest reach back to older Adds, in counts: what 16 used-bits cover. */
#define OPAYGO_MAX_OLDER 30

/** An elapsed time that nobody knows. */
#define OPAYGO_UNKNOWN_GAP 4294967295u

/** The longest serial number. */
#define OPAYGO_MAX_SERIAL 28

/** "No test code". */
#define OPAYGO_NO_TEST_CODE 4294967295u

/** The version of this header and its archives, as text and in its three numbers. */
#define OPAYGO_VERSION "0.2.0"
#define OPAYGO_VERSION_MAJOR 0
#define OPAYGO_VERSION_MINOR 2
#define OPAYGO_VERSION_PATCH 0

/** Changes when a struct or a signature of this header does. */
#define OPAYGO_ABI 2

/**
 * What a call answers: negative is an error and nothing has changed, 0 is done, positive is what happened.
 *
 * The numbers are for ever. 1 to 4, 10 and 11 follow the public Python library's token types.
 */
enum opaygo_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int8_t
#endif
 {
    /** Done; of a poll: nothing happened. */
    OPAYGO_OK = 0,
    /** An Add Time token: its time was added to the credit. At the token level: may be added. */
    OPAYGO_ADD_TIME = 1,
    /** A Set Time token: the credit is now what it says, and PAYG is enabled. */
    OPAYGO_SET_TIME = 2,
    /** A Disable PAYG token: the unit is unlocked. */
    OPAYGO_DISABLE_PAYG = 3,
    /** A Counter Sync token: the count was set. */
    OPAYGO_COUNTER_SYNC = 4,
    /** Well formed, but no token this unit may take (ruling 15). Charged as a wrong try. */
    OPAYGO_INVALID = 10,
    /** A token of this unit at or below its last count that may not be taken any more (ruling 15). Not charged. */
    OPAYGO_ALREADY_USED = 11,
    /** Value 996 or 997: the count is used up, nothing is granted (ruling 11). */
    OPAYGO_RESERVED = 20,
    /** An extended token: its value and parity are the product's to use, the credit is not changed (ruling 20). */
    OPAYGO_EXTENDED = 21,
    /** The test code: the output is on for the test time (ruling 21). */
    OPAYGO_TEST_CODE = 22,
    /**
     * Taken, without effect: an Add or Disable on an unlocked unit (ruling 12), a test code on an enabled unit or
     * past its limit (ruling 21).
     */
    OPAYGO_NO_EFFECT = 23,
    /** An Add refused because the tamper flag is set and the configuration says so; not used up, not charged. */
    OPAYGO_TAMPERED = 24,
    /** Not the text of a token: wrong length, wrong digit, or a number out of range (rulings 18, 19). Not charged. */
    OPAYGO_MALFORMED = 30,
    /** The waiting period runs: nothing was looked at (ruling 16). */
    OPAYGO_LOCKED = 31,
    /** A token is being decoded, or a test code examined: go on polling. */
    OPAYGO_DECODING = 32,
    /** The port is being checked: call again. */
    OPAYGO_CHECKING = 33,
    /** The key was taken. */
    OPAYGO_KEY_ACCEPTED = 40,
    /** The key means nothing here: no entry was begun, or the product has no such key. */
    OPAYGO_KEY_REJECTED = 41,
    /** `#` outside an entry: the user asks for the state. */
    OPAYGO_STATUS_KEY = 42,
    /**
     * Keys came faster than they were taken and did not all fit: the entry under way is dropped, with all keys that
     * waited. Nothing was charged; the user begins anew.
     */
    OPAYGO_ENTRY_LOST = 43,
    /** A pointer that must not be NULL is NULL. */
    OPAYGO_NULL = -1,
    /** The device was not opened, or its last opening failed. */
    OPAYGO_NOT_OPEN = -2,
    /** A limit or a setting of the configuration is out of its range. */
    OPAYGO_CONFIG = -3,
    /** The storage region does not fit the rules written at `opaygo_port`. */
    OPAYGO_GEOMETRY = -4,
    /** A storage callback failed, or the storage no longer takes a record. */
    OPAYGO_STORAGE = -5,
    /** The unit has no key yet. */
    OPAYGO_UNPROVISIONED = -6,
    /** The storage holds something and nothing valid: locked until it is provisioned again with its own key. */
    OPAYGO_CORRUPT = -7,
    /** The unit is provisioned; a second provisioning is refused. */
    OPAYGO_PROVISIONED = -8,
    /** An argument is out of its range. */
    OPAYGO_RANGE = -9,
    /** Another token is being decoded, or a factory line's test code examined: poll until it is done, then call again. */
    OPAYGO_BUSY = -10,
    /** The buffer is too short for the text. */
    OPAYGO_ROOM = -11,
    /** A clock did not answer, or two do not agree. The unit goes on as well as it can. */
    OPAYGO_CLOCK = -12,
    /** The storage holds a unit of another geometry: open it with that one. */
    OPAYGO_OTHER_GEOMETRY = -13,
    /** The storage holds a format that a later version of the library gave it. */
    OPAYGO_LATER_FORMAT = -14,
    /** Factory line: there is no `#` in it. */
    OPAYGO_LINE_FORMAT = -20,
    /** Factory line: longer than any valid line. */
    OPAYGO_LINE_TOO_LONG = -21,
    /** Factory line: it ends before its three first fields do. */
    OPAYGO_LINE_CUT_OFF = -22,
    /**
     * Factory line: the serial number is empty, longer than 28 characters, or not of printable ASCII without blanks
     * and `#`.
     */
    OPAYGO_LINE_SERIAL = -23,
    /** Factory line: the starting code is not 9 digits; C call: it is above 999,999,999. */
    OPAYGO_BAD_STARTING_CODE = -24,
    /** Factory line: the key is not 32 hexadecimal digits, with nothing but blanks between two pairs. */
    OPAYGO_BAD_KEY = -25,
    /** The key is all 00 or all FF. */
    OPAYGO_WEAK_KEY = -26,
    /** The key is the published example, and the configuration does not allow it. */
    OPAYGO_EXAMPLE_KEY = -27,
    /** Factory line: `count` is not 0 to 65535. */
    OPAYGO_LINE_COUNT = -28,
    /** Factory line: `divider` is not 1 to 255; C call: it is 0. */
    OPAYGO_BAD_DIVIDER = -29,
    /** Factory line: `restricted` is neither 0 nor 1; C call likewise. */
    OPAYGO_BAD_RESTRICTED = -30,
    /**
     * Factory line: `test` is not 9 digits; C call: the test code is above 999,999,999 and not "none"; both: the
     * product has no test code, as its port says.
     */
    OPAYGO_BAD_TEST_CODE = -31,
    /** The test code is a token of this unit in its first 1,000 counts (ruling 21). */
    OPAYGO_TEST_IS_TOKEN = -32,
    /** Factory line: a field with an unknown name. */
    OPAYGO_LINE_UNKNOWN = -33,
    /** Factory line: a field that came before. */
    OPAYGO_LINE_REPEATED = -34,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum opaygo_status opaygo_status;
#else
typedef int8_t opaygo_status;
#endif
#endif

/** Whether and how PAYG holds the product. The numbers are for ever. */
enum opaygo_payg_state
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif
 {
    /** No credit: the output is off. */
    OPAYGO_STATE_DISABLED = 0,
    /** Credit runs: the output is on. */
    OPAYGO_STATE_ENABLED = 1,
    /** PAYG is disabled, the unit paid for: the output is on. */
    OPAYGO_STATE_UNLOCKED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum opaygo_payg_state opaygo_payg_state;
#else
typedef uint8_t opaygo_payg_state;
#endif
#endif

/** What of a port is wrong. The numbers are for ever. */
enum opaygo_port_part
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif
 {
    /** Nothing. */
    OPAYGO_PORT_PART_NONE = 0,
    /** `read`. */
    OPAYGO_PORT_PART_READ = 1,
    /** `write`. */
    OPAYGO_PORT_PART_WRITE = 2,
    /** `erase`. */
    OPAYGO_PORT_PART_ERASE = 3,
    /** `rtc`. */
    OPAYGO_PORT_PART_RTC = 4,
    /** `uptime`. */
    OPAYGO_PORT_PART_UPTIME = 5,
    /** `timer`. */
    OPAYGO_PORT_PART_TIMER = 6,
    /** `pages`. */
    OPAYGO_PORT_PART_PAGES = 7,
    /** `config`. */
    OPAYGO_PORT_PART_CONFIG = 8,
    /** `geometry`. */
    OPAYGO_PORT_PART_GEOMETRY = 9,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum opaygo_port_part opaygo_port_part;
#else
typedef uint8_t opaygo_port_part;
#endif
#endif

/** How it is wrong. The numbers are for ever. */
enum opaygo_port_fault
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif
 {
    /** It is not. */
    OPAYGO_PORT_FAULT_NONE = 0,
    /** It is NULL and must not be: `rtc` stands for both clocks, and `uptime` and `timer` go together. */
    OPAYGO_PORT_FAULT_MISSING = 1,
    /** A number in it is out of its range, or does not fit the others. */
    OPAYGO_PORT_FAULT_RANGE = 2,
    /** It answered that it failed. */
    OPAYGO_PORT_FAULT_FAILED = 3,
    /**
     * It answered that all was done, and nothing has changed as far as `read` tells: it does nothing, or the memory is
     * write-protected.
     */
    OPAYGO_PORT_FAULT_NO_EFFECT = 4,
    /** Nothing changes from `at` on, and below it does: the memory ends there, or is write-protected from there on. */
    OPAYGO_PORT_FAULT_ENDS = 5,
    /** It takes fewer bytes than it was asked to: those from `at` on are as they were. */
    OPAYGO_PORT_FAULT_TOO_LITTLE = 6,
    /** It takes more bytes than it was asked to: the one at `at` is not its own. An `erase`: another page. */
    OPAYGO_PORT_FAULT_TOO_MUCH = 7,
    /**
     * It goes to another address: to `read` instead of `expected`. With a distance of 256 or a part's size, the address
     * is too short; with a small one, it is off, and whether `write` or `read` is nobody can tell.
     */
    OPAYGO_PORT_FAULT_ELSEWHERE = 8,
    /** What does not fit a page of the memory goes to the page's beginning. Split the write, or keep regions to whole pages. */
    OPAYGO_PORT_FAULT_PAGE_WRAP = 9,
    /** A write at a multiple of `geometry.write_size` that is none of 32 fails, or goes wrong at `at`. */
    OPAYGO_PORT_FAULT_ALIGNMENT = 10,
    /**
     * It returns before the bytes are there: they came a while after it, or `read` failed right behind it and then no
     * more.
     */
    OPAYGO_PORT_FAULT_EARLY = 11,
    /** What was there is gone, or another, at the next look, a second later or at the end. */
    OPAYGO_PORT_FAULT_LOST = 12,
    /** The same bytes, read again or 4 at a time, are not the same. */
    OPAYGO_PORT_FAULT_UNSTABLE = 13,
    /** Other bytes than it was given. */
    OPAYGO_PORT_FAULT_GARBLED = 14,
    /** It changes bytes that are not its own. */
    OPAYGO_PORT_FAULT_DISTURBS = 15,
    /** What is erased reads otherwise than `geometry.erased_to_zero` says. */
    OPAYGO_PORT_FAULT_ERASED_VALUE = 16,
    /** No new second in 100 calls: the clock stands, or counts something longer; or calls come faster than they may. */
    OPAYGO_PORT_FAULT_STANDS = 17,
    /** More than seconds: milliseconds, ticks; or calls come slower than they may. */
    OPAYGO_PORT_FAULT_FAST = 18,
    /** The clock went back. */
    OPAYGO_PORT_FAULT_BACKWARDS = 19,
    /** The seconds step as numbers in BCD do: from 9 to 16, from 89 to 0. */
    OPAYGO_PORT_FAULT_BCD = 20,
    /** `rtc` counted `expected` seconds, `uptime` in the same time `read`. Which one is right nobody can tell. */
    OPAYGO_PORT_FAULT_DISAGREE = 21,
    /** A unit is stored here: nothing was written. */
    OPAYGO_PORT_FAULT_UNIT = 22,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum opaygo_port_fault opaygo_port_fault;
#else
typedef uint8_t opaygo_port_fault;
#endif
#endif

/** How far from the last count a token may be (rulings 1, 2, 8, 9). All in counts, not in tokens. */
typedef struct opaygo_limits {
    /** How far ahead of the last count a token is taken: 1 to 255. */
    uint8_t forward;
    /** How far behind the last count an unused Add Time token is taken: 0 (off) to 30. */
    uint8_t older;
    /** How far ahead a Counter Sync is taken: 0 (none) to 255. */
    uint8_t sync_forward;
    /** How far behind a Counter Sync is taken: 0 (forward only) to 255. */
    uint8_t sync_backward;
    /** 1: a Counter Sync at count 0 sets the count to 0, which re-opens every token. 0 unless you must. */
    uint8_t reset_token;
} opaygo_limits;

/** What a unit remembers of its tokens. Six bytes, to be stored whole. */
typedef struct opaygo_window {
    /** The highest count taken, or what the last Counter Sync set. */
    uint16_t count;
    /** Bit i: the even count `(count & ~1) - 2 i` may not be taken (any more). */
    uint16_t used;
    /** The count of the last Counter Sync taken, at first the provisioned count. */
    uint16_t last_sync;
} opaygo_window;

/** A standard token that is being decoded. Yours to keep until the answer is there; its contents are not. */
typedef struct opaygo_walk {
    uint32_t opaque[5];
} opaygo_walk;

/** What a token turned out to be. */
typedef struct opaygo_token {
    /** The activation value: 0 to 999; extended 12 digits to 999,999, 15 digits to 999,999,999. */
    uint32_t value;
    /** The count it was generated with; 0 unless the token may be taken. */
    uint16_t count;
    /** OPAYGO_ADD_TIME, OPAYGO_SET_TIME, OPAYGO_DISABLE_PAYG, OPAYGO_COUNTER_SYNC, OPAYGO_RESERVED, OPAYGO_EXTENDED, OPAYGO_ALREADY_USED or OPAYGO_INVALID. */
    opaygo_status kind;
} opaygo_token;

/** An extended token that is being decoded. Yours to keep until the answer is there; its contents are not. */
typedef struct opaygo_extended_walk {
    uint32_t opaque[7];
} opaygo_extended_walk;

/** The product's settings. Fill one with `opaygo_config_default` and change what you must. */
typedef struct opaygo_config {
    /**
     * Credit of one activation value before the time divider: 86,400 seconds, or the product's own unit in usage
     * metering. 1 to 4,316,550.
     */
    uint32_t credit_per_value;
    /** First waiting period in seconds, 60 by default; not above `lock_cap`. */
    uint16_t lock_base;
    /** Longest waiting period in seconds, 30,720 (512 minutes) by default. */
    uint16_t lock_cap;
    /** Seconds the output is on after the test code, 30 by default, at most 299. */
    uint16_t test_seconds;
    /**
     * Seconds between two stored states while credit runs, 3,600 by default, at least 60; after a start less (T3). A
     * start whose gap nobody knows costs no more credit.
     */
    uint16_t checkpoint;
    /** Which counts a token may have. */
    opaygo_limits limits;
    /** Wrong tries without a waiting period, 1 by default, at most 15. */
    uint8_t free_tries;
    /** Longest time between two keys of an entry in seconds, 20 by default, at least 11 (UI2). */
    uint8_t key_timeout;
    /** 1: credit is spent by `opaygo_spend`, not by the clock (ruling 26). */
    uint8_t usage_metering;
    /** 1: the published example key may be provisioned. Never in a product. */
    uint8_t example_key;
    /** 1: no Add is taken while the tamper flag is set; a Set Time clears it. */
    uint8_t tamper_refuses_adds;
} opaygo_config;

/**
 * A unit in RAM: yours to place, not to look into. 128 bytes on every target, no pointer inside. Zero it, or open
 * it, before anything else.
 */
typedef struct opaygo_device {
    uint32_t opaque[32];
} opaygo_device;

/**
 * Where the records live, for the whole life of a unit. Addresses begin at 0 with the region of the records; the region of the provisioning record,
 * if it has one of its own, follows at `size`. Your callbacks add where that is on your chip.
 */
typedef struct opaygo_geometry {
    /**
     * Length of the region in bytes: at least 64, or 192 where the provisioning record is kept in it; where there are
     * pages, at least two whole ones.
     */
    uint16_t size;
    /**
     * Length of an erase page: a multiple of 32, at least 128 where the provisioning record is kept in the region.
     * 0 for EEPROM and FRAM, which need no erase.
     */
    uint16_t page;
    /**
     * Length of a region of its own for the provisioning record: 128 bytes or more, whole pages where there are
     * pages. 0 keeps the provisioning record in the region of the other records.
     */
    uint16_t provision_size;
    /** Smallest write in bytes: 1, 2, 4, 8, 16 or 32. `size` is a multiple of it where `provision_size` is not 0. */
    uint8_t write_size;
    /** 1: what is erased reads 00 (STM32L0 and L1); 0: FF. */
    uint8_t erased_to_zero;
} opaygo_geometry;

/** Where one chain stood. The first entry of a cache says whose it is, the second is a notebook, each other holds one value. */
typedef struct opaygo_cache_entry {
    uint32_t code;
    uint16_t count;
    uint16_t value;
} opaygo_cache_entry;

/**
 * What the product supplies: may be `const`, and does not change while a call runs. Each callback answers 0 when it
 * has done all of it, else it failed, and the failure reaches the caller of the function that called it.
 */
typedef struct opaygo_port {
    /** Passed to each callback as it is. */
    void *ctx;
    /**
     * Reads `len` (at most 32; to compare, 4 at a time) bytes at `at` into `into`.
     *
     * Bytes of a write that was cut may read as anything, also as a failure; a failure at start-up counts as damage
     * of that record, and opening goes on. So read again over a bus that is disturbed before you answer that it failed.
     */
    int8_t (*read)(void *ctx, uint16_t at, uint8_t *into, uint8_t len);
    /**
     * Writes `len` bytes from `from` at `at`: always 32, at a multiple of the smallest write. Returns when they are
     * stored, not before. After a power cut the bytes it was to write may be anything; no other byte may change.
     */
    int8_t (*write)(void *ctx, uint16_t at, const uint8_t *from, uint8_t len);
    /** Erases the page that begins at `at`, so that it reads FF, or 00 with `geometry.erased_to_zero`. NULL where `geometry.page` is 0. */
    int8_t (*erase)(void *ctx, uint16_t at);
    /**
     * Tells the time in seconds that go on while power is off: an RTC. Called once in each call of the library, before
     * storage. NULL if the product has none; one of `rtc` and `uptime` must be there, and both are better (see above).
     * Answer that it failed if the chip does not acknowledge, or shows what is no date: what is not known costs less
     * than what is wrong.
     */
    int8_t (*rtc)(void *ctx, uint32_t *seconds);
    /**
     * Tells the seconds since start-up, by the chip's own timer, not more than 5 % off, and in sleep too. It may wrap.
     * NULL if the product has an RTC alone.
     */
    int8_t (*uptime)(void *ctx, uint32_t *seconds);
    /** `opaygo_with_uptime` where `uptime` is there, else NULL: then its code is not linked. */
    uint32_t (*timer)(void *clock, uint32_t *seen, const void *now);
    /** The product's settings. */
    const opaygo_config *config;
    /** Where the records live. */
    opaygo_geometry geometry;
    /**
     * RAM to remember chains in, for `cached`: two entries, and one for each value (the usual payments) that is to be
     * remembered. The value used longest ago makes room. Give each device its own: on one that two share, answers are
     * right and tokens cost more.
     *
     * A token of such a value then costs at most `older + forward` hashes, whatever the unit's age, and one for each
     * entry and each count that the last token moved on. Lost at a power cut; forgotten by opaygo_open.
     */
    opaygo_cache_entry *cache;
    /** How many entries; fewer than 3 remember nothing. */
    uint8_t cache_entries;
    /** `opaygo_with_pages` where the storage is flash with pages, else NULL: then their code is not linked. */
    opaygo_status (*pages)(void *store, const void *port, uint16_t what);
    /**
     * `opaygo_with_test_code` if units have a test code (ruling 21), else NULL: then its code is not linked, and no
     * unit can be provisioned with one.
     */
    opaygo_status (*test_code)(void *account, const void *port, const void *what);
    /**
     * `opaygo_with_extended` if the product takes tokens of 12 and 15 digits (ruling 20), else NULL: then their code
     * is not linked.
     */
    void (*extended)(const void *port, void *job);
    /** `opaygo_with_cache` if you give the library RAM to remember chains in, else NULL. */
    void (*cached)(const void *port, void *job);
} opaygo_port;

/** What a unit shows of itself. Filled by every call that takes one, whatever the call answers, once the device is open. */
typedef struct opaygo_report {
    /** Credit left: seconds, or units in usage metering. */
    uint32_t credit;
    /** The activation value of the token that this call decided. */
    uint32_t value;
    /** Seconds until the next poll is wanted; 0: at once; 0xFFFFFFFF: when there is a key or a token. */
    uint32_t sleep;
    /** The last count. Its parity is that of a token just taken: odd = Set, even = Add. */
    uint16_t count;
    /** Seconds of waiting period left; 0: a token may be entered. */
    uint16_t wait;
    /** Seconds of test time left. */
    uint16_t test;
    /** Whether and how PAYG holds the product. */
    opaygo_payg_state state;
    /** 1 in exactly one report per transition of `state`; one that a power cut hid is told at the first after it. */
    uint8_t changed;
    /** 1: the output is to be on. Drive it with this every time, not with the transition. */
    uint8_t active;
    /** 1: the tamper flag is set. */
    uint8_t tamper;
    /** Backward jumps and unknown restarts of the clock, at most 255. */
    uint8_t clock_faults;
    /**
     * What went wrong with storage in this call, or in opaygo_open before it, and what the call answers holds all the
     * same: 0, or the sum of `OPAYGO_FAULT_READ` and its like.
     */
    uint8_t storage_fault;
} opaygo_report;

/** Who a unit is: the parameters of its factory set-up. */
typedef struct opaygo_provisioning {
    /** The secret key. */
    uint8_t key[16];
    /** 0 to 999,999,999. */
    uint32_t starting_code;
    /** 0 to 999,999,999, or `OPAYGO_NO_TEST_CODE`. */
    uint32_t test_code;
    /** Counts up to this one are used; 1 by default. */
    uint16_t count;
    /** Time divider: 1 to 255; 1 by default. */
    uint8_t divider;
    /** 1: tokens are entered in the restricted digit set, 1 to 4. */
    uint8_t restricted;
    /** The serial number, ASCII, filled up with 00. */
    uint8_t serial[OPAYGO_MAX_SERIAL];
} opaygo_provisioning;

/** A keypad: keys that wait, and the entry under way. Yours to place, not to look into. */
typedef struct opaygo_keypad {
    uint32_t opaque[11];
} opaygo_keypad;

/** A factory line on its way in. Yours to place, not to look into; not needed once the unit is provisioned. */
typedef struct opaygo_factory {
    uint8_t opaque[148];
} opaygo_factory;

/** A check of a port under way. Yours to place, not to look into; not needed once it has ended. */
typedef struct opaygo_check {
    uint32_t opaque[21];
} opaygo_check;

/** What a check found. */
typedef struct opaygo_port_finding {
    /** What should be at `at`: a byte of storage, or a clock's seconds; `OPAYGO_PORT_FAULT_ELSEWHERE`: an address. */
    uint32_t expected;
    /** What `read`, `rtc` or `uptime` told instead. */
    uint32_t read;
    /** Storage: the address, as the callbacks count it. */
    uint16_t at;
    /** What of the port is wrong. */
    opaygo_port_part part;
    /** How it is wrong. */
    opaygo_port_fault fault;
} opaygo_port_finding;

#ifdef __cplusplus
extern "C" {
#endif

/** The `OPAYGO_ABI` that the archive was built with; compare it with the header's once, at start-up. */
uint16_t opaygo_abi(void);

/* ---- Level 1: tokens ---------------------------------------------------------------------------
 *
 * For firmware that keeps its own state: it stores an `opaygo_window`, lets a token be decoded against it, and,
 * when the answer is one of the types that may be taken, stores the window that opaygo_token_accept makes of it
 * BEFORE it grants anything. A wrong token costs as many hashes as the last count plus the window: on a small
 * chip take opaygo_token_begin and opaygo_token_step, which never run longer than you allow.
 */

/**
 * Fills `limits` with the default: 64 ahead, 20 back, sync +100 and -30, no reset token (rulings 1, 2, 8, 9).
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_limits_default(opaygo_limits *limits);

/**
 * Fills `limits` with the numbers of the published pages: 30 ahead, 10 back, sync +100 and -30, no reset token.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_limits_documented(opaygo_limits *limits);

/**
 * Fills `window` for a unit provisioned at `count`: that count and all below are used (ruling 6).
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_window_init(opaygo_window *window, uint16_t count);

/**
 * Begins to decode `token` (0 to 999,999,999) for a unit with `starting_code` (0 to 999,999,999). No hash is taken.
 *
 * OPAYGO_DECODING: go on with opaygo_token_step. OPAYGO_NULL; OPAYGO_CONFIG: a limit is out of its range;
 * OPAYGO_RANGE: the starting code is; OPAYGO_MALFORMED: the token is.
 */
opaygo_status opaygo_token_begin(opaygo_walk *walk,
                                 const opaygo_window *window,
                                 const opaygo_limits *limits,
                                 uint32_t starting_code,
                                 uint32_t token);

/**
 * Goes on by at most `max_hashes` (1 or more). Pass the window, the limits and the key it was begun with.
 *
 * OPAYGO_DECODING: call again. Else done, `found` is written, and its kind is the answer: OPAYGO_ADD_TIME,
 * OPAYGO_SET_TIME, OPAYGO_DISABLE_PAYG, OPAYGO_COUNTER_SYNC or OPAYGO_RESERVED may be taken, OPAYGO_ALREADY_USED and
 * OPAYGO_INVALID not (ruling 15). OPAYGO_NULL.
 */
opaygo_status opaygo_token_step(opaygo_walk *walk,
                                const opaygo_window *window,
                                const opaygo_limits *limits,
                                const uint8_t key[16],
                                uint16_t max_hashes,
                                opaygo_token *found);

/** Decodes a token in one go: opaygo_token_begin, then opaygo_token_step to the end. Answers as they do. */
opaygo_status opaygo_token_decode(const opaygo_window *window,
                                  const opaygo_limits *limits,
                                  const uint8_t key[16],
                                  uint32_t starting_code,
                                  uint32_t token,
                                  opaygo_token *found);

/**
 * Takes a token that may be taken: `window` then knows it as used. Store the window before you grant anything.
 *
 * `kind` and `count` are those of the `opaygo_token` found against this same window. OPAYGO_OK; OPAYGO_NULL;
 * OPAYGO_RANGE: a kind that may not be taken.
 */
opaygo_status opaygo_token_accept(opaygo_window *window,
                                  opaygo_status kind,
                                  uint16_t count);

/**
 * The standard token of (`count`, `value`), `value` 0 to 999: what a server makes. As many hashes as the count.
 *
 * OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: the value or the starting code is.
 */
opaygo_status opaygo_token_generate(const uint8_t key[16],
                                    uint32_t starting_code,
                                    uint16_t count,
                                    uint16_t value,
                                    uint32_t *token);

/**
 * The number of a standard token's text: exactly 9 digits, or, with `restricted` 1, 15 digits from 1 to 4.
 *
 * `len` counts the characters, without a NUL; nothing behind them is read. OPAYGO_OK; OPAYGO_NULL;
 * OPAYGO_MALFORMED: another length, another character, or a number above 999,999,999 (rulings 18, 19).
 */
opaygo_status opaygo_token_read(const char *digits,
                                size_t len,
                                uint8_t restricted,
                                uint32_t *token);

/**
 * Writes a standard token as text with a NUL: `room` 10 bytes, or 16 with `restricted` 1.
 *
 * OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: the token is above 999,999,999; OPAYGO_ROOM.
 */
opaygo_status opaygo_token_write(uint32_t token, uint8_t restricted, char *digits, size_t room);

/**
 * One step of the standard chain, from `code` (0 to 999,999,999) to `next`: what generators of old are built from.
 *
 * OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: the code is.
 */
opaygo_status opaygo_chain_step(const uint8_t key[16],
                                uint32_t code,
                                uint32_t *next);

/**
 * The starting code that public servers derive from the key (specification v2.3).
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_starting_code(const uint8_t key[16], uint32_t *starting_code);

/**
 * SipHash-2-4 of `len` bytes, for products that sign other messages with the unit's key.
 *
 * OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: `len` is more than half of what a `size_t` counts.
 */
opaygo_status opaygo_siphash24(const uint8_t key[16],
                               const uint8_t *message,
                               size_t len,
                               uint64_t *hash);

/**
 * Begins to decode an extended token: the text of 12 or 15 digits, or, with `restricted` 1, of 20 or 25 digits from
 * 1 to 4 (ruling 20; 15 digits is this library's reading of the page). No hash is taken.
 *
 * OPAYGO_DECODING; OPAYGO_NULL; OPAYGO_CONFIG; OPAYGO_RANGE: the starting code; OPAYGO_MALFORMED.
 */
opaygo_status opaygo_extended_begin(opaygo_extended_walk *walk,
                                    const opaygo_window *window,
                                    const opaygo_limits *limits,
                                    uint32_t starting_code,
                                    const char *digits,
                                    size_t len,
                                    uint8_t restricted);

/**
 * Goes on by at most `max_hashes`, as opaygo_token_step. Done: OPAYGO_EXTENDED may be taken, OPAYGO_ALREADY_USED and
 * OPAYGO_INVALID not. The parity of the count found is the product's to use.
 */
opaygo_status opaygo_extended_step(opaygo_extended_walk *walk,
                                   const opaygo_window *window,
                                   const uint8_t key[16],
                                   uint16_t max_hashes,
                                   opaygo_token *found);

/**
 * Writes the extended token of (`count`, `value`) as text with a NUL: `digits` 12 (value below 10^6) or 15 (below
 * 10^9); `room` is one more than 12 or 15 digits, or 20 or 25 with `restricted` 1.
 *
 * OPAYGO_OK; OPAYGO_NULL; OPAYGO_RANGE: digits, value or starting code; OPAYGO_ROOM.
 */
opaygo_status opaygo_extended_generate(const uint8_t key[16],
                                       uint32_t starting_code,
                                       uint16_t count,
                                       uint32_t value,
                                       uint8_t digits,
                                       uint8_t restricted,
                                       char *text,
                                       size_t room);

/* ---- Level 2: a unit ---------------------------------------------------------------------------
 *
 * You supply an `opaygo_port`: storage, a clock, settings. The library keeps an `opaygo_device` in your RAM and all
 * that must not be lost in your storage, before a call answers. Call opaygo_open once after power-up, opaygo_poll
 * in the main loop, and opaygo_enter when somebody has entered a token.
 *
 * What holds over any power cut, on storage that keeps the port's contract:
 *
 * 1. Atomic: the unit is as before a call or as after it, never between.
 * 2. Durable: what a call has answered stays.
 * 3. Once: a token's credit comes at most once, and exactly once if the call answered so.
 * 4. No gift: no cut, no damage and no clock set back adds credit.
 * 5. No silent reset: a damaged unit is OPAYGO_CORRUPT and locked, never a new unit.
 * 6. Alive: after a cut the unit opens and takes its next token.
 * 7. Quiet: after a write or an erase that failed, the call makes no other.
 * 8. Secret stays: nothing reads the key back; only its check value is told.
 * 9. Any image: no bytes in storage cause a panic, an endless loop or an access outside the region.
 *
 * And over damage and faults:
 *
 * 10. Not undone: one damaged record raises no credit, ends no waiting period, forgets no wrong try and no flag.
 * 11. Read twice: what is misread at start, or cannot be read, costs no key, no record and no used token.
 * 12. Mended first: copies of the key are made whole before a page is erased; a failed read costs none.
 * 13. For life: another geometry or a later format is answered as such, never by an older state.
 * 14. Told: a callback that failed, or was seen to lie, is in the report of that call, and which one it was.
 *
 * A product has an RTC (`rtc`: it goes on while power is off), an uptime (the chip's own timer), or both:
 *
 * | | `rtc` alone | `uptime` alone | both |
 * |---|---|---|---|
 * | an RTC that reads wrong for | 8 calls costs nothing | - | a minute costs nothing |
 * | power was off | exact | OPAYGO_UNKNOWN_GAP (T3), or opaygo_resume | exact |
 * | the RTC started anew | T3 | - | T3 |
 * | the RTC is set | opaygo_clock_set | - | opaygo_clock_set, or power for two minutes more |
 * | the RTC does not answer | the output is off after 8 calls, and the credit kept | - | goes on by `uptime` |
 * | `uptime` does not answer | - | off after a minute's calls, the credit kept | the same |
 * | a clock that stands | time stands | time stands | goes on by `uptime`, and OPAYGO_CLOCK is told |
 * | `uptime` in milliseconds | - | not seen | OPAYGO_CLOCK is told |
 * | who is on the RTC's bus | not defended | - | gains nothing while the unit runs, but a sixteenth: the drift that an honest timer may have |
 *
 * What holds over clocks, by number; docs/SECURITY.md has the figures:
 *
 * * T1. One bad reading costs nothing: no reading, and no burst of 8 calls (with `uptime`: of a minute), whatever the
 *   values, takes credit, ends a waiting period, drops an entry or is stored. A running output stays as it is. Where the
 *   two clocks part by more than 2 %, readings that are a few seconds wrong pass for drift: a burst costs or gives 20 s.
 *   So does, beside an `uptime`, one that is wrong by less than a sixteenth of a sleep that was longer than told.
 * * T2. Setting a clock costs nothing: see opaygo_clock_set. A step back of up to a minute costs nothing in any case.
 * * T3. A restart costs what may have run: a start whose gap nobody knows costs no more than the time until the record
 *   after the last one was due. After each start records come early: 16 s, then doubling up to `checkpoint`.
 * * T4. A dead clock is neither a free unit nor a dark one that was paid off: an unlocked unit stays on; one with credit
 *   goes on by `uptime`, or is off, keeps its credit and goes on by itself when the clock answers.
 * * T5. No gain: what is done to clocks and power gives no more than docs/SECURITY.md says.
 * * T6. Every open recovers: what failed for a clock works when it does, without a power cycle.
 * * T7. Usage metering needs no clock for credit.
 *
 * A time is shown as soon as it is read, and believed when it is sure. `report->sleep` is 0 or 1 while a poll is wanted
 * for that, so that it takes no more than some ten calls. With `uptime` it is at most 24 while time runs: what drift
 * explains of so few seconds is little.
 */

/**
 * Fills `config` with the default of every field.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_config_default(opaygo_config *config);

/**
 * Reads the unit from storage: once after power-up, and again after OPAYGO_STORAGE if you like.
 *
 * OPAYGO_OK: it works. OPAYGO_CLOCK: it is open and takes tokens, and a clock that it has did not answer; it goes on
 * by itself when it does (T4, T6). Open too, but good for nothing but provisioning: OPAYGO_UNPROVISIONED; OPAYGO_CORRUPT:
 * something is stored and nothing valid, the output stays off until the unit is provisioned again with its own key
 * and starting code, or with any if these are lost too. Not open: OPAYGO_NULL, OPAYGO_CONFIG,
 * OPAYGO_GEOMETRY; OPAYGO_OTHER_GEOMETRY: open it with the geometry that it was provisioned with; OPAYGO_LATER_FORMAT:
 * open it with the later version; OPAYGO_STORAGE: nothing could be read, it was not the same twice, or a loss of credit
 * could not be stored: call it again.
 *
 * At most 3 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_open(opaygo_device *device,
                          const opaygo_port *port);

/**
 * Enters a token: the text of 9 digits, or of 15 digits from 1 to 4 in the restricted digit set; with extended
 * tokens also 12 and 15, or 20 and 25. From a keypad, a radio or a phone alike (ruling 25).
 *
 * The attempt is stored before the token is looked at. OPAYGO_DECODING: go on with opaygo_poll, which gives the
 * answer. At once: OPAYGO_MALFORMED, OPAYGO_LOCKED (`report->wait` seconds), OPAYGO_TEST_CODE, OPAYGO_NO_EFFECT (a
 * test code). OPAYGO_NULL, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT, OPAYGO_BUSY: the last
 * token is still being decoded; OPAYGO_STORAGE: the attempt could not be stored, so the token was not looked at.
 * `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_enter(opaygo_device *device,
                           const opaygo_port *port,
                           const char *digits,
                           size_t len,
                           opaygo_report *report);

/**
 * Does whatever is due, and never more than `max_hashes` (1 or more) hashes: goes on decoding, spends credit, stores
 * a checkpoint. Call it when `report->sleep` seconds have passed, or more often.
 *
 * OPAYGO_OK: nothing happened; OPAYGO_CLOCK: nothing either, and a clock is silent or, where there are two, they do not
 * agree (T4); OPAYGO_DECODING: call again at once; it is also answered until the time is sure in which the token falls.
 *  What the token was: OPAYGO_ADD_TIME,
 * OPAYGO_SET_TIME, OPAYGO_DISABLE_PAYG, OPAYGO_COUNTER_SYNC, OPAYGO_RESERVED, OPAYGO_EXTENDED, OPAYGO_NO_EFFECT,
 * OPAYGO_TAMPERED, OPAYGO_ALREADY_USED, OPAYGO_INVALID; by then it is stored. OPAYGO_NULL,
 * OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT; OPAYGO_STORAGE: a good token could not be stored, so it was
 * not taken and may be entered again; or a checkpoint could not, which is tried again at the next. `report` may be
 * NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_poll(opaygo_device *device,
                          const opaygo_port *port,
                          uint16_t max_hashes,
                          opaygo_report *report);

/**
 * Applies (`count`, `value`) from an authenticated channel, under the same windows as a token and as the token of
 * that count: what one has done, the other finds used (ruling 25, TP17). `value` is 0 to 999. The waiting period
 * does not hold it up.
 *
 * Answers as opaygo_poll does for a token, at once; OPAYGO_RANGE: the value; OPAYGO_BUSY. `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_apply(opaygo_device *device,
                           const opaygo_port *port,
                           uint16_t count,
                           uint16_t value,
                           opaygo_report *report);

/**
 * Sets the credit from an authenticated channel, to `credit` seconds or units: a Set Time of this odd `count`.
 *
 * Answers as opaygo_apply; OPAYGO_RANGE: the count is even. `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_apply_set(opaygo_device *device,
                               const opaygo_port *port,
                               uint16_t count,
                               uint32_t credit,
                               opaygo_report *report);

/**
 * Tells the unit that power was off, or the clock stood, for `gap` seconds: credit is spent and the waiting period runs
 * for them (CT6). Where `uptime` is the only clock call it right after opaygo_open; if you do not, the gap is unknown.
 * Count it from your last opaygo_save: what ran after it was lost with the RAM. With an RTC call it right after
 * opaygo_open with OPAYGO_UNKNOWN_GAP when the chip says that it has been without power or that its oscillator stopped.
 * An unknown gap costs what T3 says, and is counted as a clock fault.
 *
 * OPAYGO_OK, stored; OPAYGO_NULL, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT, OPAYGO_STORAGE.
 * `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_resume(opaygo_device *device,
                            const opaygo_port *port,
                            uint32_t gap,
                            opaygo_report *report);

/**
 * Tells the unit that its RTC has been set, right after it was: by the network, by a technician, after a new battery.
 * Time goes on from what the RTC shows now, and the step costs nothing (T2). What has passed since the last call is
 * spent as far as `uptime`, or the last reading, tells it. Where there is an `uptime` an RTC may be set without this
 * call: if power stays on for two minutes more, it costs nothing either.
 *
 * At most 1 writes of 32 bytes; on flash 3, and 1 erase (docs/CALLS.md).
 *
 * OPAYGO_OK, stored; else as opaygo_resume. `report` may be NULL.
 */
opaygo_status opaygo_clock_set(opaygo_device *device,
                               const opaygo_port *port,
                               opaygo_report *report);

/**
 * Spends `units` of credit in usage metering: litres, Wh, sessions (ruling 26). Never below 0. A call with credit to
 * spend writes a record, so gather units and call it seldom.
 *
 * OPAYGO_OK, stored; OPAYGO_RANGE: the clock spends the credit of this unit; OPAYGO_STORAGE: spent, and stored with
 * the next record; else as opaygo_resume. `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_spend(opaygo_device *device,
                           const opaygo_port *port,
                           uint32_t units,
                           opaygo_report *report);

/**
 * Stores the unit as it is, before a planned power-off. Writes nothing if nothing has changed.
 *
 * Answers as opaygo_resume. `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_save(opaygo_device *device,
                          const opaygo_port *port,
                          opaygo_report *report);

/**
 * Raises the tamper flag: the enclosure was opened, or whatever the product watches. Stored; a Set Time clears it.
 *
 * Answers as opaygo_resume. `report` may be NULL.
 *
 * At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_tamper(opaygo_device *device,
                            const opaygo_port *port,
                            opaygo_report *report);

/**
 * Fills `report` from RAM: no storage is touched, no time passes, no transition is used up.
 *
 * OPAYGO_OK, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT; OPAYGO_NULL, OPAYGO_NOT_OPEN: the report is closed.
 */
opaygo_status opaygo_query(const opaygo_device *device,
                           const opaygo_port *port,
                           opaygo_report *report);

/**
 * Fills `provisioning` with what a unit has unless the factory says otherwise: no test code, count 1, divider 1, not
 * restricted; key, starting code and serial number are 0, for the factory to set.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_provisioning_default(opaygo_provisioning *provisioning);

/**
 * Gives the unit its key and all else it is, once (M4). The device must be open.
 *
 * OPAYGO_OK: stored, and the unit is open and disabled, without credit. OPAYGO_PROVISIONED: it has a key already (a
 * corrupt unit takes its own key and starting code again, and a count; all else it was given stays as it was).
 * OPAYGO_BAD_STARTING_CODE, OPAYGO_WEAK_KEY, OPAYGO_EXAMPLE_KEY, OPAYGO_BAD_DIVIDER, OPAYGO_BAD_RESTRICTED,
 * OPAYGO_BAD_TEST_CODE, OPAYGO_TEST_IS_TOKEN: that field; nothing has changed. OPAYGO_NULL, OPAYGO_NOT_OPEN.
 * OPAYGO_STORAGE: open it and provision it again. OPAYGO_DECODING: not done, call again with the same: 16 hashes were
 * taken of the 1,000 that a test code costs, or 4 slots were wiped of an EEPROM that is not blank.
 *
 * At most 6 writes of 32 bytes; on flash 6, and 2 erases (docs/CALLS.md).
 */
opaygo_status opaygo_provision(opaygo_device *device,
                               const opaygo_port *port,
                               const opaygo_provisioning *provisioning);

/**
 * Reads the serial number from storage: up to 28 characters, filled up with 00, and a 00 behind them.
 *
 * OPAYGO_OK; OPAYGO_NULL, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_STORAGE.
 */
opaygo_status opaygo_serial(opaygo_device *device,
                            const opaygo_port *port,
                            char serial[29]);

/**
 * What may be shown of a key: 30 bits that tell two keys apart and help nobody to find one.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_key_check(const uint8_t key[16], uint32_t *check);

/** For `opaygo_port.extended`, and for nothing else. */
void opaygo_with_extended(const void *port, void *job);

/** For `opaygo_port.timer`, and for nothing else. */
uint32_t opaygo_with_uptime(void *clock, uint32_t *seen, const void *now);

/** For `opaygo_port.pages`, and for nothing else. */
opaygo_status opaygo_with_pages(void *store, const void *port, uint16_t what);

/** For `opaygo_port.test_code`, and for nothing else. */
opaygo_status opaygo_with_test_code(void *account, const void *port, const void *what);

/** For `opaygo_port.cached`, and for nothing else. */
void opaygo_with_cache(const void *port, void *job);

/* ---- Level 3: a product ------------------------------------------------------------------------
 *
 * A keypad, one key at a time, and the factory's line over a UART, byte by byte. Both work on a device of level 2.
 */

/**
 * Empties a keypad: once, before its interrupt is switched on.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_keypad_init(opaygo_keypad *keypad);

/**
 * A key was pressed: `0` to `9`, `*` or `#`. MAY BE CALLED FROM AN INTERRUPT (one, or several of the same priority)
 * at any instruction of opaygo_keypad_poll; takes a few dozen cycles.
 *
 * OPAYGO_OK; OPAYGO_KEY_REJECTED: 7 keys wait already, so this key and all up to the next poll are lost, and a poll
 * answers OPAYGO_ENTRY_LOST; OPAYGO_NULL.
 */
opaygo_status opaygo_keypad_push(opaygo_keypad *keypad,
                                 char key);

/**
 * opaygo_poll for a product with a keypad: takes one key a call, enters the token when its last digit is there, and
 * does whatever is due.
 *
 * `*` begins an entry and begins it anew; it ends by itself after 9 digits (15 in the restricted digit set), with
 * extended tokens at `#` or at the greatest length. One `#` behind the last digit, before its answer or up to
 * `key_timeout` seconds after it, is part of the token. `#` outside an entry asks for the state. More than
 * `key_timeout` seconds between two keys drop the entry.
 *
 * OPAYGO_KEY_ACCEPTED; OPAYGO_KEY_REJECTED: the key means nothing here; OPAYGO_STATUS_KEY; OPAYGO_LOCKED: `*` while
 * the waiting period runs, no entry was begun; OPAYGO_ENTRY_LOST: keys were lost, told once and before any key that
 * came later is taken: no entry is under way, and none is charged; and whatever opaygo_enter and opaygo_poll answer.
 * `report` may be NULL.
 */
opaygo_status opaygo_keypad_poll(opaygo_keypad *keypad,
                                 opaygo_device *device,
                                 const opaygo_port *port,
                                 uint16_t max_hashes,
                                 opaygo_report *report);

/**
 * Empties a factory line: once, before its first byte.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_factory_init(opaygo_factory *line);

/**
 * Takes a byte of `#SERIAL;STARTING_CODE;KEY` or `#SETUP;SERIAL;STARTING_CODE;KEY` with, in any order,
 * `;count=N;divider=N;restricted=0|1;test=NNNNNNNNN`. Blanks may stand between the key's pairs of digits. CR or LF ends
 * the line, or opaygo_factory_end. Bytes before `#` are skipped; a `#` behind the serial number begins the line anew.
 *
 * OPAYGO_KEY_ACCEPTED: the line goes on (an empty line is none). At its end, OPAYGO_OK: provisioned, and `check` is
 * 30 bits of a keyed hash of all that the unit now is, which helps nobody to find the key; OPAYGO_DECODING: with a test
 * code, or on an EEPROM that is not blank, go on with opaygo_factory_poll. Else nothing has changed: OPAYGO_PROVISIONED, OPAYGO_LINE_FORMAT,
 * OPAYGO_LINE_TOO_LONG, OPAYGO_LINE_CUT_OFF, OPAYGO_LINE_UNKNOWN, OPAYGO_LINE_REPEATED, OPAYGO_LINE_SERIAL,
 * OPAYGO_BAD_KEY, OPAYGO_LINE_COUNT, or what opaygo_provision answers. OPAYGO_BUSY: the line before is still being
 * examined, and the byte is not taken. The key is not kept in the line and never echoed.
 */
opaygo_status opaygo_factory_push(opaygo_factory *line,
                                  opaygo_device *device,
                                  const opaygo_port *port,
                                  char byte,
                                  uint32_t *check);

/**
 * Ends a line whose sender sends no line end: call it when a second has passed without a byte.
 *
 * Answers as opaygo_factory_push at a line end; OPAYGO_KEY_ACCEPTED: nothing has come.
 */
opaygo_status opaygo_factory_end(opaygo_factory *line,
                                 opaygo_device *device,
                                 const opaygo_port *port,
                                 uint32_t *check);

/**
 * Goes on with a line that was answered with OPAYGO_DECODING, and never by more than `max_hashes` (1 or more) hashes
 * and what it takes to store a unit.
 *
 * OPAYGO_DECODING: call again; else as opaygo_factory_push at a line end. OPAYGO_KEY_ACCEPTED: no line has ended.
 */
opaygo_status opaygo_factory_poll(opaygo_factory *line,
                                  opaygo_device *device,
                                  const opaygo_port *port,
                                  uint16_t max_hashes,
                                  uint32_t *check);

/**
 * opaygo_factory_push for a whole line of `len` bytes without its end. OPAYGO_DECODING: as opaygo_provision; call again
 * with the same line. A line without a `#` is OPAYGO_LINE_FORMAT.
 */
opaygo_status opaygo_factory_line(opaygo_device *device,
                                  const opaygo_port *port,
                                  const char *line,
                                  size_t len,
                                  uint32_t *check);

/* ---- A port that checks itself -----------------------------------------------------------------
 *
 * Once, on the bench, with the board and the port of the product: opaygo_check_init, then opaygo_port_check about ten
 * times a second until it no longer answers OPAYGO_CHECKING. It tries every callback against what is written at
 * `opaygo_port`, and tells which one is wrong, how, and where.
 *
 * THE STORAGE IS OVERWRITTEN, both regions, and left blank. Where a unit is stored nothing is written, unless you said so.
 * It wears a byte of EEPROM by 2 writes, of the first 64 by 4; a page of flash by 2 erases, the first by 3.
 * Not linked into a program that does not call it: call it from a program of the bench, not from the product.
 *
 * What no call can see: storage that forgets without power (pull the plug, and read again); a stack that is too small
 * (docs/PORTING.md tells how to measure it); a clock that is off by less than a fifth, or by two thirds if it is alone; a calendar's leap
 * day or midnight; power that goes away while a callback writes.
 */

/**
 * Begins a check. `overwrite` 1: even where a unit is stored, which is then gone, with its key.
 *
 * OPAYGO_OK or OPAYGO_NULL.
 */
opaygo_status opaygo_check_init(opaygo_check *check, uint8_t overwrite);

/**
 * Goes on with a check. Call it about ten times a second, with a pause of 100 ms or so between two calls and the
 * watchdog reset in it: the pauses are a third clock, by which milliseconds and a clock that stands are told from
 * seconds. From 5 to 30 times a second will do. It takes 12 seconds for the clocks, and two or three calls for each 32
 * bytes of storage: some 25 seconds for 1 KB. Same `check`, same `port` until it ends.
 *
 * OPAYGO_CHECKING: call again. OPAYGO_OK: the port keeps its contract as far as this can see, and the storage is blank.
 * Else `finding` says what is wrong, and the answer which kind of thing it is: OPAYGO_NULL: something is missing;
 * OPAYGO_CONFIG; OPAYGO_GEOMETRY; OPAYGO_STORAGE: `read`, `write` or `erase`; OPAYGO_CLOCK: `rtc` or `uptime`. It has
 * ended with the first thing that is wrong; what was written until then is still there: mend it, begin anew.
 * OPAYGO_PROVISIONED: a unit is stored here, nothing was written. OPAYGO_NOT_OPEN: it was not begun, or has ended;
 * OPAYGO_NULL with nothing found: `check`, `port` or `finding` is NULL. `finding` is written by every other call.
 *
 * Each clock is read once. Not from an interrupt.
 *
 * At most 1 writes of 32 bytes; on flash 1, and 1 erase (docs/CALLS.md).
 */
opaygo_status opaygo_port_check(opaygo_check *check,
                                const opaygo_port *port,
                                opaygo_port_finding *finding);

#ifdef __cplusplus
}
#endif

/*
 * The layout that the archive was built with. A line that fails here means a compiler with other rules: a header before
 * this one left a `#pragma pack` open, or the compiler was told -fpack-struct or -fshort-enums. The numbers are those of
 * AVR, of other chips and of 64-bit hosts, which the length of a pointer tells apart.
 */
#define OPAYGO_IS(avr, chip, host) (sizeof(void *) == 2u ? (avr) : sizeof(void *) == 4u ? (chip) : (host))
#define OPAYGO_SIZE(type, avr, chip, host)                                                                          \
    typedef char opaygo_##type##_size_changed_by_pragma_pack[sizeof(opaygo_##type) == OPAYGO_IS(avr, chip, host) ? 1 : -1]
#define OPAYGO_ALIGNED(type, avr, chip, host)                                                                       \
    struct opaygo_behind_a_byte_##type {                                                                            \
        char byte;                                                                                                  \
        opaygo_##type it;                                                                                           \
    };                                                                                                              \
    typedef char opaygo_##type##_alignment_lost_by_pragma_pack                                                      \
        [offsetof(struct opaygo_behind_a_byte_##type, it) == OPAYGO_IS(avr, chip, host) ? 1 : -1]
#define OPAYGO_AT(type, field, avr, chip, host)                                                                     \
    typedef char opaygo_##type##_##field##_moved_by_pragma_pack                                                     \
        [offsetof(opaygo_##type, field) == OPAYGO_IS(avr, chip, host) ? 1 : -1]
OPAYGO_SIZE(status, 1u, 1u, 1u);
OPAYGO_SIZE(payg_state, 1u, 1u, 1u);
OPAYGO_SIZE(port_part, 1u, 1u, 1u);
OPAYGO_SIZE(port_fault, 1u, 1u, 1u);
OPAYGO_SIZE(limits, 5u, 5u, 5u);
OPAYGO_ALIGNED(limits, 1u, 1u, 1u);
OPAYGO_AT(limits, forward, 0u, 0u, 0u);
OPAYGO_AT(limits, older, 1u, 1u, 1u);
OPAYGO_AT(limits, sync_forward, 2u, 2u, 2u);
OPAYGO_AT(limits, sync_backward, 3u, 3u, 3u);
OPAYGO_AT(limits, reset_token, 4u, 4u, 4u);
OPAYGO_SIZE(window, 6u, 6u, 6u);
OPAYGO_ALIGNED(window, 1u, 2u, 2u);
OPAYGO_AT(window, count, 0u, 0u, 0u);
OPAYGO_AT(window, used, 2u, 2u, 2u);
OPAYGO_AT(window, last_sync, 4u, 4u, 4u);
OPAYGO_SIZE(walk, 20u, 20u, 20u);
OPAYGO_ALIGNED(walk, 1u, 4u, 4u);
OPAYGO_AT(walk, opaque, 0u, 0u, 0u);
OPAYGO_SIZE(token, 7u, 8u, 8u);
OPAYGO_ALIGNED(token, 1u, 4u, 4u);
OPAYGO_AT(token, value, 0u, 0u, 0u);
OPAYGO_AT(token, count, 4u, 4u, 4u);
OPAYGO_AT(token, kind, 6u, 6u, 6u);
OPAYGO_SIZE(extended_walk, 28u, 28u, 28u);
OPAYGO_ALIGNED(extended_walk, 1u, 4u, 4u);
OPAYGO_AT(extended_walk, opaque, 0u, 0u, 0u);
OPAYGO_SIZE(config, 22u, 24u, 24u);
OPAYGO_ALIGNED(config, 1u, 4u, 4u);
OPAYGO_AT(config, credit_per_value, 0u, 0u, 0u);
OPAYGO_AT(config, lock_base, 4u, 4u, 4u);
OPAYGO_AT(config, lock_cap, 6u, 6u, 6u);
OPAYGO_AT(config, test_seconds, 8u, 8u, 8u);
OPAYGO_AT(config, checkpoint, 10u, 10u, 10u);
OPAYGO_AT(config, limits, 12u, 12u, 12u);
OPAYGO_AT(config, free_tries, 17u, 17u, 17u);
OPAYGO_AT(config, key_timeout, 18u, 18u, 18u);
OPAYGO_AT(config, usage_metering, 19u, 19u, 19u);
OPAYGO_AT(config, example_key, 20u, 20u, 20u);
OPAYGO_AT(config, tamper_refuses_adds, 21u, 21u, 21u);
OPAYGO_SIZE(device, 128u, 128u, 128u);
OPAYGO_ALIGNED(device, 1u, 4u, 4u);
OPAYGO_AT(device, opaque, 0u, 0u, 0u);
OPAYGO_SIZE(geometry, 8u, 8u, 8u);
OPAYGO_ALIGNED(geometry, 1u, 2u, 2u);
OPAYGO_AT(geometry, size, 0u, 0u, 0u);
OPAYGO_AT(geometry, page, 2u, 2u, 2u);
OPAYGO_AT(geometry, provision_size, 4u, 4u, 4u);
OPAYGO_AT(geometry, write_size, 6u, 6u, 6u);
OPAYGO_AT(geometry, erased_to_zero, 7u, 7u, 7u);
OPAYGO_SIZE(cache_entry, 8u, 8u, 8u);
OPAYGO_ALIGNED(cache_entry, 1u, 4u, 4u);
OPAYGO_AT(cache_entry, code, 0u, 0u, 0u);
OPAYGO_AT(cache_entry, count, 4u, 4u, 4u);
OPAYGO_AT(cache_entry, value, 6u, 6u, 6u);
OPAYGO_SIZE(port, 35u, 64u, 120u);
OPAYGO_ALIGNED(port, 1u, 4u, 8u);
OPAYGO_AT(port, ctx, 0u, 0u, 0u);
OPAYGO_AT(port, read, 2u, 4u, 8u);
OPAYGO_AT(port, write, 4u, 8u, 16u);
OPAYGO_AT(port, erase, 6u, 12u, 24u);
OPAYGO_AT(port, rtc, 8u, 16u, 32u);
OPAYGO_AT(port, uptime, 10u, 20u, 40u);
OPAYGO_AT(port, timer, 12u, 24u, 48u);
OPAYGO_AT(port, config, 14u, 28u, 56u);
OPAYGO_AT(port, geometry, 16u, 32u, 64u);
OPAYGO_AT(port, cache, 24u, 40u, 72u);
OPAYGO_AT(port, cache_entries, 26u, 44u, 80u);
OPAYGO_AT(port, pages, 27u, 48u, 88u);
OPAYGO_AT(port, test_code, 29u, 52u, 96u);
OPAYGO_AT(port, extended, 31u, 56u, 104u);
OPAYGO_AT(port, cached, 33u, 60u, 112u);
OPAYGO_SIZE(report, 24u, 24u, 24u);
OPAYGO_ALIGNED(report, 1u, 4u, 4u);
OPAYGO_AT(report, credit, 0u, 0u, 0u);
OPAYGO_AT(report, value, 4u, 4u, 4u);
OPAYGO_AT(report, sleep, 8u, 8u, 8u);
OPAYGO_AT(report, count, 12u, 12u, 12u);
OPAYGO_AT(report, wait, 14u, 14u, 14u);
OPAYGO_AT(report, test, 16u, 16u, 16u);
OPAYGO_AT(report, state, 18u, 18u, 18u);
OPAYGO_AT(report, changed, 19u, 19u, 19u);
OPAYGO_AT(report, active, 20u, 20u, 20u);
OPAYGO_AT(report, tamper, 21u, 21u, 21u);
OPAYGO_AT(report, clock_faults, 22u, 22u, 22u);
OPAYGO_AT(report, storage_fault, 23u, 23u, 23u);
OPAYGO_SIZE(provisioning, 56u, 56u, 56u);
OPAYGO_ALIGNED(provisioning, 1u, 4u, 4u);
OPAYGO_AT(provisioning, key, 0u, 0u, 0u);
OPAYGO_AT(provisioning, starting_code, 16u, 16u, 16u);
OPAYGO_AT(provisioning, test_code, 20u, 20u, 20u);
OPAYGO_AT(provisioning, count, 24u, 24u, 24u);
OPAYGO_AT(provisioning, divider, 26u, 26u, 26u);
OPAYGO_AT(provisioning, restricted, 27u, 27u, 27u);
OPAYGO_AT(provisioning, serial, 28u, 28u, 28u);
OPAYGO_SIZE(keypad, 44u, 44u, 44u);
OPAYGO_ALIGNED(keypad, 1u, 4u, 4u);
OPAYGO_AT(keypad, opaque, 0u, 0u, 0u);
OPAYGO_SIZE(factory, 148u, 148u, 148u);
OPAYGO_ALIGNED(factory, 1u, 1u, 1u);
OPAYGO_AT(factory, opaque, 0u, 0u, 0u);
OPAYGO_SIZE(check, 84u, 84u, 84u);
OPAYGO_ALIGNED(check, 1u, 4u, 4u);
OPAYGO_AT(check, opaque, 0u, 0u, 0u);
OPAYGO_SIZE(port_finding, 12u, 12u, 12u);
OPAYGO_ALIGNED(port_finding, 1u, 4u, 4u);
OPAYGO_AT(port_finding, expected, 0u, 0u, 0u);
OPAYGO_AT(port_finding, read, 4u, 4u, 4u);
OPAYGO_AT(port_finding, at, 8u, 8u, 8u);
OPAYGO_AT(port_finding, part, 10u, 10u, 10u);
OPAYGO_AT(port_finding, fault, 11u, 11u, 11u);
#undef OPAYGO_IS
#undef OPAYGO_SIZE
#undef OPAYGO_ALIGNED
#undef OPAYGO_AT

/*
 * The archive that this compiler's code needs, by its directory's name with _ for -. A program that links another one
 * fails with "undefined reference to opaygo_archive_for_<the right one>". The note that asks for it takes no memory of
 * the chip. OPAYGO_ANY_ARCHIVE leaves the question out; so do hosts and compilers that are not like GCC.
 */
#if defined(__AVR_ARCH__)
#if __AVR_ARCH__ == 4
#define OPAYGO_FAMILY atmega88
#elif __AVR_ARCH__ == 5
#define OPAYGO_FAMILY atmega328p
#elif __AVR_ARCH__ == 6
#define OPAYGO_FAMILY atmega2560
#elif __AVR_ARCH__ == 25
#define OPAYGO_FAMILY attiny85
#elif __AVR_ARCH__ == 35
#define OPAYGO_FAMILY attiny167
#elif __AVR_ARCH__ == 51
#define OPAYGO_FAMILY atmega1284p
#elif __AVR_ARCH__ == 103
#define OPAYGO_FAMILY atmega4809
#else
#define OPAYGO_FAMILY another_avr
#endif
#elif defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define OPAYGO_FAMILY cortex_m0
#elif defined(__ARM_ARCH_7M__)
#define OPAYGO_FAMILY cortex_m3
#elif defined(__ARM_ARCH_7EM__) && defined(__ARM_PCS_VFP)
#define OPAYGO_FAMILY cortex_m4f
#elif defined(__ARM_ARCH_7EM__)
#define OPAYGO_FAMILY cortex_m4
#elif (defined(__ARM_ARCH_8M_MAIN__) || defined(__ARM_ARCH_8_1M_MAIN__)) && defined(__ARM_PCS_VFP)
#define OPAYGO_FAMILY cortex_m33f
#elif defined(__ARM_ARCH_8M_MAIN__) || defined(__ARM_ARCH_8_1M_MAIN__)
#define OPAYGO_FAMILY cortex_m33
#elif defined(__riscv_xlen) && __riscv_xlen == 32 && !defined(__linux__)
#if !defined(__riscv_compressed) || defined(__riscv_float_abi_double)
#define OPAYGO_FAMILY another_riscv
#elif defined(__riscv_32e)
#define OPAYGO_FAMILY rv32ec
#elif !defined(__riscv_mul)
#define OPAYGO_FAMILY another_riscv
#elif defined(__riscv_float_abi_single)
#define OPAYGO_FAMILY rv32imafc
#else
#define OPAYGO_FAMILY rv32imc
#endif
#endif

#if defined(OPAYGO_FAMILY) && defined(__GNUC__) && defined(__ELF__) && !defined(OPAYGO_ANY_ARCHIVE)
#define OPAYGO_NOTE(family) OPAYGO_NOTE_FOR(family)
#define OPAYGO_NOTE_FOR(family) \
    __asm__(".pushsection .opaygo,\"\",%note\n\t.balign 4\n\t.long 7, 4, 1\n\t.asciz \"opaygo\"\n\t.balign 4\n\t" \
            ".long opaygo_archive_for_" #family "\n\t.popsection")
OPAYGO_NOTE(OPAYGO_FAMILY);
#undef OPAYGO_NOTE
#undef OPAYGO_NOTE_FOR
#endif

#endif /* OPAYGO_H */
