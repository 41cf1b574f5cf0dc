package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.menura.format.Checkpoint;
import org.menura.format.FileTree;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;

/**
 * The files of rounds in the folder {@code rounds} of a run: the joined weights at the start of each, and of each replica
 * its change of them, its optimiser, and what its steps were. Each is written beside its place and moved there.
 */
final class DiLoCoFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** A step of a replica. */
    record InnerStep(double loss, double rate, double norm, long tokens) {}

    DiLoCoFiles(Path run) {
        this.folder = run.resolve("rounds");
    }

    private Path round(long round) {
        return folder.resolve("round-%06d".formatted(round));
    }

    private Path start(long round) {
        return round(round).resolve("start.safetensors");
    }

    private Path change(long round, int replica) {
        return round(round).resolve("change-%02d.safetensors".formatted(replica));
    }

    private Path optimizer(long round, int replica) {
        return round(round).resolve("optimizer-%02d.safetensors".formatted(replica));
    }

    private Path steps(long round, int replica) {
        return round(round).resolve("steps-%02d.json".formatted(replica));
    }

    /** Whether a replica's part of a round is done: the change is written last. */
    boolean isDone(long round, int replica) {
        return Files.isRegularFile(change(round, replica));
    }

    boolean isBegun(long round) {
        return Files.isRegularFile(start(round));
    }

    void begin(long round, Map<String, TensorEntry> weights) throws IOException {
        write(start(round), weights);
    }

    void finish(
            long round,
            int replica,
            Map<String, TensorEntry> change,
            Map<String, TensorEntry> optimizer,
            List<InnerStep> steps)
            throws IOException {
        write(optimizer(round, replica), optimizer);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        steps.forEach(s -> list.addObject()
                .put("loss", s.loss())
                .put("rate", s.rate())
                .put("norm", s.norm())
                .put("tokens", s.tokens()));
        Path part = part(steps(round, replica));
        Files.write(part, JSON.writeValueAsBytes(list));
        move(part, steps(round, replica));
        write(change(round, replica), change);
    }

    Checkpoint started(long round) {
        return SafetensorsFile.open(start(round));
    }

    Checkpoint changed(long round, int replica) {
        return SafetensorsFile.open(change(round, replica));
    }

    Checkpoint optimizerAfter(long round, int replica) {
        return SafetensorsFile.open(optimizer(round, replica));
    }

    List<InnerStep> stepsOf(long round, int replica) {
        List<InnerStep> steps = new ArrayList<>();
        for (JsonNode s : Json.parse(steps(round, replica))) {
            steps.add(new InnerStep(
                    s.path("loss").asDouble(),
                    s.path("rate").asDouble(),
                    s.path("norm").asDouble(),
                    s.path("tokens").asLong()));
        }
        return steps;
    }

    /** Puts back a replica's optimiser as it was after a round. */
    void restoreOptimizer(long round, int replica, Map<String, TensorEntry> optimizer) throws IOException {
        write(optimizer(round, replica), optimizer);
    }

    /** Deletes all rounds, which only a run under way needs. */
    void delete() throws IOException {
        if (Files.isDirectory(folder)) {
            FileTree.delete(folder);
        }
    }

    /** Deletes the rounds before one. */
    void forgetBefore(long round) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> rounds;
        try (Stream<Path> all = Files.list(folder)) {
            rounds = all.toList();
        }
        for (Path path : rounds) {
            String name = path.getFileName().toString();
            if (name.matches("round-[0-9]{6,}") && Long.parseLong(name.substring("round-".length())) < round) {
                FileTree.delete(path);
            }
        }
    }

    private void write(Path file, Map<String, TensorEntry> tensors) throws IOException {
        Path part = part(file);
        SafetensorsWriter.write(part, tensors, SafetensorsWriter.PYTORCH);
        move(part, file);
    }

    private static Path part(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
    }

    private static void move(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
