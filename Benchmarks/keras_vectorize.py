"""What `horn-bench vectorize` times, by Keras's TextVectorization on TensorFlow.

    KERAS_BACKEND=tensorflow python Benchmarks/keras_vectorize.py aclImdb_v1.tar.gz
"""

import json
import os
import sys
import tarfile
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

texts = {}
with tarfile.open(sys.argv[1]) as archive:
    for member in archive:
        parts = member.name.split("/")
        if member.isfile() and len(parts) >= 3 and parts[-3] == "train" and parts[-2] in ("neg", "pos"):
            texts["/".join(parts[-2:])] = archive.extractfile(member).read()
reviews = [texts[name] for name in sorted(texts)]
megabytes = sum(map(len, reviews)) / 1e6
dataset = tf.data.Dataset.from_tensor_slices(reviews).batch(1024).prefetch(2)
adapts, calls = [], []
for _ in range(3):
    layer = keras.layers.TextVectorization(max_tokens=20000, output_sequence_length=250)
    start = time.perf_counter()
    layer.adapt(dataset)
    adapts.append(time.perf_counter() - start)
    start = time.perf_counter()
    integers = np.concatenate([np.asarray(layer(batch)) for batch in dataset])
    calls.append(time.perf_counter() - start)
adapt, call = sorted(adapts)[1], sorted(calls)[1]
print(json.dumps(dict(
    peer="keras-tensorflow", workload="vectorize", megabytes=round(megabytes, 1), adapt_s=round(adapt, 4),
    call_s=round(call, 4), adapt_mb_s=round(megabytes / adapt), call_mb_s=round(megabytes / call),
    vocabulary_size=layer.vocabulary_size(), sum=int(integers.sum()))))
