package org.menura.agent.mind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.menura.agent.act.ArgumentCheck;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Checks whether an answer has the form that was asked for, by the schemas that force local minds. */
final class FormCheck {
    private FormCheck() {}

    /** Returns what is wrong, for whoever answered; empty if nothing is. */
    static Optional<String> fault(Thought thought, Ask ask) {
        return switch (ask) {
            case Ask.Text _ -> Optional.empty();
            case Ask.Choice(List<String> options) ->
                options.contains(thought.text())
                        ? Optional.empty()
                        : Optional.of("the answer must be exactly one of: " + String.join(" | ", options));
            case Ask.Quote(List<String> documents, int _) ->
                !thought.text().isEmpty() && documents.stream().anyMatch(d -> d.contains(thought.text()))
                        ? Optional.empty()
                        : Optional.of(
                                "the answer must be copied word for word from the document, without quotation marks");
            case Ask.Json(JsonNode schema) -> json(thought.text(), schema);
            case Ask.Calls calls -> calls(thought.calls(), calls);
        };
    }

    private static Optional<String> json(String text, JsonNode schema) {
        JsonNode value;
        try {
            value = Json.parse(text, "the answer");
        } catch (FormatException e) {
            return Optional.of("the answer must be JSON and nothing else: " + e.getMessage());
        }
        return ArgumentCheck.fault(schema, value)
                .map(f ->
                        "the answer must be JSON by the schema %s; it is %s".formatted(ArgumentCheck.text(schema), f));
    }

    private static Optional<String> calls(List<ToolCall> made, Ask.Calls ask) {
        if (made.size() < ask.min() || made.size() > ask.max()) {
            return Optional.of("make %s calls of tools, not %d"
                    .formatted(ask.min() == ask.max() ? ask.min() : ask.min() + " to " + ask.max(), made.size()));
        }
        List<String> names = ask.tools().stream().map(ToolDefinition::name).toList();
        for (ToolCall call : made) {
            Optional<ToolDefinition> tool = ask.tools().stream()
                    .filter(t -> t.name().equals(call.name()))
                    .findFirst();
            if (tool.isEmpty()) {
                return Optional.of("there is no tool '%s'; there are %s".formatted(call.name(), names));
            }
            Optional<String> fault = ArgumentCheck.fault(tool.get().parameters(), ArgumentCheck.json(call.arguments()));
            if (fault.isPresent()) {
                return Optional.of("the arguments of %s are wrong: %s".formatted(call.name(), fault.get()));
            }
        }
        return Optional.empty();
    }
}
