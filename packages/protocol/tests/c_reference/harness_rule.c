/* Days, acts and verdicts of the C reference, as the tests ask for them. */
#include "loa_read.h"
#include "parcel.h"

#define MOST_HELD 160

static struct loa_item items[LOA_MOST_ITEMS];
static struct loa_stretch stretches[LOA_MOST_STRETCHES];
static struct loa_dropped dropped[LOA_MOST_ITEMS];
static struct loa_cut cuts[LOA_MOST_CUTS];
static struct loa_placed placed[2 * LOA_MOST_ITEMS];
static struct loa_held held[MOST_HELD];
static size_t held_n;
static bool flags[LOA_MOST_ITEMS];

TEST_CALL(test_reasons)
{
    struct parcel parcel = {in, out, out};
    int reason;

    for (reason = LOA_SOUNDS; reason <= LOA_R_TOO_LATE; reason++)
        give_text(&parcel, loa_reason_word((enum loa_reason)reason));
    return (size_t)(parcel.out - out);
}

static enum loa_code take_day(struct parcel *parcel, struct loa_day *day)
{
    size_t n;
    const char *text = (const char *)take_bytes(parcel, &n);

    day->items = items;
    return loa_read_day(text, n, day);
}

/* An envelope as JSON, or nothing. */
static const struct loa_envelope *take_envelope(struct parcel *parcel, struct loa_envelope *envelope)
{
    struct loa_json json;
    size_t n;
    const char *text = (const char *)take_bytes(parcel, &n);

    memset(envelope, 0, sizeof *envelope);
    loa_json_begin(&json, text, n);
    if (n > 0)
        loa_read_envelope(&json, envelope);
    return n > 0 ? envelope : NULL;
}

static enum loa_code take_acts(struct parcel *parcel)
{
    struct loa_head head;
    size_t i, n;

    held_n = (size_t)take(parcel);
    for (i = 0; i < held_n; i++) {
        held[i].serial = take(parcel);
        held[i].until = take(parcel);
        head.payload = take_bytes(parcel, &n);
        head.payload_n = (uint32_t)n;
        if (loa_read_act(&head, &held[i].act) != LOA_OK)
            return LOA_MALFORMED;
    }
    return LOA_OK;
}

static void take_flags(struct parcel *parcel)
{
    int64_t n = take(parcel);

    memset(flags, 0, sizeof flags);
    while (n-- > 0)
        flags[take(parcel)] = true;
}

static void give_line(struct parcel *parcel, const struct loa_timeline *line)
{
    uint16_t i;

    give(parcel, line->stretches_n);
    for (i = 0; i < line->stretches_n; i++) {
        const struct loa_stretch *one = &line->stretches[i];
        give(parcel, one->start_ms);
        give(parcel, one->end_ms);
        give(parcel, one->item);
        give(parcel, one->sound);
        give(parcel, one->offset_ms);
        give(parcel, one->volume);
    }
    give(parcel, line->dropped_n);
    for (i = 0; i < line->dropped_n; i++) {
        give(parcel, line->dropped[i].item);
        give(parcel, line->dropped[i].why);
    }
    give(parcel, line->cuts_n);
    for (i = 0; i < line->cuts_n; i++) {
        give(parcel, line->cuts[i].item);
        give(parcel, line->cuts[i].start_ms);
        give(parcel, line->cuts[i].end_ms);
    }
}

/* Why, until, stretch (-1: none), offset, volume, the act's place (-1: none). */
static void give_verdict(struct parcel *parcel, const struct loa_timeline *line, const struct loa_verdict *said)
{
    size_t by = 0;

    while (by < held_n && &held[by].act != said->by)
        by++;
    give(parcel, said->why);
    give(parcel, said->until_ms == LOA_NEVER ? -1 : said->until_ms);
    give(parcel, said->stretch == NULL ? -1 : said->stretch - line->stretches);
    give(parcel, said->offset_ms);
    give(parcel, said->volume);
    give(parcel, by < held_n ? (int64_t)by : -1);
}

