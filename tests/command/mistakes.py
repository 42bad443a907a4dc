#!/usr/bin/env python3
"""What students write who think of Python, of LaTeX or of a page of mathematics: every message names a cause that is one. Speaks TAP."""

from program import gradwalk
from tap import need
import tap

MATRIX = "W=1 2; 3 4"
IN_ELEMENT = '<graph><input name="x" value="1"/>{}</graph>'


def told(cases):
    """Each case: the expression with its values, what is said of it, and the column that the error has."""
    problems = []
    for arguments, said, column in cases:
        result = gradwalk("trace", "-e", *arguments)
        where = f"expression:1:{column}: " if column else ""
        problems += need(result.returncode in (1, 2) and f"{where}" in result.stderr and said in result.stderr and not result.stdout,
                         f"{arguments}: {result.stderr}")
        if "cycle" not in said:
            problems += need("cycle" not in result.stderr, f"{arguments}: {result.stderr}")
    return problems


def a_name_is_defined_once_and_alone():
    return told([
        (["f(2) = x^2", "x=2"], "f(…) = … defines nothing here: write f = x^2", 1),
        (["f(x, 1) = x y", "x=2", "y=1"], "write f = x y", 1),
        (["a = x + 1  b = a 2", "x=1"], '"b = …" is a statement of its own: write ";" before it', 12),
        (["a = x + 1, b = a 2", "x=1"], 'write ";" between statements', 10),
        (["= 2 x", "x=1"], 'one "=" defines a name', 1),
        (["x += 1", "x=1"], '"=" stands behind the name', 4),
        (["f := x^2", "x=1"], 'write "=" for ":="', 3),
        (["let f = x^2", "x=1"], 'write f = x^2, without "let" before it', 1),
        (["x f = x^2", "x=1"], '"f = …" is a statement of its own: write ";" before it', 3),
        (["a + b = 3", "x=1"], '"b = …" is a statement of its own', 5),
        (["x = x + 1", "x=1"], '"x" is defined here, and given a value as well', 1),
        (["x + 1; g = x", "x=1"], "only the last statement may go without a name", 1),
        (["a = b; b = a"], "a cycle, which no value can be computed of: a → b → a", 12)])


def a_line_end_parts_no_statements():
    result = gradwalk("trace", "-e", "a = x + 1\nb = a 2", "x=1")
    return need('expression:2:1: "b = …" is a statement of its own' in result.stderr, result.stderr)


def an_expression_without_a_name_takes_none_that_is_used():
    """It is called f, unless something else is."""
    given, free = gradwalk("trace", "-e", "2 f", "f=3"), gradwalk("trace", "-e", "2 x", "x=3")
    return (need("∂y/∂f = 2.00" in given.stdout, given.stdout + given.stderr) +
            need("∂f/∂x = 2.00" in free.stdout, free.stdout) +
            told([(["2 f"], '"f" has no value; add f=NUMBER', 3), (["f(f(x))", "x=1"], 'unknown function "f"', 1),
                  (["f = x; g = f^2; h", "x=1"], '"h" has no value', 17)]))


def programming_languages_are_told():
    return told([
        (["np.exp(x)", "x=1"], "functions are written without a module: exp(…) instead of np.exp(…)", 1),
        (["1 + torch.sqrt(x)", "x=1"], "sqrt(…) instead of torch.sqrt(…)", 5),
        (["x.exp()", "x=1"], "a function stands before its operand: write exp(x)", 1),
        (["sum(W.T)", MATRIX], "write W' or T(W) for W.T", 5),
        (["a.b", "a=1"], "a name has no point in it", 2),
        (["(x).T", "x=1"], 'an operator or the end should stand here, not "."', 4),
        (["x .exp", "x=1"], 'an operator or the end should stand here, not "."', 3),
        (["x. exp", "x=1"], 'an operator or the end should stand here, not "."', 2),
        (["x.(y)", "x=1", "y=2"], 'an operator or the end should stand here, not "."', 2),
        (["sum(W, dim=1)", MATRIX], 'sum has no "dim"; did you mean "axis"?', 8),
        (["import x", "x=1"], '"import" is no word of an expression', 1),
        (["lambda x: x^2", "x=1"], '":" means nothing in an expression', 9),
        (["x # the input", "x=1"], "there are no comments in an expression", 3),
        (["ReLU(x)", "x=1"], 'did you mean "relu"?', 1)])


