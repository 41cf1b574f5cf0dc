package org.menura.springai;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolChoice;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * The options of a request to a {@link MenuraChatModel}:
 *
 * <pre>{@code
 * MenuraChatOptions.builder().temperature(0.2).seed(7L).outputSchema(schema).build();
 * }</pre>
 *
 * <p>{@code model} chooses an adapter that the model was loaded with.
 */
public final class MenuraChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {
    private final @Nullable Long seed;
    private final @Nullable Double minP;
    private final @Nullable Double repeatPenalty;
    private final @Nullable Boolean thinking;
    private final @Nullable ToolChoice toolChoice;
    private final @Nullable Boolean parallelToolCalls;
    private final @Nullable String outputSchema;

    private MenuraChatOptions(Builder builder) {
        super(
                builder.callbacks(),
                builder.context(),
                builder.modelName(),
                builder.frequency(),
                builder.most(),
                builder.presence(),
                builder.stops(),
                builder.heat(),
                builder.k(),
                builder.p());
        this.seed = builder.seed;
        this.minP = builder.minP;
        this.repeatPenalty = builder.repeatPenalty;
        this.thinking = builder.thinking;
        this.toolChoice = builder.toolChoice;
        this.parallelToolCalls = builder.parallelToolCalls;
        this.outputSchema = builder.outputSchema;
    }

    /** Returns the seed of the random numbers; null for another one each time. */
    public @Nullable Long getSeed() {
        return seed;
    }

    /** Returns the least probability of a token, relative to that of the likeliest; null for the default, 0.05. */
    public @Nullable Double getMinP() {
        return minP;
    }

    /** Returns the penalty on tokens that were said already; null for the default, 1 for none. */
    public @Nullable Double getRepeatPenalty() {
        return repeatPenalty;
    }

    /**
     * Returns whether the model is to reason before it answers, where its chat template lets one choose ({@code
     * enable_thinking}); null for what the template does by itself.
     */
    public @Nullable Boolean getThinking() {
        return thinking;
    }

    /** Returns which tools the model may or must call; null for its own decision. */
    public @Nullable ToolChoice getToolChoice() {
        return toolChoice;
    }

    /** Returns whether one answer may call several tools; null for yes. */
    public @Nullable Boolean getParallelToolCalls() {
        return parallelToolCalls;
    }

    /** Returns the JSON schema that the answer's text keeps to; null for any text. */
    @Override
    public @Nullable String getOutputSchema() {
        return outputSchema;
    }

    /** Returns these options with others in the place of those that {@code given} has. */
    MenuraChatOptions overriddenBy(@Nullable ChatOptions given) {
        return given == null ? this : mutate().combineWith(given.mutate()).build();
    }

    @Override
    public Builder mutate() {
        return new Builder()
                .model(getModel())
                .frequencyPenalty(getFrequencyPenalty())
                .maxTokens(getMaxTokens())
                .presencePenalty(getPresencePenalty())
                .stopSequences(getStopSequences())
                .temperature(getTemperature())
                .topK(getTopK())
                .topP(getTopP())
                .toolCallbacks(getToolCallbacks())
                .toolContext(getToolContext())
                .seed(seed)
                .minP(minP)
                .repeatPenalty(repeatPenalty)
                .thinking(thinking)
                .toolChoice(toolChoice)
                .parallelToolCalls(parallelToolCalls)
                .outputSchema(outputSchema);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || super.equals(other)
                        && other instanceof MenuraChatOptions that
                        && Objects.equals(seed, that.seed)
                        && Objects.equals(minP, that.minP)
                        && Objects.equals(repeatPenalty, that.repeatPenalty)
                        && Objects.equals(thinking, that.thinking)
                        && Objects.equals(toolChoice, that.toolChoice)
                        && Objects.equals(parallelToolCalls, that.parallelToolCalls)
                        && Objects.equals(outputSchema, that.outputSchema);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                super.hashCode(), seed, minP, repeatPenalty, thinking, toolChoice, parallelToolCalls, outputSchema);
    }

    /** Creates a builder of options that say nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of options. */
    public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
            implements StructuredOutputChatOptions.Builder<Builder>, ToolCallingChatOptions.Builder<Builder> {
        private @Nullable Long seed;
        private @Nullable Double minP;
        private @Nullable Double repeatPenalty;
        private @Nullable Boolean thinking;
        private @Nullable ToolChoice toolChoice;
        private @Nullable Boolean parallelToolCalls;
        private @Nullable String outputSchema;

        private Builder() {}

        /** Sets {@link MenuraChatOptions#getSeed}. */
        public Builder seed(@Nullable Long value) {
            seed = value;
            return this;
        }

        /** Sets {@link MenuraChatOptions#getMinP}. */
        public Builder minP(@Nullable Double value) {
            minP = value;
            return this;
        }

        /** Sets {@link MenuraChatOptions#getRepeatPenalty}. */
        public Builder repeatPenalty(@Nullable Double value) {
            repeatPenalty = value;
            return this;
        }

        /** Sets {@link MenuraChatOptions#getThinking}. */
        public Builder thinking(@Nullable Boolean value) {
            thinking = value;
            return this;
        }

        /** Sets {@link MenuraChatOptions#getToolChoice}. */
        public Builder toolChoice(@Nullable ToolChoice value) {
            toolChoice = value;
            return this;
        }

        /** Sets {@link MenuraChatOptions#getParallelToolCalls}. */
        public Builder parallelToolCalls(@Nullable Boolean value) {
            parallelToolCalls = value;
            return this;
        }

        @Override
        public Builder outputSchema(@Nullable String value) {
            outputSchema = value;
            return this;
        }

        @Override
        public MenuraChatOptions build() {
            return new MenuraChatOptions(this);
        }

        @Override
        public Builder combineWith(ChatOptions.Builder<?> other) {
            super.combineWith(other);
            switch (other.build()) {
                case MenuraChatOptions that -> {
                    seed = that.seed == null ? seed : that.seed;
                    minP = that.minP == null ? minP : that.minP;
                    repeatPenalty = that.repeatPenalty == null ? repeatPenalty : that.repeatPenalty;
                    thinking = that.thinking == null ? thinking : that.thinking;
                    toolChoice = that.toolChoice == null ? toolChoice : that.toolChoice;
                    parallelToolCalls = that.parallelToolCalls == null ? parallelToolCalls : that.parallelToolCalls;
                    outputSchema = that.outputSchema == null ? outputSchema : that.outputSchema;
                }
                case StructuredOutputChatOptions that ->
                    outputSchema = that.getOutputSchema() == null ? outputSchema : that.getOutputSchema();
                default -> {}
            }
            return this;
        }

        // What lies in protected fields of the superclass, for the options' constructor.

        private @Nullable List<ToolCallback> callbacks() {
            return toolCallbacks;
        }

        private @Nullable Map<String, Object> context() {
            return toolContext;
        }

        private @Nullable String modelName() {
            return model;
        }

        private @Nullable Double frequency() {
            return frequencyPenalty;
        }

        private @Nullable Integer most() {
            return maxTokens;
        }

        private @Nullable Double presence() {
            return presencePenalty;
        }

        private @Nullable List<String> stops() {
            return stopSequences;
        }

        private @Nullable Double heat() {
            return temperature;
        }

        private @Nullable Integer k() {
            return topK;
        }

        private @Nullable Double p() {
            return topP;
        }
    }
}
