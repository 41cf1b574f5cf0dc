package org.menura.data.warc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a web archive: WARC 0.17 to 1.1 and ARC 1, plain or as gzip members. A damaged record is told in
 * one sentence and left out; reading goes on with the next one that can be found. Memory is taken as bytes arrive, never
 * by the length that a record claims.
 */
public final class WarcReader implements AutoCloseable {
    /** The longest block that is kept unless the caller asks for more: 64 MiB. */
    public static final int BLOCK_LIMIT = 64 << 20;

    private static final int LINE_LIMIT = 1 << 16;
    private static final int LINES_LIMIT = 1000;

    private final String name;
    private final RecordInput input;
    private final int blockLimit;
    private final Consumer<String> faults;

    private WarcReader(String name, SeekableByteChannel channel, int blockLimit, Consumer<String> faults)
            throws IOException {
        this.name = name;
        this.blockLimit = blockLimit;
        this.faults = faults;
        ByteBuffer magic = ByteBuffer.allocate(2);
        while (magic.hasRemaining() && channel.read(magic) >= 0) {
            // A channel may give fewer bytes than asked for.
        }
        boolean gzip = magic.get(0) == 0x1f && magic.get(1) == (byte) 0x8b;
        this.input = gzip ? new GzipInput(channel) : new PlainInput(channel);
    }

    /**
     * Opens an archive.
     *
     * @param faults is told what is wrong with records that are left out, a sentence each
     * @throws UncheckedIOException if the file can't be read
     */
    public static WarcReader open(Path file, Consumer<String> faults) {
        return open(file, BLOCK_LIMIT, faults);
    }

    /**
     * Opens an archive.
     *
     * @param blockLimit how many bytes of a block are kept at most
     */
    public static WarcReader open(Path file, int blockLimit, Consumer<String> faults) {
        try {
            return of(file.toString(), Files.newByteChannel(file), blockLimit, faults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens an archive whose bytes come from a channel, which is closed with the reader. */
    public static WarcReader of(String name, SeekableByteChannel channel, int blockLimit, Consumer<String> faults) {
        try {
            return new WarcReader(name, channel, blockLimit, faults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next record that is whole, or null at the end. */
    public @Nullable WarcRecord next() {
        while (true) {
            long position = input.position();
            try {
                int b = input.peek();
                while (b == '\r' || b == '\n') {
                    input.read();
                    b = input.peek();
                }
                position = input.position();
                if (b < 0) {
                    return null;
                }
                WarcRecord record = record(position);
                input.finish();
                return record;
            } catch (IOException e) {
                faults.accept("%s: the record at byte %d is left out: %s.".formatted(name, position, e.getMessage()));
                try {
                    if (!input.recover()) {
                        return null;
                    }
                } catch (IOException again) {
                    throw new UncheckedIOException(again);
                }
            }
        }
    }

    private WarcRecord record(long position) throws IOException {
        String first = line();
        if (!first.startsWith("WARC/")) {
            return arc(first, position);
        }
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (lines.size() == LINES_LIMIT) {
                throw new IOException("it has more than %d lines of fields".formatted(LINES_LIMIT));
            }
            lines.add(line);
        }
        WarcHeaders headers = WarcHeaders.of(lines);
        long length = length(headers.first("Content-Length"));
        return new WarcRecord(first.strip(), headers, position, length, block(length));
    }

    /** A record of the older format: a line of URL, address, date, media type and length before the block. */
    private WarcRecord arc(String line, long position) throws IOException {
        String[] fields = line.split(" ");
        int colon = line.indexOf(':');
        if (fields.length < 5 || colon < 1 || colon > fields[0].length()) {
            throw new IOException("no record begins here");
        }
        String date = fields[fields.length - 3];
        String iso =
                date.matches("\\d{14}") ? date.replaceFirst("(....)(..)(..)(..)(..)(..)", "$1-$2-$3T$4:$5:$6Z") : date;
        boolean info = fields[0].startsWith("filedesc:");
        WarcHeaders headers = new WarcHeaders(List.of(
                new WarcHeaders.Field("WARC-Type", info ? "warcinfo" : "response"),
                new WarcHeaders.Field("WARC-Target-URI", fields[0]),
                new WarcHeaders.Field("WARC-Date", iso),
                new WarcHeaders.Field("WARC-IP-Address", fields[1]),
                new WarcHeaders.Field("Content-Type", fields[fields.length - 2])));
        long length = length(fields[fields.length - 1]);
        return new WarcRecord("ARC/1.0", headers, position, length, block(length));
    }

    private static long length(@Nullable String text) throws IOException {
        if (text == null) {
            throw new IOException("it does not say how long it is (Content-Length)");
        }
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IOException("its length '%s' is no number of bytes"
                    .formatted((text.length() > 40 ? text.substring(0, 40) : text).replaceAll("\\p{Cntrl}", "?")));
        }
        return Long.parseLong(text);
    }

    private byte[] block(long length) throws IOException {
        byte[] block = new byte[(int) Math.min(length, Math.min(blockLimit, 1 << 13))];
        int kept = 0;
        byte[] rest = {};
        long left = length;
        while (left > 0) {
            if (input.beginsRecord()) {
                throw new IOException("the next record begins before its %d bytes are over".formatted(length));
            }
            boolean keep = kept < blockLimit;
            if (keep && kept == block.length) {
                block = Arrays.copyOf(block, (int) Math.min(Math.min(length, blockLimit), 2L * block.length));
            }
            if (!keep && rest.length == 0) {
                rest = new byte[1 << 13];
            }
            byte[] into = keep ? block : rest;
            int from = keep ? kept : 0;
            int n = input.read(into, from, (int) Math.min(left, into.length - from));
            if (n < 0) {
                throw new IOException("the file ends %d bytes before the record does".formatted(left));
            }
            kept += keep ? n : 0;
            left -= n;
        }
        return kept == block.length ? block : Arrays.copyOf(block, kept);
    }

    private String line() throws IOException {
        byte[] line = new byte[128];
        int n = 0;
        while (true) {
            int b = input.read();
            if (b < 0) {
                throw new IOException("the file ends within its fields");
            }
            if (b == '\n') {
                int end = n;
                // Archives that went through a conversion of line ends have more than one.
                while (end > 0 && line[end - 1] == '\r') {
                    end--;
                }
                return new String(line, 0, end, StandardCharsets.UTF_8);
            }
            if (n == LINE_LIMIT) {
                throw new IOException("a line of its fields is longer than %d KiB".formatted(LINE_LIMIT >> 10));
            }
            if (n == line.length) {
                line = Arrays.copyOf(line, 2 * n);
            }
            line[n++] = (byte) b;
        }
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
