package org.menura.model.multimodal;

/** How the prompts of a model that sees are written. */
public enum ImagePlaceholders {
    /** Pictures stand where they belong in the text: a placeholder for each of their rows. */
    IN_TEXT,
    /** The same, each frame of a picture between marks that say which part of it that is (Idefics 3). */
    FRAMED,
    /** Pictures stand before the text, which begins as a text alone does (BLIP-2). */
    BEFORE_TEXT,
    /** The same, and the text ends with a line break (PaliGemma). */
    BEFORE_LINE;

    /** Whether images stand before the text. */
    public boolean areBefore() {
        return this == BEFORE_TEXT || this == BEFORE_LINE;
    }

    private static final String MARK = "<fake_token_around_image>";

    /**
     * What stands for a picture of {@link #FRAMED} prompts.
     *
     * @param placeholder the token that stands for a row
     * @param rows of each frame
     * @param down how many frames lie below each other; 0 where the picture was not cut
     * @param across how many lie beside each other
     */
    public static String framed(String placeholder, int rows, int down, int across) {
        String seen = placeholder.repeat(rows);
        StringBuilder text = new StringBuilder();
        for (int row = 1; row <= down; row++) {
            for (int column = 1; column <= across; column++) {
                text.append(MARK)
                        .append("<row_%d_col_%d>".formatted(row, column))
                        .append(seen);
            }
            text.append('\n');
        }
        if (down > 0) {
            text.append('\n');
        }
        return text.append(MARK)
                .append("<global-img>")
                .append(seen)
                .append(MARK)
                .toString();
    }
}
