#include "tui/views/page.h"

#include "base/line_match.h"
#include "explain/chain.h"
#include "tui/clamp.h"
#include "tui/dialogue.h"
#include "tui/lesson_words.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/screen/keys.h"
#include "tui/commands/predict.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdlib.h>

#define FAR 1000000 /* rows, of which page_draw() leaves as many as there are */
#define WIDE 60     /* from this width on there is room for the names of the commands */

struct page {
	enum page_kind kind;
	int scroll;    /* rows */
	int height;    /* rows that were drawn */
	bool is_found; /* a search has found the row at `found` */
	int found;
	bool wants_match; /* the next one is to be found as it is drawn, in a direction */
	int direction;
	struct ways ways;        /* of PAGE_CHAIN; {0} of the others */
	struct line_match match; /* what was searched for, in whatever page */
};

struct page *page_create(void)
{
	return calloc(1, sizeof(struct page));
}

void page_destroy(struct page *page)
{
	if (page) {
		ways_finish(&page->ways);
		line_match_finish(&page->match);
	}
	free(page);
}

void page_open(struct session *session, enum page_kind kind)
{
	ways_finish(&session->page->ways);
	*session->page = (struct page){.kind = kind, .match = session->page->match};
}

void page_open_chain(struct session *session, struct ways *ways)
{
	page_open(session, PAGE_CHAIN);
	session->page->ways = *ways;
	*ways = (struct ways){0};
}

enum page_kind page_opened(const struct session *session)
{
	return session->page->kind;
}

static void fill_page(struct session *session, struct prose *prose, const struct command *list,
		      size_t count, int width)
{
	const struct explain_style style = predict_style(session);
	const struct page *page = session->page;

	if (page->kind == PAGE_HELP)
		help_fill(session, prose, list, count, width >= WIDE);
	else if (page->kind == PAGE_SETTINGS)
		settings_fill(session, prose);
	else if (page->kind == PAGE_CHAIN)
		explain_chain(prose, walk_of(session), &page->ways, &style);
	else
		lesson_words_fill(session, prose, page->kind == PAGE_ANSWER);
}

static struct prose *filled_prose(struct session *session, const struct command *list, size_t count,
				  int width)
{
	struct prose *prose = &writing_of(session, WRITES_PAGE)->prose;

	prose_clear(prose);
	fill_page(session, prose, list, count, width);
	return prose;
}

int page_rows(struct session *session, int width, const struct command *list, size_t count)
{
	return prose_lines(filled_prose(session, list, count, width), width);
}

const struct ways *page_ways(const struct session *session)
{
	const struct page *page = session->page;

	return page->kind == PAGE_CHAIN && page->ways.listed > 0 ? &page->ways : NULL;
}

/* Whether a row of a page has what is searched for. */
static bool is_match(const struct page *page, const struct canvas *rows, int row)
{
	struct canvas one = {.width = rows->width,
			     .height = 1,
			     .cell = &rows->cell[(long)row * rows->width],
			     .is_ascii = rows->is_ascii};
	struct text text = {0};

	canvas_write_rows(&one, 1, CANVAS_PLAIN, &text);
	bool is_found = !text.failed && line_match_finds(&page->match, text.data);
	text_finish(&text);
	return is_found;
}

/* Find the next row that matches, from the one that was found or the first that is seen. */
static int find_row(const struct page *page, const struct canvas *rows)
{
	int count = rows->height, start = page->is_found ? page->found : page->scroll - 1;

	if (!page->is_found && page->direction < 0)
		start = page->scroll;
	for (int i = 1; i <= count; i++) {
		int row = ((start + page->direction * i) % count + count) % count;
		if (is_match(page, rows, row))
			return row;
	}
	return -1;
}

