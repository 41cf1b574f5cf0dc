package org.menura.data.engine;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.plan.Group;
import org.menura.data.plan.Member;

/** The groups in a sorted sequence of entries: itself the group that was advanced to last. */
final class Groups implements Group, AutoCloseable {
    private final Cursor<byte[]> entries;
    private final @Nullable DataInputStream sizes;
    private Consumer<Entry> listener = _ -> {};
    private @Nullable Entry ahead;
    private byte[] key = new byte[0];
    private long size = -1;
    private long count;

    /** Reads entries; {@code sizes} is a file of {@link #count}, if sizes are needed. */
    Groups(Cursor<byte[]> entries, @Nullable Path sizes) throws IOException {
        this.entries = entries;
        this.sizes = sizes == null ? null : new DataInputStream(new BufferedInputStream(Files.newInputStream(sizes)));
        read();
    }

    /** Tells somebody of each entry, also those that a stage does not look at. */
    void listen(Consumer<Entry> to) {
        listener = to;
        if (ahead != null) {
            to.accept(ahead);
        }
    }

    private void read() {
        byte[] record = entries.next();
        ahead = record == null ? null : Entry.of(record);
        if (ahead != null) {
            listener.accept(ahead);
        }
    }

    /** Goes to the next group; false at the end. */
    boolean advance() {
        if (count > 0) {
            while (inGroup()) {
                read();
            }
        }
        Entry first = ahead;
        if (first == null) {
            return false;
        }
        key = first.key();
        count++;
        try {
            size = sizes == null ? -1 : sizes.readLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private boolean inGroup() {
        Entry entry = ahead;
        return entry != null && Arrays.equals(entry.key(), key);
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public @Nullable Member next() {
        Entry entry = ahead;
        if (entry == null || !inGroup()) {
            return null;
        }
        read();
        return entry.member();
    }

    @Override
    public long size() {
        if (size < 0) {
            throw new IllegalStateException("the stage does not say that it counts members");
        }
        return size;
    }

    /** The number of groups so far. */
    long count() {
        return count;
    }

    /** Writes the sizes of all groups. */
    static void count(Cursor<byte[]> entries, Path file, Watch watch) throws IOException {
        try (Groups groups = new Groups(entries, null);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            while (groups.advance()) {
                long n = 0;
                while (groups.next() != null) {
                    n++;
                }
                out.writeLong(n);
                watch.seen(0);
            }
        }
    }

    @Override
    public void close() throws IOException {
        entries.close();
        if (sizes != null) {
            sizes.close();
        }
    }
}
