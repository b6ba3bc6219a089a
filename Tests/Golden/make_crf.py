"""Writes layers/CRF.json and crf.json: linear-chain conditional random fields.

    python Tests/Golden/make_crf.py

Small cases are enumerated: every path's score is computed in float64 from the definition, and from these the sums,
probabilities, gradients and best paths. Larger ones come from pytorch-crf (torchcrf).
"""

import itertools
import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np
import torch
import torchcrf

FOLDER = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(7)


def numbers(*shape, scale=1.0):
    return np.round(rng.normal(size=shape) * scale, 3)


def tensor(x):
    x = np.asarray(x)
    if x.dtype == bool:
        return {"shape": list(x.shape), "dtype": "bool", "values": x.ravel().tolist()}
    if x.dtype.kind in "iu":
        return {"shape": list(x.shape), "dtype": "int32", "values": x.ravel().tolist()}
    values = [float(repr(np.float32(v).item())) if np.isfinite(v) else -1e30 for v in x.ravel()]
    return {"shape": list(x.shape), "dtype": "float32", "values": [round(v, 7) for v in values]}


def allowed_by(tags, rule):
    """[tags + 1, tags + 1]; the last row are starts, the last column ends."""
    n = len(tags)
    names = tags + [None]
    return np.array([[rule(names[i], names[j]) for j in range(n + 1)] for i in range(n + 1)])


def iob2(before, after):
    return not (after and after[0] == "I") or (before is not None and before[0] in "BI" and before[1:] == after[1:])


class Chain:
    """One sequence; the definition and nothing else."""

    def __init__(self, e, transitions, left, right, allowed):
        self.e, self.transitions, self.left, self.right = e, transitions, left, right
        self.steps, self.tags = e.shape
        self.paths, self.scores = [], []
        for path in itertools.product(range(self.tags), repeat=self.steps):
            moves = [self.tags, *path, self.tags]
            if self.steps and allowed is not None and not all(allowed[a, b] for a, b in zip(moves, moves[1:])):
                continue
            self.paths.append(path)
            self.scores.append(self.score(path))
        self.scores = np.array(self.scores)
        largest = self.scores.max()
        self.partition = largest + np.log(np.exp(self.scores - largest).sum())
        self.p = np.exp(self.scores - self.partition)

    def score(self, path):
        if not path:
            return 0.0
        total = sum(self.e[t, y] for t, y in enumerate(path)) + self.left[path[0]] + self.right[path[-1]]
        return total + sum(self.transitions[a, b] for a, b in zip(path, path[1:]))

    def expectations(self, weighted):
        """How often each thing occurs in paths, by weight."""
        e, transitions = np.zeros_like(self.e), np.zeros_like(self.transitions)
        left, right = np.zeros(self.tags), np.zeros(self.tags)
        for path, p in weighted:
            if not path:
                continue
            for t, y in enumerate(path):
                e[t, y] += p
            for a, b in zip(path, path[1:]):
                transitions[a, b] += p
            left[path[0]] += p
            right[path[-1]] += p
        return e, transitions, left, right

    def best(self, k):
        order = sorted(range(len(self.paths)), key=lambda i: -self.scores[i])[:k]
        return [self.paths[i] for i in order], [self.scores[i] - self.partition for i in order]


def enumerated(potentials, transitions, left, right, allowed, mask, labels, scales, k):
    batch, time, tags = potentials.shape
    result = dict(
        loss=np.zeros(batch), partition=np.zeros(batch), marginals=np.zeros(potentials.shape),
        decoded=np.zeros((batch, time), int), best=np.zeros((batch, k, time), int),
        best_log=np.full((batch, k), -np.inf), d_potentials=np.zeros(potentials.shape),
        d_transitions=np.zeros((tags, tags)), d_left=np.zeros(tags), d_right=np.zeros(tags))
    for b in range(batch):
        live = np.flatnonzero(mask[b])
        chain = Chain(potentials[b, live], transitions, left, right, allowed)
        result["partition"][b] = chain.partition
        truth = tuple(labels[b, live])
        result["loss"][b] = chain.partition - chain.score(truth)
        mean = chain.expectations(zip(chain.paths, chain.p))
        right_one = chain.expectations([(truth, 1.0)])
        result["marginals"][b, live] = mean[0]
        d = [(m - r) * scales[b] for m, r in zip(mean, right_one)]
        result["d_potentials"][b, live] = d[0]
        for name, value in zip(["d_transitions", "d_left", "d_right"], d[1:]):
            result[name] += value
        paths, logs = chain.best(k)
        result["decoded"][b, live] = paths[0]
        for r, (path, log) in enumerate(zip(paths, logs)):
            result["best"][b, r, live] = path
            result["best_log"][b, r] = log
    return result


