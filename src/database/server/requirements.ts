/** Something that a server has to be, so that the service can keep its promises. */
export interface Requirement<Facts> {
  readonly isMet: (facts: Facts) => boolean;
  /** What is wrong, what follows from it, and how to mend it. */
  readonly complaint: (facts: Facts) => string;
  /** Only an administrator of the server can mend it: a guest on a hosted one is warned, and served. */
  readonly isForAdministrators?: boolean;
}

export interface Complaints {
  /** Why the service does not start. */
  readonly refusals: readonly string[];
  /** What it starts in spite of. */
  readonly warnings: readonly string[];
}

/** @param isAdministrator whether the service's own user could change the settings of the whole server */
export function complaintsOf<Facts>(
  requirements: readonly Requirement<Facts>[],
  facts: Facts,
  isAdministrator: boolean,
): Complaints {
  const unmet = requirements.filter(({ isMet }) => !isMet(facts));
  const isBorne = ({ isForAdministrators = false }: Requirement<Facts>): boolean =>
    isForAdministrators && !isAdministrator;
  const say = ({ complaint }: Requirement<Facts>): string => complaint(facts);
  return {
    refusals: unmet.filter((requirement) => !isBorne(requirement)).map(say),
    warnings: unmet.filter(isBorne).map(say),
  };
}
