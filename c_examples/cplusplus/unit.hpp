// unit.hpp: a unit as a C++ object, with its storage and its clock as an object of yours.
// Knows no board. No exception passes through the library, which cannot unwind: what a callback of yours throws, catch there.
#ifndef UNIT_HPP
#define UNIT_HPP

#include <string.h>

#include "opaygo.h"

// Board has: bool read(uint16_t at, uint8_t *into, uint8_t len); bool write(uint16_t at, const uint8_t *from, uint8_t len);
// bool erase(uint16_t at); bool rtc(uint32_t &seconds); bool uptime(uint32_t &seconds). Each tells whether it did all of it.
template <class Board> class Unit {
public:
    Unit(Board &board, const opaygo_config &config, const opaygo_geometry &geometry) : board_(board), port_(), device_()
    {
        port_.ctx = this;
        port_.read = read;
        port_.write = write;
        port_.rtc = rtc;
        port_.uptime = uptime;
        port_.timer = opaygo_with_uptime;
        port_.config = &config;
        port_.geometry = geometry;
        if (geometry.page != 0) {
            port_.erase = erase;
            port_.pages = opaygo_with_pages;
        }
        (void)opaygo_keypad_init(&pad_);
        (void)opaygo_factory_init(&line_);
    }

    // The port holds `this`: a copy would call into the one it was copied from.
    Unit(const Unit &) = delete;
    Unit &operator=(const Unit &) = delete;

    opaygo_status open() { return opaygo_open(&device_, &port_); }
    opaygo_status factory(char byte, uint32_t &check) { return opaygo_factory_push(&line_, &device_, &port_, byte, &check); }
    opaygo_status factory_goes_on(uint16_t hashes, uint32_t &check)
    {
        return opaygo_factory_poll(&line_, &device_, &port_, hashes, &check);
    }
    opaygo_status poll(uint16_t hashes, opaygo_report &report)
    {
        return opaygo_keypad_poll(&pad_, &device_, &port_, hashes, &report);
    }
    void press(char key) { (void)opaygo_keypad_push(&pad_, key); } // by an interrupt too

    opaygo_report report() const
    {
        opaygo_report now;

        memset(&now, 0, sizeof now);
        (void)opaygo_query(&device_, &port_, &now);
        return now;
    }

private:
    // What the library calls: static members, whose `ctx` is the object.
    static Board &of(void *ctx) { return static_cast<Unit *>(ctx)->board_; }
    static int8_t done(bool all) { return all ? 0 : -1; }

    static int8_t read(void *ctx, uint16_t at, uint8_t *into, uint8_t len) { return done(of(ctx).read(at, into, len)); }
    static int8_t write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len) { return done(of(ctx).write(at, from, len)); }
    static int8_t erase(void *ctx, uint16_t at) { return done(of(ctx).erase(at)); }
    static int8_t rtc(void *ctx, uint32_t *seconds) { return done(of(ctx).rtc(*seconds)); }
    static int8_t uptime(void *ctx, uint32_t *seconds) { return done(of(ctx).uptime(*seconds)); }

    Board &board_;
    opaygo_port port_;
    opaygo_device device_;
    opaygo_keypad pad_;
    opaygo_factory line_;
};

#endif
