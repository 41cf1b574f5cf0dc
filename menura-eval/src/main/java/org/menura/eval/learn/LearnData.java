package org.menura.eval.learn;

import java.nio.file.Path;
import java.util.List;

/**
 * What an update learns from.
 *
 * @param files new documents: plain text, or JSON lines of texts or conversations
 * @param heldOut documents to measure the gain on, which are not learned from; if there are none, a share of the new ones
 * @param rehearsed old documents to learn from again
 */
public record LearnData(List<Path> files, List<Path> heldOut, List<Path> rehearsed) {
    /** Copies the lists. */
    public LearnData {
        files = List.copyOf(files);
        heldOut = List.copyOf(heldOut);
        rehearsed = List.copyOf(rehearsed);
    }

    /** Returns new documents of which a share is held out. */
    public static LearnData of(Path... files) {
        return new LearnData(List.of(files), List.of(), List.of());
    }
}
