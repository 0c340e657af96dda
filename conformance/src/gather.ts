import type { Person } from './person.ts';
import * as ask from './requests.ts';
import type { Stage } from './stage.ts';

export interface Gathering {
  readonly chat: string;
  readonly chatname: string;
}

/** A group of the first one's, with the others in it, who have heard of it. */
export async function gather(
  stage: Stage,
  label: string,
  [owner, ...others]: readonly [Person, ...Person[]],
  more: { readonly [field: string]: unknown } = {},
): Promise<Gathering> {
  const chatname = stage.name(label);
  const recipients = others.map(({ name }) => name);
  const opening = { ...ask.openGroup(chatname, recipients), ...more };
  const { chat } = await owner.asks(opening, { type: 'GroupMessageInitResponse', status: 200 });
  for (const person of others) {
    await person.receives({ type: 'GroupMessageInitResponse', status: 201, chatname, chat });
  }
  return { chat: String(chat), chatname };
}
