package org.menura.train.schema;

import java.util.List;

/** Patterns of parameters' names, in which {@code *} stands for any letters, none and dots included. */
public final class NamePattern {
    private NamePattern() {}

    /** Returns whether one of the patterns matches the whole name. */
    public static boolean anyMatches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(p -> matches(p, name));
    }

    /**
     * Returns whether the pattern matches the whole name; takes time in proportion to the product of their lengths at
     * most.
     */
    public static boolean matches(String pattern, String name) {
        int p = 0;
        int star = -1;
        int retry = 0;
        int n = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
