"""Writes optimizers.json: what Keras's optimizers make of given gradients.

    KERAS_BACKEND=jax python make_optimizers.py
"""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

schedules = keras.optimizers.schedules
TABLE, MATRIX, VECTOR = (12, 5), (4, 3), (3,)
STEPS = 40


def gradients(seed):
    """For each step: the rows of the table that were used, their gradients, and two dense gradients."""
    rng = np.random.default_rng(seed)
    steps = []
    for step in range(STEPS):
        # Row 11 is touched at steps 0, 20 and 39 only, row 10 never; the others at random, some twice.
        rows = rng.choice(10, size=6, p=np.arange(10, 0, -1) / 55)
        if step in (0, 20, 39):
            rows[3] = 11
        steps.append(
            dict(
                rows=rows.tolist(),
                values=np.round(rng.normal(size=(6, 5)), 3).tolist(),
                matrix=np.round(rng.normal(size=MATRIX) * 0.5, 3).tolist(),
                vector=np.round(rng.normal(size=VECTOR) * 2, 3).tolist(),
            )
        )
    return steps


def start(seed):
    rng = np.random.default_rng(seed)
    return [np.round(rng.normal(size=s), 3).astype("float32") for s in (TABLE, MATRIX, VECTOR)]


def run(case, steps, initial):
    keras.backend.clear_session()
    optimizer = getattr(keras.optimizers, case["class"])(**case["make"]())
    variables = []
    for value, name in zip(initial, ("embeddings", "kernel", "bias")):
        with keras.name_scope("layer"):
            constraint = case["constraint"]() if case.get("constraint") and name == "kernel" else None
            v = keras.Variable(value, name=name)
            v.constraint = constraint
            variables.append(v)
    if case.get("exclude"):
        optimizer.exclude_from_weight_decay(var_names=case["exclude"])
    config = keras.saving.serialize_keras_object(optimizer)
    optimizer.build(variables)
    result = dict(
        case={k: v for k, v in case.items() if v and k not in ("make", "constraint")},
        constrained=bool(case.get("constraint")),
        config=config,
        state=[dict(name=v.name, path=v.path, shape=list(v.shape), dtype=str(v.dtype)) for v in optimizer.variables],
    )

    def snapshot():
        return dict(
            variables=[np.asarray(v.value).ravel().tolist() for v in variables],
            iterations=int(optimizer.iterations),
        )

    for index, step in enumerate(steps):
        if case.get("rate_change") and index == 17:
            optimizer.learning_rate = case["rate_change"]
        table = np.zeros(TABLE, "float32")
        np.add.at(table, step["rows"], np.asarray(step["values"], "float32"))
        grads = [table, np.asarray(step["matrix"], "float32"), np.asarray(step["vector"], "float32")]
        if case.get("skip_table") and index % 3 == 1:
            optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads[1:]], variables[1:])
        else:
            optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads], variables)
        if index == 4:
            result["after5"] = snapshot()
    result["after40"] = snapshot()
    result["after40"]["state"] = [np.asarray(v.value).ravel().tolist() for v in optimizer.variables]
    optimizer.finalize_variable_values(variables)
    result["final"] = [np.asarray(v.value).ravel().tolist() for v in variables]
    return result


CASES = []


def case(cls, constraint=None, rate_change=None, exclude=None, skip_table=False, schedule=None, **arguments):
    def make():
        made = dict(arguments)
        if schedule:
            made["learning_rate"] = schedule()
        return made

    CASES.append(
        {
            "class": cls,
            "make": make,
            "constraint": constraint,
            "rate_change": rate_change,
            "exclude": exclude,
            "skip_table": skip_table,
        }
    )


for cls, options in [
    ("SGD", [{}, dict(momentum=0.9), dict(momentum=0.8, nesterov=True)]),
    (
        "RMSprop",
        [{}, dict(momentum=0.9), dict(centered=True), dict(rho=0.8, momentum=0.5, centered=True, epsilon=1e-3)],
    ),
    ("Adam", [{}, dict(amsgrad=True), dict(beta_1=0.8, beta_2=0.95, epsilon=1e-4), dict(beta_1=0.9, beta_2=0.5)]),
]:
    for option in options:
        rate = dict(learning_rate=0.05)
        case(cls, **option)
        case(cls, **rate, rate_change=0.013, **option)
        case(cls, **rate, clipnorm=1.0, **option)
        case(cls, **rate, clipvalue=0.5, skip_table=True, rate_change=0.2, **option)
        case(cls, **rate, global_clipnorm=2.0, **option)
        case(cls, **rate, weight_decay=0.1, exclude=["bias"], **option)
        case(cls, **rate, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=7, **option)
        case(cls, **rate, use_ema=True, loss_scale_factor=4.0, constraint=lambda: keras.constraints.MaxNorm(1.0), **option)
        case(cls, **rate, gradient_accumulation_steps=3, weight_decay=0.05, clipnorm=0.7, **option)
        case(cls, schedule=lambda: schedules.ExponentialDecay(0.1, 10, 0.5), **option)

