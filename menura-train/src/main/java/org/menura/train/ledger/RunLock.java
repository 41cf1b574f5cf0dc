package org.menura.train.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.menura.format.FormatException;

/** Keeps a ledger to one run at a time; the operating system frees it when the process ends, however it ends. */
final class RunLock implements Closeable {
    static final String NAME = "lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a ledger.
     *
     * @throws FormatException if another run holds it
     */
    static RunLock take(Path ledger) throws IOException {
        FileChannel channel =
                FileChannel.open(ledger.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isFree(channel)) {
            channel.close();
            throw new FormatException(
                    "%s is in use by another run; wait for its end, or give this run a folder of its own"
                            .formatted(ledger));
        }
        return new RunLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }
}
