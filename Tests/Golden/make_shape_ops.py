"""Writes shape_ops.json: what NumPy gives for the cases of ShapeOpsGoldenTests.swift.

    python make_shape_ops.py

Inputs follow one formula in both languages, so that the file holds results only.
"""
import json
import pathlib

import numpy as np


def sample(*shape, seed=0):
    i = np.arange(int(np.prod(shape)))
    return (((i * 37 + 11 + 17 * seed) % 101 - 50) / 8).astype(np.float32).reshape(shape)


def whole(*shape, seed=0):
    return (sample(*shape, seed=seed) * 8).astype(np.int32) % 7 - 3


x = sample(3, 4, 5)
m = sample(4, 6)
nan, inf = np.nan, np.inf
odd = np.array([[3, nan, -1, inf, 0, -0.0, 3], [2, 2, 1, -inf, nan, nan, 1]], np.float32)
cases = {
    "matmul 2d": sample(3, 4) @ sample(4, 5, seed=1),
    "matmul batch": sample(2, 3, 4) @ sample(2, 4, 5, seed=1),
    "matmul shared right": sample(2, 3, 4) @ sample(4, 5, seed=1),
    "matmul shared left": sample(3, 4) @ sample(2, 4, 5, seed=1),
    "matmul broadcast": sample(2, 1, 3, 4) @ sample(1, 3, 4, 2, seed=1),
    "matmul vector left": sample(4) @ sample(2, 4, 5, seed=1),
    "matmul vector right": sample(2, 3, 4) @ sample(4, seed=1),
    "matmul vectors": sample(4) @ sample(4, seed=1),
    "matmul empty inner": np.zeros((2, 0), np.float32) @ np.zeros((0, 3), np.float32),
    "matmul empty batch": np.zeros((0, 2, 3), np.float32) @ sample(3, 4),
    "matmul int": whole(3, 4) @ whole(4, 5, seed=1),
    "matmul float64": sample(3, 4).astype(np.float64) @ sample(4, 5, seed=1).astype(np.float64),
    "matmul mixed": sample(3, 4) @ whole(4, 5, seed=1).astype(np.float32),
    "dot": np.dot(sample(2, 3, 4), sample(5, 4, 2, seed=1)),
    "outer": np.outer(sample(2, 3), sample(4, seed=1)),
    "tensordot 2": np.tensordot(sample(2, 3, 4), sample(3, 4, 5, seed=1), 2),
    "tensordot axes": np.tensordot(sample(2, 3, 4), sample(4, 5, 2, seed=1), ([0, 2], [2, 0])),
    "tensordot 0": np.tensordot(sample(2), sample(3, seed=1), 0),
    "x[0]": x[0],
    "x[-1]": x[-1],
    "x[1:3]": x[1:3],
    "x[..., 0]": x[..., 0],
    "x[0:, 2]": x[0:, 2],
    "x[0, ..., 1]": x[0, ..., 1],
    "x[:-1, -3:]": x[:-1, -3:],
    "x[::-1, ::-2]": x[::-1, ::-2],
    "x[:, 3:0:-1]": x[:, 3:0:-1],
    "x[:, 10:, 1:100]": x[:, 10:, 1:100],
    "x[:, None, 1:3, None]": x[:, None, 1:3, None],
    "x[2, 3, 4]": x[2, 3, 4],
    "x[::-1][1:][0]": x[::-1][1:][0],
    "x[-2:-1]": x[-2:-1],
    "flip": np.flip(x),
    "flip 1": np.flip(x, 1),
    "roll": np.roll(x, 7),
    "roll -1": np.roll(x, -4, axis=-1),
    "tile": np.tile(sample(2, 3), (2, 1, 3)),
    "tile short": np.tile(sample(2, 3, 2), (2, 2)),
    "repeat": np.repeat(sample(2, 3), 2),
    "repeat axis": np.repeat(sample(2, 3), 3, axis=1),
    "repeat counts": np.repeat(sample(2, 3), [2, 0, 1], axis=1),
    "broadcast": np.broadcast_to(sample(3, 1), (2, 3, 4)),
    "pad": np.pad(sample(2, 3), ((1, 2), (0, 1)), constant_values=9),
    "pad edge": np.pad(sample(2, 3), ((1, 2), (3, 1)), mode="edge"),
    "pad reflect": np.pad(sample(2, 3), ((1, 2), (4, 5)), mode="reflect"),
    "pad symmetric": np.pad(sample(2, 3), ((1, 3), (4, 7)), mode="symmetric"),
    "concatenate": np.concatenate([sample(2, 3, 2), sample(2, 1, 2, seed=1), sample(2, 0, 2)], 1),
    "concatenate mixed": np.concatenate([whole(2, 2).astype(np.float32), sample(1, 2)], 0),
    "stack": np.stack([sample(2, 3), sample(2, 3, seed=1)], -1),
    "stack 1": np.stack([sample(2, 3), sample(2, 3, seed=1)], 1),
    "transpose": x.transpose(),
    "transpose 201": x.transpose(2, 0, 1),
    "transpose large": sample(37, 2, 70).transpose(2, 1, 0),
    "transpose double": sample(9, 35).astype(np.float64).T,
    "swapaxes": np.swapaxes(x, 0, -1),
    "moveaxis": np.moveaxis(x, 0, -1),
    "moveaxis two": np.moveaxis(sample(2, 3, 4, 2), [0, 1], [-1, 0]),
    "reshape": x.reshape(5, -1, 2),
    "squeeze": np.squeeze(sample(1, 3, 1)),
    "squeeze 0": np.squeeze(sample(1, 3, 1), 0),
    "expand dims": np.expand_dims(sample(2, 3), (0, -1)),
    "take": np.take(x, whole(2, 2) % 5, axis=-1),
    "take flat": np.take(x, [0, -1, 7]),
    "take 0": np.take(x, [[2, -3], [1, 1]], axis=0),
    "take along": np.take_along_axis(x, np.array([[[0], [3]], [[-1], [2]], [[1], [1]]]), axis=1),
    "sort": np.sort(x, axis=1),
    "sort odd": np.sort(odd),
    "sort flat": np.sort(x, axis=None),
    "sort long": np.sort(sample(3, 90)),
    "sort int": np.sort(whole(3, 70)),
    "sort double": np.sort(sample(2, 60).astype(np.float64) / 3),
    "argsort": np.argsort(x, axis=0, kind="stable"),
    "argsort odd": np.argsort(odd, kind="stable"),
    "argsort long": np.argsort(whole(2, 200), kind="stable"),
    "argmax": np.argmax(x),
    "argmax 1": np.argmax(x, axis=1),
    "argmax odd": np.argmax(odd, axis=1),
    "argmin odd": np.argmin(odd, axis=1),
    "argmin keep": np.argmin(x, axis=-1, keepdims=True),
    "argmax bool": np.argmax(whole(3, 5) > 0, axis=1),
    "unique": np.unique(whole(5, 5)),
    "unique odd": np.unique(odd),
    "arange": np.arange(2, 11, 3),
    "arange down": np.arange(5, -3, -2),
    "arange float": np.arange(0.5, 2, 0.25, dtype=np.float32),
    "linspace": np.linspace(-1, 2, 7, dtype=np.float32),
    "linspace open": np.linspace(0, 1, 4, endpoint=False, dtype=np.float32),
    "eye": np.eye(3, 4, 1, dtype=np.float32),
    "tril": np.tril(x, 1),
    "triu": np.triu(x, -1),
    "triu far": np.triu(m, 9),
    "diag": np.diag(sample(3), -1),
    "diag of": np.diag(m, 2),
    "diagonal": np.diagonal(x, 1, 2, 1),
    "trace": np.trace(x, -1, 0, 2),
    "qr r": np.abs(np.linalg.qr(sample(5, 3))[1]),
    "solve": np.linalg.solve(sample(4, 4) + 9 * np.eye(4), sample(4, 2, seed=1)).astype(np.float32),
    "inv": np.linalg.inv(sample(2, 3, 3) + 9 * np.eye(3)).astype(np.float32),
    "det": np.linalg.det((sample(2, 3, 3) + 9 * np.eye(3)).astype(np.float64)),
    "svd s": np.linalg.svd(sample(3, 5).astype(np.float64))[1],
    "eigh w": np.linalg.eigh((sample(4, 4) + sample(4, 4).T).astype(np.float64))[0],
    "cholesky": np.linalg.cholesky((sample(3, 5) @ sample(3, 5).T + np.eye(3)).astype(np.float64)),
}
for equation, *shapes in [
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
    ("ij,jk", (3, 4), (4, 5)),
    ("ji,jk->ik", (4, 3), (4, 5)),
    ("ij,kj->ki", (3, 4), (5, 4)),
    ("bthd,bshd->bhts", (2, 3, 2, 4), (2, 5, 2, 4)),
    ("abc,cd->abd", (2, 3, 4), (4, 5)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("ijk->kj", (2, 3, 4)),
    ("ba", (2, 3)),
    ("i,j->ij", (3,), (4,)),
    ("i,i->", (3,), (3,)),
    ("ij,ij->ij", (3, 4), (3, 4)),
    ("bi,bi->b", (3, 4), (3, 4)),
    ("ij,ij->j", (3, 4), (3, 4)),
    ("...ij,...jk->...ik", (2, 1, 3, 4), (3, 4, 2)),
    ("...i,i->...", (2, 3, 4), (4,)),
    ("i...->...i", (2, 3, 4)),
    ("ij,jk,kl->il", (2, 3), (3, 4), (4, 5)),
    ("ij,i,j->", (2, 3), (2,), (3,)),
    ("iij,jk->ik", (2, 2, 3), (3, 4)),
    ("ij,jk->ik", (2, 0), (0, 3)),
    ("ij,ik->jk", (1, 3), (4, 2)),
    ("ijk,k->i", (2, 3, 4), (4,)),
    (" b i , i -> b ", (2, 3), (3,)),
]:
    operands = [sample(*s, seed=n) for n, s in enumerate(shapes)]
    cases["einsum " + equation + " " + "x".join(map(str, shapes[0]))] = np.einsum(equation, *operands)


def encode(value):
    value = np.asarray(value)
    numbers = [v if np.isfinite(v) else str(v) for v in value.ravel().tolist()]
    return {"shape": list(value.shape), "dtype": str(value.dtype), "values": numbers}


here = pathlib.Path(__file__).parent
lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(encode(v))}" for k, v in cases.items())
(here / "shape_ops.json").write_text("{\n" + lines + "\n}\n")
