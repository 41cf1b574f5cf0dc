package org.menura.verify.metric;

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

/**
 * Files of recorded metrics in JSON lines, told by their first record: tagged sentences ({@code y_true}, {@code y_pred}),
 * pairs of answer and reference ({@code hyp}, {@code ref}), logits with labels.
 */
public final class MetricsCase {
    private static final List<MetricRecords> KINDS =
            List.of(new EntityRecords(), new TranslationRecords(), new CalibrationRecords());

    private MetricsCase() {}

    /** Returns whether a folder holds such a file. */
    public static boolean isIn(Path folder) {
        return files(folder).stream().anyMatch(file -> kind(file) != null);
    }

    /**
     * Holds the program against all records of a folder.
     *
     * @return a check per record
     */
    public static List<Check> run(Path folder) {
        List<Check> checks = new ArrayList<>();
        for (Path file : files(folder)) {
            MetricRecords kind = kind(file);
            if (kind != null) {
                checks.addAll(kind.check(RecordFile.read(file)));
            }
        }
        return checks;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(file -> file.toString().endsWith(".jsonl") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable MetricRecords kind(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String line = in.readLine();
            if (line == null || !line.startsWith("{")) {
                return null;
            }
            JsonNode first = Json.parse(line, file + ", line 1");
            return KINDS.stream()
                    .filter(kind -> kind.recognises(first))
                    .findFirst()
                    .orElse(null);
        } catch (FormatException | CharacterCodingException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
