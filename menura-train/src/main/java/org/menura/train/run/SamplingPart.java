package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/**
 * The lines of a sampling under way, in a file beside the one that they are for: what it is a part of, then lines, and
 * behind those of some tasks how many tasks there were.
 */
final class SamplingPart implements Closeable {
    private static final String TASKS = "sampled_tasks";
    private static final String SOLVED = "solved";
    private static final String SUCCESSES = "successes";

    private final Path out;
    private final Path file;
    private final List<String> lines;
    private final Writer writer;
    private final EpisodeSampling.Counts before;

    private SamplingPart(Path out, Path file, List<String> lines, EpisodeSampling.Counts before, Writer writer) {
        this.out = out;
        this.file = file;
        this.lines = lines;
        this.before = before;
        this.writer = writer;
    }

    /**
     * Opens the part of a file, and takes over what is there already if it begins in the same way.
     *
     * @throws FormatException if the file itself is there
     */
    static SamplingPart open(Path out, String head) throws IOException {
        if (Files.exists(out)) {
            throw new FormatException("%s is there already; name another file, or delete it".formatted(out));
        }
        Path whole = out.toAbsolutePath();
        Path folder = whole.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path file = whole.resolveSibling(whole.getFileName() + ".sampling");
        List<String> lines = new ArrayList<>();
        List<String> marked = new ArrayList<>(List.of(head));
        EpisodeSampling.Counts counts = read(file, head, lines, marked);
        Writer writer = Files.newBufferedWriter(file);
        try {
            writer.write(String.join("\n", marked) + "\n");
            writer.flush();
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return new SamplingPart(out, file, lines, counts, writer);
    }

    /** Reads what was written up to the last mark. */
    private static EpisodeSampling.Counts read(Path file, String head, List<String> lines, List<String> marked)
            throws IOException {
        EpisodeSampling.Counts counts = new EpisodeSampling.Counts(0, 0, 0, 0);
        if (!Files.isRegularFile(file)) {
            return counts;
        }
        List<String> all = List.of(Files.readString(file).split("\n", -1)); // what no line end is behind is not whole
        if (all.size() < 2 || !all.getFirst().equals(head)) {
            return counts;
        }
        List<String> some = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (String line : all.subList(1, all.size() - 1)) {
            seen.add(line);
            JsonNode mark = line.startsWith("{\"" + TASKS) ? Json.parse(line, file.toString()) : null;
            if (mark == null) {
                some.add(line);
            } else {
                counts = new EpisodeSampling.Counts(
                        0,
                        mark.path(TASKS).asLong(),
                        mark.path(SOLVED).asLong(),
                        mark.path(SUCCESSES).asLong());
                lines.addAll(some);
                marked.addAll(seen);
                some.clear();
                seen.clear();
            }
        }
        return counts;
    }

    /** Returns what was done when it was opened, of so many tasks. */
    EpisodeSampling.Counts counts(long all) {
        return new EpisodeSampling.Counts(all, before.tasks(), before.solved(), before.successes());
    }

    /** Adds the lines of some tasks. */
    void add(List<String> some, EpisodeSampling.Counts counts) throws IOException {
        for (String line : some) {
            writer.write(line + "\n");
        }
        writer.write(JsonNodeFactory.instance
                        .objectNode()
                        .put(TASKS, counts.tasks())
                        .put(SOLVED, counts.solved())
                        .put(SUCCESSES, counts.successes())
                + "\n");
        writer.flush();
        lines.addAll(some);
    }

    /** Writes the file, and deletes the part. */
    void finish() throws IOException {
        String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        OutputFile.write(out, text.getBytes(StandardCharsets.UTF_8));
        writer.close();
        Files.delete(file);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
