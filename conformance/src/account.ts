import { Unsuitable } from './limits.ts';
import { ensure } from './match.ts';
import type { Person } from './person.ts';
import * as ask from './requests.ts';
import type { Stage } from './stage.ts';

/** A password that no server has a reason to refuse. */
export const PASSWORD = 'a plain horse in 4 quiet towns';

/** Somebody who makes an account, on a server where anybody may. */
export async function newAccount(stage: Stage, label: string, more = {}): Promise<Person> {
  const person = await stage.connect(label);
  const answer = await person.asks(ask.createAccount(person.name, PASSWORD, more));
  if (answer['code'] === 'forbidden') {
    throw new Unsuitable('Not everybody may make an account on this server.');
  }
  ensure(answer.type === 'AccountCreateResponse', `The account was refused: ${answer['code']}.`);
  return person;
}

export async function logIn(stage: Stage, person: Person, more = {}): Promise<Person> {
  const device = await stage.connect('device', person.name);
  await device.registers({ auth: true, password: PASSWORD, ...more });
  return device;
}
