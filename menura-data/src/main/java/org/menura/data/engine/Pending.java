package org.menura.data.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that is written beside its place and moved there when complete. Attempts at one task, on any machine, have
 * files of their own; whichever ends last leaves the same bytes.
 */
final class Pending implements AutoCloseable {
    static final String SUFFIX = ".part";

    private final Path target;
    private final Path part;

    Pending(Path target) throws IOException {
        this.target = target;
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        this.part = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID() + SUFFIX);
    }

    Path part() {
        return part;
    }

    /** Moves the file into its place. */
    void commit() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Moves the file into its place once the disk has it. */
    void commitSafely() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        commit();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
    }
}
