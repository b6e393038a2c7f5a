// What the host says of the current request.
#pragma once

#include "program.h"

// One value of a header of the request.
struct value {
    struct text text;
    u32 next; // the next value of the same name; NO_VALUE at the end
};

enum { NO_VALUE = 0xffffffff, UNKNOWN = 0, KNOWN = 1, MISSING = 2 };

// What is known of the current request; each thing is asked of the host once, and only when a condition needs it.
struct request {
    const struct program *program;
    struct value *values;
    u32 *first; // of each slot
    u32 count;
    u8 has_headers;
    u8 route_state;
    u8 chain_state;
    u8 port_state;
    struct text route;
    struct text chain;
    u64 port;
    struct value fixed[FIXED_SLOTS];
    u8 fixed_state[FIXED_SLOTS];
};

// The first value of a header, or null. Where conditions ask for method, path and host alone, each costs less than all pairs.
const struct value *request_header(struct request *request, u32 slot);

// The path before the first `?`, and what is behind it up to a `#` (Envoy's url_path and query).
struct text request_part_of_path(struct text path, int wants_query);

// A property by its path; false if the proxy has none. `state` says whether it was asked for before.
int request_property(u8 *state, struct text path, struct text *value);
