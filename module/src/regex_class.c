#include "regex_read.h"

void regex_class_add(struct class *class, u32 from, u32 to) {
    for (u32 c = from; c <= to && c < 128; c++) {
        *(c < 64 ? &class->low : &class->high) |= 1ull << c % 64;
    }
}

void regex_class_fold_if(struct class *class, int folds) {
    if (!folds) {
        return;
    }
    const u64 upper = 0x07fffffeull; // A to Z in the high half; a to z are 32 further
    u64 letters = class->high & upper;
    class->high |= (class->high >> 32 & upper) | letters << 32;
}

void regex_class_negate(struct class *class) {
    class->low = ~class->low;
    class->high = ~class->high;
}

int regex_skip(struct regex_reader *reader, struct text text) {
    struct text rest = {reader->source.at + reader->at, reader->source.size - reader->at};
    if (!text_begins(rest, text)) {
        return 0;
    }
    reader->at += text.size;
    return 1;
}

static int is_alphanumeric(int c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int regex_read_escape(struct regex_reader *reader, struct class *class) {
    static const u8 letters[] = "tnrfva";
    static const u8 meanings[] = "\t\n\r\f\v\a";
    int c = regex_peek(reader);
    if (c < 0 || c >= 0x80) {
        return -2;
    }
    reader->at++;
    struct class named = {0, 0};
    switch (c | 0x20) {
    case 'd':
        regex_class_add(&named, '0', '9');
        break;
    case 'w':
        regex_class_add(&named, '0', '9');
        regex_class_add(&named, 'a', 'z');
        regex_class_add(&named, 'A', 'Z');
        regex_class_add(&named, '_', '_');
        break;
    case 's':
        regex_class_add(&named, '\t', '\n');
        regex_class_add(&named, '\f', '\r');
        regex_class_add(&named, ' ', ' ');
        break;
    default:
        for (u32 i = 0; i < sizeof letters - 1; i++) {
            if (c == letters[i]) {
                return meanings[i];
            }
        }
        return is_alphanumeric(c) || c < ' ' ? -2 : c;
    }
    if (c < 'a') {
        regex_class_negate(&named);
    }
    class->low |= named.low;
    class->high |= named.high;
    return -1;
}

int regex_read_character(struct regex_reader *reader) {
    int c = regex_peek(reader);
    reader->at++;
    if (c < 0x80) {
        return c;
    }
    while ((regex_peek(reader) & 0xc0) == 0x80 && regex_peek(reader) >= 0) {
        reader->at++;
    }
    // (?i) folds some of those to letters of ASCII: the Kelvin sign to k.
    reader->fails |= reader->folds;
    return 128;
}

void regex_read_class(struct regex_reader *reader, struct class *class) {
    int negated = regex_skip(reader, TEXT("^"));
    for (int is_first = 1;; is_first = 0) {
        int c = regex_peek(reader);
        if (c < 0 || c == '[' || (c == ']' && is_first)) {
            reader->fails = 1;
            return;
        }
        if (c == ']') {
            reader->at++;
            break;
        }
        int low = regex_read_character(reader);
        if (low == '\\') {
            low = regex_read_escape(reader, class);
        }
        int is_range = regex_peek(reader) == '-' && reader->at + 1 < reader->source.size && reader->source.at[reader->at + 1] != ']';
        if (low == -2 || (c == '-' && !is_first && regex_peek(reader) != ']') || (low == -1 && is_range)) {
            reader->fails = 1;
            return;
        }
        int high = low;
        if (is_range) {
            reader->at++;
            high = regex_peek(reader) == '[' ? -2 : regex_read_character(reader);
            if (high == '\\') {
                struct class ignored = {0, 0};
                high = regex_read_escape(reader, &ignored);
            }
            if (high < low) {
                reader->fails = 1;
                return;
            }
        }
        if (low >= 0) {
            regex_class_add(class, (u32)low, (u32)high);
        }
    }
    regex_class_fold_if(class, reader->folds);
    if (negated) {
        regex_class_negate(class);
    }
}
