package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;

/**
 * Where a command writes if nobody says so: to a file such as {@code out.png}, or {@code out-2.png} where there is one
 * already, so that what another run has made stays.
 */
final class DefaultOutput {
    private DefaultOutput() {}

    /**
     * Writes to the file that was named, or to the first free one.
     *
     * @param given what was named; null for nothing
     * @return the file
     */
    static Path write(@Nullable Path given, String usual, OutputFile.Writer writer) throws IOException {
        if (given != null) {
            writer.write(given);
            return given;
        }
        Path named = Path.of(usual);
        return OutputFile.writeNew(i -> i == 1 ? named : MediaOptions.numbered(named, i), writer);
    }
}
