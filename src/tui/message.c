#include "tui/message.h"

#include "base/error.h"
#include "base/language.h"
#include "base/text.h"
#include "tui/session_parts.h"

#include <stdlib.h>

struct message {
	struct text text;
	enum role role;
};

struct message *message_create(void)
{
	return calloc(1, sizeof(struct message));
}

void message_destroy(struct message *message)
{
	if (!message)
		return;
	text_finish(&message->text);
	free(message);
}

void message_clear(struct session *session)
{
	text_clear(&session->message->text);
}

const char *message_text(const struct session *session)
{
	const struct text *text = &session->message->text;

	return text->length > 0 && !text->failed ? text->data : NULL;
}

enum role message_role(const struct session *session)
{
	return session->message->role;
}

void message_say(struct session *session, enum role role, const char *format, ...)
{
	va_list arguments;

	text_clear(&session->message->text);
	va_start(arguments, format);
	text_add_format_list(&session->message->text, _(format), arguments);
	va_end(arguments);
	if (role == ROLE_ERROR && !session->message->text.failed)
		error_add_invisible(&session->message->text, session->message->text.data,
				    session->message->text.length);
	session->message->role = role;
}

void message_say_error(struct session *session, const struct gw_error *error)
{
	message_say(session, ROLE_ERROR, "%s%s%s", error->file, *error->file ? ": " : "",
		    error->message);
}

void message_add(struct session *session, const char *text)
{
	text_add(&session->message->text, _(text));
}
