/* What the tests hand to the C reference and get back: whole numbers of eight bytes, and bytes after their length. */
#ifndef PARCEL_H
#define PARCEL_H

#include <stdint.h>
#include <string.h>

#include "loa_rule.h"

struct parcel {
    const uint8_t *in;
    uint8_t *out;
    uint8_t *begin;
};

static inline int64_t take(struct parcel *parcel)
{
    int64_t value;

    memcpy(&value, parcel->in, sizeof value);
    parcel->in += sizeof value;
    return value;
}

#ifdef LOA_EXACT
#include <stdlib.h>

/* A copy in memory of exactly this length, so that a sanitizer sees the first byte beyond. The oldest goes. */
static inline const uint8_t *exact(const uint8_t *bytes, size_t n)
{
    static uint8_t *kept[1024];
    static unsigned next;
    uint8_t **place = &kept[next++ % 1024];

    free(*place);
    *place = malloc(n);
    if (n > 0)
        memcpy(*place, bytes, n);
    return *place;
}
#endif

static inline const uint8_t *take_bytes(struct parcel *parcel, size_t *n)
{
    const uint8_t *bytes;

    *n = (size_t)take(parcel);
    bytes = parcel->in;
    parcel->in += *n;
#ifdef LOA_EXACT
    return exact(bytes, *n);
#else
    return bytes;
#endif
}

/* Bytes of a known length, or text with its end. */
static inline void take_into(struct parcel *parcel, void *to)
{
    size_t n;
    const uint8_t *bytes = take_bytes(parcel, &n);

    memcpy(to, bytes, n);
}

static inline void give(struct parcel *parcel, int64_t value)
{
    memcpy(parcel->out, &value, sizeof value);
    parcel->out += sizeof value;
}

static inline void give_bytes(struct parcel *parcel, const void *bytes, size_t n)
{
    give(parcel, (int64_t)n);
    if (n > 0)
        memcpy(parcel->out, bytes, n);
    parcel->out += n;
}

static inline void give_text(struct parcel *parcel, const char *text)
{
    give_bytes(parcel, text, strlen(text));
}

/* The call of a test: everything in one parcel, everything back in one. */
#define TEST_CALL(name) size_t name(const uint8_t *in, uint8_t *out)

#endif
