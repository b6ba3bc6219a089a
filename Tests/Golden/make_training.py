"""Writes training.json and summaries.json: whole trainings by Keras, and what it prints.

    KERAS_BACKEND=jax python make_training.py
    KERAS_BACKEND=torch python make_training.py

The first also writes training_outputs.json: models with several inputs and outputs. The second writes
training_masks_states.json, training_outputs_masks.json and training_recurrent.json: on JAX, the metrics of a training
step do not see the mask that the loss sees, and states do not pass from batch to batch. TensorFlow is no judge either:
its sparse gradients make RMSprop square each use of an embedding's row by itself.
"""

import io
import json
import os
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["COLUMNS"] = "200"

import keras
import numpy as np
from keras import callbacks, layers, optimizers
from keras.src.utils import io_utils
from keras.src.utils.progbar import Progbar

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
VOCABULARY, TIME, SAMPLES = 12, 6, 22


def rounded(array, digits=8):
    """The numbers with as many digits as float32 has, so that the files stay small."""
    return [float(f"%.{digits}g" % v) for v in np.asarray(array, dtype="float64").ravel()]


def tensor(array):
    if array is None:
        return None
    kind = {"f": "float32", "i": "int32", "u": "int32", "b": "bool"}[array.dtype.kind]
    values = rounded(array) if kind == "float32" else array.ravel().tolist()
    return dict(shape=list(array.shape), dtype=kind, values=values)


rng = np.random.default_rng(7)
tokens = rng.integers(1, VOCABULARY, size=(SAMPLES, TIME)).astype("int32")
padded = tokens.copy()
for row, length in zip(padded, rng.integers(0, TIME, size=SAMPLES)):
    row[:length] = 0
