import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Classes for a server's requests and responses that have Express' prototypes from birth. Express would change the
 * prototypes of each one, after which V8 optimises little that touches them: two fifths of the cost of a request
 * (docs/performance.md).
 */
export function expressMessages(express: Express): MessageClasses {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  express.request = inherit(ExpressRequest, express.request);
  express.response = inherit(ExpressResponse, express.response);
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}

/** @returns the prototype of the class, which is what Express then finds in place */
function inherit<Prototype extends object>(message: { prototype: object }, prototype: Prototype): Prototype {
  return Object.setPrototypeOf(message.prototype, prototype) as Prototype;
}
