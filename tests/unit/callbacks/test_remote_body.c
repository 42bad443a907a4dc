/* What RemoteMonitor sends, against what Keras' sends. */
#include "callbacks/remote_body.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct gw_logs some_logs(void)
{
	struct gw_logs logs = {0};

	gw_logs_set(&logs, "loss", 0.25);
	gw_logs_set(&logs, "bad", NAN);
	gw_logs_set(&logs, "accuracy", 0.5);
	return logs;
}

/* Keras' bytes but for the order, which is by name here, and the NaN, which is no JSON. */
static void a_form_is_as_keras_sends_it(void **state)
{
	struct gw_logs logs = some_logs();
	struct text body = {0};

	(void)state;
	remote_body_add_form(&body, "data", 0, &logs);
	assert_string_equal(body.data, "data=%7B%22epoch%22%3A+0%2C+%22accuracy%22%3A+0.5%2C+"
				       "%22bad%22%3A+null%2C+%22loss%22%3A+0.25%7D");
	text_clear(&body);
	remote_body_add_form(&body, "f", 0, &logs);
	assert_string_equal(body.data, "f=%7B%22epoch%22%3A+0%2C+%22accuracy%22%3A+0.5%2C+"
				       "%22bad%22%3A+null%2C+%22loss%22%3A+0.25%7D");
	text_finish(&body);
}

static void json_is_json(void **state)
{
	struct gw_logs logs = some_logs();
	struct text body = {0};

	(void)state;
	gw_logs_set(&logs, "a \"b\"\n\x1b\xff", -INFINITY);
	gw_logs_set(&logs, "tiny", 1e-300 / 3);
	remote_body_add_json(&body, 41, &logs);
	assert_string_equal(body.data,
			    "{\"epoch\": 41, \"a \\\"b\\\"\\u000a\\u001b\\ufffd\": null, "
			    "\"accuracy\": 0.5, \"bad\": null, \"loss\": 0.25, "
			    "\"tiny\": 3.3333333333333334e-301}");
	text_finish(&body);
}

/* Nothing in a field's name can end it, or begin another. */
static void a_field_is_encoded(void **state)
{
	struct gw_logs logs = {0};
	struct text body = {0};

	(void)state;
	remote_body_add_form(&body, "a&b=\xc3\xa9 -._~", 7, &logs);
	assert_string_equal(body.data, "a%26b%3D%C3%A9+-._~=%7B%22epoch%22%3A+7%7D");
	text_finish(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_as_keras_sends_it),
		cmocka_unit_test(json_is_json),
		cmocka_unit_test(a_field_is_encoded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