features = rng.normal(size=(SAMPLES, 5)).round(3).astype("float32")
sequences = rng.normal(size=(SAMPLES, TIME, 3)).round(3).astype("float32")
binary = (tokens[:, -1] > VOCABULARY // 2).astype("int32")
classes = rng.integers(0, 3, size=SAMPLES).astype("int32")
step_classes = rng.integers(0, 3, size=(SAMPLES, TIME)).astype("int32")
numbers = rng.normal(size=SAMPLES).round(3).astype("float32")
sample_weight = rng.uniform(0, 2, size=SAMPLES).round(2).astype("float32")
step_weight = rng.uniform(0, 2, size=(SAMPLES, TIME)).round(2).astype("float32")


def recurrent(head=None, mask=False, **arguments):
    return [
        keras.Input((TIME,), dtype="int32"),
        layers.Embedding(VOCABULARY, 4, mask_zero=mask),
        layers.SimpleRNN(3, **arguments),
        *(head or [layers.Dense(1, activation="sigmoid")]),
    ]


def initial(model):
    values = []
    for weight in model.weights:
        scale = 0.5 if len(weight.shape) > 1 else 0.1
        values.append((scale * rng.normal(size=weight.shape)).round(3).astype("float32"))
    model.set_weights(values)
    return values


def fit(epochs=3, batch_size=5, **arguments):
    return dict(do="fit", epochs=epochs, batch_size=batch_size, **arguments)


evaluate = dict(do="evaluate", batch_size=8)
predict = dict(do="predict", batch_size=8)
standard = [fit(), evaluate, predict, fit(epochs=2)]


def make_callback(spec):
    if "LearningRateScheduler" in spec:
        factor = spec["LearningRateScheduler"]
        return callbacks.LearningRateScheduler(lambda epoch, rate: rate * factor)
    (name, arguments), = spec.items()
    return getattr(callbacks, name)(**arguments)


def run(name, stack, x, y, optimizer, loss, actions, build=None, stateful=False, **compiled):
    keras.backend.clear_session()
    model = keras.Sequential(stack() if callable(stack) else stack)
    if build:
        model.build(build)
    config = keras.saving.serialize_keras_object(model)
    weights = initial(model)
    model.compile(optimizer=optimizer, loss=loss, **compiled)
    compile_config = model.get_compile_config()
    # What depends on what Keras runs on, which writes the class that it took instead.
    compile_config["jit_compile"] = True
    compile_config["optimizer"].update(module="keras.optimizers", registered_name=None)
    result = dict(
        name=name,
        model=config,
        compile=compile_config,
        weights=[tensor(w) for w in weights],
        paths=[w.path for w in model.weights],
        x=tensor(x),
        y=tensor(y),
        actions=[],
    )
    for action in actions:
        arguments = {k: v for k, v in action.items() if k != "do"}
        record = dict(do=action["do"], arguments={}, tensors={}, callbacks=arguments.get("callbacks", []))
        if "callbacks" in arguments:
            arguments["callbacks"] = [make_callback(c) for c in arguments["callbacks"]]
        for key, value in arguments.items():
            if key == "callbacks":
                continue
            if key == "validation_data":
                for label, part in zip(("x", "y", "sample_weight"), value):
                    record["tensors"][f"validation_{label}"] = tensor(part)
            elif isinstance(value, np.ndarray):
                record["tensors"][key] = tensor(value)
            else:
                record["arguments"][key] = value
        kind = action["do"]
        if kind == "fit":
            history = model.fit(x, y, shuffle=False, verbose=0, **arguments)
            # After taking the averages, weights and averages share memory, which JAX's next fit trips over.
            model.set_weights(model.get_weights())
            record["epoch"] = history.epoch
            record["history"] = {k: rounded(v) for k, v in history.history.items()}
        elif kind == "evaluate":
            values = model.evaluate(x, y, verbose=0, return_dict=True, **arguments)
            record["values"] = {k: rounded(v)[0] for k, v in values.items()}
        elif kind == "predict":
            record["output"] = tensor(model.predict(x, verbose=0, **arguments))
        elif kind == "steps":
            size = arguments["batch_size"]
            record["losses"] = []
            for i in range(arguments["count"]):
                part = slice(i * size % len(x), i * size % len(x) + size)
                logs = model.train_on_batch(x[part], y[part], return_dict=True)
                record["losses"].append({k: rounded(v)[0] for k, v in logs.items()})
        if kind in ("fit", "steps"):
            record["weights"] = [rounded(w) for w in model.get_weights()]
            record["iterations"] = int(np.asarray(model.optimizer.iterations))
        result["actions"].append(record)
    return result


five = dict(do="steps", count=5, batch_size=4)
softmax = lambda: [layers.Dense(3, activation="softmax")]
logits = lambda: [layers.Dense(3)]
Adam, SGD, RMSprop = optimizers.Adam, optimizers.SGD, optimizers.RMSprop
bce = "binary_crossentropy"
dense = lambda: [keras.Input((5,)), layers.Dense(4, activation="tanh"), layers.Dense(1)]


def cases():
    for name, make in dict(
        rmsprop=lambda: RMSprop(0.01),
        rmsprop_momentum=lambda: RMSprop(0.01, momentum=0.9, centered=True),
        sgd=lambda: SGD(0.1),
        sgd_nesterov=lambda: SGD(0.1, momentum=0.9, nesterov=True),
        adam=lambda: Adam(0.02),
        adam_amsgrad_decay=lambda: Adam(0.02, amsgrad=True, weight_decay=0.01),
        clipnorm=lambda: Adam(0.02, clipnorm=0.05),
        global_clipnorm=lambda: SGD(0.5, global_clipnorm=0.1),
        clipvalue=lambda: RMSprop(0.01, clipvalue=0.01),
        ema=lambda: RMSprop(0.02, use_ema=True, ema_momentum=0.8),
        ema_overwrite=lambda: SGD(0.2, use_ema=True, ema_momentum=0.7, ema_overwrite_frequency=3),
        loss_scale=lambda: SGD(0.2, momentum=0.5, loss_scale_factor=64.0),
        accumulation=lambda: Adam(0.02, gradient_accumulation_steps=3),
    ).items():
        yield run(name, recurrent, tokens, binary, make(), bce, [five, *standard], metrics=["accuracy"])

    column = binary.astype("float32")[:, None]
    yield run(
        "class_weight", recurrent, tokens, column, Adam(0.02), bce,
        [fit(class_weight={0: 0.3, 1: 2.0}, validation_split=0.3), *standard], metrics=["accuracy", "mse"],
        weighted_metrics=["accuracy"],
    )
    yield run(
        "sample_weight", recurrent, tokens, column, Adam(0.02), keras.losses.BinaryCrossentropy(label_smoothing=0.1),
        [
            fit(sample_weight=sample_weight, validation_split=0.25, validation_batch_size=2),
            fit(sample_weight=sample_weight[:, None]),
            dict(do="evaluate", batch_size=7, sample_weight=sample_weight),
        ],
        metrics=["acc"], weighted_metrics=["accuracy", "mae"],
    )
    # JAX's training steps have no masked metrics, and in torch the masked loss writes into the weights of the metrics.
    masked = lambda: recurrent(softmax(), mask=True, return_sequences=True)
    yield run(
        "step_weights", masked, padded, step_classes, RMSprop(0.01), "sparse_categorical_crossentropy",
        [fit(sample_weight=step_weight), dict(do="evaluate", batch_size=8, sample_weight=step_weight)],
    )
    yield run(
        "step_weights_metrics", masked, padded, step_classes, RMSprop(0.01), "sparse_categorical_crossentropy",
        [evaluate, dict(do="evaluate", batch_size=8, sample_weight=step_weight)],
        metrics=["accuracy"], weighted_metrics=["accuracy", "sparse_categorical_crossentropy"],
    )
    one_hot = np.eye(3, dtype="float32")[classes]

    def regular():
        return [
            keras.Input((TIME,), dtype="int32"),
            layers.Embedding(VOCABULARY, 4, embeddings_regularizer=keras.regularizers.L2(0.01),
                             embeddings_constraint=keras.constraints.MaxNorm(1.0, axis=1)),
            layers.SimpleRNN(3, kernel_regularizer="l1", recurrent_regularizer=keras.regularizers.L1L2(0.01, 0.02),
                             bias_regularizer=keras.regularizers.L2(0.05), activity_regularizer="l2",
                             recurrent_constraint="unit_norm", bias_constraint="non_neg"),
            layers.Dense(3, kernel_constraint=keras.constraints.MinMaxNorm(0.2, 0.8, rate=0.5),
                         activity_regularizer=keras.regularizers.L1(0.01)),
        ]

    validation = (padded[:9], one_hot[:9], sample_weight[:9])
    yield run(
        "regularized", regular, tokens, one_hot, Adam(0.02),
        keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
        [five, *standard,
         fit(epochs=4, validation_data=validation, validation_freq=2, validation_batch_size=4),
         fit(epochs=4, initial_epoch=1, validation_data=validation, validation_freq=[2, 4], validation_steps=2,
             validation_batch_size=3)],
        metrics=["accuracy", "categorical_crossentropy"], weighted_metrics=["accuracy"],
    )
    yield run(
        "steps_per_epoch", recurrent, tokens, binary, SGD(0.2), bce,
        [
            fit(epochs=5, steps_per_epoch=2), fit(epochs=3, steps_per_epoch=5), fit(epochs=2, steps_per_epoch=7),
            fit(epochs=3, batch_size=None, steps_per_epoch=3), fit(epochs=2, steps_per_epoch=3, validation_split=0.4),
            fit(epochs=1, batch_size=None, validation_data=(tokens, binary), validation_steps=4),
            dict(do="evaluate", batch_size=4, steps=3), dict(do="evaluate", batch_size=None, steps=4),
            dict(do="evaluate", batch_size=8, steps=10), dict(do="predict", batch_size=4, steps=2),
            dict(do="fit", epochs=2, batch_size=None),
        ],
        metrics=["accuracy"],
    )
    yield run("regression", dense, features, numbers, RMSprop(0.01), "mse", [five, *standard],
              metrics=["mae", "mse"])
    yield run("regression_column", dense, features, numbers[:, None], SGD(0.05), "mean_absolute_error",
              [five, *standard], metrics=["mean_squared_error"])
    yield run(
        "integer_regression", lambda: dense()[1:], features, binary, Adam(0.01), "huber", [five, *standard],
        build=(None, 5),
    )
    yield run(
        "binary_logits", dense, features, binary, Adam(0.02), keras.losses.BinaryCrossentropy(from_logits=True),
        standard, metrics=[keras.metrics.BinaryAccuracy(threshold=0.0), "accuracy"],
    )
    yield run(
        "multilabel", lambda: [keras.Input((5,)), layers.Dense(3, activation="sigmoid")], features,
        (sequences[:, 0] > 0).astype("int32"), Adam(0.02), bce, standard, metrics=["accuracy", "binary_accuracy"],
    )
    yield run(
        "sum_reduction", dense, features, numbers, SGD(0.001), keras.losses.MeanSquaredError(reduction="sum"),
        [fit(sample_weight=sample_weight), evaluate], weighted_metrics=["mse"],
    )
    yield run(
        "sparse_from_column", lambda: [keras.Input((5,)), layers.Dense(3, activation="softmax")], features,
        classes[:, None].astype("float32"), Adam(0.02), "sparse_categorical_crossentropy",
        [five, *standard, fit(class_weight={1: 3.0})], metrics=["accuracy"],
    )

    def frozen():
        stack = recurrent()
        stack[1].trainable = False
        return stack

    yield run("frozen", frozen, tokens, binary, Adam(0.02), bce, [five, *standard], metrics=["accuracy"])
    yield run(
        "nested",
        lambda: [keras.Input((TIME, 3)),
                 keras.Sequential([layers.SimpleRNN(4, return_sequences=True), layers.Dense(2, activation="relu")],
                                  name="inner"),
                 layers.Flatten(), layers.Dense(1)],
        sequences, numbers, Adam(0.02), "mse", [five, *standard],
    )
    held = (features[:7], numbers[:7])
    yield run(
        "callbacks", dense, features, numbers, SGD(0.05, momentum=0.9), "mse",
        [
            fit(epochs=4, callbacks=[dict(LearningRateScheduler=0.5)]),
            fit(epochs=12, validation_data=held, callbacks=[dict(ReduceLROnPlateau=dict(
                monitor="val_mae", factor=0.5, patience=1, cooldown=1, min_lr=0.001, min_delta=0.01))]),
            fit(epochs=30, validation_data=held, callbacks=[dict(EarlyStopping=dict(
                monitor="val_loss", patience=2, min_delta=0.002, restore_best_weights=True))]),
            fit(epochs=30, callbacks=[dict(EarlyStopping=dict(
                monitor="mae", patience=3, mode="max", baseline=0.1, start_from_epoch=2))]),
        ],
        metrics=["mae"],
    )


def mask_and_state_cases():
    yield run(
        "masked_sequence", lambda: recurrent(softmax(), mask=True, return_sequences=True), padded, step_classes,
        RMSprop(0.01), "sparse_categorical_crossentropy",
        [five, *standard],
        metrics=["accuracy"], weighted_metrics=["accuracy", "sparse_categorical_crossentropy"],
    )
    yield run(
        "masked_logits", lambda: recurrent(logits(), mask=True, return_sequences=True, zero_output_for_mask=True),
        padded, step_classes[:, :, None], SGD(0.3, momentum=0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=2), standard, metrics=["acc"],
    )
    yield run(
        "masked_last", lambda: recurrent(mask=True, activation="relu"), padded, binary, Adam(0.02), bce, standard,
        metrics=["accuracy"],
    )
    yield run(
        "masked_pooling",
        lambda: recurrent([layers.GlobalAveragePooling1D(), layers.Dense(1, activation="sigmoid")], mask=True,
                          return_sequences=True, go_backwards=True),
        padded, binary, Adam(0.02), bce, standard, metrics=["accuracy"],
    )
    yield run(
        "stateful",
        lambda: [keras.Input(batch_shape=(2, TIME, 3)), layers.SimpleRNN(3, stateful=True), layers.Dense(1)],
        sequences, numbers, Adam(0.02), "mse",
        [fit(batch_size=2), dict(do="evaluate", batch_size=2), dict(do="predict", batch_size=2),
         fit(batch_size=2, epochs=2)],
    )


def recurrent_cases():
    """Five steps and whole trainings of LSTM, GRU and RNN, masked, stateful and stacked."""

    def stack(layer, head=None, mask=False):
        return lambda: [keras.Input((TIME,), dtype="int32"), layers.Embedding(VOCABULARY, 4, mask_zero=mask),
                        *layer(), *(head or [layers.Dense(1, activation="sigmoid")])]

    def both(name, layer, x, y, loss, head=None, mask=False, **compiled):
        for title, optimizer in [("adam", Adam(0.02)), ("rmsprop", RMSprop(0.01))]:
            yield run(f"{name}_{title}", stack(layer, head and head(), mask), x, y, optimizer, loss, [five, *standard],
                      **compiled)

    accuracy = dict(metrics=["accuracy"])
    yield from both("lstm", lambda: [layers.LSTM(3)], tokens, binary, bce, **accuracy)
    yield from both("gru", lambda: [layers.GRU(3)], tokens, binary, bce, **accuracy)
    yield from both("masked_lstm", lambda: [layers.LSTM(3, return_sequences=True)], padded, step_classes,
                    "sparse_categorical_crossentropy", softmax, True, weighted_metrics=["accuracy"])
    yield from both("masked_gru", lambda: [layers.GRU(3, reset_after=False, go_backwards=True)], padded, binary, bce,
                    mask=True, **accuracy)
    yield from both("stack", lambda: [layers.LSTM(3, return_sequences=True, kernel_regularizer="l2",
                                                  recurrent_constraint="unit_norm"), layers.GRU(2)],
                    padded, binary, bce, mask=True, **accuracy)
    yield from both("cells", lambda: [layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)])], tokens, binary, bce)
    for layer in [layers.LSTM, layers.GRU]:
        yield run(
            f"stateful_{layer.__name__.lower()}",
            lambda: [keras.Input(batch_shape=(2, TIME, 3)), layer(3, stateful=True, use_cudnn=False),
                     layers.Dense(1)],
            sequences, numbers, Adam(0.02), "mse",
            [fit(batch_size=2), dict(do="evaluate", batch_size=2), dict(do="predict", batch_size=2),
             fit(batch_size=2, epochs=2)],
        )


