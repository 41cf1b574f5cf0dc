package org.menura.data.tag;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells the registered domain of a host by the rules of publicsuffix.org. */
final class PublicSuffixes {
    /** Without a list: the last label is a suffix, and common second labels of countries. */
    static final PublicSuffixes COMMON = new PublicSuffixes(Set.of());

    private static final Set<String> SECOND =
            Set.of("ac", "co", "com", "edu", "gob", "gov", "mil", "ne", "net", "nom", "or", "org", "sch");

    private final Set<String> rules;

    private PublicSuffixes(Set<String> rules) {
        this.rules = rules;
    }

    static PublicSuffixes read(Path file) {
        Set<String> rules = new HashSet<>();
        for (String line : BadWords.lines(file)) {
            String rule = line.strip().toLowerCase(Locale.ROOT);
            if (!rule.isEmpty() && !rule.startsWith("//")) {
                rules.add(rule);
            }
        }
        return new PublicSuffixes(rules);
    }

    /** Returns the registered domain of a host; the empty text if it has none. */
    String registered(String host) {
        if (host.matches("[0-9.]*|\\[.*")) {
            return "";
        }
        List<String> labels = List.of(host.split("\\."));
        int suffix = rules.isEmpty() ? common(labels) : listed(labels);
        int first = labels.size() - suffix - 1;
        return first < 0 ? "" : String.join(".", labels.subList(first, labels.size()));
    }

    private static int common(List<String> labels) {
        int last = labels.size() - 1;
        return last > 0 && labels.get(last).length() == 2 && SECOND.contains(labels.get(last - 1)) ? 2 : 1;
    }

    /** The number of labels of the suffix: by the longest rule, or the exception to one. */
    private int listed(List<String> labels) {
        for (int i = 0; i < labels.size(); i++) {
            String rest = String.join(".", labels.subList(i, labels.size()));
            int count = labels.size() - i;
            if (rules.contains("!" + rest)) {
                return count - 1;
            }
            boolean wild = i + 1 < labels.size()
                    && rules.contains("*." + String.join(".", labels.subList(i + 1, labels.size())));
            if (rules.contains(rest) || wild) {
                return count;
            }
        }
        return 1;
    }
}
