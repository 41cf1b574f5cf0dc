package org.menura.springai;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.generate.AnswerRequest;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.TextForm;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.model.adapter.AdapterSelection;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.ToolCallback;

/** Requests as Spring AI has them, as Menura has them. */
final class Requests {
    static final String PROVIDER = "menura";

    private Requests() {}

    /** Returns the name of a model: that of its folder or file, without the ending of the latter. */
    static String name(LanguageModel model) {
        Path file = model.loaded().source().path().getFileName();
        return file == null ? PROVIDER : file.toString().replaceFirst("\\.gguf$", "");
    }

    static AnswerRequest of(Prompt prompt, MenuraChatOptions options, LanguageModel model, String name) {
        AnswerRequest request = AnswerRequest.of(Conversations.of(prompt.getInstructions()))
                .withTools(tools(options))
                .withChoice(
                        options.getToolChoice() == null ? ToolChoice.AUTO : options.getToolChoice(),
                        !Boolean.FALSE.equals(options.getParallelToolCalls()))
                .with(generation(options, model, name));
        if (options.getOutputSchema() != null) {
            JsonNode schema = Json.parse(options.getOutputSchema(), "the output schema");
            request = request.withForm(new TextForm.Schema(schema));
        }
        return options.getThinking() == null ? request : request.withVariable("enable_thinking", options.getThinking());
    }

    private static List<ToolDefinition> tools(MenuraChatOptions options) {
        List<ToolCallback> callbacks = options.getToolCallbacks();
        return callbacks == null
                ? List.of()
                : callbacks.stream()
                        .map(ToolCallback::getToolDefinition)
                        .map(t -> new ToolDefinition(
                                t.name(), t.description(), Json.parse(t.inputSchema(), "the schema of " + t.name())))
                        .toList();
    }

    private static GenerationOptions generation(MenuraChatOptions options, LanguageModel model, String name) {
        List<String> stops = options.getStopSequences();
        GenerationOptions out = GenerationOptions.of(
                        options.getMaxTokens() == null ? Integer.MAX_VALUE : options.getMaxTokens())
                .withSampling(sampling(options, model))
                .withStops(stops == null ? new String[0] : stops.toArray(String[]::new));
        String asked = options.getModel();
        if (asked == null || asked.equals(name)) {
            return out;
        }
        if (!model.adapterNames().contains(asked)) {
            throw new IllegalArgumentException("there is no model %s; there are %s"
                    .formatted(
                            asked,
                            model.adapterNames().isEmpty()
                                    ? name
                                    : name + " and the adapters " + model.adapterNames()));
        }
        return out.withAdapters(AdapterSelection.of(asked));
    }

    private static SamplingParams sampling(MenuraChatOptions o, LanguageModel model) {
        SamplingParamsBuilder out = model.sampling();
        set(o.getSeed(), v -> out.seed(v));
        set(o.getTemperature(), v -> out.temperature(v.floatValue()));
        set(o.getTopP(), v -> out.topP(v.floatValue()));
        set(o.getTopK(), v -> out.topK(v));
        set(o.getMinP(), v -> out.minP(v.floatValue()));
        set(o.getRepeatPenalty(), v -> out.repeatPenalty(v.floatValue()));
        set(o.getFrequencyPenalty(), v -> out.frequencyPenalty(v.floatValue()));
        set(o.getPresencePenalty(), v -> out.presencePenalty(v.floatValue()));
        return out.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> to) {
        if (value != null) {
            to.accept(value);
        }
    }
}
