/*
 * All errors of a file in one go, each at its place in the file as it is; what is wrong only
 * because of another error is not told.
 */
#include "read/every_error.h"

#include "base/text.h"

#include <gradwalk/error.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void note_error(void *context, const struct gw_error *error)
{
	text_add_format(context, "%u:%u %s\n", error->line, error->column, error->message);
}

#define X "<input name='x' value='1'/>"
#define F "<output name='f'>x</output>"
#define GRAPH(ELEMENTS) "<graph>" X "\n" ELEMENTS "\n" F "</graph>"

static void each_error_is_told_once(void **state)
{
	static const struct {
		const char *file, *told;
	} cases[] = {
		{GRAPH(""), ""},
		/* What is empty has no place for another value. */
		{GRAPH("<input name='a' value=''/>\n<let name='b'>a zz</let>"),
		 "2:24 a number should stand here\n3:17 unknown name \"zz\"\n"},
		{GRAPH("<let name='a'></let>\n<let name='b'>a zz</let>"),
		 "2:15 \"a\" has no expression\n3:17 unknown name \"zz\"\n"},
		/* A tag that was put right, and is still wrong, is told once. */
		{GRAPH("<const name='c' valu='1'/>"),
		 "2:17 <const> has no attribute \"valu\"; did you mean \"value\"?\n"},
		{GRAPH("<const name=\"c\" valu=\"1\"/>\n<let name='q'>2 c + zz</let>"),
		 "2:17 <const> has no attribute \"valu\"; did you mean \"value\"?\n"
		 "3:21 unknown name \"zz\"\n"},
		/* Names like an unsure one are not unsure. */
		{GRAPH("<param name='ab' value='b'/>\n<let name='a'>x + zz</let>\n"
		       "<let name='q'>a @ W_1 + Q + ab</let>"),
		 "2:25 \"b\" is not a number\n3:19 unknown name \"zz\"\n4:19 unknown name \"W_1\"\n"
		 "4:25 unknown name \"Q\"\n"},
		/* Shapes do not fit: they may be others where names are unsure. */
		{GRAPH("<input name='A' value='1 2'/>\n<input name='B' value='1 b'/>\n"
		       "<let name='p'>sum(A @ A)</let>\n<let name='q'>sum(B @ A @ A)</let>"),
		 "3:26 \"b\" is not a number\n4:21 (1×2) @ (1×2): inner sizes 2 and 1 differ\n"},
		{GRAPH("<let name='a'>xx + zz</let>"), "2:15 \"xx\" is not declared; write \"x x\" "
						       "to multiply\n2:20 unknown name \"zz\"\n"},
		{GRAPH("<let name='a'>x * sin + zz</let>"),
		 "2:19 \"sin\" is a function; write sin(…)\n2:25 unknown name \"zz\"\n"},
		{GRAPH("<param name='ab' value='b'/>\n<let name='q'>a + ab</let>"),
		 "2:25 \"b\" is not a number\n3:15 unknown name \"a\"\n"},
		{GRAPH("<let\r\n name='a-b'>x</let>\n<let name='q'>zz</let>"),
		 "3:8 \"a-b\" is not a name: a letter or _, then letters, digits and _\n"
		 "4:15 unknown name \"zz\"\n"},
		{"<graph>" X F "<let>3</let></graph>",
		 "1:62 <let> needs a name: <let name=\"…\">\n"},
		/* What has no name may be what is unknown: the one follows from the other. */
		{GRAPH("<let>3 x</let>\n<let name=\"q\">θ + zz(2)</let>"),
		 "2:1 <let> needs a name: <let name=\"…\">\n3:19 unknown function \"zz\"\n"},
		{GRAPH("<define args='t'>2t</define>\n<let name=\"q\">d(x) + θ</let>"),
		 "2:1 <define> needs a name: <define name=\"…\">\n3:22 unknown name \"θ\"\n"},
		{GRAPH("<let nam='a'>3 x</let>\n<let name=\"q\">a + θ</let>"),
		 "2:6 <let> has no attribute \"nam\"; did you mean \"name\"?\n"
		 "3:19 unknown name \"θ\"\n"},
		{GRAPH("<let name='2a'>3 x</let>\n<let name=\"q\">2a + θ</let>"),
		 "2:12 \"2a\" is not a name: a letter or _, then letters, digits and _\n"
		 "3:20 unknown name \"θ\"\n"},
		{"<graph>" X "\n<output nam='f'>x</output>\n</graph>",
		 "2:9 <output> has no attribute \"nam\"; did you mean \"name\"?\n"},
		/* A call of what is unknown, or has gone, takes its arguments with it. */
		{GRAPH("<define name='d' args='t t'>2t</define>\n"
		       "<let name='q'>d(x, x) + zz</let>"),
		 "2:24 the argument \"t\" stands twice\n3:25 unknown name \"zz\"\n"},
		{GRAPH("<let name='q'>foo (x, yy, axis=1) + max(x, x == 1) + zz</let>"),
		 "2:15 unknown function \"foo\"\n2:23 unknown name \"yy\"\n"
		 "2:54 unknown name \"zz\"\n"},
		{GRAPH("<input name='A' value='1 2'/>\n<let name='q'>foo(A, A') + sum(A @ "
		       "A)</let>"),
		 "3:15 unknown function \"foo\"\n"},
		{GRAPH("<let name='q'>foo(x == 1, x &lt;= 2, x[0], max(x, yy)) + zz</let>"),
		 "2:15 unknown function \"foo\"\n2:51 unknown name \"yy\"\n"
		 "2:58 unknown name \"zz\"\n"},
		{GRAPH("<let name='q'>foo(x > 1, x <!-- a, b == c --> &lt; <![CDATA[x]]>, "
		       "yy)</let>"),
		 "2:15 unknown function \"foo\"\n2:67 unknown name \"yy\"\n"},
		{GRAPH("<let name='q'>foo(x, 1</let>\n<let name='r'>zz</let>"),
		 "2:15 unknown function \"foo\"\n2:23 the expression ends where \")\" should "
		 "follow\n3:15 unknown name \"zz\"\n"},
		/* What stands in an element goes with it. */
		{"<graph>" X F "\n<tour><stop node='f'>a</stop></tour>\n"
		 "<tour><stop node='x'>b</stop></tour></graph>",
		 "3:1 a second <tour>\n"},
		{"<graph>" X F "\n<data><row x='1'/></data>\n<data><row x='2'/></data></graph>",
		 "3:1 a second <data>\n"},
		{GRAPH("<group name='g'><let name='a'>y1</let></group>\n<group name='h' to='f'/>\n"
		       "<let name='c'>y2</let>"),
		 "3:1 a <group> has both from and to, or neither: the gates on the ways between "
		 "two "
		 "nodes, or those in the element\n2:31 unknown name \"y1\"\n4:15 unknown name "
		 "\"y2\"\n"},
		{"<graph>" X
		 "\r\n<let name='y'>x +\r\n zz</let>\r\n<let name='q'>\r\nx y ww</let>\r\n" F
		 "</graph>",
		 "3:2 unknown name \"zz\"\n5:5 unknown name \"ww\"\n"},
		/* What a definition or a repeat makes is unsure if something is wrong in it. */
		{GRAPH("<repeat name='t' from='1' to='2'>\n<inputs name='v{t}' "
		       "value='1'/></repeat>\n"
		       "<let name='q'>v1 + v22 + w1</let>"),
		 "3:1 unknown element <inputs>; did you mean <input>?\n4:26 unknown name \"w1\"\n"},
		{GRAPH("<define name='g' args='t'>\n<let name='t'>2 t</let></define>\n"
		       "<let name='q'>g(x) + w1</let>"),
		 "3:12 \"t\" is an argument of \"g\" already\n4:22 unknown name \"w1\"\n"},
		{GRAPH("<repeat name='t' from='3' to='1'><let name='v{t}'>x</let></repeat>\n"
		       "<let name='q'>v1 + w1</let>"),
		 "2:31 a <repeat> from 3 to 1 has no turn\n3:20 unknown name \"w1\"\n"},
		{GRAPH("<repeat name='t' from='1' to='2'><param name='w{t}' value='b'/></repeat>\n"
		       "<repeat name='t' from='1' to='2'><let name='v{t}'>w{t} + "
		       "zz{t}</let></repeat>\n"
		       "<let name='q'>v1 + w2 + uu</let>"),
		 "2:60 \"b\" is not a number\n3:58 unknown name \"zz1\"\n4:25 unknown name "
		 "\"uu\"\n"},
		{GRAPH("<repeat name='t' from='1' to='2'><let name='v{t}'>zz{t} + "
		       "x{</let></repeat>"),
		 "2:60 \"{\" means nothing in an expression: braces group nothing here: write ( "
		 "and ); "
		 "{t} is a number inside of <repeat name=\"t\">\n"},
		{GRAPH("<define name='g' args='t'>2 t</define>\n<input name='a' value='1' "
		       "colour='x'/>\n"
		       "<group name='a b'><let name='q'>zz</let></group>"),
		 "3:27 <input> has no attribute \"colour\"\n"
		 "4:14 \"a b\" is not a name: a letter or _, then letters, digits and _\n"
		 "4:33 unknown name \"zz\"\n"},
		/* Nothing is left of a file without its root. */
		{"<grap>" X F "</grap>", "1:1 unknown element <grap>; did you mean <graph>?\n"},
		{"<g:graph xmlns:g='urn:gradwalk:graph' colour='1'><g:input name='x' "
		 "value='a'/></g:graph>",
		 "1:39 <graph> has no attribute \"colour\"\n"},
		{"<!-- <x> -->\n<graph colour='1'>" X "<let name='y'>zz</let></graph>",
		 "2:8 <graph> has no attribute \"colour\"\n"},
		{GRAPH("<let name='a'><!-- <b> --> zz + <![CDATA[ <c> ]]> ww</let>"),
		 "2:28 unknown name \"zz\"\n"
		 "2:43 a number, a name or \"(\" should stand here, not \"<\"\n"},
		{"", ""},
		{"<!DOCTYPE graph>\n<graph><input name='x' value='a'/></graph>",
		 "1:1 a DOCTYPE is refused: a graph needs none\n"},
		{"<graph></graph>", "1:1 there is no output; name what is differentiated: <output "
				    "name=\"f\">…</output>\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text told = {0};
		text_add(&told, "");
		every_error("test.xml", cases[i].file, strlen(cases[i].file), note_error, &told);
		if (strcmp(told.data, cases[i].told) != 0)
			fail_msg("%s\nhas:\n%s\nnot:\n%s", cases[i].file, told.data, cases[i].told);
		text_finish(&told);
	}
}

static void no_more_are_told_than_can_be_read(void **state)
{
	struct text file = {0}, told = {0};
	size_t lines = 0;

	(void)state;
	text_add(&file, "<graph>" X "\n");
	for (int i = 0; i < MOST_ERRORS + 5; i++)
		text_add_format(&file, "<let name='a%d'>zz</let>\n", i);
	text_add(&file, F "</graph>");
	every_error("test.xml", file.data, file.length, note_error, &told);
	for (const char *at = told.data; *at; at++)
		lines += *at == '\n';
	assert_int_equal(lines, MOST_ERRORS);
	text_finish(&file);
	text_finish(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_error_is_told_once),
		cmocka_unit_test(no_more_are_told_than_can_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
