package org.menura.serve.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;
import org.menura.serve.work.Form;
import org.menura.serve.work.MediaLimits;
import org.menura.serve.work.SamplingFields;
import org.menura.serve.work.TextOptions;

/** Reads what requests in ollama's form have in common. */
final class OllamaFields {
    private static final Pattern DURATION = Pattern.compile("(-?\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    /** Options that say how a model is loaded or computed, and change nothing of an answer. */
    private static final String[] HARMLESS = {
        "num_keep",
        "num_batch",
        "num_gpu",
        "main_gpu",
        "use_mmap",
        "use_mlock",
        "num_thread",
        "numa",
        "low_vram",
        "vocab_only",
        "f16_kv",
        "draft_num_predict",
        // of earlier versions, which its clients still send
        "num_gqa",
        "penalize_newline",
        "rope_frequency_base",
        "rope_frequency_scale"
    };

    private OllamaFields() {}

    /**
     * Options of a text.
     *
     * @param context most tokens of prompt and text together; 0 for the model's
     */
    record Asked(TextOptions text, int context) {
        /** The same, with a text that fits behind a prompt. */
        TextOptions behind(int promptTokens) {
            if (context == 0) {
                return text;
            }
            if (promptTokens >= context) {
                throw HttpError.invalid(
                        "options.num_ctx",
                        "context_length_exceeded",
                        "the prompt has %d tokens, but 'options.num_ctx' is %d".formatted(promptTokens, context));
            }
            int room = context - promptTokens;
            return text.withMaxTokens(text.maxTokens() < 0 ? room : Math.min(room, text.maxTokens()));
        }
    }

    /** Reads {@code options}, {@code format} and log-probabilities. */
    static Asked text(Fields fields, ModelTokenizer model, MediaLimits limits) {
        Fields given = fields.object("options");
        Fields options = given == null ? Fields.none() : given;
        int most = options.integer("num_predict", -2, Integer.MAX_VALUE).orElse(-1);
        int context = options.integer("num_ctx", 1, Integer.MAX_VALUE).orElse(0);
        options.harmless(HARMLESS);
        if (options.number("tfs_z", 0, 1).orElse(1) != 1) { // 1 asks for nothing
            throw HttpError.unsupported("options.tfs_z", "'options.tfs_z' must be 1, or be left out");
        }
        options.unsupported("logits_all", "embedding_only");
        boolean withProbs = fields.flag("logprobs", false);
        int top = fields.integer("top_logprobs", 0, TextOptions.MOST_LOG_PROBS).orElse(0);
        TextOptions text = new TextOptions(
                Math.max(-1, most),
                SamplingFields.read(options, model),
                SamplingFields.stops(options, "stop"),
                Set.of(),
                false,
                withProbs ? top : -1,
                1,
                form(fields, limits),
                "");
        options.finish();
        return new Asked(text, context);
    }

    private static Form form(Fields fields, MediaLimits limits) {
        JsonNode format = fields.any("format");
        if (format == null || format.isTextual() && format.textValue().isEmpty()) {
            return new Form.Free();
        }
        if (format.isTextual() && format.textValue().equals("json")) {
            return new Form.AnyObject("format");
        }
        if (format.isObject()) {
            limits.checkGrammar("format", format.toString());
            return new Form.Schema("format", format);
        }
        throw Fields.wrong("format", "'json' or a JSON schema", format);
    }

    /** Reads {@code think}: variables of the chat template. */
    static Map<String, Object> thinking(Fields fields) {
        JsonNode think = fields.any("think");
        if (think == null) {
            return Map.of();
        }
        if (think.isBoolean()) {
            return Map.of("enable_thinking", think.booleanValue());
        }
        if (think.isTextual() && List.of("low", "medium", "high", "max").contains(think.textValue())) {
            return Map.of("enable_thinking", true, "reasoning_effort", think.textValue());
        }
        throw Fields.wrong("think", "true, false, low, medium, high or max", think);
    }

    /** Reads {@code keep_alive}, and keeps the model for so long. */
    static @Nullable Duration keepAlive(Fields fields, Lease lease) {
        JsonNode given = fields.any("keep_alive");
        if (given == null) {
            return null;
        }
        double seconds = given.isNumber() ? given.doubleValue() : seconds(given);
        // A negative time is for ever.
        Duration time = seconds < 0 ? Duration.ofSeconds(-1) : Duration.ofMillis((long) Math.min(1e12, seconds * 1000));
        lease.keep(time);
        return time;
    }

    private static double seconds(JsonNode given) {
        String text = given.asText();
        Matcher part = DURATION.matcher(text);
        double seconds = 0;
        int at = 0;
        while (part.find() && part.start() == at) {
            seconds += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
            at = part.end();
        }
        if (at == 0 || at != text.length()) {
            throw Fields.wrong("keep_alive", "seconds, or a duration such as 5m", given);
        }
        return seconds;
    }

    /** Brings a message into OpenAI's form. */
    static ObjectNode message(Fields message) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("role", message.text("role"));
        String text = message.text("content", "");
        List<String> images = message.texts("images");
        if (images.isEmpty()) {
            out.put("content", text);
        } else {
            ArrayNode parts = out.putArray("content");
            if (!text.isEmpty()) {
                parts.addObject().put("type", "text").put("text", text);
            }
            images.forEach(i -> parts.add(image(i)));
        }
        String thoughts = message.textOrNull("thinking");
        if (thoughts != null) {
            out.put("reasoning_content", thoughts);
        }
        for (String name : List.of("tool_calls", "tool_name", "tool_call_id", "name")) {
            JsonNode value = message.any(name);
            if (value != null) {
                out.set(name.equals("tool_name") ? "name" : name, value);
            }
        }
        message.finish();
        return out;
    }

    /** A picture in Base64 as a part in OpenAI's form. */
    static ObjectNode image(String base64) {
        ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "image_url");
        part.putObject("image_url").put("url", "data:image/png;base64," + base64);
        return part;
    }
}
