"""Fits the detector: python fit.py (--fold N | --all) [--start PRETRAINED.pt | --onwards NETWORK.onnx] [--epochs N] [--seed N] [--minutes M]

`--fold N` leaves fold N of the training split out and predicts it at the end; `--all` takes the whole training split. Both leave the
validation split out, `--all` also the few training images that are nearly the same as a validation image (`--keep-beside` keeps
them). Predictions of what was left out go to predictions/. Resumes by itself.

`--onwards` goes on from a network that was fitted with the same images left out, exported or as fit.py left it; `--generated` puts radiographs that
nobody took (generate.ts) among the crops.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from augment import example
from engine import Log, half, optimiser, rate_at, save, settle, to_input
from losses import box_loss, peak_loss, targets_of, whole_loss
from model import Average, Fractures
from predict import predict
from radiographs import SIZE, Radiograph, read_radiographs, work_folder
from score import summary
from unfold import unfold

BATCH, CROP, PER_EPOCH = 32, 224, 80
"""Half of a batch are images with a fracture. Crops of 224 learned faster than half as many of 320 in the same time."""
WHOLE_BATCH = 16
"""The last epochs see whole images, as the program does, fewer at a time."""
SIMULATED, SIMULATED_IN_GENERATED = 0.25, 0.7
DECAY = 0.05
GENERATED = 2
"""So many crops of a batch are of generated radiographs, in place of images without a fracture."""
LOOK = 4
"""Epochs from one look at what was left out to the next."""


def batches(images: list[Radiograph], seed: int, epoch: int, size: int) -> list[list[Radiograph]]:
    """Fractured and not in equal parts, each image as often as others of its kind over the epochs."""
    parts = [[image for image in images if image.fractured], [image for image in images if not image.fractured]]
    counts = [size // 2, size - size // 2]
    drawn = []
    for kind, (part, count) in enumerate(zip(parts, counts, strict=True)):
        need, first = PER_EPOCH * count, epoch * PER_EPOCH * count
        turns = range(first // len(part), (first + need) // len(part) + 1)
        order = np.concatenate([np.random.default_rng([seed, kind, turn]).permutation(len(part)) for turn in turns])
        at = first - turns[0] * len(part)
        drawn.append([part[n] for n in order[at : at + need]])
    return [
        drawn[0][n * counts[0] : (n + 1) * counts[0]] + drawn[1][n * counts[1] : (n + 1) * counts[1]] for n in range(PER_EPOCH)
    ]


def start_from(network: Fractures, path: Path, device: str) -> None:
    """The average of a pretraining; the heads start anew but for centres and boxes, which simulated fractures taught."""
    network.load_state_dict(torch.load(path, map_location=device, weights_only=False)["average"])
    with torch.no_grad():
        network.peak.bias.sub_(1.0)


def go_on_from(path: Path, images: list[Radiograph], generated: list[Radiograph], seed: int) -> Fractures:
    """A network that was fitted before: its checkpoint, or as it was exported, then what its layers give is taken from crops like those
    it will be fitted to."""
    if path.suffix == ".pt":
        network = Fractures()
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=False)["average"])
        return network
    rng = np.random.default_rng([seed, 12])
    made = [one for batch in batches(images, seed, 0, BATCH)[:8] for one in examples(batch, CROP, rng, False, generated)]
    return unfold(path, to_input([shown for shown, *_ in made], "cpu"))


def step_loss(network: Fractures, made: list, size: int, device: str) -> tuple[torch.Tensor, ...]:
    shown, boxes, fractured, real = zip(*made, strict=True)
    peak_target, box_target = (target.to(device) for target in targets_of(list(boxes), size))
    with half(device):
        out = network(to_input(list(shown), device))
    peak, sides, whole = (part.float() for part in out)
    # What is drawn teaches where to look, not what a fractured image is.
    keep = torch.tensor(real, device=device)
    truth = torch.tensor(fractured, device=device).float()
    return peak_loss(peak, peak_target), box_loss(sides, box_target, peak_target), whole_loss(whole[keep], truth[keep])


def examples(batch: list[Radiograph], size: int, rng: np.random.Generator, last: bool, generated: list[Radiograph]) -> list:
    """Pixels, boxes, whether fractured, and whether the image's score learns from it."""
    made = []
    for image in batch:
        shown, boxes, fractured = example(image, size, rng, whole=last, gentle=last, simulated=0.0 if last else SIMULATED)
        made.append((shown, boxes, fractured, image.fractured or not fractured))
    if generated and not last:
        for n in range(GENERATED):
            image = generated[rng.integers(len(generated))]
            shown, boxes, fractured = example(image, size, rng, simulated=SIMULATED_IN_GENERATED)
            made[-1 - n] = (shown, boxes, fractured, False)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--fold", type=int)
    which.add_argument("--all", action="store_true")
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--start", type=Path)
    begin.add_argument("--onwards", type=Path, help="a network that export.py or folds.py wrote, or the weights of an earlier round")
    parser.add_argument("--generated", action="store_true")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--whole", type=float, default=0.17, help="the last share of the epochs sees whole images")
    parser.add_argument("--box-weight", type=float, default=1.0, help="of the boxes' loss; the centres' is 1")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the training images (for a learning curve)")
    parser.add_argument("--keep-beside", action="store_true")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so many; run again to go on")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--name")
    args = parser.parse_args()
    same = ("all", "model") if args.all else (f"fold{args.fold}",)
    if args.onwards and args.onwards.stem.split("-")[0] not in same:
        parser.error(f"{args.onwards.name} may have seen what is left out here")
    name = args.name or ("all" if args.all else f"fold{args.fold}")
    settle(args.seed, args.threads, args.device)
    folder = work_folder()
    path = folder / "w" / f"{name}.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = read_radiographs(folder / "prepared")
    train = [i for i in known if i.split == "train" and i.fold != args.fold and (args.keep_beside or args.fold is not None or not i.beside_valid)]
    if args.share < 1:
        # The same images in each round, whatever its seed.
        order = np.random.default_rng([1, 99]).permutation(len(train))
        train = [train[n] for n in sorted(order[: int(args.share * len(train))])]
    left_out = {"valid": [i for i in known if i.split == "valid"]}
    if args.fold is not None:
        left_out["fold"] = [i for i in known if i.fold == args.fold]
    generated = read_radiographs(folder / "generated") if args.generated else []
    network = go_on_from(args.onwards, train, generated, args.seed) if args.onwards else Fractures()
    network.to(args.device, memory_format=torch.channels_last)
    if args.start:
        start_from(network, args.start, args.device)
    average = Average(network)
    chosen = optimiser(network, args.rate, DECAY)
    done, spent = 0, 0.0
    if path.exists():
        state = torch.load(path, map_location=args.device, weights_only=False)
        network.load_state_dict(state["network"])
        chosen.load_state_dict(state["optimiser"])
        average.state, average.steps = state["average"], state["steps"]
        done, spent = state["epochs"], state["seconds"]
    log = Log(folder / "logs" / f"{name}.txt", spent)
    begun = args.start or args.onwards
    log.say(
        f"{name}: {len(train)} images, {sum(i.fractured for i in train)} fractured; seed {args.seed}, start {begun and begun.name}, "
        f"{args.epochs} epochs, rate {args.rate:g}, whole {args.whole:g}, boxes {args.box_weight:g}{', generated' if generated else ''}"
    )
    for epoch in range(done, args.epochs):
        last = epoch >= args.epochs - round(args.whole * args.epochs)
        size = SIZE if last else CROP
        rng = np.random.default_rng([args.seed, epoch, 11])
        sums = np.zeros(3)
        network.train()
        for n, batch in enumerate(batches(train, args.seed, epoch, WHOLE_BATCH if last else BATCH)):
            for group in chosen.param_groups:
                group["lr"] = rate_at(epoch * PER_EPOCH + n, PER_EPOCH * args.epochs, args.rate)
            parts = step_loss(network, examples(batch, size, rng, last, generated), size, args.device)
            chosen.zero_grad(set_to_none=True)
            (parts[0] + args.box_weight * parts[1] + 0.7 * parts[2]).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            chosen.step()
            average.update(network)
            sums += [part.item() for part in parts]
        text = "  ".join(f"{k} {v / PER_EPOCH:.4f}" for k, v in zip(("centres", "boxes", "image"), sums, strict=True))
        log.say(f"epoch {epoch + 1}/{args.epochs}  {text}")
        state = {"network": network.state_dict(), "optimiser": chosen.state_dict(), "average": average.state}
        save(path, state | {"steps": average.steps, "epochs": epoch + 1, "seconds": log.seconds()})
        final = epoch + 1 == args.epochs
        if final or (epoch + 1) % LOOK == 0:
            look(average, left_out, args.device, log, folder / "predictions" / name if final else None)
        if log.minutes_here() > args.minutes:
            return


def look(average: Average, left_out: dict[str, list[Radiograph]], device: str, log: Log, write_to: Path | None) -> None:
    network = Fractures()
    network.load_state_dict(average.state)
    network.to(device, memory_format=torch.channels_last)
    for name, images in left_out.items():
        rows = predict(network, images, device)
        scores = summary(rows, {image.name: image for image in images})
        log.say(f"  {name:5s} " + "  ".join(f"{key} {value:.3f}" for key, value in scores.items() if not np.isnan(value)))
        if write_to:
            write_to.parent.mkdir(parents=True, exist_ok=True)
            write_to.with_name(f"{write_to.name}-{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


if __name__ == "__main__":
    main()