def random_labels(potentials, allowed, mask):
    batch, time, tags = potentials.shape
    labels = np.full((batch, time), -1)
    for b in range(batch):
        live = np.flatnonzero(mask[b])
        while True:
            path = rng.integers(0, tags, len(live))
            moves = [tags, *path, tags]
            if allowed is None or not len(live) or all(allowed[a, b] for a, b in zip(moves, moves[1:])):
                break
        labels[b, live] = path
    return labels


def masks(batch, time):
    """Full, cut behind, cut before, with gaps, one step, empty."""
    mask = np.ones((batch, time), bool)
    for b in range(batch):
        kind = b % 6
        if kind == 1:
            mask[b, time - 2:] = False
        elif kind == 2:
            mask[b, :2] = False
        elif kind == 3:
            mask[b, 1::2] = False
        elif kind == 4:
            mask[b] = False
            mask[b, time // 2] = True
        elif kind == 5:
            mask[b] = False
    return mask


def enumerated_case(tags, time, batch, constrained=False, masked=True, boundary=True, scale=1.5):
    names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"][:tags]
    allowed = allowed_by(names, iob2) if constrained else None
    potentials, transitions = numbers(batch, time, tags, scale=scale), numbers(tags, tags)
    left, right = (numbers(tags), numbers(tags)) if boundary else (np.zeros(tags), np.zeros(tags))
    mask = masks(batch, time) if masked else np.ones((batch, time), bool)
    labels = random_labels(potentials, allowed, mask)
    scales = numbers(batch)
    found = enumerated(potentials, transitions, left, right, allowed, mask, labels, scales, 4)
    case = dict(potentials=potentials, transitions=transitions, labels=labels, scales=scales, **found)
    if boundary:
        case.update(left=left, right=right)
    else:
        del case["d_left"], case["d_right"]
    if constrained:
        case["allowed"] = allowed
    if masked:
        case["mask"] = mask
    return {"from": "enumeration", **{k: tensor(v) for k, v in case.items()}}


def torch_case(tags, time, batch):
    crf = torchcrf.CRF(tags, batch_first=True).double()
    potentials = numbers(batch, time, tags, scale=2)
    weights = dict(transitions=numbers(tags, tags), left=numbers(tags), right=numbers(tags))
    with torch.no_grad():
        for target, name in [(crf.transitions, "transitions"), (crf.start_transitions, "left"),
                             (crf.end_transitions, "right")]:
            target.copy_(torch.tensor(weights[name]))
    lengths = rng.integers(1, time + 1, batch)
    mask = np.arange(time)[None] < lengths[:, None]
    labels = rng.integers(0, tags, (batch, time))
    scales = numbers(batch)
    x = torch.tensor(potentials, requires_grad=True)
    loss = -crf(x, torch.tensor(labels), torch.tensor(mask), reduction="none")
    (loss * torch.tensor(scales)).sum().backward()
    decoded = np.zeros((batch, time), int)
    for b, path in enumerate(crf.decode(x, torch.tensor(mask))):
        decoded[b, :len(path)] = path
    case = dict(potentials=potentials, labels=labels, scales=scales, mask=mask, loss=loss.detach().numpy(),
                decoded=decoded, d_potentials=x.grad.numpy(), d_transitions=crf.transitions.grad.numpy(),
                d_left=crf.start_transitions.grad.numpy(), d_right=crf.end_transitions.grad.numpy(), **weights)
    return {"from": "torchcrf", **{k: tensor(v) for k, v in case.items()}}


def initializer(name):
    config = keras.initializers.serialize(keras.initializers.get(name))
    return {key: config[key] for key in ["module", "class_name", "config", "registered_name"]}


def layer_case(shape, units, mask=None, constraints=None, allowed=None, training=False, trainable=True,
               regularizer=None, **options):
    batch, time, features = shape
    l2 = {"module": "keras.regularizers", "class_name": "L2", "config": {"l2": 0.02}, "registered_name": None}
    config = {
        "name": "crf", "trainable": trainable,
        "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"},
                  "registered_name": None},
        "units": units, "constraints": constraints, "use_kernel": True, "use_bias": True, "use_boundary": True,
        "kernel_initializer": initializer("glorot_uniform"), "bias_initializer": initializer("zeros"),
        "chain_initializer": initializer("orthogonal"), "boundary_initializer": initializer("zeros"),
        "kernel_regularizer": regularizer and l2, "chain_regularizer": regularizer and l2,
        "boundary_regularizer": regularizer and l2, **options,
    }
    x, weights = numbers(batch, time, features), []
    kernel, bias = np.eye(features), np.zeros(units)
    if config["use_kernel"]:
        kernel = numbers(features, units)
        weights.append(("kernel", kernel))
        if config["use_bias"]:
            bias = numbers(units)
            weights.append(("bias", bias))
    chain = numbers(units, units)
    weights.append(("chain_kernel", chain))
    left = right = np.zeros(units)
    if config["use_boundary"]:
        left, right = numbers(units), numbers(units)
        weights += [("left_boundary", left), ("right_boundary", right)]
    live = np.ones((batch, time), bool) if mask is None else mask
    potentials = x @ kernel + bias
    found = enumerated(potentials, chain, left, right, allowed, live, random_labels(potentials, allowed, live),
                       np.ones(batch), 1)
    penalties = [] if not regularizer or not trainable else [
        0.02 * float((w ** 2).sum()) for name, w in weights if name != "bias"]
    return {
        "training": training,
        "layer": {"module": "keras.layers", "class_name": "CRF", "config": config, "registered_name": None,
                  "build_config": {"input_shape": list(shape)}},
        "weights": [{"path": f"crf/{name}", "trainable": trainable, **tensor(w)} for name, w in weights],
        "losses": penalties,
        "calls": [{"inputs": [tensor(x)], "mask": None if mask is None else tensor(mask),
                   "outputs": [tensor(found["decoded"])],
                   "output_masks": [None if mask is None else tensor(mask)]}],
        "supports_masking": True, "rejected_ranks": [1, 2, 4, 5],
        "output_shapes": [{"input": [[None, None, features]], "output": [[None, None]]},
                          {"input": [[batch, time, features]], "output": [[batch, time]]}],
    }


