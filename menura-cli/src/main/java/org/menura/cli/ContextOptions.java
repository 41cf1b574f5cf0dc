package org.menura.cli;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.session.Session;
import org.menura.tensor.dtype.DType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How much a sequence may hold, and in which form. */
final class ContextOptions {
    /** Types of the cache. */
    private enum CacheType {
        F32(DType.F32),
        F16(DType.F16),
        Q8_0(DType.Q8_0);

        private final DType dtype;

        CacheType(DType dtype) {
            this.dtype = dtype;
        }
    }

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Most tokens of prompt and text together (default: 0, what the model was made for).")
    private int context;

    @Option(
            names = "--cache-type",
            paramLabel = "f32|f16|q8_0",
            defaultValue = "f32",
            description = "What keys and values are stored as: f16 and q8_0 take less memory, f32 is exact (default:"
                    + " ${DEFAULT-VALUE}).")
    private CacheType cache = CacheType.F32;

    /** Refuses a wrong value, before anything is loaded. */
    void check() {
        if (context < 0) {
            throw wrong("--ctx-size must be at least 1, or 0 for what the model was made for, not " + context);
        }
    }

    /** The options of a model whose sequences store keys and values as is asked for. */
    LoadOptions applied(LoadOptions options) {
        return options.withCacheType(cache.dtype);
    }

    /** The options of a model whose sequences are as long as is asked for. */
    LoadOptions bounded(LoadOptions options) {
        return context == 0 ? options : options.withContext(context);
    }

    /** An empty sequence of a model. */
    Session session(LanguageModel model) {
        return bounded(model.newSession());
    }

    /** A sequence that is under way, with the size that is asked for. */
    Session bounded(Session session) {
        if (context == 0) {
            return session;
        }
        try {
            session.limitContext(context);
            return session;
        } catch (IllegalArgumentException e) {
            throw wrong("--ctx-size: " + e.getMessage());
        }
    }

    /** The type of the cache, as users write it. */
    String cacheType() {
        return cache.name().toLowerCase(Locale.ROOT);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
