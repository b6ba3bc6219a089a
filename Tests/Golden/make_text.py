"""Writes what real Keras's text and preprocessing layers compute, on the TensorFlow backend.

    python Tests/Golden/make_text.py

text.json: TextVectorization over combinations of options and nasty strings, the lookups, and hashes of all lengths.
layers/<Class>.json: cases of the form of make_layers.py for the tests that every layer passes.
Strings stand as the hexadecimal digits of their bytes.
"""

import itertools
import json
import os
import random

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers

FOLDER = os.path.dirname(os.path.abspath(__file__))

NASTY = [
    "The quick brown fox, the lazy dog!", "", "   ", "!?.,;:", "don't  can't\twon't", "a\nb\r\nc\x0bd\x0ce",
    "Émile Zola naïve café ÀÉ", "straße STRASSE İstanbul ıI", "日本語 テキスト、日本。", "한국어 中文字符 中文", "😀 👍🏽 👩‍👩‍👧 😀!",
    "no\u00a0break thin\u2009space ideo\u3000graphic", "zero\u200bwidth \ufeffbom\ufeff soft\u00adhyphen", "e\u0301 vs \u00e9 …“quoted”—dash",
    "<br />HTML &amp; tags</p>", "a-b_c d/e\\f g|h ~i `j` {k} [l] (m) @n #o $p %q ^r *s +t =u", "x" * 70 + " y",
    "1 22 333 22 1", "the THE The tHe", "[UNK] unk [unk] UNK", "a\0b \0 c", "\u0085next\u2028line\u2029para", "\x1c\x1d\x1e\x1f sep",
    b"bad \xff\xfe bytes", b"\xc3( half \xe2\x82 cut \xf0\x9f\x98", b"\xed\xa0\x80 surrogate \xc0\xaf", b"\xf4\x90\x80\x80 \xf8\x88",
    b"\xe2(\xa1 \xe2\x82\xe2\x82\xac", b"ends \xe2\x82", "the quick the quick the",
]
NASTY = [s.encode() if isinstance(s, str) else s for s in NASTY]


def octets(x):
    return (x if isinstance(x, bytes) else str(x).encode()).hex()


def tensor(x):
    if isinstance(x, tf.RaggedTensor):
        return [[int(v) for v in row] for row in x.to_list()]
    x = np.asarray(x)
    shape = list(x.shape)
    if x.dtype.kind in "OSU":
        return {"shape": shape, "dtype": "string", "values": [octets(v) for v in x.ravel()]}
    if x.dtype == bool:
        return {"shape": shape, "dtype": "bool", "values": [bool(v) for v in x.ravel()]}
    if x.dtype.kind in "iu":
        return {"shape": shape, "dtype": "int32", "values": [int(v) for v in x.ravel()]}
    return {"shape": shape, "dtype": "float32", "values": [float(str(np.float32(v))) for v in x.ravel()]}


def vocabulary(layer):
    lookup = getattr(layer, "_lookup_layer", layer)
    keys, values = lookup.lookup_table.export()
    order = np.argsort(values.numpy())
    terms = [octets(k) for k in keys.numpy()[order]]
    return {"count": len(terms), "first": terms[:80]}


def floats(x):
    return tf.cast(x, tf.float32)


