/* How far a key reaches, and whom an act is for. PROTOCOL.md, section 3, "Reach". */
#include <string.h>

#include "loa_reach.h"

static bool names(const struct loa_delegation *by, const char *unit)
{
    uint8_t i;

    for (i = 0; i < by->places_n; i++)
        if (strcmp(by->places[i], unit) == 0)
            return true;
    return false;
}

/* Does it name the top, or one of the first n of these places? */
bool loa_names_any(const struct loa_delegation *by, const struct loa_trust *trust, const loa_unit *places,
                      unsigned n)
{
    unsigned i;

    for (i = 0; i < n; i++)
        if (names(by, places[i]))
            return true;
    return names(by, trust->top);
}

/* Reach: the top, the unit itself, or a place above it in the device's assignment. */
static bool holds(const struct loa_delegation *by, const struct loa_trust *trust, const char *unit,
                  const struct loa_assignment *mine)
{
    unsigned above;

    if (names(by, unit))
        return true;
    for (above = 0; above < mine->places_n && strcmp(mine->places[above], unit) != 0; above++)
        ;
    return loa_names_any(by, trust, mine->places, above == mine->places_n ? 0 : above);
}

/* Is this device meant, and may a key of this delegation order so? */
bool loa_reaches(const struct loa_target *target, const struct loa_delegation *by,
                 const struct loa_question *question)
{
    const struct loa_assignment *mine = question->me->assignment;
    loa_unit unit = "";
    unsigned i;

    switch (target->kind) {
    case LOA_TO_ALL:
        return names(by, question->trust->top);
    case LOA_TO_UNIT:
        for (i = 0; i < mine->places_n; i++)
            if (strcmp(mine->places[i], target->id) == 0)
                return holds(by, question->trust, mine->places[i], mine);
        return false;
    case LOA_TO_PLAN:
        if (strcmp(target->id, mine->plan_id) != 0)
            return false;
        memcpy(unit, mine->plan_id, strcspn(mine->plan_id, "."));
        return holds(by, question->trust, unit, mine);
    case LOA_TO_DEVICE:
        return strcmp(target->id, question->me->device) == 0
            && holds(by, question->trust, mine->places[mine->places_n - 1], mine);
    }
    return false;
}

/* Places that a key does not name must stand as they stood; or, if none is held, none may. */
static bool leaves_others(const struct loa_assignment *next, const struct loa_delegation *by,
                          const struct loa_assignment *mine)
{
    unsigned i, before = mine == NULL ? 0 : mine->places_n;

    for (i = 0; i < next->places_n || i < before; i++) {
        bool foreign = i < next->places_n && !names(by, next->places[i]);
        bool foreign_before = i < before && !names(by, mine->places[i]);
        if (before > 0 && (i >= next->places_n || i >= before))
            return false;
        if (foreign != foreign_before || (foreign && strcmp(next->places[i], mine->places[i]) != 0))
            return false;
    }
    return true;
}

bool loa_may_assign(const struct loa_assignment *next, const struct loa_delegation *by,
                       const struct loa_question *question)
{
    size_t unit = strcspn(next->plan_id, ".");
    const char *last = next->places[next->places_n - 1];

    if (strlen(last) != unit || memcmp(last, next->plan_id, unit) != 0)
        return false;
    if (names(by, question->trust->top))
        return true;
    return loa_names_any(by, question->trust, next->places, next->places_n)
        && (question->held || leaves_others(next, by, question->me->assignment));
}
