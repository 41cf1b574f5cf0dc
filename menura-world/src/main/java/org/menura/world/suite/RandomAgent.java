package org.menura.world.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.tensor.Rng;

/**
 * An agent that draws its answers at random among those of the form asked for: what it passes is the merit of the form.
 * Options, numbers of calls, tools and documents are equally likely; arguments and JSON values are random texts of the
 * schema's grammar; free text is some of the words of the last message.
 */
public final class RandomAgent implements SuiteAgent {
    private static final int MOST_CALLS = 8;
    private static final int MOST_WORDS = 16;
    private static final int TRIES = 8;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Map<JsonNode, Optional<Grammar>> grammars = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "random";
    }

    @Override
    public Thought answer(Question question, Trial trial, long seed) {
        Rng random = new Rng(seed);
        return switch (question.ask()) {
            case Ask.Text(int most) -> Thought.of(words(question.prompt(), most, random));
            case Ask.Choice(List<String> options) ->
                Thought.of(options.isEmpty() ? "" : options.get(random.nextInt(options.size())));
            case Ask.Calls(List<ToolDefinition> tools, int min, int max) -> {
                int least = Math.max(0, min);
                int most = Math.max(least, Math.min(max, least + MOST_CALLS));
                int count = least + random.nextInt(most - least + 1);
                List<ToolCall> calls = calls(tools, count, random);
                yield calls.isEmpty() ? Thought.of(words(question.prompt(), MOST_WORDS, random)) : Thought.of(calls);
            }
            case Ask.Json(JsonNode schema) -> Thought.of(value(schema, random).orElse(""));
            case Ask.Quote(List<String> documents, int most) -> Thought.of(quote(documents, most, random));
        };
    }

    /** Returns some of the words of the last message, one after the other; at least one, where there is one. */
    private static String words(Prompt prompt, int most, Rng random) {
        List<Message> messages = prompt.messages();
        return messages.isEmpty()
                ? ""
                : part(messages.getLast().text(), Math.min(MOST_WORDS, Math.max(1, most)), random);
    }

    private static String part(String text, int most, Rng random) {
        String[] words = SPACE.split(text.strip());
        int count = 1 + random.nextInt(Math.min(most, words.length));
        int from = random.nextInt(words.length - count + 1);
        return String.join(" ", List.of(words).subList(from, from + count));
    }

    private static String quote(List<String> documents, int most, Rng random) {
        if (documents.isEmpty()) {
            return "";
        }
        String document = documents.get(random.nextInt(documents.size()));
        List<int[]> words = new ArrayList<>();
        Pattern.compile("\\S+").matcher(document).results().forEach(r -> words.add(new int[] {r.start(), r.end()}));
        if (words.isEmpty()) {
            return "";
        }
        int count = 1 + random.nextInt(Math.min(Math.max(1, most), Math.min(MOST_WORDS, words.size())));
        int from = random.nextInt(words.size() - count + 1);
        return document.substring(words.get(from)[0], words.get(from + count - 1)[1]);
    }

    private List<ToolCall> calls(List<ToolDefinition> tools, int count, Rng random) {
        List<ToolCall> calls = new ArrayList<>();
        List<ToolDefinition> left = new ArrayList<>(tools);
        while (calls.size() < count && !left.isEmpty()) {
            ToolDefinition tool = left.get(random.nextInt(left.size()));
            Optional<String> arguments = value(ofObjects(tool.parameters()), random);
            if (arguments.isPresent()) {
                calls.add(call(tool.name(), arguments.get()));
            } else {
                left.remove(tool);
            }
        }
        return calls;
    }

    private static JsonNode ofObjects(JsonNode schema) {
        return schema.isObject() && !schema.has("type")
                ? ((ObjectNode) schema.deepCopy()).put("type", "object")
                : schema;
    }

    private static ToolCall call(String name, String arguments) {
        return Message.assistant("")
                .with("tool_calls", List.of(Map.of("name", name, "arguments", arguments)))
                .toolCalls()
                .getFirst();
    }

    /** Draws a valid JSON value; none if the schema is refused, or nothing is found. */
    private Optional<String> value(JsonNode schema, Rng random) {
        Optional<Grammar> grammar = grammars.computeIfAbsent(schema, RandomAgent::compiled);
        for (int i = 0; grammar.isPresent() && i < TRIES; i++) {
            try {
                String text = new String(grammar.get().draw(random.nextLong()), StandardCharsets.UTF_8);
                return Optional.of(Json.parse(text, "a drawn value").toString());
            } catch (GrammarException _) {
                // A text that is too deep or too long to be drawn: another seed draws another one.
            }
        }
        return Optional.empty();
    }

    private static Optional<Grammar> compiled(JsonNode schema) {
        try {
            return Optional.of(JsonSchema.of(schema).compile());
        } catch (GrammarException _) {
            return Optional.empty();
        }
    }
}
