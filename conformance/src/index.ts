import type { Conversation } from './conversation.ts';
import { accounts } from './conversations/accounts.ts';
import { devices } from './conversations/devices.ts';
import { direct } from './conversations/direct.ts';
import { envelope } from './conversations/envelope.ts';
import { groups } from './conversations/groups.ts';
import { guarantees } from './conversations/guarantees.ts';
import { limits } from './conversations/limits.ts';
import { list } from './conversations/list.ts';
import { messages } from './conversations/messages.ts';
import { names } from './conversations/names.ts';
import { random } from './conversations/random.ts';
import { register } from './conversations/register.ts';
import { resume } from './conversations/resume.ts';
import { transport } from './conversations/transport.ts';
import { type GradeOptions, gradeWith } from './grade.ts';
import type { Result } from './perform.ts';

export type { Conversation } from './conversation.ts';
export { perform, type Result } from './perform.ts';
export { Person } from './person.ts';
export { Stage } from './stage.ts';

/** Everything that a server of this protocol can be asked to show over a socket. */
export const conversations: Conversation[] = [
  ...transport,
  ...envelope,
  ...register,
  ...accounts,
  ...names,
  ...resume,
  ...devices,
  ...groups,
  ...messages,
  ...list,
  ...random,
  ...direct,
  ...limits,
  ...guarantees,
];

export function grade(url: string, options?: GradeOptions): Promise<Result[]> {
  return gradeWith(conversations, url, options);
}
