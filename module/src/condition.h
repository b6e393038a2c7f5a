// Reads a condition: the forms that it knows as nodes, anything else as a node for the host's CEL.
#pragma once

#include "program.h"

enum condition_result { CONDITION_BAD, CONDITION_READ, CONDITION_NO_MEMORY };

enum condition_result condition_read(struct program *program, struct text source, const struct node **condition);