/* A day, its timeline, and the verdict at so many moments under so many acts. */
TEST_CALL(test_day)
{
    struct parcel parcel = {in, out, out};
    struct loa_timeline line = {NULL, stretches, dropped, cuts, placed, 0, 0, 0};
    struct loa_grounds grounds;
    struct loa_envelope envelope;
    const struct loa_envelope *outer;
    struct loa_day day;
    enum loa_code code = take_day(&parcel, &day);
    enum loa_class highest;
    int64_t moments;

    outer = take_envelope(&parcel, &envelope);
    highest = (enum loa_class)take(&parcel);
    give(&parcel, code);
    if (code != LOA_OK)
        return (size_t)(parcel.out - out);
    give(&parcel, loa_timeline_of(&day, outer, highest, &line));
    give_line(&parcel, &line);
    give(&parcel, take_acts(&parcel));
    for (moments = take(&parcel); moments > 0; moments--) {
        int64_t now = take(&parcel);
        struct loa_verdict said;
        grounds.refused = (enum loa_reason)take(&parcel);
        grounds.sure = take(&parcel) != 0;
        grounds.line = take(&parcel) != 0 ? &line : NULL;
        grounds.valid_from = take(&parcel);
        grounds.valid_to = take(&parcel);
        grounds.volume = (uint8_t)take(&parcel);
        grounds.begun = take(&parcel) != 0 ? flags : NULL;
        take_flags(&parcel);
        grounds.acts = held;
        grounds.acts_n = held_n;
        said = loa_verdict_at(&grounds, now);
        give_verdict(&parcel, &line, &said);
    }
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_tone)
{
    struct parcel parcel = {in, out, out};
    struct loa_grounds grounds = {LOA_SOUNDS, false, NULL, 0, 0, held, 0, NULL, 100};
    struct loa_envelope envelope;
    const struct loa_envelope *outer;
    struct loa_day day;
    int64_t now = take(&parcel);
    bool today;

    grounds.refused = (enum loa_reason)take(&parcel);
    grounds.sure = take(&parcel) != 0;
    outer = take_envelope(&parcel, &envelope);
    today = take_day(&parcel, &day) == LOA_OK && day.date == loa_local_date(now);
    take_acts(&parcel);
    grounds.acts_n = held_n;
    give(&parcel, loa_tone_verdict(&grounds, now, outer, today ? &day : NULL));
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_due)
{
    struct parcel parcel = {in, out, out};
    int64_t now = take(&parcel);
    const struct loa_act *due;

    take_acts(&parcel);
    take_flags(&parcel);
    due = loa_tone_due(held, held_n, now, flags);
    give_text(&parcel, due == NULL ? "" : due->id);
    return (size_t)(parcel.out - out);
}

TEST_CALL(test_keep)
{
    struct parcel parcel = {in, out, out};
    int64_t now = take(&parcel);
    size_t i;

    take_acts(&parcel);
    held_n = loa_keep_acts(held, held_n, now);
    give(&parcel, (int64_t)held_n);
    for (i = 0; i < held_n; i++) {
        give_text(&parcel, held[i].act.id);
        give(&parcel, held[i].until > held[i].act.expires_ms ? held[i].until : held[i].act.expires_ms);
    }
    return (size_t)(parcel.out - out);
}

/* A day or body by itself: the code, and for a day whether a plan of this id and delegation may have it. */
TEST_CALL(test_document)
{
    struct parcel parcel = {in, out, out};
    struct loa_delegation by;
    struct loa_body body;
    struct loa_day day;
    struct loa_head head;
    bool is_day = take(&parcel) != 0;
    char plan_id[48] = "";
    enum loa_code code;
    size_t n;

    if (is_day)
        code = take_day(&parcel, &day);
    else {
        const char *text = (const char *)take_bytes(&parcel, &n);
        code = loa_read_body(text, n, &body);
    }
    take_into(&parcel, plan_id);
    head.payload = take_bytes(&parcel, &n);
    head.payload_n = (uint32_t)n;
    give(&parcel, code);
    give(&parcel, is_day && code == LOA_OK ? day.date : 0);
    if (is_day && code == LOA_OK && n > 0) {
        give(&parcel, loa_read_delegation(&head, &by));
        give(&parcel, loa_admit_day(&day, plan_id, &by));
    }
    return (size_t)(parcel.out - out);
}

/* The hash of the body in the highest version spoken, or nothing. */
TEST_CALL(test_plan_body)
{
    struct parcel parcel = {in, out, out};
    struct loa_head head;
    struct loa_plan plan;
    size_t n;
    const uint8_t *speaks, *body;

    head.payload = take_bytes(&parcel, &n);
    head.payload_n = (uint32_t)n;
    speaks = take_bytes(&parcel, &n);
    give(&parcel, loa_read_plan(&head, &plan));
    body = loa_plan_body(&plan, speaks, n);
    give_bytes(&parcel, body, body == NULL ? 0 : 32);
    return (size_t)(parcel.out - out);
}
