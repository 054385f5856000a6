#include "CShopGuideFetch.h"

#include <netinet/in.h>
#include <string.h>

typedef struct {
    uint32_t first;
    int bits;
} range;

/// What isn't routed in the public internet: IANA's special-purpose registry (RFC 6890), multicast and what is reserved.
static const range special[] = {
    {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
    {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16},
    {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4},
};

static int is_public_v4(uint32_t address) {
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        uint32_t mask = 0xFFFFFFFFu << (32 - special[i].bits);
        if ((address & mask) == special[i].first) return 0;
    }
    return 1;
}

static uint32_t word(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int is_public_v6(const uint8_t *bytes) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t translated[12] = {0, 0x64, 0xFF, 0x9B};
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0) return is_public_v4(word(bytes + 12));
    if (word(bytes) == 0x20010DB8 || word(bytes) >> 9 == 0x20010000 >> 9) return 0;  // documentation; Teredo and others
    if (word(bytes) >> 16 == 0x2002) return 0;                                       // 6to4, which may lead to any IPv4
    return bytes[0] >> 5 == 1;                                                       // 2000::/3, global unicast
}

int sg_is_public(const struct sockaddr *address) {
    switch (address->sa_family) {
    case AF_INET: return is_public_v4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
    case AF_INET6: return is_public_v6(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
    default: return 0;
    }
}