for schedule in [
    lambda: schedules.ExponentialDecay(0.1, 7, 0.7, staircase=True),
    lambda: schedules.InverseTimeDecay(0.1, 9, 0.6),
    lambda: schedules.InverseTimeDecay(0.1, 9, 0.6, staircase=True),
    lambda: schedules.PolynomialDecay(0.1, 25, end_learning_rate=0.01, power=2.0),
    lambda: schedules.PolynomialDecay(0.1, 15, cycle=True),
    lambda: schedules.CosineDecay(0.1, 30, alpha=0.1),
    lambda: schedules.CosineDecay(0.01, 20, warmup_target=0.1, warmup_steps=9),
    lambda: schedules.CosineDecayRestarts(0.1, 6, t_mul=1.7, m_mul=0.8, alpha=0.05),
    lambda: schedules.CosineDecayRestarts(0.1, 7, t_mul=1.0),
    lambda: schedules.PiecewiseConstantDecay([3, 10, 25], [0.1, 0.05, 0.02, 0.01]),
]:
    case("SGD", schedule=schedule, momentum=0.5)

for cls, option in [
    ("AdamW", {}),
    ("AdamW", dict(learning_rate=0.01, weight_decay=0.1, amsgrad=True, exclude=["bias", "embed"])),
    ("Nadam", {}),
    ("Nadam", dict(learning_rate=0.02, beta_1=0.8, clipnorm=1.0)),
    ("Adamax", {}),
    ("Adamax", dict(learning_rate=0.02, weight_decay=0.01)),
    ("Adagrad", {}),
    ("Adagrad", dict(learning_rate=0.1, rate_change=0.3, global_clipnorm=1.0)),
    ("Adadelta", {}),
    ("Adadelta", dict(learning_rate=1.0, rho=0.8, epsilon=1e-4, rate_change=0.3)),
    ("Ftrl", {}),
    (
        "Ftrl",
        dict(
            learning_rate=0.1,
            learning_rate_power=-0.7,
            l1_regularization_strength=0.01,
            l2_regularization_strength=0.02,
            l2_shrinkage_regularization_strength=0.03,
            beta=0.2,
        ),
    ),
    ("Lion", {}),
    ("Lion", dict(learning_rate=0.02, weight_decay=0.1, beta_2=0.9)),
    ("Lamb", {}),
    ("Lamb", dict(learning_rate=0.02, weight_decay=0.1)),
    ("Adafactor", {}),
    ("Adafactor", dict(learning_rate=0.02, clip_threshold=0.5, beta_2_decay=-0.5)),
]:
    case(cls, **option)

if __name__ == "__main__":
    steps, initial = gradients(1), start(2)
    cases = [run(c, steps, initial) for c in CASES]
    rates = []
    for c in CASES:
        made = c["make"]()
        if callable(made.get("learning_rate")):
            s = made["learning_rate"]
            rates.append(
                dict(
                    config=keras.saving.serialize_keras_object(s),
                    rates=[float(s(keras.ops.convert_to_tensor(i, dtype="int32"))) for i in range(60)],
                )
            )
    names = {n: type(keras.optimizers.get(n)).__name__ for n in ("adam", "SGD", "rmsprop", "adamw", "Nadam")}
    whole = dict(
        keras=keras.__version__,
        shapes=[TABLE, MATRIX, VECTOR],
        start=[v.ravel().tolist() for v in initial],
        steps=steps,
        schedules=rates,
        names=names,
        cases=cases,
    )

    def short(x):
        if isinstance(x, float):
            return float(f"{x:.9g}")
        if isinstance(x, dict):
            return {k: v if k == "config" else short(v) for k, v in x.items()}
        return [short(v) for v in x] if isinstance(x, (list, tuple)) else x

    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json"), "w") as file:
        json.dump(short(whole), file, separators=(",", ":"))
        file.write("\n")
