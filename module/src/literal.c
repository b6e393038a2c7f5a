#include "literal.h"

u32 literal_size(struct text source) {
    if (source.size < 2 || (source.at[0] != '\'' && source.at[0] != '"')) {
        return 0;
    }
    u8 quote = source.at[0];
    if (source.at[1] == quote) {
        return source.size > 2 && source.at[2] == quote ? 0 : 2;
    }
    for (u32 at = 1; at < source.size; at++) {
        u8 c = source.at[at];
        if (c == quote) {
            return at + 1;
        }
        if (c == '\n' || c == '\r') {
            return 0;
        }
        if (c == '\\') {
            at++;
        }
    }
    return 0;
}

u32 digit_value(u8 c) {
    return c >= '0' && c <= '9' ? (u32)(c - '0') : c >= 'a' && c <= 'f' ? (u32)(c - 'a' + 10) : c >= 'A' && c <= 'F' ? (u32)(c - 'A' + 10) : 16;
}

static int digits(struct text text, u32 count, u32 base, u32 *value) {
    *value = 0;
    if (text.size < count) {
        return 0;
    }
    for (u32 i = 0; i < count; i++) {
        u32 digit = digit_value(text.at[i]);
        if (digit >= base) {
            return 0;
        }
        *value = *value * base + digit;
    }
    return *value <= 0x10ffff && !(*value >= 0xd800 && *value <= 0xdfff);
}

u32 utf8_write(u8 *to, u32 code) {
    if (code < 0x80) {
        to[0] = (u8)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (u8)(0xc0 | code >> 6);
        to[1] = (u8)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (u8)(0xe0 | code >> 12);
        to[1] = (u8)(0x80 | (code >> 6 & 63));
        to[2] = (u8)(0x80 | (code & 63));
        return 3;
    }
    to[0] = (u8)(0xf0 | code >> 18);
    to[1] = (u8)(0x80 | (code >> 12 & 63));
    to[2] = (u8)(0x80 | (code >> 6 & 63));
    to[3] = (u8)(0x80 | (code & 63));
    return 4;
}

// The escape behind a backslash: how many bytes it has, and its code point. 0 if there is no such escape.
static u32 escape(struct text text, u32 *code) {
    static const u8 letters[] = "abfnrtv\\?'\"`";
    static const u8 meanings[] = "\a\b\f\n\r\t\v\\?'\"`";
    if (text.size == 0) {
        return 0;
    }
    u8 c = text.at[0];
    for (u32 i = 0; i < sizeof letters - 1; i++) {
        if (c == letters[i]) {
            *code = meanings[i];
            return 1;
        }
    }
    struct text rest = {text.at + 1, text.size - 1};
    switch (c) {
    case 'x':
    case 'X':
        return digits(rest, 2, 16, code) ? 3 : 0;
    case 'u':
        return digits(rest, 4, 16, code) ? 5 : 0;
    case 'U':
        return digits(rest, 8, 16, code) ? 9 : 0;
    default:
        return c >= '0' && c <= '3' && digits(text, 3, 8, code) ? 3 : 0;
    }
}

u32 literal_read(struct arena *arena, struct text source, struct text *value) {
    u32 size = literal_size(source);
    // No escape is shorter than what it stands for.
    u8 *out = size == 0 ? 0 : arena_take(arena, size);
    if (!out) {
        return 0;
    }
    u32 length = 0;
    for (u32 at = 1; at < size - 1;) {
        if (source.at[at] != '\\') {
            out[length++] = source.at[at++];
            continue;
        }
        u32 code;
        u32 used = escape((struct text){source.at + at + 1, size - 2 - at}, &code);
        if (used == 0) {
            return 0;
        }
        length += utf8_write(out + length, code);
        at += 1 + used;
    }
    *value = (struct text){out, length};
    return size;
}

int utf8_is_valid(struct text text) {
    for (u32 i = 0; i < text.size;) {
        u8 c = text.at[i];
        u32 more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : 4;
        if (more == 4 || i + more >= text.size) {
            return 0;
        }
        for (u32 j = 1; j <= more; j++) {
            if ((text.at[i + j] & 0xc0) != 0x80) {
                return 0;
            }
        }
        u8 second = more ? text.at[i + 1] : 0;
        // Longer than needed, a surrogate, or past U+10FFFF.
        if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) || (c == 0xf0 && second < 0x90) || (c == 0xf4 && second > 0x8f)) {
            return 0;
        }
        i += 1 + more;
    }
    return 1;
}
