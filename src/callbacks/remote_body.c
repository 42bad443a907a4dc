#include "callbacks/remote_body.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

void remote_body_add_json(struct text *body, uint64_t epoch, const struct gw_logs *logs)
{
	text_add_format(body, "{\"epoch\": %llu", (unsigned long long)epoch);
	for (size_t i = 0; i < logs->count; i++) {
		text_add(body, ", ");
		text_add_json(body, logs->entry[i].name);
		text_add(body, ": ");
		if (isfinite(logs->entry[i].value))
			number_add_json(body, logs->entry[i].value);
		else
			text_add(body, "null");
	}
	text_add(body, "}");
}

static void add_encoded(struct text *body, const char *bytes)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";

	for (; *bytes; bytes++) {
		if (*bytes == ' ')
			text_add_byte(body, '+');
		else if (strchr(plain, *bytes))
			text_add_byte(body, *bytes);
		else
			text_add_format(body, "%%%02X", (unsigned)(unsigned char)*bytes);
	}
}

void remote_body_add_form(struct text *body, const char *field, uint64_t epoch,
			  const struct gw_logs *logs)
{
	struct text json = {0};

	remote_body_add_json(&json, epoch, logs);
	add_encoded(body, field);
	text_add_byte(body, '=');
	if (json.failed)
		body->failed = true;
	else
		add_encoded(body, json.data);
	text_finish(&json);
}