/* Scroll to the next match, which is then a third of the page below its top. */
static void go_to_match(struct session *session, const struct prose *prose, int width)
{
	struct page *page = session->page;
	struct canvas rows;
	int count = prose_lines(prose, width), row;

	page->wants_match = false;
	if (count == 0 || !canvas_init(&rows, width, count))
		return;
	rows.is_ascii = is_ascii(session);
	prose_draw(prose, &rows, 0, 0, width, count, 0);
	row = find_row(page, &rows);
	canvas_finish(&rows);
	page->is_found = row >= 0;
	if (row < 0) {
		message_say(session, ROLE_ERROR, "nothing here contains \"%s\"",
			    line_match_pattern(&page->match));
		return;
	}
	page->found = row;
	page->scroll = row - page->height / 3;
}

/* The row that was found stands out. */
static void mark_row(struct canvas *canvas, struct rectangle area, int row)
{
	if (row < 0 || row >= area.height)
		return;
	for (int x = area.x; x < area.x + area.width; x++)
		canvas_at(canvas, x, area.y + row)->emphasis |= EMPHASIS_REVERSE;
}

void page_draw(struct session *session, struct canvas *canvas, struct rectangle area,
	       const struct command *list, size_t count)
{
	struct page *page = session->page;
	struct prose *prose = filled_prose(session, list, count, area.width);
	int most = prose_lines(prose, area.width) - area.height;

	page->height = area.height;
	if (page->wants_match)
		go_to_match(session, prose, area.width);
	page->scroll = clamp(page->scroll, 0, most > 0 ? most : 0);
	prose_draw(prose, canvas, area.x, area.y, area.width, area.height, page->scroll);
	if (page->is_found)
		mark_row(canvas, area, page->found - page->scroll);
}

static void search_page(struct session *session, const char *line)
{
	struct page *page = session->page;
	struct gw_error why = {0};

	if (*line && !line_match_set(&page->match, line, &why))
		message_say_error(session, &why);
	else if (*why.message)
		message_say(session, ROLE_PLAIN, "%s", why.message);
	page->wants_match = *line_match_pattern(&page->match) != '\0';
	page->direction = 1;
}

/* Whether a key searches in the page; then it does. */
static bool search_page_key(struct session *session, int code)
{
	struct page *page = session->page;
	bool goes_on = (code == 'n' || code == 'N') && *line_match_pattern(&page->match);

	if (code == '/') {
		dialogue_ask(session, "", search_page, "/");
		dialogue_keep_lines(session, '/');
	}
	page->wants_match |= goes_on;
	page->direction = code == 'N' ? -1 : 1;
	return goes_on || code == '/';
}

/* How far a key scrolls, in rows; 0: it does not. */
static int rows_of_key(const struct page *page, int code)
{
	int whole = page->height > 1 ? page->height - 1 : 1;
	int half = whole / 2 > 0 ? whole / 2 : 1;

	switch (code) {
	case 'j':
	case CODE_DOWN:
	case CODE_WHEEL_DOWN:
		return 1;
	case 'k':
	case CODE_UP:
	case CODE_WHEEL_UP:
		return -1;
	case ' ':
	case CODE_PAGE_DOWN:
	case CODE_CONTROL('f'):
		return whole;
	case CODE_PAGE_UP:
	case CODE_CONTROL('b'):
		return -whole;
	case CODE_CONTROL('d'):
		return half;
	case CODE_CONTROL('u'):
		return -half;
	case 'g':
	case CODE_HOME:
		return -FAR;
	case 'G':
	case CODE_END:
		return FAR;
	default:
		return 0;
	}
}

void page_key(struct session *session, int code)
{
	struct page *page = session->page;
	int rows = rows_of_key(page, code);

	page->scroll = clamp(page->scroll + rows, -FAR, FAR);
	if (rows != 0 || search_page_key(session, code))
		return;
	if (code == 'Q') {
		request_end(session);
	} else if (code == 'a' && page->kind == PAGE_LESSON && lesson_words_has_answer(session)) {
		page->kind = PAGE_ANSWER;
		page->scroll = FAR; /* the answer is the end of the page */
	} else {
		page_open(session, PAGE_NONE);
	}
}
