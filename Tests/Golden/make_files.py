"""Writes files/: model files by Keras, each with an npz of inputs, outputs and what further training makes of the weights.

    KERAS_BACKEND=jax python make_files.py [PART…]

A part is a name of those in PARTS; without one all files are made.

NAME.npz has input_0…, output_0… in the order of the model's; target and trained_0… (the weights after three more epochs
in batches of 4, not shuffled) where the file holds a training under way. The .keras archives are deflated here, to be small.
"""

import json
import os
import shutil
import sys
import warnings
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
from golden_layers import GatedBlock, Scale
from golden_models import evaluate, given
from keras import layers as L

warnings.simplefilter("ignore")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")
rng = np.random.default_rng(5)


def path(name):
    return os.path.join(HERE, name)


def settle(model):
    """Gives every weight a value of its own, so that none can be taken for another."""
    values = []
    for weight in model.weights:
        value = rng.normal(0, 0.4, weight.shape).astype("float32")
        if "variance" in weight.path:
            value = np.abs(value) + 0.5
        values.append(value if "float" in str(weight.dtype) else weight.numpy())
    model.set_weights(values)


def deflate(file):
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(file + ".tmp", "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(zipfile.ZipInfo(member), source.read(member), zipfile.ZIP_DEFLATED)
    os.replace(file + ".tmp", file)


def record(name, model, inputs, **more):
    if any(x.dtype.kind == "U" for x in inputs):
        outputs = evaluate(model, inputs)
    else:
        outputs = model(given(model, inputs), training=False)
    outputs = [outputs[k] for k in sorted(outputs)] if isinstance(outputs, dict) else outputs
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    arrays = {f"input_{i}": np.asarray(x) for i, x in enumerate(inputs)}
    arrays |= {f"output_{i}": np.asarray(y) for i, y in enumerate(outputs)}
    np.savez_compressed(path(name + ".npz"), **arrays, **more)


def write(name, model, inputs, fresh=True):
    if fresh:
        settle(model)
    model.save(path(name + ".keras"))
    deflate(path(name + ".keras"))
    record(name, model, inputs)


def recurrent():
    tokens = keras.Input((6,), dtype="int32", name="tokens")
    x = L.Embedding(9, 4, mask_zero=True)(tokens)
    x = L.Bidirectional(L.LSTM(3, return_sequences=True, dropout=0.2), merge_mode="sum")(x)
    x = L.Bidirectional(
        L.GRU(2, return_sequences=True, reset_after=False),
        backward_layer=L.SimpleRNN(2, return_sequences=True, go_backwards=True, use_bias=False),
    )(x)
    x = L.RNN([L.GRUCell(3), L.SimpleRNNCell(2, activation="relu"), L.GRUCell(2)], return_sequences=True)(x)
    x = L.RNN(L.LSTMCell(3, unit_forget_bias=False), return_sequences=True, name="own")(x)
    x, h, c = L.LSTM(3, return_sequences=True, return_state=True, recurrent_activation="hard_sigmoid")(x)
    y = L.LSTM(3, go_backwards=True)(x, initial_state=[h, c])
    z = L.TimeDistributed(L.Dense(2, activation="tanh"))(x)
    w = L.SimpleRNN(2, return_sequences=True, kernel_regularizer="l2")(z)
    return keras.Model(tokens, [y, w], name="recurrent")


def layers():
    x = keras.Input((8, 4), name="x")
    y = L.Conv1D(6, 3, padding="causal", dilation_rate=2, groups=2, activation="gelu")(x)
    y = L.BatchNormalization(momentum=0.9)(y)
    y = L.LayerNormalization(center=False)(y)
    y = L.GroupNormalization(3)(y)
    y = L.RMSNormalization()(y)
    y = L.UnitNormalization()(y)
    y = L.PReLU(shared_axes=[1])(y)
    y = L.ELU(alpha=0.7)(y)
    y = L.LeakyReLU(negative_slope=0.1)(y)
    y = L.ReLU(max_value=4.0, threshold=0.5, negative_slope=0.2)(y)
    y = L.ZeroPadding1D((1, 2))(y)
    y = L.Cropping1D((1, 0))(y)
    y = L.MaxPooling1D(2)(y)
    y = L.UpSampling1D(2)(y)
    y = L.AveragePooling1D(2, strides=1)(y)
    y = L.MultiHeadAttention(2, 3, value_dim=2, dropout=0.1)(y, y, use_causal_mask=True)
    y = L.Attention(use_scale=True, score_mode="concat")([y, y])
    y = L.AdditiveAttention()([y, y])
    y = L.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d")(y)
    y = L.Permute((2, 1))(y)
    y = L.Reshape((-1, 3))(y)
    y = L.SpatialDropout1D(0.1)(y)
    y = L.GaussianNoise(0.1)(L.GaussianDropout(0.1)(L.AlphaDropout(0.1)(L.Dropout(0.1)(y))))
    y = L.Softmax()(L.Rescaling(2.0, offset=0.5)(y))
    a = L.GlobalAveragePooling1D()(y)
    b = L.GlobalMaxPooling1D()(y)
    merged = [m([a, b]) for m in (L.Add(), L.Subtract(), L.Multiply(), L.Average(), L.Maximum(), L.Minimum())]
    y = L.Concatenate()(merged + [L.Dot(axes=1)([a, b])])
    y = L.RepeatVector(2)(L.ActivityRegularization(l2=0.01)(y))
    y = L.Activation("swish")(L.Identity()(L.Flatten()(L.Masking(0.25)(y))))
    y = L.Dense(
        3,
        activation="tanh",
        kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out", "normal", seed=3),
        kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02),
        kernel_constraint=keras.constraints.MaxNorm(2),
    )(y)
    return keras.Model(x, y, name="layers")


