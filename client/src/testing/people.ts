import { type Handlers, Refused } from './desk.ts';
import { somebody } from './house.ts';
import { page } from './reading.ts';

/** Who is here, whom one keeps away, and what is one's own. */
export const people: Handlers = {
  ClientListRequest(desk, person, { prefix = '', after = '', limit }) {
    const names = [...desk.house.people.values()]
      .filter((other) => other !== person && desk.isOnline(other))
      .map(({ username }) => username)
      .filter((name) => name.startsWith(prefix) && name > after)
      .toSorted();
    const { items, more } = page(names, limit);
    return { type: 'ClientListResponse', status: 200, clients: items, ...more };
  },

  PresenceRequest(desk, _person, { ids }) {
    const known = ids.flatMap((id) => desk.house.people.get(id) ?? []);
    const here = known.filter((other) => desk.isOnline(other));
    const rows = here.map((other) => ({ ...somebody(other), online: true }));
    return { type: 'PresenceResponse', status: 200, people: rows };
  },

  BlockRequest({ house }, person, { id, username = '' }) {
    const other = id === undefined ? house.person(username) : house.people.get(id);
    if (!other) throw new Refused('not_found');
    person.blocked.add(other.id);
    return { type: 'BlockResponse', status: 200, id: other.id };
  },

  UnblockRequest(_desk, person, { id }) {
    person.blocked.delete(id);
    return { type: 'UnblockResponse', status: 200, id };
  },

  BlockListRequest({ house }, person) {
    const blocked = [...person.blocked].flatMap((id) => house.people.get(id) ?? []);
    return { type: 'BlockListResponse', status: 200, people: blocked.map(somebody) };
  },

  ReportRequest: (desk) => ({
    type: 'ReportResponse',
    status: 200,
    report: desk.house.newId('report'),
  }),

  AvailabilityRequest: (_desk, _person, { random }) => ({
    type: 'AvailabilityResponse',
    status: 200,
    random,
  }),

  DeviceListRequest: (desk) => ({
    type: 'DeviceListResponse',
    status: 200,
    devices: [
      { device: 'd1', label: '', created_at: desk.now(), seen_at: desk.now(), current: true },
    ],
  }),

  LogoutRequest(_desk, person) {
    // No token is empty: nobody comes back with this one.
    person.token = '';
    return { type: 'LogoutResponse', status: 200 };
  },
};
