#!/usr/bin/env python3
"""Make lessons.json: what PyTorch (1.13, double) computes for lessons, with retain_grad on every intermediate. Run it by
hand, with PyTorch installed: make_lessons.py > lessons.json"""

import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def gradients(output, **nodes):
    for node in nodes.values():
        node.retain_grad()
    output.backward()
    return {"value": output.item(), "gradients": {name: node.grad.tolist() for name, node in nodes.items()}}


def parameter(rows):
    return torch.tensor(rows, requires_grad=True)


def embedding():
    k, t = torch.tensor([2, 0, 2]), torch.tensor([[1.0], [0], [2]])
    E, w = parameter([[1.0, -1], [0.5, 2], [-0.5, 1]]), parameter([[1.0], [0.5]])
    x = F.embedding(k, E)
    y = x @ w
    return gradients(F.mse_loss(y, t), E=E, w=w, x=x, y=y)


def layer_norm():
    x, gain, bias = parameter([[1.0, 2, 6], [4, 4, 1]]), parameter([1.0, 2, 1]), parameter([0.0, 1, 0])
    y = F.layer_norm(x, (3,), gain, bias, eps=1e-5)
    found = gradients(y[0, 0], x=x, **{"γ": gain, "β": bias}, y=y)
    for name in ("γ", "β"):  # vectors are rows here
        found["gradients"][name] = [found["gradients"][name]]
    return found


def backprop_ninja():
    """As in the notebook, but for the padding of names with their values."""
    Xb, Yb, n = torch.tensor([[0, 1], [2, 1], [1, 0]]), torch.tensor([1, 0, 2]), 3
    C = parameter([[0.5, -1], [1.5, 0.25], [-0.75, 1]])
    W1, b1 = parameter([[0.4, -0.6], [1, 0.3], [-0.5, 0.8], [0.2, 0.7]]), parameter([[0.1, -0.2]])
    bngain, bnbias = parameter([[1, 1.2]]), parameter([[0.1, 0]])
    W2, b2 = parameter([[1, -0.5, 0.3], [0.6, 0.9, -1]]), parameter([[0.05, 0, -0.1]])
    emb = C[Xb]
    embcat = emb.view(emb.shape[0], -1)
    hprebn = embcat @ W1 + b1
    bnmeani = 1 / n * hprebn.sum(0, keepdim=True)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff**2
    bnvar = 1 / (n - 1) * bndiff2.sum(0, keepdim=True)
    bnvar_inv = (bnvar + 1e-5)**-0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = torch.tanh(hpreact)
    logits = h @ W2 + b2
    logit_maxes = logits.max(1, keepdim=True).values
    norm_logits = logits - logit_maxes
    counts = norm_logits.exp()
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum**-1
    probs = counts * counts_sum_inv
    logprobs = probs.log()
    loss = -logprobs[range(n), Yb].mean()
    nodes = {name: node for name, node in locals().items() if name not in ("Xb", "Yb", "n", "loss")}
    found = gradients(loss, **nodes)
    rows = found["gradients"]["emb"]
    found["gradients"]["emb"] = [vector for example in rows for vector in example]
    return found


def micrograd_neuron():
    """With the intermediates that have no name of their own, as they are written."""
    x1, x2, w1, w2, b = (parameter(value) for value in (2.0, 0.0, -3.0, 1.0, 6.8813735870195432))
    x1w1, x2w2 = x1 * w1, x2 * w2
    both = x1w1 + x2w2
    n = both + b
    o = torch.tanh(n)
    return gradients(o, x1=x1, x2=x2, w1=w1, w2=w2, b=b, n=n, **{"x1 w1": x1w1, "x2 w2": x2w2, "x1 w1 + x2 w2": both})


def lstm():
    w, u, b, h, c = (parameter(value) for value in (0.5, -0.5, 1.0, 0.5, -1.0))
    x1, x2 = parameter(1.0), parameter(-0.5)
    nodes = {"w": w, "u": u, "b": b, "h0": h, "c0": c, "x1": x1, "x2": x2}
    for turn, x in ((1, x1), (2, x2)):
        f, i, o = torch.sigmoid(w * x + u * h + b), torch.sigmoid(u * x + w * h), torch.sigmoid(w * x + w * h)
        g = torch.tanh(w * x + u * h)
        c = f * c + i * g
        h = o * torch.tanh(c)
        nodes |= {name + ("_2" if turn == 2 else ""): gate for name, gate in zip("fiog", (f, i, o, g))}
        nodes |= {f"c{turn}": c, f"h{turn}": h}
    return gradients((h - 1) ** 2, **nodes)


def attention():
    X = torch.tensor([[1.0, 0], [0, 1], [1, 1]])
    Wq, Wk, Wv = parameter([[1, 0.5], [-0.5, 1]]), parameter([[0.5, 1], [1, -0.5]]), parameter([[1.0, -1], [2, 0.5]])
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = Q @ K.T / 2**0.5
    A = torch.softmax(S, 1)
    Y = A @ V
    return gradients((Y**2).mean(), Wq=Wq, Wk=Wk, Wv=Wv, Q=Q, K=K, V=V, S=S, A=A, Y=Y)


print(json.dumps({"embedding": embedding(), "layer-norm": layer_norm(), "backprop-ninja": backprop_ninja(),
                  "micrograd-neuron": micrograd_neuron(), "lstm": lstm(), "attention": attention()}, ensure_ascii=False))
