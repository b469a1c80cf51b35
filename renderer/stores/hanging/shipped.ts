import ctAbdomen from "../../../assets/hanging-protocols/ct-abdomen.json" with { type: "json" };
import ctAbdomenPhases from "../../../assets/hanging-protocols/ct-abdomen-phases.json" with { type: "json" };
import ctBone from "../../../assets/hanging-protocols/ct-bone.json" with { type: "json" };
import ctBrain from "../../../assets/hanging-protocols/ct-brain.json" with { type: "json" };
import ctChest from "../../../assets/hanging-protocols/ct-chest.json" with { type: "json" };
import dxChest from "../../../assets/hanging-protocols/dx-chest.json" with { type: "json" };
import dxExtremity from "../../../assets/hanging-protocols/dx-extremity.json" with { type: "json" };
import mgScreening from "../../../assets/hanging-protocols/mg-screening.json" with { type: "json" };
import mrBrain from "../../../assets/hanging-protocols/mr-brain.json" with { type: "json" };
import mrKnee from "../../../assets/hanging-protocols/mr-knee.json" with { type: "json" };
import mrSpine from "../../../assets/hanging-protocols/mr-spine.json" with { type: "json" };
import us from "../../../assets/hanging-protocols/us.json" with { type: "json" };
import { type HangingProtocol, hangingProtocolSchema } from "../../../src/contract/index.ts";

/** The protocols of the program; held to the same form as a reader's own. */
export const shippedProtocols: readonly HangingProtocol[] = [
  ctAbdomen,
  ctAbdomenPhases,
  ctBone,
  ctBrain,
  ctChest,
  dxChest,
  dxExtremity,
  mgScreening,
  mrBrain,
  mrKnee,
  mrSpine,
  us,
].map((protocol) => hangingProtocolSchema.parse(protocol));
