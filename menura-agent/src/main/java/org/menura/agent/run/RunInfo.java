package org.menura.agent.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/**
 * What a run was begun with: {@code run.json}.
 *
 * @param id of the run
 * @param application name of the {@link AgentApplication}; empty for a run of a Java program
 * @param source the file or folder that the run is about; empty if there is none
 * @param task what is to be done
 * @param seed of all random choices
 * @param hashes SHA-256 of what the run rests on, by name: profile, toolbox, model, data
 */
public record RunInfo(
        String id, String application, String source, String task, long seed, Map<String, String> hashes) {
    static final String NAME = "run.json";
    private static final List<String> FIELDS = List.of("id", "application", "source", "task", "seed", "hashes");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    public RunInfo {
        hashes = new TreeMap<>(hashes);
    }

    /** Creates the description of a new run, with an id of its own. */
    public static RunInfo of(String task, long seed) {
        return new RunInfo(UUID.randomUUID().toString(), "", "", task, seed, Map.of());
    }

    /** Returns a copy for an application. */
    public RunInfo withApplication(String name, Path about) {
        return new RunInfo(id, name, about.toAbsolutePath().normalize().toString(), task, seed, hashes);
    }

    /** Returns a copy with the hash of something that the run rests on. */
    public RunInfo withHash(String name, String sha256) {
        Map<String, String> more = new TreeMap<>(hashes);
        more.put(name, sha256);
        return new RunInfo(id, application, source, task, seed, more);
    }

    /** Returns a copy with an id of the caller's. */
    public RunInfo withId(String other) {
        return new RunInfo(other, application, source, task, seed, hashes);
    }

    /** Returns whether a folder holds a run. */
    public static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(NAME));
    }

    /**
     * Reads the description of a run.
     *
     * @throws FormatException if the folder holds none
     */
    public static RunInfo read(Path run) {
        Path file = run.resolve(NAME);
        if (!isRun(run)) {
            throw none(run);
        }
        try {
            JsonNode json = Json.parse(file);
            for (String field : FIELDS) {
                if (!json.hasNonNull(field)) {
                    throw new FormatException("%s is damaged: it lacks \"%s\"".formatted(file, field));
                }
            }
            RunInfo info = MAPPER.treeToValue(json, RunInfo.class);
            if (info.id.isEmpty()) {
                throw new FormatException("%s is damaged: its \"id\" is empty".formatted(file));
            }
            return info;
        } catch (JsonProcessingException e) {
            throw new FormatException("%s is damaged: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    static FormatException none(Path run) {
        return new FormatException("%s is no run of an agent: it has no %s".formatted(run, NAME));
    }

    void write(Path run) throws IOException {
        byte[] text = (MAPPER.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        OutputFile.write(run.resolve(NAME), file -> {
            var out = java.nio.ByteBuffer.wrap(text);
            while (out.hasRemaining()) {
                file.write(out);
            }
        });
    }
}
