"""Writes losses.json: losses, gradients and metrics of real Keras for LossTests and MetricTests.

Run with KERAS_BACKEND=jax in an environment that has Keras 3.15 and JAX.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras.src.backend.common.masking import set_keras_mask

random = np.random.default_rng(7)
REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"]


def number(value):
    """The float32 value to 7 digits, NaN and infinities as text."""
    value = float(value)
    if np.isfinite(value):
        return float(f"{value:.7g}")
    return "nan" if np.isnan(value) else "inf" if value > 0 else "-inf"


def packed(array):
    if array is None:
        return None
    array = np.asarray(array)
    kind = {"f": "float32", "i": "int32", "b": "bool"}[array.dtype.kind]
    return {"shape": list(array.shape), "dtype": kind, "values": [number(v) for v in array.ravel()]}


def uniform(shape, low=0.0, high=1.0):
    return np.round(random.uniform(low, high, shape), 2).astype("float32")


def probabilities(shape):
    p = uniform(shape)
    p[random.random(shape) < 0.06] = 0
    p[random.random(shape) < 0.06] = 1
    return p


def logits(shape):
    x = uniform(shape, -4, 4)
    x[random.random(shape) < 0.06] *= 8
    return x


def one_hot(shape):
    return np.eye(shape[-1], dtype="float32")[random.integers(0, shape[-1], shape[:-1])]


def weights_for(shape):
    """None, or weights of the shape's leading axes that Keras accepts."""
    kind = random.integers(0, 4)
    if kind == 0 or not shape:
        return None
    if kind == 1:
        return uniform(shape, 0, 2)
    if kind == 2 and len(shape) > 1:
        return uniform(shape[:1] + (1,) * (len(shape) - 1), 0, 2)
    return uniform(shape[:1], 0, 2) if len(shape) == 1 else uniform((), 0.5, 2)


def mask_for(shape):
    if not shape or random.random() < 0.5:
        return None
    return random.random(shape) < 0.6


def loss_case(loss, y_true, y_pred, losses_shape):
    sample_weight = weights_for(losses_shape)
    mask = mask_for(losses_shape)

    def run(prediction):
        if mask is not None:
            prediction = prediction * 1.0
            set_keras_mask(prediction, jnp.array(mask))
        return loss(y_true, prediction, sample_weight=sample_weight)

    value = run(jnp.array(y_pred))
    gradient = jax.grad(lambda p: jnp.sum(run(p)))(jnp.array(y_pred))
    return {
        "loss": keras.losses.serialize(loss),
        "yTrue": packed(y_true),
        "yPred": packed(y_pred),
        "sampleWeight": packed(sample_weight),
        "mask": packed(mask),
        "value": packed(value),
        "gradient": packed(gradient),
    }


def pick(*choices):
    return choices[random.integers(0, len(choices))]


def binary_cases(cls, count, **options):
    cases = []
    for i in range(count):
        from_logits = bool(i % 2)
        y_shape, p_shape, out = pick(
            ((5,), (5, 1), (5,)),
            ((4, 1), (4, 1), (4,)),
            ((3, 3), (3, 3), (3,)),
            ((2, 4, 1), (2, 4, 1), (2, 4)),
            ((2, 3, 2), (2, 3, 2), (2, 3)),
            ((3, 1), (3,), (3,)),
            ((3, 19), (3, 19), (3,)),
        )
        arguments = {name: pick(*values) for name, values in options.items()}
        axis = pick(-1, -1, -1, 0, 1) if min(len(y_shape), len(p_shape)) > 1 else -1
        if axis != -1:
            out = tuple(n for j, n in enumerate(p_shape) if j != axis % len(p_shape))
        loss = cls(
            from_logits=from_logits,
            label_smoothing=pick(0.0, 0.0, 0.2),
            axis=axis,
            reduction=REDUCTIONS[i % 5],
            **arguments,
        )
        labels = random.integers(0, 2, y_shape)
        y_true = pick(labels.astype("float32"), labels.astype("int32"), uniform(y_shape))
        cases.append(loss_case(loss, y_true, (logits if from_logits else probabilities)(p_shape), out))
    return cases


