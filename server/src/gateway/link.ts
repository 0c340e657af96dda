import type { Connection } from '../transport/connection.ts';
import { addressGroup } from './address.ts';
import type { Bucket } from './bucket.ts';
import { Lane } from './lane.ts';
import type { Session } from './session.ts';

/** A connection and what the gateway knows of it. */
export class Link {
  readonly connection: Connection;
  /** What limits on addresses count by. */
  readonly address: string;
  readonly lane: Lane;
  readonly bucket: Bucket | undefined;
  session: Session;

  /** Without a bucket, requests are not limited. */
  constructor(connection: Connection, now: number, bucket: Bucket | undefined) {
    this.connection = connection;
    this.address = addressGroup(connection.address);
    this.lane = new Lane((answer) => connection.send(answer));
    this.bucket = bucket;
    this.session = { state: 'waiting', since: now };
  }
}
