#include "request.h"

#include "host.h"

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

const struct value *request_header(struct request *request, u32 slot) {
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

struct text request_part_of_path(struct text path, int wants_query) {
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

int request_property(u8 *state, struct text path, struct text *value) {
    if (*state == UNKNOWN) {
        *state = host_property(path, value) ? KNOWN : MISSING;
    }
    return *state == KNOWN;
}
