import { ChateauError } from '@chateau/client';
import type { Words } from '../words/en.ts';

/** Why something did not work, as a sentence for the person. */
export function why(error: unknown, { errors }: Words): string {
  if (!(error instanceof ChateauError)) return errors.other;
  const { code, recipients = [] } = error;
  if (code === 'recipient_offline') return errors.recipient_offline(recipients.join(', '));
  return whyCode(code, { errors });
}

export function whyCode(code: string, { errors }: Pick<Words, 'errors'>): string {
  const known = Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : undefined;
  return typeof known === 'string' ? known : errors.other;
}
