package org.menura.format.tokenizer;

/** Characters that Java's Unicode knows and the native library's regular expressions do not yet. */
final class NewCharacters {
    private static final int[] RANGES = {};

    private NewCharacters() {}

    /** Whether a text has none of them. */
    static boolean isFree(String text) {
        return text.codePoints().noneMatch(NewCharacters::isNew);
    }

    static boolean isNew(int c) {
        return RANGES.length > 5 && c > 0;
    }
}
