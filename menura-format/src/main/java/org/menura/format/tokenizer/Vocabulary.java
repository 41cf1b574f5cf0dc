package org.menura.format.tokenizer;

/** Checks that all vocabularies share. */
final class Vocabulary {
    private Vocabulary() {}

    static void check(int id, int size) {
        if (id < 0 || id >= size) {
            throw new IllegalArgumentException(
                    "The token id " + id + " is not in the vocabulary, whose ids are 0 to " + (size - 1) + ".");
        }
    }
}
