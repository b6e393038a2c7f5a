// The functions that the host calls (proxy-wasm ABI 0.2.1). The contexts of one VM are in one table: a root context for each plugin, and
// a stream context for each request under way.
#include "host.h"
#include "program.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

// A plugin. It outlives its deletion until its last stream is gone.
struct root {
    struct program *program;
    u32 id;
    u32 streams;
    u8 is_deleted;
};

struct context {
    u32 id; // 0 for a free place
    struct root *root;
};

enum { SMALLEST_TABLE = 64, LARGEST_TABLE = 1 << 20, MOST_CONFIGURATION = 4 << 20 };

static struct context *contexts;
static u32 size;
static u32 used;

static u32 place_of(u32 id) {
    u32 at = (id * 2654435769u) & (size - 1);
    while (contexts[at].id != 0 && contexts[at].id != id) {
        at = (at + 1) & (size - 1);
    }
    return at;
}

static struct context *find(u32 id) { return size > 0 && id != 0 && contexts[place_of(id)].id == id ? &contexts[place_of(id)] : 0; }

static int make_room(void) {
    if (used * 2 < size) {
        return 1;
    }
    u32 larger = size == 0 ? SMALLEST_TABLE : size * 2;
    struct context *table = larger > LARGEST_TABLE ? 0 : heap_take(larger * sizeof(struct context));
    if (!table) {
        return used + 1 < size; // slower, until there is but one free place
    }
    memset(table, 0, larger * sizeof(struct context));
    struct context *old = contexts;
    u32 old_size = size;
    contexts = table;
    size = larger;
    for (u32 i = 0; i < old_size; i++) {
        if (old[i].id != 0) {
            contexts[place_of(old[i].id)] = old[i];
        }
    }
    heap_give(old);
    return 1;
}

static int add(u32 id, struct root *root) {
    if (id == 0 || find(id) || !make_room()) {
        return 0;
    }
    contexts[place_of(id)] = (struct context){id, root};
    used++;
    return 1;
}

// Those behind the free place move up, so that each is found from its own.
static void drop(struct context *context) {
    u32 hole = (u32)(context - contexts);
    contexts[hole].id = 0;
    used--;
    for (u32 at = (hole + 1) & (size - 1); contexts[at].id != 0; at = (at + 1) & (size - 1)) {
        struct context moved = contexts[at];
        contexts[at].id = 0;
        contexts[place_of(moved.id)] = moved;
    }
}

void EXPORT(proxy_abi_version_0_2_1)(void) {}

void *EXPORT(proxy_on_memory_allocate)(u32 bytes) { return scratch_take(bytes); }

u32 EXPORT(proxy_on_vm_start)(u32 root_id, u32 configuration_size) {
    (void)root_id;
    (void)configuration_size;
    return 1;
}

void EXPORT(proxy_on_context_create)(u32 id, u32 root_id) {
    struct context *parent = root_id == 0 ? 0 : find(root_id);
    if (parent) {
        if (parent->root->id == root_id && add(id, parent->root)) {
            find(id)->root->streams++;
        }
        return;
    }
    struct root *root = root_id == 0 ? heap_take(sizeof *root) : 0;
    if (root) {
        *root = (struct root){0, id, 0, 0};
        if (!add(id, root)) {
            heap_give(root);
        }
    }
}

// Always true: with false Envoy would refuse the whole filter. Without a configuration that can be read there is no label.
u32 EXPORT(proxy_on_configure)(u32 root_id, u32 configuration_size) {
    scratch_clear();
    struct context *context = find(root_id);
    if (!context || context->root->id != root_id) {
        return 1;
    }
    program_give(context->root->program);
    context->root->program = 0;
    struct text source = {0, 0};
    if (configuration_size > 0 && configuration_size <= MOST_CONFIGURATION
        && proxy_get_buffer_bytes(BUFFER_PLUGIN_CONFIGURATION, 0, configuration_size, &source.at, &source.size) == RESULT_OK
        && source.size > 0) {
        context->root->program = program_read(source);
    }
    scratch_clear();
    return 1;
}

static void run(u32 id, int on_request) {
    struct context *context = find(id);
    if (context && context->root->id != id && context->root->program) {
        scratch_clear();
        program_run(context->root->program, on_request);
    }
}

u32 EXPORT(proxy_on_request_headers)(u32 id, u32 headers, u32 end_of_stream) {
    (void)headers;
    (void)end_of_stream;
    run(id, 1);
    return 0; // Continue
}

void EXPORT(proxy_on_log)(u32 id) { run(id, 0); }

void EXPORT(proxy_on_delete)(u32 id) {
    struct context *context = find(id);
    if (!context) {
        return;
    }
    struct root *root = context->root;
    drop(context);
    if (root->id == id) {
        program_give(root->program);
        root->program = 0;
        root->is_deleted = 1;
    } else {
        root->streams--;
    }
    if (root->is_deleted && root->streams == 0) {
        heap_give(root);
    }
}
