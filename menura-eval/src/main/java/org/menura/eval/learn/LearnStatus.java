package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a folder of gated learning stands.
 *
 * @param model that learns
 * @param current number of the update that is used; 0 for the model itself
 * @param adapter its folder; null for the model itself
 * @param updates in their order
 */
public record LearnStatus(Path model, int current, @Nullable Path adapter, List<Update> updates) {
    /**
     * An update.
     *
     * @param from number of the update that it rests on; 0 for the model itself
     * @param verdict kept, rolled back or pending
     * @param isUsed whether the current adapter rests on it, or is it
     * @param learned number of documents
     * @param change of the bits for each byte of its held-out documents; NaN while it is pending
     * @param failed names of what failed at the gate
     */
    public record Update(
            int number, int from, String verdict, boolean isUsed, int learned, double change, List<String> failed) {
        /** Copies the list. */
        public Update {
            failed = List.copyOf(failed);
        }
    }

    static LearnStatus of(Path model, LearnState state, LearnFiles files) {
        List<Update> updates = new ArrayList<>();
        for (int number : state.numbers()) {
            JsonNode begun = state.update(number);
            JsonNode decision = state.decision(number);
            updates.add(new Update(
                    number,
                    begun.path("from").asInt(),
                    decision == null ? "pending" : decision.path("verdict").asText(),
                    state.chain().contains(number),
                    begun.path("learned").asInt(),
                    decision == null
                            ? Double.NaN
                            : decision.at("/new/after").asDouble()
                                    - decision.at("/new/before").asDouble(),
                    decision == null ? List.of() : failed(decision)));
        }
        int current = state.current();
        return new LearnStatus(model, current, current == 0 ? null : files.adapter(current), updates);
    }

    private static List<String> failed(JsonNode decision) {
        List<String> failed = new ArrayList<>();
        if (!decision.at("/new/ok").asBoolean()) {
            failed.add("new, held out");
        }
        for (String list : List.of("retained", "tasks")) {
            for (JsonNode entry : decision.path(list)) {
                if (!entry.path("ok").asBoolean()) {
                    failed.add(entry.path("name").asText());
                }
            }
        }
        return failed;
    }

    /** Formats the status as a table in Markdown. */
    public String markdown() {
        StringBuilder out =
                new StringBuilder("| update | from | documents | verdict | bits per byte of new | used | failed |\n");
        out.append("|---:|---:|---:|---|---:|---|---|\n");
        for (Update u : updates) {
            out.append("| %d | %d | %d | %s | %s | %s | %s |\n"
                    .formatted(
                            u.number(),
                            u.from(),
                            u.learned(),
                            u.verdict(),
                            Double.isNaN(u.change()) ? "" : String.format(Locale.ROOT, "%+.4f", u.change()),
                            u.isUsed() ? "yes" : "",
                            String.join(", ", u.failed())));
        }
        return out.append("\nused: ")
                .append(adapter == null ? model + ", without an adapter" : adapter.toString())
                .append('\n')
                .toString();
    }
}
