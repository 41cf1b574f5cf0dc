package org.menura.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.generate.AnswerRequest;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.TextForm;
import org.menura.generate.batch.EngineOverloadedException;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.session.ContextOverflowException;
import org.menura.model.adapter.AdapterSelection;

/** Requests as LangChain4j has them, as Menura has them. */
final class Requests {
    static final String PROVIDER = "menura";

    private Requests() {}

    /** Returns the name of a model: that of its folder or file, without the ending of the latter. */
    static String name(LanguageModel model) {
        Path file = model.loaded().source().path().getFileName();
        return file == null ? PROVIDER : file.toString().replaceFirst("\\.gguf$", "");
    }

    /**
     * Translates a request.
     *
     * @param name of the model without adapters
     * @param model whose adapters a request chooses by {@code modelName}
     */
    static AnswerRequest of(ChatRequest request, String name, LanguageModel model) {
        MenuraChatRequestParameters parameters = MenuraChatRequestParameters.of(request.parameters());
        AnswerRequest out = mapped(() -> AnswerRequest.of(Conversations.of(request.messages()))
                .withTools(parameters.toolSpecifications().stream()
                        .map(Requests::tool)
                        .toList())
                .withChoice(choice(parameters), !Boolean.FALSE.equals(parameters.parallelToolCalls()))
                .withForm(form(parameters.responseFormat()))
                .with(options(parameters, name, model)));
        return parameters.thinking() == null ? out : out.withVariable("enable_thinking", parameters.thinking());
    }

    private static ToolDefinition tool(ToolSpecification tool) {
        return new ToolDefinition(
                tool.name(),
                tool.description() == null ? "" : tool.description(),
                new Schemas(false)
                        .json(
                                tool.parameters() == null
                                        ? JsonObjectSchema.builder().build()
                                        : tool.parameters()));
    }

    private static ToolChoice choice(MenuraChatRequestParameters parameters) {
        return switch (parameters.toolChoice()) {
            case null -> ToolChoice.AUTO;
            case AUTO -> ToolChoice.AUTO;
            case REQUIRED -> ToolChoice.REQUIRED;
            case NONE -> ToolChoice.NONE;
        };
    }

    private static TextForm form(@Nullable ResponseFormat format) {
        if (format == null || format.type() == ResponseFormatType.TEXT) {
            return TextForm.FREE;
        }
        return format.jsonSchema() == null
                ? TextForm.JSON
                : new TextForm.Schema(new Schemas(true).json(format.jsonSchema().rootElement()));
    }

    private static GenerationOptions options(MenuraChatRequestParameters p, String name, LanguageModel model) {
        GenerationOptions out = GenerationOptions.of(
                        p.maxOutputTokens() == null ? Integer.MAX_VALUE : p.maxOutputTokens())
                .withSampling(sampling(p, model))
                .withStops(p.stopSequences().toArray(String[]::new));
        if (p.modelName() == null || p.modelName().equals(name)) {
            return out;
        }
        Set<String> adapters = model.adapterNames();
        if (!adapters.contains(p.modelName())) {
            throw new ModelNotFoundException("there is no model %s; there are %s"
                    .formatted(p.modelName(), adapters.isEmpty() ? name : name + " and the adapters " + adapters));
        }
        return out.withAdapters(AdapterSelection.of(p.modelName()));
    }

    private static SamplingParams sampling(MenuraChatRequestParameters p, LanguageModel model) {
        SamplingParamsBuilder out = model.sampling();
        set(p.seed(), v -> out.seed(v));
        set(p.temperature(), v -> out.temperature(v.floatValue()));
        set(p.topP(), v -> out.topP(v.floatValue()));
        set(p.topK(), v -> out.topK(v));
        set(p.minP(), v -> out.minP(v.floatValue()));
        set(p.repeatPenalty(), v -> out.repeatPenalty(v.floatValue()));
        set(p.frequencyPenalty(), v -> out.frequencyPenalty(v.floatValue()));
        set(p.presencePenalty(), v -> out.presencePenalty(v.floatValue()));
        return out.build();
    }

    private static <T> void set(@Nullable T value, java.util.function.Consumer<T> to) {
        if (value != null) {
            to.accept(value);
        }
    }

    /** Calls what refuses bad requests in Menura's exceptions, and refuses them in LangChain4j's. */
    static <T> T mapped(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw mapped(e);
        }
    }

    /** Returns LangChain4j's exception for a bad request or a full queue; others as they are. */
    static RuntimeException mapped(RuntimeException e) {
        return switch (e) {
            case EngineOverloadedException _ -> new RateLimitException(e.getMessage(), e);
            case IllegalArgumentException _, FormatException _, ContextOverflowException _ ->
                new InvalidRequestException(e.getMessage(), e);
            default -> e;
        };
    }
}