def mathematics_on_a_page_is_told():
    return told([
        (["sin x", "x=1"], '"sin" is a function; write sin(…)', 1),
        (["sinx", "x=1"], "write sin(x) for sinx", 1),
        (["sin^2(x)", "x=1"], "write sin(x)^2 for its square", 1),
        (["sin²(x)", "x=1"], "write sin(x)^2 for its square", 1),
        (["sin * 2", "x=1"], '"sin" is a function; write sin(…)', 1),
        (["d + x", "x=1"], '"d" has no value; add d=NUMBER', 1),
        (["(x, y)", "x=1", "y=1"], '")" should stand here, not ","', 3),
        (["d/dx x^2", "x=1"], "gradients of all inputs are computed", 1),
        (["x – 1", "x=1"], "a dash is no minus here: write -", 3),
        (["x^{2}", "x=1"], "braces group nothing here: write ( and )", 3),
        (["\\frac{1}{x}", "x=1"], "LaTeX is not read here", 1),
        (["$x^2$", "x=1"], "LaTeX is not read here", 1),
        (["1,5 x", "x=1"], "a number has a point, and no comma: write 1.5", 2),
        (["1, 5 x", "x=1"], "a comma parts operands in f(x, y)", 2),
        (["1 ,5 x", "x=1"], "a comma parts operands in f(x, y)", 3),
        (["1,x", "x=1"], "a comma parts operands in f(x, y)", 2),
        (["x,5", "x=1"], "a comma parts operands in f(x, y)", 2),
        (["sinq", "x=1"], '"sinq" has no value; add sinq=NUMBER', 1),
        (["d x", "x=1"], '"d" has no value; add d=NUMBER', 1),
        (["“x”", "x=1"], "names stand without quotation marks", 1)])


def values_are_told():
    return told([
        (["f = x", "x", "=", "1"], "NAME=VALUE, without blanks around the =", 0),
        (["f = x", "2=x"], '"2" is no name', 0),
        (["f = x", "x=one"], '"one" is not a number, in x=one', 0),
        (["f = sum(x)", "x=1/2 2; 3"], "row 2 has 1 entry, the first has 2, in x=1/2 2; 3", 0),
        (["f = x", "x=1", "x=2"], "x is given two values", 0)])


def an_element_names_what_it_defines():
    problems = []
    for elements, said in [
            ('<output name="f">f = x^2</output>', 'name="f" says already what is defined: write x^2 alone'),
            ('<output name="f">f(x) = x^2</output>', "f(…) = … defines nothing here: write f = x^2"),
            ('<output name="f">a = x b = a^2</output>', 'name="f" says already what is defined'),
            ('<output name="f">x + np.exp(x)</output>', "without a module: exp(…) instead of np.exp(…)"),
            ('<let name="a">2 a</let><output name="f">a</output>', "a cycle, which no value can be computed of: a → a"),
            ('<expression>f(2) = x^2</expression>', "write f = x^2"),
            ('<expression>f = x = 2</expression>', '"x = …" is a statement of its own: write ";" before it'),
            ('<expression>x + y = 3</expression>', '"y = …" is a statement of its own: write ";" before it')]:
        result = gradwalk("trace", "-", text=IN_ELEMENT.format(elements))
        problems += need(result.returncode == 1 and said in result.stderr, f"{elements}: {result.stderr}")
    return problems


tap.run(tap.named([value for name, value in list(globals().items())
                   if callable(value) and value.__module__ == "__main__" and name != "told"]))
