/*
 * Lists operators and functions: a line for each row of the operator table.
 */
#ifndef CLI_FUNCTION_LIST_H
#define CLI_FUNCTION_LIST_H

#include "base/text.h"

void function_list_write(struct text *text);

#endif
