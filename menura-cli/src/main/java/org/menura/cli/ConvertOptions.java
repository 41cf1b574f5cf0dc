package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import picocli.CommandLine.Option;

/** Whether what is there is replaced. */
final class ConvertOptions {
    @Option(names = "--force", description = "Replace OUT if it exists already.")
    private boolean force;

    /** Whether it is. */
    boolean isForced() {
        return force;
    }

    /**
     * Refuses a target that is the source, or is there already, before any work.
     *
     * @throws FormatException if it is there, and not to be replaced
     */
    void check(Path from, Path to, Console console) throws IOException {
        if (!Files.exists(to)) {
            return;
        }
        if (Files.exists(from) && Files.isSameFile(from, to)) {
            throw console.wrong("IN and OUT are the same; write to another place");
        }
        if (!force && OutputFile.replaces(to) && !isEmptyFolder(to)) {
            throw new FormatException(to + " exists already; --force replaces it");
        }
    }

    private static boolean isEmptyFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }
}
