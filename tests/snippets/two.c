/* Two units beside each other: what one takes the other does not have. */
#include <string.h>

#include "check.h"
#include "opaygo.h"

extern opaygo_device devices[2];
extern const opaygo_port ports[2];
opaygo_status open_both(void);

int main(void)
{
    static const char *const lines[2] = {"#SLT000001;123456789;0123456789abcdef0123456789abcdef",
                                         "#SLT000002;987654321;fedcba9876543210fedcba9876543210"};
    opaygo_report report;
    uint32_t checks[2];
    uint8_t i;

    for (i = 0; i < 2; i++)
        memset(ports[i].ctx, 0xFF, 256);
    CHECK(open_both() == OPAYGO_UNPROVISIONED);
    for (i = 0; i < 2; i++)
        CHECK(opaygo_factory_line(&devices[i], &ports[i], lines[i], strlen(lines[i]), &checks[i]) == OPAYGO_OK);
    CHECK(checks[0] != checks[1]);
    CHECK(opaygo_apply(&devices[1], &ports[1], 2, 3, &report) == OPAYGO_ADD_TIME);
    CHECK(open_both() == OPAYGO_OK);
    CHECK(opaygo_query(&devices[0], &ports[0], &report) == OPAYGO_OK && report.credit == 0 && !report.active);
    CHECK(opaygo_query(&devices[1], &ports[1], &report) == OPAYGO_OK && report.credit == 3u * 86400u && report.active);
    return 0;
}
