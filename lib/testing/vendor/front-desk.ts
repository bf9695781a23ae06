import { type Answer } from "./protocols/answer.js";
import { isAsmx, readAsmx, writeAsmx } from "./protocols/asmx.js";
import { Given } from "./given.js";
import { type Handler } from "./operations/operation.js";
import { wcfError } from "./protocols/refused-request.js";
import { type HttpAnswer, type HttpRequest, type Understood } from "./protocols/http-request.js";
import { isRest, readRest, writeRest } from "./protocols/rest.js";
import { type Service } from "./service.js";
import { isSoap, readSoap, writeSoap } from "./protocols/soap.js";

type Asked = Understood<{ readonly handler: Handler }>;

interface Door {
  readonly takes: (request: HttpRequest) => boolean;
  readonly read: (request: HttpRequest, service: Service) => Asked;
  readonly write: (request: HttpRequest, asked: Asked, answer: Answer, service: Service) => HttpAnswer;
}

/** The ways in. */
const DOORS: readonly Door[] = [
  {
    takes: isRest,
    read: (request, { inferred }) => readRest(request, inferred),
    write: (request, _, answer, { inferred }) => writeRest(request, answer, inferred),
  },
  { takes: isAsmx, read: readAsmx, write: (_request, _asked, answer) => writeAsmx(answer) },
  { takes: isSoap, read: readSoap, write: (request, { name }, answer) => writeSoap(request, name, answer) },
];

/** A request that is understood, and can be done. */
export interface Task {
  readonly asked: Asked;
  /** Does it, and writes the answer. */
  do(): HttpAnswer;
}

/** Reads a request; throws a `RefusedRequest` for what the vendor's framework refuses. So may `do`. */
export function understand(request: HttpRequest, service: Service): Task {
  const door = DOORS.find(({ takes }) => takes(request));
  if (!door) throw wcfError(404, "Endpoint not found.");
  const asked = door.read(request, service);
  return { asked, do: () => door.write(request, asked, asked.operation.handler(new Given(asked.parameters), service), service) };
}
