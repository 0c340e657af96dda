import {
  AndFilter,
  EqualityFilter,
  escapeFilter,
  type Filter,
  FilterParser,
  OrFilter,
} from 'ldapts';

/** The template with the login in it as text: nothing in it means anything to the filter (RFC 4515). */
export function loginFilter(template: string, login: string): string {
  // Spaces at the ends would be taken for layout.
  const escaped = escapeFilter`${login}`.replace(/^ | $/g, '\\20');
  return template.split('{username}').join(escaped);
}

/** Those of the people with these attributes who still fit the template, whatever their login. */
export function peopleFilter(
  template: string,
  people: readonly { attribute: string; value: Buffer }[],
): Filter {
  const anybody = FilterParser.parseString(template.split('{username}').join('*'));
  const filters = people.map(({ attribute, value }) => new EqualityFilter({ attribute, value }));
  return new AndFilter({ filters: [anybody, new OrFilter({ filters })] });
}

/** Whether a group lists the person, in any of the ways that groups do. */
export function memberFilter(dn: string, uid: string): Filter {
  return new OrFilter({
    filters: [
      new EqualityFilter({ attribute: 'member', value: dn }),
      new EqualityFilter({ attribute: 'uniqueMember', value: dn }),
      new EqualityFilter({ attribute: 'memberUid', value: uid }),
    ],
  });
}
