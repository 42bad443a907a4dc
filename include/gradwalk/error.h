/*
 * An error: a message that is complete enough to be printed.
 *
 * Every function that can fail takes a `struct gw_error *` last and returns false (or NULL) on
 * failure. On success the error is left as it was. Nothing in it is allocated, so it needs no
 * release, and "out of memory" is reported like anything else.
 *
 *     struct gw_error error;
 *     char text[GW_ERROR_TEXT];
 *     struct gw_graph *graph = gw_graph_load("lesson.xml", NULL, &error);
 *     if (!graph)
 *         fputs(gw_error_text(&error, text), stderr);
 *
 * prints
 *
 *     lesson.xml:7:25: unknown name "w9"; did you mean "w0"?
 *        <let name="a">w9 x0</let>
 *                      ^
 */
#ifndef GRADWALK_ERROR_H
#define GRADWALK_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_ERROR_TEXT 2048 /* bytes that gw_error_text() needs, its terminating zero included */

struct gw_error {
	char file[256];  /* the file's name, or what stands for it; empty if no file is at fault */
	uint32_t line;   /* from 1; 0 if there is no place to point at */
	uint32_t column; /* in characters, from 1 */
	char message[640]; /* one sentence, without a full stop or line end */
	char excerpt
		/* the line, or the part of it around the place; empty if there is no place */
		[256];
	uint32_t caret; /* terminal columns between the excerpt's start and the place */
};

/*
 * The whole error as lines of text, safe for a terminal; `text` has GW_ERROR_TEXT bytes. Returns
 * `text`.
 */
const char *gw_error_text(const struct gw_error *error, char *text);

#ifdef __cplusplus
}
#endif

#endif
