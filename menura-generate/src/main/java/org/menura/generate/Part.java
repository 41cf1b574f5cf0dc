package org.menura.generate;

import org.menura.format.image.Image;

/** A piece of a message. */
public sealed interface Part {
    /** What is written. */
    record Text(String text) implements Part {}

    /** What is seen. */
    record Picture(Image image) implements Part {}
}