def structure(value):
    """Tensors in the form in which they are given: one, a list, or by name."""
    if isinstance(value, dict):
        return {key: tensor(array) for key, array in value.items()}
    return [tensor(array) for array in value] if isinstance(value, list) else tensor(value)


def part(value, indices):
    if isinstance(value, dict):
        return {key: array[indices] for key, array in value.items()}
    return [array[indices] for array in value] if isinstance(value, list) else value[indices]


def run_outputs(name, make, x, y, optimizer, actions, **compiled):
    """A model with several inputs or outputs; data are structures, results are by name."""
    keras.backend.clear_session()
    model = make()
    config = keras.saving.serialize_keras_object(model)
    weights = initial(model)
    model.compile(optimizer=optimizer, **compiled)
    compile_config = model.get_compile_config()
    compile_config["jit_compile"] = True
    compile_config["optimizer"].update(module="keras.optimizers", registered_name=None)
    result = dict(name=name, model=config, compile=compile_config, weights=[tensor(w) for w in weights],
                  x=structure(x), y=structure(y), actions=[])
    for action in actions:
        arguments = {k: v for k, v in action.items() if k != "do"}
        record = dict(do=action["do"], arguments={})
        for key, value in arguments.items():
            if key == "sample_weight":
                record["sample_weight"] = structure(value)
            elif key == "validation_data":
                record["validation"] = [structure(v) for v in value]
            else:
                record["arguments"][key] = value
        kind = action["do"]
        if kind == "fit":
            history = model.fit(x, y, shuffle=False, verbose=0, **arguments)
            record["history"] = {k: rounded(v) for k, v in history.history.items()}
        elif kind == "evaluate":
            values = model.evaluate(x, y, verbose=0, return_dict=True, **arguments)
            record["values"] = {k: rounded(v)[0] for k, v in values.items()}
            record["order"] = rounded(model.evaluate(x, y, verbose=0, **arguments))
        elif kind == "predict":
            record["output"] = structure(model.predict(x, verbose=0, **arguments))
        elif kind == "steps":
            size = arguments["batch_size"]
            record["losses"] = []
            for i in range(arguments["count"]):
                at = slice(i * size % SAMPLES, i * size % SAMPLES + size)
                logs = model.train_on_batch(part(x, at), part(y, at), return_dict=True)
                record["losses"].append({k: rounded(v)[0] for k, v in logs.items()})
        if kind in ("fit", "steps"):
            record["weights"] = [rounded(w) for w in model.get_weights()]
        result["actions"].append(record)
    return result


