package org.menura.data.engine;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * A file that a plan reads.
 *
 * @param path the file, absolute
 * @param source number of the source in the plan
 * @param relative its name below the source's folder: that of what is written in its place
 * @param bytes its size when the run began
 * @param modified when it was changed last, in milliseconds since 1970
 */
public record Input(String path, int source, String relative, long bytes, long modified) implements Serializable {
    /** Returns the file. */
    public Path file() {
        return Path.of(path);
    }
}
