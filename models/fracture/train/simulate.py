"""Things drawn into real radiographs: simulated fractures, and what is none (lines beside bone, metal, casts, markers).

All work on float32 images, rows x columns, 0 to 255, and change them in place or give a new one. Simulated fractures need no label:
they are drawn wherever something looks like a bone.
"""

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Bones:
    """Where bone may be: brighter than its surroundings. `axis` is the direction (radians, of the image's x axis) along which least
    changes, `sure` 0 to 1 how much less than across."""

    mask: np.ndarray
    axis: np.ndarray
    sure: np.ndarray


def find_bones(image: np.ndarray) -> Bones:
    fine = cv2.GaussianBlur(image, (0, 0), 1.5)
    contrast = fine - cv2.blur(fine, (71, 71))
    mask = (contrast > max(5.0, 0.06 * float(np.ptp(fine)))) & (fine > 18) & (fine < 250)
    # Beside what is filled or burnt out there are edges too, but no bones.
    void = ((image < 0.5) | (image > 251)).astype(np.uint8)
    mask &= cv2.dilate(cv2.erode(void, np.ones((5, 5), np.uint8)), np.ones((17, 17), np.uint8)) == 0
    small = cv2.resize(fine, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    dx, dy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.GaussianBlur(part, (0, 0), 5) for part in (dx * dx, dy * dy, dx * dy))
    across = 0.5 * np.arctan2(2 * xy, xx - yy)
    sure = np.sqrt((xx - yy) ** 2 + 4 * xy**2) / (xx + yy + 1e-3)
    return Bones(mask, across + np.pi / 2, sure)


