package org.menura.detect.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * Reads texts from files: {@code .txt}, {@code .md} and {@code .text} hold one each, or several with a separator between
 * them; the lines of {@code .jsonl} and {@code .ndjson} hold one each, as a string or as an object's member {@code text}.
 */
public final class TextFolder {
    private static final List<String> PLAIN = List.of(".txt", ".md", ".text");
    private static final List<String> LINES = List.of(".jsonl", ".ndjson");
    private static final String MARK = "\ufeff";
    private static final String MEMBER = "text";

    private TextFolder() {}

    /**
     * Reads a file, or all files of a folder and of those in it, in the order of their names.
     *
     * @param separator what stands between the texts of a plain file; null where each file is one text
     * @throws FormatException if there is no text, or a file is malformed
     */
    public static List<HumanText> read(Path path, @Nullable String separator) {
        List<HumanText> texts = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try {
                FileTree.files(path, Integer.MAX_VALUE, file -> ends(file, PLAIN) || ends(file, LINES)).stream()
                        .sorted()
                        .forEach(file -> file(file, separator, texts));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            file(path, separator, texts);
        }
        if (texts.isEmpty()) {
            throw new FormatException(
                    Files.isDirectory(path)
                            ? path
                                    + " holds no texts: put them into files that end in .txt or .md, or .jsonl with the member text"
                            : path + " is empty: it holds no text");
        }
        return texts;
    }

    private static boolean ends(Path file, List<String> endings) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(name::endsWith);
    }

    private static void file(Path file, @Nullable String separator, List<HumanText> to) {
        String content = decode(file);
        if (ends(file, LINES)) {
            int number = 0;
            for (String line : content.split("\n", -1)) {
                number++;
                if (!line.isBlank()) {
                    String where = "%s, line %d".formatted(file, number);
                    add(where, member(Json.parse(line, where), where), to);
                }
            }
        } else if (separator == null) {
            add(file.toString(), content, to);
        } else {
            String[] parts = content.split(Pattern.quote(separator), -1);
            for (int i = 0; i < parts.length; i++) {
                add("%s, part %d".formatted(file, i + 1), parts[i], to);
            }
        }
    }

    private static void add(String source, String text, List<HumanText> to) {
        String stripped = text.strip();
        if (!stripped.isEmpty()) {
            to.add(new HumanText(source, stripped));
        }
    }

    private static String member(JsonNode line, String where) {
        JsonNode text = line.isTextual() ? line : line.path(MEMBER);
        if (!text.isTextual()) {
            throw new FormatException(where + ": has no member text that is a string; each line is {\"text\": \"…\"}");
        }
        return text.asText();
    }

    /** Returns what a file says without what its editor adds: a mark that begins it, and returns that end its lines. */
    public static String plain(String content) {
        return (content.startsWith(MARK) ? content.substring(1) : content).replace("\r\n", "\n");
    }

    private static String decode(Path file) {
        try {
            return plain(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not encoded in UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
