/*
 * Graphs in XML: what is read as what value, and what is refused, where and with which words.
 */
#include "base/text.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct gw_graph *read(const char *text, struct gw_error *error)
{
	return gw_graph_load_text("file.xml", text, strlen(text), error);
}

#define X "<input name='x' value='3'/>"
#define SIXTEEN(a)                                                                                 \
	a "0 " a "1 " a "2 " a "3 " a "4 " a "5 " a "6 " a "7 " a "8 " a "9 " a "10 " a "11 " a    \
	  "12 " a "13 " a "14 " a "15 "
#define A "<input name='A' value='1 2; 3 4'/>"

#define REPEAT "<repeat name='t' from='1' to='2'>"
#define TWO                                                                                        \
	"<define name='two' args='t' returns='a b'><let name='a'>2b</let><let name='b'>3t</let>"   \
	"</define>"

struct meaning {
	const char *text;
	double value;
};

static void graphs_that_are_read(void **state)
{
	static const struct meaning meanings[] = {
		{"<graph xmlns='urn:gradwalk:graph'>" X "<output name='f'>2x</output></graph>", 6},
		{"<graph xmlns:z='urn:z'><input name='x' z:k='1' value='3'/>"
		 "<output name='f'>2x</output></graph>",
		 6},
		{"<?xml version='1.0' encoding='US-ASCII'?><graph>" X
		 "<output name='f'>2x</output></graph>",
		 6},
		{"<?xml version='1.0' encoding='utf-8'?><graph>" X
		 "<output name='f'>2x</output></graph>",
		 6},
		{"<graph><title/>" X "<output name='f'><![CDATA[2x]]></output></graph>", 6},
		{"<graph>" X "<output name='f'>2<!-- twice -->x</output></graph>", 6},
		{"<graph>" X "<expression>q = x + 1; g = q q</expression></graph>", 16},
		{"<graph>" X "<define name='d' args=', s, t '>s (t + 1)</define>"
		 "<output name='f'>d(2, x)</output></graph>",
		 8},
		/* A result takes over an argument's name for the lets behind it. */
		{"<graph>" X "<define name='s' args='h' returns='h'><let name='u'>2h</let>"
		 "<let name='h'>h + u</let><let name='v'>h h</let></define>"
		 "<output name='f'>s(x)</output></graph>",
		 9},
		{"<graph>" X "<define name='s' args='h c' returns='h c'><let name='c'>h + 2c</let>"
		 "<let name='h'>c + h</let></define><let name='p q'>s(x, 10)</let>"
		 "<output name='f'>100p + q</output></graph>",
		 2623},
		{"<graph>" X "<expression>g(t) = 2t; f(x) = g(x) + 1</expression></graph>", 7},
		{"<graph><input name='w'>4</input><output name='f'>w w</output></graph>", 16},
		{"<graph xmlns:z='z'>" X "<output name='f'>2x</output></graph>", 6}, /* a warning */
		{"<?xml version='1.1'?><graph>" X "<output name='f'>2x</output></graph>", 6},
		{"<graph>" X TWO
		 "<let name='p,q'>two(x)</let><output name='f'>p + 10q</output></graph>",
		 108},
		{"<graph><group name='g'>" X "<let name='a'>2x</let></group>"
		 "<output name='f'>a</output></graph>",
		 6},
		/* The parser tells this text in pieces. */
		{"<graph>" X REPEAT "<let name='a{t}'>where(x &lt; 2*{t}, {t}, 5)<![CDATA[]]></let>"
		 "</repeat><output name='f'>a1 + 10 a2</output></graph>",
		 25},
		{"<graph>" X REPEAT "<let name='a{ t + 1 }_{t-}'>x * {t - 1 }</let></repeat>"
		 "<output name='f'>a2_1 + a3_2</output></graph>",
		 3},
		{"<graph>" X REPEAT
		 "<let name='θ1{t}'>2x</let><let name='_1{t}'>θ1{t}</let></repeat>"
		 "<output name='f'>θ11 + _12</output></graph>",
		 12},
		/* A let that is needed before it stands, or is needed by nothing. */
		{"<graph>" X "<define name='d' args='t'><let name='a'>b</let><let name='b'>2t</let>"
		 "<let name='c'>a</let></define><output name='f'>d(x)</output></graph>",
		 6},
		{"<graph>" X "<define name='d' args='t' returns='b'><let name='a'>t</let>"
		 "<let name='b'>2t</let></define><output name='f'>d(x) + d(1)</output></graph>",
		 8},
		{"<graph>" X "<let name='a'>7</let><define name='d' args='t'><let name='a'>2t</let>"
		 "<let name='b'>a + 1</let></define><output name='f'>d(x) + a</output></graph>",
		 14},
		{"<graph>" X TWO "<let name='e'>q + 1</let><let name='p q'>two(x)</let>"
		 "<output name='f'>p + q + e</output></graph>",
		 37},
	};

	(void)state;
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph = read(meanings[i].text, &error);
		if (!graph)
			fail_msg("%s: %s", meanings[i].text, error.message);
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
		if (tape->value[tape->output] != meanings[i].value)
			fail_msg("%s is %g, not %g", meanings[i].text, tape->value[tape->output],
				 meanings[i].value);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

struct mistake {
	const char *text;
	uint32_t line, column;
	const char *message;
};

static void assert_refused(const struct mistake *mistake)
{
	struct gw_error error = {0};
	struct gw_graph *graph = read(mistake->text, &error);

	if (graph)
		fail_msg("%s was read", mistake->text);
	if (!strstr(error.message, mistake->message))
		fail_msg("%s: \"%s\", not \"%s\"", mistake->text, error.message, mistake->message);
	if (error.line != mistake->line || error.column != mistake->column)
		fail_msg("%s: at %u:%u, not %u:%u", mistake->text, error.line, error.column,
			 mistake->line, mistake->column);
}

static void markup_that_is_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{"x", 1, 1, "not well-formed XML"},
		{"<a/>", 1, 1, "unknown element <a>"},
		{"<?xml version='1.0'", 1, 20, "not well-formed XML"},
		{"\xfe\xff\0<", 0, 0, "file.xml: the file is UTF-16; save it as UTF-8"},
		{"<?xml version='1.0' encoding='UTF16'?><graph/>", 1, 31,
		 "the encoding UTF16 is not supported; save the file as UTF-8"},
		{"<?xml version='1.0' encoding='KOI8-RUS'?><graph/>", 1, 31,
		 "the encoding KOI8-RUS is not supported"},
		{"<graph>" X "<output name='f'>x &lt 2</output></graph>", 1, 57,
		 "& begins an entity; the sign is written &amp;"},
		{"<graph>\n <![CDATA[x]]>", 2, 15, "text can't stand in <graph>"},
		{"<graph name='a", 1, 15, "this attribute's value has no closing quote"},
		{"<graph name='a<b'></graph>", 1, 15, "or a < in it, which is written &lt;"},
		{"<graph name=a></graph>", 1, 13, "an attribute's value stands in quotes"},
		{"<graph>\n  é <group/></graph>", 2, 3, "text can't stand in <graph>"},
		{"<graph>\n  x <group/></graph>", 2, 3, "text can't stand in <graph>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

static void elements_that_are_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{"<graph><group name='g'><title>t</title></group></graph>", 1, 24,
		 "<title> can't stand in <group>"},
		{"<graph><title>a<note/></title></graph>", 1, 16,
		 "<note> can't stand in <title>; is that closed, by </title> or />?"},
		{"<graph><group></group></graph>", 1, 8,
		 "<group> needs a name: <group name=\"…\">"},
		{"<graph><title>a</title><title>b</title></graph>", 1, 31, "a second <title>"},
		/* Only xml:lang says a language, and says none if it is empty. */
		{"<graph><title>a</title><title xml:space='preserve'>b</title></graph>", 1, 52,
		 "a second <title>"},
		{"<graph><title>a</title><title xml:lang=''>b</title></graph>", 1, 43,
		 "a second <title>"},
		{"<graph><input name=' x' value='1'/></graph>", 1, 21, "\" x\" is not a name"},
		{"<graph>" A "<input name='x' volume='1'/></graph>", 1, 58,
		 "<input> has no attribute \"volume\"; did you mean \"value\"?"},
		{"<graph><input qqqq='1'/></graph>", 1, 15, "<input> has no attribute \"qqqq\""},
		{"<graph><qqqqqqqq/></graph>", 1, 8, "unknown element <qqqqqqqq>"},
		{"<graph><group name='g'><inputs/></group></graph>", 1, 24,
		 "unknown element <inputs>; did you mean <input>?"},
		{"<graph>" X "<define name='d'>2</define></graph>", 1, 35,
		 "<define> needs args=\"…\": the names that stand for what it is used on"},
		{"<graph><define name='d' args='" SIXTEEN("a") SIXTEEN("b") SIXTEEN("c")
			 SIXTEEN("d") " z'>a1</define></graph>",
		 1, 31, "a definition has 64 arguments at most"},
		{"<graph><define name='d' args='a 1'>a</define></graph>", 1, 31,
		 "\"1\" is not a name"},
		{"<graph><define name='d' args=' , '>2</define></graph>", 1, 31,
		 "a definition needs an argument at least: args=\"t\""},
		{"<graph><input name='x' value='1; ; 2'/></graph>", 1, 34,
		 "a number should stand here"},
		{"<graph><input name='x' value='1 2; 3'/></graph>", 1, 36,
		 "row 2 has 1 entry, the first has 2"},
		{"<graph><input name='x' value='1; 2 3'/></graph>", 1, 34,
		 "row 2 has 2 entries, the first has 1"},
		{"<graph><input name='x' value='1e999'/></graph>", 1, 31, "1e999 "},
		{"<graph><input name='x' value='y'/></graph>", 1, 31, "\"y\" is not a number"},
		{"<graph>" X "<expression> ; </expression></graph>", 1, 47,
		 "an expression should stand here"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

static void training_that_is_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{"<graph>" X "<data/>\n<data/></graph>", 2, 1, "a second <data>"},
		{"<graph xmlns:z='urn:z'><train z:k='1' lr='1'/>\n<train/></graph>", 2, 1,
		 "a second <train>"},
		{"<graph><train rate='1'/></graph>", 1, 15, "<train> has no attribute \"rate\""},
		{"<graph><data><row/></data></graph>", 1, 14, "this row is empty: <row x=\"…\"/>"},
		{"<graph><data><row x='1' y='2'/>\n<row x='1'/></data></graph>", 2, 1,
		 "this row has no y; the first one has"},
		{"<graph><data><row x='1'/>\n<row x='1' y='2'/></data></graph>", 2, 1,
		 "this row has 2 columns, the first one has 1"},
		{"<graph><data><row x='1'/>\n<row x='1 2'/></data></graph>", 2, 9,
		 "this x is 1×2, that of the first row 1×1"},
		{"<graph><data><row x='one'/></data></graph>", 1, 22, "\"one\" is not a number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

#define D "<graph>" X "<define name='d' args='t'>2t</define>"

static void names_that_are_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{D "<output name='f'>d + 1</output></graph>", 1, 89,
		 "\"d\" is a gate of its own; write d(…)"},
		{"<graph>" X "<define name='d' args='s t'>s t u</define>"
		 "<output name='f'>d(x, x)</output></graph>",
		 1, 67,
		 "unknown name \"u\"; the definition of \"d\" knows its arguments only: \"s\", "
		 "\"t\""},
		{"<graph>" X "<define name='d' args='t'>x(t)</define>"
		 "<output name='f'>d(x)</output></graph>",
		 1, 61, "the definition of \"d\" knows its arguments only: \"t\""},
		{"<graph>" X "<group name='A'><let name='a'>2x</let><let name='b'>3d</let></group>"
		 "<group name='B'><let name='c'>2a</let><let name='d'>5x</let></group>"
		 "<output name='f'>b c</output></graph>",
		 1, 87,
		 "the group \"A\" can't fold to one gate: something, outside it, stands between "
		 "its "
		 "parts"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

#define IN_TURNS(TURNS)                                                                            \
	"<graph>\n<repeat name='t' from='1' to='1000'>\n<repeat name='s' " TURNS ">" X             \
	"</repeat></repeat></graph>"

static void repeats_that_are_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{"<graph>\n<repeat from='1' to='2'>" X "</repeat></graph>", 2, 1,
		 "<repeat> needs a name"},
		{"<graph>\n" REPEAT "\n<let name='a'><![CDATA[]]></let></repeat></graph>", 3, 15,
		 "\"a\" has no expression"},
		{"<graph>" X "\n" REPEAT "\n<let name='a{t}'>x + {t</let></repeat></graph>", 3, 22,
		 "{t} is a number inside of <repeat name=\"t\">"},
		{"<graph>" X "\n" REPEAT "\n<let name='a{t}'>x + {t+</let></repeat></graph>", 3, 22,
		 "{t} is a number inside of <repeat name=\"t\">"},
		{"<graph>" X "\n" REPEAT "\n<let name='a{t}'>x + {t x}</let></repeat></graph>", 3,
		 22, "{t} is a number inside of <repeat name=\"t\">"},
		{"<graph>" X "\n" REPEAT "\n<let name='a{t}'>{t}2 x</let></repeat></graph>", 3, 18,
		 "in the turn t = 1 of this <repeat> the braces and the number beside them would "
		 "be "
		 "one number: write * between them"},
		{"<graph>" X "\n" REPEAT "\n<let name='a{t + 1000000}'>x</let></repeat></graph>", 3,
		 13, "in the turn t = 1 of this <repeat> the number in the braces is too large"},
		{"<graph>" X "\n" REPEAT
		 "\n<let name='a{t+99999999999999999999999}'>x</let></repeat>"
		 "</graph>",
		 3, 13, "the number in the braces is too large"},
		{"<graph>\n<repeat name='t' from='1'>" X "</repeat></graph>", 2, 1,
		 "<repeat> needs a name, from and to"},
		{"<graph>\n<repeat name='t' from='1' to='many'>" X "</repeat></graph>", 2, 31,
		 "to is a whole number from 0 to 1000000"},
		/* In a repeat with so many turns that elements would be too many. */
		{IN_TURNS("from='3' to='1'"), 3, 31, "a <repeat> from 3 to 1 has no turn"},
		{IN_TURNS("from='1' to='2000'"), 3, 31,
		 "a <repeat> has 1000 turns at most; this one has 2000"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

/* Else a short file could keep a reader waiting. */
static void elements_are_counted_before_any_is_made(void **state)
{
	static const struct mistake bomb = {
		"<graph>\n<repeat name='s' from='1' to='1000'>\n<repeat name='t' from='1' "
		"to='1000'>"
		"<input name='x{s}_{t}' value='1'/></repeat></repeat></graph>",
		3, 1, "with this <repeat> more than 100000 elements are made"};
	clock_t start = clock();

	(void)state;
	assert_refused(&bomb);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.1);
}

/*
 * How often the inner one repeats depends on the turn outside. Each of those makes 1000 elements: a
 * repeat, what it repeats, and 998 inputs.
 */
static void turns_that_depend_on_others_are_counted_as_they_are_made(void **state)
{
	static const struct mistake many = {
		"<graph>\n<repeat name='s' from='1' to='101'>\n"
		"<repeat name='t' from='{s}' to='{s + 997}'><input name='x{s}_{t}' value='1'/>"
		"</repeat></repeat></graph>",
		2, 1, "with this <repeat> more than 100000 elements are made"};

	(void)state;
	assert_refused(&many);
}

#define G(DEFINITION, USE)                                                                         \
	"<graph>" X "\n<define name='g' " DEFINITION "</define>\n<output name='f'>" USE            \
	"</output></graph>"
#define OF_TWO(STATEMENT) "<graph>" X TWO "\n" STATEMENT "\n<output name='f'>x</output></graph>"

static void definitions_that_are_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{G("args='t'>2t", "g(x, x)"), 3, 18, "g takes 1 operand, not 2"},
		{G("args='s t'>2t", "g(x)"), 3, 18, "g takes 2 operands, not 1"},
		{G("args='t'>2t", "g(t=x)"), 3, 20,
		 "arguments of \"g\" are given by their places, without names"},
		{G("args='s, t=1'>2t", "g(x, x, x)"), 3, 18, "g takes 1 to 2 operands, not 3"},
		{G("args='t' returns='a a'><let name='a'>2t</let>", "g(x)"), 2, 36,
		 "the result \"a\" stands twice"},
		{G("args='t' returns='zzzzzz'><let name='a'>2t</let>", "g(x)"), 2, 36,
		 "no <let> in here is called \"zzzzzz\""},
		{G("args='t'><let name='a'>2t</let>2t", "g(x)"), 2, 15,
		 "\"g\" has a text, or <let>s; here are both"},
		{G("args='t'><let name='a'>h(t)</let><let name='b'>a</let></define>"
		   "<define name='h' args='t'>g(t) + 1",
		   "g(x)"),
		 2, 107, "a definition uses itself: g → h → g"},
		/* By a let that another let of the same use needs. */
		{G("args='t'><let name='a'>h(t)</let><let name='b'>a + 1</let></define>"
		   "<define name='h' args='t'>g(t) + 1",
		   "h(x)"),
		 2, 41, "a definition uses itself: h → g → h"},
		{OF_TWO("<let name='p q'>two(x) + 1</let>"), 2, 17,
		 "2 names stand here: the expression should be one use of a definition that has 2 "
		 "results"},
		{OF_TWO("<let name='p q'>x</let>"), 2, 17, "2 names stand here"},
		{OF_TWO("<let name='p q'>2two(x)</let>"), 2, 18,
		 "two has 2 results: it stands alone, with a name for each, as in <let name=\"a "
		 "b\">"},
		{OF_TWO("<let name='p q r'>two(x)</let>"), 2, 19, "two has 2 results"},
		{OF_TWO("<let name='p'>two(x)</let>"), 2, 15, "two has 2 results"},
		{OF_TWO("<define name='g' args='t'>two(t)</define><let name='p'>g(x)</let>"), 2, 27,
		 "two has 2 results"},
		{OF_TWO("<let name='p 1q'>two(x)</let>"), 2, 12, "\"1q\" is not a name"},
		{OF_TWO("<let name=' p q'>two(x)</let>"), 2, 12, "\" p q\" is not a name"},
		{OF_TWO("<let name='p,'>two(x)</let>"), 2, 12, "\"p,\" is not a name"},
		{OF_TWO("<let name='1p q'>two(x)</let>"), 2, 12, "\"1p\" is not a name"},
		{OF_TWO("<let name='" SIXTEEN("a") SIXTEEN("b") SIXTEEN("c")
				SIXTEEN("d") "e'>two(x)</let>"),
		 2, 231, "65 names stand here"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

#define M "<let name='M'>ones(6000, 6000)</let>\n"

/* A name more for what has one is a gate more, of as many entries. */
static void values_under_another_name_may_be_too_large(void **state)
{
	static const struct mistake mistakes[] = {
		{"<graph>" M "<let name='B'>M</let><output name='f'>sum(B)</output></graph>", 2, 15,
		 "all values have more than 67108864 entries together"},
		{"<graph><define name='d' args='t' returns='a b'><let name='a'>t</let>"
		 "<let name='b'>t</let></define>" M
		 "<let name='B C'>d(M)</let><output name='f'>sum(B)</output></graph>",
		 2, 17, "all values have more than 67108864 entries together"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

#define OF_Y(ELEMENT)                                                                              \
	"<graph>" X "<let name='yyy'>x x</let>\n" ELEMENT                                          \
	"\n<output name='f'>x yyy</output></graph>"

static void groups_and_stops_that_are_refused(void **state)
{
	static const struct mistake mistakes[] = {
		{OF_Y("<group name='g' from='x' to='yyy' fold='perhaps'/>"), 2, 41,
		 "fold is yes or no, not \"perhaps\""},
		{OF_Y("<group name='g' from='x' to='yy'/>"), 2, 30,
		 "no node is called \"yy\"; did you mean \"yyy\"?"},
		{OF_Y("<group name='g' from='zzzzzzzz' to='yyy'/>"), 2, 23,
		 "no node is called \"zzzzzzzz\""},
		{OF_Y("<tour><stop node='zzzzzzzz'>Here.</stop></tour>"), 2, 19,
		 "the tour stops at \"zzzzzzzz\", which is no node"},
		{OF_Y("<group name='A'><let name='a'>2x</let><let name='b'>3c</let></group>"
		      "<let name='c'>2a</let>"),
		 2, 83,
		 "the group \"A\" can't fold to one gate: \"c\", outside it, stands between its "
		 "parts"},
		{OF_Y("<group name='A'><let name='a'>2x</let><let name='e'>3a</let>"
		      "<let name='b'>c e</let></group><let name='c'>2a</let>"),
		 2, 106, "can't fold to one gate: \"c\", outside it, stands between its parts"},
		{OF_Y("<group name='A'><group name='B'><let name='a'>2x</let></group>"
		      "<let name='b'>3c</let></group><let name='c'>2a</let>"),
		 2, 107, "the group \"A\" can't fold to one gate: \"c\", outside it"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		assert_refused(&mistakes[i]);
}

/* Of all groups, of one, or of one that is said by two nodes. */
static void the_file_says_which_groups_are_folded_at_first(void **state)
{
	static const struct {
		const char *text;
		bool is_folded[2];
	} cases[] = {
#define GROUPS(GRAPH, FIRST, SECOND)                                                               \
	"<graph " GRAPH ">" X "<group name='a' " FIRST "><let name='b'>x x</let><let name='c'>2b"  \
	"</let></group><let name='d'>c c</let><let name='e'>d d</let><group name='g' from='d'"     \
	" to='e' " SECOND "/><output name='f'>e</output></graph>"
		{GROUPS("", "", ""), {false, false}},
		{GROUPS("", "fold='yes'", ""), {true, false}},
		{GROUPS("", "", "fold='yes'"), {false, true}},
		{GROUPS("fold='yes'", "", ""), {true, true}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph = read(cases[i].text, &error);
		if (!graph)
			fail_msg("%s: %s", cases[i].text, error.message);
		assert_int_equal(graph->group_count, 2);
		for (size_t k = 0; k < 2; k++)
			if (graph->groups[k].starts_folded != cases[i].is_folded[k])
				fail_msg("%s: %s", cases[i].text, graph->groups[k].name);
		gw_graph_destroy(graph);
	}
}

/* Rows give values to inputs only. */
static void a_parameter_takes_no_value_from_a_row(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = read("<graph><param name='w'/><input name='y'/>"
				      "<data><row y='1' w='2'/></data>"
				      "<output name='f'>w y</output></graph>",
				      &error);
	(void)state;
	assert_non_null(graph);
	assert_null(gw_tape_create(graph, graph->outputs[0], &error));
	assert_non_null(strstr(error.message, "\"w\" has no value; give it one: -s w=NUMBER"));
	gw_graph_destroy(graph);
}

/*
 * Definitions that use each other count as depth, whatever the parity of the depth that is left,
 * and whether in their text or in a let.
 */
static void definitions_may_not_nest_too_deep(void **state)
{
	static const struct {
		const char *use, *definition;
	} cases[] = {
		{"d1199(x)", "<define name='d%d' args='t'>d%d(t)</define>"},
		{"(d1199(x))", "<define name='d%d' args='t'>d%d(t)</define>"},
		{"d1199(x)", "<define name='d%d' args='t'><let name='a'>d%d(t)</let></define>"},
		{"(d1199(x))", "<define name='d%d' args='t'><let name='a'>d%d(t)</let></define>"},
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct text text = {0};
		struct gw_error error = {0};
		text_add(&text, "<graph>" X "<define name='d0' args='t'>t</define>");
		for (int i = 1; i < 1200; i++)
			text_add_format(&text, cases[k].definition, i, i - 1);
		text_add_format(&text, "<output name='f'>%s</output></graph>", cases[k].use);
		assert_null(read(text.data, &error));
		assert_non_null(
			strstr(error.message, "the expression is nested more than 1000 deep"));
		text_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(graphs_that_are_read),
		cmocka_unit_test(markup_that_is_refused),
		cmocka_unit_test(elements_that_are_refused),
		cmocka_unit_test(training_that_is_refused),
		cmocka_unit_test(names_that_are_refused),
		cmocka_unit_test(repeats_that_are_refused),
		cmocka_unit_test(elements_are_counted_before_any_is_made),
		cmocka_unit_test(turns_that_depend_on_others_are_counted_as_they_are_made),
		cmocka_unit_test(definitions_that_are_refused),
		cmocka_unit_test(values_under_another_name_may_be_too_large),
		cmocka_unit_test(groups_and_stops_that_are_refused),
		cmocka_unit_test(the_file_says_which_groups_are_folded_at_first),
		cmocka_unit_test(a_parameter_takes_no_value_from_a_row),
		cmocka_unit_test(definitions_may_not_nest_too_deep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
