package org.menura.agent.team;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.agent.run.Event;
import org.menura.chat.tool.ToolDefinition;

/**
 * A board on which agents post claims, and nothing else. A claim is a draft until the referee has ruled: other agents read supported ones as facts, uncertain
 * ones marked as such, of refuted ones only that they are refuted and why, and drafts not at all. Thread-safe.
 */
public final class Blackboard {
    private final Referee referee;
    private final Consumer<Event> listener;
    private final Map<String, Posting> postings = new LinkedHashMap<>();

    /** How far a claim is believed. */
    public enum Standing {
        /** Nobody has ruled. */
        DRAFT,
        /** Its evidence supports it. */
        SUPPORTED,
        /** Its evidence neither supports nor refutes it. */
        UNCERTAIN,
        /** It is wrong. */
        REFUTED
    }

    /**
     * A claim on the board.
     *
     * @param id such as {@code c3}
     * @param author name of the agent
     * @param text of the claim
     * @param evidence ids of documents and events
     * @param confidence from 0 to 1
     * @param reason for its standing; may be empty
     */
    public record Posting(
            String id,
            String author,
            String text,
            List<String> evidence,
            double confidence,
            Standing standing,
            String reason) {
        public Posting {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * A ruling on a claim.
     *
     * @param confidence that the claim is true, from 0 to 1
     */
    public record Ruling(Standing standing, double confidence, String reason) {}

    /** Rules on claims, such as a gate of verifiers. */
    @FunctionalInterface
    public interface Referee {
        /** Rules on a draft. */
        Ruling rule(Posting draft) throws InterruptedException;
    }

    /**
     * Creates an empty board.
     *
     * @param listener that is told what is claimed and judged, such as {@link org.menura.agent.run.Lane#note}
     */
    public Blackboard(Referee referee, Consumer<Event> listener) {
        this.referee = referee;
        this.listener = listener;
    }

    /** Posts a claim and has it ruled on. What was claimed already, word for word, only gains the evidence that is new. */
    public synchronized Posting post(String author, String text, List<String> evidence, double confidence)
            throws InterruptedException {
        Posting known = postings.values().stream()
                .filter(p -> p.text().equals(text))
                .findFirst()
                .orElse(null);
        if (known != null && known.evidence().containsAll(evidence)) {
            return known;
        }
        List<String> all = new ArrayList<>(known == null ? List.of() : known.evidence());
        evidence.stream().filter(e -> !all.contains(e)).forEach(all::add);
        String id = known == null ? "c" + (postings.size() + 1) : known.id();
        String by = known == null ? author : known.author();
        listener.accept(new Event.Claimed(id, text, confidence, all));
        Posting draft = new Posting(id, by, text, all, confidence, Standing.DRAFT, "");
        Ruling ruling = referee.rule(draft);
        listener.accept(new Event.Judged(id, "gate", ruling.standing().name(), ruling.confidence()));
        Posting ruled = new Posting(id, by, text, all, ruling.confidence(), ruling.standing(), ruling.reason());
        postings.put(id, ruled);
        return ruled;
    }

    /** Returns all claims, in the order in which they were first posted. */
    public synchronized List<Posting> postings() {
        return List.copyOf(postings.values());
    }

    /** Returns the board as an agent reads it. */
    public synchronized String read() {
        StringBuilder out = new StringBuilder();
        section("Facts:", Standing.SUPPORTED, out);
        section("Uncertain, not to be relied on:", Standing.UNCERTAIN, out);
        section("Refuted:", Standing.REFUTED, out);
        return out.isEmpty() ? "The board is empty." : out.toString().strip();
    }

    private void section(String title, Standing standing, StringBuilder out) {
        List<Posting> of =
                postings.values().stream().filter(p -> p.standing() == standing).toList();
        if (of.isEmpty()) {
            return;
        }
        out.append(title).append('\n');
        for (Posting p : of) {
            out.append("- [").append(p.id()).append("] ");
            // The text of what is refuted would be read as a claim all the same.
            out.append(standing == Standing.REFUTED ? "a claim of " + p.author() : p.text());
            out.append(p.reason().isEmpty() ? "" : " (" + p.reason() + ")").append('\n');
        }
    }

    /** Creates the tools with which an agent reads the board and posts to it. */
    public List<Tool> tools(String author) {
        return List.of(new ReadTool(), new PostTool(author));
    }

    private final class ReadTool implements Tool {
        @Override
        public ToolDefinition definition() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            schema.putObject("properties");
            schema.put("additionalProperties", false);
            return new ToolDefinition("read_board", "Reads what the team has found out so far.", schema);
        }

        @Override
        public Effect effect() {
            return Effect.IDEMPOTENT; // others post meanwhile: the same call made again may read more
        }

        @Override
        public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context) {
            return ToolResult.of(read());
        }
    }

    private final class PostTool implements Tool {
        private final String author;

        PostTool(String author) {
            this.author = author;
        }

        @Override
        public ToolDefinition definition() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            properties
                    .putObject("claim")
                    .put("type", "string")
                    .put("description", "one sentence that is true or false");
            properties
                    .putObject("evidence")
                    .put("type", "array")
                    .put("description", "ids of the documents that support it")
                    .putObject("items")
                    .put("type", "string");
            schema.putArray("required").add("claim").add("evidence");
            schema.put("additionalProperties", false);
            return new ToolDefinition("post_claim", "Posts a claim to the team's board, where it is checked.", schema);
        }

        @Override
        public Effect effect() {
            return Effect.IDEMPOTENT;
        }

        @Override
        public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
                throws InterruptedException {
            List<String> evidence = new ArrayList<>();
            if (arguments.get("evidence") instanceof List<?> ids) {
                ids.forEach(id -> evidence.add(String.valueOf(id)));
            }
            Posting posting = post(author, String.valueOf(arguments.get("claim")), evidence, 1);
            return ToolResult.of("%s is %s%s"
                    .formatted(
                            posting.id(),
                            posting.standing().name().toLowerCase(Locale.ROOT),
                            posting.reason().isEmpty() ? "" : ": " + posting.reason()));
        }
    }
}
