/*
 * The settings of the configuration file, as they are now.
 */
#include "base/user_file.h"
#include "tui/habits.h"
#include "tui/views/page.h"
#include "tui/writing.h"

#include <string.h>

#define NAME_COLUMNS 10

static const char introduction[] =
	"\nSet one with :set NAME VALUE, as :set theme monochrome. It counts at once, "
	"and is "
	"written into the configuration file; what the command line says counts more.\n\n";

/* The text that this file and help_screen.c write, empty. */
static struct text *fresh_text(const struct session *session)
{
	struct text *text = &writing_of(session, WRITES_HELP)->text;

	text_clear(text);
	return text;
}

/* "theme     monochrome": what is set may be another's bytes. */
static void add_value(struct session *session, struct prose *prose, const struct setting *setting)
{
	char memory[1024];
	struct text value = text_in(memory, sizeof(memory));
	struct text *safe = fresh_text(session);

	setting_write(preferences_of(session), setting, &value);
	text_add_safe(safe, value.data, value.length);
	prose_add(prose, ROLE_KEY, EMPHASIS_BOLD, "  %-*s", NAME_COLUMNS, setting->name);
	if (!safe->failed)
		prose_add(prose, ROLE_VALUE, EMPHASIS_BOLD, "%s\n", safe->data);
}

void settings_fill(struct session *session, struct prose *prose)
{
	struct text *text;

	prose_add(prose, ROLE_TITLE, EMPHASIS_BOLD, "Settings\n");
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", introduction);
	for (const struct setting *setting = preference_settings; setting->name; setting++) {
		add_value(session, prose, setting);
		text = fresh_text(session);
		setting_add_help(setting, text);
		if (!text->failed)
			prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "  %-*s%s\n", NAME_COLUMNS, "",
				  text->data);
	}
	struct text path = {0};
	text = fresh_text(session);
	if (user_file(USER_CONFIGURATION, "config", &path))
		text_add_safe(text, path.data, path.length);
	if (text->length > 0 && !text->failed)
		prose_add(prose, ROLE_DIM, EMPHASIS_NONE, "\nThe file is %s\n", text->data);
	text_finish(&path);
}
