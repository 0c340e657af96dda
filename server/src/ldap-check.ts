import { type Step, type WhoseLogin, walk } from './adapters/ldap/check.ts';
import { type ConfigSource, loadConfig } from './config.ts';
import { ldapSettings } from './furnish.ts';

export type { Step, WhoseLogin } from './adapters/ldap/check.ts';

/** The walk with each server of the settings; or everything that is wrong with them, a sentence each. */
export type Walks =
  | { readonly problems: readonly string[] }
  | { readonly walks: readonly { readonly url: string; steps(): AsyncGenerator<Step> }[] };

/** For `chateau ldap-check`. */
export function ldapWalks(source: ConfigSource, who: WhoseLogin | undefined): Walks {
  const config = loadConfig(source);
  if ('problems' in config) return { problems: config.problems };
  const { ldap } = config.settings;
  if (ldap.url.length === 0) {
    return { problems: ['ldap.url is not set: there is no directory to check'] };
  }
  try {
    const settings = ldapSettings(config.settings);
    return { walks: ldap.url.map((url) => ({ url, steps: () => walk(settings, url, who) })) };
  } catch (error) {
    return { problems: [`The file of ldap.ca is of no use: ${(error as Error).message}`] };
  }
}
