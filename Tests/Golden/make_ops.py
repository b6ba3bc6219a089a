"""Writes ops.json: what NumPy (for softmax and the like: its formula in float64) gives for the cases of
OpsGoldenTests.swift.

    python make_ops.py

Inputs follow one formula in both languages, so that the file holds results only.
"""
import json
import math
import pathlib
import warnings

import numpy as np

warnings.filterwarnings("ignore")
nan, inf = np.nan, np.inf


def sample(*shape, seed=0):
    i = np.arange(int(np.prod(shape)))
    return (((i * 37 + 11 + 17 * seed) % 101 - 50) / 8).reshape(shape)


def whole(*shape, seed=0):
    i = np.arange(int(np.prod(shape)))
    return ((i * 5 + 3 + seed) % 13 - 6).astype(np.int32).reshape(shape)


x = sample(40)
small = x / 8
odd = np.array([nan, inf, -inf, 0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-30, 80, -80, 1e10, -1e10, 100, -110, 3e-7, -3e-7])
mixed = np.concatenate([x, small, odd])
pi = math.pi
erf = np.vectorize(math.erf)
unary = {
    "negative": np.negative, "abs": np.abs, "sign": np.sign, "square": np.square, "sqrt": np.sqrt,
    "rsqrt": lambda v: 1 / np.sqrt(v), "reciprocal": np.reciprocal, "exp": np.exp, "expm1": np.expm1,
    "log": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10, "sin": np.sin, "cos": np.cos,
    "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "arcsin": np.arcsin,
    "arccos": np.arccos, "arctan": np.arctan, "arcsinh": np.arcsinh, "arccosh": np.arccosh,
    "arctanh": np.arctanh, "sigmoid": lambda v: 1 / (1 + np.exp(-v)), "softplus": lambda v: np.logaddexp(v, 0),
    "erf": erf, "floor": np.floor, "ceil": np.ceil, "round": np.round, "relu": lambda v: np.maximum(v, 0),
    "isnan": np.isnan, "isinf": np.isinf, "isfinite": np.isfinite, "logicalNot": np.logical_not,
}
cases = {}
for name, function in unary.items():
    # sin and friends of 1e10 depend on how 1e10 rounds, not on the function.
    v = mixed if name not in ("sin", "cos", "tan") else np.concatenate([x, small, odd[:13]])
    cases[name] = function(v.astype(np.float32).astype(np.float64))

values = np.array([nan, inf, -inf, 0, -0.0, 1, -1, 0.5, -2.5, 3, 7.25, -7, 2])
a, b = np.repeat(values, len(values)), np.tile(values, len(values))
binary = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "power": np.power,
    "maximum": np.maximum, "minimum": np.minimum, "floorDivide": np.floor_divide, "mod": np.mod,
    "arctan2": np.arctan2, "logaddexp": np.logaddexp, "equal": np.equal, "notEqual": np.not_equal,
    "less": np.less, "lessEqual": np.less_equal, "greater": np.greater, "greaterEqual": np.greater_equal,
    "logicalAnd": np.logical_and, "logicalOr": np.logical_or, "logicalXor": np.logical_xor,
    "isclose": np.isclose,
}
for name, function in binary.items():
    cases[name] = function(a, b)
ints = np.array([0, 1, -1, 2, 7, -7, 100, 2**31 - 1, -(2**31)], np.int32)
ia, ib = np.repeat(ints, len(ints)), np.tile(ints, len(ints))
for name in ("add", "subtract", "multiply", "maximum", "minimum", "floorDivide", "mod"):
    cases[name + " int"] = binary[name](ia, ib)
cases["power int"] = np.power(np.arange(-4, 5, dtype=np.int32)[:, None], np.arange(6, dtype=np.int32))

t, u = sample(2, 3, 4), sample(2, 3, 4, seed=1)
for name, other in {
    "row": sample(4, seed=1), "column": sample(3, 1, seed=1), "middle": sample(2, 1, 4, seed=1),
    "outer": sample(2, 1, 1, seed=1), "more axes": sample(2, 1, 1, 1, seed=1),
}.items():
    cases["subtract " + name] = t - other
    cases["subtract " + name + " first"] = other - t

for axes in (None, 0, 1, 2, (0, 1), (0, 2), (1, 2), (0, 1, 2), (-1,)):
    label = str(axes).replace("None", "all")
    axis = axes
    v = sample(3, 4, 5) / 3
    m = v.max(axis=axis, keepdims=True)
    keep = np.sum(np.exp(v - m), axis=axis, keepdims=True)
    cases["sum " + label] = v.sum(axis)
    cases["mean " + label] = v.mean(axis)
    cases["prod " + label] = v.prod(axis)
    cases["max " + label] = v.max(axis)
    cases["min " + label] = v.min(axis)
    cases["variance " + label] = v.var(axis)
    cases["std " + label] = v.std(axis)
    cases["any " + label] = (v > 3.9).any(axis)
    cases["all " + label] = (v > -3.9).all(axis)
    cases["countNonzero " + label] = np.count_nonzero(whole(3, 4, 5), axis)
    cases["sum int " + label] = whole(3, 4, 5).sum(axis)
    cases["logsumexp " + label] = (np.log(keep) + m).sum(axis)
    if axes is not None:
        cases["softmax " + label] = np.exp(v - m) / keep
        cases["logSoftmax " + label] = v - m - np.log(keep)
    if not isinstance(axes, tuple):
        cases["cumsum " + label] = v.cumsum(axis)
        cases["cumprod " + label] = (v / 3).cumprod(axis)

vector, matrix = sample(7), sample(4, 5)
for ord in (None, 0, 1, 2, 3, 2.5, inf, -inf):
    cases[f"norm vector {ord}"] = np.linalg.norm(vector, ord)
    cases[f"norm axis {ord}"] = np.linalg.norm(matrix, ord, axis=1)
for ord in (None, "fro", 1, -1, inf, -inf):
    cases[f"norm matrix {ord}"] = np.linalg.norm(matrix, ord)
    cases[f"norm axes {ord}"] = np.linalg.norm(t, ord, axis=(2, 0))
cases["round 2"] = np.round(x / 7, 2)
cases["round -1"] = np.round(x * 9, -1)


def encode(value):
    return float(f"{value:.13g}") if math.isfinite(value) else repr(float(value))


def entry(value):
    value = np.asarray(value)
    kind = {"b": "bool", "i": "int32", "f": "float"}[value.dtype.kind]
    numbers = [int(v) if kind != "float" or (math.isfinite(v) and v == int(v) and abs(v) < 1e9) else encode(v)
               for v in value.ravel()]
    return {"shape": list(value.shape), "kind": kind, "values": numbers}


lines = ",\n".join(json.dumps(k) + ": " + json.dumps(entry(v), separators=(",", ":")) for k, v in cases.items())
out = pathlib.Path(__file__).with_name("ops.json")
out.write_text("{\n" + lines + "\n}\n")
print(len(cases), "cases", out.stat().st_size, "bytes")
