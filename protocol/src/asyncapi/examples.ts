import recorded from '../../examples.json' with { type: 'json' };
import type { MessageType } from './areas.ts';

/** A frame as it went over a socket; ids, tokens and times are not those of the recording. */
export interface Example {
  readonly type: string;
  readonly status?: number;
  readonly [field: string]: unknown;
}

const frames: Readonly<Record<string, readonly Example[]>> = recorded;

/** What was recorded of a message: one frame, or one of each status that it has. */
export function examplesOf(type: MessageType): readonly Example[] {
  return frames[type] ?? [];
}
