#include "host.h"
#include "program.h"
#include "regex.h"
#include "request.h"

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

static enum outcome compare_port(struct request *request, const struct node *node) {
    struct text value;
    if (request->port_state == UNKNOWN && request_property(&request->port_state, TEXT("destination\0port"), &value)) {
        request->port_state = value.size == sizeof(u64) ? KNOWN : MISSING;
        memcpy(&request->port, value.at, request->port_state == KNOWN ? sizeof(u64) : 0);
    }
    return request->port_state == MISSING ? FAULT : outcome_of((request->port == node->slot) == (node->operation == PORT_EQUAL));
}

// Of several headers of one name one has to fit; that none is different, or that none matches, is the negation.
static enum outcome compare_header(struct request *request, const struct node *node) {
    const struct value *value = request_header(request, node->slot);
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
        return request_property(&request->route_state, TEXT("xds\0route_name"), &request->route) ? compare(node, request->route) : FAULT;
    case FILTER_CHAIN_NAME:
        return request_property(&request->chain_state, TEXT("xds\0filter_chain_name"), &request->chain) ? compare(node, request->chain) : FAULT;
    case HEADER:
        return compare_header(request, node);
    default:
        // A plain CONNECT has no path: both are "" then.
        path = request_header(request, SLOT_PATH);
        return compare(node, path ? request_part_of_path(path->text, node->attribute == QUERY) : (struct text){(const u8 *)"", 0});
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
        return outcome_of(request_header(request, node->slot) != 0);
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
    if (!request_property(&request->route_state, TEXT("xds\0route_name"), &request->route)) {
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
