#include "regex.h"

#include "regex_read.h"

struct regex {
    u32 states;
    u32 words;
    u8 begins_anchored;
    u8 ends_anchored;
    u8 takes_empty;
    const u64 *first; // `words` each
    const u64 *last;
    const u64 *follow; // of each state
    const struct class *classes;
};

// An assertion at the top belongs to one alternative only.
static int has_bar_at_top(struct text source) {
    u32 open = 0;
    int in_class = 0;
    for (u32 i = 0; i < source.size; i++) {
        u8 c = source.at[i];
        if (c == '\\') {
            i++;
        } else if (in_class) {
            in_class = c != ']';
        } else if (c == '[') {
            in_class = 1;
        } else if (c == '(') {
            open++;
        } else if (c == ')') {
            open--;
        } else if (c == '|' && open == 0) {
            return 1;
        }
    }
    return 0;
}

static u64 *copy_set(u64 *to, const struct set *set, u32 words) {
    for (u32 i = 0; i < words; i++) {
        to[i] = set->words[i];
    }
    return to + words;
}

const struct regex *regex_compile(struct arena *arena, struct text pattern) {
    struct regex_reader reader = {.source = pattern};
    reader.folds = (u8)regex_skip(&reader, TEXT("(?i)"));
    u8 begins = (u8)regex_skip(&reader, TEXT("^"));
    struct part part;
    regex_read_alternatives(&reader, &part);
    u8 ends = (u8)regex_skip(&reader, TEXT("$"));
    if (reader.fails || reader.at != pattern.size || ((begins || ends) && has_bar_at_top(pattern))) {
        return 0;
    }
    u32 words = (reader.states + 63) / 64;
    u64 *sets = arena_take(arena, (reader.states + 2) * words * sizeof(u64) + 8);
    struct class *own = arena_take(arena, reader.states * sizeof(struct class) + 8);
    struct regex *regex = arena_take(arena, sizeof *regex);
    if (!sets || !own || !regex) {
        return 0;
    }
    *regex = (struct regex){reader.states, words, begins, ends, part.takes_empty, sets, sets + words, sets + 2 * words, own};
    u64 *to = copy_set(copy_set(sets, &part.first, words), &part.last, words);
    for (u32 i = 0; i < reader.states; i++) {
        to = copy_set(to, &regex_follow[i], words);
        own[i] = regex_classes[i];
    }
    return regex;
}

enum outcome regex_match(const struct regex *regex, struct text text) {
    if (!text_is_ascii(text)) {
        return FAULT;
    }
    if (regex->takes_empty && (!regex->ends_anchored || !regex->begins_anchored || text.size == 0)) {
        return YES;
    }
    u64 now[WORDS] = {0};
    u32 words = regex->words;
    for (u32 at = 0; at < text.size; at++) {
        u64 next[WORDS] = {0};
        u64 any = 0;
        for (u32 i = 0; i < words; i++) {
            next[i] = at == 0 || !regex->begins_anchored ? regex->first[i] : 0;
        }
        for (u32 i = 0; i < words; i++) {
            for (u64 rest = now[i]; rest; rest &= rest - 1) {
                const u64 *from = regex->follow + (i * 64 + (u32)__builtin_ctzll(rest)) * words;
                for (u32 j = 0; j < words; j++) {
                    next[j] |= from[j];
                }
            }
        }
        u8 c = text.at[at];
        for (u32 i = 0; i < words; i++) {
            u64 kept = 0;
            for (u64 rest = next[i]; rest; rest &= rest - 1) {
                const struct class *class = &regex->classes[i * 64 + (u32)__builtin_ctzll(rest)];
                kept |= ((c < 64 ? class->low : class->high) >> c % 64 & 1) ? rest & -rest : 0;
            }
            now[i] = kept;
            any |= kept;
            if (!regex->ends_anchored && (kept & regex->last[i])) {
                return YES;
            }
        }
        if (!any && regex->begins_anchored) {
            return NO;
        }
    }
    for (u32 i = 0; i < words; i++) {
        if (now[i] & regex->last[i]) {
            return YES;
        }
    }
    return NO;
}
