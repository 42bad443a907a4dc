/*
 * Pictures of what is learnt where something is missing: room, targets, finite numbers, short
 * names.
 */
#include "charts/learnt.h"
#include "given.h"
#include "learnt_drawing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Graphs that lack something, or have more of it than there is room for. */
#define UNTARGETED                                                                                 \
	"<graph><input name='x' value='1'/><param name='w' value='2'/><output name='J'>(w x)^2"    \
	"</output><data><row x='0'/><row x='1'/></data></graph>"
#define ALIKE                                                                                      \
	"<graph><input name='x' value='1'/><input name='t' value='1'/><param name='w' value='2'/>" \
	"<output name='J'>(w x - t)^2</output><data><row x='0' t='1'/><row x='1' "                 \
	"t='1'/></data></graph>"
#define STEEP                                                                                      \
	"<graph><input name='x' value='1'/><input name='t' value='1'/><param name='w' "            \
	"value='90'/>"                                                                             \
	"<output name='J'>(w x - t)^2</output><data><row x='0' t='0'/><row x='1' "                 \
	"t='1'/></data></graph>"
#define PLANE                                                                                      \
	"<graph><input name='x' value='0 0'/><param name='W' value='1; 1'/>"                       \
	"<output name='J'>(x @ W)^2</output><data><row x='1 0'/><row x='0 1'/></data></graph>"
#define HALVED                                                                                     \
	"<graph><input name='x' value='0 0'/><input name='t' value='0'/><param name='W' "          \
	"value='1; 1'/>"                                                                           \
	"<let name='y'>x @ W</let><output name='J'>mse(y, t)</output><data split='0.5'>"           \
	"<row x='1 0' t='1'/><row x='0 1' t='0'/><row x='1 1' t='1'/><row x='0 0' "                \
	"t='0'/></data></graph>"
#define THREE                                                                                      \
	"<graph><input name='x' value='0 0 0'/><input name='t' value='0'/>"                        \
	"<param name='W' value='1; 1; 1'/><let name='y'>x @ W</let><output name='J'>mse(y, "       \
	"t)</output>"                                                                              \
	"<data><row x='1 0 5' t='1'/><row x='0 1 6' t='0'/></data></graph>"
#define PAIRS                                                                                      \
	"<graph><input name='x' value='0 0'/><input name='t' value='0 0'/>"                        \
	"<param name='W' value='1 2; 3 4'/><let name='y'>x @ W</let><output name='J'>mse(y, "      \
	"t)</output>"                                                                              \
	"<data><row x='1 0' t='1 3'/><row x='0 1' t='0 7'/></data></graph>"
#define RIGID                                                                                      \
	"<graph><input name='x' value='0; 0'/><input name='t' value='0; 0'/><param name='w' "      \
	"value='1'/>"                                                                              \
	"<let name='v'>w^2</let><output name='J'>mse(v x, t)</output>"                             \
	"<data><row x='1' t='1'/><row x='2' t='3'/></data><train prediction='v'/></graph>"
#define WIDE                                                                                       \
	"<graph><input name='x' value='0 0'/><input name='t' value='0'/>"                          \
	"<param name='W' value='1 2 3 4 5 6 7 8 9 1 2 3 4; 1 2 3 4 5 6 7 8 9 1 2 3 4'/>"           \
	"<let name='h'>relu(x @ W)</let><let name='y'>sum(h, axis=1)</let><output "                \
	"name='J'>mse(y, t)</output>"                                                              \
	"<data><row x='1 0' t='1'/><row x='0 1' t='0'/></data></graph>"
#define UNDEFINED                                                                                  \
	"<graph><input name='x' value='0 0'/><input name='t' value='0'/><param name='W' "          \
	"value='1; 1'/>"                                                                           \
	"<let name='h'>relu(log(x @ W))</let><let name='y'>h + 1</let><output name='J'>mse(y, "    \
	"t)</output>"                                                                              \
	"<data><row x='1 -2' t='1'/><row x='2 1' t='0'/></data></graph>"
#define EXPLODING                                                                                  \
	"<graph><param name='w' value='3'/><param name='v' value='1'/><output name='J'>exp(w^2) "  \
	"+ v^2"                                                                                    \
	"</output><train optimizer='sgd' lr='9' epochs='9'/></graph>"

