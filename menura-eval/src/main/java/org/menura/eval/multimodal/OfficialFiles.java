package org.menura.eval.multimodal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.plan.Options;
import org.menura.data.source.ParquetSource;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.JsonLine;

/** Reads the files that benchmarks of pictures are published as, with their pictures beside them or inside. */
final class OfficialFiles {
    private static final int MOST_PICTURES = 5_000_000;

    private final Path folder;
    private @Nullable Map<String, Path> pictures;

    OfficialFiles(Path folder) {
        this.folder = folder;
    }

    /** Lists files below the folder, at most four levels deep, whose name matches in small letters. */
    List<Path> named(String regex) {
        try (Stream<Path> all = Files.walk(folder, 4)) {
            return all.filter(file -> Files.isRegularFile(file)
                            && file.getFileName()
                                    .toString()
                                    .toLowerCase(Locale.ROOT)
                                    .matches(regex))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds a picture by its name, in whichever folder it lies.
     *
     * @throws FormatException if it is not there
     */
    Path picture(String name, Path file) {
        Path found = all().get(name.substring(name.lastIndexOf('/') + 1));
        if (found == null) {
            throw new FormatException(
                    "%s asks about the picture %s, which is not below %s; put the benchmark's pictures there."
                            .formatted(file, name, folder));
        }
        return found;
    }

    private Map<String, Path> all() {
        Map<String, Path> known = pictures;
        if (known == null) {
            known = new HashMap<>();
            try (Stream<Path> files = Files.walk(folder, 6)) {
                for (Path file :
                        (Iterable<Path>) files.filter(Files::isRegularFile).limit(MOST_PICTURES)::iterator) {
                    known.putIfAbsent(file.getFileName().toString(), file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            pictures = known;
        }
        return known;
    }

    /** The folder of a file. */
    static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** Reads a picture out of base64. */
    static Image inside(String base64, String where) {
        try {
            return ImageFiles.read(Base64.getDecoder().decode(base64.strip()), where)
                    .rgbOn(255, 255, 255);
        } catch (IllegalArgumentException e) {
            throw new FormatException(where + ": the picture is no base64", e);
        }
    }

    static List<JsonNode> jsonLines(Path file) {
        List<JsonNode> rows = new ArrayList<>();
        try {
            JsonLine.each(file, line -> rows.add(line.json()));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return rows;
    }

    static List<String> lines(Path file) {
        try {
            return TextFile.lines(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static FormatException unreadable(Path file, IOException e) {
        return new FormatException(file + " can't be read as text: " + e.getMessage(), e);
    }

    /** Reads rows of a Parquet file that have a question; bytes are in base64. */
    static List<JsonNode> parquet(Path file) {
        List<JsonNode> rows = new ArrayList<>();
        Options options = Options.parse("text: question\n", file.toString(), parent(file));
        try (Cursor<Document> in = new ParquetSource().create(options).open(file)) {
            for (Document row = in.next(); row != null; row = in.next()) {
                rows.add(row.row());
            }
        }
        return rows;
    }

    /** Reads values between tabs, which may stand in double quotes and then hold tabs and line ends; by column. */
    static List<Map<String, String>> table(Path file) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        String text = String.join("\n", lines(file)) + "\n";
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && text.startsWith("\"\"", i)) {
                value.append('"');
                i++;
            } else if (c == '"' && (quoted || value.isEmpty())) {
                quoted = !quoted;
            } else if (!quoted && (c == '\t' || c == '\n')) {
                record.add(value.toString());
                value.setLength(0);
                if (c == '\n') {
                    records.add(record);
                    record = new ArrayList<>();
                }
            } else {
                value.append(c);
            }
        }
        if (quoted || records.isEmpty()) {
            throw new FormatException(file + " is no table: it is empty, or a value in quotes does not end.");
        }
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> columns = records.getFirst();
        for (List<String> one : records.subList(1, records.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(columns.size(), one.size()); i++) {
                row.put(columns.get(i), one.get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
