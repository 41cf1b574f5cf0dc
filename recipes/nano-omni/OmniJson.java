package org.menura.recipes.omni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Lines of JSON for chats with pictures and sounds. */
final class OmniJson {
    /**
     * What the user says.
     *
     * @param media files of pictures (PNG) and sounds (WAV), before the text
     */
    record Ask(List<String> media, String text) {
        static Ask of(String text) {
            return new Ask(List.of(), text);
        }

        static Ask of(String file, String text) {
            return new Ask(List.of(file), text);
        }

        private String json() {
            if (media.isEmpty()) {
                return quoted(text);
            }
            List<String> parts = new ArrayList<>();
            for (String file : media) {
                String type = file.endsWith(".png") ? "image" : "audio";
                parts.add("{\"type\": \"%s\", \"path\": %s}".formatted(type, quoted(file)));
            }
            if (!text.isEmpty()) {
                parts.add("{\"type\": \"text\", \"text\": %s}".formatted(quoted(text)));
            }
            return "[" + String.join(", ", parts) + "]";
        }

        private String message() {
            return "{\"role\": \"user\", \"content\": " + json() + "}";
        }
    }

    private OmniJson() {}

    /** A request with its answer, to learn from. */
    static String chat(Ask ask, String answer, String... more) {
        return object("\"messages\": [" + ask.message() + ", " + said(answer) + "]", more);
    }

    /**
     * A request without its answer, to measure with.
     *
     * @param task in the field of that name
     * @param answer the right one, in the field of that name
     * @param words that a right answer has, in the field of that name
     * @param more names and values by turns
     */
    static String prompt(Ask ask, String task, String answer, List<String> words, String... more) {
        String list = String.join(", ", words.stream().map(OmniJson::quoted).toList());
        return object(
                "\"prompt\": [%s], \"task\": %s, \"answer\": %s, \"words\": [%s]"
                        .formatted(ask.message(), quoted(task), quoted(answer), list),
                more);
    }

    /** A request with a better and a worse answer. */
    static String preference(Ask ask, String chosen, String rejected) {
        return object("\"prompt\": [%s], \"chosen\": [%s], \"rejected\": [%s]"
                .formatted(ask.message(), said(chosen), said(rejected)));
    }

    /** A picture with one text or several. */
    static String picture(String file, List<String> texts) {
        String list = String.join(", ", texts.stream().map(OmniJson::quoted).toList());
        return object(
                "\"image\": %s, \"text\": %s".formatted(quoted(file), texts.size() == 1 ? list : "[" + list + "]"));
    }

    private static String said(String answer) {
        return "{\"role\": \"assistant\", \"content\": " + quoted(answer) + "}";
    }

    private static String object(String fields, String... more) {
        StringBuilder out = new StringBuilder("{").append(fields);
        for (int i = 0; i < more.length; i += 2) {
            out.append(", ").append(quoted(more[i])).append(": ").append(quoted(more[i + 1]));
        }
        return out.append("}\n").toString();
    }

    /** All lines in an order by chance, as one text. */
    @SafeVarargs
    static String shuffled(Random random, List<String>... lines) {
        List<String> all = new ArrayList<>();
        Arrays.stream(lines).forEach(all::addAll);
        Collections.shuffle(all, random);
        return String.join("", all);
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
