/** What no look can tell: that an instance was not ready for a while between two looks that both found it so. */

export interface Look {
  readonly id: string;
  readonly askedAt: number;
  readonly ready: boolean;
}

/**
 * Whether an instance seemed ready at a moment: the last look before it found it so, and the next one too, no more than
 * `longestMs` later. Over a longer gap nothing seems.
 */
export function unseenFlaps(looks: readonly Look[], longestMs: number): (id: string, moment: number) => boolean {
  const inOrder = [...looks].sort((one, other) => one.askedAt - other.askedAt);
  return (id, moment) => {
    const own = inOrder.filter((look) => look.id === id);
    const at = own.findIndex(({ askedAt }) => askedAt >= moment);
    const [before, next] = [own[at - 1], own[at]];
    return before?.ready === true && next?.ready === true && next.askedAt - before.askedAt <= longestMs;
  };
}
