package org.menura.format.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody meant who mistyped a name. */
public final class NearestName {
    private NearestName() {}

    /** Returns the name that the fewest edits lead to, if they are few beside its length; the first of several. */
    public static Optional<String> of(String typed, Collection<String> names) {
        return names.stream()
                .filter(n -> edits(typed, n) <= Math.max(1, Math.min(typed.length(), n.length()) / 2))
                .min(Comparator.comparingInt(n -> edits(typed, n)));
    }

    /** Letters to insert, delete or exchange (Levenshtein, "Binary codes capable of correcting deletions", 1966). */
    static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
