import { PlugZap } from "lucide-react";
import { useState } from "react";
import { toErrorRecord } from "../../../src/base/index.ts";
import type { Destination, DestinationTest } from "../../../src/contract/index.ts";
import { testDestination } from "../../api/index.ts";
import { type Message, useDynamicText, useMessageText, useText } from "../../stores/index.ts";
import { Button, Segmented, TextField } from "../../ui/index.ts";
import { type DestinationForm, parseDestination } from "./destination-form.ts";

type Outcome =
  | { readonly kind: "tested"; readonly test: DestinationTest }
  | { readonly kind: "failed"; readonly message: Message };

/** Where signed reports go: built-in archive, DICOMweb or DIMSE, with a test of what is typed. */
export function DestinationFields(props: { readonly form: DestinationForm; readonly onChange: (form: DestinationForm) => void }) {
  const { form, onChange } = props;
  const text = useText();
  const set = (field: keyof DestinationForm) => (value: string) => onChange({ ...form, [field]: value });
  const kinds = (["embedded", "dicomweb", "dimse"] as const).map((value) => ({
    value,
    label: text(`settings.destination.${value}`),
    testId: `destination-${value}`,
  }));
  return (
    <div className="destination">
      <Segmented
        label={text("settings.destination.title")}
        value={form.kind}
        options={kinds}
        onChange={(kind) => onChange({ ...form, kind })}
      />
      {form.kind === "dicomweb" && (
        <TextField
          label={text("settings.destination.url")}
          type="url"
          value={form.url}
          onChange={set("url")}
          hint={text("settings.destination.urlHint")}
          testId="destination-url"
        />
      )}
      {form.kind === "dimse" && (
        <div className="destination-grid">
          <TextField
            label={text("settings.destination.host")}
            value={form.host}
            onChange={set("host")}
            testId="destination-host"
          />
          <TextField
            label={text("settings.destination.port")}
            type="number"
            value={form.port}
            onChange={set("port")}
            testId="destination-port"
          />
          <TextField
            label={text("settings.destination.calledAeTitle")}
            value={form.calledAeTitle}
            maxLength={16}
            onChange={set("calledAeTitle")}
            testId="destination-called"
          />
          <TextField
            label={text("settings.destination.callingAeTitle")}
            value={form.callingAeTitle}
            maxLength={16}
            onChange={set("callingAeTitle")}
            testId="destination-calling"
          />
        </div>
      )}
      <DestinationCheck key={JSON.stringify(form)} destination={parseDestination(form)} />
    </div>
  );
}

function DestinationCheck({ destination }: { readonly destination: Destination | undefined }) {
  const text = useText();
  const say = useMessageText();
  const find = useDynamicText();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const check = async () => {
    if (destination === undefined) return;
    setBusy(true);
    try {
      setOutcome({ kind: "tested", test: await testDestination(destination) });
    } catch (error) {
      setOutcome({ kind: "failed", message: { kind: "error", error: toErrorRecord(error) } });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="destination-check">
      <Button
        icon={PlugZap}
        busy={busy}
        disabledReason={destination === undefined ? text("settings.destination.incomplete") : undefined}
        onPress={() => void check()}
        testId="destination-test"
      >
        {text("settings.destination.test")}
      </Button>
      <output className="destination-outcome" data-testid="destination-outcome">
        {outcome?.kind === "failed" && <span className="bad">{say(outcome.message)}</span>}
        {outcome?.kind === "tested" && outcome.test.reachable && (
          <span className="good">
            {text("settings.destination.reachable", { milliseconds: Math.round(outcome.test.milliseconds) })}
          </span>
        )}
        {outcome?.kind === "tested" && !outcome.test.reachable && (
          <span className="bad">
            {find(`errors.${outcome.test.detail}`) ?? text("settings.destination.unreachable", { detail: outcome.test.detail })}
          </span>
        )}
      </output>
    </div>
  );
}
