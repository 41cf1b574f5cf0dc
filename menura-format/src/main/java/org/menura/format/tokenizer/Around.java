package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;

/**
 * The tokens that a post-processor puts around a single text.
 *
 * @param before the first before the text
 * @param behind the last behind it
 */
record Around(OptionalInt before, OptionalInt behind) {
    private static final Around NOTHING = new Around(OptionalInt.empty(), OptionalInt.empty());

    /** What a {@code post_processor} does. */
    static Around of(JsonNode processor) {
        return switch (processor.path("type").asText()) {
            case "BertProcessing", "RobertaProcessing" ->
                new Around(
                        id(processor.path("cls").path(1)),
                        id(processor.path("sep").path(1)));
            case "TemplateProcessing" -> template(processor);
            case "Sequence" -> {
                Around all = NOTHING;
                for (JsonNode child : processor.path("processors")) {
                    Around one = of(child);
                    all = new Around(
                            one.before.isPresent() ? one.before : all.before,
                            one.behind.isPresent() ? one.behind : all.behind);
                }
                yield all;
            }
            default -> NOTHING;
        };
    }

    private static Around template(JsonNode processor) {
        OptionalInt before = OptionalInt.empty();
        OptionalInt behind = OptionalInt.empty();
        boolean textSeen = false;
        for (JsonNode piece : processor.path("single")) {
            String token = piece.path("SpecialToken").path("id").asText();
            OptionalInt id =
                    id(processor.path("special_tokens").path(token).path("ids").path(0));
            textSeen |= piece.has("Sequence");
            if (!textSeen && before.isEmpty()) {
                before = id;
            }
            if (textSeen && id.isPresent()) {
                behind = id;
            }
        }
        return new Around(before, behind);
    }

    private static OptionalInt id(JsonNode node) {
        return node.isInt() ? OptionalInt.of(node.intValue()) : OptionalInt.empty();
    }
}
