"""Writes printing.json: how NumPy 2 prints arrays, for PrintingTests.swift.

    python make_printing.py
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(5)
nan, inf = np.nan, np.inf
arrays = []


def add(values, dtype, shape=None):
    a = np.array(values, dtype=dtype)
    arrays.append(a if shape is None else a.reshape(shape))


for dtype in (np.float32, np.float64):
    for value in (0, -0.0, 1, -1.5, 0.1, 1e-5, 0.0001, 123456.789, 1e6, 1e8, 1e15, 1e16, 1.5e300 if dtype == np.float64 else 3e38,
                  nan, inf, -inf, 1 / 3, 16777216, 5e-324 if dtype == np.float64 else 1e-45):
        add(value, dtype)
        add([value], dtype)
        add([value, 1], dtype)
    add([nan, inf, -inf], dtype)
    add([nan, 1], dtype)
    add([-inf, 1.25, -3], dtype)
    add([inf, 1.25, -3e-7], dtype)
    add([nan, nan], dtype)
    add([1e-9, 0.5, 0.25], dtype)
    add([0.999999999, 0.1999999999], dtype)
    add([999999.5, 0.5], dtype)
    add([1e5, 100], dtype)
    add([1e5, 99], dtype)
    add([1e100, 1e-100] if dtype == np.float64 else [1e30, 1e-30], dtype)
    add([0.00048828125, 0.1234567890625], dtype)
    add([-1, 0, -0.0], dtype)
    add([1e-4, 1.2345678e-10], dtype)
    add([1e-4, 1.5], dtype)
    add([999999.94, 0.1234], dtype)
    add([], dtype)
    add(np.zeros((0, 3)), dtype)
    add(np.zeros((2, 0, 3)), dtype)
    add(np.arange(30) / 7, dtype)
    add(np.arange(24), dtype, (2, 3, 4))
    add(np.arange(16), dtype, (2, 2, 2, 2))
    add(np.arange(60) * -1.37, dtype, (3, 20))
    for scale in (1, 3, 8, 20):
        add(rng.normal(size=7) * 10.0 ** rng.integers(-scale, scale + 1, size=7), dtype)
        add(rng.normal(size=(2, 9)), dtype)
    for digits in (2, 4, 9):
        add(np.round(rng.uniform(-100, 100, size=(2, 6)), digits), dtype)
add([1, -20, 300], np.int32)
add(7, np.int32)
add([-2147483648, 2147483647], np.int32)
add(np.arange(40), np.int32)
add(np.arange(40) - 100, np.int32, (2, 20))
add([], np.int32)
add([True, False], bool)
add([[True, True]], bool)
add(True, bool)
add(np.arange(40) % 3 == 0, bool)
add([], bool)
for strings in (["a", "bbb", ""], ["it's", 'say "x"', "it's \"x\""], ["line\nbreak", "tab\t", "back\\slash", "\x01"], ["é", "日本"],
                ["word"] * 30):
    arrays.append(np.array(strings))
arrays.append(np.array("alone"))
arrays.append(np.array([["a", "b"], ["c", "d"]]))


def encode(x):
    if isinstance(x, str):
        return x
    if isinstance(x, float) and not np.isfinite(x):
        return repr(x)
    return x


cases = []
for a in arrays:
    kind = "string" if a.dtype.kind == "U" else a.dtype.name
    values = [encode(v.item()) for v in a.ravel()]
    if a.dtype.kind == "b":
        values = [int(v) for v in values]
    case = {"dtype": kind, "shape": list(a.shape), "str": str(a), "repr": repr(a)}
    case["strings" if kind == "string" else "values"] = values
    cases.append(case)

# Large arrays: i / divisor over a range, so that the file stays small.
for dtype in ("float32", "float64", "int32"):
    for shape in ((1000,), (1001,), (50, 40), (10, 11, 12), (2, 1000), (3, 7, 8, 9), (1001, 1)):
        for divisor in ((1,) if dtype == "int32" else (1, 8)):
            a = (np.arange(np.prod(shape)) / divisor).astype(dtype).reshape(shape)
            cases.append({"dtype": dtype, "shape": list(shape), "divisor": divisor, "str": str(a), "repr": repr(a)})
cases = [c for c in cases if len(c["str"]) < 3000]
out = pathlib.Path(__file__).with_name("printing.json")
text = ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases)
out.write_text(f"[\n{text}\n]\n")
print(len(cases), "cases", out.stat().st_size, "bytes")
