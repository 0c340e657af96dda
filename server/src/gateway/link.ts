import type { Connection } from '../transport/connection.ts';
import type { Allowance } from './allowance.ts';
import { Lane } from './lane.ts';
import type { Session } from './session.ts';

/** A connection and what the gateway knows of it. */
export class Link {
  readonly connection: Connection;
  /** What limits on addresses count by. */
  readonly address: string;
  readonly lane: Lane;
  /** Without one, requests are not limited. */
  readonly allowance: Allowance | undefined;
  session: Session;

  constructor(
    connection: Connection,
    { address, now, allowance }: { address: string; now: number; allowance: Allowance | undefined },
  ) {
    this.connection = connection;
    this.address = address;
    this.lane = new Lane((answer) => connection.send(answer));
    this.allowance = allowance;
    this.session = { state: 'waiting', since: now };
  }
}
