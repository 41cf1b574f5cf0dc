package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.menura.format.FormatException;
import org.menura.model.Config;

/**
 * The settings of a recorded case, with a record of which were read, so that one which no check knows is refused by
 * name instead of passing unseen.
 */
public final class CaseSettings {
    /** What describes a case and changes none of its outputs. */
    private static final Set<String> DESCRIPTIVE = Set.of(
            "case",
            "group",
            "class",
            "kind",
            "library",
            "notes",
            "tensors", // names and shapes, which golden.safetensors has too
            "deviation", // between two runs of the reference
            "attn", // which of the reference's attention kernels ran; they compute the same
            "train_mode", // dropout is off in all cases
            "inputs", // tensors, which RecordedCase looks after
            "hidden_states",
            "grads", // names of tensors, likewise
            "grad_names",
            "router",
            "padded",
            "new_tokens",
            "mm_greedy",
            "mm_token_types",
            "seq2seq_greedy",
            "min_greedy_margin",
            "min_router_gap",
            "greedy_variety",
            "greedy_checked_with_cache",
            "checked_against_trl",
            "whitening_checked_against_trl");

    private final Config fields;
    private final Map<String, CaseSettings> parts = new LinkedHashMap<>();

    /**
     * Makes the settings of a JSON object.
     *
     * @param source where they come from, for messages
     */
    public CaseSettings(JsonNode json, String source) {
        this(new Config(json, source));
    }

    private CaseSettings(Config fields) {
        this.fields = fields;
    }

    /** Returns whether a setting is there and not null. */
    public boolean has(String name) {
        return fields.has(name);
    }

    /** Returns a number. */
    public double number(String name) {
        fields.number(name); // an error if there is none
        return fields.precise(name, Double.NaN);
    }

    /** Returns a number, or {@code fallback}. */
    public double number(String name, double fallback) {
        return fields.precise(name, fallback);
    }

    /** Returns an integer of at least 0. */
    public int integer(String name) {
        return fields.integer(name);
    }

    /** Returns an integer of at least 0, or {@code fallback}. */
    public int integer(String name, int fallback) {
        return fields.integer(name, fallback);
    }

    /** Returns a truth value, or {@code fallback}. */
    public boolean flag(String name, boolean fallback) {
        return fields.flag(name, fallback);
    }

    /** Returns a string, or {@code fallback}. */
    public String text(String name, String fallback) {
        return fields.text(name, fallback);
    }

    /** Returns a list of strings; empty if there is none. */
    public List<String> texts(String name) {
        return fields.texts(name);
    }

    /** Returns a list of numbers; empty if there is none. */
    public float[] numbers(String name) {
        return fields.numbers(name);
    }

    /** Returns the JSON value as it is; a missing node if there is none. */
    public JsonNode raw(String name) {
        return fields.raw(name);
    }

    /** Returns all settings as a config; fields read there count as read. */
    public Config fields() {
        return fields;
    }

    /**
     * Returns the settings in a nested object, whose reads are recorded too; empty if there is no object of that name.
     */
    public CaseSettings part(String name) {
        return parts.computeIfAbsent(name, n -> {
            Config c = fields.object(n);
            return c == null
                    ? new CaseSettings(JsonNodeFactory.instance.objectNode(), fields.source() + ": " + n)
                    : new CaseSettings(c);
        });
    }

    /** Lists the names of the settings that are there and not null. */
    public List<String> names() {
        return fields.names();
    }

    /**
     * Checks that a list of strings holds known ones only.
     *
     * @throws FormatException if not, naming one
     */
    void knowOnly(String name, Set<String> known) {
        for (String value : texts(name)) {
            if (!known.contains(value)) {
                throw new FormatException("%s: the check of this case knows no %s in %s; it knows %s"
                        .formatted(fields.source(), value, name, String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    /** Marks a setting as read that changes nothing here, for a reason that the caller knows. */
    public void ignore(String name) {
        fields.raw(name);
    }

    /** Makes an error for a setting that is not supported, with a hint at what would be. */
    public FormatException unsupported(String name, String hint) {
        return fields.unsupported(name, hint);
    }

    /** The settings that nobody asked for, with their values, sorted. */
    List<String> unread() {
        List<String> out = new ArrayList<>();
        for (String name : new TreeMap<>(values()).keySet()) {
            out.add(name + " = " + values().get(name));
        }
        parts.forEach((name, part) -> part.unread().forEach(n -> out.add(name + "." + n)));
        return out;
    }

    private Map<String, JsonNode> values() {
        Map<String, JsonNode> out = new TreeMap<>();
        for (String name : fields.unread()) {
            if (!DESCRIPTIVE.contains(name)) {
                out.put(name, fields.peek(name));
            }
        }
        return out;
    }

    /**
     * Throws if there are settings that nobody read.
     *
     * @throws FormatException if there are some, naming them
     */
    public void refuseUnread() {
        List<String> left = unread();
        if (!left.isEmpty()) {
            throw new FormatException("%s: the check of this case knows no setting %s, which may change its outputs"
                    .formatted(fields.source(), String.join(", ", left)));
        }
    }
}
