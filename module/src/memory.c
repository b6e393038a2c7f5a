#include "memory.h"

enum {
    PAGE = 65536,
    SMALLEST = 4, // 16 bytes
    LARGEST = 24, // 16 MiB; Envoy takes 8 MiB of headers at most, Kubernetes stores no object of 2 MiB
    CHUNK = 4096,
    SCRATCH = 16384,
    ARENA_LIMIT = 16 << 20, // of one configuration
    KEPT_LIMIT = 40 << 20,  // of what stays; the linker's --max-memory leaves 24 MiB more for the host's answers
};

extern u8 __heap_base; // the linker's: the end of data and stack

struct block {
    u32 class;
    struct block *next;
};

static struct block *spare[LARGEST + 1];
static u32 top;

static struct block *grow(u32 class, u32 limit) {
    u32 size = 1u << class;
    if (top == 0) {
        top = ((u32)&__heap_base + 15) & ~15u;
    }
    if (top + size > limit) {
        return 0;
    }
    u32 end = (u32)__builtin_wasm_memory_size(0) * PAGE;
    if (end - top < size) {
        u32 pages = (size - (end - top) + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == (unsigned long)-1) {
            return 0;
        }
    }
    struct block *block = (struct block *)top;
    top += size;
    block->class = class;
    return block;
}

static void *take(u32 size, u32 limit) {
    if (size > (1u << LARGEST) - sizeof(struct block)) {
        return 0;
    }
    u32 class = SMALLEST;
    while ((1u << class) < size + sizeof(struct block)) {
        class++;
    }
    struct block *block = spare[class];
    if (block) {
        spare[class] = block->next;
    } else {
        block = grow(class, limit);
    }
    return block ? block + 1 : 0;
}

void *heap_take(u32 size) { return take(size, KEPT_LIMIT); }

void heap_give(void *memory) {
    if (memory) {
        struct block *block = (struct block *)memory - 1;
        block->next = spare[block->class];
        spare[block->class] = block;
    }
}

struct chunk {
    struct chunk *next;
    u32 padding;
};

static void *chunk_take(struct arena *arena, u32 size) {
    struct chunk *chunk = heap_take(size + sizeof(struct chunk));
    if (!chunk) {
        return 0;
    }
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk + 1;
}

void *arena_take(struct arena *arena, u32 size) {
    size = (size + 7) & ~7u;
    if (size > ARENA_LIMIT || arena->total + size > ARENA_LIMIT) {
        return 0;
    }
    u8 *memory;
    const u32 room = CHUNK - sizeof(struct chunk) - sizeof(struct block);
    if (size > room / 2) {
        memory = chunk_take(arena, size);
    } else {
        if (arena->left < size) {
            arena->at = chunk_take(arena, room);
            arena->left = arena->at ? room : 0;
        }
        memory = arena->at;
        arena->at += arena->left ? size : 0;
        arena->left -= arena->left ? size : 0;
    }
    if (memory) {
        arena->total += size;
        memset(memory, 0, size);
    }
    return memory;
}

void arena_give(struct arena *arena) {
    while (arena->chunks) {
        struct chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        heap_give(chunk);
    }
    arena->at = 0;
    arena->left = 0;
    arena->total = 0;
}

static u8 scratch[SCRATCH] __attribute__((aligned(16)));
static u32 scratch_used;
static struct chunk *overflow;

void *scratch_take(u32 size) {
    if (size <= SCRATCH - scratch_used) {
        void *memory = scratch + scratch_used;
        // An empty answer has an address too; null would be a failure to the host.
        scratch_used += (size + 7) & ~7u;
        scratch_used = scratch_used > SCRATCH ? SCRATCH : scratch_used;
        return memory;
    }
    if (size > (1u << LARGEST) - sizeof(struct block) - sizeof(struct chunk)) {
        return 0;
    }
    struct chunk *chunk = take(size + sizeof(struct chunk), 64u << 20);
    if (!chunk) {
        return 0;
    }
    chunk->next = overflow;
    overflow = chunk;
    return chunk + 1;
}

void scratch_clear(void) {
    scratch_used = 0;
    while (overflow) {
        struct chunk *chunk = overflow;
        overflow = chunk->next;
        heap_give(chunk);
    }
}
