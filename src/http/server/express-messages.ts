import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { UnreadAnswers } from './unread-answers.js';

interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Classes for a server's requests and responses that have Express' prototypes from the start. Express would change the
 * prototype of each object, which prevents most V8 optimisations: two fifths of the cost of a request
 * (docs/performance.md). Each write also reports its socket to `unread`.
 */
export function expressMessages(express: Express, unread: UnreadAnswers): MessageClasses {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
      const hasRoom = super.write(chunk, encoding as BufferEncoding, callback as () => void);
      if (this.socket) unread.note(this.socket);
      return hasRoom;
    }

    override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
      const { socket } = this;
      super.end(chunk, encoding as BufferEncoding, callback as () => void);
      if (socket) unread.note(socket);
      return this;
    }
  }
  express.request = inherit(ExpressRequest, express.request);
  express.response = inherit(ExpressResponse, express.response);
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}

/** @returns the prototype of the class, so that Express finds it already set */
function inherit<Prototype extends object>(message: { prototype: object }, prototype: Prototype): Prototype {
  return Object.setPrototypeOf(message.prototype, prototype) as Prototype;
}
