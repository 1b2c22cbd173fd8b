/** The service has done what it must never do. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
}
