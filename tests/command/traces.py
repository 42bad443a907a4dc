#!/usr/bin/env python3
"""What a trace says of the rarer things: leaves without an effect, constants, matrices, numbers that are rounded. Speaks TAP."""

import json
import re

from program import gradwalk
from tap import need
import tap

APART = ('<graph><const name="k" value="3"/><param name="lone" value="7"/><param name="W" value="1 2; 3 4"/>'
         '<input name="x" value="0.5"/><let name="c">2 * 3</let><let name="d">tanh(lone)</let>'
         '<output name="f">k x * c + x</output><output name="g">k + 1</output></graph>')


def expect(result, *lines):
    """A trace that ends well and has all of these lines."""
    missing = [line for line in lines if line not in result.stdout.splitlines()]
    return need(result.returncode == 0 and not missing, f"{missing} not in\n{result.stdout}{result.stderr}")


def trace(*arguments):
    return gradwalk("trace", "-e", *arguments)


def what_has_no_effect_says_why():
    return (expect(gradwalk("trace", "-", text=APART),
                   "skipped  c: it is made of constants only", "skipped  d: f does not depend on it", "∂f/∂x = 19.00",
                   "∂f/∂lone = 0, because f does not depend on it", "∂f/∂W = 0, because f does not depend on it") +
            expect(gradwalk("trace", "-", "--output", "g", "--ascii", text=APART),
                   "skipped  g: it is made of constants only", "dg/dx = 0, because g does not depend on it"))


def what_has_no_effect_is_0_in_its_own_shape():
    lines = [json.loads(line) for line in gradwalk("trace", "-", "--format", "jsonl", text=APART).stdout.splitlines()]
    return (need(lines[-1]["gradients"] == {"lone": 0, "W": [[0, 0], [0, 0]], "x": 19}, lines[-1]) +
            need(lines[0]["graph"] == "" and lines[0]["leaves"] == {"k": 3, "lone": 7, "W": [[1, 2], [3, 4]], "x": 0.5}, lines[0]))


def a_trace_of_numbers_alone_has_no_line_of_leaves():
    result = trace("f = 2 + 3")
    return need(result.stdout.splitlines()[:2] == ["", "t 1  forward 1/1   f = 2 + 3 = 5.00"], result.stdout)


def forward_mode_has_words_of_its_own():
    arguments = ("f = x x + 3 x y", "x=2", "y=5", "--mode", "forward:x")
    lines = [json.loads(line) for line in trace(*arguments, "--format", "jsonl").stdout.splitlines()]
    rows = trace(*arguments, "--format", "csv").stdout.splitlines()
    return (expect(trace(*arguments),
                   "    1st x   tangent 1.00   local 2.00   product 2.00   sum 2.00 partial (1/2)",
                   "    2nd x   tangent 1.00   local 2.00   product 2.00   sum 2.00 + 2.00 = 4.00 final (2/2)",
                   "∂f/∂x = 19.00", "forward mode: pass 1 of 2, 6 multiplications; backward: 1 pass for all, 7") +
            need(lines[-1] == {"t": lines[-1]["t"], "phase": "end", "value": 34, "by": "x", "tangent": 19, "pass": 1, "passes": 2},
                 lines[-1]) +
            need([line["phase"] for line in lines].count("tangent") == 4, lines) +
            need(rows[0].split(",")[6:10] == ["operand_tangent", "local", "product", "tangent"], rows[0]) +
            need(r"\dot{f} &\mathrel{+}= " in trace(*arguments, "--format", "latex").stdout, "no tangent in LaTeX"))


def a_matrix_is_pushed_by_one_entry():
    lines = [json.loads(line) for line in trace("f = sum(A @ A)", "A=1 2; 3 4", "--mode", "forward:A[0,1]", "--format",
                                                "jsonl").stdout.splitlines()]
    refused = trace("f = sum(A @ A)", "A=1 2; 3 4", "--mode", "forward:A[2,0]")
    return (need(lines[-1]["tangent"] == 11 and lines[-1]["by"] == "A" and lines[-1]["entry"] == [0, 1], lines[-1]) +
            need(refused.returncode == 1 and '"A" has 2×2 entries, from A[0,0] on; "[2,0]" is none' in refused.stderr, refused.stderr) +
            need("--order is of the backward pass" in trace("f = x x", "x=1", "--mode", "forward", "--order", "naive").stderr, "both"))


