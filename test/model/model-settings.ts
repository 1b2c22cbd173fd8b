/** Where seeds are small enough for the generator, and short enough to be typed. */
const MAX_SEED = 2 ** 31 - 1;
const MAX_SECONDS = 86_400;
const MAX_ROUNDS = 9999;

/** From the environment: the seed of the first round, how long the load of each lasts, and how many there are. */
export const MODEL = {
  seed: numberFrom('MODEL_SEED', MAX_SEED, Math.ceil(Math.random() * MAX_SEED)),
  seconds: numberFrom('MODEL_SECONDS', MAX_SECONDS, 30),
  rounds: numberFrom('MODEL_ROUNDS', MAX_ROUNDS, 1),
};

/** @throws Error if it is not a whole number from 1 to `most` */
function numberFrom(name: string, most: number, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!/^[1-9]\d*$/.test(text) || number > most)
    throw new Error(`${name}=${text}: must be a whole number from 1 to ${most}`);
  return number;
}