#define NEAR "<metric name='near'>abs(w x - t) &lt; 1</metric>"
#define FAR "<metric name='far'>abs(w x - t)</metric>"
#define MEASURED(metrics, split)                                                                   \
	"<graph><input name='x' value='0'/><input name='t' value='0'/><param name='w' value='1'/>" \
	"<output name='J'>(w x - t)^2</output>" metrics "<data split='" split "'>"                 \
	"<row x='1' t='1'/><row x='2' t='3'/></data><train lr='0.1'/></graph>"

struct lesson {
	struct gw_graph *graph;
	struct timeline timeline;
	struct learnt learnt;
};

static void open_lesson(struct lesson *lesson, const char *xml, uint64_t step)
{
	struct gw_error error = {0};

	lesson->graph = given_graph(xml);
	if (!timeline_init(&lesson->timeline, lesson->graph, lesson->graph->outputs[0], NULL, 0,
			   NULL, &error) ||
	    !learnt_init(&lesson->learnt, &lesson->timeline.fit, &error) ||
	    !timeline_seek(&lesson->timeline, step, &error))
		fail_msg("%s: %s", xml, error.message);
}

static void close_lesson(struct lesson *lesson)
{
	learnt_finish(&lesson->learnt);
	timeline_finish(&lesson->timeline);
	gw_graph_destroy(lesson->graph);
}

static char *picture_of(struct lesson *lesson, enum learnt_picture picture, int width, int height,
			bool is_ascii, struct learnt_style style)
{
	return learnt_drawing(&lesson->learnt, &lesson->timeline, picture, width, height, is_ascii,
			      &style);
}

static const struct {
	const char *xml;
	uint64_t step;
	enum learnt_picture picture;
	int width, height, digits;
	bool ascii;
	const char *has;  /* in the picture */
	const char *sign; /* and this, so many times */
	size_t count;
} cases[] = {
	{UNTARGETED, 0, LEARNT_FIT, 60, 12, 4, false, "w x over x, step 0: ● rows", "●", 1},
	{UNTARGETED, 0, LEARNT_ROWS, 60, 12, 4, false, "row    x         w x\n", "error", 0},
	{ALIKE, 0, LEARNT_FIT, 60, 12, 4, false, "w x over x, step 0: ● rows", "●", 3},
	{STEEP, 0, LEARNT_FIT, 60, 12, 4, false, "\n1 ┤", "●", 3},
	{PLANE, 0, LEARNT_BOUNDARY, 60, 12, 4, false,
	 "above 0, · below, blank far below; rows ● above, ○ below", "○", 3},
	{HALVED, 0, LEARNT_BOUNDARY, 60, 12, 4, false, "· below; rows ● ○; validation ■ □", "■", 2},
	{HALVED, 0, LEARNT_BOUNDARY, 60, 12, 4, true, "- below; rows X o; validation V v", "V", 2},
	{HALVED, 0, LEARNT_BOUNDARY, 20, 5, 4, false, "1 ┤▒○▓", "over", 0},
	{THREE, 0, LEARNT_ROWS, 60, 12, 4, false, "x[:, 0]   x[:, 1]   t         y         error\n",
	 "x[:, 2]", 0},
	{THREE, 0, LEARNT_ROWS, 60, 2, -1, false, "row    t                        y\n", "x[", 0},
	{THREE, 0, LEARNT_ROWS, 6, 8, 4, false, "row\n1\n2", "y", 0},
	{PAIRS, 0, LEARNT_ROWS, 60, 12, 4, false, "t[:, 0]   y[:, 0]   t[:, 1]   y[:, 1]\n",
	 "error", 0},
	{PAIRS, 0, LEARNT_BOUNDARY, 60, 12, 4, false,
	 "the prediction is not one number for each row of data", "over", 0},
	{RIGID, 0, LEARNT_ROWS, 60, 12, 4, false, "the prediction is not made row by row", "│", 0},
	{WIDE, 0, LEARNT_BOUNDARY, 60, 14, 4, false, "; 9 hidden units more\n", "h[:", 4},
	{WIDE, 0, LEARNT_BOUNDARY, 160, 34, 4, false, "; 1 hidden unit more\n", "h[:", 12},
	{WIDE, 0, LEARNT_BOUNDARY, 60, 6, 4, false, "; 11 hidden units more\n", "above", 0},
	{UNDEFINED, 0, LEARNT_BOUNDARY, 60, 14, 4, false, "?????????", "0 ┤", 1},
	{EXPLODING, 0, LEARNT_FLOW, 80, 8, 4, false,
	 "w           ·               ·               ·\n", "█", 0},
	{EXPLODING, 0, LEARNT_FLOW, 80, 8, 4, true,
	 "w           .               .               .\n", "#", 0},
	{EXPLODING, 1, LEARNT_FLOW, 80, 8, 4, false, "█          exploded\n", "vanished", 1},
	{EXPLODING, 2, LEARNT_FLOW, 80, 8, 4, false, "inf      ██████ ██         exploded\n",
	 "vanished", 0},
	{EXPLODING, 2, LEARNT_FLOW, 24, 8, 4, false, "w   inf      ██████\n", "update", 0},
	{EXPLODING, 2, LEARNT_FLOW, 16, 8, 4, false, "over steps\nw   ██\n", "inf", 0},
	{MEASURED(NEAR, "0.5"), 0, LEARNT_METRICS, 60, 8, 4, false, "no epoch has ended yet", "│",
	 0},
	{MEASURED(NEAR, "0"), 9, LEARNT_METRICS, 60, 8, 4, false, "near after each epoch\n", ":",
	 0},
	{MEASURED(NEAR, "0.5"), 9, LEARNT_METRICS, 60, 8, 4, false,
	 "near after each epoch, v: validation\n", "v", 6},
	{MEASURED(NEAR FAR, "0"), 9, LEARNT_METRICS, 60, 8, 4, false,
	 "a: near, b: far after each epoch\n", "capitals", 0},
	{MEASURED(NEAR FAR, "0.5"), 9, LEARNT_METRICS, 60, 8, 4, false,
	 "a: near, b: far after each epoch, capitals: validation\n", "B", 3},
	{EXPLODING, 2, LEARNT_FLOW, 80, 1, 4, false, "length      gradient        update", "flow",
	 0},
};

