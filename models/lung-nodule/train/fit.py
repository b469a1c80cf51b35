"""Fits stage 2 on exported crops: python fit.py OUTPUT CROPS [CROPS ...] [--without CASE ...] [--start FILE.pt] [--steps N] [--seed N]

Writes OUTPUT.pt (PyTorch) and, unless its name ends in "base", OUTPUT.onnx. A CT named by `--without` takes no part, so the network
can be scored on it. `--start` goes on from another fit: one that saw none of the CTs can be the start of every fold. Prints one
line every 50 steps; the logs of the shipped weights are kept in logs/.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from classifier import SIZE, NearFar, to_onnx
from torch.nn import functional

WIDE = 30
NEAR_LENGTH = WIDE**3
FAR_LENGTH = 2 * SIZE**3
POSITIVES, NEGATIVES = 24, 40
NEAR_MM, FAR_MM = 1.0, 2.5


class Crops:
    def __init__(self, folders: list[Path], without: list[str]) -> None:
        self.rows, self.parts, self.place = [], [], []
        for folder in folders:
            rows = [json.loads(line) for line in (folder / "crops.jsonl").read_text().splitlines()]
            data = np.memmap(folder / "crops.u8", np.uint8, "r").reshape(len(rows), NEAR_LENGTH + FAR_LENGTH)
            keep = [n for n, row in enumerate(rows) if row["source"] not in without]
            self.rows += [rows[n] for n in keep]
            self.place += [(len(self.parts), n) for n in keep]
            self.parts.append(data)
        label = np.array([row["label"] for row in self.rows])
        self.positive, self.negative = np.flatnonzero(label == 1), np.flatnonzero(label == 0)
        self.positive_share = self._shares(self.positive, self._weight_positive)
        self.negative_share = self._shares(self.negative, self._weight_negative)

    def _shares(self, of: np.ndarray, weight: object) -> np.ndarray:
        weights = np.array([weight(self.rows[n]) for n in of])
        return weights / weights.sum()

    def _weight_positive(self, row: dict) -> float:
        size = 1.7 if row["diameterMm"] < 7 else 1.2 if row["diameterMm"] < 12 else 0.7
        return size * (0.5 if row["source"] == "phantom" else 1.0)

    def _weight_negative(self, row: dict) -> float:
        planted = 2.0 if row["kind"] == "lookalike" else 1.0
        return planted * (0.5 if row["source"] == "phantom" else 1.0) * min(4.0, row["response"])

    def read(self, of: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """Near (n, 1, 30, 30, 30) and far (n, 2, 24, 24, 24), 0 to 1."""
        data = np.stack([self.parts[self.place[n][0]][self.place[n][1]] for n in of])
        both = torch.from_numpy(data).float().div_(255)
        near = both[:, :NEAR_LENGTH].reshape(-1, 1, WIDE, WIDE, WIDE)
        return near, both[:, NEAR_LENGTH:].reshape(-1, 2, SIZE, SIZE, SIZE)

    def batch(self, rng: np.random.Generator, hard: np.ndarray | None) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        share = self.negative_share if hard is None else hard
        chosen = np.concatenate(
            [rng.choice(self.positive, POSITIVES, p=self.positive_share), rng.choice(self.negative, NEGATIVES, p=share)]
        )
        near, far = augmented(*self.read(chosen), rng)
        return near, far, torch.cat([torch.ones(POSITIVES), torch.zeros(NEGATIVES)])


def turn(rng: np.random.Generator) -> np.ndarray:
    """x, y, z: any turn about the long axis, a tilt of up to 15 degrees, mirrored or not, up to 12 % larger or smaller."""
    angle, tilt, toward = rng.uniform(0, 2 * math.pi), rng.uniform(-0.26, 0.26), rng.uniform(0, 2 * math.pi)
    c, s = math.cos(angle), math.sin(angle)
    about_z = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    u = np.array([math.cos(toward), math.sin(toward), 0])
    k = np.array([[0, -u[2], u[1]], [u[2], 0, -u[0]], [-u[1], u[0], 0]])
    tilted = np.eye(3) + math.sin(tilt) * k + (1 - math.cos(tilt)) * (k @ k)
    mirror = np.diag(rng.choice([-1.0, 1.0], 3))
    return tilted @ about_z @ mirror * rng.uniform(0.88, 1.12)


def augmented(near: torch.Tensor, far: torch.Tensor, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    count = len(near)
    turns = np.stack([turn(rng) for _ in range(count)])
    shift_mm = rng.uniform(-1.5, 1.5, (count, 3))

    def resampled(image: torch.Tensor, width: int, spacing: float) -> torch.Tensor:
        # Grid coordinates of -1 to 1 span `width` voxels of the source; the target spans SIZE of them.
        theta = np.concatenate([turns * SIZE / width, shift_mm[:, :, None] * 2 / (width * spacing)], 2)
        grid = functional.affine_grid(
            torch.from_numpy(theta).float(), [count, image.shape[1], SIZE, SIZE, SIZE], align_corners=False
        )
        return functional.grid_sample(image, grid, align_corners=False, padding_mode="border")

    near, far = resampled(near, WIDE, NEAR_MM), resampled(far, SIZE, FAR_MM)
    each = (count, 1, 1, 1, 1)
    gain = torch.from_numpy(rng.uniform(0.92, 1.08, each)).float()
    offset = torch.from_numpy(rng.uniform(-0.025, 0.025, each)).float()
    noise = torch.from_numpy(rng.uniform(0, 0.03, each) * (rng.random(each) < 0.5)).float()
    random = lambda like: torch.from_numpy(rng.standard_normal(like.shape, np.float32))
    near = (near * gain + offset + noise * random(near)).clamp_(0, 1)
    hu = far[:, :1]
    hu = (hu * gain + offset + noise * random(hu)).clamp_(0, 1)
    return near, torch.cat([hu, far[:, 1:]], 1)


def probability(network: NearFar, near: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        logit = network(
            near.contiguous(memory_format=torch.channels_last_3d), far.contiguous(memory_format=torch.channels_last_3d)
        )
    return logit.float()


def score(network: NearFar, crops: Crops, of: np.ndarray) -> np.ndarray:
    network.eval()
    margin = (WIDE - SIZE) // 2
    out = []
    with torch.no_grad():
        for start in range(0, len(of), 128):
            near, far = crops.read(of[start : start + 128])
            near = near[:, :, margin:-margin, margin:-margin, margin:-margin]
            out.append(torch.sigmoid(probability(network, near, far)).numpy())
    network.train()
    return np.concatenate(out)


def fit(crops: Crops, start: Path | None, steps: int, seed: int) -> NearFar:
    torch.manual_seed(seed)
    # One thread: the same sums in the same order on every machine of a kind.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    rng = np.random.default_rng(seed)
    print(f"crops {len(crops.rows)} positives {len(crops.positive)} negatives {len(crops.negative)}", flush=True)
    network = NearFar().to(memory_format=torch.channels_last_3d)
    average = NearFar().to(memory_format=torch.channels_last_3d)
    if start:
        network.load_state_dict(torch.load(start))
    average.load_state_dict(network.state_dict())
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.1)
    hard, recent, started = None, [], time.time()
    for step in range(1, steps + 1):
        near, far, label = crops.batch(rng, hard)
        target = label * 0.96 + 0.02
        loss = functional.binary_cross_entropy_with_logits(probability(network, near, far), target)
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
    parser.add_argument("output", type=Path)
    parser.add_argument("crops", type=Path, nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--start", type=Path)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"without {given.without} start {given.start and given.start.name} steps {given.steps} seed {given.seed}", flush=True)
    network = fit(Crops(given.crops, given.without), given.start, given.steps, given.seed)
    torch.save(network.state_dict(), given.output.with_suffix(".pt"))
    if given.output.stem != "base":
        given.output.with_suffix(".onnx").write_bytes(to_onnx(network).SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
