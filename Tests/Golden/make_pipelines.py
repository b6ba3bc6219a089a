"""Writes pipelines.json: what Keras's data utilities and tf.data give, on TensorFlow.

    KERAS_BACKEND=tensorflow python make_pipelines.py
"""

import itertools
import json
import os
import time
import warnings

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["COLUMNS"] = "200"

import keras
import numpy as np
import tensorflow as tf
from keras.src.utils import io_utils
from keras.src.utils.progbar import Progbar

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def array(value):
    value = np.asarray(value)
    return dict(shape=list(value.shape), values=value.ravel().tolist())


def timeseries():
    """Windows over numbers, of one or two features, with and without targets."""
    cases = []
    for length, features, targets, options in [
        (10, 0, None, dict(sequence_length=3)),
        (12, 2, 12, dict(sequence_length=4, batch_size=3)),
        (23, 0, 23, dict(sequence_length=3, sampling_rate=2, sequence_stride=3, batch_size=4)),
        (30, 2, 17, dict(sequence_length=5, sampling_rate=3, batch_size=5)),
        (30, 0, 30, dict(sequence_length=4, start_index=7, end_index=21, batch_size=2)),
        (30, 0, None, dict(sequence_length=4, start_index=3, sequence_stride=5, batch_size=3)),
        (30, 1, 30, dict(sequence_length=2, end_index=9, sampling_rate=4, batch_size=None)),
        (8, 0, None, dict(sequence_length=9, batch_size=2)),
        (99, 0, None, dict(sequence_length=10, sampling_rate=2, sequence_stride=3, batch_size=8)),
    ]:
        data = np.arange(length * max(features, 1)).reshape([length] + ([features] if features else []))
        target = None if targets is None else np.arange(targets) * 10
        batches = []
        for batch in keras.utils.timeseries_dataset_from_array(data, target, **options):
            parts = batch if isinstance(batch, tuple) else (batch,)
            batches.append([array(part) for part in parts])
        cases.append(dict(length=length, features=features, targets=targets, batches=batches, **options))
    return cases


def windows():
    cases = []
    for count, size, shift, stride, drop in itertools.product(
        [0, 1, 7, 10], [1, 3, 4], [None, 1, 2, 6], [1, 3], [False, True]
    ):
        data = tf.data.Dataset.range(count).window(size, shift, stride, drop)
        cases.append(
            dict(
                count=count, size=size, shift=shift, stride=stride, drop=drop,
                windows=[[int(x) for x in window] for window in data],
            )
        )
    return cases


def sequences(lengths):
    return [[100 * i + k + 1 for k in range(length)] for i, length in enumerate(lengths)]


def dataset_of(rows):
    return tf.data.Dataset.from_generator(lambda: iter(rows), output_signature=tf.TensorSpec([None], tf.int32))


def buckets():
    lengths = [1, 5, 3, 9, 2, 2, 7, 4, 12, 3, 0, 6, 5, 8, 1, 10, 3, 4]
    cases = []
    for boundaries, sizes, options in [
        ([3, 6, 9], [2, 3, 2, 4], {}),
        ([3, 6, 9], [2, 3, 2, 4], dict(drop_remainder=True)),
        ([4, 13], [3, 4, 1], dict(pad_to_bucket_boundary=True)),
        ([5], [4, 2], dict(padding_values=-1)),
        ([5, 8], [2, 2, 2], dict(padded_shapes=[14])),
    ]:
        data = dataset_of(sequences(lengths)).bucket_by_sequence_length(
            lambda row: tf.shape(row)[0], boundaries, sizes, **options
        )
        cases.append(
            dict(boundaries=boundaries, sizes=sizes, batches=[array(batch.numpy()) for batch in data], **options)
        )
    return dict(lengths=lengths, cases=cases)