def shared():
    a = keras.Input((4,), name="left")
    b = keras.Input((4,), name="right")
    twice = L.Dense(4, activation="relu", name="twice")
    inner_in = keras.Input((4,), name="inner_in")
    inner = keras.Model(inner_in, L.Dense(3)(L.Dense(4, activation="relu")(inner_in)), name="inner")
    stack = keras.Sequential([keras.Input((3,)), L.Dense(3, activation="tanh"), L.Dense(2)], name="stack")
    p = stack(inner(twice(twice(a))))
    q = stack(inner(b))
    frozen = L.Dense(2, trainable=False, name="frozen")
    main = frozen(L.Concatenate()([p, q]) * 0.5 + 1.0)
    return keras.Model({"left": a, "right": b}, {"main": main, "aux": L.Dense(1, name="aux")(q)}, name="shared")


def optimizers():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.05, 4, 0.9)
    o = keras.optimizers
    return dict(
        sgd=o.SGD(0.05, momentum=0.9, nesterov=True),
        rmsprop=o.RMSprop(0.01, momentum=0.3, centered=True),
        adam=o.Adam(schedule, clipnorm=0.5),
        amsgrad=o.Adam(0.02, amsgrad=True),
        adamw=o.AdamW(0.02, weight_decay=0.01),
        nadam=o.Nadam(0.01),
        adamax=o.Adamax(0.02),
        adagrad=o.Adagrad(0.1),
        adadelta=o.Adadelta(0.5),
        ftrl=o.Ftrl(0.1, l1_regularization_strength=0.001),
        lion=o.Lion(0.01),
        lamb=o.Lamb(0.01),
        adafactor=o.Adafactor(0.05, gradient_accumulation_steps=2),
    )


def schedules():
    o, s = keras.optimizers, keras.optimizers.schedules
    return dict(
        piecewise=o.SGD(s.PiecewiseConstantDecay([2, 7], [0.05, 0.02, 0.01]), momentum=0.5),
        polynomial=o.RMSprop(s.PolynomialDecay(0.02, 4, 0.005, power=2.0, cycle=True)),
        inverse_time=o.SGD(s.InverseTimeDecay(0.05, 3, 0.5, staircase=True)),
        cosine=o.Adam(s.CosineDecay(0.002, 12, alpha=0.1, warmup_target=0.03, warmup_steps=4)),
        cosine_restarts=o.Nadam(s.CosineDecayRestarts(0.02, 3, t_mul=2.0, m_mul=0.8, alpha=0.05)),
    )


def averages():
    """States of an optimizer's own beside averages and gradients that wait for more."""
    shared = dict(use_ema=True, ema_momentum=0.8, gradient_accumulation_steps=4)
    return dict(
        ema_rmsprop=keras.optimizers.RMSprop(0.02, momentum=0.3, centered=True, ema_overwrite_frequency=2, **shared),
        ema_adam=keras.optimizers.Adam(0.02, amsgrad=True, **shared),
    )


