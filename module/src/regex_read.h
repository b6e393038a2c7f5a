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

int regex_skip(struct regex_reader *reader, struct text text);
