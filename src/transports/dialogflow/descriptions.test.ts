import { expect, test } from "bun:test";
import protobuf, { type INamespace } from "protobufjs";
import { cutDescription, type Description, readDialogflowDescription } from "./descriptions.ts";

const PARTICIPANTS = "google.cloud.dialogflow.v2beta1.Participants";
const BIDI = "google.cloud.dialogflow.v2beta1.BidiStreamingAnalyzeContentRequest";

function rootOf(description: Description): protobuf.Root {
  const root = protobuf.Root.fromJSON(description as INamespace);
  root.resolveAll();
  return root;
}

/** What decides about the bytes of a message, as text: Bun 1.4.4 never ends comparing some of these objects. */
function wireForm(type: protobuf.Type): string {
  const fields = type.fieldsArray.map((field) => ({
    name: field.name,
    id: field.id,
    type: field.resolvedType?.fullName ?? field.type,
    keyType: field instanceof protobuf.MapField ? field.keyType : undefined,
    repeated: field.repeated,
    packed: field.packed,
    oneof: field.partOf?.name,
    hasPresence: field.hasPresence,
  }));
  return JSON.stringify(fields);
}

function typesBelow(space: protobuf.NamespaceBase): protobuf.ReflectionObject[] {
  return space.nestedArray.flatMap((inner) => [
    inner,
    ...(inner instanceof protobuf.Namespace ? typesBelow(inner) : []),
  ]);
}

test("what is cut out has every message and enum it needs, each as in the whole description", () => {
  const whole = rootOf(readDialogflowDescription());
  const cut = rootOf(cutDescription(readDialogflowDescription(), [PARTICIPANTS]));
  const [messages, enums] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const part of typesBelow(cut)) {
    if (part instanceof protobuf.Type && part.fieldsArray.length > 0)
      messages.set(part.fullName, wireForm(part));
    if (part instanceof protobuf.Enum) enums.set(part.fullName, { ...part.values });
  }
  expect(messages.size).toBeGreaterThan(60);
  expect(enums.size).toBeGreaterThan(10);
  expect(messages.has(`.${BIDI}`)).toBe(true);
  for (const [name, form] of messages)
    expect({ name, form }).toEqual({ name, form: wireForm(whole.lookupType(name)) });
  for (const [name, values] of enums) expect(values).toEqual({ ...whole.lookupEnum(name).values });
});

test("its methods are those of the service, streams as streams", () => {
  const shape = (root: protobuf.Root) =>
    root
      .lookupService(PARTICIPANTS)
      .methodsArray.map((method) => [
        method.name,
        method.resolvedRequestType?.fullName,
        method.requestStream ?? false,
        method.resolvedResponseType?.fullName,
        method.responseStream ?? false,
      ]);
  const cut = rootOf(cutDescription(readDialogflowDescription(), [PARTICIPANTS]));
  expect(shape(cut)).toEqual(shape(rootOf(readDialogflowDescription())));
});

test("nothing is cut out where no name is known", () => {
  expect(cutDescription(readDialogflowDescription(), ["google.Nothing"])).toEqual({ nested: {} });
});
