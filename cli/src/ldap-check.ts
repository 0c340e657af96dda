import { ldapWalks, type Step, type WhoseLogin } from '@chateau/server/ldap-check';
import { safeLine } from './safe.ts';
import { askSecret } from './secret.ts';

/** Walks through a login with every server of the settings. Exit code 1 where a step fails. */
export async function ldapCheck(
  user: string | undefined,
  { config }: { config?: string },
): Promise<number> {
  const walks = ldapWalks(
    config === undefined ? {} : { config },
    user === undefined ? undefined : login(user),
  );
  if ('problems' in walks) {
    for (const problem of walks.problems) console.log(`✗ ${problem}`);
    return 1;
  }
  let isFine = true;
  for (const { url, steps } of walks.walks) {
    console.log(url);
    for await (const step of steps()) {
      console.log(shown(step));
      isFine &&= step.isFine;
    }
  }
  if (isFine && user === undefined) {
    console.log('Give a login to go on with: chateau ldap-check alice');
  }
  return isFine ? 0 : 1;
}

/** The password is asked for once, whatever the number of servers. */
function login(user: string): WhoseLogin {
  let asked: Promise<string | undefined> | undefined;
  return {
    login: user,
    password() {
      asked ??= askSecret(`Password of ${user} (it is tried, not saved)`);
      return asked;
    },
  };
}

function shown({ step, isFine, what, advice }: Step): string {
  const line = `  ${isFine ? '✓' : '✗'} ${step.padEnd(15)} ${safeLine(what)}`;
  return advice === undefined ? line : `${line}\n    → ${advice}`;
}
