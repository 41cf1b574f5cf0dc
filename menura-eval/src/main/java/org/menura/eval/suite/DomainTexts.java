package org.menura.eval.suite;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.source.LineReader;
import org.menura.format.FileTree;
import org.menura.format.FormatException;

/** Texts of domains: a folder with JSON lines in Dolma's layout, where a sub-folder or a file is a domain. */
public final class DomainTexts {
    private static final String LINES = ".*\\.(jsonl|json|ndjson)(\\.gz|\\.zst)?";

    private DomainTexts() {}

    /**
     * Reads the texts of each domain.
     *
     * @param folder sub-folders are domains, named by their path (without {@code documents}, where Dolma keeps them); files that lie in the
     *     folder itself are domains, named as they are; a single file is one domain
     * @param field a field of documents that says their domain, such as {@code metadata.domain}; null for folders and files
     * @param limit documents of each domain that are taken at most; 0 for all
     * @throws FormatException if there are no such files, they are empty, or a line has no text
     */
    public static Map<String, List<String>> read(Path folder, @Nullable String field, int limit) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        List<Path> files = files(folder);
        if (files.isEmpty()) {
            throw new FormatException(
                    "there is no file with JSON lines (.jsonl, .json.gz, .jsonl.zst, …) below " + folder);
        }
        for (Path file : files) {
            String own = domain(folder, file);
            try (LineReader lines = new LineReader(file)) {
                for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                    String place = file + ", line " + line.number();
                    JsonNode row = DocumentJson.parse(line.bytes(), place);
                    if (!row.path("text").isTextual()) {
                        throw new FormatException(place + " has no field text");
                    }
                    List<String> texts =
                            out.computeIfAbsent(field == null ? own : named(row, field, place), _ -> new ArrayList<>());
                    if (limit == 0 || texts.size() < limit) {
                        texts.add(row.path("text").asText());
                    } else if (field == null) {
                        break;
                    }
                }
            }
        }
        if (out.isEmpty()) {
            throw new FormatException(folder + " holds no text: its files are empty");
        }
        return out;
    }

    private static String named(JsonNode row, String field, String place) {
        JsonNode at = row;
        for (String name : field.split("\\.", -1)) {
            at = at.path(name);
        }
        if (!at.isValueNode() || at.isNull()) {
            throw new FormatException("%s has no field %s that names its domain".formatted(place, field));
        }
        return at.asText();
    }

    private static List<Path> files(Path folder) {
        if (Files.isRegularFile(folder)) {
            return List.of(folder);
        }
        if (!Files.exists(folder)) {
            throw new FormatException("there is no file or folder " + folder);
        }
        try {
            return FileTree.files(folder, 12, f -> f.getFileName().toString().matches(LINES)).stream()
                    .filter(f -> !folder.relativize(f).toString().contains("attributes"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FormatException("can't look through " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String domain(Path folder, Path file) {
        String bare = file.getFileName().toString().replaceFirst("\\.(jsonl|json|ndjson)(\\.gz|\\.zst)?$", "");
        Path parent =
                Files.isRegularFile(folder) ? null : folder.relativize(file).getParent();
        if (parent == null) {
            return bare;
        }
        List<String> parts = new ArrayList<>();
        parent.forEach(p -> parts.add(p.toString()));
        parts.removeIf(p -> p.equals("documents"));
        return parts.isEmpty() ? bare : String.join("/", parts);
    }
}
