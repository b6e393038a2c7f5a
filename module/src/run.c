#include "host.h"
#include "program.h"
#include "regex.h"

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

static u32 read_u32(const u8 *at) {
    u32 value;
    __builtin_memcpy(&value, at, sizeof value); // in four bytes of any address, one load to wasm
    return value;
}

// The host's form: their number, the two sizes of each, then each name and value with a NUL behind it.
static void file_headers(struct request *request, struct text pairs) {
    const struct program *program = request->program;
    u32 count = pairs.size < 4 ? 0 : read_u32(pairs.at);
    u32 room = pairs.size / 10; // of which each takes two sizes and two NULs
    request->first = scratch_take(program->name_count * sizeof(u32));
    request->values = count == 0 || count > room ? 0 : scratch_take(count * sizeof(struct value));
    if (!request->first) {
        return;
    }
    memset(request->first, 0xff, program->name_count * sizeof(u32));
    u32 at = 4 + count * 8;
    for (u32 i = 0; request->values && i < count; i++) {
        u32 name_size = read_u32(pairs.at + 4 + i * 8);
        u32 value_size = read_u32(pairs.at + 8 + i * 8);
        if (name_size >= pairs.size - at || value_size >= pairs.size - at - name_size - 1) {
            return;
        }
        struct text name = {pairs.at + at, name_size};
        struct text text = {pairs.at + at + name_size + 1, value_size};
        at += name_size + value_size + 2;
        for (u32 slot = program->buckets[name_bucket(name)]; slot != NO_SLOT; slot = program->names[slot].next) {
            if (text_is(program->names[slot].text, name)) {
                u32 *end = &request->first[slot];
                while (*end != NO_VALUE) {
                    end = &request->values[*end].next;
                }
                request->values[request->count] = (struct value){text, NO_VALUE};
                *end = request->count++;
                break;
            }
        }
    }
}

static const struct value *fixed_header(struct request *request, u32 slot) {
    struct value *value = &request->fixed[slot];
    if (request->fixed_state[slot] == UNKNOWN) {
        struct text name = request->program->names[slot].text;
        value->next = NO_VALUE;
        value->text = (struct text){0, 0};
        u32 result = proxy_get_header_map_value(MAP_REQUEST_HEADERS, name.at, name.size, &value->text.at, &value->text.size);
        request->fixed_state[slot] = result == RESULT_OK ? KNOWN : MISSING;
    }
    return request->fixed_state[slot] == KNOWN ? value : 0;
}

// The first value of a header, or null. Where conditions ask for method, path and host alone, each costs less than all pairs.
static const struct value *header(struct request *request, u32 slot) {
    if (request->program->name_count == FIXED_SLOTS) {
        return fixed_header(request, slot);
    }
    if (!request->has_headers) {
        struct text pairs = {0, 0};
        request->has_headers = 1;
        if (proxy_get_header_map_pairs(MAP_REQUEST_HEADERS, &pairs.at, &pairs.size) != RESULT_OK) {
            pairs.size = 0;
        }
        file_headers(request, pairs);
    }
    u32 first = request->first ? request->first[slot] : NO_VALUE;
    return first == NO_VALUE ? 0 : &request->values[first];
}

// The path before the first `?`, and what is behind it up to a `#` (Envoy's url_path and query).
static struct text part_of_path(struct text path, int wants_query) {
    u32 mark = 0;
    while (mark < path.size && path.at[mark] != '?') {
        mark++;
    }
    if (!wants_query) {
        return (struct text){path.at, mark};
    }
    if (mark == path.size) {
        return (struct text){path.at, 0};
    }
    u32 end = ++mark;
    while (end < path.size && path.at[end] != '#') {
        end++;
    }
    return (struct text){path.at + mark, end - mark};
}

static enum outcome outcome_of(int holds) { return holds ? YES : NO; }

// A query is name=value pairs with & between them; the first of a name counts, as it does to Envoy's matcher.
static enum outcome parameter(const struct node *node, struct text query) {
    if (!text_is_ascii(query)) {
        return cel_evaluate(node->token);
    }
    for (u32 at = 0; at <= query.size;) {
        u32 end = at;
        while (end < query.size && query.at[end] != '&') {
            end++;
        }
        struct text item = {query.at + at, end - at};
        if (text_begins(item, node->text) && (item.size == node->text.size || item.at[node->text.size] == '=')) {
            if (node->operation == PARAMETER_PRESENT) {
                return YES;
            }
            struct text value = {item.at + node->text.size + 1, item.size - node->text.size - 1};
            return outcome_of(item.size > node->text.size && text_is(value, node->other));
        }
        at = end + 1;
    }
    return NO;
}

static enum outcome compare(const struct node *node, struct text text) {
    switch (node->operation) {
    case EQUAL:
        return outcome_of(text_is(text, node->text));
    case DIFFERENT:
        return outcome_of(!text_is(text, node->text));
    case BEGINS:
        return outcome_of(text_begins(text, node->text));
    case ENDS:
        return outcome_of(text_ends(text, node->text));
    case CONTAINS:
        return outcome_of(text_contains(text, node->text));
    case PARAMETER_IS:
    case PARAMETER_PRESENT:
        return parameter(node, text);
    default: {
        enum outcome outcome = regex_match(node->regex, text);
        return outcome == FAULT ? cel_evaluate(node->token) : outcome;
    }
    }
}

static int property(u8 *state, struct text path, struct text *value) {
    if (*state == UNKNOWN) {
        *state = host_property(path, value) ? KNOWN : MISSING;
    }
    return *state == KNOWN;
}

