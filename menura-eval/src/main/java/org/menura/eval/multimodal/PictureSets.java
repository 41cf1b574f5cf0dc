package org.menura.eval.multimodal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;

/**
 * Reads sets of pictures with their names: folders with {@code captions.jsonl} (OpenMoji, Tux Paint's stamps), or {@code
 * openmoji.tsv} with {@code openmoji.zip}. Only pictures of things stay whose name is short and unique.
 */
final class PictureSets {
    private static final int MOST_BYTES = 1 << 24;
    private static final int MOST_WORDS = 2;
    private static final Pattern PLAIN = Pattern.compile("[a-z]+( [a-z]+)*");
    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            Map.entry("animals-nature", "nature"),
            Map.entry("food-drink", "food"),
            Map.entry("travel-places", "travel"),
            Map.entry("activities", "activities"),
            Map.entry("objects", "objects"),
            Map.entry("animals", "nature"),
            Map.entry("plants", "nature"),
            Map.entry("food", "food"),
            Map.entry("vehicles", "travel"),
            Map.entry("household", "objects"),
            Map.entry("clothes", "objects"),
            Map.entry("sports", "activities"),
            Map.entry("hobbies", "activities"),
            Map.entry("space", "travel"));

    private PictureSets() {}

    /** Tells whether a folder holds sets of pictures, or is one. */
    static boolean isIn(Path folder) {
        return List.of("openmoji/captions.jsonl", "tuxpaint-stamps/captions.jsonl", "captions.jsonl", "openmoji.tsv")
                .stream()
                .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * Reads all sets below a folder, or the one that it is, ordered by name.
     *
     * @throws FormatException if there are none
     */
    static List<Picture> read(Path folder) {
        List<Picture> all = new ArrayList<>();
        for (String set : List.of("openmoji", "tuxpaint-stamps")) {
            Path captions = folder.resolve(set).resolve("captions.jsonl");
            if (Files.isRegularFile(captions)) {
                all.addAll(ofCaptions(set, captions));
            }
        }
        Path alone = folder.resolve("captions.jsonl");
        if (Files.isRegularFile(alone)) {
            all.addAll(ofCaptions(String.valueOf(folder.getFileName()), alone));
        }
        if (all.isEmpty() && Files.isRegularFile(folder.resolve("openmoji.tsv"))) {
            all.addAll(ofTable(folder));
        }
        Map<String, Integer> names = new HashMap<>();
        all.forEach(picture -> names.merge(picture.name(), 1, Integer::sum));
        List<Picture> named = all.stream()
                .filter(p -> PLAIN.matcher(p.name()).matches() && p.name().split(" ").length <= MOST_WORDS)
                .filter(p -> names.getOrDefault(p.name(), 0) == 1)
                .sorted(Comparator.comparing(Picture::name))
                .toList();
        if (named.size() < 50) {
            throw new FormatException(
                    "%s holds %d pictures that questions can be made of; it needs openmoji/ or tuxpaint-stamps/ with captions.jsonl, or openmoji.tsv with openmoji.zip."
                            .formatted(folder, named.size()));
        }
        return named;
    }

    private static List<Picture> ofCaptions(String set, Path captions) {
        List<Picture> pictures = new ArrayList<>();
        try {
            for (String line : TextFile.lines(captions)) {
                JsonNode row = Json.parse(line, captions.toString());
                String group = row.path("group").asText(row.path("category").asText(""));
                String file = row.path("image").asText();
                String category = CATEGORIES.get(group.replaceFirst("/.*", ""));
                if (category != null) {
                    String caption = row.path("caption").asText();
                    Path path = captions.resolveSibling(file);
                    pictures.add(new Picture(
                            set + "/" + file.replaceAll(".*/|\\.[a-z]+$", ""),
                            name(caption),
                            caption,
                            category,
                            () -> ImageFiles.read(path).rgbOn(255, 255, 255)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pictures;
    }

    private static List<Picture> ofTable(Path folder) {
        List<Picture> pictures = new ArrayList<>();
        Path zip = folder.resolve("openmoji.zip");
        try {
            List<String> rows = TextFile.lines(folder.resolve("openmoji.tsv"));
            for (String row : rows.subList(1, rows.size())) {
                String[] cells = row.split("\t", -1);
                String category = cells.length > 2 ? CATEGORIES.get(cells[2]) : null;
                if (category != null) {
                    String entry = cells[0] + ".png";
                    pictures.add(new Picture(
                            "openmoji/" + cells[0], name(cells[1]), cells[1], category, () -> zipped(zip, entry)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pictures;
    }

    private static Image zipped(Path zip, String name) {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.getEntry(name);
            if (entry == null) {
                throw new FormatException("%s holds no %s.".formatted(zip, name));
            }
            try (InputStream in = file.getInputStream(entry)) {
                return ImageFiles.read(in.readNBytes(MOST_BYTES), name).rgbOn(255, 255, 255);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A caption without article, point and what stands in brackets. */
    private static String name(String caption) {
        String name = caption.toLowerCase(Locale.ROOT)
                .replaceAll("\\(.*?\\)", " ")
                .replaceAll("[.!]+\\s*$", "")
                .strip();
        return name.replaceFirst("^(a|an|the|some) ", "").strip();
    }
}
