/* state.c: see state.h. A line a value, in a fixed order, and a sum over all of them at the end. */
#define _POSIX_C_SOURCE 200809L
#include "state.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "clock.h"
#include "server.h"

#define FILE_MOST 16384u
#define BYTES_A_LINE 32u
#define FAR_OFF ((uint64_t)1 << 40) /* no second of a unit's life */

static char text[FILE_MOST];
static size_t length;
static int held = -1; /* the file as it stands, locked; saving replaces it by another */

int state_hold(const char *path)
{
    struct stat is, at_path;

    for (;;) {
        held = open(path, O_RDONLY | O_CLOEXEC);
        if (held < 0)
            return 1;
        if (flock(held, LOCK_EX | LOCK_NB) != 0)
            return 0;
        if (fstat(held, &is) == 0 && stat(path, &at_path) == 0 && is.st_ino == at_path.st_ino)
            return 1;
        close(held); /* it was replaced meanwhile */
    }
}

static uint32_t sum_of(size_t upto)
{
    uint32_t sum = 0x811C9DC5u;
    size_t i;

    for (i = 0; i < upto; i++)
        sum = (sum ^ (uint8_t)text[i]) * 0x01000193u;
    return sum;
}

static void add(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    length += (size_t)vsnprintf(text + length, sizeof text - length, format, values);
    va_end(values);
}

static void add_hex(const uint8_t *bytes, uint32_t count)
{
    for (; count != 0; count--)
        add("%02x", *bytes++);
    add("\n");
}

/* Where reading is; NULL once something was not as it must be. */
static const char *at;

/* Goes on behind a line that has this form. */
static int take(int values, const char *format, ...)
{
    const char *end = at ? strchr(at, '\n') : NULL;
    va_list into;
    int found;

    va_start(into, format);
    found = end ? vsscanf(at, format, into) : -1;
    va_end(into);
    at = end && found == values ? end + 1 : NULL;
    return at != NULL;
}

static void take_hex(uint8_t *into, uint32_t count)
{
    for (; at && count != 0; count--, at += 2) {
        unsigned byte;

        if (strspn(at, "0123456789abcdef") < 2 || sscanf(at, "%2x", &byte) != 1) {
            at = NULL;
            return;
        }
        *into++ = (uint8_t)byte;
    }
    if (at)
        at = *at == '\n' ? at + 1 : NULL;
}

static int understand(simulator_state *into, server_unit *unit, uint32_t *clock, uint8_t *storage)
{
    unsigned version = 0, known, divider, restricted, unlocked, extended, i;
    char board[16] = "";
    uint32_t where;

    at = text;
    if (!take(2, "opaygo simulator %u, %15s", &version, board) || version != 1 || strcmp(board, bench_name) != 0)
        return 0;
    take(4, "time %" SCNu32 " ahead %" SCNd64 " clock %" SCNu32 " extended %u", &into->now, &into->ahead, clock, &extended);
    take(1, "serial %28[^\n]", unit->serial);
    take_hex(unit->key, sizeof unit->key);
    take(6, "unit %u %" SCNu32 " %" SCNu32 " %" SCNu32 " %u %u", &known, &unit->starting_code, &unit->test_code,
         &unit->count, &divider, &restricted);
    take(3, "granted %u %" SCNu64 " %" SCNu64, &unlocked, &unit->expiry, &unit->furthest);
    take(2, "tokens %u %u", &server_made_count, &into->entered);
    if (!at || server_made_count > SERVER_MOST || into->entered > server_made_count)
        return 0;
    for (i = 0; i < server_made_count; i++)
        take(2, "%25s %39[^\n]", server_made[i].digits, server_made[i].what);
    for (where = 0; where < bench_storage_size; where += BYTES_A_LINE)
        take_hex(storage + where, BYTES_A_LINE);
    if (!at || (known && divider < 1) || divider > 255 || restricted > 1 || unit->starting_code > 999999999u ||
        unit->count > UINT16_MAX || unit->expiry > FAR_OFF || unit->furthest > FAR_OFF ||
        into->ahead > (int64_t)FAR_OFF || -into->ahead > (int64_t)FAR_OFF ||
        (extended && bench_config("extended", 1) != NULL))
        return 0;
    unit->known = known != 0;
    unit->divider = (uint8_t)divider;
    unit->restricted = (uint8_t)restricted;
    unit->unlocked = (uint8_t)unlocked;
    return 1;
}

int state_load(const char *path, simulator_state *into)
{
    uint8_t storage[BENCH_STORAGE_MOST];
    server_unit unit;
    uint32_t clock;
    unsigned sum;
    FILE *file = fopen(path, "rb");
    char *end;

    if (!file)
        return access(path, F_OK) == 0 ? -1 : 0;
    length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    end = strstr(text, "\nsum ");
    if (!end || strlen(text) != length || sscanf(end, "\nsum %8x", &sum) != 1 || sum != sum_of((size_t)(end + 1 - text)))
        return -1;
    memset(&unit, 0, sizeof unit);
    if (!understand(into, &unit, &clock, storage) || at != end + 1) {
        server_made_count = 0;
        return -1;
    }
    server = unit;
    clock_ahead = clock;
    bench_storage_put(storage);
    return 1;
}

/* The first file replaces none: another simulator may have begun with the same name. */
static int put_in_place(const char *beside, const char *path)
{
    if (held >= 0)
        return rename(beside, path) == 0;
    return link(beside, path) == 0 && unlink(beside) == 0;
}

int state_save(const char *path, const simulator_state *from)
{
    uint8_t storage[BENCH_STORAGE_MOST];
    char beside[4096];
    uint32_t where;
    unsigned i;
    int file;

    length = 0;
    bench_storage_get(storage);
    add("opaygo simulator 1, %s\n", bench_name);
    add("time %" PRIu32 " ahead %" PRId64 " clock %" PRIu32 " extended %u\n", from->now, from->ahead, clock_ahead,
        bench_extended);
    add("serial %s\n", server.known ? server.serial : "-");
    add_hex(server.key, sizeof server.key);
    add("unit %u %" PRIu32 " %" PRIu32 " %" PRIu32 " %u %u\n", server.known, server.starting_code, server.test_code,
        server.count, server.divider, server.restricted);
    add("granted %u %" PRIu64 " %" PRIu64 "\n", server.unlocked, server.expiry, server.furthest);
    add("tokens %u %u\n", server_made_count, from->entered);
    for (i = 0; i < server_made_count; i++)
        add("%s %s\n", server_made[i].digits, server_made[i].what);
    for (where = 0; where < bench_storage_size; where += BYTES_A_LINE)
        add_hex(storage + where, BYTES_A_LINE);
    add("sum %08x\n", (unsigned)sum_of(length));

    if ((size_t)snprintf(beside, sizeof beside, "%s.new", path) >= sizeof beside)
        return 0;
    (void)unlink(beside); /* so that nobody has it open already */
    file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return 0;
    if (fchmod(file, 0600) != 0 || write(file, text, length) != (ssize_t)length || fsync(file) != 0 ||
        flock(file, LOCK_EX | LOCK_NB) != 0 || !put_in_place(beside, path)) {
        close(file);
        return 0;
    }
    if (held >= 0)
        close(held);
    held = file;
    return 1;
}