def categorical_cases(cls, count, **options):
    cases = []
    for i in range(count):
        from_logits = bool(i % 2)
        shape = pick((4, 3), (2, 3, 4), (3, 5), (3,), (2, 2, 2, 3), (2, 19))
        axis = pick(-1, -1, 1) if len(shape) > 2 else -1
        out = tuple(n for j, n in enumerate(shape) if j != axis % len(shape))
        arguments = {name: pick(*values) for name, values in options.items()}
        loss = cls(
            from_logits=from_logits,
            label_smoothing=pick(0.0, 0.0, 0.1),
            axis=axis,
            reduction=REDUCTIONS[i % 5],
            **arguments,
        )
        y_true = pick(one_hot(shape), uniform(shape))
        y_pred = logits(shape) if from_logits else np.maximum(probabilities(shape), 0.001 * (i % 3))
        cases.append(loss_case(loss, y_true, y_pred.astype("float32"), out))
    return cases


def sparse_cases(count):
    cases = []
    for i in range(count):
        from_logits = bool(i % 2)
        shape = pick((4, 3), (2, 3, 4), (5, 2), (2, 2, 2, 3), (2, 19))
        ignore = pick(None, None, -1, 0, 1)
        loss = keras.losses.SparseCategoricalCrossentropy(
            from_logits=from_logits, ignore_class=ignore, reduction=REDUCTIONS[i % 5]
        )
        labels = random.integers(0, shape[-1], shape[:-1])
        if ignore == -1:
            labels[random.random(labels.shape) < 0.4] = -1
        if pick(True, False):
            labels = labels[..., None]
        y_true = labels.astype(pick("int32", "float32"))
        y_pred = logits(shape) if from_logits else probabilities(shape) + np.float32(0.001)
        cases.append(loss_case(loss, y_true, y_pred, shape[:-1]))
    return cases


def plain_cases(cls, count, targets, predictions, shapes=None, **options):
    cases = []
    for i in range(count):
        y_shape, p_shape, out = pick(
            *(shapes or [((4,), (4, 1), (4,)), ((3, 3), (3, 3), (3,)), ((2, 3, 2), (2, 3, 2), (2, 3)),
                         ((2, 3, 1), (2, 3), (2,))])
        )
        arguments = {name: pick(*values) for name, values in options.items()}
        loss = cls(reduction=REDUCTIONS[i % 5], **arguments)
        if "axis" in arguments:
            axis = arguments["axis"]
            axes = range(len(p_shape)) if axis is None else [a % len(p_shape) for a in np.atleast_1d(axis)]
            out = tuple(n for j, n in enumerate(p_shape) if j not in axes)
        case = loss_case(loss, targets(y_shape), predictions(p_shape), out)
        # Keras leaves out the arguments of Huber and CosineSimilarity.
        case["loss"]["config"].update(arguments)
        cases.append(case)
    return cases


