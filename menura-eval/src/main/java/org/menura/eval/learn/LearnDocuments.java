package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.TextReader;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/**
 * Documents to learn or to measure, as JSON lines: {@code {"text": …}} or {@code {"messages": […]}}. No document is there
 * twice.
 *
 * @param chat whether they are conversations
 * @param lines one for each
 */
record LearnDocuments(boolean chat, List<String> lines) {
    /** Copies the list. */
    LearnDocuments {
        lines = List.copyOf(lines);
    }

    /**
     * Reads files: {@code .jsonl} with texts or conversations, others as plain text in UTF-8.
     *
     * @param separator between two documents of a plain text; null for blank lines
     * @throws FormatException if a line is neither, or both are mixed, or nothing is there
     */
    static LearnDocuments read(List<Path> files, @Nullable String separator) {
        Set<String> texts = new LinkedHashSet<>();
        Set<String> chats = new LinkedHashSet<>();
        for (Path file : files) {
            if (isJson(file)) {
                int number = 0;
                for (String line : documents(file, TextReader.separatedBy("\n"))) {
                    String where = "%s, record %d".formatted(file, ++number);
                    add(Json.parse(line, where), where, texts, chats);
                }
            } else {
                documents(
                                file,
                                separator == null
                                        ? TextReader.separatedByBlankLines()
                                        : TextReader.separatedBy(separator))
                        .forEach(d -> texts.add(text(d.strip())));
            }
        }
        if (!texts.isEmpty() && !chats.isEmpty()) {
            throw new FormatException(
                    "%s hold both texts and conversations; learn them one after the other".formatted(files));
        }
        if (texts.isEmpty() && chats.isEmpty()) {
            throw new FormatException("there is no document in " + files);
        }
        return new LearnDocuments(texts.isEmpty(), List.copyOf(texts.isEmpty() ? chats : texts));
    }

    private static boolean isJson(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jsonl") || name.endsWith(".json");
    }

    private static List<String> documents(Path file, Function<Path, Cursor<String>> reader) {
        List<String> all = new ArrayList<>();
        try (Cursor<String> cursor = reader.apply(file)) {
            for (String d = cursor.next(); d != null; d = cursor.next()) {
                all.add(d);
            }
        }
        return all;
    }

    private static void add(JsonNode line, String where, Set<String> texts, Set<String> chats) {
        if (line.path("messages").isArray()) {
            chats.add(JsonNodeFactory.instance
                    .objectNode()
                    .<ObjectNode>set("messages", line.path("messages"))
                    .toString());
        } else if (line.path("text").isTextual()) {
            if (!line.path("text").asText().isBlank()) {
                texts.add(text(line.path("text").asText()));
            }
        } else {
            throw new FormatException(
                    where + " is neither a text nor a conversation: it needs \"text\" or \"messages\"");
        }
    }

    private static String text(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text).toString();
    }

    int size() {
        return lines.size();
    }

    /** The format's name in recipes. */
    String format() {
        return chat ? "chat" : "jsonl";
    }

    /** Returns those that are not among others. */
    LearnDocuments without(LearnDocuments others) {
        Set<String> known = new HashSet<>(others.lines);
        return new LearnDocuments(
                chat, lines.stream().filter(l -> !known.contains(l)).toList());
    }

    /** Two parts of documents. */
    record Parts(LearnDocuments learned, LearnDocuments heldOut) {}

    /** Holds a share out; which documents depends on their texts and the seed, not on their order. */
    Parts split(double share, long seed) {
        List<String> order = new ArrayList<>(lines);
        order.sort(Comparator.comparing(line -> Sha256.of((seed + "\n" + line).getBytes(StandardCharsets.UTF_8))));
        Set<String> held = new HashSet<>(order.subList(0, (int) Math.ceil(share * lines.size())));
        return new Parts(
                new LearnDocuments(
                        chat, lines.stream().filter(l -> !held.contains(l)).toList()),
                new LearnDocuments(chat, lines.stream().filter(held::contains).toList()));
    }

    /** Writes the lines, and returns their SHA-256. */
    String write(Path file) throws IOException {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        OutputFile.write(file, bytes);
        return Sha256.of(bytes);
    }
}