static void what_is_missing_is_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct learnt_style style = {.digits = cases[i].digits};
		struct lesson lesson;
		open_lesson(&lesson, cases[i].xml, cases[i].step);
		char *picture = picture_of(&lesson, cases[i].picture, cases[i].width,
					   cases[i].height, cases[i].ascii, style);
		if (!strstr(picture, cases[i].has) ||
		    count_of(picture, cases[i].sign) != cases[i].count)
			fail_msg("%s, %zu times %s:\n%s", cases[i].has, cases[i].count,
				 cases[i].sign, picture);
		free(picture);
		close_lesson(&lesson);
	}
}

/* A title that has no room for a name says what the picture is, a column that it has a name. */
static void names_beyond_all_room_are_left_out(void **state)
{
	static const struct {
		enum learnt_picture picture;
		const char *has;
	} untitled[] = {{LEARNT_BOUNDARY, "boundary\n"},
			{LEARNT_ROWS, "input     input     ?         ?"},
			{LEARNT_FLOW, "?           ·"}};
	const struct learnt_style style = {.digits = 4};
	char name[251] = "";
	struct text xml = {0};
	struct lesson lesson;

	(void)state;
	memset(name, 'n', sizeof name - 1);
	text_add_format(&xml,
			"<graph><input name='x%s' value='0 0'/><input name='t%s' value='0'/>"
			"<param name='w%s' value='1; 1'/><let name='y%s'>x%s @ w%s</let>"
			"<output name='J'>mse(y%s, t%s)</output>"
			"<data><row x%s='1 0' t%s='1'/><row x%s='0 1' t%s='0'/></data></graph>",
			name, name, name, name, name, name, name, name, name, name, name, name);
	open_lesson(&lesson, xml.data, 0);
	for (size_t i = 0; i < sizeof untitled / sizeof *untitled; i++) {
		char *picture = picture_of(&lesson, untitled[i].picture, 80, 12, false, style);
		if (!strstr(picture, untitled[i].has))
			fail_msg("%s:\n%s", untitled[i].has, picture);
		free(picture);
	}
	close_lesson(&lesson);
	text_finish(&xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_left_out),
		cmocka_unit_test(names_beyond_all_room_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