def all_losses():
    l = keras.losses
    same = [((3, 3), (3, 3), (3,)), ((2, 3, 2), (2, 3, 2), (2, 3))]
    matrix = [((4, 3), (4, 3), (4,))]
    signed = lambda shape: uniform(shape, -2, 2)
    labels = lambda shape: pick(
        random.integers(0, 2, shape).astype("float32"), np.where(random.random(shape) < 0.5, -1.0, 1.0).astype("float32")
    )
    positive = lambda shape: uniform(shape, 0.01, 3)
    cases = binary_cases(l.BinaryCrossentropy, 28)
    cases += categorical_cases(l.CategoricalCrossentropy, 28)
    cases += sparse_cases(26)
    cases += binary_cases(
        l.BinaryFocalCrossentropy, 12, apply_class_balancing=[True, False], alpha=[0.25, 0.6], gamma=[2.0, 1.5]
    )
    cases += categorical_cases(l.CategoricalFocalCrossentropy, 10, alpha=[0.25, 0.6], gamma=[2.0, 3.0])
    for cls in (l.MeanSquaredError, l.MeanAbsoluteError, l.LogCosh):
        cases += plain_cases(cls, 10, signed, signed)
    cases += plain_cases(l.Huber, 8, signed, signed, delta=[1.0, 0.5])
    cases += plain_cases(l.MeanAbsolutePercentageError, 6, signed, signed)
    cases += plain_cases(l.MeanSquaredLogarithmicError, 6, signed, signed)
    cases += plain_cases(l.CosineSimilarity, 6, signed, signed, same, axis=[-1, 1])
    cases += plain_cases(l.Hinge, 6, labels, signed)
    cases += plain_cases(l.SquaredHinge, 6, labels, signed)
    cases += plain_cases(l.CategoricalHinge, 6, one_hot, signed, same)
    cases += plain_cases(l.KLDivergence, 6, probabilities, probabilities, same)
    cases += plain_cases(l.Poisson, 6, positive, positive)
    cases += plain_cases(l.Dice, 6, one_hot, probabilities, same, axis=[None, -1, (0, 1)])
    cases += plain_cases(
        l.Tversky, 6, one_hot, probabilities, same, axis=[None, -1, (0, 1)], alpha=[0.5, 0.3], beta=[0.5, 0.8]
    )
    indices = lambda shape: random.integers(0, 2, shape).astype("int32")
    unit = lambda shape: np.round(keras.utils.normalize(uniform(shape, -1, 1)), 3).astype("float32")
    cases += plain_cases(
        l.Circle, 6, indices, unit, [((5,), (5, 3), (5,))], gamma=[80.0, 16.0], margin=[0.4, 0.2],
        remove_diagonal=[True, False],
    )
    cases += plain_cases(
        l.CategoricalGeneralizedCrossEntropy, 4, indices, positive, [((4,), (4, 3), (4,))], q=[0.5, 0.7]
    )
    return cases


def metric_case(metric, make, weights=weights_for, masks=True, updates=3):
    batches = []
    for _ in range(updates):
        y_true, y_pred, out = make()
        sample_weight = weights(out)
        mask = mask_for(out) if masks else None
        prediction = jnp.array(y_pred)
        if mask is not None:
            set_keras_mask(prediction, jnp.array(mask))
        metric.update_state(y_true, prediction, sample_weight=sample_weight)
        batches.append({
            "yTrue": packed(y_true), "yPred": packed(y_pred), "sampleWeight": packed(sample_weight),
            "mask": packed(mask), "result": packed(np.asarray(metric.result(), "float32")),
        })
    serialized = keras.metrics.serialize(metric)
    weights = serialized["config"].get("label_weights")
    if weights is not None:
        # Keras writes a tensor with its rounding; the test compares with the plain list.
        serialized["config"]["label_weights"] = [round(w, 6) for w in weights["config"]["value"]]
    return {"metric": serialized, "batches": batches}


