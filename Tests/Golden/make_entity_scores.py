"""Writes entity_scores.json: seqeval's numbers, and SemEval-2013's from its definitions.

    python Tests/Golden/make_entity_scores.py
"""

import json
import os
import random
import warnings

import seqeval.metrics as metrics
from seqeval.scheme import IOB1, IOB2, IOBES, IOE1, IOE2

warnings.filterwarnings("ignore")
FOLDER = os.path.dirname(os.path.abspath(__file__))
SCHEMES = {"io": None, "iob1": IOB1, "iob2": IOB2, "ioe1": IOE1, "ioe2": IOE2, "iobes": IOBES}
MARKS = {"io": "I", "iob1": "BI", "iob2": "BI", "ioe1": "EI", "ioe2": "EI", "iobes": "BIES"}
random.seed(11)


def names(tags):
    """seqeval's names of one sentence in its default mode: (kind, first, last)."""
    return metrics.sequence_labeling.get_entities(tags)


def semeval(y_true, y_pred):
    """COR, INC, PAR, MIS, SPU of the four measures.

    The definitions of the task: a prediction is aligned with one name of the truth (equal, then of equal boundaries,
    then overlapping, of the same kind before others, in the order of the sentence); what has no partner is spurious or
    missed.
    """
    result = {m: dict(correct=0, incorrect=0, partial=0, missed=0, spurious=0)
              for m in ["strict", "exact", "partial", "type"]}
    for truth_tags, pred_tags in zip(y_true, y_pred):
        truth, pred = names(truth_tags), names(pred_tags)
        pairs, used = {}, set()
        for rule in [lambda p, t: p == t, lambda p, t: p[1:] == t[1:], None]:
            for p in range(len(pred)):
                if p in pairs:
                    continue
                free = [t for t in range(len(truth)) if t not in used]
                if rule:
                    fitting = [t for t in free if rule(pred[p], truth[t])]
                else:
                    fitting = [t for t in free if pred[p][1] <= truth[t][2] and truth[t][1] <= pred[p][2]]
                    fitting.sort(key=lambda t: (truth[t][0] != pred[p][0], t))
                if fitting:
                    pairs[p] = fitting[0]
                    used.add(fitting[0])
        for p, t in pairs.items():
            words, kind = pred[p][1:] == truth[t][1:], pred[p][0] == truth[t][0]
            result["strict"]["correct" if words and kind else "incorrect"] += 1
            result["exact"]["correct" if words else "incorrect"] += 1
            result["partial"]["correct" if words else "partial"] += 1
            result["type"]["correct" if kind else "incorrect"] += 1
        for m in result.values():
            m["missed"] += len(truth) - len(pairs)
            m["spurious"] += len(pred) - len(pairs)
    for m in result.values():
        hits = m["correct"] + 0.5 * m["partial"]
        possible = m["correct"] + m["incorrect"] + m["partial"] + m["missed"]
        actual = m["correct"] + m["incorrect"] + m["partial"] + m["spurious"]
        m["precision"] = hits / actual if actual else 0.0
        m["recall"] = hits / possible if possible else 0.0
        total = m["precision"] + m["recall"]
        m["f1"] = 2 * m["precision"] * m["recall"] / total if total else 0.0
    return result


def scores(y_true, y_pred, mode, scheme):
    args = dict(mode=mode, scheme=SCHEMES[scheme]) if mode == "strict" else {}
    found = {"report": metrics.classification_report(y_true, y_pred, digits=4, **args)
             if any(names(t) for t in y_true + y_pred) else None}
    for average in ["micro", "macro", "weighted"]:
        found[average] = [float(f(y_true, y_pred, average=average, **args))
                          for f in (metrics.precision_score, metrics.recall_score, metrics.f1_score)]
    kinds = metrics.classification_report(y_true, y_pred, output_dict=True, **args)
    found["kinds"] = {k: [float(v["precision"]), float(v["recall"]), float(v["f1-score"]), int(v["support"])]
                      for k, v in kinds.items() if not k.endswith(" avg")}
    return found


def case(scheme, y_true, y_pred):
    result = {"scheme": scheme, "y_true": y_true, "y_pred": y_pred,
              "accuracy": float(metrics.accuracy_score(y_true, y_pred)),
              "default": scores(y_true, y_pred, None, scheme), "semeval": semeval(y_true, y_pred)}
    if SCHEMES[scheme]:
        try:
            result["strict"] = scores(y_true, y_pred, "strict", scheme)
        except ValueError:
            pass  # no name at all
    return result


def tag(scheme, kinds):
    return "O" if random.random() < 0.35 else random.choice(MARKS[scheme]) + "-" + random.choice(kinds)


def well_formed(scheme, length, kinds):
    tags, place, last = [], 0, None
    while place < length:
        if random.random() < 0.4:
            tags.append("O")
            last, place = None, place + 1
            continue
        kind, count = random.choice(kinds), min(random.randint(1, 3), length - place)
        part = ["I"] * count
        if scheme == "iob2" or (scheme == "iob1" and last == kind):
            part[0] = "B"
        if scheme == "ioe1" and last == kind:
            tags[-1] = "E-" + kind
        if scheme == "ioe2":
            part[-1] = "E"
        if scheme == "iobes":
            part = ["S"] if count == 1 else ["B"] + ["I"] * (count - 2) + ["E"]
        tags += [p + "-" + kind for p in part]
        place, last = place + count, kind
    return tags


def disturbed(scheme, tags, kinds):
    return [tag(scheme, kinds) if random.random() < 0.25 else t for t in tags]


cases = []
kinds = ["PER", "LOC", "ORG", "MISC"]
for scheme in SCHEMES:
    truth = [well_formed(scheme, random.randint(1, 14), kinds) for _ in range(25)]
    cases.append(case(scheme, truth, [disturbed(scheme, t, kinds) for t in truth]))
    cases.append(case(scheme, truth, truth))
    lengths = [random.randint(1, 8) for _ in range(30)]
    cases.append(case(scheme, *[[[tag(scheme, kinds[:2]) for _ in range(n)] for n in lengths] for _ in range(2)]))


def words(text):
    return [line.split() for line in text.split("/")]


for truth, prediction in [
    ("O O O B-MISC I-MISC I-MISC O / B-PER I-PER O", "O O B-MISC I-MISC I-MISC I-MISC O / B-PER I-PER O"),
    ("B-PER I-PER / O", "I-PER I-PER / I-LOC"),
    ("B-PER I-PER I-PER I-PER", "B-PER I-PER B-PER I-PER"),
    ("B-PER B-PER B-PER", "B-PER I-PER I-PER"),
    ("B-PER I-PER O B-LOC", "B-LOC I-LOC O O"),
    ("B-geo-loc I-geo-loc O", "B-geo-loc I-geo-loc O"),
    ("O B-PER O / O O", "O O O / O B-PER"),
    ("B-LOC I-LOC B-PER", "O B-PER I-PER"),
]:
    cases.append(case("iob2", words(truth), words(prediction)))

path = os.path.join(FOLDER, "entity_scores.json")
with open(path, "w") as file:
    file.write('{"cases":[\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}\n")
print(len(cases), os.path.getsize(path))
