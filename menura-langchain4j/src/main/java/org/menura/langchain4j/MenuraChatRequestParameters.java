package org.menura.langchain4j;

import static dev.langchain4j.internal.Utils.getOrDefault;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request beyond those that all of LangChain4j's chat models know:
 *
 * <pre>{@code
 * MenuraChatRequestParameters.builder().temperature(0.2).seed(7L).thinking(false).build();
 * }</pre>
 */
public final class MenuraChatRequestParameters extends DefaultChatRequestParameters {
    /** Parameters that say nothing. */
    public static final MenuraChatRequestParameters EMPTY = builder().build();

    private final @Nullable Long seed;
    private final @Nullable Double minP;
    private final @Nullable Double repeatPenalty;
    private final @Nullable Boolean thinking;
    private final @Nullable Boolean parallelToolCalls;

    private MenuraChatRequestParameters(Builder builder) {
        super(builder);
        this.seed = builder.seed;
        this.minP = builder.minP;
        this.repeatPenalty = builder.repeatPenalty;
        this.thinking = builder.thinking;
        this.parallelToolCalls = builder.parallelToolCalls;
    }

    /** Returns the seed of the random numbers; null for another one each time. */
    public @Nullable Long seed() {
        return seed;
    }

    /** Returns the least probability of a token, relative to that of the likeliest; null for the default, 0.05. */
    public @Nullable Double minP() {
        return minP;
    }

    /** Returns the penalty on tokens that were said already; null for the default, 1 for none. */
    public @Nullable Double repeatPenalty() {
        return repeatPenalty;
    }

    /**
     * Returns whether the model is to reason before it answers, where its chat template lets one choose ({@code
     * enable_thinking}); null for what the template does by itself.
     */
    public @Nullable Boolean thinking() {
        return thinking;
    }

    /** Returns whether one answer may call several tools; null for yes. */
    public @Nullable Boolean parallelToolCalls() {
        return parallelToolCalls;
    }

    /** Returns parameters as these, with those of Menura alone left open where {@code parameters} are others'. */
    static MenuraChatRequestParameters of(ChatRequestParameters parameters) {
        return parameters instanceof MenuraChatRequestParameters ours
                ? ours
                : builder().overrideWith(parameters).build();
    }

    @Override
    public MenuraChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public MenuraChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || super.equals(other)
                        && other instanceof MenuraChatRequestParameters that
                        && Objects.equals(seed, that.seed)
                        && Objects.equals(minP, that.minP)
                        && Objects.equals(repeatPenalty, that.repeatPenalty)
                        && Objects.equals(thinking, that.thinking)
                        && Objects.equals(parallelToolCalls, that.parallelToolCalls);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), seed, minP, repeatPenalty, thinking, parallelToolCalls);
    }

    @Override
    public String toString() {
        return "%s, seed=%s, minP=%s, repeatPenalty=%s, thinking=%s, parallelToolCalls=%s"
                .formatted(super.toString(), seed, minP, repeatPenalty, thinking, parallelToolCalls);
    }

    /** Creates a builder of parameters that say nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of parameters. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private @Nullable Long seed;
        private @Nullable Double minP;
        private @Nullable Double repeatPenalty;
        private @Nullable Boolean thinking;
        private @Nullable Boolean parallelToolCalls;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof MenuraChatRequestParameters ours) {
                seed = getOrDefault(ours.seed, seed);
                minP = getOrDefault(ours.minP, minP);
                repeatPenalty = getOrDefault(ours.repeatPenalty, repeatPenalty);
                thinking = getOrDefault(ours.thinking, thinking);
                parallelToolCalls = getOrDefault(ours.parallelToolCalls, parallelToolCalls);
            }
            return this;
        }

        /** Sets {@link MenuraChatRequestParameters#seed}. */
        public Builder seed(@Nullable Long value) {
            seed = value;
            return this;
        }

        /** Sets {@link MenuraChatRequestParameters#minP}. */
        public Builder minP(@Nullable Double value) {
            minP = value;
            return this;
        }

        /** Sets {@link MenuraChatRequestParameters#repeatPenalty}. */
        public Builder repeatPenalty(@Nullable Double value) {
            repeatPenalty = value;
            return this;
        }

        /** Sets {@link MenuraChatRequestParameters#thinking}. */
        public Builder thinking(@Nullable Boolean value) {
            thinking = value;
            return this;
        }

        /** Sets {@link MenuraChatRequestParameters#parallelToolCalls}. */
        public Builder parallelToolCalls(@Nullable Boolean value) {
            parallelToolCalls = value;
            return this;
        }

        @Override
        public MenuraChatRequestParameters build() {
            return new MenuraChatRequestParameters(this);
        }
    }
}
