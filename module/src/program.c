#include "program.h"

#include "condition.h"
#include "host.h"
#include "json.h"

static struct program *program_new(void) {
    struct program *program = heap_take(sizeof *program);
    if (!program) {
        return 0;
    }
    memset(program, 0, sizeof *program);
    memset(program->buckets, 0xff, sizeof program->buckets);
    program->end = &program->first;
    program->names = arena_take(&program->arena, MOST_SLOTS * sizeof(struct name));
    if (!program->names || program_slot(program, TEXT(":method")) != SLOT_METHOD || program_slot(program, TEXT(":path")) != SLOT_PATH
        || program_slot(program, TEXT(":authority")) != SLOT_AUTHORITY) {
        program_give(program);
        return 0;
    }
    return program;
}

void program_give(struct program *program) {
    if (program) {
        for (struct token *token = program->tokens; token; token = token->next) {
            cel_delete(token->value);
        }
        arena_give(&program->arena);
        heap_give(program);
    }
}

// A match as it is read, before its attribute is whole.
struct reading {
    struct reading *next;
    struct match match;
};

static const struct node *guard(const struct node *condition) {
    if (!condition) {
        return 0;
    }
    const struct node *node = condition;
    const struct node *end = condition + condition->nodes;
    for (node += condition->operation == ALL; node < end; node += node->nodes) {
        if (node->operation == EQUAL && node->attribute == ROUTE_NAME) {
            return node;
        }
        if (condition->operation != ALL) {
            return 0;
        }
    }
    return 0;
}

static struct route *route_of(const struct generator *generator, struct text name, u32 hash) {
    for (u32 at = hash;; at++) {
        struct route *route = &generator->routes[at & generator->route_mask];
        if (!route->name.at || (route->hash == hash && text_is(route->name, name))) {
            return route;
        }
    }
}

// Files the matches by the route name that they ask for. Backwards, so that each list is in order.
static int file_matches(struct program *program, struct generator *generator) {
    u32 size = 4;
    while (size < generator->count * 2) {
        size *= 2;
    }
    generator->route_mask = size - 1;
    generator->unguarded = NO_MATCH;
    generator->routes = arena_take(&program->arena, size * sizeof(struct route));
    if (!generator->routes) {
        return 0;
    }
    for (u32 i = generator->count; i-- > 0;) {
        struct match *match = &generator->matches[i];
        const struct node *node = guard(match->condition);
        u32 *head = &generator->unguarded;
        if (node) {
            u32 hash = text_hash(node->text);
            struct route *route = route_of(generator, node->text, hash);
            if (!route->name.at) {
                *route = (struct route){node->text, hash, NO_MATCH};
            }
            head = &route->first;
            generator->asks_route = 1;
        }
        match->next = *head;
        *head = i;
    }
    return 1;
}

static void report(const char *what, u32 size, struct text value) {
    const struct text parts[] = {TEXT("route-labels: "), {(const u8 *)what, size}, value};
    host_log(LOG_WARN, parts, 3);
    host_count_error(ERROR_CONFIG);
}

#define REPORT(what, value) report(what, sizeof(what) - 1, value)

static int read_match(struct json *json, struct program *program, struct reading *reading, int *is_bad) {
    struct text key, condition = {0, 0}, value = {0, 0};
    json_open(json, '{');
    for (int first = 1; json_key(json, first, &key); first = 0) {
        if (json_word(json, TEXT("null"))) {
            continue;
        }
        if (text_is(key, TEXT("condition"))) {
            condition = json_text(json);
        } else if (text_is(key, TEXT("value"))) {
            value = json_text(json);
        } else {
            json_skip(json);
        }
    }
    if (json->fails) {
        return 1;
    }
    reading->match.value = program_keep(program, value);
    if (condition.size == 0) {
        return reading->match.value.at != 0;
    }
    enum condition_result result = condition_read(program, condition, &reading->match.condition);
    *is_bad = result == CONDITION_BAD;
    if (*is_bad) {
        REPORT("left out a condition that the proxy's CEL does not take: ", condition);
    }
    return result != CONDITION_NO_MEMORY && reading->match.value.at != 0;
}

