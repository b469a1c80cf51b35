import { expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { parseCollimator } from "./shutter.ts";

const rectangle = (dataset = new Dataset()) =>
  dataset
    .set("CollimatorShape", ["RECTANGULAR"])
    .set("CollimatorLeftVerticalEdge", 11)
    .set("CollimatorRightVerticalEdge", 200)
    .set("CollimatorUpperHorizontalEdge", 21)
    .set("CollimatorLowerHorizontalEdge", 300);
const edges = { left: 11, right: 200, upper: 21, lower: 300 };

it("reads the outlines of a collimator, all that are given", () => {
  expect(parseCollimator(rectangle(), 1)).toEqual({ rectangle: edges });
  const both = rectangle()
    .set("CollimatorShape", ["RECTANGULAR", "CIRCULAR"])
    .set("CenterOfCircularCollimator", [150, 100])
    .set("RadiusOfCircularCollimator", 90);
  expect(parseCollimator(both, 1)).toEqual({ rectangle: edges, circle: { row: 150, column: 100, radius: 90 } });
  const polygon = new Dataset()
    .set("CollimatorShape", ["POLYGONAL"])
    .set("VerticesOfThePolygonalCollimator", [1, 2, 3, 40, 50, 6]);
  expect(parseCollimator(polygon, 1)).toEqual({
    polygon: [
      [1, 2],
      [3, 40],
      [50, 6],
    ],
  });
});

it("reads that of each frame of an enhanced image", () => {
  const image = new Dataset().set("SharedFunctionalGroupsSequence", [
    new Dataset().set("CollimatorShapeSequence", [rectangle()]),
  ]);
  expect(parseCollimator(image, 3)).toEqual({ rectangle: edges });
});

it("makes nothing of what is missing or no number", () => {
  expect(parseCollimator(new Dataset(), 1)).toBeUndefined();
  expect(
    parseCollimator(new Dataset().set("CollimatorShape", ["RECTANGULAR"]).set("CollimatorLeftVerticalEdge", 3), 1),
  ).toBeUndefined();
  const none = new Dataset()
    .set("CollimatorShape", ["CIRCULAR"])
    .set("CenterOfCircularCollimator", [1, 1])
    .set("RadiusOfCircularCollimator", 0);
  expect(parseCollimator(none, 1)).toBeUndefined();
});
