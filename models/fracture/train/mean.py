"""The mean of what the second and the third round learned: python mean.py NAME [...] [--share S]

WORK/w/NAME-2.pt and NAME-3.pt -> WORK/w/NAME-mean.pt, each weight and each normalisation's running numbers between both (Izmailov et al., UAI 2018,
average weights along one course of fitting): the third round learns its images further than what they have in common, halfway is better.
"""

import argparse

import torch
from engine import save
from radiographs import work_folder


def between(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """`share` of the second; counts of steps are the second's."""
    return {name: torch.lerp(first[name], value, share) if value.dtype.is_floating_point else value for name, value in second.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help="all, fold0, ...")
    parser.add_argument("--share", type=float, default=0.5)
    args = parser.parse_args()
    folder = work_folder() / "w"
    for name in args.names:
        first, second = (torch.load(folder / f"{name}-{n}.pt", map_location="cpu", weights_only=False)["average"] for n in (2, 3))
        save(folder / f"{name}-mean.pt", {"average": between(first, second, args.share)})
        print(f"{name}-mean.pt")


if __name__ == "__main__":
    main()
