"""The cases of the recurrent layers and cells for make_layers.py: options in mixtures in which every pair of them meets."""

import itertools
import random

import keras
from keras import constraints, initializers, layers, ops, regularizers


@keras.saving.register_keras_serializable(package="golden")
class MinimalCell(keras.Layer):
    """The cell of Keras's documentation: one state, which is the output; no initial state of its own."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), name="recurrent_kernel")

    def call(self, inputs, states):
        output = ops.tanh(ops.matmul(inputs, self.kernel) + ops.matmul(states[0], self.recurrent_kernel))
        return output, [output]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable(package="golden")
class ProjectingCell(keras.Layer):
    """Two states of different sizes, which start at a half, and an output of a third size."""

    def __init__(self, units, output_size, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = [units, 1]
        self.output_size = output_size

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.projection = self.add_weight(shape=(self.units, self.output_size), name="projection")

    def get_initial_state(self, batch_size=None):
        return [ops.full((batch_size, size), 0.5) for size in self.state_size]

    def call(self, inputs, states):
        level, count = states
        level = 0.5 * level + ops.matmul(inputs, self.kernel)
        count = count + 1.0
        return ops.tanh(ops.matmul(level, self.projection)) / count, [level, count]

    def get_config(self):
        return {**super().get_config(), "units": self.units, "output_size": self.output_size}


def pairwise(options, seed, tidy=lambda mixture: mixture):
    """Mixtures of options (name to values) in which every two values of two options meet, unless `tidy`, which
    rewrites a mixture that Keras cannot compute, keeps them apart."""
    generator = random.Random(seed)
    names = list(options)
    pairs = lambda mixture: {(a, mixture[a], b, mixture[b]) for a, b in itertools.combinations(names, 2)}
    missing = {
        (a, x, b, y) for a, b in itertools.combinations(names, 2) for x in options[a] for y in options[b]}
    mixtures, idle = [], 0
    while missing and idle < 30:
        best = max(
            (tidy({name: generator.choice(values) for name, values in options.items()}) for _ in range(60)),
            key=lambda mixture: len(pairs(mixture) & missing))
        gained = pairs(best) & missing
        idle = 0 if gained else idle + 1
        if gained:
            missing -= gained
            mixtures.append(best)
    return mixtures


LOOP = dict(
    mask=[None, "right", "left", "interior", "all"], return_sequences=[False, True], return_state=[False, True],
    go_backwards=[False, True], unroll=[False, True], zero_output_for_mask=[False, True],
    begin=["zeros", "given", "stateful"])


def tidy(mixture):
    """On JAX, an unrolled loop forgets zero_output_for_mask, and what a masked first step gives differs."""
    mixture = dict(mixture)
    if mixture["mask"] is None:
        mixture["zero_output_for_mask"] = False
    elif mixture["zero_output_for_mask"] or mixture["begin"] != "zeros":
        mixture["unroll"] = False
    return mixture


PENALTIES = dict(
    kernel_regularizer=regularizers.L2(0.02), recurrent_regularizer=regularizers.L1(0.01),
    activity_regularizer=regularizers.L2(0.1), kernel_constraint=constraints.MaxNorm(3),
    recurrent_constraint=constraints.NonNeg(), kernel_initializer="he_uniform",
    recurrent_initializer=initializers.Orthogonal(1.5, seed=2))
BIAS_PENALTIES = dict(
    bias_regularizer=regularizers.L2(0.3), bias_constraint=constraints.UnitNorm(), bias_initializer="ones")


def loop_case(case, mixture, shape, **args):
    mixture = dict(mixture)
    begin = mixture.pop("begin")
    if begin == "stateful":
        args["stateful"] = True
    return case(shape, mask=mixture.pop("mask"), state=begin == "given", calls=2 if begin == "stateful" else 1,
                **mixture, **args)


def layer_cases(case, gated, more):
    """SimpleRNN, LSTM, GRU; `more` are the options that only one of them has."""
    options = dict(
        LOOP, size=[(3, 4, 2, 2), (2, 5, 1, 2 if gated else 3), (4, 3, 3, 1), (1, 1, 2, 2)],
        activation=["tanh", "relu", "sigmoid", "softsign", None], use_bias=[True, False],
        penalties=[False, True], **more)
    if gated:
        options["recurrent_activation"] = ["sigmoid", "hard_sigmoid", "tanh"]
    cases = []
    for seed in range(2):
        for mixture in pairwise(options, seed, tidy):
            batch, time, features, units = mixture.pop("size")
            penalties = dict(PENALTIES, **BIAS_PENALTIES) if mixture.pop("penalties") else {}
            cases.append(loop_case(case, mixture, (batch, time, features), units=units,
                                   training=bool(penalties), **penalties))
    # What a fused loop treats apart: sizes around vectors, many steps, rows that end in turn.
    cases += [
        case((9, 6, 2), mask="right", units=5, return_sequences=True, return_state=True),
        case((9, 5, 2), mask="left", units=8, go_backwards=True),
        case((2, 17, 1), mask="right", units=6),
        case((2, 15, 1), mask="interior", units=4, return_sequences=True, go_backwards=True),
        case((3, 4, 2), units=2, dropout=0.4, recurrent_dropout=0.3, seed=7),
        case((3, 4, 2), mask="right", units=2, dropout=0.4, trainable=False, name="frozen"),
    ]
    return cases


def cell_cases(case, more):
    options = dict(
        size=[(3, 4, 2), (1, 1, 1), (2, 2, 5)], activation=["tanh", "relu", "softsign", None],
        use_bias=[True, False], penalties=[False, True], **more)
    cases = []
    for mixture in pairwise(options, 3):
        batch, features, units = mixture.pop("size")
        penalties = dict(PENALTIES, **BIAS_PENALTIES) if mixture.pop("penalties") else {}
        penalties.pop("activity_regularizer", None)
        cases.append(case((batch, features), state=True, units=units, training=bool(penalties), **penalties,
                          **mixture))
    cases.append(case((2, 3), state=True, units=4, dropout=0.2, recurrent_dropout=0.5, seed=3))
    return cases


def cells(kind):
    gru = lambda units, **args: layers.GRUCell(units, **args)
    return {
        "simple": lambda: layers.SimpleRNNCell(2, activation="relu"),
        "lstm": lambda: layers.LSTMCell(2, unit_forget_bias=False),
        "gru": lambda: gru(3, reset_after=False),
        "lstm and gru": lambda: [layers.LSTMCell(2), gru(3)],
        "three": lambda: [gru(2), layers.SimpleRNNCell(1), layers.LSTMCell(2, use_bias=False)],
        "minimal": lambda: MinimalCell(2),
        "projecting": lambda: ProjectingCell(2, 3),
        "own and lstm": lambda: [MinimalCell(3), layers.LSTMCell(1)],
    }[kind]()


def rnn_cases(case):
    kinds = ["simple", "lstm", "gru", "lstm and gru", "three", "minimal", "projecting", "own and lstm"]
    stacked = ["lstm and gru", "three", "own and lstm"]

    def tidied(mixture):
        mixture = tidy(mixture)
        if mixture["kind"] in stacked:
            # Nested states have no place in a build_config that lists shapes, and Keras cannot keep them.
            mixture["begin"] = "zeros"
        if mixture["kind"] in ("projecting", "own and lstm") and mixture["mask"]:
            # JAX takes the first state for the output.
            mixture["zero_output_for_mask"], mixture["unroll"] = True, False
        if mixture["kind"] == "projecting" and mixture["begin"] == "stateful":
            # reset_states() gives zeros and not the cell's initial states.
            mixture["begin"] = "zeros"
        return mixture

    cases = []
    for mixture in pairwise(dict(LOOP, kind=kinds, size=[(3, 4, 2), (2, 3, 1)]), 5, tidied):
        kind, size = mixture.pop("kind"), mixture.pop("size")
        cases.append(loop_case(case, mixture, size, cell=lambda kind=kind: cells(kind)))
    cases.append(case((2, 3, 2), cell=lambda: layers.LSTMCell(2), training=True, return_sequences=True,
                      activity_regularizer=regularizers.L1(0.1), name="penalised"))
    return cases


def stack_cases(case):
    kinds = ["lstm and gru", "three", "own and lstm"]
    return [case((3, 2), state=True, cells=lambda kind=kind: cells(kind)) for kind in kinds] + [
        case((1, 1), state=True, cells=lambda: [layers.GRUCell(2), layers.GRUCell(2)], name="stack", trainable=False)]


def recurrent_cases(case):
    return {
        "SimpleRNN": layer_cases(case, False, {}),
        "LSTM": layer_cases(case, True, dict(unit_forget_bias=[True, False])),
        "GRU": layer_cases(case, True, dict(reset_after=[True, False])),
        "SimpleRNNCell": cell_cases(case, {}),
        "LSTMCell": cell_cases(case, dict(
            unit_forget_bias=[True, False], recurrent_activation=["sigmoid", "hard_sigmoid", None])),
        "GRUCell": cell_cases(case, dict(
            reset_after=[True, False], recurrent_activation=["sigmoid", "hard_sigmoid", None])),
        "RNN": rnn_cases(case),
        "StackedRNNCells": stack_cases(case),
    }
