#include "tui/views/page.h"

#include "explain/chain.h"
#include "tui/clamp.h"
#include "tui/lesson_words.h"
#include "tui/requests.h"
#include "tui/screen/keys.h"
#include "tui/commands/predict.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdlib.h>

#define PAGE_ROWS 10
#define FAR 1000000 /* rows, of which page_draw() leaves as many as there are */
#define WIDE 60     /* from this width on there is room for the names of the commands */

struct page {
	enum page_kind kind;
	int scroll;       /* rows */
	struct ways ways; /* of PAGE_CHAIN; {0} of the others */
};

struct page *page_create(void)
{
	return calloc(1, sizeof(struct page));
}

void page_destroy(struct page *page)
{
	if (page)
		ways_finish(&page->ways);
	free(page);
}

void page_open(struct session *session, enum page_kind kind)
{
	ways_finish(&session->page->ways);
	*session->page = (struct page){.kind = kind};
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

void page_draw(struct session *session, struct canvas *canvas, struct rectangle area,
	       const struct command *list, size_t count)
{
	struct page *page = session->page;
	struct prose *prose = filled_prose(session, list, count, area.width);
	int most = prose_lines(prose, area.width) - area.height;

	page->scroll = clamp(page->scroll, 0, most > 0 ? most : 0);
	prose_draw(prose, canvas, area.x, area.y, area.width, area.height, page->scroll);
}

void page_key(struct session *session, int code)
{
	struct page *page = session->page;

	switch (code) {
	case 'j':
	case CODE_DOWN:
	case CODE_WHEEL_DOWN:
		page->scroll++;
		break;
	case 'k':
	case CODE_UP:
	case CODE_WHEEL_UP:
		page->scroll--;
		break;
	case ' ':
	case CODE_PAGE_DOWN:
		page->scroll += PAGE_ROWS;
		break;
	case CODE_PAGE_UP:
		page->scroll -= PAGE_ROWS;
		break;
	case 'g':
	case CODE_HOME:
		page->scroll = 0;
		break;
	case 'G':
	case CODE_END:
		page->scroll = FAR;
		break;
	case 'Q':
		request_end(session);
		break;
	case 'a':
		if (page->kind == PAGE_LESSON && lesson_words_has_answer(session)) {
			page->kind = PAGE_ANSWER;
			page->scroll = FAR; /* the answer is the end of the page */
			break;
		}
		/* fallthrough */
	default:
		page_open(session, PAGE_NONE);
	}
}
