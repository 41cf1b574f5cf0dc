package org.menura.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/** Writes a shard of tokens (see {@link ShardLayout}) beside its place; {@link #finish} moves it there. */
final class ShardWriter implements Closeable {
    private static final int BUFFER = 1 << 20;

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final int vocabulary;
    private final boolean marked;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final BitSet learned = new BitSet();
    private final ShardMedia media;
    private long[] offsets = new long[64];
    private int documents;
    private int tokens;

    ShardWriter(Path file, int vocabulary, boolean marked) throws IOException {
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
        this.vocabulary = vocabulary;
        this.marked = marked;
        this.media = ShardMedia.beside(file);
        this.channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.channel.position(ShardLayout.HEADER);
    }

    int documents() {
        return documents;
    }

    int tokens() {
        return tokens;
    }

    /** Adds a document at the end. */
    void add(TokenDocument document) throws IOException {
        if (Integer.MAX_VALUE - tokens < document.length()) {
            throw new FormatException("A shard takes less than 2^31 tokens; ask for fewer tokens a shard.");
        }
        boolean narrow = ShardLayout.width(vocabulary) == Short.BYTES;
        for (int i = 0; i < document.length(); i++) {
            int id = document.ids()[i];
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException(
                        "the id %d is outside of the vocabulary of %d".formatted(id, vocabulary));
            }
            reserve(Integer.BYTES);
            if (narrow) {
                buffer.putShort((short) id);
            } else {
                buffer.putInt(id);
            }
            learned.set(tokens + i, marked && document.isLearned(i));
        }
        media.put(documents, document.media());
        tokens += document.length();
        documents++;
        if (documents == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * documents);
        }
        offsets[documents] = tokens;
    }

    private void reserve(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Completes the file and moves it into its place. */
    void finish() throws IOException {
        byte[] told = media.bytes();
        ShardLayout layout =
                new ShardLayout(ShardLayout.width(vocabulary), marked, vocabulary, documents, tokens, told.length);
        if (marked) {
            padTo(layout.marks());
            byte[] bits = Arrays.copyOf(learned.toByteArray(), (int) ((tokens + 7L) / 8));
            for (byte b : bits) {
                reserve(1);
                buffer.put(b);
            }
        }
        padTo(layout.offsets());
        for (int d = 0; d <= documents; d++) {
            reserve(Long.BYTES);
            buffer.putLong(offsets[d]);
        }
        for (byte b : told) {
            reserve(1);
            buffer.put(b);
        }
        flush();
        channel.position(0);
        buffer.putLong(ShardLayout.MAGIC).putInt(ShardLayout.VERSION).putInt(layout.width());
        buffer.putInt(layout.flags())
                .putInt(vocabulary)
                .putLong(documents)
                .putLong(tokens)
                .putLong(told.length);
        while (buffer.position() < ShardLayout.HEADER) {
            buffer.put((byte) 0);
        }
        flush();
        channel.force(true);
        channel.close();
        OutputFile.move(part, file);
    }

    private void padTo(long position) throws IOException {
        flush();
        for (long at = channel.position(); at < position; at++) {
            buffer.put((byte) 0);
        }
    }

    /** Leaves nothing of a file that was not finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