def two_towers(mask=False, named=False):
    """Words and features; the classes of the words' end, and a number from both through a layer that they share."""
    words = keras.Input((TIME,), dtype="int32", name="words")
    numbers = keras.Input((5,), name="numbers")
    embedded = layers.Embedding(VOCABULARY, 4, mask_zero=mask, name="table")(words)
    read = layers.SimpleRNN(3, name="reader")(embedded)
    shared = layers.Dense(3, activation="tanh", name="shared", kernel_regularizer="l2")
    # On JAX, Keras loses a penalty of all but one call of a shared layer.
    narrow = layers.Dense(3, name="narrow", activity_regularizer="l1")(numbers)
    main = layers.Dense(3, activation="softmax", name="main")(shared(read))
    aux = layers.Dense(1, name="aux")(shared(narrow))
    if named:
        return keras.Model({"w": words, "n": numbers}, {"second": aux, "first": main}, name="towers")
    return keras.Model([words, numbers], [main, aux], name="towers")


def three_outputs():
    """One input, a sequence of labels, a label and a number; a layer that is not trained, and a nested model."""
    words = keras.Input((TIME,), dtype="int32", name="words")
    inner_in = keras.Input((TIME, 4))
    inner = keras.Model(inner_in, layers.SimpleRNN(3, return_sequences=True, name="deep")(inner_in), name="inner")
    sequence = inner(layers.Embedding(VOCABULARY, 4, name="table")(words))
    frozen = layers.Dense(2, activation="relu", name="frozen")
    frozen.trainable = False
    end = layers.SimpleRNN(2, name="end")(frozen(sequence))
    return keras.Model(words, [
        layers.Dense(3, activation="softmax", name="tags")(sequence),
        layers.Dense(1, activation="sigmoid", name="label")(end),
        layers.Dense(1, name="number")(end),
    ], name="three")


