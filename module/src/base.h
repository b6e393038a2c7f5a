// Words that every file uses: sizes, text without an end mark, and what a condition can come to.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

// There is no libc here; the compiler itself calls these for large copies.
void *memcpy(void *to, const void *from, unsigned long size);
void *memset(void *to, int value, unsigned long size);

struct text {
    const u8 *at;
    u32 size; // in bytes
};

#define TEXT(literal) ((struct text){(const u8 *)(literal), sizeof(literal) - 1})

// CEL's three ends of a condition. An error is a value like the others: && and || may absorb it.
enum outcome { NO, YES, FAULT };

int text_is(struct text one, struct text other);
int text_begins(struct text whole, struct text with);
int text_ends(struct text whole, struct text with);
int text_contains(struct text whole, struct text part);

// Whether every byte is below 0x80: then bytes and characters are the same, to RE2 too.
int text_is_ascii(struct text text);

// FNV-1a.
u32 text_hash(struct text text);
