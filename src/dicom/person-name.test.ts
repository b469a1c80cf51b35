import { describe, expect, it } from "vitest";
import { parsePersonName } from "./index.ts";

describe("a person name", () => {
  it("comes apart into groups and components (PS3.5 6.2.1.1)", () => {
    const name = parsePersonName("Yamada^Tarou^^Dr=山田^太郎=やまだ^たろう");
    expect(name.alphabetic).toMatchObject({ familyName: "Yamada", givenName: "Tarou", middleName: "", prefix: "Dr", suffix: "" });
    expect(name.ideographic).toMatchObject({ familyName: "山田", givenName: "太郎", text: "山田^太郎" });
    expect(name.phonetic.text).toBe("やまだ^たろう");
  });

  it("may have next to nothing", () => {
    expect(parsePersonName("").alphabetic).toMatchObject({ familyName: "", text: "" });
    expect(parsePersonName("=张三").ideographic.familyName).toBe("张三");
  });
});
