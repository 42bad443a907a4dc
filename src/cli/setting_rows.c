/*
 * Every setting that there is, a line each, for tests and other programs:
 *
 *     option    train          explain   count  1  1e+15
 *     training  train          lr        real   0  inf
 *     preference config        digits    count  0  17
 *     callback  EarlyStopping  patience  count  0  1e+15
 *
 * with tabs between: how it is given, where, its name, its kind and its bounds.
 */
#include "cli/manual.h"

#include "callbacks/callback_list.h"
#include "cli/option.h"
#include "train/fit.h"

static const char *const kind_names[] = {
	[SETTING_REAL] = "real",   [SETTING_SHARE] = "share", [SETTING_OPTIONAL] = "optional",
	[SETTING_COUNT] = "count", [SETTING_SIZE] = "count",  [SETTING_BATCHES] = "batches",
	[SETTING_TRUTH] = "truth", [SETTING_CHOICE] = "word", [SETTING_WORD] = "word",
	[SETTING_TEXT] = "text",   [SETTING_FILE] = "file",   [SETTING_GRAPH] = "file",
	[SETTING_OWN] = "own",
};

static void add_row(const char *way, const char *where, const struct setting *setting,
		    struct text *text)
{
	const char *kind = setting->words ? "word" : kind_names[setting->kind];

	text_add_format(text, "%s\t%s\t%s\t%s\t%g\t%g\n", way, where, setting->name, kind,
			setting->least, setting->most);
}

void settings_write(const struct command_line_command *commands, struct text *text)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct command_line_command *command = commands;
		const struct option *option = &option_list[i];
		while (!(command->set & option->commands)) /* each has a command */
			command++;
		add_row(option->setting.argument ? "option" : "flag", command->name,
			&option->setting, text);
	}
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		add_row("training", setting->element, setting, text);
	for (const struct setting *setting = preference_settings; setting->name; setting++)
		add_row("preference", "config", setting, text);
	for (size_t i = 0; i < callback_kind_count; i++)
		for (const struct setting *setting = callback_kinds[i].settings; setting->name;
		     setting++)
			add_row("callback", callback_kinds[i].name, setting, text);
}
