package org.menura.train.media;

import java.util.Locale;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

/**
 * The background colour of transparent images.
 *
 * @param rgb red in bits 16 to 23, green in 8 to 15, blue in 0 to 7; what is taken where nothing may be random
 * @param random whether the colour is drawn anew at each look at an image
 */
public record Background(int rgb, boolean random) {
    /** The white background. */
    public static final Background WHITE = new Background(0xffffff, false);

    private static final Map<String, Integer> NAMES =
            Map.of("white", 0xffffff, "black", 0x000000, "grey", 0x808080, "gray", 0x808080);

    /**
     * Parses a colour by name: {@code white}, {@code black}, {@code grey}, {@code #rrggbb}, or {@code random}.
     *
     * @throws FormatException if it is none of these
     */
    public static Background of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("random")) {
            return new Background(WHITE.rgb, true);
        }
        Integer known = NAMES.get(lower);
        if (known != null) {
            return new Background(known, false);
        }
        if (lower.matches("#[0-9a-f]{6}")) {
            return new Background(Integer.parseInt(lower.substring(1), 16), false);
        }
        throw new FormatException(
                "'%s' is no background; it may be white, black, grey, #rrggbb or random".formatted(name));
    }

    /** A colour; takes one word of {@code random} whether it is needed or not. */
    int pick(Rng rng) {
        int drawn = rng.nextInt();
        return random ? drawn & 0xffffff : rgb;
    }
}
