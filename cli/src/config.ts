import { checkConfig } from '@chateau/server/config';

/** Says everything that is wrong at once, so that a settings file is mended in one go. */
export function configCheck(config: string | undefined): number {
  const { file, problems } = checkConfig(config === undefined ? {} : { config });
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) return 1;
  console.log(`${file ?? 'There is no settings file; the environment'} is fine.`);
  return 0;
}
