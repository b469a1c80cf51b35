"""Pretraining without a fracture label: python pretrain.py [--epochs N] [--seed N] [--minutes M]

Three tasks at once on the training split's images: find simulated fractures (simulate.py), tell what was under masked patches, tell
which limbs are shown. No image's own label of fracture, box or hardware is read, so one pretraining may be the start of every fold: it
says nothing of which of the images are fractured. Real fractures count as nothing: the cells that are most surely wrong are spared.
Resumes by itself.
"""

import argparse

import numpy as np
import torch
from augment import pretext_example
from engine import Log, half, optimiser, rate_at, save, settle, to_input
from losses import box_loss, peak_loss, targets_of
from model import STRIDE, Average, Fractures, Pretext
from radiographs import read_radiographs, work_folder
from torch.nn import functional

BATCH, CROP = 16, 320
SPARE = 0.004
RATE, DECAY = 1.5e-3, 0.05


def patches_of(images: torch.Tensor) -> torch.Tensor:
    """batch x 64 x h x w: the 8 x 8 pixels of each cell, its mean taken off."""
    cells = functional.pixel_unshuffle(images, STRIDE)
    return (cells - cells.mean(1, keepdim=True)) * 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so many; run again to go on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--name", default="pretrained")
    args = parser.parse_args()
    settle(args.seed, args.threads, args.device)
    folder = work_folder()
    (folder / "w").mkdir(parents=True, exist_ok=True)
    path = folder / "w" / f"{args.name}.pt"
    images = [image for image in read_radiographs(folder / "prepared") if image.split == "train"]
    pretext = Pretext(Fractures()).to(args.device, memory_format=torch.channels_last)
    average = Average(pretext.network)
    chosen = optimiser(pretext, RATE, DECAY)
    done, spent = 0, 0.0
    if path.exists():
        state = torch.load(path, map_location=args.device, weights_only=False)
        pretext.load_state_dict(state["pretext"])
        chosen.load_state_dict(state["optimiser"])
        average.state, average.steps = state["average"], state["steps"]
        done, spent = state["epochs"], state["seconds"]
    log = Log(folder / "logs" / f"{args.name}.txt", spent)
    per_epoch = len(images) // BATCH
    steps = per_epoch * args.epochs
    for epoch in range(done, args.epochs):
        rng = np.random.default_rng([args.seed, epoch, 7])
        order = rng.permutation(len(images))
        sums = np.zeros(4)
        pretext.train()
        for n in range(per_epoch):
            batch = [images[k] for k in order[n * BATCH : (n + 1) * BATCH]]
            masked, clean, boxes = zip(*(pretext_example(image, CROP, rng) for image in batch), strict=True)
            peak_target, box_target = (target.to(args.device) for target in targets_of(list(boxes), CROP))
            limbs = torch.from_numpy(np.stack([image.limbs for image in batch])).to(args.device)
            for group in chosen.param_groups:
                group["lr"] = rate_at(epoch * per_epoch + n, steps, RATE)
            with half(args.device):
                out = pretext(to_input(list(masked), args.device))
            peak, sides, patch, limb = (part.float() for part in out)
            parts = (
                peak_loss(peak, peak_target, SPARE),
                box_loss(sides, box_target, peak_target),
                functional.smooth_l1_loss(patch, patches_of(to_input(list(clean), args.device)), beta=0.3),
                functional.binary_cross_entropy_with_logits(limb, limbs),
            )
            loss = parts[0] + parts[1] + 2 * parts[2] + 0.3 * parts[3]
            chosen.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(pretext.parameters(), 5.0)
            chosen.step()
            average.update(pretext.network)
            sums += [part.item() for part in parts]
        names = ("centres", "boxes", "patches", "limbs")
        log.say(f"epoch {epoch + 1}/{args.epochs}  " + "  ".join(f"{k} {v / per_epoch:.4f}" for k, v in zip(names, sums, strict=True)))
        state = {"pretext": pretext.state_dict(), "optimiser": chosen.state_dict(), "average": average.state}
        save(path, state | {"steps": average.steps, "epochs": epoch + 1, "seconds": log.seconds()})
        if log.minutes_here() > args.minutes:
            return


if __name__ == "__main__":
    main()
