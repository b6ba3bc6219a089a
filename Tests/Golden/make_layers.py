"""Writes layers/<Class>.json: what real Keras computes for every case below.

    KERAS_BACKEND=jax python Tests/Golden/make_layers.py [CLASS ...]

A case is a class, its arguments and an input. Written are the serialised layer, inputs, mask, weights, outputs,
output mask, computed output shapes, the losses, and the gradients of sum(output * cotangent) + losses.
"""

import itertools
import json
import os
import sys
import zlib

os.environ.setdefault("KERAS_BACKEND", "jax")
import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import constraints, initializers, layers, regularizers
from keras.src import backend

from attention_cases import attention_cases
from merging_cases import merging_cases
from recurrent_cases import recurrent_cases

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers")


@keras.saving.register_keras_serializable(package="golden", name="square_plus_one")
def square_plus_one(x):
    return x * x + 1.0


@keras.saving.register_keras_serializable(package="golden", name="scale")
def scale(x, factor=2.0):
    return x * factor


@keras.saving.register_keras_serializable(package="golden", name="zero_masked")
def zero_masked(x, mask=None, training=None):
    if mask is None:
        return x * 3.0
    return x * keras.ops.expand_dims(keras.ops.cast(mask, "float32"), -1)


@keras.saving.register_keras_serializable(package="golden", name="sum_last")
def sum_last(x):
    return keras.ops.sum(x, axis=-1)


@keras.saving.register_keras_serializable(package="golden", name="drop_last_axis")
def drop_last_axis(shape):
    return shape[:-1]


@keras.saving.register_keras_serializable(package="golden", name="same_mask")
def same_mask(x, mask=None):
    return mask


def case(shape, dtype="float32", mask=None, training=False, calls=1, values=None, state=False, call_args=None,
         names=None, **args):
    """One case; the arguments after `names` are the layer's own.

    A list of shapes makes a layer of several inputs, which come to its call as a list; `names` makes them arguments
    of these names. Types, masks and values are then one for all or a list, one for each input. `call_args` are what
    the call takes besides.
    """
    return dict(shape=shape, dtype=dtype, mask=mask, training=training, calls=calls, values=values,
                state=state, call_args=call_args or {}, names=names, args=args)


def parts(spec):
    """The specifications of the single inputs."""
    if not isinstance(spec["shape"], list):
        return [spec]
    found = []
    for index, shape in enumerate(spec["shape"]):
        part = dict(spec, shape=shape)
        for key in ("dtype", "mask", "values"):
            if isinstance(spec[key], list):
                part[key] = spec[key][index]
        found.append(part)
    return found


def pooling_cases():
    cases = []
    for data_format, keepdims, mask in itertools.product(
        ["channels_last", "channels_first"], [False, True], [None, "right", "left", "interior"]
    ):
        cases.append(case((3, 5, 4), mask=mask, values="unique", data_format=data_format, keepdims=keepdims))
    cases.append(case((2, 1, 3), values="unique"))
    cases.append(case((2, 6, 1), values="unique", keepdims=True, activity_regularizer="l2", training=True))
    return cases


