package org.menura.data;

import java.nio.file.Path;
import java.util.List;

/**
 * An image or audio file with its captions, for training.
 *
 * @param file the image or audio file
 * @param texts the captions, at least one, of which each use takes one
 */
public record MediaText(Path file, List<String> texts) {
    public MediaText {
        texts = List.copyOf(texts);
    }
}
