package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * All tokens that a {@code post_processor} puts around a single text.
 *
 * @param before those before the text
 * @param behind those behind it
 */
record Surroundings(int[] before, int[] behind) {
    private static final Surroundings NOTHING = new Surroundings(new int[0], new int[0]);

    /**
     * Compiles the field.
     *
     * @return null if it does something else, or adds an id outside the vocabulary
     */
    static @Nullable Surroundings of(JsonNode processor, int vocabulary) {
        if (processor.isNull() || processor.isMissingNode()) {
            return NOTHING;
        }
        return switch (processor.path("type").asText()) {
            case "ByteLevel" -> NOTHING;
            case "BertProcessing", "RobertaProcessing" -> pair(processor, vocabulary);
            case "TemplateProcessing" -> template(processor, vocabulary);
            case "Sequence" -> {
                Surroundings all = NOTHING;
                for (JsonNode child : processor.path("processors")) {
                    Surroundings one = of(child, vocabulary);
                    if (one == null) {
                        yield null;
                    }
                    all = new Surroundings(joined(one.before, all.before), joined(all.behind, one.behind));
                }
                yield all;
            }
            default -> null;
        };
    }

    private static @Nullable Surroundings pair(JsonNode processor, int vocabulary) {
        JsonNode before = processor.path("cls").path(1);
        JsonNode behind = processor.path("sep").path(1);
        return isId(before, vocabulary) && isId(behind, vocabulary)
                ? new Surroundings(new int[] {before.intValue()}, new int[] {behind.intValue()})
                : null;
    }

    private static @Nullable Surroundings template(JsonNode processor, int vocabulary) {
        IntList before = new IntList();
        IntList behind = new IntList();
        int texts = 0;
        for (JsonNode piece : processor.path("single")) {
            if (piece.has("Sequence")) {
                texts++;
                continue;
            }
            String token = piece.path("SpecialToken").path("id").asText();
            JsonNode ids = processor.path("special_tokens").path(token).path("ids");
            for (JsonNode id : ids) {
                if (!isId(id, vocabulary)) {
                    return null;
                }
                (texts == 0 ? before : behind).add(id.intValue());
            }
            if (!ids.isArray()) {
                return null;
            }
        }
        return texts == 1 ? new Surroundings(before.toArray(), behind.toArray()) : null;
    }

    private static boolean isId(JsonNode node, int vocabulary) {
        return node.isInt() && node.intValue() >= 0 && node.intValue() < vocabulary;
    }

    private static int[] joined(int[] first, int[] second) {
        IntList all = new IntList();
        all.addAll(first);
        all.addAll(second);
        return all.toArray();
    }
}