def dense_cases():
    activations = ["linear", "relu", "tanh", "sigmoid", "softmax", "gelu", "softplus", "elu", "selu", "swish",
                   "hard_sigmoid", "softsign", "exponential", "relu6", "leaky_relu", "log_softmax", "mish"]
    shapes = [(4, 3), (2, 3, 4), (2, 3, 2, 5)]
    cases = []
    for i, activation in enumerate(activations):
        cases.append(case(shapes[i % 3], units=[1, 4, 7][(i // 3) % 3], activation=activation,
                          use_bias=i % 2 == 0))
    for i, shape in enumerate(shapes):
        cases.append(case(
            shape, units=5, activation=["tanh", None, "sigmoid"][i], training=True,
            kernel_regularizer=[regularizers.L2(0.02), regularizers.L1(0.03), regularizers.L1L2(0.01, 0.02)][i],
            bias_regularizer=[regularizers.L1(0.01), None, regularizers.L2(0.5)][i],
            activity_regularizer=[regularizers.L2(0.1), regularizers.L1(0.2), None][i],
            kernel_constraint=[constraints.MaxNorm(2, axis=0), constraints.NonNeg(), constraints.UnitNorm(axis=1)][i],
            bias_constraint=[None, constraints.MinMaxNorm(0.1, 2.0, 0.5, axis=0), constraints.NonNeg()][i],
            kernel_initializer=[initializers.HeNormal(seed=3), initializers.RandomUniform(-0.2, 0.3, seed=1),
                                "orthogonal"][i],
            bias_initializer=["ones", initializers.Constant(0.25), "zeros"][i]))
    cases.append(case((2, 3, 4), mask="right", units=3, activation="tanh"))
    cases.append(case((5, 2), units=3, kernel_regularizer="l2", trainable=False, training=True))
    cases.append(case((3, 4), dtype="int32", units=2))
    cases.append(case((2, 33), units=70, activation="relu"))
    return cases


def embedding_cases():
    cases = []
    for (shape, dtype), mask_zero in itertools.product(
        [((6,), "int32"), ((3, 5), "int32"), ((2, 3, 4), "int32"), ((3, 5), "float32")], [False, True]
    ):
        cases.append(case(shape, dtype, values=9, input_dim=9, output_dim=4, mask_zero=mask_zero))
    cases.append(case((2, 4), "int32", values=7, training=True, input_dim=7, output_dim=3, mask_zero=True,
                      embeddings_regularizer=regularizers.L2(0.05), activity_regularizer="l1",
                      embeddings_constraint=constraints.MaxNorm(1.5), embeddings_initializer="glorot_normal"))
    cases.append(case((2, 4), "int32", values=5, input_dim=5, output_dim=17,
                      embeddings_initializer=initializers.RandomNormal(0.0, 0.1, seed=5)))
    cases.append(case((3, 6), "int32", values=3, input_dim=3, output_dim=1, embeddings_regularizer="l1"))
    return cases


def sequential_cases():
    return [
        case((3, 4), name="plain", layers=[keras.Input((4,)), layers.Dense(3, activation="tanh"), layers.Dense(2)]),
        case((2, 6), "int32", values=9, name="masked", layers=[
            keras.Input((6,), dtype="int32"), layers.Embedding(9, 4, mask_zero=True),
            layers.SimpleRNN(3, return_sequences=True), layers.Dense(2, kernel_regularizer="l2")]),
        case((2, 5, 3), mask="right", training=True, name="nested", layers=[
            keras.Input((5, 3)), keras.Sequential([layers.Masking(), layers.SimpleRNN(4, return_sequences=True)], name="inner"),
            layers.GlobalAveragePooling1D(), layers.Dense(2, activity_regularizer="l1")]),
    ]


def bidirectional_cases():
    cases = []
    masks = [None, "right", "left", "interior", "all"]
    flags = list(itertools.product([False, True], repeat=2))
    # Every merge mode with every mask; what is returned in a fixed mixture.
    for i, (mode, mask) in enumerate(itertools.product(["concat", "sum", "mul", "ave", None], masks)):
        sequences, state = flags[(i + i // 5) % 4]
        cases.append(case(
            (2, 4, 2), mask=mask, merge_mode=mode, layer=layers.SimpleRNN(
                [3, 1, 2][i % 3], activation=["tanh", "relu", "gelu"][i // 2 % 3], return_sequences=sequences,
                return_state=state, use_bias=i % 4 != 0, zero_output_for_mask=i % 3 == 0, name=f"rnn{i}")))
    for i, mode in enumerate(["concat", None, "sum"]):
        cases.append(case(
            (2, 5, 2), mask=[None, "right"][i % 2], calls=3, merge_mode=mode, layer=layers.SimpleRNN(
                3, stateful=True, return_sequences=i % 2 == 0, name="stateful")))
    cases.append(case(
        (2, 5, 2), mask="right", layer=layers.SimpleRNN(2, return_sequences=True),
        backward_layer=layers.SimpleRNN(2, activation="relu", return_sequences=True, go_backwards=True)))
    cases.append(case(
        (3, 4, 2), mask="left", merge_mode="sum", layer=layers.SimpleRNN(3, go_backwards=True, name="forward_first"),
        backward_layer=layers.SimpleRNN(3, use_bias=False, name="second")))
    cases.append(case((2, 1, 3), layer=layers.SimpleRNN(2, return_sequences=True), name="one_step"))
    cases.append(case((2, 12, 3), mask="interior", layer=layers.SimpleRNN(9, return_sequences=True)))
    cases.append(case(
        (3, 4, 2), mask="right", training=True, activity_regularizer="l2", layer=layers.SimpleRNN(
            3, return_sequences=True, activity_regularizer="l1", kernel_regularizer=regularizers.L2(0.1),
            recurrent_constraint="non_neg", bias_initializer="ones")))
    inner = [lambda **a: layers.LSTM(3, **a), lambda **a: layers.GRU(3, **a), lambda **a: layers.SimpleRNN(2, **a),
             lambda **a: layers.LSTM(5, recurrent_activation="hard_sigmoid", unit_forget_bias=False, **a),
             lambda **a: layers.GRU(4, reset_after=False, **a),
             lambda **a: layers.RNN([layers.LSTMCell(2), layers.GRUCell(2)], **a)]
    for i, (make, mask) in enumerate(itertools.product(inner, [None, "right", "interior"])):
        sequences, state = flags[(i + i // 3) % 4]
        cases.append(case(
            (2, 4, 2), mask=mask, state=i < 15 and i % 2 == 0, calls=2 if i in (5, 11) else 1,
            merge_mode=["concat", "sum", None, "ave", "mul"][i % 5], layer=make(
                return_sequences=sequences, return_state=state and i not in (5, 11), stateful=i in (5, 11))))
    cases.append(case((2, 3, 2), layer=layers.SimpleRNN(3, dropout=0.4, recurrent_dropout=0.3, seed=7)))
    cases.append(case((2, 3, 2), layer=layers.SimpleRNN(3), trainable=False))
    return cases


def time_distributed_cases():
    rnn = layers.SimpleRNN
    cases = [case(shape, mask=mask, layer=layers.Dense(units, activation=activation, name=f"dense{units}"))
             for shape, mask, units, activation in [
                 ((2, 5, 3), "right", 4, "relu"), ((3, 1, 4), None, 1, "softmax"), ((2, 3, 2, 4), None, 7, "tanh"),
                 ((2, 2, 3, 2, 3), "left", 2, None), ((4, 6, 5), "interior", 33, "sigmoid")]]
    cases += [
        case((2, 4, 3), training=True, activity_regularizer="l2", layer=layers.Dense(
            3, kernel_regularizer=regularizers.L2(0.1), bias_constraint="non_neg")),
        case((2, 4, 3), training=True, layer=layers.Dense(3, activity_regularizer="l2")),
        case((2, 4, 3), layer=layers.Dense(2), trainable=False, name="frozen"),
        case((2, 3, 5), "int32", values=9, layer=layers.Embedding(9, 4)),
        case((2, 3, 5), "int32", mask="right", values=9, layer=layers.Embedding(9, 4, mask_zero=True)),
        case((2, 3, 2, 3), mask="right", layer=layers.Flatten()),
        case((2, 3, 2, 6), layer=layers.Reshape((3, -1))),
        case((2, 3, 4), mask="right", layer=layers.Dropout(0.5, noise_shape=(2, 1), seed=3)),
        case((2, 3, 4), training=True, layer=layers.Dropout(0)),
        case((2, 3, 4), mask="left", layer=layers.Activation("tanh")),
        case((2, 3, 4, 2), mask="steps", layer=rnn(3, return_sequences=True)),
        case((2, 3, 4, 2), mask="steps", layer=rnn(3, go_backwards=True)),
        case((2, 3, 4, 2), layer=rnn(3)),
        case((2, 3, 4, 2), mask="steps", layer=layers.LSTM(3, return_sequences=True)),
        case((2, 3, 4, 2), layer=layers.GRU(4)),
        case((2, 2, 6, 3), layer=layers.Conv1D(4, 3, activation="relu")),
        case((2, 2, 6, 3), values="unique", layer=layers.MaxPooling1D(2)),
        case((2, 2, 3), layer=layers.RepeatVector(3)),
        case((2, 3, 4, 2), mask="steps", layer=layers.GlobalAveragePooling1D()),
        case((2, 3, 4, 2), values="unique", layer=layers.GlobalMaxPooling1D()),
        case((2, 3, 4, 2), mask="steps", layer=layers.Bidirectional(rnn(2, return_sequences=True))),
        case((2, 3, 2, 4), layer=layers.TimeDistributed(layers.Dense(3, activation="relu"))),
        case((2, 3, 2, 4), values="padded", layer=layers.Masking()),
        case((2, 3, 4), layer=layers.Lambda(square_plus_one)),
    ]
    return cases


CASES = {
    "InputLayer": [
        case((3, 4), shape_argument=(4,)),
        case((2, 5, 3), shape_argument=(None, 3), batch_size=2, name="sequence"),
        case((2, 6), "int32", values=9, batch_shape=(None, None), optional=True),
    ],
    "Identity": [
        case((3, 4)), case((2, 5, 3), mask="right"), case((2, 3), "int32", values=9, name="same"),
        case((2, 3), training=True, activity_regularizer="l2"),
    ],
    # Without glu, which halves an axis that Keras's layer believes to stay, and without sparsemax, whose sums in
    # Keras are not those of its paper.
    "Activation": [
        case([(3, 4), (2, 3, 4), (2, 2, 3, 2)][i % 3], mask="right" if i % 3 == 1 else None, activation=name)
        for i, name in enumerate([
            "linear", "relu", "tanh", "sigmoid", "softmax", "gelu", "silu", "softplus", "softsign", "elu", "selu",
            "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "relu6", "leaky_relu", "celu", "mish",
            "log_sigmoid", "log_softmax", "tanh_shrink", "hard_shrink", "soft_shrink", "sparse_plus", "squareplus",
            "sparse_sigmoid"])
    ] + [case((3, 4), activation="relu", activity_regularizer=regularizers.L1(0.1), training=True)],
    "Masking": [
        case((3, 5, 2), values="padded"), case((3, 5, 2), values="padded", mask="left"),
        case((2, 4, 3), values="sevens", mask_value=7.0), case((2, 3, 2, 2), values="padded"),
        case((3, 4), "int32", values=2, mask_value=0),
    ],
    "Lambda": [
        case((3, 4), function=square_plus_one),
        case((3, 4), function=scale, arguments={"factor": 0.5}),
        case((2, 5, 3), mask="right", function=zero_masked, mask_argument=same_mask),
        case((2, 5, 3), function=zero_masked, training=True),
        case((2, 5, 3), function=sum_last, output_shape=(5,)),
        case((2, 5, 3), function=sum_last, output_shape=drop_last_axis, activity_regularizer="l1", training=True),
    ],
    "Flatten": [
        case(shape, mask=mask, data_format=data_format)
        for shape, mask in [((4,), None), ((3, 4), None), ((2, 3, 4), "right"), ((2, 3, 2, 3), None),
                            ((2, 1, 2, 2, 3), None)]
        for data_format in ["channels_last", "channels_first"]
    ] + [case((2, 3, 2), "int32", values=9)],
    "Reshape": [
        case((2, 12), target_shape=(3, 4)), case((2, 12), target_shape=(-1, 2, 2)),
        case((2, 3, 4), mask="right", target_shape=(4, -1)), case((2, 3, 4), target_shape=(12,)),
        case((3, 1), target_shape=()), case((3,), target_shape=(1, 1)),
        case((2, 2, 6), "int32", values=9, target_shape=(-1,)),
    ],
    "GlobalAveragePooling1D": pooling_cases() + [
        case((3, 5, 2), mask="all", values="unique"), case((2, 3, 2), "int32", values=9)],
    "GlobalMaxPooling1D": pooling_cases() + [case((2, 3, 2), "int32", values=9)],
    "Dropout": [
        case((3, 4), rate=0.3), case((2, 5, 3), mask="right", rate=0.5, noise_shape=(2, 1, 3), seed=4),
        case((2, 5, 3), rate=0.9, noise_shape=(None, 1, None), name="drop"), case((3, 4), rate=0, training=True),
        case((3, 4), rate=1, seed=1, training=True, activity_regularizer="l2"),
    ],
    "Dense": dense_cases(),
    "Embedding": embedding_cases(),
    "Sequential": sequential_cases(),
    **recurrent_cases(case),
    "Bidirectional": bidirectional_cases(),
    "TimeDistributed": time_distributed_cases(),
    **attention_cases(case),
    **merging_cases(case),
}


def make_input(spec, rng):
    shape, values = spec["shape"], spec["values"]
    if spec["dtype"] == "int32" or isinstance(values, int):
        x = rng.integers(0, values or 9, shape)
    elif values == "unique":
        x = (rng.permutation(int(np.prod(shape))) * 0.13 - 1.5).round(2).reshape(shape)
    else:
        x = rng.uniform(-1.5, 1.5, shape).round(3)
        x[x == 0] = 0.5
        if values in ("padded", "sevens"):
            constant = 7.0 if values == "sevens" else 0.0
            x[0, -2:] = constant
            x[-1, 0] = constant
            x[0, 0, 0] = constant
    return np.asarray(x, spec["dtype"])


def make_mask(spec, rng):
    kind = spec["mask"]
    if kind is None:
        return None
    batch, time = spec["shape"][0], spec["shape"][1]
    if spec["args"].get("data_format") == "channels_first" and "keepdims" in spec["args"]:
        time = spec["shape"][2]
    if kind == "steps":  # for a layer inside TimeDistributed
        mask = rng.random(spec["shape"][:3]) < 0.6
        mask[..., 0] = True
        return mask
    mask = np.ones((batch, time), bool)
    for row in range(batch):
        count = (row * 2 + 1) % time
        if kind in ("right", "all"):
            mask[row, time - count:] = False
        elif kind == "left":
            mask[row, :count] = False
        elif kind == "interior":
            mask[row, 1:-1] = rng.random(max(time - 2, 0)) < 0.5
    if kind == "all":
        mask[batch // 2] = False
    return mask


def tensor(x):
    x = np.asarray(x)
    if x.dtype == bool:
        values = [bool(v) for v in x.ravel()]
    elif x.dtype.kind in "iu":
        x, values = x.astype(np.int32), [int(v) for v in x.ravel()]
    else:
        x = x.astype(np.float32)
        values = [Number(v) for v in x.ravel()]
    return {"shape": list(x.shape), "dtype": str(x.dtype), "values": values}


class Number(float):
    """A float32 that json writes with as many digits as it needs; NaN as the word."""

    def __new__(cls, value):
        number = super().__new__(cls, value)
        number.text = np.format_float_positional(value, trim="-") if 1e-4 < abs(value) < 1e7 else repr(float(str(value)))
        return number

    def __repr__(self):
        return self.text


def dump(value):
    """JSON with the shortest float32 digits."""
    if isinstance(value, Number):
        return '"nan"' if value != value else value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(dump(v) for v in value) + "]"
    return json.dumps(value)


def as_list(value):
    return [] if value is None else list(jax.tree_util.tree_leaves(value))


def make_layer(name, spec):
    args = dict(spec["args"])
    if "shape_argument" in args:
        args["shape"] = args.pop("shape_argument")
    if name == "InputLayer":
        args["dtype"] = spec["dtype"]
    if "mask_argument" in args:
        args["mask"] = args.pop("mask_argument")
    for key in ("cell", "cells"):
        if key in args:
            args[key] = args[key]()
    return (getattr(layers, name, None) or getattr(keras, name))(**args)


def shapes_for_several(layer, spec, input_shapes):
    """As shapes_for, of a layer with several inputs or with arguments in its call."""
    dtypes = [part["dtype"] for part in parts(spec)]
    found = []
    for variant in [input_shapes, [(None,) + s[1:] for s in input_shapes],
                    [(None, None) + s[2:] for s in input_shapes]]:
        values = [keras.KerasTensor(s, dtype=d) for s, d in zip(variant, dtypes)]
        query, value = variant[0], variant[min(1, len(variant) - 1)]
        if isinstance(layer, layers.MultiHeadAttention) and "return_attention_scores" in spec["call_args"] and (
                query[1:-1] != value[1:-1] or len(query) > 3):
            continue  # Keras tells the scores' shape for self-attention only.
        try:
            if spec["names"]:
                output = layer.compute_output_spec(
                    values[0], **dict(list(zip(spec["names"], values))[1:]), **spec["call_args"])
            else:
                output = layer.compute_output_spec(
                    values if isinstance(spec["shape"], list) else values[0], **spec["call_args"])
        except Exception:
            continue  # Not every layer works with an unknown second axis.
        output = [tuple(o.shape) for o in as_list(output)]
        found.append({"input": [list(s) for s in variant], "output": [list(s) for s in output]})
    return found


def state_sizes(layer):
    """A list, of lists for a stack of cells."""
    if hasattr(layer, "forward_layer"):
        return state_sizes(layer.forward_layer) + state_sizes(layer.backward_layer)
    plain = lambda size: size if isinstance(size, int) else [plain(part) for part in size]
    sizes = plain(layer.state_size)
    return [sizes] if isinstance(sizes, int) else sizes


def flat_shapes(shapes):
    if all(d is None or isinstance(d, int) for d in shapes):
        return [shapes]
    return [shape for part in shapes for shape in flat_shapes(part)]


def shapes_for(layer, name, input_shapes):
    """Output shapes for the lengths as they are, an unknown batch, and an unknown second axis too."""
    found = []
    variants = [input_shapes, [(None,) + s[1:] for s in input_shapes]]
    is_cell = "Cell" in name
    if name != "Dense" and not is_cell and len(input_shapes[0]) > 2:
        variants.append([(None, None) + input_shapes[0][2:]] + [(None,) + s[1:] for s in input_shapes[1:]])
    if name == "Dense" and len(input_shapes[0]) > 2:
        variants.append([(None, None) + input_shapes[0][2:]])
    for variant in variants:
        if name == "InputLayer":
            output = [tuple(b if b is not None else v for b, v in zip(layer.batch_shape, variant[0]))]
        elif name == "Lambda" and layer._output_shape is None and None in variant[0]:
            continue
        elif is_cell:
            sizes = [layer.output_size] + as_list(state_sizes(layer))
            output = [(variant[0][0], size) for size in sizes]
        else:
            try:
                output = flat_shapes(layer.compute_output_shape(variant[0]))
            except ValueError:
                if name != "EinsumDense":
                    raise
                continue  # Keras compares the unknown length with the given one.
        found.append({"input": [list(s) for s in variant], "output": [list(s) for s in output]})
    return found


def rejected_ranks(apply, x):
    """The ranks from 1 to 5 of an input with the same batch and last axes that Keras refuses."""
    rejected = []
    for rank in range(1, 6):
        inner = x.shape[1:]
        inner = inner[len(inner) - rank + 1:] if rank <= x.ndim else (2,) * (rank - x.ndim) + inner
        try:
            apply(np.resize(x, x.shape[:1] + inner))
        except Exception:
            rejected.append(rank)
    return rejected


def run(name, index, spec):
    rng = np.random.default_rng(zlib.crc32(f"{name}{index}".encode()))
    keras.utils.set_random_seed(index)
    backend.common.global_state.clear_session()
    layer = make_layer(name, spec)
    training = spec["training"]
    result = {"training": training}

    several = isinstance(spec["shape"], list)
    # The sizes of the states, nested as Keras has them; all in a row between here and there.
    sizes = state_sizes(layer) if spec["state"] else []
    state = [rng.uniform(-1, 1, (spec["shape"][0], size)).round(3).astype("float32") for size in as_list(sizes)]

    def nested(states):
        return jax.tree_util.tree_unflatten(jax.tree_util.tree_structure(sizes), states)

    def apply(xs, h, masks, stateless=None):
        xs = [jnp.asarray(x) for x in xs]
        masks = [None if mask is None else jnp.asarray(mask) for mask in masks]
        for x, mask in zip(xs, masks):
            if mask is not None:
                backend.set_keras_mask(x, mask)
        kwargs = dict(spec["call_args"])
        if layer._call_has_training_arg:
            kwargs["training"] = training
        if spec["names"]:
            args = (xs[0],)
            kwargs.update(list(zip(spec["names"], xs))[1:])
        elif several:
            args = (xs,)
        elif "Cell" in name:
            args = (xs[0], nested(h))
        elif name == "InputLayer":
            return xs[0], None
        else:
            args = (xs[0],)
            if h:
                kwargs["initial_state"] = h[0] if len(h) == 1 else nested(h)
            if masks[0] is not None and layer._call_has_mask_arg:
                kwargs["mask"] = masks[0]
        if stateless is None:
            return layer(*args, **kwargs), None
        # Not stateless_call, which leaves out masks and activity regularizers.
        trainable, others = stateless
        variables = layer.trainable_variables + untrained
        with backend.StatelessScope(list(zip(variables, trainable + others)), collect_losses=True):
            layer._clear_losses()
            outputs = layer(*args, **kwargs)
            losses = list(layer.losses)
        return outputs, losses

    def draw():
        return [make_input(part, rng) for part in parts(spec)], [make_mask(part, rng) for part in parts(spec)]

    xs, masks = draw()
    if name not in ("InputLayer",):
        apply(xs, state, masks)
    for weight in layer.weights:
        limit = 0.9 if len(weight.shape) < 2 or name == "Embedding" else 1.6 / np.sqrt(weight.shape[0])
        value = rng.uniform(-limit, limit, weight.shape).round(3)
        if "Cell" in name or "RNN" in name or name in ("LSTM", "GRU"):
            value[value == 0] = 0.1  # JAX's slope of abs there is 1.
        if "variance" in weight.name or "stddev" in weight.name:
            value = np.abs(value) + 0.3
        weight.assign(value)
    if getattr(layer, "stateful", False):
        layer.reset_states()
    result["layer"] = keras.saving.serialize_keras_object(layer)
    result["weights"] = [{"path": w.path, "trainable": bool(w.trainable), **tensor(w.value)} for w in layer.weights]

    # Keras keeps the state of a stateful layer apart from its variables.
    untrained = list(layer.non_trainable_variables)
    if getattr(layer, "stateful", False):
        untrained += [v for v in layer.states if all(v is not other for other in untrained)]

    arguments = dict(spec["call_args"])
    if spec["names"]:
        arguments["inputs"] = spec["names"]
    if arguments:
        result["call_arguments"] = arguments

    calls = []
    for number in range(spec["calls"]):
        if number:
            xs, masks = draw()
        last = number == spec["calls"] - 1
        entry = {"inputs": [tensor(x) for x in xs] + [tensor(h) for h in state],
                 "masks": [None if mask is None else tensor(mask) for mask in masks]}
        trainable = [v.value for v in layer.trainable_variables]
        others = [v.value for v in untrained]
        before = [np.asarray(w.value) for w in layer.weights]
        layer._clear_losses()
        outputs, _ = apply(xs, state, masks)
        flat = as_list(outputs)
        found = [backend.get_keras_mask(o) for o in flat]
        entry["outputs"] = [tensor(o) for o in flat]
        entry["output_masks"] = [None if m is None else tensor(m) for m in found]
        if any((np.asarray(w.value) != b).any() for w, b in zip(layer.weights, before)):
            entry["weights_after"] = [tensor(w.value) for w in layer.weights]
        calls.append(entry)
        if not last:
            continue
        result["losses"] = [Number(np.float32(l)) for l in (layer.losses if name != "InputLayer" else [])]
        cotangents = [rng.uniform(-1, 1, o.shape).round(2).astype("float32") for o in flat]
        if any(o.dtype.kind != "f" for o in flat):
            continue
        slopes = [i for i, part in enumerate(parts(spec))
                  if part["dtype"] == "float32" and not isinstance(part["values"], int)]

        def loss(trainable, inputs):
            values = list(xs)
            for place, index in enumerate(slopes):
                values[index] = inputs[place]
            got, losses = apply(values, inputs[len(slopes):], masks, (trainable, others))
            total = sum(jnp.sum(o * c) for o, c in zip(as_list(got), cotangents))
            return total + (sum(losses) if losses else 0.0)

        floats = [jnp.asarray(xs[i]) for i in slopes] + [jnp.asarray(h) for h in state]
        weight_gradients, input_gradients = jax.grad(loss, argnums=(0, 1))(trainable, floats)
        result["cotangents"] = [tensor(c) for c in cotangents]
        result["differentiable_inputs"] = slopes + [len(xs) + i for i in range(len(state))]
        result["input_gradients"] = [tensor(g) for g in input_gradients]
        result["weight_gradients"] = [tensor(g) for g in weight_gradients]
    result["calls"] = calls
    if spec["args"].get("renorm") and training:
        result["stops_gradient"] = True
    # Keras's models step over an InputLayer, so that a mask passes it.
    result["supports_masking"] = layer.supports_masking or name == "InputLayer"
    if name != "InputLayer":
        # A merging layer settles at its first call whether it must align ranks: a new one says what it takes.
        if several and not layer.weights and not spec["names"]:
            attempt = lambda value: make_layer(name, spec)([value] + xs[1:])
        else:
            attempt = lambda value: apply([value] + xs[1:], state, [None] * len(masks))
        result["rejected_ranks"] = rejected_ranks(attempt, xs[0])
    shapes = [tuple(t["shape"]) for t in calls[-1]["inputs"]]
    if several or spec["call_args"]:
        result["output_shapes"] = shapes_for_several(layer, spec, shapes)
    else:
        result["output_shapes"] = shapes_for(layer, name, shapes)
    return result


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name in sys.argv[1:] or CASES:
        lines = [dump(run(name, index, spec)) for index, spec in enumerate(CASES[name])]
        # Horn has no modules to name.
        lines = [line.replace('"module":"recurrent_cases"', '"module":null') for line in lines]
        with open(os.path.join(FOLDER, name + ".json"), "w") as file:
            file.write('{"class":%s,"keras":%s,"cases":[\n%s\n]}\n' % (
                json.dumps(name), json.dumps(keras.__version__), ",\n".join(lines)))
        print(name, len(lines), os.path.getsize(os.path.join(FOLDER, name + ".json")))


main()
