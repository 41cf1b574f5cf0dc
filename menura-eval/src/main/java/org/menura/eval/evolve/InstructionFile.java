package org.menura.eval.evolve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.JsonLine;

/**
 * Reads instructions from JSON lines: conversations ({@code messages}, of which the first question counts), {@code prompt}
 * as text or messages, Alpaca's {@code instruction}, {@code input}, {@code output}, and Self-Instruct's {@code instances}.
 */
public final class InstructionFile {
    private InstructionFile() {}

    /**
     * Reads the instructions of some files, without those that were there before.
     *
     * @throws FormatException if a line holds no instruction, or there is none
     * @throws IOException if a file can't be read
     */
    public static List<Instruction> read(List<Path> files) throws IOException {
        List<Instruction> all = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (Path file : files) {
            JsonLine.each(file, line -> {
                Instruction read = instruction(line.json(), line.where(), "seed-" + (all.size() + 1));
                if (texts.add(read.text())) {
                    String id = ids.add(read.id()) ? read.id() : unused(read.id(), ids);
                    all.add(new Instruction(id, read.text(), read.answer()));
                }
            });
        }
        if (all.isEmpty()) {
            throw new FormatException("there is no instruction in "
                    + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return List.copyOf(all);
    }

    private static String unused(String id, Set<String> ids) {
        int n = 2;
        while (!ids.add(id + "-" + n)) {
            n++;
        }
        return id + "-" + n;
    }

    private static Instruction instruction(JsonNode line, String where, String usualId) {
        String id = line.path("id").isTextual() ? line.path("id").asText() : usualId;
        JsonNode messages = line.path("messages").isArray() ? line.path("messages") : line.path("prompt");
        if (messages.isArray()) {
            String text = said(messages, "user", where);
            if (text == null) {
                throw new FormatException(where + " holds a conversation in which no user asks for anything");
            }
            return new Instruction(id, text, said(messages, "assistant", where));
        }
        if (messages.isTextual()) {
            return checked(id, messages.asText(), "", text(line.path("completion")), where);
        }
        if (line.path("instruction").isTextual()) {
            JsonNode from =
                    line.path("instances").isArray() ? line.path("instances").path(0) : line;
            return checked(
                    id,
                    line.path("instruction").asText(),
                    from.path("input").asText(""),
                    text(from.path("output")),
                    where);
        }
        throw new FormatException(where
                + " holds no instruction: it needs messages, a prompt, or an instruction (with input and output)");
    }

    private static Instruction checked(
            String id, String instruction, String input, @Nullable String answer, String where) {
        String text = input.isBlank() ? instruction.strip() : instruction.strip() + "\n\n" + input.strip();
        if (text.isEmpty()) {
            throw new FormatException(where + " holds an empty instruction");
        }
        return new Instruction(id, text, answer);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
    }

    /** The first thing that somebody said; null if it is none. */
    private static @Nullable String said(JsonNode messages, String role, String where) {
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals(role)) {
                JsonNode content = message.path("content");
                if (!content.isTextual()) {
                    throw new FormatException(
                            where + " has a message that is not plain text; pictures are not evolved");
                }
                return content.asText().isBlank() ? null : content.asText().strip();
            }
        }
        return null;
    }
}
