"""What a network says of images: boxes with scores, and a score of each image, in the units of `labels.tsv`.

python predict.py WEIGHTS.pt OUTPUT.jsonl [--split valid | --fold N]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from engine import half, settle
from model import STRIDE, Fractures, look_twice
from radiographs import SIZE, Radiograph, read_radiographs, tensor_of, work_folder

FLOOR, OVERLAP, MOST = 0.02, 0.4, 30
SHARE = 0.3
"""How much the score of the whole image weighs in that of a box: centre ** (1 - SHARE) x image ** SHARE."""


def suppress(boxes: np.ndarray, scores: np.ndarray, overlap: float = OVERLAP) -> list[int]:
    """Indices of the boxes that stay, best first (as the program does it)."""
    order, kept = list(np.argsort(-scores, kind="stable")), []
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for n in order:
        if len(kept) == MOST:
            break
        if kept:
            others = boxes[kept]
            both = np.clip(np.minimum(others[:, 2:], boxes[n, 2:]) - np.maximum(others[:, :2], boxes[n, :2]), 0, None).prod(1)
            if np.any(both / (area[kept] + area[n] - both) > overlap):
                continue
        kept.append(n)
    return kept


def decode(boxes: torch.Tensor, centres: torch.Tensor, whole: torch.Tensor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `look_twice` gives -> boxes (batch x cells x 4, input pixels), their scores, scores of the images."""
    score = centres.flatten(1) ** (1 - SHARE) * whole**SHARE
    return boxes.flatten(2).transpose(1, 2).numpy(), score.numpy(), whole[:, 0].numpy()


def predict(network: Fractures, images: list[Radiograph], device: str = "cpu", batch: int = 8) -> list[dict]:
    network.eval()
    rows = []
    for start in range(0, len(images), batch):
        part = images[start : start + batch]
        made = [tensor_of(image.pixels) for image in part]
        x = torch.from_numpy(np.stack([tensor for tensor, _ in made])[:, None]).to(device)
        with torch.no_grad(), half(device):
            out = look_twice(network, x.contiguous(memory_format=torch.channels_last))
        boxes, scores, whole = decode(*(tensor.float().cpu() for tensor in out))
        for n, image in enumerate(part):
            over = np.flatnonzero(scores[n] >= FLOOR)
            kept = over[suppress(boxes[n][over], scores[n][over])]
            found = made[n][1].to_image(boxes[n][kept])
            rows.append(
                {"image": image.name, "score": float(whole[n]), "boxes": np.round(found, 5).tolist()}
                | {"scores": np.round(scores[n][kept].astype(float), 5).tolist()}
            )
    return rows


def load(path: Path, device: str = "cpu") -> Fractures:
    network = Fractures()
    network.load_state_dict(torch.load(path, map_location=device, weights_only=False)["average"])
    return network.to(device, memory_format=torch.channels_last)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--split", default="valid")
    parser.add_argument("--fold", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    settle(0, args.threads, args.device)
    images = read_radiographs(work_folder() / "prepared")
    chosen = [i for i in images if (i.fold == args.fold if args.fold is not None else i.split == args.split)]
    rows = predict(load(args.weights, args.device), chosen, args.device)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    args.output.write_text("".join(json.dumps(row) + "\n" for row in rows))
    print(f"{len(rows)} images, {SIZE} pixels, cells of {STRIDE}")


if __name__ == "__main__":
    main()
