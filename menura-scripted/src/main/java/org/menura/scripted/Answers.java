package org.menura.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;

/**
 * The answers of a script.
 *
 * @param all in the order in which they are tried
 * @param introduction of an assistant's turn, as the chat template writes it
 */
record Answers(List<Answer> all, String introduction) {
    /** What the chat template writes after the introduction where the model is not to reason. */
    private static final String NO_REASONING = "<think>\n\n</think>\n\n";

    /**
     * An answer.
     *
     * @param after texts that a conversation holds, in this order, where this is the answer
     * @param text what is said
     */
    record Answer(List<String> after, String text) {
        boolean fits(String conversation) {
            int from = 0;
            for (String part : after) {
                int at = conversation.indexOf(part, from);
                if (at < 0) {
                    return false;
                }
                from = at + part.length();
            }
            return true;
        }
    }

    /**
     * How far an answer has been said.
     *
     * @param position first byte of the answer that has not been said
     */
    record Place(byte[] answer, int position) {}

    static Answers of(JsonNode json, String introduction) {
        List<Answer> all = new ArrayList<>();
        for (JsonNode entry : json) {
            List<String> after = new ArrayList<>();
            entry.path("after").forEach(part -> after.add(part.asText()));
            if (!entry.path("text").isTextual()) {
                throw new FormatException(
                        "an answer of a script needs the string 'text', which %s has not".formatted(entry));
            }
            all.add(new Answer(after, entry.path("text").textValue()));
        }
        return new Answers(List.copyOf(all), introduction);
    }

    int count() {
        return all.size();
    }

    Place place(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String mark = new String(ScriptedModel.utf8(introduction), StandardCharsets.ISO_8859_1);
        int turn = text.lastIndexOf(mark);
        int said = turn < 0 ? text.length() : turn + mark.length();
        if (turn >= 0 && text.startsWith(NO_REASONING, said)) {
            said += NO_REASONING.length();
        }
        String conversation = new String(bytes, 0, said, StandardCharsets.UTF_8);
        byte[] answer = all.stream()
                .filter(a -> a.fits(conversation))
                .findFirst()
                .map(a -> ScriptedModel.utf8(a.text()))
                .orElse(new byte[0]);
        return new Place(answer, position(answer, bytes, said));
    }

    /** Follows an answer by what was said of it; what was said besides counts for nothing. */
    private static int position(byte[] answer, byte[] said, int from) {
        int at = 0;
        for (int i = from; i < said.length; i++) {
            for (int skipped = 0; skipped <= ScriptedModel.SKIPPED && at + skipped < answer.length; skipped++) {
                if (answer[at + skipped] == said[i]) {
                    at += skipped + 1;
                    break;
                }
            }
        }
        return at;
    }
}
