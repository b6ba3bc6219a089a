"""Writes choices.json: what real Keras computes for activations, regularizers, constraints, initializers.

    KERAS_BACKEND=jax python Tests/Golden/make_choices.py
"""

import json
import math
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras.src import activations, constraints, initializers, regularizers

serialize = keras.saving.serialize_keras_object
GRID = [0.0, -0.0, 1e-3, -1e-3, 0.1, -0.1, 0.3, -0.3, 0.49, -0.49, 0.51, -0.51, 0.7, -0.7, 1.1, -1.1, 1.5, -1.5,
        2.0, -2.0, 2.9, -2.9, 3.1, -3.1, 4.5, -4.5, 5.9, 6.1, -6.1, 9.0, -9.0, 15.0, -15.0, 25.0, -25.0, 60.0,
        -60.0, 100.0, -100.0, 1e4, -1e4, math.inf, -math.inf, math.nan]


def number(value):
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return float(np.float32(value))


def tensor(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "values": [number(v) for v in value.ravel()]}


def with_gradient(function, x):
    x = jnp.asarray(x, jnp.float32)
    y = function(x)
    weights = jnp.asarray(1 + 0.1 * (np.arange(y.size) % 7), jnp.float32).reshape(y.shape)
    dx = jax.grad(lambda x: jnp.sum(function(x) * weights))(x)
    return {"x": tensor(x), "y": tensor(y), "weights": tensor(weights), "dx": tensor(dx)}


def sparsemax(x, axis=-1):
    """The function of the paper: all of Keras's backends up to 3.15 sum cumulative sums where the sum of the
    support belongs (keras-team/keras#23425, corrected in #23469)."""
    z = -jnp.sort(-x, axis=axis)
    k = jnp.arange(1, x.shape[axis] + 1).reshape([-1 if a == axis % x.ndim else 1 for a in range(x.ndim)])
    support = 1 + k * z > jnp.cumsum(z, axis=axis)
    tau = (jnp.sum(z * support, axis=axis, keepdims=True) - 1) / jnp.sum(support, axis=axis, keepdims=True)
    return jnp.maximum(x - tau, 0)


def activation_cases():
    rng = np.random.default_rng(1)
    matrix = rng.normal(size=(3, 4)).astype("float32") * 3
    cube = rng.normal(size=(2, 4, 6)).astype("float32")
    large = np.array([[1e4, 1e4 - 0.5, 0, -1e4], [-200, -200, -200, -200.5]], "float32")
    elementwise = [
        ("linear", {}), ("relu", {}), ("relu", {"negative_slope": 0.3}), ("relu", {"max_value": 2.5}),
        ("relu", {"threshold": 0.6}), ("relu", {"threshold": -0.6}),
        ("relu", {"threshold": -0.6, "max_value": 3.0}),
        ("relu", {"negative_slope": 0.3, "max_value": 6.0, "threshold": 0.2}),
        ("relu", {"negative_slope": 0.1, "max_value": 2.2}), ("leaky_relu", {}),
        ("leaky_relu", {"negative_slope": 0.05}), ("relu6", {}), ("elu", {}), ("elu", {"alpha": 0.4}),
        ("selu", {}), ("celu", {}), ("celu", {"alpha": 1.7}), ("softplus", {}), ("softsign", {}),
        ("squareplus", {}), ("squareplus", {"b": 1.5}), ("soft_shrink", {}), ("soft_shrink", {"threshold": 1.2}),
        ("hard_shrink", {}), ("hard_shrink", {"threshold": 1.2}), ("tanh", {}), ("tanh_shrink", {}),
        ("threshold", {"threshold": 0.4, "default_value": -2.0}), ("sigmoid", {}), ("sparse_plus", {}),
        ("sparse_sigmoid", {}), ("silu", {}), ("swish", {}), ("gelu", {}), ("gelu", {"approximate": True}),
        ("exponential", {}), ("hard_sigmoid", {}), ("hard_silu", {}), ("hard_swish", {}), ("hard_tanh", {}),
        ("mish", {}), ("log_sigmoid", {}),
    ]
    along = [("softmax", -1), ("softmax", 1), ("log_softmax", -1), ("log_softmax", 0), ("sparsemax", -1),
             ("sparsemax", 1), ("glu", -1), ("glu", 1)]
    for name, arguments in elementwise:
        function = activations.ALL_OBJECTS_DICT[name]
        # At 0 the gradient of a clip is a matter of taste.
        grid = [x for x in GRID if x != 0] if "max_value" in arguments else GRID
        yield name, arguments, lambda x: function(x, **arguments), grid
    for name, axis in along:
        function = sparsemax if name == "sparsemax" else activations.ALL_OBJECTS_DICT[name]
        arguments = {} if axis == -1 else {"axis": axis}
        for x in ([matrix, large] if axis == -1 else []) + [cube]:
            yield name, arguments, lambda x: function(x, **arguments), x
    for axis in [[0, 2], [1, 2]]:
        yield "softmax", {"axis": axis}, lambda x: activations.softmax(x, axis=tuple(axis)), cube


