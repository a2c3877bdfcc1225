/* A battery that sags and recovers: the load is off and the unit stored once, and again only after it was well above. */
#include "check.h"
#include "opaygo.h"

void output(uint8_t on);
uint8_t battery_allows(opaygo_device *device, const opaygo_port *port, uint16_t millivolts);

static uint8_t off;

void output(uint8_t on)
{
    if (!on)
        off++;
}

int main(void)
{
    static opaygo_device device; /* not open: the call answers so, and touches nothing */
    static const opaygo_port port;

    CHECK(battery_allows(&device, &port, 3200) && off == 0);
    CHECK(!battery_allows(&device, &port, 2999) && off == 1);
    CHECK(!battery_allows(&device, &port, 3100) && off == 1);
    CHECK(battery_allows(&device, &port, 3151));
    CHECK(battery_allows(&device, &port, 3050) && off == 1);
    CHECK(!battery_allows(&device, &port, 2000) && off == 2);
    return 0;
}
