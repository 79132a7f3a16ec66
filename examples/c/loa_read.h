/* Fields that several messages have; for the readers of messages alone. */
#ifndef LOA_READ_H
#define LOA_READ_H

#include "loa.h"

#define LOA_BIT(place) (UINT32_C(1) << (place))

int64_t loa_read_ms(struct loa_json *json);       /* also a count: 0 to 2^53 - 1 */
int64_t loa_read_sequence(struct loa_json *json); /* 1 to 2^53 - 1 */
void loa_read_uuid(struct loa_json *json, loa_uuid uuid, bool maybe);
void loa_read_plan_id(struct loa_json *json, loa_plan_id plan_id);
struct loa_text loa_read_reference(struct loa_json *json); /* where it stands */
struct loa_text loa_read_kind(struct loa_json *json);      /* the tag of a union, or of a source */
bool loa_is_kind(struct loa_text text);
unsigned loa_read_units(struct loa_json *json, loa_unit *units, unsigned most); /* 1 to most; returns how many */
void loa_read_windows(struct loa_json *json, struct loa_windows *windows);
void loa_read_envelope(struct loa_json *json, struct loa_envelope *envelope);
void loa_read_target(struct loa_json *json, struct loa_target *target);
void loa_pass_text(struct loa_json *json); /* up to 200 code points for people's eyes */

#endif
