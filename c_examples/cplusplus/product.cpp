// product.cpp: a product in C++ on the boards of ../keypad, whose drivers are C: what they call is extern "C".
#include "unit.hpp"

extern "C" {
#include "board.h"
#include "product.h"
#include "text.h"
}

namespace {

constexpr uint16_t hashes_a_pass = 16;
constexpr int16_t status_request = 0x05; // ASCII ENQ

// The board's C callbacks, as an object; it counts what it writes, as a product might watch its storage's wear.
class Drivers {
public:
    bool read(uint16_t at, uint8_t *into, uint8_t len) { return port_.read(port_.ctx, at, into, len) == 0; }
    bool write(uint16_t at, const uint8_t *from, uint8_t len)
    {
        records_++;
        return port_.write(port_.ctx, at, from, len) == 0;
    }
    bool erase(uint16_t at) { return port_.erase(port_.ctx, at) == 0; }
    bool rtc(uint32_t &seconds) { return port_.rtc(port_.ctx, &seconds) == 0; }
    bool uptime(uint32_t &seconds) { return port_.uptime(port_.ctx, &seconds) == 0; }
    uint16_t records() const { return records_; }

private:
    const opaygo_port &port_ = *board_port();
    uint16_t records_ = 0;
};

struct Product {
    Drivers drivers;
    Unit<Drivers> unit;

    Product() : drivers(), unit(drivers, product_config, board_port()->geometry) {}
};

// Made at the first call: start-up code that knows no constructors will do. In RAM, and never destroyed.
Product &product()
{
    static Product it;

    return it;
}

void tell_status()
{
    const opaygo_report now = product().unit.report();

    (void)text_say(TEXT("status state="));
    (void)text_say(now.state == OPAYGO_STATE_DISABLED ? TEXT("disabled") : TEXT("enabled"));
    (void)text_say(TEXT(" count="));
    text_number(now.count);
    text_line(TEXT(" credit="), now.credit);
}

bool line_goes_on;

// A byte of the line, or a further part of what it asks for: an EEPROM that is not blank is wiped in pieces.
void factory_pass(int16_t byte)
{
    uint32_t check = 0;
    const opaygo_status status = line_goes_on ? product().unit.factory_goes_on(hashes_a_pass, check)
                                              : product().unit.factory(static_cast<char>(byte), check);

    line_goes_on = status == OPAYGO_DECODING;
    if (status == OPAYGO_OK) {
        (void)text_say(TEXT("factory ok check="));
        text_hex(check);
        text_end();
    } else if (status < 0) {
        text_line(TEXT("factory error"), 0);
    }
}

void tell(opaygo_status status, const opaygo_report &report)
{
    switch (status) { // an enumeration in C++: a case that is missing is a warning where there is no default
    case OPAYGO_ADD_TIME:
    case OPAYGO_SET_TIME: text_line(TEXT("credit="), report.credit); break;
    case OPAYGO_ALREADY_USED: text_line(TEXT("used"), 0); break;
    case OPAYGO_INVALID: text_line(TEXT("invalid, wait="), report.wait); break;
    default: break;
    }
    if (report.changed)
        text_line(report.active ? TEXT("output on") : TEXT("output off"), 0);
}

} // namespace

opaygo_config product_config;

void product_config_default(void)
{
    (void)opaygo_config_default(&product_config);
    product_config.example_key = 1; // for trying things out: not in a product
}

void product_start(void)
{
    board_start();
    (void)product().unit.open();
}

void product_pressed(char key)
{
    product().unit.press(key);
}

uint32_t product_pass(void)
{
    opaygo_report report;
    const int16_t byte = board_byte();

    if (byte == status_request)
        tell_status();
    else if (byte >= 0 || line_goes_on)
        factory_pass(byte);
    const opaygo_status status = product().unit.poll(hashes_a_pass, report);
    if (status == OPAYGO_NOT_OPEN)
        (void)product().unit.open();
    tell(status, report);
    board_output(report.active);
    return byte >= 0 || line_goes_on || status > 0 ? 0 : status == OPAYGO_NOT_OPEN ? 1 : report.sleep;
}
