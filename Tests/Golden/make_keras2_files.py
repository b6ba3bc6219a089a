"""Writes files/keras2_NAME.h5: trainings under way as TensorFlow's Keras 2 saved them, with what it goes on to make of the weights.

    python make_keras2_files.py

Needs tf_keras. NAME.npz has input_0, output_0, target and trained_0… as those of make_files.py.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tf_keras as keras

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")
rng = np.random.default_rng(11)


def optimizers():
    old, new = keras.optimizers.legacy, keras.optimizers
    return dict(
        # Optimizers of Keras 2.10 and before, with their states kind by kind.
        sgd=old.SGD(0.05, momentum=0.9, nesterov=True),
        plain=old.SGD(0.05, decay=0.1),
        rmsprop=old.RMSprop(0.01, momentum=0.3, centered=True),
        adam=old.Adam(0.02, decay=0.05),
        amsgrad=old.Adam(0.02, amsgrad=True),
        adagrad=old.Adagrad(0.1),
        adadelta=old.Adadelta(0.5),
        adamax=old.Adamax(0.02),
        nadam=old.Nadam(0.01),
        # Those since 2.11.
        new_sgd=new.SGD(0.05),
        new_rmsprop=new.RMSprop(0.01, momentum=0.3),
        new_adam=new.Adam(0.02, amsgrad=True),
    )


def main():
    x = rng.normal(size=(12, 5, 3)).astype("float32")
    y = rng.normal(size=(12, 1)).astype("float32")
    for name, optimizer in optimizers().items():
        keras.backend.clear_session()
        model = keras.Sequential(
            [keras.layers.LSTM(2, input_shape=(5, 3)), keras.layers.Dense(1)], name="training"
        )
        model.set_weights([rng.normal(0, 0.4, w.shape).astype("float32") for w in model.get_weights()])
        model.compile(optimizer, loss="mse", metrics=["mae"])
        model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
        path = os.path.join(HERE, f"keras2_{name}")
        model.save(path + ".h5")
        outputs = np.asarray(model(x))
        model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0)
        trained = {f"trained_{i}": w for i, w in enumerate(model.get_weights())}
        np.savez_compressed(path + ".npz", input_0=x, output_0=outputs, target=y, **trained)


main()
