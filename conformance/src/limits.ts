import type { Stage } from './stage.ts';

/** What a server may be set to; a server that does not say has the defaults. */
const DEFAULTS = {
  frame: 65_536,
  content: 61_440,
  recipients: 1_000,
  register_within: 10,
  ping: 25,
  pong: 8,
  connections_per_address: 200,
};

export interface Limits extends Record<keyof typeof DEFAULTS, number> {
  /** `undefined`: neither requests nor connections are limited. */
  readonly burst: number | undefined;
  readonly per_second: number | undefined;
}

/** The limits of this server: those that the grader knows of, and those that it tells its clients. */
export async function limitsOf(stage: Stage): Promise<Limits> {
  const scout = await stage.connect('scout');
  const { server } = await scout.registers({ features: [] });
  await scout.leaves();
  const { limits } = server as { limits: Partial<Limits> };
  return { ...DEFAULTS, burst: undefined, per_second: undefined, ...limits, ...stage.known };
}

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export async function rateOf(stage: Stage): Promise<Rate> {
  const { burst, per_second: perSecond } = await limitsOf(stage);
  if (burst !== undefined && perSecond !== undefined) return { burst, perSecond };
  throw new Unsuitable('The limits of this server are off.');
}

/** Why a conversation does not suit this server: it is skipped, not failed. */
export class Unsuitable extends Error {}
