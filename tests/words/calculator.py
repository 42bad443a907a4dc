"""Reads the equations in a text as somebody with a calculator does.

    disagreements("∂f/∂w ≈ 0.20 × −2 ≈ −0.39")  →  ["0.20 × −2 is −0.4, not −0.39: …"]

A side of an equation is calculated if it is made of numbers, operators and functions only. A number behind or before
≈ must be the other side, rounded as it is shown; one at = must be the other side.
"""
import math
import re

TOKEN = re.compile(r"(?P<name>(?:\[[^\]]*\])?#\d+)|(?P<number>\d+(?:\.\d+)?(?:e[−-]?\d+)?)|(?P<word>[^\W\d]\w*)|(?P<sign>[≈=])|(?P<blank>[ ])|(?P<other>.)")
OPERATORS = {"×": "*", "*": "*", "-": "-", "·": "*", "+": "+", "−": "-", "/": "/", "^": "**", "(": "(", ")": ")"}
LABELS = ("value", "upstream", "local", "downstream", "gradient", "final", "partial", "as")
FUNCTIONS = {
    **{name: getattr(math, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh",
                                              "asin", "acos", "atan")},
    "abs": abs, "max": max, "min": min, "relu": lambda x: max(x, 0), "square": lambda x: x * x,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)), "σ": lambda x: 1 / (1 + math.exp(-x)),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x, "elu": lambda x: x if x > 0 else math.expm1(x),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2, "softplus": lambda x: math.log1p(math.exp(x)),
}


def tokens_of(line):
    return [(match.lastgroup, match[0]) for match in TOKEN.finditer(line) if match.lastgroup != "blank"]


def is_part(token, depth):
    kind, text = token
    return kind == "number" or text in OPERATORS or (kind == "word" and text in FUNCTIONS) or (text == "," and depth > 0)


def side(tokens, at, step):
    """The tokens of the expression that ends, or begins, next to a sign; none if it is cut off by a word."""
    found, depth = [], 0
    while 0 <= at < len(tokens):
        _, text = tokens[at]
        opens, closes = ("(", ")") if step > 0 else (")", "(")
        if not is_part(tokens[at], depth) or (text == closes and depth == 0):
            break
        depth += (text == opens) - (text == closes)
        found.append(tokens[at])
        at += step
    stopped = tokens[at] if 0 <= at < len(tokens) else ("sign", "")
    found = found[::step]
    while found and found[-1][1] in ("·", "/", "×", "*", "-", "−") and step > 0:
        found.pop()
    return [] if depth != 0 or is_cut_off(found, stopped, step) else found


def is_cut_off(found, stopped, step):
    """Whether what was found takes what it stopped at: y − 2, y max(2, 2). A line of a pane may go on from the one above."""
    is_operand = stopped[0] in ("word", "name") and stopped[1] not in LABELS or stopped[1] in tuple(")²∂Σ@…│")
    begins_factor = bool(found) and (found[0][1] in "×·*/^+−-(" or found[0][0] in ("number", "word"))
    return stopped[1] == "∂" or is_operand and bool(found) and (step > 0 or begins_factor)


def source_of(side_tokens):
    """The side in Python, with the × that 2 (x + 1) leaves out."""
    parts = []
    for kind, text in side_tokens:
        is_factor = text == "(" or kind == "word"
        if is_factor and parts and (parts[-1] == ")" or parts[-1][0].isdigit()):
            parts.append("*")
        parts.append(text if kind == "word" else OPERATORS.get(text, text.replace("−", "-")))
    return " ".join(parts)


def value_of(side_tokens):
    """What a calculator shows; None if it is no expression."""
    try:
        return float(eval(source_of(side_tokens), {"__builtins__": {}}, FUNCTIONS))  # pylint: disable=eval-used
    except (SyntaxError, TypeError, NameError):
        return None
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def is_number(side_tokens):
    return [kind for kind, text in side_tokens if text not in "−-"] == ["number"] and len(side_tokens) <= 2


def written(side_tokens):
    return "".join(f" {text} " if text in "×·+" else text for _, text in side_tokens)


def agrees(sign, shown, calculated):
    """Whether a number as it is shown is what was calculated, as precisely as it is shown."""
    text = "".join(text for _, text in shown).replace("−", "-")
    value = float(text)
    if sign == "=":
        return math.isclose(value, calculated, rel_tol=1e-9, abs_tol=1e-12)
    mantissa, _, exponent = text.partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return abs(value - calculated) <= unit * (0.5 + 1e-6) + 1e-12 * abs(calculated)


def equations(line):
    """(left, sign, right) wherever both sides can be calculated and one of them is a number."""
    tokens = tokens_of(line)
    for at, (kind, sign) in enumerate(tokens):
        if kind != "sign":
            continue
        left, right = side(tokens, at - 1, -1), side(tokens, at + 1, 1)
        if left and right and (is_number(left) or is_number(right)):
            yield left, sign, right


def disagreements(text):
    wrong = []
    for line in text.splitlines():
        for left, sign, right in equations(line):
            shown, other = (right, left) if is_number(right) else (left, right)
            calculated = value_of(other)
            if calculated is not None and not agrees(sign, shown, calculated):
                wrong.append(f"{written(other)} is {calculated:.10g}, not {written(shown)}: {line.strip()}")
    return wrong


def count_of(text):
    return sum(1 for line in text.splitlines() for _ in equations(line))
