#include "base/language.h"
#include "base/guess.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/screen/keys.h"

#include <string.h>

/* clang-format off */
const struct command commands[] = {
	{"next", NULL, {'n', CODE_RIGHT}, SECTION_TIME, true, 1, N_("next"),
	 N_("one node forward in time; in training, one step"), travel_next},
	{"previous", NULL, {'N', CODE_LEFT}, SECTION_TIME, true, 6, N_("back"),
	 N_("one node back in time"), travel_previous},
	{"term", NULL, {'s'}, SECTION_TIME, true, 7, N_("one wire"),
	 N_("along one wire: one contribution forward"), travel_next_term},
	{"term-back", NULL, {'S'}, SECTION_TIME, true, 0, NULL,
	 N_("along one wire, back in time"), travel_previous_term},
	{"continue", NULL, {'c'}, SECTION_TIME, true, 17, N_("continue"),
	 N_("to a stop or the end; in training, go on, pause"), travel_continue},
	{"continue-back", NULL, {'C'}, SECTION_TIME, true, 0, NULL,
	 N_("the same, back in time"), travel_continue_back},
	{"phase", NULL, {'f'}, SECTION_TIME, true, 18, N_("phase"),
	 N_("to the end of this phase; in training, epoch"), travel_phase_end},
	{"phase-back", NULL, {'F'}, SECTION_TIME, true, 0, NULL,
	 N_("to the start of this phase; in training, epoch"), travel_phase_start},
	{"restart", NULL, {'r'}, SECTION_TIME, false, 2, N_("start"),
	 N_("to the start, where nothing is computed"), travel_start},
	{"end", NULL, {0}, SECTION_TIME, false, 0, NULL,
	 N_("to the end, where everything is"), travel_end},
	{"slower", NULL, {'('}, SECTION_TIME, true, 0, NULL,
	 N_("training goes on at half the pace"), travel_slower},
	{"faster", NULL, {')'}, SECTION_TIME, true, 0, NULL,
	 N_("at twice the pace, up to as fast as it goes"), travel_faster},
	{"goto", "K", {0}, SECTION_TIME, false, 0, NULL,
	 N_("to position K; also start, seed, end"), travel_goto},

	{"order", "ORDER", {0}, SECTION_TIME, false, 0, NULL,
	 N_("backward: topological, naive, naive-last, paths"), order_choose},
	{"mode", "MODE", {0}, SECTION_TIME, false, 0, NULL,
	 N_("backward, or forward from an input: forward x"), mode_choose},

	{"predict", NULL, {'p'}, SECTION_TIME, false, 23, N_("predict"),
	 N_("ask for a number before it is shown, or stop"), predict_toggle},
	{"ask", "WHAT", {0}, SECTION_TIME, false, 0, NULL,
	 N_("ask for gradients, values, terms or all"), predict_choose},

	{"left", NULL, {'h', CODE_SHIFT_LEFT}, SECTION_LOOK, true, 0, NULL,
	 N_("the node on the left; in a race, the runner"), choose_left},
	{"down", NULL, {'j', CODE_SHIFT_DOWN, CODE_DOWN}, SECTION_LOOK, true, 5, N_("select"),
	 N_("the node below; in training, the entry"), choose_down},
	{"up", NULL, {'k', CODE_SHIFT_UP, CODE_UP}, SECTION_LOOK, true, 0, NULL,
	 N_("the node above; in training, the entry"), choose_up},
	{"right", NULL, {'l', CODE_SHIFT_RIGHT}, SECTION_LOOK, true, 0, NULL,
	 N_("the node on the right; in a race, the runner"), choose_right},
	{"select", "NODE", {0}, SECTION_LOOK, false, 0, NULL,
	 N_("select a node by its name"), choose_node},
	{"current", NULL, {'.'}, SECTION_LOOK, false, 16, N_("follow"),
	 N_("select nothing: follow the node at work"), choose_current},
	{"inspect", NULL, {CODE_ENTER}, SECTION_LOOK, false, 8, N_("inspect"),
	 N_("all terms of a gradient, in a pane of its own"), look_inspect},
	{"inspector-down", NULL, {']'}, SECTION_LOOK, true, 0, NULL,
	 N_("read on in that pane"), look_inspector_down},
	{"inspector-up", NULL, {'['}, SECTION_LOOK, true, 0, NULL,
	 N_("read back in that pane"), look_inspector_up},
	{"next-view", NULL, {CODE_TAB}, SECTION_LOOK, true, 9, N_("view"),
	 N_("the next view"), look_next_view},
	{"previous-view", NULL, {CODE_SHIFT_TAB}, SECTION_LOOK, true, 0, NULL,
	 N_("the previous view"), look_previous_view},
	{"view", "NAME", {0}, SECTION_LOOK, false, 0, NULL,
	 N_("one of the views that Tab goes through"), look_view},
	{"picture", "WHAT", {0}, SECTION_LOOK, false, 0, NULL,
	 N_("of training: fit, boundary, rows, flow, …"), picture_show},
	{"axis", "KIND", {0}, SECTION_LOOK, false, 0, NULL,
	 N_("of losses and rates: log, linear or usual"), picture_axis},
	{"range", "X X Y Y", {0}, SECTION_LOOK, false, 0, NULL,
	 N_("of the surface of two parameters; or auto"), aim_range},
	{"page-down", NULL, {CODE_PAGE_DOWN, CODE_CONTROL('f')}, SECTION_LOOK, true, 0, NULL,
	 N_("a page down; in training, four entries"), look_page_down},
	{"page-up", NULL, {CODE_PAGE_UP, CODE_CONTROL('b')}, SECTION_LOOK, true, 0, NULL,
	 N_("a page up; in training, four entries"), look_page_up},
	{"half-page-down", NULL, {CODE_CONTROL('d')}, SECTION_LOOK, true, 0, NULL,
	 N_("half a page down"), look_half_page_down},
	{"half-page-up", NULL, {CODE_CONTROL('u')}, SECTION_LOOK, true, 0, NULL,
	 N_("half a page up"), look_half_page_up},
	{"top", NULL, {CODE_HOME}, SECTION_LOOK, false, 0, NULL,
	 N_("first row of a table or text; else to the start"), look_top},
	{"bottom", NULL, {CODE_END, 'G'}, SECTION_LOOK, false, 0, NULL,
	 N_("last row of a table or text; else to the end"), look_bottom},
	{"scroll-down", NULL, {CODE_WHEEL_DOWN}, SECTION_LOOK, true, 0, NULL,
	 N_("four rows down; in training, four entries"), look_scroll_down},
	{"scroll-up", NULL, {CODE_WHEEL_UP}, SECTION_LOOK, true, 0, NULL,
	 N_("four rows up; in training, four entries"), look_scroll_up},
	{"scroll-right", NULL, {'>'}, SECTION_LOOK, true, 0, NULL,
	 N_("scroll to the right"), look_scroll_right},
	{"scroll-left", NULL, {'<'}, SECTION_LOOK, true, 0, NULL,
	 N_("scroll to the left"), look_scroll_left},
	{"about", NULL, {'a'}, SECTION_LOOK, false, 24, N_("question"),
	 N_("what the graph is about, its question and answer"), look_lesson},
	{"chain", "NODE", {'g'}, SECTION_LOOK, false, 26, N_("chain"),
	 N_("every way from the output to a node, in numbers"), look_chain},
	{"entry", "ROW COL", {0}, SECTION_LOOK, false, 0, NULL,
	 N_("explain one entry of the inspected matrix"), entry_choose},
	{"entry-left", NULL, {'H'}, SECTION_LOOK, true, 0, NULL,
	 N_("the entry on the left of it"), entry_left},
	{"entry-down", NULL, {'J'}, SECTION_LOOK, true, 0, NULL,
	 N_("the entry below it"), entry_down},
	{"entry-up", NULL, {'K'}, SECTION_LOOK, true, 0, NULL,
	 N_("the entry above it"), entry_up},
	{"entry-right", NULL, {'L'}, SECTION_LOOK, true, 0, NULL,
	 N_("the entry on the right of it"), entry_right},
	{"open", "NODE", {'Z'}, SECTION_LOOK, false, 12, N_("open"),
	 N_("a gate in scalars; in training, walk this pass"), open_gate},
	{"search", "TEXT", {'/'}, SECTION_LOOK, false, 19, N_("search"),
	 N_("find by name or expression; then n N, until Esc"), search_start},

	{"break", "NODE", {'b'}, SECTION_STOP, false, 20, N_("break"),
	 N_("stop at a node, or no longer"), stop_break},
	{"watch", "NODE", {'w'}, SECTION_STOP, false, 0, NULL,
	 N_("stop when its gradient changes, or no longer"), stop_watch},
	{"clear", NULL, {0}, SECTION_STOP, false, 0, NULL,
	 N_("forget all breakpoints and watched nodes"), stop_clear},

	{"edit", "NODE", {'e'}, SECTION_CHANGE, false, 13, N_("edit"),
	 N_("type another value for an input or a constant"), edit_node},
	{"set", "NODE VALUE", {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("the same in one line; or a setting: theme, …"), program_set},
	{"adopt", NULL, {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("give the graph the parameters of training's step"), adopt_parameters},
	{"change", "NAME VALUE", {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("set lr, optimizer, batch … from this step on"), tune_set},
	{"callback", "NAME", {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("have one more from this step on, or none"), tune_callback},
	{"race", "SETTINGS", {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("train side by side: race lr=0.1,0.01; or none"), race_again},
	{"next-output", NULL, {'o'}, SECTION_CHANGE, true, 15, N_("loss"),
	 N_("the next loss to choose from, or the next output"), output_next},
	{"output-back", NULL, {'O'}, SECTION_CHANGE, true, 0, NULL,
	 N_("the previous one"), output_previous},
	{"undo", NULL, {'u'}, SECTION_CHANGE, true, 14, N_("undo"),
	 N_("take back an edit"), edit_undo},
	{"redo", NULL, {CODE_CONTROL('r')}, SECTION_CHANGE, true, 0, NULL,
	 N_("make it again"), edit_redo},
	{"write", "FILE", {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("save the graph with its edits and groups"), save_graph},
	{"output", "NODE", {0}, SECTION_CHANGE, false, 0, NULL,
	 N_("differentiate another node"), output_choose},

	{"toggle-fold", NULL, {'z'}, SECTION_DRAWING, false, 10, N_("fold"),
	 N_("fold the node's group to one gate, or unfold it"), arrange_toggle_fold},
	{"fold", "GROUP", {0}, SECTION_DRAWING, false, 0, NULL,
	 N_("fold the groups of that name, all, none or lets"), arrange_fold},
	{"unfold", "GROUP", {0}, SECTION_DRAWING, false, 0, NULL,
	 N_("unfold them"), arrange_unfold},
	{"group", "NAME FROM TO", {0}, SECTION_DRAWING, false, 0, NULL,
	 N_("fold all gates from one node to another to one"), group_make},
	{"focus", NULL, {'v'}, SECTION_DRAWING, false, 11, N_("focus"),
	 N_("around the node, or all; training's pictures"), arrange_focus},
	{"wider", NULL, {'+'}, SECTION_DRAWING, true, 0, NULL,
	 N_("more of what is around it; in training, rate ×2"), arrange_wider},
	{"narrower", NULL, {'-', 0x2212}, SECTION_DRAWING, true, 0, NULL,
	 N_("less of it; in training, rate ÷2"), arrange_narrower},
	{"density", NULL, {'d'}, SECTION_DRAWING, true, 0, NULL,
	 N_("room in the drawing: as it fits, roomy, compact"), arrange_density},
	{"density-back", NULL, {'D'}, SECTION_DRAWING, true, 0, NULL,
	 N_("the same, the other way round"), arrange_density_back},
	{"turn", NULL, {'t'}, SECTION_DRAWING, true, 0, NULL,
	 N_("flow of it: as it fits, to the right, down"), arrange_direction},
	{"digits", "N", {0}, SECTION_DRAWING, false, 0, NULL,
	 N_("decimals of every number, or all that it has"), arrange_digits},

	{"export", "FILE", {'x'}, SECTION_PROGRAM, false, 21, N_("export"),
	 N_("a picture (.svg), a page (.html), the trace, …"), program_export},
	{"command", NULL, {':'}, SECTION_PROGRAM, false, 22, N_("command"),
	 N_("type a command's name; Tab completes it"), program_command_line},
	{"editor", NULL, {'E'}, SECTION_PROGRAM, false, 0, NULL,
	 N_("open its file in $EDITOR, at the node's line"), program_editor},
	{"reload", NULL, {0}, SECTION_PROGRAM, false, 0, NULL,
	 N_("read the file again, without edits"), program_reload},
	{"mouse", NULL, {'m'}, SECTION_PROGRAM, false, 0, NULL,
	 N_("let the mouse select and scroll, or no longer"), program_mouse},
	{"redraw", NULL, {CODE_CONTROL('l')}, SECTION_PROGRAM, false, 0, NULL,
	 N_("send the whole screen again"), program_repaint},
	{"cancel", NULL, {CODE_ESCAPE}, SECTION_PROGRAM, false, 0, NULL,
	 N_("leave the search, the help, the selection"), look_cancel},
	{"help", "COMMAND", {'?', CODE_F1}, SECTION_PROGRAM, false, 4, N_("help"),
	 N_("this list, or the line of one command"), look_help},
	{"next-graph", NULL, {'}'}, SECTION_PROGRAM, true, 25, N_("next"),
	 N_("the next lesson, exercise or file of the folder"), program_next_graph},
	{"previous-graph", NULL, {'{'}, SECTION_PROGRAM, true, 0, NULL,
	 N_("the previous one"), program_previous_graph},
	{"close", NULL, {'q'}, SECTION_PROGRAM, false, 3, N_("quit"),
	 N_("close what was opened last; then quit"), look_close},
	{"quit", NULL, {'Q'}, SECTION_PROGRAM, false, 0, NULL,
	 N_("quit at once"), program_quit},
};
/* clang-format on */

const size_t command_count = sizeof(commands) / sizeof(commands[0]);

/*
 * Commands that views of training have too, with their functions and words there. Keys that only
 * change the view need no row.
 */
static const struct meaning {
	command_action *run, *train;
	const char *hint;
} meanings[] = {
	{travel_next, travel_next, N_("step")},
	{travel_previous, travel_previous, N_("back")},
	{travel_continue, travel_continue, N_("go on, pause")},
	{travel_continue_back, travel_continue_back, NULL},
	{travel_phase_end, travel_phase_end, N_("epoch")},
	{travel_phase_start, travel_phase_start, NULL},
	{travel_start, travel_start, N_("start")},
	{travel_end, travel_end, NULL},
	{travel_goto, travel_goto, NULL},
	{look_page_down, picture_rows_down, NULL},
	{look_page_up, picture_rows_up, NULL},
	{look_half_page_down, picture_rows_down, NULL},
	{look_half_page_up, picture_rows_up, NULL},
	{look_scroll_down, picture_rows_down, NULL},
	{look_scroll_up, picture_rows_up, NULL},
	{arrange_focus, picture_next, N_("picture")},
	{look_inspect, aim_start, N_("inspect")},
	{aim_range, aim_range, NULL},
	{look_chain, NULL, NULL},
	{entry_choose, NULL, NULL},
	{entry_left, NULL, NULL},
	{entry_down, NULL, NULL},
	{entry_up, NULL, NULL},
	{entry_right, NULL, NULL},
	{open_gate, open_pass, N_("walk it")},
	{adopt_parameters, adopt_parameters, NULL},
	{arrange_wider, tune_rate_up, NULL},
	{arrange_narrower, tune_rate_down, NULL},
	{tune_set, tune_set, NULL},
	{save_graph, save_graph, NULL},
	{race_again, race_again, NULL},
	{tune_callback, tune_callback, NULL},
	{travel_slower, travel_slower, NULL},
	{travel_faster, travel_faster, NULL},
	{edit_undo, edit_undo, N_("undo")},
	{edit_redo, edit_redo, NULL},
	{arrange_digits, arrange_digits, NULL},
};

static const struct meaning *find_meaning(const struct command *command)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].run == command->run)
			return &meanings[i];
	return NULL;
}

/* Whether a section is about the walk alone. */
static bool is_of_walk(enum command_section section)
{
	return section == SECTION_TIME || section == SECTION_STOP || section == SECTION_CHANGE ||
	       section == SECTION_DRAWING;
}

command_action *command_action_in(const struct command *command, bool is_training)
{
	const struct meaning *meaning = find_meaning(command);

	if (is_training && meaning)
		return meaning->train;
	return is_training && is_of_walk(command->section) ? NULL : command->run;
}

const char *command_hint_in(const struct command *command, bool is_training)
{
	const struct meaning *meaning = find_meaning(command);

	if (is_training && meaning)
		return meaning->hint;
	return is_training && is_of_walk(command->section) ? NULL : command->hint;
}

const struct command *command_of_key(int code)
{
	for (size_t i = 0; i < command_count; i++)
		for (int k = 0; k < COMMAND_KEYS && commands[i].key[k] != 0; k++)
			if (commands[i].key[k] == code)
				return &commands[i];
	return NULL;
}

/* Names that editors have made a habit, though other commands begin so too or mean more. */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{"w", "write"},
	{"q", "close"},
	{"save", "write"},
};

static const char *full_name(const char *name, size_t *length)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (strlen(aliases[i].alias) == *length &&
		    memcmp(aliases[i].alias, name, *length) == 0) {
			*length = strlen(aliases[i].name);
			return aliases[i].name;
		}
	return name;
}

const struct command *command_of_name(const char *name, size_t length)
{
	name = full_name(name, &length);
	const struct command *only = NULL;
	unsigned beginnings = 0;

	for (size_t i = 0; i < command_count; i++) {
		if (strncmp(commands[i].name, name, length) != 0)
			continue;
		if (commands[i].name[length] == '\0')
			return &commands[i];
		only = &commands[i];
		beginnings++;
	}
	return beginnings == 1 ? only : NULL;
}

const char *command_guess(const char *name)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; i < command_count; i++)
		guess_try(&guess, commands[i].name);
	return guess.best;
}