static enum outcome compare_port(struct request *request, const struct node *node) {
    struct text value;
    if (request->port_state == UNKNOWN && property(&request->port_state, TEXT("destination\0port"), &value)) {
        request->port_state = value.size == sizeof(u64) ? KNOWN : MISSING;
        memcpy(&request->port, value.at, request->port_state == KNOWN ? sizeof(u64) : 0);
    }
    return request->port_state == MISSING ? FAULT : outcome_of((request->port == node->slot) == (node->operation == PORT_EQUAL));
}

// Of several headers of one name one has to fit; that none is different, or that none matches, is the negation.
static enum outcome compare_header(struct request *request, const struct node *node) {
    const struct value *value = header(request, node->slot);
    if (!value) {
        return FAULT;
    }
    const int is_negated = node->operation == DIFFERENT;
    for (;;) {
        enum outcome outcome = compare(node, value->text);
        if (outcome == FAULT || outcome == (is_negated ? NO : YES) || value->next == NO_VALUE) {
            return outcome;
        }
        value = &request->values[value->next];
    }
}

static enum outcome compare_attribute(struct request *request, const struct node *node) {
    const struct value *path;
    switch (node->attribute) {
    case ROUTE_NAME:
        return property(&request->route_state, TEXT("xds\0route_name"), &request->route) ? compare(node, request->route) : FAULT;
    case FILTER_CHAIN_NAME:
        return property(&request->chain_state, TEXT("xds\0filter_chain_name"), &request->chain) ? compare(node, request->chain) : FAULT;
    case HEADER:
        return compare_header(request, node);
    default:
        // A plain CONNECT has no path: both are "" then.
        path = header(request, SLOT_PATH);
        return compare(node, path ? part_of_path(path->text, node->attribute == QUERY) : (struct text){(const u8 *)"", 0});
    }
}

static enum outcome evaluate(struct request *request, const struct node *node);

// One term that decides wins over any error, on whatever side (cel-cpp logic_step.cc): so the host is asked last.
static enum outcome evaluate_chain(struct request *request, const struct node *chain) {
    enum outcome deciding = chain->operation == ALL ? NO : YES;
    enum outcome result = chain->operation == ALL ? YES : NO;
    const struct node *end = chain + chain->nodes;
    for (u32 asks_host = 0; asks_host <= chain->asks_host; asks_host++) {
        for (const struct node *node = chain + 1; node < end; node += node->nodes) {
            if (node->asks_host == asks_host) {
                enum outcome outcome = evaluate(request, node);
                if (outcome == deciding) {
                    return deciding;
                }
                result = outcome == FAULT ? FAULT : result;
            }
        }
    }
    return result;
}

static enum outcome evaluate(struct request *request, const struct node *node) {
    enum outcome below;
    switch (node->operation) {
    case ALL:
    case ANY:
        return evaluate_chain(request, node);
    case NOT:
        below = evaluate(request, node + 1);
        return below == FAULT ? FAULT : outcome_of(below == NO);
    case CONSTANT:
        return (enum outcome)node->slot;
    case PRESENT:
        return outcome_of(header(request, node->slot) != 0);
    case PORT_EQUAL:
    case PORT_DIFFERENT:
        return compare_port(request, node);
    case HOST:
        return cel_evaluate(node->token);
    default:
        return compare_attribute(request, node);
    }
}

// The first match of the route that the request took, NO_MATCH if no condition asks for that route.
static u32 first_of_route(const struct generator *generator, struct text name) {
    u32 hash = text_hash(name);
    for (u32 at = hash;; at++) {
        const struct route *route = &generator->routes[at & generator->route_mask];
        if (!route->name.at) {
            return NO_MATCH;
        }
        if (route->hash == hash && text_is(route->name, name)) {
            return route->first;
        }
    }
}

static const struct match *find_in_order(struct request *request, const struct generator *generator, int *fault) {
    for (u32 i = 0; i < generator->count; i++) {
        const struct match *match = &generator->matches[i];
        enum outcome outcome = match->condition ? evaluate(request, match->condition) : YES;
        if (outcome == YES) {
            return match;
        }
        *fault |= outcome == FAULT;
    }
    return 0;
}

// Of the conditions that ask for a route name, only those that ask for this one can hold.
static const struct match *find(struct request *request, const struct generator *generator, int *fault) {
    if (!property(&request->route_state, TEXT("xds\0route_name"), &request->route)) {
        return find_in_order(request, generator, fault); // each of them is an error then, unless another term decides
    }
    u32 guarded = first_of_route(generator, request->route);
    u32 unguarded = generator->unguarded;
    while (guarded != NO_MATCH || unguarded != NO_MATCH) {
        u32 *next = guarded < unguarded ? &guarded : &unguarded;
        const struct match *match = &generator->matches[*next];
        *next = match->next;
        enum outcome outcome = match->condition ? evaluate(request, match->condition) : YES;
        if (outcome == YES) {
            return match;
        }
        *fault |= outcome == FAULT;
    }
    return 0;
}

void program_run(const struct program *program, int on_request) {
    struct request request;
    memset(&request, 0, sizeof request);
    request.program = program;
    for (const struct generator *generator = program->first; generator; generator = generator->next) {
        if (generator->on_request != on_request) {
            continue;
        }
        int fault = 0;
        const struct match *match = generator->asks_route ? find(&request, generator, &fault) : find_in_order(&request, generator, &fault);
        if (match) {
            if (program->debug) {
                const struct text parts[] = {TEXT("Setting "), generator->attribute, TEXT(" --> "), match->value};
                host_log(LOG_DEBUG, parts, 4);
            }
            proxy_set_property(generator->attribute.at, generator->attribute.size, match->value.at, match->value.size);
        } else if (fault) {
            host_count_error(ERROR_RUNTIME);
        }
    }
}
