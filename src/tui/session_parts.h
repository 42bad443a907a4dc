/*
 * The parts of a session. What a part is made of is seen by one file alone, which is called like
 * it; everybody else calls the functions of that file's header.
 *
 * This header is for those files, for what they do with their own part, and for session.c, which
 * makes all of them.
 */
#ifndef TUI_SESSION_PARTS_H
#define TUI_SESSION_PARTS_H

struct session {
	struct walked_graph *walked; /* the graph, its numbers and the walk over it */
	struct graph_file *file;     /* on the disk */
	struct selection *selection; /* what is looked at */
	struct views *views;         /* which view is shown, and how far each is scrolled */
	struct drawn_frame *frame;   /* where things stand in what was drawn last */
	struct drawing *drawing;
	struct table_rows *rows; /* of the table of all nodes */
	struct source_lines *source;
	struct inspector *inspector;
	struct nudging *nudging;   /* of the node that is inspected */
	struct page *page;         /* of text over the whole screen */
	struct writings *writings; /* what texts are written in */
	struct message *message;   /* on the status line */
	struct dialogue *dialogue; /* what is being typed */
	struct requests *requests; /* of the outside */
	struct habits *habits;     /* what outlives the session */
	struct history *history;   /* of the changes */
	struct stops *stops;       /* of `continue` */
	struct search *search;
	struct prediction *prediction;
	struct training *training;
	struct surface *surface;  /* of its loss */
	struct walked_pass *pass; /* of training, that is walked */

	struct session *inner; /* that is given the keys; NULL if there is none */
};

#endif
