"""A training example: a turned, scaled and cropped part of a radiograph, other in contrast, with what may disturb.

Everything random comes from the generator that is given: the same seed, epoch and place give the same example.
"""

import cv2
import numpy as np
from radiographs import SIZE, Radiograph
from simulate import Bones, draw_cast, draw_decoy, draw_fracture, draw_marker, draw_metal, find_bones

KEPT = 0.35
"""Share of a box that must be left in the crop; with less it is taken out of the labels."""


def crop(image: Radiograph, size: int, rng: np.random.Generator, whole: bool) -> tuple[np.ndarray, np.ndarray]:
    """size x size pixels (8 bit) and the boxes in them (n x 4, pixels from edge to edge). `whole`: all of the image, little turned."""
    rows, columns = image.pixels.shape
    scale = SIZE / max(rows, columns) * np.exp(rng.uniform(-0.12, 0.08) if whole else rng.uniform(-0.25, 0.4))
    angle = np.deg2rad(rng.normal(0, 5 if whole else 12)) + (0 if whole else rng.choice([0, 0, 0, 0, 0, 0, 0, 1, 2, 3]) * np.pi / 2)
    flip = np.diag([rng.choice([-1.0, 1.0]), rng.choice([-1.0, 1.0]) if not whole and rng.random() < 0.5 else 1.0])
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ flip
    extent = np.array([columns, rows], float)
    boxes = image.boxes * np.tile(extent, 2)
    if whole:
        middle = extent / 2 + rng.uniform(-0.03, 0.03, 2) * extent
    else:
        middle = _middle(image.pixels, boxes, size / scale, rng)
    shift = size / 2 - turn @ middle
    # Pixel centres, where OpenCV counts from.
    matrix = np.c_[turn, turn @ [0.5, 0.5] + shift - 0.5]
    shown = cv2.warpAffine(image.pixels, matrix, (size, size), flags=cv2.INTER_LINEAR)
    if not len(boxes):
        return shown, np.zeros((0, 4), np.float32)
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 @ turn.T + shift
    half = np.sqrt(((boxes[:, 2:] - boxes[:, :2]) / 2) ** 2 @ (turn**2).T)
    moved = np.c_[centre - half, centre + half]
    cut = np.clip(moved, 0, size)
    area = [(b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]) for b in (cut, moved)]
    return shown, cut[area[0] > KEPT * area[1]].astype(np.float32)


def _middle(pixels: np.ndarray, boxes: np.ndarray, extent: float, rng: np.random.Generator) -> np.ndarray:
    rows, columns = pixels.shape
    if len(boxes) and rng.random() < 0.85:
        box = boxes[rng.integers(len(boxes))]
        middle = (box[:2] + box[2:]) / 2 + rng.uniform(-0.36, 0.36, 2) * extent
    else:
        least = np.median(pixels[::8, ::8]) + 10
        for _ in range(10):
            middle = rng.uniform(0, 1, 2) * [columns, rows]
            if least < pixels[int(middle[1]), int(middle[0])] < 250:
                break
    # Little outside the image.
    edge = 0.42 * extent
    return np.array([np.clip(m, min(edge, n / 2), max(n - edge, n / 2)) for m, n in zip(middle, (columns, rows), strict=True)])


def disturb(image: np.ndarray, rng: np.random.Generator, bones: Bones | None, gentle: bool) -> None:
    """Metal, casts, markers and lines that are no fractures, in place; half as often where `gentle`."""
    share = 0.5 if gentle else 1.0
    if rng.random() < 0.06 * share:
        draw_cast(image, rng)
    if rng.random() < 0.08 * share:
        draw_metal(image, bones or find_bones(image), rng)
    if rng.random() < 0.15 * share:
        for _ in range(int(rng.integers(1, 4))):
            draw_decoy(image, bones or find_bones(image), rng)
    if rng.random() < 0.1 * share:
        draw_marker(image, rng)


