import type { Received } from '@chateau/client';
import { canonical, type ErrorResponse, type Frame, type FrameOf } from '@chateau/protocol';
import { safe, safeLine } from './safe.ts';

/** From where frames are looked at: whose eyes, and in which conversation. */
export interface View {
  readonly id?: string | undefined;
  readonly place?: string | undefined;
}

/** A frame as lines for a person; `undefined` where there is nothing to tell. */
export function shown(received: Received, view: View): string | undefined {
  const frame = received as Frame;
  switch (frame.type) {
    case 'MessageRecv':
    case 'GroupMessageRecv':
      return message(frame, view);
    case 'GroupMessageInitResponse':
      return 'sender' in frame ? invitation(frame) : undefined;
    case 'SingleMessageInitResponse':
      return frame.status === 201
        ? `${safeLine(frame.chatname)} wants to talk with you: /msg ${quoted(frame.chatname)}`
        : undefined;
    case 'ErrorResponse':
      return refusal(frame);
    default:
      return undefined;
  }
}

/** The server's own words, and the names it gives beside them. */
export function refusal({ detail, recipients }: ErrorResponse): string {
  return recipients ? `${safeLine(detail)} (${names(recipients)})` : safeLine(detail);
}

export function names(list: readonly string[] | undefined): string {
  return (list ?? []).map(safeLine).join(', ');
}

/** A name as it is typed after a command. */
function quoted(name: string): string {
  return /\s/.test(name) ? `"${safeLine(name)}"` : safeLine(name);
}

type Message = FrameOf<'MessageRecv'> | FrameOf<'GroupMessageRecv'>;

function message(frame: Message, view: View): string {
  // Lines after the first are set in, so that no content passes for a message of its own.
  const content = safe(frame.content).replaceAll('\n', '\n      ');
  return `${clock(frame.at)} ${safeLine(frame.sender)}${where(frame, view)}: ${content}`;
}

function where({ chatname, groupchat, sender_id }: Message, view: View): string {
  if (view.place !== undefined && canonical(String(chatname)) === canonical(view.place)) return '';
  if (groupchat) return ` in ${safeLine(chatname)}`;
  // One's own messages come from one's other devices.
  return sender_id === view.id ? ` to ${safeLine(chatname)}` : ' to you';
}

type Invitation = Extract<FrameOf<'GroupMessageInitResponse'>, { status: 201 }>;

function invitation({ sender, chatname, recipients }: Invitation): string {
  const group = `${safeLine(chatname)} (${names(recipients)})`;
  return `${safeLine(sender)} put you in the group ${group}: /msg ${quoted(chatname)}`;
}

function clock(at: number): string {
  const time = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}
