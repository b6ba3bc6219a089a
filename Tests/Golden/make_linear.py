"""Writes linear.json: scikit-learn's DictVectorizer, LogisticRegression and TfidfVectorizer.

    python Tests/Golden/make_linear.py
"""

import json
import os

import numpy as np
import sklearn
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

FOLDER = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(5)


def regression(rows, features, classes, density, **args):
    x = np.round(rng.normal(size=(rows, features)), 2) * (rng.random((rows, features)) < density)
    truth = rng.normal(size=(features, classes))
    y = (x @ truth + rng.normal(size=(rows, classes))).argmax(axis=1)
    model = LogisticRegression(tol=1e-9, max_iter=10000, **args).fit(x, y)
    other = np.round(rng.normal(size=(7, features)), 2) * (rng.random((7, features)) < density)
    return {"c": args.get("C", 1.0), "fit_intercept": args.get("fit_intercept", True),
            "x": x.tolist(), "y": y.tolist(), "classes": model.classes_.tolist(),
            "coefficients": model.coef_.tolist(), "intercepts": np.atleast_1d(model.intercept_).tolist(),
            "other": other.tolist(), "probabilities": model.predict_proba(other).tolist(),
            "predictions": model.predict(other).tolist()}


samples = [
    {"word": "Rome", "isTitle": True, "length": 4}, {"word": "the", "isTitle": False, "length": 3.5},
    {"tags": ["a", "b", "a"], "word": "Äther"}, {}, {"word": "the", "length=x": 2},
]
others = [{"word": "new", "length": 9}, {"word": "the", "tags": ["b", "z"], "unknown": 1}]
vectorizer = DictVectorizer(sparse=True)
dictionaries = {
    "samples": samples, "others": others, "x": vectorizer.fit_transform(samples).toarray().tolist(),
    "names": list(vectorizer.get_feature_names_out()), "x_others": vectorizer.transform(others).toarray().tolist(),
}

texts = ["a good film a very good film", "a bad film", "boring", "good acting but boring plot and bad music", ""]
unseen = ["good good plot unseen", "nothing known"]
tfidf = []
for args in [{}, {"ngram_range": (1, 2)}, {"sublinear_tf": True}, {"min_df": 2}]:
    vectorizer = TfidfVectorizer(token_pattern=r"\S+", **args)
    x = vectorizer.fit_transform(texts)
    tfidf.append({
        "ngrams": args.get("ngram_range", (1, 1))[1], "sublinear": args.get("sublinear_tf", False),
        "min_df": args.get("min_df", 1), "names": list(vectorizer.get_feature_names_out()),
        "x": x.toarray().tolist(), "unseen": vectorizer.transform(unseen).toarray().tolist()})

result = {
    "sklearn": sklearn.__version__, "dictionaries": dictionaries, "texts": texts, "unseen": unseen, "tfidf": tfidf,
    "regressions": [
        regression(60, 5, 3, 1.0), regression(80, 12, 5, 0.3, C=10), regression(50, 6, 2, 0.5),
        regression(50, 4, 2, 1.0, C=0.1, fit_intercept=False), regression(40, 8, 4, 0.4, C=0.5, fit_intercept=False),
    ],
}
path = os.path.join(FOLDER, "linear.json")
with open(path, "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
print(os.path.getsize(path))