def expose(image: np.ndarray, rng: np.random.Generator, gentle: bool) -> np.ndarray:
    """Another exposure and processing, 8 bit: contrast, gamma, local contrast, blur or sharpening, noise, JPEG, collimator, inversion."""
    share = 0.5 if gentle else 1.0
    if rng.random() < 0.8:
        image = 255 * np.power(image / 255, np.float32(np.exp(rng.normal(0, 0.3)))) * np.exp(rng.normal(0, 0.12)) + rng.normal(0, 6)
    if rng.random() < 0.2 * share:
        eight = np.clip(image, 0, 255).astype(np.uint8)
        image = cv2.createCLAHE(float(rng.uniform(1, 4)), (int(rng.integers(3, 9)),) * 2).apply(eight).astype(np.float32)
    kind = rng.random()
    if kind < 0.15 * share:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.2))
    elif kind < 0.35 * share:
        image = image + rng.uniform(0.3, 1.2) * (image - cv2.GaussianBlur(image, (0, 0), rng.uniform(0.8, 2.5)))
    if rng.random() < 0.2 * share:
        image = image + rng.normal(0, rng.uniform(1, 7), image.shape).astype(np.float32)
    if rng.random() < 0.1 * share:
        _collimate(image, rng)
    if rng.random() < 0.03 * share:
        image = 255 - image
    shown = np.clip(image, 0, 255).astype(np.uint8)
    if rng.random() < 0.15 * share:
        coded = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))])[1]
        shown = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return shown


def _collimate(image: np.ndarray, rng: np.random.Generator) -> None:
    size = image.shape[0]
    value = float(rng.choice([0, 0, rng.uniform(5, 40), 255]))
    for side in rng.choice(4, int(rng.integers(1, 3)), replace=False):
        depth = int(rng.uniform(0.02, 0.16) * size)
        part = (slice(0, depth), slice(size - depth, size))[side % 2]
        image[(part, slice(None)) if side < 2 else (slice(None), part)] = value


def example(
    image: Radiograph, size: int, rng: np.random.Generator, *, whole: bool = False, gentle: bool = False, simulated: float = 0.0
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Pixels (size x size, 8 bit), boxes in them and whether a fracture is shown; `simulated` is how probably one is drawn into an image
    that has none."""
    shown, boxes = crop(image, size, rng, whole)
    pixels = shown.astype(np.float32)
    fractured = len(boxes) > 0
    bones = None
    if not fractured and not image.fractured and rng.random() < simulated:
        bones = find_bones(pixels)
        box = draw_fracture(pixels, bones, rng, boxes)
        if box is not None:
            boxes, fractured = box[None], True
    disturb(pixels, rng, bones, gentle)
    return expose(pixels, rng, gentle), boxes, fractured


def pretext_example(image: Radiograph, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Without looking at a label: masked pixels, pixels as they were, boxes of simulated fractures."""
    bare = Radiograph(image.name, "", 0, False, False, image.region, np.zeros((0, 4), np.float32), image.pixels)
    shown, _ = crop(bare, size, rng, False)
    pixels = shown.astype(np.float32)
    bones = find_bones(pixels)
    boxes = np.zeros((0, 4), np.float32)
    for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.15, 0.4, 0.3, 0.15]))):
        box = draw_fracture(pixels, bones, rng, boxes)
        if box is not None:
            boxes = np.r_[boxes, box[None]]
    disturb(pixels, rng, bones, False)
    clean = expose(pixels, rng, False)
    masked = clean.copy()
    cells = size // 32
    for n in rng.choice(cells * cells, int(0.12 * cells * cells), replace=False):
        y, x = 32 * (n // cells), 32 * (n % cells)
        hidden = (boxes[:, 0] < x + 32) & (boxes[:, 2] > x) & (boxes[:, 1] < y + 32) & (boxes[:, 3] > y)
        if not hidden.any():
            masked[y : y + 32, x : x + 32] = int(clean[y : y + 32, x : x + 32].mean())
    return masked, clean, boxes
