#include "program.h"

struct text program_keep(struct program *program, struct text text) {
    u8 *copy = arena_take(&program->arena, text.size + 1);
    if (!copy) {
        return (struct text){0, 0};
    }
    memcpy(copy, text.at, text.size);
    return (struct text){copy, text.size};
}

static int is_name_character(u8 c) {
    const struct text others = TEXT("!#$%&'*+-.^_`|~");
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        return 1;
    }
    for (u32 i = 0; i < others.size; i++) {
        if (c == others.at[i]) {
            return 1;
        }
    }
    return 0;
}

// Envoy asks in lower case, and files `host` under `:authority`. A name that no header can have is left to the host.
u32 program_slot(struct program *program, struct text name) {
    u8 lower[256];
    if (name.size == 0 || name.size > sizeof lower) {
        return NO_SLOT;
    }
    for (u32 i = 0; i < name.size; i++) {
        u8 c = name.at[i];
        lower[i] = (u8)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        if (!is_name_character(lower[i]) && !(i == 0 && c == ':' && name.size > 1)) {
            return NO_SLOT;
        }
    }
    struct text key = {lower, name.size};
    if (text_is(key, TEXT("host"))) {
        key = TEXT(":authority");
    }
    u32 bucket = name_bucket(key);
    for (u32 slot = program->buckets[bucket]; slot != NO_SLOT; slot = program->names[slot].next) {
        if (text_is(program->names[slot].text, key)) {
            return slot;
        }
    }
    if (program->name_count == MOST_SLOTS) {
        return NO_SLOT;
    }
    struct text kept = program_keep(program, key);
    if (!kept.at) {
        return NO_SLOT;
    }
    program->names[program->name_count] = (struct name){kept, program->buckets[bucket]};
    return program->buckets[bucket] = (u16)program->name_count++;
}
