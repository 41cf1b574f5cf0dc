package org.menura.world.suite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Reads what a free text says: calls in JSON, a JSON value, an option. */
final class FreeAnswers {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> NAMES = List.of("tool", "name", "function");
    private static final List<String> ARGUMENTS = List.of("arguments", "parameters", "args");

    private FreeAnswers() {}

    /** Returns an answer as one in the form asked for, as far as its text can be read as such. */
    static Thought read(Thought free, Ask ask) {
        String text = free.text();
        return switch (ask) {
            case Ask.Text _ -> free;
            case Ask.Calls _ -> free.calls().isEmpty() ? with(free, text, calls(text)) : free;
            case Ask.Json _ ->
                with(
                        free,
                        value(text, 0).map(Found::json).map(JsonNode::toString).orElse(text),
                        List.of());
            case Ask.Choice(List<String> options) -> with(free, option(text, options), List.of());
            case Ask.Quote _ -> with(free, text.strip(), List.of());
        };
    }

    private static Thought with(Thought free, String text, List<ToolCall> calls) {
        return new Thought(
                calls.isEmpty() ? text : "",
                free.reasoning(),
                calls,
                free.ids(),
                free.logProbs(),
                free.promptTokens(),
                free.answerTokens());
    }

    /** Returns the option that a text is, or that its first line is; otherwise the text. */
    private static String option(String text, List<String> options) {
        String all = text.strip();
        String first = all.lines().findFirst().orElse("").strip();
        return options.stream()
                .filter(o -> o.equals(all) || o.equals(first))
                .findFirst()
                .orElse(all);
    }

    private record Found(JsonNode json, int end) {}

    /** Finds the first JSON object or list from a place on. */
    private static Optional<Found> value(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '{' || text.charAt(i) == '[') {
                String rest = text.substring(i);
                try (JsonParser parser = JSON.createParser(rest)) {
                    parser.nextToken();
                    JsonNode json = Json.value(parser);
                    return Optional.of(
                            new Found(json, i + (int) parser.currentLocation().getCharOffset()));
                } catch (IOException | FormatException _) {
                    // Not JSON from here on: perhaps from a later place.
                }
            }
        }
        return Optional.empty();
    }

    private static List<ToolCall> calls(String text) {
        List<ToolCall> out = new ArrayList<>();
        for (Optional<Found> found = value(text, 0); found.isPresent(); found = value(text, found.get().end)) {
            JsonNode json = found.get().json;
            if (json.isArray()) {
                json.forEach(one -> call(one).ifPresent(out::add));
            } else {
                call(json).ifPresent(out::add);
            }
        }
        return out;
    }

    private static Optional<ToolCall> call(JsonNode given) {
        JsonNode json = given.path("function").isObject() ? given.get("function") : given;
        for (String name : NAMES) {
            for (String arguments : ARGUMENTS) {
                if (json.path(name).isTextual() && json.path(arguments).isObject()) {
                    return Optional.of(Message.assistant("")
                            .with(
                                    "tool_calls",
                                    List.of(Map.of(
                                            "name",
                                            json.get(name).asText(),
                                            "arguments",
                                            json.get(arguments).toString())))
                            .toolCalls()
                            .getFirst());
                }
            }
        }
        return Optional.empty();
    }
}
