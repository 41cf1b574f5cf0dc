package org.menura.world.textworld.story;

import java.util.Set;

/** Words before a noun: articles, possessives, {@code all}. */
final class Descriptors {
    private static final Set<String> DEFINITE = Set.of("the");
    private static final Set<String> INDEFINITE = Set.of(
            "a", "an", "some", "my", "this", "these", "that", "those", "his", "her", "their", "its", "other",
            "another");
    private static final Set<String> PLURAL = Set.of("these", "those", "some");
    private static final Set<String> MINE = Set.of("my", "this", "these");
    private static final Set<String> THERE = Set.of("that", "those");
    private static final Set<String> ALL = Set.of("all", "each", "every", "everythin", "both");

    private Descriptors() {}

    static boolean isAll(String word) {
        return ALL.contains(word);
    }

    static boolean isDescriptor(String word) {
        return DEFINITE.contains(word) || INDEFINITE.contains(word) || isAll(word);
    }

    /** Reads the descriptors at the next word. */
    static void read(Parsing p) {
        p.clearDescriptors();
        String word = p.peek();
        while (word != null && isDescriptor(word)) {
            if (INDEFINITE.contains(word)) {
                p.indefinite = true;
                p.pluralArticle |= PLURAL.contains(word);
                p.mine |= MINE.contains(word);
                p.there |= THERE.contains(word);
            } else if (isAll(word)) {
                p.indefinite = true;
                p.plural = true;
                p.wanted = Nouns.ALL;
                p.all = true;
            }
            p.wn++;
            word = p.peek();
            if ("of".equals(word) && p.indefinite) {
                p.wn++;
                word = p.peek();
            }
        }
    }
}
