"""Times pytorch-crf on the workload `crf` of horn-bench, and prints the same JSON line.

    pip install torch pytorch-crf
    python3 Benchmarks/torch_crf.py && horn-bench crf --json

A training step is the loss, its gradients with respect to emissions and transitions, and a step of SGD.
"""

import json
import time

import torch
import torchcrf

torch.manual_seed(1)
BATCH, TIME, TAGS, RUNS = 32, 60, 9, 100
crf = torchcrf.CRF(TAGS, batch_first=True)
optimizer = torch.optim.SGD(crf.parameters(), lr=0.01)
x = (2 * torch.randn(BATCH, TIME, TAGS)).requires_grad_()
y = torch.randint(0, TAGS, (BATCH, TIME))


def train():
    optimizer.zero_grad()
    x.grad = None
    (-crf(x, y, reduction="mean")).backward()
    optimizer.step()


def decode():
    with torch.no_grad():
        crf.decode(x)


def median(body):
    times = []
    for index in range(RUNS + 20):
        start = time.perf_counter()
        body()
        if index >= 20:
            times.append(time.perf_counter() - start)
    return round(sorted(times)[RUNS // 2] * 1e6, 1)


print(json.dumps({
    "peer": "torch", "workload": "crf", "train_us": median(train), "decode_us": median(decode), "runs": RUNS,
    "threads": torch.get_num_threads()}))
