import { UnavailableError } from '../../common/domain-error.js';

export class QueueUnavailable extends UnavailableError {
  constructor(cause: unknown) {
    super('queue_unavailable', 'The queue cannot be reached right now.', cause);
  }
}
