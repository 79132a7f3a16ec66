/* Reading JSON as section 1 of PROTOCOL.md asks, strictly and without a tree: values are pulled in the order in
 * which they stand. After the first fault `bad` is set, every further read answers nothing, and the message is
 * malformed; so a reader of a message need not ask after each value. */
#ifndef LOA_JSON_H
#define LOA_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOA_JSON_DEEPEST 16                   /* our own: lists and objects in one another, in what is looked at for its form alone */
#define LOA_JSON_LARGEST 9007199254740991LL   /* 2^53 - 1 */

/* Text as it stands between its quotes, escapes and all: checked, not decoded. */
struct loa_text {
    const char *at;
    uint32_t n;
};

struct loa_json {
    const char *at, *end;
    bool bad;
};

/* Where a reader is in an object or a list; begin with all zeros. */
struct loa_members {
    uint32_t seen;   /* which names of an object stood there already, a bit each */
    uint16_t count;  /* of the values so far */
};

void loa_json_begin(struct loa_json *json, const char *text, size_t n);
bool loa_json_end(struct loa_json *json); /* true: nothing was wrong, and nothing is left over */

/* The place in `names` of the object's next name, its value being what is read next; -1 at the end of the object.
 * Bad: a name that is not there, or one that stands twice. `needed`: those without a default, a bit each. */
int loa_json_name(struct loa_json *json, struct loa_members *in, const char *const *names, uint32_t needed);
/* True when another value of the list comes next. Bad: more than `most`. */
bool loa_json_next(struct loa_json *json, struct loa_members *in, unsigned most);

int64_t loa_json_integer(struct loa_json *json, int64_t least, int64_t most);
bool loa_json_boolean(struct loa_json *json);
struct loa_text loa_json_text(struct loa_json *json, unsigned shortest, unsigned longest); /* in code points */
/* The place in `words`, a list that ends with NULL, of this text. Bad: none of them. */
int loa_json_choice(struct loa_json *json, const char *const *words);
/* 2 * n lower-case hex digits as n bytes. With maybe: or "" (false, the bytes zero). */
bool loa_json_hex(struct loa_json *json, uint8_t *bytes, unsigned n, bool maybe);
/* Text of `shortest` to size - 1 characters, all of them among `allowed` (ASCII), with an end of zero. */
void loa_json_word(struct loa_json *json, char *word, unsigned size, unsigned shortest, const char *allowed);
/* Any value, looked at for its form alone. */
void loa_json_skip(struct loa_json *json);
/* `info`: an object of at most 16 names. */
void loa_json_info(struct loa_json *json);
/* The text under the name "kind" of the object that comes next, which is not moved past. */
struct loa_text loa_json_kind(const struct loa_json *json);

#define LOA_REF "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@:._-"
#define LOA_LOWER "0123456789abcdefghijklmnopqrstuvwxyz"

int32_t loa_text_point(const char **at, const char *end); /* the next code point, -1: none, or one that may not be */
bool loa_text_is(struct loa_text text, const char *word);
bool loa_text_among(struct loa_text text, const char *allowed);
int loa_text_order(struct loa_text left, struct loa_text right); /* by code points: below 0, 0, above 0 */

#endif
