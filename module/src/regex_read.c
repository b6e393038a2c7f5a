#include "regex_read.h"

struct set regex_follow[MOST_STATES];
struct class regex_classes[MOST_STATES];

static void set_add(struct set *set, u32 state) { set->words[state / 64] |= 1ull << state % 64; }

static void set_join(struct set *set, const struct set *other) {
    for (u32 i = 0; i < WORDS; i++) {
        set->words[i] |= other->words[i];
    }
}

static void connect(const struct set *from, const struct set *to) {
    for (u32 i = 0; i < WORDS; i++) {
        for (u64 rest = from->words[i]; rest; rest &= rest - 1) {
            set_join(&regex_follow[i * 64 + (u32)__builtin_ctzll(rest)], to);
        }
    }
}

static void read_atom(struct regex_reader *reader, struct part *part) {
    *part = (struct part){0};
    if (reader->work++ > MOST_WORK || reader->states == MOST_STATES) {
        reader->fails = 1;
        return;
    }
    struct class class = {0, 0};
    int c = regex_read_character(reader);
    int literal = c;
    switch (c) {
    case '(':
        if (regex_peek(reader) == '?' && !regex_skip(reader, TEXT("?:"))) {
            reader->fails = 1;
            return;
        }
        regex_read_alternatives(reader, part);
        reader->fails |= (u8)!regex_skip(reader, TEXT(")"));
        return;
    case '[':
        regex_read_class(reader, &class);
        literal = -1;
        break;
    case '.':
        literal = -1;
        regex_class_add(&class, '\n', '\n');
        regex_class_negate(&class);
        break;
    case '\\':
        literal = regex_read_escape(reader, &class);
        reader->fails |= literal == -2;
        break;
    case '^':
    case '$':
    case '*':
    case '+':
    case '?':
    case '{':
    case '}':
    case ']':
        reader->fails = 1;
        return;
    default:
        break;
    }
    if (literal >= 0) {
        regex_class_add(&class, (u32)literal, (u32)literal);
        regex_class_fold_if(&class, reader->folds);
    }
    u32 state = reader->states++;
    regex_classes[state] = class;
    regex_follow[state] = (struct set){{0}};
    set_add(&part->first, state);
    set_add(&part->last, state);
}

static void append(struct part *whole, const struct part *part) {
    connect(&whole->last, &part->first);
    if (whole->takes_empty) {
        set_join(&whole->first, &part->first);
    }
    if (part->takes_empty) {
        set_join(&whole->last, &part->last);
    } else {
        whole->last = part->last;
    }
    whole->takes_empty &= part->takes_empty;
}

// {2}, {2,} or {2,5}; most is MOST_REPEAT + 1 for no end.
static int read_count(struct regex_reader *reader, u32 *least, u32 *most) {
    u32 *const bounds[] = {least, most};
    *least = 0;
    *most = 0;
    for (u32 i = 0; i < 2; i++) {
        u32 from = reader->at;
        while (regex_peek(reader) >= '0' && regex_peek(reader) <= '9' && *bounds[i] <= MOST_REPEAT) {
            *bounds[i] = *bounds[i] * 10 + (u32)(reader->source.at[reader->at++] - '0');
        }
        int is_given = reader->at > from;
        if (*bounds[i] > MOST_REPEAT || (i == 0 && !is_given)) {
            return 0;
        }
        if (i == 0 && regex_skip(reader, TEXT("}"))) {
            *most = *least;
            return 1;
        }
        if (i == 0 && !regex_skip(reader, TEXT(","))) {
            return 0;
        }
        if (i == 1 && !is_given) {
            *most = MOST_REPEAT + 1;
        }
    }
    return regex_skip(reader, TEXT("}")) && *least <= *most;
}

static void read_counted(struct regex_reader *reader, u32 from, struct part *part) {
    u32 least, most;
    if (!read_count(reader, &least, &most)) {
        reader->fails = 1;
        return;
    }
    u32 end = reader->at;
    int has_end = most <= MOST_REPEAT;
    // The one that is read already stands for nothing if it may be there no time at all: it is read again as often as it counts.
    *part = (struct part){.takes_empty = 1};
    u32 copies = has_end ? most : least + 1;
    for (u32 i = 0; i < copies && !reader->fails; i++) {
        struct part copy;
        reader->at = from;
        read_atom(reader, &copy);
        if (!has_end && i + 1 == copies) {
            connect(&copy.last, &copy.first);
        }
        copy.takes_empty |= i >= least;
        append(part, &copy);
    }
    reader->at = end;
}

static void read_repeated(struct regex_reader *reader, struct part *part) {
    u32 from = reader->at;
    u32 states = reader->states;
    read_atom(reader, part);
    int c = regex_peek(reader);
    if (reader->fails || (c != '*' && c != '+' && c != '?' && c != '{')) {
        return;
    }
    reader->at++;
    if (c == '{') {
        reader->states = states;
        read_counted(reader, from, part);
    } else {
        if (c != '?') {
            connect(&part->last, &part->first);
        }
        part->takes_empty |= c != '+';
    }
    regex_skip(reader, TEXT("?")); // lazy or not, it is the same texts
    c = regex_peek(reader);
    reader->fails |= c == '*' || c == '+' || c == '?' || c == '{';
}

static int is_last_dollar(const struct regex_reader *reader) {
    return reader->depth == 1 && regex_peek(reader) == '$' && reader->at + 1 == reader->source.size;
}

static void read_sequence(struct regex_reader *reader, struct part *part) {
    *part = (struct part){.takes_empty = 1};
    for (int c = regex_peek(reader); c >= 0 && c != '|' && c != ')' && !reader->fails && !is_last_dollar(reader); c = regex_peek(reader)) {
        struct part next;
        read_repeated(reader, &next);
        append(part, &next);
    }
}

void regex_read_alternatives(struct regex_reader *reader, struct part *part) {
    if (reader->depth == MOST_REGEX_DEPTH) {
        reader->fails = 1;
        return;
    }
    reader->depth++;
    read_sequence(reader, part);
    while (!reader->fails && regex_skip(reader, TEXT("|"))) {
        struct part other;
        read_sequence(reader, &other);
        set_join(&part->first, &other.first);
        set_join(&part->last, &other.last);
        part->takes_empty |= other.takes_empty;
    }
    reader->depth--;
}
