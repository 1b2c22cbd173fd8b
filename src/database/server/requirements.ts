/** A violated requirement for a server: the service could not keep its promises. */
export interface Requirement<Facts> {
  readonly isMet: (facts: Facts) => boolean;
  /** What is wrong, the consequence, and how to fix it. */
  readonly complaint: (facts: Facts) => string;
  /** Only an administrator can fix it, so a guest on a hosted server only gets a warning. */
  readonly isForAdministrators?: boolean;
}

export interface Complaints {
  /** Why the service does not start. */
  readonly refusals: readonly string[];
  /** Warnings: the service starts anyway. */
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
