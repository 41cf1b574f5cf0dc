package org.menura.model.multimodal;

/** The layouts of image placeholders in the prompts of a multimodal model. */
public enum ImagePlaceholders {
    /** Images stand where they belong in the text: a placeholder for each of their rows. */
    IN_TEXT,
    /** Images stand in the text, each frame of an image between marks that say which part of it that is (Idefics 3). */
    FRAMED,
    /** Images stand before the text, which begins as a text alone does (BLIP-2). */
    BEFORE_TEXT,
    /** Images stand before the text, which ends with a line break (PaliGemma). */
    BEFORE_LINE;

    /** Returns whether images stand before the text. */
    public boolean areBefore() {
        return this == BEFORE_TEXT || this == BEFORE_LINE;
    }

    private static final String MARK = "<fake_token_around_image>";

    /**
     * Returns the placeholders of an image in {@link #FRAMED} prompts.
     *
     * @param placeholder the token that stands for a row
     * @param rows number of rows of each frame
     * @param down number of frames below each other; 0 where the image was not cut
     * @param across number of frames beside each other
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
