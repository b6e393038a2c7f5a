// The inner side of condition.h: the forms of a relation that are known.
#pragma once

#include "program.h"

struct reader {
    struct program *program;
    struct text source;
    u32 at;
    u32 depth;
    u32 count; // of nodes
    u8 fits;   // false once something has no place
};

enum condition_form { COMPARISON, PRESENCE, PORT, FLAG, FORMS };

void condition_skip_space(struct reader *reader);

// Whether the symbol comes next, which then is behind.
int condition_take(struct reader *reader, struct text symbol);

int condition_is_word(u8 c);

// Whether a relation of this form comes next; then the node says it. Otherwise the place of the reader means nothing.
int condition_take_form(struct reader *reader, enum condition_form form, struct node *node);