def vectorizations():
    """Adapted on some strings and applied to all of them."""
    cases = []
    options = [dict(standardize=s, split=p, ngrams=n) for s, p, n in itertools.product(
        [None, "lower", "strip_punctuation", "lower_and_strip_punctuation"], ["whitespace", "character"], [None, 2, (3, 1)])]
    modes = [dict(), dict(output_sequence_length=5), dict(output_mode="multi_hot"), dict(output_mode="count"),
             dict(output_mode="tf_idf"), dict(max_tokens=12), dict(max_tokens=9, output_mode="count"),
             dict(max_tokens=40, output_mode="tf_idf", pad_to_max_tokens=True), dict(output_sequence_length=0),
             dict(max_tokens=3), dict(max_tokens=30, output_mode="multi_hot", pad_to_max_tokens=True)]
    for index, option in enumerate(options):
        for offset in range(3):
            mode = modes[(index * 3 + offset) % len(modes)]
            args = {**option, **mode}
            # Vectors of all n-grams would be large; a part of the strings does.
            wide = mode.get("output_mode") and "max_tokens" not in mode
            seen = list(range(len(NASTY)))[offset::4] if wide else list(range(offset % 2, len(NASTY)))
            layer = layers.TextVectorization(**args)
            layer.adapt(tf.constant([NASTY[i] for i in seen]))
            used = seen[:4] + [0, 1] if wide else list(range(len(NASTY)))
            found = layer(tf.constant([NASTY[i] for i in used]))
            cases.append({"args": {k: list(v) if isinstance(v, tuple) else v for k, v in args.items()},
                          "adapt": seen, "vocabulary": vocabulary(layer), "inputs": used, "outputs": tensor(found)})
    return cases


def tokens():
    """Each string a token."""
    cases = []
    words = ["b", "a", "b", "", "é", "a b", "B!"]
    for ngrams, mode in itertools.product([None, 2, (2,)], [dict(), dict(output_sequence_length=3), dict(output_mode="count")]):
        args = dict(split=None, ngrams=ngrams, standardize="lower", **mode)
        layer = layers.TextVectorization(**args)
        seen = np.array([words, words[::-1]])
        layer.adapt(tf.constant(seen))
        for x in [seen, seen[:1, :2], np.array(words)]:
            cases.append({"args": {k: list(v) if isinstance(v, tuple) else v for k, v in args.items()},
                          "adapt": [octets(s) for s in seen.ravel()], "adapt_shape": list(seen.shape), "vocabulary": vocabulary(layer),
                          "inputs": [octets(s) for s in x.ravel()], "shape": list(x.shape),
                          "outputs": tensor(layer(tf.constant(x)))})
    return cases


def streams():
    """Adapted on batches."""
    cases = []
    for mode in [dict(), dict(output_mode="tf_idf")]:
        layer = layers.TextVectorization(max_tokens=20, **mode)
        batches = [list(range(7)), [7], list(range(8, 20))]
        layer.adapt(tf.constant([NASTY[i] for i in b]) for b in batches)
        cases.append({"args": dict(max_tokens=20, **mode), "batches": batches,
                      "vocabulary": vocabulary(layer), "inputs": list(range(6)),
                      "outputs": tensor(layer(tf.constant(NASTY[:6])))})
    return cases