def all_metrics():
    m = keras.metrics
    cases = []

    def add(make_metric, make, count=2, **options):
        for _ in range(count):
            cases.append(metric_case(make_metric(), make, **options))

    def binary(y_shape, p_shape, out):
        return lambda: (
            random.integers(0, 2, y_shape).astype(pick("int32", "float32")), uniform(p_shape), out)

    def dense(shape, targets=one_hot, predictions=probabilities):
        return lambda: (targets(shape), predictions(shape), shape[:-1])

    def sparse(shape, column=False):
        return lambda: (
            random.integers(0, shape[-1], shape[:-1] + ((1,) if column else ())).astype(pick("int32", "float32")),
            uniform(shape), shape[:-1])

    batch = lambda out: pick(None, uniform(out[:1], 0, 2))
    for shapes in (((5,), (5, 1), (5, 1)), ((2, 3, 1), (2, 3, 1), (2, 3, 1)), ((4, 2), (4, 2), (4, 2)), ((6,), (6,), (6,))):
        add(lambda: m.BinaryAccuracy(threshold=pick(0.5, 0.3)), binary(*shapes), 1, weights=batch, masks=False)
    add(m.BinaryAccuracy, binary((2, 3), (2, 3), (2, 3)))
    add(m.Accuracy, lambda: (random.integers(0, 3, (4, 2)), random.integers(0, 3, (4, 2)), (4, 2)))
    for shape in ((4, 3), (2, 3, 4), (2, 40)):
        add(m.CategoricalAccuracy, dense(shape))
        add(m.SparseCategoricalAccuracy, sparse(shape))
        add(lambda: m.TopKCategoricalAccuracy(k=2), dense(shape), 1)
        add(lambda: m.SparseTopKCategoricalAccuracy(k=2), sparse(shape), 1)
    add(m.SparseCategoricalAccuracy, sparse((4, 3), column=True))
    add(lambda: m.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True),
        lambda: (random.integers(0, 4, 3), random.integers(0, 4, (3, 4)).astype("int32"), (3,)), 1)
    signed = lambda shape: uniform(shape, -2, 2)
    for cls in (m.MeanSquaredError, m.MeanAbsoluteError, m.MeanAbsolutePercentageError,
                m.MeanSquaredLogarithmicError, m.CosineSimilarity, m.LogCoshError):
        add(cls, dense((3, 2), signed, signed), 1)
        add(cls, dense((2, 3, 2), signed, signed), 1)
    add(m.RootMeanSquaredError, dense((3, 2), signed, signed), masks=False, weights=batch)
    for cls in (m.Hinge, m.SquaredHinge, m.CategoricalHinge):
        add(cls, dense((3, 2), one_hot, signed), 1)
    for cls in (m.KLDivergence, m.Poisson):
        add(cls, dense((3, 2), probabilities, probabilities), 1)
    add(lambda: m.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), dense((3, 1), probabilities, logits))
    add(lambda: m.CategoricalCrossentropy(label_smoothing=0.1), dense((2, 3, 4), one_hot, lambda s: uniform(s) + 0.01))
    add(lambda: m.SparseCategoricalCrossentropy(from_logits=True, ignore_class=1), sparse((4, 3)))
    flat = lambda out: pick(None, uniform(out[:1], 0, 2))
    for cls in (m.TruePositives, m.TrueNegatives, m.FalsePositives, m.FalseNegatives):
        add(lambda: cls(thresholds=pick(None, 0.3, [0.2, 0.7], [0.0, 0.5, 1.0])), binary((5, 1), (5, 1), (5,)),
            weights=flat, masks=False)
    for cls in (m.Precision, m.Recall):
        add(lambda: cls(thresholds=pick(None, [0.2, 0.7])), binary((6,), (6, 1), (6,)), 3, weights=flat, masks=False)
        add(lambda: cls(top_k=2, class_id=pick(None, 1)), dense((4, 4)), 3, weights=flat, masks=False)
    for cls in (m.SensitivityAtSpecificity, m.SpecificityAtSensitivity, m.PrecisionAtRecall, m.RecallAtPrecision):
        add(lambda: cls(0.6, num_thresholds=pick(1, 5, 200)), binary((8,), (8, 1), (8,)), weights=flat, masks=False)
    for curve in ("ROC", "PR", "PRGAIN"):
        for method in ("interpolation", "majoring", "minoring"):
            add(lambda: m.AUC(num_thresholds=pick(7, 200), curve=curve, summation_method=method),
                binary((9,), (9, 1), (9,)), 1, weights=flat, masks=False)
    add(lambda: m.AUC(thresholds=[0.2, 0.5, 0.6], from_logits=True),
        lambda: (random.integers(0, 2, (9,)), logits((9, 1)), (9,)), 1, weights=flat, masks=False)
    add(lambda: m.AUC(num_thresholds=20, multi_label=True, label_weights=pick(None, [0.2, 1.0])),
        lambda: (random.integers(0, 2, (6, 2)), uniform((6, 2)), (6,)), 3, weights=flat, masks=False)
    for average in (None, "micro", "macro", "weighted"):
        add(lambda: m.F1Score(average=average, threshold=pick(None, 0.4)), dense((5, 3), one_hot, uniform), 1,
            weights=flat, masks=False)
        add(lambda: m.FBetaScore(average=average, beta=2.0, threshold=0.6), dense((5, 3), one_hot, uniform), 1,
            weights=flat, masks=False)
    for aggregation in (None, "uniform_average", "variance_weighted_average"):
        add(lambda: m.R2Score(class_aggregation=aggregation, num_regressors=pick(0, 2)),
            dense((5, 2), signed, signed), 1, weights=flat, masks=False)
    return cases


if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("losses.json")
    text = json.dumps({"losses": all_losses(), "metrics": all_metrics()}, separators=(",", ":"))
    path.write_text(text + "\n")
    print(f"{path.name}: {len(text)} bytes")
