"""What pretraining and fitting share: seeds, precision, the optimiser and its course, checkpoints, a log."""

import math
import os
import random
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn


def settle(seed: int, threads: int, device: str) -> None:
    """One seed for all, and no order of summation that changes from run to run."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    if device.startswith("cuda"):
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.backends.cudnn.deterministic = True


def half(device: str) -> torch.autocast:
    return torch.autocast("cuda" if device.startswith("cuda") else "cpu", torch.bfloat16)


def to_input(images: list[np.ndarray], device: str) -> torch.Tensor:
    """8-bit images -> batch x 1 x rows x columns, 0 to 1."""
    batch = torch.from_numpy(np.stack(images)[:, None])
    return batch.to(device).float().div_(255).contiguous(memory_format=torch.channels_last)


def optimiser(network: nn.Module, rate: float, decay: float) -> torch.optim.AdamW:
    matrices = [p for p in network.parameters() if p.ndim > 1]
    rest = [p for p in network.parameters() if p.ndim <= 1]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}], lr=rate)


def rate_at(step: int, steps: int, rate: float, warm: int = 100) -> float:
    """A short rise, then half a cosine down to a hundredth."""
    if step < warm:
        return rate * (step + 1) / warm
    return rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, steps - warm)))))


def save(path: Path, content: dict) -> None:
    """Whole or not at all: a run may be ended at any moment."""
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


class Log:
    """Lines with the run's processor time, on screen and in a file that a resumed run goes on with."""

    def __init__(self, path: Path, spent: float) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a")
        self.spent = spent
        self.begun = (time.process_time(), time.monotonic())

    def seconds(self) -> float:
        return self.spent + time.process_time() - self.begun[0]

    def minutes_here(self) -> float:
        return (time.monotonic() - self.begun[1]) / 60

    def say(self, text: str) -> None:
        line = f"{self.seconds():8.0f} s  {text}"
        print(line, flush=True)
        print(line, file=self.file, flush=True)


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
