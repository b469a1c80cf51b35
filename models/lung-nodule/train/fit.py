"""Fits stage 2 on exported crops: python fit.py CROPS OUTPUT.onnx [--without CASE] [--steps N] [--seed N]

With `--without` the named CT takes no part, so the network can be scored on it. Prints one line every 50 steps; the log of the
shipped weights is kept in logs/.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from classifier import SIZE, NearFar, to_onnx
from torch.nn import functional

WIDE = 28
NEAR_LENGTH = WIDE**3
FAR_LENGTH = 2 * SIZE**3
POSITIVES, NEGATIVES = 24, 40


class Crops:
    def __init__(self, folder: Path, without: str | None) -> None:
        rows = [json.loads(line) for line in (folder / "crops.jsonl").read_text().splitlines()]
        data = np.memmap(folder / "crops.u8", np.uint8, "r").reshape(len(rows), NEAR_LENGTH + FAR_LENGTH)
        keep = [n for n, row in enumerate(rows) if row["source"] != without]
        self.rows = [rows[n] for n in keep]
        self.data = np.asarray(data[keep])
        label = np.array([row["label"] for row in self.rows])
        self.positive, self.negative = np.flatnonzero(label == 1), np.flatnonzero(label == 0)
        self.positive_share = self._shares(self.positive, self._weight_positive)
        self.negative_share = self._shares(self.negative, self._weight_negative)

    def _shares(self, of: np.ndarray, weight: object) -> np.ndarray:
        weights = np.array([weight(self.rows[n]) for n in of])
        return weights / weights.sum()

    def _weight_positive(self, row: dict) -> float:
        size = 1.6 if row["diameterMm"] < 7 else 1.2 if row["diameterMm"] < 12 else 0.7
        return size * (0.5 if row["source"] == "phantom" else 1.0)

    def _weight_negative(self, row: dict) -> float:
        return (0.5 if row["source"] == "phantom" else 1.0) * min(4.0, row["response"])

    def batch(self, rng: np.random.Generator, hard: np.ndarray | None) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        share = self.negative_share if hard is None else hard
        chosen = np.concatenate(
            [rng.choice(self.positive, POSITIVES, p=self.positive_share), rng.choice(self.negative, NEGATIVES, p=share)]
        )
        near = np.empty((len(chosen), 1, SIZE, SIZE, SIZE), np.float32)
        far = np.empty((len(chosen), 2, SIZE, SIZE, SIZE), np.float32)
        for n, index in enumerate(chosen):
            near[n], far[n] = augmented(self.data[index], rng, 1 if n < POSITIVES else 2)
        label = torch.cat([torch.ones(POSITIVES), torch.zeros(NEGATIVES)])
        return torch.from_numpy(near), torch.from_numpy(far), label


def split(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    near = row[:NEAR_LENGTH].reshape(1, WIDE, WIDE, WIDE).astype(np.float32) / 255
    far = row[NEAR_LENGTH:].reshape(2, SIZE, SIZE, SIZE).astype(np.float32) / 255
    return near, far


def augmented(row: np.ndarray, rng: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
    near, far = split(row)
    margin = (WIDE - SIZE) // 2
    z, y, x = margin + rng.integers(-shift, shift + 1, 3)
    near = near[:, z : z + SIZE, y : y + SIZE, x : x + SIZE]
    for axis in (1, 2, 3):
        if rng.random() < 0.5:
            near, far = np.flip(near, axis), np.flip(far, axis)
    if rng.random() < 0.5:
        near, far = near.swapaxes(2, 3), far.swapaxes(2, 3)
    gain, offset = rng.uniform(0.92, 1.08), rng.uniform(-0.025, 0.025)
    noise = rng.uniform(0, 0.025) if rng.random() < 0.5 else 0.0
    near = near * gain + offset + noise * rng.standard_normal(near.shape, np.float32)
    far = np.stack([far[0] * gain + offset + noise * rng.standard_normal(far[0].shape, np.float32), far[1]])
    return np.clip(near, 0, 1), np.clip(far, 0, 1)


def score(network: NearFar, crops: Crops, of: np.ndarray) -> np.ndarray:
    network.eval()
    margin = (WIDE - SIZE) // 2
    out = []
    with torch.no_grad():
        for start in range(0, len(of), 256):
            pairs = [split(crops.data[n]) for n in of[start : start + 256]]
            near = np.stack([near[:, margin:-margin, margin:-margin, margin:-margin] for near, _ in pairs])
            far = np.stack([far for _, far in pairs])
            out.append(torch.sigmoid(network(torch.from_numpy(near), torch.from_numpy(far))).numpy())
    network.train()
    return np.concatenate(out)


def fit(folder: Path, without: str | None, steps: int, seed: int) -> NearFar:
    torch.manual_seed(seed)
    # One thread: the same sums in the same order on every machine of a kind.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    rng = np.random.default_rng(seed)
    crops = Crops(folder, without)
    print(f"crops {len(crops.rows)} positives {len(crops.positive)} negatives {len(crops.negative)} without {without}", flush=True)
    network = NearFar()
    average = NearFar()
    average.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.1)
    hard, recent, started = None, [], time.time()
    for step in range(1, steps + 1):
        near, far, label = crops.batch(rng, hard)
        target = label * 0.96 + 0.02
        loss = functional.binary_cross_entropy_with_logits(network(near, far), target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        blend(average, network, 0.99 if step > 100 else 0.9)
        recent.append(loss.item())
        if step % 50 == 0:
            print(f"step {step} loss {np.mean(recent):.4f} seconds {time.time() - started:.0f}", flush=True)
            recent = []
        if step in (steps // 3, steps * 2 // 3):
            # From here on, half of the negatives are drawn by how much they look like a nodule.
            scores = score(average, crops, crops.negative)
            weights = 0.5 * crops.negative_share + 0.5 * (scores + 1e-3) / (scores + 1e-3).sum()
            hard = weights / weights.sum()
            print(f"negatives over 0.5: {(scores > 0.5).mean():.4f}", flush=True)
    return average


def blend(average: NearFar, network: NearFar, keep: float) -> None:
    with torch.no_grad():
        for mean, now in zip(average.state_dict().values(), network.state_dict().values()):
            if mean.dtype.is_floating_point:
                mean.mul_(keep).add_(now, alpha=1 - keep)
            else:
                mean.copy_(now)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("crops", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--without")
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    network = fit(given.crops, given.without, given.steps, given.seed)
    given.output.write_bytes(to_onnx(network).SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