def masked_outputs():
    words = keras.Input((TIME,), dtype="int32", name="words")
    embedded = layers.Embedding(VOCABULARY, 4, mask_zero=True, name="table")(words)
    reader = layers.SimpleRNN(4, return_sequences=True, name="reader", activity_regularizer="l2")
    sequence = reader(reader(embedded))
    pooled = layers.GlobalAveragePooling1D(name="pool")(sequence)
    return keras.Model(words, [
        layers.Dense(3, activation="softmax", name="tags")(sequence),
        layers.Dense(1, activation="sigmoid", name="label")(pooled),
    ], name="masked")


def output_cases():
    sparse = "sparse_categorical_crossentropy"
    column = numbers[:, None]
    everything = [five, fit(), evaluate, predict, fit(epochs=2)]
    yield run_outputs(
        "lists", two_towers, [tokens, features], [classes, column], Adam(0.02), everything,
        loss=[sparse, "mse"], loss_weights=[1.0, 0.3], metrics=[["accuracy"], ["mae", "mse"]],
    )
    yield run_outputs(
        "names", two_towers, {"words": tokens, "numbers": features}, {"aux": column, "main": classes}, RMSprop(0.01),
        [five, fit(), fit(validation_split=0.3), evaluate, predict],
        loss={"main": sparse, "aux": keras.losses.LogCosh(name="cosh")}, loss_weights={"aux": 2.0, "main": 0.5},
        metrics={"aux": ["mae"], "main": ["accuracy", sparse]}, weighted_metrics={"aux": ["mae", "mse"]},
    )
    yield run_outputs(
        "one_weight", two_towers, [tokens, features], [classes, column], SGD(0.1),
        [
            fit(sample_weight=sample_weight), dict(do="evaluate", batch_size=8, sample_weight=sample_weight),
            fit(sample_weight=[sample_weight, sample_weight[::-1].copy()], epochs=2),
            fit(validation_data=([tokens[:9], features[:9]], [classes[:9], column[:9]],
                                 [sample_weight[:9], sample_weight[9:18]]), epochs=2),
        ],
        loss=[sparse, "mae"], metrics=["accuracy", "mae"], weighted_metrics=[["accuracy"], ["mae"]],
    )
    yield run_outputs(
        "dictionaries", lambda: two_towers(named=True), {"w": tokens, "n": features},
        {"first": classes, "second": column}, Adam(0.02), everything,
        loss={"first": sparse, "second": "mse"}, metrics={"first": ["accuracy"], "second": ["mae"]},
    )
    yield run_outputs(
        "three", three_outputs, tokens, [step_classes, binary, column], Adam(0.02), everything,
        loss=[sparse, bce, "mse"], loss_weights=[0.5, 1.0, 2.0], metrics=[["accuracy"], ["accuracy", "auc"], []],
    )
    yield run_outputs(
        "three_weights", three_outputs, tokens, [step_classes, binary, column], Adam(0.02),
        [fit(sample_weight=[step_weight, sample_weight, sample_weight[::-1].copy()]), evaluate],
        loss={"tags": sparse, "label": bce, "number": "mse"}, weighted_metrics={"tags": ["accuracy"]},
    )
    yield run_outputs(
        "one_loss_of_two", two_towers, [tokens, features], [classes, column], Adam(0.02), everything,
        loss=[sparse, None], metrics=[["accuracy"], ["mae"]],
    )
    yield run_outputs(
        "one_loss_for_two", lambda: keras.Model(*(lambda i: (i, [
            layers.Dense(1, name="left")(i), layers.Dense(1, name="right")(i)]))(keras.Input((5,), name="in"))),
        features, [column, column * 2], SGD(0.05), everything, loss="mse", metrics=[["mae"], ["mae"]],
    )
    yield run_outputs(
        "weighted_loss", lambda: keras.Sequential(dense()), features, column, SGD(0.05, momentum=0.9), everything,
        loss="mse", loss_weights=0.25, metrics=["mae"],
    )


