"""Opens in Keras what Horn wrote, and prints a line for each file that does not give what it should.

    KERAS_BACKEND=jax python read_files.py FOLDER

The folder holds model files with the npz files of make_files.py beside them; where these have a target, the model is
trained for three more epochs and its weights are compared too. The last line says how many files agreed.
"""

import os
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import golden_layers  # noqa: F401 (registers its layers)
from golden_models import evaluate, given
import numpy as np

warnings.simplefilter("ignore")


def difference(a, b):
    a, b = np.asarray(a, dtype="float64"), np.asarray(b, dtype="float64")
    return float(np.max(np.abs(a - b), initial=0)) if a.shape == b.shape else f"shape {a.shape}, not {b.shape}"


def check(file, data):
    # Keras itself does not go on training from its older format.
    old = file.endswith(".h5")
    model = keras.saving.load_model(file, compile=not old)
    inputs = [data[f"input_{i}"] for i in range(sum(k.startswith("input_") for k in data.files))]
    if any(x.dtype.kind == "U" for x in inputs):
        outputs = evaluate(model, inputs)
    else:
        outputs = model.predict(given(model, inputs), verbose=0)
    outputs = [outputs[k] for k in sorted(outputs)] if isinstance(outputs, dict) else outputs
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    for i, output in enumerate(outputs):
        gap = difference(output, data[f"output_{i}"])
        if isinstance(gap, str) or gap > 1e-5:
            return f"output {i} differs by {gap}"
    if "target" not in data.files or old:
        return None
    model.fit(inputs[0], data["target"], batch_size=4, epochs=3, shuffle=False, verbose=0)
    for i, weight in enumerate(model.weights):
        gap = difference(weight.numpy(), data[f"trained_{i}"])
        if isinstance(gap, str) or gap > 1e-4:
            return f"after training, {weight.path} differs by {gap}"
    return None


def main(folder):
    agreed = 0
    names = sorted(os.listdir(folder))
    for name in names:
        stem, ending = os.path.splitext(name)
        if ending not in (".keras", ".h5") or not os.path.exists(os.path.join(folder, stem + ".npz")):
            continue
        try:
            problem = check(os.path.join(folder, name), np.load(os.path.join(folder, stem + ".npz")))
        except Exception as error:
            problem = f"{type(error).__name__}: {str(error)[:2000]}"
        if problem:
            print(f"{name}: {problem}")
        else:
            agreed += 1
    print(f"{agreed} files agree")


main(sys.argv[1])
