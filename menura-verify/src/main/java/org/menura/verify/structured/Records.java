package org.menura.verify.structured;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** Folders of records in JSON lines, recognised by the members of the first record of each file. */
public final class Records {
    private static final List<RecordKind> KINDS =
            List.of(new RegexRecords(), new GbnfRecords(), new SchemaBenchRecords());

    private Records() {}

    /** Returns whether a path is a file of records of a known kind, or a folder that holds one. */
    public static boolean isIn(Path path) {
        return files(path).stream().anyMatch(f -> kind(f) != null) || SchemaSuite.isIn(path);
    }

    /**
     * Holds the program against all records of a file or folder.
     *
     * @return a check per record
     * @throws FormatException if a line is no JSON, naming it
     */
    public static List<Check> verify(Path path) {
        List<Check> checks = new ArrayList<>();
        for (Path file : files(path)) {
            RecordKind kind = kind(file);
            if (kind != null) {
                checks.addAll(kind.check(file, RecordFile.read(file)));
            }
        }
        if (checks.isEmpty()) {
            checks.addAll(SchemaSuite.verify(path));
        }
        return checks;
    }

    private static @Nullable RecordKind kind(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String line = in.readLine();
            if (line == null || !line.startsWith("{")) {
                return null;
            }
            JsonNode first = Json.parse(line, file + ", line 1");
            return KINDS.stream().filter(k -> k.recognises(first)).findFirst().orElse(null);
        } catch (FormatException | CharacterCodingException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            return String.valueOf(path.getFileName()).endsWith(".jsonl") ? List.of(path) : List.of();
        }
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(path)) {
            return inside.filter(f -> String.valueOf(f.getFileName()).endsWith(".jsonl") && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