@tap.in_folder
def formulas_follow_the_order_and_programs_backpropagation(folder):
    formula = gradwalk("trace", "wrong-order", "--order", "naive", "--format", "latex").stdout
    for order in ("naive", "topological"):
        gradwalk("wrong-order", "--keys", f":order {order}<Enter>:export {order}.numpy.py<Enter>", folder=folder)
    programs = {path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return (need(r"= 7 \cdot 3 = 21,\text{ in all} = 27" in formula and r"= 2 \cdot 3 = 6 " in formula, formula) +
            need(len(list(folder.iterdir())) == 2 and len(programs) == 1, programs))


def a_sum_is_told_as_it_grows():
    whole = "5×6"
    large = ";".join(["1 2 3 4 5 6"] * 5)
    return (expect(trace("f = x^2 + 3 x", "x=2"),
                   "    x     local 3.00   downstream 3.00   gradient 3.00 partial (1/2)",
                   "    x     local 4.00   downstream 4.00   gradient 3.00 + 4.00 = 7.00 final (2/2)") +
            expect(trace("f = x^2 + x/3", "x=2", "--ascii"),
                   "    x     local 4.00   downstream 4.00   gradient 0.33 + 4.00 ~ 4.33 final (2/2)") +
            expect(trace("f = sum(A * A)", "A=1 2.001"),
                   "    2nd A   local ≈ [1 2.00]   downstream ≈ [1 2.00]   gradient [1 2.00] + [1 2.00] ≈ [2 4.00] final (2/2)") +
            expect(trace("f = sum(A + A)", "A=1 2"),
                   "    2nd A   local [1 1]   downstream [1 1]   gradient [1 1] + [1 1] = [2 2] final (2/2)") +
            expect(trace("f = sum(A + A)", f"A={large}"), f"A = {whole}", f"∂f/∂A = {whole}",
                   f"    2nd A   local {whole}   downstream {whole}   gradient {whole} + {whole} = {whole} final (2/2)") +
            expect(trace("f = sum(A + A)", f"A={large}", "--ascii"), "A = 5x6", "df/dA = 5x6"))


def a_zero_sum_says_what_made_it_zero():
    """of a scalar that every entry of a matrix uses"""
    before = "downstream 0.00   gradient 0.00 final (1/1)   0, because "
    return (expect(trace("f = sum(relu(X + b))", "X=-5 -6", "b=1"), f"    b             local [1 1]   {before}upstream is 0") +
            expect(trace("f = sum(max(X, b))", "X=5 6", "b=1"), f"    b           local [0 0]   {before}max chose the other operand") +
            expect(trace("f = sum(X b)", "X=-5 5", "b=1"), f"    b     local [−5 5]   {before}its products cancel"))


def a_long_name_moves_no_column_of_the_others():
    name = "a_name_that_is_far_longer_than_any_column"
    return expect(trace(f"f = {name} + x", f"{name}=1", "x=2"),
                  f"    {name}   local 1.00   downstream 1.00   gradient 1.00 final (1/1)",
                  "    x   local 1.00   downstream 1.00   gradient 1.00 final (1/1)")


def an_expression_is_written_as_the_drawing_writes_it():
    """h − t with the sign of minus, in text and Markdown; as it was typed in the formats that programs read, and in ASCII."""
    lesson, shown, typed = "06-dead-relu", "h − t", "h - t"
    ascii_text, table = gradwalk("trace", lesson, "--ascii"), gradwalk("trace", lesson, "--format", "markdown")
    lines = [json.loads(line) for line in gradwalk("trace", lesson, "--format", "jsonl").stdout.splitlines()]
    return (expect(gradwalk("trace", lesson), "t  4  forward 4/5     h − t = −1.00", "t  5  forward 5/5     L = (h − t)^2 = 1.00",
                   "    h − t     local −2.00   downstream −2.00   gradient −2.00 final (1/1)   negative, as local is",
                   "t  8  backward 2/5    h − t   upstream −2.00 final   − distributes, negated for the second operand") +
            need("h - t = -1.00" in ascii_text.stdout and "−" not in ascii_text.stdout, ascii_text.stdout) +
            need(f"| {shown} | sub |" in table.stdout and f"| pow | {shown} |" in table.stdout and typed not in table.stdout, table.stdout) +
            need(lines[4]["node"] == typed, f"{lines[4]}") +
            need(typed in gradwalk("trace", lesson, "--format", "csv").stdout, "the CSV names another node") +
            expect(gradwalk("trace", lesson, "--output", shown), "h − t = −1.00", "∂(h − t)/∂x = 0.00") +
            expect(trace("f = 2 * 3 x", "x=1", "--output", "2 × 3"), "2 × 3 = 6.00"))


def forward_mode_ends_in_one_derivative():
    """For each leaf, that which one backward pass gives to all of them."""
    problems = []
    for lesson in ("sum-product", "sigmoid-neuron"):
        gradients = json.loads(gradwalk("trace", lesson, "--format", "jsonl").stdout.splitlines()[-1])["gradients"]
        ends = {leaf: json.loads(gradwalk("trace", lesson, "--mode", f"forward:{leaf}", "--format", "jsonl").stdout.splitlines()[-1])
                for leaf in gradients}
        problems += need(all(abs(ends[leaf]["tangent"] - gradient) < 1e-12 and ends[leaf]["by"] == leaf
                             for leaf, gradient in gradients.items()), f"{lesson}: {ends} {gradients}")
    return problems


def a_tangent_is_pushed_gate_by_gate():
    lesson, product = ["sum-product", "--mode", "forward:x"], "    q   tangent 1.00   local −4.00   product −4.00   sum −4.00 final (1/1)"
    lines = [json.loads(line) for line in gradwalk("trace", *lesson, "--format", "jsonl").stdout.splitlines()]
    entry = [json.loads(line) for line in gradwalk("trace", "two-layer-network", "--mode", "forward:w[1,0]", "--format", "jsonl")
             .stdout.splitlines()]
    table = gradwalk("trace", *lesson, "--format", "csv").stdout.splitlines()
    return (expect(gradwalk("trace", *lesson), "t 3  seed          tangent of x = 1.00", product, "∂f/∂x = −4.00") +
            expect(gradwalk("trace", *lesson, "--ascii"), product.replace("−", "-"), "df/dx = -4.00") +
            need(lines[-2]["terms"][0] == {"operand": "q", "local": -4, "operand_tangent": 1, "product": -4, "tangent": -4,
                                           "arrived": 1, "expected": 1}, lines[-2]) +
            need(entry[7] == {"t": 7, "phase": "seed", "node": "w", "tangent": [[0], [1]]} and entry[-1]["entry"] == [1, 0], entry[7]) +
            need(table[0].startswith("t,phase,node,op,operand,value,operand_tangent,") and
                 table[-1] == "5,tangent,f,mul,q,-12,1,-4,-4,-4,1,1", table))


def forward_mode_by_what_has_no_effect_ends_in_0():
    return (expect(gradwalk("trace", "-", "--mode", "forward:lone", text=APART), "∂f/∂lone = 0, because f does not depend on it") +
            expect(gradwalk("trace", "-", "--mode", "forward:lone", "--ascii", text=APART), "df/dlone = 0, because f does not depend on it"))


def rows_of(form, *arguments):
    separator = {"csv": ",", "markdown": "|"}[form]
    return [[cell.strip() for cell in line.strip("|").split(separator)] for line in
            gradwalk("trace", "--format", form, *arguments).stdout.splitlines()]


def tables_begin_with_the_leaves():
    """as a trace in words does, so that every number of a row is there"""
    return (need(rows_of("csv", "sum-product")[1:5] == [["0", "start", "x", "", "", "-2"] + [""] * 6, ["0", "start", "y", "", "", "5"] + [""] * 6,
                                                        ["0", "start", "z", "", "", "-4"] + [""] * 6,
                                                        ["1", "forward", "q", "add", "", "3"] + [""] * 6], rows_of("csv", "sum-product")[1:5]) +
            need(rows_of("markdown", "linear-regression")[2][:6] == ["0", "start", "X", "", "", "[0; 1; 2; 3]"],
                 rows_of("markdown", "linear-regression")[2]))


def a_gate_over_matrices_has_its_rule():
    """and in JSON Lines its Jacobian, by which the contribution is the upstream gradient"""
    lines = [json.loads(line) for line in gradwalk("trace", "linear-regression", "--format", "jsonl").stdout.splitlines()]
    local = lines[7]["terms"][0]["local"]
    upstream = [entry for row in lines[7]["upstream"] for entry in row]
    sent = [sum(u * row[k] for u, row in zip(upstream, local["jacobian"])) for k in range(4)]
    large = [json.loads(line) for line in trace("f = sum(A @ A)", "A=" + ";".join(["1 2 3 4 5 6"] * 6), "--format", "jsonl").stdout.splitlines()]
    return (need(local["rule"] == "w'" and [[entry] for entry in sent] == lines[7]["terms"][0]["downstream"], local) +
            need(lines[5]["terms"][0]["local"] == {"rule": "2 * (p - y)/4", "jacobian": [[-0.5, -0.75, -1, -1.25]]}, lines[5]) +
            need(large[5]["terms"][0]["local"] == {"rule": "A'"}, large[5]["terms"][0]["local"]) +
            need(rows_of("csv", "linear-regression")[-1][7] == "X'", rows_of("csv", "linear-regression")[-1]) +
            need(rows_of("markdown", "linear-regression")[-1][7] == "Xᵀ", rows_of("markdown", "linear-regression")[-1]) +
            expect(gradwalk("trace", "linear-regression"),
                   "    w       local Xᵀ   downstream −6.50   gradient −6.50 final (1/1)   negative, as no product is positive"))


def the_local_derivative_is_never_the_product_with_upstream():
    """and it is that of the screen, also where it is no factor of the contribution"""
    softmax, rows = "∂p[k]/∂z[j] = p[k] · ((k = j) − p[j])", rows_of("markdown", "softmax-cross-entropy")
    screen = gradwalk("--keys", "G", "--size", "80x24", "softmax-cross-entropy").stdout
    text, classes = gradwalk("trace", "softmax-cross-entropy").stdout, trace("f = nll(log_softmax(Z), t)", "Z=1 2; 3 4", "t=0; 1").stdout
    return (need(rows[-1][7] == softmax and rows[-4][7] == "1", rows[-4:]) +
            need(f"    z               local {softmax}   downstream" in text and "    t log(p)        local 1   downstream" in text, text) +
            need(f"local {softmax}" in screen, screen) +
            need("local −1/rows at the class, else 0" in classes and
                 "local ∂log_softmax(Z)[k]/∂Z[j] = (k = j) − softmax(Z)[j]" in classes, classes) +
            need(not any(word in row[7] for form in ("csv", "markdown") for lesson in
                         ("linear-regression", "two-layer-network", "softmax-cross-entropy", "swap-the-loss", "softmax-regression")
                         for row in rows_of(form, lesson)[1:] for word in ("seed", "∂J/∂(", "dJ/d(")), "a rule has upstream in it"))


def a_trace_says_what_the_screen_says():
    """whether upstream is final, and why a zero or a sign is so"""
    return (expect(gradwalk("trace", "wrong-order"), "t  9  backward 4/4    p   upstream 7.00 final (2/2)   × swaps") +
            expect(gradwalk("trace", "wrong-order", "--order", "naive"), "t  8  backward 3/5    p   upstream 2.00 partial (1/2)   × swaps") +
            expect(gradwalk("trace", "diamond"), "    y   local −1.00   downstream −5.00   gradient −5.00 partial (1/2)   negative, as local is") +
            expect(trace("f = x z", "x=2", "z=0"), "    x   local 0.00   downstream 0.00   gradient 0.00 final (1/1)   0, because z is 0") +
            need("final (1/1)   0 at [0,1], because relu is off there; negative at [1,0], [2,1], [3,0], as upstream is there\n" in gradwalk("trace", "xor-perturbed").stdout, "no zeros"))


def a_zero_has_a_sign_only_where_it_is_seen():
    def numbers(*arguments):
        return [gradwalk(*command, *arguments).stdout for command in
                (("trace", "--format", "csv"), ("trace", "--format", "jsonl"), ("trace", "--format", "markdown"), ("trace",),
                 ("--keys", ":digits all<Enter>G", "--size", "120x40"))]
    hidden = numbers("-e", "f = sum(relu(A) * (0 - 2)) + 3 (0 x)", "A=-1 2", "x=-0") + numbers("xor-perturbed")
    seen = numbers("-e", "f = 1/(0 x)", "x=-1")
    signed = re.compile(r"(?<![0-9e.])[-−]0(?![.0-9])")
    return ([f"-0 in {text}" for text in hidden if signed.search(text)] +
            need('"value":-0}' in seen[1] and "mul,,-0," in seen[0] and seen[0].count("-0,") == 2, seen[:2]) +
            need("1/−0 = −inf" in gradwalk("--keys", "nn", "--size", "80x24", "-e", "f = 1/(0 x)", "x=-1").stdout, "1/−0 is not on the screen"))


tap.run(tap.named([value for name, value in list(globals().items())
                   if callable(value) and getattr(value, "__module__", "") == "__main__" and name not in ("expect", "trace", "rows_of")]))