def _place(bones: Bones, rng: np.random.Generator, least: float) -> tuple[float, float, float, float, float] | None:
    """x, y, axis and how far bone reaches to both sides of it."""
    rows, columns = np.nonzero(bones.mask[::4, ::4])
    if len(rows) < 12:
        return None
    for _ in range(12):
        n = rng.integers(len(rows))
        y, x = 4 * int(rows[n]) + int(rng.integers(4)), 4 * int(columns[n]) + int(rng.integers(4))
        at = (min(y // 2, bones.axis.shape[0] - 1), min(x // 2, bones.axis.shape[1] - 1))
        if bones.sure[at] < least:
            continue
        axis = float(bones.axis[at])
        normal = (-np.sin(axis), np.cos(axis))
        reach = [_march(bones.mask, x, y, side * normal[0], side * normal[1]) for side in (-1, 1)]
        if 5 <= sum(reach) <= 90:
            shift = (reach[1] - reach[0]) / 2
            half = sum(reach) / 2
            return x + shift * normal[0], y + shift * normal[1], axis, half, half
    return None


def _march(mask: np.ndarray, x: float, y: float, dx: float, dy: float, most: int = 60) -> int:
    gap = 0
    for step in range(1, most):
        u, v = int(round(x + step * dx)), int(round(y + step * dy))
        inside = 0 <= v < mask.shape[0] and 0 <= u < mask.shape[1] and mask[v, u]
        gap = 0 if inside else gap + 1
        # The marrow between two cortices may be as dark as what surrounds the bone.
        if gap > 3:
            return step - gap
    return most


def draw_fracture(image: np.ndarray, bones: Bones, rng: np.random.Generator, taken: np.ndarray) -> np.ndarray | None:
    """Breaks a bone somewhere outside the boxes `taken`: a dark line, a step, an angle, a bulge or several. Changes the image; gives the
    box (left, top, right, bottom) or None where no place was found."""
    place = _place(bones, rng, 0.35 if rng.random() < 0.75 else 0.0)
    if place is None:
        return None
    x, y, axis, half, _ = place
    height, width = image.shape
    if not (8 < x < width - 8 and 8 < y < height - 8):
        return None
    if len(taken) and np.any((x > taken[:, 0] - 8) & (x < taken[:, 2] + 8) & (y > taken[:, 1] - 8) & (y < taken[:, 3] + 8)):
        return None
    radius = int(min(90, half * 1.8 + 26))
    left, top = max(0, int(x) - radius), max(0, int(y) - radius)
    right, bottom = min(width, int(x) + radius + 1), min(height, int(y) + radius + 1)
    gx, gy = np.meshgrid(np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32))
    c, s = np.cos(axis), np.sin(axis)
    along, across = (gx - x) * c + (gy - y) * s, -(gx - x) * s + (gy - y) * c
    kind = rng.choice(["line", "step", "angle", "bulge", "many"], p=[0.42, 0.26, 0.12, 0.1, 0.1])
    slope = np.tan(rng.normal(0, 0.5 if rng.random() < 0.7 else 1.0))
    slope = float(np.clip(slope, -2.2, 2.2))
    line = _line(across, half, slope, rng)
    past = along - line
    steep = 1 / np.sqrt(1 + slope**2)
    inside = np.exp(-0.5 * (np.maximum(0, np.abs(across) - half) / max(2.0, 0.12 * half)) ** 2)
    patch = image[top:bottom, left:right]
    if kind != "line" or rng.random() < 0.3:
        patch = _moved(image, gx, gy, past, along, inside, (c, s), half, kind, rng)
    one_sided = rng.random() < (0.25 if kind == "line" else 0.1)
    if one_sided:
        inside = inside / (1 + np.exp(rng.choice([-1.0, 1.0]) * across / 1.5))
    if kind != "bulge":
        patch = _dark_line(patch, past * steep, inside, rng)
    if kind == "many":
        other = along - _line(across, half, float(np.clip(rng.normal(0, 1.2), -2.5, 2.5)), rng) - rng.normal(0, half * 0.6)
        patch = _dark_line(patch, other * 0.7, inside, rng)
    image[top:bottom, left:right] = np.clip(patch, 0, 255)
    return _box_of(gx, gy, past, inside, across, half, kind, rng, (width, height))


def _line(across: np.ndarray, half: float, slope: float, rng: np.random.Generator) -> np.ndarray:
    knots = np.linspace(-1.3 * half - 4, 1.3 * half + 4, int(rng.integers(4, 11)))
    jag = np.cumsum(rng.normal(0, 0.16 * half * rng.uniform(0.1, 1.0) + 0.3, len(knots)))
    return (np.interp(across, knots, jag - jag.mean()) + slope * across).astype(np.float32)


def _moved(image, gx, gy, past, along, inside, direction, half, kind, rng) -> np.ndarray:
    """What lies beyond the line, moved; it comes back to its place farther on."""
    c, s = direction
    beyond = 1 / (1 + np.exp(-np.clip(past / 0.6, -30, 30)))
    fade = np.exp(-((np.maximum(0, past) / rng.uniform(14, 45)) ** 2))
    if kind == "bulge":
        amount = rng.uniform(0.08, 0.3) * np.exp(-0.5 * (past / rng.uniform(2.5, 6)) ** 2)
        sideways = np.sign(rng.normal()) * amount * half * inside
        if rng.random() < 0.5:
            sideways = sideways * np.tanh((-(gx - gx.mean()) * s + (gy - gy.mean()) * c) / max(1, half))
        lengthways = np.zeros_like(sideways)
    elif kind == "angle":
        sideways = np.tan(rng.uniform(-0.35, 0.35)) * np.maximum(0, past) * fade * inside
        lengthways = np.zeros_like(sideways)
    else:
        sideways = rng.normal(0, 0.22) * half * beyond * fade * inside + rng.choice([-1, 1]) * 0.8 * beyond * fade * inside
        lengthways = rng.normal(0, 0.15) * half * beyond * fade * inside
    mx = gx - (lengthways * c - sideways * s).astype(np.float32)
    my = gy - (lengthways * s + sideways * c).astype(np.float32)
    moved = cv2.remap(image, mx.astype(np.float32), my.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return moved


def _dark_line(patch: np.ndarray, away: np.ndarray, inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    bone = patch[inside > 0.6]
    level = np.percentile(bone, 75) - np.percentile(patch, 15) if bone.size else 20
    depth = max(4.0, float(level)) * rng.uniform(0.08, 0.5)
    sigma = rng.uniform(0.45, 1.5)
    uneven = cv2.GaussianBlur(rng.uniform(0, 1, patch.shape).astype(np.float32), (0, 0), 4)
    uneven = 0.55 + 0.9 * (uneven - uneven.min()) / (np.ptp(uneven) + 1e-3)
    patch = patch - depth * uneven * inside * np.exp(-0.5 * (away / sigma) ** 2)
    if rng.random() < 0.3:
        side = rng.choice([-1, 1]) * rng.uniform(1.5, 3.5) * sigma
        patch = patch + 0.5 * depth * uneven * inside * np.exp(-0.5 * ((away - side) / (1.4 * sigma)) ** 2)
    return patch


def _box_of(gx, gy, past, inside, across, half, kind, rng, size) -> np.ndarray | None:
    near = (np.abs(past) < 1.5) & (inside > 0.3) & (np.abs(across) <= half + 2)
    if near.sum() < 3:
        return None
    margin = rng.uniform(0.15, 0.4) * half + rng.uniform(3, 6) + (3 if kind in ("step", "angle", "many") else 0)
    box = [gx[near].min() - margin, gy[near].min() - margin, gx[near].max() + margin, gy[near].max() + margin]
    return np.clip(np.array(box, np.float32), 0, [size[0], size[1]] * 2).astype(np.float32)


def draw_decoy(image: np.ndarray, bones: Bones, rng: np.random.Generator) -> None:
    """A line that is no fracture: along a bone (a vessel's channel, a cortex), or anywhere (a fold of skin, the edge of a garment)."""
    height, width = image.shape
    if rng.random() < 0.5 and (place := _place(bones, rng, 0.4)):
        x, y, angle, half, _ = place
        x, y = x - np.sin(angle) * rng.uniform(-0.7, 0.7) * half, y + np.cos(angle) * rng.uniform(-0.7, 0.7) * half
        length = rng.uniform(8, 30)
    else:
        x, y, angle = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, np.pi)
        length = rng.uniform(20, 160)
    d = np.array([np.cos(angle), np.sin(angle)])
    bend = rng.normal(0, 0.12) * length
    points = [np.array([x, y]) + t * length / 2 * d + bend * (1 - t * t) * np.array([-d[1], d[0]]) for t in np.linspace(-1, 1, 9)]
    mask = np.zeros_like(image)
    cv2.polylines(mask, [np.round(np.array(points) * 16).astype(np.int32)], False, 1.0, 1, cv2.LINE_8, 4)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.5, 1.6))
    image += rng.choice([-1, 1]) * rng.uniform(8, 30) * mask / max(0.2, float(mask.max()))
    np.clip(image, 0, 255, out=image)


