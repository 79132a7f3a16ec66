/* What decides what sounds: day plans, the rule, acts held, the verdict. PROTOCOL.md, sections 8, 10 and 12. */
#ifndef LOA_RULE_H
#define LOA_RULE_H

#include "loa.h"

#define LOA_LARGEST_DOCUMENT 131072u /* bytes of a body or day plan */
#define LOA_MOST_ITEMS 200u          /* of a day plan */
#define LOA_MOST_STRETCHES 1024u     /* more cannot come of a day plan of so many bytes */
#define LOA_MOST_CUTS 200u           /* two rows of 200 items together, neither overlapping, meet no oftener */
#define LOA_MOST_STOPS 64u           /* silences, blanks, cancels that a device must be able to hold */

/* Section 12: why something does not sound. */
enum loa_reason {
    LOA_SOUNDS, LOA_R_ORDER, LOA_R_WRONG_DAY, LOA_R_MIDNIGHT, LOA_R_DAY, LOA_R_HOURS, LOA_R_QUIET, LOA_R_MINUTES,
    LOA_R_ENVELOPE_HOURS, LOA_R_ENVELOPE_MINUTES, LOA_R_CLASS, LOA_R_EXPIRY, LOA_R_DISPLACED, LOA_R_SESSION_END,
    LOA_R_PREEMPTED, LOA_R_TWICE, LOA_R_NO_TRUST, LOA_R_DISABLED, LOA_R_CLOCK, LOA_R_NO_PLAN, LOA_R_NOT_YET_VALID,
    LOA_R_EXPIRED, LOA_R_NOTHING, LOA_R_OVERFULL, LOA_R_BLANKED, LOA_R_SILENCED, LOA_R_CANCELLED, LOA_R_UNSUPPORTED,
    LOA_R_TOO_LATE
};
const char *loa_reason_word(enum loa_reason reason);

/* ---- Section 8: a day plan. Its text must stay where it is as long as the day is used ---- */
struct loa_item {
    struct loa_text id, slot;
    struct loa_text media; /* the JSON list of its sounds */
    int64_t start_ms, latest_start_ms, expires_ms;
    int32_t length_ms;
    enum loa_class cls;
    uint8_t volume;
    uint8_t sounds; /* 0: it carries what this version does not know */
};

struct loa_day {
    int32_t date; /* days since 1970-01-01 */
    loa_unit unit;
    struct loa_windows hours[7], quiet; /* Monday first */
    uint8_t days;                       /* bit 0 Monday */
    uint16_t minutes;
    uint8_t volume;
    uint16_t items_n;
    struct loa_item *items; /* room for LOA_MOST_ITEMS */
};

struct loa_sound {
    uint8_t sha256[32];
    int32_t duration_ms;
    uint32_t bytes;
    struct loa_text right;
};

enum loa_code loa_read_day(const char *text, size_t n, struct loa_day *day);
/* The sounds of an item in turn; `at` begins with loa_json_begin over item->media, `in` with zeros. */
bool loa_next_sound(struct loa_json *at, struct loa_members *in, struct loa_sound *sound);
/* LOA_BEYOND_ENVELOPE, LOA_WRONG_PLACE or LOA_OK of a day that a plan of this id names, signed by this key. */
enum loa_code loa_admit_day(const struct loa_day *day, const char *plan_id, const struct loa_delegation *by);

struct loa_body { /* the days of a plan, in order */
    uint8_t days_n;
    struct { int32_t date; uint8_t sha256[32]; } days[8];
};
enum loa_code loa_read_body(const char *text, size_t n, struct loa_body *body);

/* ---- Section 12: the rule ---- */
struct loa_span {
    int64_t start, end;
};

struct loa_stretch { /* a part of a day that sounds: sound `sound` of item `item`, from offset_ms of it on */
    int64_t start_ms, end_ms;
    int32_t offset_ms;
    uint16_t item;
    uint8_t sound, volume;
};

struct loa_dropped {
    uint16_t item;
    enum loa_reason why;
};

struct loa_cut { /* what an emergency takes of an item */
    int64_t start_ms, end_ms;
    uint16_t item;
};

struct loa_placed { /* an item in its place */
    int64_t start, end;
    uint16_t item;
};

