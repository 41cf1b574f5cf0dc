package org.menura.eval.multimodal;

import java.util.function.Supplier;
import org.menura.format.image.Image;

/**
 * A picture of one thing.
 *
 * @param id unique among all, such as {@code openmoji/1F600}
 * @param name what it shows, without an article, in small letters
 * @param caption as its set has it
 * @param category a broad kind, such as {@code animals}
 * @param image reads it, in front of white
 */
record Picture(String id, String name, String caption, String category, Supplier<Image> image) {
    /** The name with the article that it takes. */
    String phrase() {
        return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }
}
