// The inner side of regex.h: an expression as states, each for one character of the text.
#pragma once

#include "program.h"

enum { MOST_STATES = 256, WORDS = MOST_STATES / 64, MOST_REGEX_DEPTH = 16, MOST_WORK = 4096, MOST_REPEAT = 255 };

struct set {
    u64 words[WORDS];
};

struct class {
    u64 low; // of the 128 characters of ASCII
    u64 high;
};

// What a part of the expression can begin and end with.
struct part {
    struct set first;
    struct set last;
    u8 takes_empty;
};

struct regex_reader {
    struct text source;
    u32 at;
    u32 states;
    u32 work;
    u32 depth;
    u8 folds;
    u8 fails;
};

// The states of the expression that was read last.
extern struct set regex_follow[MOST_STATES];
extern struct class regex_classes[MOST_STATES];

void regex_read_alternatives(struct regex_reader *reader, struct part *part);

// The next byte, -1 at the end.
static inline int regex_peek(const struct regex_reader *reader) {
    return reader->at < reader->source.size ? reader->source.at[reader->at] : -1;
}

int regex_skip(struct regex_reader *reader, struct text text);

void regex_class_add(struct class *class, u32 from, u32 to);
void regex_class_fold_if(struct class *class, int folds);
void regex_class_negate(struct class *class);

// Behind a backslash: a class such as \d, or one character, which is returned; -1 for a class, -2 for what is not known.
int regex_read_escape(struct regex_reader *reader, struct class *class);

// Steps over one character; returns 128 for one outside of ASCII, which no text has that is matched here.
int regex_read_character(struct regex_reader *reader);

// What is behind the bracket of a class, with its end.
void regex_read_class(struct regex_reader *reader, struct class *class);
