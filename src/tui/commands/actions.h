/*
 * The functions of the commands, each the `run` of a row in command_table.c, below the name of the
 * file that defines them.
 */
#ifndef TUI_COMMANDS_ACTIONS_H
#define TUI_COMMANDS_ACTIONS_H

#include "tui/command.h"

typedef command_action action;

/* travel.c: moving in time */
action travel_next, travel_previous, travel_next_term, travel_previous_term, travel_continue,
	travel_continue_back, travel_phase_end, travel_phase_start, travel_start, travel_end,
	travel_goto;

/* walk_mode.c: backward or forward mode */
action mode_choose;

/* sending_order.c: the order of the backward pass */
action order_choose;

/* open_pass.c: walking a pass of a step of training */
action open_pass;

/* change_training.c: settings of training, from a step on */
action tune_set, tune_callback, tune_rate_up, tune_rate_down;

/* race_again.c: trainings side by side */
action race_again;

/* travel.c: how fast training goes on */
action travel_slower, travel_faster;

/* show_picture.c: what is learnt, as a picture */
action picture_show, picture_next, picture_rows_down, picture_rows_up, picture_axis;

/* adopt_parameters.c: training's parameters in the graph */
action adopt_parameters;

/* predict.c: numbers are asked for before they are shown */
action predict_toggle, predict_choose;

/* stop.c: where `continue` stops */
action stop_break, stop_watch, stop_clear;

/* select_node.c: pointing at nodes */
action choose_left, choose_down, choose_up, choose_right, choose_node, choose_current,
	choose_entries_down, choose_entries_up;

/* search.c */
action search_start;

/* show_view.c: what is shown */
action look_inspect, look_inspector_up, look_inspector_down, look_next_view, look_previous_view,
	look_view, look_scroll_up, look_scroll_down, look_page_up, look_page_down,
	look_half_page_up, look_half_page_down, look_top, look_bottom, look_scroll_left,
	look_scroll_right, look_help, look_lesson, look_chain, look_close, look_cancel;

/* aim.c: a point of the loss' surface, to start from */
action aim_start, aim_range;

/* edit.c: changing numbers */
action edit_node;

/* set_preference.c: a value, or a setting of the configuration file */
action program_set;

/* save.c: the graph in a file */
action save_graph;

/* undo.c: taking changes back */
action edit_undo, edit_redo;

/* choose_output.c: what is differentiated */
action output_choose, output_next, output_previous;

/* fold_and_arrange.c: how the graph is drawn */
action arrange_toggle_fold, arrange_fold, arrange_unfold, arrange_density, arrange_density_back,
	arrange_direction, arrange_digits, arrange_focus, arrange_wider, arrange_narrower;

/* group.c: groups that the user makes */
action group_make;

/* select_entry.c: one entry of a matrix */
action entry_choose, entry_left, entry_down, entry_up, entry_right;

/* open_gate.c: a gate opened into its scalars, in a session of its own */
action open_gate;

/* reopening.c, beside the session: the file that it is of */
action program_reload, program_editor;

/* export_and_quit.c: everything else */
action program_export, program_command_line, program_mouse, program_repaint, program_quit,
	program_next_graph, program_previous_graph;

#endif