def training(optimizers):
    x = rng.integers(0, 12, (12, 5)).astype("int32")
    y = rng.normal(size=(12, 1)).astype("float32")
    for name, optimizer in optimizers.items():
        model = keras.Sequential(
            [keras.Input((5,), dtype="int32"), L.Embedding(12, 3), L.GRU(2), L.Dense(1)], name="training"
        )
        settle(model)
        model.compile(optimizer, loss="mse", metrics=["mae", keras.metrics.RootMeanSquaredError()])
        model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
        model.save(path(f"training_{name}.keras"))
        deflate(path(f"training_{name}.keras"))
        outputs = np.asarray(model(x))
        # Keras on JAX does not train on with averages of weights that it has trained with, but with those that it has read.
        model = keras.saving.load_model(path(f"training_{name}.keras"))
        model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0)
        after = {f"trained_{i}": w.numpy() for i, w in enumerate(model.weights)}
        np.savez_compressed(path(f"training_{name}.npz"), input_0=x, output_0=outputs, target=y, **after)


def texts():
    text = keras.Input((1,), dtype="string", name="text")
    number = keras.Input((1,), dtype="int32", name="number")
    value = keras.Input((2,), name="value")
    vectorizer = L.TextVectorization(max_tokens=8, output_sequence_length=4)
    vectorizer.adapt(["the cat sat", "the dog sat down", "a dog"])
    weighted = L.TextVectorization(max_tokens=7, output_mode="tf_idf", ngrams=2)
    weighted.adapt(["the cat sat", "the dog sat down", "a dog"])
    lookup = L.StringLookup(output_mode="multi_hot", num_oov_indices=2)
    lookup.adapt(["the cat", "a dog", "the cat"])
    given = L.StringLookup(vocabulary=["the cat", "a dog"], oov_token="?")
    numbers = L.IntegerLookup()
    numbers.adapt(np.array([4, 4, 7, 9]))
    scaled = L.Normalization()
    scaled.adapt(np.array([[1.0, 2], [3, 5], [4, 4]]))
    bins = L.Discretization(num_bins=3, output_mode="one_hot")
    bins.adapt(np.array([1.0, 2, 3, 4, 5, 6]))
    outputs = [
        L.Embedding(8, 2)(vectorizer(text)), weighted(text), lookup(text), given(text), numbers(number), scaled(value),
        bins(number), L.CategoryEncoding(10, output_mode="multi_hot")(number), L.Hashing(5)(text),
    ]
    return keras.Model([text, number, value], outputs, name="texts")


def legacy():
    model = keras.Sequential(
        [
            keras.Input((5, 3)),
            L.Bidirectional(L.LSTM(2, return_sequences=True)),
            L.BatchNormalization(),
            L.GRU(2),
            L.Dense(2, activation="softmax"),
        ],
        name="legacy",
    )
    x = rng.normal(size=(8, 5, 3)).astype("float32")
    y = rng.integers(0, 2, 8).astype("int32")
    settle(model)
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    model.save(path("keras3.h5"))
    model.save_weights(path("plain.weights.h5"))
    record("plain", model, [x])
    before = [w.numpy() for w in model.weights]
    outputs = np.asarray(model(x))
    model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    after = {f"trained_{i}": w.numpy() for i, w in enumerate(model.weights)}
    model.set_weights(before)
    np.savez_compressed(path("keras3.npz"), input_0=x, output_0=outputs, target=y, **after)

    # As TensorFlow's Keras 2 wrote it, with arrays in chunks and packed.
    shutil.copy(path("keras3.h5"), path("keras2.h5"))
    with h5py.File(path("keras3.h5")) as source, h5py.File(path("keras2.h5"), "w") as target:
        target.attrs["keras_version"] = "2.9.0"
        target.attrs["backend"] = "tensorflow"
        target.attrs["model_config"] = json.dumps(keras2_config())
        target.attrs["training_config"] = json.dumps(
            {
                "loss": "sparse_categorical_crossentropy",
                "metrics": [
                    [
                        {
                            "class_name": "MeanMetricWrapper",
                            "config": {"name": "accuracy", "dtype": "float32", "fn": "sparse_categorical_accuracy"},
                        }
                    ]
                ],
                "weighted_metrics": None,
                "loss_weights": None,
                "optimizer_config": {
                    "class_name": "RMSprop",
                    "config": {"name": "RMSprop", "lr": 0.002, "decay": 0.01, "rho": 0.9, "momentum": 0.0,
                               "epsilon": 1e-07, "centered": False},
                },
            }
        )
        weights = target.create_group("model_weights")
        for key, value in source["model_weights"].attrs.items():
            weights.attrs[key] = value
        weights.attrs["keras_version"] = "2.9.0"

        def copy(name, item):
            if isinstance(item, h5py.Dataset):
                weights.create_dataset(
                    name, data=item[()], **(dict(chunks=True, compression="gzip", shuffle=True) if item.shape else {})
                )
            else:
                group = weights.require_group(name)
                for key, value in item.attrs.items():
                    group.attrs[key] = value

        source["model_weights"].visititems(copy)
    record("keras2", model, [x])