def masked_output_cases():
    yield run_outputs(
        "masked", masked_outputs, padded, [step_classes, binary], Adam(0.02), [five, fit(), evaluate, predict],
        loss=["sparse_categorical_crossentropy", bce], metrics=[["accuracy"], ["accuracy"]],
        weighted_metrics=[["sparse_categorical_crossentropy"], []],
    )


def captured(model, **arguments):
    lines = []
    model.summary(print_fn=lambda text, **_: lines.append(text), **arguments)
    return "".join(lines).rstrip("\n").split("\n")


def summaries():
    keras.backend.clear_session()
    notebook = keras.Sequential([
        keras.Input((30,), dtype="int32"), layers.Embedding(20000, 50), layers.SimpleRNN(5),
        layers.Dense(1, activation="sigmoid"),
    ])
    yield "notebook", captured(notebook, line_length=76)
    notebook.compile("rmsprop", bce)
    yield "notebook_compiled", captured(notebook, line_length=76)
    notebook.fit(np.zeros((2, 30), "int32"), np.zeros(2), verbose=0)
    yield "notebook_trained", captured(notebook, line_length=76)
    yield "notebook_trainable", captured(notebook, line_length=76, show_trainable=True)
    yield "notebook_wide", captured(notebook, line_length=120, show_trainable=True)

    keras.backend.clear_session()
    unbuilt = keras.Sequential([
        layers.Dense(3), layers.Dropout(0.2), layers.Flatten(),
        layers.Dense(2, name="a_very_long_name_for_a_dense_layer_that_is_wider_than_the_column"),
        layers.Dense(2, trainable=False, name="the_name_and_the_type_together_are"),
    ])
    yield "unbuilt", captured(unbuilt, line_length=76)
    unbuilt.build((None, 5))
    yield "built", captured(unbuilt, line_length=76, show_trainable=True)
    yield "built_narrow", captured(unbuilt, line_length=50)

    keras.backend.clear_session()
    inner = keras.Sequential([layers.Dense(3), layers.Dense(2)], name="inner")
    nested = keras.Sequential([keras.Input((7, 4)), inner, layers.SimpleRNN(2, return_sequences=True)])
    yield "nested", captured(nested, line_length=76)
    yield "nested_expanded", captured(nested, line_length=76, expand_nested=True)
    keras.backend.clear_session()
    yield "empty", captured(keras.Sequential(), line_length=76)


