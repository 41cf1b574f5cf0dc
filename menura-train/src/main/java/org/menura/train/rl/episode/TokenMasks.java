package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.ClassSets;

/** The masks of some episodes: the sets of tokens that were allowed where the policy wrote one, each kept once. */
public final class TokenMasks {
    /** The mask where any token was allowed. */
    public static final int ALL = ClassSets.ALL;

    private record Ids(int[] all) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Ids(int[] others) && Arrays.equals(all, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(all);
        }
    }

    private final List<int[]> masks = new ArrayList<>();
    private final Map<Ids, Integer> numbers = new HashMap<>();

    /**
     * Returns the number of a mask, a new one if it was not there.
     *
     * @param allowed token ids, ascending; at least one
     */
    int number(int[] allowed) {
        return numbers.computeIfAbsent(new Ids(allowed), _ -> {
            masks.add(allowed);
            return masks.size() - 1;
        });
    }

    /** Returns the tokens that a mask allows, ascending; not to be changed. */
    public int[] allowed(int mask) {
        return masks.get(mask);
    }

    /** Returns whether a mask leaves a choice. */
    public boolean isChoice(int mask) {
        return mask == ALL || masks.get(mask).length > 1;
    }

    /** Returns the class sets of rows with these masks. */
    ClassSets classSets(int[] ofRows) {
        Map<Integer, Integer> used = new HashMap<>();
        List<int[]> sets = new ArrayList<>();
        int[] rows = new int[ofRows.length];
        int count = 0;
        for (int r = 0; r < rows.length; r++) {
            rows[r] = ALL;
            if (ofRows[r] != ALL) {
                Integer known = used.putIfAbsent(ofRows[r], sets.size());
                rows[r] = known == null ? sets.size() : known;
                if (known == null) {
                    sets.add(masks.get(ofRows[r]));
                    count += sets.getLast().length;
                }
            }
        }
        int[] offsets = new int[sets.size() + 1];
        int[] ids = new int[count];
        for (int s = 0; s < sets.size(); s++) {
            int[] set = sets.get(s);
            System.arraycopy(set, 0, ids, offsets[s], set.length);
            offsets[s + 1] = offsets[s] + set.length;
        }
        return ClassSets.of(rows, offsets, ids);
    }
}
