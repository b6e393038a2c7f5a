// CEL's string literals in one kind of quotes, without prefix (cel-cpp internal/strings.cc).
#pragma once

#include "memory.h"

// The length of the literal that the source begins with, quotes included; 0 if it has no end here, or is one in three quotes.
u32 literal_size(struct text source);

// Its value, in the arena, and its length; 0 too for an escape that CEL does not know, or without memory.
u32 literal_read(struct arena *arena, struct text source, struct text *value);

int utf8_is_valid(struct text text);

// Writes a code point; returns the bytes written, 4 at most.
u32 utf8_write(u8 *to, u32 code);

// The value of a hexadecimal digit, or 16.
u32 digit_value(u8 c);
