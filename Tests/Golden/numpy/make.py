"""Writes the NumPy files that HornFilesTests reads. Run with NumPy 2: python make.py"""
import io
import os
import pickle
import zipfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


NUMBERS = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
arrays = {dtype: np.arange(6).reshape(2, 3).astype(dtype) for dtype in NUMBERS}
arrays.update({"big_" + dtype: np.arange(6).reshape(2, 3).astype(">" + dtype) for dtype in NUMBERS if dtype[1] != "1"})
arrays["halves"] = np.array([1.5, -2.25, 65504, 6e-8, -0.0, np.inf, -np.inf, 6.1e-5], "f2")
arrays["negative"] = np.array([-1, -128, 127], "i1")
arrays["b1"] = np.array([True, False, True])
arrays["texts"] = np.array(["", "na\u00efve", "\U0001f600 z"])
arrays["big_texts"] = np.array(["ab", "c"], ">U2")
arrays["bytes"] = np.array([b"abc", b"d"])
arrays["scalar"] = np.array(7, "i4")
arrays["empty"] = np.zeros((0, 4), "f4")
arrays["fortran"] = np.asfortranarray(np.arange(24, dtype="f4").reshape(2, 3, 4))
arrays["fortran_texts"] = np.asfortranarray(np.array([["a", "b"], ["c", "d"]]))
np.savez(path("stored.npz"), **arrays)
np.savez_compressed(path("deflated.npz"), **arrays)


def objects(values):
    array = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        array[i] = value
    return array


def npy(array, protocol=4, version=None, replace=None):
    out = io.BytesIO()
    if array.dtype == object:
        np.lib.format.write_array_header_1_0(out, np.lib.format.header_data_from_array_1_0(array))
        data = pickle.dumps(array, protocol=protocol)
        out.write(data.replace(*replace) if replace else data)
    else:
        np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


lists = objects([[1, 2, 300, 70000, -5], [], list(range(2500)), [2**31 - 1, -(2**31)]])
python2 = (
    b"\x80\x02cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b\x87Rq\x03"
    b"(K\x01K\x02\x85cnumpy\ndtype\nq\x04U\x02O8K\x00K\x01\x87Rq\x05(K\x03U\x01|NNNJ\xff\xff\xff\xff"
    b"J\xff\xff\xff\xffK?tb\x89]q\x06(]q\x07(K\x01\x8a\x02\x2c\x01e]q\x08K\x07aetb."
)
members = {"protocol%d" % p: npy(lists, p) for p in (2, 3, 4, 5)}
members["oldnumpy"] = npy(lists, 3, replace=(b"numpy._core", b"numpy.core"))
members["python2"] = npy(objects([[1, 300], [7]]))[:128] + python2
members["texts"] = npy(objects(["a", "b\u00e9", "a"]))
members["numbers"] = npy(objects([1, 2.5, -3]))
members["truths"] = npy(objects([True, False]))
members["integers"] = npy(np.array([[1, 2], [3, 4]], dtype=object))
members["arrays"] = npy(objects([np.array([1, 2, 3]), np.array([4], "u1"), np.array([], "i4")]))
members["arrays2"] = npy(objects([np.array([1, 200, 3]), np.array([4], ">i2")]), 2)
members["shared"] = npy(objects([[5, 6]] * 3))
members["none"] = npy(objects([None, 1]))
members["evil"] = npy(objects([[1], os.getcwd]))
members["deep"] = npy(objects([[[1]], [[2]]]))
members["wide"] = npy(objects([[1, 2**40]]))
members["version2"] = npy(np.arange(3, dtype="f4"), version=(2, 0))
members["version3"] = npy(np.arange(3, dtype="f4"), version=(3, 0))
members["record"] = npy(np.zeros(2, dtype=[("a", "i4")]))
members["complex"] = npy(np.zeros(2, dtype="c8"))
members["large"] = npy(np.array([1, 2**31], dtype="i8"))
with zipfile.ZipFile(path("objects.npz"), "w", zipfile.ZIP_DEFLATED) as archive:
    for name, data in members.items():
        archive.writestr(zipfile.ZipInfo(name + ".npy"), data, zipfile.ZIP_DEFLATED)

tiny = {
    "x_train": objects([[1, 2, 3, 9], [4, 5], [6, 7, 300, 8, 70000], [2]]), "y_train": np.array([1, 0, 1, 0]),
    "x_test": objects([[3, 1], [5, 5, 5]]), "y_test": np.array([0, 1]),
}
np.savez_compressed(path("tiny_imdb.npz"), **tiny)

wires = [[1, 2, 3, 9], [4, 5], [2], [6, 7, 300, 8, 1], [3, 1], [5, 5, 5], [9, 8, 7, 6, 5, 4]]
np.savez_compressed(path("tiny_reuters.npz"), x=objects(wires), y=np.array([3, 0, 45, 1, 2, 7, 4]))
