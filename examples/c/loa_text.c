/* Text of a JSON message: code points out of UTF-8 and escapes. PROTOCOL.md, section 1. */
#include <string.h>

#include "loa_json.h"

static int32_t four_digits(const char **at, const char *end)
{
    int32_t value = 0;
    int i;

    if (end - *at < 4)
        return -1;
    for (i = 0; i < 4; i++) {
        char c = *(*at)++;
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* After the backslash. No U+0000, no lone surrogate. */
static int32_t escaped(const char **at, const char *end)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    int32_t high, low;

    if (*at == end)
        return -1;
    if (**at != 'u') {
        const char *found = **at == '\0' ? NULL : strchr(letters, **at);
        (*at)++;
        return found == NULL ? -1 : meant[found - letters];
    }
    (*at)++;
    high = four_digits(at, end);
    if (high <= 0 || (high >= 0xDC00 && high <= 0xDFFF))
        return -1;
    if (high < 0xD800 || high > 0xDBFF)
        return high;
    if (end - *at < 2 || (*at)[0] != '\\' || (*at)[1] != 'u')
        return -1;
    *at += 2;
    low = four_digits(at, end);
    return low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00);
}

/* Of two bytes and more; the shortest form alone, no surrogates, nothing above U+10FFFF. */
static int32_t utf8(const char **at, const char *end)
{
    static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)*(*at)++;
    int more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2
             : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
    int32_t point = first & (0x3F >> more);
    int i;

    if (more == 0 || end - *at < more)
        return -1;
    for (i = 0; i < more; i++) {
        unsigned char next = (unsigned char)*(*at)++;
        if ((next & 0xC0) != 0x80)
            return -1;
        point = point * 64 + (next & 0x3F);
    }
    return point < least[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF) ? -1 : point;
}

int32_t loa_text_point(const char **at, const char *end)
{
    unsigned char first;

    if (*at == end)
        return -1;
    first = (unsigned char)**at;
    if (first < 0x20)
        return -1;
    if (first >= 0x80)
        return utf8(at, end);
    (*at)++;
    return first == '\\' ? escaped(at, end) : first;
}

int loa_text_order(struct loa_text left, struct loa_text right)
{
    const char *a = left.at, *b = right.at;

    for (;;) {
        int32_t one = loa_text_point(&a, left.at + left.n), other = loa_text_point(&b, right.at + right.n);
        if (one != other)
            return one < other ? -1 : 1;
        if (one < 0)
            return 0;
    }
}

bool loa_text_is(struct loa_text text, const char *word)
{
    struct loa_text other;

    other.at = word;
    other.n = (uint32_t)strlen(word);
    return loa_text_order(text, other) == 0;
}

bool loa_text_among(struct loa_text text, const char *allowed)
{
    const char *at = text.at, *end = text.at + text.n;

    while (at < end) {
        int32_t point = loa_text_point(&at, end);
        if (point <= 0 || point > 127 || strchr(allowed, point) == NULL)
            return false;
    }
    return true;
}