def progress():
    """What the progress bar prints with a clock of our own, without the backspaces that a terminal needs not."""
    cases = []
    for verbose, target, times in [
        (1, 782, [0.01, 0.03, 0.2, 0.21, 0.5, 1.7, 9.4]),
        (1, 40, [2.0, 4.5, 500.0, 7000.0, 7001.0]),
        (1, 3, [0.0, 0.0, 0.0]),
        (2, 25, [0.3, 0.6, 4.4]),
        (2, 3, [0.0, 3.0, 9.0]),
    ]:
        now = [0.0]
        import time

        real = time.time
        time.time = lambda: 1000.0 + now[0]
        written = []
        real_print = io_utils.print_msg
        io_utils.print_msg = lambda text, line_break=True: written.append(text.replace("\b", ""))
        bar = Progbar(target, verbose=verbose, stateless_metrics=set())
        bar._dynamic_display = True
        metrics = [("accuracy", 0.51234), ("loss", 0.000612)]
        steps = [1, 2] + [target * k // len(times) for k in range(2, len(times))]
        for step, at in zip(steps, times):
            now[0] = at
            if verbose == 1:
                bar.update(step, metrics, finalize=False)
        now[0] = times[-1] + 0.4
        bar.update(target, metrics + [("val_loss", -0.25)], finalize=True)
        time.time = real
        io_utils.print_msg = real_print
        cases.append(dict(verbose=verbose, target=target, times=times, steps=steps, written=written))
    return cases


def write(name, cases):
    with open(os.path.join(HERE, name), "w") as file:
        # A case a line.
        file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")


if __name__ == "__main__":
    if keras.backend.backend() == "torch":
        write("training_masks_states.json", mask_and_state_cases())
        write("training_outputs_masks.json", masked_output_cases())
        write("training_recurrent.json", recurrent_cases())
    else:
        write("training.json", cases())
        write("training_outputs.json", output_cases())
        with open(os.path.join(HERE, "summaries.json"), "w") as file:
            json.dump(dict(summaries=dict(summaries()), progress=progress()), file, indent=1, ensure_ascii=False)
            file.write("\n")