struct loa_timeline {
    const struct loa_day *day;
    struct loa_stretch *stretches; /* room for LOA_MOST_STRETCHES, in order */
    struct loa_dropped *dropped;   /* room for LOA_MOST_ITEMS */
    struct loa_cut *cuts;          /* room for LOA_MOST_CUTS */
    struct loa_placed *placed;     /* room for 2 * LOA_MOST_ITEMS while it is made */
    uint16_t stretches_n, dropped_n, cuts_n;
};

#define LOA_MOST_SPANS 36u /* 12 windows less 12 are 24 at most, and these inside 12 others 35 */
struct loa_spans {
    uint8_t n;
    struct loa_span at[LOA_MOST_SPANS];
};

struct loa_frame { /* a day's limits */
    const struct loa_day *day;
    const struct loa_envelope *envelope; /* NULL: the whole day */
    enum loa_class highest;
    int64_t starts, ends;
    struct loa_spans sessions, outermost, hours, quiet; /* the last two: as the rules say them for this weekday */
    int64_t longest; /* ms a session */
    bool broadcasts; /* on this weekday */
};

int64_t loa_midnight(int32_t date);
int32_t loa_local_date(int64_t ms);
void loa_frame_of(const struct loa_day *day, const struct loa_envelope *envelope, enum loa_class highest,
                  struct loa_frame *frame);
/* The first thing wrong with an item by itself, or LOA_SOUNDS. */
enum loa_reason loa_own_breach(const struct loa_item *item, const struct loa_frame *frame);
/* False: above the class or outside the envelope, for which the whole day is refused (section 8). */
bool loa_in_envelope(const struct loa_item *item, const struct loa_frame *frame);
/* The span in which a moment falls, or NULL. */
const struct loa_span *loa_span_at(const struct loa_spans *spans, int64_t ms);
/* What sounds on a day; false: no room, which cannot be for a day that loa_read_day read. */
bool loa_timeline_of(const struct loa_day *day, const struct loa_envelope *envelope, enum loa_class highest,
                     struct loa_timeline *line);
const struct loa_stretch *loa_stretch_at(const struct loa_timeline *line, int64_t now);

/* ---- Section 10: acts held ---- */
struct loa_held {
    struct loa_act act;
    int64_t serial; /* of the delegation that signed it */
    int64_t until;  /* a restore outlives what it lifted; 0 when it has just come */
};

struct loa_standing {
    bool blanked, silenced, overfull;
    const struct loa_act *by; /* what keeps the device mute, or NULL */
};

struct loa_standing loa_standing_of(const struct loa_held *held, size_t n, int64_t now);
bool loa_is_cancelled(const struct loa_held *held, size_t n, int64_t now, const struct loa_item *item,
                      const struct loa_sound *sound);
/* The test tone whose time is now and that was not begun yet (by place in `held`), or NULL. */
const struct loa_act *loa_tone_due(const struct loa_held *held, size_t n, int64_t now, const bool *done);
/* Drops what need not be held any more and puts the rest in order; returns how many are left. */
size_t loa_keep_acts(struct loa_held *held, size_t n, int64_t now);

/* ---- Section 12: the verdict ---- */
struct loa_grounds {
    enum loa_reason refused; /* LOA_R_NO_TRUST, LOA_R_DISABLED, or LOA_SOUNDS; see loa_refused */
    bool sure;
    const struct loa_timeline *line; /* NULL: no plan is held whole */
    int64_t valid_from, valid_to;    /* of plan head, delegation and trust list together */
    const struct loa_held *acts;
    size_t acts_n;
    const bool *begun; /* of each item of the day; NULL: all began in time */
    uint8_t volume;    /* the assignment's */
};

struct loa_verdict {
    enum loa_reason why;               /* LOA_SOUNDS: it sounds */
    int64_t until_ms;                  /* holds so long if nothing new comes; LOA_NEVER */
    const struct loa_stretch *stretch; /* what sounds, or would; NULL: nothing is planned */
    const struct loa_act *by;          /* the order that keeps it mute, if one does */
    int32_t offset_ms;
    uint8_t volume;
};

enum loa_reason loa_refused(const struct loa_trust *trust, const struct loa_assignment *assignment);
struct loa_verdict loa_verdict_at(const struct loa_grounds *grounds, int64_t now);
/* Why no test tone may sound now; envelope: of the key that signed it, or NULL; today: its day plan, or NULL. */
enum loa_reason loa_tone_verdict(const struct loa_grounds *grounds, int64_t now, const struct loa_envelope *envelope,
                                 const struct loa_day *today);

#endif
