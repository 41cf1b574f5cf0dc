package org.menura.agent.memory;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A file of changes of memory, one JSON object a line, for memories that outlive a run. A last line that was cut off when the
 * process ended is dropped. One process writes at a time.
 */
public final class MemoryFile implements Closeable, Consumer<MemoryEvent> {
    private final FileChannel channel;
    private final List<MemoryEvent> events;

    private MemoryFile(FileChannel channel, List<MemoryEvent> events) {
        this.channel = channel;
        this.events = List.copyOf(events);
    }

    /**
     * Opens a file, or begins one.
     *
     * @throws FormatException if a line is no change of memory, or another process writes the file
     */
    public static MemoryFile open(Path file) throws IOException {
        if (file.toAbsolutePath().getParent() instanceof Path folder) {
            Files.createDirectories(folder);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new FormatException(
                        "another process writes the memory %s; wait until it is done".formatted(file));
            }
            byte[] bytes = Channels.newInputStream(channel).readAllBytes();
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            List<MemoryEvent> events = new ArrayList<>();
            String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
            for (String line : text.isEmpty() ? new String[0] : text.split("\n")) {
                String where = "%s, line %d".formatted(file, events.size() + 1);
                events.add(MemoryJson.read(Json.parse(line, where), where));
            }
            channel.truncate(end);
            channel.position(end);
            return new MemoryFile(channel, events);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new FormatException("the memory %s is open already".formatted(file), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the changes that the file held when it was opened. */
    public List<MemoryEvent> events() {
        return events;
    }

    /** Writes a change to the disk. */
    @Override
    public void accept(MemoryEvent event) {
        try {
            ByteBuffer line = ByteBuffer.wrap((MemoryJson.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