def padded():
    lengths = [2, 0, 3, 1, 4, 2, 1]
    cases = []
    for size, options in [
        (3, {}),
        (2, dict(padding_values=7)),
        (3, dict(padded_shapes=[6], drop_remainder=True)),
    ]:
        data = dataset_of(sequences(lengths)).padded_batch(size, **options)
        cases.append(dict(size=size, batches=[array(batch.numpy()) for batch in data], **options))
    return dict(lengths=lengths, cases=cases)


def orders():
    """Steps that pick and arrange numbers, by the name of the case."""
    numbers = tf.data.Dataset.range
    chains = {
        "interleave 2 1": numbers(3).interleave(
            lambda i: numbers(10 * i, 10 * i + i + 2), cycle_length=2, block_length=1),
        "interleave 2 3": numbers(5).interleave(
            lambda i: numbers(10 * i, 10 * i + 4), cycle_length=2, block_length=3),
        "interleave 3 2": numbers(7).interleave(
            lambda i: numbers(10 * i, 10 * i + 2 * (i % 3)), cycle_length=3, block_length=2),
        "flat map": numbers(4).flat_map(lambda i: numbers(i)),
        "shard": numbers(10).shard(3, 1),
        "repeat": numbers(3).repeat(2),
        "repeat none": numbers(3).repeat(0),
        "repeat take": numbers(3).repeat().take(7),
        "take all": numbers(3).take(-1),
        "skip all": numbers(3).skip(-1),
        "skip": numbers(5).skip(3),
        "concatenate": numbers(2).concatenate(numbers(5, 8)),
    }
    return {name: [int(x) for x in chain] for name, chain in chains.items()}


def split_sizes():
    cases = []
    for total, left, right in [
        (10, 0.8, None), (10, None, 0.25), (10, 3, None), (10, None, 4), (10, 3, 4), (10, 0.25, 0.35),
        (7, 0.5, None), (7, 0.5, 0.5), (10, 0.6, 0.6), (10, 11, None), (10, 0, None), (10, 0.01, None),
        (10, 1.5, None), (10, 6, 5), (10, None, None), (10, 3, 0.5),
    ]:
        try:
            parts = keras.utils.split_dataset(np.arange(total), left, right)
            result = [[int(x) for x in part] for part in parts]
        except (ValueError, TypeError):
            result = None
        cases.append(dict(total=total, left=left, right=right, parts=result))
    return cases


def categorical():
    cases = []
    for values, shape, count in [
        ([0, 2, 1], [3], None), ([0, 2, 1], [3, 1], 4), ([0, 1, 2, 3], [2, 2], None), ([1], [1], 2), ([3], [], None),
    ]:
        result = keras.utils.to_categorical(np.array(values).reshape(shape), count)
        cases.append(dict(values=values, shape=shape, count=count, result=array(result)))
    return cases


def progress():
    """The progress bar of an epoch whose steps are not known before."""
    cases = []
    for verbose in (1, 2):
        now = [0.0]
        real, real_print = time.time, io_utils.print_msg
        written = []
        time.time = lambda: 1000.0 + now[0]
        io_utils.print_msg = lambda text, line_break=True: written.append(text.replace("\b", ""))
        bar = Progbar(None, verbose=verbose, stateless_metrics=set())
        bar._dynamic_display = True
        metrics = [("accuracy", 0.51234), ("loss", 0.000612)]
        times = [0.01, 0.4, 0.41, 3.0]
        for step, at in enumerate(times):
            now[0] = at
            if verbose == 1:
                bar.update(step + 1, metrics, finalize=False)
        now[0] = 3.5
        bar.target = len(times)
        bar.update(len(times), metrics + [("val_loss", 0.25)], finalize=True)
        time.time, io_utils.print_msg = real, real_print
        cases.append(dict(verbose=verbose, times=times, written=written))
    return cases


if __name__ == "__main__":
    golden = dict(
        timeseries=timeseries(), windows=windows(), buckets=buckets(), padded=padded(), orders=orders(),
        split_sizes=split_sizes(), categorical=categorical(), progress=progress(),
    )
    with open(os.path.join(HERE, "pipelines.json"), "w") as file:
        json.dump(golden, file, ensure_ascii=False)
        file.write("\n")
