import type { Conversation } from './conversation.ts';
import { accounts } from './conversations/accounts.ts';
import { availability } from './conversations/availability.ts';
import { blocks } from './conversations/blocks.ts';
import { catchUps } from './conversations/catch-up.ts';
import { chats } from './conversations/chats.ts';
import { devices } from './conversations/devices.ts';
import { direct } from './conversations/direct.ts';
import { edits } from './conversations/edits.ts';
import { envelope } from './conversations/envelope.ts';
import { features } from './conversations/features.ts';
import { groups } from './conversations/groups.ts';
import { guarantees } from './conversations/guarantees.ts';
import { history } from './conversations/history.ts';
import { keys } from './conversations/keys.ts';
import { leaving } from './conversations/leaving.ts';
import { limits } from './conversations/limits.ts';
import { list } from './conversations/list.ts';
import { members } from './conversations/members.ts';
import { messageKeys } from './conversations/message-keys.ts';
import { messages } from './conversations/messages.ts';
import { names } from './conversations/names.ts';
import { openGroups } from './conversations/open-groups.ts';
import { own } from './conversations/own.ts';
import { presence } from './conversations/presence.ts';
import { random } from './conversations/random.ts';
import { ranks } from './conversations/ranks.ts';
import { reactions } from './conversations/reactions.ts';
import { reads } from './conversations/reads.ts';
import { register } from './conversations/register.ts';
import { reports } from './conversations/reports.ts';
import { resume } from './conversations/resume.ts';
import { searches } from './conversations/search.ts';
import { steps } from './conversations/steps.ts';
import { transport } from './conversations/transport.ts';
import { typings } from './conversations/typing.ts';
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
  ...members,
  ...leaving,
  ...steps,
  ...ranks,
  ...openGroups,
  ...messages,
  ...messageKeys,
  ...list,
  ...random,
  ...direct,
  ...blocks,
  ...reports,
  ...presence,
  ...availability,
  ...own,
  ...history,
  ...catchUps,
  ...features,
  ...edits,
  ...reactions,
  ...reads,
  ...typings,
  ...chats,
  ...searches,
  ...keys,
  ...limits,
  ...guarantees,
];

export function grade(url: string, options?: GradeOptions): Promise<Result[]> {
  return gradeWith(conversations, url, options);
}
