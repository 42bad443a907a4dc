/*
 * Numbers with a comma for the point, as half of the world writes them.
 */
#ifndef LESSON_DECIMAL_COMMA_H
#define LESSON_DECIMAL_COMMA_H

#include <stdbool.h>

/*
 * Makes each comma a point if each could be a decimal one, and there is one; otherwise returns
 * false. A number in Persian digits has a point of its own.
 */
bool decimal_commas_to_points(char *text);

#endif
