import type { Report, Safety } from '../../ports/safety.ts';
import type { PersonId } from '../../ports/store.ts';
import { seenBy } from './chats.ts';
import { isReadable } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { page } from './people.ts';

/** A report that knows people by id. */
interface MemoryReport extends Omit<Report, 'reporter' | 'about' | 'isClosed'> {
  readonly reporter: PersonId;
  readonly about: PersonId;
  isClosed: boolean;
}

/** Blocks, reports, and who may be picked for strangers. */
export function memorySafety({ people, chats, blocks, keys }: MemoryHouse) {
  const reports: MemoryReport[] = [];

  /** Whom a report is about, and the message if it is about one. */
  function subject(reporter: PersonId, about: Parameters<Safety['report']>[0]['about']) {
    if ('person' in about) return people.present(about.person) && { about: about.person };
    const { chat: id, seq } = about;
    const chat = chats.get(id);
    const message = chat && seenBy(chat, reporter).find((entry) => entry.seq === seq);
    if (!isReadable(message)) return undefined;
    return { about: message.sender, chat: id, seq, content: message.content };
  }

  function haveMet(one: PersonId, other: PersonId): boolean {
    return chats
      .all()
      .some(({ seats, stays }) =>
        [one, other].every((who) => seats.has(who) || stays.some(({ person }) => person === who)),
      );
  }

  const writes: Inside<Safety, 'block' | 'report' | 'setAvailable' | 'closeReport'> = {
    block({ person, other, on, ifMet, keyed }) {
      const set = () => {
        if (!people.present(other)) return 'unknown';
        if (ifMet && !haveMet(person, other)) return 'unknown';
        blocks.set(person, other, on);
        return { isApart: blocks.areApart(person, other) };
      };
      return keys.once(person, keyed, set, (outcome) => (outcome === 'unknown' ? undefined : {}));
    },
    report({ reporter, about, reason, at, keyed }) {
      const store = () => {
        const found = subject(reporter, about);
        if (!found) return undefined;
        const id = `r${reports.length + 1}`;
        reports.push({ id, at, reporter, reason, ...found, isClosed: false });
        return { report: id };
      };
      return keys.once(reporter, keyed, store, (outcome) => outcome);
    },
    setAvailable(person, isAvailable) {
      people.known(person).available = isAvailable;
    },
    closeReport(id) {
      const report = reports.find((one) => one.id === id);
      const wasOpen = report?.isClosed === false;
      if (report) report.isClosed = true;
      return wasOpen;
    },
  };

  const reads: Inside<Safety, 'blockedBy' | 'reports'> = {
    blockedBy: (person) => blocks.by(person).map((id) => people.label({ id })),
    reports: (after, limit) =>
      page(reports, after, limit).map(({ reporter, about, ...report }) => ({
        ...report,
        reporter: people.label({ id: reporter }),
        about: people.label({ id: about }),
      })),
  };
  return {
    writes,
    reads,
    by: (person: PersonId) => reads.reports(undefined, Infinity).filter(isBy(person)),
  };
}

const isBy = (person: PersonId) => (report: Report) => report.reporter.id === person;
