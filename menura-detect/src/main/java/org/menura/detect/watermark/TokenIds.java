package org.menura.detect.watermark;

/** Looks whether numbers can be ids of tokens. */
final class TokenIds {
    private TokenIds() {}

    /**
     * Refuses negative ids.
     *
     * @throws IllegalArgumentException if there is one
     */
    static void check(int[] tokens) {
        for (int token : tokens) {
            if (token < 0) {
                throw new IllegalArgumentException("the text has token %d, but ids begin at 0".formatted(token));
            }
        }
    }
}
