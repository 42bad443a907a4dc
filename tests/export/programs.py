#!/usr/bin/env python3
"""Programs that gradwalk writes run, and find its value and gradients: for every lesson and every operator. Speaks TAP."""

import functools
import json
import os
import re
import subprocess

from lessons import HOSTILE, LESSONS, export
from program import SOURCE, gradwalk
from python_with import python_with
from tap import need
import tap

# Runs programs, one after the other in one process, since importing PyTorch takes longer than all of them.
RUNNER = """
import contextlib, io, json, sys, traceback, warnings
warnings.simplefilter("ignore")
wrong = {}
for name, source in json.load(sys.stdin).items():
    try:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(source, name, "exec"), {"__name__": "__main__"})
        if "agree" not in said.getvalue():
            wrong[name] = "it says nothing"
    except BaseException:
        wrong[name] = traceback.format_exc(limit=-1)
json.dump(wrong, sys.stdout)
"""
MODULES = {"python": "torch", "numpy": "numpy"}
FORMULAS = {case["name"]: case["xml"] for case in
            json.loads((SOURCE / "tests/reference/formulas.json").read_text(encoding="utf-8"))}


# Functions that no formula above has, each where it has a slope and where it is flat or shut.
LATER = ["f = log1p(x) + expm1(y) + log2(x) + log10(x) + exp2(y) + cbrt(x) + erf(y) + xlogy(x, 2)",
         "f = silu(x) + mish(y) + selu(x) + selu(y) + logsigmoid(y) + softsign(y) + hardtanh(x / 9) + hardtanh(x)",
         "f = asinh(x) + acosh(x) + atanh(y) + atan2(x, y) + hypot(x, y) + sign(y) + floor(x) x + ceil(y) + round(x) y + mod(x, 2)",
         "f = leaky_relu(y, 0.2) + elu(y, 1.5) + softplus(x, 2) + clip(x, -1, 1) + clip(y, -1, 1) + huber(x, y, 1.5) + huber(y, 0, 1.5)",
         "f = where(x > y, x^2, y) + where(x <= 1 and y < 0, x, y^3) + where(not (x == y) or x != 2, x y, 1) + x stop_gradient(y x)",
         "f = sum(where(M > 0, M^2, x M)) + sum(clip(M, y, x)) + sum((M >= y) * M)"]

# The same over matrices, with attributes and without.
MATRICES = ["f = sum(A, 1, 0) @ mean(A, 1) + norm(A, axis=1, keepdims=0) @ max(A, axis=1) + sum(min(A, axis=1, keepdims=0) - min(A, axis=0, keepdims=0) A)",
            "f = prod(A) + sum(prod(A, 0) w) + sum(prod(A, 1, 0) w) + sum(A argmax(A, 1)) + sum(A argmax(A, axis=1, keepdims=0)) + argmax(A) A[0, 0]",
            "f = var(A) + sum(var(A, 1) w) + sum(var(A, 0, ddof=0) w) + sum(std(A, 1, keepdims=0) w) + std(A, ddof=0) + var(A, axis=1, ddof=2)[0, 0]",
            "f = sum(cumsum(A) A) + sum(cumsum(A, 0) A) + sum(cumsum(A, 1) A) + sum(flip(A) A) + sum(flip(A, 1) A) + sum(flatten(A) outer(w, A))",
            "f = logsumexp(A) + sum(logsumexp(A, 1, 0) w) + sum(softmax(A, 0) A) + sum(log_softmax(A, axis=0) w)",
            "f = sum(conv2d(A, K) w[0, 0]) + sum(conv2d(A, K, stride=2, padding=1)^2) + sum(conv1d(A, K[0, 1] w, padding=1)^2)",
            "f = sum(conv1d(A, w, stride=2, padding=2)^2) + sum(max_pool(A, 2, stride=1)^2) + sum(max_pool(A, 2, padding=1)^2)",
            "f = sum(avg_pool(A, 2)) + sum(avg_pool(A, 2, stride=1, padding=1)^2) + max_pool(A, 3)[0, 0]",
            "f = cross_entropy(A, c, smoothing=0.1) + cross_entropy(A, softmax(A), smoothing=0.3) + cross_entropy(A, T, smoothing=0.2)",
            "f = nll(A, c) + nll(A, T) + bce_with_logits(A, T) + hinge(A, T) + kl_div(softmax(A), softmax(T)) + sum(max(A, w, x)^2) + min(x, 2, x)",
            "f = sum(A[0:2, :]^2) + sum(A[-1]^2) + sum(A[:, 1] A[:, -1:]) + sum(w[1:]^2) + sum(A[c]^2 A) + w[c[0]] + sum(w[c]^2) + sum(T(w)[c])",
            "f = sum(reshape(K, 1, -1) @ reshape(K, 4, 1)) + sum(repeat(K, 2, 3)^3) + sum(roll(A, 2) A) + sum(roll(A, -1, axis=1) roll(A, 1, axis=0))",
            "f = sum(diag(w) @ diag(w, offset=0)) + sum(diag(A)^2) + sum(diag(A, offset=1)^2) + sum(diag(w, offset=-1)^2) + sum(tril(A)^2)",
            "f = sum(triu(A, offset=1)^2 + eye(3) A - ones(3, 3) tril(A, -1)) + sum(eye(2, 3) @ A + zeros(2, 3)) + sum(kron(A, K)^2)",
            "f = sum(stack(w, A[0], T(A[:, 1]))^2 @ A) + sum(stack(x, x^2, axis=1) @ K) + sum(stack(w, w, axis=1) @ K) + sum(kron(w, x))",
            "f = trace(A T) + trace(T(w) @ w) + det(A) + sum(inv(A) T) + sum(solve(A, T(w))^2 T) + sum(solve(A, A) w) + "
            "sum(cholesky(A @ T(A) + eye(3)) A)"]