def layer_cases():
    for layer in [keras.layers.LeakyReLU(negative_slope=0.1), keras.layers.ReLU(2.0, 0.1, 0.3),
                  keras.layers.ELU(0.5), keras.layers.Softmax(axis=0), keras.layers.LeakyReLU()]:
        x = np.linspace(-3, 3, 12, dtype="float32").reshape(3, 4)
        yield {"config": serialize(layer), "x": tensor(x), "y": tensor(layer(x))}


def regularizer_cases():
    x = np.random.default_rng(2).normal(size=(4, 3)).astype("float32")
    for regularizer in [
        regularizers.L1(), regularizers.L1(0.3), regularizers.L2(), regularizers.L2(0.2), regularizers.L1L2(),
        regularizers.L1L2(0.1), regularizers.L1L2(l2=0.3), regularizers.L1L2(0.1, 0.25),
        regularizers.OrthogonalRegularizer(), regularizers.OrthogonalRegularizer(0.5, "columns"),
    ]:
        case = with_gradient(lambda x: jnp.asarray(regularizer(x), jnp.float32).reshape(()) + 0 * jnp.sum(x), x)
        yield {"config": serialize(regularizer), **case}


def constraint_cases():
    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(5, 4)).astype("float32") * 2
    matrix[:, 1] = 0
    matrix[:, 2] *= 0.1
    kernel = rng.normal(size=(3, 3, 2, 4)).astype("float32")
    for constraint, x in [
        (constraints.NonNeg(), matrix), (constraints.MaxNorm(), matrix), (constraints.MaxNorm(1.5, axis=1), matrix),
        (constraints.MaxNorm(1.0, axis=[0, 1, 2]), kernel), (constraints.UnitNorm(), matrix),
        (constraints.UnitNorm(axis=-1), matrix), (constraints.UnitNorm(axis=[0, 1]), kernel),
        (constraints.MinMaxNorm(), matrix), (constraints.MinMaxNorm(0.5, 2.0, 0.3, 1), matrix),
        (constraints.MinMaxNorm(0.5, 1.0, 0.9, [0, 1, 2]), kernel),
    ]:
        yield {"config": serialize(constraint), "x": tensor(x), "y": tensor(constraint(x))}


def initializer_cases():
    i = initializers
    shapes = [(), (5,), (6, 4), (3, 5, 7), (2, 3, 4, 6)]
    for initializer in [i.Zeros(), i.Ones(), i.Constant(0.25), i.Identity()]:
        shape = (3, 4)
        yield {"config": serialize(initializer), "shape": list(shape), "y": tensor(initializer(shape))}
    for initializer in [
        i.RandomNormal(), i.RandomNormal(1.0, 0.5, seed=3), i.TruncatedNormal(), i.RandomUniform(),
        i.RandomUniform(-1.0, 3.0, seed=-4), i.Orthogonal(), i.Orthogonal(2.0, seed=5),
    ]:
        yield {"config": serialize(initializer)}
    for initializer in [
        i.VarianceScaling(), i.VarianceScaling(0.5, "fan_out", "uniform", seed=1),
        i.VarianceScaling(2.0, "fan_avg", "untruncated_normal"),
        i.VarianceScaling(1.0, "fan_in", "uniform", input_axes=[0, 1], output_axes=[2]),
        i.GlorotUniform(), i.GlorotNormal(seed=2), i.HeNormal(), i.HeUniform(), i.LecunNormal(),
        i.LecunUniform(), i.GlorotUniform(input_axes=[0, 1], output_axes=[2]),
    ]:
        spreads = []
        for shape in [(60, 40), (3, 50, 70), (2, 3, 40, 60)]:
            if initializer.input_axes and len(shape) < 3:
                continue
            values = np.asarray(initializer(shape))
            spreads.append({"shape": list(shape), "std": float(values.std()), "max": float(np.abs(values).max())})
        yield {"config": serialize(initializer), "spreads": spreads}
    generator = keras.random.SeedGenerator(seed=9, name="drawn")
    yield {"config": serialize(i.GlorotUniform(seed=generator))}
    for shape in shapes:
        yield {"fans": list(i.random_initializers.compute_fans(shape)), "shape": list(shape)}


def names(module, base=None):
    result = {}
    for name, choice in module.ALL_OBJECTS_DICT.items():
        # STFT serves a layer that Horn has not.
        if choice is base or choice.__name__ == "STFT":
            continue
        result[name] = choice.__name__ if base is None else serialize(choice())
    return result


cases = {
    "activations": [{"name": name, "arguments": arguments, **with_gradient(function, x)}
                    for name, arguments, function, x in activation_cases()],
    "activationLayers": list(layer_cases()),
    "regularizers": list(regularizer_cases()),
    "constraints": list(constraint_cases()),
    "initializers": list(initializer_cases()),
    "names": {
        "activation": names(activations),
        "regularizer": names(regularizers, regularizers.Regularizer),
        "constraint": names(constraints, constraints.Constraint),
        "initializer": names(initializers, initializers.Initializer),
    },
}
path = pathlib.Path(__file__).parent / "choices.json"
lines = []
for key, value in cases.items():
    if isinstance(value, list):
        body = ",\n".join(json.dumps(case, allow_nan=False) for case in value)
        lines.append(f"{json.dumps(key)}: [\n{body}\n]")
    else:
        lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
