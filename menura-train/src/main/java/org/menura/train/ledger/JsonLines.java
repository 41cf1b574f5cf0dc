package org.menura.train.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A file of JSON values, one a line, that grows at its end. A line counts once its line end is there: what a killed
 * process left behind the last line end is cut off by {@link #open} and passed over by {@link #read}.
 */
final class JsonLines implements Closeable {
    private static final int MAX_LINE = 16 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Disk disk;
    private long length;

    private JsonLines(Path file, FileChannel channel, Disk disk, long length) {
        this.file = file;
        this.channel = channel;
        this.disk = disk;
        this.length = length;
    }

    /** What {@link #read} calls for each line; false ends the reading. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(JsonNode value, String where);
    }

    /** Opens a file to append to it, and makes it if there is none. */
    static JsonLines open(Path file, Disk disk) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            JsonLines lines = new JsonLines(file, channel, disk, channel.size());
            lines.cutTo(endOfLastLine(channel));
            return lines;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Adds a line; if that fails, the file is as before. */
    void append(JsonNode value) throws IOException {
        byte[] line = (value + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            disk.append(channel, line);
            length += line.length;
        } catch (IOException e) {
            try {
                cutTo(length);
            } catch (IOException cut) {
                e.addSuppressed(cut);
            }
            throw e;
        }
    }

    /** Drops the first line that {@code keep} refuses, and all after it. */
    void keepWhile(Predicate<JsonNode> keep) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            long kept = 0;
            int number = 1;
            for (byte[] line = nextLine(in, file); line.length > 0; line = nextLine(in, file)) {
                if (!keep.test(parse(line, file, number))) {
                    break;
                }
                kept += line.length;
                number++;
            }
            cutTo(kept);
        }
    }

    /** Brings all lines to the disk. */
    void force() throws IOException {
        disk.force(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads complete lines from the start; a file that is not there has none. */
    static void read(Path file, Visitor visitor) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int number = 1;
            for (byte[] line = nextLine(in, file); line.length > 0; line = nextLine(in, file)) {
                if (!visitor.visit(parse(line, file, number), where(file, number))) {
                    return;
                }
                number++;
            }
        }
    }

    static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    private void cutTo(long end) throws IOException {
        if (channel.size() > end) {
            disk.truncate(channel, end);
        }
        channel.position(end);
        length = end;
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel.position(0)));
        long end = 0;
        long at = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            at++;
            if (c == '\n') {
                end = at;
            }
        }
        return end;
    }

    /** A line with its end; empty where no complete one is left. */
    private static byte[] nextLine(InputStream in, Path file) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.write(c);
            if (c == '\n') {
                return line.toByteArray();
            }
            if (line.size() > MAX_LINE) {
                throw new FormatException(
                        "%s has a line of more than %d bytes; it is damaged".formatted(file, MAX_LINE));
            }
        }
        return new byte[0];
    }

    private static JsonNode parse(byte[] line, Path file, int number) {
        JsonNode value = Json.parse(line, where(file, number));
        if (!value.isObject()) {
            throw new FormatException(where(file, number) + " holds no JSON object; the file is damaged");
        }
        return value;
    }

    private static String where(Path file, int number) {
        return file + ", line " + number;
    }
}