LEAVES = ["A=1 -2 0.5; 3 0.25 2; -1 4 1.5", "K=0.5 -1; 2 1", "w=1 -0.5 2", "c=2; 0; 1", "T=1 0 0; 0 1 0; 0.25 0.5 0.5", "x=0.75"]

# Numbers where operators take matrices, of one entry.
NUMBERS = ["f = sum(x @ W, axis=0)[0, 1] + T(x) + sum(softmax(x), 1)", "f = mse(x, 2) + dot(x, 3) + norm(x) + max(x, 0) + mean(x)",
           "f = W[0, 1] x^2 + sum(concat(x, 1, axis=1) @ T(W)) + 2^3"]


def formulas():
    """All of them if many random cases are wanted, otherwise as many as have every function and sign."""
    if int(os.environ["GRADWALK_RANDOM_CASES"]) >= 1000:
        return FORMULAS
    chosen, seen = {}, set()
    for name, xml in FORMULAS.items():
        used = set(re.findall(r"\w+\(|axis|[-+*/^@\[]", xml.split("</note>")[-1]))
        if not used <= seen:
            chosen[name] = xml
            seen |= used
    return chosen


def spoilt(language):
    """A program with a number that is wrong in the twelfth digit, in three places."""
    right = export("sigmoid-neuron", "--to", language)
    return {"value": right.replace("0.73105857863", "0.73105857864"), "leaf": right.replace("2.0", "2.00000000001", 1),
            "gradient": right.replace("0.3932238664829", "0.3932238664929")}


def written(language, lesson, text=""):
    """None if it has an operator without a spelling, and that is said."""
    result = gradwalk("export", lesson, "--to", language, text=text)
    if result.returncode == 1 and re.search(r"^gradwalk: \w+ has no spelling in (PyTorch|NumPy), so that no program is written$",
                                            result.stderr, re.MULTILINE) and not result.stdout:
        return None
    return export(lesson, "--to", language, text=text)


@functools.cache
def run(language):
    """What is wrong with each of all programs that ends in an error."""
    python = python_with(MODULES[language])
    programs = {lesson: program for lesson in LESSONS if (program := written(language, lesson))} | spoilt(language)
    programs |= {name: program for name, xml in (formulas() | {"hostile": HOSTILE}).items()
                 if (program := written(language, "-", xml))}
    programs |= {text: export("--to", language, "-e", text, "x=-3", "W=0.5 2") for text in NUMBERS}
    programs |= {text: export("--to", language, "-e", text, "x=1.75", "y=-0.6", "M=1 -2; 0.5 4") for text in LATER}
    programs |= {text: export("--to", language, "-e", text, *LEAVES) for text in MATRICES}
    result = subprocess.run([python, "-c", RUNNER], input=json.dumps(programs), capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def problems_with(language, names):
    return [f"{name}: {why}" for name, why in run(language).items() if name in names]


def every_lesson_is_verified(language):
    count = sum(written(language, lesson) is not None for lesson in LESSONS)
    return need(count >= 20, f"only {count} are written") + problems_with(language, LESSONS)


def every_operator_is_verified(language):
    return need(len(formulas()) > 15, f"{len(formulas())}") + problems_with(language, [*formulas(), *LATER, *MATRICES])


def names_of_the_language_and_hostile_ones_are_no_danger(language):
    return problems_with(language, ["hostile"])


def a_wrong_number_is_found(language):
    return need(set(run(language)) >= {"value", "leaf", "gradient"}, f"{list(run(language))}")


def an_operator_of_matrices_takes_a_number(language):
    """which is a matrix of one entry"""
    return problems_with(language, NUMBERS)


def a_line_a_gate_in_numpy():
    text = export("sum-product", "--to", "numpy")
    return need("\nq = x + y\nf = q * z\n" in text and "\n# f: × swaps\nd_q = d_f * z\nd_z = d_f * q\n" in text and
                "torch" not in text, text)


def without_a_gradient_only_the_value_is_asserted():
    text = export("--to", "python", "-e", "f = 2 + 3")
    return need('check("f", f, 5.0)' in text and ".backward()" not in text and ".grad" not in text, text)


def pytorch_says_how_to_run_it():
    text = export("sum-product", "--to", "python")
    return need("torchrun --nproc-per-node=2" in text.split("import torch")[0] and "Verified" in text, text)


tap.run([(f"{language}: {check.__name__.replace('_', ' ')}", functools.partial(check, language))
         for language in MODULES for check in (every_lesson_is_verified, every_operator_is_verified,
                                               names_of_the_language_and_hostile_ones_are_no_danger, a_wrong_number_is_found,
                                               an_operator_of_matrices_takes_a_number)] +
        tap.named([a_line_a_gate_in_numpy, without_a_gradient_only_the_value_is_asserted, pytorch_says_how_to_run_it]))