def keras2_config():
    def layer(name, class_name, **config):
        return {"class_name": class_name, "config": {"name": name, "trainable": True, "dtype": "float32", **config}}

    glorot = {"class_name": "GlorotUniform", "config": {"seed": None}}
    orthogonal = {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": None}}
    zeros = {"class_name": "Zeros", "config": {}}
    common = dict(
        return_state=False, go_backwards=False, stateful=False, unroll=False, time_major=False, activation="tanh",
        recurrent_activation="sigmoid", use_bias=True, kernel_initializer=glorot, recurrent_initializer=orthogonal,
        bias_initializer=zeros, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None,
        dropout=0.0, recurrent_dropout=0.0, implementation=2,
    )
    lstm = layer("lstm", "LSTM", return_sequences=True, units=2, unit_forget_bias=True, **common)
    node = lambda *names: [[[name, 0, 0, {}] for name in names]]
    parts = [
        {"class_name": "InputLayer",
         "config": {"batch_input_shape": [None, 5, 3], "dtype": "float32", "sparse": False, "ragged": False,
                    "name": "input_1"},
         "name": "input_1", "inbound_nodes": []},
        {**layer("bidirectional", "Bidirectional", layer=lstm, merge_mode="concat"), "name": "bidirectional",
         "inbound_nodes": node("input_1")},
        {**layer("batch_normalization", "BatchNormalization", axis=[2], momentum=0.99, epsilon=0.001, center=True,
                 scale=True, beta_initializer=zeros, gamma_initializer={"class_name": "Ones", "config": {}},
                 moving_mean_initializer=zeros, moving_variance_initializer={"class_name": "Ones", "config": {}},
                 beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None),
         "name": "batch_normalization", "inbound_nodes": node("bidirectional")},
        {**layer("gru", "GRU", return_sequences=False, units=2, reset_after=True, **common), "name": "gru",
         "inbound_nodes": node("batch_normalization")},
        {**layer("dense", "Dense", units=2, activation="softmax", use_bias=True, kernel_initializer=glorot,
                 bias_initializer=zeros, kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None,
                 kernel_constraint=None, bias_constraint=None), "name": "dense", "inbound_nodes": node("gru")},
    ]
    return {
        "class_name": "Functional",
        "config": {"name": "model", "layers": parts, "input_layers": [["input_1", 0, 0]],
                   "output_layers": [["dense", 0, 0]]},
    }


def first():
    """Keras 1: a list of layers, an array for each gate."""
    model = keras.Sequential(
        [keras.Input((5,), dtype="int32"), L.Embedding(7, 3), L.LSTM(2, recurrent_activation="hard_sigmoid"), L.Dense(1)],
        name="first",
    )
    settle(model)
    # Keras 1 had another hard sigmoid than Keras 3; so does the file say sigmoid.
    model.layers[1].cell.recurrent_activation = keras.activations.sigmoid
    record("keras1", model, [rng.integers(0, 7, (4, 5)).astype("int32")])
    embedding, kernel, recurrent, bias, dense, dense_bias = [w.numpy() for w in model.weights]
    gates = {"i": 0, "f": 1, "c": 2, "o": 3}
    lstm = []
    for gate in "icfo":
        part = slice(2 * gates[gate], 2 * gates[gate] + 2)
        lstm += [(f"lstm_1_W_{gate}", kernel[:, part]), (f"lstm_1_U_{gate}", recurrent[:, part]),
                 (f"lstm_1_b_{gate}", bias[part])]
    stored = {
        "embedding_1": [("embedding_1_W", embedding)],
        "lstm_1": lstm,
        "dense_1": [("dense_1_W", dense), ("dense_1_b", dense_bias)],
    }
    config = [
        {"class_name": "Embedding",
         "config": {"name": "embedding_1", "trainable": True, "batch_input_shape": [None, 5], "input_dtype": "int32",
                    "input_dim": 7, "output_dim": 3, "input_length": 5, "init": "uniform", "mask_zero": False,
                    "dropout": 0.0, "W_regularizer": None, "W_constraint": None, "activity_regularizer": None}},
        {"class_name": "LSTM",
         "config": {"name": "lstm_1", "trainable": True, "output_dim": 2, "init": "glorot_uniform",
                    "inner_init": "orthogonal", "forget_bias_init": "one", "activation": "tanh",
                    "inner_activation": "sigmoid", "W_regularizer": None, "U_regularizer": None,
                    "b_regularizer": None, "dropout_W": 0.0, "dropout_U": 0.0, "return_sequences": False,
                    "go_backwards": False, "stateful": False, "unroll": False, "consume_less": "cpu", "input_dim": 3,
                    "input_length": None}},
        {"class_name": "Dense",
         "config": {"name": "dense_1", "trainable": True, "output_dim": 1, "init": "glorot_uniform",
                    "activation": "linear", "W_regularizer": None, "b_regularizer": None,
                    "activity_regularizer": None, "W_constraint": None, "b_constraint": None, "bias": True,
                    "input_dim": 2}},
    ]
    with h5py.File(path("keras1.h5"), "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config}).encode()
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in stored]
        for name, arrays in stored.items():
            inner = group.create_group(name)
            inner.attrs["weight_names"] = [n.encode() for n, _ in arrays]
            for n, array in arrays:
                inner.create_dataset(n, data=array)


def custom():
    x = keras.Input((5, 3), name="x")
    y = GatedBlock(4, name="block")(Scale(0.5, name="scale")(x))
    y = L.TimeDistributed(Scale(2.0, name="inner"), name="steps")(y)
    return keras.Model(x, GatedBlock(2)(L.GRU(3)(y)), name="custom")


def reference():
    """A layer that stands in the configuration twice, by itself and inside another.

    Keras does not open its own files where two models share a layer; SharedLayerTests has those.
    """
    dense = L.Dense(4, activation="tanh", name="twice")
    x = keras.Input((6, 4), name="x")
    y = dense(x)
    return keras.Model(x, [L.TimeDistributed(dense, name="steps")(y), L.Dense(2, name="last")(y)], name="reference")


def empty():
    """Arrays without elements, one of which has axes whose product cannot be counted."""
    with h5py.File(os.path.join(HERE, "..", "damaged", "empty.h5"), "w") as file:
        file.create_dataset("wide", data=np.zeros((0, 3), "float64"))
        file.create_dataset("truths", data=np.zeros((2, 0), "bool"))
        file.create_dataset("integers", data=np.zeros(0, "int64"))
        file.create_dataset("endless", shape=(0, 1 << 40, 1 << 40), dtype="float32")


def crossing():
    city = keras.Input((1,), dtype="string", name="city")
    age = keras.Input((1,), dtype="int64", name="age")
    hour = keras.Input((1,), dtype="int32", name="hour")
    crossed = L.HashedCrossing(50, name="crossed")([city, age])
    outputs = [
        L.Embedding(50, 2)(crossed), L.Embedding(50, 2)(L.Flatten()(crossed)),
        L.HashedCrossing(7, output_mode="one_hot")([hour, age]),
        L.HashedCrossing(9, dtype="int32")([city, hour]),
        L.IntegerLookup(vocabulary=[3, 40, 71])(age),
    ]
    return keras.Model([city, age, hour], outputs, name="crossing")


def write_models():
    x = rng.normal
    write("recurrent", recurrent(), [np.array([[1, 2, 3, 0, 0, 0], [4, 5, 6, 7, 8, 1]], dtype="int32")])
    write("layers", layers(), [x(size=(2, 8, 4)).astype("float32")])
    write("shared", shared(), [x(size=(3, 4)).astype("float32"), x(size=(3, 4)).astype("float32")])


def write_crossing():
    ages, hours = np.array([[3], [40], [71]]), np.array([[0], [12], [23]], dtype="int32")
    write("crossing", crossing(), [np.array([["Bern"], ["Łódź"], ["Bern"]]), ages, hours])


def write_texts():
    write(
        "texts",
        texts(),
        [np.array([["The cat sat!"], ["a dog"], ["the cat"]]), np.array([[4], [9], [5]], dtype="int32"),
         rng.normal(size=(3, 2)).astype("float32")],
        fresh=False,
    )


PARTS = dict(
    models=write_models,
    texts=write_texts,
    training=lambda: training(optimizers()),
    legacy=legacy,
    first=first,
    custom=lambda: write("custom", custom(), [rng.normal(size=(2, 5, 3)).astype("float32")]),
    reference=lambda: write("reference", reference(), [rng.normal(size=(2, 6, 4)).astype("float32")]),
    crossing=write_crossing,
    empty=empty,
    schedules=lambda: training(schedules()),
    averages=lambda: training(averages()),
)


def main():
    os.makedirs(HERE, exist_ok=True)
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


main()
