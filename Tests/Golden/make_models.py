"""Writes models.json: functional models by Keras, with their JSON, weights, inputs, outputs and summaries.

    KERAS_BACKEND=jax python make_models.py

The same models are written in Swift in ModelGoldenTests.swift.
"""

import json
import os
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["COLUMNS"] = "200"

import keras
import numpy as np
from keras import layers as L

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)


def rounded(array):
    return [float("%.8g" % v) for v in np.asarray(array, dtype="float64").ravel()]


def tensor(array):
    array = np.asarray(array)
    kind = {"f": "float32", "i": "int32", "u": "int32", "b": "bool"}[array.dtype.kind]
    values = rounded(array) if kind == "float32" else array.ravel().tolist()
    return dict(shape=list(array.shape), dtype=kind, values=values)


def chain():
    x = keras.Input((4,), name="features")
    return keras.Model(x, L.Dense(2, activation="softmax")(L.Dropout(0.5)(L.Dense(3, activation="relu")(x))))


def shared():
    a, b = keras.Input((6,), dtype="int32", name="left"), keras.Input((6,), dtype="int32", name="right")
    embedding, encoder = L.Embedding(9, 4, mask_zero=True), L.SimpleRNN(3)
    both = L.Concatenate()([encoder(embedding(a)), encoder(embedding(b))])
    return keras.Model([a, b], L.Dense(1, activation="sigmoid", name="same")(both), name="siamese")


def named_outputs():
    x = keras.Input((5, 3), name="sequence")
    s, h, c = L.LSTM(4, return_sequences=True, return_state=True)(x)
    return keras.Model(x, {"tags": L.Dense(3, activation="softmax")(s), "class": L.Dense(1)(L.Add()([h, c]))})


def encoder_decoder():
    source = keras.Input((None,), dtype="int32", name="source")
    target = keras.Input((None,), dtype="int32", name="target")
    _, h, c = L.LSTM(4, return_state=True, name="encoder")(L.Embedding(8, 3, mask_zero=True)(source))
    x = L.Embedding(7, 3, mask_zero=True)(target)
    y, _, _ = L.LSTM(4, return_sequences=True, return_state=True, name="decoder")(x, initial_state=[h, c])
    return keras.Model([source, target], L.Dense(7, activation="softmax")(y), name="translator")


def nested():
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="tanh"), L.Dense(2)], name="tower")
    x = keras.Input((4,), name="x")
    y = keras.Input((4,), name="y")
    branch = keras.Model(x, L.Dense(2, name="branch_out")(inner(x)), name="branch")
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    return keras.Model([a, b], [L.Subtract()([branch(a), branch(b)]), L.Dense(1)(b)], name="outer")


def masked_operations():
    x = keras.Input((None, 3), name="x")
    m = L.Masking(mask_value=-1.0)(x)
    y = L.Bidirectional(L.GRU(2, return_sequences=True))(m)
    z = L.TimeDistributed(L.Dense(2))(y)
    return keras.Model(x, [z * 2.0 + 1.0, L.GlobalAveragePooling1D()(y)])


def attention():
    x = keras.Input((5, 4), name="x")
    y = L.LayerNormalization()(x + L.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True))
    z = L.Attention()([y, x])
    z = L.BatchNormalization()(L.Conv1D(3, 2, padding="causal")(z))
    z = L.MaxPooling1D(2)(L.SpatialDropout1D(0.1)(L.GaussianNoise(0.1)(z)))
    return keras.Model(x, L.Flatten()(z))


def stacked():
    x = keras.Input((4, 2), batch_size=2, name="x")
    y = L.RNN(L.StackedRNNCells([L.LSTMCell(3), L.GRUCell(2)]), return_sequences=True)(x)
    y = L.SimpleRNN(2, stateful=True, go_backwards=True)(y)
    return keras.Model(x, L.RepeatVector(2)(y))


def stack_with_states():
    x, shared = keras.Input((4, 2), name="x"), keras.Input((3,), name="shared")
    h, c, g = L.Dense(3)(shared), L.Dense(3)(shared), L.Dense(2)(shared)
    y, _, last = L.RNN([L.LSTMCell(3), L.GRUCell(2)], return_sequences=True, return_state=True)(
        x, initial_state=[[h, c], [g]])
    return keras.Model([x, shared], [y, last[0] if isinstance(last, (list, tuple)) else last])


def single_named_input():
    x = keras.Input((3,), name="x")
    unused = keras.Input((2,), name="unused")
    return keras.Model({"x": x, "unused": unused}, [L.Dense(2)(x)])


def data(model):
    arrays = []
    for t in model.inputs:
        shape = [2 if i == 0 else (5 if n is None else n) for i, n in enumerate(t.shape)]
        if t.dtype == "int32":
            a = rng.integers(1, 7, size=shape).astype("int32")
            a[0, -2:] = 0
        else:
            a = rng.normal(size=shape).round(3).astype("float32")
            if len(shape) == 3:
                a[1, -1:] = -1.0
        arrays.append(a)
    return arrays


cases = {}
for make in [chain, shared, named_outputs, encoder_decoder, nested, masked_operations, attention, stacked,
             stack_with_states, single_named_input]:
    keras.utils.clear_session()
    model = make()
    values = []
    for w in model.weights:
        low = 0.1 if "variance" in w.path else -0.7
        values.append(rng.uniform(low, 0.7, size=w.shape).round(3).astype("float32"))
    model.set_weights(values)
    inputs = data(model)
    structure = model._inputs_struct
    if isinstance(structure, dict):
        fed = dict(zip(sorted(structure), inputs))
    else:
        fed = inputs if isinstance(structure, list) else inputs[0]
    outputs = keras.tree.flatten(model(fed))
    summaries = {}
    for expand in (False, True):
        lines = []
        model.summary(line_length=110, expand_nested=expand, print_fn=lambda text, **_: lines.extend(text.split("\n")))
        summaries[str(expand).lower()] = [line.rstrip() for line in lines if line.strip()]
    cases[make.__name__] = dict(
        json=json.loads(model.to_json()),
        input_names=[t.name for t in model.inputs], output_names=list(model.output_names),
        layers=[layer.name for layer in model.layers],
        paths=[w.path for w in model.weights], weights=[tensor(v) for v in values],
        inputs=[tensor(a) for a in inputs], outputs=[tensor(o) for o in outputs], summaries=summaries)

with open(os.path.join(HERE, "models.json"), "w") as file:
    json.dump(cases, file, separators=(",", ":"), ensure_ascii=False)
