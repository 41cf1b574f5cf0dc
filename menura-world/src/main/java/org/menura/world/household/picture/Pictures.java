package org.menura.world.household.picture;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.format.json.JsonLine;

/**
 * A folder of captioned pictures: {@code captions.jsonl} with {@code image} and {@code caption}, as OpenMoji and the
 * stamps of Tux Paint come. Types of things are found by their captions; a table names the captions that fit, stand-ins
 * where nothing is drawn that is the thing itself.
 */
public final class Pictures {
    private static final String CAPTIONS = "captions.jsonl";
    private static final int MAX_PIXELS = 1 << 22;

    private final Path folder;
    private final Map<String, String> files;
    private final Map<String, List<String>> captions;
    private final Map<String, Image> read = new ConcurrentHashMap<>();

    private Pictures(Path folder, Map<String, String> files, Map<String, List<String>> captions) {
        this.folder = folder;
        this.files = Map.copyOf(files);
        this.captions = captions;
    }

    /** Returns whether a folder holds captioned pictures, by its file. */
    public static boolean isThere(Path folder) {
        return Files.isRegularFile(folder.resolve(CAPTIONS));
    }

    /**
     * Reads the captions of a folder; pictures are read as they are needed.
     *
     * @throws FormatException if the file is malformed
     */
    public static Pictures read(Path folder) throws IOException {
        Map<String, String> files = new HashMap<>();
        Path file = folder.resolve(CAPTIONS);
        JsonLine.each(file, line -> {
            JsonNode entry = line.json();
            if (!entry.path("image").isTextual() || !entry.path("caption").isTextual()) {
                throw new FormatException(
                        "%s: a picture needs the texts \"image\" and \"caption\"".formatted(line.where()));
            }
            String image = entry.path("image").asText();
            if (!folder.resolve(image).normalize().startsWith(folder.normalize())) {
                throw new FormatException(
                        "%s: the picture \"%s\" is outside of the folder".formatted(line.where(), image));
            }
            files.putIfAbsent(plain(entry.path("caption").asText()), image);
        });
        return new Pictures(folder, files, table());
    }

    private static Map<String, List<String>> table() {
        try (InputStream in = Objects.requireNonNull(Pictures.class.getResourceAsStream("captions.json"))) {
            Map<String, List<String>> table = new HashMap<>();
            for (var entry : Json.parse(in.readAllBytes(), "captions.json").properties()) {
                table.put(
                        entry.getKey(),
                        entry.getValue().valueStream().map(JsonNode::asText).toList());
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the picture of a type of things; empty if no caption fits.
     *
     * @throws FormatException if the picture is damaged or missing
     */
    public Optional<Image> of(String type) {
        return file(type).map(f -> read.computeIfAbsent(f, this::image));
    }

    /** Returns the file of a type of things; empty if no caption fits. */
    Optional<String> file(String type) {
        for (String caption : captions.getOrDefault(type, List.of())) {
            String file = files.get(plain(caption));
            if (file != null) {
                return Optional.of(file);
            }
        }
        return Optional.ofNullable(files.get(plain(type.replaceAll("(?<=[a-z])(?=[A-Z])", " "))));
    }

    private Image image(String file) {
        try {
            return ImageFiles.read(Files.readAllBytes(folder.resolve(file)), file, MAX_PIXELS);
        } catch (IOException e) {
            throw new FormatException(
                    "%s of %s names the picture %s, which can't be read".formatted(CAPTIONS, folder, file), e);
        }
    }

    /** Returns a caption without its article, full stop and capitals. */
    private static String plain(String caption) {
        return caption.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("^(an?|the) ", "")
                .replaceAll("[.!]+$", "");
    }
}