def dump(path, cases):
    with open(os.path.join(FOLDER, path), "w") as file:
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        file.write('{"cases":[\n' + lines + "\n]}\n")
    print(path, len(cases), os.path.getsize(os.path.join(FOLDER, path)))


names = ["O", "B-PER", "I-PER", "B-LOC"]
rules = allowed_by(names, iob2)
written_rules = {
    "forbidden": [[i, j] for i in range(4) for j in range(4) if not rules[i, j]],
    "forbidden_starts": [j for j in range(4) if not rules[4, j]],
    "forbidden_ends": [i for i in range(4) if not rules[i, 4]],
}
dump("layers/CRF.json", [
    layer_case((2, 5, 4), 3),
    layer_case((6, 5, 3), 4, mask=masks(6, 5), constraints=written_rules, allowed=rules),
    layer_case((3, 4, 3), 3, use_kernel=False, use_boundary=False),
    layer_case((6, 4, 2), 3, mask=masks(6, 4), use_bias=False, training=True, regularizer=True),
    layer_case((2, 3, 2), 2, trainable=False, training=True),
    layer_case((3, 4, 3), 1),
])
dump("crf.json", [
    enumerated_case(3, 5, 6), enumerated_case(5, 5, 12, constrained=True), enumerated_case(2, 7, 6, boundary=False),
    enumerated_case(4, 4, 3, masked=False), enumerated_case(1, 3, 6), enumerated_case(3, 6, 6, scale=40),
    enumerated_case(18, 3, 2, masked=False), torch_case(9, 20, 8), torch_case(17, 9, 5), torch_case(33, 5, 3),
])
