package org.menura.generate.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.sample.StageName;
import org.menura.model.Config;
import org.menura.model.load.ModelSource;

/**
 * What a model's files say of sampling: a folder by {@code generation_config.json}, a GGUF file by the keys {@code
 * general.sampling}, which llama.cpp's converter makes of it. As in vLLM and llama.cpp, {@code do_sample} is not asked.
 */
final class SamplingDefaults {
    private static final String KEYS = "general.sampling.";
    private static final String ORDER = KEYS + "sequence";
    private static final double MIROSTAT_TAU = 5;
    private static final double MIROSTAT_ETA = 0.1;

    private SamplingDefaults() {}

    /**
     * Returns a builder that starts from what the files say, and from llama.cpp's defaults where they say nothing.
     *
     * @throws FormatException if a value is out of its range
     */
    static SamplingParamsBuilder of(ModelSource source) {
        SamplingParamsBuilder out = SamplingParams.builder();
        GgufFile gguf = source.gguf();
        HfFolder folder = source.folder();
        JsonNode generation = folder == null ? null : folder.generationConfig();
        try {
            if (gguf != null) {
                read(key -> gguf.hasKey(KEYS + key) ? gguf.number(KEYS + key) : null, out);
                if (gguf.hasKey(ORDER)) {
                    out.order(StageName.parseOrder(gguf.text(ORDER)));
                }
            } else if (generation != null) {
                Config c = GenerationDefaults.of(source);
                read(name -> c.has(name) ? (double) c.number(name) : null, out);
            }
        } catch (IllegalArgumentException e) {
            throw new FormatException("%s says of sampling: %s".formatted(source.path(), e.getMessage()), e);
        }
        return out;
    }

    /** Reads the names of both; those of penalties are transformers', whose penalty is for all tokens, and llama.cpp's. */
    private static void read(Function<String, @Nullable Double> given, SamplingParamsBuilder out) {
        set(given, "temperature", out::temperature);
        set(given, "temp", out::temperature);
        set(given, "top_k", k -> out.topK(Math.max(0, k.intValue())));
        set(given, "top_p", out::topP);
        set(given, "min_p", out::minP);
        set(given, "typical_p", out::typicalP);
        set(given, "xtc_probability", out::xtcProbability);
        set(given, "xtc_threshold", out::xtcThreshold);
        set(given, "repetition_penalty", penalty -> out.repeatPenalty(penalty).repeatLastN(-1));
        set(given, "penalty_repeat", out::repeatPenalty);
        set(given, "penalty_last_n", n -> out.repeatLastN(n.intValue()));
        set(given, "mirostat", version -> mirostat(given, version.intValue(), out));
    }

    private static void set(Function<String, @Nullable Double> given, String name, Consumer<Float> to) {
        Double value = given.apply(name);
        if (value != null) {
            to.accept(value.floatValue());
        }
    }

    private static void mirostat(Function<String, @Nullable Double> given, int version, SamplingParamsBuilder out) {
        Double tau = given.apply("mirostat_tau");
        Double eta = given.apply("mirostat_eta");
        if (version == 2) {
            out.mirostat((float) (tau == null ? MIROSTAT_TAU : tau.doubleValue()), (float)
                    (eta == null ? MIROSTAT_ETA : eta.doubleValue()));
        } else if (version != 0) {
            throw new IllegalArgumentException("mirostat must be 0 or 2, not " + version);
        }
    }
}
