package org.menura.serve.work;

import java.util.OptionalInt;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.SamplingParams;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;

/** Reads what requests for texts have in common, whatever their route. */
public final class TextFields {
    /** Parameters that change nothing of the answer, as other servers and proxies have them. */
    private static final String[] HARMLESS = {
        "user",
        "metadata",
        "store",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "service_tier",
        "request_id",
        "priority",
        "cache_prompt",
        "id_slot",
        "verbosity",
        "stream_interval",
        "backend_sampling",
        "timings_per_token",
        "return_progress",
        "sse_ping_interval",
        "n_keep",
        "n_discard",
        "n_cache_reuse",
        "session_id",
        "spaces_between_special_tokens",
        "verbose",
        "prompt_cache_options",
        "t_max_prompt_ms"
    };

    /** Parameters that would change the answer, and that are not honoured. */
    private static final String[] UNSUPPORTED = {
        "use_beam_search",
        "best_of",
        "watermarking",
        "include_stop_str_in_output",
        "no_stop_trim",
        "return_hidden_states",
        "truncate_prompt_tokens",
        "allowed_token_ids",
        "bad_words",
        "logprob_token_ids",
        "kv_transfer_params",
        "post_sampling_probs",
        "adaptive_target",
        "repetition_detection",
        "prediction",
        "moderation",
        "web_search_options",
        "return_weight_versions",
        "speculative.n_max",
        "speculative.n_min",
        "speculative.p_min"
    };

    private TextFields() {}

    /**
     * Reads the options of a text but for log-probabilities, which routes spell in their own ways.
     *
     * @param mostTokens most tokens where the request says nothing; -1 for as many as the context takes
     */
    public static TextOptions read(Fields fields, ModelTokenizer text, MediaLimits limits, int mostTokens) {
        int most = mostTokens;
        OptionalInt given = fields.integer("max_completion_tokens", -1, Integer.MAX_VALUE);
        OptionalInt older = fields.integer("max_tokens", -1, Integer.MAX_VALUE);
        OptionalInt native_ = fields.integer("n_predict", -1, Integer.MAX_VALUE);
        if (given.isPresent()) {
            most = given.getAsInt();
        } else if (older.isPresent()) {
            most = older.getAsInt();
        } else if (native_.isPresent()) {
            most = native_.getAsInt();
        }
        int choices = fields.integer("n", 1, TextOptions.MOST_CHOICES)
                .orElse(fields.integer("n_cmpl", 1, TextOptions.MOST_CHOICES).orElse(1));
        SamplingParams sampling = SamplingFields.read(fields, text);
        int least = fields.integer("min_tokens", 0, Integer.MAX_VALUE).orElse(0);
        if (least > 0) {
            throw HttpError.unsupported(
                    fields.path("min_tokens"), "'min_tokens' is not supported by this server; leave it out");
        }
        if (fields.integer("best_of", 1, Integer.MAX_VALUE).orElse(choices) != choices) {
            throw HttpError.unsupported(fields.path("best_of"), "'best_of' must be equal to 'n', or be left out");
        }
        if (!fields.flag("skip_special_tokens", true)) {
            throw HttpError.unsupported(
                    fields.path("skip_special_tokens"), "'skip_special_tokens' must be true, or be left out");
        }
        fields.word("truncation_side", "left", "left", "right");
        fields.number("length_penalty", 0, Double.POSITIVE_INFINITY);
        fields.harmless(HARMLESS);
        fields.harmless("best_of");
        for (String name : UNSUPPORTED) {
            if (!name.equals("best_of")) {
                fields.unsupported(name);
            }
        }
        TextOptions options = new TextOptions(
                most,
                sampling,
                SamplingFields.stops(fields, "stop"),
                SamplingFields.ids(fields, "stop_token_ids", text.tokenizer()),
                fields.flag("ignore_eos", false),
                -1,
                choices,
                FormFields.read(fields, limits),
                fields.text("cache_salt", ""));
        return options.withLines(LineLimits.read(fields));
    }

    /**
     * Reads {@code stream} and {@code stream_options}.
     *
     * @param isOn whether the answer comes in pieces
     * @param withUsage whether a last piece tells the number of tokens
     * @param withUsageAlways whether each piece does
     */
    public record Stream(boolean isOn, boolean withUsage, boolean withUsageAlways) {
        /** Reads them. */
        public static Stream read(Fields fields) {
            boolean on = fields.flag("stream", false);
            Fields options = fields.object("stream_options");
            if (options == null) {
                return new Stream(on, false, false);
            }
            if (!on) {
                throw HttpError.invalid(
                        fields.path("stream_options"), "'stream_options' goes with 'stream': true alone");
            }
            boolean always = options.flag("continuous_usage_stats", false);
            boolean usage = options.flag("include_usage", false) || always;
            options.harmless("include_obfuscation");
            options.finish();
            return new Stream(true, usage, always);
        }
    }
}
