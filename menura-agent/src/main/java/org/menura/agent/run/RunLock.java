package org.menura.agent.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.menura.format.FormatException;

/** Keeps a run to one process at a time; the operating system frees it when the process ends, however it ends. */
record RunLock(FileChannel channel) implements AutoCloseable {
    static RunLock take(Path run) throws IOException {
        FileChannel channel =
                FileChannel.open(run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean free = false;
        try {
            free = channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            free = false;
        }
        if (!free) {
            channel.close();
            throw new FormatException(
                    "%s is being worked on by another process; wait for its end, or fork the run".formatted(run));
        }
        return new RunLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
