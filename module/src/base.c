#include "base.h"

__attribute__((no_builtin("memcpy"))) void *memcpy(void *to, const void *from, unsigned long size) {
    u8 *out = to;
    const u8 *in = from;
    while (size--) {
        *out++ = *in++;
    }
    return to;
}

__attribute__((no_builtin("memset"))) void *memset(void *to, int value, unsigned long size) {
    u8 *out = to;
    while (size--) {
        *out++ = (u8)value;
    }
    return to;
}

static u64 eight_at(const u8 *at) {
    u64 value;
    __builtin_memcpy(&value, at, sizeof value); // to wasm one load, of any address
    return value;
}

__attribute__((noinline)) int text_is(struct text one, struct text other) {
    if (one.size != other.size) {
        return 0;
    }
    u32 i = 0;
    for (; i + 8 <= one.size; i += 8) {
        if (eight_at(one.at + i) != eight_at(other.at + i)) {
            return 0;
        }
    }
    for (; i < one.size; i++) {
        if (one.at[i] != other.at[i]) {
            return 0;
        }
    }
    return 1;
}

int text_begins(struct text whole, struct text with) {
    return whole.size >= with.size && text_is((struct text){whole.at, with.size}, with);
}

int text_ends(struct text whole, struct text with) {
    return whole.size >= with.size && text_is((struct text){whole.at + (whole.size - with.size), with.size}, with);
}

int text_contains(struct text whole, struct text part) {
    if (part.size == 0) {
        return 1;
    }
    for (u32 i = 0; i + part.size <= whole.size; i++) {
        if (whole.at[i] == part.at[0] && text_is((struct text){whole.at + i, part.size}, part)) {
            return 1;
        }
    }
    return 0;
}

int text_is_ascii(struct text text) {
    u8 all = 0;
    for (u32 i = 0; i < text.size; i++) {
        all |= text.at[i];
    }
    return all < 0x80;
}

u32 text_hash(struct text text) {
    u32 hash = 2166136261u;
    for (u32 i = 0; i < text.size; i++) {
        hash = (hash ^ text.at[i]) * 16777619u;
    }
    return hash;
}
