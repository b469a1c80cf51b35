"""The network: a residual backbone, a feature pyramid to stride 8, a box head without anchors and a score of the whole image."""

import torch
from torch import nn
from torch.nn import functional

STRIDE = 8
WIDTH = 96
PATCH = 64
"""What masked-patch reconstruction predicts of a cell: its 8 x 8 pixels."""


def conv(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(x + self.second(self.first(x)))


class Surroundings(nn.Module):
    """Maxima over ever wider places beside the place itself (spatial pyramid pooling)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.narrow = conv(width, width // 2, 1)
        self.wide = conv(width * 2, width, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        parts = [self.narrow(x)]
        for _ in range(3):
            parts.append(functional.max_pool2d(parts[-1], 5, 1, 2))
        return self.wide(torch.cat(parts, 1))


class Fractures(nn.Module):
    """x: batch x 1 x rows x columns (multiples of 32), 0 to 1. See `forward` for what it gives."""

    def __init__(self, widths: tuple[int, ...] = (16, 32, 80, 144, 208), depths: tuple[int, ...] = (1, 2, 2, 1)) -> None:
        super().__init__()
        self.stem = conv(1, widths[0], 3, 2)
        self.stages = nn.ModuleList(
            nn.Sequential(conv(widths[n], widths[n + 1], 3, 2), *(Residual(widths[n + 1]) for _ in range(depth)))
            for n, depth in enumerate(depths)
        )
        self.surroundings = Surroundings(widths[4])
        self.sides = nn.ModuleList(conv(width, WIDTH, 1) for width in widths[2:])
        self.joins = nn.ModuleList(conv(WIDTH, WIDTH) for _ in range(2))
        self.head = nn.Sequential(Residual(WIDTH))
        self.peak = nn.Conv2d(WIDTH, 1, 1)
        self.sides_of_box = nn.Conv2d(WIDTH, 4, 1)
        self.whole = nn.Linear(WIDTH + widths[4], 1)
        self.from_peak = nn.Parameter(torch.tensor(0.5))
        nn.init.constant_(self.peak.bias, -4.0)
        nn.init.constant_(self.sides_of_box.bias, 0.7)
        nn.init.zeros_(self.whole.weight)
        nn.init.zeros_(self.whole.bias)

    def features(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Stride 8 (batch x 96 x h x w) and stride 32."""
        levels = []
        # Half a unit and less around zero: most of an image is black.
        x = self.stem((x - 0.25) * 4)
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        top = self.surroundings(levels[3])
        y = self.sides[2](top)
        for side, join, level in ((self.sides[1], self.joins[1], levels[2]), (self.sides[0], self.joins[0], levels[1])):
            y = join(functional.interpolate(y, scale_factor=2.0, mode="nearest") + side(level))
        return self.head(y), top

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of fracture centres (batch x 1 x h x w), logarithms of the distances from a cell's middle to the sides of its box in
        strides (batch x 4 x h x w: left, top, right, bottom), logit of the whole image (batch x 1)."""
        fine, top = self.features(x)
        peak = self.peak(fine)
        seen = torch.cat([fine.amax((2, 3)), top.amax((2, 3))], 1)
        whole = self.whole(seen) + self.from_peak * (peak.amax((2, 3)) + 2)
        return peak, self.sides_of_box(fine).clamp(-3, 4), whole


def boxes_of(sides: torch.Tensor, stride: int = STRIDE) -> torch.Tensor:
    """batch x 4 x h x w, left, top, right, bottom in input pixels from edge to edge."""
    h, w = sides.shape[2:]
    y = (torch.arange(h, device=sides.device, dtype=sides.dtype) + 0.5).view(1, h, 1)
    x = (torch.arange(w, device=sides.device, dtype=sides.dtype) + 0.5).view(1, 1, w)
    far = sides.exp()
    return torch.stack([x - far[:, 0], y - far[:, 1], x + far[:, 2], y + far[:, 3]], 1) * stride


def look_twice(network: Fractures, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What the network says of images and of their mirror images, as one: boxes (batch x 4 x h x w, input pixels; each the mean of both,
    weighed by the scores of their centres), scores of centres (batch x 1 x h x w), scores of the images (batch x 1)."""
    peak, sides, whole = (part.float().unflatten(0, (2, -1)) for part in network(torch.cat([x, x.flip(3)])))
    mirrored = sides[1].flip(3)
    boxes = boxes_of(sides[0]), boxes_of(torch.cat([mirrored[:, 2:3], mirrored[:, 1:2], mirrored[:, 0:1], mirrored[:, 3:4]], 1))
    centres = peak[0].sigmoid(), peak[1].flip(3).sigmoid()
    weight = centres[0] / (centres[0] + centres[1] + 1e-9)
    return boxes[0] * weight + boxes[1] * (1 - weight), (centres[0] + centres[1]) / 2, whole.mean(0).sigmoid()


class Pretext(nn.Module):
    """The network with the two further heads of pretraining: what was under masked patches, and which limbs are shown."""

    def __init__(self, network: Fractures) -> None:
        super().__init__()
        self.network = network
        self.patch = nn.Conv2d(WIDTH, PATCH, 1)
        self.limbs = nn.Linear(network.whole.in_features, 4)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        net = self.network
        fine, top = net.features(x)
        limbs = self.limbs(torch.cat([fine.amax((2, 3)), top.amax((2, 3))], 1))
        return net.peak(fine), net.sides_of_box(fine).clamp(-3, 4), self.patch(fine), limbs


class Average:
    """Running mean of the weights (EMA); it starts fast, so that the first steps are soon forgotten."""

    def __init__(self, network: nn.Module, decay: float = 0.998) -> None:
        self.decay, self.steps = decay, 0
        self.state = {name: value.detach().clone() for name, value in network.state_dict().items()}

    def update(self, network: nn.Module) -> None:
        self.steps += 1
        share = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                if value.dtype.is_floating_point:
                    self.state[name].lerp_(value, share)
                else:
                    self.state[name].copy_(value)
