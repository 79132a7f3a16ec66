/* When a place may sound on a day, and what is wrong with an item by itself. PROTOCOL.md, section 12. */
#include <string.h>

#include "loa_rule.h"

int64_t loa_midnight(int32_t date)
{
    return date * LOA_DAY - LOA_ZONE;
}

int32_t loa_local_date(int64_t ms)
{
    int64_t local = ms + LOA_ZONE;

    return (int32_t)(local / LOA_DAY - (local % LOA_DAY < 0));
}

static void add(struct loa_spans *spans, int64_t start, int64_t end)
{
    if (start < end && spans->n < LOA_MOST_SPANS) {
        spans->at[spans->n].start = start;
        spans->at[spans->n++].end = end;
    }
}

/* Windows of a day as moments, in order, those that touch or overlap made one. */
static void spans_of(const struct loa_windows *windows, int64_t midnight, struct loa_spans *spans)
{
    struct loa_spans sorted = {0, {{0, 0}}};
    uint8_t i, j;

    for (i = 0; i < windows->n; i++) {
        struct loa_span span;
        span.start = midnight + windows->at[i].start * LOA_MINUTE;
        span.end = midnight + windows->at[i].end * LOA_MINUTE;
        for (j = sorted.n++; j > 0 && sorted.at[j - 1].start > span.start; j--)
            sorted.at[j] = sorted.at[j - 1];
        sorted.at[j] = span;
    }
    spans->n = 0;
    for (i = 0; i < sorted.n; i++) {
        struct loa_span *last = spans->n > 0 ? &spans->at[spans->n - 1] : NULL;
        if (last == NULL || sorted.at[i].start > last->end)
            add(spans, sorted.at[i].start, sorted.at[i].end);
        else if (sorted.at[i].end > last->end)
            last->end = sorted.at[i].end;
    }
}

static void without(const struct loa_spans *parts, const struct loa_spans *holes, struct loa_spans *left)
{
    uint8_t i, j;

    left->n = 0;
    for (i = 0; i < parts->n; i++) {
        int64_t start = parts->at[i].start, end = parts->at[i].end;
        for (j = 0; j < holes->n; j++)
            if (holes->at[j].end > start && holes->at[j].start < end) {
                add(left, start, holes->at[j].start);
                start = holes->at[j].end;
            }
        add(left, start, end);
    }
}

static void inside(const struct loa_spans *parts, const struct loa_spans *limits, struct loa_spans *both)
{
    uint8_t i, j;

    both->n = 0;
    for (i = 0; i < parts->n; i++)
        for (j = 0; j < limits->n; j++) {
            const struct loa_span *a = &parts->at[i], *b = &limits->at[j];
            add(both, a->start > b->start ? a->start : b->start, a->end < b->end ? a->end : b->end);
        }
}

void loa_frame_of(const struct loa_day *day, const struct loa_envelope *envelope, enum loa_class highest,
                  struct loa_frame *frame)
{
    int32_t weekday = (day->date + 3) % 7; /* 0 is Monday; 1970 began on a Thursday */
    uint16_t minutes = day->minutes;
    struct loa_spans allowed;

    memset(frame, 0, sizeof *frame);
    frame->day = day;
    frame->envelope = envelope;
    frame->highest = highest;
    frame->starts = loa_midnight(day->date);
    frame->ends = frame->starts + LOA_DAY;
    frame->broadcasts = (day->days >> weekday & 1) != 0;
    spans_of(&day->hours[weekday], frame->starts, &frame->hours);
    spans_of(&day->quiet, frame->starts, &frame->quiet);
    if (envelope == NULL)
        add(&frame->outermost, frame->starts, frame->ends);
    else
        spans_of(&envelope->hours, frame->starts, &frame->outermost);
    if (frame->broadcasts) {
        without(&frame->hours, &frame->quiet, &allowed);
        inside(&allowed, &frame->outermost, &frame->sessions);
    }
    if (envelope != NULL && envelope->minutes < minutes)
        minutes = envelope->minutes;
    frame->longest = minutes * LOA_MINUTE;
}

const struct loa_span *loa_span_at(const struct loa_spans *spans, int64_t ms)
{
    uint8_t i;

    for (i = 0; i < spans->n; i++)
        if (spans->at[i].start <= ms && ms < spans->at[i].end)
            return &spans->at[i];
    return NULL;
}

/* Does one of these spans hold all of it? */
static bool within(int64_t start, int64_t end, const struct loa_spans *spans)
{
    const struct loa_span *span = loa_span_at(spans, start);

    return span != NULL && end <= span->end;
}

static bool meets(int64_t start, int64_t end, const struct loa_spans *spans)
{
    uint8_t i;

    for (i = 0; i < spans->n; i++)
        if (spans->at[i].start < end && start < spans->at[i].end)
            return true;
    return false;
}

enum loa_reason loa_own_breach(const struct loa_item *item, const struct loa_frame *frame)
{
    int64_t start = item->start_ms, end = start + item->length_ms;

    if (item->latest_start_ms < start || item->expires_ms <= start)
        return LOA_R_ORDER;
    if (end > item->expires_ms)
        return LOA_R_EXPIRY;
    if (start < frame->starts || start >= frame->ends)
        return LOA_R_WRONG_DAY;
    if (end > frame->ends)
        return LOA_R_MIDNIGHT;
    if (item->cls > frame->highest)
        return LOA_R_CLASS;
    if (!within(start, end, &frame->outermost))
        return LOA_R_ENVELOPE_HOURS;
    if (frame->envelope != NULL && end - start > frame->envelope->minutes * LOA_MINUTE)
        return LOA_R_ENVELOPE_MINUTES;
    if (item->cls == LOA_EMERGENCY)
        return LOA_SOUNDS;
    if (!frame->broadcasts)
        return LOA_R_DAY;
    if (!within(start, end, &frame->hours))
        return LOA_R_HOURS;
    return meets(start, end, &frame->quiet) ? LOA_R_QUIET : LOA_SOUNDS;
}

bool loa_in_envelope(const struct loa_item *item, const struct loa_frame *frame)
{
    int64_t start = item->start_ms, end = start + item->length_ms;

    if (start < frame->starts || start >= frame->ends) /* of another day: nothing but dropped, section 12 */
        return true;
    return item->cls <= frame->highest && within(start, end, &frame->outermost)
        && end - start <= frame->envelope->minutes * LOA_MINUTE && item->volume <= frame->envelope->volume;
}