def lookups():
    cases = []
    terms = ["a", "b", "é", "日本", "z z"]
    inputs = ["a", "zz", "é", "m", "", "日本", "b", "q1", "q2", "q3", "a" * 70]
    for mask, oov, mode, shape in itertools.product(
            [None, "m"], [1, 0, 2, 5], ["int", "one_hot", "multi_hot", "count", "tf_idf"], [(10,), (5, 2), (10, 1), (1, 5, 2)]):
        if (len(shape) == 3 and mode == "tf_idf") or (oov == 5 and shape != (5, 2)):
            continue
        args = dict(mask_token=mask, num_oov_indices=oov, output_mode=mode, vocabulary=terms)
        if mode == "tf_idf":
            args["idf_weights"] = [0.5, 1.5, 2.0, 0.25, 3.0]
        x = np.array((terms[:4] * 3 if oov == 0 else inputs)[:10]).reshape(shape)
        layer = layers.StringLookup(**args)
        cases.append({"class": "StringLookup", "args": args, "inputs": [tensor(x)], "outputs": tensor(floats(layer(tf.constant(x))) if mode != "int" else layer(tf.constant(x)))})
    for args in [dict(num_oov_indices=4, salt=[133, 137]), dict(num_oov_indices=3, salt=7), dict(max_tokens=12, pad_to_max_tokens=True, output_mode="count")]:
        layer = layers.StringLookup(vocabulary=terms, **args)
        x = np.array(inputs)
        cases.append({"class": "StringLookup", "args": {**args, "vocabulary": terms}, "inputs": [tensor(x)], "outputs": tensor(floats(layer(tf.constant(x))) if "output_mode" in args else layer(tf.constant(x)))})
    for mask, oov in itertools.product([None, "m"], [1, 2]):
        args = dict(invert=True, mask_token=mask, num_oov_indices=oov, vocabulary=terms)
        x = np.array([0, 1, 2, 3, 7, 40, -1], "int32")
        cases.append({"class": "StringLookup", "args": args, "inputs": [tensor(x)], "outputs": tensor(layers.StringLookup(**args)(tf.constant(x)))})
    numbers = [10, 20, -30, 7]
    x = np.array([10, 7, -30, 0, -7, 8, 123456, -2000000000, 20, 10], "int32")
    for mask, oov, mode, method in itertools.product([None, 0], [1, 3, 4], ["int", "one_hot", "multi_hot", "count"], ["floormod", "farmhash"]):
        args = dict(mask_token=mask, num_oov_indices=oov, output_mode=mode, oov_method=method, vocabulary=numbers)
        if method == "farmhash" and oov == 3:
            args["salt"] = [5, 6]
        found = layers.IntegerLookup(**args)(tf.constant(x.reshape(5, 2)))
        cases.append({"class": "IntegerLookup", "args": args, "inputs": [tensor(x.reshape(5, 2))], "outputs": tensor(found if mode == "int" else floats(found))})
    args = dict(invert=True, mask_token=0, vocabulary=numbers)
    cases.append({"class": "IntegerLookup", "args": args, "inputs": [tensor(x)], "outputs": tensor(layers.IntegerLookup(**args)(tf.constant(x)))})
    for args in [dict(), dict(mask_token=3), dict(max_tokens=4), dict(output_mode="tf_idf"), dict(num_oov_indices=0)]:
        data = np.array([[3, -1, 5], [5, 5, -7], [3, 100, 2]], "int32")
        if "num_oov_indices" in args:
            data[0, 1] = 4  # -1 is the token for unknown integers, which no vocabulary has.
        layer = layers.IntegerLookup(**args)
        layer.adapt(tf.constant(data))
        found = layer(tf.constant(data))
        cases.append({"class": "IntegerLookup", "args": args, "adapt": tensor(data), "vocabulary": [int(v) for v in layer.get_vocabulary()], "inputs": [tensor(data)], "outputs": tensor(found)})
        layer = layers.StringLookup(**{**args, **({"mask_token": "3"} if "mask_token" in args else {})})
        text = data.astype(str)
        layer.adapt(tf.constant(text))
        found = layer(tf.constant(text))
        cases.append({"class": "StringLookup", "args": {**args, **({"mask_token": "3"} if "mask_token" in args else {})}, "adapt": tensor(text), "vocabulary": [str(v) for v in layer.get_vocabulary()], "inputs": [tensor(text)], "outputs": tensor(found)})
    return cases


def hashes():
    rng = random.Random(5)
    big = 1 << 62
    # The text of length n is the first n bytes of one sequence from some place on.
    stream = bytes(rng.randrange(256) for _ in range(700))
    texts = [stream[n:2 * n] for n in range(301)]
    plain = tf.strings.to_hash_bucket_fast(tf.constant(texts), big).numpy()
    salted = tf.strings.to_hash_bucket_strong(tf.constant(texts), big, key=[133, 137]).numpy()
    return {"bytes": stream.hex(), "buckets": big, "plain": [str(v) for v in plain], "salted": [str(v) for v in salted]}