static int read_matches(struct json *json, struct program *program, struct reading **matches, u32 *count) {
    struct reading **end = matches;
    int is_list = json_open_list(json);
    for (int first = 1; json_item(json, is_list, first); first = 0) {
        struct reading *reading = arena_take(&program->arena, sizeof *reading);
        int is_bad = 0;
        if (!reading || !read_match(json, program, reading, &is_bad)) {
            return 0;
        }
        if (!is_bad) {
            *end = reading;
            end = &reading->next;
            ++*count;
        }
    }
    return 1;
}

static int read_phase(struct json *json, struct generator *generator) {
    if (json_next(json) == '"') {
        generator->on_request = (u8)text_is(json_text(json), TEXT("ON_REQUEST"));
    } else {
        generator->on_request = (u8)json_word(json, TEXT("1"));
        if (!generator->on_request) {
            json_skip(json);
        }
    }
    return 1;
}

// False without memory.
static int read_generator(struct json *json, struct program *program) {
    struct generator *generator = arena_take(&program->arena, sizeof *generator);
    struct reading *matches = 0;
    struct text key;
    if (!generator) {
        return 0;
    }
    json_open(json, '{');
    for (int first = 1; json_key(json, first, &key); first = 0) {
        int fits = 1;
        if (json_word(json, TEXT("null"))) {
            continue;
        }
        if (text_is(key, TEXT("output_attribute")) || text_is(key, TEXT("outputAttribute"))) {
            generator->attribute = program_keep(program, json_text(json));
            fits = generator->attribute.at != 0;
        } else if (text_is(key, TEXT("phase"))) {
            fits = read_phase(json, generator);
        } else if (text_is(key, TEXT("match"))) {
            generator->count = 0;
            fits = read_matches(json, program, &matches, &generator->count);
        } else {
            json_skip(json);
        }
        if (!fits) {
            return 0;
        }
    }
    generator->matches = arena_take(&program->arena, generator->count * sizeof(struct match) + 8);
    if (!generator->matches) {
        return 0;
    }
    u32 at = 0;
    for (const struct reading *reading = matches; reading && at < generator->count; reading = reading->next) {
        generator->matches[at++] = reading->match;
    }
    *program->end = generator;
    program->end = &generator->next;
    return file_matches(program, generator);
}

static int read_bool(struct json *json) {
    int is_true = json_word(json, TEXT("true"));
    json->fails |= !is_true && !json_word(json, TEXT("false"));
    return is_true;
}

static int read_generators(struct json *json, struct program *program) {
    int is_list = json_open_list(json);
    for (int first = 1; json_item(json, is_list, first); first = 0) {
        if (!read_generator(json, program)) {
            return 0;
        }
    }
    return 1;
}

// The fields come in any order, but who decides has to be known before the conditions. Reading overwrites the text, hence the copy.
static int reads_host_only(struct text source) {
    u8 *copy = heap_take(source.size);
    if (!copy) {
        return 0;
    }
    memcpy(copy, source.at, source.size);
    struct json json = {.at = copy, .end = copy + source.size};
    struct text key;
    int is_host = 0;
    json_open(&json, '{');
    for (int first = 1; json_key(&json, first, &key); first = 0) {
        if (text_is(key, TEXT("decided_by")) && json_next(&json) == '"') {
            is_host = text_is(json_text(&json), TEXT("host"));
        } else {
            json_skip(&json);
        }
    }
    heap_give(copy);
    return is_host;
}

struct program *program_read(struct text source) {
    struct program *program = program_new();
    struct json json = {.at = (u8 *)source.at, .end = (u8 *)source.at + source.size};
    struct text key;
    int fits = program != 0;
    if (program) {
        program->host_only = (u8)reads_host_only(source);
        json_open(&json, '{');
        for (int first = 1; fits && json_key(&json, first, &key); first = 0) {
            if (json_word(&json, TEXT("null"))) {
                continue;
            }
            if (text_is(key, TEXT("attributes"))) {
                fits = read_generators(&json, program);
            } else if (text_is(key, TEXT("debug"))) {
                program->debug = (u8)read_bool(&json);
            } else {
                json_skip(&json);
            }
        }
    }
    if (fits && !json.fails && json_next(&json) == 1) {
        return program;
    }
    if (!fits) {
        REPORT("the configuration takes more memory than there is: ", source);
    } else {
        struct text rest = {json.at, (u32)(json.end - json.at)};
        REPORT("the configuration is no JSON of attributegen's form, from here on: ", rest);
    }
    program_give(program);
    return 0;
}
