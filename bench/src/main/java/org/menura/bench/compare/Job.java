package org.menura.bench.compare;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process to run.
 *
 * @param command program and arguments
 * @param watched a file whose resident pages do not count when memory is sampled; null where it is not sampled
 */
record Job(List<String> command, @Nullable Path watched) {
    static Job of(List<String> command) {
        return new Job(command, null);
    }

    static Job watching(Path file, List<String> command) {
        return new Job(command, file);
    }
}
