package org.menura.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.menura.agent.act.Origin;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;
import org.menura.format.json.Json;

/**
 * Reflects on memories once the importance of those since the last reflection sums to a threshold (Generative Agents, arXiv 2304.03442, section 4.2). A
 * mind that {@linkplain Style#SELECTING selects} quotes the memories that matter most, so that nothing untrue can enter; one that {@linkplain Style#WRITING
 * writes} concludes in sentences of its own, each with the memories that it rests on, as untrusted as the least trusted of them.
 *
 * @param mind that reflects
 * @param style how it does
 * @param threshold of importance; 150 in the paper
 * @param insights the largest number of reflections at one time
 * @param window how many of the newest memories are looked at; 100 in the paper
 */
public record Reflection(Mind mind, Style style, double threshold, int insights, int window) {
    private static final int QUOTE_TOKENS = 48;

    /** Ways to reflect. */
    public enum Style {
        /** Quotes memories: for small minds. */
        SELECTING,
        /** Writes conclusions. */
        WRITING
    }

    /** Creates reflection with the figures of the paper and three insights. */
    public static Reflection of(Mind mind, Style style) {
        return new Reflection(mind, style, 150, 3, 100);
    }

    /** Returns whether enough has happened since the last reflection. */
    public boolean due(MemoryStream stream) {
        double sum = 0;
        for (Memory memory : stream.holding().reversed()) {
            if (memory.kind() == Memory.Kind.REFLECTION) {
                break;
            }
            sum += memory.importance();
        }
        return sum >= threshold;
    }

    /** Reflects if it is due, and adds what it found to the stream. */
    public List<Memory> reflect(MemoryStream stream, Instant now, long seed) throws InterruptedException {
        if (!due(stream)) {
            return List.of();
        }
        List<Memory> seen = stream.holding().stream()
                .filter(m -> m.kind() != Memory.Kind.REFLECTION)
                .toList();
        List<Memory> newest = seen.subList(Math.max(0, seen.size() - window), seen.size());
        List<Memory> found = switch (style) {
            case SELECTING -> selected(newest, now, seed);
            case WRITING -> written(newest, now, seed);
        };
        return found.stream().map(stream::remember).toList();
    }

    private List<Memory> selected(List<Memory> newest, Instant now, long seed) throws InterruptedException {
        List<Memory> open = new ArrayList<>(newest);
        List<Memory> out = new ArrayList<>();
        for (int i = 0; i < insights && !open.isEmpty(); i++) {
            String quote = mind.think(
                            Prompt.of(Message.user(
                                    "Quote the memory that matters most for what comes next.\n\n" + list(open))),
                            new Ask.Quote(open.stream().map(Memory::text).toList(), QUOTE_TOKENS),
                            seed + i)
                    .text()
                    .strip();
            Memory of = open.stream()
                    .filter(m -> m.text().contains(quote))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("a mind quoted what no memory holds: '%s'".formatted(quote)));
            open.remove(of);
            if (!quote.isEmpty()) {
                out.add(quoted(of, quote, now));
            }
        }
        return out;
    }

    private static Memory quoted(Memory of, String quote, Instant now) {
        Source source = of.source();
        // Where the memory is itself a part of an event's text, the quote is a part of that part.
        boolean verbatim = source.to() - source.from() == of.text().length();
        int at = source.from() + of.text().indexOf(quote);
        Source part = verbatim
                ? new Source(source.thread(), source.event(), at, at + quote.length(), source.origin())
                : source;
        return new Memory(
                "",
                Memory.Kind.REFLECTION,
                quote,
                now,
                Math.min(Memory.POIGNANT, of.importance() + 1),
                part,
                List.of(of.id()),
                null);
    }

    private List<Memory> written(List<Memory> newest, Instant now, long seed) throws InterruptedException {
        String answer = mind.think(
                        Prompt.of(Message.user(
                                "Which %d high-level insights can you infer from these memories? Give the ids of the memories that each rests on.\n\n%s"
                                        .formatted(insights, list(newest)))),
                        new Ask.Json(schema(newest)),
                        seed)
                .text();
        List<Memory> out = new ArrayList<>();
        for (JsonNode insight : Json.parse(answer, "the insights").path("insights")) {
            Set<String> ids = new LinkedHashSet<>();
            insight.path("because").forEach(id -> ids.add(id.asText()));
            List<Memory> roots =
                    newest.stream().filter(m -> ids.contains(m.id())).toList();
            String text = insight.path("text").asText().strip();
            if (!roots.isEmpty() && !text.isEmpty()) {
                out.add(concluded(text, roots, now));
            }
        }
        return out;
    }

    private static Memory concluded(String text, List<Memory> roots, Instant now) {
        Memory last = roots.getLast();
        Origin worst = roots.stream().map(Memory::origin).max(Origin::compareTo).orElseThrow();
        Source source = new Source(
                last.source().thread(),
                last.source().event(),
                last.source().from(),
                last.source().to(),
                worst);
        double importance = roots.stream().mapToDouble(Memory::importance).max().orElseThrow();
        return new Memory(
                "",
                Memory.Kind.REFLECTION,
                text,
                now,
                importance,
                source,
                roots.stream().map(Memory::id).toList(),
                null);
    }

    private ObjectNode schema(List<Memory> memories) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode list = schema.putObject("properties")
                .putObject("insights")
                .put("type", "array")
                .put("minItems", 1)
                .put("maxItems", insights);
        ObjectNode item = list.putObject("items").put("type", "object");
        ObjectNode properties = item.putObject("properties");
        properties.putObject("text").put("type", "string").put("minLength", 1);
        ObjectNode because = properties
                .putObject("because")
                .put("type", "array")
                .put("minItems", 1)
                .put("maxItems", 5);
        ObjectNode id = because.putObject("items").put("type", "string");
        memories.forEach(m -> id.withArray("enum").add(m.id()));
        item.putArray("required").add("text").add("because");
        item.put("additionalProperties", false);
        schema.putArray("required").add("insights");
        return schema.put("additionalProperties", false);
    }

    private static String list(List<Memory> memories) {
        StringBuilder out = new StringBuilder();
        memories.forEach(m -> out.append(m.id()).append(": ").append(m.text()).append('\n'));
        return out.toString();
    }
}
