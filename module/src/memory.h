// Memory for three spans: as long as the VM (none), as a configuration (arena), as one call of the host (scratch).
#pragma once

#include "base.h"

// A block of at least this size, or null. Freed blocks are kept by size, powers of two, and taken again, so that configuring the same
// again and again takes nothing new.
void *heap_take(u32 size);
void heap_give(void *block);

// What one configuration is made of; given back as a whole.
struct arena {
    struct chunk *chunks;
    u8 *at;
    u32 left;
    u32 total; // bytes taken, to hold the limit
};

// Null past the limit or without memory. Aligned to 8 bytes, filled with zeros.
void *arena_take(struct arena *arena, u32 size);
void arena_give(struct arena *arena);

// Where the host puts what it answers; all of it is given back by the next call of scratch_clear.
void *scratch_take(u32 size);
void scratch_clear(void);