def draw_metal(image: np.ndarray, bones: Bones, rng: np.random.Generator) -> None:
    """A plate with screws, wires or a nail, along a bone where one is found; rarely a ring."""
    height, width = image.shape
    place = _place(bones, rng, 0.4) or (rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, np.pi), 10.0, 10.0)
    x, y, angle, half, _ = place
    d, n = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    at = np.array([x, y])
    bright = float(min(255.0, max(140.0, float(np.percentile(image, 95))) * rng.uniform(1.0, 1.3)))
    mask = np.zeros_like(image)
    kind = rng.choice(["plate", "wires", "nail", "ring"], p=[0.45, 0.25, 0.2, 0.1])

    def bar(a: np.ndarray, b: np.ndarray, thick: float, value: float = 1.0) -> None:
        cv2.line(mask, *(tuple(int(round(16 * v)) for v in p) for p in (a, b)), value, max(1, round(thick)), cv2.LINE_8, 4)

    if kind == "plate":
        long = rng.uniform(25, 75)
        middle = at + n * rng.choice([-1, 1]) * half * rng.uniform(0.6, 1.1)
        bar(middle - d * long, middle + d * long, rng.uniform(3, 7))
        for t in np.linspace(-0.9, 0.9, int(rng.integers(4, 9))):
            hole = middle + d * long * t
            if rng.random() < 0.7:
                reach = np.sign(np.dot(at - middle, n)) * rng.uniform(1.0, 2.0) * half
                bar(hole, hole + n * reach, rng.uniform(1.5, 3))
            else:
                cv2.circle(mask, tuple(int(v) for v in hole), 1, 0.35, -1)
    elif kind == "wires":
        for _ in range(int(rng.integers(1, 4))):
            turned = angle + rng.normal(0, 0.5)
            e = np.array([np.cos(turned), np.sin(turned)])
            start = at + rng.normal(0, 5, 2)
            bar(start - e * rng.uniform(10, 50), start + e * rng.uniform(10, 50), rng.uniform(1, 2.4))
    elif kind == "nail":
        long = rng.uniform(40, 140)
        bar(at - d * long, at + d * long, max(3.0, half * rng.uniform(0.25, 0.6)))
        for t in rng.uniform(-0.95, 0.95, int(rng.integers(0, 4))):
            bar(at + d * long * t - n * half * 1.2, at + d * long * t + n * half * 1.2, 2)
    else:
        axes = (int(rng.uniform(4, 22)), int(rng.uniform(3, 14)))
        cv2.ellipse(mask, tuple(int(v) for v in at), axes, float(rng.uniform(0, 180)), 0, 360, 1.0, int(rng.integers(1, 5)))
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.4, 0.9)) * rng.uniform(0.7, 1.0)
    image += mask * (bright - image)
    np.clip(image, 0, 255, out=image)


