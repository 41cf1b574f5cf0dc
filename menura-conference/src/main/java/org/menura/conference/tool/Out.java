package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.OutputFile;

/** Writes files beside their place and moves them there, so that none is ever half-written. */
final class Out {
    private Out() {}

    static void write(Path file, byte[] bytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OutputFile.through(file, part -> Files.write(part, bytes));
    }
}
