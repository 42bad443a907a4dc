#!/usr/bin/env python3
"""Make definitions.json: recurrent cells written with <define> and <repeat>, and what PyTorch (1.13, double) computes of
the same. Run it by hand, with PyTorch installed: make_definitions.py > definitions.json"""

import json

import torch

torch.set_default_dtype(torch.float64)

LSTM = """<graph>
  <define name="cell" args="x h c U W b" returns="h2 c2" fold="yes">
    <let name="i">sigmoid(U[0] x + W[0] h + b[0])</let>
    <let name="f">sigmoid(U[1] x + W[1] h + b[1])</let>
    <let name="g">tanh(U[2] x + W[2] h + b[2])</let>
    <let name="o">sigmoid(U[3] x + W[3] h + b[3])</let>
    <let name="c2">f c + i g</let>
    <let name="h2">o tanh(c2)</let>
  </define>
  <param name="U" value="{U}"/> <param name="W" value="{W}"/> <param name="b" value="{b}"/>
  <input name="x" value="{x}"/>
  <const name="h0" value="0"/> <const name="c0" value="0"/>
  <repeat name="t" from="1" to="{steps}">
    <let name="h{t} c{t}">cell(x[{t-1}], h{t-1}, c{t-1}, U, W, b)</let>
  </repeat>
  <output name="J">(h{steps} - 1)^2 + c{steps}</output>
</graph>
"""

GRU = """<graph>
  <define name="gru" args="x h U W b">
    <let name="r">sigmoid(U[0] x + W[0] h + b[0])</let>
    <let name="z">sigmoid(U[1] x + W[1] h + b[1])</let>
    <let name="n">tanh(U[2] x + r (W[2] h + b[2]))</let>
    <let name="out">(1 - z) n + z h</let>
  </define>
  <param name="U" value="{U}"/> <param name="W" value="{W}"/> <param name="b" value="{b}"/>
  <input name="x" value="{x}"/>
  <const name="h0" value="0"/>
  <repeat name="t" from="1" to="{steps}"><let name="h{t}">gru(x[{t-1}], h{t-1}, U, W, b)</let></repeat>
  <output name="J">2 h{steps} - gru(0.5, h{steps}, U, W, b)</output>
</graph>
"""

LEAKY = """<graph>
  <define name="leak" args="v, slope=0.01, shift=0">
    <let name="positive">max(v, 0)</let>
    <let name="result">positive + slope min(v, 0) + shift</let>
  </define>
  <param name="w" value="{W}"/>
  <input name="x" value="{x}"/>
  <repeat name="i" from="0" to="1">
    <repeat name="k" from="0" to="2"><let name="y{i}_{k}">leak(w[{k}] x[{k+1}], 0.{i}, {i})</let></repeat>
  </repeat>
  <output name="J">y0_0 y0_1 y0_2 + y1_0 y1_1 y1_2 + leak(y1_0 - 3)</output>
</graph>
"""


def text(tensor):
    return "; ".join(repr(float(entry)) for entry in tensor.flatten())


def filled(xml, **parts):
    for name, part in parts.items():
        xml = xml.replace("{%s}" % name, str(part))
    return xml


def leaf(*shape):
    return torch.randn(*shape).requires_grad_()


def case(name, xml, value, **leaves):
    value.sum().backward()
    return {"name": name, "xml": xml, "value": value.item(),
            "gradient": {key: tensor.grad.reshape(-1, 1).tolist() for key, tensor in leaves.items()}}


def lstm(seed, steps):
    torch.manual_seed(seed)
    U, W, b, x = leaf(4), leaf(4), leaf(4), leaf(steps)
    h = c = torch.zeros(1, 1)
    for t in range(steps):
        i, f, g, o = (U * x[t] + W * h[0, 0] + b)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    cell = torch.nn.LSTMCell(1, 1)  # its own formulas agree with those above
    cell.weight_ih.data, cell.weight_hh.data = U.data[:, None].clone(), W.data[:, None].clone()
    cell.bias_ih.data, cell.bias_hh.data = b.data.clone(), torch.zeros(4)
    state = (torch.zeros(1, 1), torch.zeros(1, 1))
    for t in range(steps):
        state = cell(x.data[t].reshape(1, 1), state)
    assert torch.allclose(state[0], h) and torch.allclose(state[1], c)
    xml = filled(LSTM, U=text(U), W=text(W), b=text(b), x=text(x), steps=steps)
    return case(f"LSTM of {steps} steps, seed {seed}", xml, (h - 1) ** 2 + c, U=U, W=W, b=b, x=x)


def gru_step(x, h, U, W, b):
    r, z = torch.sigmoid(U[0] * x + W[0] * h + b[0]), torch.sigmoid(U[1] * x + W[1] * h + b[1])
    return (1 - z) * torch.tanh(U[2] * x + r * (W[2] * h + b[2])) + z * h


def gru(seed, steps):
    torch.manual_seed(seed)
    U, W, b, x = leaf(3), leaf(3), leaf(3), leaf(steps)
    h = torch.zeros(1)
    for t in range(steps):
        h = gru_step(x[t], h, U, W, b)
    xml = filled(GRU, U=text(U), W=text(W), b=text(b), x=text(x), steps=steps)
    return case(f"GRU of {steps} steps, seed {seed}", xml, 2 * h - gru_step(0.5, h, U, W, b), U=U, W=W, b=b, x=x)


def leaky(seed):
    def leak(v, slope=0.01, shift=0):
        return torch.relu(v) + slope * torch.minimum(v, torch.zeros(())) + shift

    torch.manual_seed(seed)
    w, x = leaf(3), leaf(4)
    y = [[leak(w[k] * x[k + 1], i / 10, i) for k in range(3)] for i in range(2)]
    J = y[0][0] * y[0][1] * y[0][2] + y[1][0] * y[1][1] * y[1][2] + leak(y[1][0] - 3)
    return case(f"default arguments, seed {seed}", filled(LEAKY, W=text(w), x=text(x)), J, w=w, x=x)


print(json.dumps([make(seed, steps) for make in (lstm, gru) for seed, steps in ((1, 2), (2, 3), (3, 9))] +
                 [leaky(seed) for seed in range(3)], indent=1))
