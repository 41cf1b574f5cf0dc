package org.menura.tensor;

import org.menura.tensor.annotation.Extension;

/**
 * The classes that each row of logits may take: sparse sets of class ids (offsets and ids), which rows share. A row without a
 * set may take any class.
 */
@Extension
public final class ClassSets {
    /** The set of a row that may take any class. */
    public static final int ALL = -1;

    private final int[] ofRow;
    private final int[] offsets;
    private final int[] ids;

    private ClassSets(int[] ofRow, int[] offsets, int[] ids) {
        this.ofRow = ofRow;
        this.offsets = offsets;
        this.ids = ids;
    }

    /**
     * Creates the sets of rows.
     *
     * @param ofRow the set of each row, {@link #ALL} for none, [rows]
     * @param offsets where each set's ids begin, and after the last where they end, [sets + 1]
     * @param ids the ids of all sets, ascending within each
     * @throws IllegalArgumentException if a set is empty or not ascending, or a row names a set that is not there
     */
    public static ClassSets of(int[] ofRow, int[] offsets, int[] ids) {
        int sets = offsets.length - 1;
        if (sets < 0 || offsets[0] != 0 || offsets[sets] != ids.length) {
            throw new IllegalArgumentException("offsets of class sets must begin at 0 and end at the number of ids");
        }
        for (int s = 0; s < sets; s++) {
            if (offsets[s] >= offsets[s + 1]) {
                throw new IllegalArgumentException("class set " + s + " is empty");
            }
            for (int i = offsets[s]; i < offsets[s + 1]; i++) {
                if (ids[i] < 0 || i > offsets[s] && ids[i] <= ids[i - 1]) {
                    throw new IllegalArgumentException("class set %d is not ascending at id %d".formatted(s, ids[i]));
                }
            }
        }
        for (int set : ofRow) {
            if (set < ALL || set >= sets) {
                throw new IllegalArgumentException("a row has class set %d of %d".formatted(set, sets));
            }
        }
        return new ClassSets(ofRow.clone(), offsets.clone(), ids.clone());
    }

    /** Returns the number of rows. */
    public int rows() {
        return ofRow.length;
    }

    /** Returns whether a row may take any class. */
    public boolean isFree(int row) {
        return ofRow[row] == ALL;
    }

    /** Returns the number of classes that a row with a set may take. */
    public int size(int row) {
        return offsets[ofRow[row] + 1] - offsets[ofRow[row]];
    }

    /** Returns the {@code i}-th class, ascending, of those that a row with a set may take. */
    public int id(int row, int i) {
        return ids[offsets[ofRow[row]] + i];
    }

    /** Returns whether a row may take a class. */
    public boolean allows(int row, int id) {
        if (isFree(row)) {
            return true;
        }
        int low = offsets[ofRow[row]];
        int high = offsets[ofRow[row] + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (ids[middle] == id) {
                return true;
            }
            if (ids[middle] < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /**
     * Checks that rows and targets fit.
     *
     * @param targets the class of each row; negative where it does not count
     * @throws IllegalArgumentException if their numbers differ, a target is not in its row's set, or an id is no class
     */
    public void check(int[] targets, int classes) {
        if (targets.length != ofRow.length) {
            throw new IllegalArgumentException(
                    "%d targets for class sets of %d rows".formatted(targets.length, ofRow.length));
        }
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] >= 0 && !allows(r, targets[r])) {
                throw new IllegalArgumentException(
                        "row %d has the target %d, which its class set does not allow".formatted(r, targets[r]));
            }
        }
        for (int id : ids) {
            if (id >= classes) {
                throw new IllegalArgumentException(
                        "a class set has the id %d, but there are %d classes".formatted(id, classes));
            }
        }
    }
}