def draw_cast(image: np.ndarray, rng: np.random.Generator) -> None:
    """A bright rim around the limb and a coarse texture over it."""
    body = (cv2.GaussianBlur(image, (0, 0), 3) > np.percentile(image, 45) + 8).astype(np.uint8)
    wide, rim = int(rng.integers(3, 9)), int(rng.integers(3, 8))
    ball = [cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1,) * 2) for r in (wide, wide + rim)]
    inner, outer = cv2.dilate(body, ball[0]), cv2.dilate(body, ball[1])
    noise = cv2.GaussianBlur(rng.normal(0, 1, image.shape).astype(np.float32), (0, 0), rng.uniform(1, 3))
    noise /= np.abs(noise).max() + 1e-3
    shell = cv2.GaussianBlur((outer - inner).astype(np.float32), (0, 0), 1.2)
    over = cv2.GaussianBlur(outer.astype(np.float32), (0, 0), 2)
    strength = rng.uniform(15, 70)
    image += shell * strength * (1 + 0.5 * noise) + over * strength * (0.2 + 0.25 * noise)
    np.clip(image, 0, 255, out=image)


def draw_marker(image: np.ndarray, rng: np.random.Generator) -> None:
    height, width = image.shape
    text = str(rng.choice(["L", "R", "LT", "RT", "L AP", "R LAT", "1", "2", "PORT", "AC"]))
    at = (int(rng.uniform(0, width * 0.9)), int(rng.uniform(12, height)))
    mask = np.zeros(image.shape, np.uint8)
    cv2.putText(mask, text, at, cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(0.3, 0.9)), 255, int(rng.integers(1, 3)), cv2.LINE_AA)
    if rng.random() < 0.3:
        cv2.rectangle(image, (at[0] - 4, at[1] - 20), (at[0] + 30, at[1] + 6), 255, 1)
    np.maximum(image, mask, out=image, casting="unsafe")
