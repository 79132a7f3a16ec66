/* May this device sound now, what, why not, and for how long that holds. PROTOCOL.md, section 12. */
#include <string.h>

#include "loa_rule.h"

const char *loa_reason_word(enum loa_reason reason)
{
    static const char *const words[] = {
        "", "order", "wrong-day", "midnight", "day", "hours", "quiet", "minutes", "envelope-hours",
        "envelope-minutes", "class", "expiry", "displaced", "session-end", "preempted", "twice", "no-trust",
        "disabled", "clock", "no-plan", "not-yet-valid", "expired", "nothing", "overfull", "blanked", "silenced",
        "cancelled", "unsupported", "too-late"};
    return words[reason];
}

enum loa_reason loa_refused(const struct loa_trust *trust, const struct loa_assignment *assignment)
{
    if (trust == NULL || assignment == NULL)
        return LOA_R_NO_TRUST;
    return trust->device_out || assignment->disabled ? LOA_R_DISABLED : LOA_SOUNDS;
}

static void sooner(int64_t *until, int64_t edge, int64_t now)
{
    if (edge > now && edge < *until)
        *until = edge;
}

/* The next moment at which a stretch begins or ends, its item's latest start passes, or an act ends. */
static int64_t next_edge(const struct loa_grounds *grounds, int64_t now)
{
    const struct loa_timeline *line = grounds->line;
    int64_t until = grounds->valid_to;
    uint16_t i, ahead = 0;
    size_t a;

    for (i = 0; i < line->stretches_n && ahead < 1; i++) {
        const struct loa_stretch *one = &line->stretches[i];
        if (one->end_ms <= now)
            continue;
        ahead++;
        sooner(&until, one->start_ms, now);
        sooner(&until, one->end_ms, now);
        sooner(&until, line->day->items[one->item].latest_start_ms + 1, now);
    }
    for (a = 0; a < grounds->acts_n; a++)
        sooner(&until, grounds->acts[a].act.expires_ms, now);
    return until;
}

/* The sound of a stretch, read again from the day's text. False: its item carries none that is known. */
static bool sound_of(const struct loa_item *item, unsigned number, struct loa_sound *sound)
{
    struct loa_members in = {0, 0};
    struct loa_json json;

    loa_json_begin(&json, item->media.at, item->media.n);
    while (item->sounds > 0 && loa_next_sound(&json, &in, sound))
        if (number-- == 0)
            return true;
    return false;
}

/* Why what is planned now does not sound. */
static enum loa_reason muted(const struct loa_grounds *grounds, const struct loa_stretch *stretch, int64_t now,
                             const struct loa_act **by)
{
    const struct loa_item *item = &grounds->line->day->items[stretch->item];
    struct loa_standing standing = loa_standing_of(grounds->acts, grounds->acts_n, now);
    struct loa_sound sound;

    if (standing.overfull)
        return LOA_R_OVERFULL;
    if (standing.blanked || (standing.silenced && item->cls != LOA_EMERGENCY)) {
        *by = standing.by;
        return standing.blanked ? LOA_R_BLANKED : LOA_R_SILENCED;
    }
    if (!sound_of(item, stretch->sound, &sound))
        return LOA_R_UNSUPPORTED;
    if (loa_is_cancelled(grounds->acts, grounds->acts_n, now, item, &sound))
        return LOA_R_CANCELLED;
    if (grounds->begun != NULL && !grounds->begun[stretch->item] && now > item->latest_start_ms)
        return LOA_R_TOO_LATE;
    return LOA_SOUNDS;
}

struct loa_verdict loa_verdict_at(const struct loa_grounds *grounds, int64_t now)
{
    struct loa_verdict said = {LOA_SOUNDS, LOA_NEVER, NULL, NULL, 0, 0};

    if (grounds->refused != LOA_SOUNDS)
        said.why = grounds->refused;
    else if (!grounds->sure)
        said.why = LOA_R_CLOCK;
    else if (grounds->line == NULL)
        said.why = LOA_R_NO_PLAN;
    else if (now < grounds->valid_from)
        said.why = LOA_R_NOT_YET_VALID;
    else if (now >= grounds->valid_to)
        said.why = LOA_R_EXPIRED;
    if (said.why == LOA_R_NOT_YET_VALID)
        said.until_ms = grounds->valid_from;
    if (said.why != LOA_SOUNDS)
        return said;
    said.until_ms = next_edge(grounds, now);
    said.stretch = loa_stretch_at(grounds->line, now);
    said.why = said.stretch == NULL ? LOA_R_NOTHING : muted(grounds, said.stretch, now, &said.by);
    if (said.why == LOA_SOUNDS) {
        said.offset_ms = (int32_t)(said.stretch->offset_ms + now - said.stretch->start_ms);
        said.volume = said.stretch->volume < grounds->volume ? said.stretch->volume : grounds->volume;
    }
    return said;
}

static bool in_windows(const struct loa_windows *windows, int64_t now)
{
    int64_t minute = (now - loa_midnight(loa_local_date(now))) / LOA_MINUTE;
    uint8_t i;

    for (i = 0; i < windows->n; i++)
        if (windows->at[i].start <= minute && minute < windows->at[i].end)
            return true;
    return false;
}

enum loa_reason loa_tone_verdict(const struct loa_grounds *grounds, int64_t now, const struct loa_envelope *envelope,
                                 const struct loa_day *today)
{
    struct loa_standing standing = loa_standing_of(grounds->acts, grounds->acts_n, now);

    if (grounds->refused != LOA_SOUNDS)
        return grounds->refused;
    if (!grounds->sure)
        return LOA_R_CLOCK;
    if (standing.silenced || standing.overfull)
        return standing.overfull ? LOA_R_OVERFULL : standing.blanked ? LOA_R_BLANKED : LOA_R_SILENCED;
    if (envelope != NULL && !in_windows(&envelope->hours, now))
        return LOA_R_ENVELOPE_HOURS;
    return today != NULL && in_windows(&today->quiet, now) ? LOA_R_QUIET : LOA_SOUNDS;
}
