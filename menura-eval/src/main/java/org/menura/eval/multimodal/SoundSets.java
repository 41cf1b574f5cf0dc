package org.menura.eval.multimodal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.menura.format.TextFile;
import org.menura.format.json.Json;

/**
 * Reads sets of recordings with what is said in them: folders with {@code labels.jsonl}, whose records have {@code wav},
 * {@code text} and perhaps {@code kind} (only speech is taken), or {@code spoken-digits.zip} of DIGIT_SPEAKER_NUMBER
 * files, of which those with the numbers 5 and 6 are taken, which models of this project did not learn from.
 */
final class SoundSets {
    private static final int MOST_BYTES = 1 << 25;
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    /** A recording: its name in the folder of tasks, what is said, and its bytes. */
    record Sound(String name, String text, Reader bytes) {}

    /** Reads a file. */
    @FunctionalInterface
    interface Reader {
        byte[] read() throws IOException;
    }

    private SoundSets() {}

    /** Reads all sets below a folder, or the one that it is; none where there is none. */
    static List<Sound> read(Path folder) {
        List<Sound> all = new ArrayList<>();
        for (Path set : List.of(folder, folder.resolve("speech-samples"))) {
            Path labels = set.resolve("labels.jsonl");
            if (Files.isRegularFile(labels)) {
                all.addAll(ofLabels(labels));
            }
        }
        Path digits = folder.resolve("spoken-digits.zip");
        if (Files.isRegularFile(digits)) {
            all.addAll(ofDigits(digits));
        }
        all.sort(Comparator.comparing(Sound::name));
        return all;
    }

    private static List<Sound> ofLabels(Path labels) {
        List<Sound> sounds = new ArrayList<>();
        try {
            for (String line : TextFile.lines(labels)) {
                JsonNode row = Json.parse(line, labels.toString());
                String text = row.path("text").asText("");
                if (row.path("kind").asText("speech").equals("speech") && !text.isBlank()) {
                    Path file = labels.resolveSibling(row.path("wav").asText());
                    sounds.add(new Sound(file.getFileName().toString(), text, () -> Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sounds;
    }

    private static List<Sound> ofDigits(Path zip) {
        List<Sound> sounds = new ArrayList<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("[0-9]_[a-z]+_[56]\\.\\w+"))
                    .forEach(name ->
                            sounds.add(new Sound(name, DIGITS.get(name.charAt(0) - '0'), () -> zipped(zip, name))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sounds;
    }

    private static byte[] zipped(Path zip, String name) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile());
                InputStream in = file.getInputStream(file.getEntry(name))) {
            return in.readNBytes(MOST_BYTES);
        }
    }
}