def categories():
    """CategoryEncoding, Hashing, HashedCrossing, Discretization and Normalization, of several ranks."""
    cases = []

    def add(name, args, *inputs, adapt=None, batches=None, **call):
        layer = getattr(layers, name)(**args)
        entry = {"class": name, "args": args}
        if adapt is not None:
            layer.adapt(adapt)
            entry["adapt"] = tensor(adapt)
        if batches is not None:
            layer.adapt(iter(batches))
            entry["batches"] = [tensor(b) for b in batches]
        xs = [tf.constant(x) for x in inputs]
        found = layer(xs[0] if len(xs) == 1 else xs, **{k: tf.constant(v) for k, v in call.items()})
        entry["inputs"] = [tensor(x) for x in inputs] + [tensor(v) for v in call.values()]
        entry["outputs"] = tensor(found)
        if name == "Discretization":
            entry["boundaries"] = [float(np.float32(b)) for b in layer.bin_boundaries]
        cases.append(entry)

    rng = np.random.default_rng(3)
    for mode in ["one_hot", "multi_hot", "count"]:
        for x in [np.array(2), np.array([1, 3, 1]), np.array([[1], [3]]), np.array([[1, 1], [3, 9]]), np.array([[[1, 1], [3, 0], [2, 2]]])]:
            add("CategoryEncoding", dict(num_tokens=4, output_mode=mode), x.astype("int32"))
        add("CategoryEncoding", dict(num_tokens=4, output_mode=mode), np.array([[1.7, 0.2]], "float32"))
    add("CategoryEncoding", dict(num_tokens=4, output_mode="count"), np.array([[1, 1], [3, 0]], "int32"), count_weights=np.array([[.5, .25], [2, 3]], "float32"))
    strings = np.array(["a", "x", "", "é", "日本語" * 30, "m"])
    numbers = np.array([0, 1, -5, 2147483647, -2147483648, 77], "int32")
    for mode in ["int", "one_hot", "multi_hot", "count"]:
        for args in [dict(), dict(salt=133), dict(salt=[133, 137]), dict(mask_value="m")]:
            for shape in [(6,), (6, 1), (3, 2), (1, 3, 2)]:
                add("Hashing", dict(num_bins=5, output_mode=mode, **args), strings.reshape(shape))
        add("Hashing", dict(num_bins=7, output_mode=mode, mask_value=77), numbers.reshape(3, 2))
    add("Hashing", dict(num_bins=1000, mask_value=2), np.array([1.7, -2.2, 3e9, 2.0, -7e15], "float32"))
    add("Hashing", dict(num_bins=1000), np.array([True, False]))
    add("Hashing", dict(num_bins=1, mask_value="a"), np.array(["a", "b"]))
    for mode, shape in itertools.product(["int", "one_hot"], [(6,), (6, 1)]):
        add("HashedCrossing", dict(num_bins=11, output_mode=mode), strings.reshape(shape), numbers.reshape(shape))
        add("HashedCrossing", dict(num_bins=1000, output_mode=mode if shape == (6,) else "int"), numbers.reshape(shape), strings.reshape(shape), strings[::-1].copy().reshape(shape))
    bounds = [0.0, 1.0, 2.0]
    for mode in ["int", "one_hot", "multi_hot", "count"]:
        for x in [np.array([.5, -1, 2., np.nan, 1.0]), np.array([[.5], [3]]), np.array([[1, 1], [3, 0.]]), np.array([[[1, 1], [3, 0], [2, 2.]]])]:
            if mode == "int" or not np.isnan(x).any():
                add("Discretization", dict(bin_boundaries=bounds, output_mode=mode), x.astype("float32"))
    for n, bins, epsilon in [(5, 3, 0.01), (100, 4, 0.01), (1000, 5, 0.01), (3333, 7, 0.05), (257, 2, 0.1), (50, 10, 0.3), (20, 1, 0.01)]:
        data = rng.normal(size=n).astype("float32").round(3)
        add("Discretization", dict(num_bins=bins, epsilon=epsilon), data[:20], adapt=data)
        add("Discretization", dict(num_bins=bins, epsilon=epsilon, output_mode="one_hot"), data[:5], batches=[data[: n // 3], data[n // 3: n // 2], data[n // 2:]])
    for axis, shape in [(-1, (20, 3)), (None, (20, 3)), ((1, 2), (6, 2, 3)), (1, (6, 2, 3)), (-1, (4, 5, 2)), ((0, -1), (4, 3, 2)), (-1, (7,)), (None, (7,))]:
        data = (rng.normal(size=shape) * 3 + 1).round(2).astype("float32")
        for invert in [False, True]:
            add("Normalization", dict(axis=axis, invert=invert), data[:4], adapt=data) if not (axis == (0, -1) or shape == (7,) and axis == -1) else add("Normalization", dict(axis=axis, invert=invert), data, adapt=data)
        if len(shape) > 1 and axis != (0, -1):
            cut = shape[0] // 3
            add("Normalization", dict(axis=axis), data[:4], batches=[data[:cut], data[cut:cut + 1], data[cut + 1:]])
    add("Normalization", dict(mean=3.0, variance=2.0), rng.normal(size=(3, 4)).astype("float32"))
    add("Normalization", dict(mean=[1.0, 2.0], variance=[0.0, 4.0], axis=-1), rng.normal(size=(3, 2)).astype("float32"))
    add("Normalization", dict(mean=[[1.0, 2.0], [3.0, 4.0]], variance=[[1.0, 4.0], [9.0, 16.0]], axis=(1, 3), invert=True), rng.normal(size=(2, 2, 3, 2)).astype("float32"))
    add("Normalization", dict(mean=[1.0, 2.0], variance=[1.0, 4.0], axis=(1, 2)), rng.normal(size=(2, 3, 2)).astype("float32"))
    add("Rescaling", dict(scale=[1.0, 2.0], offset=[[0.5, 1.0]]), rng.normal(size=(2, 3, 2)).astype("float32"))
    for entry in cases:
        if isinstance(entry["args"].get("axis"), tuple):
            entry["args"]["axis"] = list(entry["args"]["axis"])
        elif "axis" in entry["args"] and entry["args"]["axis"] is None:
            entry["args"]["axis"] = []
    return cases


# Cases of the form of make_layers.py.


def case(inputs, mask=False, several=False, **args):
    return dict(inputs=inputs, mask=mask, several=several, args=args)


TEXTS = np.array(["The film was good!", "bad, bad film", ""])
CONTRACT = {
    "TextVectorization": [
        case(TEXTS, vocabulary=["film", "bad", "good"], output_sequence_length=4),
        case(TEXTS[:, None], vocabulary=["film", "bad", "the film"], output_mode="count", ngrams=2),
        case(TEXTS, vocabulary=["a", "b", "d"], output_mode="tf_idf", idf_weights=[0.5, 1.0, 2.0], split="character",
             standardize="lower", max_tokens=9, pad_to_max_tokens=True, name="letters"),
        case(TEXTS, vocabulary=["film", "bad film"], output_mode="multi_hot", ngrams=(2, 1), standardize=None),
    ],
    "StringLookup": [
        case(np.array([["a", "b"], ["c", "x"]]), vocabulary=["a", "b", "c"]),
        case(np.array([["a", "b"], ["c", "x"]]), vocabulary=["a", "b", "c"], mask_token="", num_oov_indices=3, output_mode="multi_hot"),
        case(np.array(["a", "b"]), vocabulary=["a", "b"], output_mode="one_hot", max_tokens=5, pad_to_max_tokens=True, oov_token="?"),
        case(np.array([["a", "b"], ["b", "b"]]), vocabulary=["a", "b"], output_mode="tf_idf", idf_weights=[0.5, 2.0], name="weighted"),
        case(np.array([1, 2, 3, 0], "int32"), vocabulary=["a", "b"], invert=True, mask_token="m"),
        case(np.array(["a", "z"]), vocabulary=["a", "b"], num_oov_indices=4, salt=[1, 2]),
    ],
    "IntegerLookup": [
        case(np.array([[12, 5], [7, 12]], "int32"), vocabulary=[12, 7]),
        case(np.array([[12, 5], [7, 12]], "int32"), vocabulary=[12, 7], mask_token=0, num_oov_indices=3, output_mode="count"),
        case(np.array([1, 2, 3, 0], "int32"), vocabulary=[12, 7], invert=True, mask_token=0, oov_token=-9, name="back"),
        case(np.array([[12], [7]], "int32"), vocabulary=[12, 7], output_mode="one_hot", max_tokens=5, pad_to_max_tokens=True),
        case(np.array([4, 9], "int32"), vocabulary=[12, 7], num_oov_indices=5, oov_method="farmhash", salt=9),
    ],
    "CategoryEncoding": [
        case(np.array([[0, 1], [3, 3]], "int32"), num_tokens=4), case(np.array([[0], [3]], "int32"), num_tokens=4, output_mode="one_hot"),
        case(np.array([[0, 1], [3, 3]], "int32"), num_tokens=5, output_mode="count", name="counts"),
        case(np.array([[0, 1, 3], [3, 3, 2]], "int32"), num_tokens=4, output_mode="one_hot"),
    ],
    "Hashing": [
        case(np.array(["a", "b", "é"]), num_bins=3), case(np.array([["a"], ["b"]]), num_bins=4, mask_value="a", salt=3, output_mode="one_hot"),
        case(np.array([[5, 6], [7, 7]], "int32"), num_bins=4, mask_value=7, output_mode="count"),
        case(np.array([[5, 6], [7, 7]], "int32"), num_bins=4, salt=[1, 2], output_mode="multi_hot", name="hashed", dtype="float32"),
        case(np.array([[5, 6], [7, 7]], "int32"), num_bins=9, dtype="int32"),
    ],
    "HashedCrossing": [
        case([np.array(["a", "b"]), np.array([1, 2], "int32")], several=True, num_bins=5),
        case([np.array([["a"], ["b"]]), np.array([["c"], ["d"]]), np.array([[1], [2]], "int32")], several=True, num_bins=7, output_mode="one_hot", name="cross"),
    ],
    "Normalization": [
        case(np.array([[1., 2, 3], [4, 5, 7]], "float32")), case(np.array([[1., 2, 3], [4, 5, 7]], "float32"), mean=2.0, variance=[4.0][0], invert=True),
        case(np.array([[[1., 2], [4, 5]]] * 2, "float32"), mask=True, axis=(1, 2)), case(np.array([[1., 2, 3], [4, 5, 7]], "float32"), axis=None, name="whole"),
        case(np.array([[[1., 2], [4, 5]]], "float32"), mask=True, mean=[1.0, 2.0], variance=[4.0, 0.0]),
    ],
    "Discretization": [
        case(np.array([[0.5, 1.0], [3.0, -1.0]], "float32"), bin_boundaries=[0.0, 1.0, 2.0]),
        case(np.array([[0.5, 1.0], [3.0, -1.0]], "float32"), bin_boundaries=[0.0, 1.5], output_mode="one_hot"),
        case(np.array([[0.5, 1.0], [3.0, -1.0]], "float32"), bin_boundaries=[0.0, 1.5], output_mode="count", epsilon=0.1, name="bins"),
        case(np.array([[0.5, 1.0]], "float32"), bin_boundaries=[0.5], output_mode="multi_hot"),
    ],
    "Rescaling": [
        case(np.array([[1., 2, 3], [4, 5, 7]], "float32"), scale=0.5), case(np.array([[[1., 2], [4, 5]]] * 2, "float32"), mask=True, scale=2.0, offset=-1.0),
        case(np.array([[1., 2, 3], [4, 5, 7]], "float32"), scale=[1.0, 0.5, 2.0], offset=[0.0, 1.0, 2.0], name="each"),
        case(np.array([[1, 2], [3, 4]], "int32"), scale=0.25),
    ],
}


def contract(name, spec):
    keras.backend.clear_session()
    layer = getattr(layers, name)(**spec["args"])
    xs = spec["inputs"] if spec["several"] else [spec["inputs"]]
    inputs = [tf.constant(x) for x in xs]
    mask = None
    if spec["mask"]:
        mask = np.ones(xs[0].shape[:2], bool)
        mask[0, -1] = False
        keras.src.backend.set_keras_mask(inputs[0], tf.constant(mask))
    call = inputs if spec["several"] else inputs[0]
    outputs = layer(call)
    for weight in layer.weights:
        if weight.name in ("mean", "variance"):
            weight.assign(np.arange(1, 1 + np.prod(weight.shape)).reshape(weight.shape))
    if name == "Normalization":
        layer.finalize_state()
        if mask is not None:
            keras.src.backend.set_keras_mask(inputs[0], tf.constant(mask))
        outputs = layer(call)
    found = keras.src.backend.get_keras_mask(outputs)
    if name in ("StringLookup", "IntegerLookup", "TextVectorization") and spec["args"].get("output_mode", "int") != "int":
        outputs = floats(outputs)
    truth = lambda m: {"shape": list(m.shape), "dtype": "bool", "values": [bool(v) for v in np.asarray(m).ravel()]}
    shapes = [list(x.shape) for x in xs]
    # Keras tells other shapes than it gives of the first two, and the shape of a crossing only of two inputs.
    variants = [] if name in ("Hashing", "TextVectorization") or len(shapes) > 2 else [shapes]
    if len(shapes[0]) > 1 and name not in ("Normalization", "HashedCrossing", "TextVectorization"):
        variants.append([[None] + s[1:] for s in shapes])
    rows = []
    for variant in variants:
        tuples = [tuple(s) for s in variant]
        rows.append({"input": variant, "output": [list(layer.compute_output_shape(tuples if spec["several"] else tuples[0]))]})
    return {
        "training": False, "layer": keras.saving.serialize_keras_object(layer),
        "weights": [{"path": w.path, "trainable": bool(w.trainable), **tensor(w.value)} for w in layer.weights],
        "calls": [{"inputs": [tensor(x) for x in xs], "masks": [None if mask is None else truth(mask)] + [None] * (len(xs) - 1),
                   "outputs": [tensor(outputs)], "output_masks": [None if found is None else truth(found)]}],
        "losses": [], "supports_masking": layer.supports_masking, "rejected_ranks": [], "output_shapes": rows,
    }


def write(path, value):
    """One element of each list at the top a line."""
    parts = []
    for key, element in value.items():
        if isinstance(element, list):
            lines = ",\n".join(json.dumps(e, ensure_ascii=False, separators=(",", ":")).replace("NaN", '"nan"') for e in element)
            parts.append(f'"{key}":[\n{lines}\n]')
        else:
            parts.append(f'"{key}":{json.dumps(element, separators=(",", ":"))}')
    with open(os.path.join(FOLDER, path), "w", encoding="utf-8") as file:
        file.write("{" + ",\n".join(parts) + "}\n")
    print(path, os.path.getsize(os.path.join(FOLDER, path)))


def main():
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    write("text.json", {**versions, "strings": [octets(s) for s in NASTY], "vectorizations": vectorizations(), "tokens": tokens(), "streams": streams(), "lookups": lookups(),
                        "categories": categories(), "hashes": [hashes()]})
    for name, cases in CONTRACT.items():
        write(f"layers/{name}.json", {"class": name, **versions, "cases": [contract(name, spec) for spec in cases]})


main()
