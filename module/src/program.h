// What a configuration becomes: attributes, each with its matches in order, each with its condition as a tree.
#pragma once

#include "memory.h"

enum operation {
    ALL,        // of the nodes below
    ANY,        // of the nodes below
    NOT,        // the one node below
    CONSTANT,   // `slot` is the outcome
    EQUAL,      // the attribute is the text
    DIFFERENT,
    BEGINS,
    ENDS,
    CONTAINS,
    PRESENT,    // the header is there
    PORT_EQUAL, // destination.port is the number in `slot`
    PORT_DIFFERENT,
    PARAMETER_IS,      // the first query parameter named `text` has the value `other`
    PARAMETER_PRESENT, // one of that name is there
    MATCHES,    // `regex` matches, or, where it cannot tell, the host's CEL by `token`
    HOST,       // the host's CEL by `token`
};

enum attribute { HEADER, URL_PATH, QUERY, ROUTE_NAME, FILTER_CHAIN_NAME };

// Nodes stand in preorder: those below a node follow it.
struct node {
    u8 operation;
    u8 attribute;
    u8 asks_host; // it or one below is HOST
    u16 slot;     // of a header; or a number
    u16 nodes;    // this one and all below
    u32 token;
    struct text text;
    struct text other;
    const struct regex *regex;
};

// Header names of all conditions, numbered, so that a request's headers are filed in one pass.
enum { SLOT_METHOD, SLOT_PATH, SLOT_AUTHORITY, FIXED_SLOTS, MOST_SLOTS = 512, NAME_BUCKETS = 64, NO_SLOT = 0xffff };

struct name {
    struct text text;
    u16 next; // of the same bucket
};

struct match {
    const struct node *condition; // null: holds always
    struct text value;
    u32 next; // the next match of the same route name, or of none; NO_MATCH at the end
};

enum { NO_MATCH = 0xffffffff };

// A route name that conditions ask for, and its first match.
struct route {
    struct text name;
    u32 hash;
    u32 first;
};

struct generator {
    struct generator *next;
    struct text attribute;
    u8 on_request;
    u8 asks_route; // any condition is filed by its route name
    u32 count;
    struct match *matches;
    u32 unguarded;        // the first match that asks for no route name
    u32 route_mask;       // size of the table below, less one
    struct route *routes; // open addressing; null if there are none
};

struct program {
    struct arena arena;
    struct generator *first;
    struct generator **end;
    struct token *tokens;
    u8 debug;
    u8 host_only; // a switch for tests: the host's CEL decides everything
    u32 name_count;
    struct name *names; // of MOST_SLOTS
    u16 buckets[NAME_BUCKETS];
};

// A token of the host's, to give it back.
struct token {
    struct token *next;
    u32 value;
};

// A copy that lives as long as the program; null without memory.
struct text program_keep(struct program *program, struct text text);

// The slot of a header name in lower case; NO_SLOT without room.
u32 program_slot(struct program *program, struct text name);

static inline u32 name_bucket(struct text name) {
    return name.size == 0 ? 0 : (name.size * 7 + name.at[0] * 3 + name.at[name.size - 1]) % NAME_BUCKETS;
}

// Reads attributegen's configuration, which is overwritten on the way. Null if it is no JSON of that shape, which is logged and counted.
struct program *program_read(struct text json);
void program_give(struct program *program);

// Evaluates every attribute of the phase for the current request and sets those that have a value.
void program_run(const struct program *program, int on_request);
