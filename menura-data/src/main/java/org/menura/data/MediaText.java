package org.menura.data;

import java.nio.file.Path;
import java.util.List;

/**
 * An image or audio file with captions, for contrastive or captioning training.
 *
 * @param file of the picture or sound
 * @param texts at least one, of which each look takes one
 */
public record MediaText(Path file, List<String> texts) {
    public MediaText {
        texts = List.copyOf(texts);
    }
}
