#include "regex.h"

// A cursor over an expression that is compared with what the printer would have written.
struct cursor {
    struct text source;
    u32 at;
};

static int skip(struct cursor *cursor, struct text text) {
    struct text rest = {cursor->source.at + cursor->at, cursor->source.size - cursor->at};
    if (!text_begins(rest, text)) {
        return 0;
    }
    cursor->at += text.size;
    return 1;
}

static int is_special(u8 c) {
    const struct text special = TEXT("\\.+*?()|[]{}^$");
    for (u32 i = 0; i < special.size; i++) {
        if (special.at[i] == c) {
            return 1;
        }
    }
    return 0;
}

// One quoted byte of a literal; false at what is none. Characters outside of ASCII are left to the host.
static int take_literal(struct cursor *cursor, u8 *byte) {
    int quoted = skip(cursor, TEXT("\\"));
    if (cursor->at == cursor->source.size || is_special(cursor->source.at[cursor->at]) != quoted || cursor->source.at[cursor->at] >= 0x80) {
        return 0;
    }
    *byte = cursor->source.at[cursor->at++];
    return 1;
}

static struct text take_literals(struct arena *arena, struct cursor *cursor, struct text end) {
    u8 *out = arena_take(arena, cursor->source.size);
    u32 size = 0;
    while (out && !skip(cursor, end)) {
        if (!take_literal(cursor, &out[size])) {
            return (struct text){0, 0};
        }
        size++;
    }
    return (struct text){out, size};
}

// (?:^|&)name(?:[=&]|$)
static int take_presence(struct arena *arena, struct cursor *cursor, struct node *node) {
    struct text name = take_literals(arena, cursor, TEXT("(?:[=&]|$)"));
    if (name.size == 0 || cursor->at != cursor->source.size || text_contains(name, TEXT("=")) || text_contains(name, TEXT("&"))) {
        return 0;
    }
    node->operation = PARAMETER_PRESENT;
    node->text = name;
    return 1;
}

// What is behind the letters of a name in "a parameter not of this name": |[^&x][^&]*)? from the last letter to the first.
static int skip_other_names(struct cursor *cursor, struct text name) {
    for (u32 i = name.size; i > 0; i--) {
        u8 letter = name.at[i - 1];
        int quoted = letter == '\\' || letter == ']' || letter == '[' || letter == '^' || letter == '-';
        if (!skip(cursor, TEXT("|[^&")) || (quoted && !skip(cursor, TEXT("\\"))) || !skip(cursor, (struct text){&letter, 1})
            || !skip(cursor, TEXT("][^&]*)?"))) {
            return 0;
        }
    }
    return skip(cursor, TEXT("&)*"));
}

// ^(?:N&)*name=value(?:&|$), N being a parameter of another name
static int take_value(struct arena *arena, struct cursor *cursor, struct node *node) {
    u8 *letters = arena_take(arena, cursor->source.size);
    struct text name = {letters, 0};
    while (letters && skip(cursor, TEXT("(?:"))) {
        if (!take_literal(cursor, &letters[name.size++])) {
            return 0;
        }
    }
    if (name.size == 0 || text_contains(name, TEXT("=")) || text_contains(name, TEXT("&")) || !skip(cursor, TEXT("[^&=][^&]*"))
        || !skip_other_names(cursor, name)) {
        return 0;
    }
    struct text again = take_literals(arena, cursor, TEXT("="));
    struct text value = take_literals(arena, cursor, TEXT("(?:&|$)"));
    if (!text_is(again, name) || !value.at || cursor->at != cursor->source.size || text_contains(value, TEXT("&"))) {
        return 0;
    }
    node->operation = PARAMETER_IS;
    node->text = name;
    node->other = value;
    return 1;
}

int regex_parameter(struct program *program, struct node *node) {
    struct cursor cursor = {node->text, 0};
    struct text pattern = node->text;
    int known = skip(&cursor, TEXT("(?:^|&)")) ? take_presence(&program->arena, &cursor, node)
        : skip(&cursor, TEXT("^(?:"))          ? take_value(&program->arena, &cursor, node)
                                               : 0;
    if (!known) {
        node->operation = MATCHES;
        node->text = pattern;
    }
    return known;
}
